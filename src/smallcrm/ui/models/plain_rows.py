"""A model of rows that are cells already, for the tables inside windows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from smallcrm.ui.models.headed import HeadedModel, Index
from smallcrm.ui.widgets.cells import CELL_ROLE, Cell

if TYPE_CHECKING:
    from PySide6.QtCore import QObject


@dataclass(frozen=True, slots=True)
class PlainRow:
    """A row: what it stands for, its cells by column, and the words for whoever listens."""

    id: int
    cells: tuple[Cell, ...]
    spoken: str = ""


class PlainRows(HeadedModel):
    """Rows of cells."""

    def __init__(self, heads: Sequence[tuple[str, bool]], parent: QObject) -> None:
        super().__init__(heads, parent)
        self._rows: tuple[PlainRow, ...] = ()

    def show(self, rows: Sequence[PlainRow]) -> None:
        """Show these rows."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def row_id(self, row: int) -> int | None:
        """Return what a row stands for, None where there is none."""
        return self._rows[row].id if 0 <= row < len(self._rows) else None

    def count(self) -> int:
        """Return how many rows there are."""
        return len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        cell = row.cells[index.column()]
        if role == CELL_ROLE:
            return cell
        text = cell.text or (cell.badge.text if cell.badge else "")
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken or text
        return None
