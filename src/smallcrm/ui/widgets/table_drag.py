"""Rows of a table dragged into another program: a table, text, and what else it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QDrag, QMouseEvent, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from smallcrm.ui.theme import BODY, ThemeContext
from smallcrm.ui.widgets.table_copy import Made, RowsMime, rows_as_mime

if TYPE_CHECKING:
    from smallcrm.ui.widgets.table import FastTableView

Later = Mapping[str, Callable[[], Made]]


class RowDrag(QObject):
    """Begins a drag where selected rows are pulled; watches the table's mouse, on the GUI thread.

    `later`, where it is set, says what else the rows are when somebody asks: by MIME type, made
    only then. `say(count)` writes what is pulled along beneath the pointer.
    """

    def __init__(self, table: FastTableView, theme: ThemeContext) -> None:
        super().__init__(table)
        self._table = table
        self._theme = theme
        self._pressed: QPoint | None = None
        self._held_back = False
        self.later: Callable[[], Later] | None = None
        self.say: Callable[[int], str] = str
        table.viewport().installEventFilter(self)

    def mime(self) -> RowsMime | None:
        """Return the selected rows for another program, or None where none is selected."""
        rows = self._table.selected_rows()
        if not rows:
            return None
        made = RowsMime()
        rows_as_mime(self._table.model(), rows, self._table.shown_columns(), made)
        if self.later is not None:
            made.later = self.later()
        return made

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Tell pulling selected rows from choosing others."""
        if not isinstance(event, QMouseEvent):
            return False
        match event.type():
            case QEvent.Type.MouseButtonPress:
                return self._on_press(event)
            case QEvent.Type.MouseMove:
                return self._on_move(event)
            case QEvent.Type.MouseButtonRelease:
                return self._on_release(event)
            case _:
                return False

    def _on_press(self, event: QMouseEvent) -> bool:
        self._pressed, self._held_back = None, False
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event.button() != Qt.MouseButton.LeftButton or not plain or self._table.is_editing():
            return False
        place = event.position().toPoint()
        rows = self._table.selected_rows()
        if self._table.rowAt(place.y()) not in rows:
            return False
        self._pressed = place
        # Alone it stays selected in any case; of several the others would be let go at once.
        self._held_back = len(rows) > 1
        if self._held_back:
            self._table.setFocus(Qt.FocusReason.MouseFocusReason)
        return self._held_back

    def _on_move(self, event: QMouseEvent) -> bool:
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return False
        moved = (event.position().toPoint() - self._pressed).manhattanLength()
        if moved >= QApplication.startDragDistance():
            self._pressed, self._held_back = None, False
            self._start()
        return True

    def _on_release(self, event: QMouseEvent) -> bool:
        held_back, self._pressed, self._held_back = self._held_back, None, False
        if held_back:
            # It was no drag: what the press would have done is done now.
            press = QMouseEvent(
                QEvent.Type.MouseButtonPress,
                event.position(),
                event.globalPosition(),
                Qt.MouseButton.LeftButton,
                Qt.MouseButton.LeftButton,
                event.modifiers(),
            )
            self._table.mousePressEvent(press)
        return False

    def _start(self) -> None:
        mime = self.mime()
        if mime is None:
            return
        drag = QDrag(self._table)
        drag.setMimeData(mime)
        drag.setPixmap(self._picture(self.say(len(self._table.selected_rows()))))
        drag.setHotSpot(QPoint(-self._theme.px(10), -self._theme.px(8)))
        drag.exec(Qt.DropAction.CopyAction)
        if shiboken6.isValid(drag):
            drag.deleteLater()

    def _picture(self, text: str) -> QPixmap:
        theme, px = self._theme, self._theme.px
        metrics = theme.metrics(BODY)
        width = metrics.horizontalAdvance(text) + px(20)
        height = metrics.height() + px(10)
        ratio = self._table.devicePixelRatioF()
        picture = QPixmap(round(width * ratio), round(height * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(theme.colour(theme.tokens.line2)))
        painter.setBrush(QColor(theme.colour(theme.tokens.surf)))
        painter.drawRoundedRect(QRectF(0.5, 0.5, width - 1, height - 1), px(5), px(5))
        painter.setFont(theme.font(BODY))
        painter.setPen(QColor(theme.colour(theme.tokens.text)))
        painter.drawText(QRectF(0, 0, width, height), Qt.AlignmentFlag.AlignCenter.value, text)
        painter.end()
        return picture
