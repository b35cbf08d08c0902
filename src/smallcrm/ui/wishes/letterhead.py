"""What the owner's paper looks like and says: letterhead, texts, labels and their sheets."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject

from smallcrm.ui.wishes.base import Opener, Wish
from smallcrm.ui.wishes.papers import PaperWishes


class LetterheadWishes(QObject):
    """Windows about paper itself."""

    def __init__(self, at: Opener) -> None:
        super().__init__(at)
        self._at = at
        self._papers = PaperWishes(at)

    def wishes(self) -> Mapping[str, Wish]:
        """Return what can be asked for here."""
        return {
            "letterhead": self._letterhead,
            "texts": self._texts,
            "labels": self._labels,
            "label_paper": self._label_paper,
            "label_sheets": self._label_sheets,
            "label_sheet": self._label_sheet,
        }

    def _letterhead(self, _: object) -> None:
        from smallcrm.ui.dialogs.letterhead_window import LetterheadWindow

        self._at.show(LetterheadWindow(self._at.context, self._at.window))

    def _texts(self, _: object) -> None:
        from smallcrm.ui.dialogs.texts_window import TextsWindow

        self._at.show(TextsWindow(self._at.context, self._at.window))

    def _labels(self, _: object) -> None:
        """Open the labels for those who are chosen in the list of clients, or for all of them."""
        from smallcrm.ui.dialogs.label_dialog import LabelDialog

        around = self._papers.around()
        self._at.show(LabelDialog(self._at.context, around, self._at.window))

    def _label_paper(self, paper: object) -> None:
        """Open the preview of labels as they were chosen."""
        from smallcrm.reports.material import Paper

        if isinstance(paper, Paper):
            self._papers.show(paper)

    def _label_sheets(self, _: object) -> None:
        from smallcrm.ui.dialogs.label_sheets_window import LabelSheetsWindow

        self._at.show(LabelSheetsWindow(self._at.context, self._at.window))

    def _label_sheet(self, sheet_id: object) -> None:
        """Open a label sheet by its id, or a new one."""
        from smallcrm.ui.dialogs.label_sheet_dialog import LabelSheetDialog

        chosen = sheet_id if isinstance(sheet_id, int) else None
        self._at.show(LabelSheetDialog(self._at.context, chosen, self._at.window))
