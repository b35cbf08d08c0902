"""Prints hostile texts by the dozen, and says what is wrong with the papers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.reports.hostile.checks import faults, kept_in_margins
from tests.reports.hostile.names import Hostile
from tests.reports.hostile.papers import Press

NAMES, NOTES = 18, 2  # that a paper carries


@dataclass
class Tally:
    """What came of it."""

    texts: int = 0
    papers: int = 0
    bytes: int = 0
    faults: list[str] = field(default_factory=list)


def run(press: Press, count: int, seed: int, say: Callable[[Tally], None]) -> Tally:
    """Print that many names and notes, a tenth of them notes, half of them on Chinese papers."""
    hostile = Hostile(seed)
    tally = Tally()
    for number in range(count // (NAMES + NOTES)):
        some = (*hostile.names(NAMES), *hostile.notes(NOTES))
        tally.texts += len(some)
        with kept_in_margins() as outside:
            for name, pdf in press.papers(some, chinese=number % 2 == 1):
                tally.papers += 1
                tally.bytes += len(pdf)
                tally.faults += [f"sheet {number}, {name}: {fault}" for fault in faults(pdf, some)]
        tally.faults += [f"sheet {number}, outside: {line}" for line in outside]
        say(tally)
    return tally
