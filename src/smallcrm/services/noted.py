"""What the program noted by itself since the owner did something, kept over an undo of that.

That a quote was sent since, that a call has ended, that a follow-up was told of is no change of
what the owner did: it neither stands in the way of taking that back, nor goes with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select, text

from smallcrm.db import journal
from smallcrm.db.models import Interaction, Note
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import phone
from smallcrm.services.interactions import is_logged, nobodys

_CALL: Final = ("number", "answered", "seconds", "handled_at")
_NOTED: Final[Mapping[str, tuple[str, ...]]] = {
    "quote": ("sent_at",),
    "follow_up": ("notified_at",),
    "interaction": _CALL,
    "unknown_call": (*_CALL, "e164", "name", "note"),
}
# A call is in one of these, under its key, and goes from one to the other.
_OF_CALLS: Final = ("interaction", "unknown_call")


@dataclass(frozen=True, slots=True)
class Noted:
    """What is true of a row now, where that is not what an action left."""

    table: str
    row_id: int
    now: Mapping[str, object]
    call: tuple[str, str] | None


def as_left(uow: UnitOfWork, action_id: int) -> Sequence[Noted]:
    """Let rows be as an action left them; return what is true of them now."""
    noted: list[Noted] = []
    for table, columns in _NOTED.items():
        names = journal.columns(table)
        places = {column: names.index(column) for column in columns}
        left = {
            column: f"json_extract(change.after, '$[{place}]')" for column, place in places.items()
        }
        call = "row.source, row.source_key" if table in _OF_CALLS else "NULL, NULL"
        found = uow.connection.execute(
            text(
                f"SELECT row.id, {call}, {', '.join(f'row.{one}' for one in columns)},"
                f" {', '.join(left.values())} FROM"
                " (SELECT max(id) AS id FROM change WHERE action_id = :action"
                f" AND +tbl = '{table}' AND after IS NOT NULL GROUP BY row_id) AS last"
                " JOIN change ON change.id = last.id"
                f" JOIN {table} AS row ON row.id = change.row_id WHERE "
                + " OR ".join(f"row.{column} IS NOT {value}" for column, value in left.items())
            ),
            {"action": action_id},
        ).all()
        for row_id, source, key, *values in found:
            now = dict(zip(columns, values, strict=False))
            before = dict(zip(columns, values[len(columns) :], strict=True))
            differs = {one: value for one, value in now.items() if value != before[one]}
            noted.append(Noted(table, row_id, differs, None if key is None else (source, key)))
            _set(uow, table, row_id, {column: before[column] for column in differs})
    return noted


def put_back(uow: UnitOfWork, noted: Sequence[Noted]) -> None:
    """Note again what was noted; a row that is gone is passed over, a call found by its key."""
    for one in noted:
        table, row_id = one.table, one.row_id
        if one.call is not None:
            table, row_id = _call(uow, one.call) or (table, row_id)
        known = {column: value for column, value in one.now.items() if column in _NOTED[table]}
        if table == "unknown_call" and known.get("number") and one.table != table:
            known["e164"] = phone.parse(str(known["number"]), uow.settings.country).e164
        _set(uow, table, row_id, known)
        if table == "interaction" and "note" in one.now:
            _put_down(uow, row_id, str(one.now["note"] or ""))


def let_go(uow: UnitOfWork, action_id: int) -> None:
    """Take what the program logged of clients that an action added, before they go with it.

    A call that a phone told of is nobody's again, any other contact and a draft go along. All of
    it comes back with the client.
    """
    added = "SELECT row_id FROM change WHERE action_id = :action AND +tbl = 'client' AND op = 'i'"
    for table in (Interaction, Note):
        name = table.__tablename__
        logged = uow.connection.execute(
            text(
                f"SELECT id FROM {name} WHERE client_id IN ({added}) AND id NOT IN"
                f" (SELECT row_id FROM change WHERE action_id = :action AND +tbl = '{name}')"
                " ORDER BY id DESC"
            ),
            {"action": action_id},
        )
        for row_id in logged.scalars().all():
            row = uow.session.get_one(table, row_id)
            if isinstance(row, Interaction) and is_logged(row):
                nobodys(uow, row, put_aside=False)
            uow.session.delete(row)
    uow.session.flush()


def _put_down(uow: UnitOfWork, call_id: int, said: str) -> None:
    """Let the note of a call say what was typed while the call was nobody's."""
    note = uow.session.scalars(select(Note).where(Note.interaction_id == call_id)).first()
    call = uow.session.get_one(Interaction, call_id)
    if note is None and said:
        note = Note(client_id=call.client_id, interaction_id=call_id, created_at=call.start_at)
        uow.session.add(note)
    if note is not None and said:
        note.text = said
    uow.session.flush()


def _call(uow: UnitOfWork, call: tuple[str, str]) -> tuple[str, int] | None:
    for table in _OF_CALLS:
        found: int | None = uow.connection.execute(
            text(f"SELECT id FROM {table} WHERE source = :source AND source_key = :key"),
            {"source": call[0], "key": call[1]},
        ).scalar()
        if found is not None:
            return table, found
    return None


def _set(uow: UnitOfWork, table: str, row_id: int, values: Mapping[str, object]) -> None:
    if values:
        sets = ", ".join(f"{column} = :{column}" for column in values)
        uow.connection.execute(
            text(f"UPDATE {table} SET {sets} WHERE id = :id"), {**values, "id": row_id}
        )
