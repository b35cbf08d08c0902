"""Who is on the line, as a card knows it: shown while it lasts, settled when it has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Signal

from smallcrm.i18n.follow_ups import follow_up_text
from smallcrm.services.commands import FinishFollowUp, RateContact
from smallcrm.ui.card import present
from smallcrm.ui.card.seats import let_down

if TYPE_CHECKING:
    from smallcrm.queries.contact_shapes import FollowUpShape
    from smallcrm.queries.shapes import ClientCard
    from smallcrm.services.commands import Command, Outcome
    from smallcrm.ui.card.call import Call
    from smallcrm.ui.card.window import CardWindow
    from smallcrm.ui.context import UiContext


class OnLine(QObject):
    """Follows the call that a card was opened for, and does what its strip offers.

    `wanted(name, argument)` asks the desk; `saved(Outcome)` or `failed(error)` after each change.
    """

    wanted = Signal(str, object)
    saved = Signal(object)
    failed = Signal(object)

    def __init__(self, context: UiContext, client_id: int, window: CardWindow) -> None:
        super().__init__(window)
        self._context = context
        self._client_id = client_id
        self._window = window
        self._strip = window.body.call
        self._call: Call | None = None
        self._shown: present.Calling | None = None
        self._asked: int | None = None
        strip = self._strip
        strip.rated.connect(self._on_rated)
        strip.follow_up_wanted.connect(lambda: window.act("follow_up"))
        strip.close_wanted.connect(self._on_close_wanted)
        strip.dial_wanted.connect(self.call_back)
        strip.dismissed.connect(lambda: self.set_call(None))

    @property
    def call(self) -> Call | None:
        """Return the call that the card is about now."""
        return self._call

    @property
    def interaction(self) -> int | None:
        """Return which contact of the client the call is, once it is known."""
        return self._call.interaction if self._call is not None else None

    @property
    def rings(self) -> bool:
        """Tell whether the client rings, as far as anybody knows."""
        return self._call is not None and self._call.is_ringing

    def set_call(self, call: Call | None) -> None:
        """Follow a call, or none any more."""
        if self._call is not None:
            self._call.changed.disconnect(self._on_changed)
        self._call, self._asked = call, None
        self._window.draft.belongs_to(call)
        if call is not None:
            call.changed.connect(self._on_changed)
        self._strip.set_call(call)
        self._shown = self.calling()
        self._window.show_calling()
        self._look_for_follow_up()

    def calling(self) -> present.Calling | None:
        """Return what the head and the facts show of it."""
        call = self._call
        if call is None:
            return None
        return present.Calling(
            call.shown,
            call.outgoing,
            call.interaction,
            talking=call.is_talking,
            over=not call.is_live,
        )

    def show_card(self, card: ClientCard) -> None:
        """Follow what the file says of the call: how it went may have been said elsewhere."""
        mine = (one for one in card.last_interactions if one.id == self.interaction)
        if (one := next(mine, None)) is not None:
            self._strip.set_rating(one.satisfaction)

    def call_back(self) -> None:
        """Call the client: at the number that was missed just now, else at theirs."""
        call = self._call
        if call is not None and call.number and not call.is_live and call.answered is False:
            self.dial(call.number)
        else:
            self._window.body.head.dial()

    def dial(self, number: str) -> None:
        """Have a number of the client's called."""
        self.wanted.emit("dial", (self._client_id, number))

    def _on_changed(self) -> None:
        calling = self.calling()
        # A second that passes changes nothing but the strip.
        if calling != self._shown:
            self._shown = calling
            if calling is not None and (calling.talking or calling.over):
                let_down(self._window)
            self._window.show_calling()
            self._look_for_follow_up()

    def _look_for_follow_up(self) -> None:
        """Ask once which follow-up the call may have been about."""
        call = self._call
        if call is None or call.is_live or call.interaction in {None, self._asked}:
            return
        self._asked = call.interaction
        client, slot = self._client_id, f"follow-up:{self._client_id}"
        self._context.runner.read(
            slot,
            lambda queries: queries.follow_up_for_call(client),
            self._on_follow_up,
            lambda _error: None,
        )

    def _on_follow_up(self, found: FollowUpShape | None) -> None:
        if shiboken6.isValid(self):
            text = follow_up_text(self._context.tr, found) if found is not None else ""
            self._strip.offer(found.id if found is not None else None, text)

    def _on_rated(self, satisfaction: int | None) -> None:
        if (call := self.interaction) is not None:
            self._write(RateContact(interaction=call, satisfaction=satisfaction))

    def _on_close_wanted(self, follow_up: int) -> None:
        self._strip.offer(None)
        self._write(FinishFollowUp(follow_up=follow_up))

    def _write(self, command: Command) -> None:
        self._context.runner.write(command, self._on_saved, self._on_failed, initiator=self)

    def _on_saved(self, outcome: Outcome) -> None:
        self.saved.emit(outcome)

    def _on_failed(self, error: Exception) -> None:
        self.failed.emit(error)
