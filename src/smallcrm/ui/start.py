"""The life of the window: one per data file, opened at once, filled when the file is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from smallcrm.domain.changes import Changes, Entity
from smallcrm.domain.errors import DataFileError, FileTrouble, Refusal
from smallcrm.domain.settings import FileSettings
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.sentences import refusal, trouble
from smallcrm.telephony.reports import CallReport
from smallcrm.ui.background import Background
from smallcrm.ui.calendar_keeping import CalendarKeeping
from smallcrm.ui.card.deck import CardDeck, warm_up
from smallcrm.ui.context import UiContext
from smallcrm.ui.desk import Desk
from smallcrm.ui.hub import Hub
from smallcrm.ui.main_window import MainWindow
from smallcrm.ui.phone_lines import PhoneLines
from smallcrm.ui.qt_words import speak
from smallcrm.ui.reminding import Reminding
from smallcrm.ui.runner import Backend, Runner
from smallcrm.ui.server import WindowLock, WindowServer
from smallcrm.ui.tabs.today_tab import TodayTab
from smallcrm.ui.theme import ThemeContext
from smallcrm.ui.upkeep import Upkeep

if TYPE_CHECKING:
    from smallcrm.domain.clock import Clock
    from smallcrm.machine_settings import MachineSettings
    from smallcrm.paths import Paths
    from smallcrm.telephony.wire import Message

EXIT_STATUS = {
    FileTrouble.NEWER: 3,
    FileTrouble.UNWRITABLE: 4,
    FileTrouble.LOCKED: 5,
    FileTrouble.DAMAGED: 6,
    FileTrouble.WRONG_PASSPHRASE: 7,
}
_UNSEEN_MS = 500
_IDLE_MS = 400


@dataclass(frozen=True, slots=True)
class Outside:
    """What the composition root gives: how to open and to restore the file, and what is where."""

    open_backend: Callable[[], Backend]
    restore: Callable[[Path], Path | None]
    newest_backup: Callable[[], tuple[Path, datetime] | None]
    load_language: Callable[[], I18n]
    paths: Paths
    clock: Clock
    resources: Path
    machine: MachineSettings
    country: str
    currency: str


class WindowLife(QObject):
    """Owns everything on the screen from the first paint to the last; one per process.

    The order of closing: phone lines (what they told is passed on), cards (their notes are kept),
    window, runner, backup, file, lock; then `ended(exit status)`.
    """

    ended = Signal(int)

    def __init__(self, app: QApplication, outside: Outside, lock: WindowLock) -> None:
        super().__init__(app)
        self._app = app
        self._outside = outside
        self._lock = lock
        self.exit_status = 0
        self._opened = False
        self._ended = False
        self._quits = False
        self._closing = False
        self._waiting: list[Message | CallReport] = []
        self._store = QSettings(
            str(outside.paths.machine_settings.with_name("window.ini")), QSettings.Format.IniFormat
        )
        tr = outside.load_language()
        self.theme = ThemeContext(
            app,
            outside.resources,
            choice=outside.machine.get("machine.theme"),  # type: ignore[arg-type]
            scale=int(outside.machine.get("machine.text_size")) / 100,
            chinese=tr.language == "zh_CN",
        )
        speak(app, tr.language)
        app.setWindowIcon(QIcon(str(outside.resources / "icons" / "app" / "smallcrm.svg")))
        self.server: WindowServer | None = None
        self.phone = PhoneLines(outside.machine, outside.clock, self)
        self.phone.called.connect(self._on_called)
        # The system ends the session: nothing may keep it.
        app.commitDataRequest.connect(self._on_session_end)
        self._upkeep = Upkeep(outside.clock, self)
        self._make(tr, FileSettings(outside.country, outside.currency))

    def start(self) -> None:
        """Show the window, then open the file behind it."""
        self.window.painted.connect(self._open_first)
        self.window.show()
        # A window that starts minimized is not painted.
        QTimer.singleShot(_UNSEEN_MS, self._open_first)

    def receive(self, message: Message) -> None:
        """Do what came through the socket or the command line: a card, a look, or come forward."""
        if not self._is_open():
            self._waiting.append(message)
        elif message.kind == "call":
            self.deck.show_call(message.number, message.name, outgoing=message.outgoing)
        elif message.kind == "changed":
            self.hub.announce_everything()
            self.hub.machine_changed.emit()
        else:
            self.background.show_window()

    def _on_called(self, report: CallReport) -> None:
        """Pass on what a line told; while no file is open it waits."""
        if self._closing:
            # Written down, and no window opened for it any more.
            report = replace(report, history=True)
        if self._is_open():
            self.deck.report(report)
        else:
            self._waiting.append(report)

    def _make(self, tr: I18n, settings: FileSettings) -> None:
        """Build everything on the screen for a language."""
        self.hub = Hub(self)
        self.runner = Runner(self)
        self.runner.committed.connect(self.hub.committed)
        self.hub.committed.connect(self._on_committed)
        self.hub.machine_changed.connect(self.phone.look_again)
        self.context = UiContext(
            theme=self.theme,
            tr=tr,
            runner=self.runner,
            hub=self.hub,
            clock=self._outside.clock,
            resources=self._outside.resources,
            machine=self._outside.machine,
            settings=settings,
            phone=self.phone,
        )
        self.window = MainWindow(self.context, self._store)
        self.deck = CardDeck(self.context, anchor=self.window)
        self._connect_window()

    def _connect_window(self) -> None:
        self.desk = Desk(self.context, self.window, self.deck)
        self.background = Background(self.context, self.window)
        self.background.wanted.connect(self.desk.do)
        self.background.quit_wanted.connect(self.quit)
        self.reminding = Reminding(self.context, self.background, self.window)
        self.reminding.wanted.connect(self.desk.do)
        self.calendar = CalendarKeeping(self.context, self.window)
        self.calendar.failed.connect(self.window.show_error)
        self.window.quitting.connect(self.quit)
        self.window.closing.connect(self._on_closing)
        self.desk.restart_wanted.connect(self._on_restart)
        self.desk.restore_wanted.connect(self._on_restore)

    def _on_session_end(self, _session: object) -> None:
        self._quits = True

    def quit(self) -> None:
        """End the program, however its window is closed otherwise."""
        self._quits = True
        self.window.close()
        # A window that was closed before tells nothing.
        self.end()

    def _on_closing(self) -> None:
        """End with the window, unless the owner has the program go on beside the clock."""
        if self.background.keeps_running and not self._quits:
            self.background.tell_of_running()
        else:
            self.end()

    def _is_open(self) -> bool:
        return self.runner.backend() is not None and not self._ended

    def _open_first(self) -> None:
        if not self._opened:
            self._opened = True
            self._open()

    def _open(self) -> None:
        self.runner.went_wrong.connect(self._on_open_failed)
        self.runner.open(self._outside.open_backend, self._on_open)

    def _on_open(self, backend: Backend) -> None:
        self.runner.went_wrong.disconnect(self._on_open_failed)
        self.runner.read("settings", lambda queries: queries.settings(), self._on_settings)
        if self.server is None:
            self.server = WindowServer(backend.paths.data, self)
            self.server.received.connect(self.receive)

    def _on_settings(self, settings: FileSettings) -> None:
        self.context.settings = settings
        self.window.data_ready()
        if not settings.chosen:
            self.desk.first_start()
        QTimer.singleShot(_IDLE_MS, self._warm_up)
        waiting, self._waiting = self._waiting, []
        for message in waiting:
            if isinstance(message, CallReport):
                self._on_called(message)
            else:
                self.receive(message)
        self.phone.start()

    def _on_committed(self, changes: Changes, _initiator: object) -> None:
        """Take over settings of the file that were changed: heads of columns name the currency."""
        if changes.touches(Entity.SETTING):
            self.runner.read("settings", lambda queries: queries.settings(), self._on_changed)

    def _on_changed(self, settings: FileSettings) -> None:
        if settings != self.context.settings:
            self.context.settings = settings
            self.window.data_ready()

    def _rebuild_window(self) -> None:
        """Build the window anew in its place, the file staying open."""
        old = self.window
        self._leave(old)
        self.deck.close_all()
        self.window = MainWindow(self.context, self._store)
        self.deck = CardDeck(self.context, anchor=self.window)
        self._connect_window()
        self.window.setGeometry(old.geometry())
        self.window.show()
        old.close()
        old.deleteLater()

    def _leave(self, window: MainWindow) -> None:
        """Let go of a window that another one takes the place of."""
        window.closing.disconnect(self._on_closing)
        self.reminding.stop()
        self.calendar.stop()
        self.background.close()

    def _on_restart(self) -> None:
        """Speak another language: the windows are built anew, the file stays open."""
        self.context.tr = self._outside.load_language()
        speak(self._app, self.context.tr.language)
        self.theme.set_chinese(chinese=self.context.tr.language == "zh_CN")
        self._rebuild_window()
        self.runner.read("settings", lambda queries: queries.settings(), self._on_settings)

    def _on_restore(self, source: object) -> None:
        """Put a backup in the place of the file: everything is closed for a moment."""
        assert isinstance(source, Path)
        self.deck.close_all()
        self._close_file()
        old, tr = self.window, self.context.tr
        self._leave(old)
        try:
            self._outside.restore(source)
            said = tr.gettext("Restored {file}. The file that was in its place is kept beside it.")
            said = said.format(file=source.name)
        except Exception as error:
            if isinstance(error, DataFileError):
                said = trouble(tr, error)
            elif isinstance(error, Refusal):
                said = refusal(tr, error)
            else:
                raise
        self._make(tr, self.context.settings)
        self.window.setGeometry(old.geometry())
        self.window.show()
        old.close()
        old.deleteLater()
        self._open()
        self.window.say(said)

    def _on_open_failed(self, error: Exception) -> None:
        if not isinstance(error, DataFileError):
            self.desk.explain(error)
            return
        from smallcrm.ui.dialogs.trouble_window import GoodBackup, TroubleWindow

        self.exit_status = EXIT_STATUS[error.trouble]
        paths = self._outside.paths

        def newest() -> GoodBackup | None:
            found = self._outside.newest_backup()
            return GoodBackup(*found) if found else None

        dialog = TroubleWindow(
            self.theme,
            self.context.tr,
            error,
            paths.database,
            newest_backup=newest,
            restore=self._outside.restore,
            parent=self.window,
        )
        dialog.restored.connect(self._on_trouble_over)
        dialog.retry.connect(self._on_trouble_over)
        dialog.rejected.connect(self.window.close)
        dialog.open()

    def _on_trouble_over(self, _: object = None) -> None:
        self.exit_status = 0
        self.runner.open(self._outside.open_backend, self._on_open)

    def _warm_up(self) -> None:
        """Do what nobody waits for once the tables are filled; before that, it would be felt."""
        self.runner.task(lambda _: warm_up())
        today = self.window.tab(0)
        if isinstance(today, TodayTab):
            self.background.begin(today)
        self.reminding.begin()
        self.calendar.begin()
        self._upkeep.begin(self.runner)

    def _close_file(self) -> None:
        self._upkeep.stop()
        self.runner.stop()
        backend = self.runner.backend()
        if backend is not None:
            backend.close()

    def end(self) -> None:
        """Close everything in its order; once."""
        if self._ended:
            return
        self._closing = True
        self.phone.stop()
        self._ended = True
        self._upkeep.stop()
        if self.server is not None:
            self.server.close()
        self.reminding.stop()
        self.calendar.stop()
        self.background.close()
        self.deck.close_all()
        self.window.hide()
        self.runner.stop()
        backend = self.runner.backend()
        if backend is not None:
            try:
                backend.backup_and_thin()
            except DataFileError:
                # The file itself is safe; the next start tries again and says so.
                self.exit_status = self.exit_status or 0
            backend.close()
        self._lock.release()
        self.ended.emit(self.exit_status)
