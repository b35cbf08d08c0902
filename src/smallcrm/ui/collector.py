"""Python's collector, kept to the GUI thread: what it finds may be Qt's, and is destroyed there."""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

_EVERY_MS: Final = 250
_OLDEST: Final = 2
_alive: set[int] = set()


class Collector(QObject):
    """Looks for forgotten cycles from a timer, in place of whichever thread allocates next.

    A window or a timer that is destroyed on a thread that reads ends the process. Python's own
    looks are off for as long as any of these is at work; its thresholds hold.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        _alive.add(id(self))
        gc.disable()

    def stop(self) -> None:
        """Leave it to Python again, once no thread is left that could look."""
        self._timer.stop()
        _alive.discard(id(self))
        if not _alive:
            gc.enable()

    def look(self) -> None:
        """Look at the oldest objects that are due, as Python would."""
        counts, limits = gc.get_count(), gc.get_threshold()
        for generation in range(_OLDEST, -1, -1):
            if counts[generation] > limits[generation]:
                gc.collect(generation)
                return
