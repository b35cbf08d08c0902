"""What the Today tab and the head of the window are answered with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from smallcrm.domain.enums import InteractionKind
from smallcrm.domain.money import Money
from smallcrm.queries.contact_shapes import FollowUpShape
from smallcrm.queries.shapes import ClientRef, Owed

if TYPE_CHECKING:
    from smallcrm.queries.call_shapes import MissedCall
    from smallcrm.queries.follow_up_shapes import SilentClient
    from smallcrm.queries.receivable_shapes import PromiseShape, ReminderDue
    from smallcrm.queries.trade_shapes import ContractShape, QuoteShape


class Matter(StrEnum):
    """What can wait today, in the order in which it matters: Today lists it so.

    First who waits for an answer, then what we promised, then money that is late and what was said
    of it, then what goes by if nobody speaks, then what is owed to others, then good manners.
    """

    MISSED = "missed"
    TO_DO = "to_do"
    OVERDUE = "overdue"
    PROMISES_BROKEN = "promises_broken"
    PROMISES_DUE = "promises_due"
    REMINDERS_DUE = "reminders_due"
    QUOTES_LAPSING = "quotes_lapsing"
    ENDING = "ending"
    THANKS = "thanks"
    REWARDS_LOST = "rewards_lost"
    CREDITS_LAPSING = "credits_lapsing"
    SILENT = "silent"
    BIRTHDAYS = "birthdays"
    BANK = "bank"


@dataclass(frozen=True, slots=True)
class OverdueClient:
    """A client with overdue money: how much, since when, for how many days.

    What to say of it: `reminders` of the oldest sale, when the last went out, and `promise`, the
    one that is open or was broken last.
    """

    client: ClientRef
    owed: tuple[Money, ...]
    oldest_due: date
    days: int
    oldest_title: str
    phone: str | None = None
    reminders: int = 0
    reminded_on: date | None = None
    promise: PromiseShape | None = None


@dataclass(frozen=True, slots=True)
class RecentCaller:
    """Somebody who was spoken to lately, or called in vain, for Today."""

    client: ClientRef
    at: datetime
    kind: InteractionKind | None
    summary: str | None
    owed: tuple[Owed, ...]
    phone: str | None = None
    missed: bool = False


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
class ServiceEnding:
    """A sale whose service period ends; `days_left` until then."""

    client: ClientRef
    sale_id: int
    number: str
    title: str
    until: date
    days_left: int


@dataclass(frozen=True, slots=True)
class CreditLapsing:
    """What is `left` of a referral credit, good `until` a day; `referred` names who was sent."""

    client: ClientRef
    payment_id: int
    left: Money
    until: date
    referred: str | None = None


@dataclass(frozen=True, slots=True)
class TodayShape:
    """What the Today tab shows; `Matter` has the order.

    `missed` are the calls to be answered. `follow_ups` are the owner's own and those that ask for
    details: overdue first, one that was put off at the time it was put off to, and not before its
    day; `follow_up_count` counts all of them. What the program asks of referrals stands apart:
    `rewards_lost`, credit taken back after it was spent or paid out and no longer earned, and
    `thanks`. `quotes_lapsing` within `quotes.warn_days`, `contracts_ending` and `services_ending`
    within `contracts.warn_days`, `credits_lapsing` within 30 days. `bank_lines_open` counts money
    in that waits to be matched. `silent` were not spoken to for longer than their level's rule
    says. `billed_unpaid` is billed and not yet paid, `paid_unbilled` the
    opposite, of sales since the first invoice was written.

    `changes_at` is when the list says something else without anything being written: at midnight,
    when something's time comes, when a call that rings is missed.
    """

    overdue: tuple[OverdueClient, ...]
    overdue_count: int
    follow_ups: tuple[FollowUpShape, ...]
    recent: tuple[RecentCaller, ...]
    birthdays: tuple[tuple[ClientRef, date], ...]
    ageing: tuple[Ageing, ...]
    received_this_month: tuple[Money, ...]
    sold_this_month: tuple[Money, ...]
    changes_at: datetime
    follow_up_count: int = 0
    missed: tuple[MissedCall, ...] = ()
    promises_broken: tuple[PromiseShape, ...] = ()
    promises_due: tuple[PromiseShape, ...] = ()
    reminders_due: tuple[ReminderDue, ...] = ()
    quotes_lapsing: tuple[QuoteShape, ...] = ()
    contracts_ending: tuple[ContractShape, ...] = ()
    services_ending: tuple[ServiceEnding, ...] = ()
    bank_lines_open: int = 0
    billed_unpaid: tuple[Money, ...] = ()
    paid_unbilled: tuple[Money, ...] = ()
    rewards_lost: tuple[FollowUpShape, ...] = ()
    thanks: tuple[FollowUpShape, ...] = ()
    credits_lapsing: tuple[CreditLapsing, ...] = ()
    silent: tuple[SilentClient, ...] = ()


@dataclass(frozen=True, slots=True)
class Overview:
    """The head of the window: how many clients, how many owe, how much."""

    clients: int
    owing: int
    owed: tuple[Money, ...]
    overdue: tuple[Money, ...]
    samples: int
