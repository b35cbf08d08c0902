"""Recording deliveries: all that is left with Enter alone, or some of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from smallcrm.domain.enums import SaleStatus
from smallcrm.services import commands
from smallcrm.services.commands import LineInput
from smallcrm.ui.dialogs.deliver_dialog import DeliverDialog


@pytest.fixture
def sale(perform, beatriz) -> int:
    lines = tuple(
        LineInput(description=name, quantity=Decimal(4), unit_price=Decimal(10))
        for name in ("Bow", "String")
    )
    return perform(
        commands.AddSale(client=beatriz, title="A", lines=lines, status=SaleStatus.ORDERED)
    ).result.id


def test_enter_delivers_all_and_says_what_follows(context, sale, show, backend, settle, qtbot):
    dialog = show(DeliverDialog(context, sale))
    assert "becomes delivered, and is due on 11 Jun 2026" in dialog.outlook.whole_text()
    qtbot.keyClick(dialog.lines.table, Qt.Key.Key_Return)
    settle(context)
    found = backend.queries.sale(sale)
    assert found.sale.status is SaleStatus.DELIVERED
    assert found.sale.due == date(2026, 6, 11)
    assert not dialog.isVisible()


def test_some_of_it(context, sale, show, backend, settle, qtbot):
    dialog = show(DeliverDialog(context, sale))
    table = dialog.lines.table
    table.setFocus()
    table.setCurrentCell(0, 0)
    qtbot.keyClick(table, Qt.Key.Key_3)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: table.item(0, 3).text() == "3")
    table.setCurrentCell(1, 0)
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert "stays ordered" in dialog.outlook.whole_text()
    dialog.day.setText("1/5/2026")
    dialog.note.setPlainText("By courier")
    dialog.submit()
    settle(context)
    (delivery,) = backend.queries.sale(sale).billing.deliveries
    assert delivery.on == date(2026, 5, 1)
    assert [quantity for _line, quantity in delivery.lines] == [3]
    assert delivery.note == "By courier"
    assert backend.queries.sale(sale).sale.status is SaleStatus.ORDERED


def test_nothing_ticked_and_too_much_are_said_at_the_lines(context, sale, show, backend, settle):
    dialog = show(DeliverDialog(context, sale))
    dialog.lines.tick_all()
    dialog.submit()
    assert "one line" in dialog.lines._error.whole_text()
    dialog.lines.tick_all()
    dialog.lines.table.item(0, 3).setText("9")
    dialog.submit()
    settle(context)
    assert dialog.lines._error.isVisible()
    assert not backend.queries.sale(sale).billing.deliveries


def test_what_is_delivered_meanwhile_is_refused_beside_the_lines(
    context, sale, show, backend, settle, perform
):
    dialog = show(DeliverDialog(context, sale))
    line = backend.queries.sale(sale).trade_lines[0].id
    perform(commands.Deliver(sale=sale, lines={line: Decimal(3)}))
    dialog.submit()
    settle(context)
    assert dialog.isVisible()
    assert "1" in dialog.lines._error.whole_text()


@pytest.mark.parametrize("done", ["delivered", "cancelled"])
def test_what_cannot_be_delivered_says_so(context, sale, show, perform, done):
    perform(commands.Deliver(sale=sale) if done == "delivered" else commands.CancelSale(sale=sale))
    dialog = show(DeliverDialog(context, sale))
    assert not dialog.save_button.isEnabled()
    assert dialog.notice.whole_text()
