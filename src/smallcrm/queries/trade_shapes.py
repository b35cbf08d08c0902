"""What the read side answers with about quotes, products, contracts, deliveries and invoices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from smallcrm.domain.enums import BillingStatus, InvoiceKind, QuoteState, VatCategory
from smallcrm.domain.money import Money
from smallcrm.queries.shapes import ClientRef


@dataclass(frozen=True, slots=True)
class TradeLine:
    """A line of a quote, a sale or an invoice; `done` is what of it is accepted or delivered.

    Of a quote's line `done` is the quantity accepted into sales, of a sale's the quantity
    delivered, of an invoice's the quantity credited; `billed` is a sale line's billed quantity.
    An invoice's `net` is what is left after `discount`, its share of a document discount; with
    `as_amount` it is a part of no line: an advance, titled as its sale, or what sets one off,
    titled by the number of the invoice that billed it.
    """

    id: int
    position: int
    description: str
    quantity: Decimal
    unit: str | None
    unit_price: Decimal
    discount_percent: Decimal
    tax_category: VatCategory
    tax_percent: Decimal
    tax_reason: str | None
    net: Money
    product_id: int | None = None
    done: Decimal = Decimal(0)
    billed: Decimal = Decimal(0)
    tax: Money | None = None
    discount: Money | None = None
    as_amount: bool = False


@dataclass(frozen=True, slots=True)
class TaxRow:
    """The net and the tax of one category and rate (EN 16931, BG-23)."""

    category: VatCategory
    percent: Decimal
    net: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class DocumentTotals:
    """A document's figures; `discount` is what a document discount takes off the net."""

    net: Money
    tax: Money
    total: Money
    discount: Money
    taxes: tuple[TaxRow, ...]
    prices_include_tax: bool
    tax_per_line: bool
    discount_percent: Decimal | None = None
    discount_amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class QuoteShape:
    """A revision of a quote as a list, a card or Today shows it."""

    id: int
    client: ClientRef
    number: str
    revision: int
    is_latest: bool
    title: str
    on: date
    valid_until: date | None
    state: QuoteState
    total: Money
    net: Money
    decided_on: date | None = None
    decline_reason: str | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class QuoteDetail:
    """A revision with its lines, all revisions of its number, and the sales made of it."""

    quote: QuoteShape
    lines: tuple[TradeLine, ...]
    totals: DocumentTotals
    terms: str | None
    note: str | None
    revisions: tuple[QuoteShape, ...]
    sales: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ProductShape:
    """A product; prices per currency without conversion."""

    id: int
    code: str | None
    name: str
    unit: str | None
    prices: tuple[tuple[str, Decimal], ...]
    tax_percent: Decimal
    tax_category: VatCategory
    tax_reason: str | None
    active: bool
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ContractShape:
    """A contract; `days_left` until its end (negative: over), None without an end."""

    id: int
    client: ClientRef
    number: str
    title: str
    signed_on: date | None
    starts_on: date | None
    ends_on: date | None
    ended_on: date | None
    amount: Money | None
    currency: str
    days_left: int | None
    note: str | None = None
    sold: tuple[Money, ...] = ()


@dataclass(frozen=True, slots=True)
class DeliveryShape:
    """What of a sale went out on a day: sale line id -> quantity."""

    id: int
    number: str
    on: date
    note: str | None
    lines: tuple[tuple[int, Decimal], ...]


@dataclass(frozen=True, slots=True)
class DeliveryEntry:
    """A delivery as a timeline names it: with its sale, without its lines."""

    id: int
    number: str
    on: date
    sale_id: int
    sale_number: str
    sale_title: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class InvoiceShape:
    """An invoice or credit note as a list shows it.

    `payable` = total + rounding; `open` is what of it is still to be paid (payments settle a
    sale's invoices in the order of their days); `credited` is what credit notes took back.
    """

    id: int
    kind: InvoiceKind
    client: ClientRef
    number: str
    external: bool
    on: date
    due: date | None
    total: Money
    payable: Money
    open: Money
    credited: Money
    fixed: bool
    days: int = 0
    credits_id: int | None = None
    credits_number: str | None = None
    rebill: bool = False
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a buyer is, in parts, as an invoice keeps it; `country` is as it was typed."""

    street: str | None
    postal_code: str | None
    locality: str | None
    region: str | None
    country: str | None


@dataclass(frozen=True, slots=True)
class InvoiceDetail:
    """An invoice with its lines, its sales (id, number, amount), and its credit notes.

    `buyer_place` and `seller_country` are None on an invoice made before they were kept.
    `fixed_at` is when it was printed, saved or sent for the first time; `service_from` and
    `service_until` say when the billed sales ran, as it was when they were billed.
    """

    invoice: InvoiceShape
    lines: tuple[TradeLine, ...]
    totals: DocumentTotals
    rounding: Money
    buyer_name: str
    buyer_organisation: str | None
    buyer_tax_number: str | None
    buyer_address: str | None
    seller_name: str
    seller_address: str | None
    seller_tax_number: str | None
    note: str | None
    sales: tuple[tuple[int, str, Money], ...]
    credit_notes: tuple[InvoiceShape, ...] = ()
    fixed_at: datetime | None = None
    service_from: date | None = None
    service_until: date | None = None
    buyer_place: Place | None = None
    seller_country: str | None = None


@dataclass(frozen=True, slots=True)
class SaleBilling:
    """How a sale stands with paper and goods, for its dialog and the `bill` dialog."""

    status: BillingStatus
    billed: Money
    invoices: tuple[tuple[int, str, Money], ...]
    deliveries: tuple[DeliveryShape, ...]
