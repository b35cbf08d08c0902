"""The journal: triggers that see every path, and the replay that undo and redo are made of.

An image of a row is a JSON array of its columns in the table's order, made and read by SQLite
itself, so that what comes back is what was there, byte for byte.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Table, text
from sqlalchemy.exc import IntegrityError

from smallcrm.db.models import Base
from smallcrm.domain.changes import Entity
from smallcrm.domain.errors import Refusal

JOURNALLED = tuple(entity.value for entity in Entity)
# Columns that follow of other rows, and of time, unless a row says that they do not: at the end of
# every action they are made to follow, so what they were is no reason against an undo.
_FOLLOWING: Mapping[str, tuple[tuple[str, ...], str]] = {
    Entity.CLIENT: (("level", "level_rule_id"), "level_by_hand"),
}


def table(name: str) -> Table:
    """Return the journalled table of that name."""
    return Base.metadata.tables[name]


def columns(name: str) -> tuple[str, ...]:
    """Return a table's columns in the order of its images."""
    return tuple(column.name for column in table(name).columns)


def _any_image(name: str, row: str) -> str:
    """Write the SQL of an image that can be made of whatever damage left in a row."""
    values = (f'{row}."{column}"' for column in columns(name))
    readable = (f"iif(typeof({value}) = 'blob', quote({value}), {value})" for value in values)
    return "json_array(" + ", ".join(readable) + ")"


def image(name: str, row: str) -> str:
    """Write the SQL of a row's image; `row` is NEW, OLD or the table's name."""
    return "json_array(" + ", ".join(f'{row}."{column}"' for column in columns(name)) + ")"


def triggers(name: str) -> dict[str, str]:
    """Generate the three triggers of a table: name -> SQL.

    Outside an action `journal_now` is empty, the action's id NULL, and the write refused.
    """
    now = "(SELECT action_id FROM journal_now)"
    into = "INSERT INTO change (action_id, tbl, row_id, op, before, after)"
    old, new = image(name, "OLD"), image(name, "NEW")
    differs = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in columns(name))
    return {
        f"journal_{name}_insert": (
            f"CREATE TRIGGER journal_{name}_insert AFTER INSERT ON {name} BEGIN "
            f"{into} VALUES ({now}, '{name}', NEW.id, 'i', NULL, {new}); END"
        ),
        f"journal_{name}_update": (
            f"CREATE TRIGGER journal_{name}_update AFTER UPDATE ON {name} WHEN {differs} BEGIN "
            f"{into} VALUES ({now}, '{name}', NEW.id, 'u', {old}, {new}); END"
        ),
        f"journal_{name}_delete": (
            f"CREATE TRIGGER journal_{name}_delete AFTER DELETE ON {name} BEGIN "
            f"{into} VALUES ({now}, '{name}', OLD.id, 'd', {old}, NULL); END"
        ),
    }


def install(connection: Connection) -> None:
    """Make all triggers anew (after a migration: batch changes drop a table's triggers)."""
    for name in JOURNALLED:
        for trigger, sql in triggers(name).items():
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {trigger}")
            connection.exec_driver_sql(sql)


def differing_triggers(connection: Connection, others: Mapping[str, str]) -> tuple[str, ...]:
    """Name the triggers, these and `others`, that the file lacks or has otherwise than made."""
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    found = {row[0]: row[1] for row in rows}
    wanted = {key: sql for name in JOURNALLED for key, sql in triggers(name).items()}
    wanted.update(others)
    return tuple(sorted(key for key, sql in wanted.items() if found.get(key) != sql))


def stale_rows(connection: Connection, name: str, *, limit: int = 20) -> tuple[int, ...]:
    """Return rows that are not what the journal last saw written: a flipped bit, a lost row."""
    sql = f"""
        WITH last AS (SELECT row_id, max(id) AS id FROM change WHERE tbl = :name GROUP BY row_id)
        SELECT coalesce(row.id, last.row_id)
        FROM last JOIN change ON change.id = last.id
        LEFT JOIN {name} AS row ON row.id = last.row_id
        WHERE (change.op = 'd') <> (row.id IS NULL)
           OR (row.id IS NOT NULL AND {_any_image(name, "row")} IS NOT change.after)
        UNION ALL
        SELECT id FROM {name} WHERE id NOT IN (SELECT row_id FROM last)
        LIMIT :limit
    """
    rows = connection.execute(text(sql), {"name": name, "limit": limit})
    return tuple(row[0] for row in rows)


@dataclass(frozen=True, slots=True)
class _Run:
    """Neighbouring changes of one action, of one table and kind, no row twice."""

    tbl: str
    op: str
    first: int
    last: int
    count: int


def revert(connection: Connection, action_id: int) -> None:
    """Put back what an action changed, as part of the action in progress.

    Refuses (`changed_since`) where a row is no longer what the action left. Foreign keys are
    judged at the commit, since rows come back in the reverse order of their making.
    """
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    for run in _runs_backwards(connection, action_id):
        names = columns(run.tbl)
        where = {"action": action_id, "first": run.first, "last": run.last}
        source = "FROM change WHERE action_id = :action AND id BETWEEN :first AND :last"
        if run.op != "d":
            _require_untouched(connection, run, where)
        if run.op == "u":
            _put_back(connection, run, action_id)
            continue
        if run.op == "i":
            sql = f"DELETE FROM {run.tbl} WHERE id IN (SELECT row_id {source})"
        else:
            values = ", ".join(f"json_extract(before, '$[{i}]')" for i in range(len(names)))
            into = ", ".join(f'"{name}"' for name in names)
            # The order keeps the ids ascending, as they were made.
            sql = f"INSERT INTO {run.tbl} ({into}) SELECT {values} {source} ORDER BY row_id"
        connection.execute(text(sql), where)


def _put_back(connection: Connection, run: _Run, action_id: int) -> None:
    """Give the rows of a run the values that they had before."""
    sets = ", ".join(
        f"\"{name}\" = json_extract(change.before, '$[{i}]')"
        for i, name in enumerate(columns(run.tbl))
        if name != "id"
    )
    sql = text(
        f"UPDATE {run.tbl} SET {sets} FROM change"
        f" WHERE change.action_id = :action AND change.id BETWEEN :first AND :last"
        f" AND change.row_id = {run.tbl}.id"
    )
    try:
        with connection.begin_nested():
            connection.execute(sql, {"action": action_id, "first": run.first, "last": run.last})
    except IntegrityError:
        # A value that must be unique went from one row to another: back the way it came.
        changes = connection.execute(
            text(
                "SELECT id FROM change WHERE action_id = :action"
                " AND id BETWEEN :first AND :last ORDER BY id DESC"
            ),
            {"action": action_id, "first": run.first, "last": run.last},
        )
        for change_id in changes.scalars().all():
            where = {"action": action_id, "first": change_id, "last": change_id}
            connection.execute(sql, where)


def _require_untouched(connection: Connection, run: _Run, where: dict[str, int]) -> None:
    sql = (
        f"SELECT count(*) FROM change JOIN {run.tbl} AS row ON row.id = change.row_id"
        f" WHERE change.action_id = :action AND change.id BETWEEN :first AND :last"
        f" AND {_same_image(run.tbl)}"
    )
    if connection.execute(text(sql), where).scalar_one() != run.count:
        raise Refusal("changed_since")


def _same_image(name: str) -> str:
    """Write that a row is what a change left, but for what follows of other rows and of time.

    A level that the owner did not set by hand follows anew at the end of every action.
    """
    followed = _FOLLOWING.get(name)
    same = f"{image(name, 'row')} = change.after"
    if followed is None:
        return same
    names, unless = followed
    places = sorted((columns(name).index(one) for one in names), reverse=True)
    paths = ", ".join(f"'$[{place}]'" for place in places)
    return (
        f"({same} OR (NOT row.{unless} AND json_remove({image(name, 'row')}, {paths})"
        f" = json_remove(change.after, {paths})))"
    )


def _runs_backwards(connection: Connection, action_id: int) -> list[_Run]:
    rows = connection.execute(
        text("SELECT id, tbl, op, row_id FROM change WHERE action_id = :action ORDER BY id DESC"),
        {"action": action_id},
    )
    runs: list[_Run] = []
    seen: set[int] = set()
    for change_id, tbl, op, row_id in rows:
        last = runs[-1] if runs else None
        if last is not None and last.tbl == tbl and last.op == op and row_id not in seen:
            runs[-1] = _Run(tbl, op, change_id, last.last, last.count + 1)
        else:
            seen = set()
            runs.append(_Run(tbl, op, change_id, change_id, 1))
        seen.add(row_id)
    return runs
