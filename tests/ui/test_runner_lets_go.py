"""What work holds is let go of on the GUI thread, whichever thread did the work."""

from __future__ import annotations

import threading
from collections.abc import Callable

from smallcrm.domain.errors import Refusal
from smallcrm.ui.context import UiContext


class Held:
    """Notes on which thread the last who held it let go."""

    def __init__(self, seen: list[int]) -> None:
        self.seen = seen

    def __del__(self) -> None:
        self.seen.append(threading.get_ident())


def ask(context: UiContext, seen: list[int], number: int) -> None:
    """Ask in each of the ways, for work that fails too, with windows in the functions."""
    held = Held(seen)

    def work(_side: object) -> Held:
        if number % 3 == 0:
            raise Refusal("not_connected", about=held)
        return held

    def done(_answer: object) -> None:
        assert held

    if number % 2:
        context.runner.read(f"slot {number % 5}", work, done, done)
    else:
        context.runner.task(work, done, done)


def test_the_gui_thread_lets_go_last(
    context: UiContext, settle: Callable[[UiContext], None]
) -> None:
    seen: list[int] = []
    for round_ in range(100):
        for number in range(6):
            ask(context, seen, round_ + number)
        settle(context)
    context.runner.stop()
    assert len(seen) == 600
    assert set(seen) == {threading.get_ident()}
