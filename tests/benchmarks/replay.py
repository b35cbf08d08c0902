"""What an action wrote, written again by bare SQL: the journal says what it was."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from sqlalchemy import event
from tests.benchmarks.common import Times

from smallcrm.app import Backend
from smallcrm.db import journal

Statement = tuple[str, Sequence[Any]]


def writes(raw: Any, action_id: int) -> list[Statement]:
    """Return the statements that write the rows of an action, as they were left."""
    made: list[Statement] = []
    found = raw.execute(
        "SELECT tbl, row_id, op, before, after FROM change WHERE action_id = ? ORDER BY id",
        (action_id,),
    ).fetchall()
    for table, row_id, op, before, after in found:
        names = journal.columns(table)
        if op == "d":
            made.append((f"DELETE FROM {table} WHERE id = ?", (row_id,)))
        elif op == "i":
            marks = ", ".join("?" * len(names))
            columns = ", ".join(f'"{name}"' for name in names)
            made.append((f"INSERT INTO {table} ({columns}) VALUES ({marks})", json.loads(after)))
        else:
            changed = {
                name: new
                for name, old, new in zip(names, json.loads(before), json.loads(after), strict=True)
                if old != new
            }
            sets = ", ".join(f'"{name}" = ?' for name in changed)
            made.append((f"UPDATE {table} SET {sets} WHERE id = ?", [*changed.values(), row_id]))
    return made


def write(raw: Any, statements: Sequence[Statement]) -> None:
    """Write them as one action; the triggers journal it as they do for the program."""
    raw.execute("BEGIN IMMEDIATE")
    action = raw.execute(
        "INSERT INTO action (at, kind, source, label, parameters, schema) VALUES"
        " ('2026-05-12T08:42:00.000Z', 'do', 'screen', 'bare', '{}', '0002')"
    ).lastrowid
    raw.execute("INSERT INTO journal_now (id, action_id) VALUES (1, ?)", (action,))
    for sql, values in statements:
        raw.execute(sql, values)
    raw.execute(
        "INSERT INTO request (request_id, action_id, result_id, answer) VALUES (?, ?, 1, '{}')",
        (uuid4().hex, action),
    )
    raw.execute("DELETE FROM journal_now")
    raw.execute("COMMIT")


@contextmanager
def _kept(backend: Backend) -> Any:
    statements: list[Statement] = []

    def keep(_c: Any, _cur: Any, sql: str, parameters: Any, _ctx: Any, _many: Any) -> None:
        statements.append((sql, parameters))

    # Connections that are open already do not hear of it: only slots that are new.
    event.listen(backend.database._readers, "before_cursor_execute", keep)
    yield statements
    event.remove(backend.database._readers, "before_cursor_execute", keep)


def reads(
    backend: Backend, raw: Any, read: Callable[[], object], turns: int
) -> tuple[Times, Times]:
    """Time a read as the program does it, and its statements bare, in turns.

    The slot that it reads in must not have been used before.
    """
    ours, bare = Times(), Times()
    with _kept(backend) as statements:
        for turn in range(turns + 1):
            statements.clear()
            if turn == 0:  # the first warms the pages
                read()
                continue
            ours.measure(read)
            with bare.one():
                for sql, parameters in statements:
                    raw.execute(sql, parameters).fetchall()
                # The program's own transactions are ended by the driver, unheard.
                raw.execute("COMMIT")
    return ours, bare
