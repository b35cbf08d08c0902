"""Quotes, sales, deliveries, invoices, products and contracts."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject

from smallcrm.ui.wishes.base import Opener, Wish


class TradeWishes(QObject):
    """What is offered, sold, delivered and billed."""

    def __init__(self, at: Opener) -> None:
        super().__init__(at)
        self._at = at

    def wishes(self) -> Mapping[str, Wish]:
        """Return what can be asked for here."""
        return {
            "sale": self._sale,
            "open_sale": self._open_sale,
        }

    def _sale(self, client_id: object) -> None:
        from smallcrm.ui.dialogs.sale_dialog import SaleDialog

        chosen = client_id if isinstance(client_id, int) else None
        self._at.show(SaleDialog(self._at.context, chosen, self._at.parent_of(chosen)))

    def _open_sale(self, sale_id: object) -> None:
        from smallcrm.ui.dialogs.sale_dialog import SaleDialog

        if isinstance(sale_id, int):
            self._at.show(SaleDialog(self._at.context, None, self._at.window, sale_id=sale_id))
