"""Deliveries: parts of lines, all of it out, status by hand, and lines that went out already."""

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
    redo,
    refused,
    rows,
    sale,
    sound,
    undo,
)

from smallcrm.domain.enums import SaleStatus
from smallcrm.services import commands

D = Decimal
CHAIRS = commands.LineInput(description="Chairs", quantity=D(4), unit_price=D(50))
CLOTH = commands.LineInput(description="Cloth", quantity=D("2.5"), unit_price=D(10), unit="m")
BACK = commands.LineInput(description="Old chair back", quantity=D(-1), unit_price=D(5))


def deliver(backend, sale_id, **fields):
    return do(backend, commands.Deliver(sale=sale_id, **fields))


def line_ids(backend, sale_id):
    return [line.id for line in backend.queries.sale(sale_id).trade_lines]


def standing(backend, sale_id):
    found = backend.queries.sale(sale_id).sale
    return found.status, found.due


def kept(backend, *lines):
    """Return a sale's lines as an editor gives them back, each changed as said."""
    return tuple(
        commands.LineInput(
            description=row[1], quantity=D(row[2]), unit_price=D(row[3]), unit=row[4], id=row[0]
        )
        for row in lines
    )


def rows_of(backend, sale_id):
    sql = "SELECT id, description, quantity, unit_price, unit FROM sale_line WHERE sale_id = ?"
    return rows(backend, sql + " ORDER BY position", sale_id)


def test_parts_go_out_until_all_is(backend):
    ann = client(backend)
    one = ordered(backend, ann, lines=(CHAIRS, CLOTH))
    chairs, cloth = line_ids(backend, one)
    first = deliver(backend, one, lines={chairs: D(1)}, on=date(2026, 5, 1), note=" by van ")
    assert first.number == "D-2026-0001"
    assert standing(backend, one) == (SaleStatus.ORDERED, None)
    deliver(backend, one, lines={chairs: D(3), cloth: D("1.25")}, on=date(2026, 5, 20))
    deliver(backend, one, on=date(2026, 5, 10))
    assert standing(backend, one) == (SaleStatus.DELIVERED, date(2026, 6, 19)), "the last day"
    assert rows(backend, "SELECT delivered_on FROM sale") == [("2026-05-20",)]
    found = backend.queries.sale(one)
    assert [one.number for one in found.billing.deliveries] == [
        "D-2026-0001",
        "D-2026-0003",
        "D-2026-0002",
    ]
    assert [line.done for line in found.trade_lines] == [D(4), D("2.5")]
    assert refused(backend, commands.Deliver(sale=one)).code == "nothing_to_deliver"
    sound(backend)


@pytest.mark.parametrize(
    ("quantity", "code"),
    [
        ("4.01", "over_delivery"),
        ("-1", "over_delivery"),
        ("0", "no_quantity"),
        ("NaN", "not_a_number"),
        ("Infinity", "not_a_number"),
    ],
)
def test_more_than_is_left_does_not_go_out(backend, quantity, code):
    ann = client(backend)
    one = ordered(backend, ann, lines=(CHAIRS,))
    (chairs,) = line_ids(backend, one)
    command = commands.Deliver(sale=one, lines={chairs: D(quantity)})
    assert refused(backend, command).code == code


def test_what_cannot_be_delivered_at_all(backend):
    ann = client(backend)
    one, other = ordered(backend, ann, lines=(CHAIRS,)), ordered(backend, ann, lines=(CLOTH,))
    foreign = {line_ids(backend, other)[0]: D(1)}
    assert refused(backend, commands.Deliver(sale=one, lines=foreign)).code == "no_such_line"
    assert refused(backend, commands.Deliver(sale=one, lines={})).code == "nothing_to_deliver"
    assert refused(backend, commands.Deliver(sale=99)).code == "no_such_sale"
    by_hand = sale(backend, ann, lines=(CHAIRS,))
    assert refused(backend, commands.Deliver(sale=by_hand)).code == "nothing_to_deliver"
    do(backend, commands.CancelSale(sale=one))
    assert refused(backend, commands.Deliver(sale=one)).code == "sale_cancelled"


def test_goods_that_come_back_are_not_waited_for(backend):
    ann = client(backend)
    one = ordered(backend, ann, lines=(CHAIRS, BACK))
    chairs, back = line_ids(backend, one)
    over = commands.Deliver(sale=one, lines={back: D(-2)})
    assert refused(backend, over).code == "over_delivery"
    deliver(backend, one, lines={chairs: D(1), back: D("-0.5")})
    assert standing(backend, one)[0] is SaleStatus.ORDERED
    deliver(backend, one, lines={chairs: D(3)})
    assert standing(backend, one)[0] is SaleStatus.DELIVERED
    sound(backend)
    other = ordered(backend, ann, lines=(CHAIRS, BACK))
    deliver(backend, other)
    assert [line.done for line in backend.queries.sale(other).trade_lines] == [D(4), D(-1)]
    sound(backend)


def test_the_due_date_is_by_term_and_never_before_the_sale(backend):
    ann = client(backend, payment_term_days=0)
    one = ordered(backend, ann, lines=(CHAIRS,), on=TODAY)
    deliver(backend, one, on=TODAY - timedelta(days=3))
    assert standing(backend, one) == (SaleStatus.DELIVERED, TODAY)
    given = ordered(backend, ann, lines=(CHAIRS,), due=date(2026, 9, 1))
    deliver(backend, given)
    assert standing(backend, given) == (SaleStatus.DELIVERED, date(2026, 9, 1))


def test_a_planned_sale_gets_the_days_that_it_waits_for(backend):
    ann = client(backend, payment_term_days=10)
    plan = (commands.PlanPart(due=TODAY, percent=D(30)), commands.PlanPart(due=None))
    one = ordered(backend, ann, lines=(CHAIRS,), plan=plan)
    assert standing(backend, one) == (SaleStatus.ORDERED, TODAY)
    deliver(backend, one)
    found = rows(backend, "SELECT due_on, amount_minor FROM instalment ORDER BY position")
    assert found == [("2026-05-12", 6000), ("2026-05-22", 14000)]
    sound(backend)


def test_back_from_delivered_to_ordered(backend):
    ann = client(backend)
    one = ordered(backend, ann, lines=(CHAIRS,))
    do(backend, commands.EditSale(sale=one, status=SaleStatus.DELIVERED))
    assert standing(backend, one) == (SaleStatus.DELIVERED, TODAY + timedelta(days=30))
    do(backend, commands.EditSale(sale=one, status=SaleStatus.ORDERED))
    assert standing(backend, one) == (SaleStatus.ORDERED, None)
    assert rows(backend, "SELECT delivered_on FROM sale") == [(None,)]
    do(backend, commands.EditSale(sale=one, status=SaleStatus.CLOSED, due=date(2026, 7, 1)))
    do(backend, commands.EditSale(sale=one, status=SaleStatus.ORDERED))
    assert standing(backend, one) == (SaleStatus.ORDERED, date(2026, 7, 1)), "the owner's own"
    sound(backend)


def test_what_went_out_stays_on_the_sale(backend):
    ann = client(backend)
    one = ordered(backend, ann, lines=(CHAIRS, CLOTH))
    chairs, _ = line_ids(backend, one)
    deliver(backend, one, lines={chairs: D(3)})
    a, b = rows_of(backend, one)

    def edit(*lines):
        return commands.EditSale(sale=one, lines=kept(backend, *lines))

    assert refused(backend, edit(b)).code == "line_delivered"
    fewer = (a[0], "Chairs", "2.99", "50", None)
    refusal = refused(backend, edit(fewer, b))
    assert (refusal.code, refusal.parameters["delivered"]) == ("below_delivered", D(3))
    assert refused(backend, edit((a[0], "Chairs", "-4", "0", None), b)).code == "below_delivered"
    assert refused(backend, edit((99, "x", "1", "1", None))).code == "no_such_line"
    assert refused(backend, edit(a, a)).code == "no_such_line"
    # Places may change, and only three were wanted after all: with the cloth gone all is out.
    do(backend, edit(b, (a[0], "Chairs, oak", "3", "60", None)))
    assert [row[:2] for row in rows_of(backend, one)] == [(b[0], "Cloth"), (a[0], "Chairs, oak")]
    assert standing(backend, one)[0] is SaleStatus.ORDERED
    do(backend, edit((a[0], "Chairs, oak", "3", "60", None)))
    assert standing(backend, one)[0] is SaleStatus.DELIVERED
    sound(backend)


def test_a_delivery_is_undone_with_all_that_followed(backend):
    ann = client(backend)
    one = ordered(backend, ann, lines=(CHAIRS,))
    before = dump(backend)
    done = deliver(backend, one, request_id="d")
    after = dump(backend)
    undo(backend)
    assert dump(backend) == before
    redo(backend)
    assert dump(backend) == after
    assert do(backend, commands.Deliver(sale=one, request_id="d")).id == done.id
