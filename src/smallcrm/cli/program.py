"""What the command line is given to work with, so that it never builds anything itself."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from smallcrm.domain.checks import CheckReport
from smallcrm.domain.clock import Clock
from smallcrm.paths import Paths
from smallcrm.queries.api import Queries
from smallcrm.services.api import Services
from smallcrm.telephony.wire import Message


class Backend(Protocol):
    """One open data file; every method raises DataFileError where the file is in trouble."""

    @property
    def queries(self) -> Queries:
        """The read side."""
        ...

    @property
    def services(self) -> Services:
        """The write side."""
        ...

    def check(self) -> CheckReport:
        """Look over file, schema, search index and money rules."""
        ...

    def backup(self, target: Path | None = None) -> Path:
        """Make a verified copy, in the folder of backups unless told otherwise."""
        ...

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        ...


class Program(Protocol):
    """The program around the command line; what it does is imported only when it is called."""

    def open_backend(self, paths: Paths, clock: Clock) -> Backend:
        """Open the data file, made or migrated if need be; raises DataFileError."""
        ...

    def restore(self, paths: Paths, clock: Clock, source: Path) -> Path | None:
        """Put a backup in the place of the data file, which is kept; return where it is kept."""
        ...

    def run_window(
        self,
        paths: Paths,
        clock: Clock,
        *,
        language: str | None = None,
        message: Message | None = None,
        smoke_test: bool = False,
    ) -> int:
        """Open the window and return its exit status; `message` is shown once it is open.

        Where a window of this data file is open already, that one gets the message (or comes to
        the front) and 0 is returned at once.
        """
        ...
