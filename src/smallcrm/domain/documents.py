"""Totals of a document with lines, after EN 16931 (section 6.4 and its annex on rounding).

Line net (BT-131) = round(quantity * unit price - discount). A document discount (an allowance,
BG-20) is shared out per category and rate, and taken off before tax. Tax per category and rate
(BT-117) = round(sum of its nets after the discount * rate); total = nets + taxes. Where prices
include tax: per rate, tax = round(gross sum * r / (1 + r)), net = gross - tax, line nets shared
out by largest remainder. Invoices of the Chinese kind (fapiao) round tax per line instead, and a
rate's tax is the sum of its lines'. Half away from zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from fractions import Fraction

from smallcrm.domain.enums import VatCategory
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import MAX_MINOR, Money, exponent, round_half_up
from smallcrm.domain.sharing import largest_remainder

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
class Discount:
    """What is taken off a whole document (BG-20): a percentage, or an amount in major units.

    Of nets, or of amounts with tax where prices include it. Exactly one of the two is given,
    anything else is a ValueError.
    """

    percent: Decimal | None = None
    amount: Decimal | None = None

    def __post_init__(self) -> None:
        """Take one way to say it, not both."""
        if (self.percent is None) == (self.amount is None):
            msg = "a discount is either a percentage or an amount"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Part:
    """A line, or a part of one, whose amount is settled: in minor units, as its price says.

    `discount_minor` is what of a document discount falls to it, not yet taken off `minor`.
    """

    category: VatCategory
    percent: Decimal
    minor: int
    discount_minor: int = 0


@dataclass(frozen=True, slots=True)
class TaxTotal:
    """One category and rate (BG-23), in minor units: its net after the discount, and its tax.

    `discount_minor` is what the document discount took off its net.
    """

    category: VatCategory
    percent: Decimal
    net_minor: int
    tax_minor: int
    discount_minor: int = 0


@dataclass(frozen=True, slots=True)
class Totals:
    """A document's figures in minor units; what begins with `line_` is in the order of the lines.

    `line_nets` (BT-131) are before the document discount and come to the sum of the lines
    (BT-106); `line_discounts` is what of the discount falls to each net, `line_taxes` the tax on
    what is left. `line_amounts` are as the prices say: with tax where prices include it.
    `net_minor` (BT-109) is after the discount. `discount_minor` (BT-107) is of nets,
    `discount_given_minor` what was taken off the amounts as the prices say. Both are below zero
    only where lines taken back are: of those a percentage is taken back too.
    """

    line_nets: tuple[int, ...]
    taxes: tuple[TaxTotal, ...]
    net_minor: int
    tax_minor: int
    line_taxes: tuple[int, ...] = ()
    line_discounts: tuple[int, ...] = ()
    line_amounts: tuple[int, ...] = ()
    discount_minor: int = 0
    discount_given_minor: int = 0

    @property
    def total_minor(self) -> int:
        """Net and tax together."""
        return self.net_minor + self.tax_minor


def category_of(tax_percent: Decimal) -> VatCategory:
    """Return the category of a line that names only a rate: taxed, or zero-rated.

    A standard rate of zero is none (BR-S-05), so that a line without tax is zero-rated (BR-Z-05).
    """
    return VatCategory.STANDARD if tax_percent else VatCategory.ZERO


def needs_reason(category: VatCategory) -> bool:
    """Tell whether a document must say why lines of `category` are not taxed (BT-120, BT-121).

    BR-E-10, BR-AE-10, BR-IC-10, BR-G-10 and BR-O-10 ask for a reason; BR-S-10 and BR-Z-10
    forbid one.
    """
    return category not in {VatCategory.STANDARD, VatCategory.ZERO}


def check_line(line: Line) -> None:
    """Refuse what no line can be: `negative_amount`, `not_a_percentage`, `too_many_decimals`, ...

    Only the standard category is taxed: a rate above zero in another is refused as
    `tax_in_untaxed_category` (BR-Z-05, BR-E-05, BR-AE-05, BR-IC-05, BR-G-05, BR-O-05).
    """
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
    if line.tax_percent and line.category is not VatCategory.STANDARD:
        raise Refusal(
            "tax_in_untaxed_category",
            field="tax_percent",
            category=line.category,
            percent=line.tax_percent,
        )


def _decimals(value: Decimal) -> int:
    """Count the decimals that say anything: 1.500 has one."""
    _, digits, power = value.as_tuple()
    assert isinstance(power, int), "finite"
    written = "".join(map(str, digits))
    return -power - (len(written) - len(written.rstrip("0"))) if value else 0


def totals(
    lines: Sequence[Line],
    currency: str,
    *,
    prices_include_tax: bool = False,
    tax_per_line: bool = False,
    discount: Discount | None = None,
) -> Totals:
    """Compute a document's figures; a line that cannot be, or too large a sum, is refused.

    A discount below zero is refused as `negative_amount`, one above the sum of the lines as
    `discount_too_large`, both of the field `discount`; a percentage that is none as
    `not_a_percentage` of the field `discount_percent`. The order of the lines changes no total.
    """
    for line in lines:
        check_line(line)
    with localcontext(_EXACT):
        rule = _TaxRule(includes=prices_include_tax, per_line=tax_per_line)
        return _totals(lines, currency, rule, discount)


def _totals(
    lines: Sequence[Line], currency: str, rule: _TaxRule, discount: Discount | None
) -> Totals:
    amounts = _amounts(lines, currency)
    groups: dict[tuple[VatCategory, Decimal], list[int]] = {}
    for index, line in enumerate(lines):
        groups.setdefault((line.category, line.tax_percent), []).append(index)
    ordered = [members for _, members in sorted(groups.items())]
    off = _share_off(discount, sum(amounts), currency)
    sums = [sum(amounts[index] for index in members) for members in ordered]
    given = _given(discount, off, sums)
    taken = [0] * len(lines)
    for members, whole in zip(ordered, given, strict=True):
        shares = _shares(whole, [amounts[index] for index in members], off)
        for index, share in zip(members, shares, strict=True):
            taken[index] = share
    parts = [
        Part(line.category, line.tax_percent, amount, share)
        for line, amount, share in zip(lines, amounts, taken, strict=True)
    ]
    return _figures(parts, rule)


def totals_of_parts(
    parts: Sequence[Part], *, prices_include_tax: bool = False, tax_per_line: bool = False
) -> Totals:
    """Compute the figures of a document whose amounts are settled: of lines billed in part.

    The rules of tax are those of `totals`; too large a sum is refused as `amount_too_large`.
    """
    with localcontext(_EXACT):
        return _figures(parts, _TaxRule(includes=prices_include_tax, per_line=tax_per_line))


def _figures(parts: Sequence[Part], rule: _TaxRule) -> Totals:
    groups: dict[tuple[VatCategory, Decimal], list[int]] = {}
    for index, part in enumerate(parts):
        groups.setdefault((part.category, part.percent), []).append(index)
    nets, line_taxes, line_discounts = ([0] * len(parts) for _ in range(3))
    taxes: list[TaxTotal] = []
    for (category, percent), members in sorted(groups.items()):
        before = _taxed(percent, [parts[index].minor for index in members], rule)
        after = _taxed(
            percent, [parts[index].minor - parts[index].discount_minor for index in members], rule
        )
        for place, index in enumerate(members):
            nets[index] = before.nets[place]
            line_taxes[index] = after.taxes[place]
            line_discounts[index] = nets[index] - after.nets[place]
        net = sum(after.nets)
        tax = TaxTotal(category, percent, net, sum(after.taxes), sum(before.nets) - net)
        if abs(tax.net_minor) > MAX_MINOR or abs(tax.tax_minor) > MAX_MINOR:
            raise Refusal("amount_too_large", field="lines", text="")
        taxes.append(tax)
    result = Totals(
        line_nets=tuple(nets),
        taxes=tuple(taxes),
        net_minor=sum(tax.net_minor for tax in taxes),
        tax_minor=sum(tax.tax_minor for tax in taxes),
        line_taxes=tuple(line_taxes),
        line_discounts=tuple(line_discounts),
        line_amounts=tuple(part.minor for part in parts),
        discount_minor=sum(tax.discount_minor for tax in taxes),
        discount_given_minor=sum(part.discount_minor for part in parts),
    )
    if abs(result.total_minor) > MAX_MINOR or abs(sum(nets)) > MAX_MINOR:
        raise Refusal("amount_too_large", field="lines", text="")
    return result


def _amounts(lines: Sequence[Line], currency: str) -> list[int]:
    """Round each line's quantity * price - discount, as its price says: with tax or without."""
    scale = exponent(currency)
    exact = [
        (line.quantity * line.unit_price * (1 - line.discount_percent / _HUNDRED)).scaleb(scale)
        for line in lines
    ]
    if any(abs(amount) > MAX_MINOR for amount in exact):
        raise Refusal("amount_too_large", field="lines", text="")
    return [round_half_up(amount) for amount in exact]


def _share_off(discount: Discount | None, whole: int, currency: str) -> Fraction:
    """Say which share of every amount the discount takes off; refuse what no discount can be."""
    if discount is None:
        return Fraction()
    if (percent := discount.percent) is not None:
        if (
            not percent.is_finite()
            or _decimals(percent) > _DECIMALS
            or not 0 <= percent <= _HUNDRED
        ):
            raise Refusal("not_a_percentage", field="discount_percent", text=str(percent)[:80])
        return Fraction(percent) / 100
    assert discount.amount is not None, "one of the two is given"
    money = Money.of(discount.amount, currency, field="discount")
    if money.minor < 0:
        raise Refusal("negative_amount", field="discount", text=str(discount.amount))
    if money.minor > max(whole, 0):
        raise Refusal(
            "discount_too_large", field="discount", discount=money, lines=Money(whole, currency)
        )
    return Fraction(money.minor, whole or 1)


def _given(discount: Discount | None, off: Fraction, sums: Sequence[int]) -> list[int]:
    """Share the discount to the groups: a percentage of each rounded, an amount without loss."""
    exact = [whole * off for whole in sums]
    if discount is None or discount.percent is not None:
        return [_half_up(part) for part in exact]
    return largest_remainder(_half_up(sum(exact, Fraction())), exact)


def _half_up(exact: Fraction) -> int:
    """Round half away from zero."""
    half = Fraction(1, 2)
    return -(half - exact).__floor__() if exact < 0 else (exact + half).__floor__()


@dataclass(frozen=True, slots=True)
class _TaxRule:
    """How tax is reckoned: whether it is in the amounts, and whether each line is rounded."""

    includes: bool
    per_line: bool


@dataclass(frozen=True, slots=True)
class _Taxed:
    """The nets and taxes of lines of one rate."""

    nets: list[int]
    taxes: list[int]


def _shares(taken: int, amounts: Sequence[int], off: Fraction) -> list[int]:
    """Share what is taken off the lines of one rate.

    Which of two equal remainders gets the unit must not hang on the order of the lines, or tax
    per line would: the larger line does.
    """
    order = sorted(range(len(amounts)), key=lambda index: -amounts[index])
    found = [0] * len(amounts)
    shares = largest_remainder(taken, [amounts[index] * off for index in order])
    for index, share in zip(order, shares, strict=True):
        found[index] = share
    return found


def _taxed(percent: Decimal, amounts: Sequence[int], rule: _TaxRule) -> _Taxed:
    """Split the amounts of one rate into net and tax, or add the tax."""
    base = _HUNDRED + percent if rule.includes else _HUNDRED
    if rule.per_line:
        taxes = [round_half_up(amount * percent / base) for amount in amounts]
        if not rule.includes:
            return _Taxed(list(amounts), taxes)
        return _Taxed([amount - tax for amount, tax in zip(amounts, taxes, strict=True)], taxes)
    whole = sum(amounts)
    tax = round_half_up(whole * percent / base)
    if not rule.includes:
        rate = Fraction(percent) / Fraction(base)
        return _Taxed(list(amounts), largest_remainder(tax, [amount * rate for amount in amounts]))
    kept = Fraction(_HUNDRED) / Fraction(base)
    nets = largest_remainder(whole - tax, [amount * kept for amount in amounts])
    return _Taxed(nets, [amount - net for amount, net in zip(amounts, nets, strict=True)])
