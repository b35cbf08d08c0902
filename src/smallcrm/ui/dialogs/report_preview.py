"""The client report."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from smallcrm.ui.context import UiContext
from smallcrm.ui.dialogs.frame import DialogFrame


class ReportPreview(DialogFrame):
    """The client report."""

    def __init__(self, context: UiContext, client_id: int, parent: QWidget | None = None) -> None:
        super().__init__(context.theme, "", parent)
