"""What a source says on its connection, as pure parts: bytes in, reports and replies out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from smallcrm.telephony.reports import CallReport

# A line of any of the sources has a few hundred bytes; this is what one may grow to.
LONGEST_LINE: Final = 8 * 1024
# More calls than this are not under way at once; the oldest is forgotten.
MOST_CALLS: Final = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of some bytes: reports in their order, what to send back, and what is wrong.

    `trouble` is a code of `StateReport.reason`: the connection is to be ended.
    """

    reports: Sequence[CallReport] = ()
    reply: bytes = b""
    trouble: str = ""


class Conversation(Protocol):
    """The source's side of the program: one a source, kept from one connection to the next.

    What is cut into pieces anywhere gives the same reports.
    """

    @property
    def greeted(self) -> bool:
        """Whether the other end has shown that it is what it should be."""
        ...

    def opening(self) -> bytes:
        """Begin a new connection: forget half a line, return what is said first."""
        ...

    def feed(self, data: bytes) -> Answer:
        """Take the bytes that came."""
        ...

    def dialling(self, number: str) -> bytes:
        """Return what has a number called; Refusal `cannot_dial` where that cannot be."""
        ...


class Lines:
    """Cuts what arrives into lines; once `overrun`, one was longer than any may be: hang up."""

    def __init__(self, longest: int = LONGEST_LINE) -> None:
        self._longest = longest
        self._rest = b""
        self.overrun = False

    def feed(self, data: bytes) -> list[bytes]:
        """Take the bytes that came; return the lines that are complete, without their ends."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > self._longest or any(len(line) > self._longest for line in lines):
            self.overrun = True
            self._rest = b""
            return []
        return [line.rstrip(b"\r") for line in lines]


def decoded(data: bytes) -> str:
    """Read text that is UTF-8 or, where it cannot be, Latin-1 as older devices send it."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")
