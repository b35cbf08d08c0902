"""Bringing a data file to the schema of this program: backed up, in one transaction, checked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from smallcrm import paths
from smallcrm.db import journal, referral_totals, search_index
from smallcrm.db.connection import engine_for, plain_errors
from smallcrm.domain.errors import DataFileError, FileTrouble


def upgrade(
    path: Path,
    *,
    revision: str = "head",
    before: Callable[[], None] | None = None,
    after: Callable[[Connection], None] | None = None,
) -> None:
    """Migrate a file to `revision`; `before` (a backup) is called once it is known to be needed.

    `after` is what else belongs to the same transaction: the first rows of a new file.
    The search of a file that was there is made anew. Raises DataFileError `damaged` where foreign
    keys do not hold afterwards; nothing is kept then.
    """
    if before is not None:
        before()
    engine = engine_for(path)
    with plain_errors(), engine.connect() as connection:
        # A PRAGMA inside a transaction would be without effect.
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            counts = _row_counts(connection)
            command.upgrade(_config(connection), revision)
            journal.install(connection)
            referral_totals.install(connection)
            if counts:
                # What a document is made from may be more than it was.
                search_index.rebuild(connection)
            if after is not None:
                after(connection)
            _require_sound(connection, counts)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(paths.migrations()).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _row_counts(connection: Connection) -> dict[str, int]:
    tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
    present = {row[0] for row in tables}
    return {
        name: connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one()
        for name in journal.JOURNALLED
        if name in present
    }


def _require_sound(connection: Connection, counts: dict[str, int]) -> None:
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise DataFileError(FileTrouble.DAMAGED, detail="foreign keys after a migration")
    if any(
        after < counts[name] for name, after in _row_counts(connection).items() if name in counts
    ):
        raise DataFileError(FileTrouble.DAMAGED, detail="rows lost in a migration")
