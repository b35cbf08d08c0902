"""What clients owe and have to their credit: derived here, and read from here by everyone.

The conditions repeat the literals of the partial indexes, else SQLite would not use them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, text

from smallcrm.domain.money import Money, sum_by_currency
from smallcrm.queries.rows import day, ids
from smallcrm.queries.shapes import Owed
from smallcrm.queries.today_shapes import Ageing

IS_OPEN = "sale.paid_minor < sale.total_minor AND sale.status <> 'cancelled'"
IS_FREE = (
    "payment.amount_minor > payment.allocated_minor + payment.refunded_minor"
    " AND payment.voided_at IS NULL AND payment.kind <> 'refund'"
)
# Money that came in, less what was given back: what a referral is worth, what a client paid.
IS_MONEY = "payment.kind = 'payment' AND payment.voided_at IS NULL"

# The index is named, since a plain one on the client would be taken for a list of clients.
_OWED = f"""
    SELECT client_id, currency, sum(total_minor - paid_minor),
           sum(CASE WHEN due_on < :today THEN total_minor - paid_minor ELSE 0 END),
           sum(CASE WHEN due_on IS NULL AND status = 'ordered'
               THEN total_minor - paid_minor ELSE 0 END),
           min(due_on), count(*)
    FROM sale INDEXED BY ix_sale_open
    WHERE client_id IN (SELECT value FROM json_each(:ids)) AND {IS_OPEN}
    GROUP BY client_id, currency
"""
_CREDIT = f"""
    SELECT client_id, currency, sum(amount_minor - allocated_minor - refunded_minor)
    FROM payment INDEXED BY ix_payment_free
    WHERE client_id IN (SELECT value FROM json_each(:ids)) AND {IS_FREE}
      AND payment.kind <> 'write_off'
    GROUP BY client_id, currency
"""
_PAID = f"""
    SELECT client_id, currency, sum(amount_minor - refunded_minor)
    FROM payment WHERE client_id IN (SELECT value FROM json_each(:ids)) AND {IS_MONEY}
    GROUP BY client_id, currency
"""
_AGEING = f"""
    SELECT currency,
           sum(CASE WHEN due_on >= :today OR due_on IS NULL THEN left ELSE 0 END),
           sum(CASE WHEN age BETWEEN 1 AND 30 THEN left ELSE 0 END),
           sum(CASE WHEN age BETWEEN 31 AND 60 THEN left ELSE 0 END),
           sum(CASE WHEN age BETWEEN 61 AND 90 THEN left ELSE 0 END),
           sum(CASE WHEN age > 90 THEN left ELSE 0 END)
    FROM (SELECT currency, due_on, total_minor - paid_minor AS left,
                 julianday(:today) - julianday(due_on) AS age
          FROM sale INDEXED BY ix_sale_open WHERE {IS_OPEN})
    GROUP BY currency ORDER BY currency
"""


@dataclass(frozen=True, slots=True)
class Account:
    """A client's open sales in figures, per currency; `oldest_due` over all currencies."""

    owed: tuple[Owed, ...] = ()
    oldest_due: date | None = None
    open_sales: int = 0


NOTHING = Account()


def accounts(
    connection: Connection, client_ids: Collection[int], today: date
) -> dict[int, Account]:
    """Return the accounts of those clients that owe anything."""
    parts: dict[int, list[tuple[Owed, date | None, int]]] = {}
    for row in connection.execute(
        text(_OWED), {"ids": ids(client_ids), "today": today.isoformat()}
    ):
        client_id, currency, whole, overdue, unbilled, oldest, count = row
        owed = Owed(
            amount=Money(whole, currency),
            overdue=Money(overdue, currency),
            not_due=Money(whole - overdue - unbilled, currency),
            unbilled=Money(unbilled, currency),
        )
        parts.setdefault(client_id, []).append((owed, day(oldest), count))
    return {
        client_id: Account(
            owed=tuple(owed for owed, _, _ in found),
            oldest_due=min((due for _, due, _ in found if due is not None), default=None),
            open_sales=sum(count for _, _, count in found),
        )
        for client_id, found in parts.items()
    }


def owed_for(
    connection: Connection, client_ids: Collection[int], today: date
) -> dict[int, tuple[Owed, ...]]:
    """Return what each of those clients owes, who owe anything."""
    found = accounts(connection, client_ids, today)
    return {client_id: account.owed for client_id, account in found.items()}


def credit_for(connection: Connection, client_ids: Collection[int]) -> dict[int, tuple[Money, ...]]:
    """Return what of their payments is not allocated, for those clients who have such credit."""
    return _sums(connection, _CREDIT, client_ids)


def paid_by(connection: Connection, client_ids: Collection[int]) -> dict[int, tuple[Money, ...]]:
    """Return the money that came from each of those clients, less what was given back."""
    return _sums(connection, _PAID, client_ids)


def ageing(connection: Connection, today: date) -> tuple[Ageing, ...]:
    """Return everything that is owed by age, one entry a currency."""
    return tuple(
        Ageing(row[0], *(Money(minor, row[0]) for minor in row[1:]))
        for row in connection.execute(text(_AGEING), {"today": today.isoformat()})
    )


def _sums(
    connection: Connection, sql: str, client_ids: Collection[int]
) -> dict[int, tuple[Money, ...]]:
    found: dict[int, list[Money]] = {}
    for client_id, currency, minor in connection.execute(text(sql), {"ids": ids(client_ids)}):
        found.setdefault(client_id, []).append(Money(minor, currency))
    return {client_id: sum_by_currency(amounts) for client_id, amounts in found.items()}
