"""Whether calls are kept once, are found by their numbers, and stand with their own client."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from sqlalchemy import Connection

from smallcrm.db.settings import read_settings
from smallcrm.domain import phone
from smallcrm.domain.checks import Problem

_LIMIT = 20
_RULES = {
    "contact_figures": """
        SELECT id FROM interaction
        WHERE seconds < 0 OR minutes < 0 OR satisfaction NOT BETWEEN 1 AND 5
    """,
    "contact_of_other_client": """
        SELECT one.id FROM interaction AS one
        JOIN contact_person AS person ON person.id = one.contact_person_id
        WHERE person.client_id <> one.client_id
    """,
    "note_of_other_client": """
        SELECT note.id FROM note
        LEFT JOIN contact_person AS person ON person.id = note.contact_person_id
        LEFT JOIN interaction ON interaction.id = note.interaction_id
        WHERE person.client_id <> note.client_id OR interaction.client_id <> note.client_id
    """,
    "follow_up_of_other_client": """
        SELECT follow_up.id FROM follow_up
        JOIN interaction ON interaction.id = follow_up.interaction_id
        WHERE interaction.client_id <> follow_up.client_id
    """,
    "call_twice": """
        SELECT interaction.id FROM interaction
        JOIN unknown_call USING (source, source_key) WHERE source_key IS NOT NULL
    """,
}
_NUMBERS = "SELECT id, number, e164 FROM unknown_call ORDER BY id"


def problems(connection: Connection) -> Iterator[Problem]:
    """Find contacts, notes and calls that are not what the program would have kept."""
    for code, sql in _RULES.items():
        for row in connection.exec_driver_sql(f"{sql} LIMIT {_LIMIT}"):
            yield Problem(code, {"id": row[0]})
    for call_id in islice(_wrong_numbers(connection), _LIMIT):
        yield Problem("call_number", {"id": call_id})


def _wrong_numbers(connection: Connection) -> Iterator[int]:
    country = read_settings(connection).country
    for call_id, number, e164 in connection.exec_driver_sql(_NUMBERS):
        if (phone.parse(str(number), country).e164 if number else None) != e164:
            yield call_id
