"""Sales, payments and what is owed."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject

from smallcrm.ui.wishes.base import Opener, Wish


class MoneyWishes(QObject):
    """Sales, payments, promises, reminders, plans, accounts, the bank."""

    def __init__(self, at: Opener) -> None:
        super().__init__(at)
        self._at = at

    def wishes(self) -> Mapping[str, Wish]:
        """Return what can be asked for here."""
        return {
            "payment": self._payment,
            "open_payment": self._open_payment,
        }

    def _payment(self, client_id: object) -> None:
        from smallcrm.ui.dialogs.payment_dialog import PaymentDialog

        chosen = client_id if isinstance(client_id, int) else None
        self._at.show(PaymentDialog(self._at.context, chosen, self._at.parent_of(chosen)))

    def _open_payment(self, payment_id: object) -> None:
        from smallcrm.ui.dialogs.payment_detail import PaymentDetail

        if isinstance(payment_id, int):
            self._at.show(PaymentDetail(self._at.context, payment_id, self._at.window))
