"""Opening a file: made whole or not at all, refused plainly and left as it was."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from tests.factories import client, rows, sound

from smallcrm import paths as places
from smallcrm.app import Backend, open_backend
from smallcrm.db import connection as connections
from smallcrm.db import datafile, migrate, revisions
from smallcrm.db.connection import APPLICATION_ID
from smallcrm.db.models import Base
from smallcrm.domain.errors import DataFileError, FileTrouble


def trouble(paths, clock, **more):
    """Open a file that cannot be opened; every byte of it must stay as it was."""
    there = paths.database.exists()
    before = paths.database.read_bytes() if there and paths.database.is_file() else None
    with pytest.raises(DataFileError) as caught:
        open_backend(paths, clock, country="IE", currency="EUR", **more)
    if before is not None:
        assert paths.database.read_bytes() == before
    return caught.value.trouble


@pytest.fixture
def closed(paths, clock):
    """A sound file with one client that nobody has open."""
    backend = open_backend(paths, clock, country="IE", currency="EUR")
    client(backend)
    backend.close()
    return paths.database


def change(path, *statements):
    connection = driver.connect(str(path), isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


# -- a new file -----------------------------------------------------------------------------------


def test_a_new_file(backend):
    assert rows(backend, "SELECT key, value FROM setting ORDER BY id") == [
        ("file.country", "IE"),
        ("file.currency", "EUR"),
    ]
    assert rows(backend, "PRAGMA application_id") == [(APPLICATION_ID,)]
    assert rows(backend, "SELECT version_num FROM alembic_version") == [(revisions.HEAD,)]
    assert not backend.queries.settings().chosen
    sound(backend)


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_it_is_the_owners_alone(backend):
    client(backend)
    backend.backup()
    for path in (backend.paths.data, *backend.paths.data.rglob("*")):
        if path.suffix != ".sha256":
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path.name


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_a_folder_that_others_could_enter_is_closed(paths, clock):
    paths.data.mkdir(mode=0o755)
    paths.data.chmod(0o755)
    open_backend(paths, clock, country="IE", currency="EUR").close()
    assert stat.S_IMODE(paths.data.stat().st_mode) == 0o700


def test_an_empty_file_is_a_new_one(paths, clock):
    paths.data.mkdir()
    paths.database.touch()
    backend = open_backend(paths, clock, country="CN", currency="CNY")
    assert backend.queries.settings().currency == "CNY"
    sound(backend)
    backend.close()


def test_two_who_make_it_at_once_make_one(paths, clock):
    opened: list[Backend] = []
    barrier = threading.Barrier(4)

    def make():
        barrier.wait()
        opened.append(open_backend(paths, clock, country="IE", currency="EUR"))

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    try:
        assert len(opened) == 4
        sound(opened[0])
        assert rows(opened[0], "SELECT count(*) FROM setting") == [(2,)]
    finally:
        for backend in opened:
            backend.close()


def test_who_makes_it_is_waited_for(paths, clock):
    """SQLite itself does not wait before it changes how a file is written."""
    paths.data.mkdir()
    paths.database.touch()
    other = driver.connect(str(paths.database), isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    done = threading.Timer(0.3, lambda: other.execute("ROLLBACK"))
    done.start()
    open_backend(paths, clock, country="IE", currency="EUR").close()
    done.join()
    other.close()


@pytest.mark.parametrize("where", ["_fill_new", "_require_sound"])
def test_a_making_that_fails_halfway_can_be_repeated(paths, clock, monkeypatch, where):
    def fail(*_):
        raise RuntimeError("the lights went out")

    module = datafile if where == "_fill_new" else migrate
    with monkeypatch.context() as patch:
        patch.setattr(module, where, fail)
        with pytest.raises(RuntimeError):
            open_backend(paths, clock, country="IE", currency="EUR")
    backend = open_backend(paths, clock, country="IE", currency="EUR")
    sound(backend)
    backend.close()


# -- what cannot be opened ------------------------------------------------------------------------


def test_a_newer_file(paths, clock, closed):
    change(closed, "UPDATE alembic_version SET version_num = '9999'")
    assert trouble(paths, clock) is FileTrouble.NEWER


def test_another_programs_file(paths, clock):
    paths.data.mkdir()
    change(paths.database, "CREATE TABLE notes (x)", "INSERT INTO notes VALUES (1)")
    assert trouble(paths, clock) is FileTrouble.DAMAGED


def test_ours_without_a_revision(paths, clock, closed):
    change(closed, "DELETE FROM alembic_version")
    assert trouble(paths, clock) is FileTrouble.DAMAGED


def test_ours_without_the_table_of_revisions(paths, clock, closed):
    change(closed, "DROP TABLE alembic_version")
    assert trouble(paths, clock) is FileTrouble.DAMAGED


@pytest.mark.parametrize(
    "content", [b"not a database at all " * 300, b"\0" * 8192, b"SQLite format 3"]
)
def test_garbage(paths, clock, content):
    paths.data.mkdir()
    paths.database.write_bytes(content)
    assert trouble(paths, clock) is FileTrouble.DAMAGED


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.97])
def test_a_truncated_file(paths, clock, closed, kept):
    content = closed.read_bytes()
    closed.write_bytes(content[: int(len(content) * kept)])
    assert trouble(paths, clock) is FileTrouble.DAMAGED


def test_a_folder_in_the_files_place(paths, clock):
    paths.database.mkdir(parents=True)
    assert trouble(paths, clock) is FileTrouble.UNWRITABLE


def test_a_file_in_the_folders_place(paths, clock):
    paths.data.write_text("x")
    assert trouble(paths, clock) is FileTrouble.UNWRITABLE


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="no file system that nobody may write")
def test_a_place_where_nothing_can_be_made(clock):
    nowhere = Path("/proc/smallcrm")
    found = places.Paths(data=nowhere, machine_settings=nowhere / "machine.json")
    assert trouble(found, clock) is FileTrouble.UNWRITABLE


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_a_file_and_a_folder_that_may_not_be_written(paths, clock, closed, monkeypatch):
    if os.geteuid() == 0:  # root may write anything, so the answer of the system is given here
        monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) != closed)
    else:
        closed.chmod(0o400)
    assert trouble(paths, clock) is FileTrouble.UNWRITABLE


def test_a_file_that_another_program_holds(paths, clock, closed, monkeypatch):
    monkeypatch.setattr(connections, "BUSY_TIMEOUT_MS", 50)
    other = driver.connect(str(closed), isolation_level=None)
    other.execute("PRAGMA locking_mode=EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    try:
        assert trouble(paths, clock) is FileTrouble.LOCKED
    finally:
        other.execute("ROLLBACK")
        other.close()
    open_backend(paths, clock).close()


def test_the_log_of_a_killed_program_is_taken_in(paths, clock, closed):
    """A kill leaves the log; what is in it is committed, and there at the next start."""
    script = (
        "import os, sys; from pathlib import Path; from smallcrm.db.connection import connect;"
        "c = connect(Path(sys.argv[1])); c.execute('PRAGMA wal_autocheckpoint=0');"
        "c.execute('BEGIN IMMEDIATE');"
        "c.execute(\"INSERT INTO request VALUES ('r', 1, 1, '{}')\"); c.execute('COMMIT');"
        "os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", script, str(closed)], check=False)
    assert closed.with_name(closed.name + "-wal").stat().st_size > 0
    backend = open_backend(paths, clock)
    assert rows(backend, "SELECT request_id FROM request") == [("r",)]
    backend.close()


# -- migrations -----------------------------------------------------------------------------------


def test_the_known_revisions_are_those_of_the_scripts():
    config = Config()
    config.set_main_option("script_location", str(places.migrations()))
    scripts = ScriptDirectory.from_config(config)
    found = [script.revision for script in scripts.walk_revisions()]
    assert tuple(reversed(found)) == revisions.KNOWN
    assert scripts.get_current_head() == revisions.HEAD


def test_the_migrated_file_is_what_the_models_say(backend):
    owners = {"search_", "alembic_version", "sqlite_"}

    def ours(name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
        return (
            kind != "table" or name == "search_document" or not str(name).startswith(tuple(owners))
        )

    with backend.database.read("test") as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_object": lambda _object, name, kind, reflected, other: ours(
                    name, kind, reflected, other
                ),
                "compare_type": True,
                "compare_server_default": True,
            },
        )
        assert compare_metadata(context, Base.metadata) == []


def test_checks_and_partial_indexes_too(backend):
    """Alembic compares neither, so the texts in the file are compared with those of the models."""
    import re

    from sqlalchemy import create_mock_engine

    made: list[str] = []
    engine = create_mock_engine("sqlite://", lambda sql, *_: made.append(str(sql.compile(engine))))
    Base.metadata.create_all(engine, checkfirst=False)

    def plain(sql: str) -> str:
        return re.sub(r'[\s"]+', " ", sql).strip().lower()

    indexes = {plain(sql) for sql in made if "INDEX" in sql.split("(")[0]}
    found = rows(backend, "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
                          " AND name NOT LIKE 'search%'")  # fmt: skip
    assert {plain(row[0]) for row in found} == indexes
    checks = sorted(
        plain(check) for sql in made for check in re.findall(r"CONSTRAINT ck_\w+ CHECK .*", sql)
    )
    tables = rows(backend, "SELECT sql FROM sqlite_master WHERE type = 'table'")
    kept = sorted(
        plain(check)
        for row in tables
        for check in re.findall(r"CONSTRAINT ck_\w+ CHECK .*", row[0] or "")
    )
    assert [one.rstrip(" ,") for one in kept] == [one.rstrip(" ,") for one in checks]


def test_a_migration_that_loses_rows_or_parents_is_taken_back(paths, closed, monkeypatch):
    before = closed.read_bytes()

    def lose(config, _revision):
        run = config.attributes["connection"].exec_driver_sql
        run("DROP TRIGGER journal_client_delete")
        run("DELETE FROM client")

    monkeypatch.setattr(migrate.command, "upgrade", lose)
    with pytest.raises(DataFileError) as caught:
        migrate.upgrade(closed)
    assert caught.value.trouble is FileTrouble.DAMAGED

    def orphan(config, _revision):
        run = config.attributes["connection"].exec_driver_sql
        run("DROP TRIGGER journal_note_insert")
        into = "INSERT INTO note (client_id, text, pinned, draft, created_at)"
        run(f"{into} VALUES (9, 'x', 0, 0, '')")

    monkeypatch.setattr(migrate.command, "upgrade", orphan)
    with pytest.raises(DataFileError) as caught:
        migrate.upgrade(closed)
    assert caught.value.trouble is FileTrouble.DAMAGED
    assert closed.read_bytes() == before


_KILLED = """
import os, sys
from pathlib import Path
from smallcrm.db import migrate
real = migrate.command.upgrade
def killed(config, revision):
    connection = config.attributes["connection"]
    connection.exec_driver_sql("ALTER TABLE client ADD COLUMN half TEXT")
    connection.exec_driver_sql("CREATE TABLE half (x)")
    connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0002'")
    os._exit(9)
migrate.command.upgrade = killed
migrate.upgrade(Path(sys.argv[1]))
"""


def test_a_killed_migration_left_nothing_and_is_repeated(paths, clock, closed):
    for _ in range(2):
        done = subprocess.run([sys.executable, "-c", _KILLED, str(closed)], check=False)
        assert done.returncode == 9
    backend = open_backend(paths, clock)
    assert rows(backend, "SELECT version_num FROM alembic_version") == [(revisions.HEAD,)]
    assert rows(
        backend, "SELECT count(*) FROM pragma_table_info('client') WHERE name = 'half'"
    ) == [(0,)]
    sound(backend)
    backend.close()
    migrate.upgrade(closed)


def test_triggers_that_a_migration_dropped_are_made_again(paths, clock, closed):
    change(closed, "DROP TRIGGER journal_sale_update")
    migrate.upgrade(closed)
    backend = open_backend(paths, clock)
    sound(backend)
    backend.close()
