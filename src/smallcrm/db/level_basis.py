"""What levels follow from: the rules, what clients paid with money, and whom they sent that bought.

A rule is met wholly or not at all. Of the rules that a client meets those of the highest level
count, and of these the oldest is named as the reason.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Connection

from smallcrm.domain.rewards import months_later

# What a client paid in the currency of a rule, ever or after the day `since`, as SQL; {0} is the
# row that says currency and day, {1} the client.
_PAID: Final = """
    CASE WHEN {0}.since IS NULL
        THEN coalesce((SELECT paid_minor FROM client_worth
                       WHERE client_worth.client_id = {1} AND currency = {0}.currency), 0)
        ELSE coalesce((SELECT sum(amount_minor - refunded_minor) FROM payment
                       WHERE payment.client_id = {1} AND kind = 'payment' AND voided_at IS NULL
                         AND payment.currency = {0}.currency AND received_on > {0}.since), 0)
    END
"""
_WON: Final = "coalesce((SELECT won FROM referrer WHERE referrer.client_id = {0}), 0)"
# The rules as a table, those of the highest level first.
_RULES: Final = """
    rule(place, id, level, paid_minor, currency, since, won) AS MATERIALIZED (
        SELECT key, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5
        FROM json_each(:rules))
"""
_MET: Final = f"""
    (rule.paid_minor IS NULL OR {_PAID.format("rule", "client.id")} >= rule.paid_minor)
    AND (rule.won IS NULL OR {_WON.format("client.id")} >= rule.won)
"""
_WANTED: Final = f"""
    {_RULES.strip()}, wanted(client_id, rule_id) AS MATERIALIZED (
        SELECT client.id, (SELECT rule.id FROM rule WHERE {_MET} ORDER BY rule.place LIMIT 1)
        FROM client WHERE NOT level_by_hand {{who}})
"""
_DIFFERS: Final = """
    SELECT client.id, coalesce(rule.level, 'standard') AS level, rule.id AS rule_id
    FROM wanted JOIN client ON client.id = wanted.client_id
    LEFT JOIN rule ON rule.id = wanted.rule_id
    WHERE client.level <> coalesce(rule.level, 'standard') OR level_rule_id IS NOT rule.id
"""
_SETTLE: Final = f"""
    WITH {{wanted}}
    UPDATE client SET level = found.level, level_rule_id = found.rule_id
    FROM ({_DIFFERS}) AS found WHERE client.id = found.id
"""
# Where no rule is left, who had their level by one has none; no rule touches any other.
_WITHOUT: Final = (
    "UPDATE client SET level = 'standard', level_rule_id = NULL WHERE level_rule_id IS NOT NULL"
)
_FIGURES: Final = f"""
    SELECT CASE WHEN said.currency IS NOT NULL THEN {_PAID.format("said", ":client")} END,
           {_WON.format(":client")}
    FROM (SELECT :currency AS currency, :since AS since) AS said
"""
# A level and the rule that is named as its reason have to agree.
_AT_ODDS: Final = """
    SELECT client.id FROM client LEFT JOIN level_rule ON level_rule.id = level_rule_id
    WHERE CASE
        WHEN level_by_hand THEN level_rule_id IS NOT NULL
        WHEN level_rule_id IS NOT NULL THEN level_rule.level IS NOT client.level
        ELSE client.level <> 'standard' AND EXISTS (SELECT 1 FROM level_rule)
        END
    ORDER BY client.id
"""
# How many would have another level, and the first of them by name.
_MOST_NAMED: Final = 3
_WOULD_CHANGE: Final = f"""
    WITH {{wanted}}, other AS (
        SELECT client.name, client.level AS before, coalesce(rule.level, 'standard') AS after,
               row_number() OVER (PARTITION BY client.level, rule.level
                                  ORDER BY client.name_sort, client.id) AS place
        FROM wanted JOIN client ON client.id = wanted.client_id
        LEFT JOIN rule ON rule.id = wanted.rule_id
        WHERE client.level <> coalesce(rule.level, 'standard'))
    SELECT before, after, count(*),
           json_group_array(name) FILTER (WHERE place <= {_MOST_NAMED})
    FROM other GROUP BY before, after
    ORDER BY after = 'vip' DESC, after = 'preferred' DESC, before = 'standard' DESC
"""
# Who meets a rule has its level or a higher one; who has it by such a rule meets that.
_WRONG: Final = """
    WITH {wanted}
    SELECT client.id FROM wanted JOIN client ON client.id = wanted.client_id
    LEFT JOIN rule ON rule.id = wanted.rule_id
    WHERE (rule.level = 'vip' AND client.level <> 'vip')
       OR (rule.level = 'preferred' AND client.level = 'standard')
       OR (level_rule_id IN (SELECT id FROM rule) AND level_rule_id IS NOT rule.id)
    ORDER BY client.id
"""


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A level rule as the file has it; amounts in minor units of `currency`."""

    id: int
    level: str
    paid_minor: int | None
    currency: str | None
    within_months: int | None
    referrals_won: int | None

    def since(self, today: date) -> str | None:
        """Return the day after which payments count, as the file has days; None: all count."""
        if self.within_months is None:
            return None
        return paid_after(self.within_months, today).isoformat()


def paid_after(months: int, today: date) -> date:
    """Return the last day whose payments are too old for a rule: `months` months before today."""
    return months_later(today, -months)


def rules(connection: Connection) -> tuple[LevelRow, ...]:
    """Return all rules, those of the highest level first, the oldest of a level first."""
    found = connection.exec_driver_sql(
        "SELECT id, level, paid_minor, currency, within_months, referrals_won FROM level_rule"
        " ORDER BY level = 'vip' DESC, id"
    )
    return tuple(LevelRow(*row) for row in found)


def figures(
    connection: Connection, client_id: int, rule: LevelRow, today: date
) -> tuple[int | None, int]:
    """Return what a client paid as a rule counts it (in its currency), and how many they sent."""
    where = {"client": client_id, "currency": rule.currency, "since": rule.since(today)}
    row = connection.exec_driver_sql(_FIGURES, where).one()
    return row[0], row[1]


def settle(connection: Connection, client_ids: Collection[int] | None, today: date) -> int:
    """Give clients whose level is not set by hand the one that follows (None: all clients).

    Returns how many were given another. Without any rule only what came of one is taken back.
    """
    present = rules(connection)
    if not present:
        return connection.exec_driver_sql(_WITHOUT).rowcount
    where: dict[str, object] = {"rules": _as_json(present, today)}
    who = ""
    if client_ids is not None:
        who = "AND client.id IN (SELECT value FROM json_each(:clients))"
        where["clients"] = json.dumps(sorted(client_ids))
    sql = _SETTLE.format(wanted=_WANTED.format(who=who))
    return connection.exec_driver_sql(sql, where).rowcount


def would_change(
    connection: Connection, present: Collection[LevelRow], today: date
) -> Iterator[tuple[str, str, int, list[str]]]:
    """Say how many clients would have another level under other rules; reads only.

    For each pair of levels: before, after, how many, and the names of the first few.
    """
    where = {"rules": _as_json(present, today)}
    sql = _WOULD_CHANGE.format(wanted=_WANTED.format(who=""))
    for before, after, count, names in connection.exec_driver_sql(sql, where):
        yield before, after, count, json.loads(names)


def _as_json(present: Collection[LevelRow], today: date) -> str:
    return json.dumps(
        [
            (
                rule.id,
                rule.level,
                rule.paid_minor,
                rule.currency,
                rule.since(today),
                rule.referrals_won,
            )
            for rule in present
        ]
    )


def wrong(connection: Connection) -> Iterator[int]:
    """Find clients whose level is not what the rules say, as far as time is no matter.

    What a rule with months gives changes from day to day, and is brought up to date when the
    program is next in use.
    """
    for row in connection.exec_driver_sql(_AT_ODDS):
        yield row[0]
    timeless = [rule for rule in rules(connection) if rule.within_months is None]
    if timeless:
        where = {"rules": _as_json(timeless, date.min)}
        for row in connection.exec_driver_sql(_WRONG.format(wanted=_WANTED.format(who="")), where):
            yield row[0]
