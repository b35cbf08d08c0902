"""The program's one entrance: arguments only; everything heavy is imported when it is needed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smallcrm.app import Backend
    from smallcrm.domain.clock import Clock
    from smallcrm.paths import Paths
    from smallcrm.telephony.wire import Message


_INTERRUPTED = 130


class _Program:
    """The composition root, reached late: SQLAlchemy costs 300 ms and Qt another 100."""

    def open_backend(self, paths: Paths, clock: Clock) -> Backend:
        """Open the data file."""
        from smallcrm import app

        return app.open_backend(paths, clock)

    def restore(self, paths: Paths, clock: Clock, source: Path) -> Path | None:
        """Put a backup in the place of the data file."""
        from smallcrm import app

        return app.restore(paths, clock, source)

    def run_window(
        self,
        paths: Paths,
        clock: Clock,
        *,
        language: str | None = None,
        message: Message | None = None,
        smoke_test: bool = False,
    ) -> int:
        """Open the window."""
        from smallcrm import app

        return app.run_window(
            paths, clock, language=language, message=message, smoke_test=smoke_test
        )


def main(arguments: list[str] | None = None) -> int:
    """Run the program, and return its exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        return _run(given)
    except KeyboardInterrupt:
        return _INTERRUPTED


def _run(arguments: list[str]) -> int:
    from smallcrm.cli import display

    if not arguments and display.has_display():
        from smallcrm import paths
        from smallcrm.domain.clock import Clock

        return _Program().run_window(paths.find(), Clock())
    from smallcrm.cli.main import main as command_line

    return command_line(arguments, _Program())


if __name__ == "__main__":
    sys.exit(main())
