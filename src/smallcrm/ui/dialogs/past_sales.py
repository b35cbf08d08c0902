"""Finding a past sale to sell the same again: anybody's, by client, title, number or a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit

from smallcrm.queries.shapes import SaleShape
from smallcrm.ui.dialogs.frame import DialogFrame
from smallcrm.ui.dialogs.row_list import ListRow, RowList
from smallcrm.ui.dialogs.words import enter_key, escape_key
from smallcrm.ui.widgets.form import FieldRow
from smallcrm.ui.widgets.painting import painted

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from smallcrm.ui.context import UiContext

_SLOT: Final = "copyable"
_MOST: Final = 20


class _Box(QLineEdit):
    """Up and Down move in the list below."""

    moved = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pass the arrows on; every other key is text."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        self.moved.emit(step)
        event.accept()


class PastSales(DialogFrame):
    """Type, choose with the arrows, Enter takes: `chosen(sale id)`. The newest sales at first."""

    chosen = Signal(int)

    def __init__(
        self, context: UiContext, parent: QWidget | None = None, *, text: str = ""
    ) -> None:
        tr, theme = context.tr, context.theme
        super().__init__(theme, tr.gettext("Copy a past sale"), parent, width=720)
        self._context = context
        self._sales: tuple[SaleShape, ...] = ()
        self.box = _Box(text)
        self.box.setPlaceholderText(painted(tr.gettext("Client, title, number, or a line of it")))
        self.list = RowList(theme, tr.gettext("Past sales"))
        self.body.addWidget(FieldRow(theme, painted(tr.gettext("&Find")), self.box))
        self.body.addWidget(self.list)
        self.body.addStretch(1)
        self.cancel_button = self.add_button(tr.gettext("Cancel"), key=escape_key(tr))
        self.take_button = self.add_button(
            tr.gettext("Copy this one"), key=enter_key(tr), primary=True
        )
        self.box.textChanged.connect(self._find)
        self.box.moved.connect(self._on_moved)
        self.list.opened.connect(self._on_chosen)
        self.cancel_button.clicked.connect(self.reject)
        self.take_button.clicked.connect(self._on_taken)
        self.box.selectAll()
        self.box.setFocus()
        self._find()

    def _find(self) -> None:
        text = self.box.text().strip()
        self._context.runner.read(
            _SLOT, lambda queries: queries.copyable_sales(text, limit=_MOST), self._show
        )

    def _show(self, sales: tuple[SaleShape, ...]) -> None:
        if not shiboken6.isValid(self):
            return
        tr = self._context.tr
        self._sales = sales
        self.list.set_rows(
            [
                ListRow(
                    sale.id,
                    "shopping-bag",
                    tr.formats.date_short(sale.on),
                    tr.gettext("{number}, {title}").format(
                        number=sale.client.name, title=sale.title
                    ),
                    sale.number,
                    tr.formats.money(sale.total),
                )
                for sale in sales
            ],
            empty=tr.gettext("No sale found. Type another name, or fewer letters."),
        )
        self.take_button.setEnabled(bool(sales))
        if sales:
            self.list.table.setCurrentCell(0, 0)
        self.grow()

    def _on_moved(self, step: int) -> None:
        table = self.list.table
        row = min(max(table.currentRow() + step, 0), table.rowCount() - 1)
        if row >= 0:
            table.setCurrentCell(row, 0)

    def _on_taken(self) -> None:
        row = self.list.table.currentRow()
        if 0 <= row < len(self._sales):
            self._on_chosen(self._sales[row].id)

    def _on_chosen(self, sale_id: int) -> None:
        self.chosen.emit(sale_id)
        self.accept()
