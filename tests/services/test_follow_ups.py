"""Follow-ups: put off, changed, done and coming again; what is told of, and who fell silent."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.factories import client, do, dump, redo, refused, rows, sale, sound, undo

from smallcrm.app import open_backend
from smallcrm.db.unit_of_work import unit_of_work
from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import Direction, InteractionKind, Level, Lifecycle, Source
from smallcrm.queries import follow_ups
from smallcrm.services import commands

DAY = date(2026, 5, 12)  # the tests' day, a Tuesday


def promised(backend, ann: int, **fields) -> int:
    given = {"text": "Call about the piano", "due": DAY, **fields}
    return do(backend, commands.AddFollowUp(client=ann, **given)).id


def open_ones(backend) -> list[tuple[str, str | None]]:
    return [(str(one.due), one.repeat_rule) for one in backend.queries.follow_ups()]


def test_what_is_promised_is_read_back(backend):
    ann = client(backend)
    call = do(backend, commands.AddInteraction(client=ann, direction=Direction.IN)).id
    one = backend.queries.follow_up(
        promised(
            backend,
            ann,
            due_time="9:05",
            repeat_rule="rrule:freq=weekly;byday=tu",
            interaction=call,
        )
    )
    assert (one.due, one.due_time, one.interaction_id) == (DAY, "09:05", call)
    assert one.repeat_rule == "FREQ=WEEKLY;BYDAY=TU"
    assert backend.queries.follow_up(99) is None
    sound(backend)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"text": " "}, "no_text"),
        ({"due_time": "25:00"}, "not_a_time"),
        ({"due_time": "noon"}, "not_a_time"),
        ({"repeat_rule": "FREQ=HOURLY"}, "bad_repeat_rule"),
        ({"repeat_rule": "FREQ=DAILY;INTERVAL=0"}, "bad_repeat_rule"),
        ({"repeat_rule": "FREQ=DAILY;COUNT=2;UNTIL=20270101"}, "bad_repeat_rule"),
        ({"repeat_rule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}, "never_repeats"),
        ({"repeat_rule": "FREQ=DAILY;UNTIL=20200101"}, "never_repeats"),
        ({"interaction": 99}, "no_such_interaction"),
        ({"client": 99}, "no_such_client"),
    ],
)
def test_what_is_no_promise(backend, fields, code):
    ann = client(backend)
    given = {"client": ann, "text": "x", "due": DAY, **fields}
    assert refused(backend, commands.AddFollowUp(**given)).code == code


def test_another_clients_call_is_not_what_it_came_of(backend):
    ann, bob = client(backend), client(backend, "Bob")
    call = do(backend, commands.AddInteraction(client=bob)).id
    wanted = commands.AddFollowUp(client=ann, text="x", due=DAY, interaction=call)
    assert refused(backend, wanted).code == "no_such_interaction"


def test_done_makes_the_next_in_the_same_step(backend):
    ann = client(backend)
    first = promised(backend, ann, due_time="09:00", repeat_rule="FREQ=WEEKLY;BYDAY=TU")
    before = dump(backend)
    do(backend, commands.FinishFollowUp(follow_up=first))
    assert open_ones(backend) == [("2026-05-19", "FREQ=WEEKLY;BYDAY=TU")]
    assert backend.queries.follow_ups()[0].due_time == "09:00"
    after = dump(backend)
    undo(backend)
    assert dump(backend) == before
    redo(backend)
    assert dump(backend) == after
    sound(backend)


def test_opened_again_it_takes_the_place_of_the_next(backend):
    ann = client(backend)
    first = promised(backend, ann, repeat_rule="FREQ=DAILY")
    do(backend, commands.FinishFollowUp(follow_up=first))
    do(backend, commands.FinishFollowUp(follow_up=first, done=False))
    assert [one.id for one in backend.queries.follow_ups()] == [first]
    do(backend, commands.FinishFollowUp(follow_up=first))
    following = backend.queries.follow_ups()[0].id
    do(backend, commands.EditFollowUp(follow_up=following, text="Call her husband"))
    do(backend, commands.FinishFollowUp(follow_up=first, done=False))
    assert {one.id for one in backend.queries.follow_ups()} == {first, following}


@pytest.mark.parametrize(
    ("due", "rule", "next_due"),
    [
        (DAY - timedelta(days=22), "FREQ=WEEKLY;BYDAY=MO", "2026-05-18"),  # missed ones are not due
        (DAY - timedelta(days=7), "FREQ=WEEKLY;BYDAY=TU", "2026-05-12"),  # but today's still is
        (DAY + timedelta(days=7), "FREQ=WEEKLY;BYDAY=TU", "2026-05-26"),  # done before its day
        (date(2026, 1, 31), "FREQ=MONTHLY;BYMONTHDAY=-1", "2026-05-31"),
        (DAY, "FREQ=DAILY;COUNT=1", None),
        (DAY, "FREQ=DAILY;UNTIL=20260512", None),
        (DAY, "FREQ=DAILY;UNTIL=20260513", "2026-05-13"),
    ],
)
def test_when_the_next_is_due(backend, due, rule, next_due):
    ann = client(backend)
    task = promised(backend, ann, due=due, repeat_rule=rule)
    do(backend, commands.FinishFollowUp(follow_up=task))
    assert [day for day, _ in open_ones(backend)] == ([next_due] if next_due else [])


def test_times_are_counted_from_the_first(backend):
    ann = client(backend)
    promised(backend, ann, repeat_rule="FREQ=DAILY;COUNT=3")
    days = []
    while found := backend.queries.follow_ups():
        days.append(found[0].due.day)
        do(backend, commands.FinishFollowUp(follow_up=found[0].id))
    assert days == [12, 13, 14]


def test_one_moved_alone_leaves_the_rule_where_it_was(backend):
    ann = client(backend)
    task = promised(backend, ann, repeat_rule="FREQ=WEEKLY;BYDAY=TU")
    do(backend, commands.EditFollowUp(follow_up=task, due=date(2026, 5, 14)))
    do(backend, commands.FinishFollowUp(follow_up=task))
    assert [day for day, _ in open_ones(backend)] == ["2026-05-19"]


def test_put_off_told_of_and_moved(backend):
    ann = client(backend)
    task = promised(backend, ann)
    now = backend.clock.now()
    late = commands.SnoozeFollowUp(follow_up=task, until=now)
    assert refused(backend, late).code == "snooze_in_past"
    do(backend, commands.SnoozeFollowUp(follow_up=task, until=now + timedelta(hours=1)))
    assert backend.queries.follow_up(task).snoozed_until == now + timedelta(hours=1)
    do(backend, commands.MarkNotified(follow_ups=(task, 99)))
    assert backend.queries.undo_state().undo[0] == "snooze_follow_up"
    undo(backend)
    assert backend.queries.follow_up(task).snoozed_until is None
    assert rows(backend, "SELECT notified_at IS NULL FROM follow_up") == [(0,)]
    do(backend, commands.EditFollowUp(follow_up=task, due_time="17:00"))
    assert rows(backend, "SELECT notified_at FROM follow_up") == [(None,)]
    do(backend, commands.FinishFollowUp(follow_up=task))
    done = commands.SnoozeFollowUp(follow_up=task, until=now + timedelta(hours=1))
    assert refused(backend, done).code == "follow_up_done"
    sound(backend)


def test_removed_and_brought_back(backend):
    ann = client(backend)
    task = promised(backend, ann, repeat_rule="FREQ=DAILY")
    before = dump(backend)
    do(backend, commands.RemoveFollowUp(follow_up=task))
    assert backend.queries.follow_ups() == ()
    undo(backend)
    assert dump(backend) == before
    gone = commands.RemoveFollowUp(follow_up=99)
    assert refused(backend, gone).code == "no_such_follow_up"


def test_what_the_program_asks_keeps_its_words(backend):
    ann = client(backend)
    task = do(backend, commands.RemindOfDetails(client=ann, due=DAY)).id
    wanted = commands.EditFollowUp(follow_up=task, text="Mine")
    assert refused(backend, wanted).code == "made_by_program"
    do(backend, commands.EditFollowUp(follow_up=task, due=date(2026, 6, 1)))
    assert backend.queries.follow_up(task).due == date(2026, 6, 1)


# -- telling of it --------------------------------------------------------------------------------


class Moving:
    """A clock that a test moves, and the file opened by it."""

    def __init__(self, paths, empty_file) -> None:
        self.moment = datetime(2026, 5, 12, 8, tzinfo=UTC)
        paths.database.parent.mkdir(parents=True, exist_ok=True)
        paths.database.write_bytes(empty_file)
        paths.database.chmod(0o600)
        self.backend = open_backend(paths, Clock(source=lambda: self.moment, zone=UTC))

    def to(self, day: int, at: str) -> None:
        hour, minute = map(int, at.split(":"))
        self.moment = datetime(2026, 5, day, hour, minute, tzinfo=UTC)

    def due(self) -> tuple[list[int], str | None]:
        found = self.backend.queries.follow_ups_due()
        next_at = found.next_at
        return [one.id for one in found.due], None if next_at is None else f"{next_at:%d %H:%M}"

    def told(self, *ids: int) -> None:
        do(self.backend, commands.MarkNotified(follow_ups=ids))


@pytest.fixture
def moving(paths, empty_file):
    made = Moving(paths, empty_file)
    yield made
    made.backend.close()


def test_each_is_told_of_once_at_its_time(moving):
    ann = client(moving.backend)
    untimed = promised(moving.backend, ann)
    timed = promised(moving.backend, ann, due_time="08:30")
    promised(moving.backend, ann, due=DAY - timedelta(days=1))  # it stands on Today
    assert moving.due() == ([], "12 08:30")
    moving.to(12, "08:31")
    assert moving.due() == ([timed], "12 09:00")
    moving.told(timed)
    moving.to(12, "09:00")
    assert moving.due() == ([untimed], None)
    moving.told(untimed)
    assert moving.due() == ([], None)


def test_what_is_put_off_is_told_of_again_even_days_later(moving):
    task = promised(moving.backend, client(moving.backend), due_time="07:00")
    assert moving.due()[0] == [task]
    moving.told(task)
    until = datetime(2026, 5, 14, 7, tzinfo=UTC)
    do(moving.backend, commands.SnoozeFollowUp(follow_up=task, until=until))
    assert moving.due() == ([], "13 00:00")
    moving.to(16, "12:00")
    assert moving.due()[0] == [task]
    moving.told(task)
    assert moving.due() == ([], None)


def test_what_is_due_on_a_later_day_is_looked_for_at_midnight(moving):
    promised(moving.backend, client(moving.backend), due=DAY + timedelta(days=5))
    assert moving.due() == ([], "13 00:00")


# -- a call that settles it, and who fell silent --------------------------------------------------


def test_which_one_a_call_answers(backend):
    ann = client(backend)
    assert backend.queries.follow_up_for_call(ann) is None
    promised(backend, ann, due=DAY + timedelta(days=8))
    assert backend.queries.follow_up_for_call(ann) is None
    soon = promised(backend, ann, due=DAY + timedelta(days=7))
    assert backend.queries.follow_up_for_call(ann).id == soon
    do(backend, commands.RemindOfDetails(client=ann, due=DAY))
    assert backend.queries.follow_up_for_call(ann).id == soon
    late = promised(backend, ann, due=DAY - timedelta(days=40))
    assert backend.queries.follow_up_for_call(ann).id == late


def spoken(backend, who: int, days: int, **fields) -> None:
    moment = backend.clock.now() - timedelta(days=days)
    given = {"kind": InteractionKind.CALL, "at": moment, **fields}
    do(backend, commands.AddInteraction(client=who, **given))


def test_who_was_not_spoken_to_for_long(backend):
    vip = [client(backend, f"V{n}", level=Level.VIP) for n in range(6)]
    common = client(backend, "Common")
    for who, days in zip(vip, (94, 89, 94, 94, 94, 300), strict=True):
        spoken(backend, who, days)
    spoken(backend, common, 400)
    spoken(backend, vip[0], 1, answered=False, direction=Direction.IN)  # in vain: not spoken
    spoken(backend, vip[2], 3, kind=InteractionKind.EMAIL)
    promised(backend, vip[3])
    do(backend, commands.EditClient(client=vip[4], lifecycle=Lifecycle.ARCHIVED))
    client(backend, "Never dealt with", level=Level.VIP)
    found = backend.queries.silent_clients()
    assert [(one.client.name, one.days) for one in found] == [("V5", 300), ("V0", 94)]
    assert [one.client.name for one in backend.queries.silent_clients(limit=1)] == ["V5"]
    do(backend, commands.SetSetting(key="level.standard.silent_days", value="365"))
    do(backend, commands.SetSetting(key="level.vip.silent_days", value=""))
    assert [one.client.name for one in backend.queries.silent_clients()] == ["Common"]
    do(backend, commands.SetSetting(key="level.standard.silent_days", value=""))
    assert backend.queries.silent_clients() == ()


def test_who_was_sold_to_but_never_called_is_silent_since_they_were_added(backend):
    ann = client(backend, level=Level.VIP)
    sale(backend, ann)
    assert backend.queries.silent_clients() == ()
    do(backend, commands.SetSetting(key="level.vip.silent_days", value="1"))
    assert backend.queries.silent_clients() == ()
    assert backend.clock.today() == DAY


def test_the_plan_of_silence_reads_contacts_by_their_index(backend):
    plan = f"EXPLAIN QUERY PLAN {follow_ups._SILENT}"
    for name, value in ((":before", "'{}'"), (":limit", "9")):
        plan = plan.replace(name, value)
    said = " ".join(str(row[3]) for row in rows(backend, plan))
    assert "ix_interaction_client_id_start_at" in said
    assert not any(f"SCAN {table}" in said for table in ("interaction", "sale", "follow_up"))


def test_what_is_no_time_or_rule_in_an_older_file_stops_nothing(backend):
    ann = client(backend)
    task = promised(backend, ann, due_time="09:00", repeat_rule="FREQ=DAILY")
    with unit_of_work(backend.database, backend.clock, source=Source.PROGRAM) as uow:
        uow.connection.exec_driver_sql(
            "UPDATE follow_up SET due_time = '9am', repeat_rule = 'often' WHERE id = ?", (task,)
        )
    assert backend.queries.follow_up(task).due_time is None
    assert backend.queries.follow_ups_due(untimed_at="00:00").due[0].id == task
    assert backend.queries.today() is not None
    do(backend, commands.FinishFollowUp(follow_up=task))
    assert backend.queries.follow_ups() == ()
