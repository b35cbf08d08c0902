"""A reminder as its letter says it: as everything stood on its day, whatever came since."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from smallcrm.domain.instalments import Instalment, open_instalments
from smallcrm.domain.interest import interest_minor
from smallcrm.domain.money import Money
from smallcrm.queries import rows
from smallcrm.queries.report_shapes import ReminderDetail, ReminderLine
from smallcrm.queries.settings import file_settings
from smallcrm.queries.statements import statement

_HEAD = f"""
    SELECT reminder.id, reminder.reminded_on, reminder.step, reminder.currency,
           reminder.fee_minor, reminder.interest_minor, {rows.REF},
           coalesce(charge.status = 'cancelled', 0) AS is_forgiven
    FROM reminder JOIN client ON client.id = reminder.client_id
    LEFT JOIN sale AS charge ON charge.id = reminder.charge_sale_id
    WHERE reminder.id = :id
"""
# Only invoices of up to its day, so that a letter is the same whenever it is printed again.
_LINES = """
    SELECT sale.id, sale.number, sale.title, sale.due_on, part.open_minor,
           CASE WHEN sale.has_plan = 1 THEN (
               SELECT json_group_array(json_array(due_on, amount_minor))
               FROM instalment WHERE instalment.sale_id = sale.id) END AS plan,
           (SELECT json_group_array(number) FROM (
                SELECT DISTINCT invoice.number FROM invoice_sale AS billed
                JOIN invoice ON invoice.id = billed.invoice_id
                WHERE billed.sale_id = sale.id AND invoice.kind = 'invoice'
                  AND invoice.issued_on <= :on
                ORDER BY invoice.issued_on, invoice.id)) AS invoices,
           EXISTS (SELECT 1 FROM reminder WHERE charge_sale_id = sale.id) AS is_charge,
           (SELECT max(before.reminded_on) FROM reminder_sale AS earlier
            JOIN reminder AS before ON before.id = earlier.reminder_id
            WHERE earlier.sale_id = sale.id AND before.interest_minor > 0
              AND (before.reminded_on, before.id) < (:on, :id)) AS charged_on
    FROM reminder_sale AS part JOIN sale ON sale.id = part.sale_id
    WHERE part.reminder_id = :id
    ORDER BY sale.due_on IS NULL, sale.due_on, sale.sold_on, sale.id
"""

Parts = Sequence[tuple[date, int]]


def reminder(connection: Connection, reminder_id: int) -> ReminderDetail | None:
    """Return a reminder with its sales, or None where there is none of that id.

    The rate of the interest is not kept with it. It is the file's where that comes to what was
    charged, to the unit; else neither the rate nor each sale's interest can be told.
    """
    head = connection.execute(statement(_HEAD), {"id": reminder_id}).one_or_none()
    if head is None:
        return None
    on, currency = date.fromisoformat(head.reminded_on), head.currency
    found = connection.execute(statement(_LINES), {"id": reminder_id, "on": head.reminded_on}).all()
    parts = [_overdue(row, on) for row in found]
    percent = file_settings(connection).decimal("reminders.interest_percent") or Decimal(0)
    interests = [
        _interest(row, of_row, percent, on) for row, of_row in zip(found, parts, strict=True)
    ]
    is_told = bool(head.interest_minor) and sum(interests) == head.interest_minor
    charged = not head.is_forgiven
    lines = [_line(row, of_row, on, currency) for row, of_row in zip(found, parts, strict=True)]
    if is_told and charged:
        lines = [
            replace(line, interest=Money(minor, currency))
            for line, minor in zip(lines, interests, strict=True)
        ]
    lines.sort(key=lambda line: (line.due is None, line.due or on))
    return ReminderDetail(
        id=head.id,
        client=rows.reference(head),
        on=on,
        step=head.step,
        lines=tuple(lines),
        open=Money(sum(row.open_minor for row in found), currency),
        fee=Money(head.fee_minor if charged else 0, currency),
        interest=Money(head.interest_minor if charged else 0, currency),
        percent=percent if is_told and charged else None,
    )


def _overdue(row: Any, on: date) -> Parts:
    """Say of what days the amount was that was overdue then: of a plan, of the later ones first.

    What was paid by then settled the earliest instalments, and is the rest of those due.
    """
    if row.plan is None:
        due = rows.day(row.due_on)
        return [] if due is None else [(due, row.open_minor)]
    dues: list[tuple[date, Instalment]] = [
        (one.due_on, one)
        for one in rows.instalments(row.plan)
        if one.due_on is not None and one.due_on < on
    ]
    whole = sum(one.amount_minor for _, one in dues)
    left = open_instalments([one for _, one in dues], max(0, whole - row.open_minor))
    return sorted((due, minor) for (due, _), minor in zip(dues, left, strict=True) if minor)


def _interest(row: Any, parts: Parts, percent: Decimal, on: date) -> int:
    """Work out the interest as `remind` does."""
    if row.is_charge:
        return 0
    charged = rows.day(row.charged_on) or date.min
    return sum(
        interest_minor(minor, percent, (on - max(due, charged)).days) for due, minor in parts
    )


def _line(row: Any, parts: Parts, on: date, currency: str) -> ReminderLine:
    due = parts[0][0] if parts else rows.day(row.due_on)
    return ReminderLine(
        sale_id=row.id,
        number=row.number,
        title=row.title,
        due=due,
        days=0 if due is None else max(0, (on - due).days),
        open=Money(row.open_minor, currency),
        invoices=tuple(json.loads(row.invoices)),
    )
