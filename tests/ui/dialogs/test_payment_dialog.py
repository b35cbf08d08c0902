"""Taking a payment: P, the amount, Enter."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from smallcrm.domain.money import Money
from smallcrm.services import commands
from smallcrm.ui.dialogs.payment_detail import PaymentDetail
from smallcrm.ui.dialogs.payment_dialog import PaymentDialog


@pytest.fixture
def dialog(context, beatriz, show, outcomes):
    made = PaymentDialog(context, beatriz)
    made.saved.connect(outcomes.append)
    return show(made)


def payments(backend, client):
    return backend.queries.card(client).last_payments


def test_begins_with_what_is_overdue_selected(dialog):
    assert dialog.amount.text() == "420.00"
    assert dialog.amount.selectedText() == "420.00"
    assert QApplication.focusWidget() is dialog.amount
    assert dialog.save_button.isDefault()


def test_amount_and_enter_settle_the_oldest_first(
    dialog, backend, beatriz, context, settle, outcomes, qtbot
):
    qtbot.keyClicks(dialog.amount, "150")
    qtbot.keyClick(dialog.amount, Qt.Key.Key_Return)
    settle(context)
    (payment,) = payments(backend, beatriz)
    assert payment.amount == Money(15000, "EUR")
    assert [(part.sale_title, part.amount.minor) for part in payment.settled] == [
        ("Piano tuning", 12000),
        ("Hammer voicing", 3000),
    ]
    assert len(outcomes) == 1
    assert payment.on == date(2026, 5, 12)


def test_two_enters_are_one_payment(dialog, backend, beatriz, context, settle, outcomes, qtbot):
    qtbot.keyClick(dialog.amount, Qt.Key.Key_Return)
    qtbot.keyClick(dialog.amount, Qt.Key.Key_Return)
    assert not dialog.save_button.isEnabled()
    settle(context)
    assert len(payments(backend, beatriz)) == 1
    assert len(outcomes) == 1


def test_enter_before_the_account_is_read_waits_for_it(
    context, beatriz, backend, settle, qtbot, outcomes
):
    dialog = PaymentDialog(context, beatriz)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.saved.connect(outcomes.append)
    dialog.open()
    qtbot.keyClicks(dialog.amount, "75")
    qtbot.keyClick(dialog.amount, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(outcomes) == 1)
    settle(context)
    (payment,) = payments(backend, beatriz)
    assert payment.amount == Money(7500, "EUR")


def test_preview_follows_the_amount_and_says_what_is_left(dialog, qtbot):
    qtbot.keyClicks(dialog.amount, "500")
    texts = [dialog.allocations.table.item(row, 3).text() for row in range(3)]
    assert texts == ["120.00", "300.00", "60.00"]
    assert "20.00 EUR" in dialog.allocations._summary.whole_text()


def test_parts_changed_by_hand_are_sent(dialog, backend, beatriz, context, settle, qtbot):
    table = dialog.allocations.table
    dialog.amount.setText("100")
    table.setFocus()
    table.setCurrentCell(0, 0)
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert table.item(0, 3).text() == ""
    table.setCurrentCell(2, 0)
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert table.item(2, 3).text() == "60.00"
    qtbot.keyClick(table, Qt.Key.Key_Return)
    settle(context)
    (payment,) = payments(backend, beatriz)
    assert [(part.sale_title, part.amount.minor) for part in payment.settled] == [
        ("Humidity control refill", 6000)
    ]
    assert payment.free == Money(4000, "EUR")


def test_typing_a_digit_on_a_row_edits_its_part(dialog, qtbot):
    table = dialog.allocations.table
    table.setFocus()
    table.setCurrentCell(1, 0)
    qtbot.keyClick(table, "5")
    editor = QApplication.focusWidget()
    qtbot.keyClicks(editor, "0")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: table.item(1, 3).text() == "50.00")
    assert dialog.isVisible()
    assert not dialog.allocations.automatic


@pytest.mark.parametrize("typed", ["12x", "", "0", "-5", "1.234", "1e9"])
def test_a_wrong_amount_is_said_beside_it_and_stays(
    dialog, typed, backend, beatriz, context, settle
):
    dialog.amount.setText(typed)
    dialog.submit()
    settle(context)
    assert dialog._places["amount"].error()
    assert dialog.amount.text() == typed
    assert dialog.isVisible()
    assert not payments(backend, beatriz)


def test_amount_and_date_are_both_said_at_once(dialog):
    dialog.amount.setText("x")
    dialog.day.setText("31.2.2026")
    dialog.submit()
    assert dialog._places["amount"].error()
    assert "31.2.2026" in dialog._places["on"].error()
    dialog.amount.setText("5")
    assert not dialog._places["amount"].error()


def test_more_than_the_payment_is_refused_beside_the_table(dialog, backend, beatriz):
    dialog.amount.setText("50")
    dialog.allocations.table.item(0, 3).setText("120")
    dialog.submit()
    assert "120.00 EUR" in dialog.allocations._error.whole_text()
    assert dialog.allocations._error.isVisibleTo(dialog)
    assert not payments(backend, beatriz)


def test_more_than_is_open_on_a_sale_is_refused_beside_the_table(dialog, backend, beatriz):
    dialog.amount.setText("500")
    dialog.allocations.table.item(0, 3).setText("130")
    dialog.submit()
    assert "120.00 EUR" in dialog.allocations._error.whole_text()
    assert not payments(backend, beatriz)


def test_what_the_file_refuses_keeps_the_dialog(dialog, perform, context, settle):
    dialog.allocations.table.item(0, 3).setText("100")
    perform(commands.CancelSale(sale=1))
    dialog.submit()
    settle(context)
    assert dialog.isVisible()
    assert dialog.allocations._error.isVisibleTo(dialog)
    assert dialog.save_button.isEnabled()


def test_methods_known_and_own(dialog, backend, beatriz, context, settle):
    dialog.method.setCurrentText("Cash")
    dialog.reference.setText("  RF 12 ")
    dialog.submit()
    settle(context)
    (payment,) = payments(backend, beatriz)
    assert payment.method == "cash"
    assert payment.reference == "RF 12"


def test_escape_asks_nothing_when_nothing_was_typed(dialog, qtbot):
    qtbot.keyClick(dialog.amount, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_escape_keeps_what_was_typed_until_it_is_discarded(dialog, qtbot):
    qtbot.keyClicks(dialog.amount, "12")
    qtbot.keyClick(dialog.amount, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog._strip.isVisible()
    assert QApplication.focusWidget() is dialog._strip.keep_button
    qtbot.keyClick(dialog._strip.keep_button, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.amount.text() == "12"
    assert QApplication.focusWidget() is dialog.amount
    qtbot.keyClick(dialog.amount, Qt.Key.Key_Escape)
    dialog._strip.discard_button.click()
    assert not dialog.isVisible()


def test_a_sale_begun_with_is_settled_first(context, beatriz, show, backend, settle):
    dialog = show(PaymentDialog(context, beatriz, sale_id=3))
    assert dialog.amount.text() == "60.00"
    dialog.submit()
    settle(context)
    (payment,) = payments(backend, beatriz)
    assert [part.sale_id for part in payment.settled] == [3]


def test_currencies_are_asked_only_where_there_are_several(
    context, beatriz, show, perform, backend, settle
):
    dialog = show(PaymentDialog(context, beatriz))
    assert not dialog._currency_row.isVisible()
    dialog.close()
    perform(commands.AddSale(client=beatriz, title="Strings", amount=Decimal(90), currency="USD"))
    dialog = show(PaymentDialog(context, beatriz))
    assert dialog._currency_row.isVisible()
    dialog.currency.choose("USD")
    assert dialog.amount.text() == "90.00"
    assert dialog.allocations.table.rowCount() == 1
    dialog.submit()
    settle(context)
    (payment,) = payments(backend, beatriz)
    assert payment.amount == Money(9000, "USD")


def test_without_a_client_it_asks_who_paid(context, beatriz, show, backend, settle, qtbot):
    dialog = show(PaymentDialog(context, None))
    dialog.amount.setText("10")
    dialog.submit()
    assert dialog._places["client"].error()
    box = dialog._picker.box
    box.setFocus()
    box.clear()
    qtbot.keyClicks(box, "gonc")
    qtbot.waitUntil(lambda: box.list_open)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    settle(context)
    assert dialog._picker.chosen().id == beatriz
    assert dialog.amount.text() == "10"
    dialog.submit()
    settle(context)
    assert payments(backend, beatriz)[0].amount == Money(1000, "EUR")


def test_detail_moves_parts_by_hand(context, beatriz, show, perform, backend, settle, outcomes):
    paid = perform(commands.TakePayment(client=beatriz, amount=Decimal(120))).result.id
    dialog = show(PaymentDetail(context, paid))
    dialog.saved.connect(outcomes.append)
    table = dialog.allocations.table
    assert table.item(0, 3).text() == "120.00"
    table.item(0, 3).setText("60")
    table.item(2, 3).setText("60")
    dialog.submit()
    settle(context)
    settle(context)
    found = backend.queries.payment(paid)
    assert {part.sale_id: part.amount.minor for part in found.settled} == {1: 6000, 3: 6000}
    assert outcomes
    assert not dialog.isVisible()


def test_detail_reverses_and_gives_back(context, beatriz, show, perform, backend, settle):
    paid = perform(commands.TakePayment(client=beatriz, amount=Decimal(500))).result.id
    dialog = show(PaymentDetail(context, paid))
    dialog.refund_button.click()
    refund = dialog.findChildren(type(dialog).__mro__[1], options=Qt.FindDirectChildrenOnly)[-1]
    assert refund.amount.text() == "20.00"
    refund.amount.setText("600")
    refund.submit()
    settle(context)
    assert refund._places["amount"].error()
    refund.amount.setText("20")
    refund.submit()
    settle(context)
    settle(context)
    assert backend.queries.payment(paid).free == Money(0, "EUR")
    dialog.close()
    other = perform(commands.TakePayment(client=beatriz, amount=Decimal(5))).result.id
    dialog = show(PaymentDetail(context, other))
    dialog.reverse_button.click()
    reverse = dialog.findChildren(type(dialog).__mro__[1], options=Qt.FindDirectChildrenOnly)[-1]
    reverse.reason.setText("bounced")
    reverse.submit()
    settle(context)
    settle(context)
    assert backend.queries.payment(other).void
    assert dialog.void_line.isVisible()


def test_moving_parts_is_one_action(context, beatriz, show, perform, backend, settle, outcomes):
    paid = perform(commands.TakePayment(client=beatriz, amount=Decimal(120))).result.id
    dialog = show(PaymentDetail(context, paid))
    dialog.saved.connect(outcomes.append)
    table = dialog.allocations.table
    table.item(0, 3).setText("60")
    table.item(2, 3).setText("60")
    dialog.submit()
    settle(context)
    assert len(outcomes) == 1
    perform(commands.Undo())
    found = backend.queries.payment(paid)
    assert {part.sale_id: part.amount.minor for part in found.settled} == {1: 12000}


def test_a_payment_opens_its_sales_and_its_receipt(context, beatriz, show, perform, qtbot):
    paid = perform(commands.TakePayment(client=beatriz, amount=Decimal(120))).result.id
    dialog = show(PaymentDetail(context, paid))
    wanted, receipts = [], []
    dialog.wanted.connect(lambda *wish: wanted.append(wish))
    dialog.receipt_wanted.connect(receipts.append)
    table = dialog.allocations.table
    table.setFocus()
    table.setCurrentCell(1, 3)
    qtbot.keyClick(table, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    dialog.receipt_button.click()
    assert wanted == [("open_sale", 2)]
    assert receipts == [paid]
    assert dialog.isVisible()


def test_a_write_off_shows_what_it_settles_and_cannot_be_moved(
    context, beatriz, show, perform, qtbot
):
    given_up = perform(commands.WriteOff(sale=2)).result.id
    dialog = show(PaymentDetail(context, given_up))
    assert not dialog.allocations.isVisible()
    assert dialog.settled.isVisible()
    assert dialog.settled.table.rowCount() == 1
    assert not dialog.refund_button.isVisible()
    assert not dialog.receipt_button.isVisible()
    wanted = []
    dialog.wanted.connect(lambda *wish: wanted.append(wish))
    dialog.settled.table.setFocus()
    qtbot.keyClick(dialog.settled.table, Qt.Key.Key_Return)
    assert wanted == [("open_sale", 2)]


def test_nothing_moved_closes_without_a_write(context, beatriz, show, perform, settle, outcomes):
    paid = perform(commands.TakePayment(client=beatriz, amount=Decimal(120))).result.id
    dialog = show(PaymentDetail(context, paid))
    dialog.saved.connect(outcomes.append)
    dialog.submit()
    settle(context)
    assert not dialog.isVisible()
    assert not outcomes
