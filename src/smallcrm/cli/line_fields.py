"""What documents are made of, in a line of `apply`: their lines, parts of them, instalments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, TypeVar

from smallcrm.cli.fields import Fields, required
from smallcrm.cli.references import PRODUCT, SALE
from smallcrm.domain.enums import VatCategory, WriteOffReason
from smallcrm.domain.errors import Refusal
from smallcrm.domain.instalments import parse_plan
from smallcrm.services.commands import BillPart, LineInput, PlanPart, Settle

_Value = TypeVar("_Value")
_ONE: Final = Decimal(1)
_NONE: Final = Decimal(0)
# An id that no line has: what is missing is for the service to say.
_NOBODY: Final = 0

Currency = Callable[[], str | None]


def lines(
    line: Fields, currency: Currency, *, ids: Mapping[int, int] | None = None
) -> tuple[LineInput, ...]:
    """Take the lines of a document; what one says nothing of comes from its `product`.

    `currency` tells that of the document, for the product's price. `ids` are the ids of the lines
    that are there, by position: `line` names the one that is kept or changed.
    """
    return tuple(_line(item, currency, ids) for item in line.objects("lines") or ())


def _line(item: Fields, currency: Currency, ids: Mapping[int, int] | None) -> LineInput:
    product_id = item.row("product", PRODUCT)
    if product_id is None:
        made = LineInput(
            description=required(item.text("description"), "description"),
            quantity=_or(item.decimal("quantity"), _ONE),
            unit_price=required(item.decimal("unit_price"), "unit_price"),
            unit=item.text("unit"),
            discount_percent=_or(item.decimal("discount_percent"), _NONE),
            tax_percent=_or(item.decimal("tax_percent"), _NONE),
            tax_category=item.choice("tax_category", VatCategory),
            tax_reason=item.text("tax_reason"),
            id=_kept(item, ids),
        )
    else:
        made = _of_product(item, product_id, currency, ids)
    item.finish()
    return made


def _of_product(
    item: Fields, product_id: int, currency: Currency, ids: Mapping[int, int] | None
) -> LineInput:
    product = item.references.product(product_id)
    if product is None:
        raise Refusal("no_such_product", field="product", id=product_id)
    price = item.decimal("unit_price")
    if price is None:
        price = item.references.price(product, currency(), "unit_price")
    # A rate of its own has a category of its own.
    own_rate = item.has("tax_percent") or item.has("tax_category")
    percent, category = item.decimal("tax_percent"), item.choice("tax_category", VatCategory)
    reason = item.text("tax_reason")
    return LineInput(
        description=_or(item.text("description"), product.name),
        quantity=_or(item.decimal("quantity"), _ONE),
        unit_price=price,
        unit=_or(item.text("unit"), product.unit),
        discount_percent=_or(item.decimal("discount_percent"), _NONE),
        tax_percent=_or(percent, _NONE) if own_rate else product.tax_percent,
        tax_category=category if own_rate else product.tax_category,
        tax_reason=_or(reason, None if own_rate else product.tax_reason),
        product=product_id,
        id=_kept(item, ids),
    )


def _kept(item: Fields, ids: Mapping[int, int] | None) -> int | None:
    """Return the id of the line that is meant by its position, where one can be."""
    if ids is None:
        return None
    position = item.whole("line")
    if position is None:
        return None
    if position not in ids:
        raise Refusal("no_line_of_position", field="line", position=position, count=len(ids))
    return ids[position]


def positions(line: Fields, kind: str, row_id: int) -> Mapping[int, int]:
    """Return the ids of a document's lines by their positions, from 1 on."""
    found = line.references.lines_of(kind, row_id) or ()
    return {position: one.id for position, one in enumerate(found, start=1)}


def parts(
    line: Fields, kind: str, row_id: int, left: Callable[[Decimal, Decimal, Decimal], Decimal]
) -> Mapping[int, Decimal] | None:
    """Take `lines` by position, each with a quantity, or all that `left` leaves of it.

    `left` gets a line's quantity, what is accepted, delivered or credited of it, and what is
    billed. None: the field is missing. Returns quantities by line id.
    """
    items = line.objects("lines")
    if items is None:
        return None
    rows = line.references.lines_of(kind, row_id)
    found: dict[int, Decimal] = {}
    for item in items:
        position, quantity = required(item.whole("line"), "line"), item.decimal("quantity")
        item.finish()
        if rows is None:
            found[_NOBODY] = _ONE
            continue
        if not 1 <= position <= len(rows):
            raise Refusal("no_line_of_position", field="line", position=position, count=len(rows))
        row = rows[position - 1]
        if row.id in found:
            raise Refusal("line_twice", field="line", position=position)
        found[row.id] = left(row.quantity, row.done, row.billed) if quantity is None else quantity
    return found


def not_done(quantity: Decimal, done: Decimal, _billed: Decimal) -> Decimal:
    """Return what of a line is not accepted, delivered or credited."""
    return quantity - done


def not_billed(quantity: Decimal, _done: Decimal, billed: Decimal) -> Decimal:
    """Return what of a line is not billed."""
    return quantity - billed


def bill_parts(line: Fields) -> tuple[BillPart, ...]:
    """Take what is billed: `sales`, whole, or `parts` of them by lines or by amount.

    One `sale` can stand by itself, with its `lines` or an `amount` beside it.
    """
    if line.has("sale"):
        return (_bill_part(line),)
    sales = line.rows("sales", SALE)
    items = line.objects("parts")
    if (sales is None) == (items is None):
        raise Refusal("field_missing", field="sales", text="sales")
    if sales is not None:
        return tuple(BillPart(sale=sale_id) for sale_id in sales)
    made = []
    for item in items or ():
        made.append(_bill_part(item))
        item.finish()
    return tuple(made)


def _bill_part(line: Fields) -> BillPart:
    sale_id = required(line.row("sale", SALE), "sale")
    wanted = parts(line, SALE, sale_id, not_billed)
    return BillPart(sale=sale_id, lines=wanted, amount=line.decimal("amount"))


def plan(line: Fields, start: Callable[[], date]) -> tuple[PlanPart, ...]:
    """Take `instalments`: objects with `due` and `percent` or `amount`, or a plan in short.

    The days of a plan in short ("30/14, 70/30") count from `start`.
    """
    if isinstance(line.peek("instalments"), str):
        parts_of_text = parse_plan(line.text("instalments") or "")
        first = start()
        return tuple(
            PlanPart(due=_after(first, part.days), percent=part.percent) for part in parts_of_text
        )
    made = []
    for item in line.objects("instalments") or ():
        part = PlanPart(
            due=item.day("due"), percent=item.decimal("percent"), amount=item.decimal("amount")
        )
        item.finish()
        made.append(part)
    return tuple(made)


def _after(start: date, days: int) -> date:
    if days > (date.max - start).days:
        raise Refusal("not_in_range", field="days", low=0, high=(date.max - start).days)
    return start + timedelta(days=days)


def prices(line: Fields) -> dict[str, Decimal]:
    """Take what a product costs: `prices` by currency, or one `price` in `currency`."""
    found = line.decimals("prices")
    price, currency = line.decimal("price"), line.text("currency")
    if price is not None:
        if found:
            raise Refusal("field_unknown", field="price", text="price")
        found[currency or line.references.file_currency()] = price
    elif currency is not None:
        raise Refusal("field_missing", field="price", text="price")
    return found


def maybe(line: Fields, name: str) -> bool | None:
    """Take a truth value that may be left open."""
    given, value = line.peek(name) is not None, line.flag(name)
    return value if given else None


def settle(line: Fields) -> tuple[Settle, ...]:
    """Take the small differences that a payment gives up: sale, reason, amount."""
    made = []
    for item in line.objects("settle") or ():
        made.append(
            Settle(
                sale=required(item.row("sale"), "sale"),
                reason=item.choice("reason", WriteOffReason) or WriteOffReason.ROUNDING,
                amount=item.decimal("amount"),
            )
        )
        item.finish()
    return tuple(made)


def shares(line: Fields, name: str) -> dict[int, Decimal]:
    """Take which sale gets how much: objects with `sale` and `amount`."""
    found: dict[int, Decimal] = {}
    for item in line.objects(name) or ():
        sale_id = required(item.row("sale"), "sale")
        if sale_id in found:
            raise Refusal("sale_named_twice", field=name, id=sale_id)
        found[sale_id] = required(item.decimal("amount"), "amount")
        item.finish()
    return found


def money(line: Fields, name: str) -> tuple[Decimal | None, str | None]:
    """Take an amount: an object with `amount` and `currency`, or the figure alone."""
    if not isinstance(line.peek(name), dict):
        return line.decimal(name), None
    item = line.inner(line.any(name), name)
    amount, currency = required(item.decimal("amount"), name), item.text("currency")
    item.finish()
    return amount, currency


def one_currency(field: str, *currencies: str | None) -> str | None:
    """Return the currency that several places name, or None; refuse two (`two_currencies`)."""
    found: str | None = None
    for currency in currencies:
        if currency is None:
            continue
        if found is not None and found.strip().upper() != currency.strip().upper():
            raise Refusal("two_currencies", field=field, currency=found[:3], other=currency[:3])
        found = currency
    return found


def _or(value: _Value | None, otherwise: _Value) -> _Value:
    return otherwise if value is None else value
