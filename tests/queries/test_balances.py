"""What is owed, split and aged, by the owner's day; and at what price it is read."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, text
from tests.factories import TODAY, client, do, ordered, payment, rows, sale

from smallcrm.app import open_backend
from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import InteractionKind, Level, PaymentStatus, SaleStatus
from smallcrm.queries import balances, sales, tables, today
from smallcrm.queries.order import Order
from smallcrm.queries.rows import ids
from smallcrm.queries.shapes import TimelineKind
from smallcrm.services import commands


@contextmanager
def counted(backend, slot):
    """Count the statements of a read slot."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_):
        seen.append(statement)

    with backend.database.read(slot) as connection:
        engine = connection.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
    seen[:] = [statement for statement in seen if statement not in {"BEGIN", "COMMIT"}]


def story(backend, clients=6):
    """Clients of every sort, with money in three currencies."""
    made = []
    for number in range(clients):
        one = client(
            backend,
            f"Client {number}",
            code=f"C-{number}",
            level=list(Level)[number % 3],
            phones=(commands.PhoneInput(number=f"086 123 45{number:02}"),),
            emails=(commands.EmailInput(address=f"c{number}@example.org"),),
            note="Likes tea",
            referred_by=made[-1] if made and number % 2 else None,
        )
        made.append(one)
        for back in range(number):
            due = TODAY - timedelta(days=back * 20 - 30)
            currency = ("EUR", "USD", "JPY")[back % 3]
            sale(backend, one, f"{100 + back}", currency=currency,
                 on=TODAY - timedelta(days=100), due=due)  # fmt: skip
        if number % 2:
            payment(backend, one, "150", currency="EUR", method="cash", reference=f"R{number}")
            ordered(backend, one, "20", currency="EUR")
        if number == 3:
            do(backend, commands.AddInteraction(client=one, kind=InteractionKind.CALL, summary="x"))
            do(backend, commands.AddFollowUp(client=one, text="Call", due=TODAY))
    return made


# -- what is owed ---------------------------------------------------------------------------------


def parts(backend, client_id):
    return [
        tuple(map(str, (one.amount, one.overdue, one.not_due, one.unbilled)))
        for one in backend.queries.card(client_id).balance.owed
    ]


def test_owed_is_split_and_the_split_is_whole(backend):
    ann = client(backend)
    sale(backend, ann, "1", due=date(2026, 5, 11), on=date(2026, 1, 1))
    sale(backend, ann, "20", due=TODAY)
    sale(backend, ann, "300", due=date(2026, 5, 13))
    ordered(backend, ann, "4000")
    done = ordered(backend, ann, "50000")
    do(backend, commands.EditSale(sale=done, status=SaleStatus.DELIVERED))
    do(backend, commands.EditSale(sale=done, due=None))
    assert parts(backend, ann) == [("54321.00", "1.00", "50320.00", "4000.00")]
    assert backend.queries.card(ann).balance.open_sales == 5


@pytest.mark.parametrize(
    ("now", "zone", "late"),
    [
        ("2026-05-12T23:30:00", "Europe/Dublin", True),  # it is 00:30 on the 13th there
        ("2026-05-12T22:30:00", "Europe/Dublin", False),
        ("2026-05-12T10:30:00", "Pacific/Kiritimati", True),
        ("2026-05-13T06:30:00", "America/Los_Angeles", False),
        ("2026-05-13T07:30:00", "America/Los_Angeles", True),
    ],
)
def test_overdue_begins_with_the_owners_day(backend, paths, now, zone, late):
    ann = client(backend)
    one = sale(backend, ann, "10", due=date(2026, 5, 12), on=date(2026, 1, 1))
    backend.close()
    clock = Clock.fixed(datetime.fromisoformat(now).replace(tzinfo=UTC), ZoneInfo(zone))
    again = open_backend(paths, clock)
    try:
        found = again.queries.card(ann)
        status = PaymentStatus.OVERDUE if late else PaymentStatus.UNPAID
        assert again.queries.sale(one).sale.payment_status is status
        assert (str(found.balance.owed[0].overdue) == "10.00") is late
        assert found.balance.oldest_is_overdue is late
        assert bool(found.overdue) is late
        assert (again.queries.today().overdue_count == 1) is late
        assert bool(again.queries.overview().overdue) is late
        order = Order("name", filters=("overdue",))
        assert (list(again.queries.row_ids("clients", order, slot="t")) == [ann]) is late
        aged = again.queries.today().ageing[0]
        assert (str(aged.days_1_30), str(aged.not_due)) == (
            ("10.00", "0.00") if late else ("0.00", "10.00")
        )
    finally:
        again.close()


@pytest.mark.parametrize(
    ("days", "field"),
    [(-5, "not_due"), (0, "not_due"), (1, "days_1_30"), (30, "days_1_30"), (31, "days_31_60"),
     (60, "days_31_60"), (61, "days_61_90"), (90, "days_61_90"), (91, "over_90"), (999, "over_90")],
)  # fmt: skip
def test_ages(backend, days, field):
    ann = client(backend)
    sale(backend, ann, "10", on=date(2020, 1, 1), due=TODAY - timedelta(days=days))
    sale(backend, ann, "7", currency="JPY", due=TODAY)
    ordered(backend, ann, "5")
    euro, yen = backend.queries.today().ageing
    expected = 1000 + (500 if field == "not_due" else 0)
    assert getattr(euro, field).minor == expected
    assert euro.total.minor == 1500
    assert (yen.currency, yen.not_due.minor) == ("JPY", 7)


def test_the_figures_of_the_window_are_the_sum_of_the_cards(backend):
    made = story(backend)
    cards = [backend.queries.card(one) for one in made]
    overview = backend.queries.overview()
    for money in overview.owed:
        whole = sum(
            part.amount.minor
            for card in cards
            for part in card.balance.owed
            if part.amount.currency == money.currency
        )
        assert money.minor == whole
    for money in overview.overdue:
        late = sum(
            part.overdue.minor
            for card in cards
            for part in card.balance.owed
            if part.overdue.currency == money.currency
        )
        assert money.minor == late
    assert overview.owing == sum(bool(card.balance.owed) for card in cards)
    assert overview.clients == len(made)
    aged = {one.currency: one.total.minor for one in backend.queries.today().ageing}
    assert aged == {money.currency: money.minor for money in overview.owed}
    for found in backend.queries.overdue():
        card = backend.queries.card(found.client.id)
        assert {m.currency: m.minor for m in found.owed} == {
            p.overdue.currency: p.overdue.minor for p in card.balance.owed if p.overdue
        }
        assert found.oldest_due == card.balance.oldest_due
        assert found.days == (TODAY - found.oldest_due).days


def test_this_month(backend):
    ann = client(backend)
    sale(backend, ann, "10", on=date(2026, 5, 1))
    sale(backend, ann, "20", on=date(2026, 4, 30))
    sale(backend, ann, "40", on=date(2026, 5, 13))
    paid = payment(backend, ann, "8", on=date(2026, 5, 12))
    payment(backend, ann, "16", on=date(2026, 4, 30))
    do(backend, commands.Refund(payment=paid, amount=Decimal(3)))
    do(backend, commands.WriteOff(sale=1, amount=Decimal(1)))
    shape = backend.queries.today()
    assert [str(money) for money in shape.received_this_month] == ["5.00"]
    assert [str(money) for money in shape.sold_this_month] == ["10.00"]


@pytest.mark.parametrize(
    ("born", "now", "expected"),
    [
        (date(1980, 5, 12), date(2026, 5, 12), date(2026, 5, 12)),
        (date(1980, 5, 26), date(2026, 5, 12), date(2026, 5, 26)),
        (date(1980, 5, 27), date(2026, 5, 12), None),
        (date(1980, 5, 11), date(2026, 5, 12), None),
        (date(1980, 1, 2), date(2025, 12, 24), date(2026, 1, 2)),
        (date(1980, 2, 29), date(2025, 2, 20), date(2025, 2, 28)),
        (date(1980, 2, 29), date(2024, 2, 20), date(2024, 2, 29)),
        (date(1980, 2, 28), date(2025, 2, 20), date(2025, 2, 28)),
    ],
)
def test_birthdays(backend, born, now, expected):
    client(backend, birthday=born)
    with backend.database.read("t") as connection:
        found = today.birthdays(connection, now)
    assert [day for _, day in found] == ([] if expected is None else [expected])


# -- the card -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("zone", "day"), [("Asia/Tokyo", 13), ("America/New_York", 12)])
def test_the_days_of_a_card_are_the_owners(backend, paths, zone, day):
    ann = client(backend)
    at = datetime(2026, 5, 12, 20, tzinfo=UTC)
    do(backend, commands.AddInteraction(client=ann, at=at))
    do(backend, commands.AddInteraction(client=ann, at=datetime(2026, 3, 31, 23, tzinfo=UTC)))
    backend.close()
    again = open_backend(paths, Clock.fixed(datetime(2026, 5, 13, 12, tzinfo=UTC), ZoneInfo(zone)))
    try:
        card = again.queries.card(ann)
        assert card.timeline[0].on == date(2026, 5, day)
        quarters = {(one.year, one.quarter): one.contacts for one in card.quarters}
        first = 0 if zone == "Asia/Tokyo" else 1
        assert (quarters[(2026, 1)], quarters[(2026, 2)]) == (first, 2 - first)
    finally:
        again.close()


def test_a_card_shows_the_newest_and_a_report_everything(backend):
    ann = client(backend)
    for number in range(45):
        do(backend, commands.AddNote(client=ann, text=f"note {number}"))
    do(backend, commands.AddNote(client=ann, text="pinned", pinned=True))
    for number in range(12):
        sale(backend, ann, "1", on=TODAY - timedelta(days=number))
    card = backend.queries.card(ann)
    assert [note.text for note in card.pinned_notes] == ["pinned"]
    assert card.recent_notes[0].text == "note 44"
    assert (len(card.last_sales), len(card.open_sales)) == (10, 12)
    whole = backend.queries.client_history(ann, full=True)
    assert (len(whole.recent_notes), len(whole.last_sales)) == (45, 12)
    assert len([e for e in whole.timeline if e.kind is TimelineKind.NOTE]) == 46
    assert backend.queries.card(999) is None


# -- at what price --------------------------------------------------------------------------------


def test_a_card_is_a_fixed_number_of_statements(backend):
    made = story(backend)
    found = set()
    for one in made:
        with counted(backend, "card") as seen:
            backend.queries.card(one)
        found.add(len(seen))
    # One more for those whose referral credit will lapse: how much of it, and when.
    assert found == {28}


@pytest.mark.parametrize(
    ("tab", "count"), [("clients", 5), ("sales", 1), ("payments", 2), ("referrals", 2)]
)
def test_a_page_is_a_fixed_number_of_statements(backend, tab, count):
    story(backend)
    wanted = list(backend.queries.row_ids(tab, Order(tables.tab_sorts(tab)[0]), slot="t"))
    for some in (wanted, wanted[:1]):
        with counted(backend, "t") as seen:
            assert len(backend.queries.rows(tab, some, slot="t")) == len(some)
        assert len(seen) == count


def test_an_order_is_one_statement_and_today_a_fixed_number(backend):
    story(backend)
    with counted(backend, "t") as seen:
        backend.queries.row_ids(
            "sales", Order("open", filters=("overdue",), text="client"), slot="t"
        )
    assert len(seen) == 1
    with counted(backend, "today") as seen:
        backend.queries.today()
    assert len(seen) == 35


def plan(backend, sql, **values):
    with backend.database.read("t") as connection:
        found = connection.execute(text(f"EXPLAIN QUERY PLAN {sql}"), values)
        return "\n".join(row.detail for row in found)


@pytest.mark.parametrize(
    ("sql", "index"),
    [
        (balances._OWED, "ix_sale_open"),
        (balances._CREDIT, "ix_payment_free"),
        (balances._WORTH, "SEARCH client_worth USING PRIMARY KEY"),
        (today._OVERDUE_PARTS, "ix_sale_open"),
    ],
)
def test_balances_are_read_from_their_indexes(backend, sql, index):
    values = {"ids": ids([1, 2]), "today": "2026-05-12"}
    found = plan(backend, sql, **{name: values[name] for name in values if f":{name}" in sql})
    assert index in found
    assert "SCAN sale" not in found
    assert "SCAN payment" not in found


def test_what_a_write_reads_uses_them_too(backend):
    """Without being told to: the literals of the conditions are those of the index."""
    where = "client_id = 1 AND paid_minor < total_minor AND status <> 'cancelled'"
    assert "ix_sale_open" in plan(backend, f"SELECT currency FROM sale WHERE {where}")
    assert "ix_sale_open" in plan(
        backend, f"SELECT id FROM sale WHERE client_id = 1 AND {balances.IS_OPEN}"
    )


def test_the_ageing_of_everything_reads_open_sales_only(backend):
    found = plan(backend, balances._AGEING, today="2026-05-12")
    assert "USING COVERING INDEX ix_sale_open" in found


# -- sales by their numbers -----------------------------------------------------------------------


def test_sales_by_number(backend):
    ann = client(backend)
    one = sale(backend, ann, external_number="INV-7")
    two = sale(backend, ann, external_number="S-2026-0001")
    assert backend.queries.sale_ids(" INV-7 ") == (one,)
    assert backend.queries.sale_ids("S-2026-0001") == (one, two)
    assert backend.queries.sale_ids("none") == ()
    assert sales.plain("1.500") == "1.5"
    assert sales.plain("100") == "100"
    assert sales.plain("0.000") == "0"
    assert rows(backend, "SELECT count(*) FROM sale") == [(2,)]
    assert (backend.queries.sale(99), backend.queries.payment(99)) == (None, None)
