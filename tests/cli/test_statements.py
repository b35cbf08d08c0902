"""`import` of bank statements, `list bank`, and the payments that `apply` makes of bookings."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Crm
from tests.importers.statements.samples import CAMT, MT940, OFX1

from smallcrm.importers.statements.recognise import is_statement

CSV = """Date,Description,Amount,Balance
2026-05-04,Invoice S-2026-0001 Ann Lee,480.00,580.00
2026-05-05,Coffee,-3.20,576.80
2026-05-06,No amount,,
"""


@pytest.fixture
def bank_csv(tmp_path: Path) -> Path:
    path = tmp_path / "may.csv"
    path.write_text(CSV, "utf-8")
    return path


@pytest.fixture
def owing(crm: Crm, tmp_path: Path) -> Crm:
    """Ann owes 480.00 for S-2026-0001."""
    lines = [
        {"op": "add_client", "ref": "ann", "name": "Ann Lee"},
        {"op": "add_sale", "client": "ann", "title": "Tuning", "amount": "480"},
    ]
    path = tmp_path / "owing.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    assert crm("settings", "file.currency", "EUR").status == 0
    assert crm("apply", path).status == 0
    return crm


@pytest.mark.parametrize("given", [(), ("--as", "statement")])
def test_a_statement_is_recognised_and_taken_in_once(
    owing: Crm, bank_csv: Path, given: tuple[str, ...]
) -> None:
    first = owing("import", bank_csv, *given, "--json").json
    assert first.items() >= {
        "kind": "statement", "format": "csv", "read": 3, "added": 2, "merged": 0, "unchanged": 0,
        "rejects": None, "dry_run": False,
    }.items()  # fmt: skip
    assert isinstance(first["import_id"], int)
    assert [(row["row"], row["why"]) for row in first["skipped"]] == [(4, "line_without_amount")]
    assert first["columns"]["Balance"] == "balance"
    (statement,) = first["statements"]
    assert (statement["from"], statement["to"]) == ("2026-05-04", "2026-05-05")
    again = owing("import", bank_csv, *given, "--json").json
    assert (again["added"], again["unchanged"], again["import_id"]) == (0, 2, None)


def test_words_of_a_statement(owing: Crm, bank_csv: Path) -> None:
    answer = owing("import", bank_csv, "--dry-run")
    assert answer.out.splitlines() == [
        "may.csv: bookings read: 3; new: 2, there already: 0, not taken: 1",
        "Nothing was changed: this was a trial.",
        "Line 4: This booking has no amount.",
    ]
    assert owing("list", "bank", "--json").json == []


def test_from_the_file_to_the_payment_and_back(owing: Crm, bank_csv: Path, tmp_path: Path) -> None:
    owing("import", bank_csv)
    coffee, booking = owing("list", "bank", "--json").json
    assert coffee["amount"] == {"amount": "-3.20", "currency": "EUR"}
    assert (coffee["client"], coffee["sure"]) == (None, False)
    assert (booking["client"]["name"], booking["sure"]) == ("Ann Lee", True)
    assert booking["why"] == ["reference", "amount"]
    assert booking["sales"][0]["number"] == "S-2026-0001"
    assert "Ann Lee" in owing("list", "bank").out
    lines = [
        {
            "op": "confirm_bank_line",
            "line": booking["id"],
            "client": booking["client"]["id"],
            "sales": [sale["id"] for sale in booking["sales"]],
        },
        {"op": "confirm_bank_line", "line": coffee["id"], "client": booking["client"]["id"]},
        {"op": "confirm_bank_line", "line": 99, "client": 1},
        {"op": "confirm_bank_line", "line": booking["id"], "client": 1},
    ]
    path = tmp_path / "confirm.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    answer = owing("apply", path)
    assert answer.status == 1
    said = answer.out.splitlines()
    assert said[0] == "ACK 1 1"
    assert [line.split()[2].rstrip(":") for line in said[1:]] == [
        "bank_line_out",
        "no_such_bank_line",
        "bank_line_settled",
    ]
    assert owing("list", "sales", "--json").json[0]["open"]["amount"] == "0.00"
    (payment,) = owing("list", "payments", "--json").json
    assert (payment["amount"]["amount"], payment["method"]) == ("480.00", "transfer")
    assert "480.00 EUR" in owing("undo").out
    assert [row["id"] for row in owing("list", "bank", "--json").json] == [
        coffee["id"],
        booking["id"],
    ]
    assert owing("undo").status == 0
    assert owing("list", "bank", "--json").json == []
    assert owing("check").status == 0


def test_statements_beside_other_files(owing: Crm, bank_csv: Path, tmp_path: Path) -> None:
    clients = tmp_path / "clients.csv"
    clients.write_text("Name,Phone\nBob Ray,030 1234567\n", "utf-8")
    files = owing("import", bank_csv, clients, "--json").json["files"]
    assert [file["kind"] for file in files] == ["clients", "statement"]


def test_a_wrong_encoding_is_refused_with_what_to_do(owing: Crm, tmp_path: Path) -> None:
    path = tmp_path / "may.xml"
    path.write_bytes(CAMT.replace("</Nm>", " Müller</Nm>", 1).encode("latin-1"))
    answer = owing("import", path)
    assert answer.status == 1
    assert "Choose another one" in answer.complaint
    assert owing("list", "bank", "--json").json == []


def test_what_is_no_statement_is_refused(owing: Crm, tmp_path: Path) -> None:
    path = tmp_path / "notes.csv"
    path.write_text("Name,Phone\nAnn,1\n", "utf-8")
    answer = owing("import", path, "--as", "statement", "--json")
    assert answer.status == 1
    assert answer.json["error"] in {"missing_column", "not_a_statement"}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (CSV, True),
        (CAMT, True),
        (MT940, True),
        (OFX1, True),
        ("Kunde;Betrag;Datum;Rechnung\nAnn;5,00;01.02.2026;12\n", False),
        ("Name,Phone\nAnn,1\n", False),
        ("id,date,client,amount,method,reference\n1,2026-01-01,Ann,5.00,cash,R1\n", False),
        ("", False),
        ("Buchungstag;Betrag;Saldo\n" + "01.02.2026;5,00;7,00\n" * 30_000, True),
    ],
)
def test_a_statement_is_told_by_its_content(tmp_path: Path, content: str, expected: bool) -> None:
    for encoding in ("utf-8", "utf-16"):
        path = tmp_path / f"file.{encoding}"
        path.write_text(content, encoding)
        assert is_statement(path) == expected, encoding
