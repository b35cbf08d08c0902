"""Workbooks: XLSX, XLSM, ODS and the old XLS; a sheet of each is a table like any other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from smallcrm.domain.errors import Refusal
from smallcrm.importers.compound_file import SIGNATURE
from smallcrm.importers.mapping import plan_of
from smallcrm.importers.ods_book import CONTENT, OdsBook
from smallcrm.importers.plan import MAX_ROWS, ImportPlan, ReadOptions, SourceFile
from smallcrm.importers.sheets import Book, Range, Sheet, SheetRow
from smallcrm.importers.table import RawRow, Table, heading_index, known_cells, squared
from smallcrm.importers.text import without_controls
from smallcrm.importers.zip_bounds import Package, too_large

_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_HEAD: Final = 60
_MOST_CELLS: Final = 30_000_000
_MOST_TEXT: Final = 256 * 1024 * 1024  # characters; a text that a million cells share is as many
_STEP: Final = 1000
_SHEETS_LOOKED_AT: Final = 100
_LINE_ENDS: Final = re.compile(r"\r\n?")
_ODS_TYPE: Final = b"application/vnd.oasis.opendocument.spreadsheet"


class WorkbookImporter:
    """Spreadsheets of any program: claims packages and compound files, whatever they are called."""

    name = "xlsx"
    endings = (".xlsx", ".xlsm", ".ods", ".xls")

    def claims(self, file: SourceFile) -> bool:
        """Tell by the first bytes."""
        return file.data.startswith((*_ZIP, SIGNATURE))

    def read(self, file: SourceFile, options: ReadOptions) -> ImportPlan:
        """Read the sheet that was asked for, or the first that makes a table.

        Raises Refusal `workbook_damaged`, `workbook_encrypted`, `workbook_too_large`,
        `unknown_sheet`, `old_workbook`, `not_a_table`, and as tables of text do.
        """
        book = opened(file.data)
        index, names = chosen_sheet(book, options.sheet)
        table = table_of_sheet(book, index, options)
        plan = plan_of(table, options)
        understood = replace(
            plan.understood, format=book.format, sheet=book.sheets[index].name, sheets=names
        )
        return replace(plan, understood=understood)


def opened(data: bytes) -> Book:
    """Open a workbook by what it is; raises Refusal."""
    if data.startswith(SIGNATURE):
        from smallcrm.importers.xls_book import XlsBook

        return XlsBook(data)
    package = Package(data)
    if "xl/workbook.bin" in package or "index/document.iwa" in package:
        raise Refusal("old_workbook", field="file")
    if CONTENT in package and package.read("mimetype", 200).startswith(_ODS_TYPE):
        return OdsBook(package)
    if "encryptedpackage" in package or "encrypted-package" in package:
        raise Refusal("workbook_encrypted", field="file")
    if "[content_types].xml" not in package or "word/document.xml" in package:
        raise Refusal("not_a_table", field="file", what="zip")
    from smallcrm.importers.xlsx_book import XlsxBook

    return XlsxBook(package)


def chosen_sheet(book: Book, wanted: str | None) -> tuple[int, tuple[str, ...]]:
    """Choose a sheet, and name those that hold anything: a hidden one only if no other does.

    Raises Refusal `unknown_sheet` with those that are `known`, `no_rows` where all are empty.
    """
    indexes = range(min(len(book.sheets), _SHEETS_LOOKED_AT))
    heads = {index: [cells for _, cells in islice(book.rows(index), _HEAD)] for index in indexes}
    filled = [index for index in indexes if heads[index]]
    shown = [index for index in filled if not book.sheets[index].is_hidden] or filled
    names = tuple(book.sheets[index].name for index in shown)
    if wanted is not None:
        found = _named(book.sheets, wanted)
        if found is None:
            raise Refusal("unknown_sheet", field="sheet", text=wanted, known=names)
        return found, names
    if not shown:
        raise Refusal("no_rows", field="file")
    return max(shown, key=lambda index: _promise(heads[index])), names


def _named(sheets: Sequence[Sheet], wanted: str) -> int | None:
    names = [sheet.name for sheet in sheets]
    if wanted in names:
        return names.index(wanted)
    plain = [name.strip().casefold() for name in names]
    asked = wanted.strip().casefold()
    return plain.index(asked) if asked in plain else None


def _promise(head: Sequence[Sequence[str]]) -> tuple[int, bool]:
    """Say how much a sheet looks like a table: headings that are known, else several columns."""
    known = max(known_cells(cells) for cells in head)
    return (known if known > 1 else 0, max(map(len, head)) > 1 and len(head) > 1)


def table_of_sheet(book: Book, index: int, options: ReadOptions) -> Table:
    """Make a table of a sheet; its rows keep the numbers that they have in the sheet."""
    merged: list[Range] = []
    rows = list(_watched(book.rows(index, merged), options))
    if not rows:
        raise Refusal("no_rows", field="sheet")
    at = _heading_at(rows, options.heading_row)
    heading_row, head = rows[at] if at is not None else (options.heading_row or 0, [])
    below = [row for row in rows if row[0] > heading_row]
    if at is not None:
        head = _spread(heading_row, head, rows, merged)
    # The table may begin somewhere in the middle of the sheet.
    left = min(_indent(cells) for cells in (head or rows[0][1], *(cells for _, cells in below)))
    lines: list[RawRow] = [(cells[left:] if left else cells, None) for _, cells in below]
    numbers = [number - heading_row for number, _ in below]
    del rows, below
    return squared(lines, numbers, heading_row, head[left:])


def _watched(rows: Iterator[SheetRow], options: ReadOptions) -> Iterator[SheetRow]:
    filled = written = 0
    for count, (number, cells) in enumerate(rows, start=1):
        filled += len(cells)
        joined = "".join(cells)
        written += len(joined)
        if written > _MOST_TEXT:
            raise too_large()
        if count % _STEP == 0:
            if options.watch is not None:
                options.watch.step(count, 0)
            if filled > _MOST_CELLS:
                raise too_large()
            if count > MAX_ROWS + _STEP:
                raise Refusal("too_many_rows", field="file", limit=MAX_ROWS)
        if "\r" in joined or without_controls(joined) != joined:
            yield number, [_LINE_ENDS.sub("\n", without_controls(cell)) for cell in cells]
        else:
            yield number, cells


def _heading_at(rows: Sequence[SheetRow], told: int | None) -> int | None:
    """Find the heading among the rows; None: there is none."""
    if told == 0:
        return None
    if told is None:
        return heading_index([cells for _, cells in rows[:_HEAD]])
    found = next((at for at, (number, _) in enumerate(rows) if number == told), None)
    if found is None:
        raise Refusal("no_rows", field="heading_row")
    return found


def _spread(
    heading_row: int, head: Sequence[str], rows: Sequence[SheetRow], merged: Sequence[Range]
) -> list[str]:
    """Write a merged heading over every column that it stands above."""
    spread = list(head)
    above = {number: cells for number, cells in rows[:_HEAD] if number <= heading_row}
    for first_row, first, last_row, last in merged:
        cells = above.get(first_row, ())
        if not first_row <= heading_row <= last_row or first >= len(cells):
            continue
        spread += [""] * (min(last, first + _HEAD) + 1 - len(spread))
        for column in range(first, min(last, first + _HEAD) + 1):
            spread[column] = spread[column] or cells[first]
    return spread


def _indent(cells: Sequence[str]) -> int:
    """Count the empty cells before the first that is not."""
    return next((index for index, cell in enumerate(cells) if cell), len(cells))
