"""Icons: bundled SVG drawings in any of the theme's colours, rendered once per size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

if TYPE_CHECKING:
    from pathlib import Path

_RATIOS: Final = (1.0, 1.5, 2.0, 3.0)


class Icons:
    """Renders `resources/icons/<name>.svg`; kept for the life of the application, GUI thread only.

    Raises FileNotFoundError for a name that is not bundled: a mistake of the caller's.
    """

    def __init__(self, resources: Path) -> None:
        self._folder = resources / "icons"
        self._drawings: dict[str, str] = {}
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}
        self._icons: dict[tuple[str, str, int], QIcon] = {}

    def pixmap(self, name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
        """Return a square picture `size` logical pixels wide for a device of this pixel ratio."""
        key = (name, colour, size, ratio)
        found = self._pixmaps.get(key)
        if found is None:
            found = self._pixmaps[key] = self._render(name, colour, size, ratio)
        return found

    def icon(self, name: str, colour: str, size: int = 16) -> QIcon:
        """Return the same as an icon that is sharp on the usual screens."""
        key = (name, colour, size)
        found = self._icons.get(key)
        if found is None:
            found = QIcon()
            for ratio in _RATIOS:
                found.addPixmap(self.pixmap(name, colour, size, ratio))
            self._icons[key] = found
        return found

    def app_icon(self) -> QIcon:
        """Return the program's own icon for windows and the task bar."""
        made = QIcon()
        for path in sorted((self._folder / "app").glob("*.png")):
            made.addFile(str(path))
        return made

    def _render(self, name: str, colour: str, size: int, ratio: float) -> QPixmap:
        # QtSvg draws `currentColor` black, so the colour goes in before it is drawn.
        drawing = self._drawing(name).replace("currentColor", colour)
        renderer = QSvgRenderer(QByteArray(drawing.encode()))
        pixels = max(1, round(size * ratio))
        picture = QPixmap(pixels, pixels)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        renderer.render(painter, QRectF(0, 0, pixels, pixels))
        painter.end()
        picture.setDevicePixelRatio(ratio)
        return picture

    def _drawing(self, name: str) -> str:
        found = self._drawings.get(name)
        if found is None:
            found = (self._folder / f"{name}.svg").read_text(encoding="utf-8")
            self._drawings[name] = found
        return found
