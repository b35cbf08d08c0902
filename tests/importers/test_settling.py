"""What each column's dates and amounts turn out to be, and what is left to be asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from smallcrm.domain.errors import Refusal
from smallcrm.domain.records import SaleRecord
from smallcrm.domain.watch import Cancelled, Watch
from smallcrm.importers import Column, DateOrder, ImportPlan, read
from smallcrm.importers.values import (
    could_be_thousands,
    leaves_open,
    read_date,
    settle_dates,
)

FileOf = Callable[..., Path]


def sales(*rows: str, head: str = "Invoice no,Customer,Invoice date,Due date,Total") -> str:
    return "\n".join([head, *rows, ""])


def column(plan: ImportPlan, heading: str) -> Column:
    return next(one for one in plan.understood.columns if one.heading == heading)


def days(plan: ImportPlan) -> list[date | None]:
    return [record.on for record in plan.records if isinstance(record, SaleRecord)]


def test_each_column_says_its_order_and_sign(file_of: FileOf) -> None:
    text = sales("1,Ann,13/04/2024,2024-05-01,12.50", "2,Bo,03/04/2024,2024-06-01,7.00")
    plan = read(file_of(text), default_currency="EUR")
    on, due, total = (column(plan, name) for name in ("Invoice date", "Due date", "Total"))
    assert (on.date_order, on.ambiguous) == (DateOrder.DMY, False)
    assert (due.date_order, due.ambiguous) == (None, False)
    assert (total.decimal_sign, total.ambiguous) == (".", False)
    assert days(plan) == [date(2024, 4, 13), date(2024, 4, 3)]


def test_a_column_that_could_be_read_twice_shows_such_cells_first(file_of: FileOf) -> None:
    rows = [f"{n},Ann,05/05/2024,,1" for n in range(5)] + ["9,Bo,03/04/2024,,1"]
    plan = read(file_of(sales(*rows)), default_currency="EUR", country="US")
    on = column(plan, "Invoice date")
    assert (on.date_order, on.ambiguous) == (DateOrder.MDY, True)
    assert on.samples == ("03/04/2024", "05/05/2024")
    assert plan.understood.date_order_ambiguous


def test_amounts_that_could_be_thousandfold_are_shown_first(file_of: FileOf) -> None:
    plan = read(file_of(sales("1,Ann,,,5", "2,Bo,,,1.234")), default_currency="EUR")
    total = column(plan, "Total")
    assert (total.ambiguous, total.samples) == (True, ("1.234", "5"))


def test_an_order_can_be_told_for_one_column(file_of: FileOf) -> None:
    path = file_of(sales("1,Ann,03/04/2024,03/05/2024,1"))
    plan = read(path, default_currency="EUR", date_orders={"invoice date": "mdy"})
    (record,) = plan.records
    assert isinstance(record, SaleRecord)
    # The other column is settled by the one that was told.
    assert (record.on, record.due_on) == (date(2024, 3, 4), date(2024, 3, 5))
    orders = {"Invoice date": "mdy", "Due date": "dmy"}
    (record,) = read(path, default_currency="EUR", date_orders=orders).records
    assert isinstance(record, SaleRecord)
    assert (record.on, record.due_on) == (date(2024, 3, 4), date(2024, 5, 3))
    assert not read(
        path, default_currency="EUR", date_orders=orders
    ).understood.date_order_ambiguous


@pytest.mark.parametrize(
    ("orders", "code"),
    [({"Nothing": "dmy"}, "unknown_column"), ({"Due date": "backwards"}, "unknown_date_order")],
)
def test_orders_of_what_is_not_there_are_refused(
    file_of: FileOf, orders: dict[str, str], code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        read(file_of(sales("1,Ann,,,1")), default_currency="EUR", date_orders=orders)
    assert refused.value.code == code


def test_numbers_of_days_are_days_where_all_are(file_of: FileOf) -> None:
    plan = read(file_of(sales("1,A,45000,,1", "2,B,45356.5,,1")), default_currency="EUR")
    assert days(plan) == [date(2023, 3, 15), date(2024, 3, 5)]
    mixed = read(file_of(sales("1,A,45000,,1", "2,B,2024-03-05,,1")), default_currency="EUR")
    assert [(row.row, row.why) for row in mixed.rejected] == [(1, "not_a_date")]
    assert not settle_dates(["9999"], None).serial
    assert not settle_dates(["80000"], None).serial
    assert not settle_dates(["", " "], None).serial


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("5-Mar-24", date(2024, 3, 5)),
        ("March 5, 2024 14:30", date(2024, 3, 5)),
        ("2024年3月5日", date(2024, 3, 5)),
        ("２０２４年３月５日 星期二", date(2024, 3, 5)),
        ("2024/3/5 下午2:30", date(2024, 3, 5)),
        ("2024-03-05T14:30:00.000+08:00", date(2024, 3, 5)),
        ("05.03.68", date(2068, 3, 5)),
        ("05.03.69", date(1969, 3, 5)),
    ],
)
def test_days_of_many_forms(text: str, day: date) -> None:
    assert read_date(text, DateOrder.DMY) == day


def test_two_digits_of_a_birthday_are_of_the_last_century(file_of: FileOf) -> None:
    text = "Name,Phone,Birthday\nAnn,1234567,05.03.45\nBo,1234568,13.03.12\n"
    first, second = read(file_of(text), default_currency="EUR").records
    assert (first.birthday, second.birthday) == (  # type: ignore[union-attr]
        date(1945, 3, 5),
        date(2012, 3, 13),
    )


def test_what_leaves_a_question_open() -> None:
    assert leaves_open("03/04/2024")
    assert leaves_open("13/04/05")
    assert not leaves_open("04/04/2024")
    assert not leaves_open("13/04/2024")
    assert not leaves_open("2024-03-04")
    assert could_be_thousands("1.234")
    assert not could_be_thousands("1,234.5")


def test_errors_of_a_spreadsheet_are_no_values(file_of: FileOf) -> None:
    head = "Invoice no,Customer,Total,Colour"
    rows = ("1,Ann,5,#REF!", "2,#REF!,5,red", "3,Bo,#VALUE!,red", "4,Cy,5,#N/A", "Err:502,Di,5,")
    plan = read(file_of(sales(*rows, head=head)), default_currency="EUR")
    assert [(row.row, row.why) for row in plan.rejected] == [
        (2, "error_in_cell"),
        (3, "error_in_cell"),
        (5, "error_in_cell"),
    ]
    assert plan.rejected[0].parameters == {
        "column": "Customer",
        "text": "#REF!",
        "field": "client_name",
    }


def test_the_reading_says_how_far_it_is_and_stops_when_told(file_of: FileOf) -> None:
    path = file_of(sales(*(f"{n},Ann,,,1" for n in range(3500))))
    steps: list[tuple[int, int]] = []
    read(path, default_currency="EUR", watch=Watch(lambda done, of: steps.append((done, of))))
    assert steps == [(0, 3500), (1000, 3500), (2000, 3500), (3000, 3500), (3500, 3500)]
    watch = Watch()
    watch.cancel()
    with pytest.raises(Cancelled):
        read(path, default_currency="EUR", watch=watch)
