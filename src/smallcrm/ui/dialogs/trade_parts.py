"""What the forms of quotes and sales share: kept lines, discounts, and a warning before saving."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from smallcrm.domain.documents import Discount
from smallcrm.queries.trade_shapes import TradeLine
from smallcrm.services.commands import LineInput
from smallcrm.ui.dialogs.form_dialog import FormDialog, end_editing
from smallcrm.ui.dialogs.lines_table import LinesTable
from smallcrm.ui.widgets.painting import painted

if TYPE_CHECKING:
    from smallcrm.ui.theme import ThemeContext

LINE_FIELDS: Final = (
    "description",
    "quantity",
    "unit",
    "unit_price",
    "discount_percent",
    "tax_percent",
    "tax_reason",
    "discount",
)


def line_input(line: TradeLine) -> LineInput:
    """Take a kept line as one that can be typed on, without what became of the old one."""
    return LineInput(
        description=line.description,
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        discount_percent=line.discount_percent,
        tax_percent=line.tax_percent,
        tax_category=line.tax_category,
        tax_reason=line.tax_reason,
        product=line.product_id,
    )


def kept_line(line: TradeLine) -> LineInput:
    """Take a line of a sale to be changed: its row stays, with what was delivered of it."""
    return replace(line_input(line), id=line.id)


def discount_of(percent: Decimal | None, amount: Decimal | None) -> Discount | None:
    """Return the document discount that was typed, as a percentage or an amount."""
    if percent is None and amount is None:
        return None
    return Discount(percent=percent, amount=amount)


class LinesForm(FormDialog):
    """A form with lines: a price below the one last quoted is said before it is saved.

    What was said while it was typed is known; what comes up only on saving stops the first Enter,
    and the second one saves. A subclass sets `lines` before the form is used.
    """

    lines: LinesTable
    _told: frozenset[str] = frozenset()
    _waits = False

    def watch_prices(self) -> None:
        """Listen to the warnings of `lines`."""
        self.lines.warned.connect(self._on_warned)
        self.lines.watch.rested.connect(self._on_rested)

    def submit(self) -> None:
        """Save, unless there is a warning that nobody has seen."""
        if self.pending:
            return
        before = self._told
        end_editing()
        if not self.warns():
            super().submit()
            return
        if self.lines.watch.busy:
            self._told, self._waits = before, True
            return
        unseen = set(self.lines.warnings()) - before
        self._told = frozenset(self.lines.warnings())
        if unseen:
            tr = self.context.tr
            text = tr.gettext("A price is below the one last quoted. Enter again saves it.")
            if not self.lines.isVisibleTo(self):
                text = "\n".join((*self.lines.warnings(), text))
            self.set_notice(text, wrong=False)
            self.save_button.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        super().submit()

    def warns(self) -> bool:
        """Say whether the lines are what is saved."""
        return True

    def _on_warned(self, sentences: tuple[str, ...]) -> None:
        if not self._waits:
            self._told = frozenset(sentences)

    def _on_rested(self) -> None:
        if self._waits:
            self._waits = False
            self.submit()


class Fold(QWidget):
    """A heading that opens what most sales do without; it opens itself for what is wrong inside.

    `toggled(open)`; the letter after `&` in the title works it from anywhere in the dialog.
    """

    toggled = Signal(bool)

    def __init__(self, theme: ThemeContext, title: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.button = QPushButton(painted(title))
        self.button.setProperty("kind", "fold")
        self.button.setCheckable(True)
        self.button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        # Enter in a field saves; the arrow is worked by its key, or by Space.
        self.button.setAutoDefault(False)
        self.content = QWidget()
        self.box = QVBoxLayout(self.content)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.content.hide()
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.addWidget(self.button)
        self._whole.addWidget(self.content)
        self.button.toggled.connect(self._on_toggled)
        theme.changed.connect(self._on_theme)
        self._on_theme()

    @property
    def is_open(self) -> bool:
        """Say whether it is open."""
        return self.button.isChecked()

    def set_open(self, *, opened: bool) -> None:
        """Open it, or fold it away."""
        self.button.setChecked(opened)

    def _on_toggled(self, opened: bool) -> None:
        self.content.setVisible(opened)
        self._on_theme()
        self.toggled.emit(opened)

    def _on_theme(self) -> None:
        name = "chevron-down" if self.button.isChecked() else "chevron-right"
        side = self._theme.px(15)
        self.button.setIcon(self._theme.icon(name, self._theme.tokens.acc, size=15))
        self.button.setIconSize(QSize(side, side))
        self.box.setSpacing(self._theme.px(8))
        self._whole.setSpacing(self._theme.px(8))
