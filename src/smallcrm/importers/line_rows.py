"""Rows of a list of lines: each belongs to the sale whose number it has."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import MAX_MINOR
from smallcrm.domain.records import Record, SaleLineRecord, SaleLinesRecord
from smallcrm.importers.row_reading import Cells
from smallcrm.importers.table import Row


@dataclass(slots=True)
class _Group:
    """The rows of one sale, and their lines."""

    rows: list[Row] = field(default_factory=list)
    lines: list[SaleLineRecord] = field(default_factory=list)


class SaleLineRows:
    """Makes one SaleLinesRecord of all rows of a sale.

    A sale of which a row cannot be read is refused whole: part of its lines would be a wrong
    amount.
    """

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        self._amounts = cells.amounts()
        self._groups: dict[str, _Group] = {}
        self._spoilt: set[str] = set()

    def take(self, row: Row) -> None:
        """Read a line; raises Refusal `no_sale_number`, `no_amount`, or what a cell is wrong in."""
        values = self._cells.of(row)
        number = values.get("number")
        if not number:
            raise Refusal("no_sale_number", field="number")
        if "unit_price" not in values:
            raise Refusal("no_amount", field="unit_price")
        text = values["unit_price"]
        currency = self._cells.default_currency
        price, _currency = self._cells.price(self._amounts, "unit_price", text, currency)
        if price is None:
            raise Refusal("no_amount", field="unit_price")
        quantity: Decimal | None = None
        if "quantity" in values:
            quantity = self._cells.figure(self._amounts, "quantity", values["quantity"])
        if quantity is None:
            quantity = Decimal(1)
        if abs(quantity * price) > MAX_MINOR:
            raise Refusal("amount_too_large", field="unit_price", text=text)
        group = self._groups.setdefault(number, _Group())
        group.rows.append(row)
        group.lines.append(SaleLineRecord(values.get("description", ""), quantity, price))

    def spoil(self, row: Row) -> None:
        """Refuse all lines of the sale of a row that could not be read."""
        number = self._cells.of(row).get("number")
        if number:
            self._spoilt.add(number)

    def finish(self) -> tuple[tuple[Record, ...], tuple[Row, ...]]:
        """Return the sales in the order of their first lines, and the rows of incomplete ones."""
        records: list[Record] = []
        torn: list[Row] = []
        for number, group in self._groups.items():
            if number in self._spoilt:
                torn += group.rows
            else:
                records.append(SaleLinesRecord(group.rows[0].number, number, tuple(group.lines)))
        return tuple(records), tuple(torn)
