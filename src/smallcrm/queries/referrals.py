"""Referrals of a client, in both directions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection

from smallcrm.domain.enums import Level
from smallcrm.domain.money import Money, sum_by_currency
from smallcrm.queries import rows
from smallcrm.queries.balances import IS_MONEY, IS_REWARD, REWARD_MINOR, paid_by
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


_REWARDS = f"""
    SELECT payment.referral_id, payment.currency, sum({REWARD_MINOR})
    FROM payment INDEXED BY ix_payment_referral_id
    WHERE payment.referral_id IN (SELECT value FROM json_each(:ids))
      AND payment.referral_id IS NOT NULL AND {IS_REWARD}
    GROUP BY payment.referral_id, payment.currency
"""

_SENT = """
    SELECT count(*) AS sent, coalesce(sum(outcome = 'won'), 0) AS won FROM referral
    WHERE counterpart_id = :id AND direction = 'in'
"""
_WORTH = f"""
    SELECT payment.currency, sum(payment.amount_minor - payment.refunded_minor)
    FROM referral JOIN payment INDEXED BY ix_payment_money
    ON payment.client_id = referral.client_id
    WHERE referral.counterpart_id = :id AND referral.direction = 'in'
      AND {IS_MONEY} GROUP BY payment.currency
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
    FROM payment WHERE client_id = :id AND {IS_REWARD} GROUP BY currency
"""
_LAPSES = f"""
    SELECT currency, sum({_FREE}) AS minor FROM payment
    WHERE client_id = :id AND {_IS_CREDIT} AND {IS_REWARD} AND expires_on = :day AND {_FREE} > 0
    GROUP BY currency ORDER BY currency LIMIT 1
"""


def made(connection: Connection, found: Sequence[Any]) -> tuple[ReferralShape, ...]:
    """Make referrals of rows of `BASE`, with the money that came of each and what it earned."""
    paid = paid_by(connection, [row.one_id for row in found])
    earned = rewards(connection, [row.id for row in found])
    return tuple(
        rows.referral(
            row,
            ClientRef(row.one_id, row.one_name, row.one_organisation, Level(row.one_level)),
            ClientRef(row.other_id, row.other_name, row.other_organisation, Level(row.other_level)),
            paid.get(row.one_id, ()),
            earned.get(row.id, ()),
        )
        for row in found
    )


def rewards(connection: Connection, referral_ids: Sequence[int]) -> dict[int, tuple[Money, ...]]:
    """Return what stands of the credit that each of those referrals earned, where there is any."""
    found: dict[int, list[Money]] = {}
    where = {"ids": rows.ids(referral_ids)}
    for referral_id, currency, minor in connection.execute(statement(_REWARDS), where):
        found.setdefault(referral_id, []).append(Money(minor, currency))
    return {referral_id: sum_by_currency(amounts) for referral_id, amounts in found.items()}


def one(connection: Connection, referral_id: int) -> ReferralShape | None:
    """Return one referral, or None."""
    found = connection.execute(
        statement(f"{BASE} WHERE referral.id = :id"), {"id": referral_id}
    ).all()
    return next(iter(made(connection, found)), None)


def of_client(connection: Connection, client_id: int, *, limit: int) -> tuple[ReferralShape, ...]:
    """Return the referrals that a client is part of, newest first, in two statements."""
    found = connection.execute(
        statement(
            BASE + " WHERE referral.client_id = :id OR referral.counterpart_id = :id"
            " ORDER BY referral.referred_on DESC, referral.id DESC LIMIT :limit"
        ),
        {"id": client_id, "limit": limit},
    ).all()
    return made(connection, found)


def summary(connection: Connection, client_id: int, today: date) -> ReferralSummary:
    """Return whom a client sent, in figures, and what referrals earned them, in four statements.

    Two of them are left out for those who sent nobody or earned nothing, one where nothing lapses.
    """
    where = {"id": client_id}
    sent, won = connection.execute(statement(_SENT), where).one()
    worth = connection.execute(statement(_WORTH), where).all() if sent else ()
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
        sent=sent,
        won=won,
        worth=sum_by_currency(Money(minor, currency) for currency, minor in worth),
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
