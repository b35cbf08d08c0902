"""Every wish about selling and billing opens its dialog, also from another dialog."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from smallcrm.domain.enums import SaleStatus, Source
from smallcrm.services import commands
from smallcrm.services.commands import BillPart
from smallcrm.ui.card.deck import CardDeck
from smallcrm.ui.desk import Desk
from smallcrm.ui.dialogs.bill_dialog import BillDialog
from smallcrm.ui.dialogs.credit_note_dialog import CreditNoteDialog
from smallcrm.ui.dialogs.deliver_dialog import DeliverDialog
from smallcrm.ui.dialogs.form_dialog import FormDialog
from smallcrm.ui.dialogs.invoice_window import InvoiceWindow
from smallcrm.ui.dialogs.sale_dialog import SaleDialog
from smallcrm.ui.main_window import MainWindow

WISHES = (
    ("sale", 1, SaleDialog),
    ("sale", None, SaleDialog),
    ("open_sale", 1, SaleDialog),
    ("same_again", 1, SaleDialog),
    ("same_again", (1, 1), SaleDialog),
    ("deliver", 1, DeliverDialog),
    ("bill", 1, BillDialog),
    ("bill", None, BillDialog),
    ("bill_sale", 1, BillDialog),
    ("open_invoice", 1, InvoiceWindow),
    ("credit_note", 1, CreditNoteDialog),
)


@pytest.fixture
def desk(qtbot, context, backend, settle, tmp_path):
    def perform(command):
        return backend.services.perform(command, source=Source.SCREEN)

    perform(commands.AddClient(name="Ada Berg"))
    perform(commands.AddSale(client=1, title="Bow", amount=Decimal(60), status=SaleStatus.ORDERED))
    perform(commands.Bill(parts=(BillPart(sale=1, amount=Decimal(20)),)))
    store = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    window = MainWindow(context, store)
    deck = CardDeck(context, anchor=window)
    made = Desk(context, window, deck)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    settle(context)
    yield made
    deck.close_all()
    settle(context)


def shown(kind):
    return [
        one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()
    ]


@pytest.mark.parametrize(("name", "argument", "kind"), WISHES)
def test_a_wish_opens_its_dialog(desk, context, settle, name, argument, kind):
    desk.do(name, argument)
    settle(context)
    (dialog,) = shown(kind)
    assert dialog.notice.isHidden()
    if isinstance(dialog, FormDialog):
        dialog.settle()
    dialog.close()
    settle(context)
    assert not shown(kind)


def test_a_bill_made_from_a_sale_opens_its_paper(desk, context, settle, qtbot):
    desk.do("open_sale", 1)
    settle(context)
    (sale,) = shown(SaleDialog)
    sale.around.buttons["bill_sale"].click()
    settle(context)
    (bill,) = shown(BillDialog)
    bill.submit()
    settle(context)
    qtbot.waitUntil(lambda: bool(shown(InvoiceWindow)))
    settle(context)
    (paper,) = shown(InvoiceWindow)
    assert "I-2026-0002" in paper.title_label.accessibleName()
    assert paper.parentWidget() is sale
    qtbot.waitUntil(lambda: not sale.around.buttons["bill_sale"].isVisible())
    paper.close()
    sale.close()
    settle(context)
