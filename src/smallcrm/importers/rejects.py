"""The file of rows that were not taken: to be corrected and imported again."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Final

from smallcrm.domain.records import RejectedRow

# Text that a spreadsheet would take for a formula, with any guards it has already.
_FORMULA: Final = re.compile(r"'*[=+\-@\t\r]")
_GUARDED: Final = re.compile(r"'+[=+\-@\t\r]")


def guarded(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would run as a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """Take one apostrophe of `guarded` off again."""
    return cell[1:] if _GUARDED.match(cell) else cell


def rejects_csv(rejected: Iterable[RejectedRow], heading: Sequence[str] = ()) -> bytes:
    """Write rejected rows as a CSV file (UTF-8 with a mark): row, why, then the row's own cells.

    With the plan's `heading` the columns keep their names, so that a corrected file imports again;
    without, the row's text stands in one column.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(["row", "why", *(map(guarded, heading) if heading else ["text"])])
    for row in rejected:
        cells: Sequence[str] = row.cells if heading else (row.text,)
        writer.writerow([str(row.row), row.why, *map(guarded, cells)])
    return b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8", "replace")
