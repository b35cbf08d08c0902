"""How a client pays: on the average so many days after the sale, and after it was due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection

from smallcrm.queries import balances, rows
from smallcrm.queries.receivable_shapes import PaymentHabit
from smallcrm.queries.statements import statement

_BACK = timedelta(days=730)
_MOST_SALES = 100
# The latest sales of two years that something was paid of, and the money that did; what stood
# open when the file began was not sold on its day.
_PARTS = f"""
    SELECT sale.id, sale.currency, sale.sold_on, sale.due_on, sale.plan,
           payment.received_on, part.amount_minor
    FROM (
        SELECT id, currency, sold_on, due_on, CASE WHEN has_plan = 1 THEN (
            SELECT json_group_array(json_array(due_on, amount_minor)) FROM (
                SELECT due_on, amount_minor FROM instalment WHERE instalment.sale_id = sale.id
                ORDER BY due_on IS NULL, due_on, id)) END AS plan
        FROM sale WHERE client_id = :id AND sold_on >= :since AND sold_on <= :today
          AND paid_minor > 0 AND is_opening_balance = 0
        ORDER BY sold_on DESC, id DESC LIMIT {_MOST_SALES}
    ) AS sale
    JOIN payment_allocation AS part ON part.sale_id = sale.id
    JOIN payment ON payment.id = part.payment_id
    WHERE {balances.IS_MONEY}
    ORDER BY sale.id, payment.received_on, payment.id
"""


def habit(connection: Connection, client_id: int, *, today: date) -> PaymentHabit | None:
    """Return how a client pays, or None where nothing of two years was paid with money.

    Each amount weighs the days that it took. Of a sale in instalments, money pays the earliest
    of them first, whichever sort of credit paid besides.
    """
    since = max(today, date.min + _BACK) - _BACK
    found = connection.execute(
        statement(_PARTS),
        {"id": client_id, "since": since.isoformat(), "today": today.isoformat()},
    ).all()
    if not found:
        return None
    to_pay: dict[str, _Mean] = {}
    late: dict[str, _Mean] = {}
    for sale_id, parts in _by_sale(found):
        first = parts[0]
        sold = date.fromisoformat(first.sold_on)
        taken = to_pay.setdefault(first.currency, _Mean())
        beyond = late.setdefault(first.currency, _Mean())
        for row in parts:
            taken.add(sale_id, row.amount_minor, (date.fromisoformat(row.received_on) - sold).days)
        for minor, days in _late(parts):
            beyond.add(sale_id, minor, days)
    sales = {row.id for row in found}
    return PaymentHabit(
        sales=len(sales), days_to_pay=_mean(to_pay.values()), days_late=_mean(late.values())
    )


class _Mean:
    """Days weighed by amounts of one currency."""

    def __init__(self) -> None:
        self.sales: set[int] = set()
        self.weight = self.days = 0

    def add(self, sale_id: int, minor: int, days: int) -> None:
        self.sales.add(sale_id)
        self.weight += minor
        self.days += minor * days


def _mean(means: Iterable[_Mean]) -> int | None:
    """Weigh the currencies by their sales, since their amounts are never added (half up)."""
    known = [one for one in means if one.weight]
    if not known:
        return None
    count = sum(len(one.sales) for one in known)
    exact = sum((Fraction(one.days, one.weight) * len(one.sales) for one in known), Fraction())
    return (exact / count + Fraction(1, 2)).__floor__()


def _by_sale(found: Iterable[Any]) -> Iterable[tuple[int, list[Any]]]:
    parts: dict[int, list[Any]] = {}
    for row in found:
        parts.setdefault(row.id, []).append(row)
    return parts.items()


def _late(parts: list[Any]) -> Iterable[tuple[int, int]]:
    """Say which amounts came how many days after they were due (negative: before)."""
    if parts[0].plan is None:
        due = rows.day(parts[0].due_on)
        if due is not None:
            for row in parts:
                yield row.amount_minor, (date.fromisoformat(row.received_on) - due).days
        return
    waiting = [(one.due_on, one.amount_minor) for one in rows.instalments(parts[0].plan)]
    for row in parts:
        minor = row.amount_minor
        while minor and waiting:
            due, left = waiting[0]
            used = min(minor, left)
            if due is not None:
                yield used, (date.fromisoformat(row.received_on) - due).days
            minor -= used
            waiting[0] = (due, left - used)
            if left == used:
                waiting.pop(0)
