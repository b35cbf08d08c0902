"""What referrals earn, against a recomputation that knows only the words of the rules."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.domain.enums import EarnedWhen, Prospect, RewardRecipients
from smallcrm.domain.money import Money
from smallcrm.domain.rewards import (
    Basis,
    Key,
    ReferralFacts,
    Rule,
    SaleFacts,
    circles,
    months_later,
)

DAY = date(2025, 11, 20)
CURRENCIES = ("EUR", "JPY")
MINORS = st.integers(0, 400)
MAYBE = st.none() | st.integers(1, 120)


def sale(number: int, total: int, **fields: object) -> SaleFacts:
    """Make a sale that was paid in full with money."""
    made = SaleFacts(number, DAY, "EUR", total, total, 0, total, 0)
    return replace(made, **fields)  # type: ignore[arg-type]


def basis(*rules: Rule, sales: tuple[SaleFacts, ...] = (), **fields: object) -> Basis:
    """Make a referral 1 of client 20 by client 10 with these sales."""
    first = sales[0].sold_on if sales else None
    made = ReferralFacts(1, 10, 20, first, sales)
    return replace(Basis(rules=rules, referrals={1: made}), **fields)  # type: ignore[arg-type]


@st.composite
def rules(draw: st.DrawFn, number: int) -> Rule:
    limits = {name: draw(MAYBE) for name in ("minimum_minor", "cap_minor", "year_cap_minor")}
    percent = draw(st.none() | st.decimals(Decimal("0.01"), 100, places=2))
    amount = None if percent is not None else draw(st.integers(1, 60))
    has_amounts = amount is not None or any(limits.values())
    return Rule(
        id=number,
        percent=percent,
        amount_minor=amount,
        currency=draw(st.sampled_from(CURRENCIES)) if has_amounts else None,
        recipients=draw(st.sampled_from(RewardRecipients)),
        earned_when=draw(st.sampled_from(EarnedWhen)),
        first_sales=draw(st.none() | st.integers(1, 4)),
        within_months=draw(st.none() | st.integers(1, 3)),
        without_tax=draw(st.booleans()),
        valid_from=draw(st.none() | st.dates(DAY, DAY + timedelta(50))),
        valid_until=draw(st.none() | st.dates(DAY, DAY + timedelta(100))),
        **limits,
    )


@st.composite
def sales_of(draw: st.DrawFn, number: int) -> tuple[SaleFacts, ...]:
    made = []
    for place in range(draw(st.integers(0, 5))):
        total = draw(MINORS)
        credited = draw(st.integers(0, total))
        made.append(
            SaleFacts(
                number * 10 + place,
                DAY + timedelta(draw(st.integers(0, 90))),
                draw(st.sampled_from(CURRENCIES)),
                total,
                draw(st.integers(0, total)),
                draw(st.sampled_from([0, total // 2, total])),
                draw(st.sampled_from([0, max(0, total - credited - 1), total - credited])),
                credited,
            )
        )
    return tuple(sorted(made, key=lambda one: (one.sold_on, one.id)))


@st.composite
def bases(draw: st.DrawFn) -> Basis:
    referrals: dict[int, ReferralFacts] = {}
    overrides: dict[tuple[int, int], Money] = {}
    for number in range(1, draw(st.integers(1, 4)) + 1):
        sales = draw(sales_of(number))
        referrer = draw(st.sampled_from([1, 2] if number == 1 else [1, 2, 101]))
        made = ReferralFacts(
            number, referrer, 100 + number, sales[0].sold_on if sales else None, sales
        )
        referrals[number] = replace(made, in_circle=draw(st.integers(0, 9)) == 0)
        for pair in made.pairs:
            if draw(st.integers(0, 5)) == 0:
                overrides[pair] = Money(draw(st.integers(0, 50)), "EUR")
    count = draw(st.integers(0, 3))
    found = tuple(draw(rules(number)) for number in range(1, count + 1))
    return Basis(rules=found, referrals=referrals, overrides=overrides)


def half_away(value: Fraction) -> int:
    return int(abs(value) + Fraction(1, 2)) * (1 if value >= 0 else -1)


def naive(told: Basis) -> dict[Key, int]:
    """Work the same out sale by sale, in fractions, from the words of the rules."""
    found = {
        Key(referral, client, None, None, said.currency): said.minor
        for (referral, client), said in told.overrides.items()
        if said.minor
    }
    for rule in told.rules:
        earned = [
            (sale.sold_on, sale.id, referral, sale, base)
            for referral in told.referrals.values()
            if not referral.in_circle
            for sale, base in counted(rule, referral)
        ]
        of_referral: dict[tuple[int, int], int] = defaultdict(int)
        of_year: dict[tuple[int, int], int] = defaultdict(int)
        for on, sale_id, referral, sold, base in sorted(earned, key=lambda one: one[:2]):
            for client in (referral.referrer_id, referral.client_id):
                wanted = {
                    referral.referrer_id: RewardRecipients.REFERRER,
                    referral.client_id: RewardRecipients.REFERRED,
                }[client]
                if rule.recipients not in {wanted, RewardRecipients.BOTH}:
                    continue
                if (referral.id, client) in told.overrides:
                    continue
                if rule.percent is None:
                    minor, currency = rule.amount_minor, rule.currency
                else:
                    minor = half_away(Fraction(base) * Fraction(rule.percent) / 100)
                    currency = sold.currency
                if rule.cap_minor is not None:
                    minor = min(minor, rule.cap_minor - of_referral[referral.id, client])
                if rule.year_cap_minor is not None:
                    minor = min(minor, rule.year_cap_minor - of_year[client, on.year])
                of_referral[referral.id, client] += minor
                of_year[client, on.year] += minor
                if minor:
                    found[Key(referral.id, client, rule.id, sale_id, currency)] = minor
    return found


def counted(rule: Rule, referral: ReferralFacts) -> list[tuple[SaleFacts, int]]:
    limits = [rule.minimum_minor]
    if rule.percent is not None:
        limits += [rule.cap_minor, rule.year_cap_minor]
    one_currency = any(limit is not None for limit in limits)
    found = []
    for place, sold in enumerate(referral.sales, start=1):
        base = Fraction(sold.total_minor - sold.credited_minor)
        if rule.without_tax and sold.total_minor:
            base = Fraction(half_away(base * sold.net_minor / sold.total_minor))
        done = {
            EarnedWhen.ORDERED: True,
            EarnedWhen.BILLED: sold.billed_minor == sold.total_minor,
            EarnedWhen.PAID: sold.money_minor + sold.credited_minor >= sold.total_minor,
        }[rule.earned_when]
        last = date.max
        if rule.within_months is not None:
            last = months_later(referral.sales[0].sold_on, rule.within_months)
        if (
            base > 0
            and done
            and place <= (rule.first_sales or 99)
            and sold.sold_on <= last
            and (rule.valid_from or date.min) <= sold.sold_on <= (rule.valid_until or date.max)
            and (not one_currency or sold.currency == rule.currency)
        ):
            found.append((sold, int(base)))
    if rule.minimum_minor is not None and sum(base for _, base in found) < rule.minimum_minor:
        return []
    return found


@given(bases())
def test_the_same_as_the_words_of_the_rules(told: Basis) -> None:
    assert told.justified() == naive(told)


@given(bases(), st.data())
def test_what_is_asked_about_is_the_same_as_of_all(told: Basis, data: st.DataObject) -> None:
    clients = sorted({client for one in told.referrals.values() for _, client in one.pairs})
    asked = set(data.draw(st.lists(st.sampled_from(clients))))
    pairs = frozenset(
        pair for one in told.referrals.values() for pair in one.pairs if pair[1] in asked
    )
    part = replace(told, pairs=pairs).justified()
    assert part == {key: minor for key, minor in told.justified().items() if key[:2] in pairs}


@given(bases())
def test_prospects_say_what_was_earned_and_never_less_to_come(told: Basis) -> None:
    earned = told.justified()
    for referral_id, referral in told.referrals.items():
        found = told.prospects(referral_id)
        expected = {(rule.id, client) for rule in told.rules for client in rule.goes_to(referral)}
        assert {(one.rule_id, one.client_id) for one in found} == expected
        for one in found:
            sums: dict[str, int] = defaultdict(int)
            for key, minor in earned.items():
                if key[:3] == (referral_id, one.client_id, one.rule_id):
                    sums[key.currency] += minor
            assert {money.currency: money.minor for money in one.earned} == sums
            assert all(
                minor <= sum(more.minor for more in one.expected if more.currency == currency)
                for currency, minor in sums.items()
            )
            assert (one.why is Prospect.OVERRIDDEN) == (
                (referral_id, one.client_id) in told.overrides
            )
            if one.why is Prospect.EARNED:
                assert one.earned == one.expected != ()


PAID = Rule(id=1, percent=Decimal(10))
OPEN = {"money_minor": 0}


@pytest.mark.parametrize(
    ("rule", "sales", "why", "earned", "expected"),
    [
        (PAID, (), Prospect.NO_SALE, 0, 0),
        (PAID, (sale(1, 500),), Prospect.EARNED, 50, 50),
        (PAID, (sale(1, 500, **OPEN),), Prospect.NOT_PAID, 0, 50),
        (replace(PAID, earned_when=EarnedWhen.BILLED), (sale(1, 500),), Prospect.NOT_BILLED, 0, 50),
        (PAID, (sale(1, 500, credited_minor=500, **OPEN),), Prospect.NOT_ORDERED, 0, 0),
        (PAID, (sale(1, 4),), Prospect.NOT_ORDERED, 0, 0),
        (replace(PAID, valid_until=date(2025, 1, 1)), (sale(1, 5),), Prospect.OUT_OF_DATE, 0, 0),
        (
            replace(PAID, cap_minor=9, currency="JPY"),
            (sale(1, 500),),
            Prospect.OTHER_CURRENCY,
            0,
            0,
        ),
        (
            replace(PAID, minimum_minor=600, currency="EUR"),
            (sale(1, 500),),
            Prospect.BELOW_MINIMUM,
            0,
            0,
        ),
        (replace(PAID, cap_minor=9, currency="EUR"), (sale(1, 500),), Prospect.CAPPED, 9, 9),
        (replace(PAID, year_cap_minor=9, currency="EUR"), (sale(1, 99),), Prospect.CAPPED, 9, 9),
        (
            replace(PAID, first_sales=None),
            (sale(1, 500), sale(2, 300, **OPEN)),
            Prospect.NOT_PAID,
            50,
            80,
        ),
    ],
)
def test_why_no_more(
    rule: Rule, sales: tuple[SaleFacts, ...], why: Prospect, earned: int, expected: int
) -> None:
    (found,) = basis(rule, sales=sales).prospects(1)
    sums = [sum(money.minor for money in each) for each in (found.earned, found.expected)]
    assert (found.why, *sums) == (why, earned, expected)


def test_a_reward_of_a_very_large_sale_is_exact() -> None:
    told = basis(replace(PAID, percent=Decimal("33.3333")), sales=(sale(1, 2**53),))
    assert list(told.justified().values()) == [half_away(Fraction(2**53 * 333333, 1000000))]


def test_the_word_of_the_owner_holds_of_those_of_the_referral_alone() -> None:
    said = {(1, 10): Money(7, "USD"), (1, 77): Money(9, "USD"), (1, 20): Money(0, "USD")}
    told = basis(replace(PAID, recipients=RewardRecipients.BOTH), sales=(sale(1, 500),))
    assert replace(told, overrides=said).justified() == {Key(1, 10, None, None, "USD"): 7}


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-05-12", 12, "2027-05-12"),
        ("2026-12-01", 1, "2027-01-01"),
        ("2026-11-30", 3, "2027-02-28"),
        ("9999-12-01", 1, "9999-12-31"),
    ],
)
def test_months_later(day: str, months: int, later: str) -> None:
    assert months_later(date.fromisoformat(day), months) == date.fromisoformat(later)


@given(st.dictionaries(st.integers(0, 7), st.integers(0, 7)))
def test_circles(referrers: dict[int, int]) -> None:
    def led_back(start: int) -> bool:
        at: int | None = referrers.get(start)
        for _ in range(9):
            if at is None or at == start:
                break
            at = referrers.get(at)
        return at == start

    assert circles(referrers) == {one for one in referrers if led_back(one)}
