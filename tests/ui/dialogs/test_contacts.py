"""What happened, in a window; who said a note, until when, and what it said before."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy

from smallcrm.domain.enums import Direction, InteractionKind
from smallcrm.services import commands
from smallcrm.services.commands import AddEmail, FileInput
from smallcrm.ui.dialogs.interaction_dialog import InteractionDialog
from smallcrm.ui.dialogs.note_dialog import NoteDialog
from smallcrm.ui.dialogs.note_versions import NoteVersionsDialog, differences

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def do(perform):
    return lambda command: perform(command).result.id


@pytest.fixture
def ann(do):
    people = (commands.ContactPersonInput(name="Judith <b>", role="PA"),)
    return do(commands.AddClient(name="Ann", contact_people=people))


def last(backend, ann):
    return backend.queries.card(ann).last_interactions[0]


def test_a_meeting_is_recorded_by_keys_alone(context, ann, show, settle, backend, qtbot):
    dialog = show(InteractionDialog(context, ann))
    settle(context)
    assert dialog.kind.hasFocus()
    assert not dialog.direction.isVisible()
    dialog.person.setFocus()
    qtbot.keyClick(dialog.person, Qt.Key.Key_Down)
    dialog.day.setText("yesterday")
    dialog.time.setText("2:30 pm")
    dialog.minutes.setText("45")
    dialog.summary.setFocus()
    qtbot.keyClicks(dialog.summary, "Looked at the grands")
    dialog.satisfaction.setFocus()
    qtbot.keyClick(dialog.satisfaction, Qt.Key.Key_4)
    qtbot.keyClick(dialog.summary, Qt.Key.Key_Return, CTRL)
    settle(context)
    found = last(backend, ann)
    assert (found.kind, found.direction, found.minutes) == (InteractionKind.MEETING, None, 45)
    assert found.at == datetime(2026, 5, 11, 13, 30, tzinfo=UTC)
    assert (found.summary, found.satisfaction) == ("Looked at the grands", 4)
    assert found.contact_person.name == "Judith <b>"


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("day", "tomorrow", "not happened yet"),
        ("day", "", "date"),
        ("time", "soon", "time"),
        ("minutes", "1.5", "whole number"),
        ("minutes", "-4", "whole number"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(context, ann, show, settle, field, text, said):
    dialog = show(InteractionDialog(context, ann))
    settle(context)
    getattr(dialog, field).setText(text)
    dialog.submit()
    place = "minutes" if field == "minutes" else "at"
    assert said in dialog._places[place].error()
    dialog.settle()


def test_a_contact_is_changed_and_only_in_what_differs(context, ann, show, settle, do, backend):
    at = datetime(2026, 5, 11, 13, 30, 12, 345000, tzinfo=UTC)
    made = do(commands.AddInteraction(client=ann, direction=Direction.IN, at=at))
    dialog = show(InteractionDialog(context, ann, contact=backend.queries.interaction(made)[1]))
    settle(context)
    assert dialog.command() is None
    dialog.missed.setChecked(True)
    dialog.summary.setPlainText("asked for a date")
    dialog.submit()
    settle(context)
    found = last(backend, ann)
    assert (found.at, found.answered, found.summary) == (at, False, "asked for a date")


def test_what_did_not_happen_goes_without_a_question(context, ann, show, settle, do, backend):
    made = do(commands.AddInteraction(client=ann))
    dialog = show(InteractionDialog(context, ann, contact=backend.queries.interaction(made)[1]))
    said = QSignalSpy(dialog.saved)
    dialog.remove_button.click()
    settle(context)
    assert backend.queries.interaction(made) is None
    assert said.at(0)[0].result.label == "remove_interaction"
    assert not dialog.isVisible()


def test_an_e_mail_is_read_and_its_files_are_opened(context, ann, show, settle, do, backend):
    mail = AddEmail(
        client=ann, message_id="<1@x.example>", direction=Direction.IN,
        at=datetime(2026, 5, 9, 8, tzinfo=UTC), subject="Bill", body="Dear <b>tuner</b>",
        message=FileInput(name="m.eml", content=b"m"),
        attachments=(FileInput(name="a & b.pdf", content=b"p"),),
    )  # fmt: skip
    made = do(mail)
    dialog = show(InteractionDialog(context, ann, contact=backend.queries.interaction(made)[1]))
    settle(context)
    assert dialog.message.toPlainText() == "Dear <b>tuner</b>"
    assert dialog.message.isReadOnly()
    assert not dialog.kind.isEnabled()
    assert not dialog.minutes.isVisible()
    wanted = QSignalSpy(dialog.wanted)
    buttons = [one for one in dialog.findChildren(type(dialog.remove_button)) if "&&" in one.text()]
    buttons[0].click()
    name, document = wanted.at(0)
    assert (name, backend.queries.document(document).name) == ("open_document", "a & b.pdf")


@pytest.mark.parametrize("seconds", [None, 75])
def test_what_a_phone_told_stands_and_the_rest_is_the_owners(
    context, ann, show, settle, do, backend, seconds
):
    call = commands.LogCall(
        source="program", key="1", number="+35315550100", client=ann, answered=True, seconds=seconds
    )
    made = do(call)
    contact = backend.queries.interaction(made)[1]
    dialog = show(InteractionDialog(context, ann, contact=contact))
    settle(context)
    assert dialog.minutes.isVisible() is (seconds is None)
    assert dialog.missed.isEnabled() is (seconds is None)
    dialog.satisfaction.choose(5)
    dialog.submit()
    settle(context)
    found = last(backend, ann)
    assert (found.at, found.seconds, found.satisfaction) == (contact.at, seconds, 5)


def test_a_note_says_who_and_until_when(context, ann, show, settle, backend, qtbot):
    dialog = show(NoteDialog(context, ann))
    settle(context)
    qtbot.keyClicks(dialog.text, "Son in hospital")
    dialog.said_by.setCurrentIndex(1)
    dialog.pinned.setChecked(True)
    dialog.expires.setText("10 May 2026")
    dialog.submit()
    settle(context)
    assert "is over" in dialog._places["expires"].error()
    dialog.expires.setText("+2 weeks")
    dialog.submit()
    settle(context)
    (note,) = backend.queries.card(ann).pinned_notes
    assert (note.said_by.name, note.expires) == ("Judith <b>", date(2026, 5, 26))


def test_versions_are_shown_and_one_comes_back(context, ann, show, settle, do, backend):
    made = do(commands.AddNote(client=ann, text="one <i>two</i>"))
    do(commands.EditNote(note=made, text="one three"))
    note = backend.queries.note(made)[1]
    dialog = show(NoteDialog(context, ann, note=note))
    settle(context)
    wanted = QSignalSpy(dialog.wanted)
    dialog.versions_button.click()
    assert wanted.at(0) == ["note_versions", made]
    assert not dialog.isVisible()
    versions = show(NoteVersionsDialog(context, made))
    settle(context)
    assert versions.version.count() == 2
    assert not versions.save_button.isEnabled()
    assert versions.text.toPlainText() == "one <i>two</i>three"
    versions.version.setCurrentIndex(1)
    assert versions.text.toPlainText() == "one <i>two</i>"
    versions.submit()
    settle(context)
    assert backend.queries.note(made)[1].text == "one <i>two</i>"
    assert backend.queries.note(made)[1].versions == 2


def test_typed_text_is_not_lost_for_a_look_at_versions(context, ann, show, settle, do, backend):
    made = do(commands.AddNote(client=ann, text="one"))
    do(commands.EditNote(note=made, text="two"))
    dialog = show(NoteDialog(context, ann, note=backend.queries.note(made)[1]))
    settle(context)
    dialog.text.setPlainText("three")
    dialog.versions_button.click()
    assert dialog.isVisible()
    assert dialog._strip.isVisible()
    dialog.settle()


@pytest.mark.parametrize(
    ("before", "now", "parts"),
    [
        ("a b", "a b", [("a b", " ")]),
        ("a b", "a c", [("a ", " "), ("b", "-"), ("c", "+")]),
        ("儿子住院", "儿子出院", [("儿子", " "), ("住", "-"), ("出", "+"), ("院", " ")]),
        ("", "x", [("x", "+")]),
    ],
)
def test_what_differs_is_told_by_words_and_by_chinese_characters(before, now, parts):
    assert list(differences(before, now)) == parts
