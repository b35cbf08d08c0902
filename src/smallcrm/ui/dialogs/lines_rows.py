"""What stands in the cells of a line, and how it is read: numbers, tax and its reason."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from smallcrm.domain import documents
from smallcrm.domain.enums import VatCategory
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import CURRENCIES
from smallcrm.i18n.sentences import enum_name, unit_price
from smallcrm.services.commands import LineInput

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.product_shapes import ProductOffer

WHAT, QUANTITY, UNIT, PRICE, DISCOUNT, TAX, NET = range(7)
COLUMNS: Final = 7
LAST: Final = TAX
REASON: Final = COLUMNS
"""The place of a tax reason, which has a field of its own below the table."""
FIELDS: Final = {
    WHAT: "description",
    QUANTITY: "quantity",
    UNIT: "unit",
    PRICE: "unit_price",
    DISCOUNT: "discount_percent",
    TAX: "tax_percent",
    REASON: "tax_reason",
}
NUMBERS: Final = frozenset({QUANTITY, PRICE, DISCOUNT, TAX, NET})
_EMPTY: Final = {
    QUANTITY: Decimal(1),
    PRICE: Decimal(0),
    DISCOUNT: Decimal(0),
}
_MOST_KNOWN: Final = 4000
_TAX_TEXT: Final = re.compile(r"(?P<rate>[^A-Za-z]*?)\s*(?P<letters>AE|[SZEKGO])?", re.IGNORECASE)
_LETTERS_FIRST: Final = re.compile(
    r"(?P<letters>AE|[SZEKGO])\s*(?P<rate>[^A-Za-z]+)", re.IGNORECASE
)


@dataclass(slots=True)
class RowState:
    """What a line has beside the texts of its cells.

    `product` stands while the description holds `product_name` or is a part of it. `given` is the
    tax that was set, with the text it was shown as: typing another text takes it back. `errors`
    are refusals by column, `warning` the sentence about the price. `line` is the id of a line that
    was saved before.
    """

    line: int | None = None
    product: int | None = None
    product_name: str = ""
    given: tuple[str, VatCategory | None] | None = None
    reason: str = ""
    errors: dict[int, Refusal] = field(default_factory=dict, compare=False)
    warning: str = field(default="", compare=False)

    def copy(self) -> RowState:
        """Return another that can change by itself."""
        return replace(self, errors=dict(self.errors))


@dataclass(frozen=True, slots=True)
class Row:
    """A line as it is typed: six texts, and what stands behind them."""

    texts: tuple[str, ...]
    state: RowState

    @property
    def empty(self) -> bool:
        """Say whether nothing is typed."""
        return not any(self.texts)


class RowReader:
    """Reads and writes lines in one language; `currency` empty while it is not known."""

    def __init__(self, tr: I18n, currency: str = "") -> None:
        self._tr = tr
        self.currency = currency if currency in CURRENCIES else ""
        # Every change reads all lines anew: what was read once is not parsed again.
        self._known: dict[tuple[int, str, str], Decimal] = {}

    def number(self, column: int, text: str) -> Decimal:
        """Read a number; refuses what is none, or cannot stand in this column."""
        if not text:
            return _EMPTY.get(column, Decimal(0))
        key = column, text, self.currency
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            found = self._known[key] = self._number(column, text)
        return found

    def _number(self, column: int, text: str) -> Decimal:
        name = FIELDS[column]
        formats = self._tr.formats
        try:
            value = formats.parse_number(text, field=name)
        except Refusal:
            # A price from a spreadsheet may have its currency beside it.
            if column != PRICE or not self.currency:
                raise
            value = formats.parse_amount(text, self.currency, field=name).major
        values: dict[str, Any] = {"quantity": Decimal(1), "unit_price": Decimal(0), name: value}
        documents.check_line(documents.Line(**values))
        return value

    def tax(self, text: str, state: RowState) -> tuple[Decimal, VatCategory | None]:
        """Read a tax: `19`, `0`, `E`, `0 % E`; no category where only a rate is named."""
        if state.given is not None and state.given[0] == text:
            given = state.given[1]
            if given is None or documents.needs_reason(given):
                return (Decimal(0) if given else self.number(TAX, text)), given
            return self.number(TAX, text), given
        if not text:
            return Decimal(0), None
        folded = text.replace("％", "%").strip()
        found = _TAX_TEXT.fullmatch(folded) or _LETTERS_FIRST.fullmatch(folded)
        if found is None:
            raise Refusal("not_a_tax", field=FIELDS[TAX], text=text[:80])
        letters, rate = found["letters"], found["rate"].strip()
        category = VatCategory(letters.upper()) if letters else None
        if category is VatCategory.STANDARD and not rate:
            raise Refusal("not_a_tax", field=FIELDS[TAX], text=text[:80])
        percent = self.number(TAX, rate)
        if category is not None:
            documents.check_line(
                documents.Line(
                    quantity=Decimal(1),
                    unit_price=Decimal(0),
                    tax_percent=percent,
                    category=category,
                )
            )
        return percent, category

    def check(self, column: int, row: Row) -> Refusal | None:
        """Say what is wrong with one cell, if anything."""
        text = row.texts[column]
        try:
            if column == TAX:
                self.tax(text, row.state)
            elif column in _EMPTY:
                self.number(column, text)
        except Refusal as refused:
            return refused
        return None

    def line(self, row: Row, *, with_reason: bool = True) -> LineInput:
        """Read a line; a refusal's parameter `cell` names the field of the line.

        `with_reason` refuses a tax category that needs a reason and has none (`no_tax_reason`).
        """
        values: dict[str, Any] = {}
        column = QUANTITY
        try:
            for column in (QUANTITY, PRICE, DISCOUNT):
                values[FIELDS[column]] = self.number(column, row.texts[column])
            column = TAX
            percent, category = self.tax(row.texts[TAX], row.state)
        except Refusal as refused:
            raise _placed(refused, column) from refused
        if not row.texts[WHAT]:
            raise _placed(Refusal("no_description"), WHAT)
        needs = category is not None and documents.needs_reason(category)
        if category is not None and needs and with_reason and not row.state.reason:
            raise _placed(Refusal("no_tax_reason", category=category), REASON)
        return LineInput(
            description=row.texts[WHAT],
            unit=row.texts[UNIT] or None,
            tax_percent=percent,
            **values,
            product=row.state.product,
            tax_category=category,
            tax_reason=row.state.reason if needs else None,
            id=row.state.line,
        )

    def category(self, row: Row) -> VatCategory | None:
        """Return the tax category that is typed, None where none is or it cannot be read."""
        try:
            return self.tax(row.texts[TAX], row.state)[1]
        except Refusal:
            return None

    def shown(self, column: int, row: Row) -> str:
        """Return a cell's text as it is understood, or as it was typed where it is not."""
        text = row.texts[column]
        if not text:
            return ""
        try:
            if column == PRICE:
                return self.price(self.number(column, text))
            if column == TAX:
                return self.tax_text(*self.tax(text, row.state))
            if column in _EMPTY:
                return self._tr.formats.decimal(self.number(column, text))
        except Refusal:
            pass
        return text

    def price(self, value: Decimal) -> str:
        """Write a unit price: with the currency's decimals, or more where it has more."""
        return unit_price(self._tr, value, self.currency)

    def tax_text(self, percent: Decimal, category: VatCategory | None) -> str:
        """Write a tax as its cell shows it: `19`, `0`, `0% E`."""
        formats = self._tr.formats
        if category is None or not documents.needs_reason(category):
            return formats.decimal(percent)
        return f"{formats.percent(percent)} {category.value}"

    def tax_words(self, row: Row) -> str:
        """Say in words what the tax is: `0% E: Exempt, small business`."""
        category = self.category(row)
        if category is None or not documents.needs_reason(category):
            return ""
        tr = self._tr
        words = enum_name(tr, category)
        if row.state.reason:
            return tr.gettext("{rate}: {category}, {reason}").format(
                rate=row.texts[TAX], category=words, reason=row.state.reason
            )
        return tr.gettext("{rate}: {category}. The reason is missing.").format(
            rate=row.texts[TAX], category=words
        )

    def row_of(self, line: LineInput) -> Row:
        """Return a line as it is shown."""
        formats = self._tr.formats
        category = line.tax_category
        untaxed = category is not None and documents.needs_reason(category)
        plain = not line.tax_percent and not untaxed
        tax = "" if plain else self.tax_text(line.tax_percent, category)
        state = RowState(
            product=line.product,
            product_name=line.description,
            given=(tax, category),
            reason=line.tax_reason or "",
            line=line.id,
        )
        return Row(
            (
                line.description,
                formats.decimal(line.quantity),
                line.unit or "",
                self.price(line.unit_price),
                formats.decimal(line.discount_percent) if line.discount_percent else "",
                tax,
            ),
            state,
        )

    def row_of_offer(self, offer: ProductOffer, row: Row) -> Row:
        """Return a line that takes over what a product says; quantity and discount stay."""
        tax = self.tax_text(offer.tax_percent, offer.tax_category)
        state = RowState(
            line=row.state.line,
            product=offer.id,
            product_name=offer.name,
            given=(tax, offer.tax_category),
            reason=offer.tax_reason or "",
        )
        price = row.texts[PRICE] if offer.unit_price is None else self.price(offer.unit_price)
        quantity = row.texts[QUANTITY] or self._tr.formats.decimal(Decimal(1))
        return Row((offer.name, quantity, offer.unit or "", price, row.texts[DISCOUNT], tax), state)


def document_line(line: LineInput) -> documents.Line:
    """Return what a line's totals follow from."""
    return documents.Line(
        quantity=line.quantity,
        unit_price=line.unit_price,
        discount_percent=line.discount_percent,
        tax_percent=line.tax_percent,
        category=line.tax_category or documents.category_of(line.tax_percent),
    )


def still_is(name: str, description: str) -> bool:
    """Tell whether a description still speaks of the product of that name."""
    first, second = name.casefold().strip(), description.casefold().strip()
    return bool(first and second) and (first in second or second in first)


def _placed(refused: Refusal, column: int) -> Refusal:
    parameters = {**refused.parameters, "cell": FIELDS[column]}
    return Refusal(refused.code, field="lines", **parameters)
