"""Everything that the owner typed, as plain values: for the export of the whole file."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, select, text

from smallcrm.db.models import FileSetting
from smallcrm.db.portable import CONTENTS, TABLES, Plain, Writer, write_content
from smallcrm.queries.settings import file_settings


def everything(connection: Connection) -> Iterator[tuple[str, Iterator[Plain]]]:
    """Return table by table its rows in the order of their ids; to be read in that order.

    Last the contents of files, those that a document has.
    """
    writer = Writer(file_settings(connection).currency)
    for table in TABLES:
        yield table, _rows(connection, writer, table)
    yield CONTENTS, _contents(connection)


def _rows(connection: Connection, writer: Writer, table: str) -> Iterator[Plain]:
    for row in connection.execute(text(writer.select(table))).mappings():
        yield writer.row(table, {str(name): value for name, value in row.items()})


def _contents(connection: Connection) -> Iterator[Plain]:
    found = connection.exec_driver_sql(
        "SELECT sha256, text, content FROM document_content"
        " WHERE sha256 IN (SELECT content_sha256 FROM document) ORDER BY id"
    )
    for sha256, said, content in found:
        yield write_content(sha256, said, content)


def kept_settings(connection: Connection) -> dict[str, str]:
    """Return the settings that the file holds, by key."""
    found = connection.execute(select(FileSetting.key, FileSetting.value).order_by(FileSetting.key))
    return {str(key): str(value) for key, value in found}
