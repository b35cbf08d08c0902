"""Products as a sheet: one row each, a column for the price in each currency."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from smallcrm.exporters import json_lists
from smallcrm.exporters.sheet import Column, Kind, Row, Sheet, columns
from smallcrm.queries.api import Queries
from smallcrm.queries.trade_shapes import ProductShape

_SLOT: Final = "export"
_PAGE: Final = 1000
_BEFORE: Final = columns("Code", "Product", "Unit")
_AFTER: Final = columns(
    *("Tax rate", "Tax category", "Tax reason", "For sale", "Note"),
    Tax_rate=Kind.PERCENT,
)


def product_sheet(queries: Queries, ids: Sequence[int]) -> Sheet:
    """Make the sheet of those products; read twice, since prices make the columns."""
    currencies = sorted({code for row in _pages(queries, ids) for code, _ in row.prices})
    heading = (*_BEFORE, *(Column(f"Price {code}", Kind.AMOUNT) for code in currencies), *_AFTER)
    rows = (
        Row(_cells(row, currencies), json_lists.product_row(row)) for row in _pages(queries, ids)
    )
    return Sheet(heading, rows, count=len(ids))


def _pages(queries: Queries, ids: Sequence[int]) -> Iterator[ProductShape]:
    for start in range(0, len(ids), _PAGE):
        for row in queries.rows("products", ids[start : start + _PAGE], slot=_SLOT):
            assert isinstance(row, ProductShape)
            yield row


def _cells(row: ProductShape, currencies: Sequence[str]) -> Sequence[str]:
    prices = {code: str(json_lists.price(amount, code)["amount"]) for code, amount in row.prices}
    return (
        row.code or "",
        row.name,
        row.unit or "",
        *(prices.get(code, "") for code in currencies),
        f"{json_lists.percent(row.tax_percent)}%",
        row.tax_category.value,
        row.tax_reason or "",
        "yes" if row.active else "no",
        row.note or "",
    )
