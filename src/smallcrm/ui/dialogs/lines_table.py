"""The lines of a sale: typed cell by cell, Enter goes on, a new line waits at the end."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.services.commands import LineInput
from smallcrm.ui.theme import SMALL
from smallcrm.ui.widgets.labels import RunLabel, plain_label
from smallcrm.ui.widgets.painting import Run, announce, one_line

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtGui import QFocusEvent
    from PySide6.QtWidgets import QStyleOptionViewItem

    from smallcrm.i18n.catalog import I18n
    from smallcrm.ui.theme import ThemeContext

_WHAT, _QUANTITY, _UNIT, _PRICE, _DISCOUNT, _TAX, _NET = range(7)
_LAST: Final = _TAX
_ROW: Final = 32
_FIELDS: Final = {
    _QUANTITY: "quantity",
    _PRICE: "unit_price",
    _DISCOUNT: "discount_percent",
    _TAX: "tax_percent",
}
Index = QModelIndex | QPersistentModelIndex


class _CellEditor(QStyledItemDelegate):
    """Edits one cell; numbers stand at the right. `entered` once Enter has ended the editing."""

    entered = Signal()

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return the line that is typed in."""
        line = QLineEdit(parent)
        if index.column() in _FIELDS:
            line.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return line

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """End the editing on Enter, and say so once the cell has its text."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
            if enter and not control and isinstance(watched, QLineEdit):
                self.commitData.emit(watched)
                self.closeEditor.emit(watched, QStyledItemDelegate.EndEditHint.NoHint)
                self.entered.emit()
                return True
        return super().eventFilter(watched, event)


class _Grid(QTableWidget):
    """Enter goes to the next cell, past the last to a new line; Delete removes the line."""

    line_wanted = Signal()
    line_unwanted = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Act on Enter, Tab and Delete; other keys begin to edit the cell."""
        key = event.key()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not control:
            self.go_on()
            event.accept()
        elif key == Qt.Key.Key_Delete:
            self.line_unwanted.emit(self.currentRow())
            event.accept()
        else:
            super().keyPressEvent(event)

    def go_on(self) -> None:
        """Go to the next cell that is typed into; past the last one a new line begins."""
        row, column = self.currentRow(), self.currentColumn()
        if column < _LAST:
            self.setCurrentCell(row, column + 1)
        else:
            if row >= self.rowCount() - 1:
                self.line_wanted.emit()
            self.setCurrentCell(row + 1, 0)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin at the first cell."""
        super().focusInEvent(event)
        if self.currentRow() < 0 and self.rowCount():
            self.setCurrentCell(0, 0)


class LinesTable(QWidget):
    """Lines with description, quantity, unit, price, discount and tax; `form_changed` on edits.

    `lines()` reads them all, refusing the first cell that cannot be read; rows in which nothing
    is typed are left out. `set_nets` shows what each line comes to.
    """

    form_changed = Signal()
    height_changed = Signal()

    def __init__(self, theme: ThemeContext, tr: I18n, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tr = tr
        self._filling = False
        self._grid = _Grid(0, 7)
        self._error = RunLabel(theme, wrap=True)
        self._error.hide()
        self._hint = plain_label(
            tr.gettext("Enter: next field. Delete: remove the line. Ctrl and Enter: save."), "hint"
        )
        self._hint.setWordWrap(True)
        self._build()
        theme.changed.connect(self._on_theme)
        self.set_lines(())

    @property
    def field(self) -> QWidget:
        """Return what takes the keyboard when something is wrong."""
        return self

    @property
    def grid(self) -> QTableWidget:
        """Return the table itself."""
        return self._grid

    def set_lines(self, lines: Sequence[LineInput]) -> None:
        """Show these and an empty line."""
        self._filling = True
        self._grid.setRowCount(0)
        for line in lines:
            self._add(self._texts_of(line))
        self._add()
        self._filling = False
        self._fit()

    def lines(self) -> tuple[LineInput, ...]:
        """Read the lines; refuses `no_description`, `not_a_number`, ... (field `lines`)."""
        found: list[LineInput] = []
        for row in range(self._grid.rowCount()):
            texts = self._texts(row)
            if not any(texts):
                continue
            if not texts[_WHAT]:
                self._grid.setCurrentCell(row, _WHAT)
                raise Refusal("no_description", field="lines")
            found.append(
                LineInput(
                    description=texts[_WHAT],
                    quantity=self._number(row, _QUANTITY, texts, Decimal(1)),
                    unit=texts[_UNIT] or None,
                    unit_price=self._number(row, _PRICE, texts, Decimal(0)),
                    discount_percent=self._number(row, _DISCOUNT, texts, Decimal(0)),
                    tax_percent=self._number(row, _TAX, texts, Decimal(0)),
                )
            )
        return tuple(found)

    def set_nets(self, nets: Sequence[int], currency: str) -> None:
        """Show what each line comes to (minor units); nothing where they are not known."""
        self._filling = True
        known = iter(nets)
        for row in range(self._grid.rowCount()):
            item = self._grid.item(row, _NET)
            minor = next(known, None) if any(self._texts(row)) else None
            text = "" if minor is None else self._tr.formats.amount(Money(minor, currency))
            if item is not None:
                item.setText(text)
        self._filling = False

    def form_state(self) -> object:
        """Return what is typed, for telling whether it was changed."""
        rows = (tuple(self._texts(row)) for row in range(self._grid.rowCount()))
        return tuple(row for row in rows if any(row))

    def set_error(self, text: str | None) -> None:
        """Say below the table what is wrong, or take it back."""
        self._error.setVisible(bool(text))
        if text:
            self._error.set_runs((Run(text, SMALL, "debt"),), ("circle-alert", "debt"))
            announce(self, one_line(text))

    def _texts_of(self, line: LineInput) -> list[str]:
        formats = self._tr.formats
        return [
            line.description,
            formats.decimal(line.quantity),
            line.unit or "",
            formats.decimal(line.unit_price),
            formats.decimal(line.discount_percent) if line.discount_percent else "",
            formats.decimal(line.tax_percent) if line.tax_percent else "",
        ]

    def _number(self, row: int, column: int, texts: Sequence[str], empty: Decimal) -> Decimal:
        if not texts[column]:
            return empty
        try:
            return self._tr.formats.parse_number(texts[column], field=_FIELDS[column])
        except Refusal as refused:
            self._grid.setCurrentCell(row, column)
            raise Refusal(refused.code, field="lines", **refused.parameters) from refused

    def _texts(self, row: int) -> list[str]:
        items = (self._grid.item(row, column) for column in range(_NET))
        return [item.text().strip() if item is not None else "" for item in items]

    def _add(self, texts: Sequence[str] = ()) -> None:
        row = self._grid.rowCount()
        self._grid.insertRow(row)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for column in range(7):
            text = texts[column] if column < len(texts) else ""
            item = QTableWidgetItem(text)
            if column in _FIELDS or column == _NET:
                item.setTextAlignment(right)
            if column == _NET:
                item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self._grid.setItem(row, column, item)
        self._fit()

    def _build(self) -> None:
        tr, grid = self._tr, self._grid
        grid.setHorizontalHeaderLabels(
            [
                tr.gettext("What"),
                tr.gettext("Quantity"),
                tr.gettext("Unit"),
                tr.gettext("Unit price"),
                tr.gettext("Discount %"),
                tr.gettext("Tax %"),
                tr.pgettext("amount of a line", "Net"),
            ]
        )
        delegate = _CellEditor(grid)
        delegate.entered.connect(grid.go_on)
        grid.setItemDelegate(delegate)
        grid.verticalHeader().hide()
        grid.setProperty("kind", "boxed")
        grid.setTabKeyNavigation(False)
        grid.setWordWrap(False)
        grid.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        grid.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.SelectedClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        grid.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        grid.setAccessibleName(tr.gettext("Lines of the sale"))
        header = grid.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(_WHAT, QHeaderView.ResizeMode.Stretch)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for column in range(7):
            item = grid.horizontalHeaderItem(column)
            if item is not None:
                item.setTextAlignment(right if column in _FIELDS or column == _NET else left)
        grid.itemChanged.connect(self._on_item)
        grid.line_wanted.connect(self._add)
        grid.line_unwanted.connect(self._on_unwanted)
        self.setFocusProxy(grid)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(grid)
        self._box.addWidget(self._error)
        self._box.addWidget(self._hint)
        self._on_theme()

    def _fit(self) -> None:
        px = self._theme.px
        rows = min(8, max(2, self._grid.rowCount()))
        self._grid.setFixedHeight(rows * px(_ROW) + px(28) + 4)
        self.height_changed.emit()

    def _on_item(self, item: QTableWidgetItem) -> None:
        if self._filling or item.column() == _NET:
            return
        if item.row() == self._grid.rowCount() - 1 and item.text().strip():
            self._filling = True
            self._add()
            self._filling = False
        self.form_changed.emit()

    def _on_unwanted(self, row: int) -> None:
        if row < 0:
            return
        self._grid.removeRow(row)
        if not self._grid.rowCount() or any(self._texts(self._grid.rowCount() - 1)):
            self._add()
        self._grid.setCurrentCell(min(row, self._grid.rowCount() - 1), 0)
        self._fit()
        self.form_changed.emit()

    def _on_theme(self) -> None:
        px = self._theme.px
        header = self._grid.horizontalHeader()
        header.setFixedHeight(px(28))
        header.setMinimumSectionSize(px(56))
        self._grid.verticalHeader().setDefaultSectionSize(px(_ROW))
        for column, width in (
            (_QUANTITY, 78),
            (_UNIT, 66),
            (_PRICE, 92),
            (_DISCOUNT, 88),
            (_TAX, 64),
            (_NET, 92),
        ):
            item = self._grid.horizontalHeaderItem(column)
            words = header.fontMetrics().horizontalAdvance(item.text()) if item else 0
            self._grid.setColumnWidth(column, max(px(width), min(words, px(104)) + px(20)))
        self._grid.setStyleSheet(f"QTableView::item {{ padding: 0 {px(7)}px; }}")
        self._box.setSpacing(px(6))
        self._fit()
