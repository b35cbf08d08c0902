"""A verified backup against a plain copy of the file with the same check."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from tests.benchmarks.common import Context, Row, Times, against

from smallcrm.db import backup
from smallcrm.db.connection import connect

_TURNS = 5
_GOAL = 2.0


def run(context: Context) -> list[Row]:
    """Copy in turns, each copy on the disk before it counts."""
    ours, plain = Times(), Times()
    for turn in range(_TURNS + 1):
        one, other = context.scratch / "one.db", context.scratch / "other.db"
        if turn == 0:  # the first only warms the system's cache
            backup.copy(context.database, one)
            continue
        plain.measure(lambda: _copy(context.database, other))  # noqa: B023
        ours.measure(lambda: backup.copy(context.database, one))  # noqa: B023
        for path in (one, other):
            path.unlink()
    size = context.database.stat().st_size / 1e6
    what = "a plain copy with quick_check"
    return [
        against(f"verified backup ({size:.0f} MB)", ours.wall, what, plain.wall, _GOAL),
        against("the same work", ours.cpu, what, plain.cpu),
    ]


def _copy(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
    with target.open("rb+") as stream:
        os.fsync(stream.fileno())
    connection = connect(target, readonly=True)
    problems = backup.quick_check(connection)
    connection.close()
    if problems:
        raise RuntimeError(problems[0])
