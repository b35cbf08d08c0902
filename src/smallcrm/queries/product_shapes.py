"""What a line's editor is offered: products, and the prices last named to a client."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from smallcrm.domain.enums import VatCategory


@dataclass(frozen=True, slots=True)
class LastPrice:
    """A price that was quoted to a client, or at which was sold to them.

    `unit_price` is in major units of `currency`, before `discount_percent`; `number` is the
    quote's (of `revision`) or the sale's; `valid_until` is a quote's.
    """

    unit_price: Decimal
    currency: str
    discount_percent: Decimal
    on: date
    number: str
    valid_until: date | None = None
    revision: int = 1


@dataclass(frozen=True, slots=True)
class ProductOffer:
    """A product as a line takes it over; `unit_price` None where it has none in the currency.

    `last_quoted` and `last_sold` are those to the client that was asked about.
    """

    id: int
    code: str | None
    name: str
    unit: str | None
    unit_price: Decimal | None
    tax_percent: Decimal
    tax_category: VatCategory
    tax_reason: str | None = None
    last_quoted: LastPrice | None = None
    last_sold: LastPrice | None = None
