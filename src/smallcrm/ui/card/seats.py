"""Where the windows of cards and calls stand: one beside the other, titles in sight."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

_STEP: Final = 32
_STEPS: Final = 8
_EDGE: Final = 8
_FRAME: Final = 40
"""What a window's title may take."""
_RINGS_MS: Final = 30_000
"""How long a phone rings at most, where nobody tells that it has stopped."""


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


class _Above(QObject):
    """Keeps a window above those of other programs for as long as a phone rings."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._over = QTimer(self, singleShot=True, interval=_RINGS_MS)
        self._over.timeout.connect(self.end)
        window.installEventFilter(self)

    def begin(self) -> None:
        self._over.start()
        self._keep(on=True)

    def end(self) -> None:
        if self._over.isActive():
            self._over.stop()
        self._keep(on=False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowActivate and self._over.isActive():
            self.end()
        return super().eventFilter(watched, event)

    def _keep(self, *, on: bool) -> None:
        # The window's own handle: by the widget the window would be hidden and made anew.
        self._window.winId()
        self._window.windowHandle().setFlag(Qt.WindowType.WindowStaysOnTopHint, on)


def raise_quietly(window: QWidget, *, rings: bool = False) -> None:
    """Bring a window to the front; what is typed elsewhere goes on being typed there.

    While it `rings` the window stays above other programs' too, until the owner turns to it or
    `let_down`: a window manager puts what it gives no keyboard beneath the one that has it.
    """
    window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, on=True)
    if rings and not window.isActiveWindow():
        (_above(window) or _Above(window)).begin()
    _show(window)
    window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, on=False)


def let_down(window: QWidget) -> None:
    """Let a window that stayed above others be one of them again."""
    if (above := _above(window)) is not None:
        above.end()


def _above(window: QWidget) -> _Above | None:
    return window.findChild(_Above, options=Qt.FindChildOption.FindDirectChildrenOnly)


def raise_with_keyboard(window: QWidget) -> None:
    """Bring a window to the front, to be typed in."""
    _show(window)
    window.activateWindow()


def _show(window: QWidget) -> None:
    if window.isMinimized():
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
