"""Referrals, follow-ups and notes."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from smallcrm.domain.enums import ClientKind, ReferralDirection
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.services import commands
from smallcrm.ui.dialogs.follow_up_dialog import FollowUpDialog, time_of
from smallcrm.ui.dialogs.note_dialog import NoteDialog
from smallcrm.ui.dialogs.referral_dialog import ReferralDialog


@pytest.fixture
def james(perform):
    return perform(commands.AddClient(name="James Johnson")).result.id


def pick(qtbot, box, text):
    box.setFocus()
    qtbot.keyClicks(box, text)
    qtbot.waitUntil(lambda: box.list_open)
    qtbot.keyClick(box, Qt.Key.Key_Return)


def test_who_sent_a_client(context, beatriz, james, show, backend, settle, qtbot):
    dialog = show(ReferralDialog(context, beatriz))
    assert QApplication.focusWidget() is dialog.referrer.box
    pick(qtbot, dialog.referrer.box, "james")
    assert dialog.isVisible()
    assert dialog.referrer.chosen().id == james
    dialog.what_for.setText("Website")
    qtbot.keyClick(dialog.what_for, Qt.Key.Key_Return)
    settle(context)
    found = backend.queries.card(beatriz).referred_by
    assert found.counterpart.id == james
    assert found.what_for == "Website"
    assert not dialog.isVisible()


def test_escape_closes_the_list_first_and_then_asks(context, beatriz, james, show, qtbot):
    dialog = show(ReferralDialog(context, beatriz))
    box = dialog.referrer.box
    qtbot.keyClicks(box, "james")
    qtbot.waitUntil(lambda: box.list_open)
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert not box.list_open
    assert box.text() == "james"
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert dialog._strip.isVisible()


def test_a_second_referrer_takes_the_place_of_the_first_with_a_reason(
    context, beatriz, james, show, perform, settle, qtbot, backend
):
    other = perform(commands.AddClient(name="Ruth Jameson")).result.id
    first = perform(
        commands.AddReferral(referrer=other, client=beatriz, on=date(2026, 3, 2))
    ).result.id
    dialog = show(ReferralDialog(context, beatriz))
    pick(qtbot, dialog.referrer.box, "johnson")
    dialog.submit()
    settle(context)
    assert "Ruth Jameson" in dialog._places["from"].error()
    assert dialog.referrer.chosen().id == james
    assert "Ruth Jameson" in dialog.save_button.text()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is dialog.reason)
    qtbot.keyClick(dialog.reason, Qt.Key.Key_Return)
    assert dialog._places["reason"].error(), "nobody is replaced without a reason"
    qtbot.keyClicks(dialog.reason, "Ruth only gave the number")
    qtbot.keyClick(dialog.reason, Qt.Key.Key_Return)
    settle(context)
    assert not dialog.isVisible()
    found = backend.queries.card(beatriz).referred_by
    assert (found.id, found.counterpart.id) == (first, james)
    assert found.reason == "Ruth only gave the number"
    assert found.on == date(2026, 3, 2), "the day was not asked about"


def test_another_client_is_not_replaced_in(context, beatriz, james, show, perform, settle, backend):
    """Who was found to have a referrer is forgotten when somebody else is chosen."""
    other = perform(commands.AddClient(name="Ruth Jameson")).result.id
    perform(commands.AddReferral(referrer=other, client=beatriz))
    dialog = show(ReferralDialog(context, None))
    dialog.client.set_chosen(backend.queries.card(beatriz).details.ref)
    dialog.referrer.set_chosen(backend.queries.card(james).details.ref)
    dialog.submit()
    settle(context)
    assert dialog.reason.isVisible()
    dialog.client.set_chosen(backend.queries.card(other).details.ref)
    assert not dialog.reason.isVisible()
    dialog.submit()
    settle(context)
    assert backend.queries.card(other).referred_by.counterpart.id == james
    assert backend.queries.card(beatriz).referred_by.counterpart.id == other


def test_a_partner_who_gives_a_commission(context, beatriz, show, backend, settle):
    dialog = show(ReferralDialog(context, beatriz, direction=ReferralDirection.OUT))
    dialog.partner.box.setText("Dahl Transport")
    settle(context)
    dialog.commission.setText("12,x")
    dialog.submit()
    assert dialog._places["commission"].error()
    dialog.commission.setText("80.50")
    dialog.currency.set_code("USD")
    dialog.submit()
    settle(context)
    (sent,) = backend.queries.card(beatriz).sent_out
    assert sent.commission == Money(8050, "USD")


def test_a_circle_is_refused(context, beatriz, james, show, perform, settle, qtbot):
    perform(commands.AddReferral(referrer=beatriz, client=james))
    dialog = show(ReferralDialog(context, beatriz))
    pick(qtbot, dialog.referrer.box, "james")
    dialog.submit()
    settle(context)
    assert "James Johnson" in dialog._places["from"].error()


def test_nobody_chosen_is_refused_beside_the_field(context, beatriz, show, settle):
    dialog = show(ReferralDialog(context, beatriz))
    dialog.referrer.box.setText("Nobody")
    dialog.submit()
    assert dialog._places["from"].error()
    assert dialog.referrer.box.text() == "Nobody"


def test_to_oneself_is_refused(context, beatriz, show, settle, backend):
    dialog = show(ReferralDialog(context, beatriz))
    dialog.referrer.set_chosen(backend.queries.card(beatriz).details.ref)
    dialog.submit()
    settle(context)
    assert "Beatriz" in dialog._places["from"].error()


def test_to_a_new_partner_by_name(context, beatriz, show, backend, settle):
    dialog = show(ReferralDialog(context, beatriz, direction=ReferralDirection.OUT))
    assert QApplication.focusWidget() is dialog.partner.box
    dialog.submit()
    assert dialog._places["partner"].error()
    dialog.partner.box.setText("Dahl Transport")
    settle(context)
    dialog.submit()
    settle(context)
    (sent,) = backend.queries.card(beatriz).sent_out
    assert sent.counterpart.name == "Dahl Transport"
    assert backend.queries.card(sent.counterpart.id).details.kind is ClientKind.PARTNER


def test_a_promise(context, beatriz, show, backend, settle, qtbot):
    dialog = show(FollowUpDialog(context, beatriz))
    assert QApplication.focusWidget() is dialog.text
    qtbot.keyClicks(dialog.text, "Call back")
    dialog.day.setText("+1 week")
    dialog.time.setText("2pm")
    qtbot.keyClick(dialog.time, Qt.Key.Key_Return)
    settle(context)
    (found,) = backend.queries.card(beatriz).follow_ups
    assert (found.text, found.due, found.due_time) == ("Call back", date(2026, 5, 19), "14:00")


def test_a_promise_without_words_day_or_time(context, beatriz, show, backend, settle):
    dialog = show(FollowUpDialog(context, beatriz))
    dialog.day.setText("whenever")
    dialog.time.setText("25:00")
    dialog.submit()
    settle(context)
    assert dialog._places["text"].error()
    assert dialog._places["due"].error()
    assert "25:00" in dialog._places["due_time"].error()
    assert not backend.queries.card(beatriz).follow_ups


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("", None), ("9", "09:00"), ("9:05", "09:05"), ("14.30", "14:30"), ("12am", "00:00"),
        ("12 pm", "12:00"), ("14点30分", "14:30"), ("9点", "09:00"), ("１４：３０", "14:30"),
    ],
)  # fmt: skip
def test_times_of_day(text, time):
    assert time_of(text) == time


@pytest.mark.parametrize("text", ["24:00", "9:60", "noon", "1:2:3"])
def test_what_is_no_time_of_day(text):
    with pytest.raises(Refusal):
        time_of(text)


def test_days_go_up_and_down(context, beatriz, show, qtbot):
    dialog = show(FollowUpDialog(context, beatriz))
    qtbot.keyClick(dialog.day, Qt.Key.Key_Up)
    assert dialog.day.value() == date(2026, 5, 14)
    qtbot.keyClick(dialog.day, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.day, Qt.Key.Key_Down)
    assert dialog.day.value() == date(2026, 5, 12)
    qtbot.keyClick(dialog.day, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert dialog.day._popup.isVisible()
    dialog.day._popup.close()


def test_a_note_is_changed_and_pinned(context, beatriz, show, perform, backend, settle, qtbot):
    perform(commands.AddNote(client=beatriz, text="Old <b>text</b>"))
    note = backend.queries.card(beatriz).recent_notes[0]
    dialog = show(NoteDialog(context, beatriz, note=note))
    assert dialog.text.toPlainText() == "Old <b>text</b>"
    qtbot.keyClicks(dialog.text, " & more")
    qtbot.keyClick(dialog.text, Qt.Key.Key_Return)
    assert dialog.isVisible()
    dialog.pinned.setChecked(True)
    qtbot.keyClick(dialog.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(context)
    (found,) = backend.queries.card(beatriz).pinned_notes
    assert found.text == "Old <b>text</b> & more"


def test_an_empty_note_is_refused(context, beatriz, show, settle):
    dialog = show(NoteDialog(context, beatriz))
    dialog.submit()
    assert dialog._places["text"].error()
    dialog.text.setPlainText("New")
    dialog.submit()
    settle(context)
    assert not dialog.isVisible()
