"""What an importer understood of one row, before anything is compared with the data file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from smallcrm.domain.enums import (
    ClientKind,
    HandleKind,
    Level,
    Lifecycle,
    ReferralDirection,
    ReferralOutcome,
    SaleStatus,
    VatCategory,
)
from smallcrm.domain.money import Money, exponent, round_half_up


class RecordKind(StrEnum):
    """What a file of rows is about."""

    CLIENTS = "clients"
    SALES = "sales"
    PAYMENTS = "payments"
    PRODUCTS = "products"
    REFERRALS = "referrals"
    PEOPLE = "contact_people"
    NOTES = "notes"
    SALE_LINES = "sale_lines"


# In which order several files come in: clients first, so that sales find theirs, then what was
# paid for them; what came of referrals follows from the sales.
IMPORT_ORDER: Final = (
    RecordKind.CLIENTS,
    RecordKind.PEOPLE,
    RecordKind.NOTES,
    RecordKind.PRODUCTS,
    RecordKind.SALES,
    RecordKind.SALE_LINES,
    RecordKind.PAYMENTS,
    RecordKind.REFERRALS,
)


@dataclass(frozen=True, slots=True)
class PhoneText:
    """A phone number as the file has it; `label` is `mobile`, `fax`, `work`, ... or empty."""

    number: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class EmailText:
    """An e-mail address as the file has it."""

    address: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class AddressText:
    """A postal address: in parts, or, where the file has it in one piece, as `text`."""

    label: str = ""
    street: str = ""
    locality: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class HandleText:
    """A name on WeChat, QQ, WhatsApp, or a web site."""

    kind: HandleKind
    value: str


@dataclass(frozen=True, slots=True)
class PersonText:
    """Somebody to talk to at a client, as the file has them."""

    name: str
    role: str = ""
    phones: tuple[PhoneText, ...] = ()
    emails: tuple[EmailText, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnText:
    """What a client has in an own field, by the field's name.

    The text is canonical where the field is known or the column was read as its kind (see
    `domain.own_fields`), else as typed.
    """

    field: str
    text: str
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class ClientRecord:
    """A client of an imported file. None, or an empty tuple: the file says nothing about it.

    `row` counts from 1 at the file's first line of data. `kind` is None where the row could be a
    person as well as an organisation. `referred_by` is the referrer's name or code, as typed.
    """

    row: int
    name: str
    code: str | None = None
    organisation: str | None = None
    kind: ClientKind | None = None
    phones: tuple[PhoneText, ...] = ()
    emails: tuple[EmailText, ...] = ()
    addresses: tuple[AddressText, ...] = ()
    handles: tuple[HandleText, ...] = ()
    level: Level | None = None
    lifecycle: Lifecycle | None = None
    tags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    referred_by: str | None = None
    currency: str | None = None
    payment_term_days: int | None = None
    birthday: date | None = None
    tax_number: str | None = None
    source: str | None = None
    language: str | None = None
    opening_balance: Money | None = None
    created_on: date | None = None
    people: tuple[PersonText, ...] = ()
    own: tuple[OwnText, ...] = ()
    discount_percent: Decimal | None = None
    credit_limit: Money | None = None
    confirmed_on: date | None = None


@dataclass(frozen=True, slots=True)
class SaleLineRecord:
    """One line of a sale: unit prices may have six decimals."""

    description: str
    quantity: Decimal
    unit_price: Decimal

    def net_minor(self, currency: str) -> int:
        """Return what the line comes to, in minor units."""
        return round_half_up((self.quantity * self.unit_price).scaleb(exponent(currency)))


@dataclass(frozen=True, slots=True)
class SaleRecord:
    """A sale of an imported file, joined to its client by code where there is one, else by name.

    `number` is the external number. `total` is what the file says; with `lines` and no total it
    is None and follows from them. `currency` is always set.
    """

    row: int
    currency: str
    number: str | None = None
    client_code: str | None = None
    client_name: str | None = None
    title: str | None = None
    on: date | None = None
    due_on: date | None = None
    total: Money | None = None
    lines: tuple[SaleLineRecord, ...] = ()
    status: SaleStatus | None = None
    paid: Money | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class PaymentRecord:
    """A payment of an imported file; `reference` is its external number.

    `sale_numbers` are the external numbers of the sales it pays. Without a client
    of its own, the client is that of its sales.
    """

    row: int
    amount: Money
    reference: str | None = None
    client_code: str | None = None
    client_name: str | None = None
    on: date | None = None
    method: str | None = None
    sale_numbers: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ProductRecord:
    """A product of an imported file, known by its code where it has one, else by its name.

    `prices` are unit prices by currency. None: the file says nothing about it.
    """

    row: int
    name: str
    code: str | None = None
    unit: str | None = None
    prices: tuple[tuple[str, Decimal], ...] = ()
    tax_percent: Decimal | None = None
    tax_category: VatCategory | None = None
    tax_reason: str | None = None
    active: bool | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ReferralRecord:
    """A referral of an imported file: the client was sent by the referrer (in), or to them (out).

    Both are joined to clients by code where there is one, else by name. `outcome` None: it follows
    from the sales. The commission is what a partner gives us (out only).
    """

    row: int
    client_code: str | None = None
    client_name: str | None = None
    referrer_code: str | None = None
    referrer_name: str | None = None
    direction: ReferralDirection = ReferralDirection.IN
    on: date | None = None
    what_for: str | None = None
    outcome: ReferralOutcome | None = None
    commission: Money | None = None


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """A contact person of an imported list of such, joined to a client by code, else by name."""

    row: int
    person: PersonText
    client_code: str | None = None
    client_name: str | None = None


@dataclass(frozen=True, slots=True)
class NoteRecord:
    """A note of an imported list of notes, joined to a client by code, else by name."""

    row: int
    text: str
    client_code: str | None = None
    client_name: str | None = None
    at: datetime | None = None
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class SaleLinesRecord:
    """The lines of one sale, from a list of lines: `number` is the sale's external number."""

    row: int
    number: str
    lines: tuple[SaleLineRecord, ...]


Record = (
    ClientRecord
    | SaleRecord
    | PaymentRecord
    | ProductRecord
    | ReferralRecord
    | PersonRecord
    | NoteRecord
    | SaleLinesRecord
)


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that cannot be taken: `why` is a code, `parameters` what a sentence about it needs.

    `text` is the row as one line of CSV, `cells` the same in parts.
    """

    row: int
    why: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    text: str = ""
    cells: tuple[str, ...] = ()
