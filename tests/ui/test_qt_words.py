"""What Qt says by itself is in the program's language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from smallcrm.ui.qt_words import speak


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    yield qapp
    speak(qapp, "en")


def menu_of(field: QLineEdit) -> str:
    menu = field.createStandardContextMenu()
    words = " ".join(action.text().partition("\t")[0] for action in menu.actions())
    menu.deleteLater()
    return words


def test_menu_of_a_text_field_follows_the_language(qtbot: QtBot, app: QApplication) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    english = menu_of(field)
    assert "Paste" in english

    speak(app, "zh_CN")
    assert "粘贴" in menu_of(field)

    speak(app, "en")
    assert menu_of(field) == english


def test_language_qt_does_not_know_leaves_english(qtbot: QtBot, app: QApplication) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)

    speak(app, "xx")

    assert "Paste" in menu_of(field)
