"""A reward rule in words: every combination, in both languages, and no two that read alike."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.domain.enums import EarnedWhen, RewardRecipients
from smallcrm.domain.money import Money
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.reward_sentences import (
    RuleFacts,
    SpanUnit,
    days_of,
    preview_sentence,
    rule_reward,
    rule_sentence,
    rule_state,
    span_of,
    span_words,
    year_sentence,
)

MAY_1 = date(2026, 5, 1)
NEXT_YEAR = date(2027, 3, 1)


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


@dataclass(frozen=True)
class Preview:
    """A preview as the read side has it."""

    count: int = 0
    referrals: int = 0
    posted: tuple[Money, ...] = ()
    taken_back: tuple[Money, ...] = ()


def everything() -> list[RuleFacts]:
    """Return one rule of every combination that can be told apart."""
    rewards = ({"percent": Decimal(10)}, {"amount": eur(5000)})
    sales = (
        {"first_sales": 1},
        {"first_sales": 3},
        {"first_sales": None},
        {"first_sales": 3, "within_months": 1},
        {"first_sales": None, "within_months": 12},
    )
    minima = ({}, {"minimum": eur(10000)})
    taxes = ({}, {"without_tax": True})
    caps = ({}, {"cap": eur(20000)}, {"year_cap": eur(20000)})
    caps += ({"cap": eur(20000), "year_cap": eur(50000)},)
    days = (
        {},
        {"valid_from": MAY_1},
        {"valid_from": NEXT_YEAR},
        {"valid_until": NEXT_YEAR},
        {"valid_from": MAY_1, "valid_until": NEXT_YEAR},
    )
    expiries = ({}, {"expires_after_days": 365}, {"expires_after_days": 100})
    found = []
    for parts in itertools.product(rewards, sales, minima, taxes, caps, days, expiries):
        fields = {name: value for part in parts for name, value in part.items()}
        if "amount" in fields and "without_tax" in fields and "minimum" not in fields:
            continue  # A fixed amount is not reckoned of anything.
        for who, when in itertools.product(RewardRecipients, EarnedWhen):
            found.append(RuleFacts(recipients=who, earned_when=when, **fields))
    return found


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_combination_reads_well_and_no_two_read_alike(language, request):
    tr = request.getfixturevalue(language)
    seen = {}
    for rule in everything():
        text = rule_sentence(tr, rule)
        assert text not in seen, (rule, seen.get(text))
        seen[text] = rule
        assert not re.search(r"[{}]|\s\s|^\s|\s$|[,;，；。]\s*[,;，；。]", text), text
        if language == "zh":
            assert not re.search("[A-Za-z]", text), text
    assert len(seen) > 8000


def test_whole_sentences_in_english(en):
    rule = RuleFacts(percent=Decimal(10), cap=eur(20000), valid_from=date(2026, 3, 1))
    assert rule_sentence(en, rule) == (
        "10% of the first sale, once it is paid in full, for the referrer;"
        " at most 200.00 EUR per referral; for sales since 1 March 2026"
    )
    rule = RuleFacts(
        amount=eur(2500),
        recipients=RewardRecipients.BOTH,
        earned_when=EarnedWhen.ORDERED,
        first_sales=3,
        within_months=1,
        minimum=eur(10000),
        year_cap=eur(50000),
        valid_from=NEXT_YEAR,
        valid_until=date(2027, 12, 31),
        expires_after_days=90,
    )
    assert rule_sentence(en, rule) == (
        "25.00 EUR for each of the first 3 sales within 1 month of the first one, as soon as each"
        " is ordered, for the referrer and the referred client each; only once they come to"
        " 100.00 EUR or more together; at most 500.00 EUR a year; for sales from 1 March 2027 to"
        " 31 December 2027; the credit lapses after 90 days"
    )


def test_whole_sentences_in_chinese(zh):
    rule = RuleFacts(
        percent=Decimal("7.5"),
        first_sales=None,
        within_months=12,
        without_tax=True,
        cap=Money(20000, "CNY"),
        valid_from=date(2026, 3, 1),
        expires_after_days=365,
    )
    assert rule_sentence(zh, rule) == (
        "介绍人得首笔销售起 12 个月内全部销售不含税金额的 7.5%，每笔全额付清后入账；"
        "每次介绍最多 200.00 元；限 2026年3月1日起的销售；奖励 1 年后失效"
    )


def test_a_rule_is_named_by_what_it_gives(en, zh):
    assert rule_reward(en, RuleFacts(percent=Decimal("2.50"))) == "2.5% of the first sale"
    assert rule_reward(en, RuleFacts(amount=eur(5000))) == "50.00 EUR for the first sale"
    every = RuleFacts(percent=Decimal(5), first_sales=None, within_months=12)
    assert rule_reward(en, every) == "5% of all sales within 12 months of the first one"
    assert rule_reward(zh, RuleFacts(amount=Money(5000, "CNY"))) == "首笔销售奖励 50.00 元"


def test_the_first_sale_is_always_within_months_of_itself(en):
    without = RuleFacts(percent=Decimal(10))
    assert rule_sentence(en, without) == rule_sentence(
        en, RuleFacts(percent=Decimal(10), within_months=6)
    )


@pytest.mark.parametrize(
    ("state", "days", "said"),
    [
        ("planned", (NEXT_YEAR, None), ("Planned", "from 1 Mar 2027")),
        ("on", (MAY_1, None), ("On", "")),
        ("on", (None, NEXT_YEAR), ("On", "until 1 Mar 2027")),
        ("on", (None, date(2026, 5, 12)), ("On", "today is its last day")),
        ("ended", (None, MAY_1), ("Ended", "on 1 May 2026")),
    ],
)
def test_the_state_of_a_rule(en, zh, state, days, said):
    first, last = days
    rule = RuleFacts(percent=Decimal(10), valid_from=first, valid_until=last)
    assert rule_state(en, state, rule) == said
    word, when = rule_state(zh, state, rule)
    assert word
    assert bool(when) == bool(said[1])
    assert not re.search("[A-Za-z]", word + when)


def test_what_saving_would_do(en):
    nothing = Preview()
    assert "From now on" in preview_sentence(en, nothing, is_new=True)
    assert preview_sentence(en, nothing, is_new=False) == "Nothing changes today."
    more = Preview(12, 9, (eur(34000),))
    assert preview_sentence(en, more, is_new=True) == (
        "Switching on posts 12 credits, 340.00 EUR, for 9 referrals."
    )
    assert preview_sentence(en, more, is_new=False) == (
        "Saving posts 12 credits, 340.00 EUR, for 9 referrals."
    )
    less = Preview(1, 1, (), (eur(5000),))
    assert preview_sentence(en, less, is_new=False) == (
        "Saving takes back 50.00 EUR, for 1 referral."
    )
    both = Preview(3, 2, (eur(100), Money(500, "USD")), (eur(5000),))
    assert preview_sentence(en, both, is_new=False) == (
        "Saving posts 1.00 EUR and 5.00 USD and takes back 50.00 EUR, for 2 referrals."
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_previews_read_differently(language, request):
    tr: I18n = request.getfixturevalue(language)
    amounts = ((), (eur(100),), (eur(100), Money(5, "USD")))
    seen = set()
    for posted, back, is_new in itertools.product(amounts, amounts, (True, False)):
        if is_new and back:
            continue
        text = preview_sentence(tr, Preview(2, 2, posted, back), is_new=is_new)
        assert text not in seen
        assert "{" not in text
        seen.add(text)
    year = [year_sentence(tr, Preview(2, 2, posted), MAY_1) for posted in amounts]
    assert len(set(year)) == len(amounts)


def test_had_it_begun_a_year_ago(en):
    assert year_sentence(en, Preview(2, 1, (eur(5000),)), date(2025, 5, 12)) == (
        "Had it begun on 12 May 2025, it would have earned 2 credits, 50.00 EUR."
    )


@given(st.integers(1, 36500))
def test_a_span_is_the_same_however_it_is_said(days):
    count, unit = span_of(days)
    assert count > 0
    assert days_of(count, unit) == days


@given(st.integers(1, 24))
def test_months_are_read_back_as_months_or_years(months):
    days = days_of(months, SpanUnit.MONTHS)
    assert abs(days - months * 365 / 12) <= 0.5
    assert span_of(days) in {(months, SpanUnit.MONTHS), (months // 12, SpanUnit.YEARS)}


def test_spans_in_words(en, zh):
    words = [span_words(en, days) for days in (1, 30, 91, 100, 365, 730)]
    assert words == ["1 day", "1 month", "3 months", "100 days", "1 year", "2 years"]
    assert span_words(zh, 730) == "2 年"
