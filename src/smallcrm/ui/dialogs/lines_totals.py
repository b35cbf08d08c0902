"""What lines come to: net, document discount, tax per rate and total, under their own column."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from smallcrm.domain import documents
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.i18n.sentences import enum_name, unit_price
from smallcrm.ui.dialogs.words import say
from smallcrm.ui.theme import BODY, BODY_STRONG, SMALL, TextStyle
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import (
    Run,
    advance,
    announce,
    baseline,
    draw_text_right,
    one_line,
)

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from smallcrm.i18n.catalog import I18n
    from smallcrm.ui.theme import ThemeContext

_ROW: Final = 22
_FIELD: Final = 108


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the totals."""

    label: str
    amount: str
    strong: bool = False


def figures_of(
    tr: I18n, totals: documents.Totals, currency: str, *, prices_include_tax: bool = False
) -> tuple[Figure, ...]:
    """Return the rows that a document's figures make, in the order in which they follow."""

    def amount(minor: int) -> str:
        return tr.formats.amount(Money(minor, currency))

    rows: list[Figure] = []
    if totals.discount_given_minor:
        rows.append(Figure(tr.pgettext("totals", "Lines"), amount(sum(totals.line_nets))))
        label = tr.pgettext("totals", "Discount")
        if prices_include_tax:
            # Translators: a discount on prices with tax; beside it stands what it takes off the net
            label = tr.gettext("Discount ({amount} with tax)").format(
                amount=amount(totals.discount_given_minor)
            )
        rows.append(Figure(label, amount(-totals.discount_minor)))
    rows.append(Figure(tr.pgettext("totals", "Net"), amount(totals.net_minor)))
    plain = len(totals.taxes) == 1 and not totals.taxes[0].percent
    for tax in totals.taxes:
        percent = tr.formats.percent(tax.percent)
        if documents.needs_reason(tax.category):
            label = tr.gettext("Tax {percent} {code}, {category}").format(
                percent=percent, code=tax.category.value, category=enum_name(tr, tax.category)
            )
        elif plain:
            continue
        else:
            label = tr.gettext("Tax {percent}").format(percent=percent)
        rows.append(Figure(label, amount(tax.tax_minor)))
    label = tr.gettext("Total in {currency}").format(currency=tr.formats.currency_word(currency))
    rows.append(Figure(label, amount(totals.total_minor), strong=True))
    return tuple(rows)


class Figures(QWidget):
    """Rows of a label and an amount, both ending at the right."""

    def __init__(self, theme: ThemeContext) -> None:
        super().__init__()
        self._theme = theme
        self._rows: tuple[Figure, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    @property
    def rows(self) -> tuple[Figure, ...]:
        """Return what is shown."""
        return self._rows

    def set_rows(self, rows: tuple[Figure, ...], *, separator: str) -> None:
        """Show other rows."""
        self._rows = rows
        self.setAccessibleName(separator.join(f"{row.label}: {row.amount}" for row in rows))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room that the longest label and amount need."""
        theme = self._theme
        labels = [advance(theme, _style(row), row.label) for row in self._rows]
        width = max(labels, default=0) + self._amounts() + theme.px(24)
        return QSize(width, len(self._rows) * theme.px(_ROW) + (theme.px(6) if self._rows else 0))

    def minimumSizeHint(self) -> QSize:
        """Return the whole size: no figure may be cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the rows; a hairline stands above the total."""
        theme, tokens = self._theme, self._theme.tokens
        painter = QPainter(self)
        right, gap = self.width(), self._amounts() + theme.px(24)
        top = 0
        for row in self._rows:
            style = _style(row)
            if row.strong:
                painter.setPen(theme.colour(tokens.line2))
                painter.drawLine(
                    right - self._amounts(), top + theme.px(3), right, top + theme.px(3)
                )
                top += theme.px(5)
            base = baseline(theme.metrics(style), top, theme.px(_ROW))
            colour = theme.colour(tokens.text if row.strong else tokens.text2)
            room = right - gap
            draw_text_right(painter, theme, (room, base, room), row.label, style, colour)
            text = theme.colour(tokens.text)
            draw_text_right(painter, theme, (right, base, right), row.amount, style, text)
            top += theme.px(_ROW)
        painter.end()

    def _amounts(self) -> int:
        widths = (advance(self._theme, _style(row), row.amount) for row in self._rows)
        return max(widths, default=0)


class LinesTotals(QWidget):
    """The switch of prices with tax, the document discount, and the figures at the right.

    `form_changed` when the owner changes the switch or the discount. Nothing is reckoned here.
    """

    form_changed = Signal()
    height_changed = Signal()

    def __init__(self, theme: ThemeContext, tr: I18n) -> None:
        super().__init__()
        self._editable = True
        self._theme = theme
        self._tr = tr
        self._shown: documents.Discount | None = None
        self._shown_text = ""
        self.gross = QCheckBox(tr.gettext("Prices &include tax"))
        self.discount_field = QLineEdit()
        self.discount_field.setPlaceholderText(tr.gettext("10% or 50"))
        self.discount_field.setAccessibleName(tr.gettext("Discount on the whole"))
        self._label = QLabel(tr.gettext("Discount on the w&hole"))
        self._label.setProperty("kind", "label")
        self._label.setBuddy(self.discount_field)
        self._error = RunLabel(theme, wrap=True)
        self._error.hide()
        self.figures = Figures(theme)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self._label)
        row.addWidget(self.discount_field)
        row.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(theme.px(4))
        left.addWidget(self.gross)
        left.addLayout(row)
        left.addWidget(self._error)
        left.addStretch(1)
        self._box = QHBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addLayout(left, 1)
        self._box.addWidget(self.figures, 0, Qt.AlignmentFlag.AlignTop)
        self.gross.toggled.connect(self._show_parts)
        self.gross.toggled.connect(self.form_changed)
        self.discount_field.textEdited.connect(self.form_changed)
        self.discount_field.editingFinished.connect(self._on_finished)
        self._currency = ""
        theme.changed.connect(self._on_theme)
        self._on_theme()

    def set_currency(self, currency: str) -> None:
        """Read and show amounts of this currency."""
        self._currency = currency

    def discount(self) -> documents.Discount | None:
        """Read the discount: a percentage or an amount; refuses what is neither (`discount`)."""
        text = self.discount_field.text().strip()
        if not text:
            return None
        if text == self._shown_text and self._shown is not None:
            return self._shown
        formats = self._tr.formats
        if text.endswith(("%", "％")):
            return documents.Discount(percent=formats.parse_number(text, field="discount"))
        money = formats.parse_amount(text, self._currency or "EUR", field="discount")
        return documents.Discount(amount=money.major)

    def set_discount(self, discount: documents.Discount | None) -> None:
        """Show a discount, or none."""
        text = ""
        if discount is not None and discount.percent is not None:
            text = self._tr.formats.percent(discount.percent)
        elif discount is not None and discount.amount is not None:
            text = unit_price(self._tr, discount.amount, self._currency)
        self._shown, self._shown_text = discount, text
        self.discount_field.setText(text)
        self._show_parts()

    def show_figures(self, totals: documents.Totals | None) -> None:
        """Show what was reckoned; dashes where it could not be."""
        before = self.figures.sizeHint().height()
        rows: tuple[Figure, ...] = ()
        if totals is None:
            # The places stay, so that nothing jumps while something is wrong.
            rows = tuple(replace(row, amount="–") for row in self.figures.rows)
        elif totals.line_nets:
            rows = figures_of(
                self._tr, totals, self._currency, prices_include_tax=self.gross.isChecked()
            )
        self.figures.set_rows(rows, separator=self._tr.pgettext("facts", ", "))
        if self.figures.sizeHint().height() != before:
            self.height_changed.emit()

    def set_error(self, refused: Refusal | None) -> None:
        """Say under the discount what is wrong with it, or take it back."""
        text = say(self._tr, refused) if refused is not None else ""
        if text == (self._error.whole_text() if not self._error.isHidden() else ""):
            return
        if text:
            self._error.set_runs((Run(text, SMALL, "debt"),), ("circle-alert", "debt"))
            announce(self.discount_field, one_line(text))
        self._error.setVisible(bool(text))
        self.discount_field.setAccessibleDescription(text)
        self.discount_field.setProperty("invalid", bool(text))
        self.discount_field.style().unpolish(self.discount_field)
        self.discount_field.style().polish(self.discount_field)
        self.height_changed.emit()

    def error(self) -> str:
        """Return what is said to be wrong, or nothing."""
        return "" if self._error.isHidden() else self._error.whole_text()

    def set_editable(self, *, editable: bool) -> None:
        """Let the switch and the discount be changed, or only be read."""
        self._editable = editable
        self.gross.setEnabled(editable)
        self.discount_field.setReadOnly(not editable)
        self._show_parts()

    def _show_parts(self) -> None:
        """Leave away what is neither set nor can be."""
        self.gross.setVisible(self._editable or self.gross.isChecked())
        empty = not self._editable and not self.discount_field.text()
        self.discount_field.setVisible(not empty)
        self._label.setVisible(not empty)

    def set_right(self, margin: int) -> None:
        """End the figures where the column above ends."""
        self._box.setContentsMargins(0, 0, margin, 0)

    def _on_finished(self) -> None:
        """Show what was understood."""
        try:
            found = self.discount()
        except Refusal:
            return
        if found != self._shown:
            self.set_discount(found)

    def _on_theme(self) -> None:
        self.discount_field.setFixedWidth(self._theme.px(_FIELD))
        self._box.setSpacing(self._theme.px(16))


def _style(row: Figure) -> TextStyle:
    return BODY_STRONG if row.strong else BODY
