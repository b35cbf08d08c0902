"""Finding a name in the referral tree: among those that are there, else in the whole file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from smallcrm.ui.dialogs.words import say_error

if TYPE_CHECKING:
    from smallcrm.queries.shapes import SearchResult
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.dialogs.tree_window import TreeWindow
    from smallcrm.ui.widgets.search_box import SearchBox


class TreeFinder(QObject):
    """Follows a field: `found(id)` while a name is typed, `far(id)` for one of the whole file.

    `left()` when the keyboard is to go back to the tree.
    """

    found = Signal(int)
    far = Signal(int)
    left = Signal()

    def __init__(self, context: UiContext, window: TreeWindow, field: SearchBox) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._field = field
        self._matches: list[int] = []
        self._at = 0
        field.query_changed.connect(self.look_for)
        field.moved.connect(self._on_moved)
        field.accepted.connect(self._on_accepted)
        field.cancelled.connect(self.left)

    def begin(self, letters: str) -> None:
        """Take what was typed at the tree."""
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._field.setText(letters)

    def look_for(self, text: str) -> None:
        """Go to the first whose name is like this; Up and Down go to the others."""
        tr = self._context.tr
        self._matches, self._at = self._window.state.find(text), 0
        if not text.strip():
            self._field.set_info("")
            return
        count = len(self._matches)
        words = tr.ngettext("{count} found", "{count} found", count)
        shown = words.format(count=tr.formats.number(count))
        self._field.set_info(shown if count else tr.gettext("Enter: everybody"))
        if count:
            self.found.emit(self._matches[0])

    def _on_moved(self, step: int) -> None:
        if self._matches:
            self._at = (self._at + (1 if step > 0 else -1)) % len(self._matches)
            self.found.emit(self._matches[self._at])

    def _on_accepted(self) -> None:
        """Go back to the tree with who was found, or look for the name in the whole file."""
        text = self._field.query().strip()
        if self._matches or not text:
            self._leave()
            return
        self._context.runner.read(
            f"tree:{id(self._window)}:find",
            lambda queries: queries.search(text, limit=1, slot="dialog"),
            self._on_searched,
            self._on_failed,
        )

    def _on_searched(self, result: SearchResult) -> None:
        if not shiboken6.isValid(self._window):
            return
        if not result.hits:
            self._window.set_notice(self._context.tr.gettext("There is nobody of that name."))
            return
        self._window.set_notice(None)
        self._leave()
        self.far.emit(result.hits[0].client.id)

    def _leave(self) -> None:
        self._field.clear()
        self.left.emit()

    def _on_failed(self, error: Exception) -> None:
        if shiboken6.isValid(self._window):
            self._window.set_notice(say_error(self._context.tr, error))
