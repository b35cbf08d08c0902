"""What of invoices is still to be paid, as sales are paid, credited and billed anew."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories import TODAY, client, do, ordered, payment, sound, undo
from tests.queries.reading import counted, plan

from smallcrm.domain.enums import InvoiceKind
from smallcrm.domain.errors import Refusal
from smallcrm.queries import invoices
from smallcrm.queries.order import Order
from smallcrm.services import commands


def bill(backend, *parts, on=TODAY, **fields):
    """Bill sales, or amounts of sales: (sale, amount)."""
    made = tuple(
        commands.BillPart(sale=part[0], amount=Decimal(part[1]))
        if isinstance(part, tuple)
        else commands.BillPart(sale=part)
        for part in parts
    )
    return do(backend, commands.Bill(parts=made, on=on, **fields)).id


def credit(backend, invoice_id, amount=None, **fields):
    amount = None if amount is None else Decimal(amount)
    return do(backend, commands.AddCreditNote(invoice=invoice_id, amount=amount, **fields)).id


def open_of(backend, *invoice_ids):
    return [str(backend.queries.invoice(one).invoice.open) for one in invoice_ids]


def test_an_invoice_with_its_lines_and_who_it_was_for(backend):
    ann = client(backend, "Ann Lee", organisation="Lee Ltd", tax_number="IE123")
    line = commands.LineInput(
        description="Design", quantity=Decimal(2), unit_price=Decimal(100), tax_percent=Decimal(19)
    )
    sold = ordered(backend, ann, lines=(line,), on=TODAY)
    made = bill(backend, sold, due=TODAY + timedelta(days=14), note="Thank you")
    detail = backend.queries.invoice(made)
    shape = detail.invoice
    assert (shape.kind, shape.on, shape.due) == (
        InvoiceKind.INVOICE, TODAY, TODAY + timedelta(days=14),
    )  # fmt: skip
    assert (str(shape.total), str(shape.payable), str(shape.open)) == ("238.00",) * 3
    assert not shape.fixed
    assert [
        (one.description, one.quantity, str(one.net), str(one.tax)) for one in detail.lines
    ] == [("Design", 2, "200.00", "38.00")]
    assert [(str(tax.net), str(tax.tax)) for tax in detail.totals.taxes] == [("200.00", "38.00")]
    assert (detail.buyer_name, detail.buyer_organisation, detail.buyer_tax_number) == (
        "Ann Lee", "Lee Ltd", "IE123",
    )  # fmt: skip
    assert [(sale_id, str(amount)) for sale_id, _, amount in detail.sales] == [(sold, "238.00")]
    assert detail.note == "Thank you"
    assert backend.queries.invoice_ids(f" {shape.number} ") == (made,)
    assert backend.queries.invoice_ids("none") == ()
    assert backend.queries.invoice(99) is None
    do(backend, commands.FixPaper(invoice=made))
    assert backend.queries.invoice(made).invoice.fixed


def test_money_settles_the_invoices_of_a_sale_in_the_order_of_issue(backend):
    ann = client(backend)
    sold = ordered(backend, ann, "100", on=TODAY - timedelta(days=20))
    later = bill(backend, (sold, "60"), on=TODAY - timedelta(days=5), due=TODAY)
    # Issued before the other, though entered after it.
    earlier = bill(backend, (sold, "30"), on=TODAY - timedelta(days=9),
                   due=TODAY - timedelta(days=3))  # fmt: skip
    assert open_of(backend, earlier, later) == ["30.00", "60.00"]
    assert [backend.queries.invoice(one).invoice.days for one in (earlier, later)] == [3, 0]
    payment(backend, ann, "40", allocations={sold: Decimal(40)})
    assert open_of(backend, earlier, later) == ["0.00", "50.00"]
    assert backend.queries.invoice(earlier).invoice.days == 0
    payment(backend, ann, "55", allocations={sold: Decimal(55)})
    assert open_of(backend, earlier, later) == ["0.00", "0.00"]


def test_one_paper_over_two_sales_is_open_as_far_as_either_is(backend):
    ann = client(backend)
    first, second = ordered(backend, ann, "10"), ordered(backend, ann, "20")
    both = bill(backend, first, second)
    payment(backend, ann, "15", allocations={second: Decimal(15)})
    assert open_of(backend, both) == ["15.00"]
    payment(backend, ann, "10", allocations={first: Decimal(10)})
    assert open_of(backend, both) == ["5.00"]


def test_a_credit_note_comes_off_the_invoice_that_it_takes_back(backend):
    ann = client(backend)
    sold = ordered(backend, ann, "100", on=TODAY - timedelta(days=20))
    first = bill(backend, (sold, "50"), on=TODAY - timedelta(days=9))
    second = bill(backend, (sold, "50"), on=TODAY - timedelta(days=5))
    note = credit(backend, second, "20", reason="Scratched")
    assert open_of(backend, first, second, note) == ["50.00", "30.00", "0.00"]
    assert str(backend.queries.invoice(second).invoice.credited) == "20.00"
    payment(backend, ann, "60", allocations={sold: Decimal(60)})
    assert open_of(backend, first, second) == ["0.00", "20.00"]
    detail = backend.queries.invoice(note)
    number = backend.queries.invoice(second).invoice.number
    assert (detail.invoice.kind, detail.invoice.reason) == (InvoiceKind.CREDIT_NOTE, "Scratched")
    assert (detail.invoice.credits_id, detail.invoice.credits_number) == (second, number)
    assert [one.id for one in backend.queries.invoice(second).credit_notes] == [note]
    # The rest of it is taken back, though all is paid by then: money is free again.
    payment(backend, ann, "20", allocations={sold: Decimal(20)})
    credit(backend, second)
    assert open_of(backend, first, second) == ["0.00", "0.00"]


def test_what_was_billed_wrongly_is_open_on_the_new_paper_alone(backend):
    ann = client(backend)
    sold = ordered(backend, ann, "100", on=TODAY)
    wrong = bill(backend, sold)
    credit(backend, wrong, rebill=True)
    assert open_of(backend, wrong) == ["0.00"]
    right = bill(backend, sold)
    assert open_of(backend, wrong, right) == ["0.00", "100.00"]
    payment(backend, ann, "30", allocations={sold: Decimal(30)})
    assert open_of(backend, wrong, right) == ["0.00", "70.00"]
    papers = backend.queries.sale(sold).billing.invoices
    assert [str(amount) for _, _, amount in papers] == ["100.00", "-100.00", "100.00"]
    assert [line.billed for line in backend.queries.sale(sold).trade_lines] == [1]


def test_the_lines_of_an_invoice_say_what_was_taken_back(backend):
    ann = client(backend)
    line = commands.LineInput(
        description="Chair", quantity=Decimal(4), unit_price=Decimal(25), unit="pc"
    )
    sold = ordered(backend, ann, lines=(line,))
    made = bill(backend, sold)
    chair = backend.queries.invoice(made).lines[0]
    do(backend, commands.AddCreditNote(invoice=made, lines={chair.id: Decimal("1.5")}))
    assert [one.done for one in backend.queries.invoice(made).lines] == [Decimal("1.5")]
    assert open_of(backend, made) == ["62.50"]


def test_invoices_are_read_from_their_indexes(backend):
    found = plan(backend, invoices.ALL_OPEN)
    assert "ix_sale_billed_unpaid" in found
    for table in ("part", "billing", "note", "back", "sale"):
        assert f"SCAN {table}\n" not in f"{found}\n", found
    found = plan(backend, invoices._OPEN_OF, ids="[1]")
    assert "(kind=?)" not in found
    for table in ("part", "billing", "note", "back", "sale"):
        assert f"SCAN {table}\n" not in f"{found}\n", found


def test_a_page_of_invoices_is_two_statements(backend):
    ann = client(backend)
    for _ in range(4):
        bill(backend, ordered(backend, ann, "100"))
    ids = backend.queries.row_ids("invoices", Order("open"), slot="t")
    for some in (ids[:1], ids):
        with counted(backend, "t") as seen:
            assert len(backend.queries.rows("invoices", some, slot="t")) == len(some)
        assert len(seen) == 2


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["bill", "bill", "pay", "pay", "credit", "rebill", "undo"]),
        st.integers(0, 4),
        st.integers(1, 90),
    ),
    min_size=2,
    max_size=8,
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_open_invoices_add_up_to_what_sales_are_billed_and_not_paid(backend, steps):
    ann = client(backend)
    sales = [ordered(backend, ann, "100", on=TODAY - timedelta(days=30)) for _ in range(2)]
    papers: list[int] = []
    done = 0
    for kind, which, amount in steps:
        try:
            if kind == "bill":
                made = [(sale_id, amount) for sale_id in sales[: 1 + which % 2]]
                papers.append(bill(backend, *made, on=TODAY - timedelta(days=which)))
            elif kind == "pay":
                to = sales[which % 2]
                payment(backend, ann, str(amount), allocations={to: Decimal(amount)})
            elif kind == "undo":
                if not done:
                    continue
                undo(backend)
                done -= 2
            elif papers:
                paper = papers[which % len(papers)]
                credit(backend, paper, amount, rebill=kind == "rebill")
            else:
                continue
            done += 1
        except Refusal:  # what is refused changes nothing
            continue
    owed = sum(
        max(0, one.billed.minor - (one.total.minor - one.open.minor))
        for one in (backend.queries.sale(sale_id).sale for sale_id in sales)
    )
    ids = backend.queries.row_ids("invoices", Order("open"), slot="t")
    shown = [one for one in backend.queries.rows("invoices", ids, slot="t") if one.client.id == ann]
    assert sum(one.open.minor for one in shown) == owed
    assert all(0 <= one.open.minor <= one.payable.minor - one.credited.minor for one in shown
               if one.kind is InvoiceKind.INVOICE)  # fmt: skip
    assert list(ids) == sorted(
        ids, key=lambda row: (backend.queries.invoice(row).invoice.open.minor, row)
    )
    sound(backend)


@pytest.mark.parametrize("filters", [("open",), ("overdue",), ("paid",)])
def test_a_filter_of_invoices_is_one_statement(backend, filters):
    bill(backend, ordered(backend, client(backend), "100"))
    with counted(backend, "t") as seen:
        backend.queries.row_ids("invoices", Order("open", filters=filters), slot="t")
    assert len(seen) == 1
