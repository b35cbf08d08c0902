"""Reads and imports one file, and prints how much memory that took at most, in megabytes."""

from __future__ import annotations

import re
import resource
import sys
from pathlib import Path

from tests.benchmarks import data

from smallcrm import importers
from smallcrm.domain.enums import Source
from smallcrm.domain.watch import Watch
from smallcrm.services.commands import ImportRecords

_UNIT = 1 if sys.platform == "darwin" else 1024


def main() -> None:
    """Do what the assistant does once the owner has said yes."""
    folder, path = (Path(argument) for argument in sys.argv[1:])
    backend = data.opened(folder)
    plan = importers.read(path, default_currency="EUR", country="IE")
    command = ImportRecords(
        kind=plan.understood.kind,
        records=plan.records,
        rejected=plan.rejected,
        rows_read=plan.rows_read,
        file_name=path.name,
        watch=Watch(),
    )
    backend.services.perform(command, source=Source.IMPORT)
    backend.close()
    sys.stdout.write(f"{most_memory() // 1_000_000}\n")


def most_memory() -> int:
    """Return the most memory that this program had, in bytes.

    On Linux what `getrusage` says begins with the most of whoever started this process.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        found = re.search(r"VmHWM:\s*(\d+) kB", status.read_text("ascii"))
        assert found is not None
        return int(found[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT


if __name__ == "__main__":
    main()
