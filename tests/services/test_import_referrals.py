"""Referrals from a file: nobody twice, no circle, in any order; taken back as one step."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories import client, do, dump, outcome, payment, redo, rows, sale, sound, undo

from smallcrm.domain.enums import ReferralDirection, ReferralOutcome
from smallcrm.domain.money import Money
from smallcrm.domain.records import ClientRecord, RecordKind, ReferralRecord
from smallcrm.services import commands
from smallcrm.services.commands import ImportRecords

D = Decimal


def bring(backend, *found, dry_run=False):
    command = ImportRecords(
        kind=RecordKind.REFERRALS,
        records=found,
        rejected=(),
        rows_read=len(found),
        file_name="sent.csv",
        dry_run=dry_run,
    )
    return outcome(backend, command).imported


def sent(row, client_name, referrer_name, **fields):
    return ReferralRecord(row=row, client_name=client_name, referrer_name=referrer_name, **fields)


def figures(result):
    return result.added, result.merged, result.unchanged, len(result.skipped)


def who_sent(backend):
    sql = (
        "SELECT one.name, other.name FROM referral JOIN client one ON one.id = client_id"
        " JOIN client other ON other.id = counterpart_id WHERE direction = 'in' ORDER BY 1"
    )
    return dict(rows(backend, sql))


@pytest.fixture
def people(backend):
    return {name: client(backend, name) for name in ("Ann", "Bob", "Cid", "Dan")}


def test_a_file_twice_and_taken_back(backend, people):
    found = (
        sent(1, "Bob", "Ann", on=date(2026, 3, 1), what_for="a roof"),
        sent(2, "Cid", "Bob"),
        sent(3, "Dan", "Ann", direction=ReferralDirection.OUT, commission=Money(5000, "EUR")),
    )
    before = dump(backend)
    assert figures(bring(backend, *found, dry_run=True)) == (3, 0, 0, 0)
    assert dump(backend) == before
    assert figures(bring(backend, *found)) == (3, 0, 0, 0)
    after = dump(backend)
    assert who_sent(backend) == {"Bob": "Ann", "Cid": "Bob"}
    assert len(people) == 4
    sound(backend)
    assert figures(bring(backend, *found)) == (0, 0, 3, 0)
    assert dump(backend) == after
    undo(backend)
    assert dump(backend) == before
    redo(backend)
    assert dump(backend) == after
    sound(backend)


def test_what_cannot_be_is_named_row_by_row(backend, people):
    do(backend, commands.AddReferral(referrer=people["Ann"], client=people["Bob"]))
    client(backend, "Twin")
    client(backend, "Twin")
    result = bring(
        backend,
        sent(1, "Ann", "Ann"),
        sent(2, "Bob", "Cid"),  # Ann sent him
        sent(3, "Cid", "Bob"),
        sent(4, "Ann", "Cid"),  # Ann, Bob, Cid, Ann
        sent(5, "Cid", "Dan"),  # Bob did, a row ago
        sent(6, "Nobody", "Ann"),
        sent(7, "Dan", "Twin"),
        sent(8, "Dan", "Ann", commission=Money(1, "EUR")),
        sent(9, "Dan", "Ann", what_for="x" * 100_000),
    )
    assert figures(result) == (1, 0, 0, 8)
    assert [(row.row, row.why) for row in result.skipped] == [
        (1, "self_referral"),
        (2, "has_referrer"),
        (4, "referral_circle"),
        (5, "has_referrer"),
        (6, "unknown_client"),
        (7, "ambiguous_client"),
        (8, "commission_only_out"),
        (9, "too_long"),
    ]
    assert who_sent(backend) == {"Bob": "Ann", "Cid": "Bob"}
    sound(backend)


def test_the_outcome_follows_the_sales_unless_the_file_knows_otherwise(backend, people):
    sale(backend, people["Bob"])
    sale(backend, people["Cid"])
    bring(
        backend,
        sent(1, "Bob", "Ann", outcome=ReferralOutcome.PENDING),
        sent(2, "Cid", "Ann", outcome=ReferralOutcome.LOST),
        sent(3, "Dan", "Ann", outcome=ReferralOutcome.WON),
    )
    found = rows(backend, "SELECT client_id, outcome, outcome_by_hand FROM referral")
    assert found == [
        (people["Bob"], "won", 0),
        (people["Cid"], "lost", 1),
        (people["Dan"], "won", 1),
    ]
    sound(backend)


def test_credit_is_posted_for_what_was_bought_already_and_nobody_is_to_be_thanked(backend, people):
    do(backend, commands.AddRewardRule(name="Ten percent", percent=D(10)))
    sale(backend, people["Bob"], "250")
    payment(backend, people["Bob"], "250")
    bring(backend, sent(1, "Bob", "Ann"))
    (credit,) = backend.queries.rewards_of(people["Ann"])
    assert credit.amount == Money.parse("25", credit.amount.currency)
    assert rows(backend, "SELECT count(*) FROM follow_up") == [(0,)]
    sound(backend)
    undo(backend)
    assert backend.queries.rewards_of(people["Ann"]) == ()
    sound(backend)


def test_a_purpose_is_completed_and_never_overwritten(backend, people):
    assert figures(bring(backend, sent(1, "Bob", "Ann"))) == (1, 0, 0, 0)
    assert figures(bring(backend, sent(1, "Bob", "Ann", what_for="a roof"))) == (0, 1, 0, 0)
    assert figures(bring(backend, sent(1, "Bob", "Ann", what_for="a door"))) == (0, 0, 1, 0)
    assert rows(backend, "SELECT what_for FROM referral") == [("a roof",)]
    assert people


def test_one_client_may_be_sent_to_a_partner_again_on_another_day(backend, people):
    out = {"direction": ReferralDirection.OUT}
    found = (
        sent(1, "Bob", "Dan", on=date(2026, 3, 1), **out),
        sent(2, "Bob", "Dan", on=date(2026, 4, 1), **out),
        sent(3, "Bob", "Dan", on=date(2026, 4, 1), **out),
        sent(4, "Bob", "Dan", **out),
    )
    assert figures(bring(backend, *found)) == (2, 0, 2, 0)
    assert len(rows(backend, "SELECT id FROM referral WHERE direction = 'out'")) == 2
    assert people


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(pairs=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=14))
def test_no_order_of_rows_makes_a_circle(backend, pairs):
    names = [f"P{number}" for number in range(6)]
    if not rows(backend, "SELECT id FROM client"):
        for name in names:
            client(backend, name)
    found = [sent(row, names[a], names[b]) for row, (a, b) in enumerate(pairs, start=1)]
    result = bring(backend, *found)
    taken = who_sent(backend)
    assert result.added == len(taken)
    assert sum(figures(result)) == len(found)
    for name in taken:
        seen = [name]
        while (above := taken.get(seen[-1])) is not None:
            assert above not in seen
            seen.append(above)
    if result.added:
        undo(backend)
    assert who_sent(backend) == {}


def test_a_list_of_clients_knows_no_day_and_a_list_of_referrals_does(backend):
    command = ImportRecords(
        kind=RecordKind.CLIENTS,
        records=(ClientRecord(1, "Ann"), ClientRecord(2, "Bob", referred_by="Ann")),
        rejected=(),
        rows_read=2,
        file_name="people.csv",
    )
    outcome(backend, command)
    march = date(2026, 3, 1)
    assert figures(bring(backend, sent(1, "Bob", "Ann", on=march))) == (0, 1, 0, 0)
    assert rows(backend, "SELECT referred_on FROM referral") == [("2026-03-01",)]
    # From then on the day is known, and stays.
    assert figures(bring(backend, sent(1, "Bob", "Ann", on=date(2026, 4, 1)))) == (0, 0, 1, 0)
    do(backend, commands.EditReferral(referral=1, on=date(2026, 2, 1)))
    assert figures(bring(backend, sent(1, "Bob", "Ann", on=march))) == (0, 0, 1, 0)
    assert rows(backend, "SELECT referred_on FROM referral") == [("2026-02-01",)]
    sound(backend)
