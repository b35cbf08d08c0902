"""Numbers of documents by the owner's patterns (`numbers.*`), never the same one twice.

How far a pattern has come in a period is kept in a row of the file like any other, so that undoing
a document gives its number back. A number that is taken (an import brought it) is passed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from itertools import takewhile
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from smallcrm.db.models import Contract, Delivery, FileSetting, Invoice, Quote, Sale
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import number_patterns


class Numbering(StrEnum):
    """What is numbered; the setting of its pattern is `numbers.<value>`."""

    SALE = "sale"
    QUOTE = "quote"
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    DELIVERY = "delivery"
    CONTRACT = "contract"


# Invoices and credit notes share a table, in which a number is unique.
_COLUMNS: Final[Mapping[Numbering, InstrumentedAttribute[Any]]] = {
    Numbering.SALE: Sale.number,
    Numbering.QUOTE: Quote.number,
    Numbering.INVOICE: Invoice.number,
    Numbering.CREDIT_NOTE: Invoice.number,
    Numbering.DELIVERY: Delivery.number,
    Numbering.CONTRACT: Contract.number,
}
# The day by which a document was numbered; invoices are counted by what is there.
_DAYS: Final[Mapping[Numbering, ColumnElement[Any] | InstrumentedAttribute[Any]]] = {
    Numbering.SALE: Sale.sold_on,
    Numbering.QUOTE: Quote.quoted_on,
    Numbering.DELIVERY: Delivery.delivered_on,
    Numbering.CONTRACT: func.coalesce(Contract.signed_on, Contract.starts_on),
}
COUNTER: Final = "counter."


def pattern_of(uow: UnitOfWork, kind: Numbering) -> str:
    """Return the owner's pattern for a kind of document."""
    return uow.settings.value(f"numbers.{kind.value}")


def counter_key(kind: Numbering, period: str) -> str:
    """Name the setting that counts a kind within a period: `counter.S-2026` for sales.

    Each kind counts by itself, also where the owner gave two of them the same pattern.
    """
    return f"{COUNTER}{period}" if kind is Numbering.SALE else f"{COUNTER}{kind.value}.{period}"


def next(uow: UnitOfWork, kind: Numbering, on: date) -> str:  # noqa: A001  (numbers.next says it)
    """Return the next free number of a document of `on`, such as S-2026-0093, and count it.

    Invoices and credit notes are counted without gaps by `next_in_sequence` instead.
    """
    counters = Counters(uow, kind)
    number = counters.next(on)
    counters.keep()
    return number


def next_in_sequence(uow: UnitOfWork, kind: Numbering, on: date) -> tuple[str, str, int]:
    """Return the next (number, period, sequence) of invoices or credit notes, without gaps.

    Counted is what is there, so that undoing the last one leaves no hole. A number that another
    paper bears already (an external one, or a credit note where both kinds have the same pattern)
    is passed over: all papers together have no gap then.
    """
    pattern = pattern_of(uow, kind)
    period = number_patterns.period_of(pattern, on)
    highest = uow.session.execute(
        select(func.max(Invoice.sequence)).where(
            Invoice.kind == kind.value, Invoice.period == period
        )
    ).scalar_one()
    sequence = (highest or 0) + 1
    while _taken(uow, kind, number := number_patterns.render(pattern, on, sequence)):
        sequence += 1
    return number, period, sequence


class Counters:
    """Numbers one after the other: many within one action, kept at its end by `keep`.

    `bulk` is for rows that are not in the file before the end: no number is looked up there then,
    and counting goes on above the highest that is in use.
    """

    def __init__(self, uow: UnitOfWork, kind: Numbering, *, bulk: bool = False) -> None:
        self._uow = uow
        self._kind = kind
        self._bulk = bulk
        self._pattern = pattern_of(uow, kind)
        self._values: dict[str, int] = {}

    def next(self, on: date) -> str:
        """Return the next free number of a document of `on`."""
        key = counter_key(self._kind, number_patterns.period_of(self._pattern, on))
        if key not in self._values:
            self._values[key] = self._reached(key, on)
        number = ""
        while not number or (not self._bulk and _taken(self._uow, self._kind, number)):
            self._values[key] += 1
            number = number_patterns.render(self._pattern, on, self._values[key])
        return number

    def keep(self) -> None:
        """Write down how far the numbers have come."""
        for key, value in self._values.items():
            row = _kept(self._uow, key)
            if row is None:
                self._uow.session.add(FileSetting(key=key, value=str(value)))
            else:
                row.value = str(value)
        self._uow.session.flush()

    def _reached(self, key: str, on: date) -> int:
        row = _kept(self._uow, key)
        reached = 0 if row is None else int(row.value)
        return max(reached, highest_in_use(self._uow, self._kind, on)) if self._bulk else reached


def highest_in_use(uow: UnitOfWork, kind: Numbering, on: date) -> int:
    """Return the highest number that documents bear in the period of `on`; 0 if none does."""
    pattern, column = pattern_of(uow, kind), _COLUMNS[kind]
    # What stands before the number, or less: where two numbers begin to differ, but for digits.
    pairs = zip(*(number_patterns.render(pattern, on, number) for number in (1, 2)), strict=False)
    same = takewhile(lambda pair: pair[0] == pair[1], pairs)
    before = "".join(sign for sign, _ in same).rstrip("0123456789")
    found = uow.session.scalars(select(column).where(column.startswith(before, autoescape=True)))
    return max((number_patterns.matches(pattern, on, text) or 0 for text in found), default=0)


def count_again(uow: UnitOfWork) -> None:
    """Set the counters back to the highest numbers that are left; those of none go.

    A number that is in use all the same, since its document was dated anew, is passed over.
    """
    highest: dict[str, int] = {}
    for kind, day in _DAYS.items():
        pattern = pattern_of(uow, kind)
        for text, on in uow.session.execute(select(_COLUMNS[kind], day)):
            number = None if on is None else number_patterns.matches(pattern, on, text)
            if number is not None:
                key = counter_key(kind, number_patterns.period_of(pattern, on))
                highest[key] = max(highest.get(key, 0), number)
    for row in uow.session.scalars(
        select(FileSetting).where(FileSetting.key.startswith(COUNTER, autoescape=True))
    ):
        if row.key in highest:
            row.value = str(highest[row.key])
        else:
            uow.session.delete(row)
    uow.session.flush()


def _kept(uow: UnitOfWork, key: str) -> FileSetting | None:
    return uow.session.scalars(select(FileSetting).where(FileSetting.key == key)).first()


def _taken(uow: UnitOfWork, kind: Numbering, number: str) -> bool:
    column = _COLUMNS[kind]
    return uow.session.scalars(select(column).where(column == number).limit(1)).first() is not None
