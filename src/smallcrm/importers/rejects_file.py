"""Keeping the rows that an import did not take, so that they can be corrected and brought in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from smallcrm.domain.clock import Clock
from smallcrm.domain.errors import DataFileError, FileTrouble
from smallcrm.domain.records import RejectedRow
from smallcrm.importers.rejects import rejects_csv
from smallcrm.paths import Paths, make_private

if TYPE_CHECKING:
    from smallcrm.importers.plan import ImportPlan

_MOST_NAMES: Final = 1000
_LONGEST_STEM: Final = 80


def with_cells(
    path: Path, plan: ImportPlan, skipped: Sequence[RejectedRow]
) -> tuple[RejectedRow, ...]:
    """Give rows that the data file refused, not the reading, their own cells again."""
    understood = plan.understood
    if understood.format == "vcard":
        return _with_cards(path, understood.encoding, skipped)
    if all(row.cells for row in skipped) or understood.format != "csv":
        return tuple(skipped)
    from smallcrm.importers.csv_table import table_of, without_separator_line
    from smallcrm.importers.text import decode

    text, _ = without_separator_line(decode(path.read_bytes(), understood.encoding).text)
    separator = understood.separator or ","
    table = table_of(text, separator, heading_row=understood.heading_row)
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


def _with_cards(
    path: Path, encoding: str | None, skipped: Sequence[RejectedRow]
) -> tuple[RejectedRow, ...]:
    """Give contacts that the data file refused their lines again."""
    if all(row.text for row in skipped):
        return tuple(skipped)
    from smallcrm.importers.text import decode
    from smallcrm.importers.vcard_lines import cards

    text = decode(path.read_bytes(), encoding, expected="vcard").text
    lines = {card.number: card.text for card in cards(text)}
    return tuple(replace(row, text=row.text or lines.get(row.row, "")) for row in skipped)


def write_rejects(
    paths: Paths, clock: Clock, path: Path, plan: ImportPlan, skipped: Sequence[RejectedRow]
) -> Path:
    """Write rows (with their cells) under a name of their own; DataFileError where it cannot be."""
    stamp = clock.local(clock.now()).strftime("%Y%m%d-%H%M%S")
    try:
        make_private(paths.rejects)
        for count in range(1, _MOST_NAMES):
            more = f"-{count}" if count > 1 else ""
            target = paths.rejects / f"{path.stem[:_LONGEST_STEM]}-{stamp}{more}.csv"
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
