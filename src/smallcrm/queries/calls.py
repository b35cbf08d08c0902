"""Who is behind a caller's number."""

from __future__ import annotations

import json

from sqlalchemy import Connection

from smallcrm.db.settings import read_settings
from smallcrm.domain import phone
from smallcrm.domain.enums import Level
from smallcrm.queries import rows
from smallcrm.queries.call_shapes import CallCandidate, CallLookup
from smallcrm.queries.phone_lookup import same_numbers, same_switchboard
from smallcrm.queries.shapes import ClientRef, ContactPersonShape, Phone

_MOST_ABOUT = 3
# Last spoken to first: the search keeps that order for everybody.
_CLIENTS = """
    SELECT client.id, client.name, client.organisation, client.level,
        (SELECT max(start_at) FROM interaction WHERE client_id = client.id AND kind = 'call')
    FROM client LEFT JOIN search_document ON search_document.client_id = client.id
    WHERE client.id IN (SELECT value FROM json_each(?))
    ORDER BY search_document.seq DESC, client.id
"""
_PHONES = """
    SELECT phone_number.client_id, contact_person.id, phone_number.id, number, e164, extension,
        label, contact_person.name, contact_person.role
    FROM phone_number LEFT JOIN contact_person ON contact_person.id = contact_person_id
    WHERE phone_number.client_id IN (SELECT value FROM json_each(?)) ORDER BY phone_number.id
"""
# What was sold says what they call about, without giving away what is noted.
_ABOUT = """
    SELECT wanted.value, sale.title FROM json_each(?) AS wanted JOIN sale ON sale.id IN (
        SELECT id FROM sale AS one WHERE one.client_id = wanted.value AND one.status <> 'cancelled'
        AND one.is_opening_balance = 0 ORDER BY one.sold_on DESC, one.id DESC LIMIT 20)
    ORDER BY sale.sold_on DESC, sale.id DESC
"""


def call_lookup(connection: Connection, number: str) -> CallLookup:
    """Find the clients with that number, last spoken to first; six statements at most.

    Where nobody has it, those who have another number of the same switchboard are a guess.
    """
    parsed = phone.parse(number, read_settings(connection).country)
    found = same_numbers(connection, parsed)
    guessed = {} if found else same_switchboard(connection, parsed)
    described = None if parsed.e164 is None else phone.region(parsed.e164)
    candidates = _candidates(connection, found or guessed)
    return CallLookup(number, parsed.e164, described, candidates, switchboard=bool(guessed))


def _candidates(connection: Connection, found: dict[int, list[int]]) -> tuple[CallCandidate, ...]:
    if not found:
        return ()
    wanted = (json.dumps(list(found)),)
    about: dict[int, dict[str, None]] = {}
    for client_id, title in connection.exec_driver_sql(_ABOUT, wanted):
        about.setdefault(client_id, {})[title] = None
    numbers: dict[int, list[Phone]] = {}
    via: dict[int, tuple[Phone, ContactPersonShape | None]] = {}
    for client_id, person_id, *columns in connection.exec_driver_sql(_PHONES, wanted):
        one = Phone(*columns)
        numbers.setdefault(client_id, []).append(one)
        if client_id not in via and one.id in found[client_id]:
            person = (
                None
                if person_id is None
                else ContactPersonShape(person_id, one.of or "", one.of_role)
            )
            via[client_id] = (one, person)
    return tuple(
        CallCandidate(
            client=ClientRef(row[0], row[1], row[2], Level(row[3])),
            via=via[row[0]][0],
            contact_person=via[row[0]][1],
            about=tuple(about.get(row[0], {}))[:_MOST_ABOUT],
            last_call_at=rows.instant(row[4]),
            own_numbers=tuple(numbers[row[0]]),
        )
        for row in connection.exec_driver_sql(_CLIENTS, wanted)
    )
