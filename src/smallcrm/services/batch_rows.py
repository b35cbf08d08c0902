"""Clients as a batch edit works on them: read in bulk, changed in memory, written in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from smallcrm.domain import keys, own_fields
from smallcrm.domain.clock import to_text
from smallcrm.domain.enums import Level, OwnFieldKind
from smallcrm.queries import rows
from smallcrm.queries.shapes import ClientRef
from smallcrm.queries.statements import statement

COLUMNS: Final = (
    "name",
    "organisation",
    "code",
    "kind",
    "level",
    "lifecycle",
    "source",
    "language",
    "currency",
    "payment_term_days",
    "discount_percent",
    "tax_number",
    "credit_limit_minor",
    "level_by_hand",
)
PARTS: Final = ("street", "locality", "region", "postal_code", "country", "text")
_CLIENTS = (
    f"SELECT id, {', '.join(COLUMNS)} FROM client WHERE id IN (SELECT value FROM json_each(:ids))"
)
_ADDRESSES = (
    f"SELECT id, client_id, {', '.join(PARTS)} FROM postal_address"
    " WHERE client_id IN (SELECT value FROM json_each(:ids)) ORDER BY id"
)
_PHONES = (
    "SELECT id, client_id, number, e164, extension FROM phone_number"
    " WHERE client_id IN (SELECT value FROM json_each(:ids)) ORDER BY id"
)
_NOTES = (
    "SELECT id, client_id, text FROM note WHERE NOT draft"
    " AND client_id IN (SELECT value FROM json_each(:ids)) ORDER BY id"
)
_TAGS = (
    "SELECT client_tag.client_id, tag.name FROM client_tag JOIN tag ON tag.id = tag_id"
    " WHERE client_tag.client_id IN (SELECT value FROM json_each(:ids)) ORDER BY tag.name"
)
_OWN = (
    "SELECT client_id, own_field_id, value, currency FROM own_value"
    " WHERE client_id IN (SELECT value FROM json_each(:ids))"
)


@dataclass(slots=True)
class Place:
    """A postal address; `id` None: a new one."""

    id: int | None
    parts: dict[str, str | None]


@dataclass(slots=True)
class Number:
    """A phone number: as it is written, and what it parses to, which stays the same."""

    id: int
    number: str
    e164: str | None
    extension: str | None


@dataclass(slots=True)
class Said:
    """A note; `id` None: a new one."""

    id: int | None
    text: str


@dataclass(slots=True)
class Worked:
    """A client in the making: the columns of its row, and its rows of other tables."""

    id: int
    columns: dict[str, Any]
    places: list[Place] = field(default_factory=list)
    numbers: list[Number] = field(default_factory=list)
    notes: list[Said] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    own: dict[int, tuple[str, str | None]] = field(default_factory=dict)
    # That its level, set by hand until now, is to follow from the rules.
    follows: bool = False

    def copy(self) -> Worked:
        """Return the client as it is now."""
        return Worked(
            self.id,
            dict(self.columns),
            [Place(one.id, dict(one.parts)) for one in self.places],
            [replace(one) for one in self.numbers],
            [replace(one) for one in self.notes],
            list(self.tags),
            dict(self.own),
        )

    @property
    def ref(self) -> ClientRef:
        """Name the client as lists do."""
        columns = self.columns
        level = Level(columns["level"])
        return ClientRef(self.id, columns["name"], columns["organisation"], level)


def read(connection: Connection, client_ids: Sequence[int]) -> dict[int, Worked]:
    """Read clients with all that a batch edit can change, in six statements."""
    where = {"ids": rows.ids(client_ids)}

    def found(sql: str) -> Iterable[Any]:
        return connection.execute(statement(sql), where)

    clients = {
        row_id: Worked(row_id, dict(zip(COLUMNS, columns, strict=True)))
        for row_id, *columns in found(_CLIENTS)
    }
    for row_id, client_id, *parts in found(_ADDRESSES):
        clients[client_id].places.append(Place(row_id, dict(zip(PARTS, parts, strict=True))))
    for row_id, client_id, number, e164, extension in found(_PHONES):
        clients[client_id].numbers.append(Number(row_id, number, e164, extension))
    for row_id, client_id, text in found(_NOTES):
        clients[client_id].notes.append(Said(row_id, text))
    for client_id, name in found(_TAGS):
        clients[client_id].tags.append(name)
    for client_id, field_id, value, currency in found(_OWN):
        clients[client_id].own[field_id] = (value, currency)
    return clients


class Writer:
    """Gathers what differs between clients before and after, and writes it table by table."""

    def __init__(
        self, connection: Connection, kinds: dict[int, OwnFieldKind], now: datetime
    ) -> None:
        self._connection = connection
        self._kinds = kinds
        self._now = to_text(now)
        self._many: dict[str, list[tuple[object, ...]]] = {}
        self._tags: dict[str, int] = {}

    def add(self, before: Worked, after: Worked) -> None:
        """Note all that is to be written of a client."""
        for name, value in after.columns.items():
            if value != before.columns[name]:
                self._column(after.id, name, value)
        self._add_places(before, after)
        old_numbers = {one.id: one.number for one in before.numbers}
        for number in after.numbers:
            if number.number != old_numbers[number.id]:
                sql = "UPDATE phone_number SET number = ? WHERE id = ?"
                self._do(sql, number.number, number.id)
        old_notes = {one.id: one.text for one in before.notes}
        for note in after.notes:
            if note.id is None:
                sql = (
                    "INSERT INTO note (client_id, text, pinned, draft, created_at)"
                    " VALUES (?, ?, 0, 0, ?)"
                )
                self._do(sql, after.id, note.text, self._now)
            elif note.text != old_notes[note.id]:
                self._do("UPDATE note SET text = ? WHERE id = ?", note.text, note.id)
        self._add_tags(before, after)
        self._add_own(before, after)

    def write(self) -> None:
        """Write everything; a code that goes from one client to another is free first."""
        for sql, values in sorted(self._many.items(), key=lambda item: _place_of(item[0])):
            self._connection.exec_driver_sql(sql, values)
        self._many.clear()

    def _column(self, client_id: int, name: str, value: object) -> None:
        if name == "code" and value is not None:
            self._do("UPDATE client SET code = NULL WHERE id = ?", client_id)
        if name == "name":
            sql = "UPDATE client SET name = ?, name_sort = ? WHERE id = ?"
            self._do(sql, value, keys.sort_key(str(value)), client_id)
        elif name == "level_by_hand":
            sql = "UPDATE client SET level_by_hand = ?, level_rule_id = NULL WHERE id = ?"
            self._do(sql, int(bool(value)), client_id)
        else:
            self._do(f"UPDATE client SET {name} = ? WHERE id = ?", value, client_id)

    def _add_places(self, before: Worked, after: Worked) -> None:
        old = {one.id: one for one in before.places}
        for place in after.places:
            values = [place.parts[name] for name in PARTS]
            if place.id is None:
                names, marks = ", ".join(PARTS), ", ".join("?" * len(PARTS))
                sql = f"INSERT INTO postal_address (client_id, {names}) VALUES (?, {marks})"
                self._do(sql, after.id, *values)
            elif place.parts != old[place.id].parts:
                sets = ", ".join(f"{name} = ?" for name in PARTS)
                self._do(f"UPDATE postal_address SET {sets} WHERE id = ?", *values, place.id)
        staying = {one.id for one in after.places}
        for row_id in old:
            if row_id not in staying:
                self._do("DELETE FROM postal_address WHERE id = ?", row_id)

    def _add_tags(self, before: Worked, after: Worked) -> None:
        for name in after.tags:
            if name not in before.tags:
                sql = "INSERT INTO client_tag (client_id, tag_id) VALUES (?, ?)"
                self._do(sql, after.id, self._tag(name))
        for name in before.tags:
            if name not in after.tags:
                sql = "DELETE FROM client_tag WHERE client_id = ? AND tag_id = ?"
                self._do(sql, after.id, self._tag(name))

    def _tag(self, name: str) -> int:
        if name not in self._tags:
            find = "SELECT id FROM tag WHERE name = ?"
            found = self._connection.exec_driver_sql(find, (name,)).scalar()
            if found is None:
                make = "INSERT INTO tag (name) VALUES (?)"
                found = self._connection.exec_driver_sql(make, (name,)).lastrowid
            self._tags[name] = int(found)
        return self._tags[name]

    def _add_own(self, before: Worked, after: Worked) -> None:
        for field_id, (value, currency) in after.own.items():
            if before.own.get(field_id) == (value, currency):
                continue
            key = own_fields.sort_key(self._kinds[field_id], value)
            if field_id in before.own:
                sql = (
                    "UPDATE own_value SET value = ?, currency = ?, sort_key = ?"
                    " WHERE client_id = ? AND own_field_id = ?"
                )
                self._do(sql, value, currency, key, after.id, field_id)
            else:
                sql = (
                    "INSERT INTO own_value (client_id, own_field_id, value, currency, sort_key)"
                    " VALUES (?, ?, ?, ?, ?)"
                )
                self._do(sql, after.id, field_id, value, currency, key)
        for field_id in before.own.keys() - after.own.keys():
            sql = "DELETE FROM own_value WHERE client_id = ? AND own_field_id = ?"
            self._do(sql, after.id, field_id)

    def _do(self, sql: str, *values: object) -> None:
        self._many.setdefault(sql, []).append(values)


def _place_of(sql: str) -> tuple[bool, str]:
    return "code = NULL" not in sql, sql
