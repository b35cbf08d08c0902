"""What tests of the read side share: how many statements, and by which way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event, text

from smallcrm.app import Backend


@contextmanager
def counted(backend: Backend, slot: str) -> Iterator[list[str]]:
    """Collect the statements of a read slot."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    with backend.database.read(slot) as connection:
        engine = connection.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
    seen[:] = [statement for statement in seen if statement not in {"BEGIN", "COMMIT"}]


def plan(backend: Backend, sql: str, **values: object) -> str:
    """Return how SQLite would go about a statement."""
    with backend.database.read("t") as connection:
        found = connection.execute(text(f"EXPLAIN QUERY PLAN {sql}"), values)
        return "\n".join(row.detail for row in found)
