"""Paying in parts: nothing is lost between them, the oldest is paid first, plans as typed."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.domain.errors import Refusal
from smallcrm.domain.instalments import (
    EXAMPLE,
    MOST_PARTS,
    Instalment,
    Part,
    PlanProblem,
    by_count,
    next_due,
    open_instalments,
    overdue_minor,
    parse_plan,
    schedule,
    shares,
)
from smallcrm.domain.money import Money

D = Decimal
START = date(2026, 11, 22)
TOTALS = st.integers(10**6, 10**12)


@st.composite
def whole_percents(draw):
    """Draw percentages of two decimals above zero that add up to 100."""
    cuts = draw(st.sets(st.integers(1, 9999), max_size=9))
    edges = [0, *sorted(cuts), 10000]
    return [D(second - first) / 100 for first, second in pairwise(edges)]


LAID_OUT = st.lists(
    st.builds(
        Instalment,
        st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2026, 1, 9))),
        st.integers(1, 1000),
    ),
    max_size=8,
)


def test_a_total_by_percentages():
    assert shares(100, [D("33.33"), D("33.33"), D("33.34")]) == (33, 33, 34)
    assert shares(101, [D(50), D(50)]) == (51, 50)
    assert shares(-101, [D(50), D(50)]) == (-50, -51)
    assert shares(10, [D(0), D(100)]) == (0, 10)


@pytest.mark.parametrize(
    ("percents", "total"), [(["50", "49.99"], "99.99"), (["60", "60"], "120"), ([], "0")]
)
def test_percentages_that_are_not_the_whole(percents, total):
    with pytest.raises(Refusal) as caught:
        shares(100, [D(percent) for percent in percents])
    assert (caught.value.code, caught.value.field) == ("shares_not_whole", "instalments")
    assert caught.value.parameters == {"sum": D(total)}


@pytest.mark.parametrize("percent", ["-1", "101", "NaN", "Infinity", "1e-30"])
def test_what_is_no_percentage(percent):
    with pytest.raises(Refusal) as caught:
        shares(100, [D(percent), D(50)])
    assert caught.value.code == "not_a_percentage"
    with pytest.raises(Refusal) as caught:
        schedule(Money(100, "EUR"), START, [Part(days=0, percent=D(percent)), Part(days=1)])
    assert caught.value.code == "not_a_percentage"


@given(st.integers(-(10**12), 10**12), whole_percents())
def test_no_minor_unit_is_lost_by_percentages(total, percents):
    found = shares(total, percents)
    assert sum(found) == total
    for share, percent in zip(found, percents, strict=True):
        assert abs(share - total * percent / 100) < 1


@given(st.integers(-(10**12), 10**12), st.integers(1, MOST_PARTS))
def test_equal_parts_differ_by_one_unit_at_most(total, count):
    found = by_count(total, count)
    assert (sum(found), len(found)) == (total, count)
    assert max(found) - min(found) <= 1
    assert list(found) == sorted(found, reverse=True)


@pytest.mark.parametrize("count", [0, -1, MOST_PARTS + 1])
def test_so_many_parts_cannot_be(count):
    with pytest.raises(Refusal) as caught:
        by_count(100, count)
    assert caught.value.code == "not_in_range"


def test_a_schedule_of_percentages_amounts_and_the_rest():
    parts = [
        Part(days=60),
        Part(days=0, percent=D("33.33")),
        Part(days=30, amount_minor=2000),
        Part(days=90),
    ]
    assert schedule(Money(10001, "EUR"), START, parts) == (
        Instalment(date(2026, 11, 22), 3333),
        Instalment(date(2026, 12, 22), 2000),
        Instalment(date(2027, 1, 21), 2334),
        Instalment(date(2027, 2, 20), 2334),
    )


def test_amounts_alone_are_the_total():
    parts = [Part(days=0, amount_minor=60), Part(days=1, amount_minor=40)]
    assert [one.amount_minor for one in schedule(Money(100, "EUR"), START, parts)] == [60, 40]
    # Half of 101 beside the other half as an amount: rounded, it is the total.
    halves = [Part(days=0, percent=D(50)), Part(days=1, amount_minor=50)]
    assert [one.amount_minor for one in schedule(Money(101, "EUR"), START, halves)] == [51, 50]


@pytest.mark.parametrize(
    ("parts", "total"),
    [
        ([Part(days=0, amount_minor=60), Part(days=1, amount_minor=39)], 99),
        ([Part(days=0, amount_minor=60), Part(days=1, amount_minor=41)], 101),
        ([Part(days=0, percent=D(50)), Part(days=1, amount_minor=51)], 101),
        ([Part(days=0, percent=D(50)), Part(days=1, amount_minor=49)], 99),
        ([Part(days=0, percent=D(60)), Part(days=1, percent=D(60)), Part(days=2)], 120),
    ],
)
def test_parts_that_are_not_the_total(parts, total):
    with pytest.raises(Refusal) as caught:
        schedule(Money(100, "EUR"), START, parts)
    assert caught.value.code == "instalments_not_total"
    assert caught.value.parameters == {"sum": Money(total, "EUR"), "total": Money(100, "EUR")}


@pytest.mark.parametrize(
    ("total", "parts", "code"),
    [
        (0, [Part(days=0)], "not_positive"),
        (-1, [Part(days=0)], "not_positive"),
        (100, [], "no_instalments"),
        (1000, [Part(days=0)] * (MOST_PARTS + 1), "too_many_instalments"),
        (100, [Part(days=-1)], "not_in_range"),
        (100, [Part(days=3651)], "not_in_range"),
        (100, [Part(days=0, percent=D(99)), Part(days=1, percent=D(2))], "shares_not_whole"),
        (100, [Part(days=0, percent=D(0)), Part(days=1, percent=D(100))], "instalment_of_nothing"),
        (2, [Part(days=0)] * 3, "instalment_of_nothing"),
        (100, [Part(days=0, amount_minor=0), Part(days=1)], "instalment_of_nothing"),
        (100, [Part(days=0, amount_minor=-5), Part(days=1)], "instalment_of_nothing"),
        (100, [Part(days=0, amount_minor=100), Part(days=1)], "instalment_of_nothing"),
    ],
)
def test_schedules_that_cannot_be(total, parts, code):
    with pytest.raises(Refusal) as caught:
        schedule(Money(total, "EUR"), START, parts)
    assert caught.value.code == code


def test_no_day_is_beyond_the_calendar():
    late = date(9999, 12, 1)
    assert schedule(Money(1, "EUR"), late, [Part(days=30)])[0].due_on == date.max
    with pytest.raises(Refusal) as caught:
        schedule(Money(1, "EUR"), late, [Part(days=31)])
    assert caught.value.parameters == {"low": 0, "high": 30}


def test_a_part_is_said_in_one_way():
    with pytest.raises(ValueError, match="not both"):
        Part(days=0, percent=D(1), amount_minor=1)


@given(TOTALS, whole_percents(), st.data())
def test_a_schedule_is_always_the_total_and_in_order(total, percents, data):
    parts = [Part(days=data.draw(st.integers(0, 3650)), percent=percent) for percent in percents]
    if len(parts) > 1 and data.draw(st.booleans()):
        parts[-1] = Part(days=parts[-1].days)
        parts.append(Part(days=0, amount_minor=1))
    if parts[-1].amount_minor is not None and percents[-1] < D("0.5"):
        return  # the rest may be too small to leave anything
    found = schedule(Money(total, "EUR"), START, parts)
    assert sum(one.amount_minor for one in found) == total
    days = [one.due_on for one in found]
    assert days == sorted(days)
    assert sorted(days) == sorted(START + timedelta(days=part.days) for part in parts)


def test_the_oldest_is_paid_first_and_what_has_no_date_last():
    laid_out = [
        Instalment(None, 30),
        Instalment(date(2026, 3, 1), 20),
        Instalment(date(2026, 1, 1), 10),
    ]
    assert open_instalments(laid_out, 0) == (30, 20, 10)
    assert open_instalments(laid_out, 15) == (30, 15, 0)
    assert open_instalments(laid_out, 31) == (29, 0, 0)
    assert open_instalments(laid_out, 99) == (0, 0, 0)
    assert next_due(laid_out, 0) == Instalment(date(2026, 1, 1), 10)
    assert next_due(laid_out, 15) == Instalment(date(2026, 3, 1), 15)
    assert next_due(laid_out, 31) == Instalment(None, 29)
    assert next_due(laid_out, 60) is None
    assert overdue_minor(laid_out, 0, date(2026, 1, 1)) == 0
    assert overdue_minor(laid_out, 0, date(2026, 1, 2)) == 10
    assert overdue_minor(laid_out, 4, date(2026, 3, 2)) == 26
    assert overdue_minor(laid_out, 40, date.max) == 0


def test_the_last_day_there_is_comes_before_no_day_at_all():
    laid_out = [Instalment(None, 5), Instalment(date.max, 5)]
    assert open_instalments(laid_out, 5) == (5, 0)


def test_less_than_nothing_cannot_be_paid():
    with pytest.raises(ValueError, match="less than nothing"):
        open_instalments([], -1)


@given(LAID_OUT, st.integers(0, 5000), st.dates(date(2026, 1, 1), date(2026, 1, 11)))
def test_what_is_open_is_the_total_less_what_is_paid(laid_out, paid, today):
    left = open_instalments(laid_out, paid)
    total = sum(one.amount_minor for one in laid_out)
    assert sum(left) == max(total - paid, 0)
    assert all(0 <= rest <= one.amount_minor for rest, one in zip(left, laid_out, strict=True))
    overdue = sum(
        rest
        for rest, one in zip(left, laid_out, strict=True)
        if one.due_on is not None and one.due_on < today
    )
    assert overdue_minor(laid_out, paid, today) == overdue
    upcoming = next_due(laid_out, paid)
    assert (upcoming is None) == (sum(left) == 0)
    # Nothing that is due earlier is open while something later is paid in part.
    due = sorted(zip((one.due_on or date.max for one in laid_out), left, strict=True))
    partly = [
        one.due_on or date.max
        for one, rest in zip(laid_out, left, strict=True)
        if rest < one.amount_minor
    ]
    assert all(day >= max(partly, default=date.min) for day, rest in due if rest)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("30/14, 70/30", [Part(days=14, percent=D(30)), Part(days=30, percent=D(70))]),
        ("100/0", [Part(days=0, percent=D(100))]),
        ("33.5/0,66.5/7,", [Part(days=0, percent=D("33.5")), Part(days=7, percent=D("66.5"))]),
        ("30 % / 14 d\n70% /30d", [Part(days=14, percent=D(30)), Part(days=30, percent=D(70))]),
        (
            "３０％／１４天，７０／３０",
            [Part(days=14, percent=D(30)), Part(days=30, percent=D(70))],
        ),
        ("30/14、70/30日；", [Part(days=14, percent=D(30)), Part(days=30, percent=D(70))]),
        ("3x30", [Part(days=30), Part(days=60), Part(days=90)]),
        ("３×３０", [Part(days=30), Part(days=60), Part(days=90)]),
        ("2 X 7 d", [Part(days=7), Part(days=14)]),
        ("2*7天", [Part(days=7), Part(days=14)]),
        ("20/0, 2x30", [Part(days=0, percent=D(20)), Part(days=30), Part(days=60)]),
        ("20/0, rest/30", [Part(days=0, percent=D(20)), Part(days=30)]),
        ("20/0，余款/30天", [Part(days=0, percent=D(20)), Part(days=30)]),
        ("20/0, 尾款/30", [Part(days=0, percent=D(20)), Part(days=30)]),
        ("1x0", [Part(days=0)]),
        ("120x30", [Part(days=30 * place) for place in range(1, 121)]),
    ],
)
def test_plans_as_they_are_typed(text, parts):
    assert list(parse_plan(text)) == parts


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", PlanProblem.EMPTY),
        (" , ，", PlanProblem.EMPTY),
        ("30", PlanProblem.UNREADABLE),
        ("30/14 70/30", PlanProblem.UNREADABLE),
        ("33,3/10, 66,7/20", PlanProblem.UNREADABLE),
        ("-30/14, 130/30", PlanProblem.UNREADABLE),
        ("30/-14, 70/30", PlanProblem.UNREADABLE),
        ("30/1/4", PlanProblem.UNREADABLE),
        ("half/14", PlanProblem.UNREADABLE),
        ("0x30", PlanProblem.UNREADABLE),
        ("1" * 5000 + "x30", PlanProblem.UNREADABLE),
        ("\u0663x30", PlanProblem.UNREADABLE),
        ("30/14, 70/3651", PlanProblem.DAYS),
        ("100/999999999", PlanProblem.DAYS),
        ("20/0, rest/4000", PlanProblem.DAYS),
        ("11x365", PlanProblem.DAYS),
        ("121x1", PlanProblem.TOO_MANY),
        ("999999999x1", PlanProblem.TOO_MANY),
        ("100x1, 21x1", PlanProblem.TOO_MANY),
        ("0/14, 100/30", PlanProblem.SHARE),
        ("101/14", PlanProblem.SHARE),
    ],
)
def test_what_is_no_plan(text, problem):
    with pytest.raises(Refusal) as caught:
        parse_plan(text, field="plan")
    assert (caught.value.code, caught.value.field) == ("bad_plan", "plan")
    assert caught.value.parameters["why"] is problem
    assert caught.value.parameters["example"] == EXAMPLE


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("30/14, 60/30", 90),
        ("60/14, 60/30", 120),
        ("100/0, 2x30", 100),
        ("60/0, 60/1, rest/2", 120),
    ],
)
def test_plans_whose_percentages_do_not_add_up(text, total):
    with pytest.raises(Refusal) as caught:
        parse_plan(text)
    assert (caught.value.code, caught.value.parameters) == ("shares_not_whole", {"sum": total})


@given(st.text("0123456789x/,.% 天×", max_size=20))
def test_any_text_is_a_plan_or_refused(text):
    parts, code = (), ""
    try:
        parts = parse_plan(text)
    except Refusal as refused:
        code = refused.code
    assert code in ({""} if parts else {"bad_plan", "shares_not_whole"})
    if parts:
        laid_out = schedule(Money(10**12, "EUR"), START, parts)
        assert sum(one.amount_minor for one in laid_out) == 10**12
