"""What an import does off the GUI thread: reading, trying out, keeping what was not taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from smallcrm.domain.clock import Clock
from smallcrm.domain.errors import DataFileError, FileTrouble
from smallcrm.domain.records import RejectedRow
from smallcrm.paths import Paths, make_private
from smallcrm.services.commands import ImportRecords

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.importers import ImportPlan

_MOST_NAMES: Final = 1000


@dataclass(frozen=True, slots=True)
class Choices:
    """What the owner says of a file; None leaves it to the importer."""

    kind: str | None = None
    encoding: str | None = None
    separator: str | None = None
    date_order: str | None = None
    decimal_sign: str | None = None
    currency: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)


def read_file(path: Path, choices: Choices, *, country: str, currency: str) -> ImportPlan:
    """Read a file as the owner says; raises Refusal."""
    from smallcrm import importers

    return importers.read(
        path,
        kind=choices.kind or "auto",
        mapping=choices.mapping,
        encoding=choices.encoding,
        separator=choices.separator,
        date_order=choices.date_order,
        decimal_sign=choices.decimal_sign,
        default_currency=choices.currency or currency,
        country=country,
    )


def command_of(tr: I18n, path: Path, plan: ImportPlan, *, dry_run: bool) -> ImportRecords:
    """Make the command that brings a plan in, or only tries it out."""
    return ImportRecords(
        kind=plan.understood.kind,
        records=plan.records,
        rejected=plan.rejected,
        rows_read=plan.rows_read,
        file_name=path.name,
        # Translators: what a sale is called that came from a file without a title
        untitled=tr.gettext("Sale {number}"),
        opening_title=tr.gettext("Opening balance"),
        dry_run=dry_run,
    )


def write_rejects(
    paths: Paths, clock: Clock, path: Path, plan: ImportPlan, skipped: Sequence[RejectedRow]
) -> Path:
    """Keep the rows that were not taken, to be corrected; raises DataFileError."""
    from smallcrm.importers import rejects_csv

    rows = with_cells(path, plan, skipped)
    stamp = clock.local(clock.now()).strftime("%Y%m%d-%H%M%S")
    try:
        make_private(paths.rejects)
        for count in range(1, _MOST_NAMES):
            name = f"{path.stem[:80]}-{stamp}{f'-{count}' if count > 1 else ''}.csv"
            target = paths.rejects / name
            try:
                with target.open("xb") as file:
                    target.chmod(0o600)
                    file.write(rejects_csv(rows, plan.heading))
            except FileExistsError:
                continue
            return target
    except OSError as error:
        raise DataFileError(FileTrouble.UNWRITABLE, detail="rejects") from error
    raise DataFileError(FileTrouble.UNWRITABLE, detail="rejects")


def with_cells(
    path: Path, plan: ImportPlan, skipped: Sequence[RejectedRow]
) -> tuple[RejectedRow, ...]:
    """Give rows that the data file refused, not the reading, their own cells again."""
    understood = plan.understood
    if all(row.cells for row in skipped) or understood.format != "csv":
        return tuple(skipped)
    from smallcrm.importers.csv_table import table_of, without_separator_line
    from smallcrm.importers.text import decode

    text, _ = without_separator_line(decode(path.read_bytes(), understood.encoding).text)
    separator = understood.separator or ","
    table = table_of(text, separator, heading_row=understood.heading_row)
    cells = {row.number: row.cells for row in table.rows}
    return tuple(
        row if row.cells else replace(row, cells=cells.get(row.row, ())) for row in skipped
    )
