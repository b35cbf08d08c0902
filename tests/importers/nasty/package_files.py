"""Nasty workbooks: packages that burst, lie or lead astray, and old files whose sectors run round."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator

from tests.importers import books
from tests.importers.compound import wrapped
from tests.importers.nasty.corpus import TEN_MB, Case, case, cut, flipped, scrambled
from tests.importers.nasty.text_files import BASES, ODD, WORD_ROWS, texts_of_each_kind

ROWS = WORD_ROWS
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "hahahaha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">'
    '<!ENTITY e SYSTEM "file:///etc/passwd"><!ENTITY % f SYSTEM "http://localhost/x"> %f;]>'
)
SHEET = "xl/worksheets/sheet1.xml"


def xlsx() -> bytes:
    return books.raw_xlsx(books.texts(*ROWS), styles='<cellXfs><xf numFmtId="14"/></cellXfs>')


def ods() -> bytes:
    return books.ods({"Clients": books.ods_rows(*ROWS)})


def xls() -> bytes:
    return books.xls(ROWS)


def cases() -> Iterator[Case]:
    yield from cut("xlsx", ".xlsx", xlsx(), 2)
    yield from cut("ods", ".ods", ods(), 2)
    yield from cut("xls", ".xls", xls(), 40)
    for name, data in (("xlsx", xlsx()), ("ods", ods())):
        yield from flipped(name, f".{name}", data, 200)
        yield from scrambled(name, f".{name}", data, 100)
    stored = books.packed(books.xlsx_entries(books.texts(*ROWS)), zipfile.ZIP_STORED)
    yield from flipped("xlsx-stored", ".xlsx", stored, 100)
    yield from flipped("xls", ".xls", xls(), 300)
    yield from flipped("xls-stream", ".xls", xls()[512 : 512 + len(books.xls_stream(ROWS))], 1)
    for number, one in enumerate(flipped("x", "", books.xls_stream(ROWS), 200)):
        yield case("xls-records", number, ".xls", wrapped("Workbook", one.make()))
    for number, one in enumerate(scrambled("x", "", books.xls_stream(ROWS), 100)):
        yield case("xls-records", f"moved-{number}", ".xls", wrapped("Workbook", one.make()))
    yield from _broken_parts()
    yield from _sheets()
    yield from _ods()
    yield from _zips()
    yield from _old()
    yield from _endings()


def _broken_parts() -> Iterator[Case]:
    """Leave each part out, or put something in its place that it is not."""
    instead: dict[str, str | bytes] = {
        "nothing": "", "noise": bytes(range(256)) * 9, "text": "hello", "root": "<x/>", "unclosed": "<worksheet><sheetData>",
        "laughs": f"<?xml version='1.0'?>{LAUGHS}<worksheet>&d;&e;</worksheet>", "deep": "<a>" * 60_000 + "</a>" * 60_000,
        "utf-16": "<?xml version='1.0' encoding='utf-16'?><worksheet/>".encode("utf-16"), "encoding": "<?xml version='1.0' encoding='klingon'?><a/>",
        "many-attributes": "<worksheet " + " ".join(f"a{n}='1'" for n in range(20_000)) + "/>",
        "long-attribute": "<worksheet a='" + "x" * 3_000_000 + "'/>", "long-name": "<" + "x" * 3_000_000 + "/>",
        "comment": "<worksheet><!--" + "x" * 6_000_000 + "--></worksheet>", "cdata": "<worksheet><![CDATA[" + "<" * 1_000_000 + "]]></worksheet>",
        "instructions": "<?x y?>" * 50_000 + "<worksheet/>", "namespaces": "<a:b:c:d xmlns:a='x'/>", "bad-prefix": "<q:worksheet/>", "html": "<html><br></html>",
    }  # fmt: skip
    for kind, data in (("xlsx", xlsx()), ("ods", ods())):
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            entries = {name: file.read(name) for name in file.namelist()}
        for part in entries:
            rest = {name: content for name, content in entries.items() if name != part}
            plain = part.replace("/", "-")
            yield case("part-missing", f"{kind}-{plain}", f".{kind}", books.packed(rest))
            for name, content in instead.items():
                made = books.packed(entries | {part: content})
                yield case("part-instead", f"{kind}-{plain}-{name}", f".{kind}", made)


def _sheets() -> Iterator[Case]:
    head = books.texts(["Name", "Phone", "Notes", "Balance", "Birthday"])
    rows = {
        "far-row": '<row r="1048576"><c r="A1048576"><v>1</v></c></row>', "far-cell": '<row r="2"><c r="XFD2"><v>1</v></c></row>',
        "beyond-rows": '<row r="1048577"><c r="A1048577"><v>1</v></c></row>', "beyond-columns": '<row r="2"><c r="XFE2"><v>1</v></c></row>',
        "huge-row": '<row r="99999999999999999999"><c><v>1</v></c></row>', "row-zero": '<row r="0"><c r="A0"><v>1</v></c></row>', "row-minus": '<row r="-1"/>',
        "row-twice": '<row r="2"><c r="A2"><v>1</v></c></row>' * 2, "row-back": '<row r="9"/><row r="3"/>', "row-odd": '<row r="２"/>', "no-numbers": "<row><c t='str'><v>Ann</v></c></row>" * 50,
        "cell-odd": '<row r="2"><c r="1A"><v>1</v></c><c r=""><v>2</v></c><c r="$A$2"><v>3</v></c></row>', "cell-long": f'<row r="2"><c r="{"A" * 5000}2"><v>1</v></c></row>',
        "cell-twice": '<row r="2"><c r="A2" t="str"><v>x</v></c><c r="A2" t="str"><v>y</v></c></row>', "cells-back": '<row r="2"><c r="C2"><v>3</v></c><c r="A2" t="str"><v>x</v></c></row>',
        "other-row": '<row r="2"><c r="A77" t="str"><v>Ann</v></c></row>', "shared-none": '<row r="2"><c r="A2" t="s"><v>0</v></c></row>', "shared-minus": '<row r="2"><c t="s"><v>-1</v></c></row>',
        "shared-nan": '<row r="2"><c t="s"><v>NaN</v></c></row>', "shared-huge": '<row r="2"><c t="s"><v>99999999999999999999999</v></c></row>', "bool-odd": '<row r="2"><c t="b"><v>perhaps</v></c></row>',
        "kind-odd": '<row r="2"><c t="zz"><v>Ann</v></c></row>', "error": '<row r="2"><c t="e"><v>#REF!</v></c><c t="e"><v>#N/A</v></c></row>', "style-odd": '<row r="2"><c s="-7"><v>1</v></c><c s="x"><v>2</v></c><c s="99999999999"><v>3</v></c></row>',
        "date-odd": '<row r="2"><c t="d"><v>2024-99-99T99</v></c></row>', "nested-cells": "<row r='2'>" + "<c>" * 9_000 + "</c>" * 9_000 + "</row>", "nested-values": "<row r='2'><c>" + "<v>" * 9_000 + "</v>" * 9_000 + "</c></row>",
        "rows-in-rows": "<row>" * 9_000 + "</row>" * 9_000, "value-alone": "<v>1</v><c><v>2</v></c>", "long-text": '<row r="2"><c t="str"><v>' + "x" * 2_000_000 + "</v></c></row>",
        "many-cells": '<row r="2">' + "<c><v>1</v></c>" * 100_000 + "</row>", "empty-cells": '<row r="2">' + "<c s='1'/>" * 100_000 + "</row>", "empty-rows": "<row s='1'/>" * 200_000,
        "many-texts": '<row r="2"><c t="inlineStr"><is>' + "<t>x</t>" * 50_000 + "</is></c></row>", "formula": '<row r="2"><c><f>HYPERLINK("http://x")</f><v>0</v></c><c><f>cmd|x</f></c></row>',
    }  # fmt: skip
    for name, row in rows.items():
        yield case("sheet", name, ".xlsx", books.raw_xlsx(head + row))
    for index, number in enumerate(_NUMBERS):
        row = f'<row r="2"><c t="str"><v>Ann</v></c><c><v>{number}</v></c><c s="0"><v>{number}</v></c>'
        row += f'<c><v>{number}</v></c><c s="0"><v>{number}</v></c></row>'
        data = books.raw_xlsx(head + row, styles='<cellXfs><xf numFmtId="14"/></cellXfs>')
        yield case("number", index, ".xlsx", data)
    for index, code in enumerate(_FORMATS):
        styles = f'<numFmts><numFmt numFmtId="170" formatCode="{code}"/></numFmts>'
        styles += '<cellXfs><xf numFmtId="170"/></cellXfs>'
        row = '<row r="2"><c t="str"><v>Ann</v></c><c s="0"><v>45000.75</v></c></row>'
        yield case("format", index, ".xlsx", books.raw_xlsx(head + row, styles=styles))
    for index, odd in enumerate(ODD):
        clean = "".join(sign for sign in odd if sign >= " " and not "\ud7ff" < sign < "\ue000")
        clean = clean.replace("\uffff", "").replace("\ufffe", "")
        yield case("cell", f"xlsx-{index:03d}", ".xlsx", _with_cell(clean))
        if index % 3 == 0:
            table = books.ods_rows(["Name", "Phone", "Notes"], ["Ann", clean, clean])
            yield case("cell", f"ods-{index:03d}", ".ods", books.ods({clean: table}))
    for index, text in enumerate(("_x0000_", "_xD800_", "_xFFFF_", "_x005F_", "_xZZZZ_", "_x")):
        yield case("cell", f"escaped-{index}", ".xlsx", _with_cell(text * 3))
    merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in _MERGED)
    after = f"<mergeCells>{merged}</mergeCells>"
    yield case("sheet", "merged", ".xlsx", books.raw_xlsx(books.texts(*ROWS), after=after))
    sheets = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r1"/>' for n in range(20_000))
    data = books.raw_xlsx(books.texts(*ROWS), sheets=f"<sheets>{sheets}</sheets>")
    yield case("sheet", "20,000-sheets", ".xlsx", data)
    for name, sheet in {
        "no-link": '<sheet name="S" sheetId="1"/>', "other-link": '<sheet name="S" r:id="r9"/>',
        "styles-link": '<sheet name="S" r:id="r2"/>', "no-name": '<sheet r:id="r1"/>', "none": "",
        "very-hidden": '<sheet name="S" state="veryHidden" r:id="r1"/>',
    }.items():  # fmt: skip
        data = books.raw_xlsx(books.texts(*ROWS), sheets=f"<sheets>{sheet}</sheets>")
        yield case("sheet", name, ".xlsx", data)
    for told in ("", "S", "s ", "Other", "\0", "x" * 10_000):
        name = told.encode().hex()[:16] or "empty"
        yield case("sheet", f"told-{name}", ".xlsx", xlsx(), sheet=told)
    shared = "<si><t>" + "x" * 32_000 + "</t></si>"
    cells = f"<row>{_SHARED * 10}</row>" * 400
    data = books.raw_xlsx(head + cells, sharedStrings=shared)
    yield case("sheet", "one-long-text-4,000-times", ".xlsx", data)
    yield case("sheet", "100,000-rows", ".xlsx", lambda: books.raw_xlsx(
        head + "<row><c t='str'><v>Ann</v></c></row>" * 30_000))  # fmt: skip


_SHARED = '<c t="s"><v>0</v></c>'
_SPACES = '<text:s text:c="99999999"/>'
_NUMBERS = (
    "1e999", "-1e999", "nan", "inf", "1_000", "0x10", "", " 5 ", "5 5", "１２", "1,5", "--5", "+5", "1e-400",
    "9" * 400, "0." + "0" * 400 + "1", "-0", "-1", "60", "0", "0.999999999", "2958465.99999999", "2958466", "1e15", "123456789012345678",
)  # fmt: skip
_FORMATS = (
    "", ";", ";;;", "0" * 300, "[", "]", "[h", "[$", "[$-]", "[$€-]0", "&quot;", "&quot;y", "\\", "_", "*", "yyyy" * 60,
    "[h]:mm", "[$-804]aaaa", "am/pm", "0%", "?/?", "@", "General", "e", "ggge", "d", "[Red][&lt;5]0;0", "&#x0;"[:0] + "x", "0" * 20,
)  # fmt: skip
_MERGED = ("A1:XFD1048576", "A1:A1", "B1:C1", "XFD1:A1", "A0:B0", "x", "", "A1:B99999999", "C1:D1")


def _with_cell(text: str) -> bytes:
    return books.raw_xlsx(books.texts(["Name", "Phone", "Notes", "Balance"], ["Ann", *[text] * 3]))


def _ods() -> Iterator[Case]:
    name = books.ods_rows(["Name", "Phone"])
    many = "table:number-rows-repeated"
    wide = "table__number_columns_repeated"
    rows = {
        "repeated-rows": f'<table:table-row {many}="1048576">{books.ods_cell("x")}</table:table-row>',
        "repeated-less": f'<table:table-row {many}="9000">{books.ods_cell("x")}</table:table-row>',
        "repeated-cells": f"<table:table-row>{books.ods_cell('x', **{wide: '16384'})}</table:table-row>",
        "repeated-both": f'<table:table-row {many}="9999">{books.ods_cell("x", **{wide: "999"})}</table:table-row>',
        "repeated-often": f'<table:table-row {many}="9999">{books.ods_cell("x", **{wide: "999"})}</table:table-row>' * 20,
        "repeated-empty": f'<table:table-row {many}="99999999999999999999"><table:table-cell/></table:table-row>',
        "repeated-odd": f'<table:table-row {many}="-5"><table:table-cell table:number-columns-repeated="²"/></table:table-row>',
        "spaces": f"<table:table-row>{books.ods_cell('x').replace('x', _SPACES * 300)}</table:table-row>",
        "nested-tables": "<table:table-row><table:table-cell>" + "<table:table>" * 5_000 + "</table:table>" * 5_000 + "</table:table-cell></table:table-row>",
        "nested-shallow": "<table:table-row><table:table-cell>" + "<table:table>" * 20 + "</table:table>" * 20 + "</table:table-cell></table:table-row>",
        "paragraphs": "<table:table-row><table:table-cell>" + "<text:p>x</text:p>" * 100_000 + "</table:table-cell></table:table-row>",
        "paragraphs-long": "<table:table-row><table:table-cell>" + ("<text:p>" + "x" * 500_000 + "</text:p>") * 8 + "</table:table-cell></table:table-row>",
        "cell-alone": books.ods_cell("x"), "text-alone": "<text:p>x</text:p>", "row-in-row": "<table:table-row>" * 50 + "</table:table-row>" * 50,
    }  # fmt: skip
    for label, row in rows.items():
        yield case("ods", label, ".ods", books.ods({"S": name + row}))
    for kind in ("float", "percentage", "currency", "date", "time", "boolean", "string", "zz", ""):
        for index, value in enumerate((*_NUMBERS, "PT", "PT9999999999H", "P1D", "2024-13-45", "x")):
            if index % 2:
                continue
            attributes = {
                "office__value_type": kind, "office__value": value, "office__date_value": value,
                "office__time_value": value, "office__boolean_value": value, "office__currency": "€x",
            }  # fmt: skip
            cell = books.ods_cell("shown", **attributes)
            row = f"<table:table-row>{books.ods_cell('Ann')}{cell}</table:table-row>"
            yield case("ods-value", f"{kind}-{index}", ".ods", books.ods({"S": name + row}))
    tables = {f"S{number}": name for number in range(3_000)}
    yield case("ods", "3,000-tables", ".ods", books.ods(tables))
    for kind in ("text", "presentation", "spreadsheet-template", "x" * 500):
        data = books.ods({"S": name}, mimetype=f"application/vnd.oasis.opendocument.{kind}")
        yield case("ods", f"kind-{kind[:20]}", ".ods", data)
    locked = "<manifest><file-entry><encryption-data/></file-entry></manifest>"
    data = books.ods({"S": name}, **{"META-INF/manifest.xml": locked})
    yield case("ods", "password", ".ods", data)
    yield case("ods", "laughs", ".ods", books.ods({"S": name}, dtd=LAUGHS))


def burst(part: str, head: bytes, piece: bytes, times: int, entries: dict[str, str]) -> bytes:
    """Pack a part that unpacks to `times` pieces, without making that here."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = b"".join(map(packer.compress, (head, *[piece] * times))) + packer.flush()
    check = 0
    for one in (head, *[piece] * times):
        check = zlib.crc32(one, check)
    size = (len(head) + len(piece) * times) & 0xFFFFFFFF
    rest = {name: content for name, content in entries.items() if name != part}
    stream = io.BytesIO(books.packed(rest))
    with zipfile.ZipFile(stream, "a") as file:
        file.writestr(zipfile.ZipInfo(part), packed)
    made = bytearray(stream.getvalue())
    local = made.index(b"PK\x03\x04", made.index(part.encode()) - 30)
    central = made.rindex(part.encode()) - 46
    for begin, at in ((local, 8), (central, 10)):
        made[begin + at : begin + at + 2] = struct.pack("<H", zipfile.ZIP_DEFLATED)
        sizes = struct.pack("<LLL", check, len(packed), size)
        made[begin + at + 6 : begin + at + 18] = sizes
    return bytes(made)


def _zips() -> Iterator[Case]:
    entries = books.xlsx_entries(books.texts(*ROWS), sharedStrings="<si><t>x</t></si>")
    head = b"<worksheet><sheetData><row><c t='str'><v>"
    mb = 1024 * 1024

    def bomb(part: str, begin: bytes, piece: bytes, times: int) -> Callable[[], bytes]:
        return lambda: burst(part, begin, piece, times, entries)

    bombs = {
        "cell-200-mb": bomb(SHEET, head, b"A" * mb, 200), "spaces-1-gb": bomb(SHEET, b"<worksheet>", b" " * mb, 1000),
        "rows": bomb(SHEET, b"<worksheet><sheetData>", b"<row/>" * 160_000, 100), "nested": bomb(SHEET, b"<worksheet>", b"<v>" * 350_000, 60),
        "cells": bomb(SHEET, b"<worksheet><sheetData><row>", b"<c/>" * 250_000, 100), "values": bomb(SHEET, b"<worksheet><sheetData><row>", b"<c><v>1</v></c>" * 60_000, 100),
        "shared": bomb("xl/sharedStrings.xml", b"<sst>", b"<si><t>x</t></si>" * 60_000, 60), "shared-cell": bomb("xl/sharedStrings.xml", b"<sst><si><t>", b"x" * mb, 200),
        "styles": bomb("xl/styles.xml", b"<styleSheet><cellXfs>", b"<xf/>" * 200_000, 100), "links": bomb("xl/_rels/workbook.xml.rels", b"<Relationships>", b"<Relationship/>" * 60_000, 60),
        "workbook": bomb("xl/workbook.xml", b"<workbook><sheets>", b"<sheet/>" * 100_000, 60), "types": bomb("[Content_Types].xml", b"<Types>", b" " * mb, 300),
    }  # fmt: skip
    for name, made in bombs.items():
        yield case("bomb", name, ".xlsx", made)
    content = (
        b"<office:document-content xmlns:office='o' xmlns:table='t' xmlns:text='x'><table:table>"
    )
    ods_entries = {"mimetype": books.ODS_TYPE, "content.xml": ""}
    for name, piece in {"rows": b"<table:table-row/>" * 50_000, "text": b"x" * mb}.items():
        yield case("bomb", f"ods-{name}", ".ods", lambda piece=piece: burst(
            "content.xml", content, piece, 150, ods_entries))  # fmt: skip
    yield case(
        "bomb", "mimetype", ".ods", lambda: burst("mimetype", b"", b"x" * mb, 200, ods_entries)
    )
    nested = xlsx()
    for _ in range(20):
        nested = books.packed({"a.zip": nested})
    yield case("zip", "nested", ".xlsx", nested)
    named = books.xlsx_entries(books.texts(*ROWS))
    for index, name in enumerate(_PATHS):
        yield case("zip-path", index, ".xlsx", books.packed(named | {name: "evil"}))
        links = named["xl/_rels/workbook.xml.rels"].replace("worksheets/sheet1.xml", name)
        moved = books.packed({**named, "xl/_rels/workbook.xml.rels": links})
        yield case("zip-path", f"linked-{index}", ".xlsx", moved)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for part in named:
            doubled = books.packed([*named.items(), (part, "<x/>")])
            yield case("zip", f"doubled-{part.replace('/', '-')}", ".xlsx", doubled)
    yield case("zip", "20,000-entries", ".xlsx", lambda: books.packed(
        named | {f"x/{n}": "" for n in range(20_000)}))  # fmt: skip
    yield case("zip", "prefixed", ".xlsx", b"MZ" + xlsx())
    yield case("zip", "commented", ".xlsx", xlsx()[:-2] + struct.pack("<H", 5) + b"hello")
    for compression in (zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        yield case("zip", f"method-{compression}", ".xlsx", books.packed(named, compression))
    for signature, starts in ((b"PK\x03\x04", (4, 6, 8, 14, 18, 22, 26, 28)), (
            b"PK\x01\x02", (4, 6, 8, 10, 16, 20, 24, 28, 30, 32, 34, 42)), (b"PK\x05\x06", (4, 8, 10, 12, 16, 20))):  # fmt: skip
        for start in starts:
            for value in (0, 1, 0xFFFF):
                made = bytearray(xlsx())
                at = made.rindex(signature) + start
                made[at : at + 2] = struct.pack("<H", value)
                label = f"field-{signature[2]:02x}-{start}-{value}"
                yield case("zip-field", label, ".xlsx", bytes(made))


_PATHS = (
    "../evil", "../../../../../../tmp/evil", "/tmp/evil", "C:\\evil", "..\\..\\evil", "xl/../../evil", "\\\\host\\share\\x",
    "xl/worksheets/../../../evil", "a" * 5000, "名.xml", "evil\x01.xml", "con", "file:///etc/passwd", "http://localhost/x", ".", "..", "~/x",
)  # fmt: skip


def _old() -> Iterator[Case]:
    stream = books.xls_stream(ROWS)
    sheets = {
        "far": books.xls(ROWS, shift=65_000), "wide": books.xls([["x"] * 255] * 3), "empty": books.xls([]), "password": books.xls(ROWS, before=struct.pack("<HHH", 0x2F, 2, 1)),
        "shared-huge": books.xls(ROWS, before=struct.pack("<HHLL", 0xFC, 8, 9, 0xFFFFFFFF)), "shared-short": books.xls(ROWS, before=struct.pack("<HH", 0xFC, 0)),
        "shared-lies": books.xls(ROWS, before=struct.pack("<HHLLHB", 0xFC, 11, 9, 9, 0xFFFF, 1)), "continue": books.xls(ROWS, before=struct.pack("<HH", 0x3C, 0) * 500),
        "no-stream": wrapped("Other", stream), "encrypted": wrapped("EncryptedPackage", stream), "word": wrapped("WordDocument", stream), "book-5": wrapped("Book", stream),
        "zero-stream": wrapped("Workbook", b""), "noise-stream": wrapped("Workbook", bytes(range(256)) * 30), "half-a-record": wrapped("Workbook", stream[: len(stream) // 2]),
        "header-only": books.xls(ROWS)[:512], "far-columns": books.xls([[None] * 5000 + ["x"]]), "ten-thousand-rows": books.xls([["Name", "Phone"], *[["Ann", 1234567.0]] * 9_000]),
        "many-formats": books.xls(ROWS, before=struct.pack("<HHHHB", 0x41E, 5, 164, 60_000, 0) * 50), "begin-only": wrapped("Workbook", struct.pack("<HHHH", 0x809, 4, 0x600, 5)),
    }  # fmt: skip
    for name, data in sheets.items():
        yield case("old", name, ".xls", data)
    for at in range(24, 80, 2):
        for value in (0, 1, 9, 0xFFFF):
            made = bytearray(books.xls(ROWS))
            made[at : at + 2] = struct.pack("<H", value)
            yield case("old-header", f"{at}-{value}", ".xls", bytes(made))
    data = books.xls(ROWS)
    table = (len(data) - 512) // 512 * 512
    for index in range(12):
        for value in sorted({0, index, 0xFFFFFFFE, 0x7FFFFFFF}):
            made = bytearray(data)
            made[table + index * 4 : table + index * 4 + 4] = struct.pack("<L", value)
            yield case("old-sectors", f"{index}-{value:x}", ".xls", bytes(made))
    yield case("old", "large", ".xls", lambda: wrapped("Workbook", stream + b"\0" * TEN_MB))


def _endings() -> Iterator[Case]:
    """Call every kind of file by every other kind's name."""
    kinds = {"xlsx": xlsx(), "ods": ods(), "xls": xls(), **texts_of_each_kind()}
    for name, data in kinds.items():
        for ending in (
            ".csv",
            ".tsv",
            ".txt",
            ".vcf",
            ".xlsx",
            ".ods",
            ".xls",
            ".json",
            ".pdf",
            "",
        ):
            yield case("ending", f"{name}-as-{ending[1:] or 'nothing'}", ending, data)
    for name in BASES:
        yield case("ending", f"{name}-csv-as-xls", ".xls", BASES[name])
