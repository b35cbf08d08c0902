"""Billing: whole sales, lines, amounts; what it comes to is shown before it is made."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt

from smallcrm.domain.enums import BillingStatus, SaleStatus
from smallcrm.domain.money import Money
from smallcrm.services import commands
from smallcrm.services.commands import LineInput
from smallcrm.ui.dialogs.bill_dialog import BillDialog
from smallcrm.ui.dialogs.part_choice import How


@pytest.fixture
def client(perform) -> int:
    return perform(commands.AddClient(name="Ada Berg")).result.id


@pytest.fixture
def sale(perform, client) -> int:
    lines = (
        LineInput(
            description="Bow",
            quantity=Decimal(4),
            unit_price=Decimal("33.33"),
            tax_percent=Decimal(23),
        ),
        LineInput(description="Travel", unit_price=Decimal("10.10"), tax_percent=Decimal("13.5")),
    )
    return perform(
        commands.AddSale(client=client, title="Bows", lines=lines, status=SaleStatus.ORDERED)
    ).result.id


def amounts(dialog) -> list[str]:
    return [row.amount for row in dialog.figures.rows]


def test_enter_bills_the_sale_as_it_was_shown(context, sale, show, backend, settle, qtbot):
    dialog = show(BillDialog(context, None, sale_id=sale))
    asked = []
    dialog.wanted.connect(lambda *what: asked.append(what))
    assert not dialog.sales.isVisible()
    assert "I-2026-0001" in dialog.outlook.text()
    assert "11 Jun 2026" in dialog.outlook.text()
    assert "2026" in dialog.number.placeholderText()
    shown = amounts(dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    settle(context)
    (invoice,) = backend.queries.invoice_ids("I-2026-0001")
    assert asked == [("open_invoice", invoice)]
    made = backend.queries.invoice(invoice)
    amount = context.tr.formats.amount
    assert shown[0] == amount(made.totals.net)
    assert shown[-1] == amount(made.invoice.payable)
    assert backend.queries.sale(sale).billing.status is BillingStatus.BILLED


def test_looking_ahead_makes_nothing(context, sale, show, backend, settle):
    dialog = show(BillDialog(context, None, sale_id=sale))
    dialog.close()
    settle(context)
    assert not backend.queries.invoice_ids("I-2026-0001")
    assert backend.queries.sale(sale).billing.status is BillingStatus.UNBILLED


def test_some_lines(context, sale, show, backend, settle):
    dialog = show(BillDialog(context, None, sale_id=sale))
    part = dialog._parts[sale]
    part.choose(How.LINES)
    part.lines.table.item(0, 3).setText("1")
    part.lines.table.item(1, 0).setCheckState(Qt.CheckState.Unchecked)
    dialog.ahead.look()
    settle(context)
    assert amounts(dialog) == ["33.33", "7.67", "41.00"]
    dialog.submit()
    settle(context)
    found = backend.queries.sale(sale)
    assert found.billing.billed == Money(4100, "EUR")
    assert found.trade_lines[0].billed == 1


def test_an_amount_in_advance(context, sale, show, backend, settle):
    dialog = show(BillDialog(context, None, sale_id=sale))
    part = dialog._parts[sale]
    part.choose(How.AMOUNT)
    part.amount.setText("50")
    dialog.ahead.look()
    settle(context)
    assert amounts(dialog)[-1] == "50.00"
    dialog.submit()
    settle(context)
    assert backend.queries.sale(sale).billing.billed == Money(5000, "EUR")


def test_more_than_is_left_is_said_beside_the_amount(context, sale, show, backend, settle):
    dialog = show(BillDialog(context, None, sale_id=sale))
    part = dialog._parts[sale]
    part.choose(How.AMOUNT)
    part.amount.setText("5000")
    dialog.submit()
    settle(context)
    assert dialog.isVisible()
    assert "175.44 EUR" in part._error.whole_text()
    assert part.amount.text() == "5000"
    assert not dialog.outlook.text()
    part.amount.setText("lots")
    dialog.submit()
    assert "lots" in part._error.whole_text()


def test_a_number_from_outside_and_one_that_is_taken(context, sale, show, backend, settle, perform):
    perform(commands.Bill(parts=(commands.BillPart(sale=sale, amount=Decimal(10)),), number="FP-1"))
    dialog = show(BillDialog(context, None, sale_id=sale))
    dialog.number.setText("FP-1")
    dialog.submit()
    settle(context)
    assert "FP-1" in dialog._places["number"].error()
    dialog.number.setText("FP-2")
    dialog.due.setText("1/5/2026")
    dialog.submit()
    settle(context)
    assert dialog._places["due"].error()
    dialog.due.setText("1/6/2026")
    dialog.submit()
    settle(context)
    (invoice,) = backend.queries.invoice_ids("FP-2")
    found = backend.queries.invoice(invoice).invoice
    assert found.external
    assert found.due == date(2026, 6, 1)


def test_several_sales_on_one_paper(context, client, sale, show, backend, settle, perform):
    other = perform(commands.AddSale(client=client, title="Case", amount=Decimal(60))).result.id
    dialog = show(BillDialog(context, client))
    assert dialog.sales.isVisible()
    assert dialog.sales.ticked() == (other,)
    dialog.sales.tick_all()
    dialog.sales.select(sale)
    part = dialog._parts[sale]
    part.choose(How.AMOUNT)
    part.amount.setText("40")
    dialog.ahead.look()
    settle(context)
    assert amounts(dialog)[-1] == "100.00"
    dialog.submit()
    settle(context)
    (invoice,) = backend.queries.invoice_ids("I-2026-0001")
    shares = {sale_id: share for sale_id, _number, share in backend.queries.invoice(invoice).sales}
    assert shares == {sale: Money(4000, "EUR"), other: Money(6000, "EUR")}


def test_nothing_ticked_is_said_at_the_sales(context, client, sale, show, perform, settle):
    perform(commands.AddSale(client=client, title="Case", amount=Decimal(60)))
    dialog = show(BillDialog(context, client))
    dialog.sales.tick_all()
    dialog.sales.tick_all()
    dialog.submit()
    assert dialog.sales._error.whole_text()
    assert dialog.isVisible()


def test_one_currency_at_a_time(context, client, sale, show, perform, backend, settle):
    dollars = perform(
        commands.AddSale(client=client, title="Abroad", amount=Decimal(9), currency="USD")
    ).result.id
    dialog = show(BillDialog(context, client))
    assert dialog.sales.ticked() == (sale,)
    dialog.currency.choose("USD")
    settle(context)
    assert dialog.sales.ticked() == (dollars,)
    dialog.submit()
    settle(context)
    (invoice,) = backend.queries.invoice_ids("I-2026-0001")
    assert backend.queries.invoice(invoice).invoice.payable == Money(900, "USD")


def test_everything_is_billed(context, client, sale, show, perform):
    perform(commands.Bill(parts=(commands.BillPart(sale=sale),)))
    dialog = show(BillDialog(context, client))
    assert not dialog.save_button.isEnabled()
    assert "billed" in dialog.notice.whole_text()


def test_without_a_client_it_asks(context, client, sale, show, settle, qtbot):
    dialog = show(BillDialog(context))
    dialog.submit()
    assert dialog._places["client"].error()
    dialog.picker.box.setFocus()
    qtbot.keyClicks(dialog.picker.box, "Ada")
    settle(context)
    qtbot.keyClick(dialog.picker.box, Qt.Key.Key_Return)
    settle(context)
    assert dialog.sales.ticked() == (sale,)
