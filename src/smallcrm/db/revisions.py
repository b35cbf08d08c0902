"""The schema revisions this program knows, oldest first, so that a start needs no alembic."""

from __future__ import annotations

import sqlcipher3.dbapi2 as driver

from smallcrm.db.connection import APPLICATION_ID
from smallcrm.domain.errors import DataFileError, FileTrouble

KNOWN = ("0001", "0002", "0003", "0004", "0005", "0006")
HEAD = KNOWN[-1]


def revision_of(connection: driver.Connection) -> str:
    """Return a file's revision; raises DataFileError where it is no file of ours, or newer."""
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise DataFileError(FileTrouble.DAMAGED, detail="another program's file")
    kept = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'")
    row = None
    if kept.fetchone() is not None:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if row is None:
        raise DataFileError(FileTrouble.DAMAGED, detail="no schema revision")
    if row[0] not in KNOWN:
        raise DataFileError(FileTrouble.NEWER, detail=str(row[0]))
    return str(row[0])
