"""Totals of a document with lines, after EN 16931 (sections 6.4 and Annex on rounding).

Line net = round(quantity * unit price - discount); tax per category and rate = round(sum of its
nets * rate); total = nets + taxes. Where prices include tax: per rate, tax = round(gross sum *
r / (1 + r)), net = gross - tax, line nets shared out by largest remainder. Half away from zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from smallcrm.domain.enums import VatCategory
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import MAX_MINOR, exponent, round_half_up

_HUNDRED = Decimal(100)
_PRICE_DECIMALS = 6


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
    if line.unit_price < 0:
        raise Refusal("negative_amount", field="unit_price", text=str(line.unit_price))
    if line.unit_price != round(line.unit_price, _PRICE_DECIMALS):
        raise Refusal("too_many_price_decimals", field="unit_price", text=str(line.unit_price))
    if not 0 <= line.discount_percent <= _HUNDRED:
        raise Refusal("not_a_percentage", field="discount_percent", text=str(line.discount_percent))
    if not 0 <= line.tax_percent <= _HUNDRED:
        raise Refusal("not_a_percentage", field="tax_percent", text=str(line.tax_percent))


def totals(lines: Sequence[Line], currency: str, *, prices_include_tax: bool = False) -> Totals:
    """Compute a document's figures; raises Refusal for a line that cannot be, or too large a sum."""
    for line in lines:
        check_line(line)
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
            shares = _share(whole - tax, [amounts[index] for index in members])
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


def _share(whole: int, weights: Sequence[int]) -> list[int]:
    """Share `whole` out in proportion to `weights`, by largest remainder: nothing is lost."""
    total = sum(weights)
    if total == 0:
        return [0] * (len(weights) - 1) + [whole] if weights else []
    floors = [whole * weight // total for weight in weights]
    remainders = [whole * weight % total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda index: (-remainders[index], index))
    for index in by_remainder[: whole - sum(floors)]:
        floors[index] += 1
    return floors
