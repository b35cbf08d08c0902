"""What follows of an action, in one place and in its own transaction: read from its journal.

The outcome of referrals follows from sales, credit for referrals from what is justified now, who
sent a client that bought is to be thanked, and levels follow from what was paid and who was sent.
Where nothing is left to follow nothing is written.
"""

from __future__ import annotations

import json
from typing import Final

from smallcrm.db import journal, reward_basis
from smallcrm.db.models import FollowUp
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain.enums import FollowUpCode
from smallcrm.domain.rewards import Rule
from smallcrm.services import levels, rewards


def _at(row: str, table: str, column: str) -> str:
    return f"json_extract({row}, '$[{journal.columns(table).index(column)}]')"


# The plus, here and below: by its table SQLite would read all that was ever changed of it.
_CHANGES: Final = "FROM change WHERE action_id = :action AND +tbl ="
# Sales that came or went, are another client's now, or changed their status.
_SALE_SHIFTED: Final = " OR ".join(
    (
        "op <> 'u'",
        f"{_at('before', 'sale', 'status')} <> {_at('after', 'sale', 'status')}",
        f"{_at('before', 'sale', 'client_id')} <> {_at('after', 'sale', 'client_id')}",
    )
)
# What there is to follow, as bits: whether an outcome may be another, whether a referral is, and
# whether a rule is; and whether referrals earn anything. Nothing where there are none.
_TO_FOLLOW: Final = f"""
    SELECT CASE WHEN EXISTS (SELECT 1 FROM referral) THEN (
        SELECT max(tbl = 'referral' OR (tbl = 'sale' AND ({_SALE_SHIFTED})))
               + 2 * max(tbl = 'referral') + 4 * max(tbl = 'reward_rule')
        FROM change WHERE action_id = ?) END,
        EXISTS (SELECT 1 FROM reward_rule) OR EXISTS (SELECT 1 FROM reward_override)
        OR EXISTS (SELECT 1 FROM payment WHERE referral_id IS NOT NULL)
"""
_OUTCOMES, _REFERRALS, _RULES_TOO = 1, 2, 4
_SOLD: Final = (
    "EXISTS (SELECT 1 FROM sale WHERE sale.client_id = referral.client_id"
    " AND sale.status <> 'cancelled')"
)
_FOLLOW: Final = f"""
    UPDATE referral SET outcome = iif({_SOLD}, 'won', 'pending')
    WHERE direction = 'in' AND NOT outcome_by_hand
      AND outcome <> iif({_SOLD}, 'won', 'pending')
"""
# Clients whose sales did so, before and after; and whose referral changed.
_FOLLOW_CHANGED: Final = f"""
    {_FOLLOW} AND client_id IN (
        SELECT {_at("before", "sale", "client_id")} {_CHANGES} 'sale' AND op <> 'i'
          AND ({_SALE_SHIFTED})
        UNION
        SELECT {_at("after", "sale", "client_id")} {_CHANGES} 'sale' AND op <> 'd'
          AND ({_SALE_SHIFTED})
        UNION
        SELECT {_at("after", "referral", "client_id")} {_CHANGES} 'referral' AND op <> 'd')
"""
# Referrals that this action changed: won now, not won before it, and without thanks so far.
_TO_THANK: Final = f"""
    SELECT referral.id, referral.counterpart_id FROM referral
    WHERE direction = 'in' AND outcome = 'won'
      AND id IN (SELECT row_id {_CHANGES} 'referral')
      AND (SELECT {_at("before", "referral", "outcome")} FROM change
           WHERE action_id = :action AND +tbl = 'referral' AND row_id = referral.id
           ORDER BY id LIMIT 1) IS NOT 'won'
      AND NOT EXISTS (SELECT 1 FROM follow_up
                      WHERE referral_id = referral.id AND code = 'thanks')
    ORDER BY referral.id
"""
_UNTHANK: Final = f"""
    DELETE FROM follow_up
    WHERE referral_id IS NOT NULL AND code = 'thanks' AND done_at IS NULL AND referral_id IN (
        SELECT referral.id FROM referral
        WHERE outcome <> 'won' AND id IN (SELECT row_id {_CHANGES} 'referral'))
"""
# A credit for a referral that came, went, or was given out or back: being spent is no matter.
_OF_REFERRAL: Final = (
    f"{_at('coalesce(after, before)', 'payment', 'referral_id')} IS NOT NULL AND (op <> 'u'"
    f" OR {_at('before', 'payment', 'refunded_minor')}"
    f" <> {_at('after', 'payment', 'refunded_minor')}"
    f" OR {_at('before', 'payment', 'referral_id')}"
    f" IS NOT {_at('after', 'payment', 'referral_id')})"
)
# Referrals whose reward may be another now.
_CONCERNED: Final = f"""
    WITH touched(client_id) AS (
        SELECT {_at("before", "sale", "client_id")} {_CHANGES} 'sale' AND op <> 'i'
        UNION
        SELECT {_at("after", "sale", "client_id")} {_CHANGES} 'sale' AND op <> 'd'
        UNION
        SELECT client_id FROM sale WHERE id IN (
            SELECT {_at("coalesce(after, before)", "payment_allocation", "sale_id")}
            {_CHANGES} 'payment_allocation'))
    SELECT referral.id FROM touched JOIN referral ON referral.client_id = touched.client_id
    WHERE direction = 'in'
    UNION
    SELECT row_id {_CHANGES} 'referral'
    UNION
    SELECT {_at("coalesce(after, before)", "reward_override", "referral_id")}
    {_CHANGES} 'reward_override'
    UNION
    SELECT {_at("coalesce(after, before)", "payment", "referral_id")} {_CHANGES} 'payment'
      AND {_OF_REFERRAL}
"""
# Sales that may earn otherwise than before.
_SALES: Final = f"""
    SELECT row_id {_CHANGES} 'sale'
    UNION
    SELECT {_at("coalesce(after, before)", "payment_allocation", "sale_id")}
    {_CHANGES} 'payment_allocation'
"""
# Whether anything changed but the money of sales, and sales that came after all others: places
# and days of sales, who sent whom, what the owner said, credit that was given out.
_OTHER_PLACE: Final = " OR ".join(
    f"{_at('before', 'sale', column)} <> {_at('after', 'sale', column)}"
    for column in ("client_id", "status", "sold_on", "currency")
)
_MOVED: Final = f"""
    SELECT EXISTS (SELECT 1 FROM change WHERE action_id = :action AND CASE tbl
        WHEN 'referral' THEN 1
        WHEN 'reward_override' THEN 1
        WHEN 'payment' THEN {_OF_REFERRAL}
        WHEN 'sale' THEN CASE op
            WHEN 'd' THEN 1
            WHEN 'u' THEN {_OTHER_PLACE}
            ELSE EXISTS (
                SELECT 1 FROM sale WHERE client_id = {_at("after", "sale", "client_id")}
                  AND (sold_on, id) > ({_at("after", "sale", "sold_on")}, change.row_id))
            END
        ELSE 0 END)
"""
# Who had a part in a referral that is another's now, or gone.
_BEFORE: Final = f"""
    SELECT {_at("before", "referral", "client_id")}, {_at("before", "referral", "counterpart_id")}
    {_CHANGES} 'referral' AND op <> 'i'
      AND (op = 'd' OR {_at("before", "referral", "counterpart_id")}
                       <> {_at("after", "referral", "counterpart_id")})
"""
# Whom those were sent by, and so on: a circle, in an old file, may be none any more.
_CHAIN: Final = """
    WITH RECURSIVE up(id, counterpart_id) AS (
        SELECT id, counterpart_id FROM referral
        WHERE direction = 'in' AND client_id IN (SELECT value FROM json_each(:ids))
        UNION
        SELECT referral.id, referral.counterpart_id
        FROM up JOIN referral ON referral.client_id = up.counterpart_id
        WHERE referral.direction = 'in')
    SELECT id FROM up
"""
# Columns of a rule on which nothing depends that is posted already.
_SAID_ONLY: Final = frozenset({"name", "note", "expires_after_days", "is_sample"})
_RULES: Final = f"""
    SELECT DISTINCT row_id {_CHANGES} 'reward_rule' AND (op = 'i' OR op = 'u' AND ({
    " OR ".join(
        f"{_at('before', 'reward_rule', name)} IS NOT {_at('after', 'reward_rule', name)}"
        for name in journal.columns("reward_rule")
        if name not in _SAID_ONLY
    )
}))
"""


def settle(uow: UnitOfWork, *, thank: bool = True) -> None:
    """Let everything follow that the action changed; its rows are written to the file already.

    `thank`: make follow-ups of thanks, where the owner wants them.
    """
    changed, earning = uow.connection.exec_driver_sql(_TO_FOLLOW, (uow.action_id,)).one()
    if changed is not None:
        _settle_referrals(uow, changed, earning=bool(earning), thank=thank)
    levels.settle(uow)


def _settle_referrals(uow: UnitOfWork, changed: int, *, earning: bool, thank: bool) -> None:
    if changed & _OUTCOMES:
        followed = uow.connection.exec_driver_sql(_FOLLOW_CHANGED, {"action": uow.action_id})
        if thank and (followed.rowcount or changed & _REFERRALS):
            _thank(uow)
    if earning:
        _settle_rewards(uow, changed)


def settle_everything(uow: UnitOfWork) -> None:
    """Let everything follow that there is, in an action that made the whole file."""
    uow.connection.exec_driver_sql(_FOLLOW)
    rewards.settle(uow, None)
    levels.settle_all(uow)


def _thank(uow: UnitOfWork) -> None:
    """Remember to thank who sent a client that was won now; not where it was lost again."""
    action = {"action": uow.action_id}
    uow.connection.exec_driver_sql(_UNTHANK, action)
    if not uow.settings.flag("referrals.thanks"):
        return
    for referral_id, referrer_id in uow.connection.exec_driver_sql(_TO_THANK, action).all():
        uow.session.add(
            FollowUp(
                client_id=referrer_id,
                text="",
                due_on=uow.clock.today(),
                code=FollowUpCode.THANKS.value,
                referral_id=referral_id,
            )
        )
    uow.session.flush()


def _settle_rewards(uow: UnitOfWork, changed: int) -> None:
    action = {"action": uow.action_id}
    concerned = set(uow.connection.exec_driver_sql(_CONCERNED, action).scalars())
    clients: set[int] = set()
    if changed & _REFERRALS:
        before = uow.connection.exec_driver_sql(_BEFORE, action).all()
        clients = {client_id for row in before for client_id in row}
        where = {"ids": json.dumps(sorted(clients))}
        concerned.update(uow.connection.exec_driver_sql(_CHAIN, where).scalars())
    if concerned:
        _settle_concerned(uow, concerned, clients)
    if changed & _RULES_TOO:
        rules = _changed_rules(uow)
        if rules:
            rewards.settle_rules(uow, rules)


def _settle_concerned(uow: UnitOfWork, concerned: set[int], clients: set[int]) -> None:
    """Settle some referrals: where sales are rewarded each by itself, for those that changed."""
    action = {"action": uow.action_id}
    rules = reward_basis.rules(uow.connection)
    # Where no rule looks at all sales of a client, those that it looks at are few.
    of_all = any(rule.first_sales is None for rule in rules)
    by_itself = of_all and all(rule.weighs_alone for rule in rules)
    if by_itself and not uow.connection.exec_driver_sql(_MOVED, action).scalar_one():
        sales = set(uow.connection.exec_driver_sql(_SALES, action).scalars())
        rewards.settle_sales(uow, concerned, rules, sales)
    else:
        rewards.settle(uow, concerned, client_ids=clients)


def _changed_rules(uow: UnitOfWork) -> tuple[Rule, ...]:
    """Return the rules that are new or changed; one that is gone never earned anything."""
    found = uow.connection.exec_driver_sql(_RULES, {"action": uow.action_id})
    changed = set(found.scalars())
    return tuple(rule for rule in reward_basis.rules(uow.connection) if rule.id in changed)
