"""A tab that is a table: chips that narrow it, a filter field, and the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QSettings, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from smallcrm.domain.changes import Changes, Entity
from smallcrm.queries.order import Order
from smallcrm.ui.context import UiContext
from smallcrm.ui.models.paged import ColumnSpec, PagedModel, RowSpec
from smallcrm.ui.tabs.drag_out import DragOut
from smallcrm.ui.tabs.in_place import InPlace
from smallcrm.ui.tabs.tab_columns import MoreColumns, TabColumns
from smallcrm.ui.widgets.buttons import IconButton
from smallcrm.ui.widgets.empty_state import EmptyState
from smallcrm.ui.widgets.filter_bar import ChipSpec, FilterBar
from smallcrm.ui.widgets.search_box import SearchBox
from smallcrm.ui.widgets.table import FastTableView

_FILTER_DELAY_MS = 120


@dataclass(frozen=True, slots=True)
class Tool:
    """A button at the right of a tab's chips: its icon, its name, and what it asks for."""

    icon: str
    name: str
    wish: str


@dataclass(frozen=True, slots=True)
class TabSpec:
    """What makes a tab: its name in the read side, columns, chips, and what it shows.

    `more` reads the columns that depend on what the owner defined, which stand after the others.
    """

    name: str
    title: str
    columns: Sequence[ColumnSpec]
    rows: RowSpec
    chips: Sequence[ChipSpec]
    entities: tuple[Entity, ...]
    sort: str
    descending: bool
    empty: str
    stretch: str
    hint: str = ""
    tools: Sequence[Tool] = ()
    more: MoreColumns | None = None


class TableTab(QWidget):
    """One table tab.

    `opened(row id, client id)` on Enter or a double click; `counted(count)` when the number of
    rows is known; `menu_wanted(point, row id, client id)`. Reads only while it is to be seen: a
    hidden tab marks itself stale, and so does one in which a cell is being changed in place.
    `written(outcome)` after that, `wanted(name)` when one of its tools is pressed.
    """

    opened = Signal(int, int)
    counted = Signal(int)
    menu_wanted = Signal(QPoint, int, int)
    export_wanted = Signal(str)
    written = Signal(object)
    wanted = Signal(str)

    def __init__(
        self, context: UiContext, spec: TabSpec, store: QSettings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._spec = spec
        self._store = store
        tr, theme = context.tr, context.theme
        self._model = PagedModel(context.runner, spec.name, spec.columns, spec.rows, self)
        self._table = FastTableView(theme, name=spec.title)
        self._chips = FilterBar(
            theme,
            name=tr.gettext("Show"),
            # Translators: filters over a list for which the window has no room: "4 more…"
            more=tr.pgettext("filters", "{count} more…"),
        )
        self._filter = SearchBox(theme, placeholder=tr.gettext("Filter this list"), compact=True)
        self._columns_button = IconButton(theme, "columns-3", tr.gettext("Columns"))
        self._export_button = IconButton(theme, "download", tr.gettext("Export this list"))
        self._empty = EmptyState(theme, spec.empty, spec.hint)
        self._in_place = InPlace(context, self._table, self._model)
        self._drag_out = DragOut(context, self, spec.title)
        self._columns = TabColumns(context, self._table, self._model, store, spec.name, spec.more)
        self._narrowed: ChipSpec | None = None
        self._wanted_order: tuple[str, bool] | None = None
        self._stale = True
        self._kept_id: int | None = None
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(_FILTER_DELAY_MS)
        self._build()
        self._connect()
        self._restore()

    @property
    def table(self) -> FastTableView:
        """Return the table, for focus and tests."""
        return self._table

    @property
    def model(self) -> PagedModel:
        """Return the model."""
        return self._model

    @property
    def chips(self) -> FilterBar:
        """Return the chips."""
        return self._chips

    @property
    def filter_field(self) -> SearchBox:
        """Return the field that narrows the list."""
        return self._filter

    @property
    def in_place(self) -> InPlace:
        """Return what changes cells in place."""
        return self._in_place

    @property
    def name(self) -> str:
        """Return the tab's name in the read side."""
        return self._spec.name

    def set_columns(self, columns: Sequence[ColumnSpec]) -> None:
        """Show other heads and cells."""
        self._columns.set_own(columns)

    @property
    def columns(self) -> TabColumns:
        """Return what shows and hides columns."""
        return self._columns

    def activate(self) -> None:
        """Read what has changed since this tab was last seen."""
        if self._stale:
            self._stale = False
            reads = self._columns.read(self._on_columns_read)
            # Rows need not wait for columns, unless they are sorted by one that is to come.
            if not (reads and self._wanted_order):
                self.reload()

    def current_client(self) -> int | None:
        """Return the client of the current row."""
        return self._model.client_id(self._table.current_row())

    def current_id(self) -> int | None:
        """Return the id of the current row."""
        return self._model.row_id(self._table.current_row())

    def selected_ids(self) -> list[int]:
        """Return the ids of the selected rows, in order."""
        ids = (self._model.row_id(row) for row in self._table.selected_rows())
        return [row_id for row_id in ids if row_id is not None]

    def order(self) -> Order:
        """Return how the rows are to be sorted and narrowed now."""
        kept = self._model.order
        chip = self._chips.current()
        return Order(
            sort=kept.sort,
            descending=kept.descending,
            filters=(chip,) if chip and chip != "all" else (),
            text=self._filter.query(),
        )

    def reload(self) -> None:
        """Read rows and counts anew, keeping the current row."""
        self._kept_id = self.current_id()
        self._model.load(self.order())
        self._context.runner.read(
            f"{self._spec.name}:counts",
            lambda queries: queries.filter_counts(self._spec.name),
            self._on_counts,
        )

    def choose(self, chip: str) -> None:
        """Narrow the list to one of its filters, whatever was typed before."""
        self._filter.clear()
        self._chips.set_current(chip)

    def narrow(self, chip: ChipSpec) -> None:
        """Narrow the list to a filter that is none of its own: it has a chip until another is."""
        self._narrowed = chip
        self._chips.set_chips((*self._spec.chips, chip))
        self.choose(chip.id)

    def save(self) -> None:
        """Remember columns and order."""
        self._columns.save()
        order = self._model.order
        self._store.setValue(f"{self._spec.name}/sort", order.sort)
        self._store.setValue(f"{self._spec.name}/descending", int(order.descending))

    def on_committed(self, changes: Changes) -> None:
        """Look again if a commit touched what is shown here."""
        if not changes.touches(*self._spec.entities):
            return
        self._stale = True
        self._read_if_stale()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Give the room that is left to the column that has most to say."""
        if event.type() == QEvent.Type.Resize:
            self._columns.fill_width(self._spec.stretch)
        return super().eventFilter(watched, event)

    def sort_by(self, column: int) -> None:
        """Sort by a column; by the one it is sorted by, the other way round."""
        name = self._model.columns[column].sort
        if not name:
            return
        order = self._model.order
        numbers_first = self._model.columns[column].align == "right"
        descending = not order.descending if order.sort == name else numbers_first
        self._set_order(name, descending=descending)
        self.reload()

    def _set_order(self, sort: str, *, descending: bool) -> None:
        self._model.set_order(Order(sort=sort, descending=descending))
        names = [column.sort for column in self._model.columns]
        self._table.header.set_sorted(names.index(sort), descending=descending)

    def _build(self) -> None:
        theme = self._context.theme
        self._chips.set_chips(self._spec.chips, "all")
        self._table.setModel(self._model)
        self._filter.setMinimumWidth(theme.px(160))
        self._filter.setMaximumWidth(theme.px(220))
        row = QHBoxLayout()
        row.setContentsMargins(theme.px(16), theme.px(8), theme.px(12), theme.px(8))
        row.setSpacing(theme.px(4))
        row.addWidget(self._chips, 1)
        row.addWidget(self._filter)
        row.addSpacing(theme.px(4))
        for tool in self._spec.tools:
            button = IconButton(theme, tool.icon, tool.name)
            button.clicked.connect(lambda _on=False, name=tool.wish: self.wanted.emit(name))
            row.addWidget(button)
        row.addWidget(self._columns_button)
        row.addWidget(self._export_button)
        self._body = QStackedLayout()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(row)
        box.addLayout(self._body, 1)
        # Only now: a stack that belongs to nobody shows its first page as a window of its own.
        self._body.addWidget(self._table)
        self._body.addWidget(self._empty)

    def _connect(self) -> None:
        self._table.viewport().installEventFilter(self)
        self._table.header.sort_wanted.connect(self.sort_by)
        self._table.opened.connect(self._on_opened)
        self._table.context_menu_wanted.connect(self._on_menu)
        self._model.loaded.connect(self._on_loaded)
        self._model.reloaded.connect(self._keep_current)
        self._model.written.connect(self.written)
        self._in_place.closed.connect(self._read_if_stale)
        self._chips.chosen.connect(lambda _chip: self.reload())
        self._filter.query_changed.connect(self._typed.start)
        self._filter.accepted.connect(self._table.setFocus)
        self._filter.moved.connect(self._on_moved)
        self._typed.timeout.connect(self.reload)
        button = self._columns_button
        button.clicked.connect(lambda: self._columns.show_menu(button))
        self._export_button.clicked.connect(self._on_export)

    def _restore(self) -> None:
        store, spec = self._store, self._spec
        sort = str(store.value(f"{spec.name}/sort", spec.sort))
        descending = str(store.value(f"{spec.name}/descending", int(spec.descending))) == "1"
        if sort not in {column.sort for column in spec.columns if column.sort}:
            # It may be by a column that is only there once the data file is open.
            self._wanted_order = (sort, descending)
            sort, descending = spec.sort, spec.descending
        self._set_order(sort, descending=descending)
        self._columns.restore()

    def _on_columns_read(self, others: bool) -> None:
        """Sort by a column that has come, or no more by one that is gone, and read rows anew."""
        names = {column.sort for column in self._model.columns}
        wanted, self._wanted_order = self._wanted_order, None
        if wanted is not None and wanted[0] in names:
            self._set_order(wanted[0], descending=wanted[1])
        elif self._model.order.sort not in names:
            self._set_order(self._spec.sort, descending=self._spec.descending)
        if others:
            self._columns.fill_width(self._spec.stretch)
        if others or wanted is not None:
            self.reload()

    def _on_counts(self, counts: Mapping[str, int]) -> None:
        number = self._context.tr.formats.number
        narrowed = self._narrowed
        if narrowed is not None and self._chips.current() != narrowed.id:
            narrowed = self._narrowed = None
        chips = [
            ChipSpec(chip.id, chip.text, number(counts.get(chip.id, 0)))
            for chip in self._spec.chips
        ]
        self._chips.set_chips(
            [*chips, *([narrowed] if narrowed else ())], current=self._chips.current()
        )
        self.counted.emit(counts.get("all", 0))

    def _on_loaded(self, count: int) -> None:
        self._body.setCurrentIndex(0 if count else 1)
        self._keep_current()

    def _keep_current(self) -> None:
        """Bring the current row back after the rows were replaced."""
        if self._kept_id is None:
            return
        row = self._model.row_of(self._kept_id)
        if row >= 0 and row != self._table.current_row():
            self._table.select_row(row)

    def _on_moved(self, steps: int) -> None:
        self._table.setFocus()
        self._table.select_row(max(0, self._table.current_row() + (1 if steps > 0 else -1)))

    def _on_opened(self, row: int) -> None:
        row_id, client_id = self._model.row_id(row), self._model.client_id(row)
        if row_id is not None and client_id is not None:
            self.opened.emit(row_id, client_id)

    def _on_menu(self, place: QPoint) -> None:
        row = self._table.current_row()
        row_id, client_id = self._model.row_id(row), self._model.client_id(row)
        if row_id is not None and client_id is not None:
            self.menu_wanted.emit(place, row_id, client_id)

    def _read_if_stale(self) -> None:
        if self._stale and self.isVisible() and not self._table.is_editing():
            self.activate()

    def _on_export(self) -> None:
        self.export_wanted.emit(self._spec.name)
