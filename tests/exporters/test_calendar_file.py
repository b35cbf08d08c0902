"""The calendar file: read back by a library that knows nothing of ours, and byte by byte."""

from __future__ import annotations

import stat
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from tests.factories import client, do

from smallcrm.domain import repeating
from smallcrm.domain.enums import Lifecycle
from smallcrm.domain.errors import Refusal
from smallcrm.domain.repeating import Often
from smallcrm.exporters.calendar_file import Shown, export_calendar
from smallcrm.i18n.catalog import I18n
from smallcrm.services import commands

DAY = date(2026, 5, 12)
RESOURCES = Path(__file__).parents[2] / "resources"


@pytest.fixture
def written(backend, tmp_path):
    """Write the calendar and read it back: by summary, and the bytes."""
    tr = I18n.load("en", RESOURCES, clock=backend.clock, format_locale="en_IE")
    target = tmp_path / "todo.ics"

    def write(**shown):
        done = export_calendar(
            backend.queries, target, tr=tr, clock=backend.clock, shown=Shown(**shown)
        )
        content = target.read_bytes()
        _require_rfc(content)
        found = Calendar.from_ical(content)
        assert done.rows == len(found.events)
        return found.events, content

    return write


def _require_rfc(content: bytes) -> None:
    """Require what RFC 5545 asks of lines and of a calendar."""
    assert content.endswith(b"END:VCALENDAR\r\n")
    lines = content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    content.decode("utf-8")
    for line in lines:
        line.decode("utf-8")  # no character is cut in two
    uids = [line for line in lines if line.startswith(b"UID:")]
    assert len(uids) == len(set(uids)) == content.count(b"BEGIN:VEVENT")
    assert content.count(b"DTSTAMP:") == len(uids)
    for needed in (b"VERSION:2.0", b"PRODID:"):
        assert content.count(needed) == 1


def add(backend, who, **fields) -> int:
    given = {"text": "Call about the piano", "due": DAY, **fields}
    return do(backend, commands.AddFollowUp(client=who, **given)).id


def test_what_is_due_on_a_day_fills_the_day(backend, written):
    task = add(backend, client(backend), text="Call;\nthen, write\\")
    (event,), content = written()
    assert event["uid"] == f"smallcrm-follow-up-{task}"
    assert str(event["summary"]) == "Ann Lee: Call; then, write\\"
    assert (event["dtstart"].dt, event["dtend"].dt) == (DAY, DAY + timedelta(days=1))
    assert event["transp"] == "TRANSPARENT"
    assert b"DTSTART;VALUE=DATE:20260512" in content
    assert b"DTSTAMP:20260512T084200Z" in content
    assert not event.alarms.times


def test_a_time_of_day_is_the_owners_wherever_it_is_read(backend, written):
    add(backend, client(backend), due_time="15:00")
    (event,), content = written()
    assert event["dtstart"].dt.isoformat() == "2026-05-12T15:00:00"
    assert b"DTSTART:20260512T150000\r\n" in content
    (alarm,) = event.walk("VALARM")
    assert alarm["trigger"].dt == timedelta()


def test_what_is_done_is_not_shown(backend, written):
    task = add(backend, client(backend))
    do(backend, commands.FinishFollowUp(follow_up=task))
    assert written()[0] == []


def test_names_are_the_owners_choice(backend, written):
    ann = client(backend, birthday=date(1980, 2, 29))
    add(backend, ann)
    do(backend, commands.RemindOfDetails(client=ann, due=DAY))
    events, content = written(names=False)
    assert sorted(str(one["summary"]) for one in events) == [
        "Call about the piano",
        "Details to be asked for",
    ]
    assert b"Ann" not in content


def test_birthdays_come_every_year_without_an_age(backend, written):
    client(backend, "Ann", birthday=date(1980, 2, 29))
    client(backend, "Bob", birthday=date(1971, 12, 1))
    client(backend, "Gone", birthday=date(1971, 12, 1), lifecycle=Lifecycle.ARCHIVED)
    (leap, other), content = written()
    assert str(leap["summary"]) == "Birthday of Ann"
    assert leap["rrule"].to_ical() == b"FREQ=YEARLY;BYMONTHDAY=-1;BYMONTH=2"
    assert (other["dtstart"].dt.month, other["dtstart"].dt.day) == (12, 1)
    assert b"1980" not in content
    assert b"1971" not in content
    assert written(birthdays=False)[0] == []


def test_what_repeats_has_its_rule(backend, written):
    ann = client(backend)
    add(backend, ann, repeat_rule="FREQ=WEEKLY;BYDAY=TU;UNTIL=20260630", due_time="09:00")
    (event,), _ = written()
    assert event["rrule"]["until"][0].isoformat() == "2026-06-30T23:59:59"
    add(backend, ann, text="All day", repeat_rule="FREQ=WEEKLY;BYDAY=TU;UNTIL=20260630")
    events, _ = written()
    assert events[1]["rrule"]["until"] == [date(2026, 6, 30)]


def test_one_that_was_moved_stands_beside_those_that_follow(backend, written):
    task = add(backend, client(backend), repeat_rule="FREQ=WEEKLY;BYDAY=TU;COUNT=5")
    do(backend, commands.EditFollowUp(follow_up=task, due=date(2026, 5, 14)))
    (moved, following), _ = written()
    assert (moved["dtstart"].dt, moved.get("rrule")) == (date(2026, 5, 14), None)
    assert following["dtstart"].dt == date(2026, 5, 19)
    assert following["rrule"]["count"] == [4]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.data())
def test_the_days_of_a_calendar_are_those_of_the_program(backend, written, data):
    """Expand a rule as another program does, and walk it as ours does when each is done."""
    from dateutil.rrule import rrulestr

    start = data.draw(st.dates(DAY, date(2028, 12, 31)))
    rule = repeating.every(
        data.draw(st.sampled_from(Often)), start, apart=data.draw(st.integers(1, 3))
    )
    rule = rule.ending(times=data.draw(st.none() | st.integers(1, 6)))
    text = data.draw(st.text(min_size=1, max_size=90).filter(str.strip))
    ann = client(backend)
    try:
        task = add(backend, ann, text=text, due=start, repeat_rule=str(rule))
    except Refusal:
        return  # nothing but signs that no text has
    (event,), _ = written()
    shown = rrulestr(
        event["rrule"].to_ical().decode(), dtstart=datetime.combine(start, datetime.min.time())
    )
    ours, day = [], start
    while day is not None and len(ours) < 4:
        ours.append(day)
        day = repeating.following(rule, start=start, after=day, earliest=start)
    assert [moment.date() for moment, _ in zip(shown, ours, strict=False)] == ours
    do(backend, commands.RemoveFollowUp(follow_up=task))


def test_only_the_owner_can_read_the_file_and_a_failure_leaves_the_old(backend, written, tmp_path):
    add(backend, client(backend))
    written()
    assert stat.S_IMODE((tmp_path / "todo.ics").stat().st_mode) == 0o600
    tr = I18n.load("en", RESOURCES, clock=backend.clock, format_locale="en_IE")
    nowhere = tmp_path / "gone" / "todo.ics"
    with pytest.raises(Refusal) as refused:
        export_calendar(backend.queries, nowhere, tr=tr, clock=backend.clock)
    assert refused.value.code == "cannot_write_file"
