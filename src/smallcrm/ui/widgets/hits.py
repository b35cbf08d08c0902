"""The list that drops down under the search box: who was found, why, and what they owe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from smallcrm.ui.theme import (
    BODY,
    BODY_STRONG,
    NOTE_MEDIUM,
    SMALL,
    TONE_ICONS,
    ThemeContext,
    Tone,
    tone_colour,
)
from smallcrm.ui.widgets.avatar import paint_avatar
from smallcrm.ui.widgets.badge import BadgeSpec, badge_width, paint_badge
from smallcrm.ui.widgets.painting import (
    Ranges,
    baseline,
    draw_icon,
    draw_marked,
    draw_text_right,
    fill_round,
    marked_width,
    one_line,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject

HIT_ROLE: Final[int] = Qt.ItemDataRole.UserRole.value + 1
HIT_HEIGHT: Final = 54
_AVATAR: Final = 34
_ROOT: Final = QModelIndex()

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class HitRow:
    """One hit as plain data; ranges count characters of the text they stand beside.

    `second_strong` is how many characters at the beginning of the second line (a number, say) are
    shown in the colour of text; `amount_tone` brings its sign with it.
    """

    id: object
    title: str
    title_ranges: Ranges = ()
    badge: BadgeSpec | None = None
    organisation: str = ""
    organisation_ranges: Ranges = ()
    second: str = ""
    second_ranges: Ranges = ()
    second_strong: int = 0
    amount: str = ""
    amount_tone: Tone = "plain"
    amount_second: str = ""
    initials: str = ""
    avatar_seed: str = ""
    accessible_text: str = ""


class HitModel(QAbstractListModel):
    """Holds the rows that a search gave; replaced as a whole by each new result."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[HitRow, ...] = ()

    def set_rows(self, rows: Sequence[HitRow]) -> None:
        """Show these rows instead."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def row(self, number: int) -> HitRow | None:
        """Return a row, or nothing where there is none."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return how many were found."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give the name, the row itself, or its words for a screen reader."""
        row = self.row(index.row()) if index.isValid() else None
        if row is None:
            return None
        if role == HIT_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return one_line(row.title)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.accessible_text or row.title
        return None


class HitDelegate(QStyledItemDelegate):
    """Paints one hit: avatar, two lines, and the amount at the right."""

    def __init__(self, theme: ThemeContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the height of a hit."""
        return QSize(self._theme.px(200), self._theme.px(HIT_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the row."""
        row: HitRow | None = index.data(HIT_ROLE)
        if row is None:
            return
        theme, tokens = self._theme, self._theme.tokens
        box = option.rect
        state = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            fill_round(painter, QRectF(box), 6 * theme.scale, theme.colour(tokens.sel))
        elif state & QStyle.StateFlag.State_MouseOver:
            fill_round(painter, QRectF(box), 6 * theme.scale, theme.colour(tokens.hover))
        diameter = theme.px(_AVATAR)
        circle = (box.left() + theme.px(12), box.top() + (box.height() - diameter) // 2, diameter)
        paint_avatar(painter, theme, circle, row.initials, row.avatar_seed)
        left = box.left() + theme.px(58)
        right = box.right() + 1 - theme.px(12)
        first = box.top() + theme.px(9)
        second = box.top() + theme.px(29)
        used = self._paint_amount(painter, row, right, first, (right - left) // 2)
        self._paint_title(painter, row, left, first, right - used - left - theme.px(12))
        base = baseline(theme.metrics(SMALL), second, theme.px(17))
        quiet = theme.colour(tokens.text2)
        place = (right, base, (right - left) // 2)
        used = draw_text_right(painter, theme, place, row.amount_second, SMALL, quiet)
        self._paint_second(painter, row, (left, base, right - used - left - theme.px(12)))
        painter.restore()

    def _paint_amount(self, painter: QPainter, row: HitRow, right: int, top: int, room: int) -> int:
        theme = self._theme
        style = BODY if row.amount_tone == "plain" else BODY_STRONG
        base = baseline(theme.metrics(style), top, theme.px(20))
        colour = theme.tone(row.amount_tone)
        place = (right, base, room)
        used = draw_text_right(painter, theme, place, row.amount, style, colour)
        icon = TONE_ICONS.get(row.amount_tone)
        if icon is not None and row.amount:
            used += theme.px(20)
            spot = (right - used, top + theme.px(10), 15)
            draw_icon(painter, theme, spot, icon, tone_colour(theme.tokens, row.amount_tone))
        return used

    def _paint_title(self, painter: QPainter, row: HitRow, left: int, top: int, width: int) -> None:
        theme = self._theme
        base = baseline(theme.metrics(NOTE_MEDIUM), top, theme.px(20))
        room = width
        if row.badge is not None:
            # The badge keeps its place: a long name gives way to it.
            room -= badge_width(theme, row.badge) + theme.px(8)
        used = draw_marked(
            painter,
            theme,
            (left, base, max(theme.px(40), room)),
            row.title,
            row.title_ranges,
            NOTE_MEDIUM,
            theme.colour(theme.tokens.text),
        )
        used += theme.px(8)
        if row.badge is not None:
            place = (left + used, top + theme.px(10), max(0, width - used))
            used += paint_badge(painter, theme, place, row.badge) + theme.px(8)
        if row.organisation and width - used > theme.px(24):
            draw_marked(
                painter,
                theme,
                (left + used, base, width - used),
                row.organisation,
                row.organisation_ranges,
                BODY,
                theme.colour(theme.tokens.text2),
            )

    def _paint_second(self, painter: QPainter, row: HitRow, place: tuple[int, int, int]) -> None:
        theme, tokens = self._theme, self._theme.tokens
        x, base, width = place
        strong = row.second_strong
        head, tail = row.second[:strong], row.second[strong:]
        used = 0
        if head:
            ranges = tuple((b, min(e, strong)) for b, e in row.second_ranges if b < strong)
            colour = theme.colour(tokens.text)
            used = draw_marked(painter, theme, (x, base, width), head, ranges, SMALL, colour)
            if used < marked_width(theme, head, ranges, SMALL):
                return
        if tail and width > used:
            ranges = tuple(
                (max(0, b - strong), e - strong) for b, e in row.second_ranges if e > strong
            )
            colour = theme.colour(tokens.text2)
            left = (x + used, base, width - used)
            draw_marked(painter, theme, left, tail, ranges, SMALL, colour)
