"""What the benchmarks share: rows of the table, timings, and the table itself."""

from __future__ import annotations

import statistics
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

HEADS = ("what", "measured", "limit it is held against", "ratio", "goal", "met")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a measurement beside the limit that it is held against."""

    what: str
    measured: str
    limit: str
    ratio: float | None
    goal: str
    met: bool | None

    def cells(self) -> tuple[str, ...]:
        """Return the texts of the columns."""
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}×"
        met = {True: "yes", False: "NO", None: ""}[self.met]
        return self.what, self.measured, self.limit, ratio, self.goal, met


@dataclass(frozen=True, slots=True)
class Context:
    """What a benchmark is given: a filled data folder that is only read, and a folder to use."""

    clients: int
    data: Path
    scratch: Path

    @property
    def database(self) -> Path:
        """The filled data file."""
        return self.data / "smallcrm.db"


@dataclass(slots=True)
class Times:
    """Seconds on the clock and seconds of work of one thing done many times."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    own: list[float] = field(default_factory=list)

    @contextmanager
    def one(self) -> Iterator[None]:
        """Time the block: on the clock, the work of all threads, and of this one."""
        cpu, own, wall = time.process_time(), time.thread_time(), time.perf_counter()
        try:
            yield
        finally:
            self.wall.append(time.perf_counter() - wall)
            self.own.append(time.thread_time() - own)
            self.cpu.append(time.process_time() - cpu)

    def measure(self, work: Callable[[], object]) -> None:
        """Time a call."""
        with self.one():
            work()


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` percent are."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share / 100))]


def median(values: Sequence[float]) -> float:
    """Return the middle value."""
    return statistics.median(values)


def seconds(value: float) -> str:
    """Write a time with three figures that matter."""
    if value >= 1:
        return f"{value:.2f} s"
    if value >= 0.1:
        return f"{value * 1000:.0f} ms"
    return f"{value * 1000:.2f} ms" if value < 0.01 else f"{value * 1000:.1f} ms"


def spread(values: Sequence[float]) -> str:
    """Write the middle value and the 99th percentile."""
    return f"p50 {seconds(median(values))}, p99 {seconds(percentile(values, 99))}"


def against(
    what: str,
    ours: Sequence[float],
    limit: str,
    theirs: Sequence[float],
    goal: float | None = None,
) -> Row:
    """Hold the median of one thing against the median of another."""
    ratio = median(ours) / median(theirs)
    few = len(ours) < 20
    measured = seconds(median(ours)) if few else spread(ours)
    held = seconds(median(theirs)) if few else spread(theirs)
    met = None if goal is None else ratio <= goal
    shown = "" if goal is None else f"≤ {goal:g}×"
    return Row(what, measured, f"{limit}: {held}", ratio, shown, met)


def within(what: str, ours: Sequence[float], most: float, limit: str) -> Row:
    """Hold the 99th percentile against a fixed time."""
    worst = percentile(ours, 99)
    goal = f"p99 ≤ {most * 1000:g} ms"
    return Row(what, spread(ours), limit, worst / most, goal, worst <= most)


def say(line: str = "") -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def table(rows: Sequence[Row]) -> str:
    """Write the rows as a table that is also Markdown."""
    lines = [HEADS, tuple("---" for _ in HEADS), *(row.cells() for row in rows)]
    widths = [max(_width(line[column]) for line in lines) for column in range(len(HEADS))]
    return "\n".join(
        "| "
        + " | ".join(_padded(cell, width) for cell, width in zip(line, widths, strict=True))
        + " |"
        for line in lines
    )


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _padded(text: str, width: int) -> str:
    fill = "-" if text == "---" else " "
    return text + fill * (width - _width(text))
