"""Choosing lines and how much of each: what of a quote is accepted, delivered or billed now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
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

_WHAT, _WHOLE, _DONE, _NOW = range(4)
_ROW: Final = 30
_MOST_ROWS: Final = 10
_NOW_WIDTH: Final = 96
_NOTHING: Final = Decimal(0)
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class LineChoice:
    """A line of which some may be chosen: `whole` its quantity, `done` what went before."""

    id: int
    description: str
    whole: Decimal
    done: Decimal = _NOTHING
    unit: str | None = None

    @property
    def rest(self) -> Decimal:
        """What is left to be chosen; below zero for a line that takes something back."""
        left = self.whole - self.done
        return left if (left > 0) == (self.whole > 0) else _NOTHING


class _NowEditor(QStyledItemDelegate):
    """Edits a quantity, right-aligned."""

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, _index: Index
    ) -> QWidget:
        """Return the line that is typed in."""
        line = QLineEdit(parent)
        line.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return line


class _Table(QTableWidget):
    """Digits begin to edit the row's quantity, Space ticks, Ctrl and A ticks all or none."""

    space = Signal(int)
    every = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Act on the row, whichever cell is current."""
        row = self.currentRow()
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.every.emit()
        elif row >= 0 and event.key() == Qt.Key.Key_Space:
            self.space.emit(row)
        else:
            text = event.text()
            if row >= 0 and text and (text.isdigit() or text in ".,-"):
                self.setCurrentCell(row, _NOW)
            super().keyPressEvent(event)
            return
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show which row the keys act on."""
        super().focusInEvent(event)
        if self.currentRow() < 0 and self.rowCount():
            self.setCurrentCell(0, _NOW)


class LinesChoice(QWidget):
    """Lines with a tick and the quantity of this time; all of the rest is chosen at first.

    Space ticks a line, Ctrl and A all or none, a digit types the quantity. `form_changed` after
    each change. `done_heading` names the column of what went before (Delivered, Billed).
    """

    form_changed = Signal()
    height_changed = Signal()

    def __init__(
        self,
        theme: ThemeContext,
        tr: I18n,
        *,
        done_heading: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tr = tr
        self._rows: tuple[LineChoice, ...] = ()
        self._filling = False
        self._told = ""
        self._refused = -1
        self._done_heading = done_heading or tr.gettext("Already")
        self._table = _Table(0, 4)
        self._count = plain_label("", "second")
        self._all = QPushButton(tr.gettext("All or none"))
        self._all.setProperty("kind", "link")
        self._error = RunLabel(theme, wrap=True)
        self._error.hide()
        self._build()
        theme.changed.connect(self._on_theme)

    @property
    def field(self) -> QWidget:
        """Return what takes the keyboard when something is wrong."""
        return self

    @property
    def table(self) -> QTableWidget:
        """Return the table itself."""
        return self._table

    def set_choices(self, rows: Sequence[LineChoice]) -> None:
        """Show these, ticked with all of what is left; where nothing is, not to be chosen."""
        self._rows = tuple(rows)
        formats = self._tr.formats
        self._filling = True
        self._table.setRowCount(len(self._rows))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for number, row in enumerate(self._rows):
            open_now = row.rest != _NOTHING
            flag = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            whole = formats.decimal(row.whole)
            texts = (
                painted(row.description),
                f"{whole} {row.unit}" if row.unit else whole,
                formats.decimal(row.done),
                formats.decimal(row.rest) if open_now else "",
            )
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                flags = flag
                if column == _WHAT:
                    flags |= Qt.ItemFlag.ItemIsUserCheckable
                    ticked = Qt.CheckState.Checked if open_now else Qt.CheckState.Unchecked
                    item.setCheckState(ticked)
                else:
                    item.setTextAlignment(right)
                if column == _NOW:
                    flags |= Qt.ItemFlag.ItemIsEditable
                item.setFlags(flags if open_now else flag & ~Qt.ItemFlag.ItemIsEnabled)
                self._table.setItem(number, column, item)
        self._filling = False
        if self._table.hasFocus():
            # The keyboard was there before the lines were.
            able = (number for number, row in enumerate(self._rows) if row.rest)
            self._table.setCurrentCell(next(able, 0), _NOW)
        self._fit()
        self._say()

    def chosen(self) -> dict[int, Decimal]:
        """Read what is chosen, by id of the line; refuses a quantity that cannot be (`lines`)."""
        found: dict[int, Decimal] = {}
        for number, row in enumerate(self._rows):
            if self._ticked(number):
                try:
                    found[row.id] = self._now(number)
                except Refusal:
                    self._refused = number
                    raise
        self._refused = -1
        return found

    def tick_all(self) -> None:
        """Tick every line, or none where all are ticked."""
        able = [number for number, row in enumerate(self._rows) if row.rest]
        tick = not all(self._ticked(number) for number in able)
        self._filling = True
        for number in able:
            self._tick(number, tick=tick)
        self._filling = False
        self._changed()

    def form_state(self) -> object:
        """Return what is chosen, for telling whether it was changed."""
        return tuple(
            (self._ticked(number), self._text(number)) for number in range(len(self._rows))
        )

    def set_error(self, text: str | None) -> None:
        """Say below the table what is wrong, or take it back; go to the line that was refused."""
        self._told = text or ""
        if text and self._refused >= 0:
            self._table.setCurrentCell(self._refused, _NOW)
            self._refused = -1
        self._say()

    def _build(self) -> None:
        tr, table = self._tr, self._table
        table.setHorizontalHeaderLabels(
            [
                tr.gettext("What"),
                # Translators: the head of a column: the whole quantity of a line
                tr.pgettext("whole quantity", "Of"),
                self._done_heading,
                tr.gettext("This time"),
            ]
        )
        table.setItemDelegateForColumn(_NOW, _NowEditor(table))
        set_up_boxed(table)
        table.setWordWrap(False)
        table.setAccessibleName(tr.gettext("Lines to choose from"))
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_WHAT, QHeaderView.ResizeMode.Stretch)
        for column in range(4):
            side = Qt.AlignmentFlag.AlignLeft if column == _WHAT else Qt.AlignmentFlag.AlignRight
            item = table.horizontalHeaderItem(column)
            if item is not None:
                item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        table.itemChanged.connect(self._on_item)
        table.space.connect(self._on_space)
        table.every.connect(self.tick_all)
        self._all.clicked.connect(self.tick_all)
        self.setFocusProxy(table)
        below = QHBoxLayout()
        below.addWidget(self._count)
        below.addStretch(1)
        below.addWidget(self._all)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(table)
        self._box.addWidget(self._error)
        self._box.addLayout(below)
        self._hint = plain_label(
            tr.gettext("Space: tick or not. Ctrl and A: all or none. Digits: the quantity."), "hint"
        )
        self._hint.setWordWrap(True)
        self._box.addWidget(self._hint)
        self._fit()

    def _fit(self) -> None:
        px = self._theme.px
        self._table.horizontalHeader().setFixedHeight(px(28))
        self._table.verticalHeader().setDefaultSectionSize(px(_ROW))
        self._table.setStyleSheet(f"QTableView::item {{ padding: 0 {px(5)}px; }}")
        header = self._table.horizontalHeader()
        header.setSectionResizeMode(_NOW, QHeaderView.ResizeMode.Fixed)
        item = self._table.horizontalHeaderItem(_NOW)
        words = header.fontMetrics().horizontalAdvance(item.text()) if item is not None else 0
        self._table.setColumnWidth(_NOW, max(px(_NOW_WIDTH), words + px(18)))
        rows = min(_MOST_ROWS, max(2, len(self._rows)))
        self._table.setFixedHeight(rows * px(_ROW) + px(28) + 4)
        self._box.setSpacing(px(6))
        self.height_changed.emit()

    def _on_theme(self) -> None:
        self._fit()
        self._say()

    def _ticked(self, number: int) -> bool:
        item = self._table.item(number, _WHAT)
        return item is not None and item.checkState() == Qt.CheckState.Checked

    def _text(self, number: int) -> str:
        item = self._table.item(number, _NOW)
        return item.text().strip() if item is not None else ""

    def _tick(self, number: int, *, tick: bool) -> None:
        what, now = self._table.item(number, _WHAT), self._table.item(number, _NOW)
        if what is None or now is None:
            return
        what.setCheckState(Qt.CheckState.Checked if tick else Qt.CheckState.Unchecked)
        if tick and not now.text().strip():
            now.setText(self._tr.formats.decimal(self._rows[number].rest))

    def _now(self, number: int) -> Decimal:
        row = self._rows[number]
        value = self._tr.formats.parse_number(self._text(number) or "0", field="lines")
        if value == _NOTHING or (value > 0) != (row.rest > 0):
            raise Refusal("no_quantity", field="lines", row=number + 1)
        if abs(value) > abs(row.rest):
            raise Refusal(
                "over_quantity",
                field="lines",
                row=number + 1,
                left=self._tr.formats.decimal(row.rest),
                line=row.description,
            )
        return value

    def _on_item(self, item: QTableWidgetItem) -> None:
        if self._filling:
            return
        number = item.row()
        self._filling = True
        if item.column() == _WHAT:
            self._tick(number, tick=self._ticked(number))
        elif item.column() == _NOW:
            try:
                value = self._now(number)
            except Refusal:
                # What was typed stays, and is said to be wrong; nothing typed takes the tick away.
                self._tick(number, tick=bool(self._text(number).strip("0 ")))
            else:
                item.setText(self._tr.formats.decimal(value))
                self._tick(number, tick=True)
        self._filling = False
        self._changed()

    def _on_space(self, number: int) -> None:
        if self._rows[number].rest:
            self._filling = True
            self._tick(number, tick=not self._ticked(number))
            self._filling = False
            self._changed()

    def _changed(self) -> None:
        self._say()
        self.form_changed.emit()

    def _say(self) -> None:
        """Say how many are chosen, and what is wrong with the first that is."""
        tr = self._tr
        ticked = sum(map(self._ticked, range(len(self._rows))))
        self._count.setText(
            tr.ngettext(
                "{count} of {all} line chosen", "{count} of {all} lines chosen", len(self._rows)
            ).format(count=tr.formats.number(ticked), all=tr.formats.number(len(self._rows)))
        )
        self._all.setEnabled(any(row.rest for row in self._rows))
        text = self._told
        for number in range(len(self._rows)):
            wrong = self._wrong(number)
            self._colour(number, wrong=bool(wrong))
            text = text or wrong
        shown = "" if self._error.isHidden() else self._error.whole_text()
        if text != shown:
            if text:
                self._error.set_runs((Run(text, SMALL, "debt"),), ("circle-alert", "debt"))
                announce(self, one_line(text))
            self._error.setVisible(bool(text))
            self.height_changed.emit()

    def _colour(self, number: int, *, wrong: bool) -> None:
        """Show what is not chosen as quiet, and a wrong quantity as wrong."""
        tokens, before = self._theme.tokens, self._filling
        able = bool(self._rows[number].rest)
        self._filling = True
        for column in range(4):
            item = self._table.item(number, column)
            if item is None:
                continue
            colour = tokens.text if able else tokens.text3
            if column == _NOW:
                colour = tokens.debt if wrong else colour if self._ticked(number) else tokens.text3
            item.setForeground(self._theme.colour(colour))
        self._filling = before

    def _wrong(self, number: int) -> str:
        if not self._ticked(number):
            return ""
        try:
            self._now(number)
        except Refusal as refused:
            return say(self._tr, refused)
        return ""
