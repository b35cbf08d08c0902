"""Everything the owner typed, in one JSON file, and back into an empty data file."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from smallcrm import __version__
from smallcrm.db import journal
from smallcrm.db.portable import CONTENTS, MINOR
from smallcrm.domain.changes import Entity
from smallcrm.domain.errors import Refusal
from smallcrm.domain.watch import Watch
from smallcrm.exporters import watched
from smallcrm.exporters.files import write_whole
from smallcrm.exporters.sheet import About, Column, Kind, Row, Sheet, Written
from smallcrm.exporters.titles import about
from smallcrm.exporters.xlsx_file import write_workbook
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.words import enum_name
from smallcrm.queries.api import Queries

FORMAT: Final = "smallcrm everything"
VERSION: Final = 1
ENDINGS: Final = (".json", ".xlsx")
_MAX_BYTES: Final = 2 * 1024 * 1024 * 1024
_STEP: Final = 500
_Tables = Generator[tuple[str, Iterator[Mapping[str, object]]]]
_NUMBERS: Final = frozenset({"position", "revision", "minutes", "step", "sequence"})


def export_everything(
    queries: Queries, path: Path, *, tr: I18n | None = None, watch: Watch | None = None
) -> Written:
    """Write all rows of all tables, and return how many there are.

    JSON, one row a line, can be brought back into an empty file; a workbook, a sheet a table, is
    for looking at. Raises Refusal `unknown_ending`, `cannot_write_file`; Cancelled.
    """
    watch = watch or Watch()
    match path.suffix.lower():
        case ".json":
            return write_whole(path, lambda stream: _write(queries, stream, watch))
        case ".xlsx":
            sheets = _sheets(queries, tr, watch)
            return write_whole(path, lambda stream: write_workbook(sheets, stream))
        case ending:
            raise Refusal("unknown_ending", field="file", text=ending, known=ENDINGS)


def _write(queries: Queries, stream: BinaryIO, watch: Watch) -> Written:
    head = {"format": FORMAT, "version": VERSION, "program": __version__}
    stream.write(_json(head)[:-1] + b',\n"settings": ' + _json(queries.kept_settings()))
    stream.write(b',\n"tables": {')
    count = 0
    between = b"\n"
    with _all_rows(queries) as tables:
        for table, rows in tables:
            stream.write(between + _json(table) + b": [")
            between = b",\n"
            opening = b"\n"
            for row in rows:
                if count % _STEP == 0:
                    watch.step(count, 0)
                stream.write(opening + _json(row))
                opening = b",\n"
                count += 1
            stream.write(b"]")
    stream.write(b"\n}}\n")
    return Written(count)


def _all_rows(queries: Queries) -> closing[_Tables]:
    """Read everything; who stops half way lets the file go at once."""
    return closing(cast("_Tables", queries.everything()))


def _sheets(queries: Queries, tr: I18n | None, watch: Watch) -> Iterator[Sheet]:
    """Make a sheet of each table that has rows, under the names that the JSON has."""
    first = True
    with _all_rows(queries) as tables:
        for table, rows in tables:
            if table == CONTENTS:
                continue  # the bytes of files are nothing to look at
            row = next(rows, None)
            if row is None:
                continue
            title = table.replace("_", " ").capitalize()
            if tr is not None:
                title = enum_name(tr, Entity(table))
            said = about(queries, title, tr) if first else About(title)
            first = False
            money = frozenset(
                column.name.removesuffix(MINOR)
                for column in journal.table(table).columns
                if column.name.endswith(MINOR)
            )
            made = (Row(tuple(_cells(one, money)), one) for one in chain((row,), rows))
            sheet = Sheet(tuple(_columns(row, money)), made, said)
            yield replace(sheet, rows=watched(sheet, watch))


def _columns(row: Mapping[str, object], money: frozenset[str]) -> Iterator[Column]:
    """Name the columns as the rows do, each with its kind; text unless its name says otherwise."""
    for name in row:
        if name in money:
            yield Column(name, Kind.AMOUNT)
            yield Column(f"{name} currency")
        elif name.endswith("_on"):
            yield Column(name, Kind.DAY)
        elif name == "id" or name.endswith("_id") or name in _NUMBERS:
            yield Column(name, Kind.NUMBER)
        else:
            yield Column(name)


def _cells(row: Mapping[str, object], money: frozenset[str]) -> Iterator[str]:
    for name, value in row.items():
        if name in money:
            amount = value if isinstance(value, Mapping) else {}
            yield str(amount.get("amount", ""))
            yield str(amount.get("currency", ""))
        elif isinstance(value, bool):
            yield "yes" if value else "no"
        else:
            yield "" if value is None else str(value)


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
