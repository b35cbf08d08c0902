"""The totals of referrals follow every write by whatever path, and check finds what does not."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import referral_rows
from tests.factories import client, do, payment, redo, rows, sale, sound, undo
from tests.referral_rows import MOST

from smallcrm.db import referral_totals
from smallcrm.services import commands

TABLES = ("client_worth", "referrer", "referrer_worth")
# Nobody writes so, but triggers must not care; a row that is in the way is left, or replaced.
WRITES = (
    "UPDATE payment SET client_id = :client WHERE id = :row",
    "UPDATE payment SET amount_minor = amount_minor + 7 WHERE id = :row",
    "UPDATE payment SET refunded_minor = amount_minor, allocated_minor = 0 WHERE id = :row",
    "UPDATE payment SET kind = 'payment', currency = 'USD' WHERE id = :row",
    "UPDATE payment SET kind = 'referral_credit', referral_id = :other WHERE id = :row",
    "UPDATE payment SET voided_at = iif(voided_at IS NULL, 'x', NULL) WHERE id = :row",
    "UPDATE payment SET referral_id = NULL",
    "UPDATE OR IGNORE referral SET client_id = :client WHERE id = :row",
    "UPDATE OR IGNORE referral SET counterpart_id = :client WHERE id = :row",
    "UPDATE OR IGNORE referral SET direction = 'in' WHERE id >= :row",
    "UPDATE referral SET direction = 'out' WHERE id >= :row",
    "UPDATE referral SET outcome = iif(outcome = 'won', 'lost', 'won') WHERE id <= :row",
    """UPDATE OR REPLACE referral SET direction = 'in', client_id = :client
       WHERE id = :row AND counterpart_id <> :client""",
    "DELETE FROM referral WHERE id = :row",
    "DELETE FROM payment WHERE id = :row",
    """INSERT OR REPLACE INTO referral (id, direction, client_id, counterpart_id, referred_on,
       outcome, outcome_by_hand)
       SELECT :other, 'in', :client, 1 + :client % 9, '2026-05-01', 'won', 0""",
    """INSERT OR REPLACE INTO payment (id, client_id, kind, currency, amount_minor,
       allocated_minor, refunded_minor, received_on, referral_id)
       SELECT :row, :client, 'credit_taken_back', 'EUR', 9, 0, 0, '2026-05-01', :other""",
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(WRITES), st.integers(1, 20), st.integers(1, 14), st.integers(1, MOST)
    ),
    max_size=12,
)


def wrong(backend):
    with backend.database.read("t") as connection:
        return list(referral_totals.problems(connection))


@settings(deadline=None, max_examples=120, suppress_health_check=list(HealthCheck))
@given(referral_rows.worlds(), STEPS)
def test_totals_follow_rows_that_come_change_and_go_in_any_order(backend, world, steps):
    referral_rows.write(backend, world)
    assert wrong(backend) == []
    with referral_rows.written(backend) as raw:
        for sql, row, other, whom in steps:
            raw.execute(sql, {"row": row, "other": other, "client": whom})
        # A credit of a referral that is gone is no file's: what undo takes back, it takes whole.
        raw.execute("DELETE FROM payment WHERE referral_id NOT IN (SELECT id FROM referral)")
    assert wrong(backend) == []
    kept = {table: rows(backend, f"SELECT * FROM {table} ORDER BY 1, 2") for table in TABLES}
    with backend.database.write() as connection:
        referral_totals.rebuild(connection)
    for table in TABLES:
        assert rows(backend, f"SELECT * FROM {table} ORDER BY 1, 2") == kept[table]


def test_totals_follow_commands_and_their_undoing(backend):
    ann, bob, eve = client(backend, "Ann"), client(backend, "Bob"), client(backend, "Eve")
    sent = do(backend, commands.AddReferral(referrer=ann, client=bob)).id
    sale(backend, bob, "100")
    paid = payment(backend, bob, "100")
    assert rows(backend, "SELECT * FROM client_worth") == [(bob, "EUR", 10000, 0)]
    assert rows(backend, "SELECT * FROM referrer") == [(ann, None, 1, 1, 0)]
    do(backend, commands.EditReferral(referral=sent, counterpart=eve, reason="It was Eve"))
    assert rows(backend, "SELECT * FROM referrer_worth") == [(eve, "EUR", 10000, 0)]
    undo(backend)
    assert rows(backend, "SELECT * FROM referrer_worth") == [(ann, "EUR", 10000, 0)]
    redo(backend)
    do(backend, commands.ReversePayment(payment=paid, reason="bounced"))
    assert rows(backend, "SELECT * FROM referrer_worth") == []
    undo(backend)
    assert rows(backend, "SELECT * FROM referrer_worth") == [(eve, "EUR", 10000, 0)]
    do(backend, commands.AddReferral(referrer=ann, client=eve))
    assert (eve, ann, 1, 1, 0) in rows(backend, "SELECT * FROM referrer")
    do(backend, commands.RemoveReferral(referral=sent))
    assert rows(backend, "SELECT client_id FROM referrer") == [(ann,)]
    sound(backend)


@pytest.mark.parametrize(
    ("sql", "table"),
    [
        ("UPDATE client_worth SET paid_minor = paid_minor + 1", "client_worth"),
        ("INSERT INTO client_worth VALUES (3, 'USD', 0, 0)", "client_worth"),
        ("UPDATE referrer SET won = won + 1", "referrer"),
        ("DELETE FROM referrer", "referrer"),
        ("DELETE FROM referrer_worth", "referrer_worth"),
    ],
)
def test_check_finds_totals_that_are_wrong(backend, sql, table):
    ann, bob = client(backend, "Ann"), client(backend, "Bob")
    do(backend, commands.AddReferral(referrer=ann, client=bob))
    payment(backend, bob, "100")
    sound(backend)
    with backend.database.write() as connection:
        connection.exec_driver_sql(sql)
    found = {(one.code, one.parameters.get("name")) for one in backend.check().problems}
    assert ("referral_totals", table) in found


def test_check_finds_a_trigger_that_is_missing(backend):
    with backend.database.write() as connection:
        connection.exec_driver_sql("DROP TRIGGER totals_referral_update")
    found = [(one.code, one.parameters) for one in backend.check().problems]
    assert ("trigger_differs", {"name": "totals_referral_update"}) in found
