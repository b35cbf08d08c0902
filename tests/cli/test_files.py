"""`import`, `export` and `report`: files in, files out."""

import csv
import json
from pathlib import Path

import pytest
from tests.cli.conftest import Answer, Crm

from smallcrm import importers
from smallcrm.importers.rejects import guarded as guarded_by_importer

CLIENTS = """Customer ID,Name,Company,Phone,Email,Referred by
1,Ann Lee,Lee Music,+1 415 555 0100,ann@lee.example,
2,Bob O'Brien,,030 1234567,,Ann Lee
3,=cmd|' /C calc'!A0,,,,
"""
SALES = """Invoice,Customer ID,Date,Total
100,1,2026-01-02,480.00
101,2,2026-01-03,abc
102,77,2026-01-04,5
103,2,2026-01-05,99.99
"""


@pytest.fixture
def clients_csv(tmp_path: Path) -> Path:
    path = tmp_path / "clients.csv"
    path.write_text(CLIENTS, "utf-8")
    return path


@pytest.fixture
def sales_csv(tmp_path: Path) -> Path:
    path = tmp_path / "sales.csv"
    path.write_text(SALES, "utf-8")
    return path


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_an_import_counts_its_rows_and_doubles_nothing(crm: Crm, clients_csv: Path) -> None:
    first = crm("import", clients_csv, "--json")
    assert (first.status, first.err) == (0, "")
    assert first.json.items() >= {
        "read": 3, "added": 3, "merged": 0, "unchanged": 0, "skipped": [], "rejects": None,
    }.items()  # fmt: skip
    assert isinstance(first.json["import_id"], int)
    second = crm("import", clients_csv, "--json")
    assert second.json["added"] == 0
    assert len(crm("list", "clients", "--json").json) == 3
    assert crm("card", "O'Brien", "--json").json["referred_by"]["name"] == "Ann Lee"


def test_rows_that_cannot_be_taken_are_named_and_kept_for_correction(
    crm: Crm, clients_csv: Path, sales_csv: Path, data: Path
) -> None:
    crm("import", clients_csv)
    answer = crm("import", sales_csv, "--json")
    assert answer.status == 0
    assert (answer.json["read"], answer.json["added"]) == (4, 2)
    skipped = {row["row"]: row for row in answer.json["skipped"]}
    assert skipped.keys() == {2, 3}
    for row in skipped.values():
        assert row.keys() >= {"row", "why", "text"}
        assert row["why"].isidentifier()
        assert "reason:" not in row["message"]
    assert "abc" in skipped[2]["text"]
    assert "77" in skipped[3]["text"]
    rejects = Path(answer.json["rejects"])
    assert rejects.parent == data / "rejects"
    rows = read_csv(rejects)
    assert [(row["row"], row["Invoice"], row["Total"]) for row in rows] == [
        ("2", "101", "abc"),
        ("3", "102", "5"),
    ]
    assert rejects.stat().st_mode & 0o077 == 0


def test_words_of_an_import(crm: Crm, clients_csv: Path, sales_csv: Path) -> None:
    crm("import", clients_csv)
    lines = crm("import", sales_csv).out.splitlines()
    assert "added: 2" in lines[0]
    assert any(line.startswith("Row 2: ") for line in lines)
    assert "rejects" in lines[-1]


def test_a_trial_changes_nothing(crm: Crm, clients_csv: Path, sales_csv: Path, data: Path) -> None:
    answer = crm("import", clients_csv, "--dry-run", "--json")
    assert (answer.json["added"], answer.json["import_id"]) == (3, None)
    assert crm("list", "clients", "--json").json == []
    assert crm("import", sales_csv, "--dry-run", "--json").json["rejects"] is None
    assert not (data / "rejects").exists()


def test_several_files_come_in_clients_first(crm: Crm, clients_csv: Path, sales_csv: Path) -> None:
    answer = crm("import", sales_csv, clients_csv, "--json")
    assert (answer.json["read"], answer.json["added"]) == (7, 5)
    assert [file["kind"] for file in answer.json["files"]] == ["clients", "sales"]


def test_one_unreadable_file_refuses_all(crm: Crm, clients_csv: Path, tmp_path: Path) -> None:
    answer = crm("import", clients_csv, tmp_path / "missing.csv", "--json")
    assert (answer.status, answer.json["error"]) == (1, "file_not_found")
    assert crm("list", "clients", "--json").json == []
    odd = tmp_path / "odd.csv"
    odd.write_text("a,b\n1,2\n", "utf-8")
    answer = crm("import", clients_csv, odd, "--json")
    assert (answer.status, answer.json["error"]) == (1, "kind_not_recognised")
    assert answer.complaint.startswith("odd.csv: ")
    assert "--as" in answer.complaint


def test_columns_can_be_mapped(crm: Crm, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("Who=What,Ring\nAnn,030 111111\n", "utf-8")
    given = ("--as", "clients", "--map", "Who=What=name", "--map", "Ring=phone")
    assert crm("import", path, *given, "--json").json["added"] == 1
    assert crm("import", path, "--map", "nonsense").status == 2
    answer = crm("import", path, "--as", "clients", "--map", "Ring=colour", "--json")
    assert (answer.status, answer.json["error"]) == (1, "unknown_field")
    answer = crm("import", path, "--as", "clients", "--map", "Rung=phone", "--json")
    assert (answer.status, answer.json["error"]) == (1, "unknown_column")


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02\x03" * 100, b"hello"])
def test_what_is_no_spreadsheet_is_refused(crm: Crm, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    answer = crm("import", path, "--json")
    assert answer.status == 1
    assert answer.json["message"] == answer.complaint
    assert "reason:" not in answer.complaint


def test_an_import_is_one_action(crm: Crm, clients_csv: Path) -> None:
    crm("import", clients_csv)
    assert crm("undo").status == 0
    assert crm("list", "clients", "--json").json == []


@pytest.mark.parametrize("what", ["clients", "sales", "payments", "referrals"])
def test_exports_as_csv_and_json(crm: Crm, story: Path, tmp_path: Path, what: str) -> None:
    rows = crm("list", what, "--json").json
    as_csv, as_json = tmp_path / "out.csv", tmp_path / "out.json"
    answer = crm("export", what, as_csv, "--json")
    assert answer.json == {"file": str(as_csv), "rows": len(rows)}
    assert len(read_csv(as_csv)) == len(rows)
    assert crm("export", what, as_json).status == 0
    documents = json.loads(as_json.read_text("utf-8"))
    assert {document["id"] for document in documents} == {row["id"] for row in rows}
    if what != "clients":
        assert documents == rows


def test_exported_clients_import_again(crm: Crm, run: Crm, story: Path, tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    crm("export", "clients", path)
    other = ("--data-dir", tmp_path / "other", "--lang", "en")
    assert run(*other, "import", path, "--json").json["added"] == 3
    card = run(*other, "card", "Ann Lee", "--json").json
    assert card["client"].items() >= {"code": "C-7", "level": "vip", "currency": "EUR"}.items()
    assert card["client"]["tags"] == ["piano"]
    assert [phone["number"] for phone in card["phones"]] == ["+1 415 555 0100", "+1 415 555 0199"]
    assert card["emails"][0]["address"] == "ann@lee.example"
    assert any("then the door." in note["text"] for note in card["recent_notes"])
    assert run(*other, "card", "O'Brien", "--json").json["referred_by"]["name"] == "Ann Lee"
    assert crm("import", path, "--json").json["added"] == 0


def test_exported_sales_and_payments_import_again(
    crm: Crm, run: Crm, story: Path, tmp_path: Path
) -> None:
    other = ("--data-dir", tmp_path / "other", "--lang", "en", "--now", "2026-05-12T08:42:00Z")
    for what in ("clients", "sales", "payments"):
        crm("export", what, tmp_path / f"{what}.csv")
    names = [tmp_path / f"{what}.csv" for what in ("payments", "sales", "clients")]
    answer = run(*other, "import", *names, "--json")
    assert answer.json["skipped"] == []
    assert [file["kind"] for file in answer.json["files"]] == ["clients", "sales", "payments"]
    before = crm("list", "clients", "--json").json
    after = run(*other, "list", "clients", "--json").json
    assert [row["owed"] for row in after] == [row["owed"] for row in before]


def test_no_cell_of_a_table_is_a_formula(crm: Crm, clients_csv: Path, tmp_path: Path) -> None:
    crm("import", clients_csv)
    path = tmp_path / "out.csv"
    crm("export", "clients", path)
    cells = [cell for row in read_csv(path) for cell in row.values()]
    assert "'=cmd|' /C calc'!A0" in cells
    assert not [cell for cell in cells if cell[:1] in {"=", "+", "-", "@", "\t", "\r"}]
    names = {record.name for record in importers.read(path).records if hasattr(record, "name")}
    assert "=cmd|' /C calc'!A0" in names


def test_the_guard_of_exports_is_the_one_that_the_importer_takes_off() -> None:
    from smallcrm.exporters.csv_file import guarded

    for cell in ("=1", "+1", "-1", "@x", "\tx", "\rx", "'=1", "''-1", "'quoted'", "plain", ""):
        assert guarded(cell) == guarded_by_importer(cell)


def everything(crm: Crm, path: Path) -> bytes:
    assert crm("export", "everything", path).status == 0
    return path.read_bytes()


def test_everything_fills_an_empty_file_and_comes_out_equal(
    crm: Crm, run: Crm, story: Path, tmp_path: Path
) -> None:
    crm("settings", "file.country", "CN")
    crm("add", "payment", "id:1", "100")
    crm("undo")
    crm("add", "client", "--name", "Partner <b>&\"', =1")
    crm("add", "referral", "--out", "--client", "id:3", "--partner", "id:4")
    before = everything(crm, tmp_path / "a.json")
    document = json.loads(before)
    sale = document["tables"]["sale"][0]
    assert sale["total"] == {"amount": "480.00", "currency": "EUR"}

    def other(*arguments: str | Path) -> Answer:
        return run("--data-dir", tmp_path / "other", *arguments)

    trial = other("import", tmp_path / "a.json", "--dry-run", "--json").json
    assert trial["added"] > 20
    assert other("list", "clients", "--json").json == []
    assert other("import", tmp_path / "a.json", "--json").json["kind"] == "everything"
    assert other("export", "everything", tmp_path / "b.json").status == 0
    assert (tmp_path / "b.json").read_bytes() == before
    assert other("check", "--json").json["ok"]
    assert other("card", "张伟", "--json").status == 0
    again = other("import", tmp_path / "a.json", "--json")
    assert (again.status, again.json["error"]) == (1, "file_not_empty")
    assert other("undo").status == 0
    assert other("list", "clients", "--json").json == []


@pytest.mark.parametrize(
    ("table", "change", "code"),
    [
        ("client", {"name": 5}, "export_damaged"),
        ("client", {"name": None}, "export_damaged"),
        ("client", {"level": "gold"}, "export_damaged"),
        ("client", {"secret": "x"}, "export_damaged"),
        ("client", {"id": "1"}, "export_damaged"),
        ("client", {"id": 2}, "conflict"),
        ("sale", {"sold_on": "yesterday"}, "export_damaged"),
        ("sale", {"total": {"amount": "1.005", "currency": "EUR"}}, "export_damaged"),
        ("sale", {"total": {"amount": "9.00", "currency": "EUR"}}, "export_unsound"),
        ("sale", {"total": "9.00"}, "export_damaged"),
        ("sale", {"client_id": 77}, "export_unsound"),
        ("sale_line", {"quantity": "many"}, "export_damaged"),
        ("note", {"pinned": 1}, "export_damaged"),
        ("note", {"created_at": "then"}, "export_damaged"),
    ],
)
def test_an_export_that_was_tampered_with_is_refused_whole(
    crm: Crm,
    run: Crm,
    story: Path,
    tmp_path: Path,
    table: str,
    change: dict[str, object],
    code: str,
) -> None:
    document = json.loads(everything(crm, tmp_path / "a.json"))
    document["tables"][table][0].update(change)
    (tmp_path / "b.json").write_text(json.dumps(document), "utf-8")
    other = ("--data-dir", tmp_path / "other", "--lang", "en")
    answer = run(*other, "import", tmp_path / "b.json", "--json")
    assert (answer.status, answer.json["error"]) == (1, code)
    assert "reason:" not in answer.complaint
    assert run(*other, "list", "clients", "--json").json == []


HEAD = '{"format": "smallcrm everything", "version": 1'


@pytest.mark.parametrize(
    "text",
    [
        HEAD,
        f"{HEAD}}}",
        f'{HEAD}0, "settings": {{}}, "tables": {{}}}}',
        f'{HEAD}, "settings": {{"x": "y"}}, "tables": {{}}}}',
        f'{HEAD}, "settings": {{"file.country": 5}}, "tables": {{}}}}',
        f'{HEAD}, "settings": {{}}, "tables": {{"x": []}}}}',
        f'{HEAD}, "settings": {{}}, "tables": {{"client": 1}}}}',
        f'{HEAD}, "settings": {{}}, "tables": {{"client": [1]}}}}',
    ],
)
def test_half_an_export_is_refused(crm: Crm, tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text, "utf-8")
    answer = crm("import", path, "--json")
    assert answer.status == 1
    assert answer.json["error"] in {"export_damaged", "export_newer"}
    assert "reason:" not in answer.complaint


@pytest.mark.parametrize(
    ("what", "name", "code"),
    [
        ("clients", "x.xls", "unknown_ending"),
        ("sales", "x.vcf", "cards_are_clients"),
        ("clients", "x.pdf", "unknown_ending"),
        ("clients", "x", "unknown_ending"),
        ("everything", "x.csv", "unknown_ending"),
        ("sales", "no/such/folder/x.csv", "cannot_write_file"),
        ("everything", "no/such/folder/x.json", "cannot_write_file"),
    ],
)
def test_files_that_cannot_be_written(
    crm: Crm, tmp_path: Path, what: str, name: str, code: str
) -> None:
    answer = crm("export", what, tmp_path / name, "--json")
    assert (answer.status, answer.json["error"]) == (1, code)
    assert "reason:" not in answer.complaint
    assert not (tmp_path / name).exists()


def test_a_failed_export_leaves_what_was_there(crm: Crm, story: Path, tmp_path: Path) -> None:
    folder = tmp_path / "x.csv"
    folder.mkdir()
    assert crm("export", "sales", folder).status == 1
    assert folder.is_dir()
    assert not list(tmp_path.glob(".smallcrm-*"))


def test_the_client_report(crm: Crm, story: Path, tmp_path: Path) -> None:
    path = tmp_path / "ann.pdf"
    answer = crm("report", "client", "ann lee", "--pdf", path, "--json")
    assert (answer.status, answer.json["file"]) == (0, str(path))
    assert path.read_bytes().startswith(b"%PDF")
    whole = path.stat().st_size
    crm("report", "client", "id:1", "--pdf", path, "--notes", "none")
    assert path.stat().st_size < whole


def test_reports_that_cannot_be_made(crm: Crm, story: Path, tmp_path: Path) -> None:
    assert crm("report", "client", "--pdf", tmp_path / "x.pdf").status == 2
    assert crm("report", "client", "id:9", "--pdf", tmp_path / "x.pdf").status == 1
    answer = crm("report", "client", "id:1", "--pdf", tmp_path / "no" / "x.pdf", "--json")
    assert (answer.status, answer.json["error"]) == (1, "cannot_write_file")


def test_rows_that_may_double_somebody_are_named_and_decided_for_all(
    crm: Crm, tmp_path: Path
) -> None:
    crm("settings", "file.country", "CN")
    crm("add", "client", "--name", "李小明", "--phone", "138 0013 8000")
    crm("add", "client", "--name", "Ann Lee", "--phone", "138 0013 8001")
    path = tmp_path / "list.csv"
    path.write_text(
        "Name,Phone,Email\nXiaoming Li,+86 13800138000,li@example.cn\nBob,13800138001,\nCid,,\n",
        "utf-8",
    )
    answer = crm("import", path, "--dry-run", "--json")
    assert (answer.json["added"], answer.json["merged"]) == (3, 0)
    likely, possible = answer.json["possible"]
    assert (likely["row"], likely["fate"], possible["row"]) == (1, "new", 2)
    assert likely["candidates"][0]["likeness"] == "likely"
    assert possible["candidates"] == [
        {"id": 2, "row": None, "name": "Ann Lee", "likeness": "possible", "reasons": ["phone"]}
    ]
    said = crm("import", path, "--dry-run").out
    assert "Row 2: Bob may be Ann Lee (same phone)" in said
    answer = crm("import", path, "--likely", "skip", "--dry-run", "--json")
    assert (answer.json["added"], answer.json["merged"]) == (2, 0)
    answer = crm("import", path, "--likely", "update", "--json")
    assert (answer.json["added"], answer.json["merged"]) == (2, 1)
    assert crm("import", path, "--likely", "sometimes").status == 2
    assert crm("list", "clients", "--json").json is not None


def test_a_file_is_read_as_the_options_say(crm: Crm, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Name,Birthday,Shoes\nJosé,03/04/1980,41.5\nAna,05/06/1981,38\n", "cp1252")
    options = ("--encoding", "cp1252", "--date-order", "mdy", "--map", "Shoes=own:Shoe size")
    answer = crm("import", path, *options, "--json")
    assert answer.json["added"] == 2
    card = crm("card", "José", "--json").json
    assert [(own["name"], own["value"]) for own in card["own"]] == [("Shoe size", "41.5")]
    assert crm("find", "José", "--json").json[0]["name"] == "José"
    assert crm("import", path, "--encoding", "martian").status == 1
    assert crm("import", path, "--date-order", "ydm").status == 2
