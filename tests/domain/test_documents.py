"""Totals of documents: the rounding of EN 16931, and that nothing is ever lost between lines."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.domain.documents import Discount, Line, category_of, needs_reason, totals
from smallcrm.domain.enums import VatCategory
from smallcrm.domain.errors import Refusal
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


def test_thirty_lines_at_three_rates():
    """10 lines a rate: 3 x 33.33 at 19 %, 7 x 1.99 at 7 %, 1 x 0.05 at 0 %."""
    lines = [line("3", "33.33", "19"), line("7", "1.99", "7"), line("1", "0.05", "0")] * 10
    found = totals(lines, "EUR")
    assert [(t.percent, t.net_minor, t.tax_minor) for t in found.taxes] == [
        (D(7), 13930, 975),  # 975.1
        (D(19), 99990, 18998),  # 18998.1
        (D(0), 50, 0),
    ]
    assert (found.net_minor, found.tax_minor, found.total_minor) == (113970, 19973, 133943)
    # Tax per line would have been 10 * (1900 + 98): another figure.
    assert found.tax_minor != 10 * (1900 + 98)


def test_thirty_lines_with_prices_that_include_tax():
    lines = [line("1", "9.99", "19"), line("1", "9.99", "7"), line("1", "9.99", "0")] * 10
    found = totals(lines, "EUR", prices_include_tax=True)
    assert found.total_minor == 30 * 999
    assert [(t.percent, t.net_minor, t.tax_minor) for t in found.taxes] == [
        (D(7), 9336, 654),  # 9990 * 7 / 107 = 653.55
        (D(19), 8395, 1595),  # 9990 * 19 / 119 = 1595.04
        (D(0), 9990, 0),
    ]
    assert sum(found.line_nets[0::3]) == 8395
    assert sorted(set(found.line_nets[0::3])) == [839, 840]


@pytest.mark.parametrize(
    ("given_line", "currency", "net"),
    [
        (line("1", "0.005"), "EUR", 1),
        (line("-1", "0.005"), "EUR", -1),
        (line("1", "0.004999"), "EUR", 0),
        (line("3", "0.335"), "EUR", 101),  # 1.005
        (line("1", "100", discount="12.345"), "EUR", 8766),  # 87.655
        (line("1", "0.5"), "JPY", 1),
        (line("2.5", "101"), "JPY", 253),  # 252.5
        (line("1", "0.0005"), "KWD", 1),
        (line("1000000", "0.000001"), "EUR", 100),
        (line("1", "1", discount="100"), "EUR", 0),
    ],
)
def test_a_line_is_rounded_once_half_away_from_zero(given_line, currency, net):
    assert totals([given_line], currency).line_nets == (net,)


def test_tax_is_rounded_per_rate_half_away_from_zero():
    assert totals([line("1", "0.50", "1")], "EUR").tax_minor == 1  # 0.5
    assert totals([line("-1", "0.50", "1"), line("1", "1", "0")], "EUR").tax_minor == -1
    assert totals([line("1", "50", "1")], "JPY").tax_minor == 1


def test_no_lines_come_to_nothing():
    found = totals([], "EUR")
    assert (found.line_nets, found.taxes, found.total_minor) == ((), (), 0)


def test_lines_that_cancel_out_keep_their_own_nets():
    lines = [line("1", "119", "19"), line("-1", "119", "19")]
    found = totals(lines, "EUR", prices_include_tax=True)
    assert found.line_nets == (10000, -10000)
    assert found.total_minor == 0


def test_a_group_that_comes_to_less_than_nothing_is_shared_out_by_largest_remainder():
    lines = [line("-1", "0.10", "19"), line("-1", "0.10", "19"), line("-1", "0.12", "19")]
    found = totals(lines, "EUR", prices_include_tax=True)
    # Exactly -8.40, -8.40, -10.08; together -27 (-26.89).
    assert found.line_nets == (-8, -9, -10)


@given(DOCUMENTS)
def test_net_and_tax_are_the_total_and_lines_are_the_net(document):
    lines, currency, includes = document
    found = totals(lines, currency, prices_include_tax=includes)
    assert found.net_minor + found.tax_minor == found.total_minor
    assert sum(found.line_nets) == found.net_minor
    assert sum(tax.net_minor for tax in found.taxes) == found.net_minor
    assert sum(tax.tax_minor for tax in found.taxes) == found.tax_minor
    assert len(found.line_nets) == len(lines)


@given(DOCUMENTS)
def test_against_fractions(document):
    """The same rules once more, in fractions."""
    lines, currency, includes = document
    found = totals(lines, currency, prices_include_tax=includes)
    amounts = [
        half_up(
            Fraction(one.quantity)
            * Fraction(one.unit_price)
            * (1 - Fraction(one.discount_percent) / 100)
            * 10 ** exponent(currency)
        )
        for one in lines
    ]
    taxes = {}
    for one, amount in zip(lines, amounts, strict=True):
        taxes[one.tax_percent] = taxes.get(one.tax_percent, 0) + amount
    for tax in found.taxes:
        rate, whole = Fraction(tax.percent), taxes[tax.percent]
        expected = half_up(whole * rate / ((100 + rate) if includes else 100))
        assert tax.tax_minor == expected
        assert tax.net_minor == whole - (expected if includes else 0)
    if includes:
        assert found.total_minor == sum(amounts)
        for net, amount, one in zip(found.line_nets, amounts, lines, strict=True):
            exact = Fraction(amount) * 100 / (100 + Fraction(one.tax_percent))
            assert abs(net - exact) < 1
    else:
        assert found.line_nets == tuple(amounts)


@given(st.decimals(0, 10**6, places=20), st.decimals(0, 1000, places=6))
def test_long_quantities_are_not_rounded_twice(quantity, price):
    found = totals([Line(quantity=quantity, unit_price=price)], "EUR")
    assert found.line_nets == (half_up(Fraction(quantity) * Fraction(price) * 100),)


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"unit_price": D(-1)}, "negative_amount", "unit_price"),
        ({"unit_price": D("0.0000001")}, "too_many_price_decimals", "unit_price"),
        ({"unit_price": D("1e30")}, "amount_too_large", "lines"),
        ({"quantity": D("1e400000")}, "amount_too_large", "lines"),
        ({"quantity": D("1e-400000")}, "not_a_number", "quantity"),
        ({"quantity": D("NaN")}, "not_an_amount", "lines"),
        ({"unit_price": D("Infinity")}, "not_an_amount", "lines"),
        ({"discount_percent": D("100.01")}, "not_a_percentage", "discount_percent"),
        ({"discount_percent": D(-1)}, "not_a_percentage", "discount_percent"),
        ({"discount_percent": D("1e-99")}, "not_a_percentage", "discount_percent"),
        ({"tax_percent": D(101)}, "not_a_percentage", "tax_percent"),
        ({"quantity": D(10) ** 9, "unit_price": D(10) ** 9}, "amount_too_large", "lines"),
    ],
)
def test_what_no_line_can_be(values, code, field):
    with pytest.raises(Refusal) as caught:
        totals([Line(**{"quantity": D(1), "unit_price": D(0), **values})], "EUR")
    assert (caught.value.code, caught.value.field) == (code, field)


def test_a_sum_may_be_too_large_where_no_line_is():
    lines = [line("1", "80000000000000")] * 2
    assert totals(lines[:1], "EUR").total_minor == 8 * 10**15
    with pytest.raises(Refusal) as caught:
        totals(lines, "EUR")
    assert caught.value.code == "amount_too_large"


def test_six_decimals_may_be_followed_by_zeros():
    assert totals([line("1", "1.23456700000000")], "EUR").line_nets == (123,)


def test_the_same_rate_in_two_categories_is_taxed_apart():
    zero = Line(quantity=D(1), unit_price=D(1), category=VatCategory.ZERO)
    exempt = Line(quantity=D(1), unit_price=D(2), category=VatCategory.EXEMPT)
    found = totals([exempt, zero], "EUR")
    assert [(t.category, t.net_minor) for t in found.taxes] == [
        (VatCategory.EXEMPT, 200),
        (VatCategory.ZERO, 100),
    ]


def test_rounding_agrees_with_decimals_own():
    for thousandths in range(-25, 26):
        value = D(thousandths) / 10
        expected = int(value.quantize(D(1), rounding=ROUND_HALF_UP))
        assert half_up(Fraction(value)) == expected


THIRTY = [
    line("3", "33.33", "19", "5"),  # 94.9905
    line("7", "1.99", "7", "12.5"),  # 12.18875
    line("11", "0.05", "0", "50"),  # 0.275
] * 10


@pytest.mark.parametrize(
    ("discount", "expected", "discount_minor"),
    [
        # 949.90 + 121.90 + 2.80 = 1074.60 and, of it, 3 %: 28.50 + 3.66 + 0.08.
        (Discount(percent=D(3)), [(7, 11824, 828), (19, 92140, 17507), (0, 272, 0)], 3224),
        # 100.00 of 1074.60: 11.3437 + 88.3957 + 0.2606, the odd cent to 88.3957.
        (Discount(amount=D(100)), [(7, 11056, 774), (19, 86150, 16369), (0, 254, 0)], 10000),
    ],
)
def test_thirty_lines_with_discounts_on_lines_and_on_the_whole(discount, expected, discount_minor):
    found = totals(THIRTY, "EUR", discount=discount)
    assert found.line_nets[:3] == (9499, 1219, 28)
    assert [(t.percent, t.net_minor, t.tax_minor) for t in found.taxes] == expected
    assert found.discount_minor == found.discount_given_minor == discount_minor
    assert found.net_minor == 107460 - discount_minor


@pytest.mark.parametrize(
    ("discount", "expected", "given"),
    [
        # Gross 28.50 + 3.66 + 0.08 off: 921.40, 118.24 and 2.72 are left.
        (Discount(percent=D(3)), [(7, 11050, 774), (19, 77429, 14711), (0, 272, 0)], 3224),
        (Discount(amount=D(100)), [(7, 10333, 723), (19, 72395, 13755), (0, 254, 0)], 10000),
    ],
)
def test_thirty_lines_with_discounts_and_tax_in_the_prices(discount, expected, given):
    found = totals(THIRTY, "EUR", discount=discount, prices_include_tax=True)
    assert [(t.percent, t.net_minor, t.tax_minor) for t in found.taxes] == expected
    assert found.discount_given_minor == given
    assert found.total_minor == 107460 - given
    # Before the discount: 121.90 / 1.07, 949.90 / 1.19 and 2.80.
    assert sum(found.line_nets) == 11393 + 79824 + 280
    assert found.discount_minor == sum(found.line_nets) - found.net_minor


def test_tax_of_each_line_is_rounded_where_the_invoice_wants_it_so():
    lines = [line("1", "0.49", "13")] * 10  # 0.0637 each
    assert totals(lines, "CNY").tax_minor == 64
    found = totals(lines, "CNY", tax_per_line=True)
    assert (found.tax_minor, found.line_taxes) == (60, (6,) * 10)
    gross = totals(
        [line("1", "0.55", "13")] * 10, "CNY", tax_per_line=True, prices_include_tax=True
    )
    assert (gross.tax_minor, gross.line_nets, gross.total_minor) == (60, (49,) * 10, 550)


def test_a_discount_is_shared_to_lines_before_each_is_taxed():
    lines = [line("1", "100", "13"), line("1", "50", "13"), line("1", "50", "13")]
    found = totals(lines, "CNY", tax_per_line=True, discount=Discount(amount=D("0.10")))
    assert found.line_nets == (10000, 5000, 5000)
    assert found.line_discounts == (5, 3, 2)  # 2.5 and 2.5: the first gets the odd fen
    assert found.line_taxes == (1299, 650, 650)  # 12.9935, 6.4961, 6.4974
    assert [(t.net_minor, t.tax_minor, t.discount_minor) for t in found.taxes] == [
        (19990, 2599, 10)
    ]


@given(discounted())
def test_nothing_is_lost_between_lines_rates_and_the_whole(document):
    lines, currency, discount, mode = document
    found = totals(lines, currency, discount=discount, **mode)
    assert found.net_minor + found.tax_minor == found.total_minor
    assert found.net_minor == sum(tax.net_minor for tax in found.taxes)
    assert found.tax_minor == sum(tax.tax_minor for tax in found.taxes) == sum(found.line_taxes)
    assert found.discount_minor == sum(tax.discount_minor for tax in found.taxes)
    assert found.discount_minor == sum(found.line_nets) - found.net_minor
    assert found.discount_minor == sum(found.line_discounts)
    if discount.amount is not None:
        assert found.discount_given_minor == Money.of(discount.amount, currency).minor
    left = sum(found.line_amounts) - found.discount_given_minor
    assert left == (found.total_minor if mode["prices_include_tax"] else found.net_minor)
    for tax in found.taxes:
        members = [
            at
            for at, one in enumerate(lines)
            if (one.category, one.tax_percent) == (tax.category, tax.percent)
        ]
        nets = sum(found.line_nets[at] - found.line_discounts[at] for at in members)
        assert nets == tax.net_minor
        assert sum(found.line_discounts[at] for at in members) == tax.discount_minor
        assert sum(found.line_taxes[at] for at in members) == tax.tax_minor
    if all(one.quantity >= 0 for one in lines):
        assert found.discount_minor >= 0
        assert all(tax.net_minor >= 0 and tax.tax_minor >= 0 for tax in found.taxes)


@given(discounted())
def test_discounts_and_tax_per_line_against_fractions(document):
    lines, currency, discount, mode = document
    found = totals(lines, currency, discount=discount, **mode)
    expected = reckoned(lines, currency, discount, **mode)
    if expected is not None:
        assert [(t.percent, t.net_minor, t.tax_minor) for t in found.taxes] == expected


@given(discounted())
def test_a_lines_tax_is_its_own_share(document):
    lines, currency, discount, mode = document
    found = totals(lines, currency, discount=discount, **mode)
    for at, one in enumerate(lines):
        net = found.line_nets[at] - found.line_discounts[at]
        exact = net * Fraction(one.tax_percent) / 100
        # Half of the rounding of tax, or a unit that largest remainder moved, and of the net's.
        assert abs(found.line_taxes[at] - exact) <= 2
    if mode["tax_per_line"] and not mode["prices_include_tax"]:
        assert list(found.line_taxes) == [
            half_up((net - off) * Fraction(one.tax_percent) / 100)
            for net, off, one in zip(found.line_nets, found.line_discounts, lines, strict=True)
        ]


@given(discounted(), st.randoms())
def test_the_order_of_the_lines_changes_no_total(document, random):
    lines, currency, discount, mode = document
    shuffled = list(lines)
    random.shuffle(shuffled)
    first = totals(lines, currency, discount=discount, **mode)
    second = totals(shuffled, currency, discount=discount, **mode)
    assert first.taxes == second.taxes
    assert first.discount_minor == second.discount_minor
    assert first.total_minor == second.total_minor


@given(discounted())
def test_no_discount_is_a_discount_of_nothing(document):
    lines, currency, _, mode = document
    plain = totals(lines, currency, **mode)
    assert totals(lines, currency, discount=Discount(percent=D(0)), **mode) == plain
    assert totals(lines, currency, discount=Discount(amount=D("0.00")), **mode) == plain
    assert (plain.discount_minor, set(plain.line_discounts)) == (0, {0})


@given(discounted())
def test_all_of_it_off_leaves_nothing(document):
    lines, currency, _, mode = document
    found = totals(lines, currency, discount=Discount(percent=D(100)), **mode)
    assert (found.net_minor, found.tax_minor, found.total_minor) == (0, 0, 0)
    assert set(found.line_taxes) == {0}
    assert found.line_discounts == found.line_nets


@given(discounted())
def test_a_discount_of_one_rate_is_of_its_net(document):
    """With one rate and prices without tax, a percentage is the same as the amount it comes to."""
    lines, currency, discount, mode = document
    one_rate = [
        Line(quantity=abs(one.quantity), unit_price=one.unit_price, tax_percent=D(19))
        for one in lines
    ]
    if discount.percent is None:
        return
    by_percent = totals(one_rate, currency, discount=discount, **mode)
    amount = D(by_percent.discount_given_minor).scaleb(-exponent(currency))
    assert totals(one_rate, currency, discount=Discount(amount=amount), **mode) == by_percent


@given(st.integers(-(10**9), 10**9), RATES, CURRENCIES)
def test_tax_added_and_taken_out_again_is_the_same(net, percent, currency):
    sign, price = (-1 if net < 0 else 1), D(abs(net)).scaleb(-exponent(currency))
    added = totals([Line(quantity=D(sign), unit_price=price, tax_percent=percent)], currency)
    gross = D(abs(added.total_minor)).scaleb(-exponent(currency))
    taken = totals(
        [Line(quantity=D(sign), unit_price=gross, tax_percent=percent)],
        currency,
        prices_include_tax=True,
    )
    assert (taken.net_minor, taken.tax_minor) == (added.net_minor, added.tax_minor)


@pytest.mark.parametrize(
    ("discount", "code", "field"),
    [
        (Discount(amount=D("10.01")), "discount_too_large", "discount"),
        (Discount(amount=D("-0.01")), "negative_amount", "discount"),
        (Discount(amount=D("0.001")), "too_many_decimals", "discount"),
        (Discount(amount=D("NaN")), "not_an_amount", "discount"),
        (Discount(amount=D("1e400")), "amount_too_large", "discount"),
        (Discount(percent=D("100.1")), "not_a_percentage", "discount_percent"),
        (Discount(percent=D(-1)), "not_a_percentage", "discount_percent"),
        (Discount(percent=D("NaN")), "not_a_percentage", "discount_percent"),
        (Discount(percent=D("Infinity")), "not_a_percentage", "discount_percent"),
        (Discount(percent=D("1e-99")), "not_a_percentage", "discount_percent"),
    ],
)
def test_discounts_that_cannot_be(discount, code, field):
    with pytest.raises(Refusal) as caught:
        totals([line("1", "10", "19")], "EUR", discount=discount)
    assert (caught.value.code, caught.value.field) == (code, field)


def test_a_discount_above_the_lines_names_both():
    with pytest.raises(Refusal) as caught:
        totals([line("1", "10", "19")], "EUR", discount=Discount(amount=D(11)))
    assert caught.value.parameters == {"discount": Money(1100, "EUR"), "lines": Money(1000, "EUR")}
    with pytest.raises(Refusal):
        totals([line("-1", "10", "19")], "EUR", discount=Discount(amount=D("0.01")))
    with pytest.raises(Refusal):
        totals([], "EUR", discount=Discount(amount=D("0.01")))


@pytest.mark.parametrize("values", [{}, {"percent": D(1), "amount": D(1)}])
def test_a_discount_is_said_in_one_way(values):
    with pytest.raises(ValueError, match="percentage or an amount"):
        Discount(**values)


@pytest.mark.parametrize("category", [one for one in VatCategory if one != VatCategory.STANDARD])
def test_only_the_standard_category_is_taxed(category):
    with pytest.raises(Refusal) as caught:
        totals([Line(quantity=D(1), unit_price=D(1), tax_percent=D(7), category=category)], "EUR")
    assert (caught.value.code, caught.value.field) == ("tax_in_untaxed_category", "tax_percent")
    untaxed = Line(quantity=D(1), unit_price=D(1), category=category)
    assert totals([untaxed], "EUR").tax_minor == 0
    assert needs_reason(category) == (category != VatCategory.ZERO)


def test_a_rate_alone_tells_the_category():
    assert category_of(D(19)) is VatCategory.STANDARD
    assert category_of(D("0.00")) is VatCategory.ZERO
    assert not needs_reason(VatCategory.STANDARD)


def test_a_rate_may_come_to_less_than_nothing_beside_another():
    lines = [line("1", "100", "19"), line("-1", "10", "7")]
    found = totals(lines, "EUR", discount=Discount(amount=D(9)))
    # 9.00 in the proportion of 100 to -10.
    assert [(t.percent, t.net_minor, t.tax_minor, t.discount_minor) for t in found.taxes] == [
        (D(7), -900, -63, -100),
        (D(19), 9000, 1710, 1000),
    ]
