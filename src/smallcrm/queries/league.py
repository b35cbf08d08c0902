"""The league of referrers in any period.

All time is read from what is kept of each referrer; a period is added up over its referrals. Both
look for the first rows only, and then for what else is to be said of those.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection

from smallcrm.domain.enums import Level
from smallcrm.domain.money import Money
from smallcrm.queries import rows
from smallcrm.queries.referral_shapes import LeagueOrder, LeagueRow
from smallcrm.queries.settings import file_settings
from smallcrm.queries.shapes import ClientRef
from smallcrm.queries.statements import statement

_FIRST_DAY: Final = "0000-00-00"
_LAST_DAY: Final = "9999-99-99"
_PERIOD: Final = ("first", "until")
_ALL: Final = -1
_COLUMNS: Final = {LeagueOrder.WORTH: "paid_minor", LeagueOrder.REWARD: "reward_minor"}

# Of equals the newest client comes first, as the indexes have them.
_BY_COUNT = (
    "SELECT client_id FROM referrer ORDER BY {0} DESC, {1} DESC, client_id DESC LIMIT :limit"
)
_BY_AMOUNT = """
    SELECT client_id FROM referrer_worth INDEXED BY ix_referrer_worth_currency_{0}
    WHERE currency = :currency AND {0} > 0 ORDER BY {0} DESC, client_id DESC LIMIT :limit
"""
_WITHOUT_AMOUNT = """
    SELECT client_id FROM referrer WHERE NOT EXISTS (
        SELECT 1 FROM referrer_worth AS worth
        WHERE worth.client_id = referrer.client_id AND worth.currency = :currency AND worth.{0} > 0)
    ORDER BY won DESC, sent DESC, client_id DESC LIMIT :limit
"""
# Where many sent somebody the names are read in their order until enough are found, else sorted.
_NAMES_READ = """
    SELECT client.id FROM client INDEXED BY ix_client_name_sort_id
    CROSS JOIN referrer ON referrer.client_id = client.id
    WHERE {0} ORDER BY client.name_sort, client.id LIMIT :limit
"""
_NAMES_SORTED = """
    SELECT client.id FROM ({0}) AS sent CROSS JOIN client ON client.id = sent.client_id
    ORDER BY client.name_sort, client.id LIMIT :limit
"""
_MANY = """
    SELECT (SELECT count(*) FROM ({0} LIMIT 5000)) = 5000
       AND (SELECT count(*) FROM referrer) * 30 > (SELECT coalesce(max(id), 0) FROM client)
"""

_IN_PERIOD = "referral.direction = 'in' AND referral.referred_on BETWEEN :first AND :until"
_SENT = f"""
    SELECT counterpart_id AS client_id, count(*) AS sent, sum(outcome = 'won') AS won
    FROM referral INDEXED BY ix_referral_referred_on_id WHERE {_IN_PERIOD}
    GROUP BY counterpart_id
"""
_COUNT_IN_PERIOD = (
    f"SELECT client_id FROM ({_SENT}) ORDER BY {{0}} DESC, {{1}} DESC, client_id DESC LIMIT :limit"
)
_AMOUNT_IN_PERIOD = f"""
    SELECT referral.counterpart_id AS client_id, sum(worth.{{0}}) AS minor
    FROM referral INDEXED BY ix_referral_referred_on_id
    CROSS JOIN client_worth AS worth ON worth.client_id = referral.client_id
    WHERE {_IN_PERIOD} AND worth.currency = :currency AND worth.{{0}} > 0
    GROUP BY referral.counterpart_id ORDER BY minor DESC, 1 DESC LIMIT :limit
"""
_WITHOUT_AMOUNT_IN_PERIOD = f"""
    SELECT client_id FROM ({_SENT}) AS sent WHERE NOT EXISTS (
        SELECT 1 FROM referral INDEXED BY ix_referral_counterpart
        CROSS JOIN client_worth AS worth ON worth.client_id = referral.client_id
        WHERE referral.counterpart_id = sent.client_id AND {_IN_PERIOD}
          AND worth.currency = :currency AND worth.{{0}} > 0)
    ORDER BY won DESC, sent DESC, client_id DESC LIMIT :limit
"""
_SENT_BY_ONE = f"""
    SELECT 1 FROM referral INDEXED BY ix_referral_counterpart
    WHERE referral.counterpart_id = client.id AND {_IN_PERIOD}
"""
_NAMES = {
    False: ("SELECT 1 FROM referrer", "1", "SELECT client_id FROM referrer"),
    True: (
        f"SELECT 1 FROM referral INDEXED BY ix_referral_referred_on_id WHERE {_IN_PERIOD}",
        f"EXISTS ({_SENT_BY_ONE})",
        _SENT,
    ),
}

_SHOWN = f"""
    SELECT {rows.REF}, referrer.sent, referrer.won, referrer.lost,
           (SELECT max(referred_on) FROM referral INDEXED BY ix_referral_counterpart
            WHERE counterpart_id = client.id AND direction = 'in') AS last_on
    FROM json_each(:ids) AS wanted CROSS JOIN referrer ON referrer.client_id = wanted.value
    CROSS JOIN client ON client.id = wanted.value
"""
_SHOWN_WORTH = """
    SELECT client_id, currency, paid_minor, reward_minor FROM referrer_worth
    WHERE client_id IN (SELECT value FROM json_each(:ids)) ORDER BY client_id, currency
"""
_SHOWN_IN_PERIOD = f"""
    SELECT {rows.REF}, count(*) AS sent, sum(referral.outcome = 'won') AS won,
           sum(referral.outcome = 'lost') AS lost, max(referral.referred_on) AS last_on
    FROM json_each(:ids) AS wanted CROSS JOIN client ON client.id = wanted.value
    CROSS JOIN referral INDEXED BY ix_referral_counterpart
        ON referral.counterpart_id = wanted.value
    WHERE {_IN_PERIOD} GROUP BY wanted.key
"""
_SHOWN_WORTH_IN_PERIOD = f"""
    SELECT referral.counterpart_id AS client_id, worth.currency,
           sum(worth.paid_minor) AS paid_minor, sum(worth.reward_minor) AS reward_minor
    FROM json_each(:ids) AS wanted CROSS JOIN referral INDEXED BY ix_referral_counterpart
        ON referral.counterpart_id = wanted.value
    CROSS JOIN client_worth AS worth ON worth.client_id = referral.client_id
    WHERE {_IN_PERIOD} GROUP BY referral.counterpart_id, worth.currency
    ORDER BY referral.counterpart_id, worth.currency
"""


def league(
    connection: Connection,
    first: date | None,
    until: date | None,
    *,
    order: LeagueOrder,
    currency: str | None,
    limit: int | None,
) -> tuple[LeagueRow, ...]:
    """Return who sent somebody in a period (both days count), the most by `order` first.

    By amounts those in `currency` count (None: the file's); who has none in it comes after all
    others, by how many were won and sent.
    """
    where: dict[str, object] = {"limit": _ALL if limit is None else limit}
    if first is not None or until is not None:
        where["first"] = first.isoformat() if first else _FIRST_DAY
        where["until"] = until.isoformat() if until else _LAST_DAY
    if order in _COLUMNS:
        where["currency"] = currency or file_settings(connection).currency
    return _rows(connection, _order(connection, order, where)[:limit], where)


def _order(connection: Connection, order: LeagueOrder, where: dict[str, object]) -> Sequence[int]:
    """Return the clients of the rows to be shown, in their order."""
    period = "first" in where

    def found(sql: str) -> list[int]:
        return list(connection.execute(statement(sql), where).scalars())

    if order is LeagueOrder.NAME:
        some, condition, senders = _NAMES[period]
        if where["limit"] != _ALL and found(_MANY.format(some))[0]:
            return found(_NAMES_READ.format(condition))
        return found(_NAMES_SORTED.format(senders))
    column = _COLUMNS.get(order)
    if column is None:
        names = ("won", "sent") if order is LeagueOrder.WON else ("sent", "won")
        return found((_COUNT_IN_PERIOD if period else _BY_COUNT).format(*names))
    with_amount = found((_AMOUNT_IN_PERIOD if period else _BY_AMOUNT).format(column))
    if len(with_amount) == where["limit"]:
        return with_amount
    rest = found((_WITHOUT_AMOUNT_IN_PERIOD if period else _WITHOUT_AMOUNT).format(column))
    return [*with_amount, *rest]


def _rows(
    connection: Connection, wanted: Sequence[int], where: dict[str, object]
) -> tuple[LeagueRow, ...]:
    """Make the rows of these clients, in this order, in two statements."""
    period: dict[str, object] = {name: where[name] for name in _PERIOD if name in where}
    values: dict[str, object] = {"ids": json.dumps(wanted), **period}
    amounts = _SHOWN_WORTH_IN_PERIOD if period else _SHOWN_WORTH
    worth = _amounts(connection.execute(statement(amounts), values).all())
    shown = _SHOWN_IN_PERIOD if period else _SHOWN
    made: dict[int, LeagueRow] = {}
    for client_id, name, organisation, level, sent, won, lost, last_on in connection.execute(
        statement(shown), values
    ).all():
        paid, reward = worth.get(client_id, ((), ()))
        made[client_id] = LeagueRow(
            referrer=ClientRef(client_id, name, organisation, Level(level)),
            sent=sent,
            won=won,
            lost=lost,
            pending=sent - won - lost,
            worth=tuple(paid),
            reward=tuple(reward),
            last_on=date.fromisoformat(last_on),
        )
    return tuple(made[one] for one in wanted)


def _amounts(
    found: Iterable[Any],
) -> dict[int, tuple[list[Money], list[Money]]]:
    amounts: dict[int, tuple[list[Money], list[Money]]] = {}
    for client_id, currency, paid_minor, reward_minor in found:
        paid, reward = amounts.setdefault(client_id, ([], []))
        if paid_minor:
            paid.append(Money(paid_minor, currency))
        if reward_minor:
            reward.append(Money(reward_minor, currency))
    return amounts
