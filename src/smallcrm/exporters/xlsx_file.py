"""Workbooks for spreadsheet programs: days are days, amounts numbers, and text is only ever text.

Rows go through a file while they are written, so that memory does not grow with them.
"""

from __future__ import annotations

import re
import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from smallcrm.exporters.sheet import Column, Kind, Row, Sheet, Written

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

# What the format takes (ECMA-376, and the limits that spreadsheet programs publish).
MOST_ROWS: Final = 1_048_575  # below the heading
MOST_CHARACTERS: Final = 32_767
_LONGEST_NAME: Final = 31
_CUT: Final = "…"
# A number keeps fifteen digits in a spreadsheet; one with more stays text, to the last of them.
_MOST_DIGITS: Final = 15
# XML has no such characters: most control characters, lone surrogates, the two that are none.
_NOT_XML: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_WIDEST: Final = 60
_NARROWEST: Final = 6
_MEASURED: Final = 1_000  # rows that widths are taken from
_FIRST_DAY: Final = date(1900, 3, 1)  # what is before is counted otherwise in each program
_FORMATS: Final = {Kind.TEXT: "@", Kind.DAY: "yyyy\\-mm\\-dd"}


class XlsxExporter:
    """One workbook; what has more rows than a sheet takes goes on in the next sheet."""

    name = "xlsx"
    endings = (".xlsx",)

    def write(self, sheet: Sheet, stream: BinaryIO) -> Written:
        """Write heading and rows."""
        return write_workbook((sheet,), stream)


def write_workbook(sheets: Iterable[Sheet], stream: BinaryIO, *, most: int = MOST_ROWS) -> Written:
    """Write sheets into one workbook, one after another; `most` rows below each heading."""
    from xlsxwriter import Workbook

    # A folder of its own: what stands there while the file is made is gone whatever happens.
    with tempfile.TemporaryDirectory(prefix="smallcrm-", ignore_cleanup_errors=True) as folder:
        workbook = Workbook(
            stream,
            {
                "constant_memory": True,
                "tmpdir": folder,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "nan_inf_to_errors": False,
            },
        )
        making = _Workbook(workbook, most)
        try:
            for sheet in sheets:
                making.add(sheet)
        except BaseException:
            making.let_go()
            raise
        workbook.close()
    return Written(making.rows, making.cut)


class _Workbook:
    """One workbook being made."""

    def __init__(self, workbook: Any, most: int) -> None:
        self._workbook = workbook
        self._most = most
        self._formats: dict[str, Format] = {}
        self._head = workbook.add_format({"bold": True, "bg_color": "#EDEDEA", "bottom": 1})
        self._names: set[str] = set()
        self.rows = 0
        self.cut = 0

    def add(self, sheet: Sheet) -> None:
        """Write a sheet, and as many more as its rows need."""
        if not self._names:
            self._describe(sheet)
        rows = iter(sheet.rows)
        ahead: list[Row] = []
        number = 1
        while number == 1 or ahead:
            made = _Page(self, self._worksheet(sheet.about.title, number), sheet.columns)
            made.fill(islice(chain(ahead, rows), self._most))
            self.rows += made.count
            ahead = list(islice(rows, 1))
            number += 1

    def text(self, text: str) -> str:
        """Make what people typed into what a cell takes."""
        if text.isprintable() and len(text) * 2 <= MOST_CHARACTERS:
            return text  # nearly all of them
        clean = _NOT_XML.sub("�", text.replace("\r\n", "\n").replace("\r", "\n"))
        # The limit is counted in UTF-16, as spreadsheet programs do.
        if len(clean) * 2 > MOST_CHARACTERS:
            units = clean.encode("utf-16-le")
            if len(units) > MOST_CHARACTERS * 2:
                self.cut += 1
                kept = units[: (MOST_CHARACTERS - 1) * 2].decode("utf-16-le", "ignore")
                return kept + _CUT
        return clean

    def format(self, written: str) -> Format:
        """Return the format of a number format, made once."""
        found = self._formats.get(written)
        if found is None:
            found = self._workbook.add_format({"num_format": written, "valign": "top"})
            self._formats[written] = found
        return found

    @property
    def head(self) -> Format:
        """The format of headings."""
        return self._head

    def let_go(self) -> None:
        """Close what is open, so that the folder can go where the system holds open files."""
        for worksheet in self._workbook.worksheets():
            worksheet.row_data_fh.close()

    def _describe(self, sheet: Sheet) -> None:
        about = sheet.about
        described: dict[str, object] = {
            "title": self.text(about.title),
            "author": self.text(about.author),
            "company": self.text(about.author),
            "comments": "Small CRM",
        }
        if about.made_at is not None:
            described["created"] = about.made_at.replace(tzinfo=None)
        self._workbook.set_properties(described)

    def _worksheet(self, title: str, number: int) -> Worksheet:
        plain = _NOT_IN_NAMES.sub(" ", _NOT_XML.sub("", title)).strip().strip("'") or "Small CRM"
        while True:
            ending = f" {number}" if number > 1 else ""
            name = plain[: _LONGEST_NAME - len(ending)].rstrip().rstrip("'") + ending
            # `History` is a name that one spreadsheet program keeps for itself.
            if name.casefold() not in self._names | {"history"}:
                self._names.add(name.casefold())
                worksheet: Worksheet = self._workbook.add_worksheet(name)
                return worksheet
            number += 1


class _Page:
    """One worksheet being filled."""

    def __init__(
        self, workbook: _Workbook, worksheet: Worksheet, columns: Sequence[Column]
    ) -> None:
        self._workbook = workbook
        self._worksheet = worksheet
        self._columns = columns
        self._widths = [width_of(column.heading) + 2 for column in columns]
        self.count = 0

    def fill(self, rows: Iterable[Row]) -> None:
        """Write the heading and the rows."""
        for index, column in enumerate(self._columns):
            self._worksheet.write_string(
                0, index, self._workbook.text(column.heading), self._workbook.head
            )
        for row in rows:
            self.count += 1
            for index, (cell, column) in enumerate(zip(row.cells, self._columns, strict=True)):
                if cell:
                    self._put(index, cell, column.kind)
        self._finish()

    def _put(self, index: int, cell: str, kind: Kind) -> None:
        workbook = self._workbook
        if self.count <= _MEASURED and self._widths[index] < _WIDEST:
            self._widths[index] = max(self._widths[index], width_of(cell))
        if kind is Kind.DAY:
            day = _day(cell)
            if day is not None:
                written = workbook.format(_FORMATS[Kind.DAY])
                self._worksheet.write_datetime(self.count, index, day, written)
                return
        elif kind is not Kind.TEXT:
            number = number_of(cell, kind)
            if number is not None:
                written = workbook.format(number_format(number, kind))
                self._worksheet.write_number(self.count, index, float(number), written)
                return
        written = workbook.format(_FORMATS[Kind.TEXT])
        self._worksheet.write_string(self.count, index, workbook.text(cell), written)

    def _finish(self) -> None:
        worksheet, last = self._worksheet, len(self._columns) - 1
        worksheet.freeze_panes(1, 0)
        for index, width in enumerate(self._widths):
            worksheet.set_column(index, index, max(_NARROWEST, min(width + 1, _WIDEST)))
        if last >= 0:
            worksheet.autofilter(0, 0, max(self.count, 1), last)
            # A customer number that is text is meant so; no green corner says otherwise.
            worksheet.ignore_errors(
                {"number_stored_as_text": f"A1:{_letters(last)}{self.count + 1}"}
            )


def number_of(text: str, kind: Kind) -> Decimal | None:
    """Read a number, an amount or a percentage (19% is 0.19); None where it must stay text."""
    is_percent = kind is Kind.PERCENT and text.endswith("%")
    try:
        number = Decimal(text.removesuffix("%"))
    except InvalidOperation:
        return None
    if not number.is_finite() or len(number.as_tuple().digits) > _MOST_DIGITS:
        return None
    return number.scaleb(-2) if is_percent else number


def number_format(number: Decimal, kind: Kind) -> str:
    """Write the number format that shows a number with the decimals that it was written with."""
    exponent = number.as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    if kind is Kind.PERCENT:
        decimals = max(0, decimals - 2)
    places = "." + "0" * decimals if decimals else ""
    match kind:
        case Kind.AMOUNT:
            return f"#,##0{places}"
        case Kind.PERCENT:
            return f"0{places}%"
        case _:
            return f"0{places}"


def width_of(text: str) -> int:
    """Tell how wide a text is in characters: the widest of its lines, Chinese counted double."""
    if len(text) > _WIDEST and "\n" not in text:
        return _WIDEST
    if text.isascii():
        return max(map(len, text.split("\n")))
    return max(
        sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line[:_WIDEST])
        for line in text.split("\n")
    )


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day >= _FIRST_DAY else None


def _letters(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
