"""What rewards are computed from, read set by set; and the credit that is posted for them.

The services settle by it, the read side says by it what is still to come, and check compares.
Conditions of partial indexes are repeated literally.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection

from smallcrm.domain.enums import EarnedWhen, RewardRecipients
from smallcrm.domain.money import Money
from smallcrm.domain.rewards import Basis, Key, Pair, ReferralFacts, Rule, SaleFacts, circles

_RULES: Final = """
    SELECT id, recipients, earned_when, percent, amount_minor, currency, first_sales,
           within_months, without_tax, minimum_minor, cap_minor, year_cap_minor, valid_from_on,
           valid_until_on
    FROM reward_rule ORDER BY id
"""
_REFERRALS: Final = """
    SELECT id, counterpart_id, client_id FROM referral
    WHERE direction = 'in' AND id IN (SELECT value FROM json_each(?))
"""
_ALL_REFERRALS: Final = "SELECT id, counterpart_id, client_id FROM referral WHERE direction = 'in'"
# All referrals that any of these clients sent, or was sent by.
_OF_CLIENTS: Final = """
    SELECT id, counterpart_id, client_id FROM referral
    WHERE direction = 'in' AND counterpart_id IN (SELECT value FROM json_each(?))
    UNION
    SELECT id, counterpart_id, client_id FROM referral
    WHERE direction = 'in' AND client_id IN (SELECT value FROM json_each(?))
"""
# Who sent those clients, who sent those, and so on: an old file may have a circle.
_CHAIN: Final = """
    WITH RECURSIVE up(client_id, counterpart_id) AS (
        SELECT client_id, counterpart_id FROM referral
        WHERE direction = 'in' AND client_id IN (SELECT value FROM json_each(?))
        UNION
        SELECT referral.client_id, referral.counterpart_id
        FROM up JOIN referral ON referral.client_id = up.counterpart_id
        WHERE referral.direction = 'in')
    SELECT client_id, counterpart_id FROM up
"""
_OVERRIDES: Final = """
    SELECT referral_id, client_id, currency, amount_minor FROM reward_override
    WHERE referral_id IN (SELECT value FROM json_each(?))
"""
# What is paid of a sale with money, and what credit notes settled of it.
_FACTS: Final = """
    SELECT sale.client_id, sale.id, sale.sold_on, sale.currency, sale.total_minor, sale.net_minor,
           sale.billed_minor,
           CASE WHEN sale.paid_minor = 0 THEN 0 ELSE (
               SELECT coalesce(sum(part.amount_minor), 0) FROM payment_allocation AS part
               JOIN payment ON payment.id = part.payment_id
               WHERE part.sale_id = sale.id AND payment.kind = 'payment'
                 AND payment.voided_at IS NULL) END,
           CASE WHEN sale.paid_minor = 0 THEN 0 ELSE (
               SELECT coalesce(sum(part.amount_minor), 0) FROM payment_allocation AS part
               JOIN payment ON payment.id = part.payment_id
               WHERE part.sale_id = sale.id AND payment.kind = 'credit_note') END
"""
# Those of a time; SQLite's months are never shorter than those of the rules.
_SALES_IN_TIME: Final = f"""
    {_FACTS} FROM json_each(:clients) AS wanted CROSS JOIN sale ON sale.client_id = wanted.value
    WHERE sale.status <> 'cancelled' AND sale.sold_on BETWEEN :first AND :last
      AND (:months IS NULL OR sale.sold_on <= date((
          SELECT min(own.sold_on) FROM sale AS own
          WHERE own.client_id = wanted.value AND own.status <> 'cancelled'), :months))
"""
_SOME_SALES: Final = f"""
    {_FACTS} FROM sale
    WHERE sale.id IN (SELECT value FROM json_each(?)) AND sale.status <> 'cancelled'
"""
_FIRST_SALES: Final = f"""
    {_FACTS} FROM json_each(?) AS wanted CROSS JOIN sale ON sale.id IN (
        SELECT own.id FROM sale AS own
        WHERE own.client_id = wanted.value AND own.status <> 'cancelled'
        ORDER BY own.sold_on, own.id LIMIT ?)
"""
_POSTED: Final = """
    SELECT referral_id, client_id, reward_rule_id, reward_sale_id, currency,
           sum(CASE kind WHEN 'referral_credit' THEN amount_minor ELSE -amount_minor END)
    FROM payment
    WHERE referral_id IS NOT NULL AND voided_at IS NULL AND {0}
    GROUP BY referral_id, client_id, reward_rule_id, reward_sale_id, currency
"""


def as_json(ids: Iterable[int]) -> str:
    """Write ids as the one parameter that `json_each` reads."""
    return json.dumps(sorted(set(ids)))


def rules(connection: Connection) -> tuple[Rule, ...]:
    """Return all reward rules as they are applied."""
    return tuple(map(rule_of, connection.exec_driver_sql(_RULES)))


def rule_of(row: Any) -> Rule:
    """Make a rule of a row with the names of its columns."""
    return Rule(
        id=row.id,
        recipients=RewardRecipients(row.recipients),
        earned_when=EarnedWhen(row.earned_when),
        percent=None if row.percent is None else Decimal(row.percent),
        amount_minor=row.amount_minor,
        currency=row.currency,
        first_sales=row.first_sales,
        within_months=row.within_months,
        without_tax=bool(row.without_tax),
        minimum_minor=row.minimum_minor,
        cap_minor=row.cap_minor,
        year_cap_minor=row.year_cap_minor,
        valid_from=_day(row.valid_from_on),
        valid_until=_day(row.valid_until_on),
    )


def load(
    connection: Connection,
    referral_ids: Collection[int] | None,
    *,
    by_rules: tuple[Rule, ...] | None = None,
    client_ids: Collection[int] = (),
    only_sales: Collection[int] | None = None,
) -> Basis:
    """Read what the credit of these referrals (None: of all) follows from.

    With a cap for the year, the other referrals of their clients are read as well, and asked
    about as far as those clients' own credit goes; so are those of `client_ids`, who had a part in
    a referral that is another's now. `by_rules` None: the rules of the file. `only_sales`: beside
    the first sales of each only these, where no others are of any matter.
    """
    applied = rules(connection) if by_rules is None else by_rules
    pairs: frozenset[Pair] | None = None
    if referral_ids is None:
        rows = connection.exec_driver_sql(_ALL_REFERRALS).all()
    else:
        rows = connection.exec_driver_sql(_REFERRALS, (as_json(referral_ids),)).all()
        if any(rule.year_cap_minor is not None for rule in applied):
            clients = {row.counterpart_id for row in rows} | {row.client_id for row in rows}
            clients.update(client_ids)
            found = as_json(clients)
            rows = connection.exec_driver_sql(_OF_CLIENTS, (found, found)).all()
            pairs = frozenset(
                (row.id, client_id)
                for row in rows
                for client_id in (row.counterpart_id, row.client_id)
                if client_id in clients
            )
    return Basis(
        rules=applied,
        referrals=_facts(connection, rows, applied, only_sales, every=referral_ids is None),
        overrides=_overrides(connection, [row.id for row in rows]),
        pairs=pairs,
    )


def posted(
    connection: Connection,
    referral_ids: Collection[int] | None,
    *,
    rule_ids: Collection[int] | None = None,
    sale_ids: Collection[int] | None = None,
) -> dict[Key, int]:
    """Return what stands of the credit for these referrals (None: all), by key.

    `rule_ids`: only what these rules earned; `sale_ids`: only by these sales.
    """
    conditions, values = ["1"], []
    if referral_ids is not None:
        conditions.append("referral_id IN (SELECT value FROM json_each(?))")
        values.append(as_json(referral_ids))
    if rule_ids is not None:
        conditions.append("reward_rule_id IN (SELECT value FROM json_each(?))")
        values.append(as_json(rule_ids))
    if sale_ids is not None:
        conditions.append("reward_sale_id IN (SELECT value FROM json_each(?))")
        values.append(as_json(sale_ids))
    found = connection.exec_driver_sql(_POSTED.format(" AND ".join(conditions)), tuple(values))
    return {Key(*key): minor for *key, minor in found}


def _facts(
    connection: Connection,
    rows: Collection[Any],
    applied: tuple[Rule, ...],
    only_sales: Collection[int] | None,
    *,
    every: bool,
) -> dict[int, ReferralFacts]:
    clients = as_json(row.client_id for row in rows)
    if every:
        in_circle = circles({row.client_id: row.counterpart_id for row in rows})
    else:
        chain = connection.exec_driver_sql(_CHAIN, (clients,))
        in_circle = circles({row.client_id: row.counterpart_id for row in chain})
    sales = _sales(connection, clients, applied, only_sales)
    found: dict[int, ReferralFacts] = {}
    for row in rows:
        own = sales.get(row.client_id, ())
        found[row.id] = ReferralFacts(
            id=row.id,
            referrer_id=row.counterpart_id,
            client_id=row.client_id,
            first_on=own[0].sold_on if own else None,
            sales=own,
            in_circle=row.client_id in in_circle,
        )
    return found


def _sales(
    connection: Connection,
    clients: str,
    applied: tuple[Rule, ...],
    only_sales: Collection[int] | None,
) -> dict[int, tuple[SaleFacts, ...]]:
    """Return the sales of clients as far as any rule looks at them, in order.

    The first ones, so that their places are right; of all others those that are of a rule's time.
    """
    if not applied:
        return {}
    first = max(rule.first_sales or 1 for rule in applied)
    found = {row[1]: row for row in connection.exec_driver_sql(_FIRST_SALES, (clients, first))}
    of_all = [rule for rule in applied if rule.first_sales is None]
    if of_all and only_sales is not None:
        some = connection.exec_driver_sql(_SOME_SALES, (as_json(only_sales),))
        found.update((row[1], row) for row in some)
    elif of_all:
        where = {"clients": clients, **_time_of(of_all)}
        in_time = connection.exec_driver_sql(_SALES_IN_TIME, where)
        found.update((row[1], row) for row in in_time)
    by_client: dict[int, list[SaleFacts]] = {}
    for client_id, sale_id, sold_on, *rest in sorted(found.values(), key=lambda row: row[2::-1]):
        made = SaleFacts(sale_id, date.fromisoformat(sold_on), *rest)
        by_client.setdefault(client_id, []).append(made)
    return {client_id: tuple(sales) for client_id, sales in by_client.items()}


def _time_of(of_all: Collection[Rule]) -> dict[str, str | None]:
    """Return from when to when rules that look at all sales look at them together."""
    first, last = "", "~"
    if all(rule.valid_from is not None for rule in of_all):
        first = min(str(rule.valid_from) for rule in of_all)
    if all(rule.valid_until is not None for rule in of_all):
        last = max(str(rule.valid_until) for rule in of_all)
    months = None
    if all(rule.within_months is not None for rule in of_all):
        months = f"+{max(rule.within_months or 0 for rule in of_all)} months"
    return {"first": first, "last": last, "months": months}


def _overrides(connection: Connection, referral_ids: Collection[int]) -> Mapping[Pair, Money]:
    found = connection.exec_driver_sql(_OVERRIDES, (as_json(referral_ids),))
    return {
        (referral_id, client_id): Money(minor, currency)
        for referral_id, client_id, currency, minor in found
    }


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
