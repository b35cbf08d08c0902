"""Giving a client's credit back as money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.services.commands import PayOut
from smallcrm.ui.dialogs.client_money import ClientMoney, ClientMoneyDialog
from smallcrm.ui.dialogs.fields import DateField, TextField
from smallcrm.ui.dialogs.method_field import MethodField
from smallcrm.ui.dialogs.referral_words import good_until
from smallcrm.ui.theme import SMALL
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.domain.money import Money
    from smallcrm.ui.context import UiContext


class PayOutDialog(ClientMoneyDialog):
    """Asks how much of the credit is paid out; it begins with all of it."""

    def __init__(
        self, context: UiContext, client_id: int | None, parent: QWidget | None = None
    ) -> None:
        tr = context.tr
        super().__init__(
            context,
            tr.gettext("Pay credit out"),
            client_id,
            parent,
            save_text=tr.gettext("Record pay-out"),
        )
        self.day = DateField(context.theme, tr, context.clock.today(), name="on")
        self.method = MethodField(tr)
        self.reason = TextField(placeholder=tr.gettext("Optional"))
        self.credit_line = RunLabel(context.theme, wrap=True)
        self.credit_line.hide()
        self.body.addWidget(self.credit_line)
        self.begin()
        self.add_row("on", tr.gettext("&Date"), self.day)
        self.add_row("method", tr.gettext("Paid &by"), self.method)
        self.add_row("reason", tr.gettext("&Reason"), self.reason)
        self.body.addStretch(1)
        self.finish()

    def command(self) -> PayOut | None:
        """Pay out what is typed."""
        client = self.require_client()
        money = self.attempt(self.amount.money)
        day = self.attempt(self.day.required)
        if client is None or money is None or day is None or self._found:
            return None
        return PayOut(
            client=client,
            amount=money.major,
            currency=money.currency,
            on=day,
            method=self.method.value(),
            reason=self.reason.value(),
            request_id=self.request_id,
        )

    def currencies(self, money: ClientMoney) -> list[str]:
        """Offer the currencies in which there is credit."""
        found = [credit.currency for credit in money.balance.credit if credit.minor > 0]
        return found or [self.own_currency(money)]

    def proposed(self, money: ClientMoney, currency: str) -> Money | None:
        """Propose all the credit there is."""
        del money
        return self._credit(currency)

    def arrived(self, money: ClientMoney) -> None:
        """Say how much credit there is, or that there is none."""
        tr = self.context.tr
        credit = [one for one in money.balance.credit if one.minor > 0]
        if credit:
            text = tr.gettext("Credit: {amount}. The oldest payments are given back first.")
            lapsing = (good_until(tr, one, money.expires) for one in credit)
            until = next((words for words in lapsing if words), "")
            if until:
                # Translators: what lapses first of a credit is {until}, "50.00 good until 3 May"
                text = tr.gettext(
                    "Credit: {amount}, {until}. What lapses first is given back first."
                )
            text = text.format(amount=tr.formats.monies(credit), until=until)
            self.credit_line.set_runs((Run(text, SMALL, "ok"),), ("wallet", "ok"))
        else:
            text = tr.gettext("There is no credit to pay out.")
            self.credit_line.set_runs((Run(text, SMALL, "second"),), ("info", "second"))
        self.credit_line.show()
        self.save_button.setEnabled(bool(credit))

    def _credit(self, currency: str) -> Money | None:
        credit = self._money.balance.credit if self._money is not None else ()
        return next((one for one in credit if one.currency == currency and one.minor > 0), None)
