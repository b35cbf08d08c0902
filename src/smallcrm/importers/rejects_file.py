"""Keeping the rows that an import did not take, so that they can be corrected and brought in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from smallcrm.domain.clock import Clock
from smallcrm.domain.errors import DataFileError, FileTrouble, Refusal
from smallcrm.domain.records import RejectedRow
from smallcrm.importers.plan import ImportPlan, ReadOptions, Understood
from smallcrm.importers.rejects import rejects_csv
from smallcrm.importers.table import Table
from smallcrm.importers.text import decoded_again
from smallcrm.paths import Paths, make_private

_MOST_NAMES: Final = 1000
_LONGEST_STEM: Final = 160


def with_cells(
    path: Path, plan: ImportPlan, skipped: Sequence[RejectedRow]
) -> tuple[RejectedRow, ...]:
    """Give rows that the data file refused, not the reading, what stood in the file again.

    A file that is no longer there, or another by now, gives nothing.
    """
    understood = plan.understood
    if understood.format == "vcard":
        return _with_cards(path, understood.encoding, skipped)
    if all(row.cells for row in skipped):
        return tuple(skipped)
    try:
        table = _table(path.read_bytes(), understood)
    except (OSError, Refusal):
        return tuple(skipped)
    separator = understood.separator or ","
    cells = {row.number: row.cells for row in table.rows}
    return tuple(
        row
        if row.cells
        else replace(
            row,
            cells=cells.get(row.row, ()),
            text=row.text or separator.join(cells.get(row.row, ())),
        )
        for row in skipped
    )


def _table(data: bytes, understood: Understood) -> Table:
    """Read the table of a file once more, as it was understood."""
    if understood.format != "csv":
        from smallcrm.importers.workbook import chosen_sheet, opened, table_of_sheet

        book = opened(data)
        index, _ = chosen_sheet(book, understood.sheet)
        return table_of_sheet(book, index, ReadOptions(heading_row=understood.heading_row))
    from smallcrm.importers.csv_table import table_of, without_separator_line

    text, _ = without_separator_line(decoded_again(data, understood.encoding))
    return table_of(text, understood.separator or ",", heading_row=understood.heading_row)


def _with_cards(
    path: Path, encoding: str | None, skipped: Sequence[RejectedRow]
) -> tuple[RejectedRow, ...]:
    """Give contacts that the data file refused their lines again."""
    if all(row.text for row in skipped):
        return tuple(skipped)
    from smallcrm.importers.vcard_lines import cards

    try:
        text = decoded_again(path.read_bytes(), encoding)
    except OSError:
        return tuple(skipped)
    lines = {card.number: card.text for card in cards(text)}
    return tuple(replace(row, text=row.text or lines.get(row.row, "")) for row in skipped)


def write_rejects(
    paths: Paths, clock: Clock, path: Path, plan: ImportPlan, skipped: Sequence[RejectedRow]
) -> Path:
    """Write rows (with their cells) under a name of their own; DataFileError where it cannot be."""
    # A name is bounded in bytes, not in characters.
    stem = path.stem.encode("utf-8", "replace")[:_LONGEST_STEM].decode("utf-8", "ignore")
    stamp = clock.local(clock.now()).strftime("%Y%m%d-%H%M%S")
    try:
        make_private(paths.rejects)
        for count in range(1, _MOST_NAMES):
            more = f"-{count}" if count > 1 else ""
            target = paths.rejects / f"{stem}-{stamp}{more}.csv"
            try:
                with target.open("xb") as file:
                    target.chmod(0o600)
                    file.write(rejects_csv(skipped, plan.heading))
            except FileExistsError:
                continue
            return target
    except OSError as error:
        raise DataFileError(FileTrouble.UNWRITABLE, detail="rejects") from error
    raise DataFileError(FileTrouble.UNWRITABLE, detail="rejects")
