"""The owner's own fields, what clients have in them, tags, and remembered ways of reading files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from smallcrm.domain.enums import OwnFieldKind
from smallcrm.domain.own_fields import choices_of
from smallcrm.queries import rows
from smallcrm.queries.care_shapes import MappingShape, OwnFieldShape, TagShape
from smallcrm.queries.detail_shapes import OwnValueShape
from smallcrm.queries.statements import statement

_FIELDS = """
    SELECT own_field.id, name, kind, choices, on_card, position,
           (SELECT count(*) FROM own_value WHERE own_field_id = own_field.id) AS used
    FROM own_field ORDER BY position, own_field.id
"""
_TAGS = """
    SELECT tag.id, tag.name, count(client_tag.id) AS used
    FROM tag LEFT JOIN client_tag ON client_tag.tag_id = tag.id
    GROUP BY tag.id ORDER BY tag.name, tag.id
"""
_VALUES = """
    SELECT own_value.client_id, own_field.id AS field_id, own_field.name, own_field.kind,
           own_value.value, own_value.currency, own_field.on_card
    FROM own_value JOIN own_field ON own_field.id = own_value.own_field_id
    WHERE own_value.client_id IN (SELECT value FROM json_each(:ids))
    ORDER BY own_field.position, own_field.id
"""
_MAPPING = "SELECT id, shape, kind, file_name, choices FROM import_mapping"


def own_fields(connection: Connection) -> tuple[OwnFieldShape, ...]:
    """Return the fields that the owner defined, in their order."""
    return tuple(
        OwnFieldShape(
            id=row.id,
            name=row.name,
            kind=OwnFieldKind(row.kind),
            choices=choices_of(row.choices),
            on_card=bool(row.on_card),
            position=row.position,
            used=row.used,
        )
        for row in connection.execute(statement(_FIELDS))
    )


def values_of(
    connection: Connection, client_ids: Sequence[int]
) -> dict[int, tuple[OwnValueShape, ...]]:
    """Return what clients have in own fields, in the fields' order; who has nothing is left out."""
    found: dict[int, list[OwnValueShape]] = {}
    for row in connection.execute(statement(_VALUES), {"ids": rows.ids(client_ids)}):
        client_id, field_id, name, kind, value, currency, on_card = row
        shape = OwnValueShape(field_id, name, OwnFieldKind(kind), value, currency, bool(on_card))
        found.setdefault(client_id, []).append(shape)
    return {client_id: tuple(values) for client_id, values in found.items()}


def tags(connection: Connection) -> tuple[TagShape, ...]:
    """Return all tags by name, with how many clients bear each."""
    return tuple(
        TagShape(row.id, row.name, row.used) for row in connection.execute(statement(_TAGS))
    )


def import_mapping(connection: Connection, shape: str) -> MappingShape | None:
    """Return how files of a shape were read the last time."""
    sql = statement(f"{_MAPPING} WHERE shape = :shape")
    row = connection.execute(sql, {"shape": shape}).first()
    return None if row is None else _mapping(row)


def import_mappings(connection: Connection) -> tuple[MappingShape, ...]:
    """Return all remembered ways of reading files, by the files' names."""
    sql = statement(f"{_MAPPING} ORDER BY lower(file_name), id")
    return tuple(map(_mapping, connection.execute(sql)))


def _mapping(row: Any) -> MappingShape:
    return MappingShape(row.id, row.shape, row.kind, row.file_name, row.choices)
