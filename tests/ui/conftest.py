"""What tests of the screen share: a theme, two languages, and a window's context on a data file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.ui.hand import Hand

from smallcrm.app import Backend
from smallcrm.domain.clock import Clock
from smallcrm.i18n.catalog import I18n
from smallcrm.machine_settings import MachineSettings
from smallcrm.paths import Paths
from smallcrm.ui.card.deck import CardDeck
from smallcrm.ui.collector import Collector
from smallcrm.ui.context import UiContext
from smallcrm.ui.desk import Desk
from smallcrm.ui.hub import Hub
from smallcrm.ui.main_window import MainWindow
from smallcrm.ui.runner import Runner
from smallcrm.ui.theme import ThemeContext

Place = tuple[MainWindow, Hand]
Start = Callable[[I18n], Place]
RESOURCES = Path(__file__).parents[2] / "resources"


@pytest.fixture(scope="session", autouse=True)
def _emptied_clipboard(qapp: QApplication) -> Iterator[None]:
    """Leave nothing of ours in the clipboard when the tests end.

    Without a screen Qt keeps it until after the interpreter is gone, and then calls into it.
    """
    yield
    qapp.clipboard().clear()


@pytest.fixture(scope="session", autouse=True)
def _collected_here(qapp: QApplication) -> Iterator[None]:
    """Keep Python's collector off the threads of the tests' servers between two windows too."""
    collector = Collector(qapp)
    yield
    collector.stop()


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> ThemeContext:
    """One theme for all tests: a QApplication is dressed once."""
    return ThemeContext(qapp, RESOURCES, choice="light")


@pytest.fixture
def tr(clock: Clock) -> I18n:
    """English, as in Ireland."""
    return I18n.load("en", RESOURCES, clock=clock, format_locale="en_IE")


@pytest.fixture
def tr_zh(clock: Clock) -> I18n:
    """Simplified Chinese."""
    return I18n.load("zh_CN", RESOURCES, clock=clock, format_locale="zh_CN")


@pytest.fixture
def make_context(
    qtbot: QtBot, backend: Backend, paths: Paths, clock: Clock, theme: ThemeContext
) -> Iterator[Callable[[I18n], UiContext]]:
    """Make contexts on the test's data file; each has a runner and a hub of its own."""
    runners: list[Runner] = []

    def make(tr: I18n) -> UiContext:
        runner, hub = Runner(), Hub()
        runner.committed.connect(hub.announce)
        runners.append(runner)
        opened: list[Backend] = []
        runner.open(lambda: backend, opened.append)
        qtbot.waitUntil(lambda: bool(opened))
        return UiContext(
            theme=theme,
            tr=tr,
            runner=runner,
            hub=hub,
            clock=clock,
            resources=RESOURCES,
            machine=MachineSettings(paths.machine_settings),
            settings=backend.file_settings(),
        )

    yield make
    for runner in runners:
        runner.stop()


@pytest.fixture
def context(make_context: Callable[[I18n], UiContext], tr: I18n) -> UiContext:
    """The context of an English window."""
    return make_context(tr)


@pytest.fixture
def settle(qtbot: QtBot) -> Callable[[UiContext], None]:
    """Wait until everything that was asked of a context has been answered."""

    def wait(context: UiContext) -> None:
        qtbot.waitUntil(lambda: context.runner.pending == 0)

    return wait


@pytest.fixture
def start(
    qtbot: QtBot, make_context: Callable[[I18n], UiContext], tmp_path: Path
) -> Iterator[Start]:
    """Open the window in a language; the keyboard is in its search box."""
    opened: list[Place] = []

    def begin(tr: I18n) -> Place:
        context = make_context(tr)
        store = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
        window = MainWindow(context, store)
        window.deck = CardDeck(context, anchor=window)
        window.desk = Desk(context, window, window.deck)
        qtbot.addWidget(window)
        window.resize(1366, 768)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        window.data_ready()
        hand = Hand(qtbot, context, window)
        hand.rest()
        opened.append((window, hand))
        return window, hand

    yield begin
    for window, hand in opened:
        window.deck.close_all()
        hand.rest()
