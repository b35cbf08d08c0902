"""All open cards: opens, raises and places them, and answers the phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from smallcrm.ui.card.window import CardWindow

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.ui.context import UiContext


class CardDeck(QObject):
    """Opens cards; made once by the composition root, lives on the GUI thread.

    Passes on what its cards ask for, so that the main window connects once: the signals are those
    of `CardWindow`. `card(client_id)` gives the window that asked, as the parent of a dialog.
    """

    payment_wanted = Signal(int)
    sale_wanted = Signal(int)
    referral_wanted = Signal(int)
    follow_up_wanted = Signal(int)
    edit_wanted = Signal(int)
    report_wanted = Signal(int)
    sale_opened = Signal(int)
    payment_opened = Signal(int)
    follow_up_opened = Signal(int)
    undo_wanted = Signal()
    redo_wanted = Signal()

    def __init__(self, context: UiContext, *, anchor: QWidget | None = None) -> None:
        super().__init__(anchor)
        self._context = context
        self._cards: dict[int, CardWindow] = {}

    def show_card(
        self, client_id: int, *, raised_by_call: bool = False, number: str | None = None
    ) -> CardWindow:
        """Open a client's card, or raise the one that is open; a call takes no keyboard."""
        raise NotImplementedError

    def show_call(self, number: str, name: str = "", *, outgoing: bool = False) -> None:
        """Show who is behind a number: the card, a choice, or a new caller's form."""
        raise NotImplementedError

    def card(self, client_id: int) -> CardWindow | None:
        """Return a client's open card."""
        return self._cards.get(client_id)

    def close_all(self) -> None:
        """Close every window of the deck; notes being typed are kept."""
        raise NotImplementedError
