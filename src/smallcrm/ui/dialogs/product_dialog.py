"""Something that the owner sells: name, unit, prices, tax."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QCheckBox

from smallcrm.domain.enums import VatCategory
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import known_currency
from smallcrm.i18n.sentences import enum_name
from smallcrm.services.commands import AddProduct, EditProduct
from smallcrm.ui.dialogs.fields import ChoiceField, TextArea, TextField
from smallcrm.ui.dialogs.form_dialog import FormDialog, focus_field, indented
from smallcrm.ui.dialogs.number_field import NumberField
from smallcrm.ui.dialogs.repeat_field import Entry, Part, RepeatField

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.queries.trade_shapes import ProductShape
    from smallcrm.ui.context import UiContext

# Those that carry no tax, and so may have to say why (EN 16931, BR-E-10 and its like).
UNTAXED: Final = frozenset(VatCategory) - {VatCategory.STANDARD, VatCategory.ZERO}


class ProductDialog(FormDialog):
    """Adds a product (`product_id` None), or changes one; lines made from it stay as they are."""

    def __init__(
        self,
        context: UiContext,
        product_id: int | None = None,
        parent: QWidget | None = None,
        *,
        name: str = "",
    ) -> None:
        tr, theme = context.tr, context.theme
        adding = product_id is None
        super().__init__(
            context,
            tr.gettext("New product") if adding else tr.gettext("Edit product"),
            parent,
            width=560,
            save_text=tr.gettext("Add product") if adding else "",
        )
        self._product_id = product_id
        self._original: dict[str, Any] = {}
        self._own = own = context.settings.currency
        codes = tuple(dict.fromkeys((own, "EUR", "USD", "CNY", "GBP", "JPY", "HKD", "CHF")))
        self.name = TextField(name)
        self.code = TextField(placeholder=tr.gettext("Optional, such as T-100"))
        self.unit = TextField(placeholder=tr.gettext("Hour, piece, km…"))
        self.prices = RepeatField(
            theme,
            (
                Part(tr.gettext("Price of one unit"), 3),
                Part(tr.gettext("Currency"), 2, tuple((code, code) for code in codes)),
            ),
            remove=tr.gettext("Remove (Ctrl and Delete)"),
        )
        self.tax = NumberField(tr, name="tax_percent", percent=True)
        self.tax.set_value(context.settings.decimal("money.tax_percent"))
        self.category = ChoiceField(
            (
                (None, tr.gettext("By the rate: standard, or zero")),
                *((one, enum_name(tr, one)) for one in VatCategory),
            ),
            None,
        )
        self.reason = TextField(placeholder=tr.gettext("As it is to stand on the invoice"))
        self.active = QCheckBox(tr.gettext("Off&ered in new quotes and sales"))
        self.active.setChecked(True)
        self.note = TextArea(theme, lines=2)
        self._make_rows()
        self.settle()
        if product_id is not None:
            self.load(lambda backend: backend.queries.product(product_id), self._show)
        focus_field(self.name)

    def command(self) -> AddProduct | EditProduct | None:
        """Add what is typed, or change what differs from what was there."""
        values = self._values()
        if not values["name"]:
            self._found.insert(0, Refusal("no_product_name", field="name"))
        if self._found:
            return None
        if self._product_id is None:
            return AddProduct(**values, request_id=self.request_id)
        changed = {
            name: value for name, value in values.items() if value != self._original.get(name)
        }
        if not changed:
            return None
        return EditProduct(product=self._product_id, **changed, request_id=self.request_id)

    def state(self) -> object:
        """Return what was typed, the check box too."""
        return (super().state(), self.active.isChecked())

    def _make_rows(self) -> None:
        tr = self.context.tr
        self.add_row("name", tr.pgettext("product", "&Name"), self.name)
        self.add_row("code", tr.pgettext("product", "&Code"), self.code)
        self.add_row("unit", tr.gettext("&Unit"), self.unit)
        hint = tr.gettext("One price for each currency, without conversion")
        prices = self.add_row("prices", tr.gettext("&Prices"), self.prices, hint=hint)
        for name in ("unit_price", "currency"):
            self.alias(name, prices)
        self.add_row("tax_percent", tr.gettext("&Tax, percent"), self.tax)
        self.add_row("tax_category", tr.gettext("Tax &kind"), self.category)
        self._reason_row = self.add_row("tax_reason", tr.gettext("&Why no tax"), self.reason)
        self.add_row("note", tr.gettext("N&ote"), self.note)
        self.body.addLayout(indented(self.theme, self.active))
        self.body.addStretch(1)
        self.prices.height_changed.connect(self.grow)
        self.category.currentIndexChanged.connect(self._on_category)
        self._on_category()

    def _values(self) -> dict[str, Any]:
        untaxed = self.category.value() in UNTAXED
        return {
            "name": self.name.text().strip(),
            "code": self.code.value(),
            "unit": self.unit.value(),
            "prices": self.attempt(self._prices) or {},
            "tax_percent": Decimal(0) if untaxed else (self.attempt(self.tax.value) or Decimal(0)),
            "tax_category": self.category.value(),
            "tax_reason": self.reason.value() if untaxed else None,
            "active": self.active.isChecked(),
            "note": self.note.value(),
        }

    def _prices(self) -> dict[str, Decimal]:
        found: dict[str, Decimal] = {}
        for entry in self.prices.entries():
            text, code = entry.texts
            try:
                currency = known_currency(code)
            except Refusal as refused:
                raise Refusal(refused.code, field="prices", **refused.parameters) from refused
            if currency in found:
                raise Refusal("currency_twice", field="prices", currency=currency)
            found[currency] = self.context.tr.formats.parse_number(text, field="prices")
        return found

    def _show(self, product: ProductShape | None) -> None:
        if product is None:
            self.show_refusals([Refusal("no_such_product")])
            self.save_button.setDisabled(True)
            return
        tr = self.context.tr
        self.set_title(tr.gettext("Edit product"), product.name)
        self.name.setText(product.name)
        self.code.setText(product.code or "")
        self.unit.setText(product.unit or "")
        sign = tr.formats.numbers.decimal
        self.prices.set_entries(
            [
                Entry((price_text(price, sign), code))
                for code, price in sorted(product.prices, key=lambda one: one[0] != self._own)
            ]
        )
        self.tax.set_value(product.tax_percent)
        usual = VatCategory.STANDARD if product.tax_percent else VatCategory.ZERO
        self.category.choose(None if product.tax_category is usual else product.tax_category)
        self.reason.setText(product.tax_reason or "")
        self.active.setChecked(product.active)
        self.note.setPlainText(product.note or "")
        self._on_category()
        self._original = self._values()
        self._found = []
        self.settle()
        focus_field(self.name)

    def _on_category(self) -> None:
        untaxed = self.category.value() in UNTAXED
        self._reason_row.setVisible(untaxed)
        self.tax.setDisabled(untaxed)
        if untaxed:
            self.tax.set_value(Decimal(0))
        self.grow()


def price_text(price: Decimal, sign: str) -> str:
    """Write a price with the locale's decimal sign, two decimals at least: `140.00`, `0.425`."""
    whole, _, decimals = f"{price.normalize():f}".partition(".")
    return f"{whole}{sign}{decimals.ljust(2, '0')}"
