"""Writing off what is open on a sale, or a part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.domain.enums import WriteOffReason
from smallcrm.i18n.sentences import enum_name
from smallcrm.services.commands import WriteOff
from smallcrm.ui.dialogs.fields import AmountField, ChoiceField, DateField, TextField
from smallcrm.ui.dialogs.form_dialog import FormDialog, focus_field

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.queries.shapes import SaleShape
    from smallcrm.ui.context import UiContext


class WriteOffDialog(FormDialog):
    """Asks how much is given up, and why."""

    def __init__(self, context: UiContext, sale: SaleShape, parent: QWidget | None = None) -> None:
        tr = context.tr
        super().__init__(
            context,
            tr.gettext("Write off: sale {number}").format(number=sale.number),
            parent,
            save_text=tr.gettext("Write off"),
        )
        self._sale = sale
        self.amount = AmountField(tr, sale.open.currency)
        self.amount.set_money(sale.open)
        self.reason = ChoiceField((one, enum_name(tr, one)) for one in WriteOffReason)
        self.text = TextField(placeholder=tr.gettext("Optional"))
        self.day = DateField(context.theme, tr, context.clock.today(), name="on")
        hint = tr.gettext("{amount} is open.").format(amount=tr.formats.money(sale.open))
        self.add_row("amount", tr.gettext("&Amount"), self.amount, hint=hint)
        self.add_row("reason_code", tr.gettext("&Why"), self.reason)
        self.add_row("reason", tr.gettext("&In words"), self.text)
        self.add_row("on", tr.gettext("&Date"), self.day)
        self.body.addStretch(1)
        self.settle()
        focus_field(self.amount)

    def command(self) -> WriteOff | None:
        """Write off what is typed."""
        money = self.attempt(self.amount.money)
        day = self.attempt(self.day.required)
        if money is None or day is None:
            return None
        return WriteOff(
            sale=self._sale.id,
            amount=money.major,
            reason=self.reason.value(),
            text=self.text.value(),
            on=day,
            request_id=self.request_id,
        )
