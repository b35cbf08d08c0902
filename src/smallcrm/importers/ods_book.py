"""Spreadsheets of OpenDocument (OASIS ODF 1.3): .ods."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from smallcrm.domain.errors import Refusal
from smallcrm.importers.cell_text import Format, Shape, duration_text, number_text
from smallcrm.importers.plan import MAX_COLUMNS, MAX_ROWS
from smallcrm.importers.sheets import Range, Sheet, SheetRow
from smallcrm.importers.xml_stream import Attributes, Text, parsed
from smallcrm.importers.zip_bounds import Package, too_large

CONTENT: Final = "content.xml"
_MANIFEST: Final = "meta-inf/manifest.xml"
_MANIFEST_BYTES: Final = 4 * 1024 * 1024
_MOST_CELLS: Final = 30_000_000
_MOST_ALIKE: Final = 10_000  # rows that repeat one another word for word
_DURATION: Final = re.compile(
    r"(-?)P(?:(\d{1,6})D)?T?(?:(\d{1,8})H)?(?:(\d{1,8})M)?(?:(\d{1,8})(?:[.,]\d*)?S)?", re.ASCII
)
# Inside of a cell, and yet nothing that the cell says.
_ASIDE: Final = frozenset({"annotation", "frame", "custom-shape", "table", "tracked-changes"})
_PERCENT: Final = Format(Shape.PERCENT)
# Where a cell of a kind has its value; a cell of any other kind says what it shows.
_VALUES: Final = {
    **dict.fromkeys(("float", "percentage", "currency"), "office:value"),
    "date": "office:date-value",
    "time": "office:time-value",
    "boolean": "office:boolean-value",
    "string": "office:string-value",
}
_CELLS: Final = ("table-cell", "covered-table-cell")


class OdsBook:
    """A spreadsheet's sheets; all are read at once, for they are one document."""

    format = "ods"

    def __init__(self, package: Package) -> None:
        if b"encryption-data" in package.read(_MANIFEST, _MANIFEST_BYTES):
            raise Refusal("workbook_encrypted", field="file")
        self._reader = reader = _Reader()
        for _ in parsed(package.pieces(CONTENT), reader.start, reader.end, reader.text):
            pass
        self.sheets = tuple(
            Sheet(name, is_hidden=style in reader.hidden) for name, style in reader.tables
        )

    def rows(self, index: int, merged: list[Range] | None = None) -> Iterator[SheetRow]:
        """Return the rows of a sheet that hold anything, and its merged cells."""
        if merged is not None:
            merged += self._reader.merged[index]
        return iter(self._reader.rows[index])


class _Reader:
    """Makes rows of all the tables of a document."""

    def __init__(self) -> None:
        self.text = Text()
        self.tables: list[tuple[str, str]] = []
        self.rows: list[list[SheetRow]] = []
        self.merged: list[list[Range]] = []
        self.hidden: set[str] = set()
        self._style = ""
        self._aside = 0
        self._in_table = False
        self._row = 0
        self._alike = 1
        self._cells: list[str] = []
        self._column = 0
        self._cell: Attributes | None = None
        self._paragraphs: list[str] = []
        self._count = 0

    def start(self, name: str, attributes: Attributes) -> None:
        if self._aside:
            self._aside += name in _ASIDE
        elif name in _CELLS:
            self._cell = attributes if self._in_table else None
            self._paragraphs = []
        elif name == "p":
            self.text.open = self._cell is not None
        elif name == "table-row":
            self._alike = _count(attributes, "table:number-rows-repeated")
            self._cells = []
            self._column = 0
        elif self._cell is not None:
            self._inside_cell(name, attributes)
        elif name == "table":
            self._in_table = True
            names = (attributes.get("table:name", ""), attributes.get("table:style-name", ""))
            self.tables.append(names)
            self.rows.append([])
            self.merged.append([])
            self._row = 0
        elif name == "style":
            self._style = attributes.get("style:name", "")
        elif name == "table-properties":
            if attributes.get("table:display") == "false":
                self.hidden.add(self._style)
        elif name == "tracked-changes":
            self._aside = 1

    def _inside_cell(self, name: str, attributes: Attributes) -> None:
        if name in _ASIDE:
            self._aside = 1
            self.text.open = False
        elif self.text.open:
            if name == "s":
                self.text.add(" " * min(_count(attributes, "text:c"), 1000))
            elif name == "line-break":
                self.text.add("\n")
            elif name == "tab":
                self.text.add("\t")

    def end(self, name: str) -> None:
        if self._aside:
            self._aside -= name in _ASIDE
        elif name in _CELLS:
            if self._cell is not None:
                self._end_cell(self._cell, is_covered=name != "table-cell")
                self._cell = None
        elif name == "p":
            if self.text.open:
                self.text.open = False
                self._paragraphs.append(self.text.take())
        elif name == "table-row":
            self._end_row()
        elif name == "table":
            self._in_table = False

    def _end_cell(self, attributes: Attributes, *, is_covered: bool) -> None:
        alike = _count(attributes, "table:number-columns-repeated")
        text = "" if is_covered else _said(attributes, "\n".join(self._paragraphs))
        if text:
            if self._column + alike > MAX_COLUMNS:
                raise Refusal("too_many_columns", field="file", limit=MAX_COLUMNS)
            self._cells += [""] * (self._column - len(self._cells))
            self._cells += [text] * alike
            columns = _count(attributes, "table:number-columns-spanned")
            rows = _count(attributes, "table:number-rows-spanned")
            if columns > 1 or rows > 1:
                row, column = self._row + 1, self._column
                last = Range(row, column, row + rows - 1, column + columns - 1)
                self.merged[-1].append(last)
        self._column += alike

    def _end_row(self) -> None:
        cells, alike = self._cells, self._alike
        if cells and self._in_table:
            self._count += len(cells) * alike
            if alike > _MOST_ALIKE or self._count > _MOST_CELLS:
                raise too_large()
            if len(self.rows[-1]) + alike > MAX_ROWS + _MOST_ALIKE:
                raise Refusal("too_many_rows", field="file", limit=MAX_ROWS)
            self.rows[-1] += [(self._row + count, cells) for count in range(1, alike + 1)]
        self._row += alike


def _count(attributes: Attributes, name: str) -> int:
    """Read how often something is repeated; what is no such number means once."""
    written = attributes.get(name)
    if written is None:
        return 1
    is_number = written.isascii() and written.isdecimal() and len(written) < 10  # noqa: PLR2004
    return max(int(written), 1) if is_number else 1


def _said(attributes: Attributes, text: str) -> str:
    """Return what a cell says, by its value where it has one of a kind that we know."""
    kind = attributes.get("office:value-type", "string")
    if attributes.get("calcext:value-type") == "error":
        return text
    value = attributes.get(_VALUES.get(kind, ""))
    if not value:
        return text
    if kind == "date":
        return value.removesuffix("T00:00:00").replace("T", " ")
    if kind == "time":
        return _duration(value)
    if kind == "boolean":
        return value.upper()
    return value if kind == "string" else _number(kind, value, attributes)


def _number(kind: str, value: str, attributes: Attributes) -> str:
    if kind == "percentage":
        return number_text(value, _PERCENT)
    number = number_text(value)
    currency = attributes.get("office:currency", "")
    return f"{number} {currency}" if kind == "currency" and currency else number


def _duration(written: str) -> str:
    found = _DURATION.fullmatch(written)
    if found is None:
        return written
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    text = duration_text(((days * 24 + hours) * 60 + minutes) * 60 + seconds)
    return f"{found[1]}{text}"
