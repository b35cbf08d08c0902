"""The sales that are not billed yet, each to be ticked; what is billed of it stands beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from smallcrm.domain.money import Money
from smallcrm.queries.shapes import SaleDetail
from smallcrm.ui.theme import SMALL
from smallcrm.ui.widgets.boxed import set_up_boxed
from smallcrm.ui.widgets.labels import RunLabel, plain_label
from smallcrm.ui.widgets.painting import Run, announce, one_line, painted

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from smallcrm.i18n.catalog import I18n
    from smallcrm.ui.theme import ThemeContext

_WHAT, _DATE, _LEFT, _NOW = range(4)
_ROW: Final = 30
_MOST: Final = 5


class _Table(QTableWidget):
    """Space ticks the row, Ctrl and A all or none."""

    space = Signal(int)
    every = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Act on the row, whichever cell is current."""
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.every.emit()
        elif self.currentRow() >= 0 and event.key() == Qt.Key.Key_Space:
            self.space.emit(self.currentRow())
        else:
            super().keyPressEvent(event)
            return
        event.accept()


def left_of(detail: SaleDetail) -> Money:
    """Return what of a sale is not billed."""
    return detail.sale.total - detail.billing.billed


class BillableList(QWidget):
    """Sales with a tick; `form_changed` when a tick changes, `current_changed(sale id)`."""

    form_changed = Signal()
    current_changed = Signal(int)

    def __init__(self, theme: ThemeContext, tr: I18n) -> None:
        super().__init__()
        self._theme = theme
        self._tr = tr
        self._sales: tuple[SaleDetail, ...] = ()
        self._filling = False
        self.table = _Table(0, 4)
        self._error = RunLabel(theme, wrap=True)
        self._error.hide()
        self._build()
        theme.changed.connect(self._fit)

    @property
    def field(self) -> QWidget:
        """Return what takes the keyboard when something is wrong."""
        return self.table

    def set_sales(self, sales: Sequence[SaleDetail], ticked: frozenset[int]) -> None:
        """Show these, some of them ticked; the first ticked one is current."""
        self._sales = tuple(sales)
        tr, table = self._tr, self.table
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        self._filling = True
        table.setRowCount(len(self._sales))
        for number, detail in enumerate(self._sales):
            sale = detail.sale
            what = tr.gettext("{number}, {title}").format(number=sale.number, title=sale.title)
            texts = (
                what,
                tr.formats.date_short(sale.on),
                tr.formats.amount(left_of(detail)),
                "",
            )
            for column, text in enumerate(texts):
                item = QTableWidgetItem(painted(text))
                flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
                if column == _WHAT:
                    flags |= Qt.ItemFlag.ItemIsUserCheckable
                    on = Qt.CheckState.Checked if sale.id in ticked else Qt.CheckState.Unchecked
                    item.setCheckState(on)
                    item.setToolTip(one_line(what))
                else:
                    item.setTextAlignment(right)
                item.setFlags(flags)
                table.setItem(number, column, item)
        self._filling = False
        self._fit()
        first = [row for row, one in enumerate(self._sales) if one.sale.id in ticked]
        if self._sales:
            table.setCurrentCell(first[0] if first else 0, _WHAT)

    def ticked(self) -> tuple[int, ...]:
        """Return the ids of the ticked sales, the oldest first."""
        chosen = [one.sale for row, one in enumerate(self._sales) if self._is_ticked(row)]
        return tuple(sale.id for sale in sorted(chosen, key=lambda sale: (sale.on, sale.id)))

    def tick(self, sale_id: int) -> None:
        """Tick a sale."""
        self._tick(self._row(sale_id), on=True)

    def select(self, sale_id: int) -> None:
        """Make a sale the current one."""
        row = self._row(sale_id)
        if row >= 0:
            self.table.setCurrentCell(row, _WHAT)

    def show_shares(self, shares: Mapping[int, Money]) -> None:
        """Say what of each is billed now; nothing of those that are not named."""
        self._filling = True
        for row, detail in enumerate(self._sales):
            item, share = self.table.item(row, _NOW), shares.get(detail.sale.id)
            if item is not None:
                item.setText("" if share is None else self._tr.formats.amount(share))
        self._filling = False

    def form_state(self) -> object:
        """Return what is ticked."""
        return self.ticked()

    def set_error(self, text: str | None) -> None:
        """Say below what is wrong, or take it back."""
        if text:
            self._error.set_runs((Run(text, SMALL, "debt"),), ("circle-alert", "debt"))
            announce(self.table, one_line(text))
        self._error.setVisible(bool(text))

    def tick_all(self) -> None:
        """Tick every sale, or none where all are ticked."""
        rows = range(len(self._sales))
        on = not all(map(self._is_ticked, rows))
        self._filling = True
        for row in rows:
            self._tick(row, on=on)
        self._filling = False
        self.form_changed.emit()

    def _build(self) -> None:
        tr, table = self._tr, self.table
        table.setHorizontalHeaderLabels(
            [
                tr.gettext("Not billed yet"),
                tr.gettext("Date"),
                tr.gettext("Left to bill"),
                tr.gettext("This time"),
            ]
        )
        set_up_boxed(table)
        table.setWordWrap(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setAccessibleName(tr.gettext("Sales that are not billed yet"))
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_WHAT, QHeaderView.ResizeMode.Stretch)
        for column in range(4):
            side = Qt.AlignmentFlag.AlignLeft if column == _WHAT else Qt.AlignmentFlag.AlignRight
            item = table.horizontalHeaderItem(column)
            if item is not None:
                item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        table.itemChanged.connect(self._on_item)
        table.currentCellChanged.connect(self._on_current)
        table.space.connect(self._on_space)
        table.every.connect(self.tick_all)
        self.setFocusProxy(table)
        hint = plain_label(tr.gettext("Space: tick or not. Ctrl and A: all or none."), "hint")
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        for widget in (table, self._error, hint):
            self._box.addWidget(widget)
        self._fit()

    def _row(self, sale_id: int) -> int:
        ids = [one.sale.id for one in self._sales]
        return ids.index(sale_id) if sale_id in ids else -1

    def _is_ticked(self, row: int) -> bool:
        item = self.table.item(row, _WHAT)
        return item is not None and item.checkState() == Qt.CheckState.Checked

    def _tick(self, row: int, *, on: bool) -> None:
        item = self.table.item(row, _WHAT)
        if item is not None:
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def _on_space(self, row: int) -> None:
        self._tick(row, on=not self._is_ticked(row))

    def _on_item(self, item: QTableWidgetItem) -> None:
        if not self._filling and item.column() == _WHAT:
            self.set_error(None)
            self.form_changed.emit()

    def _on_current(self, row: int, *_others: int) -> None:
        if 0 <= row < len(self._sales):
            self.current_changed.emit(self._sales[row].sale.id)

    def _fit(self) -> None:
        px = self._theme.px
        self.table.horizontalHeader().setFixedHeight(px(28))
        self.table.verticalHeader().setDefaultSectionSize(px(_ROW))
        self.table.setStyleSheet(f"QTableView::item {{ padding: 0 {px(5)}px; }}")
        rows = min(_MOST, max(2, len(self._sales)))
        self.table.setFixedHeight(rows * px(_ROW) + px(28) + 4)
        self._box.setSpacing(px(6))
