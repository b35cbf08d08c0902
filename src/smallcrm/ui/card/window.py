"""The card: one client, everything that matters at the ring, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from smallcrm.ui.context import UiContext


class CardWindow(QWidget):
    """A client's card.

    What opens another window is asked for by signals, each with the client's id. `undo_wanted` and
    `redo_wanted` are those of the whole application. `closed` comes once, with the client's id,
    when the window has gone.
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
    client_opened = Signal(int)
    undo_wanted = Signal()
    redo_wanted = Signal()
    closed = Signal(int)

    def __init__(self, context: UiContext, client_id: int, *, seat: int = 0) -> None:
        super().__init__()
        self._context = context
        self._client_id = client_id
        self._seat = seat

    @property
    def client_id(self) -> int:
        """Return whose card this is."""
        return self._client_id
