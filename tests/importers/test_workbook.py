"""Workbooks: what their cells say as text, which sheet is the table, what is refused by name."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from tests.importers import books
from tests.importers.compound import wrapped

from smallcrm.domain.errors import Refusal
from smallcrm.domain.records import ClientRecord, RecordKind
from smallcrm.domain.watch import Cancelled, Watch
from smallcrm.importers import ImportPlan, SourceFile, read
from smallcrm.importers.cell_text import format_of, number_text
from smallcrm.importers.compound_file import CompoundFile
from smallcrm.importers.plan import ReadOptions
from smallcrm.importers.workbook import chosen_sheet, opened, table_of_sheet
from smallcrm.importers.xls_records import SharedTexts, short_number

FileOf = Callable[..., Path]
HEAD = ["Name", "Phone", "Email", "Notes"]
ROWS = [HEAD, ["Ann Lee", "13800138000", "ann@x.org", "a"], ["陈明", "", "chen@x.cn", "b"]]


def cells(data: bytes, index: int = 0) -> list[tuple[int, list[str]]]:
    return list(opened(data).rows(index))


def table(data: bytes, **options: object) -> list[list[str]]:
    """Return the heading and the rows of a workbook's table."""
    chosen = ReadOptions(**options)  # type: ignore[arg-type]
    book = opened(data)
    made = table_of_sheet(book, chosen_sheet(book, chosen.sheet)[0], chosen)
    return [list(made.heading), *(list(row.cells) for row in made.rows)]


def refusal(data: bytes, **options: object) -> str:
    with pytest.raises(Refusal) as refused:
        table(data, **options)
    return refused.value.code


def said(sheet_data: str, **parts: str) -> list[str]:
    """Return the cells of the first row."""
    return cells(books.raw_xlsx(sheet_data, **parts))[0][1]


# -- what cells say -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("13800138000", "13800138000"),
        ("13800138000.0", "13800138000"),
        ("1.3800138E10", "13800138000"),
        ("0.30000000000000004", "0.3"),
        ("19.989999999999998", "19.99"),
        ("-0.5", "-0.5"),
        ("-0", "0"),
        ("1E+21", "1000000000000000000000"),
        ("1e400", "1e400"),
        ("nan", "nan"),
        ("1e-7", "0.0000001"),
        ("abc", "abc"),
        ("1_000", "1_000"),
    ],
)
def test_numbers_are_written_without_noise(written: str, text: str) -> None:
    assert number_text(written) == text


@pytest.mark.parametrize(
    ("code", "serial", "text"),
    [
        ("yyyy-mm-dd", "45356", "2024-03-05"),
        ('yyyy"年"m"月"d"日"', "45356", "2024-03-05"),
        ("[$-804]yyyy\\年m\\月d\\日;@", "45356", "2024-03-05"),
        ("dd/mm/yy hh:mm AM/PM", "45356.5", "2024-03-05 12:00:00"),
        ("d-mmm-yy", "45356.999999999", "2024-03-06"),
        ("h:mm", "0.75", "18:00:00"),
        ("h:mm", "45356.75", "2024-03-05 18:00:00"),
        ("[h]:mm:ss", "1.25", "30:00:00"),
        ("[mm]:ss", "-0.5", "-12:00:00"),
        ("yyyy", "60", "1900-02-29"),
        ("yyyy", "59", "1900-02-28"),
        ("yyyy", "1", "1900-01-01"),
        ("yyyy", "2958466", "2958466"),
        ("yyyy", "-3", "-3"),
        ("0%", "0.19", "19%"),
        ("0.00%", "0.075", "7.5%"),
        ("00000", "1234", "01234"),
        ("#,##0.00", "1234.5", "1234.5"),
        ("0.00E+00", "1234.5", "1234.5"),
        ("[$€-407] #,##0.00", "12.5", "€ 12.5"),
        ("#,##0.00\\ [$CHF]", "12.5", "CHF 12.5"),
        ('"¥"#,##0.00', "12.5", "¥ 12.5"),
        ('"Stück" 0', "12", "12"),
        ("[Red]-0.00;General", "12", "12"),
        ("@", "12", "12"),
        ("General", "45356", "45356"),
    ],
)
def test_numbers_are_what_their_format_shows(code: str, serial: str, text: str) -> None:
    assert number_text(serial, format_of(code)) == text


def test_days_of_old_macintosh_workbooks_begin_four_years_later() -> None:
    book = openpyxl.Workbook()
    book.epoch = datetime(1904, 1, 1)  # noqa: DTZ001
    book.active.append([date(2024, 3, 5), datetime(2024, 3, 5, 9, 30)])  # noqa: DTZ001
    assert cells(books.saved(book)) == [(1, ["2024-03-05", "2024-03-05 09:30:00"])]


def test_cells_of_every_kind(file_of: FileOf) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    moment = datetime(2024, 3, 5, 14, 30)  # noqa: DTZ001
    values = [
        "text", " spaced ", "", None, "two\nlines", 0.1 + 0.2, 13800138000, 1e21, "0042",
        date(2024, 3, 5), moment, clock_time(14, 30), timedelta(hours=26.5),
        True, False, Decimal("12.50"), "=1+1", '=HYPERLINK("x")', "#REF!", "陈明", "😀",
        "'=guarded", "_x0041_", "a\u0001b".replace("\u0001", ""),
    ]  # fmt: skip
    sheet.append(values)
    sheet["A1"].comment = Comment("not of the cell", "me")
    sheet["G1"].number_format = "0"
    (_, row) = cells(books.saved(book))[0]
    assert row == [
        "text", " spaced ", "", "", "two\nlines", "0.3", "13800138000", "1000000000000000000000",
        "0042", "2024-03-05", "2024-03-05 14:30:00", "14:30:00", "26:30:00", "TRUE", "FALSE",
        "12.5", "", "", "#REF!", "陈明", "😀", "'=guarded", "A", "ab",
    ]  # fmt: skip


def test_formulas_are_what_they_came_to() -> None:
    row = '<row r="1"><c r="A1"><f>SUM(B1:B9)</f><v>42</v></c><c r="B1" t="str"><f>A1&amp;"x"</f>'
    row += '<v>42x</v></c><c r="C1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="D1"><f>X</f></c></row>'
    assert said(row) == ["42", "42x", "#DIV/0!"]


def test_shared_texts_are_joined_of_their_parts_without_readings() -> None:
    strings = (
        "<si><t>plain</t></si><si><r><rPr><b/></rPr><t>bold</t></r><r><t xml:space='preserve'> and"
        "</t></r></si><si><t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh></si><si/>"
        "<si><t>a_x000D_\nb_xD83D_</t></si>"
    )
    row = "".join(f'<c t="s"><v>{index}</v></c>' for index in range(5))
    data = books.raw_xlsx(f"<row>{row}<c><v>1</v></c></row>", sharedStrings=strings)
    assert cells(data)[0][1][:4] == ["plain", "bold and", "東京", ""]
    assert table(data)[0] == ["plain", "bold and", "東京", "#4", "a b", "1"]
    assert refusal(books.raw_xlsx('<row><c t="s"><v>7</v></c></row>', sharedStrings=strings)) == (
        "workbook_damaged"
    )


def test_prefixes_and_cells_without_places_are_read() -> None:
    sheet = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        "<x:sheetData><x:row><x:c><x:v>1</x:v></x:c><x:c t='str'><x:v>b</x:v></x:c></x:row>"
        "<x:row r='5'><x:c r='C5'><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>"
    )
    entries = books.xlsx_entries("") | {"xl/worksheets/sheet1.xml": sheet}
    assert cells(books.packed(entries)) == [(1, ["1", "b"]), (5, ["", "", "2"])]


def test_opendocument_cells_of_every_kind() -> None:
    cell = books.ods_cell
    row = (
        cell("shown", office__value_type="float", office__value="0.30000000000000004")
        + cell("19%", office__value_type="percentage", office__value="0.19")
        + cell("€5", office__value_type="currency", office__value="5", office__currency="EUR")
        + cell("5.3.24", office__value_type="date", office__date_value="2024-03-05")
        + cell("5.3.24", office__value_type="date", office__date_value="2024-03-05T14:30:00")
        + cell("2:30", office__value_type="time", office__time_value="PT26H30M00S")
        + cell("WAHR", office__value_type="boolean", office__boolean_value="true")
        + cell("two\nlines", office__value_type="string")
        + cell("#REF!", office__value_type="string", calcext__value_type="error")
        + "<table:table-cell/><table:covered-table-cell><text:p>x</text:p>"
        "</table:covered-table-cell>"
        "<table:table-cell><office:annotation><text:p>remark</text:p></office:annotation>"
        "<text:p>a<text:s text:c='2'/>b<text:span>c</text:span><text:line-break/>d</text:p>"
        "</table:table-cell>"
    )
    data = books.ods({"S": f"<table:table-row>{row}</table:table-row>"})
    assert cells(data) == [
        (
            1,
            [
                "0.3", "19%", "5 EUR", "2024-03-05", "2024-03-05 14:30:00", "26:30:00", "TRUE",
                "two\nlines", "#REF!", "", "", "a  bc\nd",
            ],
        )
    ]  # fmt: skip


def test_repeated_rows_and_cells_of_opendocument() -> None:
    alike = books.ods_cell("x", table__number_columns_repeated="3")
    empty = books.ods_cell("", table__number_columns_repeated="16384")
    rows = (
        f"<table:table-row>{alike}{empty}</table:table-row>"
        f'<table:table-row table:number-rows-repeated="7">{empty}</table:table-row>'
        f'<table:table-row table:number-rows-repeated="2"><table:table-cell/>{alike}'
        "</table:table-row>"
        f'<table:table-row table:number-rows-repeated="1048566">{empty}</table:table-row>'
    )
    three = ["x"] * 3
    assert cells(books.ods({"S": rows})) == [(1, three), (9, ["", *three]), (10, ["", *three])]


def test_an_old_workbook_that_another_program_wrote() -> None:
    """It has shared texts over several records, merged cells, formulas, and rows in any order."""
    data = (Path(__file__).parent / "old_workbook.xls").read_bytes()
    book = opened(data)
    assert [(sheet.name, sheet.is_hidden) for sheet in book.sheets] == [
        ("客户 Clients", False),
        ("Hidden", True),
        ("Empty", False),
    ]
    assert chosen_sheet(book, None) == (0, ("客户 Clients",))
    head, ann, chen, bo, *others = table(data)
    assert head == [
        *("Name", "Phone", "Email", "Since", "Seen", "Rate", "Postal code", "Balance", "Yes"),
        *("Notes", "Hours"),
    ]
    assert ann == [
        *("Ann Lee", "13800138000", "ann@example.org", "2024-03-05", "2024-03-05 14:30:00", "19%"),
        *("01234", "0.3", "TRUE", "likes tea", "30:00:00"),
    ]
    assert chen[:9] == [
        "陈明",
        "086 123 4567",
        "",
        "1980-05-03",
        "",
        "7.5%",
        "01234",
        "-12.5",
        "FALSE",
    ]
    assert (bo[0], bo[9]) == ("Bo 😀", "two\nlines")
    for number, row in enumerate(others):
        assert row[0] == f"Client {number} " + "é陈"[number % 2] * (number % 37)
        assert row[1] == str(10**9 + number)
        assert row[9] == "x" * (number % 300) + ("名" if number % 5 == 0 else "")


@pytest.mark.parametrize(
    ("packed", "value"),
    [
        (0x3FF00000, 1.0),
        (0x3FF00001, 0.01),
        (0x0000000E, 3.0),
        (0xFFFFFFFE, -1.0),
        (4321 << 2 | 3, 43.21),
    ],
)
def test_numbers_of_four_bytes(packed: int, value: float) -> None:
    assert short_number(packed) == value


def test_texts_go_on_in_the_next_record() -> None:
    first = struct.pack("<LLHB", 2, 2, 5, 0) + b"abc"
    second = (
        b"\x01" + "德é".encode("utf-16-le") + struct.pack("<HBHL", 1, 0x0C, 1, 4) + b"z" + b"r" * 6
    )
    third = b"r" * 2 + struct.pack("<HB", 0, 0) + struct.pack("<HB", 9, 0) + b"cut"
    assert SharedTexts([first, second, third]).read() == ["abc德é", "z", ""]


def test_the_cells_of_an_old_workbook() -> None:
    data = books.xls([["Name", "Phone", "Since"], ["Ann", 13800138000.0, (45000.0,)], ["Bo", 0.3]])
    book = opened(data)
    assert [sheet.name for sheet in book.sheets] == ["Kunden"]
    assert cells(data) == [
        (1, ["Name", "Phone", "Since"]),
        (2, ["Ann", "13800138000", "2023-03-15"]),
        (3, ["Bo", "0.3"]),
    ]


# -- whole files --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (books.xlsx(ROWS), "xlsx"),
        (books.ods({"Clients": books.ods_rows(*ROWS)}), "ods"),
        (books.xls(ROWS), "xls"),
    ],
)
def test_a_file_is_known_by_its_content(file_of: FileOf, data: bytes, form: str) -> None:
    plan = read(file_of(data, ending=".csv"))
    assert plan.understood.format == form
    assert plan.understood.kind is RecordKind.CLIENTS
    assert plan.understood.sheet in ("Clients", "Kunden")
    assert [record.name for record in _clients(plan)] == ["Ann Lee", "陈明"]
    assert _clients(plan)[0].phones[0].number == "13800138000"


def test_text_that_is_called_a_workbook_is_read_as_text(file_of: FileOf) -> None:
    plan = read(file_of("Name\tPhone\nAnn\t1234567\n", "utf-16", ending=".xls"))
    assert plan.understood.format == "csv"
    assert plan.understood.separator == "\t"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<html><body><table><tr><td>Name</td></tr></table></body></html>", "web_page"),
        ("\ufeff<!DOCTYPE html>\n<html>", "web_page"),
        ('<table border="1"><tr><td>Name</td></tr></table>', "web_page"),
        ("<meta charset=utf-8><table>", "web_page"),
        (
            '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook/>',
            "old_workbook",
        ),
        ('<?xml version="1.0"?><other/>', "not_a_table"),
    ],
)
def test_pages_that_are_called_workbooks_are_refused_by_name(
    file_of: FileOf, text: str, code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        read(file_of(text, ending=".xls"))
    assert refused.value.code == code


def _clients(plan: ImportPlan) -> list[ClientRecord]:
    return [record for record in plan.records if isinstance(record, ClientRecord)]


def test_rows_keep_the_numbers_of_their_sheet() -> None:
    rows = '<row r="3"><c r="C3" t="str"><v>Name</v></c><c r="D3" t="str"><v>Phone</v></c></row>'
    rows += '<row r="7"><c r="C7" t="str"><v>Ann</v></c></row>'
    rows += '<row r="1048576"><c r="C1048576" t="str"><v>Bo</v></c></row>'
    book = opened(books.raw_xlsx(rows))
    made = table_of_sheet(book, 0, ReadOptions())
    assert made.heading == ("Name", "Phone")
    assert made.heading_row == 3
    assert [(row.number, row.cells) for row in made.rows] == [
        (4, ("Ann", "")),
        (1048573, ("Bo", "")),
    ]


def test_the_sheet_that_makes_a_table_is_chosen_and_the_filled_ones_named(file_of: FileOf) -> None:
    data = books.xlsx([["Our clients"], ["as of May"]], "Cover", Empty=[], Clients=ROWS, More=ROWS)
    plan = read(file_of(data))
    assert plan.understood.sheet == "Clients"
    assert plan.understood.sheets == ("Cover", "Clients", "More")
    assert read(file_of(data), sheet=" more ").understood.sheet == "More"
    with pytest.raises(Refusal) as refused:
        read(file_of(data), sheet="Other")
    assert refused.value.code == "unknown_sheet"
    assert refused.value.parameters["known"] == ("Cover", "Clients", "More")
    with pytest.raises(Refusal) as refused:
        read(file_of(data), sheet="Empty")
    assert refused.value.code == "no_rows"


def test_a_hidden_sheet_is_read_when_asked_for_only(file_of: FileOf) -> None:
    book = openpyxl.Workbook()
    book.active.append(["some", "thing"])
    hidden = book.create_sheet("Hidden")
    for row in ROWS:
        hidden.append(row)
    hidden.sheet_state = "hidden"
    data = books.saved(book)
    assert chosen_sheet(opened(data), None) == (0, ("Sheet",))
    assert table(data, sheet="Hidden")[0] == HEAD
    styles = '<style:style style:name="ta1"><style:table-properties table:display="false"/>'
    content = (
        f'<table:table table:name="H" table:style-name="ta1">{books.ods_rows(*ROWS)}</table:table>'
        f'<table:table table:name="S">{books.ods_rows(["some", "thing"])}</table:table>'
    )
    ods = books.ods({}, styles=styles + "</style:style>", content=content)
    assert chosen_sheet(opened(ods), None) == (1, ("S",))


def test_a_heading_row_can_be_told_or_denied() -> None:
    data = books.xlsx([["Title"], [], ["Name", "Phone"], ["Ann", "1"]])
    assert table(data) == [["Name", "Phone"], ["Ann", "1"]]
    assert table(data, heading_row=4) == [["Ann", "1"]]
    assert table(data, heading_row=0)[0] == ["#1", "#2"]
    assert refusal(data, heading_row=2) == "no_rows"


def test_a_merged_heading_stands_above_each_of_its_columns() -> None:
    book = openpyxl.Workbook()
    for row in (["Clients of 2024"], ["Name", "Phone", None, "Email"], ["Ann", "1", "2", "a@b"]):
        book.active.append(row)
    book.active.merge_cells("A1:D1")
    book.active.merge_cells("B2:C2")
    assert table(books.saved(book))[0] == ["Name", "Phone", "Phone (2)", "Email"]


def test_styled_but_empty_rows_are_no_rows() -> None:
    rows = ["<row r='1'><c r='A1' t='str'><v>Name</v></c></row>"]
    rows += [f"<row r='{n}' s='1'><c r='A{n}' s='1'/></row>" for n in range(2, 300_000)]
    assert len(cells(books.raw_xlsx("".join(rows)))) == 1


_SIGNS = st.characters(
    exclude_categories=("Cc", "Cs", "Cn"), exclude_characters="\ufeff\ufffe\uffff"
)
_TEXTS = st.text(_SIGNS, min_size=1, max_size=12).filter(
    lambda text: text.strip() and "'" not in text and "_x" not in text
)
_TABLES = st.integers(2, 4).flatmap(
    lambda width: st.lists(st.lists(_TEXTS, min_size=width, max_size=width), min_size=2, max_size=6)
)


@settings(max_examples=60, deadline=None)
@given(rows=_TABLES)
def test_text_comes_out_of_a_workbook_as_it_was_written(rows: list[list[str]]) -> None:
    wanted = list(enumerate(rows, start=1))
    assert cells(books.raw_xlsx(books.texts(*rows))) == wanted
    assert cells(books.xls(rows)) == wanted
    plain = [[" ".join(cell.split()) for cell in row] for row in rows]
    assert cells(books.ods({"S": books.ods_rows(*plain)})) == list(enumerate(plain, start=1))


@settings(max_examples=200, deadline=None)
@given(value=st.decimals(-(10**9), 10**9, places=4))
def test_numbers_keep_their_value(value: Decimal) -> None:
    for noise in (str(value), repr(float(value)), f"{float(value):.17g}"):
        assert Decimal(number_text(noise)) == value


@settings(max_examples=200, deadline=None)
@given(day=st.dates(date(1900, 3, 1), date(9999, 12, 31)))
def test_days_keep_their_day(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    assert number_text(str(serial), format_of("yyyy-mm-dd")) == day.isoformat()
    if day >= date(1904, 1, 1):
        shown = number_text(str(serial - 1462), format_of("d.m.yy"), from_1904=True)
        assert shown == day.isoformat()


# -- bounds -------------------------------------------------------------------------------


def test_a_cell_far_away_costs_no_more_than_another() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="ALL1048576"><v>2</v></c>'
    assert len(cells(books.raw_xlsx(rows + "</row>"))) == 2
    assert refusal(books.raw_xlsx(rows.replace("ALL", "XFD") + "</row>")) == "too_many_columns"
    assert refusal(books.raw_xlsx(f"<row>{'<c><v>1</v></c>' * 1001}</row>")) == "too_many_columns"
    assert len(cells(books.xls([["a"] * 200], shift=65_000))) == 1


def _bomb(unpacked: bytes, times: int) -> bytes:
    """Pack an entry so that it unpacks to many times `unpacked`, without making it here."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    parts, check = [], 0
    head = b'<?xml version="1.0"?><worksheet><sheetData><row><c t="str"><v>'
    for piece in (head, *[unpacked] * times):
        parts.append(packer.compress(piece))
        check = zlib.crc32(piece, check)
    parts.append(packer.flush())
    packed = b"".join(parts)
    size = len(head) + len(unpacked) * times
    entries = books.xlsx_entries("")
    del entries["xl/worksheets/sheet1.xml"]
    stream = io.BytesIO(books.packed(entries))
    name = b"xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(stream, "a") as file:
        file.writestr(zipfile.ZipInfo(name.decode()), packed)
    data = bytearray(stream.getvalue())
    for signature, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        begin = data.rindex(name) - (30 if at == 8 else 46)
        if at == 8:
            begin = data.index(name) - 30
        assert data[begin : begin + 4] == signature
        data[begin + at : begin + at + 2] = struct.pack("<H", 8)
        after = begin + at + 6
        data[after : after + 12] = struct.pack("<LLL", check, len(packed), size & 0xFFFFFFFF)
    return bytes(data)


@pytest.mark.parametrize("unpacked", [b"A" * 1024 * 1024, b"<v>" * 350_000, b" " * 1024 * 1024])
def test_what_bursts_is_refused_before_it_does(unpacked: bytes) -> None:
    data = _bomb(unpacked, 200)
    assert len(data) < 1_500_000
    resource = pytest.importorskip("resource", reason="memory is measured where that is told")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refusal(data) in ("cell_too_large", "workbook_too_large", "workbook_damaged")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024


def test_a_long_text_that_many_cells_share_is_refused() -> None:
    shared = f"<si><t>{'x' * 32_000}</t></si>"
    cell = '<c t="s"><v>0</v></c>'
    data = books.raw_xlsx(f"<row>{cell * 100}</row>" * 400, sharedStrings=shared)
    assert len(data) < 20_000
    assert refusal(data) == "workbook_too_large"


def test_rows_repeated_without_end_are_refused() -> None:
    cell = books.ods_cell("x", table__number_columns_repeated="16384")
    many = '<table:table-row table:number-rows-repeated="1048576">{}</table:table-row>'
    assert refusal(books.ods({"S": many.format(books.ods_cell("x"))})) == "workbook_too_large"
    assert refusal(books.ods({"S": f"<table:table-row>{cell}</table:table-row>"})) == (
        "too_many_columns"
    )


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">'
    '<!ENTITY d SYSTEM "file:///etc/passwd">]>'
)


def test_entities_are_refused() -> None:
    assert refusal(books.raw_xlsx(books.texts(["a"]), dtd=LAUGHS)) == "workbook_damaged"
    rows = '<row><c t="inlineStr"><is><t>&c;&d;</t></is></c></row>'
    assert refusal(books.raw_xlsx(rows, dtd=LAUGHS)) == "workbook_damaged"
    strings = "<si><t>&c;</t></si>"
    row = '<row><c t="s"><v>0</v></c></row>'
    assert refusal(books.raw_xlsx(row, sharedStrings=strings, dtd=LAUGHS)) == "workbook_damaged"
    assert refusal(books.ods({"S": books.ods_rows(["a"])}, dtd=LAUGHS)) == "workbook_damaged"


def test_a_password_is_said_to_be_one() -> None:
    assert refusal(wrapped("EncryptedPackage", b"x" * 5000)) == "workbook_encrypted"
    locked = books.xls(ROWS, before=struct.pack("<HHH", 0x2F, 2, 0))
    assert refusal(locked) == "workbook_encrypted"
    manifest = "<manifest><file-entry><encryption-data/></file-entry></manifest>"
    data = books.ods({"S": books.ods_rows(*ROWS)}, **{"META-INF/manifest.xml": manifest})
    assert refusal(data) == "workbook_encrypted"
    flagged = bytearray(books.xlsx(ROWS))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        begin = 0
        while (begin := flagged.find(signature, begin)) >= 0:
            flagged[begin + at] |= 1
            begin += 4
    assert refusal(bytes(flagged)) == "workbook_encrypted"


def test_packages_that_are_no_workbooks_are_refused_by_name() -> None:
    assert refusal(books.packed({"a.txt": "hello"})) == "not_a_table"
    assert refusal(books.packed({})) == "not_a_table"
    assert refusal(books.packed({"[Content_Types].xml": "", "word/document.xml": ""})) == (
        "not_a_table"
    )
    assert refusal(books.packed({"[Content_Types].xml": "", "xl/workbook.bin": ""})) == (
        "old_workbook"
    )
    assert refusal(wrapped("WordDocument", b"x" * 5000)) == "not_a_table"


def test_names_inside_a_package_lead_nowhere(tmp_path: Path) -> None:
    entries = books.xlsx_entries(books.texts(*ROWS))
    outside = entries | {"../../evil.txt": "x", "/etc/evil": "x", "c:\\evil.txt": "x"}
    assert table(books.packed(outside))[0] == HEAD
    linked = entries["xl/_rels/workbook.xml.rels"].replace(
        "worksheets/sheet1.xml", "../../../../../etc/passwd"
    )
    assert refusal(books.packed(entries | {"xl/_rels/workbook.xml.rels": linked})) == (
        "workbook_damaged"
    )
    assert sorted(tmp_path.iterdir()) == []


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_entries_of_one_name_are_no_workbook() -> None:
    entries = list(books.xlsx_entries(books.texts(*ROWS)).items())
    twice = books.packed([*entries, ("XL\\worksheets/SHEET1.xml", "<worksheet/>")])
    assert refusal(twice) == "workbook_damaged"
    assert refusal(books.packed([*entries, entries[-1]])) == "workbook_damaged"


def test_a_workbook_cut_off_anywhere_is_read_or_refused() -> None:
    for data in (
        books.raw_xlsx(books.texts(*ROWS)),
        books.ods({"S": books.ods_rows(*ROWS)}),
        books.xls(ROWS),
    ):
        for end in range(8, len(data), max(len(data) // 300, 1)):
            try:
                table(data[:end])
            except Refusal:
                continue


def test_sectors_in_a_circle_are_no_file() -> None:
    data = bytearray(books.xls(ROWS))
    table_at = 512 * (data[76] + 1)
    data[table_at : table_at + 4] = struct.pack("<L", 0)
    assert refusal(bytes(data)) == "workbook_damaged"


def test_long_streams_come_out_of_a_compound_file_as_they_went_in() -> None:
    for size in (1, 511, 4096, 70_000, 9_000_000):
        stream = bytes(range(256)) * (size // 256 + 1)
        assert (
            CompoundFile(wrapped("Workbook", stream[:size])).stream("workbook")[:size]
            == (stream[:size])
        )


def test_a_watch_stops_the_reading_of_a_workbook(file_of: FileOf) -> None:
    data = books.raw_xlsx("".join(f"<row><c><v>{n}</v></c></row>" for n in range(5000)))
    steps: list[int] = []

    def progress(done: int, _of: int) -> None:
        steps.append(done)
        if done >= 3000:
            watch.cancel()

    watch = Watch(progress)
    with pytest.raises(Cancelled):
        table(data, watch=watch)
    assert steps == [1000, 2000, 3000]
    assert SourceFile(Path("a.XLSX"), b"").ending == ".xlsx"
