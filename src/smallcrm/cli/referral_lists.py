"""`list` of referrals and of what they earn: rules, credits, the league, sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from smallcrm.cli import human, listed
from smallcrm.cli.listed import Listed, Takes
from smallcrm.exporters import json_out, json_referrals
from smallcrm.i18n import sentences
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.messages import mark_in
from smallcrm.i18n.referral_words import source_name, won_rate
from smallcrm.i18n.reward_sentences import rule_sentence, rule_state
from smallcrm.queries.order import Order

if TYPE_CHECKING:
    from smallcrm.queries.referral_shapes import (
        LeagueRow,
        ReferralShape,
        RewardCredit,
        RewardRuleShape,
        SourceRow,
    )

_SENT: Final = mark_in("column", "Sent")
_WON: Final = mark_in("column", "Won")
_RATE: Final = mark_in("column", "Won of them")
_WORTH: Final = mark_in("column", "Worth")
_REWARD: Final = mark_in("column", "Reward")


def _referral(tr: I18n, row: ReferralShape) -> Sequence[str]:
    commission = [row.commission] if row.commission is not None else []
    return (
        str(row.id),
        human.day(tr, row.on),
        sentences.enum_name(tr, row.direction),
        row.client.name,
        row.counterpart.name,
        sentences.enum_name(tr, row.outcome),
        human.amounts(tr, row.paid_value),
        human.amounts(tr, row.reward),
        human.amounts(tr, commission),
        row.what_for or "",
    )


def _rule(tr: I18n, row: RewardRuleShape) -> Sequence[str]:
    state, since = rule_state(tr, row.state.value, row)
    return (
        str(row.id),
        row.name,
        # Translators: a rule's state and the day that it hangs on, "Ended on 3 May 2026"
        tr.pgettext("reward rule", "{state} {day}").format(state=state, day=since).strip(),
        human.amounts(tr, row.earned),
        tr.formats.number(row.credits) if row.credits else "",
        rule_sentence(tr, row),
    )


def _credit(tr: I18n, row: RewardCredit) -> Sequence[str]:
    return (
        str(row.payment_id),
        human.day(tr, row.on),
        tr.formats.money(row.amount),
        human.amounts(tr, [row.spent]),
        human.amounts(tr, [row.paid_out]),
        human.amounts(tr, [row.taken_back]),
        human.amounts(tr, [row.expired]),
        human.amounts(tr, [row.left]),
        human.day(tr, row.expires_on),
        row.referred.name if row.referred is not None else "",
        row.sale[1] if row.sale is not None else "",
        row.rule[1] if row.rule is not None else tr.pgettext("reward", "said by hand"),
    )


def _league(tr: I18n, row: LeagueRow) -> Sequence[str]:
    return (
        str(row.referrer.id),
        row.referrer.name,
        row.referrer.organisation or "",
        tr.formats.number(row.sent),
        tr.formats.number(row.won),
        won_rate(tr, row.won, row.sent),
        human.amounts(tr, row.worth),
        human.amounts(tr, row.reward),
        human.day(tr, row.last_on),
    )


def _source(tr: I18n, row: SourceRow) -> Sequence[str]:
    return (
        source_name(tr, row.source, referred=row.referred),
        tr.formats.number(row.clients),
        tr.formats.number(row.won),
        won_rate(tr, row.won, row.clients),
        human.amounts(tr, row.worth),
    )


REFERRAL_LISTS: Final[Mapping[str, Listed]] = {
    "referrals": Listed(
        source=Order("on", descending=True),
        json=json_out.referral_row,
        heading=(
            *(listed.ID, listed.DATE, mark_in("column", "Direction"), listed.CLIENT),
            *(mark_in("column", "Sent by, or to"), mark_in("column", "Outcome")),
            *(mark_in("column", "Paid"), _REWARD, mark_in("column", "Commission")),
            listed.WHAT_FOR,
        ),
        cells=_referral,
        right="r     rrr",
    ),
    "rewards": Listed(
        source=lambda queries, wanted: queries.reward_rules()[: wanted.limit],
        json=json_referrals.rule_row,
        heading=(
            *(listed.ID, mark_in("column", "Rule"), mark_in("column", "State")),
            *(mark_in("column", "Earned"), mark_in("column", "Credits")),
            mark_in("column", "What it says"),
        ),
        cells=_rule,
        right="r  rr",
    ),
    "credits": Listed(
        source=lambda queries, wanted: queries.rewards_of(wanted.client_id)[: wanted.limit],
        json=json_referrals.credit_row,
        heading=(
            *(listed.ID, listed.DATE, mark_in("credit", "Credit"), mark_in("credit", "Spent")),
            *(mark_in("credit", "Paid out"), mark_in("credit", "Taken back")),
            *(mark_in("credit", "Expired"), mark_in("credit", "Left")),
            *(mark_in("credit", "Good until"), mark_in("credit", "Client sent")),
            *(mark_in("column", "Sale"), mark_in("column", "Rule")),
        ),
        cells=_credit,
        right="r rrrrrr",
        takes=Takes.CLIENT,
    ),
    "league": Listed(
        source=lambda queries, wanted: queries.league(
            wanted.since, wanted.until, limit=wanted.limit
        ),
        json=json_referrals.league_row,
        heading=(
            *(listed.ID, mark_in("column", "Referrer"), listed.ORGANISATION),
            *(_SENT, _WON, _RATE, _WORTH, _REWARD, mark_in("column", "Last one")),
        ),
        cells=_league,
        right="r  rrrrr",
        takes=Takes.PERIOD,
    ),
    "sources": Listed(
        source=lambda queries, wanted: queries.sources(wanted.since, wanted.until)[: wanted.limit],
        json=json_referrals.source_row,
        heading=(
            *(mark_in("column", "Source"), mark_in("column", "Clients")),
            *(_WON, _RATE, _WORTH),
        ),
        cells=_source,
        right=" rrrr",
        takes=Takes.PERIOD,
    ),
}
