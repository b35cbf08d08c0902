"""Words that become chips: typed, pasted, offered, taken away, by the keyboard alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from smallcrm.ui.widgets.tag_field import TagField, words_of


@pytest.fixture
def field(theme, qtbot):
    made = TagField(theme, remove="Remove", placeholder="Tag")
    qtbot.addWidget(made)
    made.resize(300, made.heightForWidth(300))
    made.show()
    made.activateWindow()
    made.line.setFocus()
    qtbot.waitActive(made)
    return made


def chips(field):
    return [chip.word for chip in field.chips()]


def test_a_comma_of_either_script_and_enter_make_a_chip(field, qtbot):
    qtbot.keyClicks(field.line, "piano,school;old")
    assert chips(field) == ["piano", "school"]
    assert field.words() == ("piano", "school", "old"), "what is still typed counts"
    qtbot.keyClick(field.line, Qt.Key.Key_Return)
    assert chips(field) == ["piano", "school", "old"]
    field.line.insert("钢琴，")
    assert chips(field)[-1] == "钢琴"


def test_enter_in_an_empty_line_is_the_dialogs(field, qtbot):
    seen = []
    field.keyPressEvent = lambda event: seen.append(event.key())
    qtbot.keyClick(field.line, Qt.Key.Key_Return)
    assert field.words() == ()


def test_backspace_takes_the_last_and_the_arrows_lead_to_each(field, qtbot):
    field.set_words(["a", "b", "c"])
    qtbot.keyClick(field.line, Qt.Key.Key_Backspace)
    assert field.words() == ("a", "b")
    qtbot.keyClick(field.line, Qt.Key.Key_Left)
    assert QApplication.focusWidget() is field.chips()[1]
    qtbot.keyClick(field.chips()[1], Qt.Key.Key_Left)
    qtbot.keyClick(field.chips()[0], Qt.Key.Key_Delete)
    assert field.words() == ("b",)
    assert QApplication.focusWidget() is field.chips()[0]
    qtbot.keyClick(field.chips()[0], Qt.Key.Key_Right)
    assert field.line.hasFocus()


def test_a_known_word_keeps_its_spelling_and_none_comes_twice(field, qtbot):
    field.set_known(["VIP list", "Piano"])
    qtbot.keyClicks(field.line, "piano,PIANO,vip LIST")
    qtbot.keyClick(field.line, Qt.Key.Key_Return)
    assert field.words() == ("Piano", "VIP list")


def test_what_is_known_is_offered(field, qtbot):
    field.set_known(["piano", "school"])
    qtbot.keyClicks(field.line, "cho")
    popup = field._completer.popup()
    qtbot.waitUntil(popup.isVisible)
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: field.words() == ("school",))
    assert field.line.text() == ""


def test_many_words_take_more_lines(field):
    one = field.heightForWidth(300)
    field.set_words([f"a rather long word {number}" for number in range(8)])
    assert field.heightForWidth(300) > 2 * one


def test_words_are_cleaned():
    assert words_of("  a  b ,, c\n；d ") == ["a b", "c", "d"]
    assert words_of(" , ;") == []
