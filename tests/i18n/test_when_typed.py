"""When something is to be done, out of what is typed: phrases, and what holds for any line."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.i18n.when_phrases import CHINESE, ENGLISH, phrases

from smallcrm.domain import repeating
from smallcrm.i18n.when_parts import Kind
from smallcrm.i18n.when_typed import LONGEST, Typed, read

NOW = datetime(2026, 5, 12, 9, 42)  # noqa: DTZ001  (the owner's local time)
ALL = [*phrases(ENGLISH), *phrases(CHINESE)]
moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 12, 31))  # noqa: DTZ001
pieces = st.sampled_from([one[0] for one in ALL])
words = st.sampled_from(
    "call Ann piano quote 3 15 12:30 Monday may next every the of 月 周 一 点 三 每 下 后 "
    "给王总 打电话 今天 下午 99 号 until times "
    "in at 31 February 2月30日 2026 ２ ， , ： “ ” 年 个 半 +".split()
)
lines = st.lists(words | pieces | st.text(max_size=6), max_size=8).map(" ".join)
tight = st.lists(words | st.text(max_size=3), max_size=10).map("".join)


def said(typed: Typed) -> tuple[str, str, str, str]:
    return (
        typed.text,
        "" if typed.due is None else typed.due.isoformat(),
        typed.due_time or "",
        typed.repeat or "",
    )


@pytest.mark.parametrize(("phrase", "rest", "day", "time", "rule"), ALL, ids=[a[0] for a in ALL])
def test_phrases(phrase, rest, day, time, rule):
    assert said(read(phrase, now=NOW)) == (rest, day, time, rule)


def test_the_order_of_day_and_month_is_the_locales():
    assert read("3/4 call", now=NOW).due == date(2027, 4, 3)
    assert read("3/4 call", now=NOW, month_first=True).due == date(2027, 3, 4)
    assert read("25/12 call", now=NOW, month_first=True).due == date(2026, 12, 25)


def test_a_time_that_has_passed_is_tomorrows_unless_today_is_said():
    late = NOW.replace(hour=16)
    assert read("3pm call", now=late).due == date(2026, 5, 13)
    assert read("today 3pm call", now=late).due == date(2026, 5, 12)
    assert read("下午三点", now=late).due == date(2026, 5, 13)
    assert read("今天下午三点", now=late).due == date(2026, 5, 12)


def test_what_is_quoted_is_no_sign():
    for line in ('read "Tuesday 3pm"', "读「周二下午」", "读《每周一》"):
        assert read(line, now=NOW) == Typed(line)


def test_the_signs_are_the_places_that_were_read():
    line = "每周一上午九点浇花，共5次"
    found = [(sign.kind, line[sign.start : sign.end]) for sign in read(line, now=NOW).signs]
    assert found == [
        (Kind.REPEAT, "每周一"),
        (Kind.TIME, "上午九点"),
        (Kind.TIMES, "共5次"),
    ]


def test_a_line_too_long_is_left_alone():
    line = "tomorrow " + "x" * LONGEST
    assert read(line, now=NOW) == Typed(line)


def test_29_february_is_the_next_there_is():
    assert read("29 February", now=NOW).due == date(2028, 2, 29)
    assert read("2月29日", now=NOW).due == date(2028, 2, 29)
    assert read("30 February", now=NOW).due is None
    rule = read("every 29 February", now=NOW).repeat
    assert rule == "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1"


@given(lines | tight | st.text(max_size=60), moments, st.booleans())
def test_any_line_is_read_and_loses_nothing(line, now, month_first):
    typed = read(line, now=now, month_first=month_first)
    assert read(line, now=now, month_first=month_first) == typed
    stripped = line.strip()
    kept = stripped
    for sign in reversed(typed.signs):
        assert 0 <= sign.start < sign.end <= len(stripped)
        kept = kept[: sign.start] + " " + kept[sign.end :]
    marks = r"[\s,;:，、；：–—-]"
    assert re.sub(marks, "", kept) == re.sub(marks, "", typed.text)
    assert (typed.due is None) == (not typed.signs)
    if typed.due_time is not None:
        assert re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", typed.due_time)
    if typed.repeat is not None:
        rule = repeating.parse(typed.repeat)
        assert str(rule) == typed.repeat
        day = repeating.first_day(rule, start=typed.due)
        assert day == typed.due


@given(pieces, moments)
def test_what_is_left_of_a_phrase_says_no_day_more(phrase, now):
    rest = read(phrase, now=now).text
    again = read(rest, now=now)
    assert (again.text, again.due) == (rest, None)


@given(st.integers(0, 400), st.sampled_from(["in {} days", "{}天后", "+{} days"]), moments)
def test_distances_are_counted_from_today(days, form, now):
    assert read(form.format(days), now=now).due == now.date() + timedelta(days=days)


@given(st.dates(date(2026, 5, 12), date(2199, 12, 31)))
def test_dates_as_they_are_written(day):
    for form in (
        f"{day:%Y-%m-%d}",
        f"{day.day} {day:%B %Y}",
        f"{day:%B} {day.day}, {day.year}",
        f"{day.year}年{day.month}月{day.day}日",
    ):
        typed = read(f"{form} ring", now=NOW)
        assert (typed.due, typed.text) == (day, "ring")
    soon = read(f"{day.day} {day:%B} ring", now=NOW).due
    assert (soon.month, soon.day) == (day.month, day.day)
    assert NOW.date() <= soon


@given(st.times(), st.sampled_from(["{:%H:%M}", "tomorrow {:%H:%M} ring", "明天{:%H:%M}打电话"]))
def test_a_clock_of_24_hours_is_taken_at_its_word(time, form):
    typed = read(form.format(time), now=NOW)
    assert typed.due_time == f"{time:%H:%M}"
