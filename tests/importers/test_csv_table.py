"""Dialects: separators, quotes, preambles, ragged rows, bounds."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smallcrm.domain.errors import Refusal
from smallcrm.importers import csv_table, read, table
from smallcrm.importers.csv_table import raw_rows, separator_of, table_of, without_separator_line
from smallcrm.importers.text import decode

FileOf = Callable[..., Path]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_each_separator_is_found(separator: str) -> None:
    text = separator.join(["Name", "Phone", "City"]) + "\n"
    text += separator.join(["Ann", '"1; 2, 3"', "a|b" if separator != "|" else "x"]) + "\n"
    assert separator_of(text) == separator


def test_a_decimal_comma_does_not_look_like_a_separator() -> None:
    assert separator_of("Foo;Bar\nx;1,50\ny;2,50\nz;3,75\n") == ";"


def test_quotes_hold_separators_line_ends_and_quotes() -> None:
    table = table_of('Name,Note\r\n"Lee, Ann","one\r\ntwo ""three"""\r\nBo,x\r\n', ",")
    assert [row.cells for row in table.rows] == [("Lee, Ann", 'one\ntwo "three"'), ("Bo", "x")]
    assert [row.number for row in table.rows] == [1, 2]


def test_old_line_ends_are_line_ends() -> None:
    assert len(table_of("Name,Phone\rAnn,1\rBo,2\r", ",").rows) == 2


@pytest.mark.parametrize("line", ["sep=;\n", "SEP=;\r\n", '"sep=;"\n'])
def test_a_line_that_names_the_separator_is_obeyed(line: str) -> None:
    assert without_separator_line(line + "a,b;c\n") == ("a,b;c\n", ";")


@pytest.mark.parametrize("separator", [" ", "^", "~", "é"])
def test_any_sign_can_be_told_to_be_the_separator(separator: str) -> None:
    text = "Name,Phone\nAnn,1\nBo,2\n".replace(",", separator)
    assert [cells for cells, _ in raw_rows(text, separator)] == [
        ["Name", "Phone"],
        ["Ann", "1"],
        ["Bo", "2"],
    ]


@pytest.mark.parametrize("separator", ["", "\x00", "\x01", ";;", '"', "\n"])
def test_what_cannot_separate_is_refused(separator: str) -> None:
    with pytest.raises(Refusal) as refusal:
        raw_rows("Name,Phone\n", separator)
    assert refusal.value.code == "unknown_separator"


def test_lines_above_the_heading_are_passed_over() -> None:
    text = "客户资料表,,\n导出日期: 2024-01-01,,\n,,\n姓名,电话,地址\n张伟,138,上海\n\n李娜,139,\n"
    table = table_of(text, ",")
    assert table.heading == ("姓名", "电话", "地址")
    assert table.heading_row == 4
    # A blank line counts: the number is the one that a spreadsheet program shows.
    assert [(row.number, row.cells[0]) for row in table.rows] == [(1, "张伟"), (3, "李娜")]


def test_short_rows_are_filled_and_long_ones_marked() -> None:
    table = table_of("Name,Phone,City\nAnn\nBo,1,Rome,,,\nCy,2,Rome,lost\n", ",")
    assert [row.cells[:3] for row in table.rows] == [
        ("Ann", "", ""),
        ("Bo", "1", "Rome"),
        ("Cy", "2", "Rome"),
    ]
    assert [row.damage for row in table.rows] == [None, None, "too_many_cells"]


def test_a_column_without_a_heading_is_kept() -> None:
    table = table_of("姓名,电话\n张伟,1,好人\n李娜,2,也好\n", ",")
    assert table.heading == ("姓名", "电话", "#3")
    assert table.rows[0].cells == ("张伟", "1", "好人")


def test_unquoted_decimals_are_never_cut_off_as_a_column() -> None:
    table = table_of("Customer,Amount\nAnn,12,50\nBo,13,75\n", ",")
    assert {row.damage for row in table.rows} == {"too_many_cells"}


def test_doubled_and_empty_headings_get_names_of_their_own() -> None:
    table = table_of("Name,Phone,Phone,,Phone (2)\nAnn,1,2,3,4\n", ",")
    assert table.heading == ("Name", "Phone", "Phone (2)", "#4", "Phone (2) (2)")


def test_trailing_empty_columns_are_no_columns() -> None:
    assert table_of("Name,Phone,,,\nAnn,1,,,\n", ",").heading == ("Name", "Phone")


def test_a_quote_never_closed_costs_its_own_line_only() -> None:
    text = 'Name,Phone\nAnn,1\n"Bo,2\nCy,3\n"Di,4\nEd,"5"\n'
    table = table_of(text.replace('"Di,4\n', ""), ",")
    taken = [row.cells[0] for row in table.rows if row.damage is None]
    assert "Ann" in taken
    assert [row.damage for row in table_of('Name,Phone\nAnn,1\n"Bo,2\nCy,3\n', ",").rows] == [
        None,
        "unclosed_quote",
        None,
    ]


def test_a_quote_never_closed_in_a_large_file_is_no_large_cell() -> None:
    body = "".join(f"Client {number},{number}\n" for number in range(100_000))
    table = table_of('Name,Phone\n"Bo,2\n' + body, ",")
    assert table.rows[0].damage == "unclosed_quote"
    assert len(table.rows) == 100_001


def test_many_quotes_never_closed_do_not_take_for_ever() -> None:
    rows = raw_rows('"x\n' * 1001, ",")
    assert len(rows) <= 1003


def test_guards_against_formulas_come_off() -> None:
    table = table_of("Name,Phone\n'=SUM(A1),'+49 1\n''=x,'Ann'\n'@a,'-1\n", ",")
    assert [row.cells for row in table.rows] == [
        ("=SUM(A1)", "+49 1"),
        ("'=x", "'Ann'"),
        ("@a", "-1"),
    ]


def test_a_heading_row_can_be_told() -> None:
    text = "Ann,1\nBo,2\n"
    assert table_of(text, ",", heading_row=0).heading == ("#1", "#2")
    assert len(table_of(text, ",", heading_row=0).rows) == 2
    assert table_of(text, ",", heading_row=2).heading == ("Bo", "2")
    with pytest.raises(Refusal) as refusal:
        table_of(text, ",", heading_row=9)
    assert refusal.value.code == "no_rows"


def _code(path: Path, **options: str) -> str:
    with pytest.raises(Refusal) as refusal:
        read(path, **options)  # type: ignore[arg-type]
    return refusal.value.code


def test_bounds_are_refused_by_name(file_of: FileOf, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _code(file_of("Name,Phone\n" + "x" * 1_100_000 + ",1\n")) == "cell_too_large"
    assert _code(file_of("Name," + "," * 1000 + "Phone\nAnn,1\n")) == "too_many_columns"
    for module in (csv_table, table):
        monkeypatch.setattr(module, "MAX_ROWS", 10)
    assert _code(file_of("Name,Phone\n" + "Ann,1\n" * 11)) == "too_many_rows"
    assert len(read(file_of("Name,Phone\n" + "Ann,1\n" * 10)).records) == 10
    monkeypatch.setattr("smallcrm.importers.MAX_FILE_BYTES", 100)
    assert _code(file_of("Name,Phone\n" + "Ann,1\n" * 100)) == "file_too_large"


def test_files_that_cannot_be_read_are_refused(file_of: FileOf, tmp_path: Path) -> None:
    assert _code(tmp_path / "nowhere.csv") == "file_not_found"
    assert _code(tmp_path) == "file_unreadable"
    assert _code(file_of("")) == "empty_file"
    assert _code(file_of("Name,Phone\n"), separator="::") == "unknown_separator"
    assert _code(file_of("Name,Phone\nAnn,1\n"), decimal_sign="x") == "unknown_decimal_sign"


# Any table that a program can write must be read as it was.

_CELL = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\ufeff'"),
    max_size=12,
) | st.sampled_from(['a"b', '"', "a,b;c|d\te", "one\ntwo", " x ", "=1+1", "+49 1", "客户"])
_WIDTH = st.integers(1, 5)


@st.composite
def _tables(draw: st.DrawFn, cells: st.SearchStrategy[str]) -> list[list[str]]:
    width = draw(_WIDTH)
    return draw(st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=8))


def _written(rows: list[list[str]], separator: str, end: str, quoting: int) -> str:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=separator, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerows(rows)
    return stream.getvalue()


_SEPARATORS = st.sampled_from([",", ";", "\t", "|"])
_ENDS = st.sampled_from(["\r\n", "\n"])
_QUOTING = st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])
_ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"])


@given(rows=_tables(_CELL), separator=_SEPARATORS, end=_ENDS, quoting=_QUOTING)
def test_rows_are_read_as_they_were_written(
    rows: list[list[str]], separator: str, end: str, quoting: int
) -> None:
    text = _written(rows, separator, end, quoting)
    read_rows = [cells for cells, damage in raw_rows(text, separator) if cells and damage is None]
    assert read_rows == rows


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(rows=_tables(_CELL), separator=_SEPARATORS, end=_ENDS, quoting=_QUOTING, encoding=_ENCODINGS)
def test_a_whole_file_is_read_as_it_was_written(
    rows: list[list[str]], separator: str, end: str, quoting: int, encoding: str
) -> None:
    heading = ["Name", "Phone", "客户级别", "备注", "Email"]
    width = max(2, len(rows[0]))
    body = [row + ["x"] * (width - len(row)) for row in rows]
    text = _written([heading[:width], *body], separator, end, quoting)
    # Old encodings are guesses by nature; those that mark themselves are not.
    decoded = decode(text.encode(encoding), encoding if encoding == "gb18030" else None)
    found = separator_of(decoded.text)
    assert found == separator
    table = table_of(decoded.text, found)
    assert table.heading[:width] == tuple(heading[:width])
    expected = [tuple(row) for row in body if any(row)]
    assert [row.cells for row in table.rows] == expected
