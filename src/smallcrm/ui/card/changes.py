"""What is changed on the card itself, without a dialog: the level, pins, confirmed details."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Signal

from smallcrm.services.commands import ConfirmDetails, EditClient, EditNote

if TYPE_CHECKING:
    from smallcrm.domain.enums import Level
    from smallcrm.queries.detail_shapes import StaleDetail
    from smallcrm.services.commands import Command, Outcome
    from smallcrm.ui.context import UiContext


class CardChanges(QObject):
    """Writes a card's small changes; `saved(Outcome)` or `failed(error)` follows each.

    `confirmed(Outcome)` as well, once details were.
    """

    saved = Signal(object)
    confirmed = Signal(object)
    failed = Signal(object)

    def __init__(self, context: UiContext, client_id: int, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = context.runner
        self._client_id = client_id

    def set_level(self, level: Level) -> None:
        """Give the client another level."""
        self._write(EditClient(client=self._client_id, level=level))

    def pin(self, note_id: int) -> None:
        """Put a note to those that are seen first."""
        self._write(EditNote(note=note_id, pinned=True))

    def unpin(self, note_id: int) -> None:
        """Take a note from those that are seen first."""
        self._write(EditNote(note=note_id, pinned=False))

    def confirm(self, detail: StaleDetail | None) -> None:
        """Remember that a detail, or all of them, is right today."""
        command = ConfirmDetails(client=self._client_id)
        if detail is not None:
            command = ConfirmDetails(client=self._client_id, kind=detail.kind, detail=detail.id)
        self._runner.write(command, self._on_confirmed, self._on_failed, initiator=self.parent())

    def _on_confirmed(self, outcome: Outcome) -> None:
        if shiboken6.isValid(self):
            self.confirmed.emit(outcome)
            self.saved.emit(outcome)

    def _write(self, command: Command) -> None:
        self._runner.write(command, self._on_done, self._on_failed, initiator=self.parent())

    def _on_done(self, outcome: Outcome) -> None:
        # The card may have been closed meanwhile.
        if shiboken6.isValid(self):
            self.saved.emit(outcome)

    def _on_failed(self, error: Exception) -> None:
        if shiboken6.isValid(self):
            self.failed.emit(error)
