"""Sales, payments and what is owed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

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
            "account": self._account,
            "promise": self._promise,
            "remind": self._remind,
            "plan": self._plan,
            "opening_balance": self._opening_balance,
            "pay_out": self._pay_out,
            "rates": self._rates,
            "bank": self._bank,
        }

    def _payment(self, client_id: object) -> None:
        from smallcrm.ui.dialogs.payment_dialog import PaymentDialog

        chosen = client_id if isinstance(client_id, int) else None
        self._at.show(PaymentDialog(self._at.context, chosen, self._at.parent_of(chosen)))

    def _open_payment(self, payment_id: object) -> None:
        from smallcrm.ui.dialogs.payment_detail import PaymentDetail

        if isinstance(payment_id, int):
            detail = PaymentDetail(self._at.context, payment_id, self._at.window)
            detail.receipt_wanted.connect(self._on_receipt_wanted)
            self._at.show(detail)

    def _on_receipt_wanted(self, payment_id: int) -> None:
        self._at.wanted.emit("print_receipt", payment_id)

    def _account(self, client_id: object) -> None:
        from smallcrm.ui.dialogs.account_window import AccountWindow

        if isinstance(client_id, int):
            parent = self._at.parent_of(client_id)
            self._at.show(AccountWindow(self._at.context, client_id, parent))

    def _promise(self, client_id: object) -> None:
        from smallcrm.ui.dialogs.promise_dialog import PromiseDialog

        chosen = client_id if isinstance(client_id, int) else None
        self._at.show(PromiseDialog(self._at.context, chosen, self._at.parent_of(chosen)))

    def _remind(self, client_id: object) -> None:
        from smallcrm.ui.dialogs.remind_dialog import RemindDialog

        if isinstance(client_id, int):
            parent = self._at.parent_of(client_id)
            self._at.show(RemindDialog(self._at.context, client_id, parent))

    def _plan(self, sale_id: object) -> None:
        from smallcrm.ui.dialogs.plan_dialog import PlanDialog

        if isinstance(sale_id, int):
            self._at.show(PlanDialog(self._at.context, sale_id, self._at.window))

    def _opening_balance(self, client_id: object) -> None:
        from smallcrm.ui.dialogs.opening_balance_dialog import OpeningBalanceDialog

        chosen = client_id if isinstance(client_id, int) else None
        self._at.show(OpeningBalanceDialog(self._at.context, chosen, self._at.parent_of(chosen)))

    def _pay_out(self, client_id: object) -> None:
        from smallcrm.ui.dialogs.pay_out_dialog import PayOutDialog

        chosen = client_id if isinstance(client_id, int) else None
        self._at.show(PayOutDialog(self._at.context, chosen, self._at.parent_of(chosen)))

    def _rates(self, _: object) -> None:
        from smallcrm.ui.dialogs.rates_dialog import RatesDialog

        self._at.show(RatesDialog(self._at.context, self._at.window))

    def _bank(self, path: object) -> None:
        from smallcrm.ui.dialogs.bank_dialog import BankDialog

        file = Path(path) if isinstance(path, str) else None
        self._at.show(BankDialog(self._at.context, self._at.window, file=file))
