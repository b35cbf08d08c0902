"""Filling an empty file from an export of everything, as one action."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from sqlalchemy import delete, func, insert, select

from smallcrm.db import check
from smallcrm.db.models import Base, FileSetting
from smallcrm.db.portable import CONTENTS, TABLES, Reader, read_content
from smallcrm.db.settings import ASKED
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import keys, own_fields, phone
from smallcrm.domain.changes import Entity
from smallcrm.domain.enums import Level, OwnFieldKind
from smallcrm.domain.errors import Refusal
from smallcrm.domain.settings import SETTINGS, Scope
from smallcrm.services import documents_kept
from smallcrm.services.commands import FillFromExport, ImportResult
from smallcrm.services.result import Made

_BATCH: Final = 5000
_COUNTRY: Final = "file.country"
# How far the numbers of documents have come (`numbers`): the kind, and the period of a pattern.
_COUNTER: Final = re.compile(r"counter\.([a-z_]+\.)?[^\x00-\x1f]{0,40}")
_COUNT: Final = re.compile(r"\d{1,12}", re.ASCII)
# So while an action is in progress: it is closed, and its rows are indexed, at its end.
_NOT_YET: Final = frozenset({"action_left_open", "search_index"})

Row = dict[str, object]


def fill(uow: UnitOfWork, command: FillFromExport) -> Made:
    """Put every row in under its own id; refuse where the file holds clients already.

    What is derived is made anew, and the rules of money are verified before anything is kept:
    Refusal `export_damaged` names the table and column, `export_unsound` the rule.
    """
    for name in command.tables.keys() - {*TABLES, CONTENTS}:
        raise Refusal("export_damaged", field="file", table=name[:80], column="")
    _require_empty(uow)
    country = _set_settings(uow, command)
    uow.connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    for values in command.tables.get(CONTENTS, ()):
        documents_kept.keep_content(uow, *read_content(values))
    reader = Reader()
    derive = _Deriving(country)
    count = 0
    for name in TABLES:
        rows = [reader.row(name, _of_today(name, row)) for row in command.tables.get(name, ())]
        _insert(uow, name, [derive.row(name, row) for row in rows])
        count += len(rows)
    _require_sound(uow)
    uow.describe("import", file=command.file_name, count=count)
    import_id = None if command.dry_run else uow.action_id
    result = ImportResult(
        read=count, added=count, merged=0, unchanged=0, skipped=(), import_id=import_id
    )
    return Made(uow.action_id, imported=result)


def _require_empty(uow: UnitOfWork) -> None:
    for name in TABLES:
        table = Base.metadata.tables[name]
        if uow.connection.execute(select(func.count()).select_from(table)).scalar_one():
            raise Refusal("file_not_empty", field="file")


def _set_settings(uow: UnitOfWork, command: FillFromExport) -> str:
    kept = dict(command.settings)
    asked = kept.pop(ASKED, None) is not None
    for key, value in kept.items():
        found = SETTINGS.get(key)
        if found is not None and found.scope is Scope.FILE:
            kept[key] = found.check(value) if value else value
        elif not (_COUNTER.fullmatch(key) and _COUNT.fullmatch(value)):
            raise Refusal("export_damaged", field="file", table="settings", column=key[:80])
    uow.connection.execute(delete(FileSetting))
    rows = [{"key": key, "value": value} for key, value in kept.items()]
    if asked:
        rows.append({"key": ASKED, "value": "1"})
    if rows:
        uow.connection.execute(insert(FileSetting), rows)
    return kept.get(_COUNTRY, "")


def _of_today(table: str, row: object) -> object:
    """Add what an export of an older program lacks: its levels were all set by hand."""
    if table == Entity.CLIENT and isinstance(row, dict) and "level_by_hand" not in row:
        return {**row, "level_by_hand": row.get("level") != Level.STANDARD}
    return row


class _Deriving:
    """Makes anew what is derived; own fields come before the values in them."""

    def __init__(self, country: str) -> None:
        self._country = country
        self._kinds: dict[object, OwnFieldKind] = {}

    def row(self, table: str, row: Row) -> Row:
        """Fill a row's derived columns."""
        if table in {Entity.CLIENT, Entity.PRODUCT}:
            row["name_sort"] = keys.sort_key(str(row["name"]))
        elif table == Entity.EMAIL_ADDRESS:
            row["address_key"] = keys.fold(str(row["address"]))
        elif table == Entity.PHONE_NUMBER:
            parsed = phone.parse(str(row["number"]), self._country)
            row["e164"], row["extension"] = parsed.e164, parsed.extension
            row["typed_key"], row["e164_key"] = parsed.typed_key, parsed.e164_key
        elif table == Entity.UNKNOWN_CALL:
            number = row["number"]
            row["e164"] = phone.parse(str(number), self._country).e164 if number else None
        elif table == Entity.OWN_FIELD:
            self._kinds[row["id"]] = OwnFieldKind(str(row["kind"]))
        elif table == Entity.OWN_VALUE:
            kind = self._kinds.get(row["own_field_id"], OwnFieldKind.TEXT)
            row["sort_key"] = own_fields.sort_key(kind, str(row["value"]))
        return row


def _insert(uow: UnitOfWork, table: str, rows: list[Row]) -> None:
    """Insert values as SQLite keeps them, past the conversions of the models' types."""
    if not rows:
        return
    names = list(rows[0])
    columns, places = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
    sql = f"INSERT INTO {table} ({columns}) VALUES ({places})"
    for start in range(0, len(rows), _BATCH):
        batch = [tuple(row[name] for name in names) for row in rows[start : start + _BATCH]]
        uow.connection.exec_driver_sql(sql, batch)


def _require_sound(uow: UnitOfWork) -> None:
    problems = [problem.code for problem in check.check(uow.connection).problems]
    unsound = _first(code for code in problems if code not in _NOT_YET)
    if unsound is not None:
        raise Refusal("export_unsound", field="file", rule=unsound)


def _first(codes: Iterable[str]) -> str | None:
    return next(iter(codes), None)
