"""Reversing a payment that bounced or was mistyped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.services.commands import ReversePayment
from smallcrm.ui.dialogs.fields import TextField
from smallcrm.ui.dialogs.form_dialog import FormDialog, focus_field
from smallcrm.ui.widgets.labels import plain_label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.queries.shapes import PaymentShape
    from smallcrm.ui.context import UiContext


class ReverseDialog(FormDialog):
    """Asks why; the payment stays in the books, void, and what it settled is open again."""

    def __init__(
        self, context: UiContext, payment: PaymentShape, parent: QWidget | None = None
    ) -> None:
        tr = context.tr
        super().__init__(
            context,
            tr.gettext("Reverse the payment of {amount}").format(
                amount=tr.formats.money(payment.amount)
            ),
            parent,
            save_text=tr.gettext("Reverse"),
        )
        self._payment = payment
        text = tr.gettext(
            "For a payment that bounced or was typed wrongly. It stays in the books, void, and "
            "what it settled is open again. This can be undone."
        )
        label = plain_label(text, "secondary")
        label.setWordWrap(True)
        self.body.addWidget(label)
        self.reason = TextField(placeholder=tr.gettext("It bounced, say"))
        self.add_row("reason", tr.gettext("&Reason"), self.reason)
        self.body.addStretch(1)
        self.settle()
        focus_field(self.reason)

    def command(self) -> ReversePayment:
        """Reverse the payment."""
        return ReversePayment(
            payment=self._payment.id, reason=self.reason.value(), request_id=self.request_id
        )
