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
