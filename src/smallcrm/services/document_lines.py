"""Lines of quotes and sales: checked, added up (EN 16931), and as rows hold them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from smallcrm.db.models import Product, QuoteLine, SaleLine
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import documents
from smallcrm.domain.enums import VatCategory
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.domain.text import optional_line, required_line
from smallcrm.services.command_parts import UNSET, LineInput, Unset

_LONGEST_UNIT = 40


class Document(Protocol):
    """What quotes and sales have in common: how their lines are added up, and to what."""

    currency: str
    prices_include_tax: bool
    tax_per_line: bool
    discount_percent: Decimal | None
    discount_amount: Decimal | None
    discount_minor: int
    net_minor: int
    tax_minor: int
    total_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """What a line of a quote or a sale holds; `id` names the row that it is kept in."""

    description: str
    quantity: Decimal
    unit: str | None
    unit_price: Decimal
    discount_percent: Decimal
    tax_category: str
    tax_percent: Decimal
    tax_reason: str | None
    product_id: int | None
    net_minor: int
    id: int | None = None

    def values(self) -> dict[str, object]:
        """Return its columns, but for the id."""
        return {name: getattr(self, name) for name in LineRow.__slots__ if name != "id"}


def as_given(
    title: str | None, amount: Decimal | None, lines: Sequence[LineInput], currency: str
) -> tuple[LineInput, ...]:
    """Take lines as given, or make the one line of a document with a single amount.

    Refuses `amount_and_lines`, `no_amount`, `negative_amount` and `no_title`.
    """
    if lines:
        if amount is not None:
            raise Refusal("amount_and_lines", field="amount")
        return tuple(lines)
    if amount is None:
        raise Refusal("no_amount", field="amount")
    if Money.of(amount, currency).minor < 0:
        raise Refusal("negative_amount", field="amount", text=str(amount))
    description = required_line(title or "", field="title", code="no_title")
    return (LineInput(description=description, unit_price=amount),)


def set_discount(document: Document, percent: Decimal | None, amount: Decimal | None) -> None:
    """Note the discount of a document as it was typed; none where it comes to nothing.

    Refuses `two_discounts`; what no discount can be is refused by the totals.
    """
    percent, amount = percent or None, amount or None
    if percent is not None and amount is not None:
        raise Refusal("two_discounts", field="discount")
    document.discount_percent, document.discount_amount = percent, amount


def change_discount(
    document: Document, percent: Decimal | Unset | None, amount: Decimal | Unset | None
) -> None:
    """Change what is given of a document's discount; one way to say it takes the other's place."""
    new_percent = document.discount_percent if percent is UNSET else percent
    new_amount = document.discount_amount if amount is UNSET else amount
    if percent is UNSET and amount is not UNSET and amount:
        new_percent = None
    if amount is UNSET and percent is not UNSET and percent:
        new_amount = None
    set_discount(document, new_percent, new_amount)


def discount_of(document: Document) -> documents.Discount | None:
    """Return a document's discount, if it has one."""
    percent, amount = document.discount_percent, document.discount_amount
    if percent is None and amount is None:
        return None
    return documents.Discount(percent=percent, amount=amount)


def add_up(
    uow: UnitOfWork, document: Document, lines: Sequence[LineInput]
) -> tuple[tuple[LineRow, ...], documents.Totals]:
    """Check the lines, and work out the figures of a document; nothing of it is changed yet.

    Refuses what `documents.totals` does, `no_description`, `no_tax_reason` (the category asks
    for one), `no_such_product`, and `negative_amount` where the whole is below zero.
    """
    categories = [line.tax_category or documents.category_of(line.tax_percent) for line in lines]
    totals = documents.totals(
        [
            documents.Line(
                quantity=line.quantity,
                unit_price=line.unit_price,
                discount_percent=line.discount_percent,
                tax_percent=line.tax_percent,
                category=category,
            )
            for line, category in zip(lines, categories, strict=True)
        ],
        document.currency,
        prices_include_tax=document.prices_include_tax,
        tax_per_line=document.tax_per_line,
        discount=discount_of(document),
    )
    if totals.total_minor < 0:
        raise Refusal("negative_amount", field="lines", text=str(totals.total_minor))
    rows = tuple(
        LineRow(
            description=required_line(line.description, field="description", code="no_description"),
            quantity=line.quantity,
            unit=optional_line(line.unit, field="unit", longest=_LONGEST_UNIT),
            unit_price=line.unit_price,
            discount_percent=line.discount_percent,
            tax_category=category.value,
            tax_percent=line.tax_percent,
            tax_reason=tax_reason(category, line.tax_reason),
            product_id=_product(uow, line.product),
            net_minor=net,
            id=line.id,
        )
        for line, category, net in zip(lines, categories, totals.line_nets, strict=True)
    )
    return rows, totals


def set_totals(document: Document, totals: documents.Totals) -> None:
    """Keep what the lines come to."""
    document.net_minor, document.tax_minor = totals.net_minor, totals.tax_minor
    document.total_minor = totals.total_minor
    document.discount_minor = totals.discount_minor


def tax_reason(category: VatCategory, reason: str | None) -> str | None:
    """Return why there is no tax, where the category asks for that; refuse none at all.

    The standard rate and zero must have no reason (EN 16931, BR-S-10 and BR-Z-10).
    """
    if not documents.needs_reason(category):
        return None
    cleaned = optional_line(reason, field="tax_reason")
    if cleaned is None:
        raise Refusal("no_tax_reason", field="tax_reason", category=category)
    return cleaned


def kept(rows: Sequence[QuoteLine] | Sequence[SaleLine]) -> tuple[LineInput, ...]:
    """Return lines as they are kept, as if they were typed again."""
    return tuple(
        LineInput(
            description=row.description,
            quantity=row.quantity,
            unit_price=row.unit_price,
            unit=row.unit,
            discount_percent=row.discount_percent,
            tax_percent=row.tax_percent,
            tax_category=VatCategory(row.tax_category),
            tax_reason=row.tax_reason,
            product=row.product_id,
            id=row.id,
        )
        for row in rows
    )


def check_part(quantity: Decimal, left: Decimal, *, code: str) -> None:
    """Refuse a part of a line that is nothing (`no_quantity`), or more than is left (`code`)."""
    if not quantity.is_finite():
        raise Refusal("not_a_number", field="quantity", text=str(quantity))
    if not quantity:
        raise Refusal("no_quantity", field="quantity")
    if quantity * left < 0 or abs(quantity) > abs(left):
        raise Refusal(code, field="quantity", quantity=quantity, left=left)


def _product(uow: UnitOfWork, product_id: int | None) -> int | None:
    if product_id is not None and uow.session.get(Product, product_id) is None:
        raise Refusal("no_such_product", field="product", id=product_id)
    return product_id
