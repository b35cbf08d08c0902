"""What every wish needs: the window, the cards, and how a dialog is opened or a change written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from smallcrm.ui.card.deck import CardDeck
from smallcrm.ui.context import UiContext
from smallcrm.ui.main_window import MainWindow

if TYPE_CHECKING:
    from smallcrm.services.commands import Command, Outcome

Wish = Callable[[object], None]


class Wishes(Protocol):
    """A group of wishes: what can be asked for by name, each with one argument."""

    def wishes(self) -> Mapping[str, Wish]:
        """Return them by name."""


class Opener(QObject):
    """Opens dialogs over the right window and says what they did; lives on the GUI thread.

    `wanted(name, argument)` passes on what a dialog asks for next.
    """

    wanted = Signal(str, object)

    def __init__(self, context: UiContext, window: MainWindow, deck: CardDeck) -> None:
        super().__init__(window)
        self.context = context
        self.window = window
        self.deck = deck
        self._left: QWidget | None = None

    def parent_of(self, client_id: int | None) -> QWidget:
        """Return the window that a dialog about a client belongs to: the card if it is open."""
        card = self.deck.card(client_id) if client_id is not None else None
        return card if card is not None and card.isVisible() else self.window

    def open(self, dialog: QDialog) -> None:
        """Open a dialog that is gone once it is closed."""
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        over = self._over(dialog)
        if over is not dialog.parentWidget():
            dialog.setParent(over, dialog.windowFlags())
        dialog.finished.connect(self._on_finished)
        dialog.open()

    def _on_finished(self) -> None:
        dialog = self.sender()
        self._left = dialog.parentWidget() if isinstance(dialog, QDialog) else None

    def _over(self, dialog: QDialog) -> QWidget | None:
        """Return the window it was asked for in, which gets the keyboard back when it closes.

        A window that only shows stands beside those that only show: closing one leaves the others.
        """
        asked: QWidget | None = QApplication.activeWindow() or QApplication.activeModalWidget()
        if asked is None and self._left is not None and shiboken6.isValid(self._left):
            # A dialog that has just closed asks for what comes next.
            asked = self._left.window()
        lasts = dialog.windowModality() is Qt.WindowModality.NonModal
        while isinstance(asked, QDialog) and (
            not asked.isVisible() or (lasts and not asked.isModal())
        ):
            above = asked.parentWidget()
            asked = above.window() if above is not None else None
        is_card = any(asked is card for card in self.deck.cards())
        return asked if is_card or isinstance(asked, QDialog) else dialog.parentWidget()

    def show(self, dialog: QDialog) -> None:
        """Open a dialog that writes: what it saved is said in the window's strip.

        A dialog's own `wanted(name, argument)`, where it has one, is carried out.
        """
        saved = getattr(dialog, "saved", None)
        if saved is not None:
            saved.connect(self.say)
        wanted = getattr(dialog, "wanted", None)
        if wanted is not None:
            wanted.connect(self.wanted)
        self.open(dialog)

    def write(self, command: Command, done: Callable[[Outcome], None]) -> None:
        """Carry a command out; a refusal is said in the window."""
        self.context.runner.write(command, done, initiator=self.window)

    def say(self, outcome: Outcome, how: str = "do") -> None:
        """Say what was done, undone or done again."""
        done = outcome.result
        if done.label and not done.repeated:
            self.window.say_done(done.label, dict(done.parameters), how=how)
