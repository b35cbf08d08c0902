"""Clients who may be one: looked for, merged, told apart, and taken apart again."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject

from smallcrm.ui.tabs.table_tab import TableTab
from smallcrm.ui.wishes.base import Opener, Wish

_PAIR = 2


class DuplicateWishes(QObject):
    """The windows of duplicates and of past merges."""

    def __init__(self, at: Opener) -> None:
        super().__init__(at)
        self._at = at

    def wishes(self) -> Mapping[str, Wish]:
        """Return what can be asked for here."""
        return {
            "duplicates": self._duplicates,
            "same_as": self._same_as,
            "merge": self._merge,
            "merges": self._merges,
        }

    def _duplicates(self, _: object) -> None:
        from smallcrm.ui.dialogs.duplicates_window import DuplicatesWindow

        self._at.show(DuplicatesWindow(self._at.context, self._at.window))

    def _same_as(self, client_id: object) -> None:
        """Show who may be the same as a client."""
        from smallcrm.ui.dialogs.duplicates_window import DuplicatesWindow

        if isinstance(client_id, int):
            parent = self._at.parent_of(client_id)
            self._at.show(DuplicatesWindow(self._at.context, parent, about=client_id))

    def _merge(self, chosen: object) -> None:
        """Show two clients side by side: those given, else the two that are chosen in the list."""
        from smallcrm.ui.dialogs.duplicates_window import DuplicatesWindow

        context, window = self._at.context, self._at.window
        tab = window.current_tab()
        if not isinstance(chosen, tuple) and isinstance(tab, TableTab) and tab.name == "clients":
            chosen = tuple(tab.selected_ids())
        if not isinstance(chosen, tuple) or len(chosen) != _PAIR:
            window.say(context.tr.gettext("Choose two clients in the list of clients first."))
            return
        self._at.show(DuplicatesWindow(context, window, about=(chosen[0], chosen[1])))

    def _merges(self, _: object) -> None:
        from smallcrm.ui.dialogs.merges_window import MergesWindow

        self._at.show(MergesWindow(self._at.context, self._at.window))
