"""Which calls the events of Asterisk tell of, in its versions from 1.8 to 22.

A call is begun where a channel dials another one: `Dial` with a SubEvent up to version 11, else
`DialBegin`. All its channels share a `Linkedid`, the id of the oldest: it names the call, and the
call ends with that channel. In the old versions that is the channel that dials. Short numbers tell
inside from outside, and calls from inside to inside are nobody's business here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from smallcrm.domain.clock import Clock
from smallcrm.telephony import caller
from smallcrm.telephony.caller import Caller
from smallcrm.telephony.conversation import MOST_CALLS
from smallcrm.telephony.reports import CallReport, CallState
from smallcrm.telephony.wire import plain

NAME: Final = "asterisk"
# Extensions of a telephone system have at most so many digits, and numbers outside more. One of
# five may be either (10086 is a company): it is inside where the channel bears it, as PJSIP/10086.
_LONGEST_EXTENSION: Final = 4
_EITHER: Final = 5
_MOST_CHANNELS: Final = 5_000
_LONGEST: Final = 200
_DIGITS: Final = re.compile(r"\+?[\d*#]+")
_DURATION: Final = re.compile(r"(\d{1,4}):(\d\d):(\d\d)")
_NAMELESS: Final = frozenset({"", "<unknown>", "unknown", "anonymous"})
_DIALLING_APPLICATIONS: Final = frozenset({"Dial", "Queue"})
_RINGING_STATES: Final = frozenset({"4", "5"})

Headers = Mapping[str, str]


@dataclass(slots=True)
class _Call:
    """A call under way."""

    report: CallReport
    answered_at: datetime | None = None
    listed: bool = field(default=False)


class AsteriskCalls:
    """Turns events into reports; `extension` is the owner's phone (PJSIP/100), if it is known.

    With it, only calls are told that ring there or are made there.
    """

    def __init__(self, clock: Clock, extension: str) -> None:
        self._clock = clock
        self._extension = extension
        self._calls: dict[str, _Call] = {}
        # What is known of who calls on a channel, where the event that dials leaves it out.
        self._channels: dict[str, tuple[str, str]] = {}
        self._handlers: Mapping[str, Callable[[Headers], list[CallReport]]] = {
            "Newchannel": self._know,
            "NewCallerid": self._know,
            "DialBegin": self._dial_begins,
            "DialEnd": self._dial_ends,
            "Dial": self._dial_begins,
            "Bridge": self._bridged,
            "Hangup": self._hung_up,
            "CoreShowChannel": self._listed,
            "CoreShowChannelsComplete": self._gone,
        }

    def listing_begins(self) -> None:
        """Expect the list of the channels there are, on a new connection."""
        for call in self._calls.values():
            call.listed = False

    def event(self, headers: Headers) -> list[CallReport]:
        """Take an event; its names are in small letters."""
        handler = self._handlers.get(headers.get("event", ""))
        return handler(headers) if handler else []

    def _know(self, headers: Headers) -> list[CallReport]:
        channel = headers.get("uniqueid", "")
        self._channels[channel] = (headers.get("calleridnum", ""), headers.get("calleridname", ""))
        while len(self._channels) > _MOST_CHANNELS:
            del self._channels[next(iter(self._channels))]
        return []

    def _dial_ends(self, headers: Headers) -> list[CallReport]:
        return self._answered(_key(headers)) if headers.get("dialstatus") == "ANSWER" else []

    def _bridged(self, headers: Headers) -> list[CallReport]:
        """Up to version 11: two channels are connected."""
        if headers.get("bridgestate") != "Link":
            return []
        channels = (headers.get("uniqueid1", ""), headers.get("uniqueid2", ""))
        return [report for channel in channels for report in self._answered(channel)]

    def _dial_begins(self, headers: Headers) -> list[CallReport]:
        """Begin a call; a second phone that rings for it is the same call."""
        key, channel = _key(headers), headers.get("uniqueid", "")
        if headers.get("event") == "Dial" and headers.get("subevent") != "Begin":
            return []
        if not key or not channel or key in self._calls:
            return []
        source = headers.get("channel", "")
        aim = headers.get("destchannel") or headers.get("destination", "")
        known = self._channels.get(channel, ("", ""))
        number = headers.get("calleridnum") or known[0]
        name = headers.get("calleridname") or known[1]
        if self._is_mine(source) or _is_inside(number, source):
            other = _outside_number(headers, aim)
            if other is None or (self._extension and not self._is_mine(source)):
                return []
            return [self._begin(key, Caller(other), outgoing=True)]
        if self._extension and not self._is_mine(aim):
            return []
        return [self._begin(key, _caller(number, name), outgoing=False)]

    def _begin(self, key: str, other: Caller, *, outgoing: bool, ago: int = 0) -> CallReport:
        report = CallReport(
            NAME,
            key,
            CallState.RINGING,
            other,
            outgoing=outgoing,
            at=self._clock.now() - timedelta(seconds=ago),
            answered=False,
        )
        self._calls[key] = _Call(report, listed=True)
        while len(self._calls) > MOST_CALLS:
            del self._calls[next(iter(self._calls))]
        return report

    def _answered(self, key: str) -> list[CallReport]:
        call = self._calls.get(key)
        if call is None or call.answered_at is not None:
            return []
        call.answered_at = self._clock.now()
        call.report = replace(call.report, state=CallState.ANSWERED, answered=True)
        return [call.report]

    def _hung_up(self, headers: Headers) -> list[CallReport]:
        channel = headers.get("uniqueid", "")
        self._channels.pop(channel, None)
        call = self._calls.pop(channel, None)
        if call is None:
            return []
        spoken = 0.0
        if call.answered_at is not None:
            spoken = (self._clock.now() - call.answered_at).total_seconds()
        return [replace(call.report, state=CallState.ENDED, seconds=max(0, int(spoken)))]

    # -- catching up ------------------------------------------------------------------------------

    def _listed(self, headers: Headers) -> list[CallReport]:
        """Take a channel that there is; one that dials and is new to us is a call."""
        channel, key = headers.get("uniqueid", ""), headers.get("linkedid", "")
        if channel in self._calls:
            self._calls[channel].listed = True
        dials = headers.get("application") in _DIALLING_APPLICATIONS
        if not dials or not key or key in self._calls:
            return []
        number, source = headers.get("calleridnum", ""), headers.get("channel", "")
        mine = self._is_mine(source)
        outgoing = mine or _is_inside(number, source)
        other = headers.get("connectedlinenum", "") if outgoing else number
        # Whose phone rings for it is not told here: with one of our own only its calls are ours.
        if (self._extension and not mine) or (outgoing and _is_inside(other, "")):
            return []
        found = _DURATION.fullmatch(headers.get("duration", ""))
        ago = 0
        if found is not None:
            hours, minutes, seconds = (int(part) for part in found.groups())
            ago = hours * 3600 + minutes * 60 + seconds
        who = Caller(caller.parse(other).number) if outgoing else _caller(number, _name(headers))
        begun = self._begin(key, who, outgoing=outgoing, ago=ago)
        if headers.get("channelstate") in _RINGING_STATES:
            return [begun]
        return [begun, *self._answered(key)] if headers.get("bridgeid") else [begun]

    def _gone(self, _headers: Headers) -> list[CallReport]:
        """End what ended while the connection was away; nobody knows when."""
        gone = [key for key, call in self._calls.items() if not call.listed]
        calls = [self._calls.pop(key).report for key in gone]
        return [
            replace(call, state=CallState.ENDED, answered=call.answered or None) for call in calls
        ]

    def _is_mine(self, channel: str) -> bool:
        if not self._extension:
            return False
        mine = self._extension.lower()
        return channel.lower() == mine or channel.lower().startswith((f"{mine}-", f"{mine}@"))


def _is_inside(number: str, channel: str) -> bool:
    digits = number.strip("*#")
    if not digits.isdigit() or len(digits) > _EITHER:
        return False
    return len(digits) <= _LONGEST_EXTENSION or re.search(rf"/{digits}\b", channel) is not None


def _key(headers: Headers) -> str:
    """Name the call: by its oldest channel, up to version 11 by the one that dials."""
    return headers.get("linkedid") or headers.get("uniqueid", "")


def _name(headers: Headers) -> str:
    return headers.get("calleridname", "")


def _caller(number: str, name: str) -> Caller:
    found = caller.parse(number).number
    said = plain(name, _LONGEST)
    return Caller(found, "" if said.lower() in _NAMELESS or said == found else said)


def _outside_number(headers: Headers, channel: str) -> str | None:
    """Return the number that is called, where it is one outside.

    A dial plan may have rewritten it on its way: what was dialled first is the best.
    """
    said = [headers.get("exten", ""), headers.get("destcalleridnum", "")]
    said += [headers.get("connectedlinenum", "")]
    said += re.split(r"[/@,&]", headers.get("dialstring", ""))
    for number in said:
        if _DIGITS.fullmatch(number) and not _is_inside(number, channel):
            return number
    return None
