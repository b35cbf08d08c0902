"""Who brought whom, and what it came to: the tree, the league, the sources."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject

from smallcrm.ui.wishes.base import Opener, Wish


class ReferrerWishes(QObject):
    """The tree of a client or of everybody, and the window of referrers and sources."""

    def __init__(self, at: Opener) -> None:
        super().__init__(at)
        self._at = at

    def wishes(self) -> Mapping[str, Wish]:
        """Return what can be asked for here."""
        return {
            "referral_tree": self._tree,
            "whole_tree": lambda _: self._tree(None),
            "referrers": lambda _: self._league("referrers"),
            "sources": lambda _: self._league("sources"),
        }

    def _tree(self, client_id: object) -> None:
        from smallcrm.ui.dialogs.tree_window import TreeWindow

        chosen = client_id if isinstance(client_id, int) else None
        self._at.show(TreeWindow(self._at.context, chosen, self._at.parent_of(chosen)))

    def _league(self, page: str) -> None:
        from smallcrm.ui.dialogs.referrers_window import ReferrersWindow

        self._at.show(ReferrersWindow(self._at.context, self._at.window, page=page))
