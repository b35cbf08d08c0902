"""Bring in a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from smallcrm.ui.context import UiContext
from smallcrm.ui.dialogs.frame import DialogFrame


class ImportDialog(DialogFrame):
    """Bring in a file."""

    saved = Signal(object)
    undo_wanted = Signal()

    def __init__(
        self, context: UiContext, parent: QWidget | None = None, *, file: Path | None = None
    ) -> None:
        super().__init__(context.theme, "", parent)
