"""What a workbook of any format is to its reader: sheets, and the rows that hold anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

# A row's number in its sheet, from 1 on, and its cells from the first column on.
SheetRow = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of cells (no chart), as it is called."""

    name: str
    is_hidden: bool = False


class Range(NamedTuple):
    """Merged cells: rows from 1 on, columns from 0 on, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


class Book(Protocol):
    """A workbook that was opened; its methods raise Refusal and nothing else."""

    @property
    def format(self) -> str:
        """What kind of file it is: `xlsx`, `ods` or `xls`."""
        ...

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """The sheets in their order."""
        ...

    def rows(self, index: int, merged: list[Range] | None = None) -> Iterator[SheetRow]:
        """Return the rows of a sheet that hold anything, in their order.

        Its merged cells are in `merged` once the last row was taken.
        """
        ...
