"""Many rows at once: ids are given here, so that rows can name each other before they are there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, text

from smallcrm.db.models import Base

_BATCH = 5000


class BulkRows:
    """Collects rows of several tables and writes them in the order of their tables.

    Belongs to one transaction; `write` leaves it empty, ready for more.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._next: dict[str, int] = {}
        self._rows: dict[type[Base], list[dict[str, Any]]] = {}

    def add(self, model: type[Base], **values: Any) -> int:
        """Add a row and return the id that it will have."""
        row_id = self._next_id(model.__tablename__)
        self._rows.setdefault(model, []).append({"id": row_id, **values})
        return row_id

    def write(self, order: Sequence[type[Base]]) -> None:
        """Write all rows, table by table in `order`; every table with rows must be in it."""
        for model in order:
            rows = self._rows.pop(model, [])
            nothing: Mapping[str, Any] = {
                column.name: column.default.arg if column.default is not None else None
                for column in model.__table__.columns
                if column.name != "id"
            }
            for start in range(0, len(rows), _BATCH):
                batch = [{**nothing, **row} for row in rows[start : start + _BATCH]]
                self._connection.execute(insert(model), batch)
        assert not self._rows, "a table was left out of the order"

    def _next_id(self, table: str) -> int:
        if table not in self._next:
            # The sequence remembers ids of rows that are gone: none is used twice.
            last = self._connection.execute(
                text("SELECT seq FROM sqlite_sequence WHERE name = :table"), {"table": table}
            ).scalar()
            self._next[table] = int(last or 0) + 1
        row_id = self._next[table]
        self._next[table] += 1
        return row_id
