"""What is open in the currencies of some bookings, and the ways in which a sum may settle it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import Connection, text

from smallcrm.domain.instalments import Instalment, open_instalments
from smallcrm.queries import rows
from smallcrm.queries.balances import IS_OPEN

_OPEN: Final = f"""
    SELECT sale.id, sale.client_id, sale.number, sale.currency, sale.due_on, sale.sold_on,
           sale.total_minor - sale.paid_minor AS left, sale.paid_minor,
           CASE WHEN sale.has_plan = 1 THEN (
               SELECT json_group_array(json_array(due_on, amount_minor)) FROM (
                   SELECT due_on, amount_minor FROM instalment WHERE sale_id = sale.id
                   ORDER BY due_on IS NULL, due_on, id)) END AS plan
    FROM sale INDEXED BY ix_sale_open
    WHERE {IS_OPEN} AND sale.currency IN (SELECT value FROM json_each(:currencies))
    ORDER BY sale.due_on IS NULL, sale.due_on, sale.sold_on, sale.id
"""
_MOST_SUMMED: Final = 60

# What a booking settles: ids of sales and how much of each, in minor units.
Parts = tuple[tuple[int, int], ...]


@dataclass(slots=True)
class OpenSale:
    """A sale with something open; `parts` are its open instalments, or that alone."""

    id: int
    client_id: int
    number: str
    currency: str
    due_on: date | None
    left: int
    parts: Sequence[Instalment]


@dataclass(slots=True)
class Book:
    """All open sales, those of a client oldest due first; what is reserved is open no more."""

    today: date
    sales: dict[int, OpenSale] = field(default_factory=dict)
    by_client: dict[tuple[int, str], list[int]] = field(default_factory=dict)

    def open_of(self, client_id: int, currency: str) -> list[OpenSale]:
        """Return what is open of a client, oldest due first."""
        found = (self.sales[one] for one in self.by_client.get((client_id, currency), ()))
        return [sale for sale in found if sale.left]

    def reserve(self, parts: Parts) -> None:
        """Take what a sure booking settles out of what the others may."""
        for sale_id, minor in parts:
            sale = self.sales[sale_id]
            sale.left -= minor
            sale.parts = tuple(_after(sale.parts, minor))

    def exact(self, sales: Sequence[OpenSale], minor: int) -> list[Parts]:
        """Return the ways in which a sum is just what is open: the plainest first, none twice.

        One sale, an instalment of one, all that is overdue, the oldest of them, all of it.
        """
        found: dict[Parts, None] = {}
        for parts, total in self._sums(sales):
            if total == minor:
                found.setdefault(tuple(sorted(parts)))
        return list(found)

    def nearly(self, sales: Sequence[OpenSale], minor: int, most: int) -> tuple[Parts, Parts]:
        """Return what a sum settles but for a small rest, and that rest; both empty if nothing."""
        nearest: tuple[int, Parts] | None = None
        for parts, total in self._sums(sales):
            missing = total - minor
            fits = 0 < missing <= most and parts[-1][1] > missing
            if fits and (nearest is None or missing < nearest[0]):
                nearest = (missing, parts)
        if nearest is None:
            return (), ()
        missing, parts = nearest
        *before, (last, amount) = parts
        return (*before, (last, amount - missing)), ((last, missing),)

    def oldest_first(self, sales: Iterable[OpenSale], minor: int) -> Parts:
        """Return what a payment settles when nothing else is said (domain, money, rule 5)."""
        dues = [
            (part.due_on is None, part.due_on or date.max, number, sale.id, part.amount_minor)
            for number, sale in enumerate(sales)
            for part in sale.parts
        ]
        found: dict[int, int] = {}
        for *_, sale_id, left in sorted(dues):
            used = min(minor, left)
            if used:
                found[sale_id] = found.get(sale_id, 0) + used
            minor -= used
        return tuple(found.items())

    def amounts(self) -> Iterator[tuple[str, int, int]]:
        """Yield every sum that would settle something: currency, amount, client."""
        for (client_id, currency), ids in self.by_client.items():
            several = [self.sales[one] for one in ids if self.sales[one].left]
            for total in {total for _, total in self._sums(several)}:
                yield currency, total, client_id

    def _sums(self, sales: Sequence[OpenSale]) -> Iterator[tuple[Parts, int]]:
        for sale in sales:
            yield ((sale.id, sale.left),), sale.left
            if len(sale.parts) > 1:
                for minor in _instalments(sale):
                    yield ((sale.id, minor),), minor
        overdue = tuple(
            (sale.id, late)
            for sale in sales
            if (late := sum(one.amount_minor for one in sale.parts if _is_late(one, self.today)))
        )
        if overdue:
            yield overdue, sum(minor for _, minor in overdue)
        total, parts = 0, []
        for sale in sales[:_MOST_SUMMED]:
            parts.append((sale.id, sale.left))
            total += sale.left
            yield tuple(parts), total
        if len(sales) > _MOST_SUMMED:
            yield tuple((sale.id, sale.left) for sale in sales), sum(sale.left for sale in sales)


def read_book(connection: Connection, currencies: Collection[str], today: date) -> Book:
    """Read all that is open in these currencies."""
    book = Book(today)
    wanted = {"currencies": json.dumps(sorted(currencies))}
    for row in connection.execute(text(_OPEN), wanted):
        due = rows.day(row.due_on)
        parts: tuple[Instalment, ...] = (Instalment(due, row.left),)
        if row.plan is not None:
            parts = tuple(_open_parts(rows.instalments(row.plan), row.paid_minor)) or parts
        sale = OpenSale(row.id, row.client_id, row.number, row.currency, due, row.left, parts)
        book.sales[sale.id] = sale
        book.by_client.setdefault((sale.client_id, sale.currency), []).append(sale.id)
    return book


def _open_parts(plan: Sequence[Instalment], paid: int) -> Iterator[Instalment]:
    for one, left in zip(plan, open_instalments(plan, paid), strict=True):
        if left:
            yield Instalment(one.due_on, left)


def _after(parts: Sequence[Instalment], minor: int) -> Iterator[Instalment]:
    for part in parts:
        used = min(minor, part.amount_minor)
        minor -= used
        if part.amount_minor > used:
            yield Instalment(part.due_on, part.amount_minor - used)


def _instalments(sale: OpenSale) -> Iterator[int]:
    """Yield what one instalment, and the first of them together, come to."""
    total = 0
    for part in sale.parts:
        yield part.amount_minor
        total += part.amount_minor
        if total < sale.left:
            yield total


def _is_late(part: Instalment, today: date) -> bool:
    return part.due_on is not None and part.due_on < today
