"""Totals of a document with lines, after EN 16931 (sections 6.4 and Annex on rounding).

Line net = round(quantity * unit price - discount); tax per category and rate = round(sum of its
nets * rate); total = nets + taxes. Where prices include tax: per rate, tax = round(gross sum *
r / (1 + r)), net = gross - tax, line nets shared out by largest remainder. Half away from zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from fractions import Fraction

from smallcrm.domain.enums import VatCategory
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import MAX_MINOR, exponent, round_half_up

_HUNDRED = Decimal(100)
_PRICE_DECIMALS = 6
# Quantities and percentages as finely as anybody writes them; so that a product is exact.
_DECIMALS = 20
_EXACT = Context(prec=200)
_LARGEST = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a line's totals follow from; `tax_percent` and `discount_percent` as said (19, 7.5)."""

    quantity: Decimal
    unit_price: Decimal
    discount_percent: Decimal = Decimal(0)
    tax_percent: Decimal = Decimal(0)
    category: VatCategory = VatCategory.STANDARD


@dataclass(frozen=True, slots=True)
class TaxTotal:
    """The net and the tax of one category and rate, in minor units."""

    category: VatCategory
    percent: Decimal
    net_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class Totals:
    """A document's figures in minor units; `line_nets` in the order of the lines."""

    line_nets: tuple[int, ...]
    taxes: tuple[TaxTotal, ...]
    net_minor: int
    tax_minor: int

    @property
    def total_minor(self) -> int:
        """Net and tax together."""
        return self.net_minor + self.tax_minor


def check_line(line: Line) -> None:
    """Refuse what no line can be: `negative_price`, `not_a_percentage`, `too_many_decimals`, ..."""
    for value in (line.quantity, line.unit_price, line.discount_percent, line.tax_percent):
        if not value.is_finite():
            raise Refusal("not_an_amount", field="lines", text=str(value))
        if value and value.adjusted() > _LARGEST:
            raise Refusal("amount_too_large", field="lines", text=str(value)[:80])
    if line.unit_price < 0:
        raise Refusal("negative_amount", field="unit_price", text=str(line.unit_price))
    if _decimals(line.unit_price) > _PRICE_DECIMALS:
        raise Refusal("too_many_price_decimals", field="unit_price", text=str(line.unit_price)[:80])
    if _decimals(line.quantity) > _DECIMALS:
        raise Refusal("not_a_number", field="quantity", text=str(line.quantity)[:80])
    for field in ("discount_percent", "tax_percent"):
        percent: Decimal = getattr(line, field)
        if _decimals(percent) > _DECIMALS:
            raise Refusal("not_a_percentage", field=field, text=str(percent)[:80])
    if not 0 <= line.discount_percent <= _HUNDRED:
        raise Refusal("not_a_percentage", field="discount_percent", text=str(line.discount_percent))
    if not 0 <= line.tax_percent <= _HUNDRED:
        raise Refusal("not_a_percentage", field="tax_percent", text=str(line.tax_percent))


def _decimals(value: Decimal) -> int:
    """Count the decimals that say anything: 1.500 has one."""
    _, digits, power = value.as_tuple()
    assert isinstance(power, int), "finite"
    written = "".join(map(str, digits))
    return -power - (len(written) - len(written.rstrip("0"))) if value else 0


def totals(lines: Sequence[Line], currency: str, *, prices_include_tax: bool = False) -> Totals:
    """Compute a document's figures; a line that cannot be, or too large a sum, is refused."""
    for line in lines:
        check_line(line)
    with localcontext(_EXACT):
        return _totals(lines, currency, prices_include_tax=prices_include_tax)


def _totals(lines: Sequence[Line], currency: str, *, prices_include_tax: bool) -> Totals:
    scale = exponent(currency)
    exact = [
        (line.quantity * line.unit_price * (1 - line.discount_percent / _HUNDRED)).scaleb(scale)
        for line in lines
    ]
    if any(abs(amount) > MAX_MINOR for amount in exact):
        raise Refusal("amount_too_large", field="lines", text="")
    amounts = [round_half_up(amount) for amount in exact]
    groups: dict[tuple[VatCategory, Decimal], list[int]] = {}
    for index, line in enumerate(lines):
        groups.setdefault((line.category, line.tax_percent), []).append(index)
    nets = list(amounts)
    taxes: list[TaxTotal] = []
    for (category, percent), members in sorted(groups.items()):
        whole = sum(amounts[index] for index in members)
        if prices_include_tax:
            tax = round_half_up(whole * percent / (_HUNDRED + percent))
            kept = Fraction(_HUNDRED) / Fraction(_HUNDRED + percent)
            shares = _share(whole - tax, [amounts[index] * kept for index in members])
            for index, share in zip(members, shares, strict=True):
                nets[index] = share
            taxes.append(TaxTotal(category, percent, whole - tax, tax))
        else:
            tax = round_half_up(whole * percent / _HUNDRED)
            taxes.append(TaxTotal(category, percent, whole, tax))
    result = Totals(
        line_nets=tuple(nets),
        taxes=tuple(taxes),
        net_minor=sum(nets),
        tax_minor=sum(tax.tax_minor for tax in taxes),
    )
    if abs(result.total_minor) > MAX_MINOR:
        raise Refusal("amount_too_large", field="lines", text="")
    return result


def _share(whole: int, exact: Sequence[Fraction]) -> list[int]:
    """Round `exact` so that they add up to `whole`, by largest remainder: nothing is lost.

    `whole` is the rounded sum of `exact`, so that it lies between their floors and their ceilings.
    """
    floors = [part.__floor__() for part in exact]
    by_remainder = sorted(
        range(len(exact)), key=lambda index: (floors[index] - exact[index], index)
    )
    for index in by_remainder[: whole - sum(floors)]:
        floors[index] += 1
    return floors
