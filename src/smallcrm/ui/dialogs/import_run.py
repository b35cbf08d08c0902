"""Reading, trying out, bringing in and taking back a file beside the screen, one after another."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Signal

from smallcrm.domain.collecting import seldom_collecting
from smallcrm.domain.watch import Cancelled, Watch
from smallcrm.services.commands import Undo
from smallcrm.ui.dialogs.import_rows import POSSIBLE, Prepared, prepare
from smallcrm.ui.dialogs.import_work import (
    Choices,
    Export,
    Read,
    Reader,
    command_of,
    fill_command,
    in_order,
)

if TYPE_CHECKING:
    from smallcrm.domain.records import RecordKind, RejectedRow
    from smallcrm.importers import ImportPlan
    from smallcrm.services.commands import Candidate, Command, Decision, Outcome
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend

T = TypeVar("T")
# So often the screen hears how far the work is.
_EVERY_SECONDS: Final = 0.05


class ImportRun(QObject):
    """Does the work of an import off the GUI thread; a newer task takes an older one's place.

    `progressed(done, of)` in the unit of whatever is at work; `cancelled()` where it was asked to
    stop and did: nothing was changed. `failed(error)` with everything else that went wrong.
    """

    read = Signal(object)
    tried = Signal(object)
    imported = Signal(object, object)
    undone = Signal(object)
    rejects_kept = Signal(object)
    ordered = Signal(object)
    progressed = Signal(int, int)
    cancelled = Signal()
    failed = Signal(object)

    def __init__(self, context: UiContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._round = 0
        self._watch: Watch | None = None
        # Whom the rows of this reading may double, decided ones too.
        self._doubts: dict[int, tuple[Candidate, ...]] = {}

    @property
    def busy(self) -> bool:
        """Tell whether something is at work that can be cancelled."""
        return self._watch is not None

    def cancel(self) -> None:
        """Ask what is at work to stop; `cancelled` follows, or what it had done already."""
        if self._watch is not None:
            self._watch.cancel()

    def leave(self) -> None:
        """Stop what is at work and hear no more of it."""
        self.cancel()
        self._round += 1
        self._watch = None

    def start_reading(self, path: Path, choices: Choices | None) -> None:
        """Read a file as it is said, or for the first time: then as the last one of its shape."""
        settings = self._context.settings
        reader = Reader(path, settings.country, settings.currency)
        watch = self._begin()
        self._doubts = {}

        def work(backend: Backend) -> Read:
            with seldom_collecting():
                if choices is None:
                    return reader.first(backend, watch)
                return reader.again(backend, choices, watch)

        self._context.runner.task(work, *self._answers(self.read.emit))

    def try_out(
        self, path: Path, plan: ImportPlan, choices: Choices, decisions: Mapping[int, Decision]
    ) -> None:
        """See what an import would do, with these decisions."""
        tr, watch, decided = self._context.tr, self._begin(), dict(decisions)
        command = command_of(tr, path, plan, choices, decided, watch=watch, dry_run=True)
        kind = plan.understood.kind
        self._write(
            command, lambda outcome: self._sort_out(outcome, kind, decided, self.tried.emit)
        )

    def bring_in(
        self, path: Path, plan: ImportPlan, choices: Choices, decisions: Mapping[int, Decision]
    ) -> None:
        """Bring a plan in."""
        tr, watch, decided = self._context.tr, self._begin(), dict(decisions)
        command = command_of(tr, path, plan, choices, decided, watch=watch, dry_run=False)
        kind = plan.understood.kind
        self._write(
            command,
            lambda outcome: self._sort_out(
                outcome, kind, {}, lambda rows: self.imported.emit(outcome, rows)
            ),
        )

    def fill(self, path: Path, export: Export, *, dry_run: bool) -> None:
        """Fill an empty file from an export of everything, or see whether that would go."""
        self._begin()
        command = fill_command(path, export, dry_run=dry_run)
        if dry_run:
            self._write(command, lambda _outcome: self.tried.emit(None))
        else:
            self._write(command, lambda outcome: self.imported.emit(outcome, None))

    def undo(self) -> None:
        """Take the whole import back, as one action."""
        self._begin()
        self._write(Undo(), self.undone.emit)

    def keep_rejects(self, path: Path, plan: ImportPlan, skipped: Sequence[RejectedRow]) -> None:
        """Keep the rows that were not taken in a file of their own."""

        def work(backend: Backend) -> Path:
            from smallcrm.importers.rejects_file import with_cells, write_rejects

            rows = with_cells(path, plan, skipped)
            return write_rejects(backend.paths, backend.clock, path, plan, rows)

        self._context.runner.task(work, self._if_alive(self.rejects_kept.emit), self._on_failed)

    def put_in_order(self, paths: Sequence[Path]) -> None:
        """Find out in which order files are best brought in."""
        settings = self._context.settings
        reader = Reader(paths[0], settings.country, settings.currency)
        self._begin()

        def work(backend: Backend) -> list[Path]:
            return in_order(paths, backend, reader)

        self._context.runner.task(work, *self._answers(self.ordered.emit))

    def _begin(self) -> Watch:
        if self._watch is not None:
            self._watch.cancel()
        self._round += 1
        this_round, last = self._round, 0.0

        def progress(done: int, of: int) -> None:
            nonlocal last
            now = time.monotonic()
            if now - last >= _EVERY_SECONDS and this_round == self._round:
                last = now
                if shiboken6.isValid(self):
                    self.progressed.emit(done, of)

        self._watch = Watch(progress)
        return self._watch

    def _write(self, command: Command, done: Callable[[Outcome], None]) -> None:
        self._context.runner.write(command, *self._answers(done), initiator=self.parent())

    def _sort_out(
        self,
        outcome: Outcome,
        kind: RecordKind,
        decisions: Mapping[int, Decision],
        done: Callable[[Prepared], None],
    ) -> None:
        result = outcome.imported
        assert result is not None
        this_round, doubts = self._round, dict(self._doubts)

        def answer(prepared: Prepared) -> None:
            if shiboken6.isValid(self) and this_round == self._round:
                self._doubts = {
                    prepared.rows[place].row: prepared.rows[place].candidates
                    for place in prepared.places[POSSIBLE]
                }
                done(prepared)

        def work(_backend: Backend) -> Prepared:
            with seldom_collecting():
                return prepare(result, kind, decisions, doubts)

        self._context.runner.task(work, answer, self._on_failed)

    def _answers(
        self, done: Callable[[T], None]
    ) -> tuple[Callable[[T], None], Callable[[Exception], None]]:
        """Return what hears the answer of the task that begins now, and what its failure."""
        this_round = self._round

        def answered(found: T) -> None:
            if shiboken6.isValid(self) and this_round == self._round:
                self._watch = None
                done(found)

        def failed(error: Exception) -> None:
            if shiboken6.isValid(self) and this_round == self._round:
                self._watch = None
                if isinstance(error, Cancelled):
                    self.cancelled.emit()
                else:
                    self.failed.emit(error)

        return answered, failed

    def _if_alive(self, done: Callable[[T], None]) -> Callable[[T], None]:
        def answered(found: T) -> None:
            if shiboken6.isValid(self):
                done(found)

        return answered

    def _on_failed(self, error: Exception) -> None:
        if shiboken6.isValid(self):
            self.failed.emit(error)
