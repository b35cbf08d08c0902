"""Who must look again: the one place from which views learn that something was committed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from smallcrm.domain.changes import Changes


class Hub(QObject):
    """Tells views what was committed; lives on the GUI thread.

    `committed(changes, initiator)`: typed `Changes`, and the widget that asked for the write (or
    None where another program wrote). Each view decides by `changes` whether it shows anything
    of it; a hidden one marks itself stale. `machine_changed()` when settings of this machine may
    be others.
    """

    committed = Signal(object, object)
    machine_changed = Signal()

    def announce(self, changes: Changes, initiator: object | None = None) -> None:
        """Say that a commit has happened."""
        self.committed.emit(changes, initiator)

    def announce_everything(self) -> None:
        """Say that everything may look different: a restore, or another program's commit."""
        self.committed.emit(Changes(everything=True), None)
