"""Rules, credits, the league and sources as the JSON of the contract."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Final

from smallcrm.exporters.json_lists import percent
from smallcrm.exporters.json_out import Json, client, day, money, monies

if TYPE_CHECKING:
    from smallcrm.domain.money import Money
    from smallcrm.queries import referral_shapes

_HUNDRED: Final = Decimal(100)
_TENTH: Final = Decimal("0.1")


def rule_row(shape: referral_shapes.RewardRuleShape) -> Json:
    """Write a reward rule with the fields of `add_reward_rule`, and what it has come to.

    `first_sales` null: all sales.
    """
    return {
        "id": shape.id,
        "name": shape.name,
        "percent": percent(shape.percent) if shape.percent is not None else None,
        "amount": _money(shape.amount),
        "currency": shape.currency,
        "for": shape.recipients.value,
        "earned_when": shape.earned_when.value,
        "first_sales": shape.first_sales,
        "within_months": shape.within_months,
        "without_tax": shape.without_tax,
        "minimum": _money(shape.minimum),
        "cap": _money(shape.cap),
        "year_cap": _money(shape.year_cap),
        "valid_from": day(shape.valid_from),
        "valid_until": day(shape.valid_until),
        "expires_after_days": shape.expires_after_days,
        "note": shape.note,
        "state": shape.state.value,
        "credits": shape.credits,
        "earned": monies(shape.earned),
    }


def credit_row(shape: referral_shapes.RewardCredit) -> Json:
    """Write a referral credit: what became of it, and what earned it (no rule: the owner)."""
    return {
        "payment": shape.payment_id,
        "client": client(shape.recipient),
        "referral": shape.referral_id,
        "referred": client(shape.referred) if shape.referred is not None else None,
        "amount": money(shape.amount),
        "taken_back": money(shape.taken_back),
        "paid_out": money(shape.paid_out),
        "spent": money(shape.spent),
        "left": money(shape.left),
        "expired": money(shape.expired),
        "on": day(shape.on),
        "expires_on": day(shape.expires_on),
        "rule": {"id": shape.rule[0], "name": shape.rule[1]} if shape.rule else None,
        "sale": {"id": shape.sale[0], "number": shape.sale[1]} if shape.sale else None,
    }


def league_row(shape: referral_shapes.LeagueRow) -> Json:
    """Write a referrer of the league; `won_percent` is of those sent."""
    return {
        "client": client(shape.referrer),
        "sent": shape.sent,
        "won": shape.won,
        "lost": shape.lost,
        "pending": shape.pending,
        "won_percent": won_percent(shape.won, shape.sent),
        "worth": monies(shape.worth),
        "reward": monies(shape.reward),
        "last_on": day(shape.last_on),
    }


def source_row(shape: referral_shapes.SourceRow) -> Json:
    """Write a source of clients; `source` null: referred, or nobody wrote where from."""
    return {
        "source": shape.source,
        "referred": shape.referred,
        "clients": shape.clients,
        "won": shape.won,
        "won_percent": won_percent(shape.won, shape.clients),
        "worth": monies(shape.worth),
    }


def summary(
    shape: referral_shapes.ReferralSummary, rewards: Sequence[referral_shapes.RewardCredit]
) -> Json:
    """Write the card's part about whom a client sent: figures, and each credit."""
    expires = None
    if shape.expires is not None:
        amount, last = shape.expires
        expires = {**money(amount), "on": day(last)}
    return {
        "referral_summary": {
            "sent": shape.sent,
            "won": shape.won,
            "worth": monies(shape.worth),
            "earned": monies(shape.earned),
            "spent": monies(shape.spent),
            "paid_out": monies(shape.paid_out),
            "expired": monies(shape.expired),
            "left": monies(shape.left),
            "expires": expires,
        },
        "reward_credits": [credit_row(one) for one in rewards],
    }


def won_percent(won: int, sent: int) -> str | None:
    """Write how many of a hundred were won, with one decimal; None of nobody."""
    if not sent:
        return None
    return str((Decimal(won) * _HUNDRED / sent).quantize(_TENTH, ROUND_HALF_UP))


def _money(amount: Money | None) -> Json | None:
    return money(amount) if amount is not None else None
