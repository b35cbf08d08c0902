"""What was said and done opens from wherever it is asked for, over the card it is about."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSettings

from smallcrm.domain.enums import Source
from smallcrm.services import commands
from smallcrm.ui.card.deck import CardDeck
from smallcrm.ui.desk import Desk
from smallcrm.ui.dialogs.interaction_dialog import InteractionDialog
from smallcrm.ui.dialogs.note_dialog import NoteDialog
from smallcrm.ui.dialogs.note_versions import NoteVersionsDialog
from smallcrm.ui.main_window import MainWindow


@pytest.fixture
def desk(qtbot, context, backend, settle, tmp_path):
    def perform(command):
        return backend.services.perform(command, source=Source.SCREEN)

    perform(commands.AddClient(name="Ada Berg"))
    perform(commands.AddInteraction(client=1))
    perform(commands.AddNote(client=1, text="one"))
    perform(commands.EditNote(note=1, text="two"))
    window = MainWindow(
        context, QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    )
    deck = CardDeck(context, anchor=window)
    made = Desk(context, window, deck)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    settle(context)
    yield made
    deck.close_all()
    settle(context)


@pytest.mark.parametrize(
    ("name", "argument", "kind"),
    [
        ("record_contact", 1, InteractionDialog),
        ("open_interaction", 1, InteractionDialog),
        ("open_note", 1, NoteDialog),
        ("note_versions", 1, NoteVersionsDialog),
    ],
)
def test_a_wish_opens_its_window(desk, context, settle, name, argument, kind):
    desk.do(name, argument)
    settle(context)
    (dialog,) = desk._window.findChildren(kind)
    assert dialog.isVisible()
    dialog.reject()


def test_what_is_gone_opens_nothing(desk, context, settle):
    for name in ("open_interaction", "open_note"):
        desk.do(name, 99)
    settle(context)
    assert not desk._window.findChildren(NoteDialog)


def test_what_happened_needs_a_client(desk, context, settle):
    desk.do("record_contact", None)
    settle(context)
    assert not desk._window.findChildren(InteractionDialog)
