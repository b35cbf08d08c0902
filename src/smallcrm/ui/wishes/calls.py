"""Calls: whom to call back, and what became of those that were missed."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject

from smallcrm.ui.wishes.base import Opener, Wish


class CallWishes(QObject):
    """What is done about calls."""

    def __init__(self, at: Opener) -> None:
        super().__init__(at)
        self._at = at

    def wishes(self) -> Mapping[str, Wish]:
        """Return what can be asked for here."""
        return {
            "handle_call": self._handle_call,
        }

    def _handle_call(self, argument: object) -> None:
        """Put missed calls aside: ("interaction" or "unknown_call", the id of one of them)."""
        from smallcrm.services.commands import HandleCall

        if not isinstance(argument, tuple):
            return
        kind, row_id = argument
        command = (
            HandleCall(interaction=row_id)
            if kind == "interaction"
            else HandleCall(unknown_call=row_id)
        )
        self._at.write(command, self._at.say)
