"""The rows of a plan of instalments: a day, a share and an amount each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money, round_half_up
from smallcrm.ui.dialogs.words import say
from smallcrm.ui.widgets.painting import painted

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QStyleOptionViewItem

    from smallcrm.i18n.catalog import I18n
    from smallcrm.ui.theme import ThemeContext

DUE, SHARE, AMOUNT = range(3)
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_MOST_ROWS: Final = 6
_ROW: Final = 30
_HUNDRED: Final = 100
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One instalment as it stands in the table, in minor units; `due` None: no day yet."""

    due: date | None
    minor: int


class _CellEditor(QStyledItemDelegate):
    """Edits a cell; figures stand at the right."""

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return the line that is typed in."""
        line = QLineEdit(parent)
        if index.column() != DUE:
            line.setAlignment(_RIGHT)
        return line


class PlanTable(QTableWidget):
    """Instalments of `total`; an empty row waits at the end, Ctrl and Delete removes one.

    A share that is typed gives the amount, an amount the share. `edited` after each change of the
    owner's, `wrong(text or None)` with what cannot be read of it.
    """

    edited = Signal()
    wrong = Signal(object)

    def __init__(self, theme: ThemeContext, tr: I18n) -> None:
        super().__init__(0, 3)
        self._theme = theme
        self._tr = tr
        self._filling = False
        self.total: Money | None = None
        self.setHorizontalHeaderLabels(
            [tr.gettext("Due"), tr.gettext("Share"), tr.gettext("Amount")]
        )
        self.setAccessibleName(tr.gettext("Instalments"))
        self.setItemDelegate(_CellEditor(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setTabKeyNavigation(False)
        self.setProperty("kind", "boxed")
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for column in (DUE, SHARE, AMOUNT):
            item = self.horizontalHeaderItem(column)
            if item is not None:
                item.setTextAlignment(_LEFT if column == DUE else _RIGHT)
        self.itemChanged.connect(self._on_item)
        theme.changed.connect(self.fit)
        self.fill([])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Clear a cell or remove a row; every other key as in any table."""
        row = self.currentRow()
        if event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace} and row >= 0:
            item = self.currentItem()
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.remove(row)
            elif item is not None:
                item.setText("")
            event.accept()
            return
        super().keyPressEvent(event)

    def fill(self, rows: Sequence[PlanRow]) -> None:
        """Show these rows and an empty one."""
        self._filling = True
        self.setRowCount(0)
        for row in rows:
            self._add(row)
        self._add(None)
        self._filling = False
        self.fit()

    def remove(self, row: int) -> None:
        """Take a row away; the empty one at the end stays."""
        if 0 <= row < self.rowCount() - 1:
            self.removeRow(row)
            self.fit()
            self.edited.emit()

    def rows(self) -> list[PlanRow]:
        """Read the rows; refuses what cannot be read, or has no amount (`instalments`)."""
        found: list[PlanRow] = []
        currency = self.total.currency if self.total is not None else ""
        for row in range(self.rowCount()):
            due, amount = self._text(row, DUE), self._text(row, AMOUNT)
            if not due and not amount:
                continue
            if not amount:
                raise Refusal("no_amount", field="instalments")
            money = self._tr.formats.parse_amount(amount, currency, field="instalments")
            found.append(PlanRow(self._due(row) if due else None, money.minor))
        return found

    def texts(self) -> tuple[str, ...]:
        """Return what is typed, to tell whether it was changed."""
        return tuple(
            self._text(row, column) for row in range(self.rowCount()) for column in (DUE, AMOUNT)
        )

    def fit(self, *_ignored: Any) -> None:
        """Take the height of the rows, of at most six of them."""
        px = self._theme.px
        self.horizontalHeader().setFixedHeight(px(28))
        self.verticalHeader().setDefaultSectionSize(px(_ROW))
        self.setStyleSheet(f"QTableView::item {{ padding: 0 {px(7)}px; }}")
        rows = min(_MOST_ROWS, max(1, self.rowCount()))
        self.setFixedHeight(rows * px(_ROW) + px(28) + 4)

    def _on_item(self, item: QTableWidgetItem) -> None:
        if self._filling:
            return
        self._filling = True
        item.setData(Qt.ItemDataRole.ForegroundRole, None)
        said: str | None = None
        try:
            self._understand(item)
        except Refusal as refused:
            item.setForeground(self._theme.colour(self._theme.tokens.debt))
            said = say(self._tr, refused)
        if item.row() == self.rowCount() - 1 and item.text().strip():
            self._add(None)
            self.fit()
        self._filling = False
        self.edited.emit()
        self.wrong.emit(said)

    def _understand(self, item: QTableWidgetItem) -> None:
        """Show what was read of a cell, and what follows from it beside."""
        formats, total, row = self._tr.formats, self.total, item.row()
        text = self._text(row, item.column())
        if not text:
            return
        if item.column() == DUE:
            item.setText(painted(formats.date_short(self._due(row))))
        elif total is not None and item.column() == SHARE:
            share = self._percent(text)
            minor = round_half_up(Decimal(total.minor) * share / _HUNDRED)
            self._set(row, AMOUNT, formats.amount(Money(minor, total.currency)))
            item.setText(formats.percent(share))
        elif total is not None:
            money = formats.parse_amount(text, total.currency, field="instalments")
            item.setText(formats.amount(money))
            self._set(row, SHARE, self._share(money.minor))

    def _add(self, row: PlanRow | None) -> None:
        number = self.rowCount()
        self.insertRow(number)
        texts = ("", "", "")
        if row is not None and self.total is not None:
            formats = self._tr.formats
            texts = (
                painted(formats.date_short(row.due)) if row.due else "",
                self._share(row.minor),
                formats.amount(Money(row.minor, self.total.currency)),
            )
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setTextAlignment(_LEFT if column == DUE else _RIGHT)
            self.setItem(number, column, item)

    def _share(self, minor: int) -> str:
        if self.total is None or self.total.minor <= 0:
            return ""
        share = (Decimal(minor) * _HUNDRED / self.total.minor).quantize(Decimal("0.1"))
        return self._tr.formats.percent(share)

    def _percent(self, text: str) -> Decimal:
        share = self._tr.formats.parse_number(text, field="instalments")
        if not 0 < share <= _HUNDRED:
            raise Refusal("not_a_percentage", field="instalments", text=text[:40])
        return share

    def _set(self, row: int, column: int, text: str) -> None:
        item = self.item(row, column)
        if item is not None:
            item.setData(Qt.ItemDataRole.ForegroundRole, None)
            item.setText(text)

    def _text(self, row: int, column: int) -> str:
        item = self.item(row, column)
        # What is shown for the eye has the typographic hyphen.
        return item.text().strip().replace("\u2010", "-") if item is not None else ""

    def _due(self, row: int) -> date:
        return self._tr.formats.parse_date(self._text(row, DUE), field="instalments")
