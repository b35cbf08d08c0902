"""What commands are made of: fields left alone, phones, addresses, lines, shares of a plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from smallcrm.domain.enums import VatCategory, WriteOffReason


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
class OwnValueInput:
    """What a client has in an own field, canonical; None clears it. An amount has its currency."""

    own_field: int
    value: str | None
    currency: str | None = None


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
class LineInput:
    """One line: net = round(quantity * unit_price - discount); percentages as said (19).

    Without `tax_category` a rate is standard, none is zero-rated. `id` names the line that is
    kept or changed where a sale's lines are edited; it keeps what was delivered and billed of it.
    """

    description: str
    quantity: Decimal = Decimal(1)
    unit_price: Decimal = Decimal(0)
    unit: str | None = None
    discount_percent: Decimal = Decimal(0)
    tax_percent: Decimal = Decimal(0)
    tax_category: VatCategory | None = None
    tax_reason: str | None = None
    product: int | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPart:
    """One instalment: a share in percent or an amount in major units; neither: what is left."""

    due: date | None
    percent: Decimal | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settle:
    """Give up a small difference on a sale while money is taken (rounding off, bank fee, ...).

    `amount` None: all that is open on it after the payment. Above the file's threshold
    (`money.small_difference`) it is refused: that is a write-off of its own.
    """

    sale: int
    reason: WriteOffReason = WriteOffReason.ROUNDING
    amount: Decimal | None = None
