"""Promises to pay: recorded, kept, broken, withdrawn, and what is said of them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.factories import (
    TODAY,
    client,
    do,
    dump,
    ordered,
    payment,
    redo,
    refused,
    sale,
    sound,
    undo,
)

from smallcrm.domain.enums import PromiseState
from smallcrm.queries.facts import debt_facts
from smallcrm.queries.shapes import TimelineKind
from smallcrm.services import commands

SOON = TODAY + timedelta(days=18)


def promise(backend, client_id, amount=None, until=SOON, **fields):
    wanted = None if amount is None else Decimal(amount)
    command = commands.AddPromise(client=client_id, amount=wanted, until=until, **fields)
    return do(backend, command).id


def states(backend, client_id):
    return [one.state for one in backend.queries.promises(client_id)]


def late(backend, client_id, amount="480", **fields):
    return sale(backend, client_id, amount, on=date(2024, 3, 1), due=date(2024, 3, 14), **fields)


def test_a_promise_takes_what_is_owed_for_granted(backend):
    ann = client(backend)
    one = late(backend, ann)
    sale(backend, ann, "20.50", currency="USD")
    promise(backend, ann, currency="EUR", note=" says so ")
    promise(backend, ann, sale=one)
    promise(backend, ann, "5", currency="USD")
    found = backend.queries.promises(ann)
    assert [(str(p.amount), p.amount.currency, p.sale_number) for p in found] == [
        ("5.00", "USD", None),
        ("480.00", "EUR", "S-2024-0001"),
        ("480.00", "EUR", None),
    ]
    assert found[2].note == "says so"
    assert states(backend, ann) == [PromiseState.OPEN] * 3
    sound(backend)


def test_its_currency_is_the_only_one_owed_in(backend):
    ann = client(backend, currency="JPY")
    sale(backend, ann, "20.50", currency="USD")
    promise(backend, ann)
    assert [str(one.amount) for one in backend.queries.promises(ann)] == ["20.50"]


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"until": date(2026, 5, 11)}, "promise_ends_first", "until"),
        ({"until": SOON, "on": TODAY + timedelta(days=1)}, "in_future", "on"),
        ({"until": SOON, "amount": Decimal(0)}, "not_positive", "amount"),
        ({"until": SOON, "amount": Decimal("0.001")}, "too_many_decimals", "amount"),
        ({"until": SOON, "currency": "USD"}, "nothing_owed", "amount"),
        ({"until": SOON, "currency": "XXX"}, "unknown_currency", "currency"),
        ({"until": SOON, "sale": 1, "currency": "USD"}, "promise_in_other_currency", "currency"),
        ({"until": SOON, "sale": 2}, "other_client", "sale"),
        ({"until": SOON, "sale": 3}, "sale_cancelled", "sale"),
        ({"until": SOON, "sale": 4}, "nothing_open", "sale"),
        ({"until": SOON, "sale": 99}, "no_such_sale", "sale"),
        ({"until": SOON, "client": 99}, "no_such_client", "client"),
    ],
)
def test_what_cannot_be_promised(backend, fields, code, field):
    ann = client(backend)
    late(backend, ann)
    sale(backend, client(backend, "Bob"))
    do(backend, commands.CancelSale(sale=sale(backend, ann)))
    paid = sale(backend, ann, "10")
    payment(backend, ann, "10", allocations={paid: None})
    refusal = refused(backend, commands.AddPromise(**{"client": ann, **fields}))
    assert (refusal.code, refusal.field) == (code, field)


@pytest.mark.parametrize(
    ("until", "paid", "expected"),
    [
        (date(2026, 5, 12), [], PromiseState.OPEN),
        (date(2026, 5, 11), [], PromiseState.BROKEN),
        (date(2026, 5, 11), [("100", date(2026, 5, 11))], PromiseState.KEPT),
        (date(2026, 5, 11), [("100", date(2026, 5, 12))], PromiseState.BROKEN),
        (date(2026, 5, 20), [("100", date(2026, 5, 12))], PromiseState.KEPT),
        (date(2026, 5, 20), [("99.99", date(2026, 5, 12))], PromiseState.OPEN),
        (
            date(2026, 5, 11),
            [("60", date(2026, 5, 1)), ("40", date(2026, 5, 2))],
            PromiseState.KEPT,
        ),
        (date(2026, 5, 11), [("100", date(2026, 4, 30))], PromiseState.BROKEN),
    ],
)
def test_money_in_time_keeps_a_promise(backend, until, paid, expected):
    ann = client(backend)
    late(backend, ann)
    promise(backend, ann, "100", until, on=date(2026, 5, 1))
    for amount, on in paid:
        payment(backend, ann, amount, on=on)
    assert states(backend, ann) == [expected]


def test_only_money_of_its_currency_keeps_it(backend):
    ann = client(backend)
    one = late(backend, ann)
    sale(backend, ann, "500", currency="USD")
    promise(backend, ann, "100", date(2026, 5, 11), on=date(2026, 5, 1), currency="EUR")
    payment(backend, ann, "100", currency="USD", on=date(2026, 5, 2))
    do(backend, commands.WriteOff(sale=one, amount=Decimal(100), on=date(2026, 5, 2)))
    assert states(backend, ann) == [PromiseState.BROKEN]
    bounced = payment(backend, ann, "100", currency="EUR", on=date(2026, 5, 2))
    assert states(backend, ann) == [PromiseState.KEPT]
    assert str(backend.queries.promises(ann)[0].came) == "100.00"
    do(backend, commands.ReversePayment(payment=bounced))
    assert states(backend, ann) == [PromiseState.BROKEN]


def test_a_promise_about_a_sale_ends_with_it(backend):
    ann = client(backend)
    one, two = late(backend, ann), late(backend, ann)
    promise(backend, ann, until=date(2026, 5, 11), on=date(2026, 5, 1), sale=one)
    promise(backend, ann, until=date(2026, 5, 11), on=date(2026, 5, 1), sale=two)
    assert states(backend, ann) == [PromiseState.BROKEN] * 2
    do(backend, commands.CancelSale(sale=two))
    do(backend, commands.WriteOff(sale=one))
    assert states(backend, ann) == [PromiseState.KEPT] * 2


def test_withdrawn_undone_and_back(backend):
    ann = client(backend)
    late(backend, ann)
    made = promise(backend, ann)
    before = dump(backend)
    do(backend, commands.WithdrawPromise(promise=made))
    assert states(backend, ann) == [PromiseState.WITHDRAWN]
    again = refused(backend, commands.WithdrawPromise(promise=made))
    assert again.code == "promise_withdrawn"
    assert refused(backend, commands.WithdrawPromise(promise=9)).code == "no_such_promise"
    undo(backend)
    assert dump(backend) == before
    undo(backend)
    assert states(backend, ann) == []
    redo(backend)
    assert dump(backend) == before
    sound(backend)


def test_the_card_names_the_open_promise_else_the_one_just_broken(backend):
    ann = client(backend)
    late(backend, ann)

    def said():
        facts = debt_facts(backend.queries.card(ann).balance)
        return facts.promised_until, facts.promise_broken

    assert said() == (None, False)
    first = promise(backend, ann, "50", date(2026, 5, 3), on=date(2026, 5, 1))
    assert said() == (date(2026, 5, 3), True)
    second = promise(backend, ann, "50", SOON)
    third = promise(backend, ann, "50", SOON - timedelta(days=1))
    assert said() == (SOON - timedelta(days=1), False)
    do(backend, commands.WithdrawPromise(promise=third))
    assert said() == (SOON, False)
    payment(backend, ann, "50")
    assert said() == (None, False), "the latest was kept: the broken one is past"
    do(backend, commands.WithdrawPromise(promise=second))
    assert said() == (date(2026, 5, 3), True)
    do(backend, commands.WithdrawPromise(promise=first))
    assert said() == (None, False)
    kinds = [one.promise.id for one in backend.queries.card(ann).timeline if one.promise]
    assert sorted(kinds) == [first, second, third]
    assert {one.kind for one in backend.queries.card(ann).timeline} >= {TimelineKind.PROMISE}


def test_nothing_is_said_of_it_where_nothing_is_owed(backend):
    ann = client(backend)
    one = late(backend, ann)
    promise(backend, ann, "50", date(2026, 5, 3), on=date(2026, 5, 1))
    payment(backend, ann, "480", allocations={one: None})
    assert backend.queries.card(ann).balance.promise is None
    assert backend.queries.today().promises_broken == ()


def test_today_lists_what_was_broken_and_what_is_due(backend):
    ann, bob = client(backend), client(backend, "Bob")
    late(backend, ann)
    ordered(backend, bob, "100")
    promise(backend, ann, "50", date(2026, 5, 3), on=date(2026, 5, 1))
    bobs = promise(backend, bob, "50", TODAY)
    promise(backend, bob, "50", TODAY + timedelta(days=4))
    found = backend.queries.today()
    assert [one.client.name for one in found.promises_broken] == ["Ann Lee"]
    assert [one.id for one in found.promises_due] == [bobs]
    assert [one.promise.until for one in found.overdue] == [date(2026, 5, 3)]
    anns = promise(backend, ann, "50", SOON)
    found = backend.queries.today()
    assert found.promises_broken == (), "a later promise takes its place"
    assert [one.promise.id for one in found.overdue] == [anns]
