"""Referrals of a client, in both directions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from smallcrm.domain.enums import Level
from smallcrm.domain.money import Money
from smallcrm.queries import rows
from smallcrm.queries.balances import IS_MONEY, paid_by
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


def made(connection: Connection, found: Sequence[Any]) -> tuple[ReferralShape, ...]:
    """Make referrals of rows of `BASE`, with the money that came of each (one statement)."""
    paid = paid_by(connection, [row.one_id for row in found])
    return tuple(
        rows.referral(
            row,
            ClientRef(row.one_id, row.one_name, row.one_organisation, Level(row.one_level)),
            ClientRef(row.other_id, row.other_name, row.other_organisation, Level(row.other_level)),
            paid.get(row.one_id, ()),
        )
        for row in found
    )


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


def summary(connection: Connection, client_id: int) -> ReferralSummary:
    """Return whom a client sent, in figures: how many, how many won, money that came of it."""
    where = {"id": client_id}
    row = connection.execute(
        statement(
            "SELECT count(*), coalesce(sum(outcome = 'won'), 0) FROM referral"
            " WHERE counterpart_id = :id AND direction = 'in'"
        ),
        where,
    ).one()
    if not row[0]:
        return ReferralSummary()
    worth = connection.execute(
        statement(
            "SELECT payment.currency, sum(payment.amount_minor - payment.refunded_minor)"
            " FROM referral JOIN payment INDEXED BY ix_payment_money"
            " ON payment.client_id = referral.client_id"
            " WHERE referral.counterpart_id = :id AND referral.direction = 'in'"
            f" AND {IS_MONEY} GROUP BY payment.currency ORDER BY payment.currency"
        ),
        where,
    )
    amounts = tuple(Money(minor, currency) for currency, minor in worth if minor)
    return ReferralSummary(sent=row[0], won=row[1], worth=amounts)
