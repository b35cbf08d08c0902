"""What an e-invoice says in figures (EN 16931), worked out of an invoice as it is kept.

The sums are those of the paper, to the cent; nothing is reckoned anew but prices:

| EN 16931 | here |
| --- | --- |
| BT-131, net of a line | `line.net + line.discount`: before the document discount |
| BT-146, its net price | the price less the line's discount; where prices include tax, or a part |
|  | of a line was rounded on its own: the shortest price that comes to BT-131 |
| BT-92, BT-99 by rate | what the document discount took off the nets of a rate; less than |
|  | nothing (goods taken back) is a charge |
| BT-116, BT-117 by rate | the sums of `line.net` and `line.tax` |
| BT-106 to BT-112 | the sums of these; compared with what the invoice keeps |
| BT-114 | what the parts of the sales differ by (`rounding`) |

BR-CO-17 has BT-117 = BT-116 x rate, rounded. Where prices include tax, or tax is rounded line by
line (the Chinese way), the paper's tax may differ by cents; the standard's own validation takes a
difference below one unit of the currency, and so do we: the paper is what was agreed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from typing import Final

from smallcrm.domain.documents import needs_reason
from smallcrm.domain.einvoices import EInvoiceGap
from smallcrm.domain.enums import VatCategory
from smallcrm.domain.money import Money, exponent, round_half_up
from smallcrm.queries.trade_shapes import InvoiceDetail, TradeLine
from smallcrm.reports.einvoice.units import code_of

# EN 16931 has no amount with more (BR-DEC-09 to BR-DEC-28); prices have as many as they need.
_DECIMALS: Final = 2
_MOST_DECIMALS: Final = 30
_EXACT: Final = Context(prec=100)
_HUNDRED: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class Line:
    """A line (BG-25) with amounts in major units; `gross_price` is before its discount (BT-148)."""

    source: TradeLine
    unit: str
    net_price: Decimal
    gross_price: Decimal | None
    net: Decimal


@dataclass(frozen=True, slots=True)
class Tax:
    """A category and rate (BG-23); `adjusted` is what the document discount takes off its nets."""

    category: VatCategory
    percent: Decimal
    base: Decimal
    tax: Decimal
    adjusted: Decimal
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The figures of an e-invoice; `problems` names which of them keep it from being one."""

    lines: tuple[Line, ...]
    taxes: tuple[Tax, ...]
    lines_total: Decimal
    allowances: Decimal
    charges: Decimal
    net: Decimal
    tax: Decimal
    total: Decimal
    rounding: Decimal
    payable: Decimal
    problems: tuple[EInvoiceGap, ...]


def plan_of(detail: InvoiceDetail) -> Plan:
    """Work out the figures of an invoice or a credit note."""
    with localcontext(_EXACT):
        return _plan(detail)


def _plan(detail: InvoiceDetail) -> Plan:
    totals = detail.totals
    lines = tuple(_line(line, includes=totals.prices_include_tax) for line in detail.lines)
    taxes = _taxes(detail.lines)
    adjusted = [tax.adjusted for tax in taxes]
    found = Plan(
        lines=lines,
        taxes=taxes,
        lines_total=sum((line.net for line in lines), Decimal(0)),
        allowances=sum((amount for amount in adjusted if amount > 0), Decimal(0)),
        charges=-sum((amount for amount in adjusted if amount < 0), Decimal(0)),
        net=totals.net.major,
        tax=totals.tax.major,
        total=totals.total.major,
        rounding=detail.rounding.major,
        payable=(totals.total + detail.rounding).major,
        problems=(),
    )
    return _checked(found)


def _checked(plan: Plan) -> Plan:
    problems: list[EInvoiceGap] = []
    if not plan.lines:
        problems.append(EInvoiceGap.LINES)
    amounts = [
        *(line.net for line in plan.lines),
        *(amount for tax in plan.taxes for amount in (tax.base, tax.tax, tax.adjusted)),
        *(plan.net, plan.tax, plan.total, plan.rounding),
    ]
    if any(amount != _to_cents(amount) for amount in amounts):
        problems.append(EInvoiceGap.DECIMALS)
    elif not _adds_up(plan):
        problems.append(EInvoiceGap.SUMS)
    return replace(plan, problems=tuple(problems))


def _adds_up(plan: Plan) -> bool:
    """Tell whether the figures keep BR-27, BR-CO-10 to BR-CO-17 and BR-S-08 with its sisters."""
    nets: dict[tuple[VatCategory, Decimal], Decimal] = {}
    for line in plan.lines:
        rate = _rate(line.source)
        nets[rate] = nets.get(rate, Decimal(0)) + line.net
    return (
        all(line.net_price >= 0 for line in plan.lines)
        and plan.lines_total - plan.allowances + plan.charges == plan.net
        and sum((tax.tax for tax in plan.taxes), Decimal(0)) == plan.tax
        and plan.net + plan.tax == plan.total
        and plan.total + plan.rounding == plan.payable
        and all(
            nets[tax.category, tax.percent] - tax.adjusted == tax.base
            and abs(tax.tax - _to_cents(tax.base * tax.percent / _HUNDRED)) < 1
            for tax in plan.taxes
        )
    )


def _rate(line: TradeLine) -> tuple[VatCategory, Decimal]:
    """Return a line's category and rate; a standard rate of zero is none (BR-S-05)."""
    if line.tax_category is VatCategory.STANDARD and not line.tax_percent:
        return VatCategory.ZERO, line.tax_percent
    return line.tax_category, line.tax_percent


def category_of(line: Line) -> VatCategory:
    """Return a line's category as the e-invoice names it (BT-151)."""
    return _rate(line.source)[0]


def _line(line: TradeLine, *, includes: bool) -> Line:
    amount = _before(line)
    price = line.unit_price * (1 - line.discount_percent / _HUNDRED)
    gross = line.unit_price if line.discount_percent else None
    if includes:
        price, gross = price * _HUNDRED / (_HUNDRED + line.tax_percent), None
    if includes or round_half_up(_minor(line.quantity * price, amount)) != amount.minor:
        price, gross = _price(amount, line.quantity, price), None
    return Line(line, code_of(line.unit), price, gross, amount.major)


def _before(line: TradeLine) -> Money:
    return line.net + line.discount if line.discount is not None else line.net


def _minor(value: Decimal, like: Money) -> Decimal:
    return value.scaleb(exponent(like.currency))


def _price(amount: Money, quantity: Decimal, like: Decimal) -> Decimal:
    """Find the shortest price that comes to an amount; of nothing, one like `like`."""
    wanted = amount.major / quantity if quantity else like
    decimals = exponent(amount.currency)
    for places in range(decimals, _MOST_DECIMALS):
        price = wanted.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
        if round_half_up(_minor(quantity * price, amount)) == amount.minor:
            return price
    return wanted


def _taxes(lines: Sequence[TradeLine]) -> tuple[Tax, ...]:
    rates: dict[tuple[VatCategory, Decimal], list[TradeLine]] = {}
    for line in lines:
        rates.setdefault(_rate(line), []).append(line)
    return tuple(
        Tax(
            category,
            percent,
            base=sum((line.net.major for line in members), Decimal(0)),
            tax=sum((line.tax.major for line in members if line.tax is not None), Decimal(0)),
            adjusted=sum(
                (line.discount.major for line in members if line.discount is not None), Decimal(0)
            ),
            reasons=_reasons(category, members),
        )
        for (category, percent), members in sorted(rates.items())
    )


def _reasons(category: VatCategory, lines: Sequence[TradeLine]) -> tuple[str, ...]:
    """List why lines are not taxed, each reason once (BT-120)."""
    if not needs_reason(category):
        return ()
    said = ((line.tax_reason or "").strip() for line in lines)
    return tuple(dict.fromkeys(reason for reason in said if reason))


def _to_cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(-_DECIMALS), rounding=ROUND_HALF_UP)
