"""What a table shows in a cell, and how it is painted: one Python call for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from smallcrm.domain.money import Money
from smallcrm.ui.theme import (
    BODY,
    BODY_MEDIUM,
    BODY_STRONG,
    TONE_ICONS,
    TextStyle,
    ThemeContext,
    Tone,
    tone_colour,
)
from smallcrm.ui.widgets.badge import BadgeSpec, badge_width, paint_badge
from smallcrm.ui.widgets.painting import ELIDE, draw_icon, measure, painted

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

CELL_ROLE: Final[int] = Qt.ItemDataRole.UserRole.value + 1
ROW_HEIGHT: Final = 30
PADDING: Final = 8
_ICON: Final = 15
_BAR: Final = 3
_BAR_ALPHA: Final = 120

Weight = Literal["normal", "medium", "strong"]
Align = Literal["left", "right", "centre"]
# What a spreadsheet reckons with: an amount whose currency the head or the text says, a number, a
# day; nothing for words.
Value = Money | Decimal | date | int | None

_STYLES: Final[dict[Weight, TextStyle]] = {
    "normal": BODY,
    "medium": BODY_MEDIUM,
    "strong": BODY_STRONG,
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as plain data.

    `icon` stands before the text in the colour of the tone. `share`, 0 to 1 of the room, is drawn
    as a thin bar beneath the text, so that figures below each other compare at a glance. `value` is
    what the text says where that is an amount, a number or a day: for a spreadsheet.
    """

    text: str = ""
    tone: Tone = "plain"
    icon: str = ""
    badge: BadgeSpec | None = None
    weight: Weight = "normal"
    align: Align = "left"
    share: float = 0.0
    value: Value = None


EMPTY: Final = Cell()


def tone_cell(text: str, tone: Tone, *, align: Align = "right", value: Value = None) -> Cell:
    """Return an amount with the sign and the weight that its tone brings."""
    icon = TONE_ICONS.get(tone, "")
    return Cell(text, tone, icon, None, "strong" if icon else "normal", align, value=value)


class CellPainter:
    """Paints cells of one view; keeps what is measured and drawn thousands of times.

    Thrown away when the theme changes.
    """

    def __init__(self, theme: ThemeContext) -> None:
        self._theme = theme
        self._padding = theme.px(PADDING)
        self._gap = theme.px(_ICON + 6)
        self._fonts = {weight: theme.font(style) for weight, style in _STYLES.items()}
        self._metrics = {weight: theme.metrics(style) for weight, style in _STYLES.items()}
        self._pens: dict[Tone, str] = {}
        metrics = self._metrics["normal"]
        self.row_height = max(theme.px(ROW_HEIGHT), metrics.height() + 4)
        # One pixel less: the hairline below belongs to the row.
        self._baseline = (self.row_height - 1 - metrics.height() + 1) // 2 + metrics.ascent()

    def paint(self, painter: QPainter, cell: Cell, x: int, y: int, width: int) -> None:
        """Paint at the upper left corner of a cell this wide."""
        left = x + self._padding
        room = width - 2 * self._padding
        if room <= 0:
            return
        theme = self._theme
        if cell.badge is not None:
            place = (left, y + self.row_height // 2, room)
            used = paint_badge(painter, theme, place, cell.badge)
            if used == 0:
                self._text(painter, cell.badge.text, cell, left, y, room)
                return
            left += used + self._padding
            room -= used + self._padding
        if cell.share > 0:
            self._bar(painter, cell.share, left, y, room)
        text = cell.text
        if not text and not cell.icon:
            return
        style = _STYLES[cell.weight]
        text, advance = measure(theme, style, text)
        icon_room = self._gap if cell.icon else 0
        if advance + icon_room > room:
            metrics = self._metrics[cell.weight]
            text = metrics.elidedText(text, ELIDE, room - icon_room)
            advance = metrics.horizontalAdvance(text)
        if cell.align == "right":
            left += room - advance - icon_room
        elif cell.align == "centre":
            left += (room - advance - icon_room) // 2
        if cell.icon:
            colour = tone_colour(theme.tokens, cell.tone)
            place = (left, y + self.row_height // 2, _ICON)
            draw_icon(painter, theme, place, cell.icon, colour)
            left += icon_room
        painter.setFont(self._fonts[cell.weight])
        painter.setPen(theme.tone(cell.tone))
        painter.drawText(left, y + self._baseline, text)

    def width(self, cell: Cell) -> int:
        """Return how wide a cell would like to be."""
        width = measure(self._theme, _STYLES[cell.weight], cell.text)[1]
        if cell.icon:
            width += self._gap
        if cell.badge is not None:
            width += badge_width(self._theme, cell.badge)
            width += self._padding if cell.text else 0
        return width + 2 * self._padding

    def _bar(self, painter: QPainter, share: float, x: int, y: int, room: int) -> None:
        height = self._theme.px(_BAR)
        width = max(height, round(room * min(1.0, share)))
        top = y + self.row_height - 2 - height
        colour = QColor(self._theme.colour(self._theme.tokens.acc))
        colour.setAlpha(_BAR_ALPHA)
        painter.fillRect(x, top, width, height, colour)

    def _text(self, painter: QPainter, text: str, cell: Cell, x: int, y: int, room: int) -> None:
        metrics = self._metrics["normal"]
        painter.setFont(self._fonts["normal"])
        painter.setPen(self._theme.tone(cell.tone))
        painter.drawText(x, y + self._baseline, metrics.elidedText(painted(text), ELIDE, room))
