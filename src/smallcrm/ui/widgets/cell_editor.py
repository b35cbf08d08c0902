"""The field that opens in a cell of a table: what cannot be read is said beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from smallcrm.ui.theme import SMALL
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run, announce

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QPersistentModelIndex

    from smallcrm.ui.theme import ThemeContext
    from smallcrm.ui.widgets.table import FastTableView

    Index = QModelIndex | QPersistentModelIndex

_WIDTH: Final = 320
_LEAST: Final = 150
_KEYS: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab})


class _Complaint(QFrame):
    """What is wrong with what was typed, beneath the field."""

    def __init__(self, theme: ThemeContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._room = parent
        self.setProperty("kind", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._label = RunLabel(theme, wrap=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.px(8), theme.px(6), theme.px(8), theme.px(6))
        box.addWidget(self._label)

    def say(self, editor: QWidget, text: str) -> None:
        self._label.set_runs((Run(text, SMALL, "debt"),), ("circle-alert", "debt"))
        width = self._theme.px(_WIDTH)
        inner = width - self._theme.px(18)
        self.resize(width, self._label.heightForWidth(inner) + self._theme.px(14))
        place = editor.geometry().bottomLeft() + QPoint(0, self._theme.px(2))
        room = self._room.rect()
        if place.y() + self.height() > room.bottom():
            place.setY(editor.geometry().top() - self.height() - self._theme.px(2))
        place.setX(max(0, min(place.x(), room.right() - width)))
        self.move(place)
        self.show()
        self.raise_()

    def text(self) -> str:
        return self._label.whole_text() if not self.isHidden() else ""


class CellDelegate(QStyledItemDelegate):
    """Changes cells in place: Enter keeps, Esc takes back, Tab goes to the next that can be.

    `wrong(index, text)` says what is wrong, or nothing; with something wrong the field stays open
    with what was typed. `make(index, parent)` makes the field.
    """

    def __init__(
        self,
        theme: ThemeContext,
        view: FastTableView,
        make: Callable[[Index, QWidget], QLineEdit],
        wrong: Callable[[Index, str], str],
    ) -> None:
        super().__init__(view)
        self._view = view
        self._make = make
        self._wrong = wrong
        self._complaint = _Complaint(theme, view.viewport())
        self._complaint.hide()
        self._theme = theme

    @property
    def complaint(self) -> str:
        """Return what is said to be wrong now, or nothing."""
        return self._complaint.text()

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Make the field of a cell."""
        editor = self._make(index, parent)
        editor.setParent(parent)
        editor.setProperty("kind", "cell")
        head = index.model().headerData(index.column(), Qt.Orientation.Horizontal)
        editor.setAccessibleName(str(head or ""))
        editor.textChanged.connect(self._complaint.hide)
        editor.destroyed.connect(self._complaint.hide)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Begin with what the cell shows; what is being typed stays when the row is read anew."""
        if isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Hand over what was typed."""
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, _index: Index
    ) -> None:
        """Put the field over its cell, as wide as is needed to type."""
        place = option.rect
        place.setWidth(max(place.width(), self._theme.px(_LEAST)))
        editor.setGeometry(place)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Keep the field open while something is wrong with it; Tab goes on to the next."""
        if not isinstance(editor, QLineEdit):
            return super().eventFilter(editor, event)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = Qt.Key(event.key())
            if key in _KEYS and self._complains(editor):
                return True
            if key == Qt.Key.Key_Tab:
                self._go_on(editor)
                return True
        leaves = event.type() == QEvent.Type.FocusOut and QApplication.activePopupWidget() is None
        if leaves and self._complains(editor):
            return False
        return super().eventFilter(editor, event)

    def _complains(self, editor: QLineEdit) -> bool:
        text = self._wrong(self._view.currentIndex(), editor.text())
        if not text:
            return False
        self._complaint.say(editor, text)
        editor.setProperty("invalid", True)
        editor.style().unpolish(editor)
        editor.style().polish(editor)
        announce(editor, text)
        return True

    def _go_on(self, editor: QLineEdit) -> None:
        column = self._view.currentIndex().column()
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
        QTimer.singleShot(0, self._view, lambda: self._view.edit_cell(after=column))
