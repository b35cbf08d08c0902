"""Every figure opens: the rows of an account, its sums, and what a row leads to."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester

from smallcrm.domain.enums import WriteOffReason
from smallcrm.services import commands
from smallcrm.ui.dialogs.account_window import AccountWindow


@pytest.fixture
def shown(context, show, settle):
    def open_window(client, **values):
        window = show(AccountWindow(context, client, **values))
        settle(context)
        return window

    return open_window


def texts(window, column):
    model = window.model
    return [model.index(row, column).data() for row in range(model.rowCount())]


def test_the_rows_make_up_the_balance(shown, beatriz, perform):
    perform(commands.TakePayment(client=beatriz, amount=Decimal("119.60"), method="transfer"))
    perform(commands.WriteOff(sale=1, amount=Decimal("0.40"), reason=WriteOffReason.ROUNDING))
    window = shown(beatriz)
    QAbstractItemModelTester(
        window.model, QAbstractItemModelTester.FailureReportingMode.Fatal, window
    )
    assert texts(window, 1) == [
        "Piano tuning",
        "Hammer voicing",
        "Humidity control refill",
        "Payment, Transfer",
        "Written off, Rounding off",
    ]
    assert texts(window, 4) == ["120.00", "420.00", "480.00", "360.40", "360.00"]
    values = [column[2].whole_text() for column in window.facts._columns]
    assert values == ["360.00 EUR", "0.00 EUR", "360.00 EUR"]
    assert not window.tabs.isVisible()


def test_a_row_opens_what_it_is(shown, beatriz, perform, qtbot):
    paid = perform(commands.TakePayment(client=beatriz, amount=Decimal(20))).result.id
    window = shown(beatriz)
    wanted = []
    window.wanted.connect(lambda *wish: wanted.append(wish))
    assert window.table.hasFocus()
    qtbot.keyClick(window.table, Qt.Key.Key_Return)
    qtbot.keyClick(window.table, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window.table, Qt.Key.Key_Return)
    assert wanted == [("open_payment", paid), ("open_sale", 1)]
    assert window.isVisible()


def test_a_credit_note_opens_as_the_paper(shown, beatriz, perform, context, settle):
    billed = perform(commands.Bill(parts=(commands.BillPart(sale=2),))).result.id
    note = perform(commands.AddCreditNote(invoice=billed)).result.id
    window = shown(beatriz)
    wanted = []
    window.wanted.connect(lambda *wish: wanted.append(wish))
    row = next(row for row, text in enumerate(texts(window, 1)) if text.startswith("Credit note"))
    window.open_row(row)
    settle(context)
    assert wanted == [("open_invoice", note)]


def test_each_currency_has_a_tab(shown, beatriz, perform, context, settle, qtbot):
    perform(commands.AddSale(client=beatriz, title="Strings", amount=Decimal(90), currency="USD"))
    window = shown(beatriz, currency="USD")
    assert window.tabs.isVisible()
    assert window.currency == "USD"
    assert texts(window, 1) == ["Strings"]
    qtbot.keyClick(window.table, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    settle(context)
    assert window.currency == "EUR"
    assert len(texts(window, 1)) == 3
    perform(commands.AddSale(client=beatriz, title="Felt", amount=Decimal(9), currency="GBP"))
    context.hub.announce_everything()
    qtbot.waitUntil(lambda: window.tabs.count() == 3)
    assert window.currency == "EUR"


def test_it_looks_again_after_a_commit_and_keeps_the_row(shown, beatriz, context, settle, qtbot):
    window = shown(beatriz)
    window.table.select_row(1)
    context.runner.write(commands.TakePayment(client=beatriz, amount=Decimal(480)))
    qtbot.waitUntil(lambda: window.model.rowCount() == 4)
    assert window.table.current_row() == 1
    assert texts(window, 4)[-1] == "0.00"
    context.runner.write(commands.CancelSale(sale=3))
    qtbot.waitUntil(lambda: window.model.rowCount() == 5)
    assert texts(window, 4)[-1] == "-60.00"
    settle(context)


def test_all_of_it_is_copied_as_a_table(shown, beatriz, qtbot):
    window = shown(beatriz)
    window.copy_all()
    mime = QGuiApplication.clipboard().mimeData()
    lines = mime.text().splitlines()
    assert lines[0].split("\t") == ["Date", "What", "Number", "Amount", "Balance"]
    assert len(lines) == 4
    assert lines[-1].split("\t")[3:] == ["60.00", "480.00"]
    assert "<table>" in mime.html()
    assert "3 rows" in window.notice.whole_text()


def test_nothing_yet_is_said(shown, perform):
    client = perform(commands.AddClient(name="Ann Lee")).result.id
    window = shown(client)
    assert window.empty.isVisible()
    assert not window.copy_button.isEnabled()


def test_a_client_that_is_gone_is_said(shown):
    window = shown(99)
    assert window.notice.isVisible()


def test_a_void_payment_stands_and_moves_nothing(shown, beatriz, perform):
    paid = perform(commands.TakePayment(client=beatriz, amount=Decimal(20))).result.id
    perform(commands.ReversePayment(payment=paid, reason="bounced"))
    window = shown(beatriz)
    assert texts(window, 1)[-1] == "Payment, bounced, void"
    assert texts(window, 4)[-2:] == ["480.00", "480.00"]
