"""Scrolling and jumping in the tab with most rows, against one frame of the screen."""

from __future__ import annotations

import random

from tests.benchmarks.common import Context, Row, Times, against, within
from tests.benchmarks.desktop import Desktop, Painted, desktop, until

from smallcrm.ui.tabs.table_tab import TableTab

_JUMPS, _STEPS = 150, 300
_FRAME = 1 / 60
_MOST = 0.016
_ALSO = ("quotes", "invoices")
# A page more than what is seen at once.
_LEAST = 120


def run(context: Context) -> list[Row]:
    """Jump anywhere, then scroll by rows; each painted frame is timed."""
    frame = "a 60 Hz frame: 16.7 ms"
    rows: list[Row] = []
    with desktop(context.data, context.scratch) as shown:
        places = _places(shown)
        largest = max(places, key=lambda name: _rows(shown, places[name]))
        for name in dict.fromkeys((largest, *_ALSO)):
            if name not in places:
                continue
            tab = _show(shown, places[name])
            what = f"{name}, {tab.model.rowCount():,} rows"
            if tab.model.rowCount() <= _LEAST:
                continue
            jumps, filled = _jump(shown, tab)
            rows += [
                within(f"jump, a painted frame ({what})", jumps.wall, _MOST, frame),
                within("the same, work of the window's thread", jumps.own, _MOST, frame),
                against("jump → the rows of that place painted", filled.wall, "a frame", [_FRAME]),
            ]
            if name == largest:
                steps = _scroll(shown, tab)
                rows += [
                    within("scroll by three rows, a painted frame", steps.wall, _MOST, frame),
                    within("the same, work of the window's thread", steps.own, _MOST, frame),
                ]
    return rows


def _places(shown: Desktop) -> dict[str, int]:
    """Return where each table's tab is."""
    found = {}
    for number in range(shown.window.tabs.count()):
        tab = shown.window.tab(number)
        if isinstance(tab, TableTab):
            found[tab.name] = number
    return found


def _rows(shown: Desktop, number: int) -> int:
    """Show a tab, and count its rows."""
    return _show(shown, number).model.rowCount()


def _show(shown: Desktop, number: int) -> TableTab:
    shown.window.tabs.setCurrentIndex(number)
    shown.settle()
    tab = shown.window.tab(number)
    assert isinstance(tab, TableTab)
    return tab


def _jump(shown: Desktop, tab: TableTab) -> tuple[Times, Times]:
    """Time the frame after a jump, the one with the rows of that place, and the way there."""
    frames, filled = Times(), Times()
    bar, view = tab.table.verticalScrollBar(), tab.table.viewport()
    rng = random.Random(5)
    for _ in range(_JUMPS):
        painted = Painted(view)
        row = rng.randrange(tab.model.rowCount() - 60)
        with filled.one():
            with frames.one():
                bar.setValue(row * tab.table.rowHeight(0))
                view.repaint()
            until(lambda: tab.model.client_id(row + 1) is not None)  # noqa: B023
            before = painted.count
            view.update()
            until(lambda: painted.count > before)  # noqa: B023
        painted.done()
        shown.settle()
        with frames.one():
            view.repaint()
    return frames, filled


def _scroll(shown: Desktop, tab: TableTab) -> Times:
    frames = Times()
    bar, view = tab.table.verticalScrollBar(), tab.table.viewport()
    bar.setValue(0)
    shown.settle()
    painted = Painted(view)
    for _ in range(_STEPS):
        before = painted.count
        with frames.one():
            bar.setValue(bar.value() + 3 * bar.singleStep())
            until(lambda: painted.count > before)  # noqa: B023
    painted.done()
    return frames
