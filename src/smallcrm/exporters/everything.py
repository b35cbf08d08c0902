"""Everything the owner typed, in one JSON file, and back into an empty data file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Final

from smallcrm import __version__
from smallcrm.domain.errors import Refusal
from smallcrm.exporters.files import write_whole
from smallcrm.queries.api import Queries

FORMAT: Final = "smallcrm everything"
VERSION: Final = 1
_MAX_BYTES: Final = 2 * 1024 * 1024 * 1024


def export_everything(queries: Queries, path: Path) -> int:
    """Write all rows of all tables, one row a line, and return how many there are.

    Raises Refusal `unknown_ending`, `cannot_write_file`.
    """
    if path.suffix.lower() != ".json":
        raise Refusal("unknown_ending", field="file", text=path.suffix, known=(".json",))
    return write_whole(path, lambda stream: _write(queries, stream))


def _write(queries: Queries, stream: BinaryIO) -> int:
    head = {"format": FORMAT, "version": VERSION, "program": __version__}
    stream.write(_json(head)[:-1] + b',\n"settings": ' + _json(queries.kept_settings()))
    stream.write(b',\n"tables": {')
    count = 0
    between = b"\n"
    for table, rows in queries.everything():
        stream.write(between + _json(table) + b": [")
        between = b",\n"
        opening = b"\n"
        for row in rows:
            stream.write(opening + _json(row))
            opening = b",\n"
            count += 1
        stream.write(b"]")
    stream.write(b"\n}}\n")
    return count


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")


def is_everything(path: Path) -> bool:
    """Tell by its beginning whether a file is such an export; one that cannot be read is not."""
    try:
        with path.open("rb") as stream:
            head = stream.read(200).removeprefix(b"\xef\xbb\xbf").lstrip()
    except OSError:
        return False
    return head.startswith(b"{") and f'"{FORMAT}"'.encode() in head


def read_everything(path: Path) -> tuple[Mapping[str, str], Mapping[str, Sequence[object]]]:
    """Read settings and tables back; what stands in the rows is judged by whoever takes them.

    Raises Refusal: `file_unreadable`, `file_too_large`, `export_newer`, `export_damaged`.
    """
    found = _loaded(path)
    version, settings, tables = (found.get(key) for key in ("version", "settings", "tables"))
    if found.get("format") != FORMAT or not isinstance(version, int):
        raise _damaged()
    if version > VERSION:
        raise Refusal("export_newer", field="file", file=path.name)
    if not isinstance(settings, dict) or not isinstance(tables, dict):
        raise _damaged()
    if not all(isinstance(value, str) for value in settings.values()):
        raise _damaged("settings")
    for name, rows in tables.items():
        if not isinstance(rows, list):
            raise _damaged(name)
    return settings, tables


def _loaded(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as stream:
            data = stream.read(_MAX_BYTES + 1)
    except OSError as error:
        raise Refusal("file_unreadable", field="file", file=path.name) from error
    if len(data) > _MAX_BYTES:
        raise Refusal("file_too_large", field="file", file=path.name, limit=_MAX_BYTES)
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise _damaged() from error
    if not isinstance(found, dict):
        raise _damaged()
    return found


def _damaged(table: str = "") -> Refusal:
    return Refusal("export_damaged", field="file", table=table[:80], column="")
