"""Try every nasty file: `python -m tests.importers.nasty [GROUP ...]`."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.importers.nasty.battery import Battery
from tests.importers.nasty.corpus import cases, selection


def main() -> int:
    """Try all, or the groups that are named, and say what became of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.importers.nasty", description=__doc__)
    parser.add_argument("groups", nargs="*", metavar="GROUP")
    parser.add_argument("--part", type=int, default=0, metavar="K", help="every other: 1 or 2")
    parser.add_argument("--some", type=int, metavar="N", help="a selection of N of all groups")
    asked = parser.parse_args()
    chosen = selection(asked.some) if asked.some else cases()
    if asked.part:
        chosen = chosen[asked.part - 1 :: 2]
    if asked.groups:
        chosen = [one for one in chosen if one.group in asked.groups or one.label in asked.groups]
    say = print
    began = time.monotonic()

    def shown(number: int, faults: Sequence[str]) -> None:
        for fault in faults:
            say(f"-- {fault}", flush=True)
        if number % 500 == 0:
            say(f"   {number:,} of {len(chosen):,}", flush=True)

    with tempfile.TemporaryDirectory(prefix="smallcrm-") as folder:
        battery = Battery(Path(folder) / "nasty")
        tally = battery.run(chosen, shown)
        battery.close()
    say(f"{tally.files:,} files in {time.monotonic() - began:.0f} s")
    say(f"{tally.rows_taken:,} rows taken; refused by name: {tally.rows_refused.total():,} rows")
    for code, count in tally.rows_refused.most_common():
        say(f"   {count:7,}  {code}")
    say(f"{tally.refused.total():,} files refused by name")
    for code, count in tally.refused.most_common():
        say(f"   {count:7,}  {code}")
    say("the slowest, in seconds of the processor")
    for seconds, label in reversed(tally.slowest):
        say(f"   {seconds:7.2f}  {label}")
    say(f"faults: {len(tally.faults)}")
    return int(bool(tally.faults))


if __name__ == "__main__":
    sys.exit(main())
