"""Merges of clients as the read side and the services see them: who became whom, and circles."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection

from smallcrm.domain import clock
from smallcrm.domain.enums import Level
from smallcrm.queries.care_shapes import MergeShape
from smallcrm.queries.shapes import ClientRef

_MERGES: Final = """
    SELECT merge.id, merge.client_id, kept.name, kept.organisation, kept.level, merge.merged_id,
           merge.merged_name, merge.merged_at, merge.split_at
    FROM client_merge AS merge JOIN client AS kept ON kept.id = merge.client_id
    WHERE :client IS NULL OR merge.client_id = :client
    ORDER BY merge.merged_at DESC, merge.id DESC
"""
# Whom a client became, and whom that one became: the last of the chain that is there.
_BECAME: Final = """
    WITH RECURSIVE chain(id) AS (
        SELECT client_id FROM client_merge WHERE merged_id = :client AND split_at IS NULL
        UNION
        SELECT client_merge.client_id FROM chain
        JOIN client_merge ON client_merge.merged_id = chain.id WHERE split_at IS NULL)
    SELECT chain.id FROM chain JOIN client ON client.id = chain.id LIMIT 1
"""
# Codes that went with a merge: the merged one's where the kept one has its own, or the other way.
_FORMER_CODES: Final = """
    SELECT code, client_id FROM (
        SELECT json_extract(record, '$.gone.client[0].code') AS code, client_id
        FROM client_merge WHERE split_at IS NULL
        UNION ALL
        SELECT json_extract(record, '$.changed.client.' || client_id || '.code[0]'), client_id
        FROM client_merge WHERE split_at IS NULL)
    WHERE code IS NOT NULL AND code NOT IN (SELECT code FROM client WHERE code IS NOT NULL)
"""
_SENT_BY: Final = """
    SELECT referral.id, client_id, counterpart_id, client.name
    FROM referral JOIN client ON client.id = referral.counterpart_id
    WHERE direction = 'in' AND client_id = ?
"""


def merges(connection: Connection, client_id: int | None = None) -> tuple[MergeShape, ...]:
    """Return the merges into a client (None: all), the latest first."""
    rows = connection.exec_driver_sql(_MERGES, {"client": client_id})
    return tuple(
        MergeShape(
            id=row[0],
            kept=ClientRef(row[1], row[2], row[3], Level(row[4])),
            merged_id=row[5],
            merged_name=row[6],
            merged_at=clock.from_text(row[7]),
            split_at=None if row[8] is None else clock.from_text(row[8]),
        )
        for row in rows
    )


def became(connection: Connection, client_id: int) -> int | None:
    """Return whom a client that is gone was merged into, or None where there is none."""
    return connection.exec_driver_sql(_BECAME, {"client": client_id}).scalar()


def former_codes(connection: Connection) -> dict[str, int]:
    """Return the codes that nobody bears since a merge, each with whom it means now.

    A list from the old books, read once more, names merged clients by them.
    """
    return {row[0]: row[1] for row in connection.exec_driver_sql(_FORMER_CODES)}


def sender_after(
    connection: Connection, keep: int, merge: int, *, take: bool = False
) -> tuple[int, int, str] | None:
    """Return who would have sent the one that two clients become: referral, client id, name.

    The kept one's referrer, or (`take`, or where there is none) the other's; not each other.
    """
    order = (merge, keep) if take else (keep, merge)
    for client_id in order:
        row = connection.exec_driver_sql(_SENT_BY, (client_id,)).first()
        if row is not None and row[2] not in order:
            return row[0], row[2], row[3]
    return None


def closes_circle(connection: Connection, keep: int, merge: int, referrer: int) -> bool:
    """Tell whether one of two clients, by however many others, sent the referrer of them both."""
    seen: set[int] = set()
    step: int | None = referrer
    while step is not None and step not in seen:
        if step in (keep, merge):
            return True
        seen.add(step)
        row = connection.exec_driver_sql(_SENT_BY, (step,)).first()
        step = None if row is None else row[2]
    return False
