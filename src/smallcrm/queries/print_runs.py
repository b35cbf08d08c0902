"""Which papers of some days are printed together: reminders' letters, invoices."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from smallcrm.queries.statements import statement

_REMINDERS = """
    SELECT id FROM reminder
    WHERE reminded_on >= :since AND reminded_on <= :until
    ORDER BY reminded_on, id
"""
_INVOICES = """
    SELECT id FROM invoice
    WHERE issued_on >= :since AND issued_on <= :until AND (fixed_at IS NULL OR NOT :drafts)
    ORDER BY issued_on, id
"""
_FIRST, _LAST = date(1, 1, 1), date(9999, 12, 31)


def reminders_to_print(
    connection: Connection, since: date | None, until: date | None
) -> tuple[int, ...]:
    """Return the ids of the reminders of those days, both counting; None is open."""
    found = connection.execute(statement(_REMINDERS), _days(since, until))
    return tuple(found.scalars())


def invoices_to_print(
    connection: Connection, since: date | None, until: date | None, *, drafts: bool
) -> tuple[int, ...]:
    """Return the ids of the invoices and credit notes of those days; `drafts`: none sent yet."""
    found = connection.execute(statement(_INVOICES), _days(since, until) | {"drafts": drafts})
    return tuple(found.scalars())


def _days(since: date | None, until: date | None) -> dict[str, object]:
    return {"since": (since or _FIRST).isoformat(), "until": (until or _LAST).isoformat()}
