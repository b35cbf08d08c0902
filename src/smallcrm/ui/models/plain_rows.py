"""A model of rows that are cells already, for the tables inside windows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from smallcrm.ui.widgets.cells import CELL_ROLE, Cell

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class PlainRow:
    """A row: what it stands for, its cells by column, and the words for whoever listens."""

    id: int
    cells: tuple[Cell, ...]
    spoken: str = ""


class PlainRows(QAbstractTableModel):
    """Rows of cells under `heads`: the words of each, and whether they stand at the right."""

    def __init__(self, heads: Sequence[tuple[str, bool]], parent: QObject) -> None:
        super().__init__(parent)
        self._heads = tuple(heads)
        self._rows: tuple[PlainRow, ...] = ()

    def show(self, rows: Sequence[PlainRow]) -> None:
        """Show these rows."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def row_id(self, row: int) -> int | None:
        """Return what a row stands for, None where there is none."""
        return self._rows[row].id if 0 <= row < len(self._rows) else None

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many rows there are."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return how many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(self._heads)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a head's words; amounts have theirs at the right."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._heads):
            return None
        words, right = self._heads[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return words
        if role == Qt.ItemDataRole.TextAlignmentRole and right:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        cell = row.cells[index.column()]
        if role == CELL_ROLE:
            return cell
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return cell.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken or cell.text
        return None
