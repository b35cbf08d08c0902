"""Country, currency and language."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from smallcrm.services.commands import Command
from smallcrm.ui.context import UiContext
from smallcrm.ui.dialogs.form_dialog import FormDialog


class FirstStart(FormDialog):
    """Country, currency and language."""

    language_changed = Signal(str)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "", parent)

    def command(self) -> Command | None:
        """Return what is to be written."""
        return None
