"""A made-up sale and a made-up payment before they are rows."""

from __future__ import annotations

from dataclasses import dataclass, field

from smallcrm.domain.enums import PaymentKind, SaleStatus
from smallcrm.services.sample_catalogue import Basket


@dataclass(frozen=True, slots=True)
class Taken:
    """The quote that a sale came of: the ids of its row and of its lines."""

    id: int
    lines: tuple[int, ...]


@dataclass(slots=True)
class Deal:
    """A sale before it is written; days count back from today, `due` None is no due date."""

    basket: Basket
    currency: str
    sold: int
    due: int | None
    status: SaleStatus
    delivered: int | None = None
    closed: int | None = None
    title: str | None = None
    external_number: str | None = None
    cancelled: int | None = None
    reason: str | None = None
    paid: int = 0
    billed: int | None = None
    quote: Taken | None = None
    contract: int | None = None
    serves: tuple[int, int] | None = None
    # Instalments: days back, negative in the time to come, and minor units.
    parts: tuple[tuple[int, int], ...] = ()

    @property
    def open(self) -> int:
        """What is not settled yet, in minor units."""
        return self.basket.total_minor - self.paid


@dataclass(slots=True)
class Receipt:
    """A payment before it is written; `parts` are what it settles: (deal, minor units)."""

    currency: str
    day: int
    amount: int
    method: str | None = None
    kind: PaymentKind = PaymentKind.PAYMENT
    reference: str | None = None
    parts: list[tuple[int, int]] = field(default_factory=list)
    refunded: int = 0
    void: bool = False
    reason: str | None = None
    reason_code: str | None = None
