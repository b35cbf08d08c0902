"""The table of lines as it is shown: texts, signs, what they mean, and room for figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from smallcrm.domain.money import Money
from smallcrm.ui.dialogs.lines_rows import (
    COLUMNS,
    DISCOUNT,
    NET,
    NUMBERS,
    PRICE,
    QUANTITY,
    TAX,
    UNIT,
    WHAT,
    Row,
    RowReader,
    RowState,
    still_is,
)
from smallcrm.ui.dialogs.words import say
from smallcrm.ui.theme import BODY
from smallcrm.ui.widgets.painting import advance, tool_tip

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from smallcrm.i18n.catalog import I18n
    from smallcrm.ui.theme import ThemeContext

_ROW: Final = 32
_WIDTHS: Final = {QUANTITY: 64, UNIT: 54, PRICE: 84, DISCOUNT: 60, TAX: 56, NET: 88}
_LEAST_WHAT: Final = 130
_WIDEST_UNIT: Final = 96
PADDING: Final = 5
MARGIN: Final = 3
"""What the style leaves beside a text, besides the padding."""


class LinesSheet(QTableWidget):
    """Lines as texts in cells: shown as they are understood, with room for their figures.

    `wide_changed` when the columns begin or cease to need more room than there is.
    """

    wide_changed = Signal()

    def __init__(self, theme: ThemeContext, tr: I18n, reader: RowReader) -> None:
        super().__init__(0, COLUMNS)
        self._theme = theme
        self._tr = tr
        self._reader = reader
        self._states: list[RowState] = []
        self._filling = False
        self._editable = True
        self._needed: dict[int, int] = {}
        self._wide = False

    def state_of(self, row: int) -> RowState:
        """Return what stands behind a line."""
        return self._states[row]

    def row_at(self, number: int) -> Row:
        """Return a line as it is typed."""
        items = (self.item(number, column) for column in range(NET))
        texts = tuple(item.text().strip() if item is not None else "" for item in items)
        return Row(texts, self._states[number])

    def rows(self) -> list[tuple[int, Row]]:
        """Return the lines in which something is typed, with their places."""
        every = ((number, self.row_at(number)) for number in range(self.rowCount()))
        return [(number, row) for number, row in every if not row.empty]

    def set_nets(self, nets: Sequence[int], currency: str) -> None:
        """Show what each line comes to (minor units); nothing where it is not known."""
        known = iter(nets)
        with self._quiet():
            for number in range(self.rowCount()):
                minor = None if self.row_at(number).empty else next(known, None)
                text = "" if minor is None else self._tr.formats.amount(Money(minor, currency))
                self._item(number, NET).setText(text)
                self._measure(NET, text)
        self.fit_columns()

    def renew(self) -> None:
        """Show prices anew after the currency has changed."""
        with self._quiet():
            for number in range(self.rowCount()):
                self._follow(number, PRICE)
                self._check(number)
        self.fit_columns()

    def dress(self, number: int) -> None:
        """Tell eyes and screen readers what a line's signs mean."""
        row = self.row_at(number)
        state = row.state
        words = {TAX: self._reader.tax_words(row), PRICE: state.warning}
        whole = row.texts[WHAT]
        # A change that is told would set the field that is being typed in back to the old text.
        with QSignalBlocker(self.model()):
            for column in range(NET):
                wrong = state.errors.get(column)
                told = say(self._tr, wrong) if wrong is not None else words.get(column, "")
                item = self._item(number, column)
                # A description may be cut: the tip shows the whole of it.
                tip = tool_tip(told or (whole if column == WHAT else ""))
                if item.toolTip() == tip:
                    continue
                item.setToolTip(tip)
                spoken = f"{row.texts[column]}. {told}" if told else None
                item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
        self.viewport().update()

    @property
    def wide(self) -> bool:
        """Say whether the columns need more room than there is."""
        return self._wide

    def placeholder(self, row: int, column: int) -> str:
        """Return what the empty line at the end says."""
        last = column == WHAT and row == self.rowCount() - 1 and self._editable
        if not last or not self.row_at(row).empty:
            return ""
        return self._tr.gettext("Product or description")

    def fit_columns(self) -> None:
        """Give numbers the room they need and the description what is left."""
        px, header = self._theme.px, self.horizontalHeader()
        rest = self.viewport().width()
        for column, width in _WIDTHS.items():
            head = self.horizontalHeaderItem(column)
            words = header.fontMetrics().horizontalAdvance(head.text()) if head else 0
            needed = max(px(width), words + px(18), self._needed.get(column, 0))
            self.setColumnWidth(column, needed)
            rest -= needed
        self.setColumnWidth(WHAT, max(px(_LEAST_WHAT), rest))
        wide = rest < px(_LEAST_WHAT)
        if wide != self._wide:
            self._wide = wide
            self.wide_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new width out."""
        super().resizeEvent(event)
        self.fit_columns()

    @contextmanager
    def _quiet(self) -> Iterator[None]:
        before, self._filling = self._filling, True
        try:
            yield
        finally:
            self._filling = before

    def _follow(self, number: int, column: int) -> None:
        """Show a cell as it was understood, and let a product go that is no longer spoken of."""
        row = self.row_at(number)
        shown = self._reader.shown(column, row)
        if shown != self._item(number, column).text():
            self._item(number, column).setText(shown)
        state = row.state
        if column == WHAT and state.product is not None:
            if not still_is(state.product_name, row.texts[WHAT]):
                state.product = None
        elif column == TAX and state.given is not None and state.given[0] != shown:
            state.given = None

    def _check(self, number: int) -> None:
        row = self.row_at(number)
        found = ((column, self._reader.check(column, row)) for column in range(NET))
        row.state.errors = {column: wrong for column, wrong in found if wrong is not None}
        for column in (NUMBERS - {NET}) | {UNIT}:
            self._measure(column, row.texts[column])
        self.dress(number)

    def _put(self, number: int, row: Row) -> None:
        while len(self._states) <= number:
            self._states.append(RowState())
        self._states[number] = row.state
        for column, text in enumerate((*row.texts, "")):
            self._item(number, column).setText(text)
        self._check(number)

    def _insert(self, number: int) -> None:
        self.insertRow(number)
        self._states.insert(number, RowState())
        for column in range(COLUMNS):
            self._item(number, column)

    def _end_with_blank(self) -> None:
        count = self.rowCount()
        if self._editable and (not count or not self.row_at(count - 1).empty):
            self._insert(count)

    def _item(self, number: int, column: int) -> QTableWidgetItem:
        found = self.item(number, column)
        if found is None:
            found = QTableWidgetItem()
            if column in NUMBERS:
                found.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if column == NET:
                found.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.setItem(number, column, found)
        return found

    def _measure(self, column: int, text: str) -> None:
        px = self._theme.px
        sign = px(20) if column == PRICE else 0
        width = advance(self._theme, BODY, text) + 2 * (px(PADDING) + MARGIN) + 2 + sign
        if column == UNIT:
            width = min(width, px(_WIDEST_UNIT))
        self._needed[column] = max(self._needed.get(column, 0), width)


def build_header(grid: LinesSheet, tr: I18n) -> None:
    """Name the columns and set the table's ways."""
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
    grid.verticalHeader().hide()
    grid.setProperty("kind", "boxed")
    grid.setTabKeyNavigation(False)
    grid.setWordWrap(False)
    grid.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    grid.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    header = grid.horizontalHeader()
    header.setHighlightSections(False)
    header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    for column in range(COLUMNS):
        side = Qt.AlignmentFlag.AlignRight if column in NUMBERS else Qt.AlignmentFlag.AlignLeft
        item = grid.horizontalHeaderItem(column)
        if item is not None:
            item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)


def dress_grid(grid: LinesSheet, theme: ThemeContext, *, most_rows: int) -> None:
    """Give the table the sizes of the theme, and room for its rows."""
    px = theme.px
    header = grid.horizontalHeader()
    header.setFixedHeight(px(28))
    header.setMinimumSectionSize(px(40))
    grid.verticalHeader().setDefaultSectionSize(px(_ROW))
    grid.setStyleSheet(f"QTableView::item {{ padding: 0 {px(PADDING)}px; }}")
    grid.fit_columns()
    rows = min(most_rows, max(2, grid.rowCount()))
    bar = grid.horizontalScrollBar()
    extra = bar.sizeHint().height() if grid.wide else 0
    grid.setFixedHeight(rows * px(_ROW) + px(28) + 4 + extra)
