"""The tabs: every sort and filter against the same worked out in Python from whole rows."""

from __future__ import annotations

import itertools
from datetime import timedelta
from decimal import Decimal

import pytest
from tests.conftest import NOW, ZONE
from tests.factories import TODAY, client, do, payment, sale

from smallcrm.app import open_backend
from smallcrm.domain import keys
from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import (
    DetailKind,
    InvoiceKind,
    Level,
    Lifecycle,
    OwnFieldKind,
    PaymentKind,
    QuoteState,
    ReferralOutcome,
    SaleStatus,
    WriteOffReason,
)
from smallcrm.domain.errors import Refusal
from smallcrm.paths import Paths
from smallcrm.queries import tables
from smallcrm.queries.order import Order
from smallcrm.services import commands

TABS = (
    "clients",
    "sales",
    "payments",
    "referrals",
    "quotes",
    "invoices",
    "products",
    "contracts",
)


@pytest.fixture(scope="module")
def backend(tmp_path_factory):
    """Forty clients with whatever they may have, and what they may lack."""
    data = tmp_path_factory.mktemp("tables")
    paths = Paths(data=data, machine_settings=data / "machine.json")
    opened = open_backend(paths, Clock.fixed(NOW, ZONE), country="IE", currency="EUR")
    names = ["Ann Lee", "ann lee", "Émile Zola", "张伟", "李娜", "O'Brien 50%", "a_b", "Zoë"]
    made = []
    for number in range(24):
        one = client(
            opened,
            names[number % len(names)],
            organisation=("Lee Ltd", None, "pearl", "Pearl")[number % 4],
            code=f"C{number}" if number % 3 else None,
            level=list(Level)[number % 3],
            lifecycle=Lifecycle.ARCHIVED if number % 7 == 0 else Lifecycle.ACTIVE,
            phones=(commands.PhoneInput(number=f"086 {number % 5}"),) if number % 2 else (),
            emails=(commands.EmailInput(address=f"{number % 4}@x"),) if number % 5 else (),
            referred_by=made[number - 3] if number % 4 == 3 else None,
        )
        made.append(one)
        if number % 6 == 1:
            at = NOW - timedelta(days=number)
            do(opened, commands.AddInteraction(client=one, at=at))
        for part in range(number % 4):
            sold = sale(
                opened,
                one,
                str(10 * (part + 1)),
                title=f"Sale {number % 3}",
                currency=("EUR", "USD")[number % 2],
                on=TODAY - timedelta(days=60 + number),
                status=list(SaleStatus)[part],
                due=None if part == 0 else TODAY + timedelta(days=(number * 7) % 100 - 50 - part),
                external_number=f"X-{number}" if part == 1 else None,
            )
            if number % 5 == 2:
                do(opened, commands.CancelSale(sale=sold))
            elif number % 5 == 3:
                do(opened, commands.WriteOff(sale=sold, reason=WriteOffReason.ROUNDING))
        if number % 3 == 1:
            paid = payment(
                opened,
                one,
                "15",
                method=("cash", "Bank", None)[number % 4 % 3],
                currency=("EUR", "USD")[number % 2],
                on=TODAY - timedelta(days=number % 4),
                reference=f"R {number % 2}",
            )
            if number % 4 == 0:
                do(opened, commands.Refund(payment=paid, amount=Decimal(5)))
            if number % 9 == 1:
                spare = payment(opened, one, "3", allocations={})
                do(opened, commands.ReversePayment(payment=spare))
    for number, outcome in enumerate(ReferralOutcome):
        sent = do(
            opened, commands.AddReferralOut(client=made[number], partner_name="Lex", what_for="x")
        )
        do(opened, commands.EditReferral(referral=sent.id, outcome=outcome))
    trade(opened, made)
    cared(opened, made)
    opened.close()
    add_old(paths)
    opened = open_backend(paths, Clock.fixed(NOW, ZONE), country="IE", currency="EUR")
    yield opened
    opened.close()


def cared(opened, made):
    """Own fields of three kinds, and tags, each with some of the clients."""
    kinds = (("Piano", OwnFieldKind.TEXT), ("Fee", OwnFieldKind.AMOUNT), ("Met", OwnFieldKind.DATE))
    for name, kind in kinds:
        do(opened, commands.AddOwnField(name=name, kind=kind))
    for number, one in enumerate(made):
        values = (
            ("Émile", "Grand 50%", None)[number % 3],
            (f"{number * 37 % 100 - 50}.50 USD", "480 EUR", None)[number % 3],
            f"20{10 + number}-03-01" if number % 4 else None,
        )
        own = tuple(
            commands.OwnValueInput(own_field=place, value=value)
            for place, value in enumerate(values, 1)
        )
        tags = (("Website", "b"), ("B",), ("a_b",), ())[number % 4]
        do(opened, commands.EditClient(client=one, own=own, tags=tags))


def add_old(paths):
    """Clients of long ago: those with the tag `old` have a detail that is out of date."""
    long_ago = Clock.fixed(NOW - timedelta(days=800), ZONE)
    opened = open_backend(paths, long_ago, country="IE", currency="EUR")
    number = commands.PhoneInput(number="086 99")
    address = commands.AddressInput(locality="Cork")
    email = commands.EmailInput(address="old@x")
    client(opened, "Old Phone", phones=(number,), tags=("old",))
    client(opened, "Old Address", addresses=(address,), tags=("old",))
    half = client(opened, "Half Confirmed", phones=(number,), emails=(email,), tags=("old",))
    whole = client(opened, "Whole Confirmed", phones=(number,), emails=(email,))
    client(opened, "Archived", phones=(number,), lifecycle=Lifecycle.ARCHIVED)
    client(opened, "Nothing To Confirm")
    opened.close()
    later = Clock.fixed(NOW - timedelta(days=300), ZONE)
    opened = open_backend(paths, later, country="IE", currency="EUR")
    do(opened, commands.ConfirmDetails(client=whole))
    do(opened, commands.ConfirmDetails(client=half, kind=DetailKind.EMAIL))
    opened.close()


def trade(opened, made):
    """Products, quotes in every state, contracts, and invoices paid, open and taken back."""
    for number in range(10):
        prices = {"EUR": Decimal(10 * (number + 1))} if number % 3 else {"USD": Decimal("4.80")}
        do(
            opened,
            commands.AddProduct(
                name=("Émail", "piano Tuning", "网站建设", "a_b 50%")[number % 4],
                code=f"P{number}" if number % 2 else None,
                unit=("h", None)[number % 2],
                prices=prices,
                tax_percent=Decimal(19 if number % 2 else 0),
                active=number % 4 != 1,
            ),
        )
    for number in range(12):
        quote = do(
            opened,
            commands.AddQuote(
                client=made[number],
                title=f"Offer {number % 3}",
                currency=("EUR", "JPY")[number % 2],
                on=TODAY - timedelta(days=30 + number),
                valid_until=TODAY + timedelta(days=number * 3 - 9),
                lines=(
                    commands.LineInput(
                        description=("Émail", "Website")[number % 2],
                        unit_price=Decimal(480 + number),
                    ),
                ),
            ),
        ).id
        if number % 5 == 1:
            do(opened, commands.ReviseQuote(quote=quote, title="Better", on=TODAY))
        elif number % 5 == 2:
            do(opened, commands.AcceptQuote(quote=quote))
        elif number % 5 == 3:
            do(opened, commands.DeclineQuote(quote=quote, reason="Too much"))
        elif number % 5 == 4:
            do(opened, commands.EditSale(sale=sale(opened, made[number], "7"), title="Little"))
    for number in range(8):
        do(
            opened,
            commands.AddContract(
                client=made[number],
                title=f"Care {number % 3}",
                starts_on=TODAY - timedelta(days=400) if number % 3 else None,
                ends_on=None if number % 4 == 0 else TODAY + timedelta(days=20 * number - 70),
                currency=("EUR", "JPY")[number % 2],
                amount=Decimal(100 * number) if number % 3 else None,
            ),
        )
    for number in range(9):
        sold = [
            sale(
                opened,
                made[number],
                str(100 + 10 * number + part),
                title="Élan",
                on=TODAY - timedelta(days=20),
                service_until=TODAY + timedelta(days=number * 9 - 20),
                status=SaleStatus.ORDERED,
            )
            for part in range(2)
        ]
        billed = do(
            opened,
            commands.Bill(
                parts=tuple(commands.BillPart(sale=one) for one in sold[: 1 + number % 2]),
                on=TODAY - timedelta(days=number),
                due=TODAY + timedelta(days=5 - number),
                number=f"EXT-{number}" if number % 3 == 0 else None,
            ),
        ).id
        if number % 4 == 1:
            payment(opened, made[number], str(100 + 10 * number), allocations=None)
        elif number % 4 == 2:
            note = commands.AddCreditNote(invoice=billed, rebill=number == 2)
            do(opened, note)
        elif number % 4 == 3:
            do(opened, commands.AddCreditNote(invoice=billed, amount=Decimal(30)))
            do(opened, commands.FixPaper(invoice=billed))


def everything(backend, tab):
    """All rows of a tab, by ids alone."""
    sort = tables.tab_sorts(tab)[0]
    wanted = sorted(backend.queries.row_ids(tab, Order(sort), slot="t"))
    return dict(zip(wanted, backend.queries.rows(tab, wanted, slot="t"), strict=True))


def details(backend, client_id):
    return backend.queries.card(client_id)


def euro(parts, attribute=None):
    for part in parts:
        money = getattr(part, attribute) if attribute else part
        if money.currency == "EUR":
            return money.minor
    return 0


def low(text):
    """SQLite's lower(): letters of ASCII alone."""
    return None if text is None else "".join(c.lower() if c.isascii() else c for c in text)


def name_key(ref):
    return keys.sort_key(ref.name)


LEVEL = {Level.VIP: 0, Level.PREFERRED: 1, Level.STANDARD: 2}
SORTS = {
    "clients": {
        "name": lambda row: name_key(row.client),
        "organisation": lambda row: low(row.client.organisation),
        "level": lambda row: LEVEL[row.client.level],
        "lifecycle": lambda row: row.lifecycle.value,
        "code": lambda row: row.code,
        "phone": lambda row: row.phone,
        "email": lambda row: row.email,
        "last_contact": lambda row: row.last_contact_at,
        "owed": lambda row: euro(row.owed, "amount"),
        "credit": lambda row: euro(row.credit),
        "oldest_due": lambda row: row.oldest_due,
        "tags": lambda row: ", ".join(sorted(map(low, row.tags))) or None,
    },
    "sales": {
        "number": lambda row: row.number,
        "external_number": lambda row: row.external_number,
        "client": lambda row: name_key(row.client),
        "title": lambda row: low(row.title),
        "on": lambda row: row.on,
        "due": lambda row: row.due,
        "status": lambda row: row.status.value,
        "total": lambda row: row.total.minor,
        "open": lambda row: row.open.minor,
        "billed": lambda row: row.billed.minor,
        "service_until": lambda row: row.service_until,
    },
    "payments": {
        "on": lambda row: row.on,
        "client": lambda row: name_key(row.client),
        "kind": lambda row: row.kind.value,
        "method": lambda row: low(row.method),
        "reference": lambda row: low(row.reference),
        "amount": lambda row: row.amount.minor,
        "free": lambda row: row.free.minor,
    },
    "referrals": {
        "on": lambda row: row.on,
        "direction": lambda row: row.direction.value,
        "client": lambda row: name_key(row.client),
        "counterpart": lambda row: name_key(row.counterpart),
        "outcome": lambda row: row.outcome.value,
        # What a client paid came of who sent them to us, not of where we sent them.
        "paid_value": lambda row: (
            sum(money.minor for money in row.paid_value) if row.direction.value == "in" else 0
        ),
        "reward": lambda row: sum(money.minor for money in row.reward),
        "commission": lambda row: row.commission.minor if row.commission is not None else None,
        "what_for": lambda row: low(row.what_for),
    },
    "quotes": {
        "number": lambda row: row.number,
        "client": lambda row: name_key(row.client),
        "title": lambda row: low(row.title),
        "on": lambda row: row.on,
        "valid_until": lambda row: row.valid_until,
        "state": lambda row: row.state.value,
        "total": lambda row: row.total.minor,
    },
    "invoices": {
        "number": lambda row: row.number,
        "client": lambda row: name_key(row.client),
        "kind": lambda row: row.kind.value,
        "on": lambda row: row.on,
        "due": lambda row: row.due,
        "fixed": lambda row: row.fixed,
        "payable": lambda row: row.payable.minor,
        "open": lambda row: row.open.minor,
    },
    "products": {
        "code": lambda row: row.code,
        "name": lambda row: keys.sort_key(row.name),
        "unit": lambda row: low(row.unit),
        "price": lambda row: dict(row.prices).get("EUR"),
        "tax": lambda row: row.tax_percent,
        "active": lambda row: row.active,
    },
    "contracts": {
        "number": lambda row: row.number,
        "client": lambda row: name_key(row.client),
        "title": lambda row: low(row.title),
        "starts": lambda row: row.starts_on,
        "ends": lambda row: row.ended_on or row.ends_on,
        "days_left": lambda row: row.days_left,
        "amount": lambda row: None if row.amount is None else row.amount.minor,
    },
}


def late(parts):
    return any(part.overdue for part in parts)


FILTERS = {
    "clients": {
        "all": lambda row: True,
        "owes": lambda row: bool(row.owed),
        "overdue": lambda row: late(row.owed),
        "vip": lambda row: row.client.level is Level.VIP,
        "preferred": lambda row: row.client.level is Level.PREFERRED,
        "credit": lambda row: bool(row.credit),
        "archived": lambda row: row.lifecycle is Lifecycle.ARCHIVED,
        "stale": lambda row: "old" in row.tags,
    },
    "sales": {
        "all": lambda row: True,
        "open": lambda row: bool(row.open),
        "overdue": lambda row: bool(row.days),
        "ordered": lambda row: row.status is SaleStatus.ORDERED,
        "cancelled": lambda row: row.status is SaleStatus.CANCELLED,
        "1_30": lambda row: 1 <= row.days <= 30,
        "31_60": lambda row: 31 <= row.days <= 60,
        "61_90": lambda row: 61 <= row.days <= 90,
        "over_90": lambda row: row.days > 90,
        "unbilled": lambda row: lives(row) and row.billed.minor < row.total.minor,
        "billed_unpaid": lambda row: lives(row) and row.billed.minor > paid(row),
        "paid_unbilled": lambda row: (
            lives(row)
            and paid(row) > row.billed.minor
            and row.on >= TODAY - timedelta(days=8)  # the first invoice's day
        ),
        "ending": lambda row: (
            lives(row) and row.service_until is not None and 0 <= from_now(row.service_until) <= 30
        ),
    },
    "payments": {
        "all": lambda row: True,
        "money": lambda row: row.kind is PaymentKind.PAYMENT,
        "free": lambda row: bool(row.free) and row.kind is not PaymentKind.WRITE_OFF,
        "refunds": lambda row: row.kind is PaymentKind.REFUND,
        "write_offs": lambda row: row.kind is PaymentKind.WRITE_OFF,
        "referral_credits": lambda row: (
            row.kind in {PaymentKind.REFERRAL_CREDIT, PaymentKind.CREDIT_TAKEN_BACK}
        ),
        "void": lambda row: row.void,
    },
    "referrals": {
        "all": lambda row: True,
        "in": lambda row: row.direction.value == "in",
        "out": lambda row: row.direction.value == "out",
        "won": lambda row: row.outcome is ReferralOutcome.WON,
        "pending": lambda row: row.outcome is ReferralOutcome.PENDING,
        "lost": lambda row: row.outcome is ReferralOutcome.LOST,
        "rewarded": lambda row: bool(row.reward),
        "unrewarded": lambda row: (
            row.direction.value == "in"
            and row.outcome is not ReferralOutcome.LOST
            and not row.reward
        ),
    },
    "quotes": {
        "all": lambda row: True,
        "open": lambda row: row.state in OPEN_QUOTE,
        "lapsing": lambda row: row.state in OPEN_QUOTE and 0 <= from_now(row.valid_until) <= 7,
        "lapsed": lambda row: row.state is QuoteState.LAPSED,
        "accepted": lambda row: row.state is QuoteState.ACCEPTED,
        "declined": lambda row: row.state is QuoteState.DECLINED,
    },
    "invoices": {
        "all": lambda row: True,
        "open": lambda row: bool(row.open),
        "overdue": lambda row: bool(row.days),
        "paid": lambda row: (
            row.kind is InvoiceKind.INVOICE and not row.open and row.credited != row.payable
        ),
        "credit_notes": lambda row: row.kind is InvoiceKind.CREDIT_NOTE,
        "not_fixed": lambda row: not row.fixed,
    },
    "products": {
        "all": lambda row: True,
        "active": lambda row: row.active,
        "inactive": lambda row: not row.active,
    },
    "contracts": {
        "all": lambda row: True,
        "running": lambda row: row.days_left is None or row.days_left >= 0,
        "ending": lambda row: row.days_left is not None and 0 <= row.days_left <= 30,
        "over": lambda row: row.days_left is not None and row.days_left < 0,
    },
}
OPEN_QUOTE = {QuoteState.OPEN, QuoteState.PARTLY_ACCEPTED}


def lives(row):
    return row.status is not SaleStatus.CANCELLED


def paid(row):
    return row.total.minor - row.open.minor


def from_now(day):
    return (day - TODAY).days


def sorted_ids(found, key, *, descending):
    """What is missing comes last in both directions; equals by id in the same direction."""
    there = [row_id for row_id in found if key(found[row_id]) is not None]
    missing = sorted((i for i in found if key(found[i]) is None), reverse=descending)
    there.sort(key=lambda row_id: (key(found[row_id]), row_id), reverse=descending)
    return there + missing


@pytest.mark.parametrize("tab", TABS)
def test_the_oracle_knows_every_sort_and_filter(backend, tab):
    assert set(SORTS[tab]) == set(tables.tab_sorts(tab))
    assert set(FILTERS[tab]) == set(backend.queries.filter_counts(tab))
    assert len(everything(backend, tab)) >= 8


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize(("tab", "sort"), [(tab, sort) for tab in TABS for sort in SORTS[tab]])
def test_every_sort(backend, tab, sort, descending):
    found = everything(backend, tab)
    order = Order(sort, descending=descending)
    ids = list(backend.queries.row_ids(tab, order, slot="t"))
    assert ids == sorted_ids(found, SORTS[tab][sort], descending=descending)
    page = backend.queries.rows(tab, ids, slot="t")
    assert list(page) == [found[row_id] for row_id in ids]
    assert backend.queries.first_rows(tab, order, limit=7, slot="t") == page[:7]


@pytest.mark.parametrize("tab", TABS)
def test_every_filter_and_every_pair(backend, tab):
    found = everything(backend, tab)
    sort = tables.tab_sorts(tab)[0]
    counts = backend.queries.filter_counts(tab)
    for names in (*((one,) for one in FILTERS[tab]), *itertools.combinations(FILTERS[tab], 2)):
        ids = set(backend.queries.row_ids(tab, Order(sort, filters=names), slot="t"))
        wanted = {
            row_id
            for row_id, row in found.items()
            if all(FILTERS[tab][name](row) for name in names)
        }
        assert ids == wanted, names
        if len(names) == 1:
            assert counts[names[0]] == len(wanted)
    assert any(0 < counts[name] < counts["all"] for name in counts)


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("sort", ["first", "client", "owed", "credit", "oldest_due"])
@pytest.mark.parametrize(
    "typed",
    ["ann", "zhang wei", "50%", "a_b", "%", "_", "\\", "'", "zzz", " lee ", "480", "480.00",
     "¥ 481", "1,000.00", "4,80", "ÉLAN", "émail", "website", "Émile", "Q-2026"],
)  # fmt: skip
def test_typed_text_narrows_under_every_join(backend, tab, sort, typed):
    known = tables.tab_sorts(tab)
    sort = known[0] if sort == "first" else sort
    if sort not in known:
        return
    ids = backend.queries.row_ids(tab, Order(sort, text=typed), slot="t")
    found = everything(backend, tab)
    wanted = {row_id for row_id, row in found.items() if has(backend, tab, row, typed.strip())}
    assert set(ids) == wanted
    assert len(ids) == len(wanted)


def has(backend, tab, row, typed):
    """Tell whether what was typed is in a row: as text in any case, folded in names, an amount."""
    plain, folded = said(backend, tab, row)
    value = {"480": "480", "480.00": "480", "¥ 481": "481", "1,000.00": "1000", "4,80": "4.80"}
    return (
        typed.casefold() in "\n".join(filter(None, plain)).casefold()
        or keys.fold(typed) in "\n".join(folded)
        or (typed in value and Decimal(value[typed]) in came_to(row))
    )


def said(backend, tab, row):
    """All the texts that a row's filter looks at, and its folded keys."""
    people = [row.client] if hasattr(row, "client") else []
    people += [row.counterpart] if hasattr(row, "counterpart") else []
    plain = [text for ref in people for text in (ref.name, ref.organisation)]
    folded = [keys.sort_key(ref.name) for ref in people]
    fields = ("code", "title", "number", "external_number", "method", "reference", "unit")
    plain += [getattr(row, name, None) for name in fields]
    plain += getattr(row, "tags", ())
    plain += [f"{one.value} {one.currency or ''}".strip() for one in getattr(row, "own", ())]
    if tab == "products":
        plain.append(row.name)
        folded.append(keys.sort_key(row.name))
    sales = [row.id] if tab == "sales" else []
    sales += [part.sale_id for part in row.settled] if tab == "payments" else []
    for sale_id in sales:
        plain += [line.description for line in backend.queries.sale(sale_id).lines]
    if tab == "quotes":
        plain += [line.description for line in backend.queries.quote(row.id).lines]
    if tab == "invoices":
        plain += [line.description for line in backend.queries.invoice(row.id).lines]
    return plain, folded


def came_to(row):
    if hasattr(row, "prices"):
        return {price for _, price in row.prices}
    names = ("amount", "total", "payable", "net")
    found = [getattr(row, name, None) for name in names]
    if hasattr(row, "payment_status"):
        found.append(row.open)
    return {money.major for money in found if money is not None}


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("field", [1, 2, 3])
def test_sorting_by_an_own_field(backend, field, descending):
    found = everything(backend, "clients")

    def key(row):
        value = next((one.value for one in row.own if one.field_id == field), None)
        if value is None:
            return None
        return Decimal(value) if field == 2 else keys.sort_key(value)

    order = Order(f"own:{field}", descending=descending)
    ids = list(backend.queries.row_ids("clients", order, slot="t"))
    assert ids == sorted_ids(found, key, descending=descending)
    assert sum(key(row) is not None for row in found.values()) > 10


def test_the_clients_who_bear_a_tag(backend):
    found = everything(backend, "clients")
    for tag in backend.queries.tags():
        order = Order("name", filters=(f"tag:{tag.id}",))
        ids = set(backend.queries.row_ids("clients", order, slot="t"))
        assert ids == {row_id for row_id, row in found.items() if tag.name in row.tags}
        assert tag.used == len(ids)
    assert {tag.name for tag in backend.queries.tags()} == {"Website", "b", "B", "a_b", "old"}


def test_the_list_of_what_is_out_of_date_agrees_with_the_filter_and_the_cards(backend):
    listed = backend.queries.stale_details()
    ids = set(backend.queries.row_ids("clients", Order("name", filters=("stale",)), slot="t"))
    assert {one.client.id for one in listed} == ids
    for row_id in everything(backend, "clients"):
        card = details(backend, row_id)
        mine = {(one.kind, one.text, one.since) for one in listed if one.client.id == row_id}
        assert mine == {(one.kind, one.text, one.since) for one in card.details.stale}
    assert backend.queries.stale_details(limit=1) == listed[:1]
    assert [one.since for one in listed] == sorted(one.since for one in listed)


@pytest.mark.parametrize("tab", TABS)
def test_what_a_tab_does_not_know(backend, tab):
    for order, code in (
        (Order("colour"), "unknown_sort"),
        (Order("name; DROP TABLE client"), "unknown_sort"),
        (Order("own:1 OR 1"), "unknown_sort"),
        (Order(tables.tab_sorts(tab)[0], filters=("tag:1) OR (1",)), "unknown_filter"),
        (Order(tables.tab_sorts(tab)[0], filters=("1) OR (1",)), "unknown_filter"),
    ):
        with pytest.raises(Refusal) as caught:
            backend.queries.row_ids(tab, order, slot="t")
        assert caught.value.code == code


def test_rows_that_are_gone_are_left_out_and_nothing_is_nothing(backend):
    assert backend.queries.rows("clients", [999, 1, 999, 1], slot="t") == (
        *backend.queries.rows("clients", [1], slot="t") * 2,
    )
    assert backend.queries.rows("sales", [], slot="t") == ()
    order = Order("name", text="nobody at all")
    assert list(backend.queries.row_ids("clients", order, slot="t")) == []
    assert backend.queries.first_rows("clients", order, limit=5, slot="t") == ()


def test_ids_above_four_thousand_million_keep_their_order(tmp_path):
    """The array is packed inside SQLite: eight bytes an id, whatever the machine's byte order."""
    paths = Paths(data=tmp_path / "data", machine_settings=tmp_path / "machine.json")
    opened = open_backend(paths, Clock.fixed(NOW, ZONE), country="IE", currency="EUR")
    try:
        with opened.database.write() as connection:
            run = connection.exec_driver_sql
            run("INSERT INTO action (at, kind, source, label, parameters, schema)"
                " VALUES ('', 'auto', 'program', 'x', '{}', '0001')")  # fmt: skip
            run("INSERT INTO journal_now SELECT 1, max(id) FROM action")
            for row_id in (1, 255, 2**32 + 5, 2**53):
                run(
                    "INSERT INTO client (id, kind, name, name_sort, level, lifecycle, is_sample,"
                    " created_at) VALUES (?, 'person', 'x', 'x', 'standard', 'active', 0, '')",
                    (row_id,),
                )
            run("DELETE FROM journal_now")
        ids = opened.queries.row_ids("clients", Order("name", descending=True), slot="t")
        assert list(ids) == [2**53, 2**32 + 5, 255, 1]
    finally:
        opened.close()
