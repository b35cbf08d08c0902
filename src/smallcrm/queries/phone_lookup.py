"""Whose number it is: the same number, however it was typed or is sent by the exchange."""

from __future__ import annotations

import json

from sqlalchemy import Connection

from smallcrm.domain.phone import SAME_DIGITS, ParsedPhone

# A key is the number backwards. Same: one key begins the other, with seven digits or more, or is
# it. So the keys that begin ours are named one by one, those that ours begins are a range.
_SAME = """
    SELECT client_id, id FROM phone_number WHERE typed_key IN (SELECT value FROM json_each(:keys))
    UNION
    SELECT client_id, id FROM phone_number WHERE e164_key IN (SELECT value FROM json_each(:keys))
    UNION
    SELECT client_id, id FROM phone_number WHERE typed_key > :typed AND typed_key < :typed_end
    UNION
    SELECT client_id, id FROM phone_number WHERE e164_key > :typed AND e164_key < :typed_end
    UNION
    SELECT client_id, id FROM phone_number WHERE typed_key > :e164 AND typed_key < :e164_end
    UNION
    SELECT client_id, id FROM phone_number WHERE e164_key > :e164 AND e164_key < :e164_end
    LIMIT :limit
"""


def same_numbers(
    connection: Connection, number: ParsedPhone, *, limit: int = 100
) -> dict[int, list[int]]:
    """Return the clients with that number, and which rows of theirs it is; one statement."""
    if not number.typed_key:
        return {}
    keys = {key[:end] for key in number.keys for end in range(SAME_DIGITS, len(key) + 1)}
    keys.update(number.keys)
    typed, e164 = number.typed_key, number.e164_key or number.typed_key
    parameters = (
        json.dumps(sorted(keys)),
        *_range(typed),
        *_range(e164),
        limit,
    )
    names = ("keys", "typed", "typed_end", "e164", "e164_end", "limit")
    found: dict[int, list[int]] = {}
    rows = connection.exec_driver_sql(_SAME, dict(zip(names, parameters, strict=True)))
    for client_id, phone_id in rows:
        found.setdefault(client_id, []).append(phone_id)
    return found


def _range(key: str) -> tuple[str, str]:
    """Return between what lie the keys that this one begins: nothing where it is too short."""
    return (key, key + ":") if len(key) >= SAME_DIGITS else (key, key)
