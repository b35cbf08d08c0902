"""What of a sale is billed, or of an invoice taken back: all of it, some lines, or an amount."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.ui.dialogs.fields import AmountField
from smallcrm.ui.dialogs.form_dialog import focus_field
from smallcrm.ui.dialogs.lines_choice import LineChoice, LinesChoice
from smallcrm.ui.theme import SMALL
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run, announce, one_line

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.ui.theme import ThemeContext

_AMOUNT: Final = 140


class How(StrEnum):
    """How a part is named."""

    ALL = "all"
    LINES = "lines"
    AMOUNT = "amount"


class PartChoice(QWidget):
    """Three ways to name a part; all that is left at first.

    `read()` tells lines or an amount, or neither for all. `form_changed` on every change.
    """

    form_changed = Signal()
    height_changed = Signal()

    def __init__(
        self, theme: ThemeContext, tr: I18n, *, done_heading: str, amount_label: str
    ) -> None:
        super().__init__()
        self._theme = theme
        self._tr = tr
        self._left: Money | None = None
        self.radios = {
            How.ALL: QRadioButton(),
            How.LINES: QRadioButton(tr.gettext("&Some of it")),
            How.AMOUNT: QRadioButton(amount_label),
        }
        self.lines = LinesChoice(theme, tr, done_heading=done_heading)
        self.amount = AmountField(tr, "EUR")
        self.amount.setAccessibleName(tr.gettext("Amount"))
        self._error = RunLabel(theme, wrap=True)
        self._build()
        theme.changed.connect(self._on_theme)
        self._on_theme()

    @property
    def field(self) -> QWidget:
        """Return what takes the keyboard when something is wrong."""
        return {How.LINES: self.lines.table, How.AMOUNT: self.amount}.get(
            self.how, self.radios[How.ALL]
        )

    @property
    def how(self) -> How:
        """Return which way is chosen."""
        return next((how for how, radio in self.radios.items() if radio.isChecked()), How.ALL)

    def set_whole(self, rows: Sequence[LineChoice], left: Money) -> None:
        """Offer these lines, of which `left` is left altogether."""
        self._left = left
        self.amount.currency = left.currency
        text = self._tr.gettext("&All that is left: {amount}")
        self.radios[How.ALL].setText(text.format(amount=self._tr.formats.money(left)))
        self.lines.set_choices(rows)
        self.radios[How.LINES].setEnabled(any(row.rest for row in rows))
        self._on_how()

    def choose(self, how: How) -> None:
        """Choose a way."""
        self.radios[how].setChecked(True)

    def read(self) -> tuple[dict[int, Decimal] | None, Decimal | None]:
        """Read lines (id -> quantity) or an amount; refuses what cannot be read."""
        if self.how is How.LINES:
            found = self.lines.chosen()
            if not found:
                raise Refusal("nothing_chosen", field="lines")
            return found, None
        if self.how is How.AMOUNT:
            return None, self.amount.money().major
        return None, None

    def form_state(self) -> object:
        """Return what is chosen, for telling whether it was changed."""
        return (self.how, self.lines.form_state(), self.amount.text())

    def set_error(self, text: str | None) -> None:
        """Say below what is wrong, or take it back."""
        if self.how is How.LINES:
            self.lines.set_error(text)
            text = None
        elif text:
            self._error.set_runs((Run(text, SMALL, "debt"),), ("circle-alert", "debt"))
            announce(self.field, one_line(text))
        self._error.setVisible(bool(text))
        self.amount.setProperty("invalid", bool(text))
        self.amount.style().unpolish(self.amount)
        self.amount.style().polish(self.amount)
        self.height_changed.emit()

    def _build(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.radios[How.AMOUNT])
        row.addWidget(self.amount)
        row.addStretch(1)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self.radios[How.ALL])
        self._box.addWidget(self.radios[How.LINES])
        self._box.addWidget(self.lines)
        self._box.addLayout(row)
        self._box.addWidget(self._error)
        self._error.hide()
        self.radios[How.ALL].setChecked(True)
        self.setFocusProxy(self.radios[How.ALL])
        for how, radio in self.radios.items():
            radio.toggled.connect(self._on_how)
            if how is not How.ALL:
                radio.clicked.connect(self._on_clicked)
        self.lines.form_changed.connect(self._on_changed)
        self.lines.height_changed.connect(self.height_changed)
        self.amount.textChanged.connect(self._on_changed)
        self._on_how()

    def _on_how(self) -> None:
        self.lines.setVisible(self.how is How.LINES)
        self.amount.setVisible(self.how is How.AMOUNT)
        self.set_error(None)
        self.form_changed.emit()

    def _on_clicked(self) -> None:
        focus_field(self.field)

    def _on_changed(self) -> None:
        self.set_error(None)
        self.form_changed.emit()

    def _on_theme(self) -> None:
        self._box.setSpacing(self._theme.px(6))
        self.amount.setFixedWidth(self._theme.px(_AMOUNT))
