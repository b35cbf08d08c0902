"""Months, quarters and years of a range, against counting day by day."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smallcrm.domain.periods import LENGTHS, Period, Sums, fitting, periods

DAYS = st.dates(date(1, 1, 1), date.max)
NEAR = st.dates(date(2019, 1, 1), date(2026, 12, 31))


@given(NEAR, NEAR, st.sampled_from((1, 3, 12)))
def test_periods_cover_a_range_day_by_day_in_calendar_steps(one, other, months):
    first, last = min(one, other), max(one, other)
    found = periods(first, last, months)
    assert (found[0].first, found[-1].last) == (first, last)
    for before, after in pairwise(found):
        assert before.last + timedelta(1) == after.first
        assert after.first.day == 1
        assert (after.first.month - 1) % months == 0
    assert all(one.is_whole for one in found[1:-1])


@given(DAYS, DAYS, st.sampled_from(LENGTHS))
@example(date(1, 1, 1), date.max, 1)
@example(date(1, 1, 1), date.max, 12)
def test_any_range_is_divided_into_few_periods(one, other, months):
    first, last = min(one, other), max(one, other)
    fits = fitting(first, last, months, 60)
    found = periods(first, last, fits)
    assert fits >= months
    assert len(found) <= 60
    assert (found[0].first, found[-1].last) == (first, last)
    for period in found:
        assert period.start <= period.first <= period.last <= period.end
        earlier = period.earlier(fits)
        assert earlier is None or earlier.last < period.first


def test_a_longer_length_is_taken_only_where_it_must():
    assert fitting(date(2021, 1, 1), date(2025, 12, 31), 1, 60) == 1
    assert fitting(date(2021, 1, 1), date(2026, 1, 1), 1, 60) == 3
    assert fitting(date(1950, 1, 1), date(2026, 1, 1), 1, 60) == 60


@pytest.mark.parametrize(
    ("period", "months", "first", "last"),
    [
        # Whole ones are compared with whole ones, however long these are.
        (Period(date(2025, 2, 1), date(2025, 2, 28), 1), 12, date(2024, 2, 1), date(2024, 2, 29)),
        (Period(date(2024, 3, 1), date(2024, 3, 31), 1), 1, date(2024, 2, 1), date(2024, 2, 29)),
        (Period(date(2026, 1, 1), date(2026, 3, 31), 3), 3, date(2025, 10, 1), date(2025, 12, 31)),
        # What is not over yet, with the same days.
        (Period(date(2026, 5, 1), date(2026, 5, 12), 1), 1, date(2026, 4, 1), date(2026, 4, 12)),
        (Period(date(2026, 3, 1), date(2026, 3, 30), 1), 1, date(2026, 2, 1), date(2026, 2, 28)),
        (Period(date(2024, 2, 29), date(2024, 2, 29), 1), 12, date(2023, 2, 28), date(2023, 2, 28)),
    ],
)
def test_a_period_is_compared_with_the_same_days_earlier(period, months, first, last):
    earlier = period.earlier(months)
    assert earlier is not None
    assert (earlier.first, earlier.last) == (first, last)


def test_there_is_nothing_before_the_first_year():
    assert Period(date(1, 1, 1), date(1, 1, 31), 1).earlier(1) is None


@given(
    st.dictionaries(NEAR, st.tuples(st.integers(0, 9), st.integers(-99, 99)), max_size=20),
    NEAR,
    NEAR,
)
def test_sums_between_days_are_those_of_the_days(figures, one, other):
    days = sorted(figures)
    sums = Sums(days, [figures[day] for day in days])
    inside = [figures[day] for day in days if one <= day <= other]
    if days and one <= other:
        expected = tuple(sum(column) for column in zip(*inside, strict=True)) or (0, 0)
        assert sums.between(one, other) == expected
