"""Who they are and what was said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from smallcrm.ui.wishes.base import Opener, Wish

if TYPE_CHECKING:
    from smallcrm.services.commands import Outcome


class ClientWishes(QObject):
    """Cards and clients."""

    def __init__(self, at: Opener) -> None:
        super().__init__(at)
        self._at = at

    def wishes(self) -> Mapping[str, Wish]:
        """Return what can be asked for here."""
        return {
            "new_client": self._new_client,
            "open_card": self._open_card,
            "edit_client": self._edit_client,
        }

    def _new_client(self, text: object) -> None:
        from smallcrm.ui.dialogs.client_dialog import ClientDialog

        typed = text if isinstance(text, str) else ""
        is_number = sum(sign.isdigit() for sign in typed) > len(typed) // 2
        dialog = ClientDialog(
            self._at.context,
            None,
            self._at.window,
            name="" if is_number else typed,
            number=typed if is_number else "",
        )
        dialog.saved.connect(self._on_client_added)
        self._at.show(dialog)

    def _on_client_added(self, outcome: Outcome) -> None:
        self._at.deck.show_card(outcome.result.id)

    def _open_card(self, client_id: object) -> None:
        if isinstance(client_id, int):
            self._at.deck.show_card(client_id)

    def _edit_client(self, client_id: object) -> None:
        from smallcrm.ui.dialogs.client_dialog import ClientDialog

        if isinstance(client_id, int):
            self._at.show(ClientDialog(self._at.context, client_id, self._at.parent_of(client_id)))
