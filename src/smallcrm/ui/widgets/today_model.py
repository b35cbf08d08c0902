"""What Today shows: heads, rows and remarks, in the order in which they are to be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from smallcrm.ui.theme import Tone
from smallcrm.ui.widgets.badge import BadgeSpec
from smallcrm.ui.widgets.painting import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject

TODAY_ROLE: Final[int] = Qt.ItemDataRole.UserRole.value + 1
_ROOT: Final = QModelIndex()

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class TodayGroup:
    """The head of a group: its name, how many are in it, and a total at the right."""

    title: str
    count: str = ""
    total: str = ""


@dataclass(frozen=True, slots=True)
class TodayRow:
    """One thing that is due.

    `icon_tone` colours the icon at the left; the sign before the amount comes from `amount_tone`.
    `second_icon` stands before the second line. `action` is the word on the button, `keys` are the
    letters that do something about the row.
    """

    id: object
    icon: str
    title: str
    badge: BadgeSpec | None = None
    organisation: str = ""
    second: str = ""
    amount: str = ""
    amount_tone: Tone = "plain"
    amount_second: str = ""
    action: str = ""
    icon_tone: Tone = "second"
    accessible_text: str = ""
    second_icon: str = ""
    keys: str = ""


@dataclass(frozen=True, slots=True)
class TodayRemark:
    """Something that is only said: nothing can be done about it."""

    title: str
    second: str
    icon: str


TodayItem = TodayGroup | TodayRow | TodayRemark


class TodayModel(QAbstractListModel):
    """Groups and rows in the order in which they are to be done."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: tuple[TodayItem, ...] = ()

    def set_items(self, items: Sequence[TodayItem]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self._items = tuple(items)
        self.endResetModel()

    def item(self, number: int) -> TodayItem | None:
        """Return what stands there."""
        return self._items[number] if 0 <= number < len(self._items) else None

    def items(self) -> tuple[TodayItem, ...]:
        """Return all."""
        return self._items

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return how many groups and rows there are."""
        return 0 if parent.isValid() else len(self._items)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that heads of groups cannot be selected."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if isinstance(self.item(index.row()), TodayRow):
            flag = Qt.ItemFlag
            return flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemNeverHasChildren
        return Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give the item, or its words."""
        item = self.item(index.row()) if index.isValid() else None
        if item is None:
            return None
        if role == TODAY_ROLE:
            return item
        if role == Qt.ItemDataRole.DisplayRole:
            return one_line(item.title)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            parts: tuple[str, ...]
            if isinstance(item, TodayGroup):
                parts = (item.title, item.count, item.total)
            elif isinstance(item, TodayRemark):
                parts = (item.title, item.second)
            elif item.accessible_text:
                return item.accessible_text
            else:
                parts = (item.title, item.second, item.amount, item.amount_second)
            return ", ".join(part for part in parts if part)
        return None
