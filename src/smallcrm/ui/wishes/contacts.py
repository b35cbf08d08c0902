"""What was said and done: contacts and notes, each in full."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from smallcrm.ui.wishes.base import Opener, Wish

if TYPE_CHECKING:
    from smallcrm.queries.contact_shapes import InteractionShape, NoteShape


class ContactWishes(QObject):
    """Calls, e-mails, meetings and notes of a client."""

    def __init__(self, at: Opener) -> None:
        super().__init__(at)
        self._at = at

    def wishes(self) -> Mapping[str, Wish]:
        """Return what can be asked for here."""
        return {
            "record_contact": self._record_contact,
            "open_interaction": self._open_interaction,
            "open_note": self._open_note,
            "note_versions": self._note_versions,
        }

    def _record_contact(self, client_id: object) -> None:
        from smallcrm.ui.dialogs.interaction_dialog import InteractionDialog

        if isinstance(client_id, int):
            parent = self._at.parent_of(client_id)
            self._at.show(InteractionDialog(self._at.context, client_id, parent))

    def _open_interaction(self, interaction_id: object) -> None:
        if isinstance(interaction_id, int):
            self._at.context.runner.read(
                "contact",
                lambda queries: queries.interaction(interaction_id),
                self._show_interaction,
            )

    def _show_interaction(self, found: tuple[int, InteractionShape] | None) -> None:
        from smallcrm.ui.dialogs.interaction_dialog import InteractionDialog

        if found is not None:
            client_id, contact = found
            parent = self._at.parent_of(client_id)
            self._at.show(InteractionDialog(self._at.context, client_id, parent, contact=contact))

    def _open_note(self, note_id: object) -> None:
        if isinstance(note_id, int):
            self._at.context.runner.read(
                "note", lambda queries: queries.note(note_id), self._show_note
            )

    def _show_note(self, found: tuple[int, NoteShape] | None) -> None:
        from smallcrm.ui.dialogs.note_dialog import NoteDialog

        if found is not None:
            client_id, note = found
            parent = self._at.parent_of(client_id)
            self._at.show(NoteDialog(self._at.context, client_id, parent, note=note))

    def _note_versions(self, note_id: object) -> None:
        from smallcrm.ui.dialogs.note_versions import NoteVersionsDialog

        if isinstance(note_id, int):
            self._at.show(NoteVersionsDialog(self._at.context, note_id, self._at.window))
