"""What of clients' debts is overdue for how long: the same buckets as those of all that is owed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection

from smallcrm.domain.money import Money
from smallcrm.queries.balances import IS_OPEN
from smallcrm.queries.rows import ids
from smallcrm.queries.statements import statement
from smallcrm.queries.today_shapes import Ageing

# Of a sale in instalments each is as old as its own day; the earliest are paid first.
_BY_CLIENT = f"""
    SELECT client_id, currency,
           sum(CASE WHEN age <= 0 THEN left ELSE 0 END),
           sum(CASE WHEN age BETWEEN 1 AND 30 THEN left ELSE 0 END),
           sum(CASE WHEN age BETWEEN 31 AND 60 THEN left ELSE 0 END),
           sum(CASE WHEN age BETWEEN 61 AND 90 THEN left ELSE 0 END),
           sum(CASE WHEN age > 90 THEN left ELSE 0 END)
    FROM (
        SELECT client_id, currency, left,
               coalesce(julianday(:today) - julianday(due_on), 0) AS age
        FROM (
            SELECT sale.client_id, sale.currency, sale.due_on,
                   sale.total_minor - sale.paid_minor AS left
            FROM sale INDEXED BY ix_sale_open
            WHERE sale.client_id IN (SELECT value FROM json_each(:ids)) AND {IS_OPEN}
              AND sale.has_plan = 0
            UNION ALL
            SELECT client_id, currency, due_on, max(0, min(amount_minor, upto - paid_minor))
            FROM (
                SELECT sale.client_id, sale.currency, sale.paid_minor, part.due_on,
                       part.amount_minor, sum(part.amount_minor) OVER (
                           PARTITION BY part.sale_id
                           ORDER BY part.due_on IS NULL, part.due_on, part.id) AS upto
                FROM sale INDEXED BY ix_sale_open JOIN instalment AS part
                  ON part.sale_id = sale.id
                WHERE sale.client_id IN (SELECT value FROM json_each(:ids)) AND {IS_OPEN}
                  AND sale.has_plan = 1)))
    GROUP BY client_id, currency ORDER BY currency
"""


def ageing_of(
    connection: Connection, client_ids: Collection[int], *, today: date
) -> dict[int, tuple[Ageing, ...]]:
    """Return what those clients owe by age, one entry a currency, of those who owe anything."""
    found: dict[int, list[Ageing]] = {}
    where = {"ids": ids(client_ids), "today": today.isoformat()}
    for client_id, currency, *parts in connection.execute(statement(_BY_CLIENT), where):
        made = Ageing(currency, *(Money(minor, currency) for minor in parts))
        found.setdefault(client_id, []).append(made)
    return {client_id: tuple(ages) for client_id, ages in found.items()}
