"""Instalments as they are typed: in short ("30/14, 70/30", "3x30"), or row by row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from smallcrm.domain.errors import Refusal
from smallcrm.domain.instalments import EXAMPLE, parse_plan, schedule
from smallcrm.domain.money import Money
from smallcrm.services.commands import PlanPart
from smallcrm.ui.dialogs.plan_table import PlanRow, PlanTable
from smallcrm.ui.dialogs.words import say
from smallcrm.ui.theme import SMALL
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run, announce, one_line, painted

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.ui.theme import ThemeContext

__all__ = ["PlanField", "PlanRow"]


class PlanField(QWidget):
    """How a total is divided; `parts()` is empty while there is no plan.

    `set_total` says what is divided and from which day on. What is typed in short follows the
    total; rows that were changed by hand stay, and what they lack or have too much is said.
    `form_changed` on every change.
    """

    form_changed = Signal()
    height_changed = Signal()

    def __init__(self, theme: ThemeContext, tr: I18n, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tr = tr
        self._total: Money | None = None
        self._start = tr.formats.clock.today()
        self._by_hand = False
        self._refused: Refusal | None = None
        self._said = ""
        self.short = QLineEdit()
        self.short.setAccessibleName(tr.gettext("Instalments in short"))
        text = tr.gettext("{example}, or 3x30 for three equal parts")
        self.short.setPlaceholderText(painted(text.format(example=EXAMPLE)))
        self.table = PlanTable(theme, tr)
        self.summary = RunLabel(theme, wrap=True)
        self.rest_button = QPushButton(tr.gettext("&Put the difference to the last"))
        self.rest_button.setProperty("kind", "link")
        self._error = RunLabel(theme, wrap=True)
        self._build()
        theme.changed.connect(self._on_theme)
        self._on_theme()
        self._say()

    @property
    def field(self) -> QWidget:
        """Return what takes the keyboard when something is wrong."""
        return self

    def set_total(self, total: Money | None, start: date | None) -> None:
        """Divide another total, from another day on."""
        start = start or self._tr.formats.clock.today()
        if (total, start) == (self._total, self._start):
            return
        old, self._total, self._start = self._total, total, start
        self.table.total = total
        if not self._by_hand:
            self._read_short()
        elif old is not None and total is not None and old.currency != total.currency:
            self.table.fill([])
        self._say()

    def set_rows(self, rows: Sequence[PlanRow]) -> None:
        """Show instalments that are there already."""
        self._by_hand = bool(rows)
        self._forget_short()
        self.table.fill(rows)
        self._say()

    def parts(self) -> tuple[PlanPart, ...]:
        """Read the instalments; refuses what cannot be (`instalments`). Nothing typed: none."""
        if self._refused is not None and not self._by_hand:
            raise self._refused
        rows = self.table.rows()
        if not rows:
            return ()
        total = self._total
        if total is None or total.minor <= 0:
            raise Refusal("not_positive", field="instalments")
        if any(row.minor <= 0 for row in rows):
            raise Refusal("instalment_of_nothing", field="instalments")
        found = Money(sum(row.minor for row in rows), total.currency)
        if found != total:
            raise Refusal("instalments_not_total", field="instalments", sum=found, total=total)
        return tuple(
            PlanPart(due=row.due, amount=Money(row.minor, total.currency).major) for row in rows
        )

    def form_state(self) -> object:
        """Return what is typed, to tell whether it was changed."""
        return (self.short.text().strip(), self.table.texts() if self._by_hand else ())

    def set_error(self, text: str | None) -> None:
        """Say below what is wrong, or take it back."""
        if text:
            self._error.set_runs((Run(text, SMALL, "debt"),), ("circle-alert", "debt"))
            announce(self.table, one_line(text))
        # What the line below the rows says already is not said twice.
        self._error.setVisible(bool(text) and text not in {self.summary.whole_text(), self._said})
        self.height_changed.emit()

    def _build(self) -> None:
        line = QHBoxLayout()
        line.addWidget(self.summary, 1)
        line.addWidget(self.rest_button)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self.short)
        self._box.addWidget(self.table)
        self._box.addLayout(line)
        self._box.addWidget(self._error)
        self._error.hide()
        self.rest_button.hide()
        self.setFocusProxy(self.short)
        self.short.textChanged.connect(self._on_short)
        self.table.edited.connect(self._on_edited)
        self.table.wrong.connect(self.set_error)
        self.rest_button.clicked.connect(self._on_rest)

    def _on_short(self) -> None:
        self._by_hand = False
        self._read_short()
        self._say()
        self.form_changed.emit()

    def _on_edited(self) -> None:
        self._by_hand = True
        self._forget_short()
        self._say()
        self.form_changed.emit()

    def _on_rest(self) -> None:
        rows, total = self._rows_or_none(), self._total
        if rows and total is not None:
            missing = total.minor - sum(row.minor for row in rows)
            rows[-1] = PlanRow(rows[-1].due, rows[-1].minor + missing)
            self.table.fill(rows)
            self._on_edited()

    def _read_short(self) -> None:
        """Lay the short form out in rows; while it cannot be read there are none."""
        text = self.short.text().strip()
        rows: list[PlanRow] = []
        self._refused = None
        if text:
            try:
                parts = parse_plan(text)
                if self._total is not None and self._total.minor > 0:
                    laid_out = schedule(self._total, self._start, parts)
                    rows = [PlanRow(one.due_on, one.amount_minor) for one in laid_out]
            except Refusal as refused:
                self._refused = Refusal(refused.code, field="instalments", **refused.parameters)
        self.table.fill(rows)

    def _forget_short(self) -> None:
        self._refused = None
        self.short.blockSignals(True)
        self.short.clear()
        self.short.blockSignals(False)

    def _rows_or_none(self) -> list[PlanRow] | None:
        try:
            return self.table.rows()
        except Refusal:
            return None

    def _say(self) -> None:
        """Say what the rows come to, and what is missing."""
        tr, total = self._tr, self._total
        rows = self._rows_or_none()
        self.rest_button.hide()
        self._said = ""
        self.summary.setVisible(rows is not None)
        if self._refused is not None:
            text = say(tr, self._refused)
            self.summary.set_runs((Run(text, SMALL, "debt"),), ("circle-alert", "debt"))
        elif total is not None and rows:
            self._say_sum(rows, total)
        elif self.short.text().strip():
            text = tr.gettext("There is no amount to divide yet.")
            self.summary.set_runs((Run(text, SMALL, "second"),), ("info", "second"))
        else:
            text = tr.gettext("No instalments: all of it is due on one day.")
            self.summary.set_runs((Run(text, SMALL, "second"),), ("info", "second"))
        self.height_changed.emit()

    def _say_sum(self, rows: list[PlanRow], total: Money) -> None:
        tr = self._tr
        money = tr.formats.money
        difference = total.minor - sum(row.minor for row in rows)
        if not difference:
            text = tr.ngettext(
                "{count} instalment, together {total}.",
                "{count} instalments, together {total}.",
                len(rows),
            ).format(count=tr.formats.number(len(rows)), total=money(total))
            self.summary.set_runs((Run(text, SMALL, "ok"),), ("circle-check", "ok"))
            return
        found = Money(total.minor - difference, total.currency)
        self._said = say(tr, Refusal("instalments_not_total", sum=found, total=total))
        text = (
            tr.gettext("{amount} of {total} is not divided yet.")
            if difference > 0
            else tr.gettext("The instalments come to {amount} more than {total}.")
        ).format(amount=money(Money(abs(difference), total.currency)), total=money(total))
        self.summary.set_runs((Run(text, SMALL, "debt"),), ("circle-alert", "debt"))
        self.rest_button.setVisible(rows[-1].minor + difference > 0)

    def _on_theme(self, *_ignored: Any) -> None:
        self._box.setSpacing(self._theme.px(6))
        self.height_changed.emit()
