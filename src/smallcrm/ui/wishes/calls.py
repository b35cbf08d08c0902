"""The phone: whom to call, whose call it was, and what was missed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from smallcrm.domain.errors import Refusal
from smallcrm.i18n.sentences import refusal
from smallcrm.ui.wishes.base import Opener, Wish

if TYPE_CHECKING:
    from smallcrm.queries.call_shapes import UnknownCallShape
    from smallcrm.queries.shapes import ClientCard


class CallWishes(QObject):
    """Calls: made, listed, put aside, and put to whose they were."""

    def __init__(self, at: Opener) -> None:
        super().__init__(at)
        self._at = at
        at.deck.calls_waiting.connect(self._on_waiting)

    def wishes(self) -> Mapping[str, Wish]:
        """Return what can be asked for here."""
        return {
            "dial": self._dial,
            "dial_number": self._dial,
            "call_log": self._call_log,
            "open_unknown_call": self._open_unknown_call,
            "handle_call": self._handle_call,
        }

    def _dial(self, wanted: object) -> None:
        """Call a number (`(client or None, number)`, or a number alone), or a client."""
        if isinstance(wanted, int):
            self._dial_client(wanted)
            return
        client, number = wanted if isinstance(wanted, tuple) else (None, wanted)
        if not (isinstance(number, str) and number):
            return
        tr, window = self._at.context.tr, self._at.window
        try:
            self._at.deck.dial(number, client)
        except Refusal as refused:
            QGuiApplication.clipboard().setText(number)
            # Translators: a number could not be dialled; {reason} is a sentence
            text = tr.gettext("{reason} {number} is on the clipboard now.")
            window.show_error(text.format(reason=refusal(tr, refused), number=number))

    def _dial_client(self, client_id: int) -> None:
        """Call a client: at their one number, or at the one that is chosen on their card."""
        slot = "dial"

        def show(card: ClientCard | None) -> None:
            from smallcrm.ui.card.present import to_dial

            if card is None:
                return
            phones = card.details.phones
            if len(phones) == 1:
                self._dial((client_id, to_dial(phones[0])))
            elif phones:
                self._at.deck.show_card(client_id).when_ready(lambda shown: shown.body.head.dial())
            else:
                tr = self._at.context.tr
                text = tr.gettext("{client} has no phone number yet.")
                self._at.window.show_error(text.format(client=card.details.ref.name))

        self._at.context.runner.read(slot, lambda queries: queries.card(client_id, slot=slot), show)

    def _call_log(self, which: object) -> None:
        from smallcrm.ui.dialogs.calls_window import CallsWindow

        chip = which if isinstance(which, str) else ""
        self._at.show(CallsWindow(self._at.context, self._at.window, which=chip))

    def _open_unknown_call(self, call_id: object) -> None:
        if not isinstance(call_id, int):
            return

        def show(shape: UnknownCallShape | None) -> None:
            if shape is not None:
                self._at.deck.show_unknown(shape)

        self._at.context.runner.read(
            "unknown call", lambda queries: queries.unknown_call(call_id), show
        )

    def _handle_call(self, wanted: object) -> None:
        """Put missed calls aside: `("interaction" or "unknown_call", id)`."""
        from smallcrm.services.commands import HandleCall

        if not isinstance(wanted, tuple):
            return
        kind, row = wanted
        known = kind == "interaction"
        command = HandleCall(
            interaction=row if known else None, unknown_call=None if known else row
        )
        self._at.write(command, self._at.say)

    def _on_waiting(self, count: int) -> None:
        tr = self._at.context.tr
        text = tr.ngettext(
            "{count} more call came in than there are windows for. Ctrl+0 lists it.",
            "{count} more calls came in than there are windows for. Ctrl+0 lists them.",
            count,
        )
        self._at.window.say(text.format(count=tr.formats.number(count)))
