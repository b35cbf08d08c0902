"""Totals of documents: the rounding of EN 16931, and that nothing is ever lost between lines."""

from __future__ import annotations

from decimal import ROUND_HALF_UP
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.document_lines import CURRENCIES, DOCUMENTS, RATES, D, half_up, line

from smallcrm.domain.documents import Line, category_of, needs_reason, totals
from smallcrm.domain.enums import VatCategory
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import exponent


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
