"""Follow-ups by keyboard: typed on one line, changed, put off, removed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import Qt

from smallcrm.domain.repeating import Often, RepeatRule
from smallcrm.services import commands
from smallcrm.ui.dialogs.follow_up_dialog import FollowUpDialog
from smallcrm.ui.dialogs.repeat_choice import RepeatChoice
from smallcrm.ui.dialogs.snooze_dialog import SnoozeDialog

DAY = date(2026, 5, 12)  # a Tuesday


@pytest.fixture
def task(perform, beatriz):
    def make(**fields):
        given = {"client": beatriz, "text": "Tune the grand", "due": DAY, **fields}
        return perform(commands.AddFollowUp(**given)).result.id

    return make


def only(backend, beatriz):
    (found,) = backend.queries.card(beatriz).follow_ups
    return found


def test_one_line_and_enter(context, beatriz, show, backend, settle, qtbot):
    dialog = show(FollowUpDialog(context, beatriz))
    qtbot.keyClicks(dialog.text, "Tuesday 3pm call about the piano")
    assert dialog.understood.whole_text() == ("Tuesday, 19 May 2026, 15:00 · call about the piano")
    line = dialog.text.toPlainText()
    assert [line[start:end] for start, end in dialog.text.places] == ["Tuesday", "3pm"]
    qtbot.keyClick(dialog.text, Qt.Key.Key_Return)
    settle(context)
    found = only(backend, beatriz)
    assert (found.text, found.due, found.due_time) == (
        "call about the piano", date(2026, 5, 19), "15:00",
    )  # fmt: skip


def test_what_repeats_is_said_and_chosen(context, beatriz, show, backend, settle, qtbot):
    dialog = show(FollowUpDialog(context, beatriz))
    dialog.text.setPlainText("每周一上午九点浇花")
    assert dialog.repeat.often.currentText() == "Every Monday"
    assert "every Monday" in dialog.understood.whole_text()
    dialog.repeat.ends.choose("times")
    dialog.repeat.times.setValue(3)
    qtbot.keyClick(dialog.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(context)
    assert only(backend, beatriz).repeat_rule == "FREQ=WEEKLY;BYDAY=MO;COUNT=3"


def test_what_was_set_by_hand_stays(context, beatriz, show, qtbot):
    dialog = show(FollowUpDialog(context, beatriz))
    dialog.day.setText("1 June 2026")
    qtbot.keyClicks(dialog.text, "tomorrow 5pm call")
    assert dialog.day.shown() == date(2026, 6, 1)
    assert dialog.time.text() == "17:00"
    dialog.text.setPlainText("call")
    assert dialog.time.text() == ""
    assert dialog.understood.whole_text() == "Monday, 1 June 2026 · call"


def test_without_a_sign_it_is_tomorrow_and_says_so(context, beatriz, show, qtbot):
    dialog = show(FollowUpDialog(context, beatriz))
    qtbot.keyClicks(dialog.text, "call")
    assert dialog.understood.whole_text() == "Wednesday, 13 May 2026 · call"
    dialog.day.setText("whenever")
    assert dialog.understood.isHidden()


def test_a_day_alone_is_nothing_to_do(context, beatriz, show, backend, settle, qtbot):
    dialog = show(FollowUpDialog(context, beatriz))
    qtbot.keyClicks(dialog.text, "tomorrow")
    qtbot.keyClick(dialog.text, Qt.Key.Key_Return)
    settle(context)
    assert dialog.isVisible()
    assert dialog._places["text"].error()


def test_one_that_is_there_is_changed(context, beatriz, show, backend, settle, qtbot, task):
    number = task(text="Friday lessons", due_time="09:00")
    shape = backend.queries.follow_up(number)
    dialog = show(FollowUpDialog(context, beatriz, follow_up=shape))
    assert dialog.text.places == ()
    assert dialog.time.text() == "09:00"
    dialog.submit()
    settle(context)
    assert backend.queries.undo_state().undo[0] == "add_follow_up"
    dialog = show(FollowUpDialog(context, beatriz, follow_up=shape))
    dialog.time.setText("10:30")
    dialog.submit()
    settle(context)
    found = backend.queries.follow_up(number)
    assert (found.text, found.due, found.due_time) == ("Friday lessons", DAY, "10:30")


def test_what_the_program_asks_can_be_moved_only(context, beatriz, show, backend, settle, perform):
    number = perform(commands.RemindOfDetails(client=beatriz, due=DAY)).result.id
    shape = backend.queries.follow_up(number)
    dialog = show(FollowUpDialog(context, beatriz, follow_up=shape))
    assert dialog.text.isReadOnly()
    dialog.day.setText("1 June 2026")
    dialog.submit()
    settle(context)
    assert backend.queries.follow_up(number).due == date(2026, 6, 1)


def test_removed_from_its_dialog(context, beatriz, show, backend, settle, task):
    shape = backend.queries.follow_up(task())
    dialog = show(FollowUpDialog(context, beatriz, follow_up=shape))
    dialog._remove()
    settle(context)
    assert not dialog.isVisible()
    assert backend.queries.card(beatriz).follow_ups == ()


def test_put_off_by_typing(context, show, backend, settle, qtbot, task):
    number = task()
    dialog = show(SnoozeDialog(context, number))
    qtbot.keyClicks(dialog.until, "whenever")
    dialog.submit()
    settle(context)
    assert dialog.isVisible()
    dialog.until.setText("周五上午十点")
    assert dialog.understood.whole_text() == "Friday, 15 May 2026, 10:00"
    qtbot.keyClick(dialog.until, Qt.Key.Key_Return)
    settle(context)
    until = backend.queries.follow_up(number).snoozed_until
    assert until == datetime(2026, 5, 15, 9, tzinfo=UTC)


def test_every_rule_that_is_offered_falls_on_the_day(context, qtbot):
    choice = RepeatChoice(context)
    qtbot.addWidget(choice)
    rules = []
    for value in choice.often.values():
        choice.often.choose(value)
        rules.append(str(choice.rule(DAY)))
    assert rules == [
        "None",
        "FREQ=DAILY",
        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
        "FREQ=WEEKLY;BYDAY=TU",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
        "FREQ=MONTHLY;BYMONTHDAY=12",
        "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=12",
        "FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=12",
        "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=12",
    ]
    own = RepeatRule(Often.MONTHLY, days=((0, 1),), until=date(2026, 12, 31))
    choice.set_rule(own)
    assert choice.rule(DAY) == own
    assert choice.often.currentText() == "Every month on the first Monday"
