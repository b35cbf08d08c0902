"""The columns of a file: what each is called, what it goes into, some of what stands in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView

from smallcrm.ui.dialogs.import_picker import ChoicePicker, Option
from smallcrm.ui.models.headed import HeadedModel, Index
from smallcrm.ui.widgets.boxed import set_up_boxed
from smallcrm.ui.widgets.cells import CELL_ROLE, Cell
from smallcrm.ui.widgets.painting import draw_icon, one_line
from smallcrm.ui.widgets.table import FastTableView

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent

    from smallcrm.i18n.catalog import I18n
    from smallcrm.importers import Column
    from smallcrm.ui.theme import ThemeContext

IGNORE: Final = "ignore"
HEADING, FIELD, READ_AS, SAMPLES = range(4)
_WIDTHS: Final = {HEADING: 190, FIELD: 210, READ_AS: 150}
_CHEVRON: Final = 14
_LEAST_ROWS: Final = 4


class ColumnRows(HeadedModel):
    """One row for each column of the file."""

    def __init__(self, tr: I18n, parent: QObject) -> None:
        heads = (
            (tr.gettext("In the file"), False),
            (tr.gettext("Goes into"), False),
            (tr.pgettext("column", "Read as"), False),
            (tr.gettext("For example"), False),
        )
        super().__init__(heads, parent)
        self._tr = tr
        self._columns: tuple[Column, ...] = ()
        self._fields: list[str] = []
        self._names: Callable[[str], str] = str
        self._reading: Callable[[Column], str] = lambda _column: ""

    def show(
        self,
        columns: Sequence[Column],
        names: Callable[[str], str],
        reading: Callable[[Column], str],
    ) -> None:
        """Show these; `names` says a field in words, `reading` how a column's cells are read."""
        self.beginResetModel()
        self._columns = tuple(columns)
        self._fields = [column.field or IGNORE for column in columns]
        self._names, self._reading = names, reading
        self.endResetModel()

    def column(self, row: int) -> Column:
        """Return a column of the file."""
        return self._columns[row]

    def field(self, row: int) -> str:
        """Return what a column goes into."""
        return self._fields[row]

    def place(self, row: int, field: str) -> None:
        """Let a column go into another field."""
        self._fields[row] = field
        self.dataChanged.emit(self.index(row, 0), self.index(row, SAMPLES))

    def field_text(self, row: int) -> str:
        """Say what a column goes into."""
        field = self._fields[row]
        return self._tr.gettext("Leave out") if field == IGNORE else self._names(field)

    def count(self) -> int:
        """Return how many columns there are."""
        return len(self._columns)

    def row_cells(self, row: int) -> Sequence[Cell]:
        """Return the cells of a row."""
        column, left_out = self._columns[row], self._fields[row] == IGNORE
        own = self._fields[row].startswith("own:")
        field = Cell(
            self.field_text(row),
            "third" if left_out else "plain",
            "tag" if own else "",
            weight="normal" if left_out else "medium",
        )
        reading = self._reading(column) if not left_out else ""
        doubt = column.ambiguous and bool(reading)
        return (
            Cell(column.heading, "second" if left_out else "plain"),
            field,
            Cell(reading, "soon" if doubt else "second", "circle-question-mark" if doubt else ""),
            Cell(" · ".join(column.samples), "third" if left_out else "second"),
        )

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        if not index.isValid() or not 0 <= index.row() < len(self._columns):
            return None
        cell = self.row_cells(index.row())[index.column()]
        if role == CELL_ROLE:
            return cell
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return one_line(cell.text)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            text = self._tr.gettext("Column {heading} goes into {field}; for example {samples}")
            column = self._columns[index.row()]
            return text.format(
                heading=one_line(column.heading),
                field=self.field_text(index.row()),
                samples=one_line(", ".join(column.samples)),
            )
        return None


class ColumnChoice:
    """What one column goes into, to be read and changed."""

    def __init__(self, table: ColumnsTable, row: int) -> None:
        self._table, self._row = table, row

    def value(self) -> str:
        """Return the field."""
        return self._table.rows.field(self._row)

    def text(self) -> str:
        """Return the field in words."""
        return self._table.rows.field_text(self._row)

    def choose(self, field: str) -> None:
        """Let the column go into another field."""
        self._table.place(self._row, field)


class ColumnsTable(FastTableView):
    """Chooses by keyboard: Enter, Space or a letter opens the list of fields, Del leaves out.

    `placed(heading, field)` when the owner has chosen.
    """

    placed = Signal(str, str)

    def __init__(self, theme: ThemeContext, tr: I18n) -> None:
        super().__init__(theme, name=tr.gettext("Which column goes where"))
        self._tr = tr
        self._options: Callable[[Column], Sequence[Option]] = lambda _column: ()
        self.rows = ColumnRows(tr, self)
        self.setModel(self.rows)
        set_up_boxed(self)
        self.header.setSectionsMovable(False)
        self.header.setSectionsClickable(False)
        self.header.setSectionResizeMode(SAMPLES, QHeaderView.ResizeMode.Stretch)
        self.setAccessibleDescription(tr.gettext("Enter changes what a column goes into"))
        self.opened.connect(self.open_picker)
        self.clicked.connect(self._on_clicked)
        theme.changed.connect(self._fit)
        self._fit()

    def show_columns(
        self,
        columns: Sequence[Column],
        names: Callable[[str], str],
        options: Callable[[Column], Sequence[Option]],
        reading: Callable[[Column], str],
    ) -> None:
        """Show these columns; the current one stays the current one."""
        row = self.current_row()
        self._options = options
        self.rows.show(columns, names, reading)
        self.setColumnHidden(READ_AS, not any(map(reading, columns)))
        self._fit()
        if columns:
            self.select_row(min(max(row, 0), len(columns) - 1))

    def choices(self) -> dict[str, ColumnChoice]:
        """Return the columns by their headings."""
        return {
            self.rows.column(row).heading: ColumnChoice(self, row)
            for row in range(self.rows.count())
        }

    def place(self, row: int, field: str) -> None:
        """Let a column go into a field, and say so."""
        if field != self.rows.field(row):
            self.rows.place(row, field)
            self.placed.emit(self.rows.column(row).heading, field)

    def open_picker(self, row: int, typed: str = "") -> ChoicePicker:
        """Offer what a column can go into."""
        column = self.rows.column(row)
        name = self._tr.gettext("Column {heading} goes into")
        picker = ChoicePicker(
            self._theme,
            self._tr,
            self._options(column),
            self,
            current=self.rows.field(row),
            name=name.format(heading=one_line(column.heading)),
            typed=typed,
        )
        picker.chosen.connect(lambda field: self.place(row, field))
        picker.left.connect(lambda: self.setFocus(Qt.FocusReason.PopupFocusReason))
        rect = self.visualRect(self.rows.index(row, FIELD))
        picker.show_at(self.viewport().mapToGlobal(QPoint(rect.left(), rect.bottom())))
        return picker

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the list of fields at a letter; leave out by Del."""
        row, text = self.current_row(), event.text()
        held = event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        )
        if row >= 0 and event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.place(row, IGNORE)
        elif row >= 0 and event.key() in {Qt.Key.Key_Space, Qt.Key.Key_F2}:
            self.open_picker(row)
        elif row >= 0 and text and text.isprintable() and not held:
            self.open_picker(row, text)
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show by the pointer where a click changes something."""
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        hand = index.isValid() and index.column() == FIELD
        shape = Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows, and beside each field that it can be changed."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        right = self.header.sectionViewportPosition(FIELD) + self.columnWidth(FIELD)
        first = max(0, self.rowAt(0))
        last = self.rowAt(self.viewport().height() - 1)
        for row in range(first, (last if last >= 0 else self.rows.count() - 1) + 1):
            middle = self.rowViewportPosition(row) + self.rowHeight(row) // 2
            place = (right - self._theme.px(_CHEVRON + 6), middle, _CHEVRON)
            draw_icon(painter, self._theme, place, "chevron-down", self._theme.tokens.text3)
        painter.end()

    def _on_clicked(self, index: Index) -> None:
        if index.column() == FIELD:
            self.open_picker(index.row())

    def _fit(self) -> None:
        px = self._theme.px
        for column, width in _WIDTHS.items():
            self.setColumnWidth(column, px(width))
        height = self.verticalHeader().defaultSectionSize()
        rows = min(_LEAST_ROWS, max(2, self.rows.count()))
        self.setMinimumHeight(rows * height + px(28) + 4)
        self.setMaximumHeight(max(2, self.rows.count()) * height + px(28) + 4)
