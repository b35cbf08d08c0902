"""A window in which what stands on paper is written, beside the page that it makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from smallcrm.ui.dialogs.beside import BesideFrame
from smallcrm.ui.dialogs.words import escape_key
from smallcrm.ui.widgets.buttons import KeyButton

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent
    from PySide6.QtWidgets import QWidget

    from smallcrm.ui.context import UiContext
    from smallcrm.ui.dialogs.letterhead_preview import LivePaper

_LEAST: Final = 860  # at 150 % this fits 1366 pixels
_WIDTH: Final = 984
_SHARE: Final = 0.92  # of the screen, at the most


class PageWindow(BesideFrame):
    """What is typed is kept when it is left, and can be undone from here; `preview` is the page."""

    preview: LivePaper

    def __init__(self, context: UiContext, title: str, parent: QWidget | None) -> None:
        super().__init__(context, title, parent, width=_LEAST, height=600)

    def keep(self) -> bool:
        """Keep what is still being typed; say why where that cannot be."""
        raise NotImplementedError

    def showEvent(self, event: QShowEvent) -> None:
        """Take more than the least width where the screen has it."""
        super().showEvent(event)
        room = round(self.screen().availableGeometry().width() * _SHARE)
        self.resize(max(self.width(), min(self.theme.px(_WIDTH), room)), self.height())

    def accept(self) -> None:
        """Close, once what is still being typed has been kept."""
        if self.keep():
            super().accept()

    def reject(self) -> None:
        """Close on Esc as the button does: there is nothing to discard."""
        self.accept()

    def done(self, result: int) -> None:
        """Let the page go with the window."""
        self.preview.close_document()
        super().done(result)

    def add_ends(self) -> None:
        """Add the buttons that both kinds of such windows end with."""
        tr = self._context.tr
        self.undo_button = KeyButton(self.theme, tr.gettext("Undo"), key=tr.gettext("Ctrl Z"))
        self.undo_button.setAutoDefault(False)
        self.undo_button.clicked.connect(lambda: self.wanted.emit("undo", None))
        self.add_left(self.undo_button)
        self.close_button = self.add_button(tr.gettext("Close"), key=escape_key(tr), primary=True)
        self.close_button.clicked.connect(self.accept)
