"""Sales, what goes out of them, and the paper that bills them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject

from smallcrm.ui.wishes.base import Opener, Wish


class TradeWishes(QObject):
    """What is sold, sold again, delivered, billed and taken back."""

    def __init__(self, at: Opener) -> None:
        super().__init__(at)
        self._at = at

    def wishes(self) -> Mapping[str, Wish]:
        """Return what can be asked for here."""
        return {
            "sale": self._sale,
            "open_sale": self._open_sale,
            "same_again": self._same_again,
            "deliver": self._deliver,
            "bill": self._bill,
            "bill_sale": self._bill_sale,
            "open_invoice": self._open_invoice,
            "credit_note": self._credit_note,
        }

    def _sale(self, client_id: object) -> None:
        from smallcrm.ui.dialogs.sale_dialog import SaleDialog

        chosen = client_id if isinstance(client_id, int) else None
        self._at.show(SaleDialog(self._at.context, chosen, self._at.parent_of(chosen)))

    def _open_sale(self, sale_id: object) -> None:
        from smallcrm.ui.dialogs.sale_dialog import SaleDialog

        if isinstance(sale_id, int):
            self._at.show(SaleDialog(self._at.context, None, self._at.window, sale_id=sale_id))

    def _same_again(self, argument: object) -> None:
        """Sell a past sale again: `sale id` asks to whom, `(sale id, client id)` says it."""
        from smallcrm.ui.dialogs.sale_dialog import SaleDialog

        sale_id, client_id = argument if isinstance(argument, tuple) else (argument, None)
        if isinstance(sale_id, int):
            parent = self._at.parent_of(client_id)
            self._at.show(SaleDialog(self._at.context, client_id, parent, prefill=sale_id))

    def _deliver(self, sale_id: object) -> None:
        from smallcrm.ui.dialogs.deliver_dialog import DeliverDialog

        if isinstance(sale_id, int):
            self._at.show(DeliverDialog(self._at.context, sale_id, self._at.window))

    def _bill(self, client_id: object) -> None:
        from smallcrm.ui.dialogs.bill_dialog import BillDialog

        chosen = client_id if isinstance(client_id, int) else None
        self._at.show(BillDialog(self._at.context, chosen, self._at.parent_of(chosen)))

    def _bill_sale(self, sale_id: object) -> None:
        from smallcrm.ui.dialogs.bill_dialog import BillDialog

        if isinstance(sale_id, int):
            self._at.show(BillDialog(self._at.context, None, self._at.window, sale_id=sale_id))

    def _open_invoice(self, invoice_id: object) -> None:
        from smallcrm.ui.dialogs.invoice_window import InvoiceWindow

        if isinstance(invoice_id, int):
            self._at.show(InvoiceWindow(self._at.context, invoice_id, self._at.window))

    def _credit_note(self, invoice_id: object) -> None:
        from smallcrm.ui.dialogs.credit_note_dialog import CreditNoteDialog

        if isinstance(invoice_id, int):
            self._at.show(CreditNoteDialog(self._at.context, invoice_id, self._at.window))
