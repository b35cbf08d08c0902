"""Calls as a phone tells of them: logged by themselves, missed, and nobody's until somebody says.

A call is an interaction of the client whose number it is. A number of nobody, of several clients
or none at all is an unknown call, which says nothing about any client. Each is kept once by its
source and key, however often and in whatever order the source tells of it.
"""

from __future__ import annotations

import hashlib
import json
from typing import Final, NamedTuple

from sqlalchemy import select

from smallcrm.db import search_index
from smallcrm.db.models import Interaction, Note, UnknownCall
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import clock, phone
from smallcrm.domain.enums import Direction, InteractionKind
from smallcrm.domain.errors import Refusal
from smallcrm.domain.text import clean_text, cut_line
from smallcrm.queries import merges
from smallcrm.queries.phone_lookup import same_numbers
from smallcrm.services import clients
from smallcrm.services.commands import (
    AttributeCall,
    HandleCall,
    LogCall,
    NoteUnknownCall,
)
from smallcrm.services.interactions import contact_of
from smallcrm.services.result import Made

_LONGEST_NUMBER: Final = 100
_LONGEST_NAME: Final = 200
_LONGEST_SOURCE: Final = 40
_LONGEST_KEY: Final = 200
_LONGEST_CALL_S: Final = 10_000_000
_MISSED: Final = "direction = 'in' AND answered = 0 AND handled_at IS NULL"
_SPOKEN: Final = "answered = 1 AND (direction = 'out' OR seconds IS NOT NULL)"

CallRow = Interaction | UnknownCall


class _Owner(NamedTuple):
    """Whose a call is, and who of theirs it was."""

    client: int
    person: int | None


def log(uow: UnitOfWork, command: LogCall) -> Made:
    """Keep what a source says of one call: made once, then only brought up to date.

    Never refuses: what a line sends is cut to size. A call of the future began now. Who called
    stands first among the recent ones, answered or not.
    """
    source, key = cut_line(command.source, _LONGEST_SOURCE), _bounded_key(command.key)
    number = cut_line(command.number, _LONGEST_NUMBER)
    row = _known(uow, source, key)
    if row is None:
        row = _begin(uow, command, source, key, number)
    else:
        _tell(row, command)
        learnt = bool(number) and row.number is None
        row.number = row.number or number or None
        if isinstance(row, UnknownCall):
            row = _known_better(uow, row, command, learnt=learnt)
    uow.session.flush()
    _settle_missed(uow, row, picked_up=command.answered is True)
    _describe(uow, "log_call", row)
    return Made(row.id)


def attribute(uow: UnitOfWork, command: AttributeCall) -> Made:
    """Say whose an unknown call was, and with `others` whose all calls of its number were.

    Returns the interaction that it became; `count` says how many calls went. Refuses
    `no_such_call`, `no_such_client` and `not_their_contact`.
    """
    row = _unknown(uow, command.unknown_call)
    client = clients.get(uow.session, command.client)
    person = contact_of(uow, client.id, command.contact_person)
    others = _of_same_number(uow, row) if command.others else []
    whose = _owner(uow, client.id, row.number) or _Owner(client.id, None)
    named = [_give(uow, row, whose if person is None else _Owner(client.id, person))]
    named += [_give(uow, other, whose) for other in others]
    for one in named:
        _settle_missed(uow, one, picked_up=one.answered)
    uow.describe("attribute_call", client=client.name, count=len(named), interaction=named[0].id)
    return Made(named[0].id)


def note(uow: UnitOfWork, command: NoteUnknownCall) -> Made:
    """Keep what is typed during a call of nobody's; refuses `no_such_call`."""
    row = _unknown(uow, command.unknown_call)
    row.note = clean_text(command.text, field="text") or None
    uow.describe("note_call")
    return Made(row.id)


def handle(uow: UnitOfWork, command: HandleCall) -> Made:
    """Put the missed calls of a client or number aside, or open again what went together.

    Refuses `no_such_call`, and `not_missed` where there is nothing to put aside or to open. A
    command that names both calls or neither is a ValueError.
    """
    if (command.interaction is None) == (command.unknown_call is None):
        msg = "one call is handled at a time"
        raise ValueError(msg)
    row = _handled_row(uow, command)
    missed = row.direction == Direction.IN and not row.answered
    if not missed or (row.handled_at is not None) == command.handled:
        raise Refusal("not_missed", field="call")
    parameters = _same(uow, row)
    parameters["before"] = None if row.handled_at is None else clock.to_text(row.handled_at)
    parameters["after"] = parameters["now"] if command.handled else None
    for table, whose in _both(row, parameters).items():
        uow.connection.exec_driver_sql(
            f"UPDATE {table} SET handled_at = :after WHERE direction = 'in' AND answered = 0"
            f" AND handled_at IS :before AND {whose}",
            parameters,
        )
    _describe(uow, "handle_call" if command.handled else "reopen_call", row)
    return Made(row.id)


def _bounded_key(key: str) -> str | None:
    """Return what names a call at its source; None for one that nothing names.

    One that is too long is told from others as long by its digest.
    """
    line = cut_line(key, _LONGEST_KEY)
    if len(key) <= _LONGEST_KEY and line == key:
        return line or None
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def _known(uow: UnitOfWork, source: str, key: str | None) -> CallRow | None:
    if key is None:
        return None
    call = select(Interaction).where(Interaction.source == source, Interaction.source_key == key)
    unknown = select(UnknownCall).where(UnknownCall.source == source, UnknownCall.source_key == key)
    return uow.session.scalars(call).first() or uow.session.scalars(unknown).first()


def _begin(uow: UnitOfWork, command: LogCall, source: str, key: str | None, number: str) -> CallRow:
    now = uow.clock.now()
    owner = _owner(uow, command.client, number)
    facts = {
        "number": number or None,
        "direction": (Direction.OUT if command.outgoing else Direction.IN).value,
        "start_at": min(command.at or now, now),
        "answered": command.answered is not False,
        "seconds": _spoken(command),
        "source": source,
        "source_key": key,
    }
    row: CallRow
    if owner is None:
        row = UnknownCall(
            e164=_e164(uow, number), name=cut_line(command.name, _LONGEST_NAME) or None, **facts
        )
        uow.session.add(row)
        uow.session.flush()
        return row
    row = Interaction(
        client_id=owner.client,
        contact_person_id=owner.person,
        kind=InteractionKind.CALL.value,
        **facts,
    )
    uow.session.add(row)
    uow.session.flush()
    search_index.touch(uow.connection, owner.client, row.start_at)
    return row


def _tell(row: CallRow, command: LogCall) -> None:
    """Bring up to date whether it was answered and for how long; the end is the last word.

    What is told later in time stands above what is told earlier, whichever comes first.
    """
    if row.seconds is not None:
        return
    seconds = _spoken(command)
    if seconds is not None:
        row.seconds, row.answered = seconds, command.answered is not False
    elif command.answered:
        row.answered = True


def _spoken(command: LogCall) -> int | None:
    if command.seconds is None:
        return None
    return 0 if command.answered is False else min(max(command.seconds, 0), _LONGEST_CALL_S)


def _known_better(uow: UnitOfWork, row: UnknownCall, command: LogCall, *, learnt: bool) -> CallRow:
    """Take in a name and a number that come late, and whose it is if that is known now."""
    row.name = row.name or cut_line(command.name, _LONGEST_NAME) or None
    if learnt:
        row.e164 = _e164(uow, row.number or "")
    owner = _owner(uow, command.client, row.number or "" if learnt else "")
    return row if owner is None else _give(uow, row, owner)


def _owner(uow: UnitOfWork, client: int | None, number: str | None) -> _Owner | None:
    """Return whose call it is: the client that is named, or the only one with the number.

    With the contact person, where the number is one's and nobody else's at that client.
    """
    behind = same_numbers(uow.connection, _parsed(uow, number)) if number else {}
    named = None if client is None else _there(uow, client)
    if named is None and len(behind) == 1:
        [named] = behind
    if named is None:
        return None
    people: set[int | None] = set(
        uow.connection.exec_driver_sql(
            "SELECT contact_person_id FROM phone_number"
            " WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(behind.get(named, [])),),
        ).scalars()
    )
    return _Owner(named, people.pop() if len(people) == 1 else None)


def _there(uow: UnitOfWork, client_id: int) -> int | None:
    """Return a client, or whom it became; None where neither is there."""
    found: int | None = uow.connection.exec_driver_sql(
        "SELECT id FROM client WHERE id = ?", (client_id,)
    ).scalar()
    return merges.became(uow.connection, client_id) if found is None else found


def _give(uow: UnitOfWork, row: UnknownCall, whose: _Owner) -> Interaction:
    """Make an unknown call a client's: its note becomes a note of that call."""
    call = Interaction(
        client_id=whose.client,
        contact_person_id=whose.person,
        kind=InteractionKind.CALL.value,
        direction=row.direction,
        start_at=row.start_at,
        number=row.number,
        answered=row.answered,
        seconds=row.seconds,
        source=row.source,
        source_key=row.source_key,
        handled_at=row.handled_at,
    )
    uow.session.add(call)
    uow.session.delete(row)
    uow.session.flush()
    if row.note:
        said = Note(
            client_id=whose.client,
            text=row.note,
            created_at=row.start_at,
            interaction_id=call.id,
            contact_person_id=call.contact_person_id,
        )
        uow.session.add(said)
        uow.session.flush()
    search_index.touch(uow.connection, whose.client, call.start_at)
    return call


def _settle_missed(uow: UnitOfWork, row: CallRow, *, picked_up: bool) -> None:
    """Let a call that was answered put those aside that were missed before it.

    A ring that is only taken for answered, since its source does not tell, puts nothing aside
    before its end; a call that the owner makes does. A missed call that is told of late is put
    aside by one that was answered after it.
    """
    if row.answered:
        row.handled_at = None
    uow.session.flush()
    parameters = _same(uow, row)
    if row.answered and (picked_up or row.direction == Direction.OUT or row.seconds is not None):
        for table, whose in _both(row, parameters).items():
            uow.connection.exec_driver_sql(
                f"UPDATE {table} SET handled_at = :now"
                f" WHERE {_MISSED} AND {whose} AND start_at <= :at",
                parameters,
            )
    elif not row.answered and row.direction == Direction.IN and row.handled_at is None:
        table, whose = next(iter(_both(row, parameters).items()))
        later = f"SELECT 1 FROM {table} WHERE {_SPOKEN} AND {whose} AND start_at >= :at LIMIT 1"
        if uow.connection.exec_driver_sql(later, parameters).first() is not None:
            row.handled_at = uow.clock.now()
            uow.session.flush()


def _same(uow: UnitOfWork, row: CallRow) -> dict[str, object]:
    """Return what calls of the same client or number are found by."""
    e164 = row.e164 if isinstance(row, UnknownCall) else _e164(uow, row.number or "")
    return {
        "id": row.id,
        "client": row.client_id if isinstance(row, Interaction) else None,
        "number": row.number,
        "e164": e164,
        "at": clock.to_text(row.start_at),
        "now": clock.to_text(uow.clock.now()),
    }


def _both(row: CallRow, same: dict[str, object]) -> dict[str, str]:
    """Return where calls of the same are, the row's own table first, and how they are found.

    By the client, and by the number among those that are nobody's; a withheld one is by itself.
    """
    if same["e164"] is not None:
        by_number = "e164 = :e164"
    elif row.number is not None:
        by_number = "e164 IS NULL AND number = :number"
    else:
        by_number = "id = :id"
    if isinstance(row, UnknownCall):
        return {"unknown_call": by_number}
    found = {"interaction": "client_id = :client AND kind = 'call'"}
    return found if row.number is None else {**found, "unknown_call": by_number}


def _of_same_number(uow: UnitOfWork, row: UnknownCall) -> list[UnknownCall]:
    """Return the other unknown calls of the same number, the oldest first."""
    others = select(UnknownCall).where(UnknownCall.id != row.id)
    if row.e164 is not None:
        others = others.where(UnknownCall.e164 == row.e164)
    elif row.number is not None:
        others = others.where(UnknownCall.e164.is_(None), UnknownCall.number == row.number)
    else:
        return []
    return list(uow.session.scalars(others.order_by(UnknownCall.start_at, UnknownCall.id)))


def _unknown(uow: UnitOfWork, call_id: int) -> UnknownCall:
    row = uow.session.get(UnknownCall, call_id)
    if row is None:
        raise Refusal("no_such_call", field="unknown_call", id=call_id)
    return row


def _handled_row(uow: UnitOfWork, command: HandleCall) -> CallRow:
    if command.unknown_call is not None:
        return _unknown(uow, command.unknown_call)
    row = uow.session.get(Interaction, command.interaction)
    if row is None:
        raise Refusal("no_such_call", field="interaction", id=command.interaction)
    return row


def _parsed(uow: UnitOfWork, number: str) -> phone.ParsedPhone:
    return phone.parse(number, uow.settings.country)


def _e164(uow: UnitOfWork, number: str) -> str | None:
    return _parsed(uow, number).e164 if number else None


def _describe(uow: UnitOfWork, label: str, row: CallRow) -> None:
    if isinstance(row, UnknownCall):
        uow.describe(label, unknown_call=row.id)
        return
    client = clients.get(uow.session, row.client_id)
    uow.describe(label, client=client.name, interaction=row.id)
