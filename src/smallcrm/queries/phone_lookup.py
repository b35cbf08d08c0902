"""Whose number it is: the same number, however it was typed or is sent by the exchange."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection

from smallcrm.domain import phone
from smallcrm.domain.phone import SAME_DIGITS, ParsedPhone

# A key is the number backwards. Same: one key begins the other, with seven digits or more, or is
# it. So the keys that begin ours are named one by one, those that ours begins are a range. A number
# with an extension is also what one dials to reach that directly: the extension follows the number.
_SAME: Final = """
    SELECT client_id, id, extension FROM phone_number
    WHERE typed_key IN (SELECT value FROM json_each(:keys))
    UNION
    SELECT client_id, id, extension FROM phone_number
    WHERE e164_key IN (SELECT value FROM json_each(:keys))
    UNION
    SELECT client_id, id, extension FROM phone_number
    WHERE typed_key > :typed AND typed_key < :typed_end
    UNION
    SELECT client_id, id, extension FROM phone_number
    WHERE e164_key > :typed AND e164_key < :typed_end
    UNION
    SELECT client_id, id, extension FROM phone_number
    WHERE typed_key > :e164 AND typed_key < :e164_end
    UNION
    SELECT client_id, id, extension FROM phone_number
    WHERE e164_key > :e164 AND e164_key < :e164_end
    UNION
    SELECT client_id, phone_number.id, NULL FROM json_each(:direct) AS one CROSS JOIN phone_number
    WHERE typed_key = one.value ->> 0 AND extension = one.value ->> 1
    UNION
    SELECT client_id, phone_number.id, NULL FROM json_each(:direct) AS one CROSS JOIN phone_number
    WHERE e164_key = one.value ->> 0 AND extension = one.value ->> 1
    LIMIT :limit
"""
_SWITCHBOARD: Final = """
    SELECT client_id, id, e164 FROM phone_number
    WHERE typed_key IN (SELECT value FROM json_each(:mains))
    UNION
    SELECT client_id, id, e164 FROM phone_number
    WHERE e164_key IN (SELECT value FROM json_each(:mains))
    UNION
    SELECT client_id, id, e164 FROM phone_number
    WHERE typed_key IN (SELECT value FROM json_each(:trunks)) AND extension IS NOT NULL
    UNION
    SELECT client_id, id, e164 FROM phone_number
    WHERE e164_key IN (SELECT value FROM json_each(:trunks)) AND extension IS NOT NULL
    LIMIT :limit
"""
# How many digits an extension has at most, and a direct number after those of its switchboard.
_EXTENSION: Final = 8
_DIRECT: Final = 4
# A switchboard's number, its code of the place included, has more than a few digits.
_TRUNK: Final = 6
_MAIN: Final = "0"


def same_numbers(
    connection: Connection, number: ParsedPhone, *, limit: int = 100
) -> dict[int, list[int]]:
    """Return the clients with that number, and which rows of theirs it is; one statement.

    A number with an extension is found by its own number, and by that number with the extension
    after it. Where the caller's extension is told, those with the same one go before all others.
    """
    if not number.typed_key:
        return {}
    keys = {key[:end] for key in number.keys for end in range(SAME_DIGITS, len(key) + 1)}
    keys.update(number.keys)
    typed, e164 = number.typed_key, number.e164_key or number.typed_key
    direct = [
        (key[size:], key[:size][::-1])
        for key in _all_keys(number)
        for size in range(1, _EXTENSION + 1)
        if len(key) >= SAME_DIGITS
    ]
    parameters = (
        json.dumps(sorted(keys)),
        *_range(typed),
        *_range(e164),
        json.dumps(direct),
        limit,
    )
    names = ("keys", "typed", "typed_end", "e164", "e164_end", "direct", "limit")
    found = connection.exec_driver_sql(_SAME, dict(zip(names, parameters, strict=True))).all()
    told = number.extension
    exact = [row for row in found if told is not None and row[2] == told]
    clients: dict[int, list[int]] = {}
    for client_id, phone_id, _extension in exact or found:
        clients.setdefault(client_id, []).append(phone_id)
    return clients


def same_switchboard(
    connection: Connection, number: ParsedPhone, *, limit: int = 100
) -> dict[int, list[int]]:
    """Return the clients with another number of the same switchboard, and which rows; a guess.

    A switchboard is known by its main number, which ends in 0, or by a number with an extension.
    A direct number has one to four digits in the place of that 0, or after the number. Mobile
    numbers have no switchboard. One statement.
    """
    if not number.typed_key or _is_mobile(number.e164):
        return {}
    trunks = {
        key[size:]
        for key in _all_keys(number)
        for size in range(1, _DIRECT + 1)
        if len(key) - size >= _TRUNK
    }
    parameters = {
        "mains": json.dumps(sorted(_MAIN + trunk for trunk in trunks)),
        "trunks": json.dumps(sorted(trunks)),
        "limit": limit,
    }
    clients: dict[int, list[int]] = {}
    for client_id, phone_id, e164 in connection.exec_driver_sql(_SWITCHBOARD, parameters):
        if not _is_mobile(e164):
            clients.setdefault(client_id, []).append(phone_id)
    return clients


def _all_keys(number: ParsedPhone) -> Iterator[str]:
    """Return its keys, and that of the number without its country's code."""
    yield from dict.fromkeys(number.keys)
    if number.e164 is not None:
        yield phone.national_key(number.e164)


def _is_mobile(e164: str | None) -> bool:
    return e164 is not None and (phone.region(e164) or "").endswith("mobile")


def _range(key: str) -> tuple[str, str]:
    """Return between what lie the keys that this one begins: nothing where it is too short."""
    return (key, key + ":") if len(key) >= SAME_DIGITS else (key, key)
