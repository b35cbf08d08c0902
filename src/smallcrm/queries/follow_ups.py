"""Follow-ups: of which the system is to tell, which of them a call answers, who fell silent."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import Connection, text

from smallcrm.domain.clock import Clock, from_text, time_of_day, to_text
from smallcrm.domain.enums import Level
from smallcrm.domain.settings import FileSettings
from smallcrm.queries import rows
from smallcrm.queries.contact_shapes import FollowUpShape
from smallcrm.queries.follow_up_shapes import CalendarShape, FollowUpsDue, SilentClient

# What a call that comes before its day may settle already.
_AHEAD_DAYS: Final = 7
_MORNING: Final = time(9)
_OF_CLIENT = f"""
    SELECT {rows.FOLLOW_UP}, {rows.REF} FROM follow_up
    JOIN client ON client.id = follow_up.client_id {rows.FOLLOW_UP_JOIN}
"""
# Of those from before today only what was put off is told of again: the others stand on Today.
_TELLING = f"""
    {_OF_CLIENT.replace("FROM follow_up", "FROM follow_up INDEXED BY ix_follow_up_open")}
    WHERE follow_up.done_at IS NULL AND follow_up.due_on <= :until
      AND (follow_up.due_on >= :today OR follow_up.snoozed_until IS NOT NULL)
    ORDER BY follow_up.due_on, follow_up.id
"""
_NOTIFIED = """
    SELECT id, notified_at FROM follow_up
    WHERE id IN (SELECT value FROM json_each(:ids)) AND notified_at IS NOT NULL
"""
# What was promised first comes first; of what was not yet due the next.
_ANSWERED = f"""
    {_OF_CLIENT} WHERE follow_up.client_id = :client AND follow_up.done_at IS NULL
      AND follow_up.due_on <= :until
    ORDER BY follow_up.code IS NOT NULL, follow_up.due_on, follow_up.due_time IS NULL,
      follow_up.due_time, follow_up.id LIMIT 1
"""
# A call that nobody answered is no conversation. By the index of contacts, from the last one back.
_SINCE = """coalesce((SELECT start_at FROM interaction
    WHERE interaction.client_id = client.id AND (kind <> 'call' OR answered = 1)
    ORDER BY start_at DESC LIMIT 1), client.created_at)"""
# Numbers are looked for once it is known who is shown.
_SILENT = f"""
    WITH silent AS MATERIALIZED (
        SELECT client.id, {_SINCE} AS since FROM client
        WHERE client.level IN (SELECT key FROM json_each(:before))
          AND client.lifecycle = 'active' AND client.kind <> 'partner'
          AND {_SINCE} < json_extract(:before, '$.' || client.level)
          AND NOT EXISTS (SELECT 1 FROM follow_up
               WHERE follow_up.client_id = client.id AND follow_up.done_at IS NULL)
          AND (EXISTS (SELECT 1 FROM sale WHERE sale.client_id = client.id)
               OR EXISTS (SELECT 1 FROM interaction WHERE interaction.client_id = client.id))
        ORDER BY since, client.id LIMIT :limit
    )
    SELECT {rows.REF}, silent.since,
        (SELECT number FROM phone_number WHERE client_id = client.id ORDER BY id LIMIT 1) AS phone
    FROM silent JOIN client ON client.id = silent.id ORDER BY silent.since, client.id
"""


def follow_ups_due(connection: Connection, clock: Clock, *, untimed_at: str) -> FollowUpsDue:
    """Return what the system is to tell of now, and when it is to look again.

    Told of is, once, what is due today: at its time, or at `untimed_at` (HH:MM) where it has none;
    and what was put off, at the instant that it was put off to. What was due before today and was
    not put off is not told of: it stands on Today until it is done.
    """
    now, today = clock.now(), clock.today()
    where = {"today": today.isoformat(), "until": (today + timedelta(days=1)).isoformat()}
    found = connection.execute(text(_TELLING), where).all()
    told = connection.execute(text(_NOTIFIED), {"ids": rows.ids(row.id for row in found)})
    told_at = {row.id: from_text(row.notified_at) for row in told}
    due: list[tuple[datetime, FollowUpShape]] = []
    later: list[datetime] = [clock.instant_of(today + timedelta(days=1), time())]
    for row in found:
        shape = rows.follow_up(row, rows.reference(row))
        at = tell_at(shape, clock, untimed_at=untimed_at)
        if at > now:
            later.append(at)
        elif row.id not in told_at or told_at[row.id] < at:
            due.append((at, shape))
    due.sort(key=lambda one: (one[0], one[1].id))
    waits = len(later) > 1 or _any_later(connection, today)
    return FollowUpsDue(tuple(shape for _, shape in due), min(later) if waits else None)


def tell_at(shape: FollowUpShape, clock: Clock, *, untimed_at: str) -> datetime:
    """Return when the system tells of a follow-up: its time, and not before what it was put off to.

    What is no time of day in the file counts as none.
    """
    told = time_of_day(shape.due_time) or time_of_day(untimed_at) or _MORNING
    at = clock.instant_of(shape.due, told)
    return at if shape.snoozed_until is None else max(at, shape.snoozed_until)


def _any_later(connection: Connection, today: date) -> bool:
    """Tell whether anything falls due on a later day, for which midnight is to be waited for."""
    found = connection.execute(
        text(
            "SELECT EXISTS (SELECT 1 FROM follow_up INDEXED BY ix_follow_up_open"
            " WHERE done_at IS NULL AND due_on > :today)"
        ),
        {"today": today.isoformat()},
    )
    return bool(found.scalar_one())


def follow_up_for_call(
    connection: Connection, client_id: int, *, today: date
) -> FollowUpShape | None:
    """Return the open follow-up that a call with a client may settle, or None.

    The owner's own before what the program asks; the one due first, of those due within a week.
    """
    where = {"client": client_id, "until": (today + timedelta(days=_AHEAD_DAYS)).isoformat()}
    row = connection.execute(text(_ANSWERED), where).first()
    return None if row is None else rows.follow_up(row, rows.reference(row))


def follow_up_of(connection: Connection, follow_up_id: int) -> FollowUpShape | None:
    """Return one follow-up, done or not."""
    row = connection.execute(
        text(f"{_OF_CLIENT} WHERE follow_up.id = :id"), {"id": follow_up_id}
    ).first()
    return None if row is None else rows.follow_up(row, rows.reference(row))


def calendar(connection: Connection) -> CalendarShape:
    """Return all that is to be done, and all birthdays."""
    found = connection.execute(
        text(
            f"{_OF_CLIENT} WHERE follow_up.done_at IS NULL ORDER BY follow_up.due_on, follow_up.id"
        )
    )
    follow_ups = tuple(rows.follow_up(row, rows.reference(row)) for row in found)
    born = connection.execute(
        text(
            f"SELECT {rows.REF}, birthday_on FROM client"
            " WHERE birthday_on IS NOT NULL AND lifecycle <> 'archived' ORDER BY id"
        )
    )
    return CalendarShape(
        follow_ups,
        tuple((rows.reference(row), date.fromisoformat(row.birthday_on)) for row in born),
    )


def silent_before(settings: FileSettings, clock: Clock) -> dict[str, str]:
    """Return for each level with a rule the instant before which the last contact is too old."""
    before: dict[str, str] = {}
    for level in Level:
        days = settings.whole(f"level.{level.value}.silent_days")
        if days:
            day = clock.today() - timedelta(days=days - 1)
            before[level.value] = to_text(clock.instant_of(day, time()))
    return before


def silent_clients(
    connection: Connection, clock: Clock, settings: FileSettings, *, limit: int | None
) -> tuple[SilentClient, ...]:
    """Return who was not spoken to for as many days as the rule of their level says.

    Active clients whom the owner dealt with before and for whom nothing is to be done already; who
    was silent longest first. Computed of what is in the file, so any contact ends it.
    """
    before = silent_before(settings, clock)
    if not before:
        return ()
    found = connection.execute(
        text(_SILENT), {"before": json.dumps(before), "limit": -1 if limit is None else limit}
    )
    return tuple(_silent(row, clock) for row in found)


def _silent(row: Any, clock: Clock) -> SilentClient:
    since = from_text(row.since)
    days = (clock.today() - clock.local(since).date()).days
    return SilentClient(rows.reference(row), since, days, row.phone)
