"""What the owner can ask for about products, quotes, deliveries, contracts and invoices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from smallcrm.domain.enums import SaleStatus, VatCategory
from smallcrm.services.command_parts import UNSET, LineInput, Unset


@dataclass(frozen=True, slots=True, kw_only=True)
class AddProduct:
    """Something that the owner sells; `prices`: currency -> unit price without conversion."""

    name: str
    code: str | None = None
    unit: str | None = None
    prices: Mapping[str, Decimal] = field(default_factory=dict)
    tax_percent: Decimal = Decimal(0)
    tax_category: VatCategory | None = None
    tax_reason: str | None = None
    active: bool = True
    note: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditProduct:
    """Change the fields that are given; `prices` replaces all of them."""

    product: int
    name: str | Unset = UNSET
    code: str | Unset | None = UNSET
    unit: str | Unset | None = UNSET
    prices: Mapping[str, Decimal] | Unset = UNSET
    tax_percent: Decimal | Unset = UNSET
    tax_category: VatCategory | Unset | None = UNSET
    tax_reason: str | Unset | None = UNSET
    active: bool | Unset = UNSET
    note: str | Unset | None = UNSET
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddQuote:
    """An offer with one amount (one line without tax) or with lines.

    `valid_until` None: the file's number of days after `on`. A document discount is a
    percentage, or an amount in major units. `terms` None: the file's.
    """

    client: int
    title: str | None = None
    amount: Decimal | None = None
    lines: tuple[LineInput, ...] = ()
    currency: str | None = None
    on: date | None = None
    valid_until: date | None = None
    terms: str | None = None
    note: str | None = None
    prices_include_tax: bool = False
    tax_per_line: bool | None = None
    discount_percent: Decimal | None = None
    discount_amount: Decimal | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseQuote:
    """Make the next revision of a quote from its latest, with the given fields changed."""

    quote: int
    title: str | Unset = UNSET
    amount: Decimal | Unset = UNSET
    lines: tuple[LineInput, ...] | Unset = UNSET
    on: date | Unset = UNSET
    valid_until: date | Unset | None = UNSET
    terms: str | Unset | None = UNSET
    note: str | Unset | None = UNSET
    prices_include_tax: bool | Unset = UNSET
    tax_per_line: bool | Unset = UNSET
    discount_percent: Decimal | Unset | None = UNSET
    discount_amount: Decimal | Unset | None = UNSET
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptQuote:
    """Make a sale of a quote: of all that is left of it, or of some lines (id -> quantity)."""

    quote: int
    lines: Mapping[int, Decimal] | None = None
    on: date | None = None
    due: date | None = None
    status: SaleStatus = SaleStatus.ORDERED
    title: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineQuote:
    """The client does not want it; the reason is shown beside the quote."""

    quote: int
    reason: str | None = None
    on: date | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenQuote:
    """A declined quote is open again."""

    quote: int
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliver:
    """Some of a sale's lines went out (sale line id -> quantity); None: all that is left."""

    sale: int
    lines: Mapping[int, Decimal] | None = None
    on: date | None = None
    note: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddContract:
    """A contract that covers sales; without a number it gets the next of the owner's pattern."""

    client: int
    title: str
    number: str | None = None
    signed_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    currency: str | None = None
    amount: Decimal | None = None
    note: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditContract:
    """Change the fields that are given; `ended_on` ends it before its day."""

    contract: int
    title: str | Unset = UNSET
    number: str | Unset = UNSET
    signed_on: date | Unset | None = UNSET
    starts_on: date | Unset | None = UNSET
    ends_on: date | Unset | None = UNSET
    ended_on: date | Unset | None = UNSET
    amount: Decimal | Unset | None = UNSET
    note: str | Unset | None = UNSET
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BillPart:
    """What of a sale is billed: all that is not (nothing given), some lines, or an amount.

    `lines`: sale line id -> quantity. `amount` is in major units with the tax in it: an advance,
    shared out over the sale's rates.
    """

    sale: int
    lines: Mapping[int, Decimal] | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """One invoice over parts of one client's sales in one currency.

    `number`: as an outside system gave it; None: the next of the owner's pattern, without gaps.
    `due` None: the day that the sales are due on already, if it is to come, else after the
    client's payment term.
    """

    parts: tuple[BillPart, ...]
    on: date | None = None
    due: date | None = None
    number: str | None = None
    note: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddCreditNote:
    """Take back an invoice: all that is left of it, some lines (id -> quantity), or an amount.

    The sale is owed so much less, what was paid beyond becomes credit. With `rebill` what is
    owed stays, and the sale can be billed anew: for an invoice that was wrong.
    """

    invoice: int
    lines: Mapping[int, Decimal] | None = None
    amount: Decimal | None = None
    reason: str | None = None
    on: date | None = None
    number: str | None = None
    rebill: bool = False
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FixPaper:
    """An invoice, credit note or quote was printed, saved or sent: it is what it is from now on.

    Exactly one of the two is given. No undo step; the second time changes nothing.
    """

    invoice: int | None = None
    quote: int | None = None
    by_itself: bool = True
