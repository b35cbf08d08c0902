"""What the read side answers with about a caller's number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from smallcrm.queries.shapes import ClientRef, ContactPersonShape, Phone


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
    """Who is behind a caller's number: nobody, one, or several, last spoken to first."""

    number: str
    e164: str | None
    region: str | None
    candidates: tuple[CallCandidate, ...]
