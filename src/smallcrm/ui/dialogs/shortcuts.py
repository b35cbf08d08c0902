"""The keys."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from smallcrm.ui.context import UiContext
from smallcrm.ui.dialogs.frame import DialogFrame


class ShortcutsDialog(DialogFrame):
    """The keys."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context.theme, "", parent)
