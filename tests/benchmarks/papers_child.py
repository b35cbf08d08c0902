"""Makes so many statements in one file, and prints how much memory that took at most, in MB."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.benchmarks import data
from tests.benchmarks.import_child import most_memory
from tests.benchmarks.papers import statements, stationery_of

from smallcrm.reports.papers import run


def main() -> None:
    """Do what the command line does for all who are sent one."""
    backend = data.opened(Path(sys.argv[1]))
    done = run(backend.queries, statements(backend, int(sys.argv[2])), stationery_of(backend))
    assert done.content is not None
    backend.close()
    sys.stdout.write(f"{most_memory() // 1_000_000}\n")


if __name__ == "__main__":
    main()
