"""An import, searchable, journalled and without doubles, against bare inserts; and its undo."""

from __future__ import annotations

import csv
import random
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.benchmarks import data
from tests.benchmarks.common import Context, Row, Times, against, say

from smallcrm.app import Backend
from smallcrm.db import search_document
from smallcrm.db.connection import connect, engine_for
from smallcrm.domain.enums import Source
from smallcrm.domain.records import (
    AddressText,
    ClientRecord,
    EmailText,
    PhoneText,
    RecordKind,
)
from smallcrm.services.commands import ImportRecords, Undo

_MOST = 100_000
_BATCH = 2000
_GOAL = 2.5
_TABLES = (
    "client", "phone_number", "email_address", "postal_address", "tag", "client_tag", "note",
)  # fmt: skip
_DOUBLE = 10  # every tenth row is one that was there before
_TAGS = ("regular", "newsletter", "fair 2024", "来自展会", "trade", "school")
_NOTES = (
    "Likes to be called in the morning; asks for Judith at the desk.",
    "Wants a quote for the second grand piano before the summer.",
    "老客户，喜欢喝茶，报价请发邮件。",
    "Paid late twice, but always paid. Delivery through the yard.",
)
# Megabytes that reading and importing such a file may take at most, the whole process.
_MOST_MEMORY = 500


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
        against(f"import of {count:,} rows of clients", ours.wall, what, bare.wall, _GOAL),
        against("the same work", ours.cpu, what, bare.cpu),
        against("the same file again (nothing is doubled)", again.wall, what, bare.wall),
        against("undo of it", undone.wall, what, bare.wall),
        _memory(context, command),
    ]


def _memory(context: Context, command: ImportRecords) -> Row:
    """Read and import a file of these rows in a process of its own: the most that it took."""
    path = context.scratch / "clients.csv"
    _write(path, command)
    folder = data.copied(data.folder(0) / context.database.name, context.scratch / "m")
    child = [sys.executable, "-m", "tests.benchmarks.import_child", str(folder), str(path)]
    done = subprocess.run(child, cwd=data.ROOT, check=True, capture_output=True, text=True)
    most = int(done.stdout.split()[-1])
    limit = f"{_MOST_MEMORY} MB"
    ratio, goal = most / _MOST_MEMORY, f"≤ {_MOST_MEMORY} MB"
    what = "memory, a CSV file of these rows read and imported"
    return Row(what, f"{most} MB", limit, ratio, goal, most <= _MOST_MEMORY)


def _write(path: Path, command: ImportRecords) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ("Name", "Company", "Code", "Phone", "Email", "Street", "City", "Tags", "Notes")
        )
        for record in command.records:
            assert isinstance(record, ClientRecord)
            address = record.addresses[0]
            writer.writerow(
                (
                    record.name,
                    record.organisation,
                    record.code,
                    record.phones[0].number if record.phones else "",
                    record.emails[0].address if record.emails else "",
                    address.street,
                    address.locality,
                    "; ".join(record.tags),
                    record.notes[0],
                )
            )


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
    chance = random.Random(4)
    # The last tenth are rows that were there before, without their code: found by what they say.
    fresh = found[: count - count // _DOUBLE]
    doubled = [(None, *row[1:]) for row in chance.sample(fresh, count - len(fresh))]
    found = [*fresh, *doubled]
    chance.shuffle(found)
    records = tuple(
        ClientRecord(
            row=number,
            name=name,
            organisation=organisation,
            code=None if client_id is None else f"K{client_id}",
            phones=(PhoneText(phone),) if phone else (),
            emails=(EmailText(address),) if address else (),
            addresses=(AddressText(street=f"Harbour Street {number}", locality="Cork"),),
            tags=(_TAGS[number % len(_TAGS)], _TAGS[number // 7 % len(_TAGS)]),
            notes=(f"{_NOTES[number % len(_NOTES)]} ({number})",),
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
