"""Workbooks, read back by two other readers: days are days, amounts numbers, text only text."""

import io
import tempfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from smallcrm.exporters.sheet import About, Column, Kind, Row, Sheet, Written
from smallcrm.exporters.xlsx_file import (
    MOST_CHARACTERS,
    XlsxExporter,
    number_format,
    number_of,
    width_of,
    write_workbook,
)

NASTY = (
    *("=1+1", "+86 138 0013 8000", "@x", "-1", "007", "1e5", "TRUE", "http://x.example"),
    *('=HYPERLINK("http://x.example")', "mailto:a@b.example", "_x0041_", " a ", "two\nlines"),
    *("张伟", "<b>&", "\u200fעברית", "😀", "#N/A", "1/2", "{=1}", "internal:Sheet1!A1"),
)


def made(sheet: Sheet) -> bytes:
    stream = io.BytesIO()
    XlsxExporter().write(sheet, stream)
    return stream.getvalue()


def texts(*cells: str, title: str = "Clients") -> Sheet:
    return Sheet((Column("What"),), [Row((cell,), {}) for cell in cells], About(title))


def test_text_stays_text_whatever_it_looks_like() -> None:
    data = made(texts(*NASTY))
    cells = [row[0] for row in openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(min_row=2)]
    # What the format writes for `_x0041_`, which would be an A: this reader leaves it as it is.
    assert [cell.value.replace("_x005F_", "_") for cell in cells] == list(NASTY)
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert {cell.number_format for cell in cells} == {"@"}
    assert not any(cell.hyperlink for cell in cells)
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.sheet_names == ["Clients"]
    assert [cell for (cell,) in book.get_sheet_by_index(0).to_python()[1:]] == list(NASTY)


def test_days_and_amounts_are_what_a_spreadsheet_reckons_with() -> None:
    columns = (
        Column("On", Kind.DAY),
        Column("EUR", Kind.AMOUNT),
        Column("JPY", Kind.AMOUNT),
        Column("KWD", Kind.AMOUNT),
        Column("Days", Kind.NUMBER),
        Column("Tax", Kind.PERCENT),
        Column("Discount", Kind.PERCENT),
    )
    row = ("2026-11-22", "-1234.50", "90000", "1.005", "30", "19%", "7.25%")
    data = made(Sheet(columns, [Row(row, {}), Row(("",) * 7, {})]))
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    cells = list(sheet[2])
    assert [cell.value for cell in cells] == [
        *(datetime(2026, 11, 22), -1234.5, 90000, 1.005, 30, 0.19, 0.0725),  # noqa: DTZ001
    ]
    assert [cell.number_format for cell in cells] == [
        *("yyyy\\-mm\\-dd", "#,##0.00", "#,##0", "#,##0.000", "0", "0%", "0.00%"),
    ]
    assert [cell.value for cell in sheet[3]] == [None] * 7
    first = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()[1]
    assert first[:2] == [date(2026, 11, 22), -1234.5]


def test_what_a_number_cannot_hold_stays_text_to_the_last_digit() -> None:
    columns = (Column("On", Kind.DAY), Column("Sum", Kind.AMOUNT))
    rows = [
        Row(("1850-01-01", "12345678901234.56"), {}),
        Row(("soon", "NaN"), {}),
        Row(("2026-02-30", "about 5"), {}),
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(made(Sheet(columns, rows)))).active
    found = [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=2)]
    assert found == [tuple(row.cells) for row in rows]


def test_the_sheet_is_ready_to_be_read() -> None:
    data = made(
        Sheet(
            (Column("Name"), Column("Notes")),
            [Row(("张伟张伟张伟", "x" * 500), {})],
            About("Clients", "Ann Lee", datetime(2026, 11, 22, 9, tzinfo=UTC)),
        )
    )
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.active
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:B2"
    assert sheet["A1"].font.bold
    assert sheet.column_dimensions["A"].width == pytest.approx(13, abs=1.5)
    assert sheet.column_dimensions["B"].width == pytest.approx(60, abs=1.5)
    assert (book.properties.title, book.properties.creator) == ("Clients", "Ann Lee")
    assert book.properties.created == datetime(2026, 11, 22, 9)  # noqa: DTZ001


def test_characters_that_no_file_holds_are_replaced_and_the_rest_is_kept() -> None:
    broken = "a\x00b\x0bc\ud800d\uffffe\r\nf\rg\th"
    stream = io.BytesIO()
    assert XlsxExporter().write(texts(broken), stream) == Written(1)
    sheet = openpyxl.load_workbook(stream).active
    assert sheet["A2"].value == "a�b�c�d�e\nf\ng\th"


def test_a_cell_that_is_too_long_is_cut_and_counted() -> None:
    longest, longer = "x" * MOST_CHARACTERS, "😀" * (MOST_CHARACTERS // 2 + 1)
    stream = io.BytesIO()
    assert XlsxExporter().write(texts(longest, longer), stream) == Written(2, cut=1)
    sheet = openpyxl.load_workbook(stream).active
    assert sheet["A2"].value == longest
    kept = sheet["A3"].value
    assert kept.endswith("😀…")
    assert len(kept.encode("utf-16-le")) // 2 <= MOST_CHARACTERS


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("客户", "客户"),
        ("", "Small CRM"),
        ("a[b]:c*d?e/f\\g", "a b  c d e f g"),
        ("'quoted'", "quoted"),
        ("History", "History 2"),
        ("x" * 40, "x" * 31),
    ],
)
def test_sheets_are_named_as_programs_take_it(title: str, name: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(made(texts("a", title=title))))
    assert book.sheetnames == [name]


def test_more_rows_than_a_sheet_takes_go_on_in_the_next_one() -> None:
    stream = io.BytesIO()
    rows = [Row((str(number),), {}) for number in range(5)]
    sheets = (Sheet((Column("What"),), rows, About(name)) for name in ("One", "one"))
    assert write_workbook(sheets, stream, most=2) == Written(10)
    book = openpyxl.load_workbook(stream)
    assert book.sheetnames == ["One", "One 2", "One 3", "one 4", "one 5", "one 6"]
    assert [sheet.max_row for sheet in book] == [3, 3, 2, 3, 3, 2]
    assert {sheet["A1"].value for sheet in book} == {"What"}


def test_exactly_as_many_rows_as_a_sheet_takes_are_one_sheet() -> None:
    stream = io.BytesIO()
    write_workbook((texts("a", "b"),), stream, most=2)
    assert len(openpyxl.load_workbook(stream).sheetnames) == 1


def test_nothing_is_left_beside_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    made(texts("a"))

    def broken():
        yield Row(("a",), {})
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        made(Sheet((Column("What"),), broken()))
    assert list(tmp_path.iterdir()) == []


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9
    )
)
def test_numbers_come_back_as_they_were(number: Decimal) -> None:
    text = f"{number:f}"
    found = number_of(text, Kind.AMOUNT)
    assert found is not None
    assert Decimal(repr(float(found))) == number
    assert number_format(found, Kind.AMOUNT) == "#,##0.000"


def test_widths_count_chinese_double() -> None:
    assert (width_of("abc"), width_of("张伟"), width_of("a\n张伟"), width_of("")) == (3, 4, 4, 0)
