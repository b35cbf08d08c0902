"""Conversations of the sources as they go over the wire, taken apart into what is told at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from smallcrm.domain.clock import Clock
from smallcrm.telephony.asterisk import AsteriskConversation
from smallcrm.telephony.baresip import BaresipConversation
from smallcrm.telephony.conversation import Answer, Conversation
from smallcrm.telephony.fritzbox import FritzBoxConversation
from smallcrm.telephony.ncid import NcidConversation

FOLDER: Final = Path(__file__).with_name("recorded")
NOW: Final = datetime(2026, 11, 21, 23, 0, tzinfo=UTC)
LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)


class Ticking:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.now = NOW
        self.clock = Clock(lambda: self.now, UTC)

    def later(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def recorded(name: str) -> bytes:
    """Return a recording."""
    return (FOLDER / f"{name}.txt").read_bytes()


def lines_of(data: bytes) -> list[bytes]:
    """Split a recording into lines."""
    return data.splitlines(keepends=True)


def messages_of(data: bytes) -> list[bytes]:
    """Split what an Asterisk says."""
    return [f"{one}\r\n\r\n".encode() for one in data.decode().split("\r\n\r\n") if one]


def netstrings_of(data: bytes) -> list[bytes]:
    """Split what a baresip says."""
    found = []
    while data:
        length = int(data[: data.index(b":")])
        end = data.index(b":") + 1 + length + 1
        found.append(data[:end])
        data = data[end:]
    return found


SPLIT: Final[dict[str, Callable[[bytes], list[bytes]]]] = {
    "ncid": lines_of,
    "fritzbox": lines_of,
    "asterisk": messages_of,
    "baresip": netstrings_of,
}
# Source -> what is said at the beginning of each connection, and what happens then.
CONVERSATIONS: Final[dict[str, tuple[str, bytes, bytes]]] = {
    "ncid": ("ncid", recorded("ncid_startup"), recorded("ncid_calls")),
    "fritzbox": ("fritzbox", b"", recorded("fritzbox")),
    "asterisk 20": ("asterisk", recorded("asterisk_20_opening"), recorded("asterisk_20_calls")),
    "asterisk 11": ("asterisk", recorded("asterisk_11_opening"), recorded("asterisk_11_calls")),
    "baresip": ("baresip", recorded("baresip_opening"), recorded("baresip_calls")),
}


def conversation(
    source: str, clock: Clock | None = None, *, since: datetime = LONG_AGO
) -> Conversation:
    """Make the program's side of it."""
    clock = clock or Clock.fixed(NOW, UTC)
    match source:
        case "ncid":
            return NcidConversation(clock, "mdy", since)
        case "fritzbox":
            return FritzBoxConversation(clock)
        case "asterisk":
            return AsteriskConversation(clock, "crm", "hush", extension="", context="from-internal")
        case _:
            return BaresipConversation(clock)


def told(talk: Conversation, *parts: bytes) -> list[Answer]:
    """Begin a connection and hand in parts; return the answers."""
    talk.opening()
    return [talk.feed(part) for part in parts]


def logged(source: str, calls: bytes) -> bytes:
    """Return what the log of an NCID server tells afterwards."""
    assert source == "ncid"
    kept = [line for line in lines_of(calls) if not line.startswith((b"CIDINFO", b"MSG"))]
    return re.sub(rb"^([A-Z]+):", rb"\1LOG:", b"".join(kept), flags=re.MULTILINE)
