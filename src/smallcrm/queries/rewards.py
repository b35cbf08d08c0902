"""What referrals earn: the rules, the credits that stand, and a referral with all about it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from smallcrm.db import reward_basis
from smallcrm.domain.enums import EarnedWhen, Level, ReferralDirection, RewardRecipients
from smallcrm.domain.money import Money, sum_by_currency
from smallcrm.queries import referrals, rows, sales
from smallcrm.queries.referral_shapes import (
    OverrideShape,
    ReferralDetail,
    ReferralShape,
    RewardCredit,
    RewardProspect,
    RewardRuleShape,
    RuleState,
)
from smallcrm.queries.shapes import ClientRef
from smallcrm.queries.statements import statement

_CREDITS = f"""
    SELECT payment.id, payment.referral_id, payment.currency, payment.amount_minor,
           payment.allocated_minor, payment.refunded_minor, payment.received_on,
           payment.expires_on, {rows.REF},
           (SELECT coalesce(sum(back.amount_minor), 0) FROM payment AS back
            WHERE back.refund_of_id = payment.id AND back.kind = 'credit_taken_back'
              AND back.voided_at IS NULL) AS taken_minor,
           payment.reward_rule_id, reward_rule.name AS rule_name,
           payment.reward_sale_id, sale.number AS sale_number,
           one.id AS one_id, one.name AS one_name, one.organisation AS one_organisation,
           one.level AS one_level
    FROM payment JOIN client ON client.id = payment.client_id
    LEFT JOIN referral ON referral.id = payment.referral_id
    LEFT JOIN client AS one ON one.id = referral.client_id
    LEFT JOIN reward_rule ON reward_rule.id = payment.reward_rule_id
    LEFT JOIN sale ON sale.id = payment.reward_sale_id
    WHERE {{condition}} AND payment.kind = 'referral_credit' AND payment.voided_at IS NULL
    ORDER BY payment.received_on DESC, payment.id DESC
"""
_OF_CLIENT = _CREDITS.format(condition="payment.client_id = :id")
_OF_REFERRAL = _CREDITS.format(condition="payment.referral_id = :id")
_OVERRIDES = f"""
    SELECT reward_override.currency, reward_override.amount_minor, reward_override.reason,
           {rows.REF}
    FROM reward_override JOIN client ON client.id = reward_override.client_id
    WHERE reward_override.referral_id = :id ORDER BY reward_override.id
"""
_RULE = "SELECT * FROM reward_rule"
# What stands of the credits that a rule earned, and how many of them do, in part at least: a
# credit of which all was given back may have been paid out, and stands then.
_EARNED = """
    SELECT currency,
           sum(iif(kind = 'referral_credit', amount_minor, -amount_minor)) AS minor,
           sum(kind = 'referral_credit' AND (refunded_minor < amount_minor OR amount_minor > (
               SELECT coalesce(sum(back.amount_minor), 0) FROM payment AS back
               WHERE back.refund_of_id = payment.id AND back.kind = 'credit_taken_back'
                 AND back.voided_at IS NULL))) AS credits
    FROM payment INDEXED BY ix_payment_reward_rule_id
    WHERE reward_rule_id = :rule AND reward_rule_id IS NOT NULL
      AND kind IN ('referral_credit', 'credit_taken_back') AND voided_at IS NULL
    GROUP BY currency
"""
_STATES = (RuleState.ON, RuleState.PLANNED, RuleState.ENDED)
# A referral's window shows the first sales: those are what rules look at.
_SALES_SHOWN = 200


def rewards_of(connection: Connection, client_id: int, *, today: date) -> tuple[RewardCredit, ...]:
    """Return the referral credits of a client, the newest first (void ones are none)."""
    return _credits(connection, _OF_CLIENT, client_id, today)


def referral_detail(
    connection: Connection, referral_id: int, *, today: date
) -> ReferralDetail | None:
    """Return a referral with its credits, overrides and the referred client's sales, or None."""
    shape = referrals.one(connection, referral_id)
    if shape is None:
        return None
    overrides = connection.execute(statement(_OVERRIDES), {"id": referral_id})
    return ReferralDetail(
        referral=shape,
        credits=_credits(connection, _OF_REFERRAL, referral_id, today),
        overrides=tuple(
            OverrideShape(rows.reference(row), Money(row.amount_minor, row.currency), row.reason)
            for row in overrides
        ),
        prospects=_prospects(connection, shape),
        sales=sales.first_sales(connection, shape.client, today, limit=_SALES_SHOWN),
    )


def _prospects(connection: Connection, shape: ReferralShape) -> tuple[RewardProspect, ...]:
    """Say what each rule makes of a referral for each who has its reward; only those to us earn."""
    if shape.direction is not ReferralDirection.IN:
        return ()
    basis = reward_basis.load(connection, [shape.id])
    found = connection.execute(statement("SELECT id, name FROM reward_rule"))
    names = {row.id: row.name for row in found}
    clients = {one.id: one for one in (shape.client, shape.counterpart)}
    return tuple(
        RewardProspect(
            rule=(one.rule_id, names[one.rule_id]),
            recipient=clients[one.client_id],
            earned=one.earned,
            expected=one.expected,
            why=one.why,
        )
        for one in basis.prospects(shape.id)
    )


def reward_rules(connection: Connection, *, today: date) -> tuple[RewardRuleShape, ...]:
    """Return all rules: those that hold today, then those to come, then those that ended."""
    made = [
        _rule(connection, row, today)
        for row in connection.execute(statement(f"{_RULE} ORDER BY id")).all()
    ]
    return tuple(sorted(made, key=lambda rule: _STATES.index(rule.state)))


def reward_rule(connection: Connection, rule_id: int, *, today: date) -> RewardRuleShape | None:
    """Return one rule, or None."""
    row = connection.execute(statement(f"{_RULE} WHERE id = :id"), {"id": rule_id}).first()
    return None if row is None else _rule(connection, row, today)


def rule_state(first: date | None, last: date | None, today: date) -> RuleState:
    """Tell whether a rule holds today, by its dates; both ends are days that count."""
    if last is not None and last < today:
        return RuleState.ENDED
    return RuleState.PLANNED if first is not None and first > today else RuleState.ON


def _rule(connection: Connection, row: Any, today: date) -> RewardRuleShape:
    earned = connection.execute(statement(_EARNED), {"rule": row.id}).all()
    first, last = rows.day(row.valid_from_on), rows.day(row.valid_until_on)

    def money(minor: int | None) -> Money | None:
        return None if minor is None or row.currency is None else Money(minor, row.currency)

    return RewardRuleShape(
        id=row.id,
        name=row.name,
        recipients=RewardRecipients(row.recipients),
        earned_when=EarnedWhen(row.earned_when),
        state=rule_state(first, last, today),
        percent=None if row.percent is None else Decimal(row.percent),
        amount=money(row.amount_minor),
        currency=row.currency,
        first_sales=row.first_sales,
        within_months=row.within_months,
        without_tax=bool(row.without_tax),
        minimum=money(row.minimum_minor),
        cap=money(row.cap_minor),
        year_cap=money(row.year_cap_minor),
        valid_from=first,
        valid_until=last,
        expires_after_days=row.expires_after_days,
        note=row.note,
        credits=sum(part.credits for part in earned),
        earned=sum_by_currency(Money(part.minor, part.currency) for part in earned),
    )


def _credits(
    connection: Connection, sql: str, wanted: int, today: date
) -> tuple[RewardCredit, ...]:
    found = connection.execute(statement(sql), {"id": wanted})
    return tuple(_credit(row, today) for row in found)


def _credit(row: Any, today: date) -> RewardCredit:
    currency = row.currency
    free = row.amount_minor - row.allocated_minor - row.refunded_minor
    expires = rows.day(row.expires_on)
    lapsed = expires is not None and expires < today
    return RewardCredit(
        payment_id=row.id,
        recipient=rows.reference(row),
        referral_id=row.referral_id,
        referred=None
        if row.one_id is None
        else ClientRef(row.one_id, row.one_name, row.one_organisation, Level(row.one_level)),
        amount=Money(row.amount_minor, currency),
        taken_back=Money(row.taken_minor, currency),
        paid_out=Money(row.refunded_minor - row.taken_minor, currency),
        spent=Money(row.allocated_minor, currency),
        left=Money(0 if lapsed else free, currency),
        expired=Money(free if lapsed else 0, currency),
        on=date.fromisoformat(row.received_on),
        rule=None if row.reward_rule_id is None else (row.reward_rule_id, row.rule_name),
        sale=None if row.reward_sale_id is None else (row.reward_sale_id, row.sale_number),
        expires_on=expires,
    )
