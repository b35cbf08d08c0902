"""What the owner's paper looks like and says: letterhead, texts, labels and their sheets."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject

from smallcrm.ui.wishes.base import Opener, Wish


class LetterheadWishes(QObject):
    """Windows about paper itself."""

    def __init__(self, at: Opener) -> None:
        super().__init__(at)
        self._at = at

    def wishes(self) -> Mapping[str, Wish]:
        """Return what can be asked for here."""
        return {
            "letterhead": self._letterhead,
            "texts": self._texts,
        }

    def _letterhead(self, _: object) -> None:
        from smallcrm.ui.dialogs.letterhead_window import LetterheadWindow

        self._at.show(LetterheadWindow(self._at.context, self._at.window))

    def _texts(self, _: object) -> None:
        from smallcrm.ui.dialogs.texts_window import TextsWindow

        self._at.show(TextsWindow(self._at.context, self._at.window))
