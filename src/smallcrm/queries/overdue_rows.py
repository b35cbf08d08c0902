"""Everybody with overdue money, by currency, and how long it has been: the list to work through."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection

from smallcrm.domain.money import Money
from smallcrm.queries import balances, promises, reminders, rows
from smallcrm.queries.client_ageing import ageing_of
from smallcrm.queries.report_shapes import OverdueRow
from smallcrm.queries.settings import file_settings
from smallcrm.queries.statements import statement
from smallcrm.queries.today import first_phones, references

# The oldest sale of each, as Today counts its reminders.
_OVERDUE = f"""
    SELECT currency, client_id, min(due_on) AS oldest, sum(minor) AS minor, max(first_id) AS sale_id
    FROM (
        SELECT client_id, currency, due_on, {balances.OVERDUE_MINOR} AS minor,
               CASE WHEN row_number() OVER (PARTITION BY client_id, currency
                    ORDER BY due_on, sold_on, id) = 1 THEN id END AS first_id
        FROM sale INDEXED BY ix_sale_open
        WHERE {balances.IS_OPEN} AND due_on < :today {{0}})
    GROUP BY currency, client_id ORDER BY currency, oldest, client_id
"""
_OF = "AND client_id IN (SELECT value FROM json_each(:ids))"


def overdue_rows(
    connection: Connection, client_ids: Collection[int] | None, *, today: date
) -> tuple[OverdueRow, ...]:
    """Return who has overdue money: by currency, in each of them the longest overdue first.

    The file's own currency comes first. Of these clients only, where some are named. A sale in
    instalments is overdue in part.
    """
    where: dict[str, object] = {"today": today.isoformat()}
    if client_ids is not None:
        where["ids"] = rows.ids(client_ids)
    sql = _OVERDUE.format("" if client_ids is None else _OF)
    own = file_settings(connection).currency
    found = sorted(connection.execute(statement(sql), where), key=lambda row: row.currency != own)
    whom = sorted({row.client_id for row in found})
    named, phones = references(connection, whom), first_phones(connection, whom)
    ages = {
        (client_id, one.currency): one
        for client_id, parts in ageing_of(connection, whom, today=today).items()
        for one in parts
    }
    reminded = reminders.counts(connection, [row.sale_id for row in found])
    promised = promises.latest_of(connection, whom, today=today)
    made: list[OverdueRow] = []
    for row in found:
        oldest = date.fromisoformat(row.oldest)
        times, last_on = reminded.get(row.sale_id, (0, None))
        made.append(
            OverdueRow(
                client=named[row.client_id],
                phone=phones.get(row.client_id),
                oldest_due=oldest,
                days=(today - oldest).days,
                overdue=Money(row.minor, row.currency),
                ageing=ages[row.client_id, row.currency],
                reminders=times,
                reminded_on=last_on,
                promise=promises.named(promised.get(row.client_id, ()), [row.currency]),
            )
        )
    return tuple(made)
