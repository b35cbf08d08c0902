"""Sales by period, client and product, overdue rows and reminders, against naive sums."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.factories import TODAY, client, do, ordered, payment, rows, sale
from tests.queries.reading import counted

from smallcrm.app import open_backend
from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import SaleStatus
from smallcrm.domain.money import Money, sum_by_currency
from smallcrm.paths import Paths
from smallcrm.queries import sales_report
from smallcrm.services import commands

D = Decimal
LINES = st.builds(
    commands.LineInput,
    description=st.just("Line"),
    quantity=st.sampled_from([D(1), D(3), D("0.5"), D(-1)]),
    unit_price=st.decimals(0, 500, places=2),
    tax_percent=st.sampled_from([D(0), D("7.5"), D(19)]),
    product=st.sampled_from([None, 1, 2]),
)
SALES = st.fixed_dictionaries(
    {
        "lines": st.lists(LINES, min_size=1, max_size=4).map(tuple),
        "on": st.integers(0, 900).map(lambda days: TODAY - timedelta(days)),
        "currency": st.sampled_from(["EUR", "EUR", "USD"]),
        "prices_include_tax": st.booleans(),
        "tax_per_line": st.booleans(),
        "discount_percent": st.sampled_from([None, D(10), D("33.3"), D(100)]),
    }
)


def all_sales(backend):
    """Return all sales that count, whole."""
    found = [backend.queries.sale(row[0]) for row in rows(backend, "SELECT id FROM sale")]
    opening = {row[0] for row in rows(backend, "SELECT id FROM sale WHERE is_opening_balance = 1")}
    return [
        one
        for one in found
        if one.sale.status is not SaleStatus.CANCELLED and one.sale.id not in opening
    ]


def summed(amounts):
    return sum(one.minor for one in amounts)


def check_against_ledger(backend, report):
    """Compare every table with the sales one by one."""
    inside = [one for one in all_sales(backend) if report.first <= one.sale.on <= report.last]
    assert {one.currency for one in report.currencies} == {
        one.sale.total.currency for one in inside
    }
    for found in report.currencies:
        own = [one.sale for one in inside if one.sale.total.currency == found.currency]
        figures = (len(own), summed(s.total for s in own), summed(s.open for s in own))
        assert (found.sales.count, found.sales.total.minor, found.sales.open.minor) == figures
        assert found.buyers == len({one.client.id for one in own})
        for period in found.periods:
            days = period.period
            part = [one for one in own if days.first <= one.on <= days.last]
            assert period.sales.count == len(part)
            assert period.sales.total.minor == summed(one.total for one in part)
            assert period.sales.open.minor == summed(one.open for one in part)
        for row in found.clients:
            if row.client is None:
                continue
            part = [one for one in own if one.client.id == row.client.id]
            assert (row.sales.count, row.sales.total.minor) == (
                len(part),
                summed(one.total for one in part),
            )
        for table in (found.periods, found.clients):
            assert summed(row.sales.total for row in table) == found.sales.total.minor
            assert summed(row.sales.open for row in table) == found.sales.open.minor
        assert summed(row.total for row in found.products) == found.sales.total.minor


@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(st.lists(SALES, max_size=7), st.data())
def test_every_table_adds_up_to_the_sales(tmp_path_factory, sold, data):
    folder = tmp_path_factory.mktemp("sales")
    clock = Clock.fixed(datetime(2026, 5, 12, 8, 42, tzinfo=UTC), ZoneInfo("Europe/Dublin"))
    paths = Paths(data=folder, machine_settings=folder / "m.json")
    backend = open_backend(paths, clock, country="IE", currency="EUR")
    try:
        people = [client(backend, name) for name in ("Ann", "Bob")]
        for name in ("Oil", "Felt"):
            do(backend, commands.AddProduct(name=name, prices={"EUR": D(5)}))
        for number, fields in enumerate(sold):
            if sum(line.quantity * line.unit_price for line in fields["lines"]) < 0:
                continue
            made = sale(backend, people[number % 2], **fields)
            if data.draw(st.integers(0, 4)) == 0:
                do(backend, commands.CancelSale(sale=made))
            elif data.draw(st.booleans()):
                currency = fields["currency"]
                payment(backend, people[number % 2], "70", currency=currency)
        since = data.draw(st.one_of(st.none(), st.integers(0, 900)))
        until = data.draw(st.one_of(st.none(), st.integers(0, 400)))
        report = backend.queries.sales_report(
            None if since is None else TODAY - timedelta(since),
            None if until is None else TODAY - timedelta(until),
            months=data.draw(st.sampled_from([1, 3, 12])),
        )
        check_against_ledger(backend, report)
    finally:
        backend.close()


def test_a_lines_part_of_its_sale_is_what_it_comes_to_with_tax_less_the_discount(backend):
    """As the paper says it, to the unit that rounding leaves."""
    ann = client(backend)
    oil = do(backend, commands.AddProduct(name="Oil", code="O", unit="l", prices={})).id
    lines = (
        commands.LineInput(description="Oil", unit_price=D(100), tax_percent=D(19), product=oil),
        commands.LineInput(description="Work", unit_price=D(200), tax_percent=D(0)),
    )
    made = sale(backend, ann, lines=lines, discount_percent=D(10))
    detail = backend.queries.sale(made)
    (found,) = backend.queries.sales_report().currencies
    assert [(row.name, str(row.total)) for row in found.products] == [
        ("Oil", "107.10"),
        (None, "180.00"),
    ]
    first = detail.trade_lines[0]
    assert first.net + first.tax - Money(1000, "EUR") == found.products[0].total


def test_goods_taken_back_against_others_take_away_from_their_product(backend):
    ann = client(backend)
    old = do(backend, commands.AddProduct(name="Old", prices={})).id
    new = do(backend, commands.AddProduct(name="New", unit="pc", prices={})).id
    lines = (
        commands.LineInput(
            description="Old", unit_price=D(100), quantity=D(-1), product=old, tax_percent=D(19)
        ),
        commands.LineInput(
            description="New", unit_price=D("100.01"), quantity=D(1), product=new, unit="pc",
            tax_percent=D(19),
        ),
    )  # fmt: skip
    sale(backend, ann, lines=lines)
    (found,) = backend.queries.sales_report().currencies
    totals = {row.name: str(row.total) for row in found.products}
    assert totals == {"New": "119.01", "Old": "-119.00"}
    assert summed(row.total for row in found.products) == found.sales.total.minor
    assert [(row.quantity, row.unit) for row in found.products] == [(D(1), "pc"), (D(-1), None)]


def test_a_quantity_is_said_where_all_lines_have_one_unit(backend):
    ann = client(backend)
    oil = do(backend, commands.AddProduct(name="Oil", prices={})).id

    def line(unit):
        one = commands.LineInput(
            description="Oil", unit_price=D(1), quantity=D("2.5"), unit=unit, product=oil
        )
        return sale(backend, ann, lines=(one,))

    line("l")
    line("l")
    (found,) = backend.queries.sales_report().currencies
    (row,) = found.products
    assert (row.lines, row.quantity, row.unit) == (2, D(5), "l")
    line("can")
    (found,) = backend.queries.sales_report().currencies
    assert (found.products[0].quantity, found.products[0].lines) == (None, 3)


def test_what_is_cancelled_or_from_before_the_file_is_no_sale(backend):
    ann = client(backend)
    do(backend, commands.CancelSale(sale=sale(backend, ann, "100")))
    opening = commands.AddOpeningBalance(client=ann, amount=D(77), title="From the old books")
    do(backend, opening)
    assert backend.queries.sales_report().currencies == ()
    sale(backend, ann, "50")
    (found,) = backend.queries.sales_report().currencies
    assert (found.sales.count, found.sales.total, found.opening) == (
        1,
        Money(5000, "EUR"),
        Money(7700, "EUR"),
    )


def test_periods_without_sales_are_nothing_and_changes_compare_the_same_days(backend):
    ann = client(backend)
    for day, amount in (
        (date(2025, 5, 12), "80"),
        (date(2025, 5, 13), "1000"),
        (date(2026, 2, 3), "10"),
        (date(2026, 4, 12), "40"),
        (date(2026, 4, 13), "1000"),
        (date(2026, 5, 1), "60"),
    ):
        sale(backend, ann, amount, on=day)
    report = backend.queries.sales_report(date(2026, 1, 1), date(2026, 12, 31))
    (found,) = report.currencies
    assert report.last == TODAY
    assert [(row.period.first.month, row.sales.total.minor) for row in found.periods] == [
        (1, 0),
        (2, 1000),
        (3, 0),
        (4, 104000),
        (5, 6000),
    ]
    april, may = found.periods[3:]
    assert (april.before, april.year_before) == (None, None)
    # Up to the twelfth of each.
    assert (may.before, may.year_before) == (Money(4000, "EUR"), Money(8000, "EUR"))


def test_a_range_far_from_any_sale_is_not_drawn_out(backend):
    ann = client(backend)
    sale(backend, ann, "10", on=date(2024, 3, 5))
    report = backend.queries.sales_report(date(1900, 1, 1), date(2999, 1, 1))
    assert (report.first, report.last, report.months) == (date(2024, 1, 1), TODAY, 1)
    sale(backend, ann, "10", on=date(1950, 3, 5))
    report = backend.queries.sales_report()
    assert report.months == 60
    assert len(report.currencies[0].periods) <= sales_report.MOST_PERIODS


def test_only_the_currency_that_is_asked_for_is_told(backend):
    ann = client(backend)
    sale(backend, ann, "10")
    sale(backend, ann, "10", currency="USD")
    report = backend.queries.sales_report(currency="USD")
    assert [one.currency for one in report.currencies] == ["USD"]
    assert backend.queries.sales_report(currency="JPY").currencies == ()


def test_those_who_are_not_named_are_added_up(backend, monkeypatch):
    monkeypatch.setattr(sales_report, "MOST_ROWS", 2)
    for number, name in enumerate(("Ann", "Bob", "Cem", "Dee")):
        product = do(backend, commands.AddProduct(name=f"Of {name}", prices={})).id
        line = commands.LineInput(
            description=name, unit_price=D(10 * (number + 1)), product=product
        )
        sale(backend, client(backend, name), lines=(line,))
    (found,) = backend.queries.sales_report().currencies
    assert [row.client.name if row.client else row.others for row in found.clients] == [
        "Dee",
        "Cem",
        2,
    ]
    assert [row.name or row.others for row in found.products] == ["Of Dee", "Of Cem", 2]
    check_against_ledger(backend, backend.queries.sales_report())


def test_the_statements_are_as_many_for_any_number_of_sales(backend):
    ann = client(backend)
    sale(backend, ann, "10")
    with counted(backend, "report") as few:
        backend.queries.sales_report()
    for number in range(12):
        sale(backend, client(backend, f"C{number}"), "10")
    with counted(backend, "report") as many:
        backend.queries.sales_report()
    assert len(many) == len(few) <= 8


# Who owes what is overdue.


def test_overdue_rows_are_what_today_says(backend):
    ann, bob = client(backend), client(backend, "Bob Tan")
    for days, amount in ((100, "10"), (70, "20"), (40, "30"), (10, "40"), (-5, "500")):
        day = TODAY - timedelta(days)
        sale(backend, ann, amount, on=min(day, TODAY), due=day)
    sale(backend, bob, "7", on=TODAY - timedelta(200), due=TODAY - timedelta(150))
    sale(backend, ann, "9", on=TODAY - timedelta(9), due=TODAY - timedelta(3), currency="USD")
    ordered(backend, bob, "1000")
    do(backend, commands.Remind(client=ann, currency="EUR"))
    do(backend, commands.AddPromise(client=bob, until=TODAY + timedelta(7), amount=D(7)))
    found = backend.queries.overdue_rows()
    assert [(row.client.name, str(row.overdue), row.days) for row in found] == [
        ("Bob Tan", "7.00", 150),
        ("Ann Lee", "100.00", 100),
        ("Ann Lee", "9.00", 3),
    ]
    ages = found[1].ageing
    assert [one.minor for one in (ages.days_1_30, ages.days_31_60, ages.days_61_90)] == [
        4000,
        3000,
        2000,
    ]
    assert ages.over_90.minor == 1000
    assert (found[1].reminders, found[1].reminded_on, found[2].reminders) == (1, TODAY, 0)
    assert found[0].promise is not None
    assert found[0].promise.until == TODAY + timedelta(7)
    assert found[1].promise is None
    owed = {one.client.id: one.owed for one in backend.queries.overdue()}
    for client_id, amounts in owed.items():
        own = [row.overdue for row in found if row.client.id == client_id]
        assert sum_by_currency(own) == amounts
    only = backend.queries.overdue_rows([bob])
    assert [row.client.id for row in only] == [bob]
    assert backend.queries.overdue_rows([]) == ()


def test_of_a_sale_in_instalments_what_is_due_is_overdue(backend):
    ann = client(backend)
    plan = (
        commands.PlanPart(due=TODAY - timedelta(60), percent=D(30)),
        commands.PlanPart(due=TODAY - timedelta(20), percent=D(30)),
        commands.PlanPart(due=TODAY + timedelta(30)),
    )
    sale(backend, ann, "100", on=TODAY - timedelta(90), plan=plan)
    payment(backend, ann, "10")
    (row,) = backend.queries.overdue_rows()
    assert (str(row.overdue), row.days) == ("50.00", 60)
    assert (row.ageing.days_31_60.minor, row.ageing.days_1_30.minor) == (2000, 3000)
    assert row.ageing.total - row.ageing.not_due == row.overdue


# A reminder as its letter says it.


@pytest.fixture
def charging(backend):
    for key, value in (("interest_percent", "9"), ("fee_1", "5"), ("fee_2", "10")):
        do(backend, commands.SetSetting(key=f"reminders.{key}", value=value))
    return backend


def test_a_reminder_says_what_was_recorded_whatever_came_since(charging):
    backend = charging
    ann = client(backend)
    first = sale(backend, ann, "365", on=date(2026, 1, 1), due=date(2026, 2, 1))
    sale(backend, ann, "20", on=date(2026, 3, 1), due=date(2026, 4, 2))
    do(backend, commands.Bill(parts=(commands.BillPart(sale=first),), on=date(2026, 1, 2)))
    made = do(backend, commands.Remind(client=ann, on=date(2026, 5, 2))).id
    before = backend.queries.reminder(made)
    assert before is not None
    assert (str(before.open), str(before.fee), before.percent) == ("385.00", "5.00", D(9))
    assert [(line.days, str(line.open)) for line in before.lines] == [
        (90, "365.00"),
        (30, "20.00"),
    ]
    # 365.00 at 9 per cent for 90 of 365 days, 20.00 for 30 of them.
    assert [str(line.interest) for line in before.lines] == ["8.10", "0.15"]
    assert summed(line.interest for line in before.lines) == before.interest.minor == 825
    assert len(before.lines[0].invoices) == 1
    assert before.lines[1].invoices == ()
    assert before.total == before.open + before.fee + before.interest
    (kept,) = backend.queries.reminders(ann)
    assert (kept.open, kept.fee, kept.interest) == (before.open, before.fee, before.interest)
    payment(backend, ann, "300")
    assert backend.queries.reminder(made) == before
    do(backend, commands.SetSetting(key="reminders.interest_percent", value="4"))
    after = backend.queries.reminder(made)
    assert (after.interest, after.percent) == (before.interest, None)
    assert all(line.interest is None for line in after.lines)


def test_interest_runs_from_the_last_reminder_that_charged_it(charging):
    backend = charging
    ann = client(backend)
    sale(backend, ann, "365", on=date(2026, 1, 1), due=date(2026, 2, 1))
    do(backend, commands.Remind(client=ann, on=date(2026, 3, 3)))
    second = backend.queries.reminder(
        do(backend, commands.Remind(client=ann, on=date(2026, 5, 2))).id
    )
    assert second.step == 2
    # The fee of the first bears none.
    assert [str(line.interest) for line in second.lines] == ["5.40", "0.00"]
    assert second.percent == D(9)
    assert second.lines[0].days == 90


def test_a_charge_that_was_cancelled_is_not_asked_for_again(charging):
    backend = charging
    ann = client(backend)
    sale(backend, ann, "100", on=date(2026, 1, 1), due=date(2026, 2, 1))
    made = do(backend, commands.Remind(client=ann, on=date(2026, 3, 3))).id
    (kept,) = backend.queries.reminders(ann)
    do(backend, commands.CancelSale(sale=kept.charge_sale_id))
    found = backend.queries.reminder(made)
    assert (found.fee.minor, found.interest.minor, found.percent) == (0, 0, None)
    assert found.total == found.open == Money(10000, "EUR")


def test_of_instalments_the_reminder_names_the_day_of_the_oldest_open_one(charging):
    backend = charging
    ann = client(backend)
    plan = tuple(commands.PlanPart(due=date(2026, month, 1), percent=D(25)) for month in (1, 2, 3))
    rest = commands.PlanPart(due=date(2026, 9, 1))
    sale(backend, ann, "400", on=date(2025, 12, 1), plan=(*plan, rest))
    payment(backend, ann, "130", on=date(2026, 2, 10))
    made = do(backend, commands.Remind(client=ann, on=date(2026, 4, 1))).id
    found = backend.queries.reminder(made)
    (line,) = found.lines
    assert (line.due, str(line.open), line.days) == (date(2026, 2, 1), "170.00", 59)
    payment(backend, ann, "170")
    assert backend.queries.reminder(made) == found


def test_there_is_no_reminder_of_an_unknown_id(backend):
    assert backend.queries.reminder(7) is None


@settings(deadline=None, max_examples=15, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.tuples(st.integers(1, 200), st.decimals(1, 900, places=2)), min_size=1, max_size=5),
    st.decimals(0, 30, places=2),
)
@example([(1, D(1))], D(0))
def test_the_interest_of_the_lines_is_what_was_charged(tmp_path_factory, owed, percent):
    folder = tmp_path_factory.mktemp("remind")
    clock = Clock.fixed(datetime(2026, 5, 12, 8, 42, tzinfo=UTC), ZoneInfo("Europe/Dublin"))
    paths = Paths(data=folder, machine_settings=folder / "m.json")
    backend = open_backend(paths, clock, country="IE", currency="EUR")
    try:
        do(backend, commands.SetSetting(key="reminders.interest_percent", value=str(percent)))
        ann = client(backend)
        for days, amount in owed:
            day = TODAY - timedelta(days)
            sale(backend, ann, str(amount), on=day, due=day)
        found = backend.queries.reminder(do(backend, commands.Remind(client=ann)).id)
        (kept,) = backend.queries.reminders(ann)
        assert (found.open, found.interest, found.fee) == (kept.open, kept.interest, kept.fee)
        if found.interest:
            assert summed(line.interest for line in found.lines) == kept.interest.minor
            assert found.percent == percent
    finally:
        backend.close()
