"""Whether levels follow from the rules, and own fields hold what they can."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from sqlalchemy import Connection

from smallcrm.db import level_basis
from smallcrm.domain import own_fields
from smallcrm.domain.checks import Problem
from smallcrm.domain.enums import OwnFieldKind
from smallcrm.domain.errors import Refusal

_LIMIT = 20
_VALUES = """
    SELECT own_value.id, kind, choices, value, currency, sort_key
    FROM own_value JOIN own_field ON own_field.id = own_field_id ORDER BY own_value.id
"""


def problems(connection: Connection) -> Iterator[Problem]:
    """Find clients with a level that is not theirs, and values that are not what a field holds."""
    for client_id in islice(level_basis.wrong(connection), _LIMIT):
        yield Problem("client_level", {"id": client_id})
    for value_id in islice(_wrong_values(connection), _LIMIT):
        yield Problem("own_value", {"id": value_id})


def _wrong_values(connection: Connection) -> Iterator[int]:
    for row_id, *value in connection.exec_driver_sql(_VALUES):
        if not _is_canonical(*value):
            yield row_id


def _is_canonical(
    kind: object, choices: object, value: object, currency: object, sort_key: object
) -> bool:
    """Tell whether a value reads as itself; whatever damage left there is only wrong."""
    try:
        held = OwnFieldKind(str(kind))
        usual = str(currency) if held is OwnFieldKind.AMOUNT else None
        offered = own_fields.choices_of(None if choices is None else str(choices))
        text = str(value)
        read = own_fields.parse(held, text, choices=offered, currency=usual)
    except (Refusal, ValueError, ArithmeticError):
        return False
    return read == (value, currency) and sort_key == own_fields.sort_key(held, text)
