"""Workbooks of Office Open XML (ECMA-376): .xlsx, and .xlsm, whose macros nothing here looks at.

Read as a stream, so that a cell in the last corner of a sheet costs no more than one beside the
first, and a watch can stop it at any row.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from typing import Final

from smallcrm.domain.errors import Refusal
from smallcrm.importers.cell_text import PLAIN, Format, built_in, format_of, number_text
from smallcrm.importers.plan import MAX_COLUMNS
from smallcrm.importers.sheets import Range, Sheet, SheetRow
from smallcrm.importers.xml_stream import MAX_DEPTH, Attributes, Text, parsed
from smallcrm.importers.zip_bounds import Package, damaged

_LAST_ROW: Final = 1_048_576
_MOST_SHEETS: Final = 1_000
_MOST_MERGED: Final = 10_000
_MOST_FORMATS: Final = 100_000
_DIGITS: Final = "0123456789"
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_RANGE: Final = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})", re.ASCII)
_ROOT: Final = "xl/workbook.xml"


class XlsxBook:
    """A workbook's sheets; raises Refusal as `Package` and `parsed` do."""

    format = "xlsx"

    def __init__(self, package: Package) -> None:
        self._package = package
        self._root = _root(package)
        self._from_1904 = False
        self._targets = _targets(package, self._root)
        self._paths: list[str] = []
        self.sheets = self._read_sheets()
        self._formats = _formats(package, self._part("styles"))
        self._strings: list[str] | None = None

    def _part(self, kind: str) -> str:
        return next((path for path, what in self._targets.values() if what == kind), "")

    def _read_sheets(self) -> tuple[Sheet, ...]:
        found: list[Sheet] = []

        def start(name: str, attributes: Attributes) -> None:
            if name == "workbookPr":
                self._from_1904 = attributes.get("date1904") in ("1", "true")
            elif name == "sheet":
                link = attributes.get("r:id") or _by_local_name(attributes, "id")
                path, kind = self._targets.get(link, ("", ""))
                if kind != "worksheet" or len(found) >= _MOST_SHEETS:
                    return  # a chart, or a sheet of macros
                hidden = attributes.get("state", "visible") != "visible"
                found.append(Sheet(attributes.get("name", ""), is_hidden=hidden))
                self._paths.append(path)

        _whole(self._package, self._root, start)
        return tuple(found)

    def rows(self, index: int, merged: list[Range] | None = None) -> Iterator[SheetRow]:
        """Return the rows of a sheet that hold anything, and gather its merged cells."""
        if self._strings is None:
            self._strings = _shared(self._package, self._part("sharedStrings"))
        reader = _SheetReader(self._strings, self._formats, self._from_1904, merged)
        steps = parsed(
            self._package.pieces(self._paths[index]),
            reader.start,
            reader.end,
            reader.text,
            counts_itself=True,
        )
        for _ in steps:
            if reader.ready:
                yield from reader.ready
                reader.ready.clear()


class _SheetReader:
    """Makes rows of what a sheet's document says."""

    def __init__(
        self,
        strings: list[str],
        formats: list[Format],
        from_1904: bool,
        merged: list[Range] | None,
    ) -> None:
        self.text = Text()
        self.ready: list[SheetRow] = []
        self._strings = strings
        self._formats = formats
        self._from_1904 = from_1904
        self._merged = merged
        self._columns: dict[str, int] = {}
        self._cells: list[str] = []
        self._row = 0
        self._column = -1
        self._kind = ""
        self._style: str | None = None
        self._value = ""
        self._in_phonetic = False
        self._in_cell = False
        self._depth = 0  # of all elements but cells and their values

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "c" and not self._in_cell:
            self._in_cell = True
            reference = attributes.get("r")
            if reference is None:
                self._column += 1
            else:
                letters = reference.rstrip(_DIGITS)
                column = self._columns.get(letters)
                self._column = self._new_column(letters) if column is None else column
            self._kind = attributes.get("t", "n")
            self._style = attributes.get("s")
            self._value = ""
        elif name == "v" and not self.text.open:
            self.text.open = True
        else:
            self._depth += 1
            if self._depth > MAX_DEPTH:
                raise damaged()
            self._start_other(name, attributes)

    def _start_other(self, name: str, attributes: Attributes) -> None:
        if name == "row":
            self._begin_row(attributes.get("r"))
        elif name == "t" and self._kind == "inlineStr":
            self.text.open = not self._in_phonetic
        elif name == "rPh":
            self._in_phonetic = True
        elif name == "mergeCell" and self._merged is not None:
            self._merge(attributes.get("ref", ""))

    def end(self, name: str) -> None:
        if name == "v":
            self.text.open = False
            self._value = self.text.take()
        elif name == "c":
            self._in_cell = False
            if self._value:
                self._end_cell()
        else:
            self._depth -= 1
            self._end_other(name)

    def _end_other(self, name: str) -> None:
        if name == "row":
            if self._cells:
                self.ready.append((self._row, self._cells))
                self._cells = []
        elif name == "t":
            self.text.open = False
        elif name == "is":
            self._value = self.text.take()
        elif name == "rPh":
            self._in_phonetic = False

    def _new_column(self, letters: str) -> int:
        index = column_index(letters)
        if index is None:
            raise damaged()
        self._columns[letters] = index
        return index

    def _begin_row(self, written: str | None) -> None:
        try:
            number = self._row + 1 if written is None else int(written)
        except ValueError as error:
            raise damaged() from error
        if not self._row < number <= _LAST_ROW:
            raise damaged()
        self._row = number
        self._column = -1
        self._cells = []

    def _end_cell(self) -> None:
        text = self._said()
        if not text:
            return
        cells, column = self._cells, self._column
        if column >= MAX_COLUMNS:
            raise Refusal("too_many_columns", field="file", limit=MAX_COLUMNS)
        missing = column - len(cells)
        if missing == 0:
            cells.append(text)
        elif missing > 0:
            cells.extend([""] * missing)
            cells.append(text)
        else:
            cells[column] = text

    def _said(self) -> str:
        value, kind = self._value, self._kind
        if kind == "s":
            try:
                index = int(value)
                return self._strings[index] if index >= 0 else ""
            except (ValueError, IndexError) as error:
                raise damaged() from error
        if kind == "n":
            return number_text(value, self._format(), from_1904=self._from_1904)
        if kind == "b":
            return "TRUE" if value.strip() in ("1", "true") else "FALSE"
        if kind == "d":
            return value.removesuffix("T00:00:00").replace("T", " ")
        return unescaped(value)

    def _format(self) -> Format:
        if self._style is None:
            return PLAIN
        try:
            return self._formats[int(self._style)]
        except (ValueError, IndexError):
            return PLAIN

    def _merge(self, reference: str) -> None:
        found = _RANGE.fullmatch(reference)
        if found is None or self._merged is None or len(self._merged) >= _MOST_MERGED:
            return
        first, last = column_index(found[1]), column_index(found[3])
        if first is not None and last is not None:
            self._merged.append(Range(int(found[2]), first, int(found[4]), last))


def column_index(letters: str) -> int | None:
    """Count columns from 0: `A`, `Z`, `AA`; None for what names none."""
    if not 1 <= len(letters) <= 3 or not letters.isascii() or not letters.isalpha():  # noqa: PLR2004
        return None
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


def unescaped(text: str) -> str:
    """Read characters that XML cannot hold and workbooks write as `_x000D_`."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _by_local_name(attributes: Attributes, name: str) -> str:
    return next((value for key, value in attributes.items() if key.endswith(f":{name}")), "")


def _whole(
    package: Package,
    path: str,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] = lambda _: None,
    text: Text | None = None,
) -> None:
    """Read a part of the package from its beginning to its end, if it is there."""
    if path in package:
        for _ in parsed(package.pieces(path), start, end, text or Text()):
            pass


def _targets(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Return what a part is linked to: its path in the package and its kind, by the link's id."""
    folder, name = posixpath.split(part)
    found: dict[str, tuple[str, str]] = {}

    def start(element: str, attributes: Attributes) -> None:
        if element == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            path = posixpath.normpath(posixpath.join("/", folder, target))
            kind = attributes.get("Type", "").rpartition("/")[2]
            found[attributes.get("Id", "")] = (path, kind)

    _whole(package, posixpath.join(folder, "_rels", f"{name}.rels"), start)
    return found


def _root(package: Package) -> str:
    links = _targets(package, "")
    found = next((path for path, kind in links.values() if kind == "officeDocument"), _ROOT)
    return found if found in package else _ROOT


def _formats(package: Package, path: str) -> list[Format]:
    """Return the formats of numbers, by the index that cells name them with."""
    codes: dict[str, Format] = {}
    formats: list[Format] = []
    places: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        if name == "numFmt" and places[-1:] == ["numFmts"] and len(codes) < _MOST_FORMATS:
            codes[attributes.get("numFmtId", "")] = format_of(attributes.get("formatCode", ""))
        elif name == "xf" and places[-1:] == ["cellXfs"] and len(formats) < _MOST_FORMATS:
            number = attributes.get("numFmtId", "0")
            own = codes.get(number)
            known = int(number) if number.isascii() and number.isdecimal() else 0
            formats.append(own or built_in(known))
        places.append(name)

    def end(_name: str) -> None:
        places.pop()

    _whole(package, path, start, end)
    return formats


def _shared(package: Package, path: str) -> list[str]:
    """Return the texts that cells share; readings beside Chinese characters are left out."""
    strings: list[str] = []
    text = Text()
    phonetic = False

    def start(name: str, _attributes: Attributes) -> None:
        nonlocal phonetic
        if name == "t":
            text.open = not phonetic
        elif name == "rPh":
            phonetic = True

    def end(name: str) -> None:
        nonlocal phonetic
        if name == "t":
            text.open = False
        elif name == "si":
            strings.append(unescaped(text.take()))
        elif name == "rPh":
            phonetic = False

    _whole(package, path, start, end, text)
    return strings
