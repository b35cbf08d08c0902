"""Instalments as they are typed: in short ("30/14, 70/30", "3x30"), or row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QStyledItemDelegate,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from smallcrm.domain.errors import Refusal
from smallcrm.domain.instalments import EXAMPLE, parse_plan, schedule
from smallcrm.domain.money import Money, round_half_up
from smallcrm.services.commands import PlanPart
from smallcrm.ui.dialogs.words import say
from smallcrm.ui.theme import SMALL
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run, announce, one_line, painted

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QStyleOptionViewItem

    from smallcrm.i18n.catalog import I18n
    from smallcrm.ui.theme import ThemeContext

_DUE, _SHARE, _AMOUNT = range(3)
_MOST_ROWS: Final = 6
_ROW: Final = 30
_HUNDRED: Final = 100
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One instalment as it stands in the table, in minor units; `due` None: no day yet."""

    due: date | None
    minor: int


class _CellEditor(QStyledItemDelegate):
    """Edits a cell; figures stand at the right."""

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return the line that is typed in."""
        line = QLineEdit(parent)
        if index.column() != _DUE:
            line.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return line


class _Table(QTableWidget):
    """Ctrl and Delete removes a row, Tab leaves the table."""

    removed = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Delete and control and self.currentRow() >= 0:
            self.removed.emit(self.currentRow())
            event.accept()
            return
        if event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            item = self.currentItem()
            if item is not None:
                item.setText("")
            event.accept()
            return
        super().keyPressEvent(event)


class PlanField(QWidget):
    """How a total is divided; `parts()` is empty while there is no plan.

    `set_total` says what is divided and from which day on. What is typed in short follows the
    total; rows that were changed by hand stay, and what they lack or have too much is said.
    An empty row waits at the end. `form_changed` on every change.
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
        self._filling = False
        self.short = QLineEdit()
        self.short.setAccessibleName(tr.gettext("Instalments in short"))
        self.short.setPlaceholderText(
            tr.gettext("{example}, or 3x30 for three equal parts a month apart").format(
                example=EXAMPLE
            )
        )
        self.table = _Table(0, 3)
        self.summary = RunLabel(theme, wrap=True)
        self.rest_button = QPushButton(tr.gettext("Put the &difference to the last one"))
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
        if (total, start) == (self._total, self._start):
            return
        changed = self._total is not None and total is not None
        old = self._total
        self._total = total
        self._start = start or self._tr.formats.clock.today()
        if not self._by_hand:
            self._read_short(announce_wrong=False)
        elif changed and old is not None and total is not None and old.currency != total.currency:
            self._fill([])
        self._say()

    def set_rows(self, rows: Sequence[PlanRow]) -> None:
        """Show instalments that are there already."""
        self._by_hand = bool(rows)
        self.short.blockSignals(True)
        self.short.clear()
        self.short.blockSignals(False)
        self._fill(rows)
        self._say()

    def parts(self) -> tuple[PlanPart, ...]:
        """Read the instalments; refuses what cannot be (`instalments`). Nothing typed: none."""
        if self.short.text().strip() and not self._by_hand:
            parse_plan(self.short.text())
        rows = self._rows()
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
        return (self.short.text().strip(), tuple(self._texts()) if self._by_hand else ())

    def set_error(self, text: str | None) -> None:
        """Say below what is wrong, or take it back."""
        if text:
            self._error.set_runs((Run(text, SMALL, "debt"),), ("circle-alert", "debt"))
            announce(self.table, one_line(text))
        self._error.setVisible(bool(text))
        self.height_changed.emit()

    # How it is put together.

    def _build(self) -> None:
        tr, table = self._tr, self.table
        table.setHorizontalHeaderLabels(
            [tr.gettext("Due"), tr.gettext("Share"), tr.gettext("Amount")]
        )
        table.setAccessibleName(tr.gettext("Instalments"))
        table.setItemDelegate(_CellEditor(table))
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        table.setTabKeyNavigation(False)
        table.setShowGrid(True)
        table.setProperty("kind", "boxed")
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for column, side in ((_DUE, left), (_SHARE, right), (_AMOUNT, right)):
            item = table.horizontalHeaderItem(column)
            if item is not None:
                item.setTextAlignment(side)
        self.rest_button.setProperty("kind", "link")
        line = QHBoxLayout()
        line.addWidget(self.summary, 1)
        line.addWidget(self.rest_button)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        for widget in (self.short, table):
            self._box.addWidget(widget)
        self._box.addLayout(line)
        self._box.addWidget(self._error)
        self._error.hide()
        self.rest_button.hide()
        self.setFocusProxy(self.short)
        self.short.textChanged.connect(self._on_short)
        table.itemChanged.connect(self._on_item)
        table.removed.connect(self._on_removed)
        self.rest_button.clicked.connect(self._on_rest)
        self._fill([])

    # What happens.

    def _on_short(self) -> None:
        self._by_hand = False
        self._read_short(announce_wrong=True)
        self._say()
        self.form_changed.emit()

    def _read_short(self, *, announce_wrong: bool) -> None:
        """Lay the short form out in rows; while it cannot be read the rows are empty."""
        text = self.short.text().strip()
        rows: list[PlanRow] = []
        if text and self._total is not None and self._total.minor > 0:
            try:
                laid_out = schedule(self._total, self._start, parse_plan(text))
            except Refusal as refused:
                if announce_wrong:
                    self.short.setToolTip(one_line(say(self._tr, refused)))
            else:
                rows = [PlanRow(one.due_on, one.amount_minor) for one in laid_out]
                self.short.setToolTip("")
        self._fill(rows)

    def _on_item(self, item: QTableWidgetItem) -> None:
        if self._filling:
            return
        self._by_hand = True
        row, column = item.row(), item.column()
        self._filling = True
        self._tidy(row, column)
        self._filling = False
        if row == self.table.rowCount() - 1 and item.text().strip():
            self._add_row(None)
        self._forget_short()
        self._say()
        self.form_changed.emit()

    def _tidy(self, row: int, column: int) -> None:
        """Show what was understood of a cell, and what follows from it beside."""
        item = self.table.item(row, column)
        if item is None:
            return
        item.setData(Qt.ItemDataRole.ForegroundRole, None)
        formats, total = self._tr.formats, self._total
        try:
            if column == _DUE:
                if item.text().strip():
                    item.setText(painted(formats.date_short(self._due(row))))
                return
            if total is None or not item.text().strip():
                return
            if column == _SHARE:
                share = self._percent(item.text())
                minor = round_half_up(Decimal(total.minor) * share / _HUNDRED)
                self._set(row, _AMOUNT, formats.amount(Money(minor, total.currency)))
                item.setText(formats.percent(share))
            else:
                money = formats.parse_amount(item.text(), total.currency, field="instalments")
                item.setText(formats.amount(money))
                self._set(row, _SHARE, self._share(money.minor))
        except Refusal as refused:
            item.setForeground(self._theme.colour(self._theme.tokens.debt))
            self.set_error(say(self._tr, refused))
        else:
            self.set_error(None)

    def _on_removed(self, row: int) -> None:
        if row < self.table.rowCount() - 1:
            self.table.removeRow(row)
            self._by_hand = True
            self._forget_short()
            self._say()
            self._fit()
            self.form_changed.emit()

    def _on_rest(self) -> None:
        total, rows = self._total, self._rows_or_none()
        if total is None or not rows:
            return
        missing = total.minor - sum(row.minor for row in rows)
        rows[-1] = PlanRow(rows[-1].due, rows[-1].minor + missing)
        self._by_hand = True
        self._fill(rows)
        self._forget_short()
        self._say()
        self.form_changed.emit()

    def _forget_short(self) -> None:
        self.short.blockSignals(True)
        self.short.clear()
        self.short.blockSignals(False)

    # The rows.

    def _fill(self, rows: Sequence[PlanRow]) -> None:
        self._filling = True
        self.table.setRowCount(0)
        for row in rows:
            self._add_row(row)
        self._add_row(None)
        self._filling = False
        self._fit()

    def _add_row(self, row: PlanRow | None) -> None:
        self._filling, before = True, self._filling
        number = self.table.rowCount()
        self.table.insertRow(number)
        texts = ("", "", "")
        if row is not None and self._total is not None:
            formats = self._tr.formats
            texts = (
                painted(formats.date_short(row.due)) if row.due else "",
                self._share(row.minor),
                formats.amount(Money(row.minor, self._total.currency)),
            )
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            if column != _DUE:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.table.setItem(number, column, item)
        self._filling = before
        self._fit()

    def _share(self, minor: int) -> str:
        total = self._total
        if total is None or total.minor <= 0:
            return ""
        share = (Decimal(minor) * _HUNDRED / total.minor).quantize(Decimal("0.1"))
        return self._tr.formats.percent(share)

    def _percent(self, text: str) -> Decimal:
        share = self._tr.formats.parse_number(text, field="instalments")
        if not 0 < share <= _HUNDRED:
            raise Refusal("not_a_percentage", field="instalments", text=text[:40])
        return share

    def _set(self, row: int, column: int, text: str) -> None:
        item = self.table.item(row, column)
        if item is not None:
            item.setData(Qt.ItemDataRole.ForegroundRole, None)
            item.setText(text)

    def _text(self, row: int, column: int) -> str:
        item = self.table.item(row, column)
        return item.text().strip().replace("\u2010", "-") if item is not None else ""

    def _texts(self) -> list[str]:
        return [
            self._text(row, column)
            for row in range(self.table.rowCount())
            for column in (_DUE, _AMOUNT)
        ]

    def _due(self, row: int) -> date:
        return self._tr.formats.parse_date(self._text(row, _DUE), field="instalments")

    def _rows(self) -> list[PlanRow]:
        """Read the table, without the empty row at its end; refuses what cannot be read."""
        found: list[PlanRow] = []
        currency = self._total.currency if self._total is not None else ""
        for row in range(self.table.rowCount()):
            due, amount = self._text(row, _DUE), self._text(row, _AMOUNT)
            if not due and not amount:
                continue
            if not amount:
                raise Refusal("no_amount", field="instalments")
            money = self._tr.formats.parse_amount(amount, currency, field="instalments")
            found.append(PlanRow(self._due(row) if due else None, money.minor))
        return found

    def _rows_or_none(self) -> list[PlanRow] | None:
        try:
            return self._rows()
        except Refusal:
            return None

    def _say(self) -> None:
        """Say what the rows come to, and what is missing."""
        tr, total = self._tr, self._total
        rows = self._rows_or_none()
        short = self.short.text().strip()
        self.rest_button.hide()
        if total is None or rows is None or (not rows and not short):
            text = tr.gettext("No instalments: all of it is due on one day.")
            self.summary.set_runs((Run(text, SMALL, "second"),), ("info", "second"))
        elif not rows:
            text = self.short.toolTip() or tr.gettext("There is nothing to divide yet.")
            self.summary.set_runs((Run(text, SMALL, "debt"),), ("circle-alert", "debt"))
        else:
            self._say_sum(rows, total)
        self._fit()

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
        rest = money(Money(abs(difference), total.currency))
        text = (
            tr.gettext("{amount} of {total} is not divided yet.")
            if difference > 0
            else tr.gettext("The instalments come to {amount} more than {total}.")
        )
        self.summary.set_runs(
            (Run(text.format(amount=rest, total=money(total)), SMALL, "debt"),),
            ("circle-alert", "debt"),
        )
        self.rest_button.setVisible(rows[-1].minor + difference > 0)

    def _fit(self) -> None:
        px = self._theme.px
        rows = min(_MOST_ROWS, max(1, self.table.rowCount()))
        self.table.setFixedHeight(rows * px(_ROW) + px(28) + 4)
        self.height_changed.emit()

    def _on_theme(self, *_ignored: Any) -> None:
        px = self._theme.px
        self.table.horizontalHeader().setFixedHeight(px(28))
        self.table.verticalHeader().setDefaultSectionSize(px(_ROW))
        self.table.setStyleSheet(f"QTableView::item {{ padding: 0 {px(7)}px; }}")
        self._box.setSpacing(px(6))
        self._fit()
