"""A client's initials in a coloured circle."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from smallcrm.ui.theme import TextStyle, ThemeContext
from smallcrm.ui.widgets.painting import CENTRE

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_CHINESE_BEGINS = "\u2e80"


def initials(name: str) -> str:
    """Return one or two letters for a name: of a Chinese one the family name's character."""
    words = [word for word in name.split() if word[0].isalnum()] or name.split()
    if not words:
        return "?"
    if words[0][0] >= _CHINESE_BEGINS:
        return words[0][0]
    ends = (words[0], words[-1]) if len(words) > 1 else (words[0],)
    return "".join(word[0] for word in ends).upper()


def avatar_colours(theme: ThemeContext, seed: str) -> tuple[str, str]:
    """Return ground and letters for a client's id: always the same, and never the accent blue."""
    pairs = theme.tokens.avatars
    return pairs[zlib.crc32(seed.encode()) % len(pairs)]


def paint_avatar(
    painter: QPainter, theme: ThemeContext, box: tuple[int, int, int], letters: str, seed: str
) -> None:
    """Paint at (x, y, diameter), diameter as it is on the screen."""
    x, y, diameter = box
    ground, ink = avatar_colours(theme, seed)
    rect = QRectF(x, y, diameter, diameter)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=True)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(ground))
    painter.drawEllipse(rect)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setFont(theme.font(TextStyle(round(diameter * 0.36 / theme.scale), 600)))
    painter.setPen(theme.colour(ink))
    painter.drawText(rect, CENTRE, letters)


class Avatar(QWidget):
    """The circle as a widget; decoration only, so screen readers are told the name elsewhere."""

    def __init__(
        self,
        theme: ThemeContext,
        letters: str = "",
        seed: str = "",
        *,
        diameter: int = 52,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._letters = letters
        self._seed = seed
        self._diameter = diameter
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme)

    def set_person(self, letters: str, seed: str) -> None:
        """Show somebody else."""
        self._letters = letters
        self._seed = seed
        self.update()

    def sizeHint(self) -> QSize:
        """Return the diameter at the owner's text size."""
        diameter = self._theme.px(self._diameter)
        return QSize(diameter, diameter)

    def minimumSizeHint(self) -> QSize:
        """Return the same: a circle does not shrink."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the circle."""
        painter = QPainter(self)
        diameter = self._theme.px(self._diameter)
        paint_avatar(painter, self._theme, (0, 0, diameter), self._letters, self._seed)
        painter.end()

    def _on_theme(self) -> None:
        self.updateGeometry()
        self.update()
