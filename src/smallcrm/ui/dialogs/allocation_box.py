"""Which sales a payment settles: a table that follows the amount until it is changed by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QStyledItemDelegate,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.ui.dialogs.words import say
from smallcrm.ui.theme import SMALL
from smallcrm.ui.widgets.boxed import set_up_boxed
from smallcrm.ui.widgets.labels import RunLabel, plain_label
from smallcrm.ui.widgets.painting import Run, announce, one_line, painted

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent
    from PySide6.QtWidgets import QStyleOptionViewItem

    from smallcrm.i18n.catalog import I18n
    from smallcrm.ui.theme import ThemeContext

_TITLE, _DUE, _OPEN, _PART = range(4)
_MOST_ROWS: Final = 6
_ROW: Final = 30
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class OpenSale:
    """A sale that a payment may settle: `open` is what this payment may put to it at most."""

    id: int
    title: str
    number: str
    due: date | None
    on: date
    open: Money
    late: bool = False

    @property
    def order(self) -> tuple[bool, date, date, int]:
        """Sort oldest due first, those without a due date last (the rule of the ledger)."""
        return (self.due is None, self.due or self.on, self.on, self.id)


class _PartEditor(QStyledItemDelegate):
    """Edits an amount, right-aligned, without a frame of its own."""

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, _index: Index
    ) -> QWidget:
        """Return the line that is typed in."""
        line = QLineEdit(parent)
        line.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return line


class _Table(QTableWidget):
    """Digits begin to edit the row's amount, Space takes the row in or out, Tab leaves.

    Ctrl+O, or a double click beside the amount, opens the sale.
    """

    space = Signal(int)
    opening = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Act on the row, whichever cell is current."""
        row = self.currentRow()
        if row >= 0 and event.key() == Qt.Key.Key_Space:
            self.space.emit(row)
            event.accept()
            return
        if row >= 0 and event.matches(QKeySequence.StandardKey.Open):
            self.opening.emit(row)
            event.accept()
            return
        text = event.text()
        if row >= 0 and text and (text.isdigit() or text in ".,"):
            self.setCurrentCell(row, _PART)
        if row >= 0 and event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            item = self.item(row, _PART)
            if item is not None:
                item.setText("")
            event.accept()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show which row the keys act on."""
        super().focusInEvent(event)
        if self.currentRow() < 0 and self.rowCount():
            self.setCurrentCell(0, _PART)
        elif self.currentRow() >= 0:
            self.selectRow(self.currentRow())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show no row as selected while the keys go elsewhere."""
        super().focusOutEvent(event)
        if self.state() != QAbstractItemView.State.EditingState:
            self.clearSelection()


class AllocationBox(QWidget):
    """Sales and what of a payment goes to each; what is left over becomes credit.

    While `automatic` the parts follow `set_amount`, oldest due first. `form_changed` comes when
    the owner has changed a part, and from then on the parts stay as they are; `opened(sale id)`
    when a sale is to be looked at.
    """

    form_changed = Signal()
    opened = Signal(int)
    height_changed = Signal()

    def __init__(self, theme: ThemeContext, tr: I18n, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tr = tr
        self._sales: list[OpenSale] = []
        self._currency = ""
        self._amount = 0
        self._is_credit = False
        self._automatic = True
        self._filling = False
        self._first: int | None = None
        self._heading = plain_label(tr.gettext("Settles"), "section")
        self._again = QPushButton(tr.gettext("&Oldest first again"))
        self._again.setProperty("kind", "link")
        self._again.clicked.connect(self.allocate_again)
        self._again.hide()
        self._table = _Table(0, 4)
        self._summary = RunLabel(theme, wrap=True)
        self._error = RunLabel(theme, wrap=True)
        self._error.hide()
        self._build()
        theme.changed.connect(self._on_theme)
        self._on_theme()

    @property
    def field(self) -> QWidget:
        """Return the table, which takes the keyboard when something is wrong."""
        return self

    @property
    def table(self) -> QTableWidget:
        """Return the table itself."""
        return self._table

    @property
    def automatic(self) -> bool:
        """Say whether the parts still follow the amount."""
        return self._automatic

    def set_sales(
        self, sales: Iterable[OpenSale], currency: str, *, first: int | None = None
    ) -> None:
        """Show these sales; `first` is settled before the oldest."""
        self._first = first
        self._currency = currency
        self._sales = sorted(sales, key=lambda sale: (sale.id != first, sale.order))
        self._automatic = True
        self._show_sales()
        self._follow()

    def set_amount(self, money: Money | None, *, is_credit: bool = False) -> None:
        """Take another amount to be shared out; of a credit nothing becomes one."""
        self._amount = max(0, money.minor) if money else 0
        self._is_credit = is_credit
        self._follow()

    def set_parts(self, parts: Mapping[int, int]) -> None:
        """Show what is put to each sale (minor units); they no longer follow the amount."""
        self._automatic = False
        self._fill(parts)
        self._say()

    def parts(self) -> dict[int, Money]:
        """Read what is put to each sale, in order; refuses what cannot be (`allocations`)."""
        found: dict[int, Money] = {}
        for row, sale in enumerate(self._sales):
            part = self._part(row)
            if part.minor < 0:
                raise Refusal("negative_amount", field="allocations")
            if part.minor > sale.open.minor:
                raise Refusal(
                    "over_sale",
                    field="allocations",
                    amount=part,
                    open=sale.open,
                    number=sale.number,
                )
            if part:
                found[sale.id] = part
        total = sum(part.minor for part in found.values())
        if total > self._amount:
            raise Refusal(
                "too_much_allocated",
                field="allocations",
                allocated=Money(total, self._currency),
                amount=Money(self._amount, self._currency),
            )
        return found

    def rests(self) -> list[tuple[OpenSale, Money]]:
        """Return what is left open of the sales to which something is put."""
        found: list[tuple[OpenSale, Money]] = []
        for row, sale in enumerate(self._sales):
            try:
                part = self._part(row)
            except Refusal:
                continue
            if part.minor > 0:
                found.append((sale, sale.open - part))
        return found

    def form_state(self) -> object:
        """Return what was changed by hand."""
        return None if self._automatic else tuple(self._texts())

    def set_error(self, text: str | None) -> None:
        """Say below the table what is wrong, or take it back."""
        self._error.setVisible(bool(text))
        if text:
            self._error.set_runs((Run(text, SMALL, "debt"),), ("circle-alert", "debt"))
            announce(self, one_line(text))
        self._table.setProperty("invalid", bool(text))
        self._table.style().unpolish(self._table)
        self._table.style().polish(self._table)

    def allocate_again(self) -> None:
        """Let the parts follow the amount again."""
        self._automatic = True
        self._follow()
        self._table.setFocus()
        self.form_changed.emit()

    def _build(self) -> None:
        tr, table = self._tr, self._table
        table.setHorizontalHeaderLabels(
            [
                tr.gettext("Sale"),
                tr.gettext("Due"),
                tr.pgettext("amount", "Open"),
                tr.gettext("Settles now"),
            ]
        )
        table.setItemDelegateForColumn(_PART, _PartEditor(table))
        set_up_boxed(table)
        table.setWordWrap(False)
        table.setAccessibleName(tr.gettext("Sales that the payment settles"))
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_TITLE, QHeaderView.ResizeMode.Stretch)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for column in range(4):
            item = table.horizontalHeaderItem(column)
            if item is not None:
                item.setTextAlignment(right if column >= _OPEN else left)
        table.itemChanged.connect(self._on_item)
        table.space.connect(self._on_space)
        table.opening.connect(self._on_opening)
        table.cellDoubleClicked.connect(self._on_double_click)
        self.setFocusProxy(table)
        head = QHBoxLayout()
        head.addWidget(self._heading)
        head.addStretch(1)
        head.addWidget(self._again)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addLayout(head)
        self._box.addWidget(table, 1)
        self._box.addWidget(self._error)
        self._box.addWidget(self._summary)

    def _show_sales(self) -> None:
        tr, tokens = self._tr, self._theme.tokens
        table = self._table
        self._filling = True
        table.setRowCount(len(self._sales))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        fixed = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        for row, sale in enumerate(self._sales):
            title = QTableWidgetItem(painted(f"{sale.number}  {sale.title}"))
            title.setFlags(fixed | Qt.ItemFlag.ItemIsUserCheckable)
            title.setCheckState(Qt.CheckState.Unchecked)
            due = QTableWidgetItem(tr.formats.date_short(sale.due) if sale.due else "–")
            due.setFlags(fixed)
            if sale.late:
                due.setForeground(self._theme.colour(tokens.debt))
                due.setIcon(self._theme.icon("triangle-alert", tokens.debt, 15))
                due.setData(
                    Qt.ItemDataRole.AccessibleTextRole,
                    tr.gettext("overdue since {date}").format(date=due.text()),
                )
            amount = QTableWidgetItem(tr.formats.amount(sale.open))
            amount.setFlags(fixed)
            amount.setTextAlignment(right)
            part = QTableWidgetItem("")
            part.setFlags(fixed | Qt.ItemFlag.ItemIsEditable)
            part.setTextAlignment(right)
            for column, item in enumerate((title, due, amount, part)):
                table.setItem(row, column, item)
        self._filling = False
        self.setVisible(bool(self._sales))
        self._on_theme()
        self.height_changed.emit()

    def _follow(self) -> None:
        if self._automatic:
            left = self._amount
            parts: dict[int, int] = {}
            for sale in self._sales:
                parts[sale.id] = min(left, max(0, sale.open.minor))
                left -= parts[sale.id]
            self._fill(parts)
        self._say()

    def _fill(self, parts: Mapping[int, int]) -> None:
        self._filling = True
        for row, sale in enumerate(self._sales):
            self._show_part(row, parts.get(sale.id, 0))
        self._filling = False

    def _show_part(self, row: int, minor: int) -> None:
        part, title = self._table.item(row, _PART), self._table.item(row, _TITLE)
        if part is None or title is None:
            return
        text = self._tr.formats.amount(Money(minor, self._currency)) if minor else ""
        part.setText(text)
        part.setData(Qt.ItemDataRole.ForegroundRole, None)
        title.setCheckState(Qt.CheckState.Checked if minor else Qt.CheckState.Unchecked)

    def _part(self, row: int) -> Money:
        item = self._table.item(row, _PART)
        text = item.text().strip() if item is not None else ""
        if not text:
            return Money(0, self._currency)
        return self._tr.formats.parse_amount(text, self._currency, field="allocations")

    def _texts(self) -> list[str]:
        items = (self._table.item(row, _PART) for row in range(len(self._sales)))
        return [item.text() if item is not None else "" for item in items]

    def _on_item(self, item: QTableWidgetItem) -> None:
        if self._filling:
            return
        row = item.row()
        if item.column() == _TITLE:
            checked = item.checkState() == Qt.CheckState.Checked
            self._take(row, checked=checked)
            return
        self._automatic = False
        try:
            part = self._part(row)
        except Refusal as refused:
            item.setForeground(self._theme.colour(self._theme.tokens.debt))
            self._say()
            self.form_changed.emit()
            self.set_error(say(self._tr, refused))
            return
        self._filling = True
        self._show_part(row, part.minor)
        self._filling = False
        self._say()
        self.form_changed.emit()

    def _on_opening(self, row: int) -> None:
        self.opened.emit(self._sales[row].id)

    def _on_double_click(self, row: int, column: int) -> None:
        if column != _PART:
            self._on_opening(row)

    def _on_space(self, row: int) -> None:
        item = self._table.item(row, _TITLE)
        if item is not None:
            self._take(row, checked=item.checkState() != Qt.CheckState.Checked)

    def _take(self, row: int, *, checked: bool) -> None:
        self._automatic = False
        minor = 0
        if checked:
            left = self._amount - self._sum(without=row)
            minor = max(0, min(left, self._sales[row].open.minor))
        self._filling = True
        self._show_part(row, minor)
        self._filling = False
        self._say()
        self.form_changed.emit()

    def _sum(self, without: int = -1) -> int:
        total = 0
        for row in range(len(self._sales)):
            if row != without:
                try:
                    total += self._part(row).minor
                except Refusal:
                    continue
        return total

    def _say(self) -> None:
        tr = self._tr
        self._again.setVisible(not self._automatic)
        left = self._amount - self._sum()
        if not self._currency or (not self._amount and not left):
            self._summary.hide()
            return
        self._summary.show()
        money = tr.formats.money(Money(abs(left), self._currency))
        if left < 0:
            text = tr.gettext("{amount} more is put to sales than is paid.").format(amount=money)
            self._summary.set_runs((Run(text, SMALL, "debt"),), ("circle-alert", "debt"))
        elif left:
            text = tr.gettext("{amount} is left over and becomes credit.")
            if self._is_credit:
                text = tr.gettext("{amount} of the credit is left over.")
            text = text.format(amount=money)
            self._summary.set_runs((Run(text, SMALL, "ok"),), ("wallet", "ok"))
        else:
            text = tr.gettext("Nothing is left over.")
            self._summary.set_runs((Run(text, SMALL, "second"),), ("check", "second"))

    def _on_theme(self, *_ignored: Any) -> None:
        px = self._theme.px
        rows = min(_MOST_ROWS, max(1, len(self._sales)))
        header = self._table.horizontalHeader()
        header.setFixedHeight(px(28))
        header.setMinimumSectionSize(px(84))
        self._table.verticalHeader().setDefaultSectionSize(px(_ROW))
        self._table.setFixedHeight(rows * px(_ROW) + px(28) + 4)
        self._table.setStyleSheet(f"QTableView::item {{ padding: 0 {px(7)}px; }}")
        self._box.setSpacing(px(6))
