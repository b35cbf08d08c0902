"""Sales that are due in instalments: divided, paid, changed, billed and delivered."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories import (
    TODAY,
    client,
    do,
    dump,
    open_of,
    ordered,
    payment,
    refused,
    rows,
    sale,
    sound,
    undo,
)

from smallcrm.domain.enums import SaleStatus
from smallcrm.services import commands

D = Decimal
JUNE, JULY, AUGUST = date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1)


def part(due, percent=None, amount=None):
    return commands.PlanPart(
        due=due,
        percent=None if percent is None else D(percent),
        amount=None if amount is None else D(amount),
    )


def plan(backend, sale_id, *parts, due=None):
    return do(backend, commands.SetPlan(sale=sale_id, parts=parts, due=due))


def kept(backend, sale_id):
    sql = "SELECT due_on, amount_minor FROM instalment WHERE sale_id = ? ORDER BY position"
    return rows(backend, sql, sale_id)


def due(backend, sale_id):
    return backend.queries.sale(sale_id).sale.due


@pytest.mark.parametrize(
    ("currency", "total", "parts", "expected"),
    [
        ("EUR", "100", [("33.33", None), ("33.33", None), ("33.34", None)], [3333, 3333, 3334]),
        ("EUR", "0.05", [(50, None), (50, None)], [3, 2]),
        ("EUR", "100", [(30, None), (None, None)], [3000, 7000]),
        ("EUR", "100", [(None, "19.99"), (None, None), (None, None)], [1999, 4001, 4000]),
        ("EUR", "100", [(10, None), (None, "45"), (None, None)], [1000, 4500, 4500]),
        ("JPY", "1001", [(50, None), (50, None)], [501, 500]),
        ("KWD", "1.001", [(None, "0.5"), (None, None)], [500, 501]),
    ],
)
def test_the_parts_come_to_the_total(backend, currency, total, parts, expected):
    ann = client(backend, currency=currency)
    one = ordered(backend, ann, total)
    days = [JUNE, JULY, AUGUST]
    plan(
        backend,
        one,
        *[part(day, percent, amount) for day, (percent, amount) in zip(days, parts, strict=False)],
    )
    assert [minor for _, minor in kept(backend, one)] == expected
    assert due(backend, one) == JUNE
    sound(backend)


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ([part(JUNE, 50), part(JULY, 49)], "shares_not_whole"),
        ([part(JUNE, amount=50), part(JULY, amount="50.01")], "instalments_not_total"),
        ([part(JUNE, 100, 100)], "amount_and_percent"),
        ([part(date(2026, 5, 11))], "due_before_sale"),
        ([part(JUNE, 100), part(JULY)], "instalment_of_nothing"),
        ([part(JUNE, amount="0.001"), part(JULY)], "too_many_decimals"),
        ([part(JUNE)] * 121, "too_many_instalments"),
    ],
)
def test_what_is_no_plan(backend, parts, code):
    one = ordered(backend, client(backend))
    assert refused(backend, commands.SetPlan(sale=one, parts=tuple(parts))).code == code


def test_a_sale_that_is_gone_cancelled_or_free_has_no_plan(backend):
    ann = client(backend)
    parts = (part(JUNE),)
    assert refused(backend, commands.SetPlan(sale=9, parts=parts)).code == "no_such_sale"
    free = sale(backend, ann, "0")
    assert (
        refused(backend, commands.SetPlan(sale=free, parts=parts)).code == "instalment_of_nothing"
    )
    gone = sale(backend, ann)
    do(backend, commands.CancelSale(sale=gone))
    assert refused(backend, commands.SetPlan(sale=gone, parts=parts)).code == "sale_cancelled"


def test_the_sale_is_due_with_the_first_part_that_is_not_paid(backend):
    ann = client(backend)
    one = ordered(backend, ann)
    plan(backend, one, part(JULY, 30), part(JUNE, 20), part(None, 50))
    assert kept(backend, one) == [("2026-06-01", 2000), ("2026-07-01", 3000), (None, 5000)]
    assert due(backend, one) == JUNE
    paid = payment(backend, ann, "20")
    assert due(backend, one) == JULY
    payment(backend, ann, "79.99")
    assert due(backend, one) is None
    payment(backend, ann, "0.01")
    sound(backend)
    do(backend, commands.ReversePayment(payment=paid))
    assert due(backend, one) is None
    do(backend, commands.Refund(payment=paid + 1, amount=D("79.99")))
    assert due(backend, one) == JUNE
    sound(backend)


def test_only_what_is_due_is_overdue(backend):
    ann = client(backend)
    one = ordered(backend, ann, on=date(2026, 1, 1))
    plan(backend, one, part(date(2026, 2, 1), 40), part(JUNE, 40), part(None, 20))
    payment(backend, ann, "10")
    (owed,) = backend.queries.card(ann).balance.owed
    figures = owed.amount, owed.overdue, owed.not_due, owed.unbilled
    assert list(map(str, figures)) == ["90.00", "30.00", "40.00", "20.00"]


def test_a_payment_settles_instalments_and_sales_by_their_days(backend):
    """A sale between two instalments is paid between them."""
    ann = client(backend)
    planned = ordered(backend, ann, on=date(2026, 1, 1))
    plan(backend, planned, part(JUNE, 50), part(AUGUST, 50))
    between = sale(backend, ann, "10", due=JULY)
    payment(backend, ann, "55")
    assert open_of(backend, planned, between) == ["50.00", "5.00"]
    payment(backend, ann, "10")
    assert open_of(backend, planned, between) == ["45.00", "0.00"]


def test_a_new_total_keeps_the_proportions_or_is_refused(backend):
    one = ordered(backend, client(backend))
    plan(backend, one, part(JUNE, 30), part(JULY, 70))
    do(backend, commands.EditSale(sale=one, amount=D("50.05")))
    assert kept(backend, one) == [("2026-06-01", 1502), ("2026-07-01", 3503)]
    too_small = refused(backend, commands.EditSale(sale=one, amount=D("0.01")))
    assert (too_small.code, too_small.parameters["count"]) == ("plan_too_small", 2)
    assert refused(backend, commands.EditSale(sale=one, due=AUGUST)).code == "due_by_plan"
    sound(backend)


def test_a_plan_is_taken_away_again(backend):
    ann = client(backend)
    one = ordered(backend, ann)
    first = dump(backend)
    plan(backend, one, part(JUNE, 30), part(JULY, 70))
    undo(backend)
    assert dump(backend) == first
    plan(backend, one, part(JUNE, 30), part(JULY, 70))
    plan(backend, one)
    assert (kept(backend, one), due(backend, one)) == ([], None)
    plan(backend, one, part(JUNE, 30), part(JULY, 70))
    do(backend, commands.EditSale(sale=one, status=SaleStatus.DELIVERED))
    plan(backend, one)
    assert due(backend, one) == JULY
    plan(backend, one, due=AUGUST)
    assert due(backend, one) == AUGUST
    early = commands.SetPlan(sale=one, due=date(2026, 5, 11))
    assert refused(backend, early).code == "due_before_sale"
    sound(backend)


def test_what_waits_is_due_once_the_goods_are_out(backend):
    one = ordered(backend, client(backend))
    plan(backend, one, part(JUNE, 30), part(None, 70))
    do(backend, commands.Deliver(sale=one))
    term = (TODAY + timedelta(days=30)).isoformat()
    assert kept(backend, one) == [("2026-06-01", 3000), (term, 7000)]
    sound(backend)


def test_a_sale_can_come_with_its_plan(backend):
    ann = client(backend)
    one = sale(backend, ann, plan=(part(JUNE, 50), part(JULY)))
    assert [minor for _, minor in kept(backend, one)] == [5000, 5000]
    wrong = commands.AddSale(client=ann, title="x", amount=D(1), plan=(part(JUNE, 50),))
    assert refused(backend, wrong).code == "shares_not_whole"


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    total=st.integers(10, 10_000),
    weights=st.lists(st.integers(1, 9), min_size=1, max_size=6),
    paid=st.integers(0, 10_000),
)
def test_any_plan_comes_to_the_total_and_is_due_with_what_is_open(backend, total, weights, paid):
    ann = client(backend)
    one = ordered(backend, ann, str(D(total) / 100))
    amounts = [max(1, total * weight // sum(weights)) for weight in weights[:-1]]
    days = [JUNE + timedelta(days=7 * place) for place in range(len(weights))]
    parts = [part(day, amount=D(minor) / 100) for day, minor in zip(days, amounts, strict=False)]
    plan(backend, one, *parts, part(days[-1]))
    minors = [minor for _, minor in kept(backend, one)]
    assert sum(minors) == total
    if paid:
        payment(backend, ann, str(D(paid) / 100), allocations={one: None})
    upto = [sum(minors[: place + 1]) for place in range(len(minors))]
    expected = next((day for day, sum_ in zip(days, upto, strict=True) if sum_ > paid), days[-1])
    assert due(backend, one) == expected
    sound(backend)
