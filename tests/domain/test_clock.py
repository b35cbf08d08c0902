"""Instants in UTC, days in the owner's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.domain.clock import Clock, from_text, to_text

INSTANTS = st.datetimes(
    datetime(1, 1, 3),  # noqa: DTZ001
    datetime(9999, 12, 29),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=14)), ZoneInfo("America/New_York")]),
)


@given(INSTANTS)
def test_an_instant_is_kept_to_the_millisecond(instant):
    kept = from_text(to_text(instant))
    assert timedelta(0) <= instant - kept < timedelta(milliseconds=1)
    assert kept.tzinfo is UTC
    assert to_text(kept) == to_text(instant)


@given(INSTANTS, INSTANTS)
def test_the_order_of_texts_is_the_order_of_time(one, other):
    if abs(one - other) >= timedelta(milliseconds=1):
        assert (to_text(one) < to_text(other)) is (one < other)


def test_the_form():
    instant = datetime(2026, 5, 12, 10, 0, 0, 999999, tzinfo=timezone(timedelta(hours=2)))
    assert to_text(instant) == "2026-05-12T08:00:00.999Z"
    assert to_text(datetime(999, 1, 1, tzinfo=UTC)) == "0999-01-01T00:00:00.000Z"


@pytest.mark.parametrize(
    "text", ["2026-05-12T08:00:00", "2026-05-12T08:00:00Z", "2026-05-12T10:00+02:00"]
)
def test_other_forms_are_read(text):
    assert from_text(text) == datetime(2026, 5, 12, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day"),
    [("Pacific/Kiritimati", date(2026, 5, 13)), ("America/Los_Angeles", date(2026, 5, 12))],
)
def test_the_day_is_the_owners(zone, day):
    clock = Clock.fixed(datetime(2026, 5, 12, 23, 30, tzinfo=UTC), ZoneInfo(zone))
    assert clock.today() == day
    assert clock.now() == datetime(2026, 5, 12, 23, 30, tzinfo=UTC)
    assert clock.now().tzinfo is UTC


def test_the_present_moves_on():
    clock = Clock()
    first = clock.now()
    assert first <= clock.now()
    assert first.utcoffset() == timedelta(0)
