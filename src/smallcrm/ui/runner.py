"""Reads, writes and longer work off the GUI thread; answers come back on it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal, Slot
from shiboken6 import isValid

from smallcrm.domain.enums import Source
from smallcrm.domain.errors import DataFileError, Refusal
from smallcrm.domain.watch import Cancelled
from smallcrm.ui.collector import Collector

if TYPE_CHECKING:
    from pathlib import Path

    from smallcrm.domain.changes import Changes
    from smallcrm.domain.clock import Clock
    from smallcrm.domain.settings import FileSettings
    from smallcrm.paths import Paths
    from smallcrm.queries.api import Queries
    from smallcrm.services.api import Services
    from smallcrm.services.commands import AddCreditNote, Bill, Command, Outcome
    from smallcrm.services.rehearsal import Rehearsed

T = TypeVar("T")
_READERS = 3
_LOG = logging.getLogger(__name__)


class Backend(Protocol):
    """The open data file, as the screen knows it."""

    @property
    def paths(self) -> Paths:
        """Where things are."""
        ...

    @property
    def clock(self) -> Clock:
        """The present."""
        ...

    @property
    def queries(self) -> Queries:
        """The read side."""
        ...

    @property
    def services(self) -> Services:
        """The write side."""
        ...

    def file_settings(self) -> FileSettings:
        """Return the settings of the file."""
        ...

    def backup(self, target: Path | None = None) -> Path:
        """Make a verified copy."""
        ...

    def backup_if_due(self) -> Path | None:
        """Make the daily copy."""
        ...

    def backup_and_thin(self) -> None:
        """Make the copy of closing time."""
        ...

    def close(self) -> None:
        """Close the file."""
        ...


@dataclass(slots=True)
class _Job:
    """One piece of work and where its answer goes; `slot` empty for what nothing supersedes."""

    work: Callable[[Backend], Any]
    done: Callable[[Any], None] | None
    failed: Callable[[Exception], None] | None
    slot: str = ""
    generation: int = 0
    result: Any = None
    error: Exception | None = field(default=None)

    def taken(self) -> _Job:
        """Give away all that it holds: windows in its functions end where that is let go of."""
        job = replace(self)
        self.work, self.done, self.failed = _nothing, None, None
        self.result, self.error = None, None
        return job


def _nothing(_backend: Backend) -> None:
    """Stand in for work that was done."""


class Runner(QObject):
    """Runs work on threads of its own; lives on the GUI thread, where `done` and `failed` run.

    A newer read of the same slot stops the older one, whose late answer is dropped. Writes go
    through one thread in the order in which they were asked for; after each the hub's listeners
    hear what was committed before `done` is called. Work asked for before the data file is open
    waits for it. `ending()` comes before `stop` waits: long work that can be stopped stops then.
    """

    committed = Signal(object, object)
    ending = Signal()
    went_wrong = Signal(object)
    _finished = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._backend: Future[Backend] = Future()
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="read")
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="write")
        self._generations: dict[str, int] = {}
        self._lock = threading.Lock()
        self._stopped = False
        # What was still asked for at the end, so that no thread of ours lets go of it last.
        self._left: list[_Job] = []
        self._pending = 0
        self._finished.connect(self._on_finished)
        self._collector = Collector(self)

    @property
    def pending(self) -> int:
        """Return how many answers are still to come (for tests and for closing)."""
        return self._pending

    def open(self, make: Callable[[], Backend], done: Callable[[Backend], None]) -> None:
        """Open the data file on the writer's thread; failures come by `went_wrong`."""

        def work() -> None:
            job = _Job(work=lambda backend: backend, done=done, failed=None)
            try:
                backend = make()
            except Exception as error:  # noqa: BLE001  (shown to the owner, whatever it is)
                job.error = error
            else:
                self._backend.set_result(backend)
                job.result = backend
            self._finished.emit(job)

        self._pending += 1
        self._writer.submit(work)

    def read(
        self,
        slot: str,
        query: Callable[[Queries], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Ask the read side; a newer read of the slot takes this one's place."""
        if self._stopped:
            return
        with self._lock:
            generation = self._generations.get(slot, 0) + 1
            self._generations[slot] = generation
        if self._backend.done():
            self._backend.result().queries.interrupt(slot)
        job = _Job(lambda backend: query(backend.queries), done, failed, slot, generation)
        self._submit(self._readers, job)

    def cancel(self, slot: str) -> None:
        """Stop waiting for what a slot was asked."""
        if self._stopped:
            return
        with self._lock:
            self._generations[slot] = self._generations.get(slot, 0) + 1
        if self._backend.done():
            self._backend.result().queries.interrupt(slot)

    def write(
        self,
        command: Command,
        done: Callable[[Outcome], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        *,
        initiator: object | None = None,
        source: Source = Source.SCREEN,
    ) -> None:
        """Have a command performed; a refusal comes to `failed`, or by `went_wrong` without it.

        So does Cancelled where the command's watch was asked to stop: nothing was changed then.
        """

        def finish(outcome: Outcome) -> None:
            self._announce(outcome.changes, initiator)
            if done is not None:
                done(outcome)

        job = _Job(lambda backend: backend.services.perform(command, source=source), finish, failed)
        self._submit(self._writer, job)

    def rehearse(
        self,
        slot: str,
        command: Bill | AddCreditNote,
        done: Callable[[Rehearsed], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Ask what a command would make; a newer question of the slot takes this one's place."""
        if self._stopped:
            return
        with self._lock:
            generation = self._generations.get(slot, 0) + 1
            self._generations[slot] = generation
        job = _Job(
            lambda backend: backend.services.rehearse(command), done, failed, slot, generation
        )
        self._submit(self._writer, job)

    def task(
        self,
        work: Callable[[Backend], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Run longer work (a report, a backup, reading a file) beside reads."""
        self._submit(self._readers, _Job(work, done, failed))

    def wait_for(self, work: Callable[[Backend], T], *, seconds: float) -> T:
        """Run work beside this thread and wait for it: only where Qt asks for an answer at once.

        Raises what the work raises, and TimeoutError.
        """
        return self._readers.submit(lambda: work(self._backend.result())).result(seconds)

    def stop(self) -> None:
        """Take no more work, stop reads, wait for writes; then the file can be closed."""
        if self._stopped:
            return
        self._stopped = True
        self.ending.emit()
        with self._lock:
            slots = list(self._generations)
            for slot in slots:
                self._generations[slot] += 1
        if self._backend.done():
            for slot in slots:
                self._backend.result().queries.interrupt(slot)
        else:
            self._backend.cancel()
        self._readers.shutdown(wait=True, cancel_futures=True)
        self._writer.shutdown(wait=True)
        self._collector.stop()

    def backend(self) -> Backend | None:
        """Return the open data file, or None before it is open."""
        ready = self._backend.done() and not self._backend.cancelled()
        return self._backend.result() if ready else None

    def _announce(self, changes: Changes, initiator: object | None) -> None:
        if changes.rows or changes.everything:
            self.committed.emit(changes, initiator)

    def _submit(self, pool: ThreadPoolExecutor, job: _Job) -> None:
        if self._stopped:
            return
        self._pending += 1
        pool.submit(self._run, job)

    def _run(self, job: _Job) -> None:
        from concurrent.futures import CancelledError

        try:
            backend = self._backend.result()
            job.result = self._answer(job, backend)
        except CancelledError:
            self._left.append(job)
            return
        except Exception as error:  # noqa: BLE001  (handed to the GUI thread, whatever it is)
            job.error = error
        if self._stopped:
            self._left.append(job)
        else:
            self._finished.emit(job)

    def _answer(self, job: _Job, backend: Backend) -> Any:
        anew = True
        while self._is_wanted(job):
            try:
                return job.work(backend)
            except Exception as error:
                # The older query's interrupt may hit the newer one: it then asks again.
                name = type(error).__name__
                if name == "Interrupted" and job.slot:
                    continue
                if name == "InterfaceError" and job.slot and anew:
                    # It hit between two steps: the driver says that of the next statement, once.
                    anew = False
                    continue
                raise
        return None

    def _is_wanted(self, job: _Job) -> bool:
        return not job.slot or self._generations.get(job.slot) == job.generation

    @Slot(object)
    def _on_finished(self, finished: _Job) -> None:
        # The thread that worked may hold the job a moment longer than this one.
        job = finished.taken()
        self._pending -= 1
        if self._stopped or not self._is_wanted(job):
            return
        if job.error is None:
            if job.done is not None and _is_alive(job.done):
                job.done(job.result)
            return
        if not isinstance(job.error, Refusal | DataFileError | Cancelled):
            # Ids and codes only: the message may hold what the owner typed.
            _LOG.error("work failed: %s", type(job.error).__name__, exc_info=job.error)
        if job.failed is not None:
            if _is_alive(job.failed):
                job.failed(job.error)
        else:
            self.went_wrong.emit(job.error)


def _is_alive(callback: Callable[..., object]) -> bool:
    """Tell whether the widget that waits for an answer is still there."""
    owner = getattr(callback, "__self__", None)
    return not isinstance(owner, QObject) or isValid(owner)
