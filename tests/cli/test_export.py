"""`export` and `report record`: workbooks, everything, and all that is stored of one client."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from tests.cli.conftest import Crm


def sheet_of(path: Path, number: int = 0) -> list[list[object]]:
    book = openpyxl.load_workbook(path)
    return [[cell.value for cell in row] for row in book.worksheets[number].iter_rows()]


@pytest.mark.parametrize(
    "what",
    [
        *("clients", "quotes", "sales", "invoices", "payments", "products", "contracts"),
        "referrals",
    ],
)
def test_every_tab_is_a_workbook(crm: Crm, story: Path, tmp_path: Path, what: str) -> None:
    path = tmp_path / "x.xlsx"
    answer = crm("export", what, path, "--json")
    assert (answer.status, set(answer.json)) == (0, {"file", "rows"})
    rows = sheet_of(path)
    assert len(rows) == answer.json["rows"] + 1
    text = crm("export", what, tmp_path / "x.csv", "--json")
    assert text.json["rows"] == answer.json["rows"]
    head = (tmp_path / "x.csv").read_text("utf-8-sig").splitlines()[0]
    assert head == ",".join(str(cell) for cell in rows[0])


def test_sheets_speak_the_language_and_money_is_money(
    crm: Crm, story: Path, tmp_path: Path
) -> None:
    path = tmp_path / "x.xlsx"
    assert crm("--lang", "zh_CN", "export", "sales", path).status == 0
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["销售"]
    rows = sheet_of(path)
    total, day = rows[0].index("Total"), rows[0].index("Date")
    for row in list(book.active.iter_rows())[1:]:
        assert row[total].data_type == "n"
        assert row[day].is_date


def test_everything_is_a_workbook_to_look_at(crm: Crm, story: Path, tmp_path: Path) -> None:
    path = tmp_path / "all.xlsx"
    answer = crm("export", "everything", path, "--json")
    whole = crm("export", "everything", tmp_path / "all.json", "--json")
    assert answer.json["rows"] == whole.json["rows"]
    tables = json.loads((tmp_path / "all.json").read_text("utf-8"))["tables"]
    book = openpyxl.load_workbook(path)
    assert len(book.sheetnames) == sum(1 for rows in tables.values() if rows)
    first = next(rows for rows in tables.values() if rows)
    assert [cell.value for cell in book["Client"][1]][:2] == list(first[0])[:2]


def test_the_record_of_one_client(crm: Crm, story: Path, tmp_path: Path) -> None:
    path = tmp_path / "ann.json"
    answer = crm("export", "record", path, "--client", "ann lee", "--json")
    assert answer.status == 0
    found = json.loads(path.read_text("utf-8"))
    assert (found["format"], found["version"]) == ("smallcrm record", 1)
    assert found["client"] == {"table": "client", "id": 1, "name": "Ann Lee"}
    assert answer.json["rows"] == len(found["history"]) + sum(map(len, found["tables"].values()))
    sale = found["tables"]["sale"][0]
    assert sale["client"]["name"] == "Ann Lee"
    assert set(sale["total"]) == {"amount", "currency"}
    line = found["tables"]["sale_line"][0]
    assert line["sale"]["name"] == sale["number"]
    assert {"at", "by", "action", "what", "table", "id", "values"} == set(found["history"][0])
    paper = tmp_path / "ann.pdf"
    assert crm("report", "record", "id:1", "--pdf", paper).status == 0
    assert paper.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("record", "x.json"), 2),
        (("clients", "x.csv", "--client", "id:1"), 2),
        (("record", "x.json", "--client", "id:99"), 1),
        (("record", "x.csv", "--client", "id:1"), 1),
        (("record", "no/x.json", "--client", "id:1"), 1),
    ],
)
def test_records_that_cannot_be_written(
    crm: Crm, story: Path, tmp_path: Path, words: tuple[str, ...], status: int
) -> None:
    what, name, *rest = words
    answer = crm("export", what, tmp_path / name, *rest)
    assert answer.status == status
    assert answer.complaint
    assert not (tmp_path / name).exists()


def test_a_cell_that_was_cut_is_told(crm: Crm, tmp_path: Path) -> None:
    crm("add", "client", "--name", "Ann", "--note", "x" * 40_000)
    path = tmp_path / "x.xlsx"
    assert crm("export", "clients", path, "--json").json["cut"] == 1
    assert "cut" in crm("export", "clients", path).out
    assert "cut" not in crm("export", "clients", tmp_path / "x.json", "--json").json


def test_contacts_for_older_phones(crm: Crm, story: Path, tmp_path: Path) -> None:
    for words, version in (((), "4.0"), (("--vcard", "4.0"), "4.0"), (("--vcard", "3.0"), "3.0")):
        path = tmp_path / "x.vcf"
        assert crm("export", "clients", path, *words).status == 0
        assert f"VERSION:{version}" in path.read_text("utf-8")
    assert crm("export", "clients", tmp_path / "x.csv", "--vcard", "3.0").status == 2
    assert crm("export", "sales", tmp_path / "x.vcf", "--vcard", "3.0").status == 1
