"""Instalments wherever overdue is derived; how a client pays; how one stands before a sale."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories import TODAY, client, do, ordered, payment, refused, sale

from smallcrm.domain.enums import Level, PaymentStatus, SaleStatus, WriteOffReason
from smallcrm.domain.money import Money
from smallcrm.i18n.debt import DebtFacts
from smallcrm.queries.facts import debt_facts
from smallcrm.queries.order import Order
from smallcrm.services import commands
from smallcrm.services.commands import PlanPart

START = date(2025, 1, 1)


def planned(backend, client_id, *parts, currency="EUR", **fields):
    """Make a sale of parts (days from today or None, minor units)."""
    total = Decimal(sum(minor for _, minor in parts)).scaleb(-2)
    return ordered(
        backend, client_id, f"{total}", currency=currency, on=START,
        plan=tuple(
            PlanPart(
                due=None if days is None else TODAY + timedelta(days=days),
                amount=Decimal(minor).scaleb(-2),
            )
            for days, minor in parts
        ),
        **fields,
    )  # fmt: skip


# -- instalments against an independent computation -----------------------------------------------

PARTS = st.lists(
    st.tuples(st.one_of(st.none(), st.integers(-130, 60)), st.integers(1, 900)),
    min_size=1,
    max_size=6,
)
SALES = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(("EUR", "USD")),
        PARTS,
        st.integers(0, 2500),
    ),
    min_size=1,
    max_size=5,
)
BUCKETS = ("not_due", "days_1_30", "days_31_60", "days_61_90", "over_90")


def bucket(days):
    if days is None or days >= 0:
        return "not_due"
    for name, most in (("days_1_30", 30), ("days_31_60", 60), ("days_61_90", 90)):
        if -days <= most:
            return name
    return "over_90"


def left_of(parts, paid):
    """Pay the earliest parts, by hand: what is open of each, with its days."""
    for days, minor in sorted(parts, key=lambda part: (part[0] is None, part[0] or 0)):
        used = min(minor, paid)
        paid -= used
        if minor > used:
            yield days, minor - used


def make(backend, client_id, currency, parts, paid):
    """Record a sale of parts (of one: due at once), and what was paid of it."""
    total = sum(minor for _, minor in parts)
    if len(parts) > 1:
        one = planned(backend, client_id, *parts, currency=currency)
    else:
        days = parts[0][0]
        one = ordered(
            backend, client_id, f"{Decimal(total).scaleb(-2)}", currency=currency, on=START,
            due=None if days is None else TODAY + timedelta(days=days),
        )  # fmt: skip
    if paid:
        amount = f"{Decimal(paid).scaleb(-2)}"
        payment(backend, client_id, amount, currency=currency, allocations={one: None})
    return one


def figures_of_all(backend):
    """Sum up what is said of everybody: ages, and what is overdue."""
    found: Counter[tuple[str, str]] = Counter()
    for one in backend.queries.today().ageing:
        for name in BUCKETS:
            found[one.currency, name] = getattr(one, name).minor
    for money in backend.queries.overview().overdue:
        found[money.currency, "overdue"] = money.minor
    return found


@settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))
@given(SALES)
def test_every_figure_of_plans_is_that_of_its_parts(backend, made):
    before = figures_of_all(backend)
    names = [client(backend, f"Client {number}") for number in range(3)]
    owed: Counter[tuple[int, str, str]] = Counter()
    more: Counter[tuple[str, str]] = Counter()
    oldest: dict[int, int] = {}
    for whose, currency, parts, paid in made:
        name, amount = names[whose], min(paid, sum(minor for _, minor in parts))
        one = make(backend, name, currency, parts, amount)
        late = 0
        for days, minor in left_of(parts, amount):
            kind = "unbilled" if days is None else "overdue" if days < 0 else "not_due"
            late += minor if kind == "overdue" else 0
            owed[name, currency, kind] += minor
            more[currency, bucket(days)] += minor
            if days is not None:
                oldest[name] = min(days, oldest.get(name, days))
        more[currency, "overdue"] += late
        shape = backend.queries.sale(one).sale
        assert shape.overdue.minor == late
        assert (shape.payment_status is PaymentStatus.OVERDUE) is bool(late)
    for name in names:
        check_card(backend.queries.card(name).balance, name, owed, oldest.get(name))
    assert +figures_of_all(backend) == +(before + more)
    late = {(name, code): minor for (name, code, kind), minor in owed.items() if kind == "overdue"}
    listed = [one for one in backend.queries.overdue() if one.client.id in names]
    assert {
        (one.client.id, money.currency): money.minor for one in listed for money in one.owed
    } == late
    order = Order("name", filters=("overdue",))
    assert set(backend.queries.row_ids("clients", order, slot="t")) & set(names) == {
        name for name, _ in late
    }


def check_card(balance, name, owed, days):
    """Hold a card's figures against what they should be."""
    for part in balance.owed:
        kinds = {kind: getattr(part, kind).minor for kind in ("overdue", "not_due", "unbilled")}
        assert kinds == {kind: owed[name, part.amount.currency, kind] for kind in kinds}
        assert part.amount.minor == sum(kinds.values())
    assert balance.oldest_due == (None if days is None else TODAY + timedelta(days=days))


def test_what_is_paid_settles_the_earliest_parts(backend):
    ann = client(backend)
    one = planned(backend, ann, (-40, 500), (-10, 300), (20, 200), (None, 100))
    card = backend.queries.card(ann)
    (late,) = card.overdue
    assert (str(late.open), str(late.overdue), late.days) == ("11.00", "8.00", 40)
    payment(backend, ann, "6", allocations={one: None})
    (late,) = backend.queries.card(ann).overdue
    assert (str(late.overdue), late.days) == ("2.00", 10)
    payment(backend, ann, "2", allocations={one: None})
    card = backend.queries.card(ann)
    assert card.overdue == ()
    assert card.balance.oldest_due == TODAY + timedelta(days=20)
    (part,) = card.balance.owed
    assert (str(part.not_due), str(part.unbilled)) == ("2.00", "1.00")


# -- how a client pays ----------------------------------------------------------------------------


def habit(backend, client_id):
    found = backend.queries.habit(client_id)
    return None if found is None else (found.sales, found.days_to_pay, found.days_late)


def test_days_are_weighed_by_amounts(backend):
    ann = client(backend)
    assert habit(backend, ann) is None
    one = sale(backend, ann, "100", on=date(2026, 1, 1), due=date(2026, 1, 31))
    assert habit(backend, ann) is None
    payment(backend, ann, "75", on=date(2026, 1, 11), allocations={one: None})
    payment(backend, ann, "25", on=date(2026, 3, 2), allocations={one: None})
    assert habit(backend, ann) == (1, 23, -7)
    assert backend.queries.card(ann).habit == backend.queries.habit(ann)
    two = sale(backend, ann, "300", on=date(2026, 2, 1), due=date(2026, 2, 1))
    payment(backend, ann, "300", on=date(2026, 2, 1), allocations={two: None})
    assert habit(backend, ann) == (2, 6, -2)


def test_only_money_for_what_was_sold_lately_counts(backend):
    ann = client(backend)
    old = sale(backend, ann, "10", on=date(2024, 5, 11))
    payment(backend, ann, "10", allocations={old: None})
    one = sale(backend, ann, "10", on=date(2026, 1, 1))
    do(backend, commands.WriteOff(sale=one))
    do(backend, commands.AddOpeningBalance(client=ann, amount=Decimal(7), on=date(2026, 1, 1)))
    payment(backend, ann, "7")
    assert habit(backend, ann) is None
    bounced = sale(backend, ann, "10", on=date(2026, 1, 1))
    paid = payment(backend, ann, "10", allocations={bounced: None})
    assert habit(backend, ann)[0] == 1
    do(backend, commands.ReversePayment(payment=paid))
    assert habit(backend, ann) is None


def test_a_sale_without_a_due_date_is_paid_but_never_late(backend):
    ann = client(backend)
    one = ordered(backend, ann, "10", on=date(2026, 5, 1))
    payment(backend, ann, "10", on=date(2026, 5, 3), allocations={one: None})
    assert habit(backend, ann) == (1, 2, None)


def test_each_instalment_has_its_own_day(backend):
    ann = client(backend)
    one = planned(backend, ann, (-30, 1000), (-10, 3000), (None, 1000))
    payment(backend, ann, "20", on=TODAY - timedelta(days=20), allocations={one: None})
    payment(backend, ann, "30", on=TODAY, allocations={one: None})
    # 10.00 ten days late, 10.00 ten days early, 20.00 ten days late.
    assert habit(backend, ann)[2] == 5


@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(
            st.sampled_from(("EUR", "USD")),
            st.integers(0, 600),
            st.integers(0, 90),
            st.lists(st.tuples(st.integers(1, 500), st.integers(0, 90)), max_size=3),
        ),
        max_size=5,
    )
)
def test_the_habit_is_the_mean_of_its_parts(backend, story):
    ann = client(backend)
    paid: dict[str, list[tuple[int, int, int]]] = {}
    sales: dict[str, int] = Counter()
    for currency, back, term, parts in story:
        on = TODAY - timedelta(days=back)
        one = sale(backend, ann, "15", currency=currency, on=on, due=on + timedelta(days=term))
        for minor, after in parts:
            payment(
                backend, ann, f"{Decimal(minor).scaleb(-2)}", currency=currency,
                on=on + timedelta(days=after), allocations={one: None},
            )  # fmt: skip
            paid.setdefault(currency, []).append((minor, after, after - term))
        sales[currency] += bool(parts)
    found = habit(backend, ann)
    if not paid:
        assert found is None
        return
    count = sum(sales.values())
    for place, value in ((1, found[1]), (2, found[2])):
        mean = sum(
            Fraction(sum(part[0] * part[place] for part in parts), sum(part[0] for part in parts))
            * sales[currency]
            for currency, parts in paid.items()
        ) / Fraction(count)
        assert value == (mean + Fraction(1, 2)).__floor__()
    assert found[0] == count


# -- how a client stands --------------------------------------------------------------------------


def test_standing_before_a_sale(backend):
    ann = client(
        backend, currency="USD", credit_limit=Decimal(500), discount_percent=Decimal("2.5"),
        payment_term_days=10,
    )  # fmt: skip
    sale(backend, ann, "700", currency="USD")
    sale(backend, ann, "9000", currency="EUR")
    do(backend, commands.SetRate(currency="USD", rate=Decimal(1)))
    payment(backend, ann, "30", currency="JPY", allocations={})
    do(backend, commands.EditClient(client=ann, on_hold=True, hold_reason=" pays late "))
    found = backend.queries.standing(ann)
    assert (found.on_hold, found.hold_reason, found.currency) == (True, "pays late", "USD")
    assert (found.credit_limit, found.limit_left) == (Money(50000, "USD"), Money(-20000, "USD"))
    assert (found.discount_percent, found.term_days) == ("2.5", 10)
    assert found.credit == (Money(30, "JPY"),)
    assert backend.queries.standing(ann, "CNY").currency == "CNY"
    assert backend.queries.card(ann).standing == found
    assert backend.queries.standing(99) is None
    do(backend, commands.EditClient(client=ann, on_hold=False))
    found = backend.queries.standing(ann)
    assert (found.on_hold, found.hold_reason) == (False, None)


def test_terms_of_client_then_level_then_file(backend):
    for key, value in (
        ("file.payment_term_days", "20"),
        ("level.vip.discount_percent", "7.5"),
        ("level.vip.payment_term_days", "60"),
        ("level.preferred.discount_percent", "3"),
    ):
        do(backend, commands.SetSetting(key=key, value=value))

    def terms(**fields):
        found = backend.queries.standing(client(backend, **fields))
        return found.discount_percent, found.term_days

    assert terms() == ("0", 20)
    assert terms(level=Level.PREFERRED) == ("3", 20)
    assert terms(level=Level.VIP) == ("7.5", 60)
    own = {"discount_percent": Decimal(0), "payment_term_days": 0}
    assert terms(level=Level.VIP, **own) == ("0", 0)


def test_what_was_written_off_is_remembered_for_three_years(backend):
    ann = client(backend)
    one = sale(backend, ann, "500", on=date(2020, 1, 1))

    def give_up(amount, on, reason=WriteOffReason.BAD_DEBT):
        wanted = Decimal(amount)
        return do(backend, commands.WriteOff(sale=one, amount=wanted, on=on, reason=reason)).id

    give_up("100", date(2023, 5, 11))
    give_up("70", date(2023, 5, 12))
    give_up("50", date(2025, 3, 9))
    give_up("0.03", date(2026, 1, 1), WriteOffReason.ROUNDING)
    void = give_up("9", date(2026, 2, 1))
    do(backend, commands.ReversePayment(payment=void))
    found = backend.queries.standing(ann).written_off
    assert [(str(money), why, on) for money, why, on in found] == [
        ("0.03", "rounding", date(2026, 1, 1)),
        ("50.00", "bad_debt", date(2025, 3, 9)),
        ("70.00", "bad_debt", date(2023, 5, 12)),
    ]
    facts: DebtFacts = debt_facts(backend.queries.card(ann).balance)
    assert ([str(money) for money in facts.bad_debts], facts.bad_debt_on) == (
        ["120.00"],
        date(2025, 3, 9),
    )


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"credit_limit": Decimal(-1)}, "negative_amount", "credit_limit"),
        ({"credit_limit": Decimal("0.001")}, "too_many_decimals", "credit_limit"),
        ({"discount_percent": Decimal(101)}, "not_a_percentage", "discount_percent"),
        ({"discount_percent": Decimal("NaN")}, "not_a_percentage", "discount_percent"),
        ({"discount_percent": Decimal("-0.5")}, "not_a_percentage", "discount_percent"),
    ],
)
def test_terms_that_cannot_be(backend, fields, code, field):
    ann = client(backend)
    for command in (
        commands.AddClient(name="Bob", **fields),
        commands.EditClient(client=ann, **fields),
    ):
        refusal = refused(backend, command)
        assert (refusal.code, refusal.field) == (code, field)


def test_a_limit_is_in_the_clients_currency_else_the_files(backend):
    ann = client(backend, credit_limit=Decimal("500.55"))

    def limit():
        return backend.queries.card(ann).details.credit_limit

    assert limit() == Money(50055, "EUR")
    do(backend, commands.EditClient(client=ann, currency="USD"))
    assert limit() == Money(50055, "USD"), "its figure stays: an amount is never converted"
    do(backend, commands.EditClient(client=ann, currency="JPY"))
    assert limit() == Money(501, "JPY")
    do(backend, commands.EditClient(client=ann, currency=None, credit_limit=Decimal("1.5")))
    assert limit() == Money(150, "EUR")
    do(backend, commands.EditClient(client=ann, credit_limit=None))
    assert limit() is None
    do(backend, commands.EditClient(client=ann, credit_limit=Decimal(0)))
    assert backend.queries.standing(ann).limit_left == Money(0, "EUR")


# -- what was billed, what ends -------------------------------------------------------------------


def test_today_of_a_file_where_nothing_ends(backend):
    sale(backend, client(backend), "10")
    found = backend.queries.today()
    assert (found.quotes_lapsing, found.contracts_ending, found.services_ending) == ((), (), ())
    assert (found.billed_unpaid, found.paid_unbilled, found.bank_lines_open) == ((), (), 0)


def test_what_ends_soon(backend):
    ann = client(backend)
    for days in (-1, 0, 7, 8):
        do(
            backend,
            commands.AddQuote(
                client=ann, title=f"quote {days}", amount=Decimal(1), on=START,
                valid_until=TODAY + timedelta(days=days),
            ),
        )  # fmt: skip
    for days in (-1, 0, 30, 31):
        until = TODAY + timedelta(days=days)
        do(backend, commands.AddContract(client=ann, title=f"contract {days}", ends_on=until))
        sale(backend, ann, title=f"service {days}", service_from=START, service_until=until)
    gone = sale(backend, ann, title="gone", service_until=TODAY, service_from=START)
    do(backend, commands.CancelSale(sale=gone))
    found = backend.queries.today()
    assert [one.title for one in found.quotes_lapsing] == ["quote 0", "quote 7"]
    assert [one.title for one in found.contracts_ending] == ["contract 0", "contract 30"]
    assert [(one.title, one.days_left) for one in found.services_ending] == [
        ("service 0", 0),
        ("service 30", 30),
    ]
    card = backend.queries.card(ann)
    assert [one.title for one in card.open_quotes] == ["quote 8", "quote 7", "quote 0"]
    assert card.last_quote.title == "quote 8"


def test_billed_and_not_paid_paid_and_not_billed(backend):
    ann = client(backend)
    before = sale(backend, ann, "1", on=date(2026, 1, 1))
    payment(backend, ann, "1", allocations={before: None})
    one = sale(backend, ann, "100", on=date(2026, 5, 2))
    two = sale(backend, ann, "50", on=date(2026, 5, 3), status=SaleStatus.ORDERED)
    do(
        backend,
        commands.Bill(parts=(commands.BillPart(sale=one),), on=date(2026, 5, 2)),
    )
    payment(backend, ann, "30", allocations={one: None})
    payment(backend, ann, "20", allocations={two: None})
    found = backend.queries.today()
    assert found.billed_unpaid == (Money(7000, "EUR"),)
    assert found.paid_unbilled == (Money(2000, "EUR"),)
    assert [entry.invoice.number for entry in backend.queries.card(ann).timeline if entry.invoice]
