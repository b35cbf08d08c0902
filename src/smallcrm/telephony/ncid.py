"""NCID, the server of Network Caller ID (TCP 3333), as its API 1.14 describes it.

    200 Server: ncidd (NCID) 1.14
    CIDLOG: *DATE*11212026*TIME*2240*LINE*POTS*NMBR*02079460000*MESG*NONE*NAME*ANN LEE*
    300 End of connection startup
    CIDINFO: *LINE*POTS*RING*1*TIME*22:40:31*
    CID: *DATE*11212026*TIME*2240*LINE*POTS*NMBR*02079460000*MESG*NONE*NAME*ANN LEE*
    CIDINFO: *LINE*POTS*RING*-1*TIME*22:41:02*

A line of the log is the line as it was told, with LOG behind its label: so are the keys of calls
the same, live and out of the log. A modem hears that the ringing stops (RING 0), and not why; a
gateway tells how the call ended, by RING -1 to -3 or by an END line. Times are the server's own,
without seconds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, TypeVar

from smallcrm.domain.clock import Clock
from smallcrm.domain.errors import Refusal
from smallcrm.telephony import caller
from smallcrm.telephony.caller import Caller
from smallcrm.telephony.connection import Line
from smallcrm.telephony.conversation import MOST_CALLS, Answer, Lines, decoded
from smallcrm.telephony.reports import CallReport, CallState
from smallcrm.telephony.wire import plain

Kept = TypeVar("Kept")

NAME: Final = "ncid"
_GREETING: Final = re.compile(r"200 .*ncid", re.IGNORECASE)
# Incoming: on the line, while another call is on it, rung back, on a smartphone. What the owner has
# the server hang up on (HUP, BLK) never rang.
_INCOMING: Final = frozenset({"CID", "WID", "RID", "PID"})
_OUTGOING: Final = frozenset({"OUT", "PUT"})
_NUMBERED: Final = re.compile(r"\d{3} ")
_LABELLED: Final = re.compile(r"([A-Z]{2,8}?)(LOG)?: *(.*)")
_NAMELESS: Final = frozenset({"", "-", "no name", "noname", "no-name", "unknown", "unavailable"})
# How a call ended: whether it was answered; None: only that the ringing stopped.
_ENDS: Final[Mapping[str, bool | None]] = {"0": None, "-1": False, "-2": True, "-3": False}
_MOST_KEYS: Final = 20_000
_LONGEST: Final = 60
_DATE, _TIME = re.compile(r"(\d\d)/?(\d\d)/?(\d{4})"), re.compile(r"(\d\d):?(\d\d)(?::?(\d\d))?")


@dataclass(frozen=True, slots=True)
class Ncid(Line):
    """The source."""

    name: str = NAME

    def conversation(
        self, settings: Mapping[str, str], secret: str | None, since: datetime, clock: Clock
    ) -> NcidConversation:
        """Read dates in the order that the server writes them in."""
        del secret
        return NcidConversation(clock, settings["date_order"], since)


class NcidConversation:
    """What the server says; the last call of each telephone line is the one that ends there."""

    def __init__(self, clock: Clock, date_order: str, since: datetime) -> None:
        self._clock = clock
        self._month_first = date_order == "mdy"
        self._since = since
        self._lines = Lines()
        self._greeted = False
        # The last call of each telephone line, live and in the log of this connection.
        self._last: dict[str, CallReport] = {}
        self._last_in_log: dict[str, CallReport] = {}
        # How many calls had this key, in the log of this connection and live since the first.
        self._logged: dict[str, int] = {}
        self._seen: dict[str, int] = {}
        self._told: dict[str, CallReport] = {}

    @property
    def greeted(self) -> bool:
        """Whether it said that it is an NCID server."""
        return self._greeted

    def opening(self) -> bytes:
        """Begin a new connection: the log comes again."""
        self._lines = Lines()
        self._greeted = False
        self._logged = {}
        self._last_in_log = {}
        return b""

    def feed(self, data: bytes) -> Answer:
        """Take the bytes that came."""
        reports: list[CallReport] = []
        for line in self._lines.feed(data):
            text = decoded(line).strip()
            if not self._greeted:
                self._greeted = _GREETING.match(text) is not None
                if not self._greeted and text:
                    return Answer(reports, trouble="not_this")
            elif (found := _LABELLED.fullmatch(text)) is not None:
                reports += self._labelled(found[1], _pairs(found[3]), history=bool(found[2]))
        return Answer(reports, trouble="too_much" if self._lines.overrun else "")

    def dialling(self, _number: str) -> bytes:
        """Refuse: it only tells."""
        raise Refusal("cannot_dial")

    def _labelled(self, label: str, pairs: Mapping[str, str], *, history: bool) -> list[CallReport]:
        if label in _INCOMING or label in _OUTGOING:
            return self._begun(label, pairs, history=history)
        call = self._meant(label, pairs, history=history)
        if call is None:
            return []
        if label == "END":
            answered = pairs.get("HTYPE") == "BYE"
            return self._ended(call, answered, self._lasted(pairs), history=history)
        if call.state is CallState.ENDED or pairs.get("RING") not in _ENDS:
            return []
        return self._ended(call, _ENDS[pairs["RING"]], None, history=history)

    def _meant(self, label: str, pairs: Mapping[str, str], *, history: bool) -> CallReport | None:
        """Return the call that this line is about: the last one of its telephone line.

        What ends now may have begun before this connection; an END names its number, too.
        """
        line = pairs.get("LINE", "")
        live, logged = self._last.get(line), self._last_in_log.get(line)
        if label == "CIDINFO":
            return live
        if label != "END":
            return None
        number = _caller(pairs).number
        calls = (logged,) if history else (live, logged)
        return next((call for call in calls if call and call.caller.number == number), None)

    def _begun(self, label: str, pairs: Mapping[str, str], *, history: bool) -> list[CallReport]:
        at = self._instant(pairs.get("DATE", ""), pairs.get("TIME", ""))
        call = CallReport(
            NAME,
            self._key(label, pairs, history=history),
            CallState.RINGING,
            _caller(pairs),
            outgoing=label in _OUTGOING,
            at=at,
            line=_own_line(pairs),
            history=history,
        )
        line = pairs.get("LINE", "")
        calls = self._last_in_log if history else self._last
        calls.pop(line, None)
        calls[line] = call
        _bound(calls, MOST_CALLS)
        return self._news(call)

    def _key(self, label: str, pairs: Mapping[str, str], *, history: bool) -> str:
        """Name a call by its line; the second one within the same minute by its number too."""
        key = " ".join([label, *(pairs.get(what, "") for what in ("DATE", "TIME", "LINE", "NMBR"))])
        counts = self._logged if history else self._seen
        nth = counts[key] = counts.get(key, 0) + 1
        if history:
            self._seen[key] = max(nth, self._seen.get(key, 0))
        _bound(self._logged, _MOST_KEYS)
        _bound(self._seen, _MOST_KEYS)
        return key if nth == 1 else f"{key} {nth}"

    def _ended(
        self, call: CallReport, answered: bool | None, seconds: int | None, *, history: bool
    ) -> list[CallReport]:
        ended = replace(
            call,
            state=CallState.ENDED,
            answered=answered,
            seconds=0 if answered is False else seconds,
            history=history,
        )
        for calls in (self._last, self._last_in_log):
            for line, one in calls.items():
                if one is call:
                    calls[line] = ended
        return [] if ended == call else self._news(ended)

    def _news(self, call: CallReport) -> list[CallReport]:
        """Leave out of the log what was told before, live or out of the log."""
        if call.history and call.at is not None and call.at < self._since:
            return []
        known = self._told.get(call.key)
        if call.history and known is not None:
            same = replace(known, history=True) == call
            if same or call.state is CallState.RINGING:
                return []
        self._told[call.key] = call
        _bound(self._told, _MOST_KEYS)
        return [call]

    def _lasted(self, pairs: Mapping[str, str]) -> int | None:
        start, end = (
            self._instant(*f"{pairs.get(what, '')} ".split(" ", 1)) for what in ("SCALL", "ECALL")
        )
        if start is None or end is None or end < start:
            return None
        return int((end - start).total_seconds())

    def _instant(self, day: str, hour: str) -> datetime | None:
        """Turn the server's time into UTC; its order of day and month may be told from the date.

        A day that is no day, or one that lies ahead, is read the other way round.
        """
        found, clock = _DATE.fullmatch(day.strip()), _TIME.fullmatch(hour.strip())
        if found is None or clock is None:
            return None
        first, second, year = (int(part) for part in found.groups())
        orders = ((first, second), (second, first))
        for month, of_month in orders if self._month_first else orders[::-1]:
            try:
                of_day = time(int(clock[1]), int(clock[2]), int(clock[3] or 0))
                local = datetime.combine(
                    date(year, month, of_month), of_day, tzinfo=self._clock.zone
                )
                instant = local.astimezone(UTC)
            except (ValueError, OverflowError):
                continue
            if instant <= self._clock.now() + timedelta(days=1):
                return instant
        return None


def _bound(kept: dict[str, Kept], most: int) -> None:
    """Forget the oldest."""
    while len(kept) > most:
        del kept[next(iter(kept))]


def _pairs(text: str) -> dict[str, str]:
    """Take `*DATE*11212026*TIME*2240*...*NAME*ANN LEE*` apart; the name may hold anything."""
    fields = text.strip().removeprefix("*").lstrip("*").split("*")
    pairs: dict[str, str] = {}
    while fields:
        label = fields.pop(0)
        if label == "NAME":
            if fields and not fields[-1]:
                fields.pop()
            pairs[label] = "*".join(fields)
            break
        if fields:
            pairs.setdefault(label, fields.pop(0))
    return pairs


def _caller(pairs: Mapping[str, str]) -> Caller:
    name = plain(pairs.get("NAME", ""), 4 * _LONGEST)
    number = caller.parse(pairs.get("NMBR", "")).number
    return Caller(number, "" if name.lower() in _NAMELESS else name)


def _own_line(pairs: Mapping[str, str]) -> str:
    line = plain(pairs.get("LINE", ""), _LONGEST)
    return "" if line in {"-", "NO-LINE"} else line
