"""What referrals earn, held against the ledger of our own: many rules and sales, without a file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.services.ledger_book import Book, PaymentBook, ReferralBook, SaleBook
from tests.services.ledger_rewards import (
    RuleBook,
    credited,
    in_a_circle,
    justified,
    money_on,
    sales_of,
)
from tests.services.ledger_sums import LineBook

from smallcrm.domain.enums import EarnedWhen, RewardRecipients
from smallcrm.domain.money import Money
from smallcrm.domain.rewards import Basis, ReferralFacts, Rule, SaleFacts, circles

T = TypeVar("T")
# Books are made by chance from a number: cheap ones, so that many are tried.
SEEDS = st.integers(0, 2**63)
BOOKS = 100 * int(os.environ.get("SMALLCRM_STORIES", "5"))
CLIENTS = [1, 2, 2, 3, 3, 4, 4]
CURRENCIES = ["EUR", "EUR", "EUR", "EUR", "JPY"]
# Ends of months and years, so that what is "within a month" or "of this year" has an edge.
DAYS = [
    date(*map(int, day.split("-")))
    for day in (
        "2024-02-29 2024-12-31 2025-01-31 2025-02-28 2025-03-01 2025-03-31 2025-12-31 2026-01-01"
        " 2026-01-31 2026-02-01 2026-02-28 2026-03-01"
    ).split()
]
PERCENTS = [None, "0.5", "10", "12.5", "33.3333", "50", "100"]
# What settles a sale, of a hundred of it.
SETTLED = [
    {"payment": 100},
    {"payment": 100},
    {"payment": 100},
    {"credit_note": 30, "payment": 70},
    {"credit_note": 50, "payment": 49},
    {"credit_note": 100},
    {"payment": 99, "write_off": 1},
    {"payment": 90, "referral_credit": 10},
    {},
]


def sale_of(chance: Random) -> SaleBook:
    """A sale with tax, and perhaps with something given back of it."""
    minor, percent = chance.choice([0, *range(10, 70)]), chance.choice([0, 7, 19, 100])
    lines = {1: LineBook(Fraction(1), Fraction(minor), percent)}
    if chance.random() < 1 / 3:
        given_back = Fraction(chance.randint(0, minor))
        lines[2] = LineBook(Fraction(-1), given_back, chance.choice([0, percent]))
    book = SaleBook(
        chance.choice(CLIENTS), chance.choice(CURRENCIES), 0, chance.choice(DAYS), None,
        ordered=False, lines=lines, includes=chance.random() < 1 / 2,
        cancelled=chance.random() < 1 / 8,
    )  # fmt: skip
    book.total = sum(book.net_and_tax)
    book.billed = chance.choice([0, book.total // 2, book.total, book.total])
    return book


def rule_of(chance: Random) -> RuleBook:
    def perhaps(some: Sequence[T]) -> T | None:
        return chance.choice(some) if chance.random() < 1 / 3 else None

    percent = chance.choice(PERCENTS)
    amount = chance.randint(1, 30) if percent is None else None
    minimum, cap, year_cap = (perhaps(range(1, 40)) for _ in range(3))
    has_amounts = any((amount, minimum, cap, year_cap))
    return RuleBook(
        percent=None if percent is None else Fraction(percent),
        amount=amount,
        currency=chance.choice(CURRENCIES) if has_amounts else None,
        recipients=chance.choice(list(RewardRecipients)).value,
        when=chance.choice(list(EarnedWhen)).value,
        first=chance.choice([None, None, 1, 2, 3]),
        months=perhaps([1, 2, 12]),
        net=chance.random() < 1 / 2,
        minimum=minimum,
        cap=cap,
        year_cap=year_cap,
        start=perhaps(DAYS),
        end=perhaps(DAYS),
    )


def book_of(seed: int) -> Book:
    """A ledger of few clients who sent each other, in circles too, and bought."""
    chance = Random(seed)
    book = Book(clients=[1, 2, 3, 4])
    for client in book.clients:
        # The first brought most of the others, so that what is capped for a year comes together.
        referrer = chance.choice([0, 1, 1, 1, 1, 1, 2, 3, 4])
        if referrer not in {0, client}:
            book.referrals[len(book.referrals) + 1] = ReferralBook(referrer, client)
    for number in range(1, chance.randint(4, 14)):
        sale = book.sales[number] = sale_of(chance)
        for kind, part in chance.choice(SETTLED).items():
            minor = sale.total * part // 100
            if minor and not sale.cancelled:
                book.payments[len(book.payments) + 1] = PaymentBook(
                    sale.client, sale.currency, minor, kind, sale.sold, {number: minor}
                )
    book.rules = {number: rule_of(chance) for number in range(1, chance.randint(2, 4))}
    for number, referral in book.referrals.items():
        if chance.random() < 1 / 8:
            who = chance.choice([referral.referrer, referral.client])
            book.overrides[number, who] = chance.choice(CURRENCIES), chance.randint(0, 3)
    return book


def facts(book: Book) -> Basis:
    """Say the same to the program."""
    referrals = {}
    in_circles = circles({one.client: one.referrer for one in book.referrals.values()})
    for number, one in book.referrals.items():
        mine = sales_of(book, one.client)
        assert (one.client in in_circles) == in_a_circle(book, one)
        referrals[number] = ReferralFacts(
            number,
            one.referrer,
            one.client,
            mine[0][1].sold if mine else None,
            tuple(
                SaleFacts(
                    key, sale.sold, sale.currency, sale.total, sale.net, sale.billed,
                    money_on(book, key), credited(book, key),
                )
                for key, sale in mine
            ),
            in_circle=one.client in in_circles,
        )  # fmt: skip
    rules = tuple(
        Rule(
            id=number,
            recipients=RewardRecipients(one.recipients),
            earned_when=EarnedWhen(one.when),
            percent=None
            if one.percent is None
            else Decimal(one.percent.numerator) / one.percent.denominator,
            amount_minor=one.amount,
            currency=one.currency,
            first_sales=one.first,
            within_months=one.months,
            without_tax=one.net,
            minimum_minor=one.minimum,
            cap_minor=one.cap,
            year_cap_minor=one.year_cap,
            valid_from=one.start,
            valid_until=one.end,
        )
        for number, one in book.rules.items()
    )
    said = {pair: Money(minor, currency) for pair, (currency, minor) in book.overrides.items()}
    return Basis(rules=rules, referrals=referrals, overrides=said)


@settings(max_examples=BOOKS, deadline=None)
@given(SEEDS)
def test_the_program_and_the_ledger_say_the_same(seed: int) -> None:
    book = book_of(seed)
    assert facts(book).justified() == justified(book)


@settings(max_examples=BOOKS // 2, deadline=None)
@given(SEEDS)
def test_what_is_asked_about_some_is_what_is_said_of_all(seed: int) -> None:
    """Of whoever is asked about everything is there, of the others nothing."""
    book = book_of(seed)
    pairs = [
        (key, who) for key, one in book.referrals.items() for who in (one.referrer, one.client)
    ]
    asked = {pair for place, pair in enumerate(pairs) if seed >> place & 1}
    basis = facts(book)
    whose = {who for _, who in asked}
    near = {
        key: one for key, one in basis.referrals.items() if {one.referrer_id, one.client_id} & whose
    }
    some = Basis(
        rules=basis.rules,
        referrals=near,
        overrides={pair: said for pair, said in basis.overrides.items() if pair[0] in near},
        pairs=frozenset(pair for one in near.values() for pair in one.pairs if pair[1] in whose),
    )
    found = some.justified()
    expected = justified(book)
    for key in found.keys() | expected.keys():
        if (key[0], key[1]) in asked:
            assert found.get(key, 0) == expected.get(key, 0)
