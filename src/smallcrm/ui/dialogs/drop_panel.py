"""A place to drop a file on, with a button that asks for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from smallcrm.ui.theme import NOTE_STRONG, SMALL
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from smallcrm.ui.theme import ThemeContext


class DropPanel(QWidget):
    """Says what may be dropped; the window around it takes the drop."""

    def __init__(
        self,
        theme: ThemeContext,
        title: str,
        text: str,
        button: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.button = QPushButton(button)
        self.button.setProperty("kind", "primary")
        self.button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        box = QVBoxLayout(self)
        centre = Qt.AlignmentFlag.AlignHCenter
        box.addStretch(1)
        box.addWidget(RunLabel(theme, (Run(title, NOTE_STRONG),)), 0, centre)
        box.addWidget(RunLabel(theme, (Run(text, SMALL, "second"),)), 0, centre)
        box.addSpacing(theme.px(8))
        box.addWidget(self.button, 0, centre)
        box.addStretch(1)
        self.setMinimumHeight(theme.px(200))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the broken edge of a place to drop on."""
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme.colour(theme.tokens.ctl), 1, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(theme.colour(theme.tokens.sunk))
        radius = 8 * theme.scale
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)
        painter.end()
