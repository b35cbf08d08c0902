"""What must hold of every nasty file: rows taken, rows refused by name, and nothing else.

Each file is read and brought in through the services into a real data file, as the command line
does it. It fails by another exception than a Refusal, by a code without words, by more than ten
seconds, by a data file that `check` complains of, by an action in the journal of a file that was
refused, by an undo that leaves anything, and by a file written outside of the data folder.
"""

from __future__ import annotations

import faulthandler
import os
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlcipher3.dbapi2 as driver
from tests.factories import dump, rows
from tests.importers.nasty.corpus import Case

from smallcrm import importers
from smallcrm.app import Backend, open_backend
from smallcrm.cli import refusals
from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import Source
from smallcrm.domain.errors import Refusal
from smallcrm.exporters.everything import is_everything, read_everything
from smallcrm.i18n.catalog import I18n
from smallcrm.importers.rejects_file import with_cells, write_rejects
from smallcrm.paths import Paths, resources
from smallcrm.services.commands import FillFromExport, ImportRecords, ImportResult, Undo

LONGEST_S = 10.0
_STUCK_S = 300
_CLOCK = Clock.fixed(datetime(2026, 5, 12, 8, 42, tzinfo=UTC), ZoneInfo("Europe/Dublin"))
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


@dataclass(slots=True)
class Tally:
    """What became of the files."""

    files: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    rows_refused: Counter[str] = field(default_factory=Counter)
    rows_taken: int = 0
    slowest: list[tuple[float, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


class Battery:
    """A data file that every case is tried on, and found empty again by the next."""

    def __init__(self, folder: Path, longest_s: float = LONGEST_S) -> None:
        self.folder = folder
        self._longest_s = longest_s
        self.tally = Tally()
        self._files = folder / "files"
        self._files.mkdir(parents=True)
        self._data = folder / "data"
        self._tongues = [
            I18n.load(language, resources(), clock=_CLOCK) for language in ("en", "zh_CN")
        ]
        self._backend = self._opened()
        self._empty = dump(self._backend)
        self._allowed: tuple[str, ...] = (str(self._data), os.devnull)
        self._strayed: list[str] = []

    def _opened(self) -> Backend:
        paths = Paths(data=self._data, machine_settings=self._data / "machine.json")
        return open_backend(paths, _CLOCK, country="IE", currency="EUR")

    def close(self) -> None:
        self._backend.close()

    def run(
        self, cases: Sequence[Case], shown: Callable[[int, Sequence[str]], None] | None = None
    ) -> Tally:
        """Try every case; what is wrong with any is in the tally's `faults`, and shown at once."""
        for number, case in enumerate(cases, start=1):
            known = len(self.tally.faults)
            self.one(case)
            if shown is not None:
                shown(number, self.tally.faults[known:])
        return self.tally

    def one(self, case: Case) -> None:
        """Try one case."""
        path = self._written(case)
        if path is None:
            return
        self.tally.files += 1
        before = self._listing()
        actions = self._actions()
        began = time.process_time()
        faulthandler.dump_traceback_later(_STUCK_S, exit=True)
        try:
            with self._watched():
                result = self._bring_in(case, path)
        except Refusal as refusal:
            self.tally.refused[refusal.code] += 1
            self._worded(case, refusal.code, refusal.parameters)
            if self._actions() != actions:
                self._fault(case, f"refused ({refusal.code}), but there is an action")
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            self._fault(case, f"{type(error).__name__}\n{traceback.format_exc(limit=-6)}")
        else:
            self._accounted(case, result)
            self._taken_back(case, result)
        finally:
            faulthandler.cancel_dump_traceback_later()
        self._timed(case, time.process_time() - began)
        path.unlink()
        if self._listing() != before - {str(path)}:
            self._fault(case, f"written outside: {self._listing() ^ before}")
        for stray in self._strayed:
            self._fault(case, f"touched {stray}")
        self._strayed.clear()

    def _written(self, case: Case) -> Path | None:
        path = self._files / case.path_name
        try:
            path.write_bytes(case.make())
        except (OSError, ValueError):
            return None  # no such name on this system
        return path

    def _bring_in(self, case: Case, path: Path) -> ImportResult:
        if is_everything(path):
            settings, tables = read_everything(path)
            command: Any = FillFromExport(settings=settings, tables=tables, file_name=path.name)
            return self._performed(command)
        options = {"default_currency": "EUR", "country": "IE", **case.options}
        plan = importers.read(path, **options)
        result = self._performed(
            ImportRecords(
                kind=plan.understood.kind,
                records=plan.records,
                rejected=plan.rejected,
                rows_read=plan.rows_read,
                file_name=path.name,
            )
        )
        skipped = with_cells(path, plan, result.skipped)
        if skipped:
            write_rejects(self._backend.paths, _CLOCK, path, plan, skipped)
        return result

    def _performed(self, command: Any) -> ImportResult:
        result = self._backend.services.perform(command, source=Source.IMPORT).imported
        assert result is not None
        return result

    def _accounted(self, case: Case, result: ImportResult) -> None:
        self.tally.rows_taken += result.added + result.merged + result.unchanged
        for row in result.skipped:
            self.tally.rows_refused[row.why] += 1
        for why, row in {row.why: row for row in result.skipped}.items():
            self._worded(case, why, row.parameters)
        if result.read > 0 and not result.skipped and not self._some(result):
            self._fault(case, f"{result.read} rows, none taken and none refused")
        if result.added + result.merged > 0 and result.import_id is None:
            self._fault(case, "rows were taken, but there is no action")

    def _some(self, result: ImportResult) -> bool:
        return result.added + result.merged + result.unchanged > 0

    def _taken_back(self, case: Case, result: ImportResult) -> None:
        report = self._backend.check()
        if report.problems:
            self._fault(case, f"the data file is not sound: {report.problems[:3]}")
        if result.import_id is None:
            if dump(self._backend) != self._empty:
                self._fault(case, "nothing was taken, but the data file changed")
        else:
            self._backend.services.perform(Undo(), source=Source.SCREEN)
            if dump(self._backend) != self._empty:
                self._fault(case, "one undo does not take all of it back")
        if self._faulty(case):
            self._renew()

    def _worded(self, case: Case, code: str, parameters: Any) -> None:
        """Say a refusal in every language, as the owner would read it."""
        for tongue in self._tongues:
            said = refusals.why(tongue, code, parameters)
            if f"{code})" in said or f"{code}）" in said:
                self._fault(case, f"no words for {code}")

    def _timed(self, case: Case, seconds: float) -> None:
        self.tally.slowest = sorted([*self.tally.slowest, (seconds, case.label)])[-12:]
        if seconds > self._longest_s:
            self._fault(case, f"took {seconds:.1f} s")

    def _fault(self, case: Case, what: str) -> None:
        self.tally.faults.append(f"{case.label}: {what}")

    def _faulty(self, case: Case) -> bool:
        return any(fault.startswith(f"{case.label}: ") for fault in self.tally.faults)

    def _renew(self) -> None:
        """Begin with another data file, so that one fault does not become many."""
        self._backend.close()
        for file in self._data.rglob("smallcrm*"):
            if file.is_file():
                file.unlink()
        self._backend = self._opened()
        self._empty = dump(self._backend)

    def _actions(self) -> int:
        ((count,),) = rows(self._backend, "SELECT count(*) FROM action")
        return int(count)

    def _listing(self) -> set[str]:
        """List what is there beside the data folder."""
        return {
            str(path)
            for folder in (self.folder, self._files)
            for path in folder.iterdir()
            if path != self._data
        }

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Hear of every file that is opened to be written, made, moved or removed."""
        _Ear.battery = self
        try:
            yield
        finally:
            _Ear.battery = None

    def heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = arguments
            writing = bool(flags & _WRITING) if isinstance(flags, int) else "w" in str(mode)
            if not writing or isinstance(path, int):
                return
            paths: tuple[object, ...] = (path,)
        elif event in _MOVING:
            paths = arguments[: _MOVING[event]]
        else:
            return
        for path in paths:
            if not os.path.abspath(os.fsdecode(path)).startswith(self._allowed):  # type: ignore[arg-type]  # noqa: PTH100
                self._strayed.append(f"{event} {path!r}")


_MOVING = {
    "os.mkdir": 1, "os.rename": 2, "os.remove": 1, "os.rmdir": 1, "os.link": 2, "os.symlink": 2,
    "os.truncate": 1, "shutil.rmtree": 1, "subprocess.Popen": 1, "os.system": 1,
}  # fmt: skip


class _Ear:
    """The one ear of the process: an audit hook cannot be taken off again."""

    battery: Battery | None = None

    @classmethod
    def hear(cls, event: str, arguments: tuple[Any, ...]) -> None:
        if cls.battery is not None and (event == "open" or event in _MOVING):
            cls.battery.heard(event, arguments)


sys.addaudithook(_Ear.hear)
assert driver.sqlite_version  # the data file's own library is not heard, and needs not be
