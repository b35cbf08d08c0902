"""How a connection to a data file is opened, and what the driver's errors mean to the owner."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from smallcrm.domain.errors import DataFileError, FileTrouble

BUSY_TIMEOUT_MS = 5000
CACHE_KIB = 65536
# "SCRM" in ASCII: tells our files from other programs' (PRAGMA application_id).
APPLICATION_ID = 0x5343524D


class Interrupted(Exception):  # noqa: N818  (an answer that nobody waits for any more, no fault)
    """A read was stopped because a newer one took its place."""


def connect(path: Path, *, readonly: bool = False) -> Any:
    """Open a connection with everything every connection must have (see the README, Storage).

    Transactions are begun by us alone: the driver's own handling is off.
    """
    mode = "ro" if readonly else "rw"
    connection = driver.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=BUSY_TIMEOUT_MS / 1000,
    )
    try:
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA foreign_keys=ON")
        # Otherwise REPLACE deletes rows that the journal's triggers never see.
        connection.execute("PRAGMA recursive_triggers=ON")
        connection.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
        if readonly:
            connection.execute("PRAGMA query_only=ON")
        else:
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA fullfsync=ON")
            connection.execute("PRAGMA checkpoint_fullfsync=ON")
    except BaseException:
        connection.close()
        raise
    return connection


def engine_for(path: Path, *, readonly: bool = False) -> Engine:
    """Make an engine whose every connection is a new one opened by `connect`."""
    engine = create_engine(
        "sqlite://",
        creator=lambda: connect(path, readonly=readonly),
        module=driver,
        poolclass=NullPool,
    )
    begin = "BEGIN" if readonly else "BEGIN IMMEDIATE"

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


# The messages are SQLite's own, stable for decades; the driver has no codes for all of them.
_TROUBLES = (
    ("not a database", FileTrouble.DAMAGED),
    ("malformed", FileTrouble.DAMAGED),
    ("database is locked", FileTrouble.LOCKED),
    ("locking protocol", FileTrouble.LOCKED),
    ("database table is locked", FileTrouble.LOCKED),
    ("readonly", FileTrouble.UNWRITABLE),
    ("read-only", FileTrouble.UNWRITABLE),
    ("disk is full", FileTrouble.UNWRITABLE),
    ("disk i/o error", FileTrouble.UNWRITABLE),
    ("unable to open", FileTrouble.UNWRITABLE),
)


def trouble_of(error: BaseException) -> DataFileError | None:
    """Tell what an error of the driver means for the file, or None where it is not about it."""
    text = str(error).lower()
    for words, trouble in _TROUBLES:
        if words in text:
            return DataFileError(trouble, detail=words)
    return None


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn the driver's errors about the file into DataFileError, an interrupt into Interrupted."""
    try:
        yield
    except DBAPIError as error:
        cause = error.orig or error
        if "interrupted" in str(cause).lower():
            raise Interrupted from error
        trouble = trouble_of(cause)
        if trouble is not None:
            raise trouble from error
        raise
    except UnicodeDecodeError as error:
        # Overwritten bytes in a text; no more of it is said, since it is the owner's.
        raise DataFileError(FileTrouble.DAMAGED, detail="text that cannot be read") from error
    except driver.Error as error:
        if "interrupted" in str(error).lower():
            raise Interrupted from error
        trouble = trouble_of(error)
        if trouble is not None:
            raise trouble from error
        raise
