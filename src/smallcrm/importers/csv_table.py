"""Tables in plain text: CSV and TSV in every encoding and dialect that spreadsheets write."""

from __future__ import annotations

import csv
import io
import itertools
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from smallcrm.domain.errors import Refusal
from smallcrm.importers.mapping import plan_of
from smallcrm.importers.plan import (
    MAX_CELL_CHARACTERS,
    MAX_COLUMNS,
    MAX_ROWS,
    ImportPlan,
    ReadOptions,
    SourceFile,
)
from smallcrm.importers.table import RawRow, Table, heading_index, known_cells, squared
from smallcrm.importers.text import decode

SEPARATORS: Final = (",", ";", "\t", "|")
_SAMPLE_ROWS: Final = 60
_SAMPLE_CHARACTERS: Final = 256 * 1024
_RECOVERIES: Final = 20
_MOST_KNOWN: Final = 50_000
# Stands after the last line: swallowed by a quote that was never closed, else a row of its own.
_END: Final = "\x00\x00\x00"


class CsvImporter:
    """Text tables: claims whatever no other importer does, and refuses what is no table."""

    name = "csv"
    endings = (".csv", ".tsv", ".tab", ".txt")

    def claims(self, file: SourceFile) -> bool:
        """Take any file: its content decides in `read`."""
        return bool(file.data)

    def read(self, file: SourceFile, options: ReadOptions) -> ImportPlan:
        """Decode, split into a table, map its columns, make records; raises Refusal."""
        decoded = decode(file.data, options.encoding, country=options.country)
        encoding, why = decoded.encoding, decoded.why
        text, told = without_separator_line(decoded.text)
        separator = options.separator or told or separator_of(text)
        table = table_of(text, separator, heading_row=options.heading_row)
        del decoded, text  # of a large file; all of it is in the table by now
        plan = plan_of(table, options, separator=separator)
        return replace(
            plan,
            understood=replace(
                plan.understood,
                format=self.name,
                encoding=encoding,
                encoding_why=why,
                separator=separator,
            ),
        )


def without_separator_line(text: str) -> tuple[str, str | None]:
    """Take off a first line `sep=;`, by which a spreadsheet program is told the separator."""
    first, end, rest = text.partition("\n")
    line = first.strip("\r \"'").lower()
    if end and line.startswith("sep=") and len(line) <= len("sep=,"):
        return rest, line[4:] or "\t"
    return text, None


def separator_of(text: str) -> str:
    """Choose the separator that makes known headings, and then the most even rows."""
    head = text[:_SAMPLE_CHARACTERS]
    return max(SEPARATORS, key=lambda separator: _evenness(head, separator))


def _evenness(text: str, separator: str) -> tuple[int, float]:
    if separator not in text:
        return (0, 0.0)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        rows = [row for row in itertools.islice(reader, _SAMPLE_ROWS) if any(row)]
    except csv.Error:
        return (0, 0.0)
    if not rows:
        return (0, 0.0)
    # A single recognised cell is as likely a title above the table as a heading.
    known = max(known_cells(row) for row in rows if len(row) > 1) if _several(rows) else 0
    width, count = Counter(len(row) for row in rows).most_common(1)[0]
    return (known, count / len(rows) * math.log(width) if width > 1 else 0.0)


def _several(rows: list[list[str]]) -> bool:
    return any(len(row) > 1 for row in rows)


def raw_rows(text: str, separator: str) -> list[RawRow]:
    """Split text into rows of cells, each with the code of what is wrong with it, or None.

    A quote that is never closed would swallow the rest of the file: its row is marked
    `unclosed_quote`, taken as one plain line, and the next line begins anew.
    """
    if len(separator) != 1 or separator in '"\r\n' or not (separator >= " " or separator == "\t"):
        raise Refusal("unknown_separator", field="separator", text=separator, known=SEPARATORS)
    csv.field_size_limit(max(csv.field_size_limit(), MAX_CELL_CHARACTERS))
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.endswith("\n"):
        text += "\n"
    rows: list[RawRow] = []
    known: dict[str, str] = {}
    start = 0
    for _ in range(_RECOVERIES):
        begin = _split(text, start, separator, rows, known)
        if begin is None:
            return rows
        end = text.index("\n", begin)
        rows.append((text[begin:end].split(separator), "unclosed_quote"))
        start = end + 1
    rows.extend((line.split(separator), None) for line in text[start:].split("\n"))
    return rows


class _Lines(Iterator[str]):
    """The lines of a text from a place on, and then `_END`; `at` is where the next one begins."""

    __slots__ = ("_text", "at")

    def __init__(self, text: str, start: int) -> None:
        self._text = text
        self.at = start

    def __next__(self) -> str:
        begin = self.at
        end = self._text.find("\n", begin) + 1
        if end:
            self.at = end
            return self._text[begin:end]
        if begin > len(self._text):
            raise StopIteration
        self.at = len(self._text) + 1
        return _END


def _split(
    text: str, start: int, separator: str, rows: list[RawRow], known: dict[str, str]
) -> int | None:
    """Add the rows from `start` on; return the place where a quote begins that is never closed.

    What many cells say (towns, levels, days) is kept once, as it stands in `known`.
    """
    lines = _Lines(text, start)
    reader = csv.reader(lines, delimiter=separator)
    begin = start
    row: list[str] = []
    try:
        for row in reader:
            if len(known) < _MOST_KNOWN:
                rows.append(([known.setdefault(cell, cell) for cell in row], None))
            else:
                rows.append(([known.get(cell, cell) for cell in row], None))
            if len(row) > MAX_COLUMNS:
                raise Refusal("too_many_columns", field="file", limit=MAX_COLUMNS)
            if len(rows) > MAX_ROWS + _SAMPLE_ROWS:
                raise Refusal("too_many_rows", field="file", limit=MAX_ROWS)
            if not row or not row[-1].endswith(_END):
                begin = lines.at
    except csv.Error as error:
        # An odd number of quotes from here on: one is never closed, rather than a cell too large.
        if text.count('"', begin) % 2:
            return begin
        raise Refusal("cell_too_large", field="file", limit=MAX_CELL_CHARACTERS) from error
    rows.pop()
    return None if row == [_END] else begin


def table_of(text: str, separator: str, *, heading_row: int | None = None) -> Table:
    """Split text into a table; raises Refusal `no_rows`, or what goes beyond the bounds."""
    raw = raw_rows(text, separator)
    if not raw or not any(any(cells) for cells, _ in raw):
        raise Refusal("no_rows", field="file")
    if heading_row is None:
        index = heading_index([cells for cells, _ in raw[:100]])
    else:
        index = heading_row - 1
    if not -1 <= index < len(raw):
        raise Refusal("no_rows", field="heading_row")
    head = raw[index][0] if index >= 0 else []
    del raw[: index + 1]
    return squared(raw, range(1, len(raw) + 1), index + 1, head)
