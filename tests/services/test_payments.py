"""Small differences, credit that is used or paid out, allocations anew, opening balances."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.factories import (
    TODAY,
    client,
    do,
    dump,
    free_of,
    open_of,
    ordered,
    payment,
    refused,
    rows,
    sale,
    sound,
    undo,
)

from smallcrm.domain.enums import PaymentKind, WriteOffReason
from smallcrm.services import commands

D = Decimal


def credit(backend, client_id):
    return [str(money) for money in backend.queries.card(client_id).balance.credit]


def settle(sale_id, amount=None, reason=WriteOffReason.ROUNDING):
    return commands.Settle(
        sale=sale_id, amount=None if amount is None else D(amount), reason=reason
    )


# -- small differences ----------------------------------------------------------------------------


def test_a_small_difference_is_given_up_with_the_payment(backend):
    ann = client(backend)
    one = sale(backend, ann, "100.50")
    first = dump(backend)
    reason = WriteOffReason.BANK_FEE
    payment(backend, ann, "100", settle=(settle(one, reason=reason),))
    assert open_of(backend, one) == ["0.00"]
    assert rows(backend, "SELECT kind, amount_minor, reason_code FROM payment ORDER BY id") == [
        ("payment", 10000, None),
        ("write_off", 50, "bank_fee"),
    ]
    sound(backend)
    undo(backend)
    assert dump(backend) == first


@pytest.mark.parametrize(
    ("paid", "amount", "code"),
    [
        ("99.49", None, "difference_too_large"),
        ("99", "1.01", "difference_too_large"),
        ("100", "0.51", "over_sale"),
        ("100.50", None, "nothing_open"),
        ("100", "0", "not_positive"),
        ("100", "-1", "not_positive"),
    ],
)
def test_what_is_no_small_difference(backend, paid, amount, code):
    ann = client(backend)
    one = sale(backend, ann, "100.50")
    command = commands.TakePayment(client=ann, amount=D(paid), settle=(settle(one, amount),))
    assert refused(backend, command).code == code


def test_two_differences_on_one_sale_are_one(backend):
    ann = client(backend)
    one = sale(backend, ann, "100")
    both = (settle(one, "0.60"), settle(one, "0.60"))
    refusal = refused(backend, commands.TakePayment(client=ann, amount=D(90), settle=both))
    assert (refusal.code, str(refusal.parameters["amount"])) == ("difference_too_large", "1.20")


def test_the_threshold_is_in_the_payments_currency(backend):
    do(backend, commands.SetSetting(key="money.small_difference", value="0.5"))
    ann = client(backend, currency="JPY")
    one = sale(backend, ann, "100")
    command = commands.TakePayment(client=ann, amount=D(99), settle=(settle(one),))
    assert str(refused(backend, command).parameters["limit"]) == "0"
    bob = client(backend, "Bob", currency="KWD")
    other = sale(backend, bob, "10")
    payment(backend, bob, "9.5", settle=(settle(other),))
    assert open_of(backend, other) == ["0.000"]


def test_a_difference_belongs_to_the_payer_and_the_currency(backend):
    ann, bob = client(backend), client(backend, "Bob")
    foreign = sale(backend, ann, "1", currency="USD")
    theirs = sale(backend, bob, "1")
    for one, code in ((foreign, "other_currency"), (theirs, "other_client")):
        command = commands.TakePayment(
            client=ann, amount=D(1), currency="EUR", settle=(settle(one),)
        )
        assert refused(backend, command).code == code


# -- allocations anew -----------------------------------------------------------------------------


def test_allocations_are_said_anew_as_one_action(backend):
    ann = client(backend)
    one, two, three = (sale(backend, ann, "50") for _ in range(3))
    paid = payment(backend, ann, "100")
    before = dump(backend)
    do(backend, commands.SetAllocations(payment=paid, allocations={two: D(20), three: D(50)}))
    assert open_of(backend, one, two, three) == ["50.00", "30.00", "0.00"]
    assert free_of(backend, paid) == "30.00"
    sound(backend)
    undo(backend)
    assert dump(backend) == before
    do(backend, commands.SetAllocations(payment=paid, allocations={}))
    assert free_of(backend, paid) == "100.00"


def test_bounds_of_allocations_are_exact(backend):
    ann, bob = client(backend), client(backend, "Bob")
    one, two = sale(backend, ann, "60"), sale(backend, ann, "60")
    theirs, foreign = sale(backend, bob, "60"), sale(backend, ann, "60", currency="USD")
    gone = sale(backend, ann, "60")
    do(backend, commands.CancelSale(sale=gone))
    paid = payment(backend, ann, "100", currency="EUR")
    do(backend, commands.Refund(payment=paid, amount=D(10)))

    def code(allocations):
        said = {key: D(value) for key, value in allocations.items()}
        command = commands.SetAllocations(payment=paid, allocations=said)
        return refused(backend, command).code

    assert code({one: "60.01"}) == "over_sale"
    assert code({one: "60", two: "30.01"}) == "over_payment"
    assert code({one: "-1"}) == "not_positive"
    assert code({theirs: "1"}) == "other_client"
    assert code({foreign: "1"}) == "other_currency"
    assert code({gone: "1"}) == "sale_cancelled"
    assert code({99: "1"}) == "no_such_sale"
    do(backend, commands.SetAllocations(payment=paid, allocations={one: D(60), two: D(30)}))
    assert open_of(backend, one, two) == ["0.00", "30.00"]
    do(backend, commands.ReversePayment(payment=payment(backend, ann, "1", allocations={})))
    for payment_id, kind in rows(backend, "SELECT id, kind FROM payment WHERE id <> ?", paid):
        command = commands.SetAllocations(payment=payment_id, allocations={})
        assert refused(backend, command).code == "payment_void", kind
    given_up = do(backend, commands.WriteOff(sale=two)).id
    command = commands.SetAllocations(payment=given_up, allocations={})
    assert refused(backend, command).code == "write_off_stands"


# -- credit ---------------------------------------------------------------------------------------


def test_credit_settles_a_sale_the_oldest_first(backend):
    ann = client(backend)
    late = payment(backend, ann, "30", on=date(2026, 5, 10))
    early = payment(backend, ann, "20", on=date(2026, 5, 1))
    one = sale(backend, ann, "40")
    do(backend, commands.UseCredit(sale=one, amount=D(25)))
    assert (free_of(backend, early), free_of(backend, late)) == ("0.00", "25.00")
    do(backend, commands.UseCredit(sale=one))
    assert (open_of(backend, one), credit(backend, ann)) == (["0.00"], ["10.00"])
    assert refused(backend, commands.UseCredit(sale=one)).code == "nothing_open"
    sound(backend)


def test_credit_settles_several_sales_in_one_step(backend):
    ann, bob = client(backend), client(backend, "Bob")
    payment(backend, ann, "50", allocations={})
    one, two = ordered(backend, ann, "40"), ordered(backend, ann, "30")
    foreign, other = ordered(backend, ann, currency="USD"), ordered(backend, bob)
    for amounts, code in (
        ({}, "nothing_chosen"),
        ({one: D(10), other: D(10)}, "other_client"),
        ({one: D(10), foreign: D(10)}, "other_currency"),
        ({one: D(40), two: D("10.01")}, "over_credit"),
        ({one: D("40.01")}, "over_sale"),
    ):
        assert refused(backend, commands.UseCredit(amounts=amounts)).code == code
    do(backend, commands.UseCredit(amounts={one: D(40), two: D(7)}))
    assert open_of(backend, one, two) == ["0.00", "23.00"]
    undo(backend)
    assert open_of(backend, one, two) == ["40.00", "30.00"]
    do(backend, commands.UseCredit(sale=two, amounts={one: D(20)}))
    assert open_of(backend, one, two) == ["20.00", "0.00"]
    sound(backend)


def test_credit_that_is_not_there(backend):
    ann = client(backend)
    one, foreign = ordered(backend, ann), ordered(backend, ann, currency="USD")
    assert refused(backend, commands.UseCredit(sale=one)).code == "no_credit"
    payment(backend, ann, "30", allocations={}, currency="EUR")
    assert refused(backend, commands.UseCredit(sale=foreign)).code == "no_credit"
    over = refused(backend, commands.UseCredit(sale=one, amount=D("30.01")))
    assert (over.code, str(over.parameters["credit"])) == ("over_credit", "30.00")
    small = ordered(backend, ann, "5")
    assert refused(backend, commands.UseCredit(sale=small, amount=D(6))).code == "over_sale"
    do(backend, commands.CancelSale(sale=small))
    assert refused(backend, commands.UseCredit(sale=small)).code == "sale_cancelled"


def test_a_payment_may_use_credit_first(backend):
    ann, bob = client(backend), client(backend, "Bob")
    payment(backend, ann, "30")
    one, theirs = sale(backend, ann, "100"), sale(backend, bob, "100")
    payment(backend, ann, "70", credit={one: D(30)}, allocations={one: D(70)})
    assert (open_of(backend, one), credit(backend, ann)) == (["0.00"], [])
    wrong = commands.TakePayment(client=ann, amount=D(1), credit={theirs: D(1)})
    assert refused(backend, wrong).code == "other_client"


def test_credit_is_paid_out_of_every_payment_it_is_left_of(backend):
    ann = client(backend)
    do(backend, commands.AddOpeningBalance(client=ann, amount=D(-15), on=date(2025, 12, 31)))
    first = payment(backend, ann, "20", method="cash")
    second = payment(backend, ann, "30")
    before = dump(backend)
    do(backend, commands.PayOut(client=ann, amount=D(40), method="transfer", reason="asked"))
    assert credit(backend, ann) == ["25.00"]
    refunds = rows(
        backend,
        "SELECT refund_of_id, amount_minor, method, reason FROM payment WHERE kind = 'refund'",
    )
    assert refunds == [
        (1, 1500, "transfer", "asked"),
        (first, 2000, "transfer", "asked"),
        (second, 500, "transfer", "asked"),
    ]
    sound(backend)
    undo(backend)
    assert dump(backend) == before
    do(backend, commands.PayOut(client=ann))
    assert credit(backend, ann) == []
    assert refused(backend, commands.PayOut(client=ann)).code == "no_credit"


def test_a_pay_out_is_in_the_currency_of_the_credit(backend):
    ann = client(backend)
    payment(backend, ann, "20", currency="USD")
    over = refused(backend, commands.PayOut(client=ann, amount=D("20.01")))
    assert (over.code, str(over.parameters["credit"])) == ("over_credit", "20.00")
    assert refused(backend, commands.PayOut(client=ann, currency="EUR")).code == "no_credit"
    payment(backend, ann, "20", currency="JPY")
    assert refused(backend, commands.PayOut(client=ann)).code == "no_credit"
    do(backend, commands.PayOut(client=ann, currency="usd"))
    assert credit(backend, ann) == ["20"]


# -- opening balances -----------------------------------------------------------------------------


def test_what_was_owed_before_is_a_sale_titled_so(backend):
    ann = client(backend)
    made = do(
        backend,
        commands.AddOpeningBalance(client=ann, amount=D(80), on=date(2026, 1, 1), title="Before"),
    )
    shape = backend.queries.sale(made.id).sale
    assert (shape.title, str(shape.open), shape.due) == ("Before", "80.00", date(2026, 1, 1))
    assert rows(backend, "SELECT is_opening_balance FROM sale") == [(1,)]
    sound(backend)


def test_a_credit_from_before_is_no_money_of_today(backend):
    ann = client(backend)
    first = dump(backend)
    made = do(backend, commands.AddOpeningBalance(client=ann, amount=D(-80)))
    shape = backend.queries.payment(made.id)
    assert (shape.kind, shape.on, shape.reference) == (
        PaymentKind.OPENING_CREDIT,
        TODAY,
        "Opening balance",
    )
    assert credit(backend, ann) == ["80.00"]
    with backend.database.read("test") as connection:
        from smallcrm.queries import balances

        assert balances.paid_by(connection, [ann]) == {}
    one = sale(backend, ann, "30")
    do(backend, commands.UseCredit(sale=one))
    do(backend, commands.Refund(payment=made.id, amount=D(60)))
    assert open_of(backend, one) == ["10.00"]
    sound(backend)
    for _ in range(4):
        undo(backend)
    assert dump(backend) == first


def test_what_is_no_opening_balance(backend):
    ann = client(backend)
    for fields, code in (
        ({"amount": D(0)}, "no_amount"),
        ({"amount": D("0.001")}, "too_many_decimals"),
        ({"amount": D(-1), "title": " "}, "no_title"),
        ({"amount": D(1), "currency": "XXX"}, "unknown_currency"),
        ({"amount": D(1), "client": 99}, "no_such_client"),
    ):
        command = commands.AddOpeningBalance(**{"client": ann, **fields})
        assert refused(backend, command).code == code
