"""Rows of products: a price list, with one column of prices or one for each currency."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from smallcrm.domain.enums import VatCategory
from smallcrm.domain.errors import Refusal
from smallcrm.domain.records import ProductRecord, Record
from smallcrm.importers import words
from smallcrm.importers.headings import price_currency
from smallcrm.importers.row_reading import Cells, row_currency
from smallcrm.importers.table import Row
from smallcrm.importers.values import AmountReader

_HUNDRED: Final = Decimal(100)
_SHOWN: Final = 80


class ProductRows:
    """Makes one ProductRecord of each row."""

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        self._amounts = cells.amounts()
        self._prices = [
            (index, price_currency(cells.heading[index], cells.default_currency))
            for index, name in enumerate(cells.fields)
            if name == "price"
        ]
        self._records: list[Record] = []

    def take(self, row: Row) -> None:
        """Read a row; raises Refusal `no_product_name`, or what is wrong with a cell."""
        values = self._cells.of(row)
        if "name" not in values:
            raise Refusal("no_product_name", field="name")
        active = words.yes_or_no(values["active"]) if "active" in values else None
        self._records.append(
            ProductRecord(
                row=row.number,
                name=values["name"],
                code=values.get("code"),
                unit=values.get("unit"),
                prices=tuple(self._read_prices(row, values).items()),
                tax_percent=self._percent(values.get("tax")),
                tax_category=_category(values.get("tax_category")),
                tax_reason=values.get("tax_reason"),
                active=active,
                note=values.get("note"),
            )
        )

    def spoil(self, row: Row) -> None:
        """No product depends on another's row."""

    def finish(self) -> tuple[tuple[Record, ...], tuple[Row, ...]]:
        """Return the products in the order of the file."""
        return tuple(self._records), ()

    def _read_prices(self, row: Row, values: Mapping[str, str]) -> dict[str, Decimal]:
        """Read the price in each currency; that of a column stands in its heading or its cells."""
        default = self._cells.default_currency
        usual = row_currency(values, default) or default
        found: dict[str, Decimal] = {}
        for index, own in self._prices:
            try:
                priced = self._read_price(row.cells[index].strip(), own, usual)
                if priced is not None:
                    _put(found, *priced)
            except Refusal as refusal:
                parameters = {**refusal.parameters, "column": self._cells.heading[index]}
                raise Refusal(refusal.code, field="price", **parameters) from refusal
        return found

    def _read_price(
        self, text: str, own: str | None, usual: str | None
    ) -> tuple[str, Decimal] | None:
        """Read one cell, of a column whose heading may name its `own` currency."""
        reader = AmountReader(self._cells.decimals.get("price"), own or usual)
        price, currency = reader.price(text, None)
        if price is None:
            return None
        if currency is None:
            raise Refusal("no_currency", field="currency", text=text[:_SHOWN])
        if own not in (None, currency):
            raise Refusal("not_an_amount", field="price", text=text[:_SHOWN])
        return currency, price

    def _percent(self, text: str | None) -> Decimal | None:
        """Read a rate: `19%`, `19`, or `0.19` as a spreadsheet keeps it."""
        if not text:
            return None
        figure = self._cells.figure(self._amounts, "tax", text)
        if figure is None:
            return None
        says_percent = text.rstrip().endswith(("%", "％"))
        # Nobody's tax is below one percent, but a spreadsheet's 13 % is 0.13.
        percent = figure * _HUNDRED if 0 < figure < 1 and not says_percent else figure
        if not 0 <= percent <= _HUNDRED:
            raise Refusal("not_a_percentage", field="tax", text=text[:_SHOWN])
        return percent


def _put(found: dict[str, Decimal], currency: str, price: Decimal) -> None:
    if found.get(currency, price) != price:
        raise Refusal("currency_twice", field="price", currency=currency)
    found[currency] = price


def _category(text: str | None) -> VatCategory | None:
    if not text:
        return None
    try:
        return VatCategory(text.strip().upper())
    except ValueError as error:
        known = tuple(category.value for category in VatCategory)
        raise Refusal(
            "not_a_choice", field="tax_category", text=text[:_SHOWN], choices=known
        ) from error
