"""What happens in the stories beside sales and payments: offers, papers, reminders, promises.

Each act is told with days counted back from today (below zero: in the time to come) and in prices
with tax, as sales are; it is carried out by the services themselves, so that every rule holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from smallcrm.domain.enums import BankLineStatus, SaleStatus, WriteOffReason
from smallcrm.services.numbers import Numbering

# A line as told: description, quantity, unit, price.
Told = tuple[str, str, str, str]
_DAYS_TO_PAY: Final = 30


@dataclass(frozen=True, slots=True)
class Act:
    """Something about a client of a story, so many days ago."""

    client: str
    days: int

    def numbered(self) -> Iterator[tuple[Numbering, int]]:
        """Say which documents come of it, and of which day, so that they are numbered in order."""
        yield from ()


@dataclass(frozen=True, slots=True)
class Later:
    """A later revision of an offer."""

    days: int
    lines: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Offer(Act):
    """A quote, good until so many days from now; None: until the end of this month.

    `taken` is when a sale came of it, of all or (`part`) of some of its lines.
    """

    title: str
    lines: tuple[Told, ...]
    valid: int | None = None
    later: tuple[Later, ...] = ()
    discount: str | None = None
    taken: int | None = None
    part: Mapping[str, str] | None = None
    status: SaleStatus = SaleStatus.DELIVERED
    declined: tuple[int, str] | None = None
    note: str | None = None

    def numbered(self) -> Iterator[tuple[Numbering, int]]:
        """Yield the quote, and the sale that came of it."""
        yield Numbering.QUOTE, self.days
        if self.taken is not None:
            yield Numbering.SALE, self.taken

    @property
    def due(self) -> int | None:
        """When the sale that came of it is due: what is only ordered is not yet."""
        if self.taken is None or self.status is SaleStatus.ORDERED:
            return None
        return self.taken - _DAYS_TO_PAY


@dataclass(frozen=True, slots=True)
class Billed(Act):
    """An invoice over sales, by their titles; `amount`: an advance on the one of them."""

    titles: tuple[str, ...]
    amount: str | None = None
    external: str | None = None
    out: bool = True

    def numbered(self) -> Iterator[tuple[Numbering, int]]:
        """Yield the invoice, unless a tax system numbered it."""
        if self.external is None:
            yield Numbering.INVOICE, self.days


@dataclass(frozen=True, slots=True)
class Credited(Act):
    """A credit note on the client's last invoice, over all of it or an amount."""

    reason: str
    amount: str | None = None
    rebill: bool = False


@dataclass(frozen=True, slots=True)
class Delivered(Act):
    """Some lines of an ordered sale went out: how much of each, by its words."""

    title: str
    lines: Mapping[str, str]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Planned(Act):
    """A sale is due in equal instalments on these days."""

    title: str
    due: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Promised(Act):
    """The client said that a sale, or an amount, would be paid until a day."""

    until: int
    amount: str | None = None
    title: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Reminded(Act):
    """The client was reminded of all that was overdue then."""

    method: str = "email"
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Brought(Act):
    """What the client owed before the file began; below zero: had to their credit."""

    amount: str
    title: str

    def numbered(self) -> Iterator[tuple[Numbering, int]]:
        """Yield the sale that is owed; a credit has no number."""
        if not self.amount.startswith("-"):
            yield Numbering.SALE, self.days


@dataclass(frozen=True, slots=True)
class Agreed(Act):
    """A contract from that day until another, that covers a sale."""

    title: str
    until: int
    amount: str
    covers: str | None = None


@dataclass(frozen=True, slots=True)
class Paid(Act):
    """Money for a sale that an act brought."""

    title: str
    amount: str | None = None
    method: str = "transfer"


@dataclass(frozen=True, slots=True)
class GivenUp(Act):
    """A part of a sale was written off."""

    title: str
    amount: str
    reason: WriteOffReason
    text: str


@dataclass(frozen=True, slots=True)
class Trusted(Act):
    """How far the client is trusted: a credit limit, or no more sales for now."""

    limit: str | None = None
    hold: str | None = None


@dataclass(frozen=True, slots=True)
class Booked(Act):
    """A booking on the owner's account; `{number}` in its text is that of the sale `title`.

    The client is who it is about; a booking of nobody has an empty one. A settled one is the
    client's last payment.
    """

    amount: str
    name: str
    text: str
    title: str | None = None
    status: BankLineStatus = BankLineStatus.OPEN
