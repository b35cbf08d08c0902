"""The note: begun by typing, kept as it is typed, never lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.ui.card import people
from tests.ui.card.conftest import press, settle

from smallcrm.app import Backend
from smallcrm.domain.errors import DataFileError, FileTrouble
from smallcrm.queries.shapes import ClientCard
from smallcrm.services.commands import AddClient, Undo
from smallcrm.ui.card.window import CardWindow
from smallcrm.ui.context import UiContext

Open = Callable[[int], CardWindow]


@pytest.fixture
def anna(backend: Backend) -> int:
    return people.perform(backend, AddClient(name="Anna"))


def _read(backend: Backend, client: int) -> ClientCard:
    card = backend.queries.card(client)
    assert card is not None
    return card


def _notes(backend: Backend, client: int) -> list[str]:
    card = _read(backend, client)
    return [note.text for note in (*card.pinned_notes, *card.recent_notes)]


def _status(card: CardWindow) -> str:
    return card.note._status.whole_text()


def test_typing_is_kept_within_two_seconds(
    qtbot: QtBot, open_card: Open, backend: Backend, anna: int
) -> None:
    card = open_card(anna)
    assert card.note.field.hasFocus()
    for _ in range(17):  # without a pause that would be long enough
        qtbot.keyClicks(card.note.field, "abc ")
        qtbot.wait(100)
    draft = _read(backend, anna).draft_note
    assert draft is not None
    assert draft.text.startswith("abc abc")
    qtbot.waitUntil(lambda: _status(card) == "Saved 09:42", timeout=2000)
    settle(qtbot, card._context)
    kept = _read(backend, anna).draft_note
    assert kept is not None
    assert kept.text == ("abc " * 17).strip()
    assert _notes(backend, anna) == []


def test_a_note_survives_a_crash(
    qtbot: QtBot, open_card: Open, backend: Backend, anna: int
) -> None:
    card = open_card(anna)
    qtbot.keyClicks(card.note.field, "wants both grands")
    card.draft.save_now()
    settle(qtbot, card._context)
    # Nothing of the first card's end is run: as if the power had failed.
    after = open_card(anna)
    assert after.note.text() == "wants both grands"
    assert _status(after) == "Begun today 09:42, not finished"
    qtbot.keyClicks(after.note.field, " done")
    after.close()
    qtbot.waitUntil(lambda: not after.isVisible())
    assert _notes(backend, anna) == ["wants both grands done"]
    assert _read(backend, anna).draft_note is None


def test_ctrl_enter_finishes(qtbot: QtBot, open_card: Open, backend: Backend, anna: int) -> None:
    card = open_card(anna)
    qtbot.keyClicks(card.note.field, "first")
    qtbot.keyClick(card.note.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: card.note.text() == "")
    assert _status(card) == "All saved 09:42"
    assert card.note.field.hasFocus()
    settle(qtbot, card._context)
    assert _notes(backend, anna) == ["first"]
    assert card.body.panel.list.rows.rowCount() == 1


def test_what_is_typed_while_a_note_is_written_is_the_next_note(
    qtbot: QtBot, open_card: Open, backend: Backend, anna: int
) -> None:
    card = open_card(anna)
    qtbot.keyClicks(card.note.field, "one")
    card.draft.save_now()  # on its way while the note is finished
    card.draft.finish()
    qtbot.keyClicks(card.note.field, " two")
    settle(qtbot, card._context)
    card.draft.finish()
    settle(qtbot, card._context)
    assert sorted(_notes(backend, anna)) == ["one two"]
    assert _read(backend, anna).draft_note is None


def test_leaving_the_field_finishes_the_note(
    qtbot: QtBot, open_card: Open, backend: Backend, anna: int
) -> None:
    card = open_card(anna)
    qtbot.keyClicks(card.note.field, "called back")
    press(qtbot, card, Qt.Key.Key_Escape)
    assert card.isVisible()
    settle(qtbot, card._context)
    assert _notes(backend, anna) == ["called back"]
    assert card.note.text() == ""


def test_another_window_leaves_the_note_open(
    qtbot: QtBot, open_card: Open, backend: Backend, anna: int
) -> None:
    card = open_card(anna)
    qtbot.keyClicks(card.note.field, "looking")
    other = open_card(people.perform(backend, AddClient(name="Other")))
    qtbot.waitActive(other)
    settle(qtbot, card._context)
    assert card.note.text() == "looking"
    assert _notes(backend, anna) == []


def test_a_composition_is_no_text_yet(
    qtbot: QtBot, open_card: Open, backend: Backend, anna: int
) -> None:
    card = open_card(anna)
    QApplication.sendEvent(card.note.field, QInputMethodEvent("zhang'wei", []))
    qtbot.wait(1000)
    settle(qtbot, card._context)
    assert _read(backend, anna).draft_note is None
    event = QInputMethodEvent()
    event.setCommitString("张伟来电")
    QApplication.sendEvent(card.note.field, event)
    card.draft.save_now()
    settle(qtbot, card._context)
    draft = _read(backend, anna).draft_note
    assert draft is not None
    assert draft.text == "张伟来电"


def test_emptied_again_leaves_nothing(
    qtbot: QtBot, open_card: Open, backend: Backend, anna: int
) -> None:
    card = open_card(anna)
    qtbot.keyClicks(card.note.field, "x")
    card.draft.save_now()
    settle(qtbot, card._context)
    qtbot.keyClick(card.note.field, Qt.Key.Key_Backspace)
    with qtbot.waitSignal(card.closed):
        card.close()
        card.close()
    assert _notes(backend, anna) == []
    assert _read(backend, anna).draft_note is None


def test_what_cannot_be_saved_stays_with_the_reason(
    qtbot: QtBot,
    open_card: Open,
    backend: Backend,
    anna: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    card = open_card(anna)
    perform = backend.services.perform

    def full(*_args: object, **_more: object) -> None:
        raise DataFileError(FileTrouble.UNWRITABLE)

    monkeypatch.setattr(backend.services, "perform", full)
    qtbot.keyClicks(card.note.field, "important")
    card.close()
    settle(qtbot, card._context)
    assert card.isVisible()
    assert card.note.text() == "important"
    assert _status(card).startswith("The data file cannot be written.")
    monkeypatch.setattr(backend.services, "perform", perform)
    qtbot.keyClicks(card.note.field, "!")
    with qtbot.waitSignal(card.closed):
        card.close()
    assert _notes(backend, anna) == ["important!"]


def test_undo_of_a_note_brings_its_text_back(
    qtbot: QtBot, open_card: Open, context: UiContext, backend: Backend, anna: int
) -> None:
    card = open_card(anna)
    qtbot.keyClicks(card.note.field, "kept as typed")
    card.draft.save_now()
    settle(qtbot, context)
    card.draft.finish()
    settle(qtbot, context)
    assert _notes(backend, anna) == ["kept as typed"]
    context.runner.write(Undo())
    settle(qtbot, context)
    assert _notes(backend, anna) == []
    assert card.note.text() == "kept as typed"
