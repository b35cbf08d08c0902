"""A label of several styles whose text stays plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from smallcrm.ui.theme import BODY, TextStyle, ThemeContext, Tone, tone_colour
from smallcrm.ui.widgets.painting import (
    Run,
    baseline,
    draw_icon,
    draw_runs,
    isolate,
    line_height,
    runs_width,
    wrapped,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QMouseEvent, QPaintEvent


class RunLabel(QLabel):
    """Runs of text of different weight and tone, optionally after an icon.

    On one line it gives way with an ellipsis and shows the whole text as its tool tip; with
    `wrap` it takes the lines it needs, at most `max_lines` if that is not 0.
    """

    def __init__(
        self,
        theme: ThemeContext,
        runs: Sequence[Run] = (),
        *,
        wrap: bool = False,
        max_lines: int = 0,
        icon: tuple[str, Tone] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._runs: tuple[Run, ...] = ()
        self._wrap = wrap
        self._max_lines = max_lines
        self._icon = icon
        # A fixed height would be that of one line.
        upright = QSizePolicy.Policy.Preferred if wrap else QSizePolicy.Policy.Fixed
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, upright)
        policy.setHeightForWidth(wrap)
        self.setSizePolicy(policy)
        theme.changed.connect(self._on_theme)
        self.set_runs(runs)

    def set_runs(self, runs: Sequence[Run], icon: tuple[str, Tone] | None = None) -> None:
        """Show other text, and another icon if one is given."""
        self._runs = tuple(runs)
        if icon is not None:
            self._icon = icon
        self.setAccessibleName("".join(isolate(run.text) for run in self._runs))
        self._on_theme()

    def set_text(self, text: str, style: TextStyle = BODY, tone: Tone = "plain") -> None:
        """Show text of one style."""
        self.set_runs((Run(text, style, tone),) if text else ())

    def whole_text(self) -> str:
        """Return what is shown, uncut."""
        return "".join(run.text for run in self._runs)

    def hasHeightForWidth(self) -> bool:
        """Say whether the lines depend on the width."""
        return self._wrap

    def heightForWidth(self, width: int) -> int:
        """Return the height that the text needs at this width."""
        if not self._wrap:
            return self._line()
        room = width - self._indent()
        return wrapped(self._theme, self._runs, room, self._max_lines)[1]

    def sizeHint(self) -> QSize:
        """Return the size of the text on one line."""
        return QSize(self._indent() + runs_width(self._theme, self._runs) + 1, self._line())

    def minimumSizeHint(self) -> QSize:
        """Return a few letters' width: the rest may be cut."""
        least = self._indent() + self._theme.px(40)
        return QSize(min(self.sizeHint().width(), least), self._line())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint icon and text."""
        painter = QPainter(self)
        indent = self._indent()
        line = self._line()
        top = 0 if self._wrap else (self.height() - line) // 2
        if self._icon is not None:
            name, tone = self._icon
            colour = tone_colour(self._theme.tokens, tone)
            draw_icon(painter, self._theme, (0, top + line // 2, 15), name, colour)
        if self._wrap:
            layout, _height = wrapped(
                self._theme, self._runs, self.width() - indent, self._max_lines
            )
            layout.draw(painter, QPointF(indent, 0))
        elif self._runs:
            largest = max(self._runs, key=lambda run: run.style.size)
            base = baseline(self._theme.metrics(largest.style), top, line)
            draw_runs(painter, self._theme, (indent, base, self.width() - indent), self._runs)
        painter.end()

    def _line(self) -> int:
        heights = (line_height(self._theme, run.style) for run in self._runs)
        return max(heights, default=line_height(self._theme, BODY))

    def _indent(self) -> int:
        return self._theme.px(22) if self._icon is not None else 0

    def _on_theme(self) -> None:
        self.updateGeometry()
        self.update()


class LinkLabel(RunLabel):
    """Text that leads somewhere: `clicked` on a press of the mouse."""

    clicked = Signal()

    def __init__(self, theme: ThemeContext) -> None:
        super().__init__(theme)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lead there."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()
        super().mouseReleaseEvent(event)


def plain_label(text: str, kind: str = "", *, parent: QWidget | None = None) -> QLabel:
    """Return a label that shows its text as it is; `kind` chooses its look in the stylesheet."""
    label = QLabel(parent)
    label.setTextFormat(label.textFormat().PlainText)
    label.setText(isolate(text))
    if kind:
        label.setProperty("kind", kind)
    return label


def hairline(*, vertical: bool = False, parent: QWidget | None = None) -> QFrame:
    """Return a line one pixel thin."""
    line = QFrame(parent)
    line.setProperty("kind", "hairline")
    line.setProperty("orientation", "v" if vertical else "h")
    if vertical:
        line.setFixedWidth(1)
    else:
        line.setFixedHeight(1)
    return line
