"""Invoices: figures after EN 16931, several sales on one paper, parts, numbers, due dates."""

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
    ordered,
    payment,
    refused,
    rows,
    sale,
    sound,
    undo,
)

from smallcrm.domain.enums import VatCategory
from smallcrm.domain.errors import Refusal
from smallcrm.services import commands

D = Decimal
TERM = TODAY + timedelta(days=30)


def line(description="Strings", quantity="1", price="10", percent=19, **more):
    return commands.LineInput(
        description=description,
        quantity=D(quantity),
        unit_price=D(price),
        tax_percent=D(percent),
        **more,
    )


def part(sale_id, lines=None, amount=None):
    return commands.BillPart(
        sale=sale_id,
        lines=None if lines is None else {key: D(value) for key, value in lines.items()},
        amount=None if amount is None else D(amount),
    )


def bill(backend, *parts, **fields):
    made = [one if isinstance(one, commands.BillPart) else part(one) for one in parts]
    return do(backend, commands.Bill(parts=tuple(made), **fields))


def line_ids(backend, sale_id):
    sql = "SELECT id FROM sale_line WHERE sale_id = ? ORDER BY position"
    return [row[0] for row in rows(backend, sql, sale_id)]


def figures(backend, invoice_id):
    """Net, tax, total, rounding."""
    sql = "SELECT net_minor, tax_minor, total_minor, rounding_minor FROM invoice WHERE id = ?"
    return rows(backend, sql, invoice_id)[0]


def shares(backend, invoice_id):
    sql = "SELECT sale_id, amount_minor FROM invoice_sale WHERE invoice_id = ? ORDER BY sale_id"
    return dict(rows(backend, sql, invoice_id))


def printed(backend, invoice_id):
    sql = (
        "SELECT description, quantity, unit_price, net_minor, discount_minor, tax_minor"
        " FROM invoice_line WHERE invoice_id = ? ORDER BY position"
    )
    return rows(backend, sql, invoice_id)


def billed(backend, sale_id):
    return rows(backend, "SELECT billed_minor FROM sale WHERE id = ?", sale_id)[0][0]


# -- figures --------------------------------------------------------------------------------------


def test_a_whole_sale_comes_to_what_it_is(backend):
    """Two rates, a document discount: shared into the lines, taxed per rate."""
    ann = client(backend)
    lines = (line("Strings", 3, "3.333"), line("Book", 1, "50", 7), line("Case", 1, "20"))
    one = ordered(backend, ann, lines=lines, discount_percent=D(10))
    made = bill(backend, one)
    # 19 %: (10.00 + 20.00) less 3.00, 7 %: 50.00 less 5.00.
    assert figures(backend, made.id) == (2700 + 4500, 513 + 315, 8028, 0)
    assert [row[3:] for row in printed(backend, made.id)] == [
        (900, 100, 171),
        (4500, 500, 315),
        (1800, 200, 342),
    ]
    assert (billed(backend, one), shares(backend, made.id)) == (8028, {one: 8028})
    sound(backend)


def test_prices_with_tax(backend):
    ann = client(backend)
    one = ordered(
        backend, ann, lines=(line(price="119"), line(price="10")), prices_include_tax=True
    )
    made = bill(backend, one)
    assert figures(backend, made.id) == (10840, 2060, 12900, 0)
    sound(backend)


def test_two_sales_on_one_paper_are_taxed_together_and_each_owes_its_own(backend):
    """0.03 at 19 % is 0.04 by itself; twice on one paper 0.07, so one cent is rounding (BT-114)."""
    ann = client(backend)
    one, two = (ordered(backend, ann, lines=(line(price="0.03"),)) for _ in range(2))
    made = bill(backend, one, two)
    assert figures(backend, made.id) == (6, 1, 7, 1)
    assert shares(backend, made.id) == {one: 4, two: 4}
    detail = backend.queries.invoice(made.id)
    assert (str(detail.invoice.total), str(detail.invoice.payable)) == ("0.07", "0.08")
    sound(backend)


def test_tax_per_line(backend):
    ann = client(backend)
    lines = (line(price="0.03"), line(price="0.03"))
    one = ordered(backend, ann, lines=lines, tax_per_line=True)
    assert figures(backend, bill(backend, one).id) == (6, 2, 8, 0)
    sound(backend)


def test_why_there_is_no_tax_stands_on_the_paper(backend):
    lines = (line(percent=0, tax_category=VatCategory.EXEMPT, tax_reason="Teaching"),)
    one = ordered(backend, client(backend), lines=lines)
    bill(backend, part(one, amount="4"))
    bill(backend, one)
    kept = rows(backend, "SELECT tax_category, tax_reason FROM invoice_line")
    assert set(kept) == {("E", "Teaching")}
    sound(backend)


@pytest.mark.parametrize(("currency", "total"), [("JPY", 1190), ("KWD", 1190000), ("EUR", 119000)])
def test_every_currency_has_its_own_decimals(backend, currency, total):
    one = ordered(backend, client(backend, currency=currency), lines=(line(price="1000"),))
    assert figures(backend, bill(backend, one).id)[2] == total
    sound(backend)


# -- parts ----------------------------------------------------------------------------------------


def test_the_last_part_gets_what_is_left(backend):
    """Three thirds of 1.00 and its tax: 0.39, 0.39, and then 0.41."""
    ann = client(backend)
    one = ordered(backend, ann, lines=(line(quantity="3", price="0.333333"),))
    (only,) = line_ids(backend, one)
    made = [bill(backend, part(one, {only: "1"})).id for _ in range(3)]
    assert [shares(backend, paper)[one] for paper in made] == [39, 39, 41]
    assert figures(backend, made[2]) == (34, 6, 40, 1)
    assert billed(backend, one) == 119
    sound(backend)


def test_an_advance_is_set_off_by_the_rest(backend):
    ann = client(backend)
    lines = (line("Desk", 1, "1000"), line("Book", 1, "100", 7))
    one = ordered(backend, ann, lines=lines, title="Study")
    advance = bill(backend, part(one, amount="500"))
    assert shares(backend, advance.id) == {one: 50000}
    assert [row[0] for row in printed(backend, advance.id)] == ["Study", "Study"]
    rest = bill(backend, one)
    assert [(row[0], row[1]) for row in printed(backend, rest.id)] == [
        ("Desk", "1"),
        ("Book", "1"),
        (advance.number, "-1"),
        (advance.number, "-1"),
    ]
    assert shares(backend, rest.id) == {one: 129700 - 50000}
    nets = rows(
        backend, "SELECT tax_percent, sum(net_minor) FROM invoice_line GROUP BY 1 ORDER BY 1 DESC"
    )
    assert nets == [("7", 10000), ("19", 100000)]
    sound(backend)


def test_all_that_is_left_by_any_name(backend):
    """The whole amount, or all quantities, are the rest."""
    ann = client(backend)
    one = ordered(backend, ann, lines=(line(), line("Case")))
    made = bill(backend, part(one, amount="23.80"))
    assert [row[0] for row in printed(backend, made.id)] == ["Strings", "Case"]
    undo(backend)
    made = bill(backend, part(one, dict.fromkeys(line_ids(backend, one), "1")))
    assert shares(backend, made.id) == {one: 2380}


def test_what_is_returned_within_a_sale_is_billed_with_its_sign(backend):
    one = ordered(backend, client(backend), lines=(line(price="100"), line("Back", "-2", "10")))
    first, back = line_ids(backend, one)
    bill(backend, part(one, {first: "0.5"}))
    assert refused(backend, commands.Bill(parts=(part(one, {back: "1"}),))).code == "over_quantity"
    alone = refused(backend, commands.Bill(parts=(part(one, {back: "-1"}),)))
    assert (alone.code, alone.field) == ("negative_amount", "lines")
    assert shares(backend, bill(backend, one).id) == {one: 9520 - 5950}
    sound(backend)


def test_a_sale_that_costs_nothing_is_billed_once(backend):
    one = ordered(backend, client(backend), lines=(line(price="0"),))
    assert figures(backend, bill(backend, one).id) == (0, 0, 0, 0)
    assert refused(backend, commands.Bill(parts=(part(one),))).code == "nothing_to_bill"
    sound(backend)


QUANTITIES = st.sampled_from(["1", "2", "3", "7", "2.5", "0.1"])
PRICES = st.sampled_from(["0.01", "0.333333", "1.005", "9.99", "1234.5678", "0"])


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    typed=st.lists(
        st.tuples(QUANTITIES, PRICES, st.sampled_from([0, 7, 19])), min_size=1, max_size=4
    ),
    includes=st.booleans(),
    per_line=st.booleans(),
    discount=st.sampled_from([None, "3", "12.5"]),
    currency=st.sampled_from(["EUR", "JPY", "KWD"]),
    parts=st.lists(
        st.tuples(st.booleans(), st.integers(0, 3), st.integers(1, 3)), min_size=1, max_size=5
    ),
)
def test_any_parts_come_to_the_sale_rate_by_rate(
    backend, typed, includes, per_line, discount, currency, parts
):
    ann = client(backend)
    one = sale(
        backend, ann, currency=currency, prices_include_tax=includes, tax_per_line=per_line,
        lines=tuple(line("x", *values) for values in typed),
        discount_percent=None if discount is None else D(discount),
    )  # fmt: skip
    ids = line_ids(backend, one)
    total = rows(backend, "SELECT total_minor FROM sale WHERE id = ?", one)[0][0]
    scale = {"EUR": 2, "JPY": 0, "KWD": 3}[currency]
    before = dump(backend)
    steps = 0
    for by_line, place, share in parts:
        left = total - billed(backend, one)
        if by_line:
            chosen = ids[place % len(ids)]
            wanted = part(one, {chosen: D(typed[place % len(ids)][0]) * share / 4})
        else:
            wanted = part(one, amount=D(max(1, left * share // 4)).scaleb(-scale))
        try:
            bill(backend, wanted)
            steps += 1
        except Refusal as refusal:
            if refusal.code not in {"nothing_to_bill", "over_quantity", "over_bill"}:
                raise
    # Where parts of lines, each rounded, came to the total already, there is no rest to set right.
    is_rest = billed(backend, one) < total
    if is_rest:
        bill(backend, one)
        steps += 1
    assert billed(backend, one) == total
    column = "net_minor + tax_minor" if includes else "net_minor"
    if not discount and is_rest:
        # What the lines of all papers come to is, rate by rate, what those of the sale do.
        kept = rows(
            backend,
            f"SELECT tax_percent, sum({column}) FROM invoice_line WHERE sale_id = ?"
            " GROUP BY tax_percent ORDER BY 1", one,
        )  # fmt: skip
        sold: dict[str, int] = {}
        for quantity, price, percent in typed:
            exact = D(quantity) * D(price)
            rounded = int(exact.scaleb(scale).quantize(D(1), rounding="ROUND_HALF_UP"))
            sold[str(percent)] = sold.get(str(percent), 0) + rounded
        assert {rate: minor for rate, minor in kept if minor} == {
            rate: minor for rate, minor in sold.items() if minor
        }
    sound(backend)
    for _ in range(steps):
        undo(backend)
    assert dump(backend) == before


# -- what is refused ------------------------------------------------------------------------------


def test_sales_that_do_not_go_on_one_paper(backend):
    ann, bob = client(backend), client(backend, "Bob")
    one, theirs = ordered(backend, ann), ordered(backend, bob)
    foreign = ordered(backend, ann, currency="USD")
    gross = ordered(backend, ann, prices_include_tax=True)
    gone = ordered(backend, ann)
    do(backend, commands.CancelSale(sale=gone))
    for other, code in (
        (theirs, "one_invoice_one_client"),
        (foreign, "one_invoice_one_currency"),
        (gross, "one_invoice_one_way_of_tax"),
        (gone, "sale_cancelled"),
        (one, "sale_twice"),
        (99, "no_such_sale"),
    ):
        refusal = refused(backend, commands.Bill(parts=(part(one), part(other))))
        assert (refusal.code, refusal.field) == (code, "sale")


@pytest.mark.parametrize(
    ("lines", "amount", "code", "field"),
    [
        (None, "11.91", "over_bill", "amount"),
        (None, "0", "not_positive", "amount"),
        (None, "-1", "not_positive", "amount"),
        (None, "0.001", "too_many_decimals", "amount"),
        ({1: "2"}, None, "over_quantity", "quantity"),
        ({1: "-1"}, None, "over_quantity", "quantity"),
        ({1: "NaN"}, None, "not_a_number", "quantity"),
        ({1: "0"}, None, "nothing_to_bill", "lines"),
        ({}, None, "nothing_to_bill", "lines"),
        ({99: "1"}, None, "no_such_line", "lines"),
        ({1: "1"}, "5", "amount_and_lines", "amount"),
    ],
)
def test_what_cannot_be_billed(backend, lines, amount, code, field):
    one = ordered(backend, client(backend), lines=(line(),))
    refusal = refused(backend, commands.Bill(parts=(part(one, lines, amount),)))
    assert (refusal.code, refusal.field) == (code, field)


def test_nothing_and_all_again(backend):
    one = ordered(backend, client(backend))
    assert refused(backend, commands.Bill(parts=())).code == "nothing_to_bill"
    bill(backend, one)
    assert refused(backend, commands.Bill(parts=(part(one),))).code == "nothing_to_bill"
    assert refused(backend, commands.CancelSale(sale=one)).code == "sale_billed"
    assert refused(backend, commands.EditSale(sale=one, amount=D(99))).code == "sale_billed"
    do(backend, commands.EditSale(sale=one, title="Another title"))


# -- numbers, undo, paper that is out -------------------------------------------------------------


def test_numbers_have_no_gaps_and_external_ones_stand_beside(backend):
    ann = client(backend)
    sales = [ordered(backend, ann) for _ in range(5)]
    assert bill(backend, sales[0]).number == "I-2026-0001"
    assert bill(backend, sales[1], number=" 2412-77 ").number == "2412-77"
    assert bill(backend, sales[2]).number == "I-2026-0002"
    undo(backend)
    assert bill(backend, sales[3]).number == "I-2026-0002"
    assert bill(backend, sales[4], on=date(2025, 12, 31)).number == "I-2025-0001"
    taken = commands.Bill(parts=(part(sales[2]),), number="2412-77")
    refusal = refused(backend, taken)
    assert (refusal.code, refusal.field) == ("invoice_number_taken", "number")
    assert rows(backend, "SELECT external, period, sequence FROM invoice WHERE external = 1") == [
        (1, None, None)
    ]
    sound(backend)


def test_an_invoice_is_undone_until_it_is_out(backend):
    ann = client(backend)
    one = ordered(backend, ann)
    before = dump(backend)
    made = bill(backend, one)
    undo(backend)
    assert dump(backend) == before
    made = bill(backend, one)
    do(backend, commands.FixPaper(invoice=made.id))
    payment(backend, ann, "10")
    undo(backend)
    refusal = refused(backend, commands.Undo())
    assert (refusal.code, refusal.parameters["number"]) == ("invoice_fixed", "I-2026-0001")
    sound(backend)


def test_buyer_and_seller_as_they_were(backend):
    for key, value in (
        ("file.owner_name", "Piano Workshop"),
        ("file.owner_address", "1 Mill Lane\nDublin"),
        ("file.owner_tax_number", "IE1"),
    ):
        do(backend, commands.SetSetting(key=key, value=value))
    address = commands.AddressInput(
        street="2 High Street", postal_code="D02", locality="Dublin", country="IE"
    )
    ann = client(backend, organisation="Lee Ltd", tax_number="IE2", addresses=(address,))
    made = bill(backend, ordered(backend, ann))
    do(backend, commands.EditClient(client=ann, name="Ann Moore", tax_number=None))
    detail = backend.queries.invoice(made.id)
    assert (detail.buyer_name, detail.buyer_organisation) == ("Ann Lee", "Lee Ltd")
    assert detail.buyer_tax_number == "IE2"
    assert detail.buyer_address == "2 High Street\nDublin\nD02"
    assert (detail.seller_name, detail.seller_address) == ("Piano Workshop", "1 Mill Lane\nDublin")
    assert detail.seller_tax_number == "IE1"


# -- due dates ------------------------------------------------------------------------------------


def dues(backend, sale_id, invoice_id):
    sql = "SELECT due_on FROM invoice WHERE id = ?"
    return backend.queries.sale(sale_id).sale.due, rows(backend, sql, invoice_id)[0][0]


def test_an_ordered_sale_is_due_by_its_invoice(backend):
    one = ordered(backend, client(backend, payment_term_days=14))
    made = bill(backend, one)
    day = TODAY + timedelta(days=14)
    assert dues(backend, one, made.id) == (day, day.isoformat())


def test_the_day_that_was_agreed_stands_on_the_invoice(backend):
    ann = client(backend)
    agreed = TODAY + timedelta(days=3)
    one = sale(backend, ann, due=agreed)
    assert dues(backend, one, bill(backend, one).id) == (agreed, agreed.isoformat())
    late = sale(backend, ann, on=date(2026, 1, 1), due=date(2026, 1, 31))
    assert dues(backend, late, bill(backend, late).id) == (TERM, TERM.isoformat())
    said = sale(backend, ann, due=agreed)
    made = bill(backend, said, due=TODAY)
    assert dues(backend, said, made.id) == (TODAY, TODAY.isoformat())
    early = commands.Bill(parts=(part(ordered(backend, ann)),), due=date(2026, 5, 11))
    assert refused(backend, early).code == "due_before_invoice"


def test_a_part_that_is_billed_is_due_and_the_rest_waits(backend):
    ann = client(backend)
    one = ordered(backend, ann)
    bill(backend, part(one, amount="40"), due=TODAY)
    sql = "SELECT due_on, amount_minor FROM instalment ORDER BY position"
    assert rows(backend, sql) == [(TODAY.isoformat(), 4000), (None, 6000)]
    (owed,) = backend.queries.card(ann).balance.owed
    assert list(map(str, (owed.not_due, owed.unbilled))) == ["40.00", "60.00"]
    bill(backend, part(one, amount="25"))
    bill(backend, one)
    assert [minor for day, minor in rows(backend, sql) if day is None] == []
    assert sum(minor for _, minor in rows(backend, sql)) == 10000
    sound(backend)
