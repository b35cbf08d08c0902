"""Notes and follow-ups."""

from __future__ import annotations

from sqlalchemy import select

from smallcrm.db import search_index
from smallcrm.db.models import FollowUp, Note
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain.errors import Refusal
from smallcrm.domain.text import clean_text, optional_line
from smallcrm.services import clients
from smallcrm.services.commands import (
    UNSET,
    AddFollowUp,
    AddNote,
    EditNote,
    FinishFollowUp,
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


def add_note(uow: UnitOfWork, command: AddNote) -> Made:
    """Add a note, or finish the draft that was being typed."""
    client = clients.get(uow.session, command.client)
    text = _said(command.text)
    note = None
    if command.draft is not None:
        note = uow.session.get(Note, command.draft)
        if note is not None and not (note.draft and note.client_id == client.id):
            note = None
    if note is None:
        note = Note(client_id=client.id, created_at=uow.clock.now())
        uow.session.add(note)
    note.text, note.pinned, note.draft = text, command.pinned, False
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
    """Change a note's text or pin; the journal keeps what it said before."""
    note = _note(uow, command.note)
    client = clients.get(uow.session, note.client_id)
    label = "edit_note"
    if command.text is not UNSET:
        note.text = _said(command.text)
    if command.pinned is not UNSET:
        note.pinned = command.pinned
        if command.text is UNSET:
            label = "pin_note" if command.pinned else "unpin_note"
    uow.describe(label, client=client.name)
    return Made(note.id)


def add_follow_up(uow: UnitOfWork, command: AddFollowUp) -> Made:
    """Promise to do something for a client by a day."""
    client = clients.get(uow.session, command.client)
    row = FollowUp(
        client_id=client.id,
        text=_said(command.text),
        due_on=command.due,
        due_time=optional_line(command.due_time, field="due_time", longest=5),
    )
    uow.session.add(row)
    uow.session.flush()
    uow.describe("add_follow_up", client=client.name, due=command.due)
    return Made(row.id)


def finish_follow_up(uow: UnitOfWork, command: FinishFollowUp) -> Made:
    """Mark a follow-up done, or open again."""
    row = uow.session.get(FollowUp, command.follow_up)
    if row is None:
        raise Refusal("no_such_follow_up", field="follow_up", id=command.follow_up)
    client = clients.get(uow.session, row.client_id)
    if command.done != (row.done_at is not None):
        row.done_at = uow.clock.now() if command.done else None
    uow.describe("finish_follow_up" if command.done else "reopen_follow_up", client=client.name)
    return Made(row.id)
