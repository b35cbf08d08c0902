"""What an exporter is given: typed columns, and rows that come one by one, so that any number fits.

A cell is text everywhere. Its column says what that text is, in one place for all formats: CSV
writes it as it is, a workbook as a day or a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import BinaryIO, Protocol


class Kind(StrEnum):
    """What the text of a column's cells is; an empty cell is of any kind.

    DAY: ISO 8601. NUMBER: decimal text. AMOUNT: decimal text with the decimals of its currency.
    PERCENT: decimal text with or without its sign.
    """

    TEXT = "text"
    DAY = "day"
    NUMBER = "number"
    AMOUNT = "amount"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Column:
    """What stands over a column, and what is in it; `words`: codes of that closed list."""

    heading: str
    kind: Kind = Kind.TEXT
    words: type[StrEnum] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells as text, and the same as a document with the contract's JSON keys."""

    cells: Sequence[str]
    document: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of itself, in the owner's language: what is in it, whose, since when."""

    title: str = ""
    author: str = ""
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows below a heading; the rows can be gone through once. `count`: how many, where known."""

    columns: Sequence[Column]
    rows: Iterable[Row]
    about: About = field(default_factory=About)
    count: int = 0

    @property
    def heading(self) -> tuple[str, ...]:
        """What stands over the columns."""
        return tuple(column.heading for column in self.columns)


@dataclass(frozen=True, slots=True)
class Written:
    """What a file holds now; `cut` cells were longer than its format takes."""

    rows: int
    cut: int = 0


class Exporter(Protocol):
    """One file format. Stateless; used on a worker thread."""

    @property
    def name(self) -> str:
        """The name it is registered by (`csv`, `json`)."""
        ...

    @property
    def endings(self) -> tuple[str, ...]:
        """The endings of its files, in small letters, with the dot."""
        ...

    def write(self, sheet: Sheet, stream: BinaryIO) -> Written:
        """Write the sheet and return how many rows it has."""
        ...


def columns(*headings: str, **kinds: Kind | type[StrEnum]) -> tuple[Column, ...]:
    """Make columns of text, but for the headings named with a kind, or with a closed list.

    `_` in these names is a space.
    """
    of = {name.replace("_", " "): kind for name, kind in kinds.items()}
    assert of.keys() <= set(headings), "a kind is of a heading"
    made: list[Column] = []
    for heading in headings:
        kind = of.get(heading, Kind.TEXT)
        if isinstance(kind, Kind):
            made.append(Column(heading, kind))
        else:
            made.append(Column(heading, words=kind))
    return tuple(made)
