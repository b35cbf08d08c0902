"""What a payment settled."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from smallcrm.services.commands import Command
from smallcrm.ui.context import UiContext
from smallcrm.ui.dialogs.form_dialog import FormDialog


class PaymentDetail(FormDialog):
    """What a payment settled."""

    def __init__(self, context: UiContext, payment_id: int, parent: QWidget | None = None) -> None:
        super().__init__(context, "", parent)

    def command(self) -> Command | None:
        """Return what is to be written."""
        return None
