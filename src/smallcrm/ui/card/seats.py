"""Where the windows of cards and calls stand: one beside the other, titles in sight."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

_STEP: Final = 32
_STEPS: Final = 8
_EDGE: Final = 8
_FRAME: Final = 40
"""What a window's title may take."""


class Seats(QObject):
    """Gives each window a place of its own and takes it back; `emptied` when the last has left."""

    emptied = Signal()

    def __init__(self, anchor: QWidget | None, parent: QObject) -> None:
        super().__init__(parent)
        self._anchor = anchor
        self._windows: dict[int, QWidget] = {}

    def windows(self) -> tuple[QWidget, ...]:
        """Return the windows that have a seat."""
        return tuple(self._windows.values())

    def free(self) -> int:
        """Return the number of the first free seat."""
        return next(seat for seat in range(len(self._windows) + 1) if seat not in self._windows)

    def take(self, window: QWidget, size: QSize, seat: int | None = None) -> None:
        """Put a window down: to the right and below the one before, as large as there is room."""
        number = self.free() if seat is None else seat
        self._windows[number] = window
        room = self._screen()
        step = _STEP * (number % _STEPS)
        width = min(size.width(), room.width() - 2 * _EDGE)
        left = max(room.left() + _EDGE, room.right() - width - _EDGE - _STEP * _STEPS)
        top = room.top() + _EDGE + step
        height = min(size.height(), room.bottom() - top - _FRAME)
        window.resize(width, max(height, window.minimumSizeHint().height()))
        window.move(min(left + step, room.right() - width), top)

    def leave(self, window: QWidget) -> None:
        """Forget a window that has closed."""
        self._windows = {seat: kept for seat, kept in self._windows.items() if kept is not window}
        window.deleteLater()
        if not self._windows:
            self.emptied.emit()

    def _screen(self) -> QRect:
        screen = self._anchor.screen() if self._anchor is not None else None
        return (screen or QGuiApplication.primaryScreen()).availableGeometry()


def raise_quietly(window: QWidget) -> None:
    """Bring a window to the front; what is typed elsewhere goes on being typed there."""
    window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, on=True)
    _show(window)
    window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, on=False)


def raise_with_keyboard(window: QWidget) -> None:
    """Bring a window to the front, to be typed in."""
    _show(window)
    window.activateWindow()


def _show(window: QWidget) -> None:
    if window.isMinimized():
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
