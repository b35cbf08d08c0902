"""Two small pictures of numbers: debts by age, and how a relation has gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from smallcrm.ui.theme import BODY, BODY_STRONG, SMALL, ThemeContext, Tone
from smallcrm.ui.widgets.painting import (
    advance,
    baseline,
    draw_text,
    draw_text_right,
    fill_round,
    isolate,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QColor, QMouseEvent, QPaintEvent

_ROW: Final = 26
_FEWEST: Final = 2


@dataclass(frozen=True, slots=True)
class AgeingBar:
    """One age of debts: its name, its amount in words, and its share of the largest, 0 to 1.

    `step` 0 is not yet due, 4 the oldest.
    """

    label: str
    amount: str
    share: float
    step: int
    tone: Tone = "plain"


class AgeingBars(QWidget):
    """Bars of what is owed by age, with a total beneath a line.

    `opened(step)` when a bar is clicked: 0 is not yet due, 4 the oldest, -1 the total.
    """

    opened = Signal(int)

    def __init__(
        self, theme: ThemeContext, *, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = name
        self._bars: tuple[AgeingBar, ...] = ()
        self._total: tuple[str, str] | None = None
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme)

    def set_bars(self, bars: Sequence[AgeingBar], total: tuple[str, str] | None = None) -> None:
        """Show these; `total` is its word and its amount."""
        self._bars = tuple(bars)
        self._total = total
        spoken = [f"{isolate(bar.label)} {bar.amount}" for bar in bars]
        if total is not None:
            spoken.append(f"{total[0]} {total[1]}")
        self.setAccessibleName(self._name)
        self.setAccessibleDescription(", ".join(spoken))
        self._on_theme()

    def sizeHint(self) -> QSize:
        """Return a row's height for each bar and the total."""
        px = self._theme.px
        return QSize(px(296), len(self._bars) * px(_ROW) + (px(34) if self._total else 0))

    def minimumSizeHint(self) -> QSize:
        """Return the same height, narrower."""
        return QSize(self._theme.px(200), self.sizeHint().height())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask for the sales that a bar is made of."""
        number = int(event.position().y()) // self._theme.px(_ROW)
        if event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(self._bars[number].step if number < len(self._bars) else -1)
        super().mouseReleaseEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint names, bars and amounts."""
        theme, tokens, px = self._theme, self._theme.tokens, self._theme.px
        painter = QPainter(self)
        names = max(
            (advance(theme, SMALL, bar.label) for bar in self._bars),
            default=0,
        )
        amounts = max((advance(theme, BODY, bar.amount) for bar in self._bars), default=0)
        left = max(px(74), names + px(12))
        room = self.width() - left - max(px(94), amounts + px(14))
        row = px(_ROW)
        for number, bar in enumerate(self._bars):
            top = number * row
            base = baseline(theme.metrics(SMALL), top, row)
            quiet = theme.colour(tokens.text2)
            draw_text(painter, theme, (0, base, left), bar.label, SMALL, quiet)
            height = px(10)
            middle = top + (row - height) // 2
            if room > 0:
                track = QRectF(left, middle, room, height)
                fill_round(painter, track, 2, theme.colour(tokens.line))
                if bar.share > 0:
                    width = max(px(3), round(room * min(1.0, bar.share)))
                    filled = QRectF(left, middle, width, height)
                    colour = theme.colour(tokens.ageing[bar.step])
                    fill_round(painter, filled, 2, colour)
            base = baseline(theme.metrics(BODY), top, row)
            place = (self.width(), base, self.width() - left)
            draw_text_right(painter, theme, place, bar.amount, BODY, theme.tone(bar.tone))
        if self._total is not None:
            top = len(self._bars) * row + px(6)
            painter.fillRect(0, top, self.width(), 1, theme.colour(tokens.line2))
            base = baseline(theme.metrics(BODY_STRONG), top + px(2), px(26))
            ink = theme.colour(tokens.text)
            draw_text(painter, theme, (0, base, left), self._total[0], BODY_STRONG, ink)
            place = (self.width(), base, self.width())
            draw_text_right(painter, theme, place, self._total[1], BODY_STRONG, ink)
        painter.end()

    def _on_theme(self) -> None:
        self.updateGeometry()
        self.update()


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter's name, the money it brought and how often there was contact."""

    label: str
    money: float
    contacts: float
    tip: str = ""


class SparkCurve(QWidget):
    """Money as bars and contacts as a line, by quarter, each to its own scale.

    `name` and the quarters' `tip` words are all that a screen reader gets, and all it needs.
    """

    def __init__(
        self,
        theme: ThemeContext,
        *,
        name: str = "",
        legend: tuple[str, str] = ("", ""),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._legend = legend
        self._quarters: tuple[Quarter, ...] = ()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme)

    def set_quarters(self, quarters: Sequence[Quarter]) -> None:
        """Show these, oldest first."""
        self._quarters = tuple(quarters)
        self.setAccessibleDescription(", ".join(q.tip or q.label for q in quarters))
        self._on_theme()

    def set_legend(self, bars: str, line: str) -> None:
        """Say what the bars and the line are."""
        self._legend = (bars, line)
        self.update()

    def sizeHint(self) -> QSize:
        """Return a strip's size."""
        return QSize(self._theme.px(300), self._theme.px(72))

    def minimumSizeHint(self) -> QSize:
        """Return a narrow strip's size."""
        return QSize(self._theme.px(120), self._theme.px(72))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint bars, line, first and last quarter, and what is what."""
        theme, tokens, px = self._theme, self._theme.tokens, self._theme.px
        painter = QPainter(self)
        quiet = theme.colour(tokens.text3)
        foot = px(18)
        area = QRectF(0, px(4), self.width(), self.height() - foot - px(4))
        bottom = round(area.bottom())
        painter.fillRect(0, bottom, self.width(), 1, theme.colour(tokens.line2))
        if self._quarters:
            step = area.width() / len(self._quarters)
            self._paint_bars(painter, area, step)
            self._paint_line(painter, area, step)
            base = baseline(theme.metrics(SMALL), bottom, foot + 2)
            ends = (self._quarters[0].label, self._quarters[-1].label)
            first = draw_text(painter, theme, (0, base, self.width() // 3), ends[0], SMALL, quiet)
            last = 0
            if len(self._quarters) >= _FEWEST:
                place = (self.width(), base, self.width() // 3)
                last = draw_text_right(painter, theme, place, ends[1], SMALL, quiet)
            self._paint_legend(painter, base, first, self.width() - last)
        painter.end()

    def _paint_bars(self, painter: QPainter, area: QRectF, step: float) -> None:
        most = max(1e-9, *(q.money for q in self._quarters))
        width = min(step * 0.6, self._theme.px(18))
        colour = self._theme.colour(self._bar_colour())
        for number, quarter in enumerate(self._quarters):
            height = area.height() * max(0.0, quarter.money) / most
            if height > 0:
                x = area.left() + step * (number + 0.5) - width / 2
                bar = QRectF(x, area.bottom() - max(2.0, height), width, max(2.0, height))
                fill_round(painter, bar, 2, colour)

    def _paint_line(self, painter: QPainter, area: QRectF, step: float) -> None:
        most = max(1e-9, *(q.contacts for q in self._quarters))
        points = [
            QPointF(
                area.left() + step * (number + 0.5),
                area.bottom() - 3 - (area.height() - 6) * max(0.0, quarter.contacts) / most,
            )
            for number, quarter in enumerate(self._quarters)
        ]
        path = QPainterPath(points[0])
        for point in points[1:]:
            path.lineTo(point)
        colour = self._theme.colour(self._theme.tokens.acc)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=True)
        painter.setPen(QPen(colour, 2 * self._theme.scale))
        painter.drawPath(path)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        dot = 2.5 * self._theme.scale
        painter.drawEllipse(points[-1], dot, dot)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def _paint_legend(self, painter: QPainter, base: int, left: int, right: int) -> None:
        theme, px = self._theme, self._theme.px
        metrics = theme.metrics(SMALL)
        widths = [advance(theme, SMALL, word) for word in self._legend]
        whole = sum(widths) + px(14) * 2 + px(16)
        if not any(self._legend) or whole > right - left - px(24):
            return
        x = left + (right - left - whole) // 2
        marks: tuple[QColor, QColor] = (
            theme.colour(self._bar_colour()),
            theme.colour(theme.tokens.acc),
        )
        for number, word in enumerate(self._legend):
            middle = base - metrics.ascent() // 3
            height = px(8) if number == 0 else px(2)
            painter.fillRect(x, middle - height // 2, px(8), height, marks[number])
            x += px(14)
            quiet = theme.colour(theme.tokens.text3)
            x += draw_text(painter, theme, (x, base, widths[number]), word, SMALL, quiet) + px(16)

    def _bar_colour(self) -> str:
        return self._theme.tokens.ctl

    def _on_theme(self) -> None:
        self.updateGeometry()
        self.update()
