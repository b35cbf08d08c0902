"""What the Today tab and the head of the window are answered with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from smallcrm.domain.enums import InteractionKind
from smallcrm.domain.money import Money
from smallcrm.queries.shapes import ClientRef, FollowUpShape, Owed


@dataclass(frozen=True, slots=True)
class OverdueClient:
    """A client with overdue money: how much, since when, for how many days."""

    client: ClientRef
    owed: tuple[Money, ...]
    oldest_due: date
    days: int
    oldest_title: str
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class RecentCaller:
    """Somebody who was spoken to lately, for Today."""

    client: ClientRef
    at: datetime
    kind: InteractionKind | None
    summary: str | None
    owed: tuple[Owed, ...]
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Ageing:
    """What is owed in one currency by age: not due, 1-30, 31-60, 61-90 and over 90 days."""

    currency: str
    not_due: Money
    days_1_30: Money
    days_31_60: Money
    days_61_90: Money
    over_90: Money

    @property
    def total(self) -> Money:
        """The sum of all ages."""
        return self.not_due + self.days_1_30 + self.days_31_60 + self.days_61_90 + self.over_90


@dataclass(frozen=True, slots=True)
class TodayShape:
    """What the Today tab shows."""

    overdue: tuple[OverdueClient, ...]
    overdue_count: int
    follow_ups: tuple[FollowUpShape, ...]
    recent: tuple[RecentCaller, ...]
    birthdays: tuple[tuple[ClientRef, date], ...]
    ageing: tuple[Ageing, ...]
    received_this_month: tuple[Money, ...]
    sold_this_month: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """The head of the window: how many clients, how many owe, how much."""

    clients: int
    owing: int
    owed: tuple[Money, ...]
    overdue: tuple[Money, ...]
    samples: int
