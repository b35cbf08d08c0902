"""An import, searchable, journalled and without doubles, against bare inserts; and its undo."""

from __future__ import annotations

import random
import sqlite3
from typing import Any

from tests.benchmarks import data
from tests.benchmarks.common import Context, Row, Times, against, say

from smallcrm.app import Backend
from smallcrm.db import search_document
from smallcrm.db.connection import connect, engine_for
from smallcrm.domain.enums import Source
from smallcrm.domain.records import ClientRecord, EmailText, PhoneText, RecordKind
from smallcrm.services.commands import ImportRecords, Undo

_MOST = 100_000
_BATCH = 2000
_GOAL = 2.5
_TABLES = ("client", "phone_number", "email_address")


def run(context: Context) -> list[Row]:
    """Import once into an empty file, write the same rows and index bare into another, undo."""
    count = min(context.clients, _MOST)
    backend = data.opened(
        data.copied(data.folder(0) / context.database.name, context.scratch / "a")
    )
    command = _command(context, count)
    ours, bare, undone, again = Times(), Times(), Times(), Times()
    ours.measure(lambda: _perform(backend, command))
    again.measure(lambda: _perform(backend, command))
    rows = _rows(context)
    backend.database.checkpoint()
    other = data.copied(data.folder(0) / context.database.name, context.scratch / "b")
    raw = connect(other / context.database.name)
    for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        raw.execute(f"DROP TRIGGER {name}")
    bare.measure(lambda: _insert(raw, rows))
    raw.close()
    undone.measure(lambda: backend.services.perform(Undo(), source=Source.SCREEN))
    backend.close()
    what = "bare inserts with the same index"
    return [
        against(f"import of {count:,} clients", ours.wall, what, bare.wall, _GOAL),
        against("the same work", ours.cpu, what, bare.cpu),
        against("the same file again (nothing is doubled)", again.wall, what, bare.wall),
        against("undo of it", undone.wall, what, bare.wall),
    ]


def _perform(backend: Backend, command: ImportRecords) -> None:
    result = backend.services.perform(command, source=Source.IMPORT).imported
    assert result is not None
    say(f"   added {result.added:,}, unchanged {result.unchanged:,}, skipped {len(result.skipped)}")


def _command(context: Context, count: int) -> ImportRecords:
    """Make records of the file's own clients, as a spreadsheet would hold them."""
    connection = connect(context.database, readonly=True)
    found = connection.execute(
        "SELECT client.id, client.name, organisation,"
        " (SELECT number FROM phone_number WHERE client_id = client.id ORDER BY id LIMIT 1),"
        " (SELECT address FROM email_address WHERE client_id = client.id ORDER BY id LIMIT 1)"
        " FROM client ORDER BY id LIMIT ?",
        (count,),
    ).fetchall()
    connection.close()
    random.Random(4).shuffle(found)
    records = tuple(
        ClientRecord(
            row=number,
            name=name,
            organisation=organisation,
            code=f"K{client_id}",
            phones=(PhoneText(phone),) if phone else (),
            emails=(EmailText(address),) if address else (),
        )
        for number, (client_id, name, organisation, phone, address) in enumerate(found, start=2)
    )
    return ImportRecords(
        kind=RecordKind.CLIENTS,
        records=records,
        rejected=(),
        rows_read=len(records),
        file_name="clients.csv",
    )


def _rows(context: Context) -> dict[str, list[tuple[Any, ...]]]:
    """Read what the import wrote, and make the documents of the index beforehand."""
    engine = engine_for(context.scratch / "a" / context.database.name, readonly=True)
    found: dict[str, list[tuple[Any, ...]]] = {}
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        for table in (*_TABLES, "search_document"):
            found[table] = raw.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
        documents = []
        places = {row[1]: row[0] for row in found["search_document"]}
        ids = sorted(places, key=places.__getitem__)
        for start in range(0, len(ids), _BATCH):
            read = search_document.read(connection, ids[start : start + _BATCH])
            for client_id in ids[start : start + _BATCH]:
                made = search_document.make(read[client_id])
                documents.append((places[client_id], made.words, made.own, made.bought))
    engine.dispose()
    found["search_word"] = [row[:2] for row in documents]
    found["search_part"] = [(row[0], *row[2:]) for row in documents]
    return found


def _insert(raw: sqlite3.Connection, rows: dict[str, list[tuple[Any, ...]]]) -> None:
    raw.execute("BEGIN IMMEDIATE")
    for table in ("search_word", "search_part"):
        raw.execute(f"INSERT INTO {table}({table}, rank) VALUES ('hashsize', {1 << 26})")
    for table, values in rows.items():
        if not values:
            continue
        marks = ",".join("?" * len(values[0]))
        columns = {"search_word": "(rowid, words)", "search_part": "(rowid, own, bought)"}
        raw.executemany(f"INSERT INTO {table} {columns.get(table, '')} VALUES ({marks})", values)
    raw.execute("COMMIT")
