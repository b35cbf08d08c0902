"""Rows that are all in memory, sorted by any column, each made into cells when it is seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from smallcrm.ui.widgets.cells import CELL_ROLE, Cell

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

Index = QModelIndex | QPersistentModelIndex
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RankedColumn(Generic[T]):
    """A column: its head, what it sorts by, and its cell; None as `cell` is the place of the row.

    `figure` says that most is best: it begins with the most, and the places go by it.
    """

    id: str
    head: str
    key: Callable[[T], Any]
    cell: Callable[[T], Cell] | None
    figure: bool = True
    right: bool = True


class RankedRows(QAbstractTableModel, Generic[T]):
    """A table model over rows of one shape; `spoken` says a row with its place in words.

    Places are given by the figure that was sorted by last, the most being the first; equals share.
    """

    def __init__(
        self,
        columns: Sequence[RankedColumn[T]],
        spoken: Callable[[T, int], str],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._spoken = spoken
        self._rows: list[T] = []
        self._places: list[int] = []
        self._cells: dict[int, tuple[Cell, ...]] = {}
        self._sorted = (0, False)
        self._ranked = next(number for number, one in enumerate(columns) if one.figure)

    @property
    def columns(self) -> Sequence[RankedColumn[T]]:
        """Return the columns."""
        return self._columns

    @property
    def rows(self) -> Sequence[T]:
        """Return the rows as they are sorted."""
        return self._rows

    @property
    def sorted_by(self) -> tuple[int, bool]:
        """Return the column that is sorted by, and whether downwards."""
        return self._sorted

    def row(self, number: int) -> T | None:
        """Return a row, None where there is none."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def place(self, number: int) -> int:
        """Return the place of a row, from 1 on."""
        return self._places[number]

    def show(self, rows: Sequence[T], columns: Sequence[RankedColumn[T]] | None = None) -> None:
        """Show these, sorted as before, perhaps with other heads and cells."""
        self.beginResetModel()
        if columns is not None:
            self._columns = tuple(columns)
        self._rows = list(rows)
        self._order()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; rows that are equal in it keep the order they had."""
        if not 0 <= column < len(self._columns):
            return
        self.beginResetModel()
        self._sorted = (column, order == Qt.SortOrder.DescendingOrder)
        if self._columns[column].figure:
            self._ranked = column
        self._order()
        self.endResetModel()

    def row_cells(self, row: int) -> Sequence[Cell] | None:
        """Return the cells of a row."""
        found = self._cells.get(row)
        if found is None and (shape := self.row(row)) is not None:
            place = Cell(str(self._places[row]), "third", align="right")
            made = (place if one.cell is None else one.cell(shape) for one in self._columns)
            found = self._cells[row] = tuple(made)
        return found

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many rows there are."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return how many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(self._columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a head's words; figures have theirs at the right."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].head
        if role == Qt.ItemDataRole.TextAlignmentRole and self._columns[section].right:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        shape = self.row(index.row()) if index.isValid() else None
        cells = self.row_cells(index.row()) if shape is not None else None
        if shape is None or cells is None:
            return None
        cell = cells[index.column()]
        if role == CELL_ROLE:
            return cell
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        if role == Qt.ItemDataRole.ToolTipRole and not self._columns[index.column()].right:
            return cell.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(shape, self._places[index.row()])
        return None

    def _order(self) -> None:
        self._cells.clear()
        column, descending = self._sorted
        by_figure = self._columns[self._ranked].key
        self._rows.sort(key=by_figure, reverse=True)
        places: dict[int, int] = {}
        last: Any = None
        for number, row in enumerate(self._rows):
            key = by_figure(row)
            above = self._rows[number - 1] if number else None
            same = above is not None and key == last
            places[id(row)] = places[id(above)] if same else number + 1
            last = key
        if column != self._ranked or not descending:
            self._rows.sort(key=self._columns[column].key, reverse=descending)
        self._places = [places[id(row)] for row in self._rows]
