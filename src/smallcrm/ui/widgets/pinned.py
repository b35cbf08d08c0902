"""Pinned notes: what must be remembered about a client, on paper of its own colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QTextLayout
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from smallcrm.ui.theme import NOTE, NOTE_STRONG, RADIUS, SMALL, ThemeContext
from smallcrm.ui.widgets.painting import (
    Run,
    advance,
    baseline,
    draw_icon,
    draw_text_right,
    fill_round,
    focus_edge,
    line_height,
    tool_tip,
    wrapped,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent


@dataclass(frozen=True, slots=True)
class PinnedNote:
    """One pinned note: its id, its text, and when it was noted, in words."""

    id: object
    text: str
    when: str


class PinnedNotes(QWidget):
    """The newest pinned note first and strong, each with its date at the right.

    `unpin_requested(id)` comes from a click on the pin of a row, or from Delete or the Space bar on
    the row that the arrow keys have reached. `unpin_name` is the tool tip over a pin.
    """

    unpin_requested = Signal(object)

    def __init__(
        self,
        theme: ThemeContext,
        *,
        name: str = "",
        unpin_name: str = "",
        max_lines: int = 3,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = name
        self._unpin_name = unpin_name
        self._max_lines = max_lines
        self._notes: tuple[PinnedNote, ...] = ()
        self._current = 0
        self._hovered = -1
        self._laid_out: tuple[int, list[tuple[QTextLayout, int, int]]] | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        theme.changed.connect(self._on_theme)

    def set_notes(self, notes: Sequence[PinnedNote]) -> None:
        """Show these; without any the widget hides."""
        self._notes = tuple(notes)
        self._current = min(self._current, max(0, len(self._notes) - 1))
        self.setVisible(bool(self._notes))
        self._say()
        self._on_theme()

    def hasHeightForWidth(self) -> bool:
        """Long notes take more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height that the notes need."""
        rows = self._rows(width)
        return (rows[-1][1] + rows[-1][2] if rows else 0) + self._theme.px(8)

    def sizeHint(self) -> QSize:
        """Return a size for a card's usual width."""
        width = self.width() if self.width() > self._theme.px(200) else self._theme.px(486)
        return QSize(self._theme.px(300), self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Return one line's size."""
        return QSize(self._theme.px(200), line_height(self._theme, NOTE) + self._theme.px(16))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the paper and what is on it."""
        theme, tokens = self._theme, self._theme.tokens
        painter = QPainter(self)
        rect = QRectF(self.rect())
        radius = RADIUS * theme.scale
        fill_round(painter, rect, radius, theme.colour(tokens.notebg), theme.colour(tokens.noteln))
        line = line_height(theme, NOTE)
        for number, (layout, top, height) in enumerate(self._rows(self.width())):
            note = self._notes[number]
            focused = self.hasFocus() and number == self._current
            pointed = focused or number == self._hovered
            if focused:
                row = QRectF(theme.px(10), top, self.width() - theme.px(14), height)
                focus_edge(painter, theme, row, 4 * theme.scale)
            if number == 0 or pointed:
                icon = "pin-off" if pointed else "pin"
                place = (theme.px(17), top + line // 2, 15)
                draw_icon(painter, theme, place, icon, tokens.noteic)
            layout.draw(painter, QPointF(theme.px(46), top))
            metrics = theme.metrics(SMALL)
            place = (self.width() - theme.px(11), baseline(metrics, top, line), self.width() // 3)
            draw_text_right(painter, theme, place, note.when, SMALL, theme.colour(tokens.text2))
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show over which row the mouse is, and what a click on its pin does."""
        row = self._row_at(event.position().toPoint().y())
        if row != self._hovered:
            self._hovered = row
            self.update()
        over_pin = row >= 0 and event.position().x() < self._theme.px(42)
        shape = Qt.CursorShape.PointingHandCursor if over_pin else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)
        if row >= 0:
            text = self._unpin_name if over_pin else self._cut_text(row)
            if text:
                QToolTip.showText(event.globalPosition().toPoint(), tool_tip(text), self)
            else:
                QToolTip.hideText()

    def leaveEvent(self, _event: QEvent) -> None:
        """Forget the row under the mouse."""
        self._hovered = -1
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask to unpin when a pin was clicked."""
        row = self._row_at(event.position().toPoint().y())
        if row >= 0 and event.position().x() < self._theme.px(42):
            self.unpin_requested.emit(self._notes[row].id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from note to note, and unpin."""
        key = event.key()
        if key in {Qt.Key.Key_Up, Qt.Key.Key_Down} and self._notes:
            step = 1 if key == Qt.Key.Key_Down else -1
            self._current = min(len(self._notes) - 1, max(0, self._current + step))
            self._say()
            self.update()
        elif key in {Qt.Key.Key_Delete, Qt.Key.Key_Space} and self._notes:
            self.unpin_requested.emit(self._notes[self._current].id)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show which row has the keyboard."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that no row has it."""
        super().focusOutEvent(event)
        self.update()

    def _say(self) -> None:
        spoken = [f"{note.text} ({note.when})" if note.when else note.text for note in self._notes]
        self.setAccessibleName(self._name)
        self.setAccessibleDescription("\n".join(spoken))

    def _cut_text(self, row: int) -> str:
        layout = self._rows(self.width())[row][0]
        last = layout.lineAt(layout.lineCount() - 1)
        cut = last.textStart() + last.textLength() < len(layout.text())
        return self._notes[row].text if cut else ""

    def _row_at(self, y: int) -> int:
        for number, (_layout, top, height) in enumerate(self._rows(self.width())):
            if top <= y < top + height:
                return number
        return -1

    def _rows(self, width: int) -> list[tuple[QTextLayout, int, int]]:
        if self._laid_out is not None and self._laid_out[0] == width:
            return self._laid_out[1]
        theme = self._theme
        rows: list[tuple[QTextLayout, int, int]] = []
        top = theme.px(8)
        for number, note in enumerate(self._notes):
            style = NOTE_STRONG if number == 0 else NOTE
            date = advance(theme, SMALL, note.when)
            room = width - theme.px(46 + 11 + 12) - min(date, width // 3)
            layout, height = wrapped(theme, (Run(note.text, style, "note"),), room, self._max_lines)
            rows.append((layout, top, height))
            top += height
        self._laid_out = (width, rows)
        return rows

    def _on_theme(self) -> None:
        self._laid_out = None
        self.updateGeometry()
        self.update()
