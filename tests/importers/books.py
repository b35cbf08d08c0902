"""Workbooks made by hand, down to the XML, and by the libraries that others make theirs with."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import openpyxl
from tests.importers.compound import wrapped

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def xlsx(rows: Sequence[Sequence[Any]], title: str = "Clients", **more: Sequence[Any]) -> bytes:
    """Make a workbook as openpyxl does, a sheet of `rows` first."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, lines in {title: rows, **more}.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def packed(
    entries: Mapping[str, str | bytes] | Iterable[tuple[str, str | bytes]],
    compression: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """Pack entries; all of one day, so that the same entries make the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as file:
        for name, content in entries.items() if isinstance(entries, Mapping) else entries:
            entry = zipfile.ZipInfo(name)
            entry.compress_type = compression
            file.writestr(entry, content)
    return stream.getvalue()


def xlsx_entries(sheet_data: str, **parts: str) -> dict[str, str]:
    """Make the parts of a workbook of one sheet; `parts` are `styles`, `strings`, `workbook`."""
    entries = {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": _links({"r1": (f"{_OFFICE}/officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        + parts.get("properties", "")
        + parts.get("sheets", '<sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets>')
        + "</workbook>",
        "xl/_rels/workbook.xml.rels": _links(
            {
                "r1": (f"{_OFFICE}/worksheet", "worksheets/sheet1.xml"),
                "r2": (f"{_OFFICE}/styles", "styles.xml"),
                "r3": (f"{_OFFICE}/sharedStrings", "sharedStrings.xml"),
            }
        ),
        "xl/worksheets/sheet1.xml": f'{_XML}{parts.get("dtd", "")}<worksheet xmlns="{_MAIN}">'
        f"<sheetData>{sheet_data}</sheetData>{parts.get('after', '')}</worksheet>",
    }
    for name, element in (("styles", "styleSheet"), ("sharedStrings", "sst")):
        if name in parts:
            entries[f"xl/{name}.xml"] = (
                f'{_XML}{parts.get("dtd", "")}<{element} xmlns="{_MAIN}">{parts[name]}</{element}>'
            )
    return entries


def _links(targets: Mapping[str, tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>'
        for name, (kind, target) in targets.items()
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


def raw_xlsx(sheet_data: str, **parts: str) -> bytes:
    return packed(xlsx_entries(sheet_data, **parts))


def texts(*rows: Sequence[str]) -> str:
    """Write rows of cells that hold their own text."""
    return "".join(
        f'<row r="{number}">'
        + "".join(
            f'<c r="{chr(65 + at)}{number}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
            for at, cell in enumerate(row)
        )
        + "</row>"
        for number, row in enumerate(rows, start=1)
    )


_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_ODS = (
    f'{_XML}<office:document-content xmlns:office="{_ODF}:office:1.0" '
    f'xmlns:table="{_ODF}:table:1.0" xmlns:text="{_ODF}:text:1.0" xmlns:style="{_ODF}:style:1.0" '
    f'xmlns:draw="{_ODF}:drawing:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
)
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def ods_cell(text: str, **attributes: str) -> str:
    written = "".join(
        f" {name.replace('__', ':').replace('_', '-')}={quoteattr(value)}"
        for name, value in attributes.items()
    )
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n")) if text else ""
    return f"<table:table-cell{written}>{lines}</table:table-cell>"


def ods_rows(*rows: Sequence[str]) -> str:
    return "".join(
        "<table:table-row>" + "".join(map(ods_cell, row)) + "</table:table-row>" for row in rows
    )


def ods(tables: Mapping[str, str], styles: str = "", dtd: str = "", **more: str) -> bytes:
    """Make an OpenDocument spreadsheet of tables' rows, in XML."""
    content = "".join(
        f"<table:table table:name={quoteattr(name)}>{rows}</table:table>"
        for name, rows in tables.items()
    )
    content = more.pop("content", content)
    document = _ODS.replace(_XML, _XML + dtd)
    return packed(
        {
            "mimetype": ODS_TYPE,
            "META-INF/manifest.xml": f"{_XML}<manifest/>",
            "content.xml": f"{document}<office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:spreadsheet>{content}</office:spreadsheet></office:body>"
            "</office:document-content>",
            **more,
        }
    )


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _long_text(text: str) -> bytes:
    written = text.encode("utf-16-le")
    return struct.pack("<HB", len(written) // 2, 1) + written


def xls_stream(rows: Sequence[Sequence[Any]], *, before: bytes = b"", shift: int = 0) -> bytes:
    """Write the records of an Excel 97 workbook of one sheet; floats below 1 are days' formats."""
    begin = struct.pack("<HHHHLL", 0x600, 0x05, 0x0DBB, 0x07CC, 0, 6)
    formats = b"".join(
        _record(0xE0, struct.pack("<HH", 0, number) + b"\0" * 16) for number in (0, 14)
    )
    globals_ = _record(0x809, begin) + before + formats
    name = "Kunden"
    bound = struct.pack("<BBBB", 0, 0, len(name), 1) + name.encode("utf-16-le")
    size = len(globals_) + len(_record(0x85, struct.pack("<L", 0) + bound)) + len(_record(0x0A))
    globals_ += _record(0x85, struct.pack("<L", size) + bound) + _record(0x0A)
    sheet = _record(0x809, begin.replace(b"\x05\x00", b"\x10\x00", 1))
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            place = struct.pack("<HHH", row + shift, column, 0)
            if isinstance(cell, str):
                sheet += _record(0x204, place + _long_text(cell))
            elif isinstance(cell, tuple):  # a day, by its serial number
                day = struct.pack("<HHH", row + shift, column, 1)
                sheet += _record(0x203, day + struct.pack("<d", cell[0]))
            elif cell is not None:
                sheet += _record(0x203, place + struct.pack("<d", cell))
    return globals_ + sheet + _record(0x0A)


def xls(rows: Sequence[Sequence[Any]], **more: Any) -> bytes:
    return wrapped("Workbook", xls_stream(rows, **more))
