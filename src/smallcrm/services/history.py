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
    action_id, label, parameters, schema = found
    if schema != revisions.HEAD:
        # The images are in the columns of an older program.
        raise Refusal("older_program")
    journal.revert(uow.connection, action_id)
    uow.kind, uow.reverts = kind, action_id
    uow.label, uow.parameters = label, json.loads(parameters)
    return Made(action_id)
