"""What a bill or a credit note would be is told to the cent, and nothing of it stays."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import text

from smallcrm.app import Backend
from smallcrm.domain.enums import BillingStatus, Source
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.services import commands
from smallcrm.services.commands import BillPart, LineInput


@pytest.fixture
def perform(backend: Backend):
    return lambda command: backend.services.perform(command, source=Source.SCREEN).result


@pytest.fixture
def sale(perform) -> int:
    client = perform(commands.AddClient(name="Ada")).id
    lines = (
        LineInput(
            description="Strings",
            quantity=Decimal(3),
            unit_price=Decimal("33.33"),
            tax_percent=Decimal(23),
        ),
        LineInput(description="Bow", unit_price=Decimal("10.10"), tax_percent=Decimal("13.5")),
    )
    return perform(commands.AddSale(client=client, title="Strings", lines=lines)).id


def rows(backend: Backend) -> list[int]:
    tables = ("action", "change", "invoice", "invoice_line", "invoice_sale", "payment")
    with backend.database.read("detail") as connection:
        return [
            connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            for table in tables
        ]


def test_a_bill_is_made_as_it_was_rehearsed(backend, perform, sale):
    before, shown = rows(backend), backend.queries.sale(sale)
    line = shown.trade_lines[0].id
    bill = commands.Bill(parts=(BillPart(sale=sale, lines={line: Decimal(2)}),))
    found = backend.services.rehearse(bill)
    assert rows(backend) == before
    assert backend.queries.sale(sale) == shown
    made = backend.queries.invoice(perform(bill).id)
    assert (made.totals, made.rounding, made.invoice.number, made.invoice.due) == (
        found.paper.totals,
        found.paper.rounding,
        found.paper.invoice.number,
        found.paper.invoice.due,
    )
    assert found.sales[0].billing.status is BillingStatus.PARTLY_BILLED


def test_a_credit_note_tells_what_becomes_credit(backend, perform, sale):
    detail = backend.queries.sale(sale)
    invoice = perform(commands.Bill(parts=(BillPart(sale=sale),))).id
    perform(commands.TakePayment(client=detail.sale.client.id, amount=detail.sale.total.major))
    before = rows(backend)
    found = backend.services.rehearse(commands.AddCreditNote(invoice=invoice))
    assert found.credit == (detail.sale.total,)
    assert found.sales[0].sale.open == Money(0, "EUR")
    assert found.paper.invoice.credits_id == invoice
    assert rows(backend) == before


def test_what_is_refused_in_earnest_is_refused_before(backend, perform, sale):
    part = BillPart(sale=sale, amount=Decimal(100_000))
    with pytest.raises(Refusal) as refused:
        backend.services.rehearse(commands.Bill(parts=(part,)))
    assert refused.value.code == "over_bill"
    assert perform(commands.Bill(parts=(BillPart(sale=sale),))).number == "I-2026-0001"
