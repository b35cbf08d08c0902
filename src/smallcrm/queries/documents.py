"""Lines and totals of quotes, sales and invoices, from the rows that keep them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from smallcrm.domain import documents
from smallcrm.domain.enums import VatCategory
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.queries.trade_shapes import DocumentTotals, TaxRow, TradeLine

# What `kept_totals` reads of a quote or a sale beside its sums; the table's name is put in.
TOTALS = (
    "{0}.discount_minor, {0}.prices_include_tax, {0}.tax_per_line, {0}.discount_percent,"
    " {0}.discount_amount"
)
_NONE = Decimal(0)


def decimal_or_none(kept: str | None) -> Decimal | None:
    """Read a kept decimal that may be missing."""
    return None if kept is None else Decimal(kept)


def line(
    row: Any,
    currency: str,
    *,
    done: Decimal = _NONE,
    billed: Decimal = _NONE,
    tax_minor: int | None = None,
) -> TradeLine:
    """Make a line of a row of `quote_line`, `sale_line` or `invoice_line`."""
    discount_minor = getattr(row, "discount_minor", None)
    of_line = getattr(row, "sale_line_id", 0) or getattr(row, "credits_line_id", 0)
    return TradeLine(
        id=row.id,
        position=row.position,
        description=row.description,
        quantity=Decimal(row.quantity),
        unit=row.unit,
        unit_price=Decimal(row.unit_price),
        discount_percent=Decimal(row.discount_percent),
        tax_category=VatCategory(row.tax_category),
        tax_percent=Decimal(row.tax_percent),
        tax_reason=row.tax_reason,
        net=Money(row.net_minor, currency),
        product_id=getattr(row, "product_id", None),
        done=done,
        billed=billed,
        tax=None if tax_minor is None else Money(tax_minor, currency),
        discount=None if discount_minor is None else Money(discount_minor, currency),
        as_amount=of_line is None,
    )


def kept_totals(
    row: Any,
    lines: Sequence[Any],
    *,
    done: Mapping[int, Decimal] | None = None,
    billed: Mapping[int, Decimal] | None = None,
) -> tuple[DocumentTotals, tuple[TradeLine, ...]]:
    """Make the totals and the lines of a quote or a sale, whose row has its sums and `TOTALS`.

    Tax per rate and line is worked out again by the one rule there is; where the lines are such
    as no document can have (a damaged file), the kept sums stand without it.
    """
    currency = row.currency
    percent, amount = decimal_or_none(row.discount_percent), decimal_or_none(row.discount_amount)
    discount = None
    if percent is not None or amount is not None:
        discount = documents.Discount(percent=percent, amount=amount)
    try:
        worked_out = documents.totals(
            [
                documents.Line(
                    quantity=Decimal(one.quantity),
                    unit_price=Decimal(one.unit_price),
                    discount_percent=Decimal(one.discount_percent),
                    tax_percent=Decimal(one.tax_percent),
                    category=VatCategory(one.tax_category),
                )
                for one in lines
            ],
            currency,
            prices_include_tax=bool(row.prices_include_tax),
            tax_per_line=bool(row.tax_per_line),
            discount=discount,
        )
    except Refusal:
        worked_out = None
    line_taxes = worked_out.line_taxes if worked_out else (None,) * len(lines)
    made = tuple(
        line(
            one,
            currency,
            done=(done or {}).get(one.id, _NONE),
            billed=(billed or {}).get(one.id, _NONE),
            tax_minor=tax_minor,
        )
        for one, tax_minor in zip(lines, line_taxes, strict=True)
    )
    return (
        DocumentTotals(
            net=Money(row.net_minor, currency),
            tax=Money(row.tax_minor, currency),
            total=Money(row.total_minor, currency),
            discount=Money(row.discount_minor, currency),
            taxes=tuple(
                TaxRow(
                    tax.category,
                    tax.percent,
                    Money(tax.net_minor, currency),
                    Money(tax.tax_minor, currency),
                )
                for tax in (worked_out.taxes if worked_out else ())
            ),
            prices_include_tax=bool(row.prices_include_tax),
            tax_per_line=bool(row.tax_per_line),
            discount_percent=percent,
            discount_amount=amount,
        ),
        made,
    )


def summed_taxes(lines: Sequence[TradeLine]) -> tuple[TaxRow, ...]:
    """Add up the nets and taxes that lines keep, per category and rate (EN 16931, BG-23)."""
    sums: dict[tuple[VatCategory, Decimal], TaxRow] = {}
    for one in lines:
        key = (one.tax_category, one.tax_percent)
        tax = one.tax or Money(0, one.net.currency)
        before = sums.get(key)
        sums[key] = (
            TaxRow(*key, one.net, tax)
            if before is None
            else TaxRow(*key, before.net + one.net, before.tax + tax)
        )
    return tuple(sums[key] for key in sorted(sums))


def summed_quantities(rows: Iterable[tuple[int, Decimal | str]]) -> dict[int, Decimal]:
    """Add up kept quantities by the id beside them: in Python, since SQLite would use floats."""
    found: dict[int, Decimal] = {}
    for key, quantity in rows:
        found[key] = found.get(key, _NONE) + Decimal(quantity)
    return found
