"""A process that starts and says when: `start_child.py empty | DATA_FOLDER`, run by `start`.

Prints one JSON object of readings of the clock that all processes share, and the memory in use.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

# Long enough for the threads to have stopped working when the memory is read.
_SETTLED_MS = 1500


def report(stamps: dict[str, float]) -> None:
    """Print what was seen and end at once: closing is not measured, and would make a backup."""
    stamps["memory"] = memory()
    sys.stdout.write(json.dumps(stamps) + "\n")
    sys.stdout.flush()
    os._exit(0)


def memory() -> float:
    """Return the bytes that the process holds in memory."""
    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    try:
        import resource
    except ImportError:
        return 0.0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def watcher(stamps: dict[str, float], window: Any, keys_to: Any) -> Any:
    """Note when the window has been painted and when a key has then reached a widget."""
    from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
    from PySide6.QtGui import QKeyEvent

    arrived = QEvent.Type(QEvent.registerEventType())

    class Watcher(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
            kind = event.type()
            if kind == QEvent.Type.Paint and "paint" not in stamps:
                stamps["paint"] = time.perf_counter()
                # Delivered when the whole window has been painted, before anything else is.
                high = Qt.EventPriority.HighEventPriority.value
                QCoreApplication.postEvent(self, QEvent(arrived), high)
            elif kind == QEvent.Type.KeyPress and watched is (keys_to or window):
                stamps["key"] = time.perf_counter()
                # What comes after is not to be slowed down by being watched.
                QCoreApplication.instance().removeEventFilter(self)
            return False

        def event(self, event: QEvent) -> bool:
            if event.type() == arrived:
                stamps["painted"] = time.perf_counter()
                stamps["work"] = time.process_time()
                stamps["gui"] = time.thread_time()
                stamps["focus"] = float(keys_to is None or keys_to.hasFocus())
                press = QKeyEvent(
                    QEvent.Type.KeyPress, Qt.Key.Key_End, Qt.KeyboardModifier.NoModifier
                )
                QCoreApplication.postEvent(keys_to or window, press)
            return True

    return Watcher()


def empty() -> None:
    """Show a window with nothing in it."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication(sys.argv[:1])
    window = QMainWindow()
    window.resize(1366, 768)
    stamps: dict[str, float] = {}
    seen = watcher(stamps, window, None)
    app.installEventFilter(seen)
    window.show()
    QTimer.singleShot(_SETTLED_MS, lambda: report(stamps))
    app.exec()


def program(folder: str) -> None:
    """Start the program as its entrance does, and watch its window."""
    from smallcrm import app, paths
    from smallcrm.domain.clock import Clock
    from smallcrm.ui import start

    begin = start.WindowLife.start
    stamps: dict[str, float] = {}
    kept: list[object] = []

    def watched(self: start.WindowLife) -> None:
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication

        seen = watcher(stamps, self.window, self.window.search_box)
        QApplication.instance().installEventFilter(seen)
        kept.append(seen)
        show_figures = self.window.data_ready

        def ready() -> None:
            stamps["open"] = time.perf_counter()
            show_figures()

        self.window.data_ready = ready  # type: ignore[method-assign]
        runner = self.runner

        def looked() -> None:
            if "open" in stamps and "filled" not in stamps and runner.pending == 0:
                # Behind the painting of what the last answer changed.
                QTimer.singleShot(0, filled)

        def filled() -> None:
            if "filled" not in stamps:
                self.window.repaint()
                stamps["filled"] = time.perf_counter()
                QTimer.singleShot(_SETTLED_MS, lambda: report(stamps))

        runner._finished.connect(lambda _job: looked())
        begin(self)

    start.WindowLife.start = watched  # type: ignore[method-assign]
    app.run_window(paths.find(folder), Clock())


if __name__ == "__main__":
    if sys.argv[1] == "empty":
        empty()
    else:
        program(sys.argv[1])
