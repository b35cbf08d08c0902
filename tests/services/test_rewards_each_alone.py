"""Where each sale is rewarded by itself only those that changed are looked at: none is missed."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest
from tests.factories import TODAY, client, do, payment, rows, sale, sound
from tests.services.rewards import couple, refer, rule, standing

from smallcrm.app import Backend
from smallcrm.domain.enums import EarnedWhen, RewardRecipients
from smallcrm.domain.errors import Refusal
from smallcrm.services import commands
from smallcrm.services.commands import Command

D = Decimal


def _next(backend: Backend, dice: Random, clients: list[int]) -> Command:
    """Choose what is done next, of what is there."""
    who = dice.choice(clients)
    sales = rows(backend, "SELECT id, client_id FROM sale")
    money = rows(backend, "SELECT id FROM payment WHERE kind = 'payment'")
    bills = rows(backend, "SELECT id FROM invoice WHERE kind = 'invoice'")
    credits_ = rows(backend, "SELECT client_id FROM payment WHERE kind = 'referral_credit'")
    some = D(dice.choice([1, 5, 10, 20, 40]))
    on = TODAY - timedelta(dice.choice([0, 0, 0, 3, 20, 50, 100]))
    which = dice.randrange(12)
    if which <= 1 or not sales:
        return commands.AddSale(client=who, title="Piano", amount=some, on=on)
    sold = dice.choice(sales)[0]
    if which <= 4 or not money:
        return commands.TakePayment(client=who, amount=some)
    paid = dice.choice(money)[0]
    part = commands.BillPart(sale=sold)
    return (
        commands.EditSale(sale=sold, on=on),
        commands.CancelSale(sale=sold),
        commands.ReversePayment(payment=paid),
        commands.Refund(payment=paid, amount=some),
        commands.Allocate(payment=paid, sale=sold, amount=D(dice.choice([-2, 2]))),
        commands.AddCreditNote(invoice=dice.choice(bills)[0], amount=D(1))
        if bills and dice.randrange(2)
        else commands.Bill(parts=(part,)),
        commands.PayOut(client=dice.choice(credits_)[0], amount=D("0.5"))
        if credits_ and dice.randrange(2)
        else commands.UseCredit(sale=sold),
    )[which - 5]


@pytest.mark.parametrize("seed", range(2))
def test_what_stands_is_what_all_sales_justify(backend: Backend, seed: int) -> None:
    dice = Random(seed)
    ann = client(backend)
    clients = [ann, *(refer(backend, ann, f"Client {number}")[0] for number in range(2))]
    clients.append(refer(backend, clients[1], "Dan Roe")[0])
    rule(backend, first_sales=None, recipients=RewardRecipients.BOTH)
    rule(backend, "3", first_sales=None, within_months=1, earned_when=EarnedWhen.BILLED)
    rule(backend, amount="2", first_sales=2)
    carried_out = 0
    for step in range(60):
        command = commands.Undo() if step % 9 == 8 else _next(backend, dice, clients)
        try:
            do(backend, command)
        except Refusal:
            continue
        carried_out += 1
        sound(backend)
    assert carried_out > 20
    assert rows(backend, "SELECT count(*) FROM payment WHERE kind = 'credit_taken_back'")[0][0]


def test_a_new_sale_of_an_earlier_day_takes_the_first_ones_place(backend: Backend) -> None:
    _ann, bob, _referral = couple(backend)
    rule(backend, first_sales=1)
    of_all = rule(backend, "1", first_sales=None)
    first = sale(backend, bob, "100")
    payment(backend, bob, "100")
    assert [(credit[1], credit[2], credit[3]) for credit in standing(backend)] == [
        (1, first, 1000),
        (of_all, first, 100),
    ]
    sale(backend, bob, "50", on=TODAY - timedelta(9))
    assert [(credit[1], credit[2], credit[3]) for credit in standing(backend)] == [
        (of_all, first, 100)
    ]
