"""What a sale comes to: one amount, or lines; with the discount that the client is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from smallcrm.domain import documents
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.services.commands import LineInput
from smallcrm.ui.dialogs.fields import AmountField, TextField
from smallcrm.ui.dialogs.lines_rows import document_line
from smallcrm.ui.dialogs.lines_table import LinesTable
from smallcrm.ui.dialogs.product_source import RunnerProducts
from smallcrm.ui.dialogs.trade_parts import LINE_FIELDS
from smallcrm.ui.theme import SMALL
from smallcrm.ui.widgets.form import LABEL_WIDTH
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run, painted

if TYPE_CHECKING:
    from smallcrm.domain.documents import Discount, Totals
    from smallcrm.ui.dialogs.form_dialog import FormDialog

_ONE: Final = Decimal(1)
_NAMES: Final = ("lines", "amount", *LINE_FIELDS)


class SalePrice(QWidget):
    """Title and amount for most sales; lines, tax and discount where they are needed.

    `form_changed` on every change, `height_changed` when it takes another height. `figures()` is
    what it comes to. A title and an amount are one line: with the file's usual tax, or with what
    the line had that is changed.
    """

    form_changed = Signal()
    height_changed = Signal()

    def __init__(self, form: FormDialog, title: TextField) -> None:
        super().__init__()
        context, tr, theme = form.context, form.context.tr, form.context.theme
        settings = context.settings
        self._form = form
        self._tr = tr
        self._theme = theme
        self._title = title
        usual = settings.decimal("money.tax_percent") or Decimal(0)
        self._plain = LineInput(description="", tax_percent=usual)
        self._tax_per_line = settings.flag("money.tax_per_line")
        self.amount = AmountField(tr, settings.currency)
        self.discount = QLineEdit()
        self.discount.setPlaceholderText(painted(tr.gettext("10% or 50")))
        self.by_lines = QCheckBox(tr.gettext("Several &lines, or tax"))
        self.comes_to = RunLabel(theme, wrap=True)
        self.lines = LinesTable(
            theme,
            tr,
            source=RunnerProducts(context.runner, self),
            currency=settings.currency,
            with_totals=True,
        )
        self.lines.set_tax_per_line(per_line=self._tax_per_line)
        self.lines.set_prices_include_tax(included=settings.flag("money.prices_include_tax"))
        self._amount_row = form.make_row("amount", tr.gettext("&Amount"), self.amount)
        self._discount_row = form.make_row("discount", tr.gettext("D&iscount"), self.discount)
        self._build()

    @property
    def currency(self) -> str:
        """Return the currency that is reckoned in."""
        return self.amount.currency

    def set_currency(self, code: str) -> None:
        """Reckon in another currency."""
        self.amount.currency = code
        self.lines.set_currency(code)
        self._say()

    def set_discount(self, discount: Discount | None) -> None:
        """Show a discount on the whole, or none."""
        self.lines.set_discount(discount)
        self._mirror()
        self._show_rows()

    def set_lines(
        self, lines: Sequence[LineInput], totals: tuple[bool, bool], discount: Discount | None
    ) -> None:
        """Show lines; `totals` says whether prices include tax and tax is rounded per line.

        One line that says no more than the title does is shown as an amount.
        """
        included, self._tax_per_line = totals
        self.lines.set_prices_include_tax(included=included)
        self.lines.set_tax_per_line(per_line=self._tax_per_line)
        self.lines.set_lines(lines)
        self.set_discount(discount)
        is_plain = len(lines) == 1 and _is_plain(lines[0], self._title.text(), self.currency)
        if is_plain:
            self._plain = lines[0]
            self.amount.set_money(Money.of(lines[0].unit_price, self.currency))
        # Only the owner's own hand makes a line of the amount.
        self.by_lines.blockSignals(True)
        self.by_lines.setChecked(not is_plain)
        self.by_lines.blockSignals(False)
        self._show_rows()
        self._on_changed()

    def set_editable(self, *, editable: bool) -> None:
        """Let it be typed, or only be read."""
        self.lines.set_editable(editable)
        self.by_lines.setVisible(editable)
        self.amount.setReadOnly(not editable)
        self.discount.setReadOnly(not editable)

    def values(self, *, amount_alone: bool) -> dict[str, Any]:
        """Read what is typed, as the commands name it; refusals are kept by the form.

        With `amount_alone` an untaxed title and amount are that, and no line.
        """
        attempt = self._form.attempt
        found: dict[str, Any] = {"prices_include_tax": self.lines.prices_include_tax()}
        if self.by_lines.isChecked():
            lines = attempt(self._lines) or ()
        else:
            money = attempt(self.amount.money)
            line = self._plain_line(money or Money(0, self.currency))
            alone = amount_alone and not line.tax_percent
            lines = () if alone else (line,)
            if alone:
                found = {"amount": money.major if money is not None else None}
        discount = attempt(self.lines.discount)
        return found | {
            "lines": lines,
            "discount_percent": discount.percent if discount else None,
            "discount_amount": discount.amount if discount else None,
        }

    def lay_out(self) -> None:
        """Make a line of title and amount, where both are there, so that its price is judged."""
        try:
            money = self.amount.optional()
        except Refusal:
            money = None
        if not self.by_lines.isChecked() and money is not None and self._title.value():
            self.lines.set_lines((self._plain_line(money),))

    def figures(self) -> Totals | None:
        """Return what it comes to; None while something cannot be read."""
        if self.by_lines.isChecked():
            return self.lines.figures()
        try:
            money = self.amount.optional()
            if money is None:
                return None
            return documents.totals(
                [document_line(self._plain_line(money))],
                self.currency,
                prices_include_tax=self.lines.prices_include_tax(),
                tax_per_line=self._tax_per_line,
                discount=self.lines.discount(),
            )
        except Refusal:
            return None

    def total(self) -> Money | None:
        """Return the total, None while it is not known."""
        figures = self.figures()
        return None if figures is None else Money(figures.total_minor, self.currency)

    def here(self, refused: Refusal) -> Refusal:
        """Say a refusal of a line at the field that is shown: the amount, or the title."""
        if self.by_lines.isChecked() or refused.field not in _NAMES:
            return refused
        fields = {"description": "title", "discount": "discount"}
        field = fields.get(refused.field, "amount")
        if field == "discount" and not self._discount_row.isVisibleTo(self):
            field = "amount"
        return Refusal(refused.code, field=field, **refused.parameters)

    def form_state(self) -> object:
        """Return what is typed, for telling whether it was changed."""
        return (self.by_lines.isChecked(), self.amount.text(), self.lines.form_state())

    def _build(self) -> None:
        form = self._form
        checks = QHBoxLayout()
        checks.addSpacing(self._theme.px(LABEL_WIDTH + 4))
        checks.addWidget(self.by_lines)
        checks.addStretch(1)
        said = QHBoxLayout()
        said.addSpacing(self._theme.px(LABEL_WIDTH + 4))
        said.addWidget(self.comes_to, 1)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(self._theme.px(8))
        self._box.addWidget(self._amount_row)
        self._box.addWidget(self._discount_row)
        self._box.addLayout(said)
        self._box.addLayout(checks)
        self._box.addWidget(self.lines)
        form.place("lines", self.lines)
        for name in LINE_FIELDS:
            if name != "discount":
                form.alias(name, self.lines)
        self.by_lines.toggled.connect(self._on_by_lines)
        self.lines.form_changed.connect(self._on_lines)
        self.lines.height_changed.connect(self.height_changed)
        self.amount.textChanged.connect(self._on_changed)
        self.discount.textEdited.connect(self._on_discount)
        self._on_by_lines(shown=False)

    def _lines(self) -> tuple[LineInput, ...]:
        found = self.lines.lines()
        if not found:
            raise Refusal("no_description", field="lines")
        return found

    def _plain_line(self, money: Money) -> LineInput:
        title = self._title.text().strip()
        return replace(self._plain, description=title, unit_price=money.major)

    def _on_by_lines(self, shown: bool) -> None:
        figures = self.lines.figures()
        if shown and figures is not None and len(figures.line_nets) <= 1:
            try:
                money = self.amount.optional()
            except Refusal:
                money = None
            if self._title.value() or money:
                self.lines.set_lines((self._plain_line(money or Money(0, self.currency)),))
        self._mirror()
        self._show_rows()
        self._on_changed()

    def _show_rows(self) -> None:
        shown = self.by_lines.isChecked()
        self.lines.setVisible(shown)
        self._amount_row.setVisible(not shown)
        self._discount_row.setVisible(not shown and bool(self.discount.text()))
        self._say()
        self.height_changed.emit()

    def _mirror(self) -> None:
        totals = self.lines.totals
        if totals is not None:
            self.discount.setText(totals.discount_field.text())

    def _on_discount(self, text: str) -> None:
        totals = self.lines.totals
        if totals is not None:
            totals.discount_field.setText(text)
        self._on_changed()

    def _on_lines(self) -> None:
        if self.by_lines.isChecked():
            self._on_changed()

    def _on_changed(self) -> None:
        self._say()
        self.form_changed.emit()

    def _say(self) -> None:
        """Say what an amount with a discount or with tax comes to."""
        tr, figures = self._tr, self.figures()
        simple = not self.by_lines.isChecked()
        worth = figures is not None and bool(figures.discount_given_minor or figures.tax_minor)
        was = self.comes_to.isHidden()
        self.comes_to.setVisible(simple and worth)
        if figures is not None and simple and worth:
            money = tr.formats.money(Money(figures.total_minor, self.currency))
            text = tr.gettext("Comes to {amount}.").format(amount=money)
            if figures.tax_minor:
                tax = tr.formats.money(Money(figures.tax_minor, self.currency))
                text = tr.gettext("Comes to {amount}, {tax} of it tax.")
                text = text.format(amount=money, tax=tax)
            self.comes_to.set_runs((Run(text, SMALL, "second"),), ("calculator", "second"))
        if was != self.comes_to.isHidden():
            self.height_changed.emit()


def _is_plain(line: LineInput, title: str, currency: str) -> bool:
    """Tell whether a sale's one line says no more than a title and an amount."""
    try:
        Money.of(line.unit_price, currency)
    except Refusal:
        return False
    said = (line.unit, line.product, line.tax_reason, line.discount_percent)
    return line.quantity == _ONE and line.description == title and not any(said)
