"""What the read side answers with about money to come in, and how every balance explains itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from smallcrm.domain.enums import BankLineStatus, PromiseState
from smallcrm.domain.money import Money
from smallcrm.queries.shapes import ClientRef


@dataclass(frozen=True, slots=True)
class InstalmentShape:
    """A part of a sale with a due date of its own; `open` after what was paid, oldest first."""

    id: int
    position: int
    due: date | None
    amount: Money
    open: Money
    days: int = 0


@dataclass(frozen=True, slots=True)
class PromiseShape:
    """A promise to pay; `came` is the money that came in that currency since it was made."""

    id: int
    client: ClientRef
    sale_id: int | None
    sale_number: str | None
    on: date
    until: date
    amount: Money
    came: Money
    state: PromiseState
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ReminderShape:
    """A reminder that went out: its step, what was open then, what was charged."""

    id: int
    client: ClientRef
    on: date
    step: int
    open: Money
    fee: Money
    interest: Money
    method: str | None
    note: str | None
    sales: tuple[tuple[int, str], ...]
    charge_sale_id: int | None = None


@dataclass(frozen=True, slots=True)
class OverdueSale:
    """A sale that a reminder would be about: what is overdue of it, and the interest on that.

    `step` is the last one since the sale is due, 0 where there was none.
    """

    id: int
    number: str
    client: ClientRef
    due: date
    open: Money
    interest: Money
    step: int


@dataclass(frozen=True, slots=True)
class ReminderDue:
    """A client who is to be reminded in a currency: the next step and what it would say.

    `parts` are its sales one by one: a reminder may leave some of them out.
    """

    client: ClientRef
    step: int
    overdue: Money
    oldest_due: date
    days: int
    last_on: date | None
    fee: Money
    interest: Money
    sales: tuple[tuple[int, str], ...]
    parts: tuple[OverdueSale, ...] = ()


class EntryKind(StrEnum):
    """What a row of an account is."""

    SALE = "sale"
    CANCELLED = "cancelled"
    PAYMENT = "payment"
    REFUND = "refund"
    REFERRAL_CREDIT = "referral_credit"
    WRITE_OFF = "write_off"
    CREDIT_NOTE = "credit_note"
    OPENING_CREDIT = "opening_credit"
    CREDIT_TAKEN_BACK = "credit_taken_back"
    CREDIT_EXPIRED = "credit_expired"


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """A row of a client's account in one currency, with the balance after it.

    `amount` is signed: what is owed grows with a sale or a refund and falls with a payment; the
    last row's `balance` is what the client owes less what is to their credit. A void payment
    stands with its amount and moves no balance. `number` is the sale's, the credit note's, or of
    the sale that was written off; `reason` a code of WriteOffReason where `title` is empty.
    `credit_id` is the referral credit that a row is, takes back or says is no longer good.
    """

    kind: EntryKind
    row_id: int
    number: str | None
    title: str
    on: date
    amount: Money
    balance: Money
    void: bool = False
    due: date | None = None
    method: str | None = None
    reference: str | None = None
    reason: str | None = None
    credit_id: int | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """Everything that makes up a client's balance in one currency, oldest first.

    `currencies` are all in which there is anything.
    """

    client: ClientRef
    currency: str
    entries: tuple[AccountEntry, ...]
    owed: Money
    credit: Money
    balance: Money
    currencies: tuple[str, ...] = ()
    habit: PaymentHabit | None = None


@dataclass(frozen=True, slots=True)
class PaymentHabit:
    """How a client pays: days from a sale's due date (negative: early) and from its day, means.

    Weighted by amounts, over the sales of the last two years that were paid with money, the
    latest hundred of them; several currencies count by their sales, since amounts of them are
    never added.
    """

    sales: int
    days_to_pay: int | None
    days_late: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a new sale to a client should warn of, before it is saved.

    `limit_left` is what is left of the credit limit in its currency (negative: above it).
    `discount_percent` and `term_days` are what the client, else the level, else the file gives.
    """

    client: ClientRef
    on_hold: bool
    hold_reason: str | None
    credit_limit: Money | None
    limit_left: Money | None
    discount_percent: str
    term_days: int
    currency: str
    credit: tuple[Money, ...]
    written_off: tuple[tuple[Money, str, date], ...] = ()


@dataclass(frozen=True, slots=True)
class BankLineShape:
    """A booking of a bank statement; `amount` is signed, money in is positive."""

    id: int
    account: str
    on: date
    amount: Money
    name: str | None
    counter_account: str | None
    reference: str
    status: BankLineStatus
    payment_id: int | None
    file_name: str


# So many bookings are matched and shown at once, the newest.
MOST_SUGGESTED: Final = 2000


class BankReason(StrEnum):
    """Why a booking is taken for a client's: a number in its text, the sum, the payer."""

    REFERENCE = "reference"
    AMOUNT = "amount"
    ACCOUNT = "account"
    NAME = "name"
    PAYMENT = "payment"


@dataclass(frozen=True, slots=True)
class BankSuggestion:
    """Whose booking it may be, and what it would settle: `sure` only where number and sum agree.

    Sure as well where the payer's account is known and the sum fits in one way alone. `why` are
    codes of `BankReason`. `sales` are id, number and amount; `rest` is the small difference that
    would be given up of which of them.
    """

    line: BankLineShape
    client: ClientRef | None
    sales: tuple[tuple[int, str, Money], ...] = ()
    payment_id: int | None = None
    why: tuple[BankReason, ...] = ()
    sure: bool = False
    others: tuple[ClientRef, ...] = ()
    rest: tuple[tuple[int, Money], ...] = ()


@dataclass(frozen=True, slots=True)
class RateShape:
    """From a day on, one unit of `currency` is `rate` units of `base`."""

    id: int
    currency: str
    base: str
    valid_from: date
    rate: str
