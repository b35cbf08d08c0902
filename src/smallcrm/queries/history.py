"""What undo and redo would do next."""

from __future__ import annotations

import json

from sqlalchemy import Connection, text

from smallcrm.queries.history_shapes import UndoState

# The new action of the undo itself is in the journal already, without a label: it is passed over.
NEXT_UNDO = """
    SELECT id, label, parameters, schema FROM action
    WHERE kind IN ('do', 'redo') AND reverted_by IS NULL AND label <> ''
    ORDER BY id DESC LIMIT 1
"""
NEXT_REDO = """
    SELECT id, label, parameters, schema FROM action
    WHERE kind = 'undo' AND reverted_by IS NULL
      AND id > coalesce((SELECT max(id) FROM action WHERE kind = 'do' AND label <> ''), 0)
    ORDER BY id DESC LIMIT 1
"""


def undo_state(connection: Connection) -> UndoState:
    """Tell what undo and redo would do next: label code and parameters each, or None."""
    undo = connection.execute(text(NEXT_UNDO)).first()
    redo = connection.execute(text(NEXT_REDO)).first()
    return UndoState(
        undo=None if undo is None else (undo.label, json.loads(undo.parameters)),
        redo=None if redo is None else (redo.label, json.loads(redo.parameters)),
        undo_id=0 if undo is None else undo.id,
    )
