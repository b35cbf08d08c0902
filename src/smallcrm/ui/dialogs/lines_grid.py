"""The table of lines: keys, moving, pasting and taking back; each cell is typed as text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from smallcrm.domain import documents
from smallcrm.domain.money import Money
from smallcrm.ui.dialogs.lines_editors import LinesDelegate
from smallcrm.ui.dialogs.lines_rows import (
    COLUMNS,
    DISCOUNT,
    LAST,
    NET,
    NUMBERS,
    PRICE,
    QUANTITY,
    TAX,
    UNIT,
    WHAT,
    Row,
    RowReader,
    RowState,
    still_is,
)
from smallcrm.ui.dialogs.words import say
from smallcrm.ui.theme import BODY
from smallcrm.ui.widgets.painting import advance

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QResizeEvent

    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.product_shapes import ProductOffer
    from smallcrm.ui.dialogs.product_finder import ProductFinder
    from smallcrm.ui.theme import ThemeContext

_ROW: Final = 32
_STEPS: Final = 100
_WIDTHS: Final = {QUANTITY: 64, UNIT: 54, PRICE: 84, DISCOUNT: 60, TAX: 56, NET: 88}
_LEAST_WHAT: Final = 130
_WIDEST_UNIT: Final = 96
PADDING: Final = 7
MARGIN: Final = 3
"""What the style leaves beside a text, besides the padding."""
_ENTER: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_TRIGGERS: Final = (
    QAbstractItemView.EditTrigger.AnyKeyPressed
    | QAbstractItemView.EditTrigger.DoubleClicked
    | QAbstractItemView.EditTrigger.SelectedClicked
    | QAbstractItemView.EditTrigger.EditKeyPressed
)
Snapshot = tuple[Row, ...]


class LinesGrid(QTableWidget):
    """Lines as texts; Enter and Tab go on, past the last cell to a new line.

    `edited` after each change of the owner's, `reason_wanted(row)` when Enter leaves a tax that
    needs a reason, `live(row, column, text)` while a cell is typed in. Delete removes a line,
    Ctrl and D doubles it, Ctrl and the arrows move it; Ctrl and Z takes back.
    """

    edited = Signal()
    live = Signal(int, int, str)
    reason_wanted = Signal(int)
    wide_changed = Signal()

    def __init__(
        self,
        theme: ThemeContext,
        tr: I18n,
        reader: RowReader,
        finder: ProductFinder | None = None,
    ) -> None:
        super().__init__(0, COLUMNS)
        self._theme = theme
        self._tr = tr
        self._reader = reader
        self._states: list[RowState] = []
        self._filling = False
        self._editable = True
        self._last: Snapshot = ()
        self._undone: list[Snapshot] = []
        self._done: list[Snapshot] = []
        self._needed: dict[int, int] = {}
        self._wide = False
        self._delegate = LinesDelegate(theme, self, self, finder)
        self._delegate.entered.connect(self.go_on)
        self._delegate.went_back.connect(self.go_back)
        self._delegate.typing.connect(self.live)
        self._delegate.block_pasted.connect(self.paste)
        self.setItemDelegate(self._delegate)
        self.setEditTriggers(_TRIGGERS)
        self.itemChanged.connect(self._on_item)

    # Rows.

    def state(self, row: int) -> RowState:
        """Return what stands behind a line."""
        return self._states[row]

    def row(self, number: int) -> Row:  # type: ignore[override]
        """Return a line as it is typed."""
        items = (self.item(number, column) for column in range(NET))
        texts = tuple(item.text().strip() if item is not None else "" for item in items)
        return Row(texts, self._states[number])

    def rows(self) -> list[tuple[int, Row]]:
        """Return the lines in which something is typed, with their places."""
        every = ((number, self.row(number)) for number in range(self.rowCount()))
        return [(number, row) for number, row in every if not row.empty]

    def set_rows(self, rows: Sequence[Row], *, undoable: bool = False) -> None:
        """Show these, and an empty line where lines can be typed."""
        with self._quiet():
            self.setRowCount(0)
            self._states.clear()
            self._needed.clear()
            self.setRowCount(len(rows))
            for number, row in enumerate(rows):
                self._put(number, row)
            self._end_with_blank()
        if undoable:
            self._changed()
        else:
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

    def set_nets(self, nets: Sequence[int], currency: str) -> None:
        """Show what each line comes to (minor units); nothing where it is not known."""
        known = iter(nets)
        with self._quiet():
            for number in range(self.rowCount()):
                minor = None if self.row(number).empty else next(known, None)
                text = "" if minor is None else self._tr.formats.amount(Money(minor, currency))
                self._item(number, NET).setText(text)
                self._measure(NET, text)
        self.fit_columns()

    def take_offer(self, offer: ProductOffer) -> None:
        """Fill the current line from a product and go on to its quantity."""
        number = self.currentRow()
        if number < 0 or not self._editable:
            return
        with self._quiet():
            self._put(number, self._reader.row_of_offer(offer, self.row(number)))
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

    def renew(self) -> None:
        """Show prices anew after the currency has changed."""
        with self._quiet():
            for number in range(self.rowCount()):
                self._follow(number, PRICE)
                self._check(number)
        self._last = self._snapshot()
        self.fit_columns()

    def dress(self, number: int) -> None:
        """Tell eyes and screen readers what a line's signs mean."""
        row = self.row(number)
        state = row.state
        words = {TAX: self._reader.tax_words(row), PRICE: state.warning}
        with self._quiet():
            for column in range(NET):
                wrong = state.errors.get(column)
                told = say(self._tr, wrong) if wrong is not None else words.get(column, "")
                item = self._item(number, column)
                if item.toolTip() == told:
                    continue
                item.setToolTip(told)
                spoken = f"{row.texts[column]}. {told}" if told else None
                item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
        self.viewport().update()

    def placeholder(self, row: int, column: int) -> str:
        """Return what the empty line at the end says."""
        last = column == WHAT and row == self.rowCount() - 1 and self._editable
        if not last or not self.row(row).empty:
            return ""
        return self._tr.gettext("Product or description")

    @property
    def wide(self) -> bool:
        """Say whether the columns need more room than there is."""
        return self._wide

    # Going about.

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
            elif not (row == self.rowCount() - 1 and self.row(row).empty):
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

    def fit_columns(self) -> None:
        """Give numbers the room they need and the description what is left."""
        px, header = self._theme.px, self.horizontalHeader()
        rest = self.viewport().width()
        for column, width in _WIDTHS.items():
            head = self.horizontalHeaderItem(column)
            words = header.fontMetrics().horizontalAdvance(head.text()) if head else 0
            needed = max(px(width), words + px(20), self._needed.get(column, 0))
            self.setColumnWidth(column, needed)
            rest -= needed
        self.setColumnWidth(WHAT, max(px(_LEAST_WHAT), rest))
        wide = rest < px(_LEAST_WHAT)
        if wide != self._wide:
            self._wide = wide
            self.wide_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new width out."""
        super().resizeEvent(event)
        self.fit_columns()

    # What the owner does.

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
        if self.row(number).empty and number == self.rowCount() - 1:
            return
        column = self.currentColumn()
        with self._quiet():
            self.removeRow(number)
            del self._states[number]
            self._end_with_blank()
        self.setCurrentCell(min(number, self.rowCount() - 1), column)
        self._changed()

    def _double(self, number: int) -> None:
        row = self.row(number)
        if row.empty:
            return
        with self._quiet():
            self._insert(number + 1)
            self._put(number + 1, Row(row.texts, replace(row.state.copy(), line=None)))
        self.setCurrentCell(number + 1, self.currentColumn())
        self._changed()

    def _move(self, number: int, step: int) -> None:
        other = number + step
        if self.row(number).empty or not 0 <= other < self.rowCount() or self.row(other).empty:
            return
        here, there = self.row(number), self.row(other)
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
        row = self.row(number)
        category = self._reader.category(row)
        return category is not None and documents.needs_reason(category) and not row.state.reason

    # What is shown.

    @contextmanager
    def _quiet(self) -> Iterator[None]:
        before, self._filling = self._filling, True
        try:
            yield
        finally:
            self._filling = before

    def _follow(self, number: int, column: int) -> None:
        """Show a cell as it was understood, and let a product go that is no longer spoken of."""
        row = self.row(number)
        shown = self._reader.shown(column, row)
        if shown != self._item(number, column).text():
            self._item(number, column).setText(shown)
        state = row.state
        if column == WHAT and state.product is not None:
            if not still_is(state.product_name, row.texts[WHAT]):
                state.product = None
        elif column == TAX and state.given is not None and state.given[0] != shown:
            state.given = None

    def _check(self, number: int) -> None:
        row = self.row(number)
        found = ((column, self._reader.check(column, row)) for column in range(NET))
        row.state.errors = {column: wrong for column, wrong in found if wrong is not None}
        for column in (NUMBERS - {NET}) | {UNIT}:
            self._measure(column, row.texts[column])
        self.dress(number)

    def _put(self, number: int, row: Row) -> None:
        while len(self._states) <= number:
            self._states.append(RowState())
        self._states[number] = row.state
        for column, text in enumerate((*row.texts, "")):
            self._item(number, column).setText(text)
        self._check(number)

    def _insert(self, number: int) -> None:
        self.insertRow(number)
        self._states.insert(number, RowState())
        for column in range(COLUMNS):
            self._item(number, column)

    def _end_with_blank(self) -> None:
        count = self.rowCount()
        if self._editable and (not count or not self.row(count - 1).empty):
            self._insert(count)

    def _item(self, number: int, column: int) -> QTableWidgetItem:
        found = self.item(number, column)
        if found is None:
            found = QTableWidgetItem()
            if column in NUMBERS:
                found.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if column == NET:
                found.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.setItem(number, column, found)
        return found

    def _measure(self, column: int, text: str) -> None:
        px = self._theme.px
        sign = px(20) if column == PRICE else 0
        width = advance(self._theme, BODY, text) + 2 * (px(PADDING) + MARGIN) + 2 + sign
        if column == UNIT:
            width = min(width, px(_WIDEST_UNIT))
        self._needed[column] = max(self._needed.get(column, 0), width)


def build_header(grid: LinesGrid, tr: I18n) -> None:
    """Name the columns and set the table's ways."""
    grid.setHorizontalHeaderLabels(
        [
            tr.gettext("What"),
            tr.gettext("Quantity"),
            tr.gettext("Unit"),
            tr.gettext("Unit price"),
            tr.gettext("Discount %"),
            tr.gettext("Tax %"),
            tr.pgettext("amount of a line", "Net"),
        ]
    )
    grid.verticalHeader().hide()
    grid.setProperty("kind", "boxed")
    grid.setTabKeyNavigation(False)
    grid.setWordWrap(False)
    grid.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    grid.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    header = grid.horizontalHeader()
    header.setHighlightSections(False)
    header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    for column in range(COLUMNS):
        side = Qt.AlignmentFlag.AlignRight if column in NUMBERS else Qt.AlignmentFlag.AlignLeft
        item = grid.horizontalHeaderItem(column)
        if item is not None:
            item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)


def dress_grid(grid: LinesGrid, theme: ThemeContext, *, most_rows: int) -> None:
    """Give the table the sizes of the theme, and room for its rows."""
    px = theme.px
    header = grid.horizontalHeader()
    header.setFixedHeight(px(28))
    header.setMinimumSectionSize(px(40))
    grid.verticalHeader().setDefaultSectionSize(px(_ROW))
    grid.setStyleSheet(f"QTableView::item {{ padding: 0 {px(PADDING)}px; }}")
    grid.fit_columns()
    rows = min(most_rows, max(2, grid.rowCount()))
    bar = grid.horizontalScrollBar()
    extra = bar.sizeHint().height() if grid.wide else 0
    grid.setFixedHeight(rows * px(_ROW) + px(28) + 4 + extra)


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
