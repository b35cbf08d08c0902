"""What referrals earn, held against the ledger of our own: many rules and sales, without a file."""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal
from fractions import Fraction

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

STORIES = int(os.environ.get("SMALLCRM_STORIES", "3"))
CLIENTS = st.sampled_from([1, 2, 2, 3, 3, 3, 4])
CURRENCIES = st.sampled_from(("EUR", "EUR", "EUR", "JPY"))
# Ends of months and years, so that what is "within a month" or "of this year" has an edge.
DAYS = st.sampled_from(
    [
        date(*map(int, day.split("-")))
        for day in (
            "2024-02-29 2024-12-31 2025-01-31 2025-02-28 2025-03-01 2025-03-31 2025-12-31"
            " 2026-01-01 2026-01-31 2026-02-01 2026-02-28 2026-03-01"
        ).split()
    ]
)
LIMIT = st.one_of(st.none(), st.integers(1, 40))
PERCENTS = st.sampled_from(["0.5", "10", "12.5", "33.3333", "50", "100"])
# What settles a sale, of a hundred of it.
SETTLED = st.sampled_from(
    [
        {"payment": 100},
        {"payment": 100},
        {"payment": 100},
        {"credit_note": 30, "payment": 70},
        {"credit_note": 50, "payment": 49},
        {"credit_note": 100},
        {"payment": 99, "write_off": 1},
        {"payment": 50},
        {},
    ]
)


@st.composite
def sales(draw: st.DrawFn) -> tuple[SaleBook, dict[str, int]]:
    """A sale with tax, and what settles it: of each kind of payment so much."""
    minor, percent = draw(st.integers(0, 60)), draw(st.sampled_from([0, 7, 19, 100]))
    lines = {1: LineBook(Fraction(1), Fraction(minor), percent)}
    if draw(st.booleans()):
        given_back = Fraction(draw(st.integers(0, minor)))
        lines[2] = LineBook(Fraction(-1), given_back, draw(st.sampled_from([0, percent])))
    book = SaleBook(
        draw(CLIENTS), draw(CURRENCIES), 0, draw(DAYS), None, ordered=False, lines=lines,
        includes=draw(st.booleans()), cancelled=draw(st.integers(0, 7)) == 0,
    )  # fmt: skip
    book.total = sum(book.net_and_tax)
    assert book.total >= 0
    book.billed = draw(st.sampled_from([0, book.total // 2, book.total, book.total]))
    parts = {kind: book.total * part // 100 for kind, part in draw(SETTLED).items()}
    return book, {} if book.cancelled else parts


@st.composite
def rules(draw: st.DrawFn) -> RuleBook:
    percent = draw(st.one_of(st.none(), PERCENTS))
    limits = {name: draw(LIMIT) for name in ("minimum", "cap", "year_cap")}
    has_amounts = percent is None or any(limits.values())
    start, end = draw(st.one_of(st.none(), DAYS)), draw(st.one_of(st.none(), DAYS))
    return RuleBook(
        percent=None if percent is None else Fraction(percent),
        amount=draw(st.integers(1, 30)) if percent is None else None,
        currency=draw(CURRENCIES) if has_amounts else None,
        recipients=draw(st.sampled_from(list(RewardRecipients))).value,
        when=draw(st.sampled_from(list(EarnedWhen))).value,
        first=draw(st.sampled_from([None, None, 1, 2, 3])),
        months=draw(st.sampled_from([None, None, 1, 2, 12])),
        net=draw(st.booleans()),
        start=start,
        end=end,
        **limits,
    )


@st.composite
def books(draw: st.DrawFn) -> Book:
    """A ledger of few clients who sent each other, in circles too, and bought."""
    book = Book(clients=[1, 2, 3, 4])
    for client in book.clients:
        referrer = draw(st.integers(0, 4))
        # The first brought most of the others, so that what is capped for a year comes together.
        referrer = referrer or (1 if client > 1 else 0)
        if referrer not in {0, client}:
            book.referrals[len(book.referrals) + 1] = ReferralBook(referrer, client)
    for number, (sale, parts) in enumerate(
        draw(st.lists(sales(), min_size=2, max_size=9)), start=1
    ):
        book.sales[number] = sale
        for kind, minor in parts.items():
            if minor:
                book.payments[len(book.payments) + 1] = PaymentBook(
                    sale.client, sale.currency, minor, kind, sale.sold, {number: minor}
                )
    book.rules = dict(enumerate(draw(st.lists(rules(), min_size=1, max_size=3)), start=1))
    for number, referral in book.referrals.items():
        if draw(st.integers(0, 6)) == 0:
            who = draw(st.sampled_from([referral.referrer, referral.client]))
            book.overrides[number, who] = draw(CURRENCIES), draw(st.integers(0, 3))
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


@settings(max_examples=50 * STORIES, deadline=None)
@given(books())
def test_the_program_and_the_ledger_say_the_same(book: Book) -> None:
    assert facts(book).justified() == justified(book)


@settings(max_examples=20 * STORIES, deadline=None)
@given(books(), st.data())
def test_what_is_asked_about_some_is_what_is_said_of_all(book: Book, data: st.DataObject) -> None:
    """Of whoever is asked about everything is there, of the others nothing."""
    pairs = [
        (key, who) for key, one in book.referrals.items() for who in (one.referrer, one.client)
    ]
    asked = frozenset(data.draw(st.sets(st.sampled_from(pairs)))) if pairs else frozenset()
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
