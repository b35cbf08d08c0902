"""The rules of levels, and why a client has the level that follows from them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from smallcrm.db import level_basis
from smallcrm.domain.enums import Level
from smallcrm.domain.money import Money
from smallcrm.queries.care_shapes import LevelRuleShape
from smallcrm.queries.detail_shapes import LevelReason
from smallcrm.queries.statements import statement

_RULES = """
    SELECT level_rule.*, (SELECT count(*) FROM client WHERE level_rule_id = level_rule.id) AS used
    FROM level_rule
    ORDER BY level = 'vip' DESC, within_months IS NOT NULL, id
"""


def level_rules(connection: Connection) -> tuple[LevelRuleShape, ...]:
    """Return the rules of levels, those of the highest level first."""
    return tuple(
        LevelRuleShape(
            id=row.id,
            level=Level(row.level),
            paid=None if row.paid_minor is None else Money(row.paid_minor, row.currency),
            within_months=row.within_months,
            referrals_won=row.referrals_won,
            used=row.used,
        )
        for row in connection.execute(statement(_RULES))
    )


def level_reason(
    connection: Connection, client_id: int, rule: level_basis.LevelRow, *, today: date
) -> LevelReason:
    """Say by which figures a client meets a rule, in one statement."""
    paid, won = level_basis.figures(connection, client_id, rule, today)
    return LevelReason(
        rule_id=rule.id,
        paid=None if paid is None or rule.currency is None else Money(paid, rule.currency),
        within_months=rule.within_months,
        referrals_won=None if rule.referrals_won is None else won,
    )
