"""What an exporter is given: a heading, and rows that come one by one, so that any number fits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells as text, and the same as a document with the contract's JSON keys."""

    cells: Sequence[str]
    document: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows below a heading; the rows can be gone through once."""

    heading: Sequence[str]
    rows: Iterable[Row]


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

    def write(self, sheet: Sheet, stream: BinaryIO) -> int:
        """Write the sheet and return how many rows it has."""
        ...
