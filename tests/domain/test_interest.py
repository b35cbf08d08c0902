"""Interest for late payment: simple, by the actual days over 365."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.domain.errors import Refusal
from smallcrm.domain.interest import interest_minor
from smallcrm.domain.money import MAX_MINOR

D = Decimal
PERCENTS = st.decimals(0, 100, places=3)


@pytest.mark.parametrize(
    ("open_minor", "percent", "days", "interest"),
    [
        (100000, "8", 365, 8000),
        (100000, "8", 30, 658),  # 657.53
        (119000, "11.27", 45, 1653),  # 1653.45
        (36500, "1", 1, 1),
        (18250, "1", 1, 1),  # 0.5
        (18249, "1", 1, 0),
        (100000, "8", 366, 8022),  # 8021.9: a leap year has one day more
        (100000, "8", 730, 16000),  # no interest on interest
        (100000, "0", 365, 0),
        (0, "8", 365, 0),
        (-5000, "8", 365, 0),
        (100000, "8", 0, 0),
        (100000, "8", -3, 0),
        (100000, "1e-400000", 3650, 0),
        (MAX_MINOR, "100", 365, MAX_MINOR),
    ],
)
def test_interest(open_minor, percent, days, interest):
    assert interest_minor(open_minor, D(percent), days) == interest


@pytest.mark.parametrize("percent", ["-0.01", "100.01", "NaN", "sNaN", "Infinity", "1e9"])
def test_rates_that_cannot_be(percent):
    with pytest.raises(Refusal) as caught:
        interest_minor(100, D(percent), 1)
    assert (caught.value.code, caught.value.field) == ("not_a_percentage", "percent")


def test_interest_beyond_what_can_be_kept():
    with pytest.raises(Refusal) as caught:
        interest_minor(MAX_MINOR, D(100), 366)
    assert caught.value.code == "amount_too_large"


@given(st.integers(1, 10**10), PERCENTS, st.integers(1, 4000))
def test_against_fractions(open_minor, percent, days):
    exact = Fraction(open_minor) * Fraction(percent) / 100 * days / 365
    found = interest_minor(open_minor, percent, days)
    assert Fraction(-1, 2) < found - exact <= Fraction(1, 2)


@given(st.integers(1, 10**10), PERCENTS, st.integers(1, 4000), st.integers(1, 4000))
def test_more_days_never_cost_less(open_minor, percent, days, more):
    first, second = (interest_minor(open_minor, percent, count) for count in (days, days + more))
    assert first <= second
