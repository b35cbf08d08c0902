"""A hand on the keyboard: keys go to whatever has the focus, and are counted."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from typing import TypeVar

import shiboken6
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget
from pytestqt import exceptions as qtbot_exceptions
from pytestqt.qtbot import QtBot

from smallcrm.app import Backend
from smallcrm.ui.card.window import CardWindow
from smallcrm.ui.context import UiContext
from smallcrm.ui.dialogs.report_preview import ReportPreview
from smallcrm.ui.widgets.facts import FactRow
from smallcrm.ui.widgets.labels import RunLabel

W = TypeVar("W", bound=QWidget)


class Hand:
    """Types and presses keys in the window that is active; waits for what follows each time."""

    def __init__(self, qtbot: QtBot, context: UiContext, main: QWidget) -> None:
        self._qtbot = qtbot
        self._context = context
        self.main = main
        self._above: list[QWidget] = []
        self.strokes = 0

    def press(self, *keys: str) -> None:
        """Press keys one after the other: `Return`, `Alt+P`, `P`, `Ctrl+Return`."""
        for name in keys:
            both = QKeySequence.fromString(name)[0]
            assert both.key() != Qt.Key.Key_unknown, name
            self._qtbot.waitUntil(lambda: self.target() is not None)
            QTest.keyClick(self.target(), both.key(), both.keyboardModifiers())
            self.strokes += 1
            self.rest()

    def type(self, text: str) -> None:
        """Type text; what is not ASCII comes by an input method, as it does from a keyboard."""
        if text.isascii():
            for sign in text:
                # The first may open a field in a table, which then takes the others.
                QTest.keyClick(self.target(), sign)
        else:
            # First what is being composed, as an input method shows it; then what was chosen.
            QApplication.sendEvent(self.target(), QInputMethodEvent(text[:1], []))
            event = QInputMethodEvent()
            event.setCommitString(text)
            QApplication.sendEvent(self.target(), event)
        self.strokes += len(text)
        self.rest()

    def over(self, text: str) -> None:
        """Type over what a field holds."""
        self.press("Ctrl+A")
        self.type(text)

    def rest(self) -> None:
        """Wait until everything that was asked for has been answered and shown."""
        self._qtbot.waitUntil(lambda: self._context.runner.pending == 0)
        self._qtbot.wait(40)
        self._qtbot.waitUntil(lambda: not self._presses())
        self._qtbot.waitUntil(lambda: self._context.runner.pending == 0)
        self._manage_windows()

    @staticmethod
    def _presses() -> bool:
        """Tell whether a button is still shown as pressed: its key acts only after that."""
        active = QApplication.activeWindow()
        buttons = active.findChildren(QAbstractButton) if active is not None else []
        return any(button.isDown() for button in buttons)

    def _manage_windows(self) -> None:
        """Do what a window manager does: a window that closes gives the keyboard to its parent."""
        active = QApplication.activeWindow()
        while active is None and self._above:
            above = self._above.pop(0)
            if shiboken6.isValid(above) and above.isVisible():
                above.activateWindow()
                self._qtbot.waitUntil(lambda: QApplication.activeWindow() is not None)
                active = QApplication.activeWindow()
        if active is not None:
            self._above = [self.main] if active is not self.main else []
            self._above[:0] = windows_above(active)

    def target(self) -> QWidget | None:
        """Return what the keys go to."""
        return QApplication.focusWidget() or QApplication.activeWindow()

    def window(self, kind: type[W]) -> W:
        """Return the window that is active; it has to be of this kind."""
        with contextlib.suppress(qtbot_exceptions.TimeoutError):
            self.until(lambda: isinstance(QApplication.activeWindow(), kind))
        found = QApplication.activeWindow()
        assert isinstance(found, kind), f"{found} is active: {said_in(found)}"
        return found

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something is so."""
        self._qtbot.waitUntil(holds)


def windows_above(window: QWidget) -> list[QWidget]:
    """Return the windows that a window belongs to, the nearest first."""
    found: list[QWidget] = []
    parent = window.parentWidget()
    while parent is not None:
        found.append(parent.window())
        parent = parent.window().parentWidget()
    return found


def said_in(window: QWidget | None) -> str:
    """Return what a window says, for the message of a test that failed."""
    if window is None:
        return ""
    texts = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    runs = [label.whole_text() for label in window.findChildren(RunLabel) if label.isVisible()]
    return " | ".join(text for text in [window.windowTitle(), *texts, *runs] if text.strip())


def sentence(card: CardWindow) -> str:
    """Return what the card says that is owed."""
    return str(card.body.banner.accessibleName())


def facts(row: FactRow) -> str:
    """Return what stands beside each other."""
    columns = (child for child in row.children() if isinstance(child, QWidget))
    return " | ".join(one.accessibleName() for one in columns if one.isVisible())


def paper(preview: ReportPreview) -> str:
    """Return the words on a paper that is shown."""
    pages = PdfReader(io.BytesIO(preview.content)).pages
    return "\n".join(page.extract_text() for page in pages)


def card_of(hand: Hand, name: str) -> CardWindow:
    """Return the card that has the keyboard, of that client."""
    card = hand.window(CardWindow)
    hand.until(lambda: card.windowTitle().startswith(name))
    return card


def owed(backend: Backend, client: int) -> list[str]:
    """Return what a client owes, as the data file has it."""
    card = backend.queries.card(client)
    assert card is not None
    return [f"{part.amount} {part.amount.currency}" for part in card.balance.owed]


def typed_in(window: QWidget) -> str:
    """Return what stands in a window's fields."""
    fields = [field for field in window.findChildren(QLineEdit) if field.isVisible()]
    return " | ".join(field.text() for field in fields)
