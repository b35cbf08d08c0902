"""CSV as spreadsheet programs read it unasked: UTF-8 with a mark, commas, no live formula."""

from __future__ import annotations

import csv
import io
import re
from typing import BinaryIO, Final

from smallcrm.exporters.sheet import Sheet, Written

# What a spreadsheet program would run, with any apostrophes that it has in front already. The
# importer takes one of these apostrophes off again.
_FORMULA: Final = re.compile(r"'*[=+\-@\t\r]")
_MARK: Final = b"\xef\xbb\xbf"


def guarded(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would run as a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


class CsvExporter:
    """One line a row; text that people typed stays text."""

    name = "csv"
    endings = (".csv",)

    def write(self, sheet: Sheet, stream: BinaryIO) -> Written:
        """Write the heading and the rows."""
        stream.write(_MARK)
        text = io.TextIOWrapper(stream, "utf-8", errors="replace", newline="", write_through=True)
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(sheet.heading)
        count = 0
        for row in sheet.rows:
            writer.writerow([guarded(cell) for cell in row.cells])
            count += 1
        text.flush()
        text.detach()
        return Written(count)
