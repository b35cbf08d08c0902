"""The table of lines as it is typed: keys, moving, pasting and taking back."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QTableWidgetItem

from smallcrm.domain import documents
from smallcrm.ui.dialogs.lines_editors import LinesDelegate
from smallcrm.ui.dialogs.lines_rows import LAST, NET, QUANTITY, TAX, WHAT, Row, RowReader
from smallcrm.ui.dialogs.lines_sheet import LinesSheet

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent

    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.product_shapes import ProductOffer
    from smallcrm.ui.dialogs.product_finder import ProductFinder
    from smallcrm.ui.theme import ThemeContext

_STEPS: Final = 100
_ENTER: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_TRIGGERS: Final = (
    QAbstractItemView.EditTrigger.AnyKeyPressed
    | QAbstractItemView.EditTrigger.DoubleClicked
    | QAbstractItemView.EditTrigger.SelectedClicked
    | QAbstractItemView.EditTrigger.EditKeyPressed
)
Snapshot = tuple[Row, ...]


class LinesGrid(LinesSheet):
    """Lines that are typed; Enter and Tab go on, past the last cell to a new line.

    `edited` after each change of the owner's, `reason_wanted(row)` when Enter leaves a tax that
    needs a reason, `live(row, column, text)` while a cell is typed in. Delete removes a line,
    Ctrl and D doubles it, Ctrl and the arrows move it; Ctrl and Z takes back.
    """

    edited = Signal()
    live = Signal(int, int, str)
    reason_wanted = Signal(int)

    def __init__(
        self,
        theme: ThemeContext,
        tr: I18n,
        reader: RowReader,
        finder: ProductFinder | None = None,
    ) -> None:
        super().__init__(theme, tr, reader)
        self._last: Snapshot = ()
        self._undone: list[Snapshot] = []
        self._done: list[Snapshot] = []
        self._delegate = LinesDelegate(theme, self, self, finder)
        self._delegate.entered.connect(self.go_on)
        self._delegate.went_back.connect(self.go_back)
        self._delegate.typing.connect(self.live)
        self._delegate.block_pasted.connect(self.paste)
        self.setItemDelegate(self._delegate)
        self.setEditTriggers(_TRIGGERS)
        self.itemChanged.connect(self._on_item)

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these, and an empty line where lines can be typed."""
        with self._quiet():
            self.setRowCount(0)
            self._states.clear()
            self._needed.clear()
            self.setRowCount(len(rows))
            for number, row in enumerate(rows):
                self._put(number, row)
            self._end_with_blank()
        self._done.clear()
        self._undone.clear()
        self._last = self._snapshot()
        self.fit_columns()

    def set_editable(self, *, editable: bool) -> None:
        """Let lines be typed, or only be read."""
        rows = [row for _number, row in self.rows()]
        self._editable = editable
        self.setEditTriggers(
            _TRIGGERS if editable else QAbstractItemView.EditTrigger.NoEditTriggers
        )
        self.set_rows(rows)

    def take_offer(self, offer: ProductOffer) -> None:
        """Fill the current line from a product and go on to its quantity."""
        number = self.currentRow()
        if number < 0 or not self._editable:
            return
        with self._quiet():
            self._put(number, self._reader.row_of_offer(offer, self.row_at(number)))
            self._end_with_blank()
        self._changed()
        self.setCurrentCell(number, QUANTITY)

    def set_reason(self, number: int, reason: str) -> None:
        """Keep why a line is not taxed."""
        if 0 <= number < len(self._states) and self._states[number].reason != reason:
            self._states[number].reason = reason
            self.dress(number)
            # Undo is the field's own while the reason is typed.
            self._last = self._snapshot()
            self.edited.emit()

    def go_on(self) -> None:
        """Go to the next cell that is typed into; past the last one a new line begins."""
        row, column = self.currentRow(), self.currentColumn()
        if column < LAST:
            self.setCurrentCell(row, column + 1)
            return
        if column == TAX and row >= 0 and self._asks_reason(row):
            self.reason_wanted.emit(row)
            return
        self.go_below()

    def go_below(self) -> None:
        """Go to the first cell of the next line."""
        row = self.currentRow()
        if row >= self.rowCount() - 1:
            if not self._editable:
                return
            with self._quiet():
                self._insert(self.rowCount())
        self.setCurrentCell(row + 1, WHAT)

    def go_back(self) -> bool:
        """Go to the cell before; say whether there was one."""
        row, column = self.currentRow(), min(self.currentColumn(), NET)
        if column > WHAT:
            self.setCurrentCell(row, column - 1)
        elif row > 0:
            self.setCurrentCell(row - 1, LAST)
        else:
            return False
        return True

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Let Tab go on by cells; from the empty last line it leaves the table."""
        row = self.currentRow()
        if self._editable and row >= 0 and self.hasFocus():
            if not forward:
                if self.go_back():
                    return True
            elif not (row == self.rowCount() - 1 and self.row_at(row).empty):
                self.go_on()
                return True
        return super().focusNextPrevChild(forward)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin at the first cell."""
        super().focusInEvent(event)
        if self.currentRow() < 0 and self.rowCount():
            self.setCurrentCell(0, WHAT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Act on a line's keys; others begin to edit the cell."""
        standard = QKeySequence.StandardKey
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        key = Qt.Key(event.key())
        if key in _ENTER and not control:
            self.go_on()
        elif not self._editable:
            super().keyPressEvent(event)
            return
        elif event.matches(standard.Paste):
            self.paste(QGuiApplication.clipboard().text())
        elif event.matches(standard.Undo):
            self._step(self._done, self._undone)
        elif event.matches(standard.Redo):
            self._step(self._undone, self._done)
        elif not self._acts_on_line(key, control=control):
            super().keyPressEvent(event)
            return
        event.accept()

    def paste(self, text: str) -> None:
        """Put cells from a spreadsheet in, from the current cell on; lines are added as needed."""
        block = cells_of(text)
        if not block or not self._editable:
            return
        first, begin = max(0, self.currentRow()), self.currentColumn()
        begin = begin if 0 <= begin < NET else WHAT
        with self._quiet():
            for offset, cells in enumerate(block):
                number = first + offset
                while number >= self.rowCount():
                    self._insert(self.rowCount())
                for column, cell in zip(range(begin, NET), cells, strict=False):
                    self._item(number, column).setText(cell)
                    self._follow(number, column)
                self._check(number)
            self._end_with_blank()
        self._changed()
        self.setCurrentCell(first, begin)

    def _acts_on_line(self, key: Qt.Key, *, control: bool) -> bool:
        number = self.currentRow()
        if number < 0:
            return False
        if key == Qt.Key.Key_Delete:
            self._remove(number)
        elif control and key == Qt.Key.Key_D:
            self._double(number)
        elif control and key in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self._move(number, -1 if key == Qt.Key.Key_Up else 1)
        else:
            return False
        return True

    def _remove(self, number: int) -> None:
        if self.row_at(number).empty and number == self.rowCount() - 1:
            return
        column = self.currentColumn()
        with self._quiet():
            self.removeRow(number)
            del self._states[number]
            self._end_with_blank()
        self.setCurrentCell(min(number, self.rowCount() - 1), column)
        self._changed()

    def _double(self, number: int) -> None:
        row = self.row_at(number)
        if row.empty:
            return
        with self._quiet():
            self._insert(number + 1)
            self._put(number + 1, Row(row.texts, replace(row.state.copy(), line=None)))
        self.setCurrentCell(number + 1, self.currentColumn())
        self._changed()

    def _move(self, number: int, step: int) -> None:
        other = number + step
        if (
            self.row_at(number).empty
            or not 0 <= other < self.rowCount()
            or self.row_at(other).empty
        ):
            return
        here, there = self.row_at(number), self.row_at(other)
        with self._quiet():
            self._put(other, here)
            self._put(number, there)
        self.setCurrentCell(other, self.currentColumn())
        self._changed()

    def _step(self, source: list[Snapshot], target: list[Snapshot]) -> None:
        """Go back, or forward again, by one change of the table."""
        if not source:
            return
        target.append(self._last)
        wanted = source.pop()
        place = self.currentRow(), self.currentColumn()
        done, undone = list(self._done), list(self._undone)
        self.set_rows([Row(row.texts, row.state.copy()) for row in wanted])
        self._done, self._undone = done, undone
        self.setCurrentCell(min(place[0], self.rowCount() - 1), max(0, place[1]))
        self.edited.emit()

    def _on_item(self, item: QTableWidgetItem) -> None:
        if self._filling or item.column() == NET:
            return
        with self._quiet():
            self._follow(item.row(), item.column())
            self._check(item.row())
            self._end_with_blank()
        self._changed()

    def _changed(self) -> None:
        now = self._snapshot()
        if now != self._last:
            self._done.append(self._last)
            del self._done[:-_STEPS]
            self._undone.clear()
            self._last = now
        self.fit_columns()
        self.edited.emit()

    def _snapshot(self) -> Snapshot:
        return tuple(Row(row.texts, row.state.copy()) for _number, row in self.rows())

    def _asks_reason(self, number: int) -> bool:
        row = self.row_at(number)
        category = self._reader.category(row)
        return category is not None and documents.needs_reason(category) and not row.state.reason


def cells_of(text: str) -> list[list[str]]:
    """Cut what a spreadsheet copies into cells; quoted cells may hold tabs and line breaks."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    if not text.strip():
        return []
    quoted = text.count('"') % 2 == 0 and any(
        cell.startswith('"') for line in text.split("\n") for cell in line.split("\t")
    )
    found = (
        list(csv.reader(io.StringIO(text), delimiter="\t"))
        if quoted
        else [line.split("\t") for line in text.split("\n")]
    )
    return [[" ".join(cell.split()) for cell in row] for row in found if any(map(str.strip, row))]
