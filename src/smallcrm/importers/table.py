"""A table of text: what every importer of rows and columns makes before anything is understood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from smallcrm.domain.errors import Refusal
from smallcrm.importers.headings import recognised
from smallcrm.importers.plan import MAX_ROWS
from smallcrm.importers.rejects import unguarded

_LOOK_FOR_HEADING: Final = 30
_LOOK_AT_COLUMNS: Final = 100
_TORN_ROWS: Final = 1000
_DECIMALS: Final = 3

# The cells of a line, and the code of what is wrong with it, or None.
RawRow = tuple[list[str], str | None]


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
    scores = [known_cells(row) if len(row) > 1 or len(head) < 2 else 0 for row in head]  # noqa: PLR2004
    best = max(scores, default=0)
    filled = [sum(1 for cell in row if cell.strip()) for row in head]
    if best >= 2:  # noqa: PLR2004  (one word alone may stand in a preamble)
        return scores.index(best)
    width = max(filled, default=0)
    return next((index for index, count in enumerate(filled) if count == width), 0)


def known_cells(row: Sequence[str]) -> int:
    """Count the cells of a row that would be headings; the first hundred tell of the others."""
    return recognised(row[:_LOOK_AT_COLUMNS])


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


def squared(
    lines: list[RawRow], numbers: Sequence[int], heading_row: int, head: Sequence[str]
) -> Table:
    """Give every line the width of the table: the heading's, or what most have beyond it.

    `lines` are those below the heading; none is left of them, so that a large file does not lie
    in memory twice. `numbers` are their places from 1 on. Raises Refusal `too_many_rows`.
    """
    widths = Counter(_width(cells) for cells, damage in lines if damage is None)
    widths.pop(0, None)
    if widths.total() > MAX_ROWS:
        raise Refusal("too_many_rows", field="file", limit=MAX_ROWS)
    width = _width(head)
    usual = widths.most_common(1)[0][0] if widths else 0
    if usual > width and not _torn(lines, width):
        width = usual
    rows: list[Row] = []
    lines.reverse()
    for number in numbers:
        cells, found = lines.pop()
        if not any(cells):
            continue
        if found is None and len(cells) == width:
            rows.append(Row(number, _plain(cells)))
            continue
        filled = len(cells)
        while filled > width and not cells[filled - 1]:
            filled -= 1
        damage = found or ("too_many_cells" if filled > width else None)
        whole = cells[:filled] + [""] * (width - filled)
        rows.append(Row(number, _plain(whole), damage))
    return Table(named(map(unguarded, head[:width]), width), tuple(rows), heading_row)


def _torn(lines: Sequence[RawRow], width: int) -> bool:
    """Tell whether what stands beyond the heading looks like the decimals of `12,50`."""
    beyond = [cell for cells, _ in lines[:_TORN_ROWS] for cell in cells[width:] if cell]
    return width > 0 and all(len(cell) <= _DECIMALS and cell.isdecimal() for cell in beyond)


def _plain(cells: list[str]) -> tuple[str, ...]:
    """Take the guards off cells that our own export guarded against formulas."""
    if "'" in "".join(cells):
        return tuple(map(unguarded, cells))
    return tuple(cells)


def _width(cells: Sequence[str]) -> int:
    """Count cells up to the last that is not empty."""
    width = len(cells)
    while width and not cells[width - 1]:
        width -= 1
    return width
