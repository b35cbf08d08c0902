"""A table of text: what every importer of rows and columns makes before anything is understood."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from smallcrm.importers.headings import recognised

_LOOK_FOR_HEADING: Final = 30


@dataclass(frozen=True, slots=True)
class Row:
    """One row of data; `number` counts from 1 at the first line after the heading, blanks too.

    `damage` is the code of what is wrong with the row as a row (`unclosed_quote`,
    `too_many_cells`), whatever it says.
    """

    number: int
    cells: tuple[str, ...]
    damage: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A heading of distinct, non-empty names, and rows of exactly as many cells (but damaged ones).

    `heading_row` counts from 1 at the file's first line; 0: the file has no heading.
    """

    heading: tuple[str, ...]
    rows: tuple[Row, ...]
    heading_row: int


def heading_index(rows: Sequence[Sequence[str]]) -> int:
    """Find the heading among the first rows: most cells recognised, else the first full row."""
    head = rows[:_LOOK_FOR_HEADING]
    scores = [recognised(row) if len(row) > 1 or len(head) < 2 else 0 for row in head]  # noqa: PLR2004
    best = max(scores, default=0)
    filled = [sum(1 for cell in row if cell.strip()) for row in head]
    if best >= 2:  # noqa: PLR2004  (one word alone may stand in a preamble)
        return scores.index(best)
    width = max(filled, default=0)
    return next((index for index, count in enumerate(filled) if count == width), 0)


def named(cells: Iterable[str], width: int) -> tuple[str, ...]:
    """Make distinct, non-empty names: a second `Phone` is `Phone (2)`, an empty one `#5`."""
    names: list[str] = []
    taken: set[str] = set()
    given = [" ".join(cell.split()) for cell in cells]
    given += [""] * (width - len(given))
    for index, cell in enumerate(given, start=1):
        base = cell or f"#{index}"
        name, count = base, 2
        while name in taken:
            name, count = f"{base} ({count})", count + 1
        taken.add(name)
        names.append(name)
    return tuple(names)
