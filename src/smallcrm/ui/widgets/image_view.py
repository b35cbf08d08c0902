"""A picture to look at: fitted to its place, larger and smaller, moved by its bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QScrollArea

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QResizeEvent, QWheelEvent
    from PySide6.QtWidgets import QWidget

_STEP: Final = 1.25
_LEAST: Final = 0.05
_MOST: Final = 8.0


class ImageView(QScrollArea):
    """Shows a picture; Ctrl with + and - (or the wheel) zooms, Ctrl 0 fits it again."""

    def __init__(self, *, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._zoom: float | None = None  # None fits it, and never enlarges
        self._label = QLabel()
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWidget(self._label)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def zoom(self) -> float:
        """Return the size in force; 1.0 shows a dot of the picture as one of the screen."""
        return self._fitting() if self._zoom is None else self._zoom

    def set_image(self, image: QImage) -> None:
        """Show another picture, fitted."""
        self._image, self._zoom = image, None
        self._draw()

    def zoom_by(self, factor: float) -> None:
        """Make it larger or smaller."""
        self._zoom = min(_MOST, max(_LEAST, self.zoom * factor))
        self._draw()

    def fit(self) -> None:
        """Let it be as large as there is room."""
        self._zoom = None
        self._draw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom by keys."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.key() in {Qt.Key.Key_Plus, Qt.Key.Key_Equal}:
                return self.zoom_by(_STEP)
            if event.key() == Qt.Key.Key_Minus:
                return self.zoom_by(1 / _STEP)
            if event.key() == Qt.Key.Key_0:
                return self.fit()
        return super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom by Ctrl and the wheel."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(_STEP if event.angleDelta().y() > 0 else 1 / _STEP)
            event.accept()
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit it to the new size."""
        super().resizeEvent(event)
        if self._zoom is None:
            self._draw()

    def _fitting(self) -> float:
        size, room = self._image.size(), self.maximumViewportSize()
        if self._image.isNull():
            return 1.0
        ratio = self.devicePixelRatioF()
        across = room.width() * ratio / size.width()
        return min(1.0, across, room.height() * ratio / size.height())

    def _draw(self) -> None:
        ratio = self.devicePixelRatioF()
        size = self._image.size() * self.zoom
        wanted = QSize(max(1, size.width()), max(1, size.height()))
        if self._image.isNull():
            self._label.clear()
            return
        picture = QPixmap.fromImage(
            self._image.scaled(
                wanted,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        )
        picture.setDevicePixelRatio(ratio)
        self._label.setPixmap(picture)
        self._label.resize(picture.deviceIndependentSize().toSize())
