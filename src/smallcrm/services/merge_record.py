"""What a merge writes down so that it can be taken apart: which rows came along, went or changed.

Read from the journal of the merge itself, and kept beside it, since the journal may be cleaned.
Values are SQLite's own, so that what comes back is what was there.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection

from smallcrm.db import journal
from smallcrm.db.models import Base

VERSION: Final = 1
# A row as column -> value; a change as column -> [before, after].
Row = dict[str, Any]
Change = dict[str, list[Any]]
# What money did follows from the rows again; of these tables only who they belong to comes back.
_MONEY: Final = frozenset({"sale", "payment", "instalment", "payment_allocation"})
_READ: Final = "SELECT tbl, row_id, before, after FROM change WHERE action_id = ? ORDER BY id"


@dataclass(slots=True)
class MergeRecord:
    """What is needed to split again.

    `moved`: table -> column -> ids of rows that named the merged client and name the kept one.
    `changed`: table -> id -> what else was changed. `gone`: table -> rows that were taken out.
    `made`: follow-ups that the merge itself made. `last`: the highest id of each table then: what
    is above came since.
    """

    kept: int
    merged: int
    country: str
    spoken_at: str | None = None
    moved: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    changed: dict[str, dict[int, Change]] = field(default_factory=dict)
    gone: dict[str, list[Row]] = field(default_factory=dict)
    made: list[int] = field(default_factory=list)
    last: dict[str, int] = field(default_factory=dict)

    @property
    def client(self) -> Row:
        """The row of the client that was merged."""
        return self.gone["client"][0]

    def to_json(self) -> str:
        """Write it as text."""
        whole = {
            "version": VERSION,
            "kept": self.kept,
            "merged": self.merged,
            "country": self.country,
            "spoken_at": self.spoken_at,
            "moved": self.moved,
            "changed": self.changed,
            "gone": self.gone,
            "made": self.made,
            "last": self.last,
        }
        return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> MergeRecord:
        """Read it back; raises ValueError for what is none."""
        try:
            whole = json.loads(text)
            if whole.pop("version") != VERSION:
                raise ValueError
            changed = {
                table: {int(row_id): change for row_id, change in rows.items()}
                for table, rows in whole.pop("changed").items()
            }
            record = cls(changed=changed, **whole)
            known = Base.metadata.tables.keys() >= {*record.moved, *changed, *record.gone}
            if not known or record.client["id"] != record.merged:
                raise ValueError
        except (KeyError, TypeError, AttributeError, IndexError) as error:
            raise ValueError from error
        return record


def client_columns() -> dict[str, tuple[str, ...]]:
    """Return every column that names a client, by table, as the schema has them."""
    found = {
        table.name: tuple(
            key.parent.name
            for key in sorted(table.foreign_keys, key=lambda key: key.parent.name)
            if key.column.table.name == "client"
        )
        for table in Base.metadata.sorted_tables
    }
    return {name: columns for name, columns in found.items() if columns}


def highest_ids(connection: Connection) -> dict[str, int]:
    """Return the highest id that each table ever gave out."""
    return dict(connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence").all())


def read_changes(connection: Connection, action_id: int, record: MergeRecord) -> None:
    """Fill a record with what the action in progress did so far."""
    first: dict[tuple[str, int], str | None] = {}
    last: dict[tuple[str, int], str | None] = {}
    for table, row_id, before, after in connection.exec_driver_sql(_READ, (action_id,)):
        first.setdefault((table, row_id), before)
        last[table, row_id] = after
    named = client_columns()
    for (table, row_id), before in first.items():
        after = last[table, row_id]
        if before is None:
            if after is not None and table == "follow_up":
                record.made.append(row_id)
            continue
        was = _row(table, before)
        if after is None:
            if table not in _MONEY:
                record.gone.setdefault(table, []).append(was)
            continue
        _compare(record, table, was, _row(table, after), named.get(table, ()))


def _compare(record: MergeRecord, table: str, was: Row, now: Row, named: tuple[str, ...]) -> None:
    change: Change = {}
    for column, value in was.items():
        if value == now[column] or (table in _MONEY and column != "client_id"):
            continue
        if column in named and (value, now[column]) == (record.merged, record.kept):
            record.moved.setdefault(table, {}).setdefault(column, []).append(was["id"])
        else:
            change[column] = [value, now[column]]
    if change:
        record.changed.setdefault(table, {})[was["id"]] = change


def _row(table: str, image: str) -> Row:
    return dict(zip(journal.columns(table), json.loads(image), strict=True))
