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
    qtbot.keyClick(dialog.amount, Qt.Key.Key_Return)
    settle(context)
    found = backend.queries.sale(outcomes[0].result.id)
    assert found.sale.total == Money(125050, "EUR")
    assert found.sale.due == date(2026, 6, 11)
    assert found.sale.status is SaleStatus.DELIVERED


def test_lines_are_typed_with_enter_alone(dialog, backend, context, settle, outcomes, qtbot):
    dialog.title_field.setText("Two grands")
    dialog.by_lines.setChecked(True)
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
    assert "360.91 EUR" in dialog.totals.whole_text()
    qtbot.keyClick(grid, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(context)
    found = backend.queries.sale(outcomes[0].result.id)
    assert [line.description for line in found.lines] == ["Tuning", "Travel"]
    assert found.sale.total == Money(36091, "EUR")


def test_delete_removes_a_line(dialog, qtbot):
    dialog.by_lines.setChecked(True)
    line = commands.LineInput(description="A", unit_price=Decimal(5))
    dialog.lines.set_lines((line, line))
    grid = dialog.lines.grid
    grid.setFocus()
    grid.setCurrentCell(0, 0)
    qtbot.keyClick(grid, Qt.Key.Key_Delete)
    assert len(dialog.lines.lines()) == 1
    assert dialog.isVisible()


def test_prices_that_include_tax(dialog):
    dialog.by_lines.setChecked(True)
    dialog.lines.set_lines(
        (commands.LineInput(description="A", unit_price=Decimal(123), tax_percent=Decimal(23)),)
    )
    dialog.gross.setChecked(True)
    text = dialog.totals.whole_text()
    assert "100.00" in text
    assert "123.00 EUR" in text


def test_the_amount_becomes_the_first_line(dialog):
    dialog.title_field.setText("Tuning")
    dialog.amount.setText("80")
    dialog.by_lines.setChecked(True)
    (line,) = dialog.lines.lines()
    assert (line.description, line.unit_price) == ("Tuning", Decimal(80))
    dialog.by_lines.setChecked(False)
    assert dialog.amount.text() == "80"


def test_wrong_input_is_said_and_stays(dialog, backend, beatriz, context, settle):
    before = len(backend.queries.card(beatriz).last_sales)
    dialog.amount.setText("a lot")
    dialog.day.setText("soon")
    dialog.submit()
    assert dialog._places["amount"].error()
    assert dialog._places["on"].error()
    assert dialog.amount.text() == "a lot"
    dialog.amount.setText("5")
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
    dialog.by_lines.setChecked(True)
    dialog.lines.grid.item(0, 3).setText("4,5x")
    dialog.submit()
    assert "4,5x" in dialog.lines._error.whole_text()
    assert dialog.lines.grid.item(0, 3).text() == "4,5x"


def test_a_number_that_is_taken(dialog, perform, beatriz, context, settle):
    perform(commands.AddSale(client=beatriz, title="A", amount=Decimal(1), external_number="INV-1"))
    dialog.title_field.setText("B")
    dialog.amount.setText("1")
    dialog.external_number.setText("INV-1")
    dialog.submit()
    settle(context)
    assert dialog._places["external_number"].error()


def test_editing_nothing_writes_nothing(context, beatriz, show, settle, outcomes):
    dialog = show(SaleDialog(context, sale_id=1))
    dialog.saved.connect(outcomes.append)
    assert not dialog.is_changed()
    assert not dialog.by_lines.isChecked()
    assert dialog.amount.text() == "120.00"
    dialog.submit()
    settle(context)
    assert not outcomes
    assert not dialog.isVisible()


def test_editing_keeps_what_is_settled(context, beatriz, show, perform, backend, settle):
    perform(commands.TakePayment(client=beatriz, amount=Decimal(100)))
    dialog = show(SaleDialog(context, sale_id=1))
    dialog.title_field.setText("Piano tuning, twice")
    dialog.amount.setText("150")
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
    dialog.amount.setText("50")
    dialog.submit()
    settle(context)
    assert dialog.isVisible()
    assert "100.00 EUR" in dialog.notice.whole_text() or dialog.lines._error.whole_text()
    assert dialog.amount.text() == "50"


def test_cancelling_from_the_dialog(context, beatriz, show, backend, settle, outcomes):
    dialog = show(SaleDialog(context, sale_id=1))
    dialog.saved.connect(outcomes.append)
    dialog._cancel_sale.click()
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
    assert not dialog._cancel_sale.isVisible()


def test_two_enters_are_one_sale(dialog, backend, beatriz, context, settle):
    dialog.title_field.setText("A")
    dialog.amount.setText("1")
    dialog.submit()
    dialog.submit()
    settle(context)
    titles = [sale.title for sale in backend.queries.card(beatriz).last_sales]
    assert titles.count("A") == 1
