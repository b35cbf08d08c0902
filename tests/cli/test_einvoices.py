"""`report invoice` where the invoice is to be an e-invoice: in its PDF, alone, or not at all."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pypdf
import pytest
from tests.cli.conftest import Crm
from tests.reports import trading
from tests.reports.einvoicing import Read, broken_rules

from smallcrm.app import Backend, open_backend
from smallcrm.domain.clock import Clock
from smallcrm.paths import Paths


def _traded(data: Path) -> Iterator[Backend]:
    clock = Clock.fixed(datetime(2026, 5, 12, 8, 42, tzinfo=UTC), UTC)
    paths = Paths(data=data, machine_settings=data / "machine.json")
    backend = open_backend(paths, clock, country="IE", currency="EUR")
    trading.irish_owner(backend)
    yield backend
    trading.trade(backend, trading.school(backend))
    backend.close()


@pytest.fixture
def billed(data: Path) -> None:
    """An Irish school was billed."""
    for _ in _traded(data):
        pass


@pytest.fixture
def billed_without_number(data: Path) -> None:
    """It was billed by somebody without a tax number."""
    for backend in _traded(data):
        trading.owner(backend, owner_tax_number="")


def attachments(path: Path) -> list[str]:
    return list(pypdf.PdfReader(io.BytesIO(path.read_bytes())).attachments)


@pytest.mark.usefixtures("billed")
def test_the_pdf_carries_the_invoice(crm: Crm, tmp_path: Path) -> None:
    path = tmp_path / "invoice.pdf"
    assert crm("report", "invoice", "I-2026-0001", "--pdf", path).status == 0
    assert attachments(path) == ["factur-x.xml"]


@pytest.mark.usefixtures("billed")
def test_the_invoice_is_written_alone(crm: Crm, tmp_path: Path) -> None:
    path = tmp_path / "invoice.xml"
    assert crm("report", "invoice", "I-2026-0001", "--xml", path).status == 0
    xml = path.read_bytes()
    assert broken_rules(xml) == []
    assert Read(xml).one("ram:DuePayableAmount") == "366.62"


@pytest.mark.usefixtures("billed_without_number")
def test_what_is_missing_is_said_and_the_pdf_is_made_all_the_same(crm: Crm, tmp_path: Path) -> None:
    path = tmp_path / "invoice.pdf"
    answer = crm("report", "invoice", "I-2026-0001", "--pdf", path)
    assert answer.status == 0
    assert "no e-invoice in this PDF: your tax number is missing" in answer.err
    assert attachments(path) == []


@pytest.mark.usefixtures("billed_without_number")
def test_what_cannot_be_written_alone_is_not_fixed_for_it(crm: Crm, tmp_path: Path) -> None:
    path = tmp_path / "invoice.xml"
    answer = crm("report", "invoice", "I-2026-0001", "--xml", path)
    assert answer.status != 0
    assert "I-2026-0001 cannot be an e-invoice: your tax number is missing." in answer.err
    assert not path.exists()
    kept = crm("list", "invoices", "--json").json
    assert [one["fixed"] for one in kept] == [False, False]
