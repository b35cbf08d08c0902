"""The owner's texts by paper and part: which there are, and which of them are the owner's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from smallcrm.domain.paper_texts import SLOTS
from smallcrm.i18n.sentences import sentence_start
from smallcrm.i18n.setting_names import paper_of_text, part_of_text
from smallcrm.ui.theme import SMALL_STRONG
from smallcrm.ui.widgets.painting import one_line, painted

if TYPE_CHECKING:
    from collections.abc import Collection

    from smallcrm.domain.paper_texts import Slot
    from smallcrm.ui.context import UiContext

_SLOT: Final = Qt.ItemDataRole.UserRole
_ROW: Final = 26


class TextsList(QListWidget):
    """Papers as heads, their texts below; the arrows go from text to text.

    `chosen(slot name)` when another one is.
    """

    chosen = Signal(str)

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._own: Collection[str] = ()
        tr = context.tr
        self.setAccessibleName(tr.gettext("Texts"))
        self.setProperty("kind", "boxed")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for paper, slots in by_paper():
            head = QListWidgetItem(painted(paper_of_text(tr, paper)))
            head.setFlags(Qt.ItemFlag.NoItemFlags)
            self.addItem(head)
            for slot in slots:
                item = QListWidgetItem(painted(sentence_start(part_of_text(tr, slot.name))))
                item.setData(_SLOT, slot.name)
                self.addItem(item)
        self.currentItemChanged.connect(self._on_current)
        context.theme.changed.connect(self._on_theme)
        self._on_theme()

    def slot(self) -> str:
        """Return the chosen text's name."""
        row = self.currentRow()
        return str(self.item(row).data(_SLOT) or "") if row >= 0 else ""

    def choose(self, slot: str) -> None:
        """Choose a text by its name."""
        for item in self._texts():
            if item.data(_SLOT) == slot:
                self.setCurrentItem(item)

    def show_own(self, own: Collection[str]) -> None:
        """Mark the texts that the owner wrote."""
        self._own = own
        tr, theme = self._context.tr, self._context.theme
        pencil, blank = theme.icon("pencil", size=13), QPixmap(theme.px(13), theme.px(13))
        blank.fill(Qt.GlobalColor.transparent)
        for item in self._texts():
            name = str(item.data(_SLOT))
            mine = name in own
            item.setIcon(pencil if mine else QIcon(blank))
            words = [sentence_start(part_of_text(tr, name)), paper_of_text(tr, SLOTS[name].paper)]
            words.append(tr.gettext("your own") if mine else tr.gettext("built in"))
            spoken = tr.pgettext("facts", ", ").join(words)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, one_line(spoken))

    def _texts(self) -> list[QListWidgetItem]:
        items = (self.item(row) for row in range(self.count()))
        return [item for item in items if item.data(_SLOT)]

    def _on_current(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(_SLOT):
            self.chosen.emit(str(item.data(_SLOT)))

    def _on_theme(self) -> None:
        theme = self._context.theme
        for row in range(self.count()):
            item = self.item(row)
            item.setSizeHint(QSize(0, theme.px(_ROW if item.data(_SLOT) else _ROW + 6)))
            if not item.data(_SLOT):
                item.setFont(theme.font(SMALL_STRONG))
                item.setForeground(theme.colour(theme.tokens.text2))
        self.show_own(self._own)


def by_paper() -> list[tuple[str, list[Slot]]]:
    """Return the texts of each paper: those that stand on it, then those of its e-mail."""
    found: dict[str, list[Slot]] = {}
    for slot in SLOTS.values():
        found.setdefault(slot.paper.removeprefix("mail."), []).append(slot)
    return list(found.items())
