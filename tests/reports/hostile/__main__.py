"""Print hostile names and notes: `python -m tests.reports.hostile [COUNT] [--seed N]`."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.reports.hostile.battery import Tally, run
from tests.reports.hostile.papers import Press

from smallcrm.app import open_backend
from smallcrm.domain.clock import Clock
from smallcrm.paths import Paths


def main() -> int:
    """Print them, and say what is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.reports.hostile", description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=10_000, metavar="COUNT")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    asked = parser.parse_args()
    say = print
    began = time.monotonic()
    told = 0

    def shown(tally: Tally) -> None:
        nonlocal told
        for fault in tally.faults[told:]:
            say(f"-- {fault}", flush=True)
        told = len(tally.faults)
        if tally.texts % 1_000 == 0:
            say(f"   {tally.texts:,} of {asked.count:,}", flush=True)

    with tempfile.TemporaryDirectory(prefix="smallcrm-") as folder:
        paths = Paths(data=Path(folder), machine_settings=Path(folder) / "machine.json")
        clock = Clock.fixed(datetime(2026, 5, 12, 8, 42, tzinfo=UTC), ZoneInfo("Europe/Dublin"))
        backend = open_backend(paths, clock, country="IE", currency="EUR")
        try:
            tally = run(Press.of(backend), asked.count, asked.seed, shown)
        finally:
            backend.close()
    say(f"{tally.texts:,} names and notes on {tally.papers:,} papers, {tally.bytes:,} bytes")
    say(f"in {time.monotonic() - began:.0f} s; faults: {len(tally.faults)}")
    return int(bool(tally.faults))


if __name__ == "__main__":
    sys.exit(main())
