"""Taking an invoice back: what becomes of the debt and the money is said before."""

from __future__ import annotations

from decimal import Decimal

import pytest

from smallcrm.domain.enums import BillingStatus
from smallcrm.domain.money import Money
from smallcrm.services import commands
from smallcrm.services.commands import BillPart
from smallcrm.ui.dialogs.credit_note_dialog import CreditNoteDialog
from smallcrm.ui.dialogs.part_choice import How


@pytest.fixture
def invoice(perform, beatriz) -> int:
    made = perform(commands.Bill(parts=(BillPart(sale=2),))).result.id
    perform(
        commands.TakePayment(client=beatriz, amount=Decimal(250), allocations={2: Decimal(250)})
    )
    return made


def test_all_of_it_and_the_money_becomes_credit(context, invoice, show, backend, settle, beatriz):
    dialog = show(CreditNoteDialog(context, invoice))
    asked = []
    dialog.wanted.connect(lambda *what: asked.append(what))
    text = dialog.outlook.text()
    assert "C-2026-0001 over 300.00 EUR" in text
    assert "0.00 EUR open then, instead of 50.00 EUR" in text
    assert "250.00 EUR that was paid becomes credit" in text
    dialog.reason.setText("Never came")
    dialog.submit()
    settle(context)
    (credit,) = backend.queries.invoice_ids("C-2026-0001")
    assert asked == [("open_invoice", credit)]
    assert backend.queries.invoice(credit).invoice.reason == "Never came"
    assert backend.queries.standing(beatriz).credit == (Money(25000, "EUR"),)


def test_a_part_by_its_amount(context, invoice, show, backend, settle):
    dialog = show(CreditNoteDialog(context, invoice))
    dialog.part.choose(How.AMOUNT)
    dialog.part.amount.setText("20")
    dialog.ahead.look()
    settle(context)
    assert "30.00 EUR open then" in dialog.outlook.text()
    assert "credit" not in dialog.outlook.text().replace("Credit", "")
    dialog.submit()
    settle(context)
    assert backend.queries.sale(2).sale.open == Money(3000, "EUR")


def test_to_bill_it_anew(context, invoice, show, backend, settle):
    dialog = show(CreditNoteDialog(context, invoice))
    dialog.rebill.setChecked(True)
    dialog.ahead.look()
    settle(context)
    assert "50.00 EUR stays open as it is, 300.00 EUR can be billed anew" in dialog.outlook.text()
    dialog.submit()
    settle(context)
    found = backend.queries.sale(2)
    assert found.billing.status is BillingStatus.UNBILLED
    assert found.sale.open == Money(5000, "EUR")


def test_more_than_is_left_is_said_beside_the_amount(context, invoice, show, backend, settle):
    dialog = show(CreditNoteDialog(context, invoice))
    dialog.part.choose(How.AMOUNT)
    dialog.part.amount.setText("301")
    dialog.submit()
    settle(context)
    assert "300.00 EUR" in dialog.part._error.whole_text()
    dialog.part.amount.setText("")
    dialog.submit()
    assert dialog.part._error.isVisible()
    assert not backend.queries.invoice_ids("C-2026-0001")


def test_no_line_is_no_credit_note(context, invoice, show, settle):
    dialog = show(CreditNoteDialog(context, invoice))
    dialog.part.choose(How.LINES)
    dialog.part.lines.tick_all()
    dialog.submit()
    assert "one line" in dialog.part.lines._error.whole_text()


def test_the_two_choices_stand_apart(context, invoice, show):
    dialog = show(CreditNoteDialog(context, invoice))
    dialog.part.choose(How.LINES)
    dialog.rebill.setChecked(True)
    assert dialog.part.how is How.LINES
    assert dialog.rebill.isChecked()
    assert not dialog.less.isChecked()


def test_what_cannot_be_taken_back_says_so(context, invoice, show, perform):
    credit = perform(commands.AddCreditNote(invoice=invoice)).result.id
    for paper in (invoice, credit):
        dialog = show(CreditNoteDialog(context, paper))
        assert dialog.notice.whole_text()
        assert not dialog.save_button.isEnabled()
