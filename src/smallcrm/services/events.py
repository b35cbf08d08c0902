"""Notes."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from smallcrm.db import search_index
from smallcrm.db.models import ContactPerson, Interaction, Note
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain.errors import Refusal
from smallcrm.domain.text import clean_text
from smallcrm.services import clients
from smallcrm.services.commands import (
    UNSET,
    AddNote,
    EditNote,
    SaveDraft,
)
from smallcrm.services.result import Made


def _said(text: str, field: str = "text") -> str:
    cleaned = clean_text(text, field=field)
    if not cleaned:
        raise Refusal("no_text", field=field)
    return cleaned


def _note(uow: UnitOfWork, note_id: int) -> Note:
    note = uow.session.get(Note, note_id)
    if note is None:
        raise Refusal("no_such_note", field="note", id=note_id)
    return note


def _said_by(uow: UnitOfWork, client_id: int, person_id: int | None) -> int | None:
    if person_id is None:
        return None
    person = uow.session.get(ContactPerson, person_id)
    if person is None or person.client_id != client_id:
        raise Refusal("not_their_contact", field="said_by", id=person_id)
    return person_id


def _interaction(uow: UnitOfWork, client_id: int, interaction_id: int | None) -> int | None:
    if interaction_id is None:
        return None
    row = uow.session.get(Interaction, interaction_id)
    return interaction_id if row is not None and row.client_id == client_id else None


def _expires(uow: UnitOfWork, day: date | None) -> date | None:
    """Return until when a note is to be remembered; one that is over would vanish at once."""
    if day is not None and day < uow.clock.today():
        raise Refusal("expires_in_past", field="expires", date=day)
    return day


def add_note(uow: UnitOfWork, command: AddNote) -> Made:
    """Add a note, or finish the draft that was being typed.

    Refuses `no_text`, `not_their_contact` and `expires_in_past`. A call that is not this client's
    (any more) is left out: no note is lost for it.
    """
    client = clients.get(uow.session, command.client)
    text = _said(command.text)
    said_by = _said_by(uow, client.id, command.said_by)
    expires = _expires(uow, command.expires)
    note = None
    if command.draft is not None:
        note = uow.session.get(Note, command.draft)
        if note is not None and not (note.draft and note.client_id == client.id):
            note = None
    if note is None:
        note = Note(client_id=client.id, created_at=uow.clock.now())
        uow.session.add(note)
    note.text, note.pinned, note.draft = text, command.pinned, False
    note.contact_person_id, note.expires_on = said_by, expires
    note.interaction_id = _interaction(uow, client.id, command.interaction)
    uow.session.flush()
    search_index.touch(uow.connection, client.id, uow.clock.now())
    uow.describe("add_note", client=client.name)
    return Made(note.id)


def save_draft(uow: UnitOfWork, command: SaveDraft) -> Made:
    """Keep what is being typed: one draft a client; empty text drops it."""
    client = clients.get(uow.session, command.client)
    text = clean_text(command.text, field="text")
    note = uow.session.scalars(
        select(Note).where(Note.client_id == client.id, Note.draft.is_(True))
    ).first()
    uow.describe("save_draft", client=client.name)
    if not text:
        if note is not None:
            uow.session.delete(note)
        return Made(0)
    if note is None:
        note = Note(client_id=client.id, created_at=uow.clock.now(), draft=True)
        uow.session.add(note)
    note.text = text
    uow.session.flush()
    return Made(note.id)


def edit_note(uow: UnitOfWork, command: EditNote) -> Made:
    """Change a note's text, its pin, who said it or until when; the journal keeps what was.

    Refuses `no_such_note` and what `add_note` refuses; a day that stays may be past by now.
    """
    note = _note(uow, command.note)
    client = clients.get(uow.session, note.client_id)
    label = "edit_note"
    if command.text is not UNSET:
        note.text = _said(command.text)
    if command.said_by is not UNSET:
        note.contact_person_id = _said_by(uow, client.id, command.said_by)
    if command.expires is not UNSET and command.expires != note.expires_on:
        note.expires_on = _expires(uow, command.expires)
    if command.pinned is not UNSET:
        note.pinned = command.pinned
        if all(one is UNSET for one in (command.text, command.said_by, command.expires)):
            label = "pin_note" if command.pinned else "unpin_note"
    uow.describe(label, client=client.name)
    return Made(note.id)
