"""Quotes: numbers and revisions, accepting whole and in part, declining, undo."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.factories import (
    TODAY,
    client,
    do,
    dump,
    redo,
    refused,
    rows,
    sound,
    undo,
)

from smallcrm.domain.enums import QuoteState, SaleStatus, VatCategory
from smallcrm.services import commands

D = Decimal
WOOD = commands.LineInput(description="Wood", quantity=D(3), unit_price=D(100), tax_percent=D(19))
WORK = commands.LineInput(description="Work", quantity=D("2.5"), unit_price=D(40), unit="h")


def quoted(backend, client_id, lines=(WOOD, WORK), **fields):
    return do(backend, commands.AddQuote(client=client_id, lines=lines, **fields)).id


def state(backend, quote):
    return backend.queries.quote(quote).quote.state


def line_ids(backend, quote):
    return [line.id for line in backend.queries.quote(quote).lines]


def accept(backend, quote, **fields):
    return do(backend, commands.AcceptQuote(quote=quote, **fields)).id


def totals(backend, table="sale"):
    sql = f"SELECT discount_percent, discount_amount, total_minor FROM {table} ORDER BY id"
    return rows(backend, sql)


# -- making and revising --------------------------------------------------------------------------


def test_a_quote_is_numbered_added_up_and_valid_for_the_files_days(backend):
    ann = client(backend)
    do(backend, commands.SetSetting(key="quotes.terms", value="30 days net"))
    one = backend.queries.quote(quoted(backend, ann, discount_percent=D(10)))
    assert (one.quote.number, one.quote.revision) == ("Q-2026-0001", 1)
    assert (one.quote.title, one.terms) == ("Wood", "30 days net")
    assert one.quote.valid_until == TODAY + timedelta(days=30)
    assert [str(one.totals.net), str(one.totals.tax), str(one.totals.total)] == [
        "360.00",
        "51.30",
        "411.30",
    ]
    do(backend, commands.SetSetting(key="quotes.valid_days", value="0"))
    do(backend, commands.SetSetting(key="numbers.quote", value="AN{yy}/{number}"))
    other = do(backend, commands.AddQuote(client=ann, title="Desk", amount=D(5), terms=""))
    detail = backend.queries.quote(other.id)
    assert (other.number, detail.quote.valid_until, detail.terms) == ("AN26/1", None, None)
    sound(backend)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"client": 99}, "no_such_client"),
        ({"lines": ()}, "no_amount"),
        ({"amount": D(1)}, "amount_and_lines"),
        ({"valid_until": TODAY - timedelta(1)}, "valid_before_quote"),
        ({"discount_percent": D(1), "discount_amount": D(1)}, "two_discounts"),
        ({"discount_percent": D(101)}, "not_a_percentage"),
        ({"discount_amount": D(-1)}, "negative_amount"),
        ({"discount_amount": D("400.01")}, "discount_too_large"),
        ({"discount_amount": D("0.001")}, "too_many_decimals"),
        ({"currency": "XXX"}, "unknown_currency"),
        ({"lines": (commands.LineInput(description=" "),)}, "no_description"),
        (
            {"lines": (commands.LineInput(description="x", tax_category=VatCategory.EXPORT),)},
            "no_tax_reason",
        ),
        ({"lines": (commands.LineInput(description="x", quantity=D(-1), unit_price=D(1)),)},
         "negative_amount"),
    ],
)  # fmt: skip
def test_what_no_quote_can_be_is_refused(backend, fields, code):
    ann = client(backend)
    values = {"client": ann, "lines": (WOOD, WORK), **fields}
    assert refused(backend, commands.AddQuote(**values)).code == code


def test_a_revision_keeps_what_is_not_changed_and_the_older_stays(backend):
    ann = client(backend)
    one = quoted(
        backend, ann, discount_amount=D(20), note="by phone", valid_until=date(2026, 5, 22)
    )
    before = rows(backend, "SELECT * FROM quote_line")
    two = do(backend, commands.ReviseQuote(quote=one, title="Cheaper", on=date(2026, 6, 1)))
    assert two.number == "Q-2026-0001"
    old, new = backend.queries.quote(one), backend.queries.quote(two.id)
    assert (old.quote.state, new.quote.state) == (QuoteState.REPLACED, QuoteState.OPEN)
    assert (new.quote.revision, new.quote.title, new.note) == (2, "Cheaper", "by phone")
    assert new.quote.valid_until == date(2026, 6, 11), "ten days, as before"
    assert (new.quote.total, new.totals.discount) == (old.quote.total, old.totals.discount)
    assert rows(backend, "SELECT * FROM quote_line WHERE quote_id = ?", one) == before
    for command in (
        commands.ReviseQuote(quote=one),
        commands.AcceptQuote(quote=one),
        commands.DeclineQuote(quote=one),
        commands.ReopenQuote(quote=one),
    ):
        refusal = refused(backend, command)
        assert (refusal.code, refusal.parameters["revision"]) == ("quote_replaced", 2)
    three = do(
        backend,
        commands.ReviseQuote(
            quote=two.id, amount=D(50), valid_until=None, discount_percent=D(50), terms=None
        ),
    ).id
    assert totals(backend, "quote")[-1] == ("50", None, 2500)
    assert backend.queries.quote(three).quote.valid_until is None
    assert backend.queries.quote_ids("Q-2026-0001") == (three, two.id, one)
    sound(backend)


def test_a_declined_quote_is_revised_or_opened_again(backend):
    ann = client(backend)
    one = quoted(backend, ann)
    assert refused(backend, commands.ReopenQuote(quote=one)).code == "quote_not_declined"
    do(backend, commands.DeclineQuote(quote=one, reason="too dear"))
    detail = backend.queries.quote(one).quote
    assert (detail.state, detail.decline_reason, detail.decided_on) == (
        QuoteState.DECLINED,
        "too dear",
        TODAY,
    )
    assert refused(backend, commands.AcceptQuote(quote=one)).code == "quote_declined"
    assert refused(backend, commands.DeclineQuote(quote=one)).code == "quote_declined"
    do(backend, commands.ReopenQuote(quote=one))
    detail = backend.queries.quote(one).quote
    assert (detail.state, detail.decline_reason, detail.decided_on) == (
        QuoteState.OPEN,
        None,
        None,
    )
    do(backend, commands.DeclineQuote(quote=one))
    two = do(backend, commands.ReviseQuote(quote=one)).id
    assert state(backend, two) is QuoteState.OPEN
    sound(backend)


# -- accepting ------------------------------------------------------------------------------------


def test_accepting_makes_the_same_sale_once(backend):
    ann = client(backend)
    exempt = commands.LineInput(
        description="Lesson", tax_category=VatCategory.EXEMPT, tax_reason="Education"
    )
    one = quoted(backend, ann, (WOOD, exempt), discount_amount=D("9.99"), prices_include_tax=True)
    quote = backend.queries.quote(one)
    done = do(backend, commands.AcceptQuote(quote=one))
    detail = backend.queries.sale(done.id)
    assert (detail.sale.total, detail.sale.status) == (quote.quote.total, SaleStatus.ORDERED)
    assert (detail.sale.due, detail.quote) == (None, (one, "Q-2026-0001"))
    copied = "description, quantity, unit_price, tax_category, tax_reason, net_minor"
    assert rows(backend, f"SELECT {copied}, quote_line_id FROM sale_line") == rows(
        backend, f"SELECT {copied}, id FROM quote_line"
    )
    assert state(backend, one) is QuoteState.ACCEPTED
    for command in (
        commands.AcceptQuote(quote=one),
        commands.ReviseQuote(quote=one),
        commands.DeclineQuote(quote=one),
    ):
        assert refused(backend, command).code == "quote_accepted"
    sound(backend)


def test_a_lapsed_quote_can_be_accepted_and_delivered_at_once(backend):
    ann = client(backend, payment_term_days=7)
    one = quoted(backend, ann, on=date(2026, 1, 1), valid_until=date(2026, 1, 31))
    assert state(backend, one) is QuoteState.LAPSED
    sold = accept(backend, one, status=SaleStatus.DELIVERED, title="Shelf")
    detail = backend.queries.sale(sold).sale
    assert (detail.title, detail.due) == ("Shelf", TODAY + timedelta(days=7))
    assert refused(backend, commands.AcceptQuote(quote=99)).code == "no_such_quote"


def test_parts_come_to_the_whole(backend):
    ann = client(backend)
    one = quoted(backend, ann, discount_amount=D(10))
    wood, work = line_ids(backend, one)
    accept(backend, one, lines={wood: D(1)})
    assert state(backend, one) is QuoteState.PARTLY_ACCEPTED
    assert totals(backend) == [(None, "2.50", 11603)]
    for lines, code in (
        ({wood: D("2.01")}, "over_quote"),
        ({wood: D(-1)}, "over_quote"),
        ({wood: D(0)}, "no_quantity"),
        ({wood: D("NaN")}, "not_a_number"),
        ({99: D(1)}, "no_such_line"),
        ({}, "nothing_chosen"),
    ):
        assert refused(backend, commands.AcceptQuote(quote=one, lines=lines)).code == code
    accept(backend, one, lines={work: D("2.5"), wood: D("0.5")})
    accept(backend, one)
    assert state(backend, one) is QuoteState.ACCEPTED
    found = totals(backend)
    assert [row[1] for row in found] == ["2.50", "3.75", "3.75"]
    assert [line.done for line in backend.queries.quote(one).lines] == [D(3), D("2.5")]
    sound(backend)


def test_a_percentage_stays_in_every_part(backend):
    ann = client(backend)
    one = quoted(backend, ann, (WORK,), discount_percent=D(10))
    (work,) = line_ids(backend, one)
    accept(backend, one, lines={work: D(1)})
    accept(backend, one)
    assert totals(backend) == [("10", None, 3600), ("10", None, 5400)]


def test_a_line_taken_back_is_accepted_like_any_other(backend):
    ann = client(backend)
    back = commands.LineInput(description="Old one back", quantity=D(-2), unit_price=D(30))
    one = quoted(backend, ann, (WOOD, back))
    wood, old = line_ids(backend, one)
    bad = commands.AcceptQuote(quote=one, lines={wood: D(3), old: D(-3)})
    assert refused(backend, bad).code == "over_quote"
    accept(backend, one, lines={wood: D(3), old: D(-1)})
    assert state(backend, one) is QuoteState.PARTLY_ACCEPTED
    # Alone it would be a sale below nothing.
    assert refused(backend, commands.AcceptQuote(quote=one)).code == "negative_amount"
    sound(backend)


def test_cancelling_the_sale_gives_back_what_it_took(backend):
    ann = client(backend)
    one = quoted(backend, ann)
    wood, _ = line_ids(backend, one)
    first = accept(backend, one, lines={wood: D(1)})
    second = accept(backend, one)
    do(backend, commands.CancelSale(sale=first))
    assert state(backend, one) is QuoteState.PARTLY_ACCEPTED
    assert [line.done for line in backend.queries.quote(one).lines] == [D(2), D("2.5")]
    do(backend, commands.CancelSale(sale=second))
    detail = backend.queries.quote(one).quote
    assert (detail.state, detail.decided_on) == (QuoteState.OPEN, None)
    accept(backend, one)
    assert state(backend, one) is QuoteState.ACCEPTED
    sound(backend)


def test_what_is_left_is_declined_or_revised(backend):
    ann = client(backend)
    one = quoted(backend, ann, discount_amount=D(8))
    wood, _ = line_ids(backend, one)
    sold = accept(backend, one, lines={wood: D(3)})
    do(backend, commands.DeclineQuote(quote=one))
    do(backend, commands.CancelSale(sale=sold))
    assert state(backend, one) is QuoteState.DECLINED
    do(backend, commands.ReopenQuote(quote=one))
    assert state(backend, one) is QuoteState.OPEN
    accept(backend, one, lines={wood: D(1)})
    two = do(backend, commands.ReviseQuote(quote=one)).id
    assert [line.quantity for line in backend.queries.quote(two).lines] == [D(2), D("2.5")]
    assert totals(backend, "quote")[-1][:2] == (None, "6.00")
    sound(backend)


def test_a_sale_that_changes_changes_what_is_left_of_its_quote(backend):
    ann = client(backend)
    one = quoted(backend, ann, (WOOD,))
    sold = accept(backend, one)
    (line,) = backend.queries.sale(sold).trade_lines

    def with_quantity(quantity):
        edited = commands.LineInput(
            description="Wood", quantity=quantity, unit_price=D(100), id=line.id
        )
        do(backend, commands.EditSale(sale=sold, lines=(edited,)))
        sound(backend)
        return state(backend, one)

    assert with_quantity(D(2)) is QuoteState.PARTLY_ACCEPTED
    assert with_quantity(D(4)) is QuoteState.ACCEPTED
    assert with_quantity(D(3)) is QuoteState.ACCEPTED


# -- undo -----------------------------------------------------------------------------------------


def test_a_quote_that_was_sent_can_still_be_undone(backend, clock):
    ann = client(backend)
    before = dump(backend)
    one = quoted(backend, ann)
    do(backend, commands.FixPaper(quote=one))
    do(backend, commands.FixPaper(quote=one))
    sent = backend.queries.quote(one).quote.sent_at
    assert sent == clock.now()
    after = dump(backend)
    undo(backend)
    assert dump(backend) == before
    redo(backend)
    assert dump(backend) == after


def test_that_a_quote_was_sent_stays_when_its_acceptance_is_undone(backend):
    ann = client(backend)
    one = quoted(backend, ann)
    accept(backend, one)
    do(backend, commands.FixPaper(quote=one))
    after = dump(backend)
    undo(backend)
    detail = backend.queries.quote(one).quote
    assert (detail.state, detail.sent_at is None) == (QuoteState.OPEN, False)
    redo(backend)
    assert dump(backend) == after
    for _ in range(2):
        undo(backend)
    assert rows(backend, "SELECT * FROM quote") == []
    sound(backend)


def test_undone_numbers_are_given_again(backend):
    ann = client(backend)
    quoted(backend, ann)
    undo(backend)
    again = do(backend, commands.AddQuote(client=ann, lines=(WOOD,), request_id="q"))
    assert again.number == "Q-2026-0001"
    repeated = do(backend, commands.AddQuote(client=ann, lines=(WOOD,), request_id="q"))
    assert (repeated.id, repeated.repeated) == (again.id, True)
