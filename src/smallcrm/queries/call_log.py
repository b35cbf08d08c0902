"""Calls that were: of clients and of nobody yet, missed ones first to be called back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection

from smallcrm.db.settings import read_settings
from smallcrm.domain import clock, keys, phone
from smallcrm.domain.enums import Direction, Level
from smallcrm.domain.ringing import RINGS
from smallcrm.queries import balances, rows
from smallcrm.queries.call_shapes import CallFilter, CallShape, MissedCall, UnknownCallShape
from smallcrm.queries.shapes import ClientRef, ContactPersonShape
from smallcrm.queries.statements import statement
from smallcrm.queries.typed import escaped

_IS_MISSED: Final = "direction = 'in' AND answered = 0 AND handled_at IS NULL"
_IS_OVER: Final = "(seconds IS NOT NULL OR start_at < :rung)"
# Of a group SQLite takes the other columns from the row that has the maximum.
_MISSED_BY_CLIENT: Final = f"""
    SELECT max(start_at) AS at, count(*) AS times, interaction.id, number, contact_person_id,
        client_id
    FROM interaction INDEXED BY ix_interaction_missed
    WHERE kind = 'call' AND {_IS_MISSED} AND {_IS_OVER}
    GROUP BY client_id ORDER BY at DESC, interaction.id DESC LIMIT :limit
"""
_MISSED_OF_CLIENTS: Final = f"""
    SELECT missed.at, missed.times, missed.id, missed.number, {rows.REF},
        person.id AS person_id, person.name AS person_name, person.role AS person_role
    FROM ({_MISSED_BY_CLIENT}) AS missed JOIN client ON client.id = missed.client_id
    LEFT JOIN contact_person AS person ON person.id = missed.contact_person_id
"""
_MISSED_OF_NOBODY: Final = f"""
    SELECT max(start_at) AS at, count(*) AS times, id, number, e164, name, note
    FROM unknown_call INDEXED BY ix_unknown_call_missed WHERE {_IS_MISSED} AND {_IS_OVER}
    GROUP BY coalesce(e164, number, id) ORDER BY at DESC, id DESC LIMIT :limit
"""
_UNKNOWN: Final = "SELECT * FROM unknown_call"
# One order for both tables; the place of the last call of a page is where the next one begins.
_OF_CLIENTS: Final = f"""
    SELECT start_at, 1 AS place, interaction.id, direction, answered, seconds,
        interaction.number, handled_at, summary AS said, satisfaction, NULL AS e164,
        NULL AS caller, {rows.REF}, person.id AS person_id, person.name AS person_name,
        person.role AS person_role
    FROM interaction JOIN client ON client.id = interaction.client_id
    LEFT JOIN contact_person AS person ON person.id = contact_person_id
    WHERE interaction.kind = 'call' AND (start_at, 1, interaction.id) < (:at, :place, :id)
        AND {{which}} ORDER BY start_at DESC, interaction.id DESC LIMIT :limit
"""
_OF_NOBODY: Final = """
    SELECT start_at, 0 AS place, id, direction, answered, seconds, number, handled_at,
        note AS said, NULL AS satisfaction, e164, name AS caller, NULL, NULL, NULL, NULL, NULL,
        NULL, NULL
    FROM unknown_call WHERE (start_at, 0, id) < (:at, :place, :id) AND {which}
    ORDER BY start_at DESC, id DESC LIMIT :limit
"""
_AFTER_ALL: Final = "9999"


def missed_calls(
    connection: Connection, *, now: datetime, today: date, limit: int
) -> tuple[MissedCall, ...]:
    """Return who called in vain and was not called back, the last one first; four statements.

    A call that still rings is not missed: it has ended, or began more than three minutes ago.
    """
    where = {"limit": limit, "rung": clock.to_text(now - RINGS)}
    known = connection.execute(statement(_MISSED_OF_CLIENTS), where).all()
    unknown = connection.execute(statement(_MISSED_OF_NOBODY), where).all()
    owed = balances.owed_for(connection, [row.client_id for row in known], today) if known else {}
    found = [
        MissedCall(
            at=clock.from_text(row.at),
            times=row.times,
            number=row.number,
            interaction_id=row.id,
            client=rows.reference(row),
            contact_person=_person(row),
            owed=owed.get(row.client_id, ()),
        )
        for row in known
    ]
    found += [
        MissedCall(
            at=clock.from_text(row.at),
            times=row.times,
            number=row.number,
            unknown_call_id=row.id,
            name=row.name,
            region=_region(row.e164),
            note=row.note,
        )
        for row in unknown
    ]
    found.sort(key=lambda call: call.at, reverse=True)
    return tuple(found[:limit])


def unknown_calls(connection: Connection, *, limit: int) -> tuple[UnknownCallShape, ...]:
    """Return the calls that are nobody's yet, the newest first."""
    found = connection.execute(
        statement(f"{_UNKNOWN} ORDER BY start_at DESC, id DESC LIMIT :limit"), {"limit": limit}
    )
    return tuple(_unknown(row) for row in found)


def unknown_call(connection: Connection, call_id: int) -> UnknownCallShape | None:
    """Return one call that is nobody's yet."""
    found = connection.execute(statement(f"{_UNKNOWN} WHERE id = :id"), {"id": call_id}).first()
    return None if found is None else _unknown(found)


def calls_of_nobody(connection: Connection, number: str) -> tuple[UnknownCallShape, ...]:
    """Return the unknown calls of a number, the newest first; two statements."""
    parsed = phone.parse(number, read_settings(connection).country)
    same = "e164 = :e164" if parsed.e164 else "e164 IS NULL AND number = :number"
    found = connection.execute(
        statement(f"{_UNKNOWN} WHERE {same} ORDER BY start_at DESC, id DESC"),
        {"e164": parsed.e164, "number": parsed.number},
    )
    return tuple(_unknown(row) for row in found)


def calls(
    connection: Connection,
    *,
    which: CallFilter,
    typed: str,
    after: CallShape | None,
    now: datetime,
    limit: int,
) -> tuple[CallShape, ...]:
    """Return a page of calls, the newest first, beginning `after` the last one of another page.

    `typed` is looked for in names, numbers and what was said.
    """
    where: dict[str, object] = {
        "limit": limit,
        "rung": clock.to_text(now - RINGS),
        "at": _AFTER_ALL if after is None else clock.to_text(after.at),
        "place": 0 if after is None or after.interaction_id is None else 1,
        "id": 0 if after is None else (after.interaction_id or after.unknown_call_id or 0),
    }
    known, unknown = _conditions(typed.strip(), where)
    if which is CallFilter.MISSED:
        known, unknown = (f"{part} AND {_IS_MISSED} AND {_IS_OVER}" for part in (known, unknown))
    sql = f"SELECT * FROM ({_OF_NOBODY.format(which=unknown)})"
    if which is not CallFilter.UNKNOWN:
        sql = (
            f"SELECT * FROM ({_OF_CLIENTS.format(which=known)}) UNION ALL {sql}"
            " ORDER BY 1 DESC, 2 DESC, 3 DESC LIMIT :limit"
        )
    return tuple(_call(tuple(row)) for row in connection.execute(statement(sql), where))


def _conditions(typed: str, where: dict[str, object]) -> tuple[str, str]:
    """Write what was typed as conditions on a client's call, and on one of nobody's."""
    if not typed:
        return "1", "1"
    where["folded"] = f"%{escaped(keys.fold(typed))}%"
    where["typed"] = f"%{escaped(typed)}%"
    known = ["client.name_sort LIKE :folded", "client.organisation LIKE :typed"]
    known += ["person.name LIKE :typed", "summary LIKE :typed"]
    unknown = ["name LIKE :typed", "note LIKE :typed"]
    known, unknown = ([f"{one} ESCAPE '\\'" for one in some] for some in (known, unknown))
    digits = phone.digits(typed).lstrip("0")
    if digits and phone.as_number(typed, "") is not None:
        where["digits"] = f"%{digits}%"
        known.append("replace(interaction.number, ' ', '') LIKE :digits")
        unknown.append("replace(number, ' ', '') LIKE :digits")
    return f"({' OR '.join(known)})", f"({' OR '.join(unknown)})"


def _call(row: tuple[Any, ...]) -> CallShape:
    (
        at, place, row_id, direction, answered, seconds, number, handled_at, said, satisfaction,
        e164, caller, client_id, client_name, organisation, level, person_id, person_name,
        person_role,
    ) = row  # fmt: skip
    known = place == 1
    return CallShape(
        at=clock.from_text(at),
        outgoing=direction == Direction.OUT,
        answered=bool(answered),
        seconds=seconds,
        number=number,
        interaction_id=row_id if known else None,
        unknown_call_id=None if known else row_id,
        client=ClientRef(client_id, client_name, organisation, Level(level)) if known else None,
        contact_person=ContactPersonShape(person_id, person_name, person_role)
        if person_id is not None
        else None,
        name=caller,
        region=_region(e164),
        said=said,
        satisfaction=satisfaction,
        handled_at=rows.instant(handled_at),
    )


def _unknown(row: Any) -> UnknownCallShape:
    return UnknownCallShape(
        id=row.id,
        number=row.number,
        region=_region(row.e164),
        name=row.name,
        outgoing=row.direction == Direction.OUT,
        at=clock.from_text(row.start_at),
        answered=bool(row.answered),
        seconds=row.seconds,
        note=row.note,
        handled_at=rows.instant(row.handled_at),
    )


def _person(row: Any) -> ContactPersonShape | None:
    if row.person_id is None:
        return None
    return ContactPersonShape(row.person_id, row.person_name, row.person_role)


def _region(e164: str | None) -> str | None:
    return None if e164 is None else phone.region(e164)
