"""Watching long work from another thread: how far it is, and whether it is to stop."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event


class Cancelled(Exception):  # noqa: N818  (an answer to who cancelled, not a fault)
    """The work was stopped on request; nothing of it is kept."""


class Watch:
    """Handed down with long work; `cancel` may be called from any thread.

    `progress(done, of)` is called on the working thread, in whatever unit the work counts.
    """

    def __init__(self, progress: Callable[[int, int], None] | None = None) -> None:
        self._progress = progress
        self._cancelled = Event()

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        """Tell whether the work was asked to stop."""
        return self._cancelled.is_set()

    def step(self, done: int, of: int) -> None:
        """Say how far the work is; raises Cancelled where it is to stop."""
        if self._cancelled.is_set():
            raise Cancelled
        if self._progress is not None:
            self._progress(done, of)
