"""Keeps the calendar that other programs read up to date, off the GUI thread."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from smallcrm.domain.changes import Changes, Entity
from smallcrm.domain.errors import Refusal
from smallcrm.i18n.sentences import refusal

if TYPE_CHECKING:
    from smallcrm.exporters import Written
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend

_SETTLE_MS: Final = 2000


class CalendarKeeping(QObject):
    """Writes the file of `calendar.file` when the window has opened, and after what changes it.

    Commits within two seconds are one writing. What the command line writes while a window is open
    is told to the window; what it writes without one stands in the file from the window's next
    start. `failed(text)` says once why the file cannot be written, until it can again.
    """

    failed = Signal(str)

    def __init__(self, context: UiContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._begun = False
        self._writing = False
        self._trouble = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SETTLE_MS)
        self._timer.timeout.connect(self.write)

    def begin(self) -> None:
        """Write for the first time; from then on by itself."""
        if self._begun:
            return
        self._begun = True
        self._context.hub.committed.connect(self._on_committed)
        self._context.hub.machine_changed.connect(self._on_settings)
        self.write()

    def stop(self) -> None:
        """Write no more; what changed last is written at the next start."""
        self._timer.stop()
        if self._begun:
            self._begun = False
            self._context.hub.committed.disconnect(self._on_committed)
            self._context.hub.machine_changed.disconnect(self._on_settings)

    def write(self) -> None:
        """Write the file anew, if one is wanted."""
        target = self._context.machine.get("calendar.file")
        if not target:
            return
        if self._writing:
            self._timer.start()
            return
        self._writing = True
        self._context.runner.task(
            lambda backend: write_calendar(self._context, backend, Path(target)),
            self._on_written,
            self._on_failed,
        )

    def _on_committed(self, changes: Changes, _initiator: object) -> None:
        if changes.touches(Entity.FOLLOW_UP, Entity.CLIENT) and not self._timer.isActive():
            self._timer.start()

    def _on_settings(self) -> None:
        self._timer.start()

    def _on_written(self, _written: Written) -> None:
        self._writing = self._trouble = False

    def _on_failed(self, error: Exception) -> None:
        self._writing = False
        if self._trouble:
            return
        self._trouble = True
        tr = self._context.tr
        said = refusal(tr, error) if isinstance(error, Refusal) else str(error)
        # Translators: why the calendar file is not up to date
        self.failed.emit(tr.gettext("The calendar file: {reason}").format(reason=said))


def write_calendar(context: UiContext, backend: Backend, target: Path) -> Written:
    """Write the calendar as the settings of this machine want it."""
    from smallcrm.exporters.calendar_file import Shown, export_calendar

    machine = context.machine
    shown = Shown(
        names=machine.get("calendar.names") == "yes",
        birthdays=machine.get("calendar.birthdays") == "yes",
    )
    return export_calendar(backend.queries, target, tr=context.tr, clock=context.clock, shown=shown)
