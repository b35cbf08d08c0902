"""Files that are kept with a client, and e-mails: each content once, named by its SHA-256."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

from sqlalchemy import select

from smallcrm.db import journal, search_index
from smallcrm.db.models import Client, ContactPerson, Contract, Document, Interaction, Quote, Sale
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import kept_files
from smallcrm.domain.enums import InteractionKind
from smallcrm.domain.errors import Refusal
from smallcrm.domain.text import clean_line, clean_text, required_line
from smallcrm.services import clients
from smallcrm.services.command_parts import UNSET, Unset
from smallcrm.services.document_commands import (
    AddDocuments,
    AddEmail,
    EditDocument,
    FileInput,
    RemoveDocument,
)
from smallcrm.services.result import Made

# What an e-mail's interaction has as its source.
EMAIL: Final = "email"
_LONGEST_KEY: Final = 500
_LONGEST_SUBJECT: Final = 500
# What a document may be about: the field of a command, a row's id and client, the refusal.
_TARGETS: Final = {
    "sale": (Sale.id, Sale.client_id, "no_such_sale"),
    "quote": (Quote.id, Quote.client_id, "no_such_quote"),
    "contract": (Contract.id, Contract.client_id, "no_such_contract"),
}
_KNOWN: Final = "SELECT 1 FROM document_content WHERE sha256 = ?"
_KEEP: Final = "INSERT INTO document_content (sha256, size, text, content) VALUES (?, ?, ?, ?)"
_PLACE: Final = journal.columns("document").index("content_sha256")
_DROP: Final = f"""
    DELETE FROM document_content
    WHERE sha256 NOT IN (SELECT content_sha256 FROM document)
      AND sha256 NOT IN (
        SELECT json_extract(before, '$[{_PLACE}]') FROM change
        WHERE tbl = 'document' AND before IS NOT NULL
        UNION ALL
        SELECT json_extract(after, '$[{_PLACE}]') FROM change
        WHERE tbl = 'document' AND after IS NOT NULL)
"""


def add(uow: UnitOfWork, command: AddDocuments) -> Made:
    """Keep files; one that is kept there already is answered with, and not kept twice.

    `Done.parameters` has the `documents` (ids, in the order of the files), `count` of new ones and
    how many were `known`. Refuses `no_files`, `document_too_large`, `no_file_name`, a target that
    is not there, and one of another client (`document_of_other_client`).
    """
    client = clients.get(uow.session, command.client)
    if not command.files:
        raise Refusal("no_files", field="files")
    about = {name: _target(uow, client, name, getattr(command, name)) for name in _TARGETS}
    documents: list[int] = []
    names: list[str] = []
    for file in command.files:
        sha256 = _content(uow, file)
        known = _known(uow, client, sha256, about)
        if known is None:
            row = _row(uow, client, file, sha256)
            for name, target in about.items():
                setattr(row, f"{name}_id", target)
            uow.session.add(row)
            uow.session.flush()
            names.append(row.name)
            documents.append(row.id)
        elif known not in documents:
            documents.append(known)
    if names:
        search_index.touch(uow.connection, client.id, uow.clock.now())
    _describe(uow, client, names, documents)
    return Made(documents[0])


def _describe(uow: UnitOfWork, client: Client, names: list[str], documents: list[int]) -> None:
    told: dict[str, object] = {"file": names[0]} if len(names) == 1 else {}
    uow.describe(
        "add_documents",
        client=client.name,
        count=len(names),
        known=len(documents) - len(names),
        documents=documents,
        **told,
    )


def edit(uow: UnitOfWork, command: EditDocument) -> Made:
    """Rename a document, or say what it is about; refuses as `add` does, and `no_such_document`."""
    row = get(uow, command.document)
    client = clients.get(uow.session, row.client_id)
    label = "move_document"
    for name in _TARGETS:
        given: int | Unset | None = getattr(command, name)
        if given is not UNSET:
            setattr(row, f"{name}_id", _target(uow, client, name, given))
    if command.name is not UNSET:
        label = "rename_document"
        row.name = kept_files.clean_name(command.name)
    uow.session.flush()
    uow.describe(label, client=client.name, file=row.name)
    return Made(row.id)


def remove(uow: UnitOfWork, command: RemoveDocument) -> Made:
    """Take a document away; its content stays for undo. Refuses `no_such_document`."""
    row = get(uow, command.document)
    client = clients.get(uow.session, row.client_id)
    uow.describe("remove_document", client=client.name, file=row.name)
    uow.session.delete(row)
    uow.session.flush()
    return Made(command.document)


def add_email(uow: UnitOfWork, command: AddEmail) -> Made:
    """Keep an e-mail, once however often it comes: an interaction, the message, its attachments.

    `Done.parameters` says by `known` that it was there already, and with which `client`. Refuses
    `no_message_id`, `document_too_large`, `not_their_contact`.
    """
    client = clients.get(uow.session, command.client)
    key = required_line(command.message_id, field="message_id", code="no_message_id", longest=5000)
    key = key if len(key) <= _LONGEST_KEY else hashlib.sha256(key.encode()).hexdigest()
    known = uow.session.scalars(
        select(Interaction).where(Interaction.source == EMAIL, Interaction.source_key == key)
    ).first()
    if known is not None:
        there = clients.get(uow.session, known.client_id)
        uow.describe("add_email", client=there.name, client_id=there.id, known=1, count=0)
        return Made(known.id)
    row = Interaction(
        client_id=client.id,
        contact_person_id=_person(uow, client, command.contact_person),
        kind=InteractionKind.EMAIL.value,
        direction=command.direction.value,
        start_at=command.at,
        summary=clean_line(command.subject, field="subject", longest=_LONGEST_SUBJECT) or None,
        body=clean_text(command.body, field="body", longest=kept_files.LONGEST_TEXT) or None,
        source=EMAIL,
        source_key=key,
    )
    uow.session.add(row)
    uow.session.flush()
    for file in (command.message, *command.attachments):
        document = _row(uow, client, file, _content(uow, file))
        document.interaction_id = row.id
        uow.session.add(document)
    uow.session.flush()
    # A message that says it is of tomorrow does not put its client above all others until then.
    search_index.touch(uow.connection, client.id, min(command.at, uow.clock.now()))
    uow.describe(
        "add_email",
        client=client.name,
        client_id=client.id,
        known=0,
        count=len(command.attachments),
    )
    return Made(row.id)


def get(uow: UnitOfWork, document_id: int) -> Document:
    """Return a document, or refuse (`no_such_document`)."""
    row = uow.session.get(Document, document_id)
    if row is None:
        raise Refusal("no_such_document", field="document", id=document_id)
    return row


def drop_unused_contents(uow: UnitOfWork) -> int:
    """Drop the contents that neither a document nor the journal names; return how many.

    For who takes actions out of the journal: until then undo and redo may want them.
    """
    return uow.connection.exec_driver_sql(_DROP).rowcount


def keep_content(uow: UnitOfWork, sha256: str, text: str | None, content: bytes) -> None:
    """Keep the content of that name if it is not there yet."""
    if uow.connection.exec_driver_sql(_KNOWN, (sha256,)).first() is None:
        uow.connection.exec_driver_sql(_KEEP, (sha256, len(content), text, content))


def _content(uow: UnitOfWork, file: FileInput) -> str:
    """Keep a content if it is not there yet, and return its name."""
    kept_files.require_small(file.name, len(file.content))
    sha256 = hashlib.sha256(file.content).hexdigest()
    keep_content(uow, sha256, kept_files.readable(file.text), file.content)
    return sha256


def _row(uow: UnitOfWork, client: Client, file: FileInput, sha256: str) -> Document:
    return Document(
        client_id=client.id,
        content_sha256=sha256,
        name=kept_files.clean_name(file.name),
        media_type=clean_line(file.media_type, field="files", longest=200) or kept_files.UNKNOWN,
        added_at=uow.clock.now(),
    )


def _known(
    uow: UnitOfWork, client: Client, sha256: str, about: dict[str, int | None]
) -> int | None:
    """Find the document that is this content at this place already."""
    wanted = select(Document.id).where(
        Document.content_sha256 == sha256,
        Document.client_id == client.id,
        Document.interaction_id.is_(None),
        *(getattr(Document, f"{name}_id").is_(target) for name, target in about.items()),
    )
    return uow.session.scalars(wanted.order_by(Document.id)).first()


def _target(uow: UnitOfWork, client: Client, name: str, row_id: int | None) -> int | None:
    if row_id is None:
        return None
    key, owner, code = _TARGETS[name]
    of = uow.session.scalars(select(owner).where(key == row_id)).first()
    if of is None:
        raise Refusal(code, field=name, id=row_id)
    if of != client.id:
        raise Refusal("document_of_other_client", field=name)
    return row_id


def _person(uow: UnitOfWork, client: Client, person_id: int | None) -> int | None:
    if person_id is None:
        return None
    people: Iterable[int] = uow.session.scalars(
        select(ContactPerson.id).where(ContactPerson.client_id == client.id)
    )
    if person_id not in set(people):
        raise Refusal("not_their_contact", field="contact_person", id=person_id)
    return person_id
