"""The windows of calls that are nobody's card yet: whose number it may be, who a stranger is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QSize, Signal

from smallcrm.services.commands import AttributeCall
from smallcrm.ui.card.chooser import Chooser
from smallcrm.ui.card.new_caller import Draft, NewCaller
from smallcrm.ui.card.seats import raise_quietly, raise_with_keyboard

if TYPE_CHECKING:
    from smallcrm.queries.call_shapes import CallLookup
    from smallcrm.services.commands import Outcome
    from smallcrm.ui.card.call import Call
    from smallcrm.ui.card.seats import Seats
    from smallcrm.ui.context import UiContext

_CALLER: Final = QSize(520, 520)


class Callers(QObject):
    """Opens a choice or a form for a call, one for each number, and puts the call to who it is.

    `answered(Call, client id, quietly)` once that is known, `saved(Outcome)` after each change,
    `copy_wanted(sale id, client id)` where a new client is to have what somebody else bought. What
    was typed into a form that was closed is there again at the next call.
    """

    answered = Signal(object, int, bool)
    saved = Signal(object)
    copy_wanted = Signal(int, int)

    def __init__(self, context: UiContext, seats: Seats, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._seats = seats
        self._choosers: dict[str, Chooser] = {}
        self._forms: dict[str, NewCaller] = {}
        self._drafts: dict[str, Draft] = {}

    def windows(self) -> tuple[NewCaller | Chooser, ...]:
        """Return the open windows."""
        return (*self._choosers.values(), *self._forms.values())

    def has_window(self, call: Call) -> bool:
        """Tell whether the number has its window already."""
        place = _place(call)
        return place in self._choosers or place in self._forms

    def make_room(self, most: int) -> None:
        """Close what nobody touched and is over, where there are too many."""
        for window in self.windows():
            if len(self.windows()) < most:
                break
            if not (window.call.is_busy or window.is_touched or window.isActiveWindow()):
                window.close()

    def drop(self, call: Call) -> bool:
        """Close a call's window if nobody touched it; tell whether none is open now."""
        for window in self.windows():
            if window.call is call:
                if window.is_touched:
                    return False
                window.close()
        return True

    def choose(self, call: Call, lookup: CallLookup, *, quietly: bool = True) -> None:
        """Let the owner say which of several it is."""
        place = _place(call)
        chooser = self._choosers.get(place)
        if chooser is None:
            chooser = Chooser(self._context, call, lookup)
            self._choosers[place] = chooser
            chooser.chosen.connect(partial(self._on_chosen, chooser, lookup))
            chooser.somebody_else.connect(partial(self._on_somebody_else, chooser, lookup))
            chooser.closed.connect(partial(self._on_chooser_closed, place))
            self._seats.take(chooser, chooser.wanted_size())
        else:
            chooser.set_call(call)
        _raise(chooser, quietly=quietly)

    def open_form(self, call: Call, region: str | None = None, *, quietly: bool = True) -> None:
        """Let the owner say who a stranger is."""
        place = _place(call)
        form = self._forms.get(place)
        if form is None:
            draft = self._drafts.pop(_place_of_draft(call), None)
            form = NewCaller(self._context, call, region=region, draft=draft)
            self._forms[place] = form
            form.added.connect(partial(self._on_added, form))
            form.copy_wanted.connect(self.copy_wanted)
            form.saved.connect(self.saved)
            form.closed.connect(partial(self._on_form_closed, place))
            self._seats.take(form, self._scaled(_CALLER))
        else:
            form.set_call(call)
        _raise(form, quietly=quietly)

    def _on_chosen(self, chooser: Chooser, lookup: CallLookup, client_id: int) -> None:
        call = chooser.call
        call.client = client_id
        person = next(
            (one.contact_person for one in lookup.candidates if one.client.id == client_id), None
        )
        call.contact_person = person.id if person is not None else None
        self.answered.emit(call, client_id, False)
        # It is one of the owner's answers that the call is theirs: said after what was logged.
        call.when_logged(partial(self._put_to, call, client_id))

    def _put_to(self, call: Call, client_id: int) -> None:
        if call.unknown_call is None:
            return

        def done(outcome: Outcome) -> None:
            call.set_row(interaction=_interaction(outcome))
            self.saved.emit(outcome)

        command = AttributeCall(
            unknown_call=call.unknown_call, client=client_id, contact_person=call.contact_person
        )
        self._context.runner.write(command, done, initiator=self)

    def _on_added(self, form: NewCaller, client_id: int, outcome: Outcome) -> None:
        call = form.call
        call.client, call.contact_person = client_id, None
        if (interaction := _interaction(outcome)) is not None:
            call.set_row(interaction=interaction)
        self.answered.emit(call, client_id, False)

    def _on_somebody_else(self, chooser: Chooser, lookup: CallLookup) -> None:
        self.open_form(chooser.call, lookup.region, quietly=False)

    def _on_chooser_closed(self, place: str) -> None:
        if (chooser := self._choosers.pop(place, None)) is not None:
            self._seats.leave(chooser)

    def _on_form_closed(self, place: str, draft: Draft | None) -> None:
        form = self._forms.get(place)
        if draft is not None and form is not None:
            self._drafts[_place_of_draft(form.call)] = draft
        if (form := self._forms.pop(place, None)) is not None:
            self._seats.leave(form)

    def _scaled(self, size: QSize) -> QSize:
        px = self._context.theme.px
        return QSize(px(size.width()), px(size.height()))


def _raise(window: NewCaller | Chooser, *, quietly: bool) -> None:
    if quietly:
        raise_quietly(window, rings=window.call.is_ringing)
    else:
        raise_with_keyboard(window)


def _place(call: Call) -> str:
    """Name the window of a call: that of its number; one of its own where that is withheld."""
    if call.number:
        return call.number
    return f"{call.source} {call.key}"


def _place_of_draft(call: Call) -> str:
    """Name what was typed for a call: by its number, else by the row that it is in the file."""
    return call.number or f"row {call.unknown_call}"


def _interaction(outcome: Outcome) -> int | None:
    found = outcome.result.parameters.get("interaction")
    return found if isinstance(found, int) else None
