"""Recording a sale with one amount or with lines, changing, cancelling and writing it off."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from smallcrm.domain.enums import SaleStatus, WriteOffReason
from smallcrm.domain.money import Money
from smallcrm.services import commands
from smallcrm.ui.dialogs.cancel_sale_dialog import CancelSaleDialog
from smallcrm.ui.dialogs.past_sales import PastSales
from smallcrm.ui.dialogs.payment_dialog import PaymentDialog
from smallcrm.ui.dialogs.sale_dialog import SaleDialog
from smallcrm.ui.dialogs.write_off_dialog import WriteOffDialog


@pytest.fixture
def dialog(context, beatriz, show, outcomes):
    made = SaleDialog(context, beatriz)
    made.saved.connect(outcomes.append)
    return show(made)


def test_title_amount_enter(dialog, backend, context, settle, outcomes, qtbot):
    assert QApplication.focusWidget() is dialog.title_field
    assert "Jun" in dialog.due.placeholderText()
    qtbot.keyClicks(dialog.title_field, "Regulation")
    qtbot.keyClick(dialog.title_field, Qt.Key.Key_Tab)
    qtbot.keyClicks(QApplication.focusWidget(), "1,250.50")
    qtbot.keyClick(dialog.price.amount, Qt.Key.Key_Return)
    settle(context)
    found = backend.queries.sale(outcomes[0].result.id)
    assert found.sale.total == Money(125050, "EUR")
    assert found.sale.due == date(2026, 6, 11)
    assert found.sale.status is SaleStatus.DELIVERED


def test_lines_are_typed_with_enter_alone(dialog, backend, context, settle, outcomes, qtbot):
    dialog.title_field.setText("Two grands")
    dialog.price.by_lines.setChecked(True)
    dialog.lines.set_lines(())
    grid = dialog.lines.grid
    grid.setFocus()
    grid.setCurrentCell(0, 0)

    def keys(text):
        for letter in text:
            qtbot.keyClick(QApplication.focusWidget(), letter)
        column = grid.currentColumn()
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: grid.currentColumn() != column)

    for text in ("Tuning", "2", "piece", "140", "", "23", "Travel", "38.5", "km", "0.42", "10"):
        keys(text)
    keys("13.5")
    assert grid.rowCount() == 3
    assert grid.currentRow() == 2
    assert grid.item(0, 6).text() == "280.00"
    assert dialog.price.total() == Money(36091, "EUR")
    qtbot.keyClick(grid, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(context)
    found = backend.queries.sale(outcomes[0].result.id)
    assert [line.description for line in found.lines] == ["Tuning", "Travel"]
    assert found.sale.total == Money(36091, "EUR")


def test_delete_removes_a_line(dialog, qtbot):
    dialog.price.by_lines.setChecked(True)
    line = commands.LineInput(description="A", unit_price=Decimal(5))
    dialog.lines.set_lines((line, line))
    grid = dialog.lines.grid
    grid.setFocus()
    grid.setCurrentCell(0, 0)
    qtbot.keyClick(grid, Qt.Key.Key_Delete)
    assert len(dialog.lines.lines()) == 1
    assert dialog.isVisible()


def test_prices_that_include_tax(dialog):
    dialog.price.by_lines.setChecked(True)
    dialog.lines.set_lines(
        (commands.LineInput(description="A", unit_price=Decimal(123), tax_percent=Decimal(23)),)
    )
    dialog.lines.set_prices_include_tax(included=True)
    shown = [row.amount for row in dialog.lines.totals.figures.rows]
    assert shown == ["100.00", "23.00", "123.00"]


def test_the_amount_becomes_the_first_line(dialog):
    dialog.title_field.setText("Tuning")
    dialog.price.amount.setText("80")
    dialog.price.by_lines.setChecked(True)
    (line,) = dialog.lines.lines()
    assert (line.description, line.unit_price) == ("Tuning", Decimal(80))
    dialog.price.by_lines.setChecked(False)
    assert dialog.price.amount.text() == "80"


def test_wrong_input_is_said_and_stays(dialog, backend, beatriz, context, settle):
    before = len(backend.queries.card(beatriz).last_sales)
    dialog.price.amount.setText("a lot")
    dialog.day.setText("soon")
    dialog.submit()
    assert dialog._places["amount"].error()
    assert dialog._places["on"].error()
    assert dialog.price.amount.text() == "a lot"
    dialog.price.amount.setText("5")
    dialog.day.setText("12.5.2026")
    dialog.submit()
    settle(context)
    assert dialog._places["title"].error()
    dialog.title_field.setText("Tuning")
    dialog.due.setText("1.1.2026")
    dialog.submit()
    settle(context)
    assert dialog._places["due"].error()
    dialog.due.setText("")
    dialog.currency.setEditText("XYZ")
    dialog.submit()
    settle(context)
    assert dialog._places["currency"].error()
    assert len(backend.queries.card(beatriz).last_sales) == before


def test_a_wrong_cell_is_said_below_the_lines(dialog):
    dialog.title_field.setText("Tuning")
    dialog.price.by_lines.setChecked(True)
    dialog.lines.grid.item(0, 3).setText("4,5x")
    dialog.submit()
    assert "4,5x" in dialog.lines._error.whole_text()
    assert dialog.lines.grid.item(0, 3).text() == "4,5x"


def test_a_number_that_is_taken(dialog, perform, beatriz, context, settle):
    perform(commands.AddSale(client=beatriz, title="A", amount=Decimal(1), external_number="INV-1"))
    dialog.title_field.setText("B")
    dialog.price.amount.setText("1")
    dialog.more.external_number.setText("INV-1")
    dialog.submit()
    settle(context)
    assert dialog._places["external_number"].error()
    assert dialog.more.external_number.isVisible()


def test_editing_nothing_writes_nothing(context, beatriz, show, settle, outcomes):
    dialog = show(SaleDialog(context, sale_id=1))
    dialog.saved.connect(outcomes.append)
    assert not dialog.is_changed()
    assert not dialog.price.by_lines.isChecked()
    assert dialog.price.amount.text() == "120.00"
    dialog.submit()
    settle(context)
    assert not outcomes
    assert not dialog.isVisible()


def test_editing_keeps_what_is_settled(context, beatriz, show, perform, backend, settle):
    perform(commands.TakePayment(client=beatriz, amount=Decimal(100)))
    dialog = show(SaleDialog(context, sale_id=1))
    dialog.title_field.setText("Piano tuning, twice")
    dialog.price.amount.setText("150")
    dialog.due.setText("")
    dialog.status.choose(SaleStatus.ORDERED)
    dialog.submit()
    settle(context)
    found = backend.queries.sale(1)
    assert found.sale.total == Money(15000, "EUR")
    assert found.sale.open == Money(5000, "EUR")
    assert found.sale.due is None
    assert found.sale.status is SaleStatus.ORDERED
    assert found.lines[0].description == "Piano tuning, twice"


def test_a_total_below_what_is_paid_is_refused(context, beatriz, show, perform, settle):
    perform(commands.TakePayment(client=beatriz, amount=Decimal(100)))
    dialog = show(SaleDialog(context, sale_id=1))
    dialog.price.amount.setText("50")
    dialog.submit()
    settle(context)
    assert dialog.isVisible()
    assert "100.00 EUR" in dialog._places["amount"].error()
    assert dialog.price.amount.text() == "50"


def test_cancelling_from_the_dialog(context, beatriz, show, backend, settle, outcomes):
    dialog = show(SaleDialog(context, sale_id=1))
    dialog.saved.connect(outcomes.append)
    dialog.cancel_sale.click()
    asked = dialog.findChild(CancelSaleDialog)
    asked.reason.setText("Changed their mind")
    asked.submit()
    settle(context)
    assert backend.queries.sale(1).sale.status is SaleStatus.CANCELLED
    assert len(outcomes) == 1
    assert not dialog.isVisible()


def test_writing_off(context, beatriz, show, backend, settle):
    detail = backend.queries.sale(1)
    dialog = show(WriteOffDialog(context, detail.sale))
    assert dialog.amount.selectedText() == "120.00"
    dialog.amount.setText("500")
    dialog.submit()
    settle(context)
    assert dialog._places["amount"].error()
    dialog.amount.setText("20")
    dialog.reason.choose(WriteOffReason.ROUNDING)
    dialog.submit()
    settle(context)
    assert backend.queries.sale(1).sale.open == Money(10000, "EUR")


def test_a_cancelled_sale_can_only_be_read(context, beatriz, show, perform):
    perform(commands.CancelSale(sale=1))
    dialog = show(SaleDialog(context, sale_id=1))
    assert not dialog.save_button.isEnabled()
    assert not dialog.cancel_sale.isVisible()


def test_two_enters_are_one_sale(dialog, backend, beatriz, context, settle):
    dialog.title_field.setText("A")
    dialog.price.amount.setText("1")
    dialog.submit()
    dialog.submit()
    settle(context)
    titles = [sale.title for sale in backend.queries.card(beatriz).last_sales]
    assert titles.count("A") == 1


def test_the_discount_of_a_client_is_given_and_shown(
    context, beatriz, perform, show, backend, settle, outcomes
):
    perform(commands.EditClient(client=beatriz, discount_percent=Decimal(10)))
    dialog = show(SaleDialog(context, beatriz))
    dialog.saved.connect(outcomes.append)
    assert not dialog.is_changed()
    assert dialog.price.discount.text() == "10%"
    dialog.title_field.setText("Tuning")
    dialog.price.amount.setText("250")
    assert "225.00 EUR" in dialog.price.comes_to.whole_text()
    dialog.price.by_lines.setChecked(True)
    assert dialog.lines.totals.discount_field.text() == "10%"
    dialog.price.by_lines.setChecked(False)
    dialog.submit()
    settle(context)
    found = backend.queries.sale(outcomes[0].result.id)
    assert found.sale.total == Money(22500, "EUR")
    assert found.totals.discount_percent == 10


def test_a_discount_that_is_taken_away_is_not_given(
    dialog, context, beatriz, perform, show, backend, settle, qtbot
):
    perform(commands.EditClient(client=beatriz, discount_percent=Decimal(10)))
    dialog = show(SaleDialog(context, beatriz))
    done = []
    dialog.saved.connect(done.append)
    dialog.title_field.setText("Tuning")
    dialog.price.amount.setText("250")
    dialog.price.discount.setFocus()
    dialog.price.discount.selectAll()
    qtbot.keyClick(dialog.price.discount, Qt.Key.Key_Delete)
    dialog.submit()
    settle(context)
    assert backend.queries.sale(done[0].result.id).sale.total == Money(25000, "EUR")


def test_a_wrong_discount_is_said_beside_it(context, beatriz, perform, show, settle, qtbot):
    perform(commands.EditClient(client=beatriz, discount_percent=Decimal(10)))
    dialog = show(SaleDialog(context, beatriz))
    dialog.title_field.setText("Tuning")
    dialog.price.amount.setText("250")
    dialog.price.discount.selectAll()
    qtbot.keyClicks(dialog.price.discount, "much")
    dialog.submit()
    settle(context)
    assert "much" in dialog._places["discount"].error()


def test_an_amount_takes_the_usual_tax_along(
    make_context, tr, beatriz, perform, show, backend, settle, outcomes
):
    perform(commands.SetSetting(key="money.tax_percent", value="23"))
    perform(commands.SetSetting(key="money.prices_include_tax", value="yes"))
    context = make_context(tr)
    dialog = show(SaleDialog(context, beatriz))
    dialog.saved.connect(outcomes.append)
    dialog.title_field.setText("Tuning")
    dialog.price.amount.setText("123")
    assert "23.00 EUR" in dialog.price.comes_to.whole_text()
    dialog.submit()
    settle(context)
    found = backend.queries.sale(outcomes[0].result.id)
    assert (found.sale.total, found.sale.net) == (Money(12300, "EUR"), Money(10000, "EUR"))
    again = show(SaleDialog(context, sale_id=found.sale.id))
    settle(context)
    assert not again.price.by_lines.isChecked()
    assert again.price.amount.text() == "123.00"


def test_instalments_are_folded_away_until_wanted(dialog, backend, context, settle, outcomes):
    assert not dialog.plan.isVisible()
    dialog.title_field.setText("New soundboard")
    dialog.price.amount.setText("1000")
    dialog.plan_fold.set_open(opened=True)
    assert not dialog.due.isVisible()
    dialog.plan.short.setText("30/14, 60/30")
    dialog.submit()
    assert not outcomes
    assert dialog.isVisible()
    dialog.plan.short.setText("30/14, 70/30")
    dialog.submit()
    settle(context)
    found = backend.queries.sale(outcomes[0].result.id)
    assert [one.amount for one in found.instalments] == [Money(30000, "EUR"), Money(70000, "EUR")]


def test_a_contract_and_a_period_of_service(
    context, beatriz, perform, show, backend, settle, outcomes
):
    contract = perform(commands.AddContract(client=beatriz, title="Piano care")).result.id
    dialog = show(SaleDialog(context, beatriz))
    dialog.saved.connect(outcomes.append)
    dialog.title_field.setText("Care, a year")
    dialog.price.amount.setText("1200")
    dialog.more.set_open(opened=True)
    dialog.more.contract.choose(contract)
    dialog.more.service_from.set_day(date(2026, 6, 1))
    dialog.more.service_until.set_day(date(2026, 5, 1))
    dialog.submit()
    settle(context)
    assert dialog._places["service_until"].error()
    dialog.more.service_until.set_day(date(2027, 5, 31))
    dialog.submit()
    settle(context)
    found = backend.queries.sale(outcomes[0].result.id)
    assert found.contract[0] == contract
    assert found.service_until == date(2027, 5, 31)
    again = show(SaleDialog(context, sale_id=found.sale.id))
    assert again.more.is_open
    assert again.more.contract.value() == contract
    assert not again.is_changed()


def test_a_client_on_hold_is_said_and_blocks_nothing(
    context, beatriz, perform, show, settle, outcomes
):
    perform(
        commands.EditClient(
            client=beatriz, on_hold=True, hold_reason="Two bounced", credit_limit=Decimal(500)
        )
    )
    dialog = show(SaleDialog(context, beatriz))
    dialog.saved.connect(outcomes.append)
    assert "Two bounced" in dialog.standing.whole_text()
    assert "above" not in dialog.standing.whole_text()
    dialog.title_field.setText("Tuning")
    dialog.price.amount.setText("100")
    assert "80.00 EUR above the credit limit" in dialog.standing.whole_text()
    dialog.submit()
    settle(context)
    assert outcomes


def test_a_price_below_the_quoted_one_is_said_before_it_is_saved(
    context, beatriz, perform, show, settle, outcomes, qtbot
):
    line = commands.LineInput(description="Voicing", unit_price=Decimal(200))
    perform(commands.AddQuote(client=beatriz, title="Voicing", lines=(line,)))
    dialog = show(SaleDialog(context, beatriz))
    dialog.saved.connect(outcomes.append)
    dialog.title_field.setText("Voicing")
    dialog.price.amount.setText("150")
    dialog.price.by_lines.setChecked(True)
    dialog.submit()
    settle(context)
    qtbot.waitUntil(lambda: bool(dialog.lines.warnings()))
    settle(context)
    assert not outcomes
    assert "200.00 EUR" in dialog.lines.warnings()[0]
    assert "Enter" in dialog.notice.whole_text()
    dialog.submit()
    settle(context)
    assert len(outcomes) == 1


def test_lines_keep_their_rows(context, beatriz, perform, show, backend, settle):
    lines = tuple(
        commands.LineInput(description=name, quantity=Decimal(2), unit_price=Decimal(10))
        for name in ("Bow", "String")
    )
    sale = perform(
        commands.AddSale(client=beatriz, title="A", lines=lines, status=SaleStatus.ORDERED)
    ).result.id
    before = backend.queries.sale(sale).trade_lines
    perform(commands.Deliver(sale=sale, lines={before[0].id: Decimal(1)}))
    dialog = show(SaleDialog(context, sale_id=sale))
    assert not dialog.is_changed()
    dialog.lines.grid.item(0, 0).setText("Bow, long")
    dialog.submit()
    settle(context)
    after = backend.queries.sale(sale).trade_lines
    assert [line.id for line in after] == [line.id for line in before]
    assert (after[0].description, after[0].done) == ("Bow, long", 1)


def test_a_title_alone_renames_its_one_line(context, beatriz, perform, show, backend, settle):
    sale = perform(
        commands.AddSale(
            client=beatriz, title="Tuning", amount=Decimal(80), status=SaleStatus.ORDERED
        )
    ).result.id
    line = backend.queries.sale(sale).trade_lines[0].id
    dialog = show(SaleDialog(context, sale_id=sale))
    dialog.title_field.setText("Tuning, both pianos")
    dialog.submit()
    settle(context)
    (after,) = backend.queries.sale(sale).trade_lines
    assert (after.id, after.description) == (line, "Tuning, both pianos")


def test_a_billed_sale_keeps_its_lines_and_says_why(
    context, beatriz, perform, show, backend, settle
):
    perform(commands.Bill(parts=(commands.BillPart(sale=1),)))
    dialog = show(SaleDialog(context, sale_id=1))
    asked = []
    dialog.wanted.connect(lambda *what: asked.append(what))
    assert "I-2026-0001" in dialog.billed_line.whole_text()
    assert dialog.price.amount.isReadOnly()
    assert not dialog.cancel_sale.isVisible()
    dialog.credit_note.click()
    invoice = backend.queries.invoice_ids("I-2026-0001")[0]
    assert asked == [("credit_note", invoice)]
    dialog.note.setPlainText("Paid by cheque")
    dialog.submit()
    settle(context)
    assert backend.queries.sale(1).note == "Paid by cheque"


def test_cancelling_what_was_billed_meanwhile_is_refused(
    context, beatriz, perform, show, backend, settle
):
    detail = backend.queries.sale(1)
    dialog = show(CancelSaleDialog(context, detail.sale))
    perform(commands.Bill(parts=(commands.BillPart(sale=1),)))
    dialog.submit()
    settle(context)
    assert "credit note" in dialog.notice.whole_text()
    assert backend.queries.sale(1).sale.status is SaleStatus.DELIVERED


def test_what_hangs_on_a_sale_is_shown_and_opens(context, beatriz, perform, show, backend):
    payment = perform(
        commands.TakePayment(
            client=beatriz, amount=Decimal(50), method="cash", allocations={1: Decimal(50)}
        )
    ).result.id
    invoice = perform(commands.Bill(parts=(commands.BillPart(sale=1),))).result.id
    dialog = show(SaleDialog(context, sale_id=1))
    asked = []
    dialog.wanted.connect(lambda *what: asked.append(what))
    table = dialog.around.list.table
    assert table.rowCount() == 2
    for row in range(2):
        dialog.around.list.opened.emit(row)
    assert sorted(asked) == [("open_invoice", invoice), ("open_payment", payment)]


def test_a_payment_taken_from_the_sale_is_seen_at_once(
    context, beatriz, show, backend, settle, qtbot
):
    dialog = show(SaleDialog(context, sale_id=1))
    dialog.title_field.setText("Piano tuning, half done")
    dialog.around.buttons["payment"].click()
    asked = dialog.findChild(PaymentDialog)
    settle(context)
    assert asked.amount.text() == "120.00"
    asked.submit()
    settle(context)
    qtbot.waitUntil(lambda: not dialog.around.buttons["payment"].isVisible())
    assert dialog.title_field.text() == "Piano tuning, half done"
    assert backend.queries.sale(1).sale.open == Money(0, "EUR")


def test_the_same_again_for_somebody_else(
    context, beatriz, perform, show, backend, settle, outcomes, qtbot
):
    line = commands.LineInput(
        description="Web site", unit_price=Decimal(900), tax_percent=Decimal(23)
    )
    past = perform(
        commands.AddSale(
            client=beatriz, title="Package", lines=(line,), discount_percent=Decimal(5)
        )
    ).result.id
    other = perform(commands.AddClient(name="Henrik Dahl")).result.id
    dialog = show(SaleDialog(context, other, prefill=past))
    dialog.saved.connect(outcomes.append)
    assert dialog.title_field.text() == "Package"
    dialog.submit()
    settle(context)
    qtbot.waitUntil(lambda: bool(outcomes) or not dialog.notice.isHidden())
    found = backend.queries.sale(outcomes[0].result.id)
    assert found.sale.client.name == "Henrik Dahl"
    assert found.sale.total == backend.queries.sale(past).sale.total
    assert found.trade_lines[0].id != backend.queries.sale(past).trade_lines[0].id


def test_the_same_again_asks_to_whom(context, beatriz, show):
    dialog = show(SaleDialog(context, None, prefill=1))
    assert dialog.picker.chosen().id == beatriz
    assert dialog.picker.box.hasFocus()
    assert dialog.picker.box.selectedText() == "Beatriz Gonçalves"


def test_a_past_sale_is_found_and_copied(dialog, context, show, settle, qtbot):
    dialog.copy_button.click()
    past = dialog.findChild(PastSales)
    settle(context)
    qtbot.keyClicks(past.box, "voicing")
    settle(context)
    assert past.list.table.rowCount() == 1
    qtbot.keyClick(past.box, Qt.Key.Key_Return)
    settle(context)
    assert dialog.title_field.text() == "Hammer voicing"
    assert dialog.price.amount.text() == "300.00"
    assert dialog.is_changed()


def test_who_was_sent_by_somebody_is_offered_what_that_one_bought(
    context, beatriz, perform, show, settle, qtbot
):
    sent = perform(commands.AddClient(name="Henrik Dahl", referred_by=beatriz)).result.id
    dialog = show(SaleDialog(context, sent))
    dialog.copy_button.click()
    past = dialog.findChild(PastSales)
    settle(context)
    assert past.box.text() == "Beatriz Gonçalves"
    assert past.list.table.rowCount() == 3


def test_a_copied_sale_takes_its_discount_else_that_of_the_client(context, perform, show, beatriz):
    perform(commands.EditClient(client=beatriz, discount_percent=Decimal(10)))
    dialog = show(SaleDialog(context, beatriz, prefill=1))
    assert dialog.price.discount.text() == "10%"
    past = perform(
        commands.AddSale(client=beatriz, title="B", amount=Decimal(50), discount_amount=Decimal(5))
    ).result.id
    dialog = show(SaleDialog(context, beatriz, prefill=past))
    assert dialog.price.discount.text() == "5.00"
    assert dialog.price.total() == Money(4500, "EUR")


def test_an_amount_below_the_quoted_price_is_said_too(
    context, beatriz, perform, show, settle, outcomes, qtbot
):
    line = commands.LineInput(description="Voicing", unit_price=Decimal(200))
    perform(commands.AddQuote(client=beatriz, title="Voicing", lines=(line,)))
    dialog = show(SaleDialog(context, beatriz))
    dialog.saved.connect(outcomes.append)
    dialog.title_field.setText("Voicing")
    dialog.price.amount.setText("150")
    dialog.submit()
    settle(context)
    qtbot.waitUntil(dialog.notice.isVisible)
    assert "200.00 EUR" in dialog.notice.whole_text()
    assert not outcomes
    dialog.submit()
    settle(context)
    assert len(outcomes) == 1


def test_a_price_changed_after_billing_is_refused_beside_it(
    context, beatriz, perform, show, backend, settle
):
    dialog = show(SaleDialog(context, sale_id=1))
    dialog.price.amount.setText("150")
    perform(commands.Bill(parts=(commands.BillPart(sale=1),)))
    dialog.submit()
    settle(context)
    assert "credit note" in dialog._places["amount"].error()
    dialog = show(SaleDialog(context, sale_id=2))
    dialog.price.by_lines.setChecked(True)
    dialog.lines.grid.item(0, 3).setText("150")
    perform(commands.Bill(parts=(commands.BillPart(sale=2),)))
    dialog.submit()
    settle(context)
    assert "credit note" in dialog.lines._error.whole_text()
    assert backend.queries.sale(2).sale.total == Money(30000, "EUR")
