"""Credit notes: never more than is left, what is owed falls or can be billed anew."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories import (
    client,
    do,
    dump,
    free_of,
    open_of,
    ordered,
    payment,
    redo,
    refused,
    rows,
    sound,
    undo,
)
from tests.services.test_billing import bill, billed, figures, line, part, printed, shares

from smallcrm.domain.enums import WriteOffReason
from smallcrm.domain.errors import Refusal
from smallcrm.services import commands

D = Decimal


def note(backend, invoice_id, **fields):
    return do(backend, command(invoice_id, **fields))


def command(invoice_id, lines=None, amount=None, **fields):
    return commands.AddCreditNote(
        invoice=invoice_id,
        lines=None if lines is None else {key: D(value) for key, value in lines.items()},
        amount=None if amount is None else D(amount),
        **fields,
    )


def invoice_lines(backend, invoice_id):
    sql = "SELECT id FROM invoice_line WHERE invoice_id = ? ORDER BY position"
    return [row[0] for row in rows(backend, sql, invoice_id)]


def credit(backend, client_id):
    return [str(money) for money in backend.queries.card(client_id).balance.credit]


def test_a_whole_invoice_is_taken_back(backend):
    ann = client(backend)
    one = ordered(backend, ann, lines=(line(price="0.03"), line("Book", 1, "5", 7)))
    two = ordered(backend, ann, lines=(line(price="0.03"),))
    invoice = bill(backend, one, two)
    before = dump(backend)
    made = note(backend, invoice.id, reason="returned")
    assert made.number == "C-2026-0001"
    assert figures(backend, made.id) == figures(backend, invoice.id)
    assert shares(backend, made.id) == shares(backend, invoice.id)
    assert open_of(backend, one, two) == ["0.00", "0.00"]
    assert billed(backend, one) == 539
    kept = rows(backend, "SELECT kind, amount_minor, invoice_id, reason FROM payment")
    assert kept == [("credit_note", 543, made.id, "returned")]
    assert credit(backend, ann) == []
    sound(backend)
    assert refused(backend, command(invoice.id)).code == "nothing_to_credit"
    after = dump(backend)
    undo(backend)
    assert dump(backend) == before
    redo(backend)
    assert dump(backend) == after


def test_what_was_paid_becomes_credit_the_latest_money_first(backend):
    ann = client(backend)
    one = ordered(backend, ann, "100")
    first, second = payment(backend, ann, "30"), payment(backend, ann, "50")
    do(backend, commands.WriteOff(sale=one, amount=D(20), reason=WriteOffReason.BAD_DEBT))
    invoice = bill(backend, one)
    before = dump(backend)
    note(backend, invoice.id, amount="40")
    assert (free_of(backend, first), free_of(backend, second)) == ("0.00", "40.00")
    note(backend, invoice.id, amount="55")
    # All of the money is free, and 15 of the 20 that were given up need not be any more.
    assert credit(backend, ann) == ["80.00"]
    given_up = rows(
        backend,
        "SELECT amount_minor, voided_at IS NOT NULL, reason_code FROM payment"
        " WHERE kind = 'write_off' ORDER BY id",
    )
    assert given_up == [(2000, 1, "bad_debt"), (500, 0, "bad_debt")]
    note(backend, invoice.id)
    assert open_of(backend, one) == ["0.00"]
    sound(backend)
    for _ in range(3):
        undo(backend)
    assert dump(backend) == before


def test_it_earns_nothing_and_cannot_be_moved(backend):
    ann = client(backend)
    one = ordered(backend, ann)
    note(backend, bill(backend, one).id)
    ((settled,),) = rows(backend, "SELECT id FROM payment")
    for wanted, code in (
        (commands.Refund(payment=settled, amount=D(1)), "no_money_to_refund"),
        (commands.ReversePayment(payment=settled), "credit_note_stands"),
        (commands.Allocate(payment=settled, sale=one, amount=D(-1)), "credit_note_stands"),
        (commands.SetAllocations(payment=settled, allocations={}), "credit_note_stands"),
    ):
        assert refused(backend, wanted).code == code
    with backend.database.read("test") as connection:
        from smallcrm.queries import balances

        assert balances.paid_by(connection, [ann]) == {}


def test_an_invoice_that_was_wrong_is_billed_anew(backend):
    ann = client(backend)
    one = ordered(backend, ann, lines=(line(),))
    invoice = bill(backend, one)
    assert refused(backend, commands.EditSale(sale=one, prices_include_tax=True)).code
    note(backend, invoice.id, rebill=True)
    assert (open_of(backend, one), billed(backend, one)) == (["11.90"], 0)
    assert rows(backend, "SELECT id FROM payment") == []
    do(backend, commands.EditSale(sale=one, lines=(line("Another", 2, "3"),)))
    again = bill(backend, one)
    assert (again.number, figures(backend, again.id)) == ("I-2026-0002", (600, 114, 714, 0))
    sound(backend)


def test_lines_are_taken_back_in_part(backend):
    ann = client(backend)
    one = ordered(backend, ann, lines=(line(quantity="3", price="0.333333"), line("Case")))
    invoice = bill(backend, one)
    strings, case = invoice_lines(backend, invoice.id)
    made = [note(backend, invoice.id, lines={strings: "1"}).id for _ in range(3)]
    assert [figures(backend, paper)[0] for paper in made] == [33, 33, 34]
    assert refused(backend, command(invoice.id, lines={strings: "1"})).code == "over_quantity"
    last = note(backend, invoice.id, lines={case: "1"})
    taken = sum(shares(backend, paper)[one] for paper in (*made, last.id))
    assert (taken, open_of(backend, one)) == (1309, ["0.00"])
    sound(backend)


def test_an_amount_is_shared_over_the_sales_and_set_off_by_the_rest(backend):
    ann = client(backend)
    one, two = ordered(backend, ann, "10"), ordered(backend, ann, "30")
    invoice = bill(backend, one, two)
    first = note(backend, invoice.id, amount="8")
    assert shares(backend, first.id) == {one: 200, two: 600}
    rest = note(backend, invoice.id)
    assert shares(backend, rest.id) == {one: 800, two: 2400}
    assert [row[0] for row in printed(backend, rest.id)] == [
        "Piano tuning",
        first.number,
        "Piano tuning",
        first.number,
    ]
    sound(backend)


def test_a_part_billed_anew_after_a_part_was_taken_back(backend):
    one = ordered(backend, client(backend), lines=(line(quantity="4", price="25"),))
    invoice = bill(backend, one)
    (only,) = invoice_lines(backend, invoice.id)
    note(backend, invoice.id, lines={only: "1"})
    note(backend, invoice.id, lines={only: "2"}, rebill=True)
    assert billed(backend, one) == 5950
    again = bill(backend, one)
    assert [row[1] for row in printed(backend, again.id)] == ["2"]
    assert open_of(backend, one) == ["89.25"]
    sound(backend)


def test_a_return_within_an_invoice_is_taken_back_too(backend):
    one = ordered(backend, client(backend), lines=(line(price="100"), line("Back", "-2", "10")))
    invoice = bill(backend, one)
    made = note(backend, invoice.id)
    assert figures(backend, made.id) == (8000, 1520, 9520, 0)
    sound(backend)


@pytest.mark.parametrize(
    ("lines", "amount", "code"),
    [
        (None, "11.91", "over_credit_note"),
        (None, "0", "not_positive"),
        (None, "0.001", "too_many_decimals"),
        ({1: "2"}, None, "over_quantity"),
        ({1: "-1"}, None, "over_quantity"),
        ({1: "Infinity"}, None, "not_a_number"),
        ({1: "0"}, None, "nothing_to_credit"),
        ({}, None, "nothing_to_credit"),
        ({9: "1"}, None, "no_such_line"),
        ({1: "1"}, "1", "amount_and_lines"),
    ],
)
def test_what_cannot_be_taken_back(backend, lines, amount, code):
    invoice = bill(backend, ordered(backend, client(backend), lines=(line(),)))
    assert refused(backend, command(invoice.id, lines, amount)).code == code


def test_a_credit_note_is_against_an_invoice(backend):
    assert refused(backend, command(9)).code == "no_such_invoice"
    invoice = bill(backend, ordered(backend, client(backend)))
    made = note(backend, invoice.id, number="RED-1")
    assert refused(backend, command(made.id)).code == "not_an_invoice"
    do(backend, commands.FixPaper(invoice=made.id))
    assert refused(backend, commands.Undo()).parameters["number"] == "RED-1"


def test_a_sale_with_a_plan_is_due_with_what_a_credit_note_leaves(backend):
    ann = client(backend)
    one = ordered(backend, ann)
    invoice = bill(backend, part(one, amount="40"))
    assert backend.queries.sale(one).sale.due is not None
    note(backend, invoice.id)
    assert (backend.queries.sale(one).sale.due, open_of(backend, one)) == (None, ["60.00"])
    sound(backend)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    prices=st.lists(
        st.tuples(
            st.sampled_from(["1", "3", "2.5"]),
            st.sampled_from(["0.03", "0.333333", "9.99", "120"]),
            st.sampled_from([0, 7, 19]),
        ),
        min_size=2,
        max_size=5,
    ),
    includes=st.booleans(),
    discount=st.sampled_from([None, "7.5"]),
    steps=st.lists(
        st.tuples(st.booleans(), st.integers(0, 4), st.integers(1, 3), st.booleans()), max_size=5
    ),
    paid=st.integers(0, 3),
)
def test_any_credit_notes_come_to_the_invoice(backend, prices, includes, discount, steps, paid):
    """Of two sales on one invoice; with money on them, and billed anew where that was asked for."""
    ann = client(backend)
    off = None if discount is None else D(discount)
    typed = [line("x", *values) for values in prices]
    sales = [
        ordered(backend, ann, lines=tuple(some), prices_include_tax=includes, discount_percent=off)
        for some in (typed[:1], typed[1:])
    ]
    if paid:
        payment(backend, ann, str(D(50) * paid))
    invoice = bill(backend, *sales)
    whole = sum(shares(backend, invoice.id).values())
    before = dump(backend)
    ids, made = invoice_lines(backend, invoice.id), []
    for by_line, place, quarter, rebill in steps:
        left = whole - sum(sum(shares(backend, paper).values()) for paper in made)
        if by_line:
            chosen = place % len(ids)
            wanted = command(
                invoice.id, {ids[chosen]: D(prices[chosen][0]) * quarter / 4}, rebill=rebill
            )
        else:
            amount = str(D(max(1, left * quarter // 4)) / 100)
            wanted = command(invoice.id, amount=amount, rebill=rebill)
        try:
            made.append(do(backend, wanted).id)
        except Refusal as refusal:
            if refusal.code not in {"nothing_to_credit", "over_quantity", "over_credit_note"}:
                raise
    if sum(sum(shares(backend, paper).values()) for paper in made) < whole:
        made.append(note(backend, invoice.id).id)
    for one in sales:
        taken = sum(shares(backend, paper).get(one, 0) for paper in made)
        assert taken == shares(backend, invoice.id)[one]
    sound(backend)
    papers = len(made)
    for one in sales:
        ((total, so_far),) = rows(
            backend, "SELECT total_minor, billed_minor FROM sale WHERE id = ?", one
        )
        if so_far < total:
            bill(backend, one)
            papers += 1
    sound(backend)
    for _ in range(papers):
        undo(backend)
    assert dump(backend) == before
