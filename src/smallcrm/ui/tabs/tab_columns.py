"""The columns of a tab: which are shown, how wide, in which order; remembered by their names."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, QSettings, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from smallcrm.ui.widgets.painting import plain

if TYPE_CHECKING:
    from smallcrm.queries.api import Queries
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.models.paged import ColumnSpec, PagedModel
    from smallcrm.ui.widgets.table import FastTableView

MoreColumns = Callable[["Queries"], "Sequence[ColumnSpec]"]


class TabColumns(QObject):
    """Gives a table its columns: the tab's own, then those that `more` makes of what is read.

    A column keeps its width and place by its name, also where others come and go before it.
    """

    def __init__(
        self,
        context: UiContext,
        table: FastTableView,
        model: PagedModel,
        store: QSettings,
        name: str,
        more: MoreColumns | None,
    ) -> None:
        super().__init__(table)
        self._context = context
        self._table = table
        self._model = model
        self._store = store
        self._name = name
        self._more = more
        self._own: tuple[ColumnSpec, ...] = tuple(model.columns)
        self._added: tuple[ColumnSpec, ...] = ()
        self._layout: dict[str, tuple[int, bool]] = {}

    def restore(self) -> None:
        """Bring back how the columns stood."""
        kept = self._store.value(f"{self._name}/layout")
        if isinstance(kept, str):
            self._layout = _read(kept)
        self._apply()

    def save(self) -> None:
        """Remember how the columns stand."""
        self._keep()
        self._store.setValue(
            f"{self._name}/layout",
            json.dumps([[key, *found] for key, found in self._layout.items()]),
        )

    def set_own(self, columns: Sequence[ColumnSpec]) -> None:
        """Show other heads and cells of the tab's own columns."""
        self._own = tuple(columns)
        self._show()

    def read(self, done: Callable[[bool], None]) -> bool:
        """Read what the added columns are; `done` says whether they are others than before.

        Returns whether there is anything to read: a tab may have no such columns.
        """
        if self._more is None:
            return False

        def show(columns: Sequence[ColumnSpec]) -> None:
            others = [_looks(one) for one in columns] != [_looks(one) for one in self._added]
            if others:
                self._added = tuple(columns)
                self._show()
            done(others)

        self._context.runner.read(f"{self._name}:columns", self._more, show)
        return True

    def fill_width(self, stretch: str) -> None:
        """Give the room that is left to the column that has most to say."""
        column = next(
            (number for number, one in enumerate(self._model.columns) if one.sort == stretch), -1
        )
        if column < 0:
            return
        header = self._table.header
        room = self._table.viewport().width() - header.length()
        least = self._context.theme.px(self._model.columns[column].width)
        if room > 0 or header.sectionSize(column) > least:
            header.resizeSection(column, max(least, header.sectionSize(column) + room))

    def menu(self) -> QMenu:
        """Return a menu in which columns are shown or hidden; gone once it is closed."""
        menu = QMenu(self._table)
        for number, column in enumerate(self._model.columns):
            if number == len(self._own):
                menu.addSeparator()
            action = QAction(plain(column.title), menu)
            action.setCheckable(True)
            action.setChecked(not self._table.isColumnHidden(number))
            # The first column says what a row is: it stays.
            action.setEnabled(number > 0)
            action.setData(number)
            menu.addAction(action)
        menu.triggered.connect(self._on_chosen)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def show_menu(self, button: QWidget) -> None:
        """Open that menu beneath a button."""
        self.menu().popup(button.mapToGlobal(QPoint(0, button.height())))

    def _show(self) -> None:
        self._keep()
        self._model.set_columns((*self._own, *self._added))
        self._apply()

    def _keep(self) -> None:
        """Note how the columns stand now, in their order; those not there now keep their place."""
        header, columns = self._table.header, self._model.columns
        found: dict[str, tuple[int, bool]] = {}
        for place in range(header.count()):
            column = header.logicalIndex(place)
            if column < len(columns):
                hidden = header.isSectionHidden(column)
                key = _key(columns[column])
                width = self._layout.get(key, (0, False))[0] if hidden else 0
                found[key] = (header.sectionSize(column) or width, hidden)
        order, before = list(found), 0
        for key, kept in self._layout.items():
            if key in found:
                before = order.index(key) + 1
            else:
                # It stays behind what it stood behind.
                order.insert(before, key)
                found[key] = kept
                before += 1
        self._layout = {key: found[key] for key in order}

    def _apply(self) -> None:
        header, px = self._table.header, self._context.theme.px
        columns = self._model.columns
        for number, column in enumerate(columns):
            width, hidden = self._layout.get(_key(column), (0, not column.shown))
            self._table.setColumnHidden(number, False)
            self._table.setColumnWidth(number, width or px(column.width))
            self._table.setColumnHidden(number, hidden and number > 0)
        order = {key: place for place, key in enumerate(self._layout)}
        wanted = sorted(
            range(len(columns)), key=lambda n: order.get(_key(columns[n]), len(order) + n)
        )
        for place, number in enumerate(wanted):
            header.moveSection(header.visualIndex(number), place)

    def _on_chosen(self, action: QAction) -> None:
        self._table.setColumnHidden(int(action.data()), not action.isChecked())


def _looks(column: ColumnSpec) -> tuple[object, ...]:
    return (column.sort, column.title, column.align, column.shown)


def _key(column: ColumnSpec) -> str:
    return column.sort or f"={column.title}"


def _read(kept: str) -> dict[str, tuple[int, bool]]:
    """Read what was remembered; what cannot be read is as if it had never been."""
    try:
        found: Any = json.loads(kept)
        return {str(key): (int(width), bool(hidden)) for key, width, hidden in found}
    except (TypeError, ValueError):
        return {}
