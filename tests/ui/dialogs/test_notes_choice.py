"""Notes are ticked one by one for the client report."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from smallcrm.services import commands
from smallcrm.ui.dialogs.notes_choice import NotesChoice


@pytest.fixture
def notes(beatriz, perform):
    made = [
        perform(commands.AddNote(client=beatriz, text=text, pinned=pinned)).result.id
        for text, pinned in (
            ("Secretary is Judith.\nSon in hospital.", True),
            ("<b>Both</b> Steinways & the upright", False),
            ("Wants both grands done in exam week", False),
        )
    ]
    return beatriz, made


@pytest.fixture
def choice(notes, context, qtbot, settle):
    found = NotesChoice(context, notes[0])
    qtbot.addWidget(found)
    found.show()
    settle(context)
    return found


def test_all_are_chosen_until_some_are_not(choice, notes, qtbot):
    assert choice.value() is None
    assert "All" in choice.text()
    qtbot.mouseClick(choice, Qt.MouseButton.LeftButton)
    rows = choice._popup.list
    assert rows.item(0).text().endswith("Secretary is Judith. Son in hospital.")
    with qtbot.waitSignal(choice.changed):
        qtbot.keyClick(rows, Qt.Key.Key_Space)
    _pinned, steinways, grands = notes[1]
    assert choice.value() == {steinways, grands}
    assert "2 of 3" in choice.text()
    qtbot.keyClick(rows, Qt.Key.Key_Escape)
    assert QApplication.activePopupWidget() is None


def test_buttons_tick_what_is_mostly_wanted(choice, notes, qtbot):
    choice.open_list()
    every, pinned, none = choice._popup.findChildren(QPushButton)
    with qtbot.waitSignal(choice.changed):
        pinned.click()
    assert choice.value() == {notes[1][0]}
    none.click()
    assert choice.value() == frozenset()
    assert choice.text() == "No notes"
    every.click()
    assert choice.value() is None
    choice._popup.close()


def test_ticks_in_a_row_are_told_once(choice, qtbot):
    told = []
    choice.changed.connect(lambda: told.append(choice.value()))
    choice.open_list()
    _every, pinned, none = choice._popup.findChildren(QPushButton)
    for button in (none, pinned, none):
        button.click()
    qtbot.waitUntil(lambda: bool(told))
    qtbot.wait(300)
    assert told == [frozenset()]
    choice._popup.close()


def test_without_notes_there_is_nothing_to_choose(context, beatriz, qtbot, settle):
    choice = NotesChoice(context, beatriz)
    qtbot.addWidget(choice)
    settle(context)
    assert not choice.isEnabled()
    assert choice.value() is None
    assert choice.text() == "No notes"
