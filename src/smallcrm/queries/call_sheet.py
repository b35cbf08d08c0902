"""Who is to be called on a day, and what is good to know before the number is dialled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import chain

from sqlalchemy import Connection

from smallcrm.domain.clock import from_text
from smallcrm.domain.enums import Direction, InteractionKind
from smallcrm.queries import balances, ending, promises, rows
from smallcrm.queries.list_shapes import Call, CallReason, CallSheet, LastContact, ListedPhone
from smallcrm.queries.settings import file_settings
from smallcrm.queries.shapes import ClientRef
from smallcrm.queries.statements import statement
from smallcrm.queries.today import follow_ups

# More than anybody calls in a day; what is left out is counted.
_MOST = 500
_EACH = 10_000
_PHONES = """
    SELECT phone_number.client_id, number, coalesce(contact_person.name, label) AS label
    FROM phone_number LEFT JOIN contact_person ON contact_person.id = contact_person_id
    WHERE phone_number.client_id IN (SELECT value FROM json_each(:ids))
    ORDER BY contact_person_id IS NOT NULL, phone_number.id
"""
_LAST = """
    SELECT client_id, start_at, kind, direction, summary FROM interaction WHERE id IN (
        SELECT (SELECT id FROM interaction WHERE client_id = wanted.value
                ORDER BY start_at DESC, id DESC LIMIT 1)
        FROM json_each(:ids) AS wanted)
"""
_NOTES = """
    SELECT client_id, text FROM note WHERE id IN (
        SELECT (SELECT id FROM note WHERE client_id = wanted.value AND pinned = 1 AND draft = 0
                ORDER BY created_at DESC, id DESC LIMIT 1)
        FROM json_each(:ids) AS wanted)
"""


def call_sheet(connection: Connection, day: date) -> CallSheet:
    """Read who is to be called on `day`, each once with every reason that Today would list then.

    What was promised by us comes first, by its day and time; then promises of money that were
    broken or are due, then what lapses or ends.
    """
    settings = file_settings(connection)
    reasons: dict[int, list[CallReason]] = {}
    named: dict[int, ClientRef] = {}
    found: chain[CallReason] = chain(
        follow_ups(connection, limit=_EACH, until=day),
        promises.broken(connection, today=day, limit=_EACH),
        promises.due(connection, today=day, limit=_EACH),
        ending.quotes_lapsing(connection, settings, day, _EACH),
        ending.contracts_ending(connection, settings, day, _EACH),
        ending.services_ending(connection, settings, day, _EACH),
    )
    for reason in found:
        named[reason.client.id] = reason.client
        reasons.setdefault(reason.client.id, []).append(reason)
    wanted = list(named)[:_MOST]
    accounts = balances.accounts(connection, wanted, day)
    phones = _phones(connection, wanted)
    last = _last(connection, wanted)
    notes = _notes(connection, wanted)
    calls: list[Call] = []
    for client_id in wanted:
        account = accounts.get(client_id, balances.NOTHING)
        calls.append(
            Call(
                client=named[client_id],
                reasons=tuple(reasons[client_id]),
                phones=tuple(phones.get(client_id, ())),
                owed=tuple(part.amount for part in account.owed),
                overdue=tuple(part.overdue for part in account.owed if part.overdue),
                oldest_due=account.oldest_due,
                last=last.get(client_id),
                note=notes.get(client_id),
            )
        )
    return CallSheet(day, tuple(calls), len(named) - len(wanted))


def _phones(connection: Connection, wanted: Sequence[int]) -> dict[int, list[ListedPhone]]:
    """Return the numbers of clients, their own before those of people, who are named."""
    found: dict[int, list[ListedPhone]] = {}
    for client_id, number, label in connection.execute(
        statement(_PHONES), {"ids": rows.ids(wanted)}
    ):
        found.setdefault(client_id, []).append(ListedPhone(number, label))
    return found


def _last(connection: Connection, wanted: Sequence[int]) -> dict[int, LastContact]:
    found = connection.execute(statement(_LAST), {"ids": rows.ids(wanted)})
    return {
        client_id: LastContact(
            from_text(at), InteractionKind(kind), Direction(way) if way else None, summary
        )
        for client_id, at, kind, way, summary in found
    }


def _notes(connection: Connection, wanted: Sequence[int]) -> dict[int, str]:
    found = connection.execute(statement(_NOTES), {"ids": rows.ids(wanted)})
    return {row.client_id: row.text for row in found}
