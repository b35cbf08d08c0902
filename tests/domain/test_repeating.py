"""Rules of what comes again: read strictly, written in one way, counted as the standard has it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.domain import repeating
from smallcrm.domain.errors import Refusal
from smallcrm.domain.repeating import Often, RepeatRule

days = st.dates(date(2000, 1, 1), date(2100, 12, 31))
rules = st.builds(
    lambda often, start, apart: repeating.every(often, start, apart=apart),
    st.sampled_from(Often),
    days,
    st.integers(1, 12),
)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "FREQ=",
        "DAILY",
        "FREQ=HOURLY",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=DAILY;INTERVAL=401",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;COUNT=1000",
        "FREQ=DAILY;COUNT=1;UNTIL=20270101",
        "FREQ=DAILY;UNTIL=20270231",
        "FREQ=DAILY;UNTIL=tomorrow",
        "FREQ=DAILY;FREQ=DAILY",
        "FREQ=DAILY;BYHOUR=3",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;BYDAY=2MO",
        "FREQ=WEEKLY;BYMONTHDAY=3",
        "FREQ=DAILY;BYSETPOS=1",
        "FREQ=MONTHLY;BYSETPOS=1",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=YEARLY;BYDAY=MO",
        "FREQ=YEARLY;BYWEEKNO=3",
        "FREQ=DAILY\nDTSTART:20260101",
        "FREQ=ＤＡＩＬＹ",
        "FREQ=DAILY;INTERVAL=٣",
        "FREQ=DAILY;" + "X" * 300,
    ],
)
def test_what_is_no_rule(text):
    with pytest.raises(Refusal) as refused:
        repeating.parse(text)
    assert refused.value.code == "bad_repeat_rule"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("rrule:freq=weekly; byday=mo,we", "FREQ=WEEKLY;BYDAY=MO,WE"),
        ("BYDAY=-1FR;FREQ=MONTHLY;WKST=SU", "FREQ=MONTHLY;BYDAY=-1FR"),
        ("FREQ=DAILY;UNTIL=20270101T120000Z", "FREQ=DAILY;UNTIL=20270101"),
        ("FREQ=DAILY;INTERVAL=1;", "FREQ=DAILY"),
    ],
)
def test_rules_are_kept_in_one_form(text, kept):
    assert str(repeating.parse(text)) == kept


@given(rules, st.none() | st.integers(1, 999), days)
def test_what_is_written_is_read_back(rule, times, until):
    ended = rule.ending(times=times) if times else rule.ending(until=until)
    assert repeating.parse(str(ended)) == ended


@given(st.text(max_size=40))
def test_any_text_is_a_rule_or_refused(text):
    try:
        rule = repeating.parse(text)
    except Refusal:
        return
    assert repeating.parse(str(rule)) == rule


@given(rules, days, st.integers(-10, 60))
def test_the_next_day_is_later_and_none_is_skipped(rule, start, ahead):
    first = repeating.first_day(rule, start=start)
    after = start + timedelta(days=ahead)
    following = repeating.following(rule, start=start, after=after, earliest=start)
    assert first is not None
    assert first >= start
    assert following is not None
    assert following > after
    walked = first
    while walked <= after:
        walked = repeating.following(rule, start=start, after=walked, earliest=start)
    assert walked == following


@given(days, st.sampled_from(Often), st.integers(1, 6))
def test_a_rule_of_a_day_falls_on_that_day(start, often, apart):
    assert repeating.first_day(repeating.every(often, start, apart=apart), start=start) == start


@pytest.mark.parametrize(
    ("start", "often", "expected"),
    [
        (date(2026, 1, 31), Often.MONTHLY, ["2026-02-28", "2026-03-31", "2026-04-30"]),
        (date(2026, 1, 30), Often.MONTHLY, ["2026-02-28", "2026-03-30", "2026-04-30"]),
        (date(2028, 1, 29), Often.MONTHLY, ["2028-02-29", "2028-03-29", "2028-04-29"]),
        (date(2026, 1, 29), Often.MONTHLY, ["2026-02-28", "2026-03-29", "2026-04-29"]),
        (date(2028, 2, 29), Often.YEARLY, ["2029-02-28", "2030-02-28", "2031-02-28"]),
    ],
)
def test_days_that_a_month_does_not_have_are_its_last(start, often, expected):
    rule, day, found = repeating.every(often, start), start, []
    while len(found) < 3:
        day = repeating.following(rule, start=start, after=day, earliest=start)
        found.append(day.isoformat())
    assert found == expected


def test_a_rule_ends():
    daily = RepeatRule(Often.DAILY)
    start = date(2026, 5, 12)
    ended = daily.ending(times=2)
    second = start + timedelta(days=1)
    assert repeating.following(ended, start=start, after=start, earliest=start) == second
    assert repeating.following(ended, start=start, after=second, earliest=start) is None
    until = daily.ending(until=second)
    assert repeating.following(until, start=start, after=second, earliest=start) is None
    assert repeating.first_day(daily, start=date(2200, 1, 1)) is None
