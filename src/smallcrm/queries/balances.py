"""What clients owe and have to their credit: derived here, and read from here by everyone.

The conditions repeat the literals of the partial indexes, else SQLite would not use them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from smallcrm.domain.money import Money, sum_by_currency
from smallcrm.queries.rows import day, ids
from smallcrm.queries.shapes import Owed
from smallcrm.queries.statements import statement
from smallcrm.queries.today_shapes import Ageing

IS_OPEN = "sale.paid_minor < sale.total_minor AND sale.status <> 'cancelled'"
IS_FREE = (
    "payment.amount_minor > payment.allocated_minor + payment.refunded_minor"
    " AND payment.voided_at IS NULL AND payment.kind <> 'refund'"
    " AND payment.kind <> 'credit_taken_back'"
)
# What of a payment's rest a client can still use: no write-off, no credit past its last day.
IS_CREDIT = (
    f"{IS_FREE} AND payment.kind <> 'write_off'"
    " AND (payment.expires_on IS NULL OR payment.expires_on >= :today)"
)
# What is overdue of an open sale, and what of it is not billed yet. Of one in instalments, what
# was paid settles the earliest; one without a day is not billed. The plan is looked at only where
# there is one, so that all else is read from the index alone.
OVERDUE_MINOR = """(CASE WHEN sale.due_on < :today THEN
        CASE WHEN sale.has_plan = 1 THEN max(0, (
            SELECT coalesce(sum(part.amount_minor), 0) FROM instalment AS part
            WHERE part.sale_id = sale.id AND part.due_on < :today) - sale.paid_minor)
        ELSE sale.total_minor - sale.paid_minor END
    ELSE 0 END)"""
UNBILLED_MINOR = """(CASE WHEN sale.has_plan = 1 THEN min(sale.total_minor - sale.paid_minor, (
            SELECT coalesce(sum(part.amount_minor), 0) FROM instalment AS part
            WHERE part.sale_id = sale.id AND part.due_on IS NULL))
        WHEN sale.due_on IS NULL AND sale.status = 'ordered'
        THEN sale.total_minor - sale.paid_minor ELSE 0 END)"""
# Billing and being paid are independent: what is ahead of which, of a sale.
BILLED_UNPAID = "sale.billed_minor > sale.paid_minor AND sale.status <> 'cancelled'"
# Who bills in this file from a day on did not bill before: that is not to be caught up with.
PAID_UNBILLED = (
    "sale.paid_minor > sale.billed_minor AND sale.status <> 'cancelled' AND sale.sold_on >="
    " (SELECT min(issued_on) FROM invoice)"
)
# Money that came in, less what was given back: what a referral is worth, what a client paid.
IS_MONEY = "payment.kind = 'payment' AND payment.voided_at IS NULL"
# What stands of the credit that referrals earned: posted, less what was taken back.
IS_REWARD = "payment.kind IN ('referral_credit', 'credit_taken_back') AND payment.voided_at IS NULL"
REWARD_MINOR = (
    "(CASE payment.kind WHEN 'referral_credit' THEN payment.amount_minor"
    " ELSE -payment.amount_minor END)"
)

# The index is named, since a plain one on the client would be taken for a list of clients.
_OWED = f"""
    SELECT client_id, currency, sum(total_minor - paid_minor),
           sum({OVERDUE_MINOR}), sum({UNBILLED_MINOR}), min(due_on), count(*)
    FROM sale INDEXED BY ix_sale_open
    WHERE client_id IN (SELECT value FROM json_each(:ids)) AND {IS_OPEN}
    GROUP BY client_id, currency
"""
_CREDIT = f"""
    SELECT client_id, currency, sum(amount_minor - allocated_minor - refunded_minor)
    FROM payment INDEXED BY ix_payment_free
    WHERE client_id IN (SELECT value FROM json_each(:ids)) AND {IS_CREDIT}
    GROUP BY client_id, currency
"""
# The currencies in which clients paid, each hopped to in the index. A sum of one of them is then
# a range as it stands there, which takes two thirds of the time of grouping the same payments.
PAID_CURRENCIES = f"""
    own(client_id, currency) AS (
        SELECT wanted.value, (
            SELECT min(payment.currency) FROM payment INDEXED BY ix_payment_money
            WHERE payment.client_id = wanted.value AND {IS_MONEY})
        FROM json_each(:ids) AS wanted
        UNION
        SELECT own.client_id, (
            SELECT min(payment.currency) FROM payment INDEXED BY ix_payment_money
            WHERE payment.client_id = own.client_id AND payment.currency > own.currency
              AND {IS_MONEY})
        FROM own WHERE own.currency IS NOT NULL)
"""
_WORTH = """
    SELECT client_id, currency, paid_minor, reward_minor FROM client_worth
    WHERE client_id IN (SELECT value FROM json_each(:ids))
"""
_BUCKETS = """
    SELECT currency,
           sum(CASE WHEN due_on >= :today OR due_on IS NULL THEN left ELSE 0 END),
           sum(CASE WHEN age BETWEEN 1 AND 30 THEN left ELSE 0 END),
           sum(CASE WHEN age BETWEEN 31 AND 60 THEN left ELSE 0 END),
           sum(CASE WHEN age BETWEEN 61 AND 90 THEN left ELSE 0 END),
           sum(CASE WHEN age > 90 THEN left ELSE 0 END)
    FROM (SELECT currency, due_on, left, julianday(:today) - julianday(due_on) AS age FROM ({0}))
    GROUP BY currency
"""
_AGEING = _BUCKETS.format(
    "SELECT currency, due_on, total_minor - paid_minor AS left"
    f" FROM sale INDEXED BY ix_sale_open WHERE {IS_OPEN} AND has_plan = 0"
)
# Each instalment is as old as its own day; the earliest are paid first.
_AGEING_OF_PLANS = _BUCKETS.format(
    "SELECT currency, due_on, max(0, min(amount_minor, upto - paid_minor)) AS left FROM ("
    "SELECT sale.currency, sale.paid_minor, part.due_on, part.amount_minor,"
    " sum(part.amount_minor) OVER (PARTITION BY part.sale_id"
    " ORDER BY part.due_on IS NULL, part.due_on, part.id) AS upto"
    " FROM sale INDEXED BY ix_sale_planned JOIN instalment AS part ON part.sale_id = sale.id"
    f" WHERE {IS_OPEN} AND sale.has_plan = 1)"
)


@dataclass(frozen=True, slots=True)
class Account:
    """A client's open sales in figures, per currency; `oldest_due` over all currencies."""

    owed: tuple[Owed, ...] = ()
    oldest_due: date | None = None
    open_sales: int = 0


NOTHING = Account()


@dataclass(frozen=True, slots=True)
class Worth:
    """What a client paid with money, less what was given back, per currency (sorted).

    `reward` is what stands of the credit that the referral which brought them to us earned.
    """

    paid: tuple[Money, ...] = ()
    reward: tuple[Money, ...] = ()


NO_WORTH = Worth()


def accounts(
    connection: Connection, client_ids: Collection[int], today: date
) -> dict[int, Account]:
    """Return the accounts of those clients that owe anything."""
    parts: dict[int, list[tuple[Owed, date | None, int]]] = {}
    for row in connection.execute(
        statement(_OWED), {"ids": ids(client_ids), "today": today.isoformat()}
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


def credit_for(
    connection: Connection, client_ids: Collection[int], today: date
) -> dict[int, tuple[Money, ...]]:
    """Return what of their payments is not allocated and still good, where there is any."""
    return _sums(connection, _CREDIT, client_ids, today=today.isoformat())


def paid_by(connection: Connection, client_ids: Collection[int]) -> dict[int, tuple[Money, ...]]:
    """Return the money that came from each of those clients, less what was given back."""
    return {client_id: one.paid for client_id, one in worth_of(connection, client_ids).items()}


def worth_of(connection: Connection, client_ids: Collection[int]) -> dict[int, Worth]:
    """Return what came of each of those clients, where anything did."""
    found: dict[int, tuple[list[Money], list[Money]]] = {}
    rows = connection.execute(statement(_WORTH), {"ids": ids(client_ids)}).all()
    for client_id, currency, paid_minor, reward_minor in rows:
        paid, reward = found.setdefault(client_id, ([], []))
        if paid_minor:
            paid.append(Money(paid_minor, currency))
        if reward_minor:
            reward.append(Money(reward_minor, currency))
    return {
        client_id: Worth(tuple(paid), tuple(reward)) for client_id, (paid, reward) in found.items()
    }


def ageing(connection: Connection, today: date) -> tuple[Ageing, ...]:
    """Return everything that is owed by age, one entry a currency."""
    where = {"today": today.isoformat()}
    found: dict[str, list[int]] = {}
    for sql in (_AGEING, _AGEING_OF_PLANS):
        for currency, *parts in connection.execute(statement(sql), where):
            before = found.get(currency, [0] * len(parts))
            found[currency] = [one + more for one, more in zip(before, parts, strict=True)]
    return tuple(
        Ageing(currency, *(Money(minor, currency) for minor in found[currency]))
        for currency in sorted(found)
    )


def billed_unpaid(connection: Connection) -> tuple[Money, ...]:
    """Return what was billed and is not paid yet, per currency."""
    found = connection.execute(
        statement(
            "SELECT currency, sum(billed_minor - paid_minor) FROM sale"
            f" INDEXED BY ix_sale_billed_unpaid WHERE {BILLED_UNPAID} GROUP BY currency"
        )
    )
    return sum_by_currency(Money(minor, currency) for currency, minor in found)


def paid_unbilled(connection: Connection) -> tuple[Money, ...]:
    """Return what was paid before it was billed, per currency; nothing where nobody bills."""
    if connection.execute(statement("SELECT 1 FROM invoice LIMIT 1")).first() is None:
        return ()
    found = connection.execute(
        statement(
            "SELECT currency, sum(paid_minor - billed_minor) FROM sale"
            f" WHERE {PAID_UNBILLED} GROUP BY currency"
        )
    )
    return sum_by_currency(Money(minor, currency) for currency, minor in found)


def _sums(
    connection: Connection, sql: str, client_ids: Collection[int], **where: str
) -> dict[int, tuple[Money, ...]]:
    found: dict[int, list[Money]] = {}
    where["ids"] = ids(client_ids)
    for client_id, currency, minor in connection.execute(statement(sql), where):
        found.setdefault(client_id, []).append(Money(minor, currency))
    return {client_id: sum_by_currency(amounts) for client_id, amounts in found.items()}
