"""A note in full."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from smallcrm.queries.shapes import NoteShape
from smallcrm.services.commands import Command
from smallcrm.ui.context import UiContext
from smallcrm.ui.dialogs.form_dialog import FormDialog


class NoteDialog(FormDialog):
    """A note in full."""

    def __init__(
        self,
        context: UiContext,
        client_id: int,
        parent: QWidget | None = None,
        *,
        note: NoteShape | None = None,
    ) -> None:
        super().__init__(context, "", parent)

    def command(self) -> Command | None:
        """Return what is to be written."""
        return None
