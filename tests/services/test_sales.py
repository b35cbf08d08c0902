"""What sales have beside one amount: discounts, tax per line, rows that stay, terms, numbers."""

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
    rows,
    sale,
    sound,
    undo,
)

from smallcrm.domain.enums import Level, SaleStatus
from smallcrm.domain.money import Money
from smallcrm.domain.records import RecordKind, SaleRecord
from smallcrm.services import commands

D = Decimal
A = commands.LineInput(description="A", unit_price=D("0.33"), tax_percent=D(13))
B = commands.LineInput(description="B", unit_price=D("0.37"), tax_percent=D(13))


def figures(backend):
    sql = "SELECT discount_percent, discount_amount, discount_minor, total_minor FROM sale"
    return rows(backend, sql)[0]


def lines_of(backend, sale_id):
    sql = "SELECT id, description, position FROM sale_line WHERE sale_id = ? ORDER BY position"
    return rows(backend, sql, sale_id)


def test_a_discount_is_a_percentage_or_an_amount(backend):
    ann = client(backend)
    one = sale(backend, ann, "200", discount_percent=D("12.5"))
    assert figures(backend) == ("12.5", None, 2500, 17500)
    do(backend, commands.EditSale(sale=one, amount=D(100)))
    assert figures(backend) == ("12.5", None, 1250, 8750)
    do(backend, commands.EditSale(sale=one, discount_amount=D("0.01")))
    assert figures(backend) == (None, "0.01", 1, 9999)
    both = commands.EditSale(sale=one, discount_amount=D(1), discount_percent=D(1))
    assert refused(backend, both).code == "two_discounts"
    large = commands.EditSale(sale=one, discount_amount=D("100.01"))
    assert refused(backend, large).code == "discount_too_large"
    do(backend, commands.EditSale(sale=one, discount_percent=D(100)))
    assert figures(backend) == ("100", None, 10000, 0)
    do(backend, commands.EditSale(sale=one, discount_percent=D(0)))
    assert figures(backend) == (None, None, 0, 10000)
    sound(backend)


def test_a_discount_may_not_go_below_what_is_paid(backend):
    ann = client(backend)
    one = sale(backend, ann, "100")
    payment(backend, ann, "95")
    edit = commands.EditSale(sale=one, discount_percent=D("5.01"))
    assert refused(backend, edit).code == "total_below_paid"
    do(backend, commands.EditSale(sale=one, discount_percent=D(5)))
    sound(backend)


def test_tax_is_rounded_per_line_where_the_file_or_the_sale_says_so(backend):
    ann = client(backend)
    one = sale(backend, ann, lines=(A, B))
    assert figures(backend)[-1] == 79  # 0.70 + 0.09
    do(backend, commands.EditSale(sale=one, tax_per_line=True))
    assert figures(backend)[-1] == 79  # 0.04 + 0.05
    do(backend, commands.SetSetting(key="money.tax_per_line", value="yes"))
    sale(backend, ann, lines=(A, A))
    sale(backend, ann, lines=(A, A), tax_per_line=False)
    found = rows(backend, "SELECT tax_per_line, tax_minor FROM sale ORDER BY id")
    assert found == [(1, 9), (1, 8), (0, 9)]
    sound(backend)


def test_lines_keep_their_rows(backend):
    ann = client(backend)
    one = sale(backend, ann, lines=(A, B))
    (a, *_), (b, *_) = lines_of(backend, one)
    new = commands.LineInput(description="C", unit_price=D(1))
    given = (
        commands.LineInput(description="B, better", unit_price=D(2), id=b),
        new,
        commands.LineInput(description="A", unit_price=D(3)),  # known by its words
    )
    do(backend, commands.EditSale(sale=one, lines=given))
    assert lines_of(backend, one) == [(b, "B, better", 1), (b + 1, "C", 2), (a, "A", 3)]
    before = dump(backend)
    do(backend, commands.EditSale(sale=one, amount=D(9), title="All"))
    assert [row[1:] for row in lines_of(backend, one)] == [("All", 1)]
    undo(backend)
    assert dump(backend) == before
    redo(backend)
    do(backend, commands.EditSale(sale=one, amount=D(9)))
    sound(backend)


@pytest.mark.parametrize(
    ("level", "own", "days"),
    [
        (Level.STANDARD, None, 30),
        (Level.PREFERRED, None, 30),
        (Level.VIP, None, 60),
        (Level.VIP, 5, 5),
        (Level.VIP, 0, 0),
    ],
)
def test_the_term_is_the_clients_else_the_levels_else_the_files(backend, level, own, days):
    do(backend, commands.SetSetting(key="level.vip.payment_term_days", value="60"))
    ann = client(backend, level=level, payment_term_days=own)
    one = backend.queries.sale(sale(backend, ann)).sale
    assert one.due == TODAY + timedelta(days=days)
    record = SaleRecord(
        row=1, client_name="Ann Lee", title="x", currency="EUR", total=Money(100, "EUR")
    )
    do(
        backend,
        commands.ImportRecords(
            kind=RecordKind.SALES,
            records=(record,),
            rejected=(),
            rows_read=1,
            file_name="x.csv",
        ),
    )
    assert rows(backend, "SELECT due_on FROM sale ORDER BY id DESC LIMIT 1") == [
        ((TODAY + timedelta(days=days)).isoformat(),)
    ]


def test_a_plan_comes_with_the_sale_and_follows_its_total(backend):
    ann = client(backend)
    plan = (
        commands.PlanPart(due=TODAY, percent=D(25)),
        commands.PlanPart(due=TODAY + timedelta(30)),
    )
    one = sale(backend, ann, "100", plan=plan)
    assert backend.queries.sale(one).sale.due == TODAY
    edit = commands.EditSale(sale=one, due=date(2026, 8, 1))
    assert refused(backend, edit).code == "due_by_plan"
    do(backend, commands.EditSale(sale=one, due=TODAY, amount=D(200)))
    amounts = rows(backend, "SELECT amount_minor FROM instalment ORDER BY position")
    assert amounts == [(5000,), (15000,)]
    too_little = commands.EditSale(sale=one, amount=D("0.01"))
    assert refused(backend, too_little).code == "plan_too_small"
    bad = commands.AddSale(client=ann, title="x", amount=D(1), plan=plan[:1])
    assert refused(backend, bad).code == "shares_not_whole"
    sound(backend)


def test_numbers_follow_the_owners_pattern(backend):
    ann = client(backend)
    sale(backend, ann)
    do(backend, commands.SetSetting(key="numbers.sale", value="S-{year}-{number:6}"))
    sale(backend, ann)
    do(backend, commands.SetSetting(key="numbers.sale", value="{yy}{month}/{number}"))
    sale(backend, ann, on=date(2026, 4, 30))
    sale(backend, ann)
    sale(backend, ann)
    undo(backend)
    sale(backend, ann)
    numbers = [row[0] for row in rows(backend, "SELECT number FROM sale ORDER BY id")]
    assert numbers == ["S-2026-0001", "S-2026-000002", "2604/1", "2605/1", "2605/2"]
    record = SaleRecord(
        row=1, client_name="Ann Lee", title="x", currency="EUR", total=Money(100, "EUR")
    )
    do(
        backend,
        commands.ImportRecords(
            kind=RecordKind.SALES, records=(record,), rejected=(), rows_read=1, file_name="x.csv"
        ),
    )
    sale(backend, ann)
    numbers = [row[0] for row in rows(backend, "SELECT number FROM sale ORDER BY id DESC LIMIT 2")]
    assert numbers == ["2605/4", "2605/3"]
    sound(backend)


# -- billed ---------------------------------------------------------------------------------------


def bill(backend, sale_id, **fields):
    part = commands.BillPart(sale=sale_id, **fields)
    return do(backend, commands.Bill(parts=(part,))).id


def test_what_is_billed_stands(backend):
    ann = client(backend)
    one = ordered(backend, ann, lines=(A, B), discount_percent=D(1))
    bill(backend, one)
    same = tuple(
        commands.LineInput(description=row[1], unit_price=D(price), tax_percent=D(13), id=row[0])
        for row, price in zip(lines_of(backend, one), ("0.33", "0.37"), strict=True)
    )
    before = rows(backend, "SELECT * FROM sale_line")
    do(
        backend,
        commands.EditSale(
            sale=one,
            lines=same,
            title="Called otherwise",
            status=SaleStatus.DELIVERED,
            discount_percent=D("1.0"),
            tax_per_line=False,
        ),
    )
    assert rows(backend, "SELECT * FROM sale_line") == before
    for fields in (
        {"lines": same[:1]},
        {"lines": same[::-1]},
        {"amount": D(500)},
        {"amount": D("0.01")},
        {"prices_include_tax": True},
        {"tax_per_line": True},
        {"discount_percent": None},
        {"discount_amount": D("0.01")},
    ):
        assert refused(backend, commands.EditSale(sale=one, **fields)).code == "sale_billed"
    assert refused(backend, commands.CancelSale(sale=one)).code == "sale_billed"
    sound(backend)


def test_a_sale_whose_invoice_was_wrong_can_change_and_be_cancelled(backend):
    ann = client(backend)
    one = ordered(backend, ann, lines=(A, B))
    wrong = bill(backend, one)
    do(backend, commands.FixPaper(invoice=wrong))
    do(backend, commands.AddCreditNote(invoice=wrong, rebill=True))
    before = dump(backend)
    do(backend, commands.EditSale(sale=one, lines=(A,)))
    sound(backend)
    after = dump(backend)
    undo(backend)
    assert dump(backend) == before
    redo(backend)
    assert dump(backend) == after
    bill(backend, one)
    undo(backend)
    do(backend, commands.CancelSale(sale=one))
    sound(backend)
