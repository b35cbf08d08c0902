"""Giving money of a payment back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.domain.money import Money
from smallcrm.services.commands import Refund
from smallcrm.ui.dialogs.fields import AmountField, DateField, TextField
from smallcrm.ui.dialogs.form_dialog import FormDialog, focus_field
from smallcrm.ui.widgets.labels import plain_label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.queries.shapes import PaymentShape
    from smallcrm.ui.context import UiContext


class RefundDialog(FormDialog):
    """Takes what is not used first, then releases what was settled, latest due first."""

    def __init__(
        self, context: UiContext, payment: PaymentShape, parent: QWidget | None = None
    ) -> None:
        tr = context.tr
        super().__init__(
            context,
            tr.gettext("Give money back"),
            parent,
            save_text=tr.gettext("Record refund"),
        )
        self._payment = payment
        used = sum(part.amount.minor for part in payment.settled)
        left = Money(payment.free.minor + used, payment.amount.currency)
        text = tr.gettext("What is not used is given back first; then sales are open again.")
        label = plain_label(text, "secondary")
        label.setWordWrap(True)
        self.body.addWidget(label)
        self.amount = AmountField(tr, payment.amount.currency)
        self.amount.set_money(payment.free or left)
        self.day = DateField(context.theme, tr, context.clock.today(), name="on")
        self.reason = TextField(placeholder=tr.gettext("Optional"))
        hint = tr.gettext("At most {amount}").format(amount=tr.formats.money(left))
        self.add_row("amount", tr.gettext("&Amount"), self.amount, hint=hint)
        self.add_row("on", tr.gettext("&Date"), self.day)
        self.add_row("reason", tr.gettext("&Reason"), self.reason)
        self.body.addStretch(1)
        self.settle()
        focus_field(self.amount)

    def command(self) -> Refund | None:
        """Record the refund."""
        money = self.attempt(self.amount.money)
        day = self.attempt(self.day.required)
        if money is None or day is None:
            return None
        return Refund(
            payment=self._payment.id,
            amount=money.major,
            on=day,
            reason=self.reason.value(),
            request_id=self.request_id,
        )
