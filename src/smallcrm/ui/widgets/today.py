"""What is due today: groups of rows, each with the one thing to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from smallcrm.ui.theme import (
    BODY,
    BODY_STRONG,
    NOTE_STRONG,
    RADIUS,
    SMALL,
    SMALL_MEDIUM,
    SMALL_STRONG,
    TONE_ICONS,
    WINDOW_MARGIN,
    ThemeContext,
    tone_colour,
)
from smallcrm.ui.widgets.badge import badge_width, paint_badge
from smallcrm.ui.widgets.painting import (
    CENTRE,
    advance,
    baseline,
    draw_icon,
    draw_text,
    draw_text_right,
    fill_round,
    painted,
)
from smallcrm.ui.widgets.today_model import (
    TODAY_ROLE,
    Index,
    TodayGroup,
    TodayItem,
    TodayModel,
    TodayRemark,
    TodayRow,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent

ROW_HEIGHT: Final = 47
GROUP_HEIGHT: Final = 26
_BUTTON: Final = 26


class TodayDelegate(QStyledItemDelegate):
    """Paints heads and rows; knows where the button of a row is."""

    def __init__(self, theme: ThemeContext, parent: TodayList) -> None:
        super().__init__(parent)
        self._theme = theme
        self._list = parent

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a head or of a row."""
        is_group = isinstance(index.data(TODAY_ROLE), TodayGroup)
        return QSize(self._theme.px(200), self._theme.px(GROUP_HEIGHT if is_group else ROW_HEIGHT))

    def button_rect(self, box: QRect, row: TodayRow) -> QRect:
        """Return where the button of a row is; empty where it has none."""
        if not row.action:
            return QRect()
        theme = self._theme
        words = advance(theme, SMALL_MEDIUM, row.action)
        width = words + theme.px(22)
        height = theme.px(_BUTTON)
        right = self._right()
        top = box.top() + (box.height() - 1 - height) // 2
        return QRect(right - width, top, width, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a head or a row."""
        item: TodayItem | None = index.data(TODAY_ROLE)
        painter.save()
        if isinstance(item, TodayGroup):
            self._paint_group(painter, option.rect, item)
        elif isinstance(item, TodayRemark):
            self._paint_remark(painter, option.rect, item)
        elif item is not None:
            self._paint_row(painter, option, index, item)
        painter.restore()

    def _right(self) -> int:
        return self._list.width() - self._theme.px(WINDOW_MARGIN)

    def _paint_group(self, painter: QPainter, box: QRect, group: TodayGroup) -> None:
        theme, tokens, px = self._theme, self._theme.tokens, self._theme.px
        painter.fillRect(box, theme.colour(tokens.sunk))
        line = theme.colour(tokens.line)
        painter.fillRect(0, box.bottom(), box.width(), 1, line)
        base = baseline(theme.metrics(SMALL), box.top(), box.height() - 1)
        x = px(WINDOW_MARGIN)
        ink = theme.colour(tokens.text)
        place = (x, base, box.width() // 2)
        x += draw_text(painter, theme, place, group.title, SMALL_STRONG, ink)
        quiet = theme.colour(tokens.text3)
        draw_text(painter, theme, (x + px(8), base, px(80)), group.count, SMALL, quiet)
        place = (self._right(), base, box.width() // 2)
        draw_text_right(painter, theme, place, group.total, SMALL, theme.colour(tokens.text2))

    def _paint_remark(self, painter: QPainter, box: QRect, remark: TodayRemark) -> None:
        theme, tokens, px = self._theme, self._theme.tokens, self._theme.px
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, theme.colour(tokens.line))
        middle = box.top() + (box.height() - 1) // 2
        colour = tone_colour(tokens, "ok")
        draw_icon(painter, theme, (px(WINDOW_MARGIN + 1), middle, 17), remark.icon, colour)
        words = TodayRow(None, remark.icon, remark.title, second=remark.second)
        self._paint_words(painter, words, px(WINDOW_MARGIN + 32), box.top(), self._right())

    def _paint_row(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, row: TodayRow
    ) -> None:
        theme, tokens, px = self._theme, self._theme.tokens, self._theme.px
        box, state = option.rect, option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        ground = None
        if selected:
            ground = tokens.sel if self._list.hasFocus() else tokens.hover
        elif state & QStyle.StateFlag.State_MouseOver:
            ground = tokens.hover
        if ground is not None:
            painter.fillRect(box, theme.colour(ground))
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, theme.colour(tokens.line))
        if selected:
            bar = QRect(box.left(), box.top(), px(3), box.height() - 1)
            painter.fillRect(bar, theme.colour(tokens.acc))
        colour = tone_colour(tokens, row.icon_tone)
        middle = box.top() + (box.height() - 1) // 2
        draw_icon(painter, theme, (px(WINDOW_MARGIN + 1), middle, 17), row.icon, colour)
        self._paint_button(painter, index, row, self.button_rect(box, row))
        right = self._right() - self._list.button_room()
        left = px(WINDOW_MARGIN + 32)
        used = self._paint_amount(painter, row, right, box.top(), (right - left) // 2)
        self._paint_words(painter, row, left, box.top(), right - used - px(16))

    def _paint_amount(
        self, painter: QPainter, row: TodayRow, right: int, top: int, room: int
    ) -> int:
        theme, tokens, px = self._theme, self._theme.tokens, self._theme.px
        quiet = theme.colour(tokens.text2)
        if not row.amount:
            base = baseline(theme.metrics(SMALL), top, px(ROW_HEIGHT - 1))
            place = (right, base, room)
            return draw_text_right(painter, theme, place, row.amount_second, SMALL, quiet)
        style = BODY if row.amount_tone == "plain" else BODY_STRONG
        base = baseline(theme.metrics(style), top + px(4), px(19))
        colour = theme.tone(row.amount_tone)
        used = draw_text_right(painter, theme, (right, base, room), row.amount, style, colour)
        if (icon := TONE_ICONS.get(row.amount_tone)) is not None:
            used += px(20)
            place = (right - used, top + px(14), 14)
            draw_icon(painter, theme, place, icon, tone_colour(tokens, row.amount_tone))
        base = baseline(theme.metrics(SMALL), top + px(25), px(17))
        place = (right, base, room)
        second = draw_text_right(painter, theme, place, row.amount_second, SMALL, quiet)
        return max(used, second)

    def _paint_words(
        self, painter: QPainter, row: TodayRow, left: int, top: int, right: int
    ) -> None:
        theme, tokens, px = self._theme, self._theme.tokens, self._theme.px
        # What has no second line stands in the middle.
        above, height = (px(3), px(20)) if row.second else (0, px(ROW_HEIGHT - 1))
        base = baseline(theme.metrics(NOTE_STRONG), top + above, height)
        room = right - left
        badge = badge_width(theme, row.badge) + px(8) if row.badge is not None else 0
        ink = theme.colour(tokens.text)
        place = (left, base, max(px(40), room - badge))
        x = left + draw_text(painter, theme, place, row.title, NOTE_STRONG, ink) + px(8)
        if row.badge is not None:
            spot = (x, top + above + height // 2, max(0, right - x))
            x += paint_badge(painter, theme, spot, row.badge) + px(8)
        quiet = theme.colour(tokens.text2)
        if right - x > px(24):
            draw_text(painter, theme, (x, base, right - x), row.organisation, BODY, quiet)
        base = baseline(theme.metrics(SMALL), top + px(24), px(17))
        if row.second_icon:
            draw_icon(painter, theme, (left, top + px(33), 13), row.second_icon, tokens.text2)
            left, room = left + px(18), room - px(18)
        draw_text(painter, theme, (left, base, room), row.second, SMALL, quiet)

    def _paint_button(self, painter: QPainter, index: Index, row: TodayRow, rect: QRect) -> None:
        if rect.isEmpty():
            return
        theme, tokens = self._theme, self._theme.tokens
        ground = tokens.surf
        if self._list.pressed_row() == index.row():
            ground = tokens.press
        elif self._list.pointed_button() == index.row():
            ground = tokens.hover
        radius = RADIUS * theme.scale
        edge = theme.colour(tokens.line2)
        fill_round(painter, QRectF(rect), radius, theme.colour(ground), edge)
        painter.setFont(theme.font(SMALL_MEDIUM))
        painter.setPen(theme.colour(tokens.text))
        painter.drawText(QRectF(rect), CENTRE, painted(row.action))


class TodayList(QListView):
    """The list of what is due.

    `opened(id)` on Enter or a double click; `acted(id)` when a row's button is clicked or the Space
    bar is pressed on it; `acted_otherwise(id)` on Ctrl+Enter; `key_wanted(letter, id)` for a letter
    that does something about the row; `menu_wanted(place, id)` for all of these.
    `current_changed(id or None)`.
    """

    opened = Signal(object)
    acted = Signal(object)
    acted_otherwise = Signal(object)
    key_wanted = Signal(str, object)
    menu_wanted = Signal(object, object)
    current_changed = Signal(object)

    def __init__(
        self, theme: ThemeContext, *, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = TodayModel(self)
        self._pointed = -1
        self._pressed = -1
        self._room: int | None = None
        self._delegate = TodayDelegate(theme, self)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.doubleClicked.connect(self._on_opened)
        self.selectionModel().currentChanged.connect(self._on_current)
        theme.changed.connect(self._on_theme)

    @property
    def items(self) -> TodayModel:
        """Return the model."""
        return self._model

    def set_items(self, items: Sequence[TodayItem]) -> None:
        """Show these; the row with the same id stays selected, or the next one if it has gone."""
        current = self.current()
        before = [item.id for item in self._model.items() if isinstance(item, TodayRow)]
        scrolled = self.verticalScrollBar().value()
        self._room = None
        self._model.set_items(items)
        if current is None:
            return
        place = before.index(current.id)
        wanted = (*before[place:], *reversed(before[:place]))
        there = {item.id for item in items if isinstance(item, TodayRow)}
        kept = next((row_id for row_id in wanted if row_id in there), None)
        if kept is not None:
            self.verticalScrollBar().setValue(scrolled)
            self.select(kept)

    def current(self) -> TodayRow | None:
        """Return the selected row."""
        item = self._model.item(self.currentIndex().row())
        return item if isinstance(item, TodayRow) else None

    def select(self, row_id: object) -> bool:
        """Select a row by its id; say whether it is there."""
        for number, item in enumerate(self._model.items()):
            if isinstance(item, TodayRow) and item.id == row_id:
                self.setCurrentIndex(self._model.index(number, 0))
                return True
        return False

    def button_room(self) -> int:
        """Return what the widest button takes, so that amounts stand in one column."""
        if self._room is None:
            words = (
                advance(self._theme, SMALL_MEDIUM, item.action)
                for item in self._model.items()
                if isinstance(item, TodayRow) and item.action
            )
            widest = max(words, default=-1)
            self._room = widest + self._theme.px(22 + 22) if widest >= 0 else 0
        return self._room

    def pointed_button(self) -> int:
        """Return the row whose button is under the mouse."""
        return self._pointed

    def pressed_row(self) -> int:
        """Return the row whose button is held down."""
        return self._pressed

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open or act; letters stay with the window, whose keys they are."""
        key = event.key()
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                if (row := self.current()) is not None:
                    self.acted_otherwise.emit(row.id)
                return
            self._on_opened(self.currentIndex())
        elif key == Qt.Key.Key_Space:
            if (row := self.current()) is not None and row.action:
                self.acted.emit(row.id)
        elif event.text() and event.text().isprintable():
            self._on_letter(event)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Choose the first row where none is, so that each key has something to act on."""
        super().focusInEvent(event)
        # Qt makes a row current by itself then, without choosing it.
        row = self.current()
        if row is None:
            rows = (item for item in self._model.items() if isinstance(item, TodayRow))
            row = next(rows, None)
        if row is not None:
            self.select(row.id)

    def _on_letter(self, event: QKeyEvent) -> None:
        row, letter = self.current(), event.text().upper()
        held = event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier
            | Qt.KeyboardModifier.AltModifier
            | Qt.KeyboardModifier.MetaModifier
        )
        if row is not None and not held and letter in row.keys:
            self.key_wanted.emit(letter, row.id)
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show when the mouse is over a button."""
        super().mouseMoveEvent(event)
        self._point(self._button_at(event))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Press a button, or select a row."""
        self._pressed = self._button_at(event)
        if event.button() == Qt.MouseButton.LeftButton and self._pressed >= 0:
            self.viewport().update()
            return
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Act if the mouse is still over the button that was pressed."""
        pressed, self._pressed = self._pressed, -1
        self.viewport().update()
        if pressed < 0:
            super().mouseReleaseEvent(event)
            return
        row = self._model.item(pressed)
        if pressed == self._button_at(event) and isinstance(row, TodayRow):
            self.acted.emit(row.id)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open a row; two quick clicks on its button are two clicks."""
        if self._button_at(event) >= 0:
            self.mousePressEvent(event)
            return
        super().mouseDoubleClickEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the button under the mouse."""
        super().leaveEvent(event)
        self._point(-1)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the row under the mouse, or of the one that has the keyboard."""
        index = self.currentIndex()
        place = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            index, place = self.indexAt(event.pos()), event.globalPos()
        row = self._model.item(index.row())
        if isinstance(row, TodayRow):
            self.setCurrentIndex(index)
            self.menu_wanted.emit(place, row.id)

    def _button_at(self, event: QMouseEvent) -> int:
        place = event.position().toPoint()
        index = self.indexAt(place)
        row = self._model.item(index.row())
        if not isinstance(row, TodayRow):
            return -1
        rect = self._delegate.button_rect(self.visualRect(index), row)
        return index.row() if rect.contains(place) else -1

    def _point(self, row: int) -> None:
        if row != self._pointed:
            self._pointed = row
            over = row >= 0
            shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(shape)
            self.viewport().update()

    def _on_opened(self, index: QModelIndex) -> None:
        row = self._model.item(index.row())
        if isinstance(row, TodayRow):
            self.opened.emit(row.id)

    def _on_current(self, index: QModelIndex) -> None:
        row = self._model.item(index.row())
        self.current_changed.emit(row.id if isinstance(row, TodayRow) else None)

    def _on_theme(self) -> None:
        self._room = None
        self.scheduleDelayedItemsLayout()
        self.viewport().update()
