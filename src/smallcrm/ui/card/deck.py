"""All open cards: opens them, brings them to the front, and lets the phone do so.

Cards are imported when the first one is wanted, or `warm_up` is called: the window is there before.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal

from smallcrm.domain.errors import Refusal
from smallcrm.domain.telephony_settings import SYSTEM
from smallcrm.ui.card.seats import Seats, raise_quietly

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.queries.call_shapes import UnknownCallShape
    from smallcrm.telephony.reports import CallReport
    from smallcrm.ui.card.call import Call
    from smallcrm.ui.card.chooser import Chooser
    from smallcrm.ui.card.new_caller import NewCaller
    from smallcrm.ui.card.switchboard import Switchboard
    from smallcrm.ui.card.window import CardWindow
    from smallcrm.ui.context import UiContext

MOST_CARDS: Final = 8
_PATIENCE_MS: Final = 150
_WIDTH, _HEIGHT = 548, 690
_WAY: Final = "telephony.dial"


def warm_up() -> None:
    """Import what cards are made of; any thread."""
    import smallcrm.ui.card.switchboard
    import smallcrm.ui.card.window  # noqa: F401


class CardDeck(QObject):
    """Opens cards; made once by the composition root, lives on the GUI thread.

    Passes on what its cards ask for (`wanted(name, argument)`), so that the desk connects once.
    `calls_waiting(count)`: so many calls came at once that there were windows for others alone.
    `card(client_id)` gives the window that asked, as the parent of a dialog.
    `emptied` when the last of its windows has closed: at the end, `close_all()` first.
    """

    wanted = Signal(str, object)
    saved = Signal(object)
    emptied = Signal()
    calls_waiting = Signal(int)

    def __init__(self, context: UiContext, *, anchor: QWidget | None = None) -> None:
        super().__init__(anchor)
        self._context = context
        self._cards: dict[int, CardWindow] = {}
        self._size: QSize | None = None
        self._seats = Seats(anchor, self)
        self._phone: Switchboard | None = None
        self._seats.emptied.connect(self.emptied)

    @property
    def is_empty(self) -> bool:
        """Tell whether no window of the deck is open."""
        return not self._seats.windows()

    def card(self, client_id: int) -> CardWindow | None:
        """Return a client's open card."""
        return self._cards.get(client_id)

    def cards(self) -> tuple[CardWindow, ...]:
        """Return the open cards, the one asked for last at the end."""
        return tuple(self._cards.values())

    def calls(self) -> tuple[NewCaller | Chooser, ...]:
        """Return the open windows of calls that are nobody's card yet."""
        return self._phone.windows() if self._phone is not None else ()

    def show_card(self, client_id: int, *, raised_by_call: bool = False) -> CardWindow:
        """Open a client's card, or raise the one that is open; a call takes no keyboard.

        A new card appears with its contents, or bare after a moment where reading takes long.
        """
        card = self._cards.pop(client_id, None)
        if card is None:
            card = self._new_card(client_id)
            reveal = partial(self._reveal, card, quietly=raised_by_call)
            card.ready.connect(reveal)
            QTimer.singleShot(_PATIENCE_MS, card, reveal)
        else:
            self._raise(card, quietly=raised_by_call)
        self._cards[client_id] = card
        return card

    def report(self, report: CallReport) -> None:
        """Take what a phone source says of a call: it is logged, and who rings has their window."""
        self._switchboard().report(report)

    def show_call(self, number: str, name: str = "", *, outgoing: bool = False) -> None:
        """Show who is behind a number: the card, a choice, or a new caller's form.

        `number` is what the phone says, with its decoration; empty where it is withheld. Calls are
        answered in their order, each with a window of its own, and logged by themselves.
        """
        self._switchboard().ring(number, name, outgoing=outgoing)

    def show_unknown(self, shape: UnknownCallShape) -> None:
        """Show the form, or the choice, for a call of earlier that is nobody's yet."""
        self._switchboard().show_unknown(shape)

    def dial(self, number: str, client_id: int | None = None) -> None:
        """Have a number called in the way that is set; Refusal `cannot_dial` where that fails.

        The call is logged once the line tells of it; where nobody will, at once.
        """
        phone = self._context.phone
        if phone is None:
            raise Refusal("cannot_dial", way=self._context.machine.get(_WAY), number=number)
        phone.dial(number)
        told = self._context.machine.get(_WAY) != SYSTEM
        self._switchboard().dialled(number, client_id, told=told)

    def close_all(self) -> None:
        """Close every window; a note being typed is written first, `emptied` comes after.

        Calls whose window was still on its way are kept all the same.
        """
        if self._phone is not None:
            self._phone.keep_waiting()
        for window in self._seats.windows():
            window.close()
        if self.is_empty:
            self.emptied.emit()

    def _switchboard(self) -> Switchboard:
        if self._phone is None:
            from smallcrm.ui.card.switchboard import Switchboard

            self._phone = Switchboard(self._context, self._seats, self)
            self._phone.answered.connect(self._on_answered)
            self._phone.saved.connect(self.saved)
            self._phone.copy_wanted.connect(self._on_copy_wanted)
            self._phone.overflowed.connect(self.calls_waiting)
        return self._phone

    def _new_card(self, client_id: int) -> CardWindow:
        from smallcrm.ui.card.window import CardWindow

        if len(self._cards) >= MOST_CARDS:
            idle = (card for card in self._cards.values() if not card.is_busy)
            if (oldest := next(idle, None)) is not None:
                oldest.close()
        seat = self._seats.free()
        card = CardWindow(self._context, client_id, seat=seat)
        px = self._context.theme.px
        self._seats.take(card, self._size or QSize(px(_WIDTH), px(_HEIGHT)), seat)
        card.wanted.connect(self.wanted)
        card.saved.connect(self.saved)
        card.client_opened.connect(self._on_client_opened)
        card.followed.connect(self._on_followed)
        card.closed.connect(self._on_closed)
        return card

    def _reveal(self, card: CardWindow, *, quietly: bool) -> None:
        if card.isVisible() or self._cards.get(card.client_id) is not card:
            return
        self._raise(card, quietly=quietly)

    def _raise(self, card: CardWindow, *, quietly: bool) -> None:
        if quietly:
            raise_quietly(card, rings=card.on_line.rings)
        else:
            card.take_keyboard()

    def _on_client_opened(self, client_id: int) -> None:
        self.show_card(client_id)

    def _on_followed(self, client_id: int) -> None:
        """Show whom a client became, without taking the keyboard from where that was done."""
        self.show_card(client_id, raised_by_call=True)

    def _on_closed(self, client_id: int) -> None:
        card = self._cards.pop(client_id, None)
        if card is not None:
            self._size = None if card.isMaximized() else card.size()
            self._seats.leave(card)

    def _on_copy_wanted(self, sale_id: int, client_id: int) -> None:
        """Sell a past sale again, over the new client's card once that stands."""
        card = self._cards.get(client_id)
        if card is not None:
            wish = partial(self.wanted.emit, "same_again", (sale_id, client_id))
            card.ready.connect(wish, Qt.ConnectionType.SingleShotConnection)

    def _on_answered(self, call: Call, client_id: int, quietly: bool) -> None:
        """Show the card of who is on the line; above all else as long as it rings."""
        card = self.show_card(client_id, raised_by_call=quietly)
        card.set_call(call)
        if card.isVisible():
            self._raise(card, quietly=quietly)
