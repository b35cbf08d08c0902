"""What the owner can ask for about sales and payments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from smallcrm.domain.enums import SaleStatus, WriteOffReason
from smallcrm.services.command_parts import UNSET, LineInput, PlanPart, Settle, Unset


@dataclass(frozen=True, slots=True, kw_only=True)
class AddSale:
    """A sale with one amount (one line without tax) or with lines.

    Without `due`, a delivered or closed sale is due after the client's payment term, else the
    level's, else the file's; an ordered one has no due date until it is delivered or billed. A
    document discount is a percentage, or an amount in major units. `plan` makes it due in
    instalments. `quote` and `contract` say what it comes from.
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
    discount_percent: Decimal | None = None
    discount_amount: Decimal | None = None
    tax_per_line: bool | None = None
    contract: int | None = None
    service_from: date | None = None
    service_until: date | None = None
    plan: tuple[PlanPart, ...] = ()
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditSale:
    """Change the fields that are given.

    The total may not fall below what is allocated; what was billed keeps its lines and prices.
    """

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
    discount_percent: Decimal | Unset | None = UNSET
    discount_amount: Decimal | Unset | None = UNSET
    tax_per_line: bool | Unset = UNSET
    contract: int | Unset | None = UNSET
    service_from: date | Unset | None = UNSET
    service_until: date | Unset | None = UNSET
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
    an empty one leaves it all as credit. `credit` (sale id -> Decimal) is settled before with what
    the client has to their credit, `settle` gives up small differences, all in the same action.
    """

    client: int
    amount: Decimal
    currency: str | None = None
    on: date | None = None
    method: str | None = None
    reference: str | None = None
    allocations: Mapping[int, Decimal | None] | None = None
    credit: Mapping[int, Decimal] = field(default_factory=dict)
    settle: tuple[Settle, ...] = ()
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
class SetAllocations:
    """Say anew what a payment settles: sale id -> amount; all else of it becomes free."""

    payment: int
    allocations: Mapping[int, Decimal]
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCredit:
    """Settle sales with the client's credit, oldest first.

    One sale with an `amount` (None: as much as there is and fits), or several of one client's, each
    with its own (`amounts`: sale id -> amount), in one action.
    """

    sale: int | None = None
    amount: Decimal | None = None
    amounts: Mapping[int, Decimal] = field(default_factory=dict)
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PayOut:
    """Give a client's credit back as money, oldest payments first; None: all of it."""

    client: int
    amount: Decimal | None = None
    currency: str | None = None
    on: date | None = None
    method: str | None = None
    reason: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddOpeningBalance:
    """What a client owed before the file began: a sale titled so; negative: a credit."""

    client: int
    amount: Decimal
    currency: str | None = None
    on: date | None = None
    due: date | None = None
    title: str = "Opening balance"
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPlan:
    """Make a sale due in instalments; no parts: due at once again, on `due`."""

    sale: int
    parts: tuple[PlanPart, ...] = ()
    due: date | None = None
    request_id: str | None = None
