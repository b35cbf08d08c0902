"""Corners of what referrals earn that random stories came upon."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from tests.factories import client, do, payment, redo, refused, rows, sale, sound, undo

from smallcrm.app import Backend
from smallcrm.db.unit_of_work import unit_of_work
from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import EarnedWhen, ReferralOutcome, Source
from smallcrm.services import commands

D = Decimal


def rule(backend: Backend, **fields: Any) -> int:
    values = {"name": "Half", "percent": D(50), "first_sales": None, **fields}
    return do(backend, commands.AddRewardRule(**values)).id


def refer(backend: Backend) -> tuple[int, int, int]:
    """Return a referrer, whom they sent, and the referral."""
    ann, bob = client(backend), client(backend, "Bob Tan")
    return ann, bob, do(backend, commands.AddReferral(referrer=ann, client=bob)).id


def told(backend: Backend) -> list[tuple[Any, ...]]:
    sql = "SELECT code, amount_minor FROM follow_up WHERE code LIKE 'credit_%' ORDER BY id"
    return rows(backend, sql)


def test_what_was_paid_out_is_told_once_also_when_the_referral_goes(backend: Backend) -> None:
    ann, bob, referral = refer(backend)
    rule(backend)
    sold = sale(backend, bob, "10")
    payment(backend, bob, "10")
    do(backend, commands.PayOut(client=ann))
    do(backend, commands.CancelSale(sale=sold))
    assert told(backend) == [("credit_paid_out", 500)]
    do(backend, commands.RemoveReferral(referral=referral))
    assert told(backend) == [("credit_paid_out", 500)]
    sound(backend)


def test_what_was_taken_back_is_not_given_again_when_the_referral_is_gone(
    backend: Backend,
) -> None:
    _, bob, referral = refer(backend)
    rule(backend)
    sale(backend, bob, "10")
    payment(backend, bob, "10")
    do(backend, commands.RemoveReferral(referral=referral))
    kept = rows(backend, "SELECT id FROM payment WHERE kind = 'credit_taken_back'")
    ((taken_back,),) = kept
    assert refused(backend, commands.ReversePayment(payment=taken_back)).code == "reward_follows"


def test_a_cap_is_used_up_by_what_was_given_and_not_by_what_the_year_held_back(
    backend: Backend,
) -> None:
    _, bob, _ = refer(backend)
    rule(backend, cap=D(10), year_cap=D(3))
    for on in (date(2024, 5, 1), date(2025, 5, 1), date(2026, 5, 1)):
        sale(backend, bob, "16", on=on)
    payment(backend, bob, "48")
    assert rows(backend, "SELECT amount_minor FROM payment WHERE referral_id IS NOT NULL") == [
        (300,),
        (300,),
        (300,),
    ]


def test_a_reward_that_came_to_nothing_leaves_no_total(backend: Backend) -> None:
    """Nothing was paid, so that nothing is left of what they are worth."""
    _, bob, referral = refer(backend)
    rule(backend, earned_when=EarnedWhen.ORDERED)
    sold = sale(backend, bob, "10")
    do(backend, commands.CancelSale(sale=sold))
    assert rows(backend, "SELECT * FROM client_worth") == []
    sound(backend)
    undo(backend)
    redo(backend)
    sound(backend)
    do(backend, commands.EditReferral(referral=referral, outcome=ReferralOutcome.LOST))
    sound(backend)
    # Money that was all given back comes so from an export.
    refunded = payment(backend, bob, "3")
    do(backend, commands.Refund(payment=refunded, amount=D(3)))
    with unit_of_work(backend.database, Clock(), source=Source.IMPORT) as uow:
        uow.connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        uow.connection.exec_driver_sql("CREATE TEMP TABLE kept AS SELECT * FROM payment")
        uow.connection.exec_driver_sql("DELETE FROM payment")
        uow.connection.exec_driver_sql("INSERT INTO payment SELECT * FROM kept ORDER BY id")
    assert rows(backend, "SELECT * FROM client_worth") == []


def test_a_credit_that_lapsed_is_not_paid_out(backend: Backend) -> None:
    """Neither what is free of it nor what it settled, unless the owner lets it be good again."""
    ann, bob, _ = refer(backend)
    rule(backend, expires_after_days=1)
    sale(backend, bob, "10")
    payment(backend, bob, "10")
    ((credit,),) = rows(backend, "SELECT id FROM payment WHERE kind = 'referral_credit'")
    with unit_of_work(backend.database, Clock(), source=Source.PROGRAM) as uow:
        uow.connection.exec_driver_sql(
            "UPDATE payment SET expires_on = '2020-01-01' WHERE id = ?", (credit,)
        )
    assert refused(backend, commands.Refund(payment=credit, amount=D(5))).code == "credit_expired"
    assert refused(backend, commands.PayOut(client=ann)).code == "no_credit"
    do(backend, commands.SetCreditExpiry(payment=credit, expires_on=None))
    do(backend, commands.Refund(payment=credit, amount=D(5)))
