"""The softphone baresip by its module `ctrl_tcp` (TCP 4444): JSON in netstrings, both ways.

    226:{"event":true,"type":"CALL_INCOMING","class":"call","direction":"incoming",
         "peeruri":"sip:+442079460000@pbx","peerdisplayname":"Ann","id":"1-28@host"},
    13:{"command":...},

The length counts bytes. It greets nobody, so that it is asked something first; it serves one
program at a time, has no history and tells calls by the id that SIP gives them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from smallcrm.domain.clock import Clock
from smallcrm.telephony import caller, dialling
from smallcrm.telephony.caller import Caller
from smallcrm.telephony.connection import Line
from smallcrm.telephony.conversation import MOST_CALLS, Answer
from smallcrm.telephony.reports import CallReport, CallState
from smallcrm.telephony.wire import plain

NAME: Final = "baresip"
_LONGEST_MESSAGE: Final = 64 * 1024
_LENGTH: Final = re.compile(rb"(\d{1,9}):")
_TOKEN: Final = "smallcrm"  # noqa: S105  (names an answer, opens nothing)
_NO_CALLS: Final = "Active calls (0)"
# The version at hand says CALL_RINGING or CALL_PROGRESS of an outgoing call, later ones OUTGOING.
_BEGUN: Final = frozenset({"CALL_INCOMING", "CALL_OUTGOING", "CALL_RINGING", "CALL_PROGRESS"})
_ANSWERED: Final = frozenset({"CALL_ESTABLISHED", "CALL_ANSWERED"})
_CLOSED: Final = "CALL_CLOSED"
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Baresip(Line):
    """The source."""

    name: str = NAME
    dials: bool = True

    def conversation(
        self, settings: Mapping[str, str], secret: str | None, since: datetime, clock: Clock
    ) -> BaresipConversation:
        """Listen to what happens from now on."""
        del settings, secret, since
        return BaresipConversation(clock)


class BaresipConversation:
    """What the softphone says; calls under way are kept from one connection to the next."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rest = b""
        self._greeted = False
        self._calls: dict[str, CallReport] = {}
        self._answered_at: dict[str, datetime] = {}

    @property
    def greeted(self) -> bool:
        """Whether it answered as baresip does."""
        return self._greeted

    def opening(self) -> bytes:
        """Begin a new connection: ask which calls there are."""
        self._rest = b""
        self._greeted = False
        return _netstring({"command": "listcalls", "token": _TOKEN})

    def feed(self, data: bytes) -> Answer:
        """Take the bytes that came."""
        self._rest += data
        reports: list[CallReport] = []
        while self._rest:
            found = _LENGTH.match(self._rest)
            if found is None:
                waits = self._rest.isdigit() and len(self._rest) < len(str(_LONGEST_MESSAGE)) + 1
                return Answer(reports, trouble="" if waits else "not_this")
            length, begin = int(found[1]), found.end()
            if length > _LONGEST_MESSAGE:
                return Answer(reports, trouble="too_much")
            if len(self._rest) <= begin + length:
                break
            if self._rest[begin + length : begin + length + 1] != b",":
                return Answer(reports, trouble="not_this")
            message = _message(self._rest[begin : begin + length])
            self._rest = self._rest[begin + length + 1 :]
            if message is None:
                return Answer(reports, trouble="not_this")
            reports += self._heard(message)
        return Answer(reports)

    def dialling(self, number: str) -> bytes:
        """Return what has a number called by the account that is chosen in baresip."""
        digits = dialling.dialled(number)
        return _netstring({"command": "dial", "params": digits, "token": f"{_TOKEN}-dial"})

    def _heard(self, message: Mapping[str, object]) -> list[CallReport]:
        if message.get("response") is True:
            self._greeted = True
            data = message.get("data")
            if message.get("token") == _TOKEN and isinstance(data, str) and _NO_CALLS in data:
                return self._all_ended()
            return []
        if message.get("event") is not True:
            return []
        self._greeted = True
        key = message.get("id")
        return self._event(message, key) if isinstance(key, str) and key else []

    def _event(self, message: Mapping[str, object], key: str) -> list[CallReport]:
        kind = message.get("type")
        if kind in _BEGUN and key not in self._calls:
            return [self._kept(self._call(message, key))]
        if kind in _ANSWERED:
            return self._answered(message, key)
        return self._closed(message, key) if kind == _CLOSED else []

    def _call(self, message: Mapping[str, object], key: str) -> CallReport:
        return CallReport(
            NAME,
            key,
            CallState.RINGING,
            _caller(message),
            outgoing=message.get("direction") == "outgoing",
            at=self._clock.now(),
            answered=False,
            line=caller.parse(str(message.get("accountaor", ""))).number,
        )

    def _kept(self, call: CallReport) -> CallReport:
        self._calls[call.key] = call
        while len(self._calls) > MOST_CALLS:
            oldest = next(iter(self._calls))
            del self._calls[oldest]
            self._answered_at.pop(oldest, None)
        return call

    def _answered(self, message: Mapping[str, object], key: str) -> list[CallReport]:
        call = self._calls.get(key) or self._call(message, key)
        if call.state is CallState.ANSWERED:
            return []
        self._answered_at[key] = self._clock.now()
        return [self._kept(replace(call, state=CallState.ANSWERED, answered=True))]

    def _closed(self, message: Mapping[str, object], key: str) -> list[CallReport]:
        call = self._calls.pop(key, None)
        if call is None:  # begun while nobody listened: whether it was answered is not known
            return [replace(self._call(message, key), state=CallState.ENDED, answered=None)]
        since = self._answered_at.pop(key, None)
        seconds = 0 if since is None else int((self._clock.now() - since).total_seconds())
        return [replace(call, state=CallState.ENDED, seconds=max(0, seconds))]

    def _all_ended(self) -> list[CallReport]:
        """End what ended while the connection was away; nobody knows when."""
        calls = [
            replace(call, state=CallState.ENDED, answered=call.answered or None)
            for call in self._calls.values()
        ]
        self._calls.clear()
        self._answered_at.clear()
        return calls


def _caller(message: Mapping[str, object]) -> Caller:
    peer, name = message.get("peeruri"), message.get("peerdisplayname")
    number = caller.parse(peer if isinstance(peer, str) else "").number
    said = plain(name if isinstance(name, str) else "", _LONGEST)
    return Caller(number, "" if said == number else said)


def _netstring(message: Mapping[str, str]) -> bytes:
    data = json.dumps(message).encode()
    return b"%d:%b," % (len(data), data)


def _message(data: bytes) -> Mapping[str, object] | None:
    try:
        found = json.loads(data.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
