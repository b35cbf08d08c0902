"""Quotes, what was last quoted, contracts, and sales with all that hangs on them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.factories import TODAY, client, do, ordered, payment, sale, undo
from tests.queries.reading import counted, plan

from smallcrm.domain.enums import BillingStatus, QuoteState, SaleStatus
from smallcrm.domain.money import Money
from smallcrm.queries import contracts, last_prices, quotes
from smallcrm.services import commands


def line(description="Website package", price="480", **fields):
    return commands.LineInput(description=description, unit_price=Decimal(price), **fields)


def quote(backend, client_id, *lines, **fields):
    values = {"title": "Offer", "on": TODAY, "valid_until": TODAY + timedelta(days=30), **fields}
    return do(backend, commands.AddQuote(client=client_id, lines=lines or (line(),), **values)).id


def state(backend, quote_id):
    return backend.queries.quote(quote_id).quote.state


def test_a_quote_with_its_lines_taxes_and_discount(backend):
    ann = client(backend)
    made = quote(
        backend,
        ann,
        line("Design", "100", quantity=Decimal("1.5"), tax_percent=Decimal(19)),
        line("Book", "10", tax_percent=Decimal(7), discount_percent=Decimal(50)),
        discount_percent=Decimal(10),
        terms="Half in advance",
    )
    detail = backend.queries.quote(made)
    design, book = detail.lines
    assert (design.description, design.quantity, str(design.net)) == (
        "Design", Decimal("1.5"), "150.00",
    )  # fmt: skip
    assert (book.discount_percent, str(book.net)) == (Decimal(50), "5.00")
    totals = detail.totals
    assert (str(totals.net), str(totals.discount)) == ("139.50", "15.50")
    assert [(tax.percent, str(tax.net), str(tax.tax)) for tax in totals.taxes] == [
        (Decimal(7), "4.50", "0.32"),
        (Decimal(19), "135.00", "25.65"),
    ]
    assert totals.total == totals.net + totals.tax == detail.quote.total
    assert sum((one.tax for one in detail.lines), Money(0, "EUR")) == totals.tax
    assert totals.discount_percent == 10
    assert totals.discount_amount is None
    assert detail.terms == "Half in advance"
    assert backend.queries.quote(99) is None


def test_revisions_newest_first_and_the_old_ones_are_replaced(backend):
    ann = client(backend)
    first = quote(backend, ann)
    second = do(backend, commands.ReviseQuote(quote=first, lines=(line(price="450"),))).id
    number = backend.queries.quote(second).quote.number
    assert backend.queries.quote_ids(f" {number} ") == (second, first)
    assert backend.queries.quote_ids(f"{number} rev 1") == (first,)
    assert backend.queries.quote_ids("Q-1999-0001") == ()
    assert [one.id for one in backend.queries.quote(first).revisions] == [second, first]
    assert state(backend, first) is QuoteState.REPLACED
    assert state(backend, second) is QuoteState.OPEN
    assert [one.id for one in backend.queries.quotes_of(ann)] == [second]


@pytest.mark.parametrize(
    ("until", "expected"),
    [(TODAY, QuoteState.OPEN), (TODAY - timedelta(days=1), QuoteState.LAPSED)],
)
def test_a_quote_lapses_the_day_after(backend, until, expected):
    ann = client(backend)
    assert state(backend, quote(backend, ann, on=until, valid_until=until)) is expected


def test_a_decided_quote_does_not_lapse(backend):
    ann = client(backend)
    yesterday = TODAY - timedelta(days=1)
    declined = quote(backend, ann, on=yesterday, valid_until=yesterday)
    do(backend, commands.DeclineQuote(quote=declined, reason="Too much"))
    taken = quote(backend, ann, on=yesterday, valid_until=yesterday)
    do(backend, commands.AcceptQuote(quote=taken))
    assert state(backend, declined) is QuoteState.DECLINED
    assert state(backend, taken) is QuoteState.ACCEPTED
    assert backend.queries.quote(declined).quote.decline_reason == "Too much"
    with backend.database.read("t") as connection:
        assert quotes.open_quotes(connection, ann, today=TODAY) == ()


def test_what_was_accepted_of_each_line_and_where_a_sale_came_from(backend):
    ann = client(backend)
    made = quote(backend, ann, line("Chair", "100", quantity=Decimal(4)), line("Table", "300"))
    chair, table = backend.queries.quote(made).lines
    sold = do(backend, commands.AcceptQuote(quote=made, lines={chair.id: Decimal("1.5")})).id
    detail = backend.queries.quote(made)
    assert [one.done for one in detail.lines] == [Decimal("1.5"), 0]
    assert detail.quote.state is QuoteState.PARTLY_ACCEPTED
    found = backend.queries.sale(sold)
    assert detail.sales == ((sold, found.sale.number),)
    assert found.quote == (made, detail.quote.number)
    assert found.sale.quote_id == made
    do(backend, commands.CancelSale(sale=sold))
    assert [one.done for one in backend.queries.quote(made).lines] == [0, 0]
    assert table.done == 0


# -- what was last quoted ----------------------------------------------------------------------


def last(backend, client_id, text="Website package", currency="EUR"):
    found = backend.queries.last_price(client_id, text, currency)
    return None if found is None else (str(found.unit_price), found.number)


def test_the_last_price_is_that_of_the_latest_offer_that_stands(backend):
    ann, other = client(backend, "Ann"), client(backend, "Bob")
    assert last(backend, ann) is None
    old = quote(backend, ann, line(price="480"), on=TODAY - timedelta(days=40))
    number = backend.queries.quote(old).quote.number
    assert last(backend, ann) == ("480", number)
    quote(backend, ann, line(price="500"), on=TODAY - timedelta(days=50))
    quote(backend, ann, line(price="9"), currency="USD")
    quote(backend, other, line(price="1"))
    assert last(backend, ann) == ("480", number)
    assert last(backend, ann, "  WEBSITE   Package ") == ("480", number)
    assert last(backend, ann, "Website") is None
    do(backend, commands.ReviseQuote(quote=old, lines=(line(price="450"),)))
    assert last(backend, ann) == ("450", number)
    newest = quote(backend, ann, line(price="300"))
    assert last(backend, ann)[0] == "300"
    do(backend, commands.DeclineQuote(quote=newest))
    assert last(backend, ann)[0] == "450"


def test_the_last_price_in_letters_beyond_ascii(backend):
    ann = client(backend)
    quote(backend, ann, line("ÉMAIL-Schild", "12"))
    assert last(backend, ann, "émail-schild")[0] == "12"


def test_the_last_price_is_one_indexed_statement(backend):
    ann = client(backend)
    quote(backend, ann)
    with counted(backend, "last_price") as seen:
        backend.queries.last_price(ann, "Website package", "EUR")
    assert len(seen) == 1
    for sql, index in (
        (last_prices._QUOTED, "ix_quote_client_id_quoted_on"),
        (last_prices._SOLD, "ix_sale_client_id_sold_on"),
    ):
        found = plan(backend, sql.format(which="1"), client=1, currency="EUR")
        assert index in found
        assert "SCAN line" not in found
        assert "TEMP B-TREE FOR LAST" not in found or "_line_" in found


# -- contracts ---------------------------------------------------------------------------------


def test_a_contract_says_how_long_it_holds_and_what_was_sold_under_it(backend):
    ann = client(backend)
    ends = TODAY + timedelta(days=20)
    made = do(
        backend,
        commands.AddContract(client=ann, title="Care", ends_on=ends, amount=Decimal(1200)),
    ).id
    assert backend.queries.contract(99) is None
    shape = backend.queries.contract(made)
    assert (shape.days_left, str(shape.amount), shape.sold) == (20, "1200.00", ())
    assert backend.queries.contract_ids(shape.number) == (made,)
    ordered(backend, ann, "100", contract=made)
    gone = ordered(backend, ann, "900", contract=made)
    do(backend, commands.CancelSale(sale=gone))
    assert backend.queries.contract(made).sold == (Money(10000, "EUR"),)
    do(backend, commands.EditContract(contract=made, ended_on=TODAY - timedelta(days=2)))
    assert backend.queries.contract(made).days_left == -2
    without = do(backend, commands.AddContract(client=ann, title="For ever")).id
    assert [one.id for one in backend.queries.contracts_of(ann)] == [without, made]
    assert backend.queries.contract(without).days_left is None
    with counted(backend, "detail") as seen:
        backend.queries.contracts_of(ann)
    assert len(seen) == 2
    assert "ix_sale_contract_id" in plan(backend, contracts._SOLD, ids="[1]")


# -- sales with all that hangs on them -----------------------------------------------------------


def test_what_of_a_sale_was_delivered_billed_and_is_due_when(backend):
    ann = client(backend)
    sold = sale(
        backend,
        ann,
        lines=(line("Chair", "100", quantity=Decimal(4)), line("Table", "300")),
        on=TODAY,
        status=SaleStatus.ORDERED,
    )
    chair, table = backend.queries.sale(sold).trade_lines
    do(backend, commands.Deliver(sale=sold, lines={chair.id: Decimal(1)}))
    do(backend, commands.Deliver(sale=sold, lines={chair.id: Decimal("0.5")}, on=TODAY))
    part = commands.BillPart(sale=sold, lines={table.id: Decimal(1)})
    paper = do(backend, commands.Bill(parts=(part,), due=TODAY + timedelta(days=9))).id
    payment(backend, ann, "50", allocations={sold: Decimal(50)})
    detail = backend.queries.sale(sold)
    assert [(one.done, one.billed) for one in detail.trade_lines] == [(Decimal("1.5"), 0), (0, 1)]
    billing = detail.billing
    assert billing.status is BillingStatus.PARTLY_BILLED
    assert str(billing.billed) == str(detail.sale.billed) == "300.00"
    assert [(number, str(amount)) for _, number, amount in billing.invoices] == [
        (backend.queries.invoice(paper).invoice.number, "300.00")
    ]
    assert [len(one.lines) for one in billing.deliveries] == [1, 1]
    assert [(one.due, str(one.amount), str(one.open)) for one in detail.instalments] == [
        (TODAY + timedelta(days=9), "300.00", "250.00"),
        (None, "400.00", "400.00"),
    ]
    do(backend, commands.Deliver(sale=sold))
    assert [one.done for one in backend.queries.sale(sold).trade_lines] == [4, 1]


def test_a_sale_that_is_said_to_be_delivered_is_out(backend):
    sold = sale(backend, client(backend), "10")
    assert [one.done for one in backend.queries.sale(sold).trade_lines] == [1]


def test_overdue_instalments_say_for_how_many_days(backend):
    ann = client(backend)
    sold = ordered(
        backend,
        ann,
        "100",
        on=TODAY - timedelta(days=50),
        plan=(
            *(
                commands.PlanPart(due=TODAY - timedelta(days=back), percent=Decimal(25))
                for back in (40, 10, 0)
            ),
            commands.PlanPart(due=TODAY + timedelta(days=9)),
        ),
    )
    payment(backend, ann, "30", allocations={sold: Decimal(30)})
    found = backend.queries.sale(sold)
    assert [(str(one.open), one.days) for one in found.instalments] == [
        ("0.00", 0), ("20.00", 10), ("25.00", 0), ("25.00", 0),
    ]  # fmt: skip
    assert (found.sale.due, found.sale.days) == (TODAY - timedelta(days=10), 10)
    assert found.sale.has_plan


def test_billable_sales_oldest_first_in_a_fixed_number_of_statements(backend):
    ann = client(backend)
    days = [TODAY - timedelta(days=back) for back in (1, 9, 5, 3)]
    made = [ordered(backend, ann, "100", on=day) for day in days]
    do(backend, commands.CancelSale(sale=made[3]))
    do(backend, commands.Bill(parts=(commands.BillPart(sale=made[2]),)))
    assert [one.sale.id for one in backend.queries.billable(ann)] == [made[1], made[0]]
    with counted(backend, "detail") as seen:
        backend.queries.billable(ann)
    assert len(seen) == 8
    do(backend, commands.Bill(parts=(commands.BillPart(sale=made[1]),)))
    with counted(backend, "detail") as seen:
        assert len(backend.queries.billable(ann)) == 1
    assert len(seen) == 8
    with counted(backend, "detail") as seen:
        assert backend.queries.billable(client(backend, "Nobody")) == ()
    assert len(seen) == 1


def test_a_sale_is_seven_statements(backend):
    sold = sale(backend, client(backend), "10")
    with counted(backend, "detail") as seen:
        backend.queries.sale(sold)
    assert len(seen) == 7
    assert backend.queries.sale(99) is None


# -- the same again ------------------------------------------------------------------------------


def test_sales_that_can_be_copied(backend):
    ann = client(backend, "Émile Zola", organisation="Zola Ltd")
    bob = client(backend, "Bob")
    first = sale(backend, ann, lines=(line("Website package"),), title="Site",
                 on=TODAY - timedelta(days=9))  # fmt: skip
    second = sale(backend, bob, "20", title="Piano tuning", on=TODAY)
    gone = sale(backend, bob, "20", title="Piano tuning", on=TODAY)
    do(backend, commands.CancelSale(sale=gone))

    def found(text, **more):
        return [one.id for one in backend.queries.copyable_sales(text, **more)]

    assert found("") == [second, first]
    assert found("", limit=1) == [second]
    assert found("emile package") == [first]
    assert found("zola") == [first]
    assert found("TUNING") == [second]
    assert found(backend.queries.sale(first).sale.number) == [first]
    assert found("100%") == []
    undo(backend)
    assert found("piano") == [gone, second]


def test_a_quote_of_another_day_keeps_its_own(backend):
    made = quote(backend, client(backend), on=date(2026, 1, 5), valid_until=date(2026, 2, 1))
    shape = backend.queries.quote(made).quote
    assert (shape.on, shape.valid_until) == (date(2026, 1, 5), date(2026, 2, 1))
