"""Who sent whom."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from smallcrm.domain.enums import ReferralDirection
from smallcrm.services.commands import Command
from smallcrm.ui.context import UiContext
from smallcrm.ui.dialogs.form_dialog import FormDialog


class ReferralDialog(FormDialog):
    """Who sent whom."""

    def __init__(
        self,
        context: UiContext,
        client_id: int | None,
        parent: QWidget | None = None,
        *,
        direction: ReferralDirection = ReferralDirection.IN,
    ) -> None:
        super().__init__(context, "", parent)

    def command(self) -> Command | None:
        """Return what is to be written."""
        return None
