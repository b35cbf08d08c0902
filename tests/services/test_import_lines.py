"""Lines of sales that come in a list of their own, for sales that came with totals only."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.factories import dump, outcome, payment, rows, sound, undo

from smallcrm import importers
from smallcrm.domain.records import RecordKind
from smallcrm.services.commands import Fate, ImportRecords

CLIENTS = "Customer Id,Customer,Phone\n2,Anna Lee,086 123 4567\n"
SALES = "InvoiceId,CustomerId,InvoiceDate,Total\n1,2,2021-01-01,1.98\n7,2,2021-02-01,5.00\n"
LINES = (
    "InvoiceLineId,InvoiceId,Track,UnitPrice,Quantity\n"
    "1,1,Balls to the Wall,0.99,1\n"
    "2,1,Restless and Wild,0.99,1\n"
)


@pytest.fixture
def bring(backend, tmp_path):
    """Return what brings a table in and tells what became of it."""

    def bring_in(text, **more):
        path = tmp_path / "list.csv"
        path.write_text(text, encoding="utf-8")
        plan = importers.read(path, default_currency="EUR", country="IE", **more)
        command = ImportRecords(
            kind=plan.understood.kind,
            records=plan.records,
            rejected=plan.rejected,
            rows_read=plan.rows_read,
            file_name=path.name,
            fates=True,
        )
        return outcome(backend, command).imported

    bring_in(CLIENTS)
    bring_in(SALES)
    return bring_in


def lines(backend, number):
    return rows(
        backend,
        "SELECT description, quantity, unit_price, sale_line.net_minor FROM sale_line"
        f" JOIN sale ON sale.id = sale_id WHERE external_number = '{number}' ORDER BY position",
    )


def why(result):
    return [(row.row, row.why) for row in result.skipped]


def test_a_list_of_lines_is_known_by_its_headings(tmp_path):
    path = tmp_path / "lines.csv"
    path.write_text(LINES, encoding="utf-8")
    plan = importers.read(path, default_currency="EUR")
    assert plan.understood.kind is RecordKind.SALE_LINES
    (record,) = plan.records
    assert record.number == "1"
    assert [line.unit_price for line in record.lines] == [Decimal("0.99")] * 2


def test_a_chinese_list_of_lines_is_known_too(tmp_path):
    path = tmp_path / "lines.csv"
    path.write_text("订单编号,商品名称,数量,单价\n1,钢琴调律,2,240\n", encoding="gb18030")
    assert importers.read(path, default_currency="CNY").understood.kind is RecordKind.SALE_LINES


def test_lines_with_a_client_are_sales(tmp_path):
    path = tmp_path / "sales.csv"
    path.write_text("Invoice,Client,Item,Unit price,Quantity\n1,Ann,Tea,2,3\n", encoding="utf-8")
    assert importers.read(path, default_currency="EUR").understood.kind is RecordKind.SALES


def test_a_sale_is_given_its_lines_and_keeps_its_total_and_what_was_paid(backend, bring):
    payment(backend, 1, "1.98")
    result = bring(LINES)
    assert (result.merged, result.added, why(result)) == (1, 0, [])
    assert lines(backend, "1") == [
        ("Balls to the Wall", "1", "0.99", 99),
        ("Restless and Wild", "1", "0.99", 99),
    ]
    assert rows(
        backend, "SELECT total_minor, paid_minor FROM sale WHERE external_number = '1'"
    ) == [(198, 198)]
    sound(backend)


def test_the_same_lines_again_change_nothing(backend, bring):
    bring(LINES)
    before = dump(backend)
    result = bring(LINES)
    assert (result.unchanged, result.merged, result.import_id) == (1, 0, None)
    assert [fate.fate for fate in result.fates] == [Fate.UNCHANGED]
    assert dump(backend) == before


def test_one_undo_takes_all_lines_back(backend, bring):
    before = lines(backend, "1")
    bring(LINES)
    undo(backend)
    assert lines(backend, "1") == before
    sound(backend)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("InvoiceId,Track,UnitPrice,Quantity\n99,A,1,1\n", (1, "no_such_sale")),
        ("InvoiceId,Track,UnitPrice,Quantity\n,A,1,1\n", (1, "no_sale_number")),
        ("InvoiceId,Track,UnitPrice,Quantity\n1,A,0.99,1\n", (1, "lines_of_another_total")),
        ("InvoiceId,Track,UnitPrice,Quantity\n1,A,x,1\n", (1, "not_an_amount")),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_changes_nothing(backend, bring, text, expected):
    before = lines(backend, "1")
    result = bring(text)
    assert expected in why(result)
    assert lines(backend, "1") == before


def test_a_sale_of_which_one_line_is_wrong_keeps_all_it_had(backend, bring):
    before = lines(backend, "1")
    result = bring("InvoiceId,Track,UnitPrice,Quantity\n1,A,0.99,1\n1,B,?,1\n7,C,5,1\n")
    assert why(result) == [(1, "incomplete_sale"), (2, "not_an_amount")]
    assert lines(backend, "1") == before
    assert [line[0] for line in lines(backend, "7")] == ["C"]


def test_lines_of_its_own_are_not_replaced(backend, bring):
    bring(LINES)
    result = bring("InvoiceId,Track,UnitPrice,Quantity\n1,Other,1.98,1\n")
    assert why(result) == [(1, "sale_has_lines")]
