"""`report` of what leaves the house: quotes, invoices, receipts, delivery notes, statements."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pypdf
import pytest
from tests.cli.conftest import Crm
from tests.reports import trading

from smallcrm.app import open_backend
from smallcrm.domain.clock import Clock
from smallcrm.paths import Paths


@pytest.fixture
def traded(data: Path) -> trading.Trade:
    """One client who was offered, sold, delivered, billed and credited something, and paid."""
    clock = Clock.fixed(datetime(2026, 5, 12, 8, 42, tzinfo=UTC), UTC)
    backend = open_backend(
        Paths(data=data, machine_settings=data / "machine.json"),
        clock,
        country="IE",
        currency="EUR",
    )
    trading.irish_owner(backend)
    found = trading.trade(backend, trading.school(backend, language="zh_CN"))
    backend.close()
    return found


def text_of(path: Path) -> str:
    return " ".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


@pytest.mark.parametrize(
    ("what", "which", "shown"),
    [
        ("quote", "Q-2026-0001", "366.62 EUR"),
        ("invoice", "I-2026-0001", "366.62 EUR"),
        ("invoice", "C-2026-0001", "15.69 EUR"),
        ("delivery", "D-2026-0001", "Side door before nine."),
        ("receipt", "2", "150.00 EUR"),
        ("receipt", "id:2", "150.00 EUR"),
        ("statement", "beatriz", "200.93 EUR"),
    ],
)
def test_papers_are_written(
    crm: Crm, traded: trading.Trade, tmp_path: Path, what: str, which: str, shown: str
) -> None:
    path = tmp_path / "paper.pdf"
    answer = crm("report", what, which, "--pdf", path, "--json")
    assert (answer.status, answer.json["file"]) == (0, str(path))
    text = text_of(path)
    assert shown in text
    assert "Draft" not in text


def test_an_invoice_is_fixed_by_its_file(crm: Crm, traded: trading.Trade, tmp_path: Path) -> None:
    for number in ("C-2026-0001", "I-2026-0001"):
        assert crm("report", "invoice", number, "--pdf", tmp_path / "a.pdf").status == 0
    # The payment is taken back, then the credit note is not: its paper is out.
    assert crm("undo").status == 0
    answer = crm("undo", "--json")
    assert (answer.status, answer.json["error"]) == (1, "invoice_fixed")


def test_a_file_that_cannot_be_written_fixes_nothing(
    crm: Crm, traded: trading.Trade, tmp_path: Path
) -> None:
    path = tmp_path / "no" / "a.pdf"
    answer = crm("report", "invoice", "C-2026-0001", "--pdf", path, "--json")
    assert (answer.status, answer.json["error"]) == (1, "cannot_write_file")
    assert crm("undo").status == 0
    assert crm("undo").status == 0


@pytest.mark.parametrize(
    ("what", "which", "error"),
    [
        ("quote", "Q-1999-0001", "no_quote_of_number"),
        ("invoice", "I-1999-0001", "no_invoice_of_number"),
        ("delivery", "D-1999-0001", "no_delivery_of_number"),
        ("receipt", "4711", "no_payment_of_id"),
        ("receipt", "9" * 30, "no_payment_of_id"),
        ("receipt", "two", "no_payment_of_id"),
        ("receipt", "1", "no_receipt"),
        ("statement", "nobody", "not_found"),
    ],
)
def test_what_is_not_there_is_said(
    crm: Crm, traded: trading.Trade, tmp_path: Path, what: str, which: str, error: str
) -> None:
    answer = crm("report", what, which, "--pdf", tmp_path / "x.pdf", "--json")
    assert (answer.status, answer.json["error"]) == (1, error)
    assert answer.complaint
    assert not (tmp_path / "x.pdf").exists()


@pytest.mark.parametrize("what", ["statement", "quote", "invoice", "receipt", "delivery"])
def test_without_what_it_is_about_it_is_wrong_usage(crm: Crm, tmp_path: Path, what: str) -> None:
    assert crm("report", what, "--pdf", tmp_path / "x.pdf").status == 2


def test_without_a_language_it_is_the_clients(
    run: Crm, data: Path, traded: trading.Trade, tmp_path: Path
) -> None:
    path = tmp_path / "zh.pdf"
    assert run("--data-dir", data, "report", "statement", "beatriz", "--pdf", path).status == 0
    assert "对账单" in text_of(path)


def test_many_statements_in_one_file_or_in_one_each(
    crm: Crm, run: Crm, data: Path, traded: trading.Trade, tmp_path: Path
) -> None:
    for name in ("Ann Lee", "Ann Lee", "Cy Cole"):  # two of one name
        assert crm("add", "client", "--name", name).status == 0
    for number, client in enumerate(("id:2", "id:3"), 1):
        sold = ("--title", "Lamp", "--amount", f"{number}00")
        assert crm("add", "sale", client, *sold).status == 0
    path = tmp_path / "all.pdf"
    asked = ("--data-dir", data, "report", "statements")
    answer = run(*asked, "--pdf", path, "--json")
    assert (answer.status, answer.json["made"], answer.json["left_out"]) == (0, 3, [])
    assert answer.json["bytes"] == path.stat().st_size
    pdf = pypdf.PdfReader(path)
    titles = [mark.title for mark in pdf.outline if not isinstance(mark, list)]
    assert titles == [
        "Ann Lee: Statement of account",
        "Ann Lee: Statement of account",
        "Beatriz Gonçalves：对账单",
    ]
    text = text_of(path)
    assert "100.00" in text
    assert "200.00" in text
    folder = tmp_path / "each"
    folder.mkdir()
    answer = run(*asked, "--folder", folder, "--json")
    assert sorted(answer.json["files"]) == sorted(entry.name for entry in folder.iterdir())
    assert sum(name.startswith("Ann Lee, statement") for name in answer.json["files"]) == 2
    said = crm("report", "statements", "--pdf", path, "id:2", "--language", "en", "id:1")
    assert said.status == 0
    assert "2 papers made." in said.out
    assert "对账单" not in text_of(path)
    assert crm("report", "statements", "--folder", tmp_path / "no", "--json").status == 1


def test_what_a_run_leaves_out_is_said(crm: Crm, traded: trading.Trade, tmp_path: Path) -> None:
    path = tmp_path / "receipts.pdf"
    # Number 1 is a credit note, of which there is no receipt.
    answer = crm("report", "receipt", "1", "2", "--pdf", path, "--json")
    assert (answer.status, answer.json["made"]) == (0, 1)
    assert [one["error"] for one in answer.json["left_out"]] == ["no_receipt"]
    assert answer.complaint
    answer = crm("report", "receipt", "1", "1", "--pdf", tmp_path / "none.pdf", "--json")
    assert (answer.status, answer.json["error"]) == (1, "no_receipt")
    assert not (tmp_path / "none.pdf").exists()


def test_a_long_run_says_how_far_it_is(crm: Crm, traded: trading.Trade, tmp_path: Path) -> None:
    answer = crm("report", "receipt", *["2"] * 60, "--pdf", tmp_path / "a.pdf", "--json")
    assert answer.json["made"] == 60
    assert answer.err.splitlines()[:2] == ["6 of 60 papers", "12 of 60 papers"]
    assert len(answer.err.splitlines()) == 9


def test_a_run_fixes_invoices_before_they_leave(
    crm: Crm, traded: trading.Trade, tmp_path: Path
) -> None:
    path = tmp_path / "all.pdf"
    assert crm("report", "invoice", "I-2026-0001", "C-2026-0001", "--pdf", path).status == 0
    assert "Draft" not in text_of(path)
    assert crm("undo").status == 0
    assert crm("undo", "--json").json["error"] == "invoice_fixed"


def test_paper_has_the_size_that_was_asked_for(
    crm: Crm, traded: trading.Trade, tmp_path: Path
) -> None:
    path = tmp_path / "a.pdf"
    for page, width in (("A4", 595), ("Letter", 612)):
        assert crm("report", "client", "id:1", "--pdf", path, "--page", page).status == 0
        assert int(pypdf.PdfReader(path).pages[0].mediabox.width) == width


@pytest.mark.parametrize(
    "arguments",
    [
        ("labels", "--pdf", "x.pdf"),
        ("labels", "--sheet", "L7160", "--first", "x", "--pdf", "x.pdf"),
        ("sales", "--by", "moon", "--pdf", "x.pdf"),
        ("sales", "--step", "week", "--pdf", "x.pdf"),
        ("sales", "id:1", "--pdf", "x.pdf"),
        ("client", "id:1", "--sheet", "L7160", "--pdf", "x.pdf"),
        ("envelope", "id:1", "--size", "A0", "--pdf", "x.pdf"),
        ("calls", "--from", "2026-01-01", "--pdf", "x.pdf"),
        ("reminder", "--pdf", "x.pdf"),
        ("client", "id:1", "--xml", "x.xml"),
        ("client", "--pdf", "x.pdf", "--moon", "id:1"),
        ("invoice", "I-2026-0001", "C-2026-0001", "--xml", "x.xml"),
        ("statement", "id:1", "--page", "A9", "--pdf", "x.pdf"),
        ("statement", "id:1", "--folder", "x", "--pdf", "x.pdf"),
        ("statement", "id:1"),
    ],
)
def test_wrong_usage_is_said_in_a_line(
    crm: Crm, traded: trading.Trade, arguments: tuple[str, ...]
) -> None:
    answer = crm("report", *arguments)
    assert answer.status == 2
    assert len(answer.complaint.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("reminder", "4711"), "no_reminder_of_id"),
        (("reminder", "9" * 40), "no_reminder_of_id"),
        (("reminder", "beatriz"), "never_reminded"),
        (("statements", "nobody"), "not_found"),
        (("sales", "--from", "2026-02-01", "--until", "2026-01-01"), "period_ends_first"),
    ],
)
def test_what_no_paper_can_be_made_of(
    crm: Crm, traded: trading.Trade, tmp_path: Path, arguments: tuple[str, ...], error: str
) -> None:
    answer = crm("report", *arguments, "--pdf", tmp_path / "x.pdf", "--json")
    assert (answer.status, answer.json["error"]) == (1, error)


def test_nobody_to_send_a_statement_to(crm: Crm, data: Path, tmp_path: Path) -> None:
    answer = crm("report", "statements", "--pdf", tmp_path / "x.pdf", "--json")
    assert (answer.status, answer.json["error"]) == (1, "no_statements")
