"""A table view that paints its rows in one pass, for tables of any length."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol, runtime_checkable

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeySequence, QPainter, QRegion
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from smallcrm.ui.theme import ThemeContext
from smallcrm.ui.widgets.cells import CELL_ROLE, Cell, CellPainter
from smallcrm.ui.widgets.table_copy import cells_as_mime, heads_of, rows_as_mime
from smallcrm.ui.widgets.table_drag import RowDrag
from smallcrm.ui.widgets.table_header import HeaderCorner, TableHeader

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QEvent, QMimeData
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent

MOST_COPIED: Final = 20_000
_BAR: Final = 3
_EDGE: Final = 8


@runtime_checkable
class RowCells(Protocol):
    """A model that can hand over a whole row at once, which spares a call for every cell."""

    def row_cells(self, row: int) -> Sequence[Cell] | None:
        """Return the cells of a row by column, or nothing while it is being read."""


@runtime_checkable
class LateCells(Protocol):
    """A model whose rows are read when they are shown, and on demand."""

    def read_cells(self, rows: Sequence[int], done: Callable[[list[Sequence[Cell]]], None]) -> None:
        """Hand over the cells of rows by column, at once or later."""


class FastTableView(QTableView):
    """Rows of one height, hairlines between them, the selected one with a bar at its left.

    The model answers `CELL_ROLE` with a `Cell` (or has `row_cells`) and `DisplayRole` with text.
    `opened(row)` on Enter or a double click; `context_menu_wanted(point)` with a global position;
    `copied(count)` after Ctrl+C. Rows are numbered as in the model. Selected rows can be dragged
    into other programs; `drag` says as what beside text and a table.
    """

    opened = Signal(int)
    context_menu_wanted = Signal(QPoint)
    copied = Signal(int)

    def __init__(
        self, theme: ThemeContext, *, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._cells = CellPainter(theme)
        self._hovered = -1
        self._header = TableHeader(theme, self)
        self.setHorizontalHeader(self._header)
        self.addScrollBarWidget(HeaderCorner(theme), Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName(name)
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setSortingEnabled(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_context_menu)
        self.doubleClicked.connect(self._on_double_clicked)
        self.drag = RowDrag(self, theme)
        theme.changed.connect(self._on_theme)
        self._on_theme()

    @property
    def header(self) -> TableHeader:
        """Return the header, whose signals tell which column to sort by."""
        return self._header

    def current_row(self) -> int:
        """Return the row that has the keyboard, or -1."""
        return self.currentIndex().row()

    def selected_rows(self) -> list[int]:
        """Return the selected rows in order."""
        if self._table() is None:
            return []
        selection = self.selectionModel()
        chosen = selection.selection()
        rows: set[int] = set()
        for number in range(chosen.count()):
            part = chosen.at(number)
            rows.update(range(part.top(), part.bottom() + 1))
        return sorted(rows)

    def select_row(self, row: int) -> None:
        """Make a row the only selected one, and show it."""
        model = self._table()
        if model is None or not 0 <= row < model.rowCount():
            return
        columns = self.shown_columns()
        index = model.index(row, columns[0] if columns else 0)
        flags = (
            QItemSelectionModel.SelectionFlag.ClearAndSelect
            | QItemSelectionModel.SelectionFlag.Rows
        )
        self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index)

    def is_editing(self) -> bool:
        """Say whether a cell is being changed in place."""
        return self._is_editing()

    def edit_cell(self, column: int = -1, *, after: int = -1) -> bool:
        """Change a cell of the current row in place: of `column`, else the current or the first.

        With `after` it is the next one that can be changed. Says whether there was one.
        """
        model, here = self._table(), self.currentIndex()
        if model is None or not here.isValid():
            return False
        shown = self.shown_columns()
        if column < 0 and after < 0 and here.column() in shown:
            shown = [here.column(), *shown]
        elif column >= 0:
            shown = [column]
        elif after in shown:
            shown = shown[shown.index(after) + 1 :]
        for one in shown:
            index = model.index(here.row(), one)
            if index.flags() & Qt.ItemFlag.ItemIsEditable:
                self.setCurrentIndex(index)
                self.edit(index)
                return True
        return False

    def copy_selection(self) -> int:
        """Put the selected rows on the clipboard as a table and as text; return how many."""
        model, rows = self._table(), self.selected_rows()[:MOST_COPIED]
        if model is None or not rows:
            return 0
        columns = self.shown_columns()
        if not isinstance(model, LateCells):
            self._put_on_clipboard(rows_as_mime(model, rows, columns), len(rows))
            return len(rows)
        heads = heads_of(model, columns)

        def done(lines: list[Sequence[Cell]]) -> None:
            chosen = [[line[column] for column in columns] for line in lines]
            self._put_on_clipboard(cells_as_mime(heads, chosen), len(lines))

        model.read_cells(rows, done)
        return len(rows)

    def shown_columns(self) -> list[int]:
        """Return the visible columns from left to right."""
        return self._header.shown_columns()

    def fit_columns(self, rows: int = 200, most: int = 320) -> None:
        """Give each column the width that its head and its first rows need."""
        model = self.model()
        for column in self.shown_columns():
            width = self._header.wanted_width(column)
            for row in range(min(rows, model.rowCount())):
                cell: Cell | None = model.index(row, column).data(CELL_ROLE)
                if cell is not None:
                    width = max(width, self._cells.width(cell))
            self.setColumnWidth(column, min(width, self._theme.px(most)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint every visible row."""
        model = self._table()
        painter = QPainter(self.viewport())
        if model is not None:
            self._paint_rows(painter, model, event.region())
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open, copy, or move as tables do; letters stay with the window."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selection()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not self._is_editing():
            if self.current_row() >= 0:
                self.opened.emit(self.current_row())
        elif event.key() == Qt.Key.Key_F2 and not self._is_editing():
            self.edit_cell()
        elif (
            event.text()
            and event.text().isprintable()
            and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
            and event.key() != Qt.Key.Key_Space
        ):
            # Qt would search for the letter through all rows, also those not yet read.
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the row under the mouse."""
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(event.position().toPoint().y()))

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the row under the mouse."""
        super().leaveEvent(event)
        self._hover(-1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the selection as that of the part with the keyboard."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show the selection more quietly."""
        super().focusOutEvent(event)
        self.viewport().update()

    def _paint_rows(self, painter: QPainter, model: QAbstractItemModel, region: QRegion) -> None:
        tokens = self._theme.tokens
        surface = self._theme.colour(tokens.surf)
        area = region.boundingRect()
        painter.fillRect(area, surface)
        height = self._cells.row_height
        offset = self.verticalOffset()
        first = max(0, (area.top() + offset) // height)
        last = min(model.rowCount() - 1, (area.bottom() + offset) // height)
        columns = self._column_places(area.left(), area.right())
        cells = self._cell_source(model)
        selection = self.selectionModel()
        root = QModelIndex()
        line = self._theme.colour(tokens.line)
        hover = self._theme.colour(tokens.hover)
        ground = self._theme.colour(tokens.sel) if self.hasFocus() else hover
        bar = self._theme.colour(tokens.acc)
        width = self.viewport().width()
        current = self.currentIndex().row()
        for row in range(first, last + 1):
            y = row * height - offset
            selected = selection.isRowSelected(row, root)
            if selected:
                painter.fillRect(0, y, width, height - 1, ground)
            elif row == self._hovered:
                painter.fillRect(0, y, width, height - 1, hover)
            painter.fillRect(0, y + height - 1, width, 1, line)
            for column, x, room in columns:
                cell = cells(row, column)
                if cell is not None:
                    self._cells.paint(painter, cell, x, y, room)
            if selected:
                painter.fillRect(0, y, self._theme.px(_BAR), height - 1, bar)
            elif row == current and self.hasFocus():
                painter.setPen(bar)
                painter.drawRect(0, y, width - 1, height - 2)

    def _cell_source(self, model: QAbstractItemModel) -> Callable[[int, int], Cell | None]:
        if isinstance(model, RowCells):
            held: dict[int, Sequence[Cell] | None] = {}

            def from_row(row: int, column: int) -> Cell | None:
                if row not in held:
                    held[row] = model.row_cells(row)
                cells = held[row]
                return cells[column] if cells is not None else None

            return from_row

        def from_role(row: int, column: int) -> Cell | None:
            found: Any = model.data(model.index(row, column), CELL_ROLE)
            return found if isinstance(found, Cell) else None

        return from_role

    def _column_places(self, left: int, right: int) -> list[tuple[int, int, int]]:
        header = self._header
        places: list[tuple[int, int, int]] = []
        for column in self.shown_columns():
            x = header.sectionViewportPosition(column)
            width = header.sectionSize(column)
            if x + width < left or x > right:
                continue
            lead, trail = header.edges(column)
            places.append((column, x + lead, width - lead - trail))
        return places

    def _table(self) -> QAbstractItemModel | None:
        # Qt's stubs leave out that a view may still be without a model.
        return self.model()

    def _put_on_clipboard(self, mime: QMimeData, count: int) -> None:
        QGuiApplication.clipboard().setMimeData(mime)
        self.copied.emit(count)

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.viewport().update()

    def _is_editing(self) -> bool:
        return self.state() == QAbstractItemView.State.EditingState

    def _on_double_clicked(self, index: QModelIndex) -> None:
        if not self._is_editing():
            self.opened.emit(index.row())

    def _on_context_menu(self, place: QPoint) -> None:
        self.context_menu_wanted.emit(self.viewport().mapToGlobal(place))

    def _on_theme(self) -> None:
        self._cells = CellPainter(self._theme)
        rows = self.verticalHeader()
        rows.setMinimumSectionSize(self._cells.row_height)
        rows.setDefaultSectionSize(self._cells.row_height)
        self.verticalScrollBar().setSingleStep(self._cells.row_height)
        self.viewport().update()
