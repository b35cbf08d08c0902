"""Many rows at once: ids are given here, so that rows can name each other before they are there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Connection, text

from smallcrm.db.models import Base

_BATCH = 5000
# Name, value where a row has none, and what turns a value into what the file holds.
_Column: TypeAlias = tuple[str, Any, Callable[[Any], Any] | None]


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
            if not rows:
                continue
            sql, columns = self._prepared(model)
            for start in range(0, len(rows), _BATCH):
                batch = [
                    tuple(
                        value if bound is None or value is None else bound(value)
                        for name, default, bound in columns
                        for value in (row.get(name, default),)
                    )
                    for row in rows[start : start + _BATCH]
                ]
                self._connection.exec_driver_sql(sql, batch)
        assert not self._rows, "a table was left out of the order"

    def _prepared(self, model: type[Base]) -> tuple[str, list[_Column]]:
        """Return the statement of a table, and for each column its default and its processor.

        The driver takes the rows as they are: through SQLAlchemy they took twice as long.
        """
        dialect = self._connection.dialect
        columns: list[_Column] = []
        for column in model.__table__.columns:
            default = column.default.arg if column.default is not None else None
            bound = column.type.dialect_impl(dialect).bind_processor(dialect)
            columns.append((column.name, default, bound))
        names = ", ".join(f'"{name}"' for name, _, _ in columns)
        marks = ", ".join("?" * len(columns))
        return f'INSERT INTO "{model.__tablename__}" ({names}) VALUES ({marks})', columns

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
