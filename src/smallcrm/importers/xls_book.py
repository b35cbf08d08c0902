"""Workbooks of Excel 97 to 2003 ([MS-XLS]), read by calamine once their records are within bounds.

The library trusts a file's own counts, and lays a sheet out as one rectangle from its first cell
to its last: a file that lies would end the whole program, so it is looked through beforehand.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Final

import python_calamine as calamine

from smallcrm.domain.errors import Refusal
from smallcrm.importers.cell_text import duration_text, moment_text, number_text
from smallcrm.importers.compound_file import CompoundFile, wrapped
from smallcrm.importers.plan import MAX_COLUMNS
from smallcrm.importers.sheets import Range, Sheet, SheetRow
from smallcrm.importers.zip_bounds import damaged, too_large

STREAMS: Final = ("Workbook", "Book")
ENCRYPTED: Final = "EncryptedPackage"
_MOST_CELLS: Final = 5_000_000
_RECORD: Final = struct.Struct("<HH")
_PLACE: Final = struct.Struct("<HH")
_BEGIN, _PASSWORD, _SHARED, _MULTIPLE = 0x809, 0x2F, 0xFC, 0xBD
_CELLS: Final = frozenset({0x06, 0x7E, 0xBD, 0xD6, 0xFD, 0x203, 0x204, 0x205, 0x27E, 0x406, 0x206})


class XlsBook:
    """A workbook's sheets. Raises Refusal as `CompoundFile` does, and `workbook_encrypted`."""

    format = "xls"

    def __init__(self, data: bytes) -> None:
        file = CompoundFile(data)
        if ENCRYPTED in file:
            raise Refusal("workbook_encrypted", field="file")
        name = next((one for one in STREAMS if one in file), None)
        if name is None:
            raise Refusal("not_a_table", field="file", what="office")
        stream = file.stream(name)
        _look_through(stream)
        self._book = _opened(wrapped(name, stream))
        self.sheets = tuple(
            Sheet(sheet.name, is_hidden=sheet.visible != calamine.SheetVisibleEnum.Visible)
            for sheet in self._book.sheets_metadata
        )

    def rows(self, index: int, merged: list[Range] | None = None) -> Iterator[SheetRow]:
        """Return the rows of a sheet that hold anything, and its merged cells."""
        try:
            sheet = self._book.get_sheet_by_index(index)
            if merged is not None:
                merged += [
                    Range(first[0] + 1, first[1], last[0] + 1, last[1])
                    for first, last in sheet.merged_cell_ranges or ()
                ]
            found = sheet.to_python(skip_empty_area=False)
        except BaseException as error:  # a panic of the library is no Exception
            raise _refusal(error) from error
        for number, values in enumerate(found, start=1):
            cells = list(map(_text, values))
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                yield number, cells


def _opened(data: bytes) -> calamine.CalamineWorkbook:
    try:
        return calamine.load_workbook(io.BytesIO(data))
    except BaseException as error:
        raise _refusal(error) from error


def _refusal(error: BaseException) -> BaseException:
    """Turn what the library raises into a Refusal; what comes from elsewhere stays as it is."""
    if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
        return error
    if isinstance(error, calamine.PasswordError):
        return Refusal("workbook_encrypted", field="file")
    return damaged()


def _look_through(stream: bytes) -> None:
    """Walk over all records and refuse what would need more memory than it has bytes."""
    at, end = 0, len(stream)
    rows, columns = (0xFFFF, 0), (0xFFFF, 0)
    while at + 4 <= end:
        kind, size = _RECORD.unpack_from(stream, at)
        at += 4
        if kind in _CELLS and size >= 4:  # noqa: PLR2004
            row, first = _PLACE.unpack_from(stream, at) if at + 4 <= end else (0, 0)
            last = first
            if kind == _MULTIPLE and at + size <= end:
                (last,) = struct.unpack_from("<H", stream, at + size - 2)
            rows = (min(rows[0], row), max(rows[1], row))
            columns = (min(columns[0], first), max(columns[1], first, last))
            if columns[1] >= MAX_COLUMNS:
                raise Refusal("too_many_columns", field="file", limit=MAX_COLUMNS)
            if (rows[1] + 1) * (columns[1] + 1) > _MOST_CELLS:
                raise too_large()
        elif kind == _PASSWORD:
            raise Refusal("workbook_encrypted", field="file")
        elif kind == _SHARED and size >= 8:  # noqa: PLR2004
            if at + 8 > end or struct.unpack_from("<L", stream, at + 4)[0] > end:
                raise damaged()
        elif kind == _BEGIN:
            rows, columns = (0xFFFF, 0), (0xFFFF, 0)
        at += size


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return number_text(repr(value))
    if isinstance(value, date):
        return moment_text(value)
    if isinstance(value, timedelta):
        return duration_text(round(value.total_seconds()))
    return value.replace(microsecond=0).isoformat() if isinstance(value, time) else ""
