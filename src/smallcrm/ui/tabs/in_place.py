"""Cells of a tab that are changed in place: which field they get, and what is wrong with a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QTimer, Signal

from smallcrm.ui.dialogs.fields import DateField, TextField
from smallcrm.ui.dialogs.words import say
from smallcrm.ui.widgets.cell_editor import CellDelegate

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLineEdit, QWidget

    from smallcrm.ui.context import UiContext
    from smallcrm.ui.models.paged import PagedModel
    from smallcrm.ui.widgets.table import FastTableView

Index = QModelIndex | QPersistentModelIndex


class InPlace(QObject):
    """Gives a table its fields; `closed()` once one is gone again."""

    closed = Signal()

    def __init__(self, context: UiContext, table: FastTableView, model: PagedModel) -> None:
        super().__init__(table)
        self._context = context
        self._table = table
        self._model = model
        self._delegate: CellDelegate | None = None
        if any(column.edit is not None for column in model.columns):
            self._delegate = CellDelegate(context.theme, table, self._make_field, self._wrong)
            self._delegate.closeEditor.connect(self._on_closed)
            table.setItemDelegate(self._delegate)

    @property
    def complaint(self) -> str:
        """Return what is said to be wrong with what is typed now, or nothing."""
        return self._delegate.complaint if self._delegate is not None else ""

    def edit(self, row_id: int, column: str) -> None:
        """Change a cell of a row, by the name of its column."""
        row, names = self._model.row_of(row_id), [one.sort for one in self._model.columns]
        if row >= 0 and column in names:
            number = names.index(column)
            self._table.setColumnHidden(number, False)
            self._table.setFocus()
            self._table.select_row(row)
            self._table.edit_cell(number)

    def _make_field(self, index: Index, parent: QWidget) -> QLineEdit:
        edit = self._model.columns[index.column()].edit
        field: QLineEdit = TextField()
        if edit is not None and edit.day:
            field = DateField(self._context.theme, self._context.tr)
        field.setParent(parent)
        return field

    def _wrong(self, index: Index, text: str) -> str:
        refused = self._model.why_not(index, text)
        return "" if refused is None else say(self._context.tr, refused)

    def _on_closed(self) -> None:
        QTimer.singleShot(0, self, self.closed.emit)
