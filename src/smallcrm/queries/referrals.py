"""Referrals of a client, in both directions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection

from smallcrm.domain.enums import Level, ReferralDirection
from smallcrm.domain.money import Money, sum_by_currency
from smallcrm.queries import rows
from smallcrm.queries.balances import IS_REWARD, NO_WORTH, worth_of
from smallcrm.queries.referral_shapes import ReferralShape, ReferralSummary
from smallcrm.queries.shapes import ClientRef
from smallcrm.queries.statements import statement

BASE = """
    SELECT referral.id, referral.direction, referral.referred_on, referral.outcome,
           referral.what_for, referral.outcome_by_hand, referral.reason, referral.currency,
           referral.commission_minor, one.id AS one_id, one.name AS one_name,
           one.organisation AS one_organisation, one.level AS one_level,
           other.id AS other_id, other.name AS other_name,
           other.organisation AS other_organisation, other.level AS other_level
    FROM referral JOIN client AS one ON one.id = referral.client_id
    JOIN client AS other ON other.id = referral.counterpart_id
"""
# The newest are found in the indexes: a client may have sent thousands.
_WITH_CLIENT = f"""
    {BASE} WHERE referral.id IN (
        SELECT id FROM (
            SELECT id, referred_on FROM referral WHERE client_id = :id
            UNION ALL
            SELECT * FROM (
                SELECT id, referred_on FROM referral INDEXED BY ix_referral_counterpart
                WHERE counterpart_id = :id AND direction = 'in'
                ORDER BY referred_on DESC, id DESC LIMIT :limit)
            UNION ALL
            SELECT * FROM (
                SELECT id, referred_on FROM referral INDEXED BY ix_referral_counterpart
                WHERE counterpart_id = :id AND direction = 'out'
                ORDER BY referred_on DESC, id DESC LIMIT :limit))
        ORDER BY referred_on DESC, id DESC LIMIT :limit)
    ORDER BY referral.referred_on DESC, referral.id DESC
"""
_SENT = """
    SELECT referrer.sent, referrer.won, worth.currency, worth.paid_minor
    FROM referrer LEFT JOIN referrer_worth AS worth ON worth.client_id = referrer.client_id
    WHERE referrer.client_id = :id
"""
_FREE = "payment.amount_minor - payment.allocated_minor - payment.refunded_minor"
_IS_CREDIT = "(payment.kind = 'referral_credit')"
# Of all referral credit of a client, also such as no referral is named for.
_EARNED = f"""
    SELECT currency, sum({_IS_CREDIT} * amount_minor) AS amount,
           sum({_IS_CREDIT} * allocated_minor) AS spent,
           sum({_IS_CREDIT} * refunded_minor) AS refunded,
           sum((NOT {_IS_CREDIT}) * amount_minor) AS taken,
           sum({_IS_CREDIT} * ({_FREE})) AS free,
           sum(CASE WHEN {_IS_CREDIT} AND expires_on < :today THEN {_FREE} ELSE 0 END) AS expired,
           min(CASE WHEN {_IS_CREDIT} AND expires_on >= :today AND {_FREE} > 0
                    THEN expires_on END) AS lapses
    FROM payment INDEXED BY ix_payment_reward
    WHERE client_id = :id AND {IS_REWARD} GROUP BY currency
"""
_LAPSES = f"""
    SELECT currency, sum({_FREE}) AS minor FROM payment INDEXED BY ix_payment_reward
    WHERE client_id = :id AND {_IS_CREDIT} AND {IS_REWARD} AND expires_on = :day AND {_FREE} > 0
    GROUP BY currency ORDER BY currency LIMIT 1
"""


def made(connection: Connection, found: Sequence[Any]) -> tuple[ReferralShape, ...]:
    """Make referrals of rows of `BASE`, with what came of each and what it earned (a statement)."""
    worths = worth_of(connection, [row.one_id for row in found])
    shapes: list[ReferralShape] = []
    for row in found:
        worth = worths.get(row.one_id, NO_WORTH)
        shapes.append(
            rows.referral(
                row,
                ClientRef(row.one_id, row.one_name, row.one_organisation, Level(row.one_level)),
                ClientRef(
                    row.other_id, row.other_name, row.other_organisation, Level(row.other_level)
                ),
                worth.paid,
                worth.reward if row.direction == ReferralDirection.IN else (),
            )
        )
    return tuple(shapes)


def one(connection: Connection, referral_id: int) -> ReferralShape | None:
    """Return one referral, or None."""
    found = connection.execute(
        statement(f"{BASE} WHERE referral.id = :id"), {"id": referral_id}
    ).all()
    return next(iter(made(connection, found)), None)


def of_client(connection: Connection, client_id: int, *, limit: int) -> tuple[ReferralShape, ...]:
    """Return the referrals that a client is part of, newest first, in two statements."""
    found = connection.execute(statement(_WITH_CLIENT), {"id": client_id, "limit": limit}).all()
    return made(connection, found)


def summary(connection: Connection, client_id: int, today: date) -> ReferralSummary:
    """Return whom a client sent, in figures, and what referrals earned them.

    In two statements, and a third where something of the credit will lapse.
    """
    sent = connection.execute(statement(_SENT), {"id": client_id}).all()
    earned: list[Money] = []
    spent: list[Money] = []
    paid_out: list[Money] = []
    expired: list[Money] = []
    left: list[Money] = []
    lapses: list[date] = []
    for row in connection.execute(
        statement(_EARNED), {"id": client_id, "today": today.isoformat()}
    ):
        currency = row.currency
        earned.append(Money(row.amount - row.taken, currency))
        spent.append(Money(row.spent, currency))
        paid_out.append(Money(row.refunded - row.taken, currency))
        expired.append(Money(row.expired, currency))
        left.append(Money(row.free - row.expired, currency))
        if row.lapses is not None:
            lapses.append(date.fromisoformat(row.lapses))
    return ReferralSummary(
        sent=sent[0].sent if sent else 0,
        won=sent[0].won if sent else 0,
        worth=sum_by_currency(Money(row.paid_minor, row.currency) for row in sent if row.currency),
        earned=sum_by_currency(earned),
        spent=sum_by_currency(spent),
        paid_out=sum_by_currency(paid_out),
        expired=sum_by_currency(expired),
        left=sum_by_currency(left),
        expires=_expires(connection, client_id, min(lapses)) if lapses else None,
    )


def _expires(connection: Connection, client_id: int, on: date) -> tuple[Money, date]:
    """Return what of a client's credit lapses after a day: of several currencies the first."""
    row = connection.execute(statement(_LAPSES), {"id": client_id, "day": on.isoformat()}).one()
    return Money(row.minor, row.currency), on
