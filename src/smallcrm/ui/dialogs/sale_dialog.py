"""Record a sale, or change one."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from smallcrm.services.commands import Command
from smallcrm.ui.context import UiContext
from smallcrm.ui.dialogs.form_dialog import FormDialog


class SaleDialog(FormDialog):
    """Record a sale, or change one."""

    def __init__(
        self,
        context: UiContext,
        client_id: int | None = None,
        parent: QWidget | None = None,
        *,
        sale_id: int | None = None,
    ) -> None:
        super().__init__(context, "", parent)

    def command(self) -> Command | None:
        """Return what is to be written."""
        return None
