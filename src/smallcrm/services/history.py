"""Undo and redo, across the application and across restarts."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Row, text

from smallcrm.db import journal, revisions
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain.enums import ActionKind
from smallcrm.domain.errors import Refusal
from smallcrm.queries.history import NEXT_REDO, NEXT_UNDO
from smallcrm.services import noted
from smallcrm.services.commands import Redo, Undo
from smallcrm.services.result import Made


def undo(uow: UnitOfWork, command: Undo) -> Made:
    """Take back the last action that the owner did and that still stands."""
    del command
    found = uow.connection.execute(text(NEXT_UNDO)).first()
    if found is None:
        raise Refusal("nothing_to_undo")
    return _revert(uow, found, ActionKind.UNDO)


def redo(uow: UnitOfWork, command: Redo) -> Made:
    """Bring back what was undone last, unless something new was done since."""
    del command
    found = uow.connection.execute(text(NEXT_REDO)).first()
    if found is None:
        raise Refusal("nothing_to_redo")
    return _revert(uow, found, ActionKind.REDO)


def _revert(uow: UnitOfWork, found: Row[Any], kind: ActionKind) -> Made:
    if found.schema != revisions.HEAD:
        # The images are in the columns of an older program.
        raise Refusal("older_program")
    if kind is ActionKind.UNDO:
        _require_not_out(uow, found.id)
    noted.let_go(uow, found.id)
    since = noted.as_left(uow, found.id)
    journal.revert(uow.connection, found.id)
    noted.put_back(uow, since)
    uow.kind, uow.reverts = kind, found.id
    uow.label, uow.parameters = found.label, json.loads(found.parameters)
    return Made(found.id)


def _require_not_out(uow: UnitOfWork, action_id: int) -> None:
    """Refuse to take back a paper that was printed, saved or sent since (`invoice_fixed`).

    What was out before it came into the file, from an export or made up, goes with its action.
    """
    # The plus, here and below: by its table SQLite would read all that was ever changed of it.
    out = uow.connection.execute(
        text(
            "SELECT number FROM invoice WHERE fixed_at IS NOT NULL AND id IN"
            " (SELECT row_id FROM change WHERE action_id = :action AND +tbl = 'invoice'"
            " AND op = 'i') AND EXISTS (SELECT 1 FROM change WHERE action_id > :action"
            " AND tbl = 'invoice' AND row_id = invoice.id) LIMIT 1"
        ),
        {"action": action_id},
    ).scalar()
    if out is not None:
        raise Refusal("invoice_fixed", field="invoice", number=out)
