"""Composition root: builds every object once, passes it on, owns the order of shutdown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from smallcrm.domain.errors import DataFileError, FileTrouble
from smallcrm.paths import Paths

if TYPE_CHECKING:
    from smallcrm.db.database import Database
    from smallcrm.domain.checks import CheckReport
    from smallcrm.domain.clock import Clock
    from smallcrm.domain.settings import FileSettings
    from smallcrm.queries.api import Queries
    from smallcrm.services.api import Services
    from smallcrm.telephony.wire import Message

# How long a second start waits for the first one's window to answer.
_PATIENCE_S = 5.0
_SMOKE_TEST_MS = 1500


@dataclass(slots=True)
class Backend:
    """One open data file with its two sides; closed once, by whoever opened it."""

    paths: Paths
    clock: Clock
    database: Database
    queries: Queries
    services: Services

    def file_settings(self) -> FileSettings:
        """Return the settings of the file."""
        return self.queries.settings()

    def backup(self, target: Path | None = None) -> Path:
        """Make a verified copy: to `target`, or among the automatic ones. Raises DataFileError."""
        from smallcrm.db import backup

        if target is not None:
            backup.copy(self.paths.database, target)
            return target
        return backup.make(self.paths.database, self.paths.backups, self.clock.now())

    def backup_if_due(self) -> Path | None:
        """Make the daily copy if the last one is older than a day, and thin the others."""
        from smallcrm.db import backup

        if not backup.is_due(self.paths.backups, self.clock.now()):
            return None
        made = self.backup()
        backup.thin(self.paths.backups, self.clock.now())
        return made

    def backup_and_thin(self) -> None:
        """Make the copy of closing time."""
        from smallcrm.db import backup

        self.backup()
        backup.thin(self.paths.backups, self.clock.now())

    def check(self) -> CheckReport:
        """Look for what is wrong with the file."""
        return self.queries.check()

    def close(self) -> None:
        """Stop readers, close them, then the writer."""
        self.database.close()


def open_backend(
    paths: Paths, clock: Clock, *, country: str | None = None, currency: str | None = None
) -> Backend:
    """Open the data file (made where there is none; migrated after a backup where it is older).

    A new file takes country and currency from the system's locale unless they are given. Raises
    DataFileError.
    """
    from smallcrm.db import backup
    from smallcrm.db.datafile import Locale, open_data_file
    from smallcrm.queries.api import Queries
    from smallcrm.services.api import Services

    def back_up() -> None:
        backup.make(paths.database, paths.backups, clock.now())

    if not paths.database.exists() and (country is None or currency is None):
        country, currency = _system_locale()
    locale = Locale(country or "US", currency or "USD")
    database = open_data_file(paths.database, locale, back_up=back_up)
    return Backend(paths, clock, database, Queries(database, clock), Services(database, clock))


def _system_locale() -> tuple[str, str]:
    from smallcrm.i18n import system

    country = system.system_country() or "US"
    return country, system.currency_of(country) or "USD"


def restore(paths: Paths, clock: Clock, source: Path) -> Path | None:
    """Put a backup in the place of the data file; return where the file that was there is kept.

    Nobody may have the file open: DataFileError `locked` otherwise.
    """
    from smallcrm.db import backup

    if in_use(paths.database):
        raise DataFileError(FileTrouble.LOCKED, detail="open in another window")
    return backup.restore(source, paths.database, clock.now())


def in_use(path: Path) -> bool:
    """Tell whether another connection has the file open: only then is its log there and in use."""
    from smallcrm.db.connection import connect
    from smallcrm.domain.errors import DataFileError as Trouble

    if not path.exists():
        return False
    try:
        connection = connect(path)
    except Exception:  # noqa: BLE001  (a file that cannot be opened is in nobody's use)
        return False
    try:
        connection.execute("PRAGMA busy_timeout=0")
        connection.execute("PRAGMA locking_mode=EXCLUSIVE").fetchone()
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("ROLLBACK")
    except Trouble:
        return True
    except Exception as error:  # noqa: BLE001
        return "locked" in str(error).lower()
    finally:
        connection.close()
    return False


def newest_backup(paths: Paths) -> tuple[Path, datetime] | None:
    """Return the newest backup that verifies, and when it was made."""
    from smallcrm.db import backup

    found = backup.newest_good(paths.backups)
    return None if found is None else (found.path, found.made_at)


def run_window(
    paths: Paths,
    clock: Clock,
    *,
    language: str | None = None,
    message: Message | None = None,
    smoke_test: bool = False,
) -> int:
    """Open the window and return its exit status; `message` is shown once the file is open.

    Where a window of this data file is open already, that one gets the message (or comes to the
    front) and 0 is returned at once. `smoke_test` closes the window once it has been painted.
    """
    import sys

    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from smallcrm import paths as places
    from smallcrm.i18n import system
    from smallcrm.i18n.catalog import I18n
    from smallcrm.machine_settings import MachineSettings
    from smallcrm.ui.server import WindowLock
    from smallcrm.ui.start import EXIT_STATUS, Outside, WindowLife

    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication([*sys.argv[:1], "-name", "smallcrm"])
    app.setApplicationName("smallcrm")
    app.setApplicationDisplayName("")
    app.setDesktopFileName("smallcrm")
    app.setQuitOnLastWindowClosed(False)
    machine = MachineSettings(paths.machine_settings)
    resources = places.resources()

    def load_language() -> I18n:
        chosen = language or machine.get("machine.language")
        wanted = system.system_language() if chosen == "system" else chosen
        return I18n.load(wanted, resources, clock=clock)

    try:
        places.make_private(paths.data)
    except OSError:
        lock_taken, lock = True, WindowLock(paths.data)
    else:
        lock = WindowLock(paths.data)
        lock_taken = lock.take()
    if not lock_taken:
        return _hand_over(paths, message, EXIT_STATUS[FileTrouble.LOCKED])
    country, currency = _system_locale()
    life = WindowLife(
        app,
        Outside(
            open_backend=lambda: open_backend(paths, clock),
            restore=lambda source: restore(paths, clock, source),
            newest_backup=lambda: newest_backup(paths),
            load_language=load_language,
            paths=paths,
            clock=clock,
            resources=resources,
            machine=machine,
            country=country,
            currency=currency,
        ),
        lock,
    )
    life.ended.connect(app.exit)
    if sys.platform == "darwin":
        from smallcrm.ui.opened_addresses import OpenedAddresses

        opened = OpenedAddresses(life)
        opened.received.connect(life.receive)
        app.installEventFilter(opened)
    if message is not None:
        life.receive(message)
    life.start()
    if smoke_test:
        QTimer.singleShot(_SMOKE_TEST_MS, life.quit)
    return app.exec()


def _hand_over(paths: Paths, message: Message | None, locked: int) -> int:
    """Give the message to the window that is open; a status where it does not answer."""
    from smallcrm.telephony import wire
    from smallcrm.telephony.handover import deliver

    if message is not None and message.kind == "call":
        line = wire.encode_call(message.number, message.name, outgoing=message.outgoing)
    else:
        line = wire.encode_show()
    return 0 if deliver(str(paths.data), line, patience=_PATIENCE_S) else locked
