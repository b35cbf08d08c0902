"""What happened between the owner and a client: calls, e-mails, meetings, visits, letters."""

from __future__ import annotations

from typing import Final

from sqlalchemy import update

from smallcrm.db import search_index
from smallcrm.db.models import ContactPerson, Document, FollowUp, Interaction, Note, UnknownCall
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import phone
from smallcrm.domain.enums import Direction, InteractionKind
from smallcrm.domain.errors import Refusal
from smallcrm.domain.text import clean_text, optional_line
from smallcrm.services import clients
from smallcrm.services.commands import (
    UNSET,
    AddInteraction,
    EditInteraction,
    RateContact,
    RemoveInteraction,
)
from smallcrm.services.result import Made

_LEAST: Final = 1
_MOST: Final = 5


def contact_of(uow: UnitOfWork, client_id: int, person_id: int | None) -> int | None:
    """Return a contact person of a client, or refuse (`not_their_contact`)."""
    if person_id is None:
        return None
    person = uow.session.get(ContactPerson, person_id)
    if person is None or person.client_id != client_id:
        raise Refusal("not_their_contact", field="contact_person", id=person_id)
    return person_id


def add(uow: UnitOfWork, command: AddInteraction) -> Made:
    """Record something that happened between the owner and a client.

    Refuses `no_such_client`, `not_their_contact`, `negative_minutes` and `not_in_range`.
    """
    client = clients.get(uow.session, command.client)
    at = command.at or uow.clock.now()
    row = Interaction(
        client_id=client.id,
        contact_person_id=contact_of(uow, client.id, command.contact_person),
        kind=command.kind.value,
        direction=command.direction.value if command.direction else None,
        start_at=at,
        minutes=_minutes(command.minutes),
        summary=_summary(command.summary),
        number=optional_line(command.number, field="number", longest=100),
        answered=command.answered,
        satisfaction=_satisfaction(command.satisfaction),
    )
    uow.session.add(row)
    uow.session.flush()
    search_index.touch(uow.connection, client.id, at)
    uow.describe("add_interaction", client=client.name, kind=command.kind.value)
    return Made(row.id)


def edit(uow: UnitOfWork, command: EditInteraction) -> Made:
    """Change what is kept of a contact.

    Refuses `no_such_interaction`, and what `add` refuses. A contact that moves to another time
    leaves the order of who was spoken to last as it is.
    """
    row = _get(uow, command.interaction)
    client = clients.get(uow.session, row.client_id)
    if command.kind is not UNSET:
        row.kind = command.kind.value
    if command.direction is not UNSET:
        row.direction = command.direction.value if command.direction else None
    if command.at is not UNSET:
        row.start_at = command.at
    if command.minutes is not UNSET:
        row.minutes = _minutes(command.minutes)
    if command.summary is not UNSET:
        row.summary = _summary(command.summary)
    if command.contact_person is not UNSET:
        row.contact_person_id = contact_of(uow, client.id, command.contact_person)
    if command.answered is not UNSET:
        row.answered = command.answered
    if command.satisfaction is not UNSET:
        row.satisfaction = _satisfaction(command.satisfaction)
    uow.session.flush()
    uow.describe("edit_interaction", client=client.name)
    return Made(row.id)


def rate(uow: UnitOfWork, command: RateContact) -> Made:
    """Keep how satisfied a client seemed; refuses `no_such_interaction` and `not_in_range`."""
    row = _get(uow, command.interaction)
    row.satisfaction = _satisfaction(command.satisfaction)
    uow.session.flush()
    client = clients.get(uow.session, row.client_id)
    uow.describe("rate_contact", client=client.name, satisfaction=row.satisfaction)
    return Made(row.id)


def remove(uow: UnitOfWork, command: RemoveInteraction) -> Made:
    """Take a contact from a client; what was noted and kept of it stays with them.

    A call that a phone told of did happen, and its source may tell of it again: it becomes
    nobody's, put aside. Refuses `no_such_interaction`.
    """
    row = _get(uow, command.interaction)
    client = clients.get(uow.session, row.client_id)
    tables: tuple[type[Note | FollowUp | Document], ...] = (Note, FollowUp, Document)
    for table in tables:
        of_this = update(table).where(table.interaction_id == row.id)
        uow.session.execute(of_this.values(interaction_id=None))
    if is_logged(row):
        nobodys(uow, row, put_aside=True)
    uow.session.delete(row)
    uow.session.flush()
    uow.describe("remove_interaction", client=client.name)
    return Made(row.id)


def is_logged(row: Interaction) -> bool:
    """Tell whether it is a call that a phone told of, and may tell of again."""
    return row.source_key is not None and row.kind == InteractionKind.CALL


def nobodys(uow: UnitOfWork, row: Interaction, *, put_aside: bool) -> UnknownCall:
    """Make the unknown call that a client's call was, or would have been; its row stays."""
    number = row.number or ""
    call = UnknownCall(
        number=row.number,
        e164=phone.parse(number, uow.settings.country).e164 if number else None,
        direction=row.direction or Direction.IN,
        start_at=row.start_at,
        answered=row.answered,
        seconds=row.seconds,
        source=row.source,
        source_key=row.source_key,
        handled_at=row.handled_at or (uow.clock.now() if put_aside and not row.answered else None),
    )
    uow.session.add(call)
    return call


def _get(uow: UnitOfWork, interaction_id: int) -> Interaction:
    row = uow.session.get(Interaction, interaction_id)
    if row is None:
        raise Refusal("no_such_interaction", field="interaction", id=interaction_id)
    return row


def _minutes(minutes: int | None) -> int | None:
    if minutes is not None and minutes < 0:
        raise Refusal("negative_minutes", field="minutes")
    return minutes


def _summary(text: str | None) -> str | None:
    return (clean_text(text, field="summary") or None) if text else None


def _satisfaction(said: int | None) -> int | None:
    if said is not None and not _LEAST <= said <= _MOST:
        raise Refusal("not_in_range", field="satisfaction", text=str(said), low=_LEAST, high=_MOST)
    return said
