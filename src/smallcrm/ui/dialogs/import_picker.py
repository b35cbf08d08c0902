"""A small list over a window to choose from by typing: what a column of a file goes into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QFrame, QLineEdit, QListView, QVBoxLayout

from smallcrm.ui.theme import SMALL_STRONG
from smallcrm.ui.widgets.painting import isolate, one_line, painted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QModelIndex
    from PySide6.QtGui import QCloseEvent, QKeyEvent
    from PySide6.QtWidgets import QWidget

    from smallcrm.i18n.catalog import I18n
    from smallcrm.ui.theme import ThemeContext

_VALUE: Final[int] = Qt.ItemDataRole.UserRole.value + 1
_WIDTH: Final = 280
_HEIGHT: Final = 340
_ROW: Final = 28
_MOVES: Final = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose: its value, its words, and under which heading it stands."""

    value: str
    text: str
    group: str = ""


class ChoicePicker(QFrame):
    """Options under their headings, narrowed by what is typed; `chosen(value)` on Enter or click.

    Esc leaves everything as it was. Gone once it is closed, after `left()`.
    """

    chosen = Signal(str)
    left = Signal()

    def __init__(
        self,
        theme: ThemeContext,
        tr: I18n,
        options: Sequence[Option],
        parent: QWidget,
        *,
        current: str = "",
        name: str = "",
        typed: str = "",
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("kind", "panel")
        self._theme = theme
        self._options = tuple(options)
        self._current = current
        self._none = tr.gettext("Nothing is called that")
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr.gettext("Type to find"))
        self.field.setAccessibleName(isolate(name))
        self.list = QListView()
        self.list.setAccessibleName(isolate(name))
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(False)
        self._model = QStandardItemModel(self)
        self.list.setModel(self._model)
        box = QVBoxLayout(self)
        margin = theme.px(8)
        box.setContentsMargins(margin, margin, margin, margin)
        box.setSpacing(theme.px(6))
        box.addWidget(self.field)
        box.addWidget(self.list, 1)
        self.field.textChanged.connect(self._narrow)
        self.field.installEventFilter(self)
        self.list.clicked.connect(self._take)
        self.resize(theme.px(_WIDTH), theme.px(_HEIGHT))
        self.setFocusProxy(self.field)
        self._narrow("")
        if typed:
            self.field.setText(typed)

    def show_at(self, place: QPoint) -> None:
        """Open with the upper left corner there, or as near to it as the screen allows."""
        room = self.screen().availableGeometry()
        x = max(room.left(), min(place.x(), room.right() - self.width()))
        y = max(room.top(), min(place.y(), room.bottom() - self.height()))
        self.move(x, y)
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def values(self) -> list[str]:
        """Return what can be chosen now, in order."""
        items = (self._model.item(row) for row in range(self._model.rowCount()))
        return [str(item.data(_VALUE)) for item in items if item.isSelectable()]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move in the list, take what is marked, or leave."""
        key = Qt.Key(event.key())
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab}:
            self._take(self.list.currentIndex())
        elif key == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Say that the keyboard goes back."""
        super().closeEvent(event)
        self.left.emit()

    def eventFilter(self, _watched: object, event: object) -> bool:
        """Let the keys that move work in the list while the field has the keyboard."""
        from PySide6.QtCore import QEvent
        from PySide6.QtGui import QKeyEvent

        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        key = Qt.Key(event.key())
        if key in _MOVES:
            self._move(key)
            return True
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Escape}:
            self.keyPressEvent(event)
            return True
        return False

    def _move(self, key: Qt.Key) -> None:
        choices = [row for row in range(self._model.rowCount()) if self._is_choice(row)]
        if not choices:
            return
        row = self.list.currentIndex().row()
        at = choices.index(row) if row in choices else -1
        steps = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_PageUp: -8,
            Qt.Key.Key_PageDown: 8,
        }
        self._mark(choices[max(0, min(len(choices) - 1, at + steps[key]))])

    def _narrow(self, text: str) -> None:
        words = text.casefold().split()
        self._model.clear()
        group = None
        first = wanted = -1
        for option in self._options:
            searched = f"{option.text} {option.value} {option.group}".casefold()
            if not all(word in searched for word in words):
                continue
            if option.group and option.group != group:
                self._add(option.group, None)
            group = option.group
            row = self._add(option.text, option.value)
            first = row if first < 0 else first
            if option.value == self._current:
                wanted = row
        if first < 0:
            self._add(self._none, None)
            return
        self._mark(wanted if wanted >= 0 and not words else first)

    def _add(self, text: str, value: str | None) -> int:
        item = QStandardItem(painted(text))
        item.setAccessibleText(one_line(text))
        item.setSizeHint(QSize(0, self._theme.px(_ROW)))
        if value is None:
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            item.setFont(self._theme.font(SMALL_STRONG))
            item.setForeground(self._theme.colour(self._theme.tokens.text3))
        else:
            item.setData(value, _VALUE)
        self._model.appendRow(item)
        return self._model.rowCount() - 1

    def _is_choice(self, row: int) -> bool:
        return self._model.item(row).isSelectable()

    def _mark(self, row: int) -> None:
        index = self._model.index(row, 0)
        self.list.setCurrentIndex(index)
        if row == 1 and not self._is_choice(0):
            # The first heading is seen along with what stands under it.
            self.list.scrollToTop()
        else:
            self.list.scrollTo(index)

    def _take(self, index: QModelIndex) -> None:
        if index.isValid() and self._is_choice(index.row()):
            self.chosen.emit(str(index.data(_VALUE)))
            self.close()
