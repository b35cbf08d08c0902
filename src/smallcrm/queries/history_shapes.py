"""What the read side answers with about undo and redo."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UndoState:
    """What undo and redo would do next: label code and parameters each, or None.

    `undo_id` is the action that undo would take back; 0 where there is none.
    """

    undo: tuple[str, dict[str, object]] | None = None
    redo: tuple[str, dict[str, object]] | None = None
    undo_id: int = 0
