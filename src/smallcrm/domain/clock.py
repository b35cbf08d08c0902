"""The present, passed in: instants in UTC, days in the owner's time zone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo


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
