"""From the start of the process to a painted window that takes keys, against an empty window."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

from tests.benchmarks import data
from tests.benchmarks.common import Context, Row, against, median

_RUNS = 9
_PAINTED, _FILLED, _MEMORY = 1.5, 5.0, 2.0


def run(context: Context) -> list[Row]:
    """Start an empty window, an empty file and the large file in turns."""
    kinds = {
        "an empty window": "empty",
        "an empty file": str(data.folder(0)),
        f"{context.clients:,} clients": str(context.data),
    }
    seen: dict[str, list[dict[str, float]]] = {kind: [] for kind in kinds}
    for turn in range(_RUNS + 1):
        for kind, argument in kinds.items():
            found = started(argument)
            if turn:  # the first one only warms the system's cache
                seen[kind].append(found)
    empty, *files = kinds
    peer = [found["painted"] for found in seen[empty]]
    rows = []
    for kind in files:
        # Painted and the key delivered: the box has the keyboard from the first.
        painted = [max(found["painted"], found["key"]) for found in seen[kind]]
        rows.append(
            against(f"start → painted, takes keys ({kind})", painted, empty, peer, _PAINTED)
        )
    # Others may use the machine meanwhile: the work done until then is the steadier figure.
    peer_work = [found["work"] for found in seen[empty]]
    for kind in files:
        work = [found["work"] for found in seen[kind]]
        rows.append(against(f"the same in seconds of work ({kind})", work, empty, peer_work))
    for kind in files:
        filled = [found["filled"] for found in seen[kind]]
        rows.append(against(f"start → tables filled ({kind})", filled, empty, peer, _FILLED))
    rows.extend(_memory(kind, seen[kind], seen[empty]) for kind in files)
    return rows


def _memory(kind: str, ours: list[dict[str, float]], peer: list[dict[str, float]]) -> Row:
    held, least = (median([found["memory"] for found in group]) for group in (ours, peer))
    return Row(
        f"memory, window open ({kind})",
        f"{held / 1e6:.0f} MB",
        f"an empty window: {least / 1e6:.0f} MB",
        held / least,
        f"≤ {_MEMORY:g}×",
        held <= _MEMORY * least,
    )


def started(argument: str) -> dict[str, float]:
    """Start one child; return seconds since its start, and its memory."""
    child = Path(__file__).with_name("start_child.py")
    begin = time.perf_counter()
    done = subprocess.run(
        [sys.executable, str(child), argument],
        cwd=data.ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    stamps: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    if not stamps.pop("focus"):
        msg = "the search box did not have the keyboard"
        raise RuntimeError(msg)
    apart = {name: stamps.pop(name) for name in ("memory", "work", "gui")}
    return {**{name: at - begin for name, at in stamps.items()}, **apart}
