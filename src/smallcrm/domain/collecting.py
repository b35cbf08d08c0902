"""Long work on very many objects without looks at all of them, which stop every thread."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

# So many looks at the younger objects before one at all: for as long as the work lasts, none.
_NEVER: Final = 1_000_000_000
_lock = threading.Lock()
_state: dict[str, int] = {"inside": 0, "before": 0}


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Put off the collector's looks at all objects while the block runs, in any thread.

    They take a second and more where there are millions, and nothing else runs meanwhile, not
    even the window. What dies young is still collected; the rest is when the block is left.
    """
    with _lock:
        first, second, third = gc.get_threshold()
        if _state["inside"] == 0:
            _state["before"] = third
            gc.set_threshold(first, second, _NEVER)
        _state["inside"] += 1
    try:
        yield
    finally:
        with _lock:
            _state["inside"] -= 1
            if _state["inside"] == 0:
                first, second, _third = gc.get_threshold()
                gc.set_threshold(first, second, _state["before"])
