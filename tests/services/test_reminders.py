"""Reminders: who is due one, what it charges, and that no day is charged twice."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories import TODAY, client, do, dump, payment, refused, sale, sound, undo

from smallcrm.domain.interest import interest_minor
from smallcrm.queries.shapes import TimelineKind
from smallcrm.services import commands


def overdue(backend, client_id, amount="100", days=10, **fields):
    due = TODAY - timedelta(days=days)
    return sale(backend, client_id, amount, on=date(2020, 1, 1), due=due, **fields)


def remind(backend, client_id, **fields):
    return do(backend, commands.Remind(client=client_id, **fields)).id


def setting(backend, key, value):
    do(backend, commands.SetSetting(key=f"reminders.{key}", value=value))


def due(backend):
    return [
        (one.client.name, one.step, str(one.overdue)) for one in backend.queries.reminders_due()
    ]


# -- recording ------------------------------------------------------------------------------------


def test_a_reminder_is_about_all_that_is_overdue(backend):
    ann = client(backend)
    one, two = overdue(backend, ann), overdue(backend, ann, "50", 3)
    sale(backend, ann, "7", due=TODAY)
    overdue(backend, ann, "9", currency="USD")
    made = remind(backend, ann, currency="EUR", method="e-mail", note="kindly")
    (found,) = backend.queries.reminders(ann)
    assert (found.id, found.step, str(found.open), found.method) == (made, 1, "150.00", "e-mail")
    assert [sale_id for sale_id, _ in found.sales] == [one, two]
    assert (found.fee.minor, found.interest.minor, found.charge_sale_id) == (0, 0, None)
    card = backend.queries.card(ann)
    assert card.balance.reminders == 1
    assert [entry.id for entry in card.timeline if entry.kind is TimelineKind.REMINDER] == [made]
    assert remind(backend, ann, currency="EUR", sales=(two,)) == made + 1
    assert [one.step for one in backend.queries.reminders(ann)] == [2, 1]
    assert backend.queries.card(ann).balance.reminders == 1, "the oldest sale's count"
    sound(backend)


def test_steps_go_up_to_the_third(backend):
    ann = client(backend)
    overdue(backend, ann)
    steps = []
    for _ in range(4):
        remind(backend, ann)
        steps.append(backend.queries.reminders(ann)[0].step)
    assert steps == [1, 2, 3, 3]
    assert backend.queries.card(ann).balance.reminders == 4
    remind(backend, ann, step=1)
    assert backend.queries.reminders(ann)[0].step == 1


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"step": 4}, "not_in_range", "step"),
        ({"step": 0}, "not_in_range", "step"),
        ({"on": TODAY + timedelta(days=1)}, "in_future", "on"),
        ({"currency": "USD"}, "nothing_overdue", "client"),
        ({"currency": "XXX"}, "unknown_currency", "currency"),
        ({"fee": Decimal(-1)}, "negative_amount", "fee"),
        ({"fee": Decimal("0.001")}, "too_many_decimals", "fee"),
        ({"sales": (2,)}, "sale_not_overdue", "sales"),
        ({"sales": (3,)}, "other_client", "sales"),
        ({"sales": (99,)}, "no_such_sale", "sale"),
        ({"sales": ()}, "nothing_overdue", "sales"),
        ({"on": TODAY - timedelta(days=10)}, "nothing_overdue", "client"),
        ({"client": 99}, "no_such_client", "client"),
    ],
)
def test_what_cannot_be_reminded(backend, fields, code, field):
    ann = client(backend)
    overdue(backend, ann)
    sale(backend, ann, "7", due=TODAY)
    overdue(backend, client(backend, "Bob"))
    refusal = refused(backend, commands.Remind(**{"client": ann, **fields}))
    assert (refusal.code, refusal.field) == (code, field)


def test_fee_and_interest_are_owed_as_a_sale(backend):
    setting(backend, "fee_2", "5")
    setting(backend, "interest_percent", "7.3")
    ann = client(backend)
    overdue(backend, ann, "1000", 50)
    remind(backend, ann, interest=False)
    (first,) = backend.queries.reminders(ann)
    assert first.charge_sale_id is None
    shown = backend.queries.reminder_for(ann, "EUR")
    assert (shown.step, str(shown.fee), str(shown.interest)) == (2, "5.00", "10.00")
    before = dump(backend)
    remind(backend, ann, charge_title="Mahnkosten")
    second = backend.queries.reminders(ann)[0]
    assert (str(second.fee), str(second.interest)) == ("5.00", "10.00")
    charge = backend.queries.sale(second.charge_sale_id).sale
    assert (charge.title, str(charge.open), charge.due) == ("Mahnkosten", "15.00", TODAY)
    assert str(backend.queries.card(ann).balance.owed[0].amount) == "1015.00"
    sound(backend)
    undo(backend)
    assert dump(backend) == before


def test_no_day_is_charged_twice_and_fees_bear_no_interest(backend):
    setting(backend, "fee_1", "20")
    setting(backend, "interest_percent", "7.3")
    ann = client(backend)
    overdue(backend, ann, "1000", 50)
    remind(backend, ann, on=TODAY - timedelta(days=30))
    remind(backend, ann, on=TODAY - timedelta(days=10), interest=False)
    remind(backend, ann)
    remind(backend, ann)
    found = [(str(one.interest), str(one.open)) for one in backend.queries.reminders(ann)]
    assert found == [
        ("0.00", "1024.00"),
        ("6.00", "1024.00"),
        ("0.00", "1024.00"),
        ("4.00", "1000.00"),
    ]


@settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.integers(0, 60), min_size=1, max_size=5),
    st.integers(1, 5_000_00),
    st.decimals(Decimal("0.01"), 20, places=2),
)
def test_interest_of_many_reminders_is_that_of_one(backend, backs, minor, percent):
    """But for the rounding of each, whose days together are the days of one."""
    setting(backend, "interest_percent", f"{percent:f}")
    ann = client(backend)
    overdue(backend, ann, f"{Decimal(minor).scaleb(-2)}", 60)
    for back in sorted(backs, reverse=True):
        if back < 60:
            remind(backend, ann, on=TODAY - timedelta(days=back), fee=Decimal(0))
    charged = sum(one.interest.minor for one in backend.queries.reminders(ann))
    whole = interest_minor(minor, percent, 60 - min(backs))
    assert abs(charged - whole) <= len(backs)


def test_a_later_instalment_is_reminded_of_anew(backend):
    ann = client(backend)
    setting(backend, "interest_percent", "36.5")
    one = sale(
        backend,
        ann,
        "1000",
        on=date(2026, 1, 1),
        plan=(
            commands.PlanPart(due=TODAY - timedelta(days=20), percent=Decimal(50)),
            commands.PlanPart(due=TODAY - timedelta(days=10), percent=Decimal(25)),
            commands.PlanPart(due=TODAY + timedelta(days=10)),
        ),
    )
    found = backend.queries.reminder_for(ann, "EUR")
    assert (str(found.overdue), found.days, str(found.interest)) == ("750.00", 20, "12.50")
    remind(backend, ann, on=TODAY - timedelta(days=15), interest=False)
    assert str(backend.queries.reminders(ann)[0].open) == "500.00"
    assert backend.queries.card(ann).balance.reminders == 1
    payment(backend, ann, "600", allocations={one: None})
    found = backend.queries.reminder_for(ann, "EUR")
    assert (str(found.overdue), found.days, found.step) == ("150.00", 10, 1)
    assert str(found.interest) == "1.50", "from its own day on"
    assert backend.queries.card(ann).balance.reminders == 0


# -- who is due -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "step"), [(6, None), (7, 1), (20, 1), (200, 1)])
def test_the_first_is_due_after_so_many_days(backend, days, step):
    overdue(backend, client(backend), days=days)
    assert due(backend) == ([] if step is None else [("Ann Lee", step, "100.00")])


@pytest.mark.parametrize(
    ("days", "reminded", "step"),
    [(30, (7,), 2), (30, (6,), None), (20, (10,), None), (40, (20, 7), 3), (34, (20, 7), None),
     (300, (90, 60, 30), None), (21, (8,), 2), (35, (15, 8), 3)],
)  # fmt: skip
def test_the_next_is_due_by_days_and_after_a_week(backend, days, reminded, step):
    ann = client(backend)
    overdue(backend, ann, days=days)
    for back in reminded:
        remind(backend, ann, on=TODAY - timedelta(days=back))
    assert due(backend) == ([] if step is None else [("Ann Lee", step, "100.00")])


def test_the_owner_says_after_how_many_days(backend):
    overdue(backend, client(backend), days=1)
    assert due(backend) == []
    setting(backend, "days_1", "0")
    assert due(backend) == [("Ann Lee", 1, "100.00")]


def test_nobody_who_promised_is_reminded(backend):
    ann = client(backend)
    overdue(backend, ann)
    overdue(backend, ann, "3", currency="USD")
    made = do(
        backend, commands.AddPromise(client=ann, until=TODAY, amount=Decimal(50), currency="EUR")
    ).id
    assert due(backend) == [("Ann Lee", 1, "3.00")]
    payment(backend, ann, "50", currency="EUR")
    assert due(backend) == [("Ann Lee", 1, "50.00"), ("Ann Lee", 1, "3.00")], "it was kept"
    do(backend, commands.WithdrawPromise(promise=made))
    assert len(due(backend)) == 2
    do(
        backend,
        commands.AddPromise(
            client=ann, until=TODAY - timedelta(days=1), on=TODAY - timedelta(days=2),
            amount=Decimal(50), currency="EUR",
        ),
    )  # fmt: skip
    assert len(due(backend)) == 2, "it was broken"


def test_the_longest_overdue_comes_first(backend):
    setting(backend, "fee_1", "2.5")
    for number, days in enumerate((10, 50, 30)):
        overdue(backend, client(backend, f"Client {number}"), days=days, currency="JPY")
    found = backend.queries.reminders_due(limit=2)
    assert [(one.client.name, one.days, str(one.fee)) for one in found] == [
        ("Client 1", 50, "3"),
        ("Client 2", 30, "3"),
    ]
    assert len(backend.queries.today().reminders_due) == 3
    assert backend.queries.reminder_for(1, "EUR") is None


def test_a_new_sale_is_reminded_of_beside_one_that_had_all_three(backend):
    ann = client(backend)
    overdue(backend, ann, days=90)
    for back in (60, 50, 40):
        remind(backend, ann, on=TODAY - timedelta(days=back))
    assert due(backend) == []
    overdue(backend, ann, "5", days=8)
    assert due(backend) == [("Ann Lee", 3, "105.00")]
