"""What is looked after while the window is open: the daily copy, and levels on a new day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from smallcrm.domain.enums import Source
from smallcrm.domain.errors import DataFileError
from smallcrm.ui.runner import Runner

if TYPE_CHECKING:
    from smallcrm.domain.clock import Clock
    from smallcrm.queries.care_shapes import LevelRuleShape

_CHECK_MS: Final = 60 * 60 * 1000


class Upkeep(QObject):
    """Looks once an hour from `begin` to `stop`; nobody waits for what it does."""

    def __init__(self, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._clock = clock
        self._runner: Runner | None = None
        self._levels_on: date | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_CHECK_MS)
        self._timer.timeout.connect(self._look)

    def begin(self, runner: Runner) -> None:
        """Look at once, and from now on; the runner has the file open."""
        self._runner = runner
        self._timer.start()
        self._look()

    def stop(self) -> None:
        """Look no more: the file is about to be closed."""
        self._timer.stop()
        self._runner = None

    def _look(self) -> None:
        """Make the daily copy; let levels follow on a new day, where months are counted."""
        if self._runner is None:
            return
        self._runner.task(lambda backend: backend.backup_if_due())
        today = self._clock.today()
        if today != self._levels_on:
            self._levels_on = today
            self._runner.read("level rules", lambda queries: queries.level_rules(), self._on_rules)

    def _on_rules(self, rules: Sequence[LevelRuleShape]) -> None:
        if self._runner and any(rule.within_months is not None for rule in rules):
            from smallcrm.services.commands import RefreshLevels

            self._runner.write(RefreshLevels(), failed=self._on_failed, source=Source.PROGRAM)

    def _on_failed(self, error: Exception) -> None:
        """Try again later where the file cannot be written now: nobody asked for this."""
        if self._runner is not None and not isinstance(error, DataFileError):
            self._runner.went_wrong.emit(error)
        self._levels_on = None
