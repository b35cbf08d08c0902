"""The phone: each call is kept in the file, and the window that says who it is opens by itself."""

from __future__ import annotations

import uuid
from collections import OrderedDict, deque
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from smallcrm.domain import phone
from smallcrm.domain.enums import Source
from smallcrm.domain.errors import DataFileError
from smallcrm.services.commands import LogCall
from smallcrm.telephony.caller import parse
from smallcrm.telephony.reports import CallReport, CallState
from smallcrm.ui.card.call import PROGRAM, Call, shown_number
from smallcrm.ui.card.callers import Callers

if TYPE_CHECKING:
    from smallcrm.queries.call_shapes import CallLookup, UnknownCallShape
    from smallcrm.services.commands import Outcome
    from smallcrm.ui.card.chooser import Chooser
    from smallcrm.ui.card.new_caller import NewCaller
    from smallcrm.ui.card.seats import Seats
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend

MOST_AT_ONCE: Final = 8
"""How many windows of calls may be open; what rings beyond that is kept and counted."""
_REMEMBERED: Final = 500
_DIALLED: Final = timedelta(seconds=60)
_AGAIN_MS: Final = 5000
_MOST_ATTEMPTS: Final = 60


@dataclass(frozen=True, slots=True)
class _Dialled:
    """Whom the owner had called a moment ago: the line will tell of it as of any call."""

    number: str
    client: int | None
    at: datetime


class Switchboard(QObject):
    """Keeps every call, looks callers up one after the other, and has a window opened for each.

    `answered(Call, client id, quietly)`: this client is on the line, their card is wanted, and a
    quiet one takes no keyboard. `saved(Outcome)` after each change made in a new caller's form.
    `copy_wanted(sale id, client id)` where a new client is to have what somebody else bought.
    `overflowed(count)`: so many calls since then found no room for a window.
    """

    answered = Signal(object, int, bool)
    saved = Signal(object)
    copy_wanted = Signal(int, int)
    overflowed = Signal(int)

    def __init__(self, context: UiContext, seats: Seats, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._seats = seats
        self._callers = Callers(context, seats, self)
        self._calls: OrderedDict[tuple[str, str], Call] = OrderedDict()
        self._waiting: deque[tuple[Call, bool]] = deque()
        self._dialled: _Dialled | None = None
        self._looking_up = False
        self._overflow = 0
        self._callers.answered.connect(self.answered)
        self._callers.saved.connect(self.saved)
        self._callers.copy_wanted.connect(self.copy_wanted)

    def windows(self) -> tuple[NewCaller | Chooser, ...]:
        """Return the open windows of calls that are nobody's card yet."""
        return self._callers.windows()

    def ring(self, said: str, name: str, *, outgoing: bool) -> None:
        """Take a call of which a command line told, and of whose end nobody will tell."""
        caller = parse(said)
        if name:
            caller = type(caller)(caller.number, name)
        self.report(
            CallReport(
                PROGRAM,
                str(uuid.uuid4()),
                CallState.RINGING,
                caller,
                outgoing,
                self._context.clock.now(),
            )
        )

    def report(self, report: CallReport) -> None:
        """Take what a source says of a call: it is kept, and who rings gets a window."""
        key = (report.source, report.key)
        call = self._calls.get(key)
        if call is not None:
            withheld = not call.number
            if call.follow(report):
                self._keep(call)
            # The number came after the ring; or who found no room is the one that is talked to.
            found = withheld and call.number and call.is_live and self._callers.drop(call)
            if found or (call.is_unseen and call.is_talking):
                call.is_unseen = False
                self._show(call)
            return
        if report.history or report.state is CallState.ENDED:
            # Nobody is to be shown any more.
            self._write(_told(report, self._context.clock.now()))
            return
        call = self._begin(report)
        self._remember(key, call)
        call.client = self._client_dialled(call)
        self._show(call)

    def dialled(self, number: str, client: int | None, *, told: bool) -> None:
        """Know whom the owner has called: the line tells of it, or (`told` False) nobody will."""
        now = self._context.clock.now()
        self._dialled = _Dialled(number, client, now)
        if not told:
            self.ring(number, "", outgoing=True)

    def show_unknown(self, shape: UnknownCallShape) -> None:
        """Open the form, or the choice, for a call of earlier; it is there to be typed in."""
        call = Call(
            shape.number or "",
            shape.name or "",
            outgoing=shape.outgoing,
            at=shape.at,
            key=f"unknown {shape.id}",
            parent=self,
        )
        call.shown = shown_number(call.number, self._context.settings.country)
        call.state, call.answered = CallState.ENDED, shape.answered
        call.seconds = shape.seconds
        call.note, call.is_earlier = shape.note or "", True
        self._remember((call.source, call.key), call)
        call.set_row(unknown_call=shape.id)
        self._show(call, quietly=False)

    def keep_waiting(self) -> None:
        """Keep the calls that wait for their window now: the program ends. Twice does no harm."""
        for call in self._calls.values():
            if not call.is_logged:
                self._keep(call)

    def _begin(self, report: CallReport) -> Call:
        call = Call(
            report.caller.number,
            report.caller.name,
            outgoing=report.outgoing,
            at=report.at or self._context.clock.now(),
            source=report.source,
            key=report.key,
            parent=self,
        )
        call.begin(self._context.clock, self._context.settings.country)
        call.follow(report)
        return call

    def _remember(self, key: tuple[str, str], call: Call) -> None:
        self._calls[key] = call
        if len(self._calls) <= _REMEMBERED:
            return
        for old, one in self._calls.items():
            if one.is_logged and not (one.is_live or one.is_shown):
                del self._calls[old]
                one.deleteLater()
                return

    def _client_dialled(self, call: Call) -> int | None:
        """Return whom the owner called, where the line now tells of just that."""
        dialled = self._dialled
        if dialled is None or not call.outgoing:
            return None
        country = self._context.settings.country
        same = phone.same_number(
            phone.parse(dialled.number, country), phone.parse(call.number, country)
        )
        if not same or call.at - dialled.at > _DIALLED:
            return None
        self._dialled = None
        return dialled.client

    # What is kept in the file.

    def _keep(self, call: Call) -> None:
        """Keep a call as it is now; one of earlier is kept already.

        At the ring only once its window is on its way: who looks anew after a commit would
        otherwise stand before it.
        """
        if call.is_earlier:
            return
        command = LogCall(
            source=call.source,
            key=call.key,
            number=call.number,
            name=call.name,
            outgoing=call.outgoing,
            at=call.at.astimezone(UTC),
            answered=call.answered,
            seconds=call.seconds,
            client=call.client,
        )
        self._write(command, call)

    def _write(self, command: LogCall, call: Call | None = None, attempt: int = 1) -> None:
        self._context.runner.write(
            command,
            partial(self._on_kept, call),
            partial(self._on_not_kept, command, call, attempt),
            source=Source.CALL,
            initiator=self,
        )

    def _on_kept(self, call: Call | None, outcome: Outcome) -> None:
        if call is not None and isValid(call):
            known = outcome.result.parameters
            call.set_row(
                interaction=_number(known.get("interaction")),
                unknown_call=_number(known.get("unknown_call")),
            )

    def _on_not_kept(
        self, command: LogCall, call: Call | None, attempt: int, error: Exception
    ) -> None:
        """Try again where the file could not be written for the moment."""
        if isinstance(error, DataFileError) and attempt < _MOST_ATTEMPTS:
            again = partial(self._write, command, call, attempt + 1)
            QTimer.singleShot(_AGAIN_MS, self, again)
        if attempt == 1:
            self._context.runner.went_wrong.emit(error)
            if call is not None and isValid(call):
                call.set_row()

    # Whose window opens.

    def _show(self, call: Call, *, quietly: bool = True) -> None:
        self._waiting.append((call, quietly))
        self._next()

    def _next(self) -> None:
        # The read side answers one call at a time, and none of them may be superseded.
        while self._waiting and not self._looking_up:
            call, quietly = self._waiting.popleft()
            if quietly and not (call.is_talking or self._has_room(call)):
                call.is_unseen = True
                self._overflow += 1
                self.overflowed.emit(self._overflow)
                self._keep(call)
            elif call.client is not None:
                self.answered.emit(call, call.client, quietly)
                self._keep(call)
            elif not call.number:
                self._callers.open_form(call, quietly=quietly)
                self._keep(call)
            else:
                self._look_up(call, quietly=quietly)

    def _look_up(self, call: Call, *, quietly: bool) -> None:
        self._looking_up = True

        def look_up(backend: Backend) -> CallLookup:
            return backend.queries.call_lookup(call.number)

        self._context.runner.task(
            look_up,
            partial(self._on_found, call, quietly),
            partial(self._on_failed, call, quietly),
        )

    def _on_found(self, call: Call, quietly: bool, lookup: CallLookup) -> None:
        self._looking_up = False
        found = lookup.candidates
        if len(found) == 1 and quietly and not lookup.switchboard:
            call.client = found[0].client.id
            person = found[0].contact_person
            call.contact_person = person.id if person is not None else None
            self.answered.emit(call, call.client, quietly)
        elif found:
            self._callers.choose(call, lookup, quietly=quietly)
        else:
            self._callers.open_form(call, lookup.region, quietly=quietly)
        self._keep(call)
        self._next()

    def _on_failed(self, call: Call, quietly: bool, error: Exception) -> None:
        self._looking_up = False
        self._context.runner.went_wrong.emit(error)
        self._callers.open_form(call, quietly=quietly)
        self._keep(call)
        self._next()

    def _has_room(self, call: Call) -> bool:
        """Tell whether a window may open for a call: not when so many ring at once."""
        if self._callers.has_window(call):
            return True
        self._callers.make_room(MOST_AT_ONCE)
        shown = (getattr(window, "call", None) for window in self._seats.windows())
        if sum(isinstance(one, Call) and one.is_busy for one in shown) < MOST_AT_ONCE:
            self._overflow = 0
            return True
        return False


def _told(report: CallReport, now: datetime) -> LogCall:
    """Return what is kept of a call that nobody is shown."""
    return LogCall(
        source=report.source,
        key=report.key,
        number=report.caller.number,
        name=report.caller.name,
        outgoing=report.outgoing,
        at=report.at or now,
        answered=report.answered,
        seconds=report.seconds,
    )


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None
