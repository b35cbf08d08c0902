"""Billing a document in parts, and taking a bill back in parts, so that nothing is lost.

Amounts are as the prices say (with tax where they include it), in minor units. A part by quantity
is rounded by itself, the last one of a line gets what is left of it; what was taken as an amount
is set off, per rate, by the part that takes the rest. So the parts of a document always come to
its own amounts, rate by rate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from smallcrm.domain import documents
from smallcrm.domain.documents import Totals
from smallcrm.domain.enums import VatCategory
from smallcrm.domain.money import exponent
from smallcrm.domain.sharing import in_proportion

Rate = tuple[VatCategory, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A line of which parts are taken; `minor` is after its share of a document discount.

    `unit_minor` is the exact amount of one, before that share. `taken` and `taken_minor` are what
    earlier parts took of quantity and amount.
    """

    id: int
    rate: Rate
    quantity: Decimal
    unit_minor: Fraction
    minor: int
    discount_minor: int = 0
    taken: Decimal = Decimal(0)
    taken_minor: int = 0

    @property
    def left(self) -> Decimal:
        """The quantity that no part took yet; below zero where the line takes something back."""
        return self.quantity - self.taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a line, or (`item` None) an amount of a rate; `minor` is after the discount."""

    item: int | None
    rate: Rate
    quantity: Decimal
    minor: int
    discount_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A document of which parts are taken; `left_minor` is what is left of its total.

    `as_amounts` is what was taken per rate without naming lines.
    """

    items: Sequence[Item]
    left_minor: int
    as_amounts: Mapping[Rate, int] = field(default_factory=dict)
    prices_include_tax: bool = False
    tax_per_line: bool = False

    def left_by_rate(self) -> dict[Rate, int]:
        """Return what is left of each rate's amount."""
        left: dict[Rate, int] = {}
        for item in self.items:
            left[item.rate] = left.get(item.rate, 0) + item.minor - item.taken_minor
        for rate, minor in self.as_amounts.items():
            left[rate] = left.get(rate, 0) - minor
        return left

    def is_rest(self, wanted: Mapping[int, Decimal]) -> bool:
        """Tell whether quantities are all that is left of every line."""
        return all(wanted.get(item.id, Decimal(0)) == item.left for item in self.items)


def rest(whole: Whole) -> tuple[Piece, ...]:
    """Take all that is left: of each line, and what sets off the amounts that were taken."""
    untouched = not any(item.taken or item.taken_minor for item in whole.items)
    pieces = [
        Piece(
            item=item.id,
            rate=item.rate,
            quantity=item.left,
            minor=item.minor - item.taken_minor,
            discount_minor=_discount(item, item.left),
        )
        for item in whole.items
        if item.left or (untouched and not item.quantity)
    ]
    left = whole.left_by_rate()
    for piece in pieces:
        left[piece.rate] -= piece.minor
    return (*pieces, *(_amount(rate, minor) for rate, minor in sorted(left.items()) if minor))


def by_quantity(whole: Whole, wanted: Mapping[int, Decimal]) -> tuple[Piece, ...]:
    """Take some of the lines: id -> quantity, each of the sign of what is left and not above it."""
    pieces: list[Piece] = []
    for item in whole.items:
        quantity = wanted.get(item.id)
        if not quantity:
            continue
        discount = _discount(item, quantity)
        left = item.minor - item.taken_minor
        if quantity == item.left:
            minor = left
        else:
            minor = half_up(item.unit_minor * Fraction(quantity)) - discount
            minor = min(max(minor, min(left, 0)), max(left, 0))
        pieces.append(
            Piece(
                item=item.id,
                rate=item.rate,
                quantity=quantity,
                minor=minor,
                discount_minor=discount,
            )
        )
    return tuple(pieces)


def by_amount(whole: Whole, minor: int) -> tuple[Piece, ...]:
    """Take an amount with tax (less than what is left), shared over the rates that are left."""
    left = sorted(whole.left_by_rate().items())
    if whole.prices_include_tax:
        shares = in_proportion(minor, [Fraction(part) for _, part in left])
    else:
        shares = [half_up(Fraction(part * minor, whole.left_minor)) for _, part in left]
    pieces = [_amount(rate, share) for (rate, _), share in zip(left, shares, strict=True)]
    return tuple(piece for piece in pieces if piece.minor) or tuple(pieces[:1])


def totals(whole: Whole, pieces: Sequence[Piece]) -> Totals:
    """Return the figures of pieces on a paper of their own (EN 16931)."""
    return documents.totals_of_parts(
        [
            documents.Part(*piece.rate, piece.minor + piece.discount_minor, piece.discount_minor)
            for piece in pieces
        ],
        prices_include_tax=whole.prices_include_tax,
        tax_per_line=whole.tax_per_line,
    )


def unit_minor(unit_price: Decimal, discount_percent: Decimal, currency: str) -> Fraction:
    """Return the exact amount of one of a line, in minor units."""
    return (
        Fraction(unit_price)
        * (1 - Fraction(discount_percent) / 100)
        * int(10 ** exponent(currency))
    )


def _discount(item: Item, quantity: Decimal) -> int:
    if not item.discount_minor:
        return 0
    if quantity == item.quantity:
        return item.discount_minor
    return half_up(item.discount_minor * Fraction(quantity) / Fraction(item.quantity))


def _amount(rate: Rate, minor: int) -> Piece:
    return Piece(item=None, rate=rate, quantity=Decimal(-1 if minor < 0 else 1), minor=minor)


def half_up(exact: Fraction) -> int:
    """Round half away from zero."""
    half = Fraction(1, 2)
    return -(half - exact).__floor__() if exact < 0 else (exact + half).__floor__()
