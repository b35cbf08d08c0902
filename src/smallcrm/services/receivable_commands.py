"""What the owner can ask for about getting money in: promises, reminders, bank lines, rates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from smallcrm.domain.statements import Statement
from smallcrm.services.command_parts import Settle


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPromise:
    """A client says that an amount will be paid until a day.

    `amount` None: what is open on `sale`, else all that the client owes in `currency` (None: the
    only one owed in, else the client's, else the file's).
    """

    client: int
    until: date
    sale: int | None = None
    amount: Decimal | None = None
    currency: str | None = None
    on: date | None = None
    note: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawPromise:
    """A promise no longer counts (mistaken, or taken back)."""

    promise: int
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remind:
    """Record that a client was reminded of what is overdue in a currency.

    `step` None: the one after the last of these sales, at most the third. `sales` None: all that
    are overdue. `fee` None: the file's for that step; zero: none. `interest` None: as the file
    says. Fee and interest become a sale of their own, so that they are owed and explained.
    """

    client: int
    currency: str | None = None
    step: int | None = None
    sales: tuple[int, ...] | None = None
    on: date | None = None
    fee: Decimal | None = None
    interest: bool | None = None
    method: str | None = None
    note: str | None = None
    charge_title: str = "Reminder fee and interest"
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportStatement:
    """Take in the bookings of a bank statement; those that are there already add nothing."""

    statements: tuple[Statement, ...]
    file_name: str
    dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BankMatch:
    """Which client a booking is from, and what it settles (as in TakePayment)."""

    line: int
    client: int
    allocations: Mapping[int, Decimal | None] | None = None
    settle: tuple[Settle, ...] = ()
    # A payment that was entered before: the booking only confirms it.
    payment: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmBankLines:
    """Make payments of bookings, one or many, as one action."""

    matches: tuple[BankMatch, ...]
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IgnoreBankLines:
    """These bookings are no client's money (or are looked at again: `ignored` False)."""

    lines: tuple[int, ...]
    ignored: bool = True
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRate:
    """From a day on, one unit of `currency` is `rate` units of the file's currency."""

    currency: str
    rate: Decimal
    valid_from: date | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveRate:
    """A rate that was mistyped goes."""

    rate: int
    request_id: str | None = None
