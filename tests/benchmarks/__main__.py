"""Measure the speeds that the program promises: `python -m tests.benchmarks [NAME ...]`.

Every figure stands beside a limit taken in the same run, and its goal; no time is asserted.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from tests.benchmarks import data
from tests.benchmarks.common import Context, Row, say, table

NAMES = (
    "start", "keystroke", "search", "card", "payment", "billing", "statements", "imports",
    "backups", "tabs", "scroll", "referrals", "duplicates", "einvoices", "letters", "papers",
    "sales", "ring", "forwarding",
)  # fmt: skip


def main() -> int:
    """Run what was named, or everything."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--clients", type=int, default=100_000)
    asked = parser.parse_args()
    unknown = [name for name in asked.names if name not in NAMES]
    if unknown:
        parser.error(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(NAMES)}")
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    rows: list[Row] = []
    kept = data.folder(asked.clients)
    with tempfile.TemporaryDirectory(prefix="smallcrm-") as scratch:
        for name in asked.names or NAMES:
            own = Path(scratch) / name
            own.mkdir()
            say(f"-- {name}")
            found = import_module(f"tests.benchmarks.{_MODULES.get(name, name)}").run(
                Context(asked.clients, kept, own)
            )
            for row in found:
                say("   " + "; ".join(cell for cell in row.cells() if cell))
            rows.extend(found)
    say()
    say(table(rows))
    return 0


# `search` by itself has a command of its own, with what lies behind the figures.
_MODULES = {"search": "search_rows"}


if __name__ == "__main__":
    sys.exit(main())
