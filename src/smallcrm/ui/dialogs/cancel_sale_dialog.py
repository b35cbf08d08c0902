"""Cancelling a sale, with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.services.commands import CancelSale
from smallcrm.ui.dialogs.fields import TextField
from smallcrm.ui.dialogs.form_dialog import FormDialog, focus_field
from smallcrm.ui.widgets.labels import plain_label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.queries.shapes import SaleShape
    from smallcrm.ui.context import UiContext


class CancelSaleDialog(FormDialog):
    """Asks why; what was paid for the sale becomes credit."""

    def __init__(self, context: UiContext, sale: SaleShape, parent: QWidget | None = None) -> None:
        tr = context.tr
        super().__init__(
            context,
            tr.gettext("Cancel sale {number}").format(number=sale.number),
            parent,
            save_text=tr.gettext("Cancel the sale"),
        )
        self._sale = sale
        self.cancel_button.set_content(tr.gettext("Keep the sale"), key=tr.pgettext("key", "Esc"))
        text = tr.gettext("What was paid for it becomes credit. This can be undone.")
        label = plain_label(text, "secondary")
        label.setWordWrap(True)
        self.body.addWidget(label)
        self.reason = TextField(placeholder=tr.gettext("Optional"))
        self.add_row("reason", tr.gettext("&Reason"), self.reason)
        self.body.addStretch(1)
        self.settle()
        focus_field(self.reason)

    def command(self) -> CancelSale:
        """Cancel the sale."""
        return CancelSale(
            sale=self._sale.id, reason=self.reason.value(), request_id=self.request_id
        )
