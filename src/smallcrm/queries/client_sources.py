"""Where clients came from: sent by somebody, else the source as typed; with what came of it."""

from __future__ import annotations

from datetime import MINYEAR, UTC, date, datetime, time, timedelta

from sqlalchemy import Connection

from smallcrm.domain.clock import Clock, to_text
from smallcrm.domain.money import Money, sum_by_currency
from smallcrm.queries.referral_shapes import SourceRow
from smallcrm.queries.statements import statement

_BEFORE, _AFTER = "0", "9"
_REFERRED = (
    "EXISTS (SELECT 1 FROM referral WHERE referral.client_id = client.id"
    " AND referral.direction = 'in')"
)
_MADE = f"""
    made AS MATERIALIZED (
        SELECT client.id, {_REFERRED} AS referred,
               CASE WHEN {_REFERRED} THEN NULL ELSE nullif(trim(client.source), '') END AS source
        FROM client WHERE client.created_at >= :first AND client.created_at < :until)
"""
# Who bought: as a referral is won.
_SOURCES = f"""
    WITH {_MADE}
    SELECT referred, source, count(*) AS clients,
           sum(EXISTS (SELECT 1 FROM sale WHERE sale.client_id = made.id
                       AND sale.status <> 'cancelled')) AS won
    FROM made GROUP BY referred, source
"""
_WORTH = f"""
    WITH {_MADE}
    SELECT made.referred, made.source, worth.currency, sum(worth.paid_minor) AS minor
    FROM made JOIN client_worth AS worth ON worth.client_id = made.id
    GROUP BY made.referred, made.source, worth.currency
"""


def sources(
    connection: Connection, first: date | None, until: date | None, *, clock: Clock
) -> tuple[SourceRow, ...]:
    """Return where the clients recorded from one day to another came from, the most first."""
    after = until + timedelta(days=1) if until is not None and until < date.max else None
    where = {
        "first": _begins(first, clock) if first is not None else _BEFORE,
        "until": _begins(after, clock) if after is not None else _AFTER,
    }
    worth: dict[tuple[int, str | None], list[Money]] = {}
    for row in connection.execute(statement(_WORTH), where):
        worth.setdefault((row.referred, row.source), []).append(Money(row.minor, row.currency))
    found = [
        SourceRow(
            source=row.source,
            referred=bool(row.referred),
            clients=row.clients,
            won=row.won,
            worth=sum_by_currency(worth.get((row.referred, row.source), ())),
        )
        for row in connection.execute(statement(_SOURCES), where)
    ]
    return tuple(
        sorted(
            found,
            key=lambda one: (-one.clients, not one.referred, one.source is None, one.source or ""),
        )
    )


def _begins(day: date, clock: Clock) -> str:
    """Write when an owner's day begins, as instants are stored."""
    if day.year == MINYEAR:
        return _BEFORE
    midnight = datetime.combine(day, time.min, clock.zone)
    return to_text(midnight.astimezone(UTC))
