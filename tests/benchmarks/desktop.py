"""A real window on a data file, for the benchmarks of the screen."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QSettings, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from tests.benchmarks import data

from smallcrm.app import Backend
from smallcrm.domain.clock import Clock
from smallcrm.i18n.catalog import I18n
from smallcrm.machine_settings import MachineSettings
from smallcrm.ui.card.deck import CardDeck
from smallcrm.ui.context import UiContext
from smallcrm.ui.hub import Hub
from smallcrm.ui.main_window import MainWindow
from smallcrm.ui.runner import Runner
from smallcrm.ui.theme import ThemeContext

RESOURCES = data.ROOT / "resources"
_PATIENCE = 60.0
_TICK_MS = 500


@dataclass(slots=True)
class Desktop:
    """The window, its cards, and what they read from."""

    context: UiContext
    backend: Backend
    window: MainWindow
    deck: CardDeck

    def settle(self) -> None:
        """Wait until nothing is being read and everything has been painted."""
        until(lambda: self.context.runner.pending == 0)
        for _ in range(5):
            QCoreApplication.processEvents()


class Painted(QObject):
    """Counts how often a widget was painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        self._widget = widget
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Count paintings."""
        if event.type() == QEvent.Type.Paint:
            self.count += 1
        return False

    def done(self) -> None:
        """Watch no more."""
        self._widget.removeEventFilter(self)
        self.deleteLater()


def until(ready: Callable[[], bool]) -> None:
    """Let the event loop run, sleeping when there is nothing to do, until something is so."""
    end = time.monotonic() + _PATIENCE
    tick = QTimer()  # so that the waiting ends even if nothing else happens
    tick.start(_TICK_MS)
    while not ready():
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        if time.monotonic() > end:
            msg = "what was waited for never came"
            raise TimeoutError(msg)


@contextmanager
def desktop(folder: Path, scratch: Path) -> Iterator[Desktop]:
    """Open the window on a data folder, filled and painted."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setQuitOnLastWindowClosed(False)
    clock = Clock()
    runner, hub = Runner(), Hub()
    runner.committed.connect(hub.announce)
    backend = data.opened(folder)
    opened: list[Backend] = []
    runner.open(lambda: backend, opened.append)
    until(lambda: bool(opened))
    context = UiContext(
        theme=_theme(app),
        tr=I18n.load("en", RESOURCES, clock=clock, format_locale="en_IE"),
        runner=runner,
        hub=hub,
        clock=clock,
        resources=RESOURCES,
        machine=MachineSettings(scratch / "machine.json"),
        settings=backend.file_settings(),
    )
    window = MainWindow(context, QSettings(str(scratch / "window.ini"), QSettings.Format.IniFormat))
    deck = CardDeck(context, anchor=window)
    shown = Desktop(context, backend, window, deck)
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    window.data_ready()
    shown.settle()
    try:
        yield shown
    finally:
        deck.close_all()
        window.hide()
        shown.settle()
        runner.stop()
        backend.close()
        window.deleteLater()
        QCoreApplication.processEvents()


_themes: list[ThemeContext] = []


def _theme(app: QApplication) -> ThemeContext:
    # An application is dressed once.
    if not _themes:
        _themes.append(ThemeContext(app, RESOURCES, choice="light"))
    return _themes[0]
