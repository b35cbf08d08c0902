"""Workbooks of Excel 5 to 2003 ([MS-XLS]): .xls, as many programs of the trade still write them."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from smallcrm.domain.errors import Refusal
from smallcrm.importers import xls_records as xls
from smallcrm.importers.cell_text import PLAIN, Format, built_in, format_of, number_text
from smallcrm.importers.compound_file import CompoundFile
from smallcrm.importers.plan import MAX_COLUMNS
from smallcrm.importers.sheets import Range, Sheet, SheetRow
from smallcrm.importers.zip_bounds import damaged

STREAMS: Final = ("Workbook", "Book")
ENCRYPTED: Final = "EncryptedPackage"
_WORKSHEET: Final = 0
_MOST_MERGED: Final = 10_000
_IS_TRUTH, _IS_ERROR = 1, 2
_LONG: Final = struct.Struct("<L")
_DOUBLE: Final = struct.Struct("<d")
_PLACE: Final = struct.Struct("<HHH")
_CELLS: Final = frozenset(
    {
        xls.LABEL,
        xls.RICH_LABEL,
        xls.SHARED_LABEL,
        xls.NUMBER,
        xls.SHORT_NUMBER,
        xls.SHORT_NUMBERS,
        xls.FORMULA,
        xls.TRUTH,
    }
)


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
        self._stream = file.stream(name)
        # Texts of files before Excel 97 are in a code page.
        self._page = None if xls.begins(self._stream, 0) == xls.EXCEL_97 else "cp1252"
        self._from_1904 = False
        self._formats: list[Format] = []
        self._places: list[int] = []
        self._texts: list[str] = []
        sheets: list[Sheet] = []
        try:
            self._read_globals(sheets)
        except (struct.error, IndexError) as error:
            raise damaged() from error
        self.sheets = tuple(sheets)

    def _read_globals(self, sheets: list[Sheet]) -> None:
        codes: dict[int, Format] = {}
        styles: list[int] = []
        shared: list[bytes] = []
        last = 0
        for kind, body in xls.records(self._stream):
            if kind == xls.PASSWORD:
                raise Refusal("workbook_encrypted", field="file")
            if kind == xls.PAGE and self._page is not None:
                self._page = xls.page_name(struct.unpack_from("<H", body)[0])
            elif kind == xls.FROM_1904:
                self._from_1904 = struct.unpack_from("<H", body)[0] == 1
            elif kind == xls.FORMAT:
                code = xls.text_of(body, 2, self._page, short=self._page is not None)
                codes[struct.unpack_from("<H", body)[0]] = format_of(code)
            elif kind == xls.STYLE:
                styles.append(struct.unpack_from("<H", body, 2)[0])
            elif kind == xls.SHEET:
                self._add_sheet(sheets, body)
            elif kind == xls.SHARED or (kind == xls.CONTINUE and last == xls.SHARED):
                shared.append(body)
                kind = xls.SHARED  # noqa: PLW2901  (a text may go on and on)
            elif kind == xls.END:
                break
            last = kind
        self._formats = [codes.get(number) or built_in(number) for number in styles]
        self._texts = xls.SharedTexts(shared).read()

    def _add_sheet(self, sheets: list[Sheet], body: bytes) -> None:
        place, state, kind = struct.unpack_from("<LBB", body)
        if kind == _WORKSHEET:
            name = xls.text_of(body, 6, self._page, short=True)
            sheets.append(Sheet(name, is_hidden=state & 3 != 0))
            self._places.append(place)

    def rows(self, index: int, merged: list[Range] | None = None) -> Iterator[SheetRow]:
        """Return the rows of a sheet that hold anything, and gather its merged cells."""
        reader = _SheetReader(self._texts, self._formats, self._from_1904, self._page)
        xls.begins(self._stream, self._places[index])
        depth = 0
        for kind, body in xls.records(self._stream, self._places[index]):
            try:
                if kind in _CELLS and depth == 1:
                    reader.take(kind, body)
                elif kind == xls.FORMULA_TEXT and depth == 1:
                    reader.take_text(body)
                elif kind == xls.MERGED and merged is not None:
                    _merge(body, merged)
            except (struct.error, IndexError) as error:
                raise damaged() from error
            depth += (kind == xls.BEGIN) - (kind == xls.END)  # a chart may lie in the sheet
            if depth <= 0:
                break
        # Some programs write the rows in any order.
        yield from sorted((row + 1, cells) for row, cells in reader.rows.items() if cells)


class _SheetReader:
    """Makes rows of the records of cells."""

    def __init__(
        self, texts: list[str], formats: list[Format], from_1904: bool, page: str | None
    ) -> None:
        self.rows: dict[int, list[str]] = {}
        self._cells: list[str] = []
        self._texts = texts
        self._formats = formats
        self._from_1904 = from_1904
        self._page = page
        self._awaited = 0

    def take(self, kind: int, body: bytes) -> None:
        """Take a record of cells."""
        row, column, style = _PLACE.unpack_from(body)
        self._cells = self.rows.setdefault(row, [])
        if kind == xls.SHORT_NUMBERS:
            for at in range(4, len(body) - 2, 6):
                style, packed = struct.unpack_from("<HL", body, at)
                self._put(column, self._number(xls.short_number(packed), style))
                column += 1
        else:
            self._put(column, self._said(kind, body, column, style))

    def take_text(self, body: bytes) -> None:
        """Take the text that the formula before came to."""
        self._put(self._awaited, xls.text_of(body, 0, self._page))

    def _said(self, kind: int, body: bytes, column: int, style: int) -> str:
        if kind == xls.SHARED_LABEL:
            (index,) = _LONG.unpack_from(body, 6)
            return self._texts[int(index)]
        if kind in (xls.LABEL, xls.RICH_LABEL):
            return xls.text_of(body, 6, self._page)
        if kind == xls.TRUTH:
            return _truth(body[6], is_error=bool(body[7]))
        if kind == xls.FORMULA and body[12:14] == b"\xff\xff":
            return self._came_to(body, column)
        if kind == xls.SHORT_NUMBER:
            (packed,) = _LONG.unpack_from(body, 6)
            return self._number(xls.short_number(packed), style)
        return self._number(_DOUBLE.unpack_from(body, 6)[0], style)

    def _came_to(self, body: bytes, column: int) -> str:
        """Return what a formula came to that is no number; a text comes in the next record."""
        self._awaited = column
        if body[6] == _IS_TRUTH or body[6] == _IS_ERROR:
            return _truth(body[8], is_error=body[6] == _IS_ERROR)
        return ""

    def _number(self, value: float, style: int) -> str:
        shown = self._formats[style] if style < len(self._formats) else PLAIN
        return number_text(repr(value), shown, from_1904=self._from_1904)

    def _put(self, column: int, text: str) -> None:
        if not text:
            return
        if column >= MAX_COLUMNS:
            raise Refusal("too_many_columns", field="file", limit=MAX_COLUMNS)
        cells = self._cells
        cells += [""] * (column + 1 - len(cells))
        cells[column] = text


def _truth(value: int, *, is_error: bool) -> str:
    if is_error:
        return xls.ERRORS.get(value, "#VALUE!")
    return "TRUE" if value else "FALSE"


def _merge(body: bytes, merged: list[Range]) -> None:
    (count,) = struct.unpack_from("<H", body)
    for index in range(count):
        first_row, last_row, first, last = struct.unpack_from("<HHHH", body, 2 + index * 8)
        if len(merged) < _MOST_MERGED:
            merged.append(Range(first_row + 1, first, last_row + 1, last))
