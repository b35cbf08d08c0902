"""`check` holds the credit that stands for referrals against what they earned."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from tests.db.test_check import codes, places, tamper
from tests.factories import TODAY, client, do, payment, sale

from smallcrm.app import Backend
from smallcrm.services import commands

D = Decimal


@pytest.fixture
def earned(backend: Backend) -> Backend:
    """Ann sent Bob: ten percent of two sales, half of the first paid out; Cem by hand."""
    ann = client(backend)
    bob = client(backend, "Bob Tan", referred_by=ann)
    do(
        backend,
        commands.AddRewardRule(name="Ten", percent=D(10), first_sales=2, year_cap=D(100)),
    )
    sale(backend, bob, "100", on=TODAY - timedelta(2))
    first = payment(backend, bob, "100")
    do(backend, commands.PayOut(client=ann, amount=D(5)))
    do(backend, commands.ReversePayment(payment=first))
    payment(backend, bob, "100")
    sale(backend, bob, "50")
    payment(backend, bob, "50")
    client(backend, "Cem Oz", referred_by=bob)
    said = commands.SetReward(referral=2, amount=D(3), reason="so said")
    do(backend, said)
    assert backend.check().problems == ()
    return backend


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE payment SET amount_minor = 299 WHERE amount_minor = 300", "reward_missing"),
        ("UPDATE payment SET amount_minor = 301 WHERE amount_minor = 300", "reward_too_much"),
        ("UPDATE reward_override SET amount_minor = 301", "reward_missing"),
        ("UPDATE reward_rule SET percent = '9'", "reward_too_much"),
        ("UPDATE reward_rule SET percent = 'x'", "damaged_page"),
        ("UPDATE reward_rule SET percent = NULL", "reward_too_much"),
        ("UPDATE reward_rule SET currency = NULL", "reward_rule"),
        ("UPDATE reward_rule SET year_cap_minor = NULL", "reward_rule"),
        ("UPDATE reward_rule SET recipients = 'x'", "damaged_page"),
        ("DELETE FROM reward_rule", "reward_too_much"),
        ("UPDATE sale SET status = 'cancelled'", "reward_too_much"),
        ("UPDATE sale SET sold_on = 'x'", "damaged_page"),
        ("UPDATE referral SET direction = 'out' WHERE id = 2", "reward_too_much"),
        ("UPDATE reward_override SET client_id = 1", "reward_override"),
        (
            "UPDATE payment SET amount_minor = 5000 WHERE kind = 'credit_taken_back'",
            "reward_negative",
        ),
        ("UPDATE payment SET referral_id = 1 WHERE kind = 'payment'", "reward_row"),
        ("UPDATE payment SET referral_id = 2 WHERE kind = 'credit_taken_back'", "reward_row"),
        ("UPDATE payment SET refund_of_id = NULL WHERE referral_id = 1", "reward_row"),
    ],
)
def test_what_damage_does_to_rewards(earned: Backend, statement: str, code: str) -> None:
    tamper(earned, statement)
    assert code in codes(earned)


def test_the_referral_and_the_client_are_named(earned: Backend) -> None:
    tamper(earned, "UPDATE payment SET amount_minor = 299 WHERE amount_minor = 300")
    assert places(earned, "reward_missing") == [{"id": 2, "client": 2}]
