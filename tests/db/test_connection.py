"""What every connection must have, and that a write goes through an action or not at all."""

from __future__ import annotations

import threading
from contextlib import suppress

import pytest
import sqlcipher3.dbapi2 as driver
from sqlalchemy.exc import IntegrityError
from tests.factories import client, do, dump, payment, rows, sale, undo, whole

from smallcrm.db import journal
from smallcrm.db.connection import APPLICATION_ID, Interrupted, connect
from smallcrm.db.database import Database
from smallcrm.domain.changes import Entity
from smallcrm.domain.enums import Source
from smallcrm.domain.errors import DataFileError, FileTrouble
from smallcrm.services import commands

ROW_OF = {
    "client": "(kind, name, name_sort, level, lifecycle, is_sample, created_at)"
    " VALUES ('person', 'x', 'x', 'standard', 'active', 0, '')",
    "tag": "(name) VALUES ('x')",
    "note": "(client_id, text, pinned, draft, created_at) VALUES (1, 'x', 0, 0, '')",
    "setting": "(key, value) VALUES ('x', 'y')",
}


def pragma(connection, name):
    return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def test_the_writer(backend):
    with backend.database.write() as connection:
        found = {name: pragma(connection, name) for name in (
            "foreign_keys", "recursive_triggers", "synchronous", "journal_mode", "busy_timeout",
            "query_only", "application_id", "fullfsync", "checkpoint_fullfsync", "cache_size",
        )}  # fmt: skip
    assert found == {
        "foreign_keys": 1, "recursive_triggers": 1, "synchronous": 2, "journal_mode": "wal",
        "busy_timeout": 5000, "query_only": 0, "application_id": APPLICATION_ID, "fullfsync": 1,
        "checkpoint_fullfsync": 1, "cache_size": -65536,
    }  # fmt: skip


def test_every_reader(backend):
    client(backend)
    for slot in ("search", "card", "search"):
        with backend.database.read(slot) as connection:
            assert [pragma(connection, name) for name in ("foreign_keys", "query_only")] == [1, 1]
            assert pragma(connection, "journal_mode") == "wal"
            with pytest.raises(Exception, match="readonly"):
                connection.exec_driver_sql("DELETE FROM client")


def test_a_read_is_one_moment_and_slots_do_not_share(backend):
    client(backend)
    with backend.database.read("one") as one:
        assert one.exec_driver_sql("SELECT count(*) FROM client").scalar() == 1
        client(backend, "Bob")
        assert one.exec_driver_sql("SELECT count(*) FROM client").scalar() == 1
        with backend.database.read("two") as two:
            assert two.exec_driver_sql("SELECT count(*) FROM client").scalar() == 2
    with backend.database.read("one") as one:
        assert one.exec_driver_sql("SELECT count(*) FROM client").scalar() == 2


def test_an_interrupt_stops_one_slot_which_stays_usable(backend):
    forever = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    )
    started = threading.Event()
    caught: list[BaseException] = []

    def read():
        try:
            with backend.database.read("slow") as connection:
                started.set()
                connection.exec_driver_sql(forever).scalar()
        except Interrupted as error:
            caught.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    started.wait()
    while thread.is_alive():
        backend.database.interrupt("slow")
        thread.join(0.01)
    assert len(caught) == 1
    with backend.database.read("slow") as connection:
        assert connection.exec_driver_sql("SELECT 1").scalar() == 1
    backend.database.interrupt("nobody")


def test_closing_while_a_read_runs_does_not_hang(paths, clock):
    from smallcrm.app import open_backend

    backend = open_backend(paths, clock, country="IE", currency="EUR")
    forever = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    )
    started = threading.Event()

    def read():
        with suppress(Interrupted), backend.database.read("slow") as connection:
            started.set()
            connection.exec_driver_sql(forever).scalar()

    thread = threading.Thread(target=read)
    thread.start()
    started.wait()
    backend.close()
    thread.join()
    backend.close()
    assert sorted(path.name for path in paths.data.iterdir()) == ["smallcrm.db"], "no log is left"
    with pytest.raises(RuntimeError, match="closed"), backend.database.read("card"):
        pass


def test_a_write_that_fails_at_its_commit_leaves_the_file_usable(backend):
    client(backend)
    before = whole(backend)

    def write():
        with backend.database.write() as connection:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            connection.exec_driver_sql(
                "INSERT INTO change (action_id, tbl, row_id, op) VALUES (999, 'x', 1, 'i')"
            )

    for _ in range(2):
        with pytest.raises(IntegrityError):
            write()
        assert whole(backend) == before
    client(backend, "Bob")


def test_a_locked_file_is_reported_and_tried_again(backend):
    ann = client(backend)
    other = connect(backend.paths.database)
    with backend.database.write() as connection:
        connection.connection.driver_connection.execute("PRAGMA busy_timeout=50")
    other.execute("BEGIN IMMEDIATE")
    for _ in range(2):
        with pytest.raises(DataFileError) as caught:
            do(backend, commands.AddNote(client=ann, text="x"))
        assert caught.value.trouble is FileTrouble.LOCKED
    assert backend.queries.card(ann) is not None
    other.execute("ROLLBACK")
    other.close()
    do(backend, commands.AddNote(client=ann, text="x"))


# -- the journal ----------------------------------------------------------------------------------


def test_every_table_of_the_owners_is_journalled():
    assert set(journal.JOURNALLED) == set(Entity)


@pytest.mark.parametrize("table", journal.JOURNALLED)
def test_the_triggers_in_the_file_are_the_generators(backend, table):
    found = dict(rows(backend, "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    for name, sql in journal.triggers(table).items():
        assert found[name] == sql


@pytest.mark.parametrize("table", sorted(ROW_OF))
@pytest.mark.parametrize("verb", ["insert", "update", "delete", "replace"])
def test_no_write_outside_an_action_whatever_the_path(backend, table, verb):
    do(backend, commands.AddClient(name="Ann", tags=("tea",), note="Likes tea"))
    before = whole(backend)
    sql = {
        "insert": f"INSERT INTO {table} {ROW_OF[table]}",
        "update": f"UPDATE {table} SET id = id + 100",
        "delete": f"DELETE FROM {table}",
        "replace": f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1",
    }[verb]
    # Another program's connection, with nothing of ours but the file: even foreign keys are off.
    stranger = driver.connect(str(backend.paths.database), isolation_level=None)
    with pytest.raises(driver.IntegrityError, match=r"change\.action_id"):
        stranger.execute(sql)
    stranger.close()
    with pytest.raises(IntegrityError), backend.database.write() as connection:
        connection.exec_driver_sql(sql)
    assert whole(backend) == before


def test_one_row_that_cannot_be_journalled_takes_all_of_a_bulk_along(backend):
    before = whole(backend)
    with pytest.raises(IntegrityError), backend.database.write() as connection:
        connection.exec_driver_sql("INSERT INTO tag (name) VALUES (?)", [("a",), ("b",), ("c",)])
    assert whole(backend) == before


def test_images_are_the_rows(backend):
    ann = client(backend, "O'Brien [1]", birthday=None)
    do(backend, commands.EditClient(client=ann, name='"x"'))
    names = journal.columns("client")
    assert names[0] == "id"
    found = rows(
        backend,
        "SELECT op, before, after FROM change WHERE tbl = 'client' AND row_id = ? ORDER BY id",
        ann,
    )
    import json

    assert [row[0] for row in found] == ["i", "u"]
    assert found[0][1] is None
    assert found[0][2] == found[1][1]
    now = rows(backend, f"SELECT {', '.join(names)} FROM client WHERE id = ?", ann)[0]
    assert tuple(json.loads(found[1][2])) == now


def test_an_update_that_changes_nothing_is_not_journalled(backend):
    client(backend)
    before = rows(backend, "SELECT count(*) FROM change")
    with backend.database.write() as connection:
        connection.exec_driver_sql("UPDATE client SET name = name")
    assert rows(backend, "SELECT count(*) FROM change") == before


def test_a_row_that_is_changed_again_and_again_in_one_action(backend):
    """Insert, update twice, delete and update of others between: taken back and done again."""
    from smallcrm.db.unit_of_work import unit_of_work

    ann, bob = client(backend), client(backend, "Bob")
    before = dump(backend)
    with unit_of_work(backend.database, backend.clock, source=Source.SCREEN) as uow:
        run = uow.connection.exec_driver_sql
        run("UPDATE client SET name = 'A1' WHERE id = ?", (ann,))
        run("UPDATE client SET name = 'A2' WHERE id = ?", (ann,))
        run("UPDATE client SET source = name || '!'")
        run("INSERT INTO tag (name) VALUES ('x'), ('y')")
        run("UPDATE tag SET name = 'z' WHERE name = 'x'")
        run("DELETE FROM tag WHERE name = 'y'")
        run("INSERT INTO tag (name) VALUES ('y')")
        run("UPDATE client SET code = 'C' WHERE id = ?", (ann,))
        run("UPDATE client SET code = NULL WHERE id = ?", (ann,))
        run("UPDATE client SET code = 'C' WHERE id = ?", (bob,))
        uow.describe("edit_client", client="x", level="standard")
    after = dump(backend)
    for _ in range(3):
        undo(backend)
        assert dump(backend) == before
        do(backend, commands.Redo())
        assert dump(backend) == after
    assert backend.check().problems == ()


def test_bytes_come_back_whatever_their_kind(backend):
    """What the images are made of keeps text that looks like a number, and numbers, apart."""
    ann = client(backend, "007", code="1e5", source="3.0", language="null")
    sale(backend, ann, "0.10", note='{"a": [1, 2]}')
    payment(backend, ann, "90071992547409.92", reference="0x10")
    after = dump(backend)
    for _ in range(3):
        undo(backend)
    for _ in range(3):
        do(backend, commands.Redo())
    assert dump(backend) == after


def test_two_open_databases_write_in_turn(backend):
    other = Database(backend.paths.database)
    try:
        from smallcrm.services.api import Services

        services = Services(other, backend.clock)
        for number in range(10):
            client(backend, f"A{number}")
            services.perform(commands.AddClient(name=f"B{number}"), source=Source.COMMAND_LINE)
    finally:
        other.close()
    assert rows(backend, "SELECT count(*), count(DISTINCT id) FROM client") == [(20, 20)]
    assert backend.check().problems == ()
