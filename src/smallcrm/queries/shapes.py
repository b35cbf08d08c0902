"""What the read side answers with: frozen, free of the database, in the domain's units."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from smallcrm.domain.enums import (
    ClientKind,
    Level,
    Lifecycle,
    PaymentKind,
    PaymentStatus,
    SaleStatus,
)
from smallcrm.domain.money import Money

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smallcrm.queries.contact_shapes import (
        DocumentShape,
        FollowUpShape,
        InteractionShape,
        NoteShape,
    )
    from smallcrm.queries.detail_shapes import LevelReason, OwnValueShape, StaleDetail
    from smallcrm.queries.receivable_shapes import (
        InstalmentShape,
        PaymentHabit,
        PromiseShape,
        ReminderShape,
        Standing,
    )
    from smallcrm.queries.referral_shapes import ReferralShape, ReferralSummary
    from smallcrm.queries.trade_shapes import (
        DeliveryEntry,
        DocumentTotals,
        InvoiceShape,
        QuoteShape,
        SaleBilling,
        TradeLine,
    )


@dataclass(frozen=True, slots=True)
class ClientRef:
    """A client as any list names it."""

    id: int
    name: str
    organisation: str | None
    level: Level


@dataclass(frozen=True, slots=True)
class Owed:
    """What is open on a client's sales in one currency, split; `amount` is the sum of the parts."""

    amount: Money
    overdue: Money
    not_due: Money
    unbilled: Money


@dataclass(frozen=True, slots=True)
class Phone:
    """A number as typed, with what it parses to; `of` names the contact person it belongs to."""

    id: int
    number: str
    e164: str | None
    extension: str | None
    label: str | None
    of: str | None = None
    of_role: str | None = None
    confirmed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Email:
    """An e-mail address of a client or of a contact person."""

    id: int
    address: str
    label: str | None
    of: str | None = None
    confirmed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address; `text` is the whole as typed where it came unparted."""

    id: int
    label: str | None
    street: str | None
    locality: str | None
    region: str | None
    postal_code: str | None
    country: str | None
    text: str | None
    confirmed_on: date | None = None


@dataclass(frozen=True, slots=True)
class HandleShape:
    """A web site or a messenger's name."""

    id: int
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class ContactPersonShape:
    """Somebody to talk to at a client."""

    id: int
    name: str
    role: str | None


class MatchKind(StrEnum):
    """Through what a client was found."""

    NAME = "name"
    ORGANISATION = "organisation"
    CONTACT_PERSON = "contact_person"
    PHONE = "phone"
    EMAIL = "email"
    CODE = "code"
    TAG = "tag"
    HANDLE = "handle"
    ADDRESS = "address"
    REFERRER = "referrer"
    SENT_FOR = "sent_for"
    PURCHASE = "purchase"
    QUOTED = "quoted"
    SALE_NUMBER = "sale_number"
    QUOTE_NUMBER = "quote_number"
    INVOICE_NUMBER = "invoice_number"
    AMOUNT = "amount"
    OWN_FIELD = "own_field"
    NOTE = "note"
    DOCUMENT = "document"
    SPELLING = "spelling"


@dataclass(frozen=True, slots=True)
class Match:
    """What matched: its text and the ranges (start, length) of the letters that did.

    `amount` is what a sale or quote came to, if that was typed; `name` what an own field is called.
    """

    kind: MatchKind
    text: str
    ranges: tuple[tuple[int, int], ...] = ()
    amount: Money | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class ClientHit:
    """One row of the search box's list."""

    client: ClientRef
    phones: tuple[Phone, ...]
    matched_on: tuple[Match, ...]
    owed: tuple[Owed, ...]
    oldest_due: date | None
    last_contact_at: datetime | None
    last_paid_on: date | None = None
    ever_bought: bool = False


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The hits of a query; `more` says that the list was cut at its limit."""

    query: str
    hits: tuple[ClientHit, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class SaleShape:
    """A sale as a card, a list or a report shows it.

    `overdue` is what of `open` should be paid by now: all, or of instalments those whose day has
    passed; `due` is then the day of the first unpaid one.
    """

    id: int
    client: ClientRef
    number: str
    external_number: str | None
    title: str
    on: date
    due: date | None
    status: SaleStatus
    total: Money
    open: Money
    payment_status: PaymentStatus
    days: int = 0
    net: Money | None = None
    tax: Money | None = None
    billed: Money | None = None
    has_plan: bool = False
    service_until: date | None = None
    quote_id: int | None = None
    contract_id: int | None = None
    overdue: Money | None = None


@dataclass(frozen=True, slots=True)
class SaleLineShape:
    """One line of a sale; quantity, price and percentages as decimal text."""

    description: str
    quantity: str
    unit: str | None
    unit_price: str
    discount_percent: str
    tax_percent: str
    net: Money


@dataclass(frozen=True, slots=True)
class SaleDetail:
    """A sale with its lines and the payments that settled it, for its dialog.

    `quote` and `contract` are what it came of: id and number, a quote's with its revision.
    """

    sale: SaleShape
    lines: tuple[SaleLineShape, ...]
    prices_include_tax: bool
    note: str | None
    totals: DocumentTotals
    billing: SaleBilling
    settled_by: tuple[SettledPart, ...] = ()
    trade_lines: tuple[TradeLine, ...] = ()
    instalments: tuple[InstalmentShape, ...] = ()
    quote: tuple[int, str] | None = None
    contract: tuple[int, str] | None = None
    service_from: date | None = None
    service_until: date | None = None


@dataclass(frozen=True, slots=True)
class SettledPart:
    """Which part of a payment settles which sale."""

    payment_id: int
    sale_id: int
    sale_number: str
    sale_title: str
    amount: Money
    on: date


@dataclass(frozen=True, slots=True)
class PaymentShape:
    """Money that moved, or a credit; `free` is what is not allocated, nor refunded.

    Credit that is free is good until `expires_on`; `referral_id` names what earned it.
    """

    id: int
    client: ClientRef
    kind: PaymentKind
    amount: Money
    free: Money
    on: date
    method: str | None
    reference: str | None
    void: bool
    reason: str | None
    settled: tuple[SettledPart, ...] = ()
    refund_of: int | None = None
    referral_id: int | None = None
    expires_on: date | None = None


class TimelineKind(StrEnum):
    """What a row of the timeline is about; the filter keys of the card follow this."""

    CALL = "call"
    INTERACTION = "interaction"
    NOTE = "note"
    SALE = "sale"
    PAYMENT = "payment"
    REFERRAL = "referral"
    FOLLOW_UP = "follow_up"
    QUOTE = "quote"
    INVOICE = "invoice"
    DELIVERY = "delivery"
    PROMISE = "promise"
    REMINDER = "reminder"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One row of the timeline, newest first; only the fields of its kind are filled."""

    kind: TimelineKind
    id: int
    at: datetime | None
    on: date
    interaction: InteractionShape | None = None
    note: NoteShape | None = None
    sale: SaleShape | None = None
    payment: PaymentShape | None = None
    referral: ReferralShape | None = None
    follow_up: FollowUpShape | None = None
    quote: QuoteShape | None = None
    invoice: InvoiceShape | None = None
    delivery: DeliveryEntry | None = None
    promise: PromiseShape | None = None
    reminder: ReminderShape | None = None
    document: DocumentShape | None = None


@dataclass(frozen=True, slots=True)
class Quarter:
    """One point of the curve: money and contacts of a quarter; `drawn` is its height.

    That is in the currency of the card's `curve`.
    """

    year: int
    quarter: int
    paid: tuple[Money, ...]
    contacts: int
    drawn: Money | None = None


@dataclass(frozen=True, slots=True)
class Curve:
    """In which currency the card's quarters are drawn: the only one, else the file's.

    `converted` are those that the owner's rates turned into it, `missing` those not drawn.
    """

    currency: str
    converted: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClientDetails:
    """The plain facts of a client, as the card's head, the edit dialog and the report show them."""

    ref: ClientRef
    kind: ClientKind
    code: str | None
    lifecycle: Lifecycle
    currency: str | None
    source: str | None
    language: str | None
    payment_term_days: int | None
    tax_number: str | None
    birthday: date | None
    credit_limit: Money | None
    rating: int | None
    details_confirmed_on: date | None
    tags: tuple[str, ...]
    created_at: datetime
    is_sample: bool
    phones: tuple[Phone, ...]
    emails: tuple[Email, ...]
    addresses: tuple[Address, ...]
    handles: tuple[HandleShape, ...]
    contact_people: tuple[ContactPersonShape, ...]
    discount_percent: Decimal | None = None
    on_hold: bool = False
    hold_reason: str | None = None
    own: tuple[OwnValueShape, ...] = ()
    stale: tuple[StaleDetail, ...] = ()
    level_by_hand: bool = False
    level_reason: LevelReason | None = None


@dataclass(frozen=True, slots=True)
class Balance:
    """What a client owes and has to their credit, each per currency, and the sale it hangs on.

    `reminders` counts those of that sale since it is due; `promise` is the one that the sentence
    of debt names: the open one, else the last if it was broken. `bad_debts` were written off as
    such in the last three years, the last of them on `bad_debt_on`.
    """

    owed: tuple[Owed, ...] = ()
    credit: tuple[Money, ...] = ()
    open_sales: int = 0
    oldest_due: date | None = None
    oldest_title: str | None = None
    oldest_is_overdue: bool = False
    last_paid: Money | None = None
    last_paid_on: date | None = None
    last_paid_method: str | None = None
    ever_bought: bool = False
    reminders: int = 0
    promise: PromiseShape | None = None
    bad_debts: tuple[Money, ...] = ()
    bad_debt_on: date | None = None


@dataclass(frozen=True, slots=True)
class ClientCard:
    """Everything the pop-up card shows, read in one transaction.

    `last_quote` is the latest revision of the newest quote, whatever became of it; `open_quotes`
    still hold. They, `promises` and `reminders` are newest first. Of the kinds in `timeline_cut`
    more happened than `timeline` has, before those days.
    """

    details: ClientDetails
    balance: Balance
    overdue: tuple[SaleShape, ...]
    open_sales: tuple[SaleShape, ...]
    pinned_notes: tuple[NoteShape, ...]
    recent_notes: tuple[NoteShape, ...]
    draft_note: NoteShape | None
    last_interactions: tuple[InteractionShape, ...]
    last_sales: tuple[SaleShape, ...]
    last_payments: tuple[PaymentShape, ...]
    referred_by: ReferralShape | None
    referred: tuple[ReferralShape, ...]
    sent_out: tuple[ReferralShape, ...]
    referral_summary: ReferralSummary
    follow_ups: tuple[FollowUpShape, ...]
    timeline: tuple[TimelineEntry, ...]
    quarters: tuple[Quarter, ...] = ()
    curve: Curve | None = None
    last_quote: QuoteShape | None = None
    open_quotes: tuple[QuoteShape, ...] = ()
    promises: tuple[PromiseShape, ...] = ()
    reminders: tuple[ReminderShape, ...] = ()
    habit: PaymentHabit | None = None
    standing: Standing | None = None
    timeline_cut: Mapping[TimelineKind, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClientRow:
    """A row of the Clients tab."""

    client: ClientRef
    code: str | None
    lifecycle: Lifecycle
    phone: str | None
    email: str | None
    last_contact_at: datetime | None
    owed: tuple[Owed, ...]
    credit: tuple[Money, ...]
    oldest_due: date | None
    tags: tuple[str, ...] = ()
    own: tuple[OwnValueShape, ...] = ()
