"""Notes and contacts of a client: what was said, who said it, and what notes said before."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlalchemy import Connection

from smallcrm.db import journal
from smallcrm.domain.changes import Entity
from smallcrm.domain.clock import from_text
from smallcrm.domain.enums import Direction, InteractionKind
from smallcrm.queries import rows
from smallcrm.queries.contact_shapes import InteractionShape, NoteShape, NoteVersion
from smallcrm.queries.shapes import ContactPersonShape
from smallcrm.queries.statements import statement

_PERSON: Final = "person.name AS person_name, person.role AS person_role"
_NOTE: Final = (
    "note.id, note.client_id, note.text, note.created_at, note.pinned, note.draft,"
    f" note.contact_person_id, note.interaction_id, note.expires_on, {_PERSON}"
)
# The text of an e-mail may be long: only what shows one contact reads it.
_INTERACTION: Final = (
    "one.id, one.client_id, one.kind, one.direction, one.start_at, one.minutes, one.summary,"
    " one.number, one.answered, one.seconds, one.satisfaction, one.source, one.handled_at,"
    f" one.contact_person_id, {_PERSON},"
    " CASE WHEN one.kind = 'email' THEN"
    " (SELECT count(*) FROM document WHERE document.interaction_id = one.id) ELSE 0 END AS files"
)
# What is to be remembered comes first and whole, and so does what is being typed.
_NOTES: Final = f"""
    SELECT {_NOTE} FROM note LEFT JOIN contact_person AS person
        ON person.id = note.contact_person_id
    WHERE note.client_id = :id
    ORDER BY (note.draft OR (note.pinned AND coalesce(note.expires_on >= :today, 1))) DESC,
        note.created_at DESC, note.id DESC LIMIT :limit
"""
_ONE_NOTE: Final = f"""
    SELECT {_NOTE} FROM note LEFT JOIN contact_person AS person
        ON person.id = note.contact_person_id
    WHERE note.id = :id
"""
_INTERACTIONS: Final = f"""
    SELECT {_INTERACTION}, NULL AS body FROM interaction AS one
    LEFT JOIN contact_person AS person ON person.id = one.contact_person_id
    WHERE one.client_id = :id ORDER BY one.start_at DESC, one.id DESC LIMIT :limit
"""
_ONE_INTERACTION: Final = f"""
    SELECT {_INTERACTION}, one.body FROM interaction AS one
    LEFT JOIN contact_person AS person ON person.id = one.contact_person_id
    WHERE one.id = :id
"""
_PEOPLE: Final = "SELECT id, name, role FROM contact_person WHERE client_id = :id ORDER BY id"
_CHANGES: Final = """
    SELECT change.op, change.after, action.at, action.kind, action.label
    FROM change JOIN action ON action.id = change.action_id
    WHERE change.tbl = 'note' AND change.row_id = :id ORDER BY change.id
"""


def notes(connection: Connection, client_id: int, today: date, limit: int) -> tuple[NoteShape, ...]:
    """Read notes, what is to be remembered first and all of it, then the latest."""
    found = connection.execute(
        statement(_NOTES), {"id": client_id, "today": today.isoformat(), "limit": limit}
    )
    return tuple(_note(row) for row in found)


def note_of(connection: Connection, note_id: int) -> tuple[int, NoteShape] | None:
    """Read one note with how often it was changed, and which client it is about."""
    row = connection.execute(statement(_ONE_NOTE), {"id": note_id}).first()
    if row is None:
        return None
    before = len(note_versions(connection, note_id)) - 1
    return row.client_id, _note(row, max(0, before))


def note_versions(connection: Connection, note_id: int) -> tuple[NoteVersion, ...]:
    """Read what a note says and said before, the newest first; what was only typed is none."""
    text, draft = (journal.columns(Entity.NOTE).index(one) for one in ("text", "draft"))
    found: list[NoteVersion] = []
    for row in connection.execute(
        statement(
            f"SELECT at, kind, label, json_extract(after, '$[{text}]') AS text,"
            f" json_extract(after, '$[{draft}]') AS draft FROM ({_CHANGES}) WHERE op <> 'd'"
        ),
        {"id": note_id},
    ):
        if row.draft or (found and found[-1].text == row.text):
            continue
        found.append(NoteVersion(row.text, from_text(row.at), row.label, row.kind))
    return tuple(reversed(found))


def interactions(
    connection: Connection, client_id: int, limit: int
) -> tuple[InteractionShape, ...]:
    """Read contacts, the newest first, without the text of e-mails."""
    found = connection.execute(statement(_INTERACTIONS), {"id": client_id, "limit": limit})
    return tuple(_interaction(row) for row in found)


def interaction_of(
    connection: Connection, interaction_id: int
) -> tuple[int, InteractionShape] | None:
    """Read one contact in full, and which client it was with."""
    row = connection.execute(statement(_ONE_INTERACTION), {"id": interaction_id}).first()
    return None if row is None else (row.client_id, _interaction(row))


def people_of(connection: Connection, client_id: int) -> tuple[ContactPersonShape, ...]:
    """Read who there is to talk to at a client."""
    found = connection.execute(statement(_PEOPLE), {"id": client_id})
    return tuple(ContactPersonShape(row.id, row.name, row.role) for row in found)


def _person(row: Any) -> ContactPersonShape | None:
    if row.contact_person_id is None:
        return None
    return ContactPersonShape(row.contact_person_id, row.person_name, row.person_role)


def _note(row: Any, versions: int = 0) -> NoteShape:
    return NoteShape(
        id=row.id,
        text=row.text,
        at=from_text(row.created_at),
        pinned=bool(row.pinned),
        draft=bool(row.draft),
        said_by=_person(row),
        interaction_id=row.interaction_id,
        expires=rows.day(row.expires_on),
        versions=versions,
    )


def _interaction(row: Any) -> InteractionShape:
    return InteractionShape(
        id=row.id,
        kind=InteractionKind(row.kind),
        direction=Direction(row.direction) if row.direction else None,
        at=from_text(row.start_at),
        minutes=row.minutes,
        summary=row.summary,
        number=row.number,
        answered=bool(row.answered),
        seconds=row.seconds,
        satisfaction=row.satisfaction,
        contact_person=_person(row),
        source=row.source,
        handled_at=rows.instant(row.handled_at),
        body=row.body,
        documents=row.files,
    )
