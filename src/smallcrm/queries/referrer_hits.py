"""What is said of somebody who may have sent a new caller: what they bought, whom they sent."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from smallcrm.domain.money import Money
from smallcrm.queries import rows
from smallcrm.queries.referral_shapes import ReferrerNote
from smallcrm.queries.statements import statement

_LAST_SALE = """
    SELECT sale.client_id, sale.title, sale.total_minor, sale.currency, sale.sold_on
    FROM json_each(:ids) AS wanted JOIN sale ON sale.id = (
        SELECT own.id FROM sale AS own
        WHERE own.client_id = wanted.value AND own.status <> 'cancelled'
          AND own.is_opening_balance = 0
        ORDER BY own.sold_on DESC, own.id DESC LIMIT 1)
"""
_SENT = """
    SELECT counterpart_id, count(*) AS sent, sum(outcome = 'won') AS won FROM referral
    WHERE direction = 'in' AND counterpart_id IN (SELECT value FROM json_each(:ids))
    GROUP BY counterpart_id
"""


def notes(connection: Connection, client_ids: Sequence[int]) -> dict[int, ReferrerNote]:
    """Return of each of a few clients the last sale, and how many they sent, in two statements."""
    where = {"ids": rows.ids(client_ids)}
    bought = {row.client_id: row for row in connection.execute(statement(_LAST_SALE), where)}
    sent = {row.counterpart_id: row for row in connection.execute(statement(_SENT), where)}
    found: dict[int, ReferrerNote] = {}
    for client_id in client_ids:
        sale, count = bought.get(client_id), sent.get(client_id)
        found[client_id] = ReferrerNote(
            title=None if sale is None else sale.title,
            total=None if sale is None else Money(sale.total_minor, sale.currency),
            on=None if sale is None else rows.day(sale.sold_on),
            sent=0 if count is None else count.sent,
            won=0 if count is None else count.won,
        )
    return found
