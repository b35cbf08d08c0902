"""What works beside the window: the icon beside the clock, the quick search, and notices."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from smallcrm.ui.quick_search import QuickSearch
from smallcrm.ui.tray import Tray, available

if TYPE_CHECKING:
    from smallcrm.queries.call_shapes import MissedCall
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.main_window import MainWindow
    from smallcrm.ui.tabs.today_tab import TodayTab

_SETTLE_MS: Final = 300
_MOST: Final = 50


class Background(QObject):
    """Lives as long as its window; `begin` once the window is filled and nobody waits.

    `wanted(name, argument)` is for the desk; `quit_wanted()` where the program shall really end.
    """

    wanted = Signal(str, object)
    quit_wanted = Signal()

    def __init__(self, context: UiContext, window: MainWindow) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._today = 0
        self._missed = 0
        self._told = False
        self.tray: Tray | None = None
        self.quick: QuickSearch | None = None
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._read)

    @property
    def keeps_running(self) -> bool:
        """Whether the program stays when its window is closed: only where it can be seen to."""
        return self.tray is not None and self._context.machine.get("machine.keep_running") == "yes"

    def begin(self, today: TodayTab) -> None:
        """Make the quick search ahead, and show the icon if the settings want it."""
        if self.quick is not None:
            return
        self.quick = QuickSearch(self._context)
        self.quick.wanted.connect(self._on_found)
        today.counted.connect(self._on_today)
        self._context.hub.committed.connect(lambda *_: self._settle.start())
        self._context.hub.machine_changed.connect(self.look_again)
        self._settle.start()
        self.look_again()

    def look_again(self) -> None:
        """Follow the setting of the icon."""
        wanted = self._context.machine.get("machine.tray") == "yes"
        if self.quick is not None and wanted and self.tray is None and available():
            self.tray = Tray(self._context, self._window.windowIcon(), self)
            self.tray.wanted.connect(self._on_tray)
            self.tray.set_counts(self._today, self._missed)
        elif not wanted and self.tray is not None:
            self.tray.close()
            self.tray = None

    def notify(self, title: str, text: str, clicked: Callable[[], None]) -> None:
        """Tell through the system, `clicked` called on a press; without an icon in the window."""
        if self.tray is not None:
            self.tray.notify(title, text, clicked)
        else:
            # Translators: a notice in the window: its title, and what it says
            both = self._context.tr.pgettext("notice", "{title}: {text}")
            self._window.say(both.format(title=title, text=text))

    def tell_of_running(self) -> None:
        """Say once that the program goes on after its window was closed."""
        if self._told or self.tray is None:
            return
        self._told = True
        tr = self._context.tr
        self.tray.notify(
            tr.gettext("Small CRM goes on"),
            tr.gettext("Calls are still shown. This icon opens it again, and quits it."),
            self.show_window,
        )

    def show_window(self) -> None:
        """Bring the window to the front, also one that was closed or minimized."""
        window = self._window
        window.show()
        window.setWindowState(window.windowState() & ~window.windowState().WindowMinimized)
        window.raise_()
        window.activateWindow()

    def close(self) -> None:
        """Take away icon and quick search."""
        self._settle.stop()
        if self.tray is not None:
            self.tray.close()
            self.tray = None
        if self.quick is not None:
            self.quick.close()
            self.quick.deleteLater()

    def _read(self) -> None:
        self._context.runner.read(
            "missed", lambda queries: queries.missed_calls(limit=_MOST), self._on_missed
        )

    def _on_missed(self, calls: tuple[MissedCall, ...]) -> None:
        self._missed = len(calls)
        self._say()

    def _on_today(self, count: int) -> None:
        self._today = count
        self._say()

    def _say(self) -> None:
        if self.tray is not None:
            self.tray.set_counts(self._today, self._missed)

    def _on_tray(self, name: str) -> None:
        if name == "quick_search" and self.quick is not None:
            self.quick.open()
        elif name == "quit":
            self.quit_wanted.emit()
        else:
            self.show_window()
            if name != "window":
                # Today begins with who was missed.
                self._window.tabs.setCurrentIndex(0)

    def _on_found(self, wish: str, argument: object) -> None:
        if wish != "open_card":
            # A dialog stands over the window, which may be closed.
            self.show_window()
        self.wanted.emit(wish, argument)
