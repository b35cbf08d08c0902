"""What is due is told of through the system: once, at its time, several at once as one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QObject
from tests.factories import client, do

from smallcrm.domain.clock import Clock
from smallcrm.services import commands
from smallcrm.ui.reminding import Reminding

MORNING = datetime(2026, 5, 12, 8, tzinfo=UTC)


class Notices:
    def __init__(self) -> None:
        self.shown = []
        self.came_forward = 0

    def notify(self, title, text, clicked) -> None:
        self.shown.append((title, text, clicked))

    def show_window(self) -> None:
        self.came_forward += 1


@pytest.fixture
def moment():
    return [MORNING]


@pytest.fixture
def clock(moment):
    return Clock(source=lambda: moment[0], zone=UTC)


@pytest.fixture
def remind(context, settle):
    made = []
    keep = QObject()

    def begin(wanted=None):
        notices = Notices()
        reminding = Reminding(context, notices, keep)
        reminding.wanted.connect(wanted or (lambda *_: None))
        made.append(reminding)
        reminding.begin()
        settle(context)
        return reminding, notices

    yield begin
    for one in made:
        one.stop()


def promised(backend, who, text="Call about the piano", **fields):
    return do(backend, commands.AddFollowUp(client=who, text=text, due=MORNING.date(), **fields)).id


def test_it_is_told_of_at_its_time_and_once(remind, context, backend, settle, moment):
    ann = client(backend)
    promised(backend, ann, due_time="08:30")
    opened = []
    reminding, notices = remind(lambda *wish: opened.append(wish))
    assert notices.shown == []
    assert reminding.waiting
    moment[0] = MORNING + timedelta(minutes=30)
    reminding.look()
    settle(context)
    ((title, text, clicked),) = notices.shown
    assert (title, text) == ("Ann Lee", "08:30 · Call about the piano")
    clicked()
    assert opened == [("open_card", ann)]
    reminding.look()
    settle(context)
    assert len(notices.shown) == 1
    assert not reminding.waiting
    assert backend.queries.undo_state().undo[0] == "add_follow_up"
    _, after_a_new_start = remind()
    assert after_a_new_start.shown == []


def test_several_at_once_are_one_notice(remind, context, backend, settle, moment):
    for name in ("Ann", "Bob", "Carol", "Dan"):
        promised(backend, client(backend, name), text=f"Call {name}")
    moment[0] = MORNING + timedelta(hours=1)
    _, notices = remind()
    ((title, text, clicked),) = notices.shown
    assert title == "4 things to do"
    assert text.splitlines() == [
        "Ann: Call Ann",
        "Bob: Call Bob",
        "Carol: Call Carol",
        "and 1 more",
    ]
    clicked()
    assert notices.came_forward == 1


def test_what_is_written_meanwhile_is_waited_for(remind, context, backend, settle, moment):
    ann = client(backend)
    reminding, notices = remind()
    assert not reminding.waiting
    command = commands.AddFollowUp(client=ann, text="Ring", due=MORNING.date(), due_time="10:00")
    context.runner.write(command)
    settle(context)
    assert reminding.waiting
    moment[0] = MORNING + timedelta(hours=2)
    reminding.look()
    settle(context)
    assert [title for title, _, _ in notices.shown] == ["Ann Lee"]


def test_the_timer_itself_wakes(remind, context, backend, settle, moment, qtbot):
    promised(backend, client(backend), due_time="08:01")
    moment[0] = MORNING + timedelta(seconds=59, milliseconds=900)
    reminding, notices = remind()
    assert reminding.waiting
    moment[0] = MORNING + timedelta(minutes=1)
    qtbot.waitUntil(lambda: len(notices.shown) == 1)


def test_nothing_is_told_where_it_is_not_wanted(remind, context, backend, settle):
    context.machine.set("machine.notify", "no")
    promised(backend, client(backend), due_time="07:00")
    reminding, notices = remind()
    assert notices.shown == []
    assert not reminding.waiting
    context.machine.set("machine.notify", "yes")
    context.hub.machine_changed.emit()
    settle(context)
    assert len(notices.shown) == 1


def test_what_the_owner_was_told_but_could_not_be_kept_is_told_once(
    remind, context, backend, settle, monkeypatch
):
    promised(backend, client(backend), due_time="07:00")
    perform = backend.services.perform

    def failing(command, **more):
        if isinstance(command, commands.MarkNotified):
            raise OSError("no room")
        return perform(command, **more)

    monkeypatch.setattr(type(backend.services), "perform", lambda _self, *a, **k: failing(*a, **k))
    reminding, notices = remind()
    reminding.look()
    settle(context)
    assert len(notices.shown) == 1
