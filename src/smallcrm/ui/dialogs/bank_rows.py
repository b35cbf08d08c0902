"""The bookings that wait, as a list: ticked, confirmed and set aside by the keyboard."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QTableView,
)

from smallcrm.ui.dialogs import bank_words
from smallcrm.ui.theme import BODY, BODY_MEDIUM, BODY_STRONG, SMALL, TextStyle, Tone
from smallcrm.ui.widgets.boxed import set_up_boxed
from smallcrm.ui.widgets.painting import (
    advance,
    baseline,
    draw_icon,
    draw_text,
    draw_text_right,
    fill_round,
    line_height,
    one_line,
    tool_tip,
)

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtGui import QKeyEvent, QMouseEvent
    from PySide6.QtWidgets import QStyleOptionViewItem

    from smallcrm.domain.enums import WriteOffReason
    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.receivable_shapes import BankSuggestion
    from smallcrm.ui.theme import ThemeContext

TICK, DAY, PAYER, AMOUNT, CLIENT, WHY = range(6)
_ROW: Final = 47
_PAD: Final = 8
_BOX: Final = 16
_WIDTHS: Final = {TICK: 34, DAY: 92, AMOUNT: 124, WHY: 176}
_LONG_DAY: Final = date(2026, 9, 28)
Index = QModelIndex | QPersistentModelIndex
# The upper and the lower line of a cell; a style and a tone each.
Line = tuple[str, TextStyle, Tone]


class BankModel(QAbstractTableModel):
    """Suggestions and which of them are ticked; `ticks_changed` after each change of these."""

    ticks_changed = Signal()

    def __init__(self, tr: I18n, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tr = tr
        self._rows: list[BankSuggestion] = []
        self._ticked: set[int] = set()
        self._untouched: set[int] = set()

    def set_rows(self, rows: Sequence[BankSuggestion]) -> None:
        """Show these; the sure ones are ticked at first, and stay as the owner left them."""
        known = {row.line.id for row in self._rows}
        self.beginResetModel()
        self._rows = list(rows)
        here = {row.line.id for row in rows}
        fresh = {row.line.id for row in rows if row.sure and row.line.id not in known}
        sure = {row.line.id for row in rows if row.sure}
        # One that was ticked for being sure, and is so no more, is to be looked at.
        self._ticked = {one for one in self._ticked & here if one not in self._untouched} | (
            self._untouched & self._ticked & sure
        )
        self._ticked |= fresh
        self._untouched = (self._untouched & here) | fresh
        self.endResetModel()
        self.ticks_changed.emit()

    def remove(self, line_ids: Collection[int]) -> None:
        """Take bookings out that are done: the list is looked at anew behind this."""
        for row in range(len(self._rows) - 1, -1, -1):
            if self._rows[row].line.id in line_ids:
                self.beginRemoveRows(QModelIndex(), row, row)
                self._ticked.discard(self._rows.pop(row).line.id)
                self.endRemoveRows()
        self.ticks_changed.emit()

    def replace(self, row: int, found: BankSuggestion) -> None:
        """Show another suggestion for a booking."""
        self._rows[row] = found
        self.dataChanged.emit(self.index(row, 0), self.index(row, WHY))
        self.ticks_changed.emit()

    def at(self, row: int) -> BankSuggestion | None:
        """Return the suggestion of a row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, line_id: int) -> int:
        """Return where a booking stands, -1 where it does not."""
        found = (row for row, one in enumerate(self._rows) if one.line.id == line_id)
        return next(found, -1)

    def ticked(self) -> list[BankSuggestion]:
        """Return what is ticked and has a client."""
        return [one for one in self._rows if one.line.id in self._ticked and one.client]

    def is_ticked(self, row: int) -> bool:
        """Tell whether a booking is ticked."""
        found = self.at(row)
        return found is not None and found.line.id in self._ticked

    def tick(self, row: int, *, on: bool | None = None) -> None:
        """Tick a booking or take the tick off; one without a client has none."""
        found = self.at(row)
        if found is None or found.client is None:
            return
        one = found.line.id
        self._untouched.discard(one)
        if one not in self._ticked if on is None else on:
            self._ticked.add(one)
        else:
            self._ticked.discard(one)
        self.dataChanged.emit(self.index(row, 0), self.index(row, WHY))
        self.ticks_changed.emit()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many bookings wait."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the columns."""
        return 0 if parent is not None and parent.isValid() else WHY + 1

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Name the columns."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section == AMOUNT else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        tr = self._tr
        return (
            "",
            tr.pgettext("bank column", "Booked on"),
            tr.pgettext("bank column", "Payer and text"),
            tr.pgettext("bank column", "Amount"),
            tr.pgettext("bank column", "Client and what it settles"),
            tr.pgettext("bank column", "What agrees"),
        )[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the words of a cell, for the eye and for a screen reader."""
        found = self.at(index.row())
        if found is None:
            return None
        column = index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return one_line(" · ".join(text for text, *_ in self.lines(found, column) if text))
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(found, column)
            case Qt.ItemDataRole.CheckStateRole if column == TICK and found.client is not None:
                on = found.line.id in self._ticked
                return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.ToolTipRole if column in {PAYER, CLIENT}:
                return tool_tip("\n".join(text for text, *_ in self.lines(found, column) if text))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let every row be chosen; ticks are set by `tick`."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def lines(self, found: BankSuggestion, column: int) -> tuple[Line, ...]:
        """Return what stands in a cell, one line or two."""
        makers = {
            DAY: self._day,
            PAYER: self._payer,
            AMOUNT: self._amount,
            CLIENT: self._client,
            WHY: self._why,
        }
        return makers[column](found) if column in makers else ()

    def day_text(self, on: date) -> str:
        """Write a day as the list does."""
        return self._tr.formats.date_short(on)

    def _day(self, found: BankSuggestion) -> tuple[Line, ...]:
        return ((self.day_text(found.line.on), BODY, "plain"),)

    def _payer(self, found: BankSuggestion) -> tuple[Line, ...]:
        line = found.line
        name = line.name or line.counter_account or self._tr.gettext("(no name)")
        return ((name, BODY_MEDIUM, "plain"), (line.reference, SMALL, "second"))

    def _amount(self, found: BankSuggestion) -> tuple[Line, ...]:
        text = self._tr.formats.money(found.line.amount)
        coming = found.line.amount.minor > 0
        return ((text, BODY_STRONG, "plain") if coming else (text, BODY, "third"),)

    def _client(self, found: BankSuggestion) -> tuple[Line, ...]:
        if found.line.amount.minor <= 0:
            return ()
        settles: Line = (bank_words.settles(self._tr, found), SMALL, "second")
        if found.client is None:
            return ((self._tr.gettext("Type a name to choose"), BODY, "third"), settles)
        return ((found.client.name, BODY_MEDIUM, "plain"), settles)

    def _why(self, found: BankSuggestion) -> tuple[Line, ...]:
        sure: Line = (bank_words.sureness(self._tr, found), BODY_MEDIUM, _tone(found))
        return (sure, (bank_words.why(self._tr, found), SMALL, "second"))

    def _spoken(self, found: BankSuggestion, column: int) -> str:
        if column == TICK:
            ticked = found.line.id in self._ticked
            return self._tr.gettext("ticked") if ticked else self._tr.gettext("not ticked")
        return one_line(", ".join(text for text, *_ in self.lines(found, column) if text))


def _tone(found: BankSuggestion) -> Tone:
    if found.line.amount.minor <= 0 or found.client is None:
        return "third"
    return "ok" if found.sure else "soon"


def _icon(found: BankSuggestion) -> str:
    if found.line.amount.minor <= 0:
        return "arrow-right"
    if found.client is None:
        return "circle-help"
    return "circle-check" if found.sure else "clock"


class _Delegate(QStyledItemDelegate):
    """Paints a booking: two lines, the tick, the sign of what is sure."""

    def __init__(self, theme: ThemeContext, view: BankView) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        theme, model = self._theme, self._view.bank
        found = model.at(index.row())
        if found is None:
            return
        rect = option.rect
        tokens, px = theme.tokens, theme.px
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = self._view.hasFocus()
        ground = (tokens.sel if focused else tokens.hover) if chosen else tokens.surf
        painter.save()
        painter.fillRect(rect, theme.colour(ground))
        line = rect.adjusted(0, rect.height() - 1, 0, 0)
        painter.fillRect(line, theme.colour(tokens.line))
        column = index.column()
        if column == TICK:
            if chosen:
                painter.fillRect(
                    rect.adjusted(0, 0, px(3) - rect.width(), 0), theme.colour(tokens.acc)
                )
            if found.client is not None:
                self._tick(painter, rect, on=model.is_ticked(index.row()))
        else:
            left = rect.left() + px(_PAD)
            if column == WHY:
                colour = {"ok": tokens.ok, "soon": tokens.soon}.get(_tone(found), tokens.text3)
                middle = rect.top() + px(_ROW) // 2 - px(8)
                draw_icon(painter, theme, (left, middle, 15), _icon(found), colour)
                left += px(21)
            room = rect.right() - px(_PAD) - left
            place = (left, rect.top(), room)
            self._lines(painter, model.lines(found, column), place, right=column == AMOUNT)
        painter.restore()

    def _lines(
        self,
        painter: QPainter,
        lines: Sequence[Line],
        place: tuple[int, int, int],
        *,
        right: bool,
    ) -> None:
        theme = self._theme
        left, top, room = place
        both = line_height(theme, BODY) + line_height(theme, SMALL)
        # A line alone stands where the first of two would, so that rows are read across.
        top += (self._view.rowHeight(0) - 1 - both) // 2
        for text, style, tone in lines:
            if not text:
                continue
            height = line_height(theme, style)
            base = baseline(theme.metrics(style), top, height)
            draw = draw_text_right if right else draw_text
            at = (left + room if right else left, base, room)
            draw(painter, theme, at, text, style, theme.tone(tone))
            top += height

    def _tick(self, painter: QPainter, rect: Any, *, on: bool) -> None:
        theme, px = self._theme, self._theme.px
        side = px(_BOX)
        left = rect.left() + (rect.width() - side) // 2 + px(2)
        top = rect.top() + (rect.height() - side) // 2
        box = QRectF(left + 0.5, top + 0.5, side - 1, side - 1)
        tokens = theme.tokens
        if on:
            fill_round(painter, box, px(4), theme.colour(tokens.acc))
            place = (left + px(2), top + side // 2, 12)
            draw_icon(painter, theme, place, "check", tokens.onacc)
        else:
            fill_round(painter, box, px(4), theme.colour(tokens.surf), theme.colour(tokens.ctl))


class BankView(QTableView):
    """The list itself.

    Enter confirms a row, Space ticks it, I sets it aside, a letter begins the name of another
    client: `confirmed()`, `ignored()`, `typed(text)`; `moved()` when another row is current.
    """

    confirmed = Signal()
    ignored = Signal()
    typed = Signal(str)
    moved = Signal()

    def __init__(self, theme: ThemeContext, tr: I18n) -> None:
        super().__init__()
        self._theme = theme
        self.bank = BankModel(tr, self)
        # What becomes of small rests, by booking; those not named stay open.
        self.reasons: dict[int, WriteOffReason | None] = {}
        # The clients that the owner has chosen, by booking.
        self.chosen: dict[int, int] = {}
        self.setModel(self.bank)
        self.setItemDelegate(_Delegate(theme, self))
        self.setAccessibleName(tr.gettext("Bookings that wait"))
        set_up_boxed(self)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(24)
        for column in range(WHY + 1):
            fixed = column in _WIDTHS
            mode = QHeaderView.ResizeMode.Fixed if fixed else QHeaderView.ResizeMode.Stretch
            header.setSectionResizeMode(column, mode)
        self.selectionModel().currentRowChanged.connect(lambda *_: self.moved.emit())
        self.bank.modelReset.connect(self.moved)
        theme.changed.connect(self._on_theme)
        self._on_theme()

    def row(self) -> int:
        """Return the current row, -1 without one."""
        return self.currentIndex().row()

    def current(self) -> tuple[BankSuggestion | None, WriteOffReason | None]:
        """Return the current booking, and what becomes of its rest."""
        found = self.bank.at(self.row())
        return found, self.reasons.get(found.line.id) if found is not None else None

    def choose_rest(self, reason: WriteOffReason | None) -> None:
        """Say what becomes of the rest of the current booking."""
        found = self.bank.at(self.row())
        if found is not None:
            self.reasons[found.line.id] = reason

    def go_to(self, row: int) -> None:
        """Make a row current; the last where there are fewer."""
        count = self.bank.rowCount()
        if count:
            self.setCurrentIndex(self.bank.index(max(0, min(row, count - 1)), PAYER))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the keys of this list do; move as any list."""
        key, row = event.key(), self.row()
        plain = event.modifiers() in {
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
            Qt.KeyboardModifier.ShiftModifier,
        }
        if not plain or row < 0:
            super().keyPressEvent(event)
            return
        text = event.text()
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.confirmed.emit()
        elif key == Qt.Key.Key_Space:
            self.bank.tick(row)
        elif key in {Qt.Key.Key_I, Qt.Key.Key_Delete}:
            self.ignored.emit()
        elif key == Qt.Key.Key_F2:
            self.typed.emit("")
        elif text and text.isprintable():
            self.typed.emit(text)
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tick by a click on the box."""
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == TICK:
            self.bank.tick(index.row())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Go on to the client by a double click; nothing is entered by the mouse alone."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() != TICK:
            self.typed.emit("")

    def _on_theme(self) -> None:
        px = self._theme.px
        two = line_height(self._theme, BODY) + line_height(self._theme, SMALL)
        self.verticalHeader().setDefaultSectionSize(max(px(_ROW), two + px(8)))
        self.horizontalHeader().setFixedHeight(px(28))
        for column, width in _WIDTHS.items():
            self.setColumnWidth(column, px(width))
        longest = self.bank.day_text(_LONG_DAY)
        room = advance(self._theme, BODY, longest) + 2 * px(_PAD) + 2
        self.setColumnWidth(DAY, max(px(_WIDTHS[DAY]), room))
