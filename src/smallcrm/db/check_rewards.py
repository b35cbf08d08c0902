"""Whether the credit that stands for referrals is what they earned."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from sqlalchemy import Connection, text

from smallcrm.db import reward_basis
from smallcrm.domain.checks import Problem
from smallcrm.domain.rewards import Key

_LIMIT = 20
_RULES = {
    # What a row with a referral may be, and what is taken back is of a credit of the same.
    "reward_row": """
        SELECT id FROM payment WHERE referral_id IS NOT NULL AND (
            kind NOT IN ('referral_credit', 'credit_taken_back')
            OR (kind = 'credit_taken_back') <> (refund_of_id IS NOT NULL))
        UNION ALL
        SELECT back.id FROM payment AS back JOIN payment AS credit ON credit.id = back.refund_of_id
        WHERE back.kind = 'credit_taken_back' AND (
            credit.kind <> 'referral_credit' OR credit.client_id <> back.client_id
            OR credit.currency <> back.currency OR credit.referral_id IS NOT back.referral_id
            OR credit.reward_rule_id IS NOT back.reward_rule_id
            OR credit.reward_sale_id IS NOT back.reward_sale_id)
    """,
    "reward_rule": """
        SELECT id FROM reward_rule
        WHERE (currency IS NULL) <> (coalesce(amount_minor, minimum_minor, cap_minor,
                                              year_cap_minor) IS NULL)
    """,
    "reward_override": """
        SELECT referral_id FROM reward_override JOIN referral ON referral.id = referral_id
        WHERE reward_override.client_id NOT IN (referral.client_id, referral.counterpart_id)
    """,
}
# What of each credit could still be taken back: all that was not given out as money.
_TO_BE_HAD = """
    SELECT referral_id, client_id, reward_rule_id, reward_sale_id, currency,
           sum(amount_minor - refunded_minor)
    FROM payment
    WHERE referral_id IS NOT NULL AND voided_at IS NULL AND kind = 'referral_credit'
    GROUP BY referral_id, client_id, reward_rule_id, reward_sale_id, currency
"""


def problems(connection: Connection) -> Iterator[Problem]:
    """Find credit that is not what the rows justify, but for what was paid out as money."""
    for code, sql in _RULES.items():
        for row in connection.execute(text(f"{sql} LIMIT {_LIMIT}")):
            yield Problem(code, {"id": row[0]})
    yield from islice(_differences(connection), _LIMIT)


def _differences(connection: Connection) -> Iterator[Problem]:
    posted = reward_basis.posted(connection, None)
    justified = reward_basis.load(connection, None).justified()
    to_be_had = {Key(*key): minor for *key, minor in connection.execute(text(_TO_BE_HAD))}
    for key in sorted(justified.keys() | posted.keys(), key=lambda key: key[:2]):
        stands, earned = posted.get(key, 0), justified.get(key, 0)
        code = None
        if stands < 0:
            code = "reward_negative"
        elif stands < earned:
            code = "reward_missing"
        elif stands > earned and to_be_had.get(key, 0) > 0:
            code = "reward_too_much"
        if code is not None:
            yield Problem(code, {"id": key.referral_id, "client": key.client_id})
