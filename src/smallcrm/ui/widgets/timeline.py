"""One timeline of calls, notes, sales, quotes, payments and referrals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter
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
    BODY_MEDIUM,
    SMALL,
    WINDOW_MARGIN,
    ThemeContext,
    Tone,
    tone_colour,
)
from smallcrm.ui.widgets.painting import (
    baseline,
    draw_icon,
    draw_marked,
    draw_text,
    draw_text_right,
    one_line,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject
    from PySide6.QtGui import QKeyEvent

    from smallcrm.ui.widgets.painting import Ranges

TIMELINE_ROLE: Final[int] = Qt.ItemDataRole.UserRole.value + 1
TIMELINE_HEIGHT: Final = 26
_ROOT: Final = QModelIndex()
_WIDE: Final = "\u3000"

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One event: when, what kind (icon and head), its text, and an amount where it has one.

    An `icon_tone` of its own sets off what matters: money received, a missed call.
    """

    id: object
    date: str
    icon: str
    head: str
    text: str = ""
    amount: str = ""
    amount_tone: Tone = "plain"
    icon_tone: Tone = "second"
    text_ranges: Ranges = ()
    accessible_text: str = ""


class TimelineModel(QAbstractListModel):
    """Holds the events that are shown, newest first; more may be appended while scrolling."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[TimelineRow] = []
        self._longest_date = ""

    def set_rows(self, rows: Sequence[TimelineRow]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self._rows = list(rows)
        self._longest_date = ""
        self._measure(rows)
        self.endResetModel()

    def append(self, rows: Sequence[TimelineRow]) -> None:
        """Add older events."""
        if not rows:
            return
        begin = len(self._rows)
        self.beginInsertRows(_ROOT, begin, begin + len(rows) - 1)
        self._rows.extend(rows)
        self._measure(rows)
        self.endInsertRows()

    @property
    def longest_date(self) -> str:
        """Return the date that needs the most room: dates of other years have their year."""
        return self._longest_date

    def _measure(self, rows: Sequence[TimelineRow]) -> None:
        self._longest_date = max((self._longest_date, *(row.date for row in rows)), key=len)

    def row(self, number: int) -> TimelineRow | None:
        """Return an event, or nothing where there is none."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return how many there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give the event, or its words."""
        row = self.row(index.row()) if index.isValid() else None
        if row is None:
            return None
        if role == TIMELINE_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return one_line(f"{row.head} {row.text}".strip())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            parts = (row.date, row.head, row.text, row.amount)
            return row.accessible_text or " ".join(part for part in parts if part)
        return None


class TimelineDelegate(QStyledItemDelegate):
    """Paints one event on one line.

    The grounds of selected rows reach the edges of the list, what is in a row keeps to a margin in
    which the scroll bar finds its place.
    """

    def __init__(self, theme: ThemeContext, margin: int, parent: QListView) -> None:
        super().__init__(parent)
        self._theme = theme
        self._margin = margin
        self._list = parent

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the height of an event."""
        return QSize(self._theme.px(200), self._theme.px(TIMELINE_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the row."""
        row: TimelineRow | None = index.data(TIMELINE_ROLE)
        if row is None:
            return
        theme, tokens = self._theme, self._theme.tokens
        px = theme.px
        box = option.rect
        state = option.state
        top, height = box.top(), box.height()
        left = px(self._margin)
        right = self._list.width() - px(self._margin)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        if selected and focused:
            painter.fillRect(box, theme.colour(tokens.sel))
        elif (selected and not focused) or state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, theme.colour(tokens.hover))
        if selected and focused:
            painter.fillRect(0, top, px(3), height, theme.colour(tokens.acc))
        painter.fillRect(left, top + height - 1, right - left, 1, theme.colour(tokens.line))
        base = baseline(theme.metrics(BODY), top, height - 1)
        dates = self._width_of_dates(index)
        second = theme.colour(tokens.text2)
        draw_text(painter, theme, (left, base, dates), row.date, SMALL, second)
        middle = top + height // 2
        icon_colour = tone_colour(tokens, row.icon_tone)
        draw_icon(painter, theme, (left + dates + px(4), middle, 15), row.icon, icon_colour)
        used = 0
        if row.amount:
            colour = theme.tone(row.amount_tone)
            used = draw_text_right(
                painter, theme, (right, base, px(150)), row.amount, BODY, colour
            ) + px(12)
        x = left + dates + px(27)
        room = right - used - x
        x_used = draw_text(
            painter, theme, (x, base, room), row.head, BODY_MEDIUM, theme.colour(tokens.text)
        )
        # Chinese punctuation brings its own blank.
        wide = row.head[-1:] >= _WIDE
        gap = 0 if wide else theme.metrics(BODY).horizontalAdvance(" ") + 1
        if row.text and room - x_used - gap > px(16):
            rest = (x + x_used + gap, base, room - x_used - gap)
            draw_marked(painter, theme, rest, row.text, row.text_ranges, BODY, second)

    def _width_of_dates(self, index: Index) -> int:
        """Return the width of the column of dates, the same for all rows."""
        model = index.model()
        longest = model.longest_date if isinstance(model, TimelineModel) else ""
        needed = self._theme.metrics(SMALL).horizontalAdvance(longest)
        return max(self._theme.px(60), needed + self._theme.px(4))


class TimelineList(QListView):
    """The timeline as a list.

    `opened(id)` on Enter or a double click, `near_end` when older events will soon be needed.
    """

    opened = Signal(object)
    near_end = Signal()

    def __init__(
        self,
        theme: ThemeContext,
        *,
        name: str = "",
        margin: int = WINDOW_MARGIN,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = TimelineModel(self)
        self.setModel(self._model)
        self.setItemDelegate(TimelineDelegate(theme, margin, self))
        self.setAccessibleName(name)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.doubleClicked.connect(self._on_opened)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        theme.changed.connect(self._on_theme)

    @property
    def rows(self) -> TimelineModel:
        """Return the model."""
        return self._model

    def set_rows(self, rows: Sequence[TimelineRow]) -> None:
        """Show these events."""
        self._model.set_rows(rows)
        self.scrollToTop()

    def append(self, rows: Sequence[TimelineRow]) -> None:
        """Add older events."""
        self._model.append(rows)
        # A longer date makes the column wider.
        self.viewport().update()

    def current(self) -> TimelineRow | None:
        """Return the selected event."""
        return self._model.row(self.currentIndex().row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the selected event; letters stay with the window, whose keys they are."""
        key = event.key()
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._on_opened(self.currentIndex())
        elif event.text().isprintable() and event.text():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _on_opened(self, index: QModelIndex) -> None:
        row = self._model.row(index.row())
        if row is not None:
            self.opened.emit(row.id)

    def _on_scrolled(self, value: int) -> None:
        bar = self.verticalScrollBar()
        if bar.maximum() > 0 and value >= bar.maximum() - 2 * bar.pageStep():
            self.near_end.emit()

    def _on_theme(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.viewport().update()
