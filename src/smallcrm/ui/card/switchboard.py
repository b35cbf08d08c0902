"""The phone: who is behind a number, and the window that says so."""

from __future__ import annotations

from collections import deque
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QSize, Signal

from smallcrm.telephony.caller import parse
from smallcrm.ui.card.call import Call
from smallcrm.ui.card.chooser import Chooser
from smallcrm.ui.card.new_caller import Draft, NewCaller
from smallcrm.ui.card.seats import raise_quietly, raise_with_keyboard

if TYPE_CHECKING:
    from smallcrm.queries.call_shapes import CallLookup
    from smallcrm.ui.card.seats import Seats
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend

_CALLER: Final = QSize(520, 520)


class Switchboard(QObject):
    """Looks callers up one after the other; each call gets a window of its own.

    `answered(Call, client id, quietly)`: this client is on the line, their card is wanted, and a
    quiet one takes no keyboard. `saved(Outcome)` after each change made in a new caller's form.
    `copy_wanted(sale id, client id)` where a new client is to have what somebody else bought.
    """

    answered = Signal(object, int, bool)
    saved = Signal(object)
    copy_wanted = Signal(int, int)

    def __init__(self, context: UiContext, seats: Seats, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._seats = seats
        self._choosers: dict[str, Chooser] = {}
        self._callers: dict[str, NewCaller] = {}
        self._drafts: dict[str, Draft] = {}
        self._calls: deque[Call] = deque()
        self._looking_up = False

    def windows(self) -> tuple[NewCaller | Chooser, ...]:
        """Return the open windows of calls that are nobody's card yet."""
        return (*self._choosers.values(), *self._callers.values())

    def ring(self, said: str, name: str, *, outgoing: bool) -> None:
        """Take a call as the phone told of it."""
        caller = parse(said)
        now = self._context.clock.now()
        self._calls.append(Call(caller.number, name or caller.name, outgoing, now))
        self._next()

    def _next(self) -> None:
        # The read side answers one call at a time, and none of them may be superseded.
        if self._looking_up or not self._calls:
            return
        call = self._calls.popleft()
        if not call.number:
            self._open_form(call)
            self._next()
            return
        self._looking_up = True

        def look_up(backend: Backend) -> CallLookup:
            return backend.queries.call_lookup(call.number)

        self._context.runner.task(
            look_up, partial(self._on_found, call), partial(self._on_failed, call)
        )

    def _on_found(self, call: Call, lookup: CallLookup) -> None:
        self._looking_up = False
        found = lookup.candidates
        if not found:
            self._open_form(call, lookup.region)
        elif len(found) == 1:
            self.answered.emit(call, found[0].client.id, True)
        else:
            self._choose(call, lookup)
        self._next()

    def _on_failed(self, call: Call, error: Exception) -> None:
        self._looking_up = False
        self._context.runner.went_wrong.emit(error)
        self._open_form(call)
        self._next()

    def _choose(self, call: Call, lookup: CallLookup) -> None:
        chooser = self._choosers.get(call.number)
        if chooser is None:
            chooser = Chooser(self._context, call, lookup)
            self._choosers[call.number] = chooser
            chooser.chosen.connect(partial(self._on_chosen, call))
            chooser.somebody_else.connect(partial(self._on_somebody_else, call, lookup))
            chooser.closed.connect(partial(self._on_chooser_closed, call.number))
            self._seats.take(chooser, chooser.wanted_size())
        raise_quietly(chooser)

    def _on_chosen(self, call: Call, client_id: int) -> None:
        self.answered.emit(call, client_id, False)

    def _on_somebody_else(self, call: Call, lookup: CallLookup) -> None:
        self._open_form(call, lookup.region, quietly=False)

    def _on_chooser_closed(self, number: str) -> None:
        if (chooser := self._choosers.pop(number, None)) is not None:
            self._seats.leave(chooser)

    def _open_form(self, call: Call, region: str | None = None, *, quietly: bool = True) -> None:
        form = self._callers.get(call.number)
        if form is None:
            draft = self._drafts.pop(call.number, None)
            form = NewCaller(self._context, call, region=region, draft=draft)
            self._callers[call.number] = form
            form.added.connect(partial(self._on_chosen, call))
            form.copy_wanted.connect(self.copy_wanted)
            form.saved.connect(self.saved)
            form.closed.connect(partial(self._on_form_closed, call.number))
            self._seats.take(form, self._scaled(_CALLER))
        if quietly:
            raise_quietly(form)
        else:
            raise_with_keyboard(form)

    def _on_form_closed(self, number: str, draft: Draft | None) -> None:
        if draft is not None:
            self._drafts[number] = draft
        if (form := self._callers.pop(number, None)) is not None:
            self._seats.leave(form)

    def _scaled(self, size: QSize) -> QSize:
        px = self._context.theme.px
        return QSize(px(size.width()), px(size.height()))
