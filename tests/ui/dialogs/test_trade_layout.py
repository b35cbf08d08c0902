"""Dialogs of selling and billing: no word is cut off, and no two keys lead to different places."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from tests.ui.conftest import RESOURCES
from tests.ui.dialogs.test_layout import cut_off

from smallcrm.domain.enums import SaleStatus
from smallcrm.i18n.catalog import I18n
from smallcrm.services import commands
from smallcrm.services.commands import BillPart, LineInput
from smallcrm.ui.dialogs.bill_dialog import BillDialog
from smallcrm.ui.dialogs.credit_note_dialog import CreditNoteDialog
from smallcrm.ui.dialogs.deliver_dialog import DeliverDialog
from smallcrm.ui.dialogs.invoice_window import InvoiceWindow
from smallcrm.ui.dialogs.part_choice import How
from smallcrm.ui.dialogs.past_sales import PastSales
from smallcrm.ui.dialogs.sale_dialog import SaleDialog


def sale_open(context):
    dialog = SaleDialog(context, 1)
    dialog.price.by_lines.setChecked(True)
    dialog.plan_fold.set_open(opened=True)
    dialog.more.set_open(opened=True)
    return dialog


DIALOGS = {
    "sale-new": SaleDialog,
    "sale-amount": lambda context: SaleDialog(context, 1),
    "sale-open": sale_open,
    "sale-billed": lambda context: SaleDialog(context, sale_id=1),
    "sale-ordered": lambda context: SaleDialog(context, sale_id=4),
    "past": PastSales,
    "deliver": lambda context: DeliverDialog(context, 4),
    "bill": lambda context: BillDialog(context, 1),
    "bill-asks": BillDialog,
    "invoice": lambda context: InvoiceWindow(context, 1),
    "credit-note": lambda context: CreditNoteDialog(context, 1),
}


@pytest.fixture
def traded(perform, beatriz) -> None:
    """An invoice that is partly paid, and an order of two lines that is partly delivered."""
    perform(commands.EditClient(client=beatriz, discount_percent=Decimal(5)))
    perform(commands.AddContract(client=beatriz, title="Piano care, the whole year"))
    perform(commands.Bill(parts=(BillPart(sale=1),)))
    perform(commands.TakePayment(client=beatriz, amount=Decimal(20)))
    lines = tuple(
        LineInput(description=name, quantity=Decimal(4), unit_price=Decimal(10))
        for name in ("Bow", "String")
    )
    perform(commands.AddSale(client=beatriz, title="A", lines=lines, status=SaleStatus.ORDERED))


def keys(dialog: QWidget) -> Counter[str]:
    """Count the letters that lead somewhere."""
    found: Counter[str] = Counter()
    for widget in dialog.findChildren(QWidget):
        if not widget.isVisibleTo(dialog):
            continue
        labels = isinstance(widget, QLabel) and widget.buddy() is not None
        if labels or isinstance(widget, QAbstractButton):
            text = widget.text().replace("&&", "")
            found.update(letter.upper() for letter in re.findall(r"&(\w)", text))
    return found


@pytest.mark.parametrize("name", DIALOGS)
@pytest.mark.parametrize("language", ["qps", "zh_CN", "en"])
@pytest.mark.usefixtures("traded")
def test_nothing_is_cut_off_and_keys_are_one_each(
    name, language, make_context, clock, settle, qtbot
):
    context = make_context(I18n.load(language, RESOURCES, clock=clock))
    context.theme.set_chinese(chinese=language == "zh_CN")
    dialog = DIALOGS[name](context)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.show()
    settle(context)
    if isinstance(dialog, BillDialog) and dialog._parts:
        dialog._parts[dialog._current].choose(How.LINES)
    qtbot.wait(20)
    settle(context)
    try:
        assert cut_off(dialog) == []
        assert dialog.width() <= 1366
        assert dialog.height() <= 768
        assert [letter for letter, count in keys(dialog).items() if count > 1] == []
    finally:
        context.theme.set_chinese(chinese=False)
