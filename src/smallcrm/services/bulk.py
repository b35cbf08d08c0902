"""Many rows at once: ids are given here, so that rows can name each other before they are there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Connection, text

from smallcrm.db.models import Base

_BATCH = 1000
_Bound: TypeAlias = Callable[[Any], Any]


class _Table:
    """How rows of one table are written; the driver takes them as they are.

    Through SQLAlchemy they took twice as long.
    """

    def __init__(self, connection: Connection, model: type[Base]) -> None:
        dialect = connection.dialect
        self.name = model.__tablename__
        self.bound: dict[str, _Bound] = {}
        # Of rows that say the same columns, which of them are to be turned into something else.
        self.bound_of: dict[tuple[str, ...], list[tuple[str, _Bound]]] = {}
        self.defaults: dict[str, Any] = {}
        for column in model.__table__.columns:
            default = column.default.arg if column.default is not None else None
            bound = column.type.dialect_impl(dialect).bind_processor(dialect)
            if bound is not None:
                self.bound[column.name] = bound
                default = None if default is None else bound(default)
            self.defaults[column.name] = default
        names = ", ".join(f'"{name}"' for name in self.defaults)
        marks = ", ".join("?" * len(self.defaults))
        self.sql = f'INSERT INTO "{self.name}" ({names}) VALUES ({marks})'
        self.rows: list[tuple[Any, ...]] = []
        self.changes: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}

    def add(self, values: dict[str, Any]) -> None:
        # In the order of the columns, which the defaults have; every name is one of theirs.
        row = {**self.defaults, **values}
        given = tuple(values)
        bound = self.bound_of.get(given)
        if bound is None:
            bound = [(name, self.bound[name]) for name in given if name in self.bound]
            self.bound_of[given] = bound
        for name, bind in bound:
            if (value := values[name]) is not None:
                row[name] = bind(value)
        self.rows.append(tuple(row.values()))

    def change(self, row_id: int, values: dict[str, Any]) -> None:
        kept = tuple(
            value if value is None or (bound := self.bound.get(name)) is None else bound(value)
            for name, value in values.items()
        )
        self.changes.setdefault(tuple(values), []).append((*kept, row_id))


class BulkRows:
    """Collects rows of several tables and writes them in the order of their tables.

    Belongs to one transaction; `write` leaves it empty, ready for more.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._next: dict[str, int] = {}
        self._tables: dict[type[Base], _Table] = {}

    def add(self, model: type[Base], **values: Any) -> int:
        """Add a row and return the id that it will have (or was promised by `new_id`)."""
        table = self._table(model)
        row_id: int = values.get("id") or self._next_id(table.name)
        values["id"] = row_id
        table.add(values)
        return row_id

    def new_id(self, model: type[Base]) -> int:
        """Return the id of a row that is yet to be added."""
        return self._next_id(model.__tablename__)

    def change(self, model: type[Base], row_id: int, **values: Any) -> None:
        """Change a row that is there, or that was added here, when the rest is written."""
        self._table(model).change(row_id, values)

    def write(
        self, order: Sequence[type[Base]], *, often: Callable[[], None] | None = None
    ) -> None:
        """Write all rows, table by table in `order`, then all changes.

        Every table with rows must be in `order`. `often` is called between batches.
        """
        for model in order:
            table = self._table(model)
            rows, table.rows = table.rows, []
            for start in range(0, len(rows), _BATCH):
                self._connection.exec_driver_sql(table.sql, rows[start : start + _BATCH])
                if often is not None:
                    often()
        for table in self._tables.values():
            assert not table.rows, "a table was left out of the order"
            for names, changed in table.changes.items():
                sets = ", ".join(f'"{name}" = ?' for name in names)
                sql = f'UPDATE "{table.name}" SET {sets} WHERE id = ?'
                self._connection.exec_driver_sql(sql, changed)
            table.changes.clear()

    def _table(self, model: type[Base]) -> _Table:
        found = self._tables.get(model)
        if found is None:
            found = self._tables[model] = _Table(self._connection, model)
        return found

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
