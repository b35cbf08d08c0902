"""Many clients changed as one: planned in one place, for the preview and for the edit itself.

Steps follow each other. A confirmation of details is the client's word, so an edit of many of them
confirms none; a reminder stays open.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from smallcrm.db.database import Database
from smallcrm.db.settings import read_settings
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain.errors import Refusal
from smallcrm.queries.care_shapes import BatchPreview, BatchRefusal, BatchRow
from smallcrm.queries.shapes import ClientRef
from smallcrm.queries.statements import statement
from smallcrm.services import batch_rows, batch_steps
from smallcrm.services.batch_rows import Worked
from smallcrm.services.care_commands import BatchEdit
from smallcrm.services.result import Made

SHOWN: Final = 200
_AT_ONCE: Final = 2000
_TAKEN = """
    SELECT client.id, client.code, client.name FROM client
    WHERE code IN (SELECT value FROM json_each(:codes))
"""


@dataclass(slots=True)
class _Planned:
    """What is to become of one client; `refusal`: why nothing can."""

    before: Worked
    after: Worked
    refusal: Refusal | None = None

    @property
    def ref(self) -> ClientRef:
        return self.before.ref


def preview(database: Database, command: BatchEdit) -> BatchPreview:
    """Say what an edit of many clients would do; nothing is written.

    Refuses what no client could be changed by: a value that cannot be read, an unknown field.
    """
    with database.read("batch") as connection:
        steps = batch_steps.read(connection, read_settings(connection), command.steps)
        found = _plan(connection, command.clients, steps)
    changed = 0
    shown: list[BatchRow] = []
    refused: list[BatchRefusal] = []
    for one in found:
        if one.refusal is not None:
            refused.append(BatchRefusal(one.ref, one.refusal.code, dict(one.refusal.parameters)))
            continue
        fields = steps.differences(one.before, one.after)
        changed += bool(fields)
        if changed <= SHOWN:
            shown += [BatchRow(one.ref, *field) for field in fields]
    unchanged = len(found) - changed - len(refused)
    return BatchPreview(changed, unchanged, tuple(shown), tuple(refused[:SHOWN]))


def edit(uow: UnitOfWork, command: BatchEdit) -> Made:
    """Change many clients; where one of them cannot be changed none is (`batch_refused`)."""
    steps = batch_steps.read(uow.connection, uow.settings, command.steps)
    found = _plan(uow.connection, command.clients, steps)
    refused = [one for one in found if one.refusal is not None]
    if refused:
        first = refused[0].refusal
        assert first is not None, "they are those with one"
        raise Refusal(
            "batch_refused",
            field=first.field,
            client=refused[0].ref.name,
            count=len(refused),
            why=first.code,
            parameters=dict(first.parameters),
        )
    writer = batch_rows.Writer(uow.connection, steps.kinds, uow.clock.now())
    changed = 0
    for one in found:
        if steps.differences(one.before, one.after):
            changed += 1
            writer.add(one.before, one.after)
    writer.write()
    uow.describe("batch_edit", count=changed)
    return Made(0)


def _plan(
    connection: Connection, client_ids: Sequence[int], steps: batch_steps.Steps
) -> list[_Planned]:
    """Work out what the steps make of each client, in the order given, each once."""
    wanted = list(dict.fromkeys(client_ids))
    if not wanted:
        raise Refusal("batch_nobody", field="clients")
    found = [one for part in _parts(wanted) for one in _planned(connection, part, steps)]
    _require_own_codes(connection, found)
    return found


def _planned(
    connection: Connection, client_ids: Sequence[int], steps: batch_steps.Steps
) -> Iterator[_Planned]:
    there = batch_rows.read(connection, client_ids)
    for client_id in client_ids:
        before = there.get(client_id)
        if before is None:
            raise Refusal("no_such_client", field="clients", id=client_id)
        after = before.copy()
        refusal = None
        try:
            for step in steps.each:
                step(after)
        except Refusal as refused:
            refusal = refused
        yield _Planned(before, after, refusal)


def _require_own_codes(connection: Connection, found: Sequence[_Planned]) -> None:
    """Refuse codes that two clients would have."""
    changed = {
        one.before.id: one
        for one in found
        if one.refusal is None and one.after.columns["code"] != one.before.columns["code"]
    }
    if not changed:
        return
    wanted = {one.after.columns["code"] for one in changed.values()} - {None}
    taken = connection.execute(statement(_TAKEN), {"codes": json.dumps(sorted(wanted))})
    names = {code: name for client_id, code, name in taken if client_id not in changed}
    for one in changed.values():
        code = one.after.columns["code"]
        if code is None:
            continue
        if code in names:
            one.refusal = Refusal("code_taken", field="code", text=code, client=names[code])
        names.setdefault(code, one.ref.name)


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]
