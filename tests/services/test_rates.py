"""Exchange rates: typed by hand, in force from a day on, used for the curve alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories import TODAY, client, do, dump, payment, refused, sale, sound, undo

from smallcrm.domain.money import Money
from smallcrm.queries.rates import Rates
from smallcrm.services import commands


def rate(backend, currency, value, since=None):
    command = commands.SetRate(currency=currency, rate=Decimal(value), valid_from=since)
    return do(backend, command).id


def test_a_rate_holds_from_its_day_on(backend):
    rate(backend, "usd", "0.9", date(2026, 1, 1))
    rate(backend, "USD", "0.8", date(2026, 3, 1))
    rate(backend, "JPY", "0.006")
    dollars = Money(100_00, "USD")
    converted = backend.queries.converted
    assert converted(dollars, date(2025, 12, 31)) is None
    assert converted(dollars, date(2026, 2, 28)) == Money(90_00, "EUR")
    assert converted(dollars, date(2026, 3, 1)) == Money(80_00, "EUR")
    assert converted(Money(1250, "JPY"), TODAY) == Money(750, "EUR")
    assert converted(Money(5, "EUR"), date(1990, 1, 1)) == Money(5, "EUR")
    assert converted(Money(5, "CNY"), TODAY) is None
    assert [
        (one.currency, one.base, one.valid_from, one.rate) for one in backend.queries.rates()
    ] == [
        ("JPY", "EUR", TODAY, "0.006"),
        ("USD", "EUR", date(2026, 3, 1), "0.8"),
        ("USD", "EUR", date(2026, 1, 1), "0.9"),
    ]
    sound(backend)


def test_the_same_day_is_replaced_and_a_rate_can_go(backend):
    one = rate(backend, "USD", "0.9")
    before = dump(backend)
    assert rate(backend, "USD", "0.95") == one
    assert [found.rate for found in backend.queries.rates()] == ["0.95"]
    do(backend, commands.RemoveRate(rate=one))
    assert backend.queries.rates() == ()
    assert refused(backend, commands.RemoveRate(rate=one)).code == "no_such_rate"
    undo(backend)
    undo(backend)
    assert dump(backend) == before


@pytest.mark.parametrize(
    ("currency", "value", "code", "field"),
    [
        ("EUR", "1", "rate_of_own_currency", "currency"),
        ("XXX", "1", "unknown_currency", "currency"),
        ("USD", "0", "bad_rate", "rate"),
        ("USD", "-1", "bad_rate", "rate"),
        ("USD", "NaN", "bad_rate", "rate"),
        ("USD", "1000000001", "bad_rate", "rate"),
        ("USD", "0.00000000001", "bad_rate", "rate"),
    ],
)
def test_what_is_no_rate(backend, currency, value, code, field):
    refusal = refused(backend, commands.SetRate(currency=currency, rate=Decimal(value)))
    assert (refusal.code, refusal.field) == (code, field)


@given(st.integers(-(10**9), 10**9), st.decimals(Decimal("0.0001"), 1000, places=4))
def test_rounding_is_half_away_from_zero(minor, value):
    rates = Rates("EUR", {"KWD": [(date(2000, 1, 1), Fraction(value))]})
    made = rates.convert(Money(minor, "KWD"), TODAY)
    exact = Decimal(minor) * value / 10
    assert abs(made.minor - exact) <= Decimal("0.5")
    assert made == Money(-rates.convert(Money(-minor, "KWD"), TODAY).minor, "EUR")


# -- the curve ------------------------------------------------------------------------------------


def story(backend):
    ann = client(backend)
    sale(backend, ann, "500", on=date(2025, 1, 1))
    payment(backend, ann, "100", on=date(2025, 8, 1))
    payment(backend, ann, "100", currency="USD", on=date(2025, 8, 2), allocations={})
    payment(backend, ann, "1000", currency="CNY", on=date(2026, 4, 2), allocations={})
    return ann


def drawn(backend, client_id):
    card = backend.queries.card(client_id)
    heights = [str(one.drawn) for one in card.quarters if one.drawn]
    return card.curve.currency, card.curve.converted, card.curve.missing, heights


def test_one_currency_is_drawn_as_it_is(backend):
    ann = client(backend)
    assert drawn(backend, ann) == ("EUR", (), (), [])
    payment(backend, ann, "100", currency="USD", on=date(2025, 8, 2))
    assert drawn(backend, ann) == ("USD", (), (), ["100.00"])


def test_several_are_drawn_in_the_files_by_the_owners_rates(backend):
    ann = story(backend)
    assert drawn(backend, ann) == ("EUR", (), ("CNY", "USD"), ["100.00"])
    rate(backend, "USD", "0.9", date(2025, 9, 30))
    rate(backend, "CNY", "0.12")
    assert drawn(backend, ann) == ("EUR", ("CNY", "USD"), (), ["190.00", "120.00"])
    rate(backend, "USD", "0.8", date(2025, 10, 1))
    assert drawn(backend, ann)[3] == ["190.00", "120.00"], "each quarter by its last day"


def test_a_currency_with_a_quarter_without_rate_is_named_and_not_drawn(backend):
    ann = story(backend)
    rate(backend, "USD", "0.9", date(2025, 10, 1))
    rate(backend, "CNY", "0.12", date(2026, 1, 1))
    assert drawn(backend, ann) == ("EUR", ("CNY",), ("USD",), ["100.00", "120.00"])
    owed = backend.queries.card(ann).balance.owed
    assert [part.amount.currency for part in owed] == ["EUR"], "nothing else is ever converted"
