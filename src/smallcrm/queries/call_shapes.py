"""What the read side answers with about a caller's number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from smallcrm.queries.shapes import ClientRef, ContactPersonShape, Owed, Phone


@dataclass(frozen=True, slots=True)
class CallCandidate:
    """One of several clients behind a number: what tells them apart, no notes and no money."""

    client: ClientRef
    via: Phone
    contact_person: ContactPersonShape | None
    about: tuple[str, ...]
    last_call_at: datetime | None
    own_numbers: tuple[Phone, ...]


@dataclass(frozen=True, slots=True)
class CallLookup:
    """Who is behind a caller's number: nobody, one, or several, last spoken to first.

    `switchboard`: nobody has this number, but the candidates have others of the same switchboard.
    """

    number: str
    e164: str | None
    region: str | None
    candidates: tuple[CallCandidate, ...]
    switchboard: bool = False


@dataclass(frozen=True, slots=True)
class UnknownCallShape:
    """A call that is nobody's yet; `number` is None where it was withheld."""

    id: int
    number: str | None
    region: str | None
    name: str | None
    outgoing: bool
    at: datetime
    answered: bool
    seconds: int | None
    note: str | None
    handled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MissedCall:
    """Who called in vain and was not called back: a client, or a number of nobody's.

    `times` counts the calls of the same client or number, `at` is the last one's. Exactly one of
    `interaction_id` and `unknown_call_id` is there.
    """

    at: datetime
    times: int
    number: str | None
    interaction_id: int | None = None
    unknown_call_id: int | None = None
    client: ClientRef | None = None
    contact_person: ContactPersonShape | None = None
    name: str | None = None
    region: str | None = None
    owed: tuple[Owed, ...] = ()
    note: str | None = None


class CallFilter(StrEnum):
    """Which calls are listed."""

    ALL = "all"
    MISSED = "missed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CallShape:
    """A call of a client, or of nobody yet; exactly one of the two ids is there.

    `said` is the summary of a client's call, or the note that was typed during one of nobody's.
    """

    at: datetime
    outgoing: bool
    answered: bool
    seconds: int | None
    number: str | None
    interaction_id: int | None = None
    unknown_call_id: int | None = None
    client: ClientRef | None = None
    contact_person: ContactPersonShape | None = None
    name: str | None = None
    region: str | None = None
    said: str | None = None
    satisfaction: int | None = None
    handled_at: datetime | None = None

    @property
    def missed(self) -> bool:
        """Whether it was not answered and is not dealt with; while it rings it is so too."""
        return not (self.outgoing or self.answered or self.handled_at)
