"""Opening a data file: made where there is none, refused plainly where it cannot be used."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection

from smallcrm.db import revisions
from smallcrm.db.connection import APPLICATION_ID, connect, plain_errors
from smallcrm.db.database import Database
from smallcrm.domain.errors import DataFileError, FileTrouble
from smallcrm.paths import make_private

_OWNER_ONLY = 0o600
# How long, in seconds, another process may take to make a file that this one makes as well.
_PATIENCE, _PAUSE = 5.0, 0.01


@dataclass(frozen=True, slots=True)
class Locale:
    """What a new file takes its country and currency from until the owner was asked."""

    country: str
    currency: str


def open_data_file(
    path: Path, locale: Locale, *, back_up: Callable[[], None] | None = None
) -> Database:
    """Open the file, making or migrating it first where that is needed.

    `back_up` is called before a migration. Raises DataFileError, the file left as it was: newer
    than this program, damaged (or no file of ours), locked, or not to be written.
    """
    new = not path.exists()
    try:
        make_private(path.parent)
        if new:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, _OWNER_ONLY))
    except FileExistsError:
        new = False
    except OSError as error:
        raise DataFileError(FileTrouble.UNWRITABLE, detail=error.strerror or "") from error
    revision = _prepare(path)
    if revision != revisions.HEAD:
        from smallcrm.db import migrate  # alembic costs 100 ms, and is rarely needed

        if revision is None:
            migrate.upgrade(path, after=lambda connection: _fill_new(connection, locale))
        else:
            migrate.upgrade(path, before=back_up)
    return Database(path)


def _prepare(path: Path) -> str | None:
    """Check that the file is ours and can be written; return its revision, None for a new one."""
    with plain_errors():
        connection = connect(path)
        try:
            tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            if tables == 0:
                _use_wal(connection)
                return None
            revision = revisions.revision_of(connection)
            _require_writable(connection, path)
            return revision
        finally:
            connection.close()


def _require_writable(connection: driver.Connection, path: Path) -> None:
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        raise DataFileError(FileTrouble.UNWRITABLE, detail="no permission")
    # Takes the write lock for a moment: another program that holds the file is noticed here.
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("ROLLBACK")
    mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    if mode != "wal":
        _use_wal(connection)


def _use_wal(connection: driver.Connection) -> None:
    """Let the file be written by WAL, waiting for whoever does the same at this moment.

    SQLite answers "locked" at once here, whatever the busy timeout: two that both read the file
    and both want to change its mode would wait for each other.
    """
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").fetchone()
        except driver.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(_PAUSE)
        else:
            return


def _fill_new(connection: Connection, locale: Locale) -> None:
    """Mark the file as ours and write down the locale that it was made under.

    In the transaction that makes the tables: a file is never there without its mark. Another
    process may have made it in the meantime.
    """
    if connection.exec_driver_sql("SELECT count(*) FROM action").scalar_one():
        return
    connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
    connection.exec_driver_sql(
        "INSERT INTO action (at, kind, source, label, parameters, schema)"
        " VALUES (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), 'auto', 'program', 'new_file', '{}', ?)",
        (revisions.HEAD,),
    )
    connection.exec_driver_sql("INSERT INTO journal_now (id, action_id) VALUES (1, 1)")
    connection.exec_driver_sql(
        "INSERT INTO setting (key, value) VALUES (?, ?)",
        [("file.country", locale.country), ("file.currency", locale.currency)],
    )
    connection.exec_driver_sql("DELETE FROM journal_now")
