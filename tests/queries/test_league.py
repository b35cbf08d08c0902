"""The league of referrers and the sources of clients, against the same counted from the rows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests import referral_rows
from tests.factories import TODAY, client, do, ordered, payment, sale
from tests.queries.reading import counted, plan
from tests.referral_rows import CURRENCIES, Payment, Referral, World, name_of, summed

from smallcrm.app import open_backend
from smallcrm.domain.clock import Clock
from smallcrm.domain.money import Money
from smallcrm.queries import league
from smallcrm.queries.referral_shapes import LeagueOrder, LeagueRow, SourceRow
from smallcrm.services import commands

DAYS = st.one_of(st.none(), st.integers(0, 40).map(lambda days: TODAY - timedelta(days=days)))


def in_currency(amounts, currency):
    return sum(one.minor for one in amounts if one.currency == currency)


def expected(world, first, until, order, currency):
    """Count by hand: every referrer's row, and by what it is sorted."""
    found = []
    for referrer, sent in world.by_referrer(first, until).items():
        won = sum(one.outcome == "won" for one in sent)
        lost = sum(one.outcome == "lost" for one in sent)
        worth = summed(world.paid(one.client) for one in sent)
        reward = summed(world.reward(one) for one in sent)
        figures = (len(sent), won, lost, len(sent) - won - lost, worth, reward)
        last = max(one.on for one in sent)
        amount = in_currency(worth if order is LeagueOrder.WORTH else reward, currency)
        key = {
            LeagueOrder.SENT: (-len(sent), -won, -referrer),
            LeagueOrder.WON: (-won, -len(sent), -referrer),
            LeagueOrder.NAME: (name_of(referrer), referrer),
        }.get(order, (-amount, -referrer) if amount > 0 else (0, -won, -len(sent), -referrer))
        found.append((key, (referrer, *figures, last)))
    return [row for _, row in sorted(found)]


def plainly(row):
    figures = (row.sent, row.won, row.lost, row.pending, row.worth, row.reward)
    return (row.referrer.id, *figures, row.last_on)


@settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
@given(
    referral_rows.worlds(),
    DAYS,
    DAYS,
    st.sampled_from(LeagueOrder),
    st.sampled_from((None, *CURRENCIES)),
    st.sampled_from((None, 1, 2, 4)),
)
@example(World(9), None, None, LeagueOrder.NAME, None, 1)
def test_the_league_is_what_the_rows_come_to(backend, world, first, until, order, currency, limit):
    # Credit that is taken back beyond what was earned is no file's.
    credit = [one for one in world.payments if one.kind != "credit_taken_back"]
    world = World(world.clients, world.referrals, credit)
    referral_rows.write(backend, world)
    wanted = expected(world, first, until, order, currency or "EUR")
    found = backend.queries.league(first, until, order=order, currency=currency, limit=limit)
    assert [plainly(row) for row in found] == wanted[:limit]


def test_what_is_taken_back_is_no_reward(backend):
    sent = [Referral(client=2, referrer=1)]
    earned = [
        Payment(1, 30, "referral_credit", referral=0),
        Payment(1, 10, "credit_taken_back", referral=0),
        Payment(2, 99, refunded=9),
    ]
    referral_rows.write(backend, World(3, sent, earned))
    (row,) = backend.queries.league()
    assert (row.worth, row.reward) == ((Money(90, "EUR"),), (Money(20, "EUR"),))
    assert row == LeagueRow(row.referrer, 1, 1, 0, 0, row.worth, row.reward, TODAY)


def test_nobody_sent_anybody(backend):
    client(backend)
    for order in LeagueOrder:
        assert backend.queries.league(order=order) == ()
        assert backend.queries.league(date(2026, 1, 1), order=order, limit=3) == ()


def test_names_are_read_in_their_order_where_many_sent_somebody(backend, monkeypatch):
    """The two ways of sorting by names agree: by looking through all names, and by sorting."""
    sent = [Referral(client=one, referrer=one % 9 + 1, days=one) for one in range(1, 10)]
    referral_rows.write(backend, World(9, sent, []))
    for first in (None, TODAY - timedelta(days=6)):
        sorted_names = backend.queries.league(first, order=LeagueOrder.NAME, limit=4)
        with monkeypatch.context() as patched:
            patched.setattr(league, "_MANY", "SELECT 1 FROM ({0})")
            read = backend.queries.league(first, order=LeagueOrder.NAME, limit=4)
        assert read == sorted_names
        assert len(read) == 4


# -- how it is read -------------------------------------------------------------------------------


@pytest.mark.parametrize("order", LeagueOrder)
@pytest.mark.parametrize("first", [None, date(2026, 1, 1)])
def test_a_page_of_the_league_is_a_fixed_number_of_statements(backend, order, first):
    sent = [Referral(client=one, referrer=one % 9 + 1) for one in range(1, 10)]
    money = [Payment(one, 50) for one in range(1, 10)]
    referral_rows.write(backend, World(9, sent, money))
    for limit in (1, 5):
        with counted(backend, "league") as seen:
            backend.queries.league(first, order=order, limit=limit)
        # Who is shown, and the two parts of what is said of them; settings for the currency, or
        # who of those without money; or how many there are, before the names.
        assert 3 <= len(seen) <= 5


@pytest.mark.parametrize(
    ("sql", "wanted"),
    [
        (league._BY_COUNT.format("sent", "won"), "USING COVERING INDEX ix_referrer_sent_won"),
        (league._BY_COUNT.format("won", "sent"), "USING COVERING INDEX ix_referrer_won_sent"),
        (league._BY_AMOUNT.format("paid_minor"), "COVERING INDEX ix_referrer_worth_currency_paid"),
        (league._BY_AMOUNT.format("reward_minor"), "INDEX ix_referrer_worth_currency_reward"),
        (league._NAMES_READ.format("1"), "ix_client_name_sort_id"),
    ],
)
def test_all_time_is_read_in_order_and_not_sorted(backend, sql, wanted):
    values = {"limit": 9, "currency": "EUR"}
    found = plan(backend, sql, **{name: values[name] for name in values if f":{name}" in sql})
    assert wanted in found
    assert "TEMP B-TREE" not in found


@pytest.mark.parametrize(
    "sql",
    [
        league._COUNT_IN_PERIOD.format("sent", "won"),
        league._AMOUNT_IN_PERIOD.format("paid_minor"),
        league._SHOWN_IN_PERIOD,
        league._SHOWN_WORTH_IN_PERIOD,
    ],
)
def test_a_period_is_read_from_indexes_alone(backend, sql):
    values = {"limit": 9, "currency": "EUR", "first": "a", "until": "b", "ids": "[1]"}
    found = plan(backend, sql, **{name: values[name] for name in values if f":{name}" in sql})
    assert "COVERING INDEX ix_referral_" in found
    assert "SCAN referral" not in found


# -- sources --------------------------------------------------------------------------------------


def test_sources_are_compared(backend):
    ann = client(backend, "Ann", source="Fair")
    bob = client(backend, "Bob", source=" Fair")
    client(backend, "Eve")
    sent = client(backend, "Sue", source="Fair", referred_by=ann)
    payment(backend, ann, "50")
    ordered(backend, bob, "20")
    sale(backend, sent, "30")
    payment(backend, sent, "30")
    payment(backend, sent, "7", currency="USD")
    cancelled = sale(backend, ann, "9")
    do(backend, commands.CancelSale(sale=cancelled))
    assert backend.queries.sources() == (
        SourceRow("Fair", referred=False, clients=2, won=1, worth=(Money(5000, "EUR"),)),
        SourceRow(
            None, referred=True, clients=1, won=1, worth=(Money(3000, "EUR"), Money(700, "USD"))
        ),
        SourceRow(None, referred=False, clients=1, won=0, worth=()),
    )


def test_sources_of_a_period_begin_and_end_with_the_owners_days(paths):
    """At a quarter past midnight in Dublin it is still yesterday in UTC."""
    zone = ZoneInfo("Europe/Dublin")
    at = datetime(2026, 5, 11, 23, 15, tzinfo=UTC)
    backend = open_backend(paths, Clock.fixed(at, zone), country="IE", currency="EUR")
    try:
        client(backend, "Ann")
        day = date(2026, 5, 12)
        before, after = day - timedelta(days=1), day + timedelta(days=1)
        assert [row.clients for row in backend.queries.sources(day, day)] == [1]
        assert backend.queries.sources(None, before) == ()
        assert backend.queries.sources(after, None) == ()
        assert [row.clients for row in backend.queries.sources(date.min, date.max)] == [1]
    finally:
        backend.close()
