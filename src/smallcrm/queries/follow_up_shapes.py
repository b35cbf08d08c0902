"""What the read side answers with about reminding, and about clients who fell silent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from smallcrm.queries.contact_shapes import FollowUpShape
from smallcrm.queries.shapes import ClientRef


@dataclass(frozen=True, slots=True)
class FollowUpsDue:
    """What the system is to tell of now, the earliest first, and when there is more (or None)."""

    due: tuple[FollowUpShape, ...]
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class SilentClient:
    """A client nobody spoke to for longer than the rule of their level allows.

    `since` is the last contact, or when the client was added where there was none; `days` counts
    from it to today.
    """

    client: ClientRef
    since: datetime
    days: int
    phone: str | None


@dataclass(frozen=True, slots=True)
class CalendarShape:
    """What a calendar shows: all that is to be done, and the birthdays of who is not archived."""

    follow_ups: tuple[FollowUpShape, ...]
    birthdays: tuple[tuple[ClientRef, date], ...]
