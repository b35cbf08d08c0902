"""The one table model of the tabs: any number of rows, read a page at a time."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from smallcrm.domain.errors import Refusal
from smallcrm.queries.order import Order
from smallcrm.ui.runner import Runner
from smallcrm.ui.widgets.cells import CELL_ROLE, Align, Cell

if TYPE_CHECKING:
    from smallcrm.queries.api import Queries
    from smallcrm.services.commands import Command, Outcome

PAGE: Final = 128
MOST_PAGES: Final = 80
FIRST: Final = 60
_ROLES: Final = frozenset(
    {
        CELL_ROLE,
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.EditRole,
        Qt.ItemDataRole.AccessibleTextRole,
    }
)
_ROOT: Final = QModelIndex()

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class CellEdit:
    """How a cell is changed in place; `command(row id, text)` refuses what cannot be read.

    What is edited is the cell's text; `day` gives it the keys and the calendar of a date.
    """

    command: Callable[[int, str], Command]
    day: bool = False


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """A column: the name it is sorted by, its head, its cell for a row, and how it begins."""

    sort: str
    title: str
    cell: Callable[[Any], Cell]
    width: int
    align: Align = "left"
    shown: bool = True
    edit: CellEdit | None = None


@dataclass(frozen=True, slots=True)
class RowSpec:
    """What a tab's rows are: ids as kept, and the client each belongs to."""

    row_id: Callable[[Any], int]
    client_id: Callable[[Any], int]


@dataclass(frozen=True, slots=True)
class _Row:
    row_id: int
    client_id: int
    cells: tuple[Cell, ...]


class PagedModel(QAbstractTableModel):
    """Rows of one tab in one order; lives on the GUI thread, reads on others.

    The first rows are shown before the whole order is known. `loaded(count)` when the exact count
    is known; `reloaded()` after the rows were replaced. Cells are made on the reading thread.
    `written(outcome)` after a cell was changed in place.
    """

    loaded = Signal(int)
    reloaded = Signal()
    written = Signal(object)

    def __init__(
        self,
        runner: Runner,
        tab: str,
        columns: Sequence[ColumnSpec],
        rows: RowSpec,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._tab = tab
        self._columns = tuple(columns)
        self._rows = rows
        self._order = Order(sort=columns[0].sort)
        self._ids: array[int] = array("q")
        self._pages: OrderedDict[int, tuple[_Row, ...]] = OrderedDict()
        self._wanted: set[int] = set()
        self._reading: frozenset[int] = frozenset()
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self._asking.setInterval(0)
        self._asking.timeout.connect(self._ask)
        self._known = False
        self._first_shown = False

    @property
    def order(self) -> Order:
        """Return how the rows are sorted and narrowed."""
        return self._order

    def set_order(self, order: Order) -> None:
        """Say how the rows are to be sorted at the next `load`."""
        self._order = order

    @property
    def columns(self) -> tuple[ColumnSpec, ...]:
        """Return the columns."""
        return self._columns

    def set_columns(self, columns: Sequence[ColumnSpec]) -> None:
        """Show other heads and cells (another language); the rows must be loaded anew."""
        if [one.sort for one in columns] == [one.sort for one in self._columns]:
            self._columns = tuple(columns)
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(columns) - 1)
            return
        # Rows that are held or on their way have the cells of other columns.
        for what in ("first", "ids", "rows"):
            self._runner.cancel(f"{self._tab}:{what}")
        self.beginResetModel()
        self._columns = tuple(columns)
        self._ids = array("q")
        self._pages.clear()
        self._wanted.clear()
        self._reading = frozenset()
        self._known = self._first_shown = False
        self.endResetModel()

    def load(self, order: Order) -> None:
        """Show the rows of another order; the old ones stay until the new are there."""
        self._order = order
        self._known = self._first_shown = False
        self._runner.read(
            f"{self._tab}:first",
            lambda queries: self._made(
                queries.first_rows(self._tab, order, limit=FIRST, slot=f"{self._tab}:first")
            ),
            self._on_first,
        )
        self._runner.read(
            f"{self._tab}:ids",
            lambda queries: queries.row_ids(self._tab, order, slot=f"{self._tab}:ids"),
            self._on_ids,
        )

    def refresh(self) -> None:
        """Read the same order anew."""
        self.load(self._order)

    def row_id(self, row: int) -> int | None:
        """Return the id of a row."""
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def row_of(self, row_id: int) -> int:
        """Return the row of an id, or -1."""
        try:
            return self._ids.index(row_id)
        except ValueError:
            return -1

    def client_id(self, row: int) -> int | None:
        """Return the client of a row that has been read."""
        found = self._row(row)
        return found.client_id if found else None

    def row_cells(self, row: int) -> Sequence[Cell] | None:
        """Return a row's cells, or None while they are being read."""
        found = self._row(row)
        return found.cells if found else None

    def read_cells(self, rows: Sequence[int], done: Callable[[list[Sequence[Cell]]], None]) -> None:
        """Hand over the cells of rows, also of those that were not read yet (to copy them)."""
        held = [self.row_cells(row) for row in rows]
        found = [cells for cells in held if cells is not None]
        if len(found) == len(held):
            done(found)
            return
        ids = [self._ids[row] for row in rows if row < len(self._ids)]
        slot = f"{self._tab}:copy"

        def read(queries: Queries) -> list[Sequence[Cell]]:
            return [row.cells for row in self._made(queries.rows(self._tab, ids, slot=slot))]

        self._runner.read(slot, read, done)

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the exact number of rows."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give a cell, its text, or the same words to a screen reader."""
        if not index.isValid() or not 0 <= index.column() < len(self._columns):
            return None
        if role not in _ROLES:
            return None
        cells = self.row_cells(index.row())
        if cells is None:
            return None
        cell = cells[index.column()]
        if role == CELL_ROLE:
            return cell
        return cell.text or (cell.badge.text if cell.badge else "")

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let cells be changed in place whose column says how."""
        flags = super().flags(index)
        column = self._columns[index.column()] if index.isValid() else None
        if column is not None and column.edit is not None and self.row_cells(index.row()):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def why_not(self, index: Index, text: str) -> Refusal | None:
        """Return why a cell cannot hold a text, or None where it can."""
        column, row_id = self._columns[index.column()], self.row_id(index.row())
        if column.edit is None or row_id is None or text == index.data(Qt.ItemDataRole.EditRole):
            return None
        try:
            column.edit.command(row_id, text)
        except Refusal as refused:
            return refused
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Have a changed cell written; it is shown once it was committed."""
        text = str(value)
        column, row_id = self._columns[index.column()], self.row_id(index.row())
        unchanged = text == index.data(Qt.ItemDataRole.EditRole)
        if role != Qt.ItemDataRole.EditRole or column.edit is None or row_id is None or unchanged:
            return False
        try:
            command = column.edit.command(row_id, text)
        except Refusal:
            return False
        self._runner.write(command, self._on_written)
        return True

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Give a column's head and on which side it stands."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = (
                Qt.AlignmentFlag.AlignRight
                if column.align == "right"
                else (Qt.AlignmentFlag.AlignLeft)
            )
            return (side | Qt.AlignmentFlag.AlignVCenter).value
        return None

    def _made(self, rows: Sequence[Any]) -> tuple[_Row, ...]:
        """Make cells of rows, on the reading thread."""
        columns, spec = self._columns, self._rows
        return tuple(
            _Row(
                spec.row_id(row),
                spec.client_id(row),
                tuple(column.cell(row) for column in columns),
            )
            for row in rows
        )

    def _row(self, row: int) -> _Row | None:
        if not 0 <= row < len(self._ids):
            return None
        page = row // PAGE
        rows = self._pages.get(page)
        if rows is None:
            # Asked for again, a page would be read anew at every painting, and never arrive.
            if page not in self._reading:
                self._wanted.add(page)
                if not self._asking.isActive():
                    self._asking.start()
            return None
        self._pages.move_to_end(page)
        place = row - page * PAGE
        return rows[place] if place < len(rows) else None

    def _ask(self) -> None:
        """Read the pages that were asked for since; a newer wish takes the older's place."""
        if not self._wanted or not self._known:
            self._wanted.clear()
            return
        # Their neighbours under way are most likely still to be seen.
        beside = {
            page for page in self._reading if not self._wanted.isdisjoint((page - 1, page + 1))
        }
        pages = sorted(self._wanted | beside)
        self._wanted.clear()
        ids = {page: list(self._ids[page * PAGE : (page + 1) * PAGE]) for page in pages}
        self._reading = frozenset(pages)
        slot = f"{self._tab}:rows"
        self._runner.read(
            slot,
            lambda queries: {
                page: self._made(queries.rows(self._tab, wanted, slot=slot))
                for page, wanted in ids.items()
            },
            self._on_pages,
            self._on_failed,
        )

    def _on_first(self, rows: tuple[_Row, ...]) -> None:
        if self._known:
            return
        self._first_shown = True
        self._replace(array("q", (row.row_id for row in rows)), rows)

    def _on_ids(self, ids: array[int]) -> None:
        # Where the order was known sooner than its first rows, those there are of before.
        first = self._pages.get(0, ()) if self._first_shown else ()
        same = bool(first) and list(ids[: len(first)]) == [row.row_id for row in first]
        self._known = True
        if same and len(self._ids) == len(first) and len(ids) >= len(first):
            self._grow(ids)
        else:
            self._replace(ids, ())
        self.loaded.emit(len(ids))

    def _grow(self, ids: array[int]) -> None:
        """Add what follows the first rows; these stay while the rest of their page is read."""
        begin = len(self._ids)
        if len(ids) > begin:
            self.beginInsertRows(_ROOT, begin, len(ids) - 1)
            self._ids = ids
            self.endInsertRows()
            self._wanted.add(0)
            self._asking.start()
        self._ids = ids

    def _replace(self, ids: array[int], rows: tuple[_Row, ...]) -> None:
        self.beginResetModel()
        self._ids = ids
        self._pages.clear()
        self._wanted.clear()
        self._reading = frozenset()
        if rows:
            self._pages[0] = rows
        self.endResetModel()
        self.reloaded.emit()

    def _on_written(self, outcome: Outcome) -> None:
        self.written.emit(outcome)

    def _on_failed(self, error: Exception) -> None:
        self._reading = frozenset()
        self._runner.went_wrong.emit(error)

    def _on_pages(self, pages: dict[int, tuple[_Row, ...]]) -> None:
        self._reading = frozenset()
        last_column = len(self._columns) - 1
        for page, rows in pages.items():
            wanted = list(self._ids[page * PAGE : (page + 1) * PAGE])
            if [row.row_id for row in rows] != wanted:
                # Something was deleted meanwhile: the order is read anew.
                self.refresh()
                return
            self._pages[page] = rows
            first = page * PAGE
            self.dataChanged.emit(
                self.index(first, 0), self.index(first + len(rows) - 1, last_column)
            )
        while len(self._pages) > MOST_PAGES:
            self._pages.popitem(last=False)
