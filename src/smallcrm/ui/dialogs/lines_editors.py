"""The cells of lines: how they are painted, and the fields in which they are typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from smallcrm.ui.dialogs.lines_rows import NUMBERS, PRICE, WHAT, RowState
from smallcrm.ui.dialogs.product_finder import DescriptionEditor, ProductFinder
from smallcrm.ui.widgets.painting import draw_icon

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from smallcrm.ui.theme import ThemeContext

Index = QModelIndex | QPersistentModelIndex
_MOVES: Final = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -4,
    Qt.Key.Key_PageDown: 4,
}


class CellSource(Protocol):
    """The table, as far as its cells need it."""

    def state_of(self, row: int) -> RowState:
        """Return what stands behind a line."""
        ...

    def placeholder(self, row: int, column: int) -> str:
        """Return what an empty cell says, if anything."""
        ...


class LinesDelegate(QStyledItemDelegate):
    """Edits and paints one cell; numbers stand at the right.

    `entered` once Enter or Tab has ended the editing, `went_back` once Shift and Tab has; `typing`
    while the cell's text changes; `block_pasted` when several cells are pasted into one.
    """

    entered = Signal()
    went_back = Signal()
    typing = Signal(int, int, str)
    block_pasted = Signal(str)

    def __init__(
        self, theme: ThemeContext, source: CellSource, parent: QObject, finder: ProductFinder | None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._source = source
        self._finder = finder
        if finder is not None:
            finder.chosen.connect(self._on_chosen)
        self._editor: QLineEdit | None = None

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return the line that is typed in; in the first column it finds products."""
        row, column = index.row(), index.column()
        line = DescriptionEditor(parent) if column == WHAT else QLineEdit(parent)
        if column in NUMBERS:
            line.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        model = index.model()
        line.setAccessibleName(str(model.headerData(column, Qt.Orientation.Horizontal)))
        if isinstance(line, DescriptionEditor) and self._finder is not None:
            self._finder.attach(line)
        self._editor = line
        line.textEdited.connect(lambda text: self.typing.emit(row, column, text))
        return line

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, _index: Index
    ) -> None:
        """Cover the whole cell."""
        editor.setGeometry(option.rect)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """End the editing on Enter and Tab; the list of products has its keys first."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and isinstance(watched, QLineEdit)
            and not (isinstance(watched, DescriptionEditor) and watched.composing)
            and (self._list_takes(event) or self._ends(watched, event))
        ):
            return True
        return super().eventFilter(watched, event)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Say in an empty cell what may be typed there."""
        super().initStyleOption(option, index)
        text = option.text
        if text:
            if index.column() == WHAT and self._source.state_of(index.row()).product is not None:
                room = option.rect.width() - self._theme.px(22 + 10) - 6
                metrics = option.fontMetrics
                elide = Qt.TextElideMode.ElideRight
                option.text = metrics.elidedText(text, elide, room)
            return
        hint = self._source.placeholder(index.row(), index.column())
        if hint:
            option.text = hint
            colour = self._theme.colour(self._theme.tokens.text3)
            palette = QPalette(option.palette)
            palette.setColor(QPalette.ColorRole.Text, colour)
            palette.setColor(QPalette.ColorRole.HighlightedText, colour)
            option.palette = palette

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a cell: a warned line is tinted and signed, a wrong cell has an edge."""
        theme, tokens = self._theme, self._theme.tokens
        state, column = self._source.state_of(index.row()), index.column()
        rect: QRect = option.rect
        wrong = column in state.errors
        ground = tokens.debtbg if wrong else tokens.soonbg if state.warning else tokens.surf
        painter.fillRect(rect, theme.colour(ground))
        super().paint(painter, option, index)
        middle = rect.center().y() + 1
        if wrong:
            painter.setPen(QPen(theme.colour(tokens.debt), 1))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
            if column in NUMBERS:
                draw_icon(
                    painter, theme, (rect.left() + 4, middle, 13), "circle-alert", tokens.debt
                )
        elif state.warning and column == PRICE:
            draw_icon(painter, theme, (rect.left() + 5, middle, 14), "triangle-alert", tokens.soon)
        elif state.product is not None and column == WHAT:
            flags = option.state
            if flags & QStyle.StateFlag.State_Selected:
                ground = tokens.sel
            place = QRect(
                rect.right() - theme.px(22), rect.top() + 1, theme.px(22), rect.height() - 2
            )
            painter.fillRect(place, theme.colour(ground))
            draw_icon(painter, theme, (place.left() + 3, middle, 13), "package", tokens.text3)

    def _list_takes(self, event: QKeyEvent) -> bool:
        """Let the open list of products act on a key."""
        finder = self._finder
        if finder is None:
            return False
        key = Qt.Key(event.key())
        if not finder.is_open:
            if key == Qt.Key.Key_Down and isinstance(self._editor, DescriptionEditor):
                finder.ask()
                return finder.attached
            return False
        if key in _MOVES:
            finder.move(_MOVES[key])
        elif key == Qt.Key.Key_Escape:
            finder.close()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            return not control and finder.choose()
        else:
            return False
        return True

    def _ends(self, editor: QLineEdit, event: QKeyEvent) -> bool:
        key = event.key()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            text = QGuiApplication.clipboard().text() if _is_paste(event) else ""
            if "\t" not in text and "\n" not in text.strip():
                return False
            self._close(editor, keep=False)
            self.block_pasted.emit(text)
            return True
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab}:
            self._close(editor)
            self.entered.emit()
        elif key == Qt.Key.Key_Backtab:
            self._close(editor)
            self.went_back.emit()
        else:
            return False
        return True

    def _close(self, editor: QLineEdit, *, keep: bool = True) -> None:
        if self._finder is not None:
            self._finder.close()
        if keep:
            self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)

    def _on_chosen(self) -> None:
        """Close the cell whose text the chosen product replaces."""
        if self._editor is not None:
            self._close(self._editor, keep=False)

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        """Take the list away with the field that it hangs on."""
        if editor is self._editor:
            self._editor = None
            if self._finder is not None:
                self._finder.detach()
        super().destroyEditor(editor, index)


def _is_paste(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Paste)
