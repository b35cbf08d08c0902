"""Making many papers beside the screen: noted as sent first, then made and written."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QObject, Signal

from smallcrm.domain.errors import Refusal
from smallcrm.domain.watch import Cancelled, Watch
from smallcrm.reports import Stationery, write_pdf
from smallcrm.reports.files import another_name
from smallcrm.reports.papers import MadePaper, NotMade, fixing, run

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from smallcrm.reports.material import Paper
    from smallcrm.services.commands import FixPaper
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend

_EVERY_SECONDS: Final = 0.05


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a run: the file, or the folder of so many files, and who was left out.

    `remarks` are what the owner is to know of papers that were made: whose, and what.
    """

    path: Path
    made: int
    left_out: tuple[NotMade, ...] = ()
    remarks: tuple[tuple[str, Refusal], ...] = ()


class RunWork(QObject):
    """Makes papers one after the other; `stop` may be asked for at any time.

    `progressed(done, of)`; `finished(Done)`; `stopped(count)` says how many files stand written
    already; `failed(error)` with everything else. What leaves the program is noted (`FixPaper`)
    before it is made, so that an invoice is not printed as a draft: stopping does not take that
    back.
    """

    progressed = Signal(int, int)
    finished = Signal(object)
    stopped = Signal(int)
    failed = Signal(object)

    def __init__(self, context: UiContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._watch: Watch | None = None
        # The program's end waits for what is being written.
        context.runner.ending.connect(self.stop)

    @property
    def busy(self) -> bool:
        """Tell whether papers are being made."""
        return self._watch is not None

    def stop(self) -> None:
        """Ask it to stop at the next paper."""
        if self._watch is not None:
            self._watch.cancel()

    def start(self, papers: Sequence[Paper], path: Path, *, each: bool) -> None:
        """Make papers into one PDF, or `each` into a folder of its own; not while busy."""
        if self.busy:
            return
        self._watch = Watch(self._throttled())
        commands = [(paper, command) for paper in papers if (command := fixing(paper)) is not None]
        self._fix(papers, commands, [], lambda left, out: self._make(left, out, path, each=each))

    def _fix(
        self,
        papers: Sequence[Paper],
        commands: Sequence[tuple[Paper, FixPaper]],
        left_out: list[NotMade],
        then: Callable[[Sequence[Paper], list[NotMade]], None],
    ) -> None:
        """Note one paper after the other as sent, then go on with those that could be."""
        if self._watch is None or self._watch.cancelled:
            self._end()
            self.stopped.emit(0)
            return
        if not commands:
            refused = {one.paper for one in left_out}
            then([paper for paper in papers if paper not in refused], left_out)
            return
        (paper, command), rest = commands[0], commands[1:]

        def fixed(_outcome: object) -> None:
            if shiboken6.isValid(self):
                self._fix(papers, rest, left_out, then)

        def failed(error: Exception) -> None:
            if not shiboken6.isValid(self):
                return
            if isinstance(error, Refusal):
                left_out.append(NotMade(paper, "", error))
                self._fix(papers, rest, left_out, then)
            else:
                self._end()
                self.failed.emit(error)

        self._context.runner.write(command, fixed, failed, initiator=self)

    def _make(
        self, papers: Sequence[Paper], left_out: list[NotMade], path: Path, *, each: bool
    ) -> None:
        context, watch = self._context, self._watch
        stationery = Stationery(
            settings=context.settings,
            tr=context.tr,
            resources=context.resources,
            clock=context.clock,
        )
        written: list[Path] = []
        remarks: list[tuple[str, Refusal]] = []

        def work(backend: Backend) -> Done:
            taken = {one.name.casefold() for one in path.iterdir()} if each else set()

            def write(paper: MadePaper) -> None:
                target = path / another_name(paper.file_name, taken)
                write_pdf(paper.content, target)
                written.append(target)
                remarks.extend((paper.client, remark) for remark in paper.remarks)

            made = run(
                backend.queries, papers, stationery, watch=watch, each=write if each else None
            )
            if made.content is not None:
                write_pdf(made.content, path)
            remarks.extend(("", remark) for remark in made.remarks)
            return Done(path, made.made, (*left_out, *made.left_out), tuple(remarks))

        def done(found: Done) -> None:
            if shiboken6.isValid(self):
                self._end()
                self.finished.emit(found)

        def failed(error: Exception) -> None:
            if not shiboken6.isValid(self):
                return
            self._end()
            if isinstance(error, Cancelled):
                self.stopped.emit(len(written))
            else:
                self.failed.emit(error)

        context.runner.task(work, done, failed)

    def _end(self) -> None:
        self._watch = None

    def _throttled(self) -> Callable[[int, int], None]:
        """Return what passes progress on to the screen, not more often than can be seen."""
        last = 0.0

        def progress(done: int, of: int) -> None:
            nonlocal last
            now = time.monotonic()
            if (now - last >= _EVERY_SECONDS or done == of) and shiboken6.isValid(self):
                last = now
                self.progressed.emit(done, of)

        return progress
