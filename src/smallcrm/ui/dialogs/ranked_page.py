"""A page of figures: a table that sorts by any column, what it comes to, or why it is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QHeaderView, QStackedWidget, QVBoxLayout, QWidget

from smallcrm.ui.models.ranked_rows import RankedRows
from smallcrm.ui.widgets.empty_state import EmptyState
from smallcrm.ui.widgets.fact_list import FactList
from smallcrm.ui.widgets.labels import hairline
from smallcrm.ui.widgets.painting import announce
from smallcrm.ui.widgets.table import FastTableView
from smallcrm.ui.widgets.table_copy import rows_as_mime

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from smallcrm.ui.models.ranked_rows import RankedColumn
    from smallcrm.ui.theme import ThemeContext
    from smallcrm.ui.widgets.buttons import KeyButton
    from smallcrm.ui.widgets.facts import Fact

_GAP = 6


class RankedPage(QStackedWidget):
    """Rows of one shape; `key` tells them apart, so that the current one stays the current one.

    `opened()` on Enter or a double click, `copied(count)` after Ctrl+C. A click on a head sorts;
    Alt with the arrow keys too: by another column, or the other way round. It begins sorted by the
    column `sort`, the most first. `buttons` stand where there are no rows.
    """

    opened = Signal()
    copied = Signal(int)

    def __init__(
        self,
        theme: ThemeContext,
        columns: Sequence[RankedColumn[Any]],
        spoken: Callable[[Any, int], str],
        key: Callable[[Any], object],
        *,
        sort: str,
        names: tuple[str, str],
        buttons: Sequence[KeyButton] = (),
    ) -> None:
        super().__init__()
        self._theme = theme
        self._key = key
        self.model: RankedRows[Any] = RankedRows(columns, spoken, self)
        self.table = FastTableView(theme, name=names[0])
        self.facts = FactList(theme, name=names[1])
        self.empty = EmptyState(theme, "", icon="users", buttons=buttons)
        self.table.setModel(self.model)
        self.table.header.setSectionsMovable(False)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(self.table, 1)
        column.addWidget(hairline())
        column.addWidget(self.facts)
        self.addWidget(page)
        self.addWidget(self.empty)
        self.table.header.sort_wanted.connect(self.sort_by)
        self.table.opened.connect(self.opened)
        self.table.copied.connect(self.copied)
        for keys, act in (
            ("Alt+Left", lambda: self.sort_beside(-1)),
            ("Alt+Right", lambda: self.sort_beside(1)),
            ("Alt+Up", self.turn_round),
            ("Alt+Down", self.turn_round),
        ):
            shortcut = QShortcut(QKeySequence(keys), self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(act)
        names_of_columns = [one.id for one in columns]
        self.sort_by(names_of_columns.index(sort))

    @property
    def rows(self) -> Sequence[Any]:
        """Return the rows as they are sorted."""
        return self.model.rows

    def current(self) -> Any:
        """Return the current row, None where there is none."""
        return self.model.row(self.table.current_row())

    def show_rows(
        self, rows: Sequence[Any], columns: Sequence[RankedColumn[Any]], facts: Sequence[Fact]
    ) -> None:
        """Show these, sorted as before."""
        kept = self._kept()
        self.model.show(rows, columns)
        self.facts.set_facts(facts)
        self.setCurrentIndex(0 if rows else 1)
        self._fit()
        self._go_back(kept)

    def sort_by(self, column: int) -> None:
        """Sort by a column, figures with the most first; a second time the other way round."""
        kept = self._kept()
        known, downwards = self.model.sorted_by
        wanted = not downwards if column == known else self.model.columns[column].figure
        order = Qt.SortOrder.DescendingOrder if wanted else Qt.SortOrder.AscendingOrder
        self.model.sort(column, order)
        self.table.header.set_sorted(column, descending=wanted)
        self._go_back(kept)

    def sort_beside(self, step: int) -> None:
        """Sort by the next column that can be sorted by, or the one before; say which it is."""
        columns = self.model.columns
        column = self.model.sorted_by[0]
        while True:
            column = (column + step) % len(columns)
            if columns[column].cell is not None:
                break
        self.sort_by(column)
        announce(self.table, columns[column].head)

    def turn_round(self) -> None:
        """Sort the other way round."""
        self.sort_by(self.model.sorted_by[0])

    def copy_all(self) -> int:
        """Put the whole table on the clipboard, as text and as a table; return how many rows."""
        rows = list(range(self.model.rowCount()))
        columns = list(range(self.model.columnCount()))
        QGuiApplication.clipboard().setMimeData(rows_as_mime(self.model, rows, columns))
        return len(rows)

    def _kept(self) -> object:
        current = self.current()
        return self._key(current) if current is not None else None

    def _go_back(self, kept: object) -> None:
        ids = [self._key(row) for row in self.model.rows]
        if ids:
            self.table.select_row(ids.index(kept) if kept in ids else 0)

    def _fit(self) -> None:
        self.table.fit_columns()
        header = self.table.header
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for number, column in enumerate(self.model.columns):
            if not column.right:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)
                continue
            width = self.table.columnWidth(number) + self._theme.px(_GAP)
            self.table.setColumnWidth(number, width)
