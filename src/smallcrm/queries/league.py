"""The league of referrers, and where clients came from, in any period."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection

from smallcrm.domain.clock import Clock, to_text
from smallcrm.domain.money import Money, sum_by_currency
from smallcrm.queries import balances, rows
from smallcrm.queries.referral_shapes import LeagueOrder, LeagueRow, SourceRow
from smallcrm.queries.settings import file_settings
from smallcrm.queries.statements import statement

_IN_PERIOD = "referral.direction = 'in' AND referral.referred_on BETWEEN :first AND :until"
_COUNTS = f"""
    SELECT counterpart_id, count(*) AS sent, sum(outcome = 'won') AS won,
           sum(outcome = 'lost') AS lost, max(referred_on) AS last_on
    FROM referral WHERE {_IN_PERIOD} GROUP BY counterpart_id
"""
_WORTH = f"""
    SELECT referral.counterpart_id, payment.currency,
           sum(payment.amount_minor - payment.refunded_minor) AS minor
    FROM referral JOIN payment INDEXED BY ix_payment_money
        ON payment.client_id = referral.client_id
    WHERE {_IN_PERIOD} AND {balances.IS_MONEY} GROUP BY 1, 2
"""
_REWARD = f"""
    SELECT referral.counterpart_id, payment.currency,
           sum({balances.REWARD_MINOR}) AS minor
    FROM payment JOIN referral ON referral.id = payment.referral_id
    WHERE payment.referral_id IS NOT NULL AND {_IN_PERIOD} AND {balances.IS_REWARD} GROUP BY 1, 2
"""
_NAMES = f"""
    SELECT {rows.REF}, client.name_sort FROM client
    WHERE id IN (SELECT value FROM json_each(:ids))
"""
_FIRST_DAY, _LAST_DAY = "0000-00-00", "9999-99-99"


def league(
    connection: Connection,
    first: date | None,
    until: date | None,
    *,
    order: LeagueOrder,
    currency: str | None,
    limit: int | None,
) -> tuple[LeagueRow, ...]:
    """Return who sent somebody in a period (both days count), the most by `order` first."""
    where = {
        "first": first.isoformat() if first else _FIRST_DAY,
        "until": until.isoformat() if until else _LAST_DAY,
    }
    counts = {row.counterpart_id: row for row in connection.execute(statement(_COUNTS), where)}
    worth = _amounts(connection, _WORTH, where)
    reward = _amounts(connection, _REWARD, where)
    money = currency or file_settings(connection).currency
    named = {
        row.client_id: row
        for row in connection.execute(statement(_NAMES), {"ids": rows.ids(counts)})
    }

    def amount(of: Mapping[int, tuple[Money, ...]], referrer: int) -> int:
        return next((one.minor for one in of.get(referrer, ()) if one.currency == money), 0)

    keys: Mapping[LeagueOrder, Callable[[int], Any]] = {
        LeagueOrder.SENT: lambda one: -counts[one].sent,
        LeagueOrder.WON: lambda one: -counts[one].won,
        LeagueOrder.WORTH: lambda one: -amount(worth, one),
        LeagueOrder.REWARD: lambda one: -amount(reward, one),
        LeagueOrder.NAME: lambda one: named[one].name_sort,
    }
    key = keys[order]
    ordered = sorted(counts, key=lambda one: (key(one), one))
    return tuple(
        LeagueRow(
            referrer=rows.reference(named[one]),
            sent=counts[one].sent,
            won=counts[one].won,
            lost=counts[one].lost,
            pending=counts[one].sent - counts[one].won - counts[one].lost,
            worth=worth.get(one, ()),
            reward=reward.get(one, ()),
            last_on=date.fromisoformat(counts[one].last_on),
        )
        for one in ordered[:limit]
    )


def _amounts(
    connection: Connection, sql: str, where: Mapping[str, object]
) -> dict[int, tuple[Money, ...]]:
    found: dict[int, list[Money]] = {}
    for referrer, currency, minor in connection.execute(statement(sql), where):
        found.setdefault(referrer, []).append(Money(minor, currency))
    return {referrer: sum_by_currency(amounts) for referrer, amounts in found.items()}


_REFERRED = (
    "EXISTS (SELECT 1 FROM referral WHERE referral.client_id = client.id"
    " AND referral.direction = 'in')"
)
_MADE = f"""
    SELECT client.id, {_REFERRED} AS referred,
           CASE WHEN {_REFERRED} THEN NULL ELSE nullif(trim(client.source), '') END AS source,
           EXISTS (SELECT 1 FROM sale WHERE sale.client_id = client.id
                   AND sale.status <> 'cancelled') AS bought
    FROM client WHERE client.created_at >= :first AND client.created_at < :until
"""
_SOURCES = f"""
    WITH made AS MATERIALIZED ({_MADE})
    SELECT referred, source, count(*) AS clients, sum(bought) AS won FROM made GROUP BY 1, 2
"""
_SOURCES_WORTH = f"""
    WITH made AS MATERIALIZED ({_MADE})
    SELECT made.referred, made.source, payment.currency,
           sum(payment.amount_minor - payment.refunded_minor) AS minor
    FROM made JOIN payment INDEXED BY ix_payment_money ON payment.client_id = made.id
    WHERE {balances.IS_MONEY} GROUP BY 1, 2, 3
"""


def sources(
    connection: Connection, first: date | None, until: date | None, *, clock: Clock
) -> tuple[SourceRow, ...]:
    """Return where the clients that were recorded in a period came from, the most first."""
    after = until + timedelta(days=1) if until is not None and until < date.max else None
    where = {
        "first": _instant(first, clock, _FIRST_DAY),
        "until": _instant(after, clock, _LAST_DAY),
    }
    worth: dict[tuple[bool, str | None], list[Money]] = {}
    for row in connection.execute(statement(_SOURCES_WORTH), where):
        key = (bool(row.referred), row.source)
        worth.setdefault(key, []).append(Money(row.minor, row.currency))
    found = [
        SourceRow(
            source=row.source,
            referred=bool(row.referred),
            clients=row.clients,
            won=row.won,
            worth=sum_by_currency(worth.get((bool(row.referred), row.source), ())),
        )
        for row in connection.execute(statement(_SOURCES), where)
    ]
    return tuple(
        sorted(found, key=lambda one: (-one.clients, not one.referred, one.source or "\uffff"))
    )


def _instant(day: date | None, clock: Clock, otherwise: str) -> str:
    """Write when an owner's day begins, as instants are stored."""
    if day is None:
        return otherwise
    begins = datetime.combine(day, time.min)
    local = begins.replace(tzinfo=clock.zone) if clock.zone is not None else begins
    return to_text(local.astimezone(UTC))
