"""Who an unknown caller is: a new client, or one of the file with a number that was not known."""

from __future__ import annotations

from sqlalchemy import select

from smallcrm.db.models import PhoneNumber
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import phone
from smallcrm.services import calls, clients, events
from smallcrm.services.commands import (
    AddNote,
    AttributeCall,
    EditClient,
    NoteUnknownCall,
    PhoneInput,
    TakeCaller,
)
from smallcrm.services.result import Made


def take(uow: UnitOfWork, command: TakeCaller) -> Made:
    """Add the client or give them the number, put the call to them, keep what was noted: one step.

    Answers with the client; `interaction` is what the call became, `count` how many calls of the
    number went along. Refuses what adding a client and putting a call to one refuse; a command
    that names both a new client and one that is there, or neither, is a ValueError.
    """
    if (command.add is None) == (command.client is None):
        msg = "a caller is a new client, or one that is there"
        raise ValueError(msg)
    if command.add is not None:
        client_id = clients.add(uow, command.add).id
    else:
        client_id = clients.get(uow.session, command.client or 0).id
        _give_number(uow, client_id, command.number or "")
    parameters: dict[str, object] = {}
    if command.unknown_call is not None:
        if command.note is not None:
            calls.note(uow, NoteUnknownCall(unknown_call=command.unknown_call, text=command.note))
        given = AttributeCall(
            unknown_call=command.unknown_call, client=client_id, others=command.others
        )
        calls.attribute(uow, given)
        parameters = {name: uow.parameters[name] for name in ("interaction", "count")}
    elif command.note:
        events.add_note(uow, AddNote(client=client_id, text=command.note))
    name = clients.get(uow.session, client_id).name
    uow.describe("take_new_caller" if command.add else "take_caller", client=name, **parameters)
    return Made(client_id)


def _give_number(uow: UnitOfWork, client_id: int, number: str) -> None:
    """Put a number to a client's own, unless it is one of theirs or of their people already."""
    if not number:
        return
    said = phone.parse(number, uow.settings.country)
    rows = uow.session.scalars(
        select(PhoneNumber).where(PhoneNumber.client_id == client_id).order_by(PhoneNumber.id)
    ).all()
    for row in rows:
        if phone.same_number(phone.parse(row.e164 or row.number, uow.settings.country), said):
            return
    kept = tuple(
        PhoneInput(id=row.id, number=row.number, label=row.label)
        for row in rows
        if row.contact_person_id is None
    )
    clients.edit(uow, EditClient(client=client_id, phones=(*kept, PhoneInput(number=number))))
