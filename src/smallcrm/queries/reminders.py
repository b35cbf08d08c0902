"""Reminders: what went out, who is to be reminded next, and what that would charge."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import Connection

from smallcrm.domain.instalments import open_instalments
from smallcrm.domain.interest import interest_minor
from smallcrm.domain.money import Money, exponent
from smallcrm.domain.settings import FileSettings
from smallcrm.queries import balances, promises, rows
from smallcrm.queries.receivable_shapes import OverdueSale, ReminderDue, ReminderShape
from smallcrm.queries.settings import file_settings
from smallcrm.queries.statements import statement

STEPS = (1, 2, 3)
# Nobody is reminded again before this has passed.
_REST_DAYS = 7

_REMINDERS = f"""
    SELECT reminder.*, {rows.REF},
           (SELECT coalesce(sum(part.open_minor), 0) FROM reminder_sale AS part
            WHERE part.reminder_id = reminder.id) AS open_minor,
           (SELECT json_group_array(json_array(id, number)) FROM (
                SELECT sale.id, sale.number FROM reminder_sale AS part
                JOIN sale ON sale.id = part.sale_id WHERE part.reminder_id = reminder.id
                ORDER BY sale.due_on IS NULL, sale.due_on, sale.id)) AS sales
    FROM reminder JOIN client ON client.id = reminder.client_id
    WHERE reminder.client_id = :id
    ORDER BY reminder.reminded_on DESC, reminder.id DESC LIMIT :limit
"""
# Only what went out since a sale is due counts for it: a later instalment begins anew. A step
# is due for a client when it is for one sale; not again within a week, and not while the client
# has promised to pay.
_DUE = f"""
    WITH reminded AS MATERIALIZED (
        SELECT part.sale_id, max(reminder.step) AS step
        FROM reminder JOIN reminder_sale AS part ON part.reminder_id = reminder.id
        JOIN sale ON sale.id = part.sale_id
        WHERE reminder.reminded_on >= sale.due_on AND {balances.IS_OPEN}
        GROUP BY part.sale_id
    )
    SELECT sale.client_id, sale.currency
    FROM sale INDEXED BY ix_sale_open LEFT JOIN reminded ON reminded.sale_id = sale.id
    WHERE {balances.IS_OPEN} AND sale.due_on <= :first AND sale.due_on <= CASE reminded.step
        WHEN 1 THEN :after_1 WHEN 2 THEN :after_2 WHEN 3 THEN '' ELSE :after_0 END
      AND (sale.client_id, sale.currency) NOT IN
          (SELECT client_id, currency FROM reminder WHERE reminded_on > :rested)
      AND (sale.client_id, sale.currency) NOT IN ({promises.STILL_OPEN})
    GROUP BY sale.client_id, sale.currency
    ORDER BY min(sale.due_on), sale.client_id, sale.currency LIMIT :limit
"""
# Interest is charged from the day that a sale was due on, or from the last reminder that charged
# interest on it; fees and interest themselves bear none (Directive 2011/7/EU, Article 2(6)).
_OVERDUE = f"""
    SELECT sale.id, sale.number, sale.currency, sale.due_on, sale.paid_minor, sale.total_minor,
           CASE WHEN sale.has_plan = 1 THEN (
               SELECT json_group_array(json_array(due_on, amount_minor))
               FROM instalment WHERE instalment.sale_id = sale.id) END AS plan,
           EXISTS (SELECT 1 FROM reminder WHERE charge_sale_id = sale.id) AS is_charge,
           (SELECT max(reminder.step) FROM reminder_sale AS part
            JOIN reminder ON reminder.id = part.reminder_id
            WHERE part.sale_id = sale.id AND reminder.reminded_on >= sale.due_on) AS step,
           (SELECT max(reminder.reminded_on) FROM reminder_sale AS part
            JOIN reminder ON reminder.id = part.reminder_id
            WHERE part.sale_id = sale.id AND reminder.interest_minor > 0) AS charged_on,
           {rows.REF}
    FROM sale INDEXED BY ix_sale_open JOIN client ON client.id = sale.client_id
    WHERE sale.client_id IN (SELECT value FROM json_each(:ids)) AND {balances.IS_OPEN}
      AND sale.due_on < :today
    ORDER BY sale.due_on, sale.sold_on, sale.id
"""
_COUNTS = f"""
    SELECT part.sale_id, count(*) AS times, max(reminder.reminded_on) AS last_on
    FROM reminder_sale AS part JOIN reminder ON reminder.id = part.reminder_id
    JOIN sale ON sale.id = part.sale_id
    WHERE part.sale_id IN (SELECT value FROM json_each(:ids))
      AND reminder.reminded_on >= sale.due_on AND {balances.IS_OPEN}
    GROUP BY part.sale_id
"""


def reminders_of(
    connection: Connection, client_id: int, *, limit: int = -1
) -> tuple[ReminderShape, ...]:
    """Return how a client was reminded, the newest first."""
    found = connection.execute(statement(_REMINDERS), {"id": client_id, "limit": limit})
    return tuple(_reminder(row) for row in found)


def counts(connection: Connection, sale_ids: Collection[int]) -> dict[int, tuple[int, date]]:
    """Return how often each of those sales was reminded of since it is due, and when last."""
    found = connection.execute(statement(_COUNTS), {"ids": rows.ids(sale_ids)})
    return {row.sale_id: (row.times, date.fromisoformat(row.last_on)) for row in found}


def reminders_due(
    connection: Connection,
    *,
    today: date,
    limit: int | None,
    settings: FileSettings | None = None,
) -> tuple[ReminderDue, ...]:
    """Return who is to be reminded by the file's rules, the longest overdue first."""
    settings = settings or file_settings(connection)
    days = [settings.whole(f"reminders.days_{step}") or 0 for step in STEPS]
    first = _before(today, max(1, min(days)))
    found = connection.execute(
        statement(_DUE),
        {
            "today": today.isoformat(),
            "first": first,
            **{f"after_{step}": _before(today, wait) for step, wait in enumerate(days)},
            "rested": _before(today, _REST_DAYS),
            "limit": -1 if limit is None else limit,
        },
    ).all()
    wanted = [(row.client_id, row.currency) for row in found]
    sales = overdue_sales(connection, [client_id for client_id, _ in wanted], today, settings)
    by_pair: dict[tuple[int, str], list[OverdueSale]] = {}
    for sale in sales:
        by_pair.setdefault((sale.client.id, sale.open.currency), []).append(sale)
    last = _last(connection, [client_id for client_id, _ in wanted])
    return tuple(
        _due(by_pair[pair], settings, today, last.get(pair)) for pair in wanted if pair in by_pair
    )


def reminder_for(
    connection: Connection, client_id: int, currency: str, *, today: date
) -> ReminderDue | None:
    """Return what a reminder on a day would say and charge; None where nothing is overdue then."""
    settings = file_settings(connection)
    sales = [
        sale
        for sale in overdue_sales(connection, [client_id], today, settings)
        if sale.open.currency == currency
    ]
    if not sales:
        return None
    last = _last(connection, [client_id]).get((client_id, currency))
    return _due(sales, settings, today, last)


def overdue_sales(
    connection: Connection, client_ids: Iterable[int], today: date, settings: FileSettings
) -> tuple[OverdueSale, ...]:
    """Return what is overdue of those clients on a day, the oldest first."""
    percent = settings.decimal("reminders.interest_percent") or Decimal(0)
    found = connection.execute(
        statement(_OVERDUE), {"ids": rows.ids(set(client_ids)), "today": today.isoformat()}
    )
    return tuple(_overdue(row, today, percent) for row in found)


def next_step(sales: Iterable[OverdueSale]) -> int:
    """Return the step after the last one of any of these sales, at most the third."""
    return min(STEPS[-1], 1 + max((sale.step for sale in sales), default=0))


def fee(settings: FileSettings, step: int, currency: str) -> Money:
    """Return the file's fee for a step, in whole minor units of the currency (half up)."""
    major = settings.decimal(f"reminders.fee_{step}") or Decimal(0)
    scaled = major.scaleb(exponent(currency)).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return Money(int(scaled), currency)


def _overdue(row: Any, today: date, percent: Decimal) -> OverdueSale:
    due = date.fromisoformat(row.due_on)
    parts = [(due, row.total_minor - row.paid_minor)]
    if row.plan is not None:
        plan = rows.instalments(row.plan)
        left = open_instalments(plan, row.paid_minor)
        parts = [
            (one.due_on, minor)
            for one, minor in zip(plan, left, strict=True)
            if one.due_on is not None and one.due_on < today
        ]
    charged = rows.day(row.charged_on) or date.min
    interest = sum(
        interest_minor(minor, percent, (today - max(day, charged)).days) for day, minor in parts
    )
    return OverdueSale(
        id=row.id,
        number=row.number,
        client=rows.reference(row),
        due=due,
        open=Money(sum(minor for _, minor in parts), row.currency),
        interest=Money(0 if row.is_charge else interest, row.currency),
        step=row.step or 0,
    )


def _due(
    sales: list[OverdueSale], settings: FileSettings, today: date, last_on: date | None
) -> ReminderDue:
    currency = sales[0].open.currency
    step = next_step(sales)
    return ReminderDue(
        client=sales[0].client,
        step=step,
        overdue=Money(sum(sale.open.minor for sale in sales), currency),
        oldest_due=sales[0].due,
        days=(today - sales[0].due).days,
        last_on=last_on,
        fee=fee(settings, step, currency),
        interest=Money(sum(sale.interest.minor for sale in sales), currency),
        sales=tuple((sale.id, sale.number) for sale in sales),
        parts=tuple(sales),
    )


def _last(connection: Connection, client_ids: Iterable[int]) -> dict[tuple[int, str], date]:
    found = connection.execute(
        statement(
            "SELECT client_id, currency, max(reminded_on) AS last_on FROM reminder"
            " WHERE client_id IN (SELECT value FROM json_each(:ids)) GROUP BY client_id, currency"
        ),
        {"ids": rows.ids(set(client_ids))},
    )
    return {(row.client_id, row.currency): date.fromisoformat(row.last_on) for row in found}


def _before(today: date, days: int) -> str:
    return (today - timedelta(days=min(days, (today - date.min).days))).isoformat()


def _reminder(row: Any) -> ReminderShape:
    return ReminderShape(
        id=row.id,
        client=rows.reference(row),
        on=date.fromisoformat(row.reminded_on),
        step=row.step,
        open=Money(row.open_minor, row.currency),
        fee=Money(row.fee_minor, row.currency),
        interest=Money(row.interest_minor, row.currency),
        method=row.method,
        note=row.note,
        sales=tuple((sale_id, number) for sale_id, number in json.loads(row.sales)),
        charge_sale_id=row.charge_sale_id,
    )
