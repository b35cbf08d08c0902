"""All that is stored of one client: which tables name clients is read from the schema itself.

A row belongs to a client where it names the client, or, in a table that names none, where it is a
part of a row that does (a line of a sale). What is kept for speed only, and follows from these
rows (search, totals), is left out.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Boolean, Column, Date, bindparam, text

from smallcrm.db import journal
from smallcrm.db.models.base import DecimalText, Instant
from smallcrm.db.portable import CLOSED, CURRENCY_OF, DERIVED, MINOR, TABLES
from smallcrm.domain import clock
from smallcrm.domain.changes import Entity
from smallcrm.domain.enums import Source
from smallcrm.domain.money import Money
from smallcrm.queries.record_shapes import (
    ChangeKind,
    ClientRecord,
    RecordChange,
    RecordRow,
    RecordSection,
    Ref,
)
from smallcrm.queries.settings import file_settings

if TYPE_CHECKING:
    from sqlalchemy import Connection

# What a row is called: its name or number, else its day.
_NAMES: Final = (
    *("name", "number", "title", "description"),
    *("received_on", "reminded_on", "referred_on"),
)
_REFERENCE: Final = "_id"
# Beside the schema's own references: a merge names the client that is gone by its id alone.
_MERGED: Final = "merged_id"
_BATCH: Final = 500


def references(table: str) -> dict[str, str]:
    """Return which columns of a table point to which tables."""
    keys = journal.table(table).foreign_keys
    return {key.parent.name: key.column.table.name for key in keys}


def owned_by(tables: Sequence[str] = TABLES) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return of each table that holds a client's rows by which columns, and what these point to.

    By all that name a client; in a table without such, by those that name a client's rows.
    """
    owned: dict[str, tuple[tuple[str, str], ...]] = {Entity.CLIENT: ()}
    for table in tables:
        found = references(table)
        clients = tuple((name, to) for name, to in found.items() if to == Entity.CLIENT)
        others = tuple((name, to) for name, to in found.items() if to in owned and to != table)
        if table != Entity.CLIENT and (clients or others):
            owned[table] = clients or others
    return owned


def client_record(connection: Connection, client_id: int) -> ClientRecord | None:
    """Gather it, or None where there is no such client."""
    return _Gathering(connection, client_id).record()


class _Gathering:
    """One record being read, in one transaction."""

    def __init__(self, connection: Connection, client_id: int) -> None:
        self._connection = connection
        self._client_id = client_id
        self._file_currency = file_settings(connection).currency
        self._owned = owned_by()
        self._ids: dict[str, set[int]] = {}
        self._gone: dict[str, set[int]] = defaultdict(set)
        self._raw: dict[str, list[Mapping[str, Any]]] = {}
        self._currencies: dict[tuple[str, int], str] = {}
        self._names: dict[tuple[str, int], str | None] = {}

    def record(self) -> ClientRecord | None:
        """Read rows, then their history, then the names of what they point to."""
        for table in self._owned:
            self._read(table)
        if not self._raw[Entity.CLIENT]:
            return None
        changes = self._changes()
        self._read_names(changes)
        row = self._raw[Entity.CLIENT][0]
        sections = tuple(
            RecordSection(table, tuple(self._row(table, row) for row in rows))
            for table, rows in self._raw.items()
            if rows
        )
        return ClientRecord(
            Ref(Entity.CLIENT, self._client_id, row["name"]),
            row["language"],
            sections,
            tuple(self._change(*change) for change in changes),
        )

    # Which rows.

    def _read(self, table: str) -> None:
        """Read the rows of a table, and which rows there were that are gone."""
        names = journal.columns(table)
        chosen = ", ".join(f'"{name}"' for name in names)
        if table == Entity.CLIENT:
            rows = self._all(f"SELECT {chosen} FROM {table} WHERE id = :one", [self._client_id])
        else:
            rows = []
            for column, target in self._owned[table]:
                sql = f'SELECT {chosen} FROM {table} WHERE "{column}" = :one'
                rows += self._all(sql, self._ids_of(target))
                place = names.index(column)
                gone = (
                    f"SELECT row_id AS id FROM change WHERE tbl = '{table}' AND op = 'd'"
                    f" AND json_extract(before, '$[{place}]') = :one"
                )
                self._gone[table] |= {row["id"] for row in self._all_at_once(gone, target)}
        by_id = {row["id"]: row for row in rows}
        self._raw[table] = [by_id[one] for one in sorted(by_id)]
        self._ids[table] = set(by_id)
        self._gone[table] -= self._ids[table]
        if table == Entity.CLIENT_MERGE:
            # Who became part of this client: the rows that they had are in the journal.
            self._gone[Entity.CLIENT] |= {
                row[_MERGED] for row in self._raw[table] if row["split_at"] is None
            }

    def _ids_of(self, target: str) -> Sequence[int]:
        return [self._client_id] if target == Entity.CLIENT else sorted(self._ids[target])

    def _all(self, sql: str, ids: Iterable[int]) -> list[Mapping[str, Any]]:
        statement = text(sql)
        rows: list[Mapping[str, Any]] = []
        for one in ids:
            found = self._connection.execute(statement, {"one": one}).mappings()
            rows += [{str(name): value for name, value in row.items()} for row in found]
        return rows

    def _all_at_once(self, sql: str, target: str) -> list[Mapping[str, Any]]:
        """Read what any of a table's rows, also those that are gone, is named by."""
        ids = set(self._ids_of(target))
        if target != Entity.CLIENT:
            ids |= self._gone[target]
        rows: list[Mapping[str, Any]] = []
        statement = text(sql.replace("= :one", "IN :ids")).bindparams(
            bindparam("ids", expanding=True)
        )
        for part in _batches(sorted(ids)):
            rows += [
                dict(row) for row in self._connection.execute(statement, {"ids": part}).mappings()
            ]
        return rows

    def _changes(self) -> list[tuple[str, Mapping[str, Any]]]:
        """Return the journal's lines about all these rows, the oldest first.

        What one action did to a row in several steps is one: from what it was to what it became.
        """
        found: dict[tuple[int, str, int], dict[str, Any]] = {}
        for table in self._owned:
            statement = text(
                "SELECT change.id, change.action_id, change.row_id, change.op, change.before,"
                " change.after, action.at, action.source, action.label"
                " FROM change JOIN action ON action.id = change.action_id"
                f" WHERE change.tbl = '{table}' AND change.row_id IN :ids ORDER BY change.id"
            ).bindparams(bindparam("ids", expanding=True))
            for part in _batches(sorted(self._ids[table] | self._gone[table])):
                for row in self._connection.execute(statement, {"ids": part}).mappings():
                    key = row["action_id"], table, row["row_id"]
                    found.setdefault(key, dict(row))
                    found[key]["after"] = row["after"]
        lines = [(table, row) for (_, table, _), row in found.items()]
        # What was made and gone again within one action never was.
        lines = [(table, row) for table, row in lines if row["before"] or row["after"]]
        return sorted(lines, key=lambda line: line[1]["id"])

    # What they say.

    def _row(self, table: str, raw: Mapping[str, Any]) -> RecordRow:
        return RecordRow(raw["id"], self._values(table, raw))

    def _values(self, table: str, raw: Mapping[str, Any]) -> dict[str, object]:
        """Turn a row into what it says, without its id and what is derived."""
        currency = self._currency(table, raw)
        derived = DERIVED.get(table, frozenset())
        pointing = references(table)
        values: dict[str, object] = {}
        for column in journal.table(table).columns:
            name, value = column.name, raw.get(column.name)
            if name == "id" or name in derived:
                continue
            if name in pointing:
                target = pointing[name]
                ref = None if value is None else self._ref(target, value)
                values[name.removesuffix(_REFERENCE)] = ref
            elif name.endswith(MINOR):
                money = None if value is None else Money(value, currency)
                values[name.removesuffix(MINOR)] = money
            else:
                values[name] = None if value is None else _typed(table, column, value)
        return values

    def _change(self, table: str, row: Mapping[str, Any]) -> RecordChange:
        kind = ChangeKind.CHANGED
        if not row["before"] or not row["after"]:
            kind = ChangeKind.REMOVED if row["before"] else ChangeKind.ADDED
        before, after = self._image(table, row["before"]), self._image(table, row["after"])
        names = {**before, **after}
        values = {
            name: (before.get(name), after.get(name))
            for name in names
            if before.get(name) != after.get(name)
        }
        source = row["source"]
        return RecordChange(
            clock.from_text(row["at"]),
            Source(source) if source in set(Source) else Source.SCREEN,
            row["label"],
            kind,
            table,
            row["row_id"],
            values,
        )

    def _image(self, table: str, image: str | None) -> dict[str, object]:
        return {} if image is None else self._values(table, _unpacked(table, image))

    def _currency(self, table: str, raw: Mapping[str, Any]) -> str:
        if table not in CURRENCY_OF:
            return str(raw.get("currency") or self._file_currency)
        parent, reference = CURRENCY_OF[table]
        key = parent, raw[reference]
        if key not in self._currencies:
            found = self._connection.execute(
                text(f"SELECT currency FROM {parent} WHERE id = :id"), {"id": key[1]}
            ).scalar()
            self._currencies[key] = str(found or self._file_currency)
        return self._currencies[key]

    def _ref(self, table: str, row_id: int) -> Ref:
        return Ref(table, row_id, self._names.get((table, row_id)))

    def _read_names(self, changes: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
        """Read what everything is called that any of the rows points to, in one go each table."""
        wanted: dict[str, set[int]] = defaultdict(set)
        for table in self._owned:
            pointing = references(table)
            for row in self._raw[table]:
                _point(wanted, pointing, row)
        for table, row in changes:
            pointing = references(table)
            for image in (row["before"], row["after"]):
                if image is not None:
                    _point(wanted, pointing, _unpacked(table, image))
        for table, ids in wanted.items():
            column = next((name for name in _NAMES if name in journal.columns(table)), None)
            if column is None:
                continue
            statement = text(f'SELECT id, "{column}" AS name FROM {table} WHERE id IN :ids')
            statement = statement.bindparams(bindparam("ids", expanding=True))
            for part in _batches(sorted(ids)):
                for found in self._connection.execute(statement, {"ids": part}):
                    self._names[table, found.id] = found.name


def _point(
    wanted: dict[str, set[int]], pointing: Mapping[str, str], row: Mapping[str, Any]
) -> None:
    for column, target in pointing.items():
        value = row.get(column)
        if isinstance(value, int):
            wanted[target].add(value)


def _unpacked(table: str, image: str) -> dict[str, Any]:
    """Unpack a row's image; one of an older schema may have fewer columns at its end."""
    return dict(zip(journal.columns(table), json.loads(image), strict=False))


def _typed(table: str, column: Column[Any], value: Any) -> object:
    """Turn what SQLite holds into what it means; what a damaged file holds stays as it is."""
    closed = CLOSED.get((table, column.name))
    read: Callable[[Any], object] = next(
        (read for kind, read in _READ if isinstance(column.type, kind)), _same
    )
    if closed is not None:
        read = closed
    elif (table, column.name) == (Entity.CLIENT_MERGE, "record"):
        read = json.loads
    try:
        return read(value)
    except (ValueError, ArithmeticError, TypeError):
        return value


def _same(value: Any) -> object:
    return value


_READ: Final[Sequence[tuple[type, Callable[[Any], object]]]] = (
    (Boolean, bool),
    (Date, date.fromisoformat),
    (Instant, clock.from_text),
    (DecimalText, Decimal),
)


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _BATCH):
        yield ids[start : start + _BATCH]
