"""Cards under test: made, shown, and let go without a trace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from smallcrm.ui.card.deck import CardDeck
from smallcrm.ui.card.window import CardWindow
from smallcrm.ui.context import UiContext

HERE = Path(__file__).parent


def pytest_itemcollected(item: pytest.Item) -> None:
    # Only the platform without a screen says this, and it means nothing.
    if HERE in item.path.parents:
        item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support"))


@pytest.fixture
def open_card(qtbot: QtBot, context: UiContext) -> Iterator[Callable[[int], CardWindow]]:
    """Open a client's card with the keyboard in it, as a click in the window does."""
    made: list[CardWindow] = []

    def make(client: int) -> CardWindow:
        card = CardWindow(context, client)
        made.append(card)
        with qtbot.waitSignal(card.ready):
            pass
        card.resize(548, 690)
        card.take_keyboard()
        qtbot.waitActive(card)
        settle(qtbot, context)
        return card

    yield make
    settle(qtbot, context)
    for card in made:
        card.draft.deleteLater()
        card.deleteLater()


@pytest.fixture
def deck(qtbot: QtBot, context: UiContext) -> Iterator[CardDeck]:
    """A deck whose windows are closed at the end."""
    made = CardDeck(context)
    yield made
    made.close_all()
    qtbot.waitUntil(lambda: made.is_empty)
    settle(qtbot, context)
    made.deleteLater()


def settle(qtbot: QtBot, context: UiContext) -> None:
    """Wait until what was asked is answered, and what follows from it too."""
    for _ in range(3):
        qtbot.wait(5)
        qtbot.waitUntil(lambda: context.runner.pending == 0)


def press(qtbot: QtBot, window: QWidget, key: Qt.Key, *, alt: bool = False) -> None:
    """Press a key where the keyboard is."""
    modifier = Qt.KeyboardModifier.AltModifier if alt else Qt.KeyboardModifier.NoModifier
    qtbot.keyClick(window.focusWidget() or window, key, modifier)
