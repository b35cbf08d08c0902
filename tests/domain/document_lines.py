"""Documents to reckon, and their rules once more in fractions."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

from smallcrm.domain.documents import Discount, Line, totals
from smallcrm.domain.enums import VatCategory
from smallcrm.domain.money import Money, exponent

D = Decimal
RATES = st.sampled_from([D(0), D("5.5"), D(7), D(19), D(20), D(100)])
LINES = st.builds(
    Line,
    quantity=st.decimals(-50, 50, places=3, allow_nan=False),
    unit_price=st.decimals(0, 2000, places=6, allow_nan=False),
    discount_percent=st.sampled_from([D(0), D("2.5"), D(10), D("33.333"), D(100)]),
    tax_percent=RATES,
)
CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD"])
DOCUMENTS = st.tuples(st.lists(LINES, max_size=12), CURRENCIES, st.booleans())
MODES = st.fixed_dictionaries({"prices_include_tax": st.booleans(), "tax_per_line": st.booleans()})
PERCENTS = st.sampled_from([D(0), D("0.01"), D("2.5"), D(10), D("33.333"), D(99), D(100)])


@st.composite
def discounted(draw):
    """Draw lines, a currency, a discount that they can bear, and how tax is reckoned."""
    lines, currency = draw(st.lists(LINES, min_size=1, max_size=10)), draw(CURRENCIES)
    if draw(st.booleans()):
        return lines, currency, Discount(percent=draw(PERCENTS)), draw(MODES)
    whole = max(sum(totals(lines, currency).line_amounts), 0)
    minor = draw(st.one_of(st.just(whole), st.integers(0, whole)))
    amount = D(minor).scaleb(-exponent(currency))
    return lines, currency, Discount(amount=amount), draw(MODES)


def line(quantity="1", price="0", tax="0", discount="0"):
    return Line(
        quantity=D(quantity),
        unit_price=D(price),
        tax_percent=D(tax),
        discount_percent=D(discount),
        category=VatCategory.STANDARD if D(tax) else VatCategory.ZERO,
    )


def half_up(value: Fraction) -> int:
    sign = -1 if value < 0 else 1
    return sign * int(abs(value) + Fraction(1, 2))


def by_largest_remainder(whole, exact):
    """Share out, one unit after another to whoever is furthest below what is theirs."""
    shares = [part.__floor__() for part in exact]
    while sum(shares) < whole:
        furthest = max(range(len(exact)), key=lambda at: (exact[at] - shares[at], exact[at], -at))
        shares[furthest] += 1
    return shares


def reckoned(lines, currency, discount, *, prices_include_tax, tax_per_line):
    """The rules once more, in fractions: (rate, net, tax) of each rate."""
    groups = {}
    for one in lines:
        exact = Fraction(one.quantity) * Fraction(one.unit_price) * 10 ** exponent(currency)
        amount = half_up(exact * (1 - Fraction(one.discount_percent) / 100))
        groups.setdefault((one.category, one.tax_percent), []).append(amount)
    groups = sorted(groups.items())
    sums = [sum(amounts) for _, amounts in groups]
    if discount.percent is not None:
        off = Fraction(discount.percent) / 100
        taken = [half_up(whole * off) for whole in sums]
    else:
        minor = Money.of(discount.amount, currency).minor
        off = Fraction(minor, sum(sums) or 1)
        taken = by_largest_remainder(minor, [whole * off for whole in sums])
        if sorted({whole * off % 1 for whole in sums}) != sorted(whole * off % 1 for whole in sums):
            return None  # of equal remainders either may get what is left over
    found = []
    for place, ((_, percent), amounts) in enumerate(groups):
        rate = Fraction(percent)
        base = 100 + rate if prices_include_tax else Fraction(100)
        shares = by_largest_remainder(taken[place], [amount * off for amount in amounts])
        left = [amount - share for amount, share in zip(amounts, shares, strict=True)]
        taxes = left if tax_per_line else [sum(left)]
        tax = sum(half_up(one * rate / base) for one in taxes)
        found.append((percent, sum(left) - (tax if prices_include_tax else 0), tax))
    return found
