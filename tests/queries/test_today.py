"""What Today lists: missed calls, what is to do and when, and when the list changes by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.conftest import NOW
from tests.factories import TODAY, client, do

from smallcrm.app import Backend
from smallcrm.domain.enums import FollowUpCode, Source
from smallcrm.queries.today_shapes import Matter, TodayShape
from smallcrm.services import commands

MIDNIGHT = datetime(2026, 5, 12, 23, tzinfo=UTC)
"""Of Dublin in summer."""


def add(backend: Backend, ann: int, text: str, *, days: int = 0, time: str | None = None) -> int:
    due = TODAY + timedelta(days=days)
    return do(backend, commands.AddFollowUp(client=ann, text=text, due=due, due_time=time)).id


def snooze(backend: Backend, follow_up: int, until: datetime) -> None:
    do(backend, commands.SnoozeFollowUp(follow_up=follow_up, until=until))


def call(backend: Backend, number: str, key: str, at: datetime, **more: object) -> None:
    command = commands.LogCall(
        source="ncid", key=key, number=number, at=at, answered=False, **more  # type: ignore[arg-type]
    )  # fmt: skip
    backend.services.perform(command, source=Source.CALL)


def texts(today: TodayShape) -> list[str]:
    return [item.text for item in today.follow_ups]


def test_the_order_is_that_of_what_matters() -> None:
    """Who called, what we promised, money, what was said of it, what lapses, thanks."""
    order = list(Matter)
    wanted = [
        Matter.MISSED, Matter.TO_DO, Matter.OVERDUE, Matter.PROMISES_BROKEN,
        Matter.QUOTES_LAPSING, Matter.ENDING, Matter.THANKS,
    ]  # fmt: skip
    assert [matter for matter in order if matter in wanted] == wanted


def test_what_is_to_do_overdue_first_then_by_time(backend: Backend) -> None:
    ann = client(backend)
    add(backend, ann, "whenever")
    add(backend, ann, "at four", time="16:00")
    add(backend, ann, "last week", days=-7)
    add(backend, ann, "at nine", time="09:00")
    add(backend, ann, "yesterday at five", days=-1, time="17:00")
    add(backend, ann, "tomorrow", days=1)
    assert texts(backend.queries.today()) == [
        "last week", "yesterday at five", "at nine", "at four", "whenever",
    ]  # fmt: skip


def test_what_was_put_off_comes_at_its_time_and_not_before_its_day(backend: Backend) -> None:
    ann = client(backend)
    add(backend, ann, "at four", time="16:00")
    later = add(backend, ann, "again at five", days=-3)
    snooze(backend, later, datetime(2026, 5, 12, 16, tzinfo=UTC))
    tomorrow = add(backend, ann, "not today", days=-3)
    snooze(backend, tomorrow, MIDNIGHT)
    today = backend.queries.today()
    assert texts(today) == ["at four", "again at five"]
    assert today.follow_up_count == 2
    put_off = today.follow_ups[1]
    assert put_off.snoozed_until == datetime(2026, 5, 12, 16, tzinfo=UTC)
    assert put_off.due == TODAY - timedelta(days=3), "its day stays what it was"


def test_details_to_be_asked_for_are_to_do(backend: Backend) -> None:
    ann = client(backend)
    do(backend, commands.RemindOfDetails(client=ann, due=TODAY))
    (item,) = backend.queries.today().follow_ups
    assert item.code is FollowUpCode.UPDATE_DETAILS


def test_all_that_is_to_do_is_counted(backend: Backend) -> None:
    ann = client(backend)
    for number in range(203):
        add(backend, ann, f"no. {number}", days=-1)
    today = backend.queries.today()
    assert len(today.follow_ups) == 200
    assert today.follow_up_count == 203


def test_missed_calls_stand_in_today_until_they_are_settled(backend: Backend) -> None:
    ann = client(backend, phones=(commands.PhoneInput(number="+353 1 677 1234"),))
    for key, minutes in (("1", 50), ("2", 20)):
        call(backend, "+353 1 677 1234", key, NOW - timedelta(minutes=minutes), seconds=0)
    call(backend, "+353 87 123 4567", "3", NOW - timedelta(minutes=5), seconds=0)
    stranger, known = backend.queries.today().missed
    assert (stranger.client, stranger.number) == (None, "+353 87 123 4567")
    assert known.client is not None
    assert (known.client.id, known.times) == (ann, 2)
    do(backend, commands.HandleCall(interaction=known.interaction_id))
    assert [one.number for one in backend.queries.today().missed] == ["+353 87 123 4567"]


def test_the_list_changes_by_itself_at_the_next_thing_to_come(backend: Backend) -> None:
    ann = client(backend)
    assert backend.queries.today().changes_at == MIDNIGHT
    add(backend, ann, "past", time="09:00")
    assert backend.queries.today().changes_at == MIDNIGHT
    add(backend, ann, "at four", time="16:00")
    assert backend.queries.today().changes_at == datetime(2026, 5, 12, 15, tzinfo=UTC)
    sooner = add(backend, ann, "soon", days=-1)
    snooze(backend, sooner, datetime(2026, 5, 12, 10, tzinfo=UTC))
    assert backend.queries.today().changes_at == datetime(2026, 5, 12, 10, tzinfo=UTC)
    rung = NOW - timedelta(minutes=1)
    call(backend, "+353 87 123 4567", "1", rung)
    today = backend.queries.today()
    assert today.missed == (), "it still rings"
    assert today.changes_at == rung + timedelta(minutes=3)


def test_a_time_that_is_none_stops_nothing(backend: Backend) -> None:
    """Files of earlier versions may hold anything there."""
    add(backend, client(backend), "at noon", time="12:00")
    with backend.database.write() as connection:
        run = connection.exec_driver_sql
        run("INSERT INTO action (at, kind, source, label, parameters, schema)"
            " VALUES ('', 'auto', 'program', 'refresh_levels', '{}', '0006')")  # fmt: skip
        run("INSERT INTO journal_now SELECT 1, max(id) FROM action")
        run("UPDATE follow_up SET due_time = 'noon'")
        run("DELETE FROM journal_now")
    today = backend.queries.today()
    assert texts(today) == ["at noon"]
    assert today.changes_at == MIDNIGHT
