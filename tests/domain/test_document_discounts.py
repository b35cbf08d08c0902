"""Discounts on whole documents, and tax rounded per line."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.document_lines import D, discounted, half_up, line, reckoned

from smallcrm.domain.documents import Discount, Line, totals
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money, exponent

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
def test_a_percentage_off_one_rate_is_the_amount_it_comes_to(document):
    lines, currency, discount, mode = document
    one_rate = [
        Line(quantity=abs(one.quantity), unit_price=one.unit_price, tax_percent=D(19))
        for one in lines
    ]
    percent = discount.percent if discount.percent is not None else D("7.5")
    includes = mode["prices_include_tax"]
    first = totals(
        one_rate, currency, discount=Discount(percent=percent), prices_include_tax=includes
    )
    amount = D(first.discount_given_minor).scaleb(-exponent(currency))
    second = totals(
        one_rate, currency, discount=Discount(amount=amount), prices_include_tax=includes
    )
    assert second.taxes == first.taxes


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


def test_a_rate_may_come_to_less_than_nothing_beside_another():
    lines = [line("1", "100", "19"), line("-1", "10", "7")]
    found = totals(lines, "EUR", discount=Discount(amount=D(9)))
    # 9.00 in the proportion of 100 to -10.
    assert [(t.percent, t.net_minor, t.tax_minor, t.discount_minor) for t in found.taxes] == [
        (D(7), -900, -63, -100),
        (D(19), 9000, 1710, 1000),
    ]
