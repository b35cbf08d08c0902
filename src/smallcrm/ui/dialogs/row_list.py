"""A short list inside a dialog: rows that can be opened, with a heading and an empty state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from smallcrm.ui.theme import Tone, tone_colour
from smallcrm.ui.widgets.boxed import set_up_boxed
from smallcrm.ui.widgets.labels import plain_label
from smallcrm.ui.widgets.painting import one_line, painted

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from smallcrm.ui.theme import ThemeContext

_ROW: Final = 30
_MOST: Final = 6
_AMOUNT: Final = 3
_BOX: Final = 28


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row: what it opens, its icon, a day, a text, a quiet word, and an amount at the right."""

    id: int
    icon: str
    day: str
    text: str
    word: str
    amount: str
    tone: Tone = "plain"


class _Table(QTableWidget):
    """Enter opens the row; Space ticks it where it can be ticked; Tab leaves."""

    opened = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        box = self.item(self.currentRow(), 0)
        if (
            event.key() == Qt.Key.Key_Space
            and box is not None
            and box.flags() & Qt.ItemFlag.ItemIsUserCheckable
        ):
            on, off = Qt.CheckState.Checked, Qt.CheckState.Unchecked
            box.setCheckState(off if box.checkState() == on else on)
            event.accept()
            return
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentRow() >= 0:
            self.opened.emit(self.currentRow())
            event.accept()
            return
        super().keyPressEvent(event)


class RowList(QWidget):
    """Rows under a heading; `opened(id)` on Enter or a double click.

    Where rows can be chosen, each has a box; `ticked()` says that one was ticked, or is no more.
    """

    opened = Signal(int)
    ticked = Signal()

    def __init__(
        self,
        theme: ThemeContext,
        title: str,
        *,
        most: int = _MOST,
        chosen: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: Sequence[ListRow] = ()
        self._most = most
        self._chosen = chosen
        self._heading = plain_label(title, "section")
        self._empty = plain_label("", "secondary")
        self._empty.setWordWrap(True)
        self.table = _Table(0, 4)
        table = self.table
        table.setAccessibleName(title)
        set_up_boxed(table)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        header = table.horizontalHeader()
        header.hide()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        table.opened.connect(self._on_opened)
        table.itemChanged.connect(self._on_item)
        table.cellDoubleClicked.connect(lambda row, _column: self._on_opened(row))
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        for widget in (self._heading, self.table, self._empty):
            self._box.addWidget(widget)
        theme.changed.connect(self._on_theme)
        self._on_theme()

    def set_rows(self, rows: Sequence[ListRow], *, empty: str = "") -> None:
        """Show these rows; `empty` is said where there are none."""
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        left_out = self.left_out()
        self._rows = tuple(rows)
        self.table.blockSignals(True)
        self.table.setRowCount(len(self._rows))
        for number, row in enumerate(self._rows):
            for column, text in enumerate((row.day, row.text, row.word, row.amount)):
                item = QTableWidgetItem(painted(text))
                if column == 0 and self._chosen:
                    ticked = Qt.CheckState.Checked
                    if row.id in left_out:
                        ticked = Qt.CheckState.Unchecked
                    item.setCheckState(ticked)
                if column == 1:
                    item.setToolTip(one_line(text))
                if column == _AMOUNT:
                    item.setTextAlignment(right)
                self.table.setItem(number, column, item)
        self.table.blockSignals(False)
        self._empty.setText(empty)
        self.table.setVisible(bool(self._rows))
        self._empty.setVisible(not self._rows and bool(empty))
        self._on_theme()

    def left_out(self) -> frozenset[int]:
        """Return the ids of the rows whose box is not ticked."""
        boxes = ((row.id, self.table.item(number, 0)) for number, row in enumerate(self._rows))
        return frozenset(
            row
            for row, box in boxes
            if self._chosen and box is not None and box.checkState() == Qt.CheckState.Unchecked
        )

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with the first row, so that the keyboard has one."""
        super().showEvent(event)
        if self._rows and self.table.currentRow() < 0:
            self.table.setCurrentCell(0, 0)
            self.table.clearSelection()

    def _on_opened(self, row: int) -> None:
        if 0 <= row < len(self._rows):
            self.opened.emit(self._rows[row].id)

    def _on_item(self, item: QTableWidgetItem) -> None:
        if self._chosen and item.column() == 0:
            self.ticked.emit()

    def _on_theme(self) -> None:
        theme, px = self._theme, self._theme.px
        for number, row in enumerate(self._rows):
            first, last = self.table.item(number, 0), self.table.item(number, 3)
            if first is not None and row.icon:
                first.setIcon(theme.icon(row.icon, tone_colour(theme.tokens, row.tone), size=15))
            if last is not None:
                last.setForeground(theme.tone(row.tone))
        self.table.verticalHeader().setDefaultSectionSize(px(_ROW))
        self.table.setFixedHeight(min(self._most, max(1, len(self._rows))) * px(_ROW) + 2)
        self.table.setStyleSheet(f"QTableView::item {{ padding: 0 {px(7)}px; }}")
        self._box.setSpacing(px(6))
        if self._chosen:
            # The style's box with its padding is wider than Qt reckons.
            header = self.table.horizontalHeader()
            header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(0, self.table.sizeHintForColumn(0) + px(_BOX))
