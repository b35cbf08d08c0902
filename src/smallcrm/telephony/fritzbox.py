"""The call monitor of a FRITZ!Box (TCP 1012; switched on by dialling #96*5*).

    28.11.20 15:17:43;RING;2;03012345678;987654;SIP0;
    28.11.20 15:17:43;CALL;2;11;987654;03012345678;SIP0;
    28.11.20 15:17:50;CONNECT;2;11;03012345678;
    28.11.20 15:19:02;DISCONNECT;2;72;

It tells what happens from now on and has no history. It says nothing first, so that whoever takes
the connection and keeps silent passes for one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from smallcrm.domain.clock import Clock
from smallcrm.domain.errors import Refusal
from smallcrm.telephony import caller
from smallcrm.telephony.connection import Line
from smallcrm.telephony.conversation import MOST_CALLS, Answer, Lines, decoded
from smallcrm.telephony.reports import CallReport, CallState
from smallcrm.telephony.wire import plain

NAME: Final = "fritzbox"
_EVENT: Final = re.compile(r"(\d\d\.\d\d\.\d\d \d\d:\d\d:\d\d);([A-Z]+);(\d{1,6});(.*)")
_EVENTS: Final = ("RING", "CALL", "CONNECT", "DISCONNECT")
# Extensions 40 to 49 are the answering machines in the box: whoever speaks to one was not answered.
_MACHINE: Final = re.compile(r"4\d")
_LONGEST_DURATION: Final = 6
_LONGEST: Final = 60


@dataclass(frozen=True, slots=True)
class FritzBox(Line):
    """The source."""

    name: str = NAME

    def conversation(
        self, settings: Mapping[str, str], secret: str | None, since: datetime, clock: Clock
    ) -> FritzBoxConversation:
        """Listen to what happens from now on."""
        del settings, secret, since
        return FritzBoxConversation(clock)


class FritzBoxConversation:
    """What the box says; calls that are under way are known by the box's number of them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lines = Lines()
        self._calls: dict[str, CallReport] = {}

    @property
    def greeted(self) -> bool:
        """There is no greeting."""
        return True

    def opening(self) -> bytes:
        """Begin a new connection."""
        self._lines = Lines()
        return b""

    def feed(self, data: bytes) -> Answer:
        """Take the bytes that came."""
        reports = []
        for line in self._lines.feed(data):
            found = _EVENT.fullmatch(decoded(line).strip())
            if found is not None and found[2] in _EVENTS:
                reports += self._event(*found.groups())
            elif line:
                return Answer(reports, trouble="not_this")
        return Answer(reports, trouble="too_much" if self._lines.overrun else "")

    def dialling(self, _number: str) -> bytes:
        """Refuse: it only tells."""
        raise Refusal("cannot_dial")

    def _event(self, when: str, event: str, number: str, rest: str) -> list[CallReport]:
        fields = [*rest.split(";"), "", "", ""]
        if event == "RING":
            return self._begin(when, number, fields[0], fields[1], outgoing=False)
        if event == "CALL":
            return self._begin(when, number, fields[2].rstrip("#"), fields[1], outgoing=True)
        call = self._calls.get(number)
        if call is None:  # begun before we listened: nobody says who it is
            return []
        if event == "DISCONNECT":
            del self._calls[number]
            return [_ended(call, fields[0])]
        by_machine = not call.outgoing and _MACHINE.fullmatch(fields[0]) is not None
        if by_machine or call.state is CallState.ANSWERED:
            return []
        call = self._calls[number] = replace(call, state=CallState.ANSWERED, answered=True)
        return [call]

    def _begin(
        self, when: str, number: str, other: str, own: str, *, outgoing: bool
    ) -> list[CallReport]:
        key = f"{when} {number}"
        known = self._calls.pop(number, None)
        if known is not None and known.key == key:
            self._calls[number] = known
            return []
        call = CallReport(
            NAME,
            key,
            CallState.RINGING,
            caller.parse(other),
            outgoing=outgoing,
            at=self._instant(when),
            answered=False,
            line=plain(own, _LONGEST),
        )
        self._calls[number] = call
        while len(self._calls) > MOST_CALLS:
            del self._calls[next(iter(self._calls))]
        # Its end was told while we were away, and the box uses its number again.
        return [call] if known is None else [_lost(known), call]

    def _instant(self, when: str) -> datetime | None:
        try:
            local = datetime.strptime(when, "%d.%m.%y %H:%M:%S")  # noqa: DTZ007  (the zone follows)
        except ValueError:
            return None
        return local.replace(tzinfo=self._clock.zone).astimezone(UTC)


def _ended(call: CallReport, seconds: str) -> CallReport:
    answered = call.state is CallState.ANSWERED
    known = seconds.isdigit() and len(seconds) <= _LONGEST_DURATION
    spoken = int(seconds) if answered and known else 0
    return replace(call, state=CallState.ENDED, answered=answered, seconds=spoken)


def _lost(call: CallReport) -> CallReport:
    return replace(call, state=CallState.ENDED, answered=call.answered or None)
