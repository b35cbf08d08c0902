"""The cells of one row by field, and what reads them into a record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, Protocol

from smallcrm.domain.enums import OwnFieldKind
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.domain.records import Record
from smallcrm.importers import words
from smallcrm.importers.cell_text import ERROR
from smallcrm.importers.headings import bracketed
from smallcrm.importers.known_lists import KnownList
from smallcrm.importers.table import Row
from smallcrm.importers.values import (
    BIRTH_PIVOT,
    PIVOT,
    AmountReader,
    DateReading,
    currency_of,
    read_date,
)

_NO_READING: Final = DateReading()


class RowReader(Protocol):
    """Makes the records of one kind. Not to be shared: it remembers the rows of one file."""

    def take(self, row: Row) -> None:
        """Read a row; raises Refusal where it cannot be taken."""
        ...

    def spoil(self, row: Row) -> None:
        """Hear of a row that was not taken, in case others are nothing without it."""
        ...

    def finish(self) -> tuple[tuple[Record, ...], tuple[Row, ...]]:
        """Return the records, and the rows that cannot be taken because others were not."""
        ...


@dataclass(frozen=True, slots=True)
class Cells:
    """What is known of the columns of a table, and how their cells are read.

    Cells of columns that share a field are joined by line ends.
    """

    heading: Sequence[str]
    fields: Sequence[str | None]
    dates: Mapping[str, DateReading]
    decimals: Mapping[str, str | None]
    default_currency: str | None
    known: KnownList | None = None
    own_fields: Mapping[str, OwnFieldKind] = field(default_factory=dict)

    def of(self, row: Row) -> dict[str, str]:
        """Return the trimmed cells of a row that are not empty, by field."""
        values: dict[str, str] = {}
        for name, cell in zip(self.fields, row.cells, strict=False):
            if name is None or not cell:
                continue
            text = cell.strip()
            if text:
                values[name] = f"{values[name]}\n{text}" if name in values else text
        return values

    def refuse_errors(self, row: Row) -> None:
        """Raise Refusal `error_in_cell` where a column that counts holds a spreadsheet's error."""
        joined = "".join(row.cells)
        if "#" not in joined and "Err:" not in joined:
            return
        for index, name in enumerate(self.fields):
            if name is not None and ERROR.fullmatch(row.cells[index]):
                text, heading = row.cells[index], self.heading[index]
                raise Refusal("error_in_cell", field=name, column=heading, text=text)

    def heading_of(self, name: str) -> str:
        """Return what stands over the column of a field."""
        return self.heading[self.fields.index(name)] if name in self.fields else name

    def amounts(self) -> dict[str, AmountReader]:
        """Make a reader for each column of amounts; its currency may stand in its heading."""
        return {
            name: AmountReader(sign, self._heading_currency(name) or self.default_currency)
            for name, sign in self.decimals.items()
        }

    def _heading_currency(self, name: str) -> str | None:
        written = bracketed(self.heading_of(name))
        try:
            return currency_of(written, self.default_currency) if written else None
        except Refusal:
            return None  # `Amount (net)`

    def money(
        self, readers: Mapping[str, AmountReader], name: str, text: str, currency: str | None
    ) -> Money | None:
        """Read an amount; a Refusal names the column."""
        try:
            return readers[name].money(text, currency)
        except Refusal as refusal:
            raise self._named(refusal, name) from refusal

    def figure(self, readers: Mapping[str, AmountReader], name: str, text: str) -> Decimal | None:
        """Read a plain figure; a Refusal names the column."""
        try:
            return readers[name].figure(text)
        except Refusal as refusal:
            raise self._named(refusal, name) from refusal

    def price(
        self, readers: Mapping[str, AmountReader], name: str, text: str, currency: str | None
    ) -> tuple[Decimal | None, str | None]:
        """Read a unit price and its currency; a Refusal names the column."""
        try:
            return readers[name].price(text, currency)
        except Refusal as refusal:
            raise self._named(refusal, name) from refusal

    def day(self, name: str, text: str | None) -> date | None:
        """Read a date; raises Refusal `not_a_date` with the column."""
        if not text:
            return None
        try:
            reading = self.dates.get(name, _NO_READING)
            pivot = BIRTH_PIVOT if name == "birthday" else PIVOT
            return read_date(text, reading.order, serial=reading.serial, pivot=pivot)
        except Refusal as refusal:
            raise self._named(refusal, name) from refusal

    def _named(self, refusal: Refusal, name: str) -> Refusal:
        parameters = {**refusal.parameters, "column": self.heading_of(name)}
        return Refusal(refusal.code, field=name, **parameters)


def row_currency(values: Mapping[str, str], usual: str | None) -> str | None:
    """Read a row's own currency; None where it has none. Raises Refusal `unknown_currency`."""
    text = values.get("currency")
    return currency_of(text, usual) if text else None


def client_of(values: Mapping[str, str]) -> str | None:
    """Return the client's name of a sale or payment: in one column, in parts, or the firm's."""
    return (
        values.get("client_name")
        or words.full_name(values.get("first_name", ""), values.get("last_name", ""))
        or values.get("organisation")
    )
