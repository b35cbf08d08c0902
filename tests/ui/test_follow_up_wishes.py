"""What is to be done, asked for from the window: put off by a menu, done, removed, exported."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from icalendar import Calendar
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QMenu
from tests.factories import client, do

from smallcrm.services import commands
from smallcrm.ui.dialogs.follow_up_dialog import FollowUpDialog
from smallcrm.ui.dialogs.snooze_dialog import SnoozeDialog
from smallcrm.ui.wishes.follow_ups import FollowUpWishes

DAY = date(2026, 5, 12)


@pytest.fixture
def task(backend):
    ann = client(backend)
    return do(backend, commands.AddFollowUp(client=ann, text="Call", due=DAY)).id


def dialog_of(kind):
    return next((one for one in QApplication.topLevelWidgets() if isinstance(one, kind)), None)


def menu_of(window):
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QMenu), window
    return popup


def test_put_off_by_the_menu_and_taken_back(start, tr, backend, task, qtbot):
    window, hand = start(tr)
    window.desk.do("snooze_follow_up", task)
    menu = menu_of(window)
    words = [action.text() for action in menu.actions() if action.text()]
    assert words == [
        "For &15 minutes",
        "For 1 &hour",
        "Until this &evening, 18:00",
        "Until &tomorrow morning, 09:00",
        "Until next &week, Monday, 18 May",
        "&Another time…",
    ]
    qtbot.keyClick(menu, Qt.Key.Key_H)
    hand.rest()
    until = backend.queries.follow_up(task).snoozed_until
    assert until == backend.clock.now() + timedelta(hours=1)
    window.desk.do("undo")
    hand.rest()
    assert backend.queries.follow_up(task).snoozed_until is None


def test_another_time_is_typed(start, tr, backend, task, qtbot):
    window, hand = start(tr)
    window.desk.do("snooze_follow_up", task)
    qtbot.keyClick(menu_of(window), Qt.Key.Key_A)
    hand.rest()
    dialog = dialog_of(SnoozeDialog)
    qtbot.keyClicks(dialog.until, "tomorrow 5pm")
    qtbot.keyClick(dialog.until, Qt.Key.Key_Return)
    hand.rest()
    local = backend.clock.local(backend.queries.follow_up(task).snoozed_until)
    assert f"{local:%d %H:%M}" == "13 17:00"


def test_done_removed_and_changed(start, tr, backend, task):
    window, hand = start(tr)
    window.desk.do("finish_follow_up", task)
    hand.rest()
    assert backend.queries.follow_up(task).done_at is not None
    window.desk.do("undo")
    hand.rest()
    window.desk.do("edit_follow_up", task)
    hand.rest()
    dialog = dialog_of(FollowUpDialog)
    assert dialog.text.toPlainText() == "Call"
    dialog.close()
    window.desk.do("remove_follow_up", task)
    hand.rest()
    assert backend.queries.follow_up(task) is None
    window.desk.do("edit_follow_up", task)
    hand.rest()
    assert not [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog)
                and one.isVisible()]  # fmt: skip


def test_a_follow_up_of_a_call_keeps_the_call(start, tr, backend, qtbot):
    ann = client(backend)
    call = do(backend, commands.AddInteraction(client=ann)).id
    window, hand = start(tr)
    window.desk.do("follow_up", (ann, call))
    hand.rest()
    dialog = dialog_of(FollowUpDialog)
    qtbot.keyClicks(dialog.text, "tomorrow send the offer")
    qtbot.keyClick(dialog.text, Qt.Key.Key_Return)
    hand.rest()
    (found,) = backend.queries.follow_ups()
    assert (found.text, found.interaction_id) == ("send the offer", call)


def test_the_calendar_is_exported(start, tr, backend, task, tmp_path):
    window, hand = start(tr)
    target = tmp_path / "todo.ics"
    window.desk._opener.findChild(FollowUpWishes).write_calendar(str(target))
    hand.rest()
    (event,) = Calendar.from_ical(target.read_bytes()).events
    assert str(event["summary"]) == "Ann Lee: Call"
