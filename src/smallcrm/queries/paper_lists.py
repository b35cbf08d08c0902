"""Whom lists on paper are about: numbers of all clients, and where their post goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from smallcrm.domain.errors import Refusal
from smallcrm.queries import rows
from smallcrm.queries.clients import address
from smallcrm.queries.list_shapes import (
    ListedPerson,
    ListedPhone,
    MailReceiver,
    PhoneEntry,
    PhoneList,
)
from smallcrm.queries.statements import statement

_ALL = "client.lifecycle <> 'archived'"
_CHOSEN = "client.id IN (SELECT value FROM json_each(:ids))"
_BY_NAME = "ORDER BY client.name_sort, client.id"
_CLIENTS = f"SELECT {rows.REF}, client.name_sort FROM client WHERE {{0}} {_BY_NAME}"
_PEOPLE = """
    SELECT contact_person.id, client_id, contact_person.name, role FROM contact_person
    JOIN client ON client.id = client_id WHERE {0} ORDER BY contact_person.id
"""
_PHONES = """
    SELECT client_id, contact_person_id, number, label FROM phone_number
    JOIN client ON client.id = client_id WHERE {0} ORDER BY phone_number.id
"""
# The first address, as everywhere.
_ADDRESSED = f"""
    SELECT {rows.REF}, address.id, address.label, address.street, address.locality,
           address.region, address.postal_code, address.country, address.text,
           address.confirmed_on
    FROM client LEFT JOIN postal_address AS address ON address.id = (
        SELECT min(id) FROM postal_address WHERE client_id = client.id)
    WHERE {{0}} {_BY_NAME}
"""
_COUNTS = """
    SELECT count(*), coalesce(sum(EXISTS (
        SELECT 1 FROM postal_address WHERE client_id = client.id)), 0)
    FROM client WHERE {0}
"""


def phone_list(connection: Connection, clients: Sequence[int] | None) -> PhoneList:
    """Return those clients who have a number, by name as the clients list sorts them.

    None: everybody but who is archived. Refuses ids that are nobody's (`no_such_client`).
    """
    which, where = _which(clients)
    found = connection.execute(statement(_CLIENTS.format(which)), where).all()
    _check(clients, found)
    phones: dict[tuple[int, int | None], list[ListedPhone]] = {}
    numbers = connection.execute(statement(_PHONES.format(which)), where)
    for client_id, person_id, number, label in numbers:
        phones.setdefault((client_id, person_id), []).append(ListedPhone(number, label))
    people: dict[int, list[ListedPerson]] = {}
    for person_id, client_id, name, role in connection.execute(
        statement(_PEOPLE.format(which)), where
    ):
        own = tuple(phones.get((client_id, person_id), ()))
        if own:
            people.setdefault(client_id, []).append(ListedPerson(name, role, own))
    entries = tuple(
        PhoneEntry(
            client=rows.reference(row),
            sort_key=row.name_sort,
            phones=tuple(phones.get((row.client_id, None), ())),
            people=tuple(people.get(row.client_id, ())),
        )
        for row in found
        if (row.client_id, None) in phones or row.client_id in people
    )
    return PhoneList(entries, len(found) - len(entries))


def mail_receivers(
    connection: Connection, clients: Sequence[int] | None
) -> tuple[MailReceiver, ...]:
    """Return those clients with their first address: chosen ones as they were chosen, once each.

    None: everybody but who is archived, by name. Refuses ids that are nobody's
    (`no_such_client`).
    """
    which, where = _which(clients)
    found = connection.execute(statement(_ADDRESSED.format(which)), where).all()
    _check(clients, found)
    receivers = {
        row.client_id: MailReceiver(rows.reference(row), None if row.id is None else address(row))
        for row in found
    }
    wanted = receivers if clients is None else dict.fromkeys(clients)
    return tuple(receivers[client_id] for client_id in wanted)


def address_counts(connection: Connection, clients: Sequence[int] | None) -> tuple[int, int]:
    """Tell how many of those clients (None: all who are not archived) have an address, and not."""
    which, where = _which(clients)
    count, addressed = connection.execute(statement(_COUNTS.format(which)), where).one()
    return addressed, count - addressed


def _which(clients: Sequence[int] | None) -> tuple[str, dict[str, object]]:
    return (_ALL, {}) if clients is None else (_CHOSEN, {"ids": rows.ids(clients)})


def _check(clients: Sequence[int] | None, found: Sequence[Any]) -> None:
    missing = set(clients or ()) - {row.client_id for row in found}
    if missing:
        raise Refusal("no_such_client", field="client", id=min(missing))
