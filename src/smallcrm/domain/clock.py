"""The present, passed in: instants in UTC, days in the owner's time zone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, tzinfo


def _system_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """What the program takes for the present; `zone` None is the system's own time zone."""

    source: Callable[[], datetime] = field(default=_system_now)
    zone: tzinfo | None = None

    @classmethod
    def fixed(cls, instant: datetime, zone: tzinfo | None = None) -> Clock:
        """Make a clock that stands still at `instant` (for what-if reports and tests)."""
        return cls(source=lambda: instant, zone=zone)

    def now(self) -> datetime:
        """Return the present as an instant in UTC."""
        return self.source().astimezone(UTC)

    def today(self) -> date:
        """Return the owner's day: due dates are judged by it."""
        return self.local(self.now()).date()

    def instant_of(self, day: date, at: time) -> datetime:
        """Return the instant of a day and time of the owner's; one that a clock skips is later."""
        return datetime.combine(day, at, self.zone).astimezone(UTC)

    def local(self, instant: datetime) -> datetime:
        """Show an instant in the owner's time."""
        return instant.astimezone(self.zone)


def to_text(instant: datetime) -> str:
    """Write an instant as the database keeps it: UTC, to the millisecond, with a Z."""
    utc = instant.astimezone(UTC).replace(tzinfo=None)
    return f"{utc.isoformat(timespec='milliseconds')}Z"


def from_text(text: str) -> datetime:
    """Read an instant that `to_text` wrote (or any in ISO 8601; without an offset: UTC)."""
    instant = datetime.fromisoformat(text)
    return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)


def time_of_day(text: str | None) -> time | None:
    """Read a time of day as it is kept, `09:30`; None for what is none."""
    found = re.fullmatch(r"(\d{1,2}):(\d{2})", text or "", re.ASCII)
    try:
        return time(int(found[1]), int(found[2])) if found else None
    except ValueError:
        return None
