"""What the owner can ask for: frozen commands, each answered by one transaction.

Amounts come as Decimal in major units where a currency may still be settled by the service, days
as dates, instants in UTC. `request_id` makes a repeated command harmless: it answers with the
first one's result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from smallcrm.domain.changes import Changes
from smallcrm.domain.enums import (
    ClientKind,
    Direction,
    InteractionKind,
    Level,
    Lifecycle,
    ReferralOutcome,
    SaleStatus,
    WriteOffReason,
)
from smallcrm.domain.records import (
    ClientRecord,
    PaymentRecord,
    RecordKind,
    RejectedRow,
    SaleRecord,
)


class Unset(Enum):
    """A field that an edit leaves as it is (None clears it)."""

    UNSET = "unset"


UNSET = Unset.UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneInput:
    """A number as typed; `id` when an existing one is kept or changed."""

    number: str
    label: str | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailInput:
    """An address as typed."""

    address: str
    label: str | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressInput:
    """A postal address, parted or as one text."""

    label: str | None = None
    street: str | None = None
    locality: str | None = None
    region: str | None = None
    postal_code: str | None = None
    country: str | None = None
    text: str | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandleInput:
    """A web site or messenger name."""

    kind: str
    value: str
    id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPersonInput:
    """Somebody to talk to at a client, with numbers of their own."""

    name: str
    role: str | None = None
    phones: tuple[PhoneInput, ...] = ()
    emails: tuple[EmailInput, ...] = ()
    id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddClient:
    """A new client; with `referred_by` the referral is recorded in the same action."""

    name: str
    kind: ClientKind = ClientKind.PERSON
    organisation: str | None = None
    code: str | None = None
    level: Level = Level.STANDARD
    lifecycle: Lifecycle = Lifecycle.ACTIVE
    source: str | None = None
    language: str | None = None
    currency: str | None = None
    payment_term_days: int | None = None
    tax_number: str | None = None
    birthday: date | None = None
    phones: tuple[PhoneInput, ...] = ()
    emails: tuple[EmailInput, ...] = ()
    addresses: tuple[AddressInput, ...] = ()
    handles: tuple[HandleInput, ...] = ()
    contact_people: tuple[ContactPersonInput, ...] = ()
    tags: tuple[str, ...] = ()
    note: str | None = None
    referred_by: int | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditClient:
    """Change the fields that are given; a tuple replaces the whole list (ids keep their rows)."""

    client: int
    name: str | Unset = UNSET
    kind: ClientKind | Unset = UNSET
    organisation: str | Unset | None = UNSET
    code: str | Unset | None = UNSET
    level: Level | Unset = UNSET
    lifecycle: Lifecycle | Unset = UNSET
    source: str | Unset | None = UNSET
    language: str | Unset | None = UNSET
    currency: str | Unset | None = UNSET
    payment_term_days: int | Unset | None = UNSET
    tax_number: str | Unset | None = UNSET
    birthday: date | Unset | None = UNSET
    phones: tuple[PhoneInput, ...] | Unset = UNSET
    emails: tuple[EmailInput, ...] | Unset = UNSET
    addresses: tuple[AddressInput, ...] | Unset = UNSET
    handles: tuple[HandleInput, ...] | Unset = UNSET
    contact_people: tuple[ContactPersonInput, ...] | Unset = UNSET
    tags: tuple[str, ...] | Unset = UNSET
    referred_by: int | Unset | None = UNSET
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote:
    """A note about a client; `draft` is the id of the draft that it finishes."""

    client: int
    text: str
    pinned: bool = False
    draft: int | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveDraft:
    """Keep what is being typed on a card: journalled, but no undo step; empty text drops it."""

    client: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EditNote:
    """Change a note's text or pin."""

    note: int
    text: str | Unset = UNSET
    pinned: bool | Unset = UNSET
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddInteraction:
    """Something that happened; `by_itself` marks what the program logged, which is no undo step."""

    client: int
    kind: InteractionKind = InteractionKind.CALL
    direction: Direction | None = None
    at: datetime | None = None
    minutes: int | None = None
    summary: str | None = None
    number: str | None = None
    answered: bool = True
    by_itself: bool = False
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddFollowUp:
    """Something to do for a client by a date."""

    client: int
    text: str
    due: date
    due_time: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishFollowUp:
    """Mark a follow-up done (or open again)."""

    follow_up: int
    done: bool = True
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineInput:
    """One line: net = round(quantity * unit_price - discount); percentages as said (19)."""

    description: str
    quantity: Decimal = Decimal(1)
    unit_price: Decimal = Decimal(0)
    unit: str | None = None
    discount_percent: Decimal = Decimal(0)
    tax_percent: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddSale:
    """A sale with one amount (one line without tax) or with lines.

    Without `due`, a delivered or closed sale is due after the client's payment term, else the
    file's; an ordered one has no due date until it is delivered or billed.
    """

    client: int
    title: str | None = None
    amount: Decimal | None = None
    lines: tuple[LineInput, ...] = ()
    prices_include_tax: bool = False
    currency: str | None = None
    on: date | None = None
    due: date | None = None
    status: SaleStatus = SaleStatus.DELIVERED
    external_number: str | None = None
    note: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditSale:
    """Change the fields that are given; the total may not fall below what is allocated."""

    sale: int
    title: str | Unset = UNSET
    amount: Decimal | Unset = UNSET
    lines: tuple[LineInput, ...] | Unset = UNSET
    prices_include_tax: bool | Unset = UNSET
    on: date | Unset = UNSET
    due: date | Unset | None = UNSET
    status: SaleStatus | Unset = UNSET
    external_number: str | Unset | None = UNSET
    note: str | Unset | None = UNSET
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelSale:
    """Cancel a sale; what was allocated to it becomes credit."""

    sale: int
    reason: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakePayment:
    """Money from a client.

    `allocations` None: oldest due first, those without a due date last (domain, rule 5); a
    mapping sale id -> Decimal (None: as much as is open and left) settles just those, in order;
    an empty one leaves it all as credit.
    """

    client: int
    amount: Decimal
    currency: str | None = None
    on: date | None = None
    method: str | None = None
    reference: str | None = None
    allocations: Mapping[int, Decimal | None] | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocate:
    """Settle a part of a sale with what a payment has free; a negative amount takes it back."""

    payment: int
    sale: int
    amount: Decimal
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """Give money back: the payment's free remainder first, then allocations, latest due first."""

    payment: int
    amount: Decimal
    on: date | None = None
    reason: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReversePayment:
    """A payment that bounced or was mistyped: it stands, void, with its reason."""

    payment: int
    reason: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOff:
    """Give up an open amount of a sale; None is all that is open."""

    sale: int
    amount: Decimal | None = None
    reason: WriteOffReason = WriteOffReason.BAD_DEBT
    text: str | None = None
    on: date | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddReferral:
    """`referrer` sent `client` to us."""

    referrer: int
    client: int
    on: date | None = None
    what_for: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddReferralOut:
    """We sent `client` to a partner: one that exists (`partner`), or a new one by name."""

    client: int
    partner: int | None = None
    partner_name: str | None = None
    on: date | None = None
    what_for: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditReferral:
    """Change what became of a referral, its day or its purpose."""

    referral: int
    outcome: ReferralOutcome | Unset = UNSET
    on: date | Unset = UNSET
    what_for: str | Unset | None = UNSET
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What a command answers: the row it made or changed, and what it did, for the undo strip."""

    id: int
    action_id: int
    label: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    number: str | None = None
    repeated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSetting:
    """Set one setting of the data file; the value as text, checked by the setting's own rule."""

    key: str
    value: str
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """Take back the last action."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redo:
    """Bring back what was last undone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FillSample:
    """Fill an empty file with made-up data, the same for the same seed, as one action."""

    clients: int = 200
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveSample:
    """Remove the sample clients and all that belongs to them, as one action."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRecords:
    """Bring in the records of one file as one action; what is there already is not doubled."""

    kind: RecordKind
    records: tuple[ClientRecord | SaleRecord | PaymentRecord, ...]
    rejected: tuple[RejectedRow, ...]
    rows_read: int
    file_name: str
    # What a sale without a title is called, and an opening balance, in the owner's language.
    untitled: str = "{number}"
    opening_title: str = "Opening balance"
    dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FillFromExport:
    """Fill an empty file with what `Queries.everything` gave: the same rows under the same ids."""

    settings: Mapping[str, str]
    tables: Mapping[str, Sequence[object]]
    file_name: str
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did: rows by their fate; `skipped` rows are named one by one."""

    read: int
    added: int
    merged: int
    unchanged: int
    skipped: tuple[RejectedRow, ...]
    import_id: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a performed command answers: the result, and what the commit changed."""

    result: Done
    changes: Changes
    imported: ImportResult | None = None


Command = (
    AddClient
    | EditClient
    | AddNote
    | SaveDraft
    | EditNote
    | AddInteraction
    | AddFollowUp
    | FinishFollowUp
    | AddSale
    | EditSale
    | CancelSale
    | TakePayment
    | Allocate
    | Refund
    | ReversePayment
    | WriteOff
    | AddReferral
    | AddReferralOut
    | EditReferral
    | SetSetting
    | Undo
    | Redo
    | FillSample
    | RemoveSample
    | ImportRecords
    | FillFromExport
)
