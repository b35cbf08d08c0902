"""An invoice as it is kept: read only, followed, and opening what belongs to it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView

from smallcrm.domain.enums import Source
from smallcrm.services import commands
from smallcrm.services.commands import BillPart
from smallcrm.ui.dialogs.invoice_window import InvoiceWindow


@pytest.fixture
def invoice(perform, beatriz) -> int:
    for key, value in (("file.owner_name", "Anna Owner"), ("file.owner_tax_number", "IE999")):
        perform(commands.SetSetting(key=key, value=value))
    return perform(commands.Bill(parts=(BillPart(sale=1),))).result.id


def write(context, settle, command) -> None:
    context.runner.write(command)
    settle(context)


def test_the_paper_is_shown_as_it_was_then(context, invoice, show, perform):
    perform(commands.EditClient(client=1, name="Beatriz Somebody"))
    window = show(InvoiceWindow(context, invoice))
    assert "Invoice I" in window.title_label.accessibleName()
    assert "Anna Owner" in window.seller.text()
    assert "IE999" in window.seller.text()
    assert "Beatriz Gonçalves" in window.buyer.text()
    assert window.lines.grid.item(0, 0).text() == "Piano tuning"
    assert window.lines.grid.item(0, 6).text() == "120.00"
    assert window.figures.rows[-1].amount == "120.00"
    assert window.lines.grid.editTriggers() == QAbstractItemView.EditTrigger.NoEditTriggers


def test_it_opens_its_sale_its_payments_and_its_credit_notes(
    context, invoice, show, perform, beatriz
):
    payment = perform(
        commands.TakePayment(client=beatriz, amount=Decimal(20), allocations={1: Decimal(20)})
    ).result.id
    credit = perform(commands.AddCreditNote(invoice=invoice, amount=Decimal(5))).result.id
    window = show(InvoiceWindow(context, invoice))
    asked = []
    window.wanted.connect(lambda *what: asked.append(what))
    for row in range(window.list.table.rowCount()):
        window.list.opened.emit(row)
    assert asked == [("open_sale", 1), ("open_invoice", credit), ("open_payment", payment)]
    window.print_button.click()
    window.credit_button.click()
    assert asked[-2:] == [("print_invoice", invoice), ("credit_note", invoice)]


def test_it_says_whether_it_can_be_undone_and_follows(context, invoice, show, settle, qtbot):
    window = show(InvoiceWindow(context, invoice))
    asked = []
    window.wanted.connect(lambda *what: asked.append(what))
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert asked == [("undo", None)]
    assert "undo" in window.state_line.whole_text()
    write(context, settle, commands.FixPaper(invoice=invoice))
    qtbot.waitUntil(lambda: "out since" in window.state_line.whole_text())


def test_an_invoice_that_was_undone_says_so(context, invoice, show, settle, qtbot):
    window = show(InvoiceWindow(context, invoice))
    write(context, settle, commands.Undo())
    qtbot.waitUntil(window.notice.isVisible)
    assert not window.print_button.isEnabled()


def test_a_credit_note_names_its_invoice(context, invoice, show, perform):
    credit = perform(
        commands.AddCreditNote(invoice=invoice, reason="Wrong piano", rebill=True)
    ).result.id
    window = show(InvoiceWindow(context, credit))
    assert "Credit note C" in window.title_label.accessibleName()
    assert window.reason.whole_text() == "Wrong piano"
    assert not window.credit_button.isVisible()
    asked = []
    window.wanted.connect(lambda *what: asked.append(what))
    for row in range(window.list.table.rowCount()):
        window.list.opened.emit(row)
    assert ("open_invoice", invoice) in asked


def test_what_is_printed_since_is_told_by_the_read_side(backend, invoice):
    assert backend.queries.invoice(invoice).fixed_at is None
    backend.services.perform(commands.FixPaper(invoice=invoice), source=Source.SCREEN)
    assert backend.queries.invoice(invoice).fixed_at == backend.clock.now()
