"""What Today says of referrals: thanks owed, rewards lost, credit about to lapse."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from tests.factories import TODAY, client, do, payment, sale

from smallcrm.app import Backend
from smallcrm.domain.enums import FollowUpCode
from smallcrm.domain.money import Money
from smallcrm.services import commands


def earned(backend: Backend, james: int, name: str, amount: str = "100") -> tuple[int, int]:
    """Let James send somebody who pays; return the credit of a tenth of it and the payment."""
    sent = client(backend, name, referred_by=james)
    sale(backend, sent, amount)
    paid = payment(backend, sent, amount)
    return backend.queries.rewards_of(james)[0].payment_id, paid


def ten_per_cent(backend: Backend) -> None:
    do(backend, commands.AddRewardRule(name="Tenth", percent=Decimal(10), expires_after_days=90))


def test_thanks_stand_apart_and_crowd_nothing_out(backend: Backend) -> None:
    james = client(backend, "James")
    for number in range(55):
        sent = client(backend, f"Client {number}", referred_by=james)
        sale(backend, sent)
    own = commands.AddFollowUp(client=james, text="ring him", due=TODAY)
    do(backend, own)
    later = commands.AddFollowUp(client=james, text="not yet", due=TODAY + timedelta(days=1))
    do(backend, later)
    today = backend.queries.today()
    assert [item.text for item in today.follow_ups] == ["ring him"]
    assert len(today.thanks) == 50
    assert {item.code for item in today.thanks} == {FollowUpCode.THANKS}
    assert today.rewards_lost == ()
    assert len(backend.queries.follow_ups()) == 57


def test_credit_that_lapses_within_a_month(backend: Backend) -> None:
    ten_per_cent(backend)
    james = client(backend, "James")
    names = ("today", "in a month", "after that", "spent", "never")
    made = [earned(backend, james, name)[0] for name in names]
    days = (TODAY, TODAY + timedelta(days=30), TODAY + timedelta(days=31), TODAY, None)
    for credit, day in zip(made, days, strict=True):
        do(backend, commands.SetCreditExpiry(payment=credit, expires_on=day, reason="agreed"))
    own = sale(backend, james, "10")
    do(backend, commands.SetAllocations(payment=made[3], allocations={own: Decimal(10)}))
    lapsing = backend.queries.today().credits_lapsing
    assert [(one.referred, one.until) for one in lapsing] == [
        ("today", TODAY),
        ("in a month", date(2026, 6, 11)),
    ]
    assert {one.left for one in lapsing} == {Money(1000, "EUR")}
    assert {one.client.id for one in lapsing} == {james}


def test_what_was_lost_names_what_it_was_for(backend: Backend) -> None:
    ten_per_cent(backend)
    james = client(backend, "James")
    spent, first = earned(backend, james, "Hannah")
    own = sale(backend, james, "10")
    do(backend, commands.SetAllocations(payment=spent, allocations={own: Decimal(10)}))
    out, second = earned(backend, james, "Ruth", "200")
    do(backend, commands.Refund(payment=out, amount=Decimal(20)))
    for bounced in (first, second):
        do(backend, commands.ReversePayment(payment=bounced, reason="bounced"))
    lost = backend.queries.today().rewards_lost
    assert {
        (item.code, item.referred.name if item.referred else "", item.amount) for item in lost
    } == {
        (FollowUpCode.CREDIT_TAKEN_BACK, "Hannah", Money(1000, "EUR")),
        (FollowUpCode.CREDIT_PAID_OUT, "Ruth", Money(2000, "EUR")),
    }
    assert {item.client.id for item in lost} == {james}
    do(backend, commands.FinishFollowUp(follow_up=lost[0].id))
    assert len(backend.queries.today().rewards_lost) == 1
