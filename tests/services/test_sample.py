"""Made-up data: the same for the same seed, sound by every rule, and gone without a trace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from smallcrm.app import Backend, open_backend
from smallcrm.db import journal, search_index
from smallcrm.domain import documents, keys, phone
from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import PromiseState, Source, VatCategory
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.domain.statements import Statement, StatementLine
from smallcrm.paths import Paths
from smallcrm.services.commands import (
    AddClient,
    AddFollowUp,
    AddNote,
    AddProduct,
    AddQuote,
    AddReferral,
    AddSale,
    Bill,
    BillPart,
    Command,
    FillSample,
    ImportStatement,
    Outcome,
    RemoveSample,
    SetRate,
    TakePayment,
    Undo,
)
from smallcrm.services.sample_people import CULTURES
from smallcrm.services.sample_phones import FIXED, MOBILE, Numbers

Rows = dict[str, list[tuple[Any, ...]]]


def do(backend: Backend, command: Command) -> Outcome:
    return backend.services.perform(command, source=Source.COMMAND_LINE)


def select(connection: Connection, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.exec_driver_sql(sql)]


def ask(backend: Backend, sql: str) -> list[tuple[Any, ...]]:
    with backend.database.read("test") as connection:
        return select(connection, sql)


def everything(backend: Backend) -> Rows:
    with backend.database.read("test") as connection:
        return {
            table: select(connection, f"SELECT * FROM {table} ORDER BY id")
            for table in journal.JOURNALLED
        }


@pytest.fixture
def filled(backend: Backend) -> Backend:
    do(backend, FillSample(clients=300, seed=7))
    return backend


@pytest.fixture(params=["CN CNY", "US USD", "JP JPY", "DE EUR", "KW KWD"])
def abroad(request: pytest.FixtureRequest, paths: Paths, clock: Clock) -> Iterator[Backend]:
    country, currency = request.param.split()
    opened = open_backend(paths, clock, country=country, currency=currency)
    yield opened
    opened.close()


def test_the_same_seed_makes_the_same_rows(
    filled: Backend, paths: Paths, tmp_path: Path, clock: Clock
) -> None:
    there = replace(paths, data=tmp_path / "other")
    other = open_backend(there, clock, country="IE", currency="EUR")
    try:
        do(other, FillSample(clients=300, seed=7))
        assert everything(other) == everything(filled)
        do(other, Undo())
        do(other, FillSample(clients=300, seed=8))
        names = "SELECT name FROM client ORDER BY id"
        assert ask(other, names) != ask(filled, names)
    finally:
        other.close()


def test_it_is_one_action_and_one_undo_empties_the_file(backend: Backend) -> None:
    before = everything(backend)
    outcome = do(backend, FillSample(clients=60, seed=1))
    assert outcome.result.label == "sample"
    assert outcome.result.parameters == {"count": 60}
    assert ask(backend, "SELECT count(*), min(is_sample) FROM client") == [(60, 1)]
    assert do(backend, Undo()).result.label == "sample"
    assert everything(backend) == before
    assert backend.check().problems == ()


@pytest.mark.parametrize("clients", [-1, 0, 2_000_001])
def test_a_number_that_cannot_be_is_refused(backend: Backend, clients: int) -> None:
    with pytest.raises(Refusal) as refused:
        do(backend, FillSample(clients=clients))
    assert (refused.value.code, refused.value.field) == ("not_in_range", "clients")
    assert refused.value.parameters == {"text": str(clients), "low": 1, "high": 2_000_000}


def test_a_file_with_a_client_is_not_filled(backend: Backend) -> None:
    do(backend, AddClient(name="Ann Lee"))
    before = everything(backend)
    with pytest.raises(Refusal, match="not_empty"):
        do(backend, FillSample())
    assert everything(backend) == before


@pytest.mark.parametrize("clients", [1, 2, 3, 7, 25])
def test_few_clients_are_few(backend: Backend, clients: int) -> None:
    do(backend, FillSample(clients=clients))
    assert ask(backend, "SELECT count(*) FROM client") == [(clients,)]
    assert backend.check().problems == ()


def test_everything_adds_up(filled: Backend) -> None:
    assert_sound(filled)


def test_everything_adds_up_in_other_countries_and_currencies(abroad: Backend) -> None:
    do(abroad, FillSample(clients=250, seed=3))
    assert_sound(abroad)


def assert_sound(backend: Backend) -> None:
    assert backend.check().problems == ()
    with backend.database.read("test") as connection:
        assert search_index.verify(connection) == ()
        assert_totals_follow_from_the_lines(connection)
        assert_money_is_allocated_once(connection)
        assert_dates_are_in_order(connection)
        assert_referrals_are_sound(connection)
        assert_keys_are_right(connection)
    assert_numbers_go_on(backend)


def assert_totals_follow_from_the_lines(connection: Connection) -> None:
    lines: dict[int, list[documents.Line]] = {}
    nets: dict[int, list[int]] = {}
    for sale, quantity, price, discount, category, percent, net in select(
        connection,
        "SELECT sale_id, quantity, unit_price, discount_percent, tax_category, tax_percent,"
        " net_minor FROM sale_line ORDER BY sale_id, position",
    ):
        lines.setdefault(sale, []).append(
            documents.Line(
                quantity=Decimal(quantity),
                unit_price=Decimal(price),
                discount_percent=Decimal(discount),
                tax_percent=Decimal(percent),
                category=VatCategory(category),
            )
        )
        nets.setdefault(sale, []).append(net)
    sales = select(
        connection,
        "SELECT id, currency, prices_include_tax, discount_percent, net_minor, tax_minor,"
        " total_minor FROM sale",
    )
    assert {sale[0] for sale in sales} == set(lines)
    for sale, currency, gross, percent, net, tax, total in sales:
        discount = None if percent is None else documents.Discount(percent=Decimal(percent))
        figures = documents.totals(
            lines[sale], currency, prices_include_tax=bool(gross), discount=discount
        )
        assert (figures.net_minor, figures.tax_minor, figures.total_minor) == (net, tax, total)
        assert list(figures.line_nets) == nets[sale]
        assert 1 <= len(nets[sale]) <= 5
        assert total > 0


def assert_money_is_allocated_once(connection: Connection) -> None:
    on_sale: dict[int, int] = {}
    of_payment: dict[int, int] = {}
    sales = {
        row[0]: row[1:]
        for row in select(
            connection, "SELECT id, client_id, currency, status, total_minor, paid_minor FROM sale"
        )
    }
    payments = {
        row[0]: row[1:]
        for row in select(
            connection,
            "SELECT id, client_id, currency, kind, amount_minor, allocated_minor, refunded_minor,"
            " voided_at, refund_of_id FROM payment",
        )
    }
    for payment, sale, minor in select(
        connection, "SELECT payment_id, sale_id, amount_minor FROM payment_allocation"
    ):
        on_sale[sale] = on_sale.get(sale, 0) + minor
        of_payment[payment] = of_payment.get(payment, 0) + minor
        assert payments[payment][:2] == sales[sale][:2]
    for sale, (_, _, status, total, paid) in sales.items():
        assert paid == on_sale.get(sale, 0) <= total
        assert status != "cancelled" or paid == 0
        assert status != "closed" or paid == total
    for payment, (_, _, kind, amount, allocated, refunded, voided, _) in payments.items():
        assert allocated == of_payment.get(payment, 0)
        assert allocated + refunded <= amount
        assert allocated == 0 or (voided is None and kind != "refund")
        given_back = [row[3] for row in payments.values() if row[7] == payment]
        assert refunded == sum(given_back)


IMPOSSIBLE = """
sale WHERE due_on < sold_on OR delivered_on < sold_on
sale WHERE closed_on < delivered_on OR cancelled_on < sold_on
sale WHERE (status IN ('delivered', 'closed')) <> (delivered_on IS NOT NULL)
sale WHERE status IN ('delivered', 'closed') AND due_on IS NULL
sale WHERE (status = 'closed') <> (closed_on IS NOT NULL)
sale WHERE sold_on > '2026-05-12' OR delivered_on > '2026-05-12'
sale WHERE closed_on > '2026-05-12' OR cancelled_on > '2026-05-12'
payment WHERE received_on > '2026-05-12'
payment_allocation, payment, sale WHERE payment.id = payment_id AND sale.id = sale_id
    AND received_on < sold_on AND payment.kind <> 'referral_credit'
payment, sale WHERE sale.id = reward_sale_id AND received_on < sold_on
payment WHERE kind = 'referral_credit' AND referral_id IS NULL
quote WHERE quoted_on > '2026-05-12' OR valid_until_on < quoted_on OR decided_on < quoted_on
quote WHERE (status = 'open') <> (decided_on IS NULL) OR decided_on > '2026-05-12'
quote AS early, quote AS late WHERE early.number = late.number
    AND early.revision < late.revision AND early.quoted_on > late.quoted_on
quote, sale WHERE quote.id = quote_id AND (sold_on < quoted_on OR NOT is_latest)
contract WHERE ends_on < starts_on OR signed_on > starts_on
sale, contract WHERE contract.id = contract_id AND sold_on < starts_on
sale WHERE service_until_on < service_from_on
delivery, sale WHERE sale.id = sale_id AND (delivery.delivered_on < sold_on
    OR delivery.delivered_on > '2026-05-12' OR status = 'cancelled')
invoice WHERE issued_on > '2026-05-12' OR due_on < issued_on
invoice_sale, invoice, sale WHERE invoice.id = invoice_id AND sale.id = sale_id
    AND issued_on < sold_on
invoice AS note, invoice WHERE invoice.id = note.credits_id AND note.issued_on < invoice.issued_on
reminder WHERE reminded_on > '2026-05-12'
reminder_sale, reminder, sale WHERE reminder.id = reminder_id AND sale.id = sale_id
    AND reminded_on <= due_on
payment_promise WHERE promised_on > '2026-05-12' OR until_on < promised_on
bank_line WHERE booked_on > '2026-05-12' OR (status = 'settled') <> (payment_id IS NOT NULL)
note WHERE created_at >= '2026-05-12T08:42:00.000Z'
interaction WHERE start_at >= '2026-05-12T08:42:00.000Z'
client WHERE created_at >= '2026-05-12T08:42:00.000Z' OR birthday_on > '2026-05-12'
"""


def assert_dates_are_in_order(connection: Connection) -> None:
    for rows in IMPOSSIBLE.replace("\n    ", " ").strip().splitlines():
        assert select(connection, f"SELECT count(*) FROM {rows}") == [(0,)], rows


def assert_referrals_are_sound(connection: Connection) -> None:
    sent = select(
        connection,
        "SELECT client_id, counterpart_id, outcome, outcome_by_hand, referred_on FROM referral"
        " WHERE direction = 'in'",
    )
    clients = select(connection, "SELECT count(*) FROM client")[0][0]
    assert 0.15 * clients < len(sent) < 0.35 * clients
    referrer = {client: counterpart for client, counterpart, *_ in sent}
    for start in referrer:
        seen = [start]
        while seen[-1] in referrer:
            assert referrer[seen[-1]] not in seen, "a circle"
            seen.append(referrer[seen[-1]])
    bought = {
        row[0]
        for row in select(connection, "SELECT client_id FROM sale WHERE status <> 'cancelled'")
    }
    for client, _, outcome, by_hand, _ in sent:
        if not by_hand:
            assert outcome == ("won" if client in bought else "pending")
    partners = select(
        connection,
        "SELECT DISTINCT kind FROM client JOIN referral ON counterpart_id = client.id"
        " WHERE direction = 'out'",
    )
    assert set(partners) <= {("partner",)}


def assert_keys_are_right(connection: Connection) -> None:
    country = select(connection, "SELECT value FROM setting WHERE key = 'file.country'")[0][0]
    for number, e164, extension, typed_key, e164_key in select(
        connection, "SELECT number, e164, extension, typed_key, e164_key FROM phone_number"
    ):
        parsed = phone.parse(number, country)
        assert (parsed.e164, parsed.extension) == (e164, extension)
        assert (parsed.typed_key, parsed.e164_key) == (typed_key, e164_key)
    for name, name_sort in select(connection, "SELECT name, name_sort FROM client"):
        assert name_sort == keys.sort_key(name)
    for address, key in select(connection, "SELECT address, address_key FROM email_address"):
        assert key == keys.fold(address)
        assert address.isascii()
        assert address.rpartition(".")[2] in {"example", "org", "net"}


def assert_numbers_go_on(backend: Backend) -> None:
    rows = ask(backend, "SELECT number, sold_on FROM sale ORDER BY sold_on, number")
    numbers = [number for number, _ in rows]
    assert len(set(numbers)) == len(numbers)
    assert all(number.startswith(f"S-{on[:4]}-") for number, on in rows)
    # The numbers of a year rise with the days, and the next sale goes on from there.
    assert numbers == sorted(numbers)
    last = int(numbers[-1].rpartition("-")[2])
    client = ask(backend, "SELECT min(id) FROM client")[0][0]
    made = do(backend, AddSale(client=client, title="One more", amount=Decimal(1)))
    assert made.result.number == f"S-2026-{last + 1:04d}"
    do(backend, Undo())
    assert_quotes_go_on(backend, client)
    assert_papers_have_no_gaps(backend, client)


def assert_quotes_go_on(backend: Backend, client: int) -> None:
    rows = ask(
        backend,
        "SELECT number, quoted_on FROM quote WHERE revision = 1 ORDER BY quoted_on, number",
    )
    assert all(number.startswith(f"Q-{on[:4]}-") for number, on in rows)
    numbers = [number for number, _ in rows]
    assert numbers == sorted(set(numbers))
    last = int(numbers[-1].rpartition("-")[2])
    made = do(backend, AddQuote(client=client, title="One more", amount=Decimal(1)))
    assert made.result.number == f"Q-2026-{last + 1:04d}"
    do(backend, Undo())


def assert_papers_have_no_gaps(backend: Backend, client: int) -> None:
    """The numbers of a year rise with the days and leave none out; the next one goes on."""
    years: dict[tuple[str, str], list[int]] = {}
    for kind, number, period, sequence, on in select_papers(backend):
        assert period == f"{'I' if kind == 'invoice' else 'C'}-{on[:4]}"
        assert number == f"{period}-{sequence:04d}"
        years.setdefault((kind, period), []).append(sequence)
    for sequences in years.values():
        assert sequences == list(range(1, len(sequences) + 1))
    sale = do(backend, AddSale(client=client, title="One more", amount=Decimal(1))).result.id
    made = do(backend, Bill(parts=(BillPart(sale=sale),)))
    last = len(years.get(("invoice", "I-2026"), ()))
    assert made.result.number == f"I-2026-{last + 1:04d}"
    do(backend, Undo())
    do(backend, Undo())


def select_papers(backend: Backend) -> list[tuple[Any, ...]]:
    return ask(
        backend,
        "SELECT kind, number, period, sequence, issued_on FROM invoice WHERE NOT external"
        " ORDER BY kind, issued_on, sequence",
    )


def test_it_is_plausible(filled: Backend) -> None:
    def share(rows: str, of: int) -> float:
        return int(ask(filled, f"SELECT count(*) FROM {rows}")[0][0]) / of

    clients = 300
    assert 0.2 < share("client WHERE organisation IS NOT NULL OR kind <> 'person'", clients) < 0.45
    assert 0.05 < share("client WHERE level = 'preferred'", clients) < 0.2
    assert 0.01 < share("client WHERE level = 'vip'", clients) < 0.1
    assert 1.3 < share("sale", clients) < 3
    sales = ask(filled, "SELECT count(*) FROM sale")[0][0]
    still_open = "sale WHERE paid_minor < total_minor AND status <> 'cancelled'"
    assert 0.03 < share(still_open, sales) < 0.2
    assert 0.01 < share(f"{still_open} AND due_on < '2026-05-12'", sales) < 0.1
    assert share(f"{still_open} AND paid_minor > 0", sales) > 0
    assert share("payment WHERE kind = 'write_off'", sales) > 0
    assert share("payment WHERE allocated_minor + refunded_minor < amount_minor", sales) > 0
    assert share("follow_up WHERE done_at IS NULL AND due_on = '2026-05-12'", clients) > 0
    assert share("sale WHERE external_number IS NOT NULL", sales) > 0
    assert 0 < share("sale WHERE currency <> 'EUR'", sales) < 0.1
    assert share("sale GROUP BY client_id ORDER BY 1 DESC LIMIT 1", 1) <= 13
    assert 0.05 < share("quote WHERE is_latest", clients) < 0.3
    assert 0.8 < share("sale WHERE billed_minor > 0", sales) < 0.99
    assert share("sale WHERE status = 'cancelled'", sales) > 0
    assert share("sale_line WHERE product_id IS NOT NULL", sales) > 0.3
    for rows in PRESENT.strip().splitlines():
        assert share(rows, 1) > 0, rows


# There is something of each kind to look at.
PRESENT = """
product WHERE is_sample AND unit IS NOT NULL AND tax_percent = '23'
product_price WHERE currency = 'USD'
quote WHERE is_latest AND status = 'open' AND valid_until_on BETWEEN '2026-05-12' AND '2026-05-19'
quote WHERE is_latest AND status = 'open' AND valid_until_on < '2026-05-12'
quote WHERE status = 'declined' AND decline_reason IS NOT NULL
quote WHERE status = 'accepted'
quote WHERE status = 'partly_accepted'
quote WHERE revision = 3 AND is_latest
quote WHERE discount_percent IS NOT NULL AND discount_minor > 0
sale WHERE discount_minor > 0
sale WHERE (SELECT count(*) FROM sale_line WHERE sale_id = sale.id) > 2
sale WHERE status = 'ordered' AND id IN (SELECT sale_id FROM delivery)
sale WHERE has_plan AND paid_minor < total_minor
sale WHERE is_opening_balance
sale WHERE billed_minor BETWEEN 1 AND total_minor - 1
sale WHERE contract_id IS NOT NULL AND service_until_on IS NOT NULL
contract WHERE ends_on BETWEEN '2026-05-12' AND '2026-06-11'
contract WHERE ends_on > '2026-06-11'
invoice WHERE fixed_at IS NULL
invoice WHERE (SELECT count(*) FROM invoice_sale WHERE invoice_id = invoice.id) > 1
invoice WHERE kind = 'credit_note' AND rebill
invoice WHERE kind = 'credit_note' AND NOT rebill
invoice_line WHERE sale_line_id IS NULL
payment WHERE kind = 'opening_credit'
payment WHERE kind = 'referral_credit' AND allocated_minor = amount_minor
payment WHERE kind = 'referral_credit' AND expires_on BETWEEN '2026-05-12' AND '2026-06-11'
payment WHERE kind = 'referral_credit' AND expires_on IS NULL AND reward_rule_id IS NULL
reward_rule WHERE is_sample AND percent IS NOT NULL AND valid_until_on IS NULL
reward_rule WHERE is_sample AND amount_minor IS NOT NULL AND valid_until_on < '2026-05-12'
reward_override WHERE reason <> ''
follow_up WHERE code = 'thanks' AND done_at IS NULL
payment WHERE kind = 'write_off' AND reason IS NOT NULL
reminder WHERE step = 2
client WHERE on_hold AND hold_reason IS NOT NULL
client WHERE credit_limit_minor IS NOT NULL
exchange_rate WHERE currency = 'USD' AND base_currency = 'EUR'
bank_line WHERE status = 'open' AND amount_minor > 0
bank_line WHERE status = 'settled'
"""


def test_beatriz_has_a_bonus_and_has_spent_some_of_it(filled: Backend) -> None:
    client = ask(filled, "SELECT id FROM client WHERE name = 'Beatriz Gonçalves'")[0][0]
    card = filled.queries.card(client)
    assert card is not None
    about = card.referral_summary
    assert (about.sent, about.won, about.worth) == (4, 3, (Money(920_000, "EUR"),))
    assert about.earned == (Money(25_000, "EUR"),)
    assert about.spent == (Money(10_000, "EUR"),)
    assert about.left == card.balance.credit == (Money(15_000, "EUR"),)
    assert about.expires == (Money(5_000, "EUR"), date(2026, 6, 11))
    assert [str(part.amount) for part in card.balance.owed] == ["480.00"]
    rewards = filled.queries.rewards_of(client)
    assert [one.referred.name for one in rewards if one.referred] == [
        "Hannah Keogh",
        "Niamh Farrell",
        "Clara Byrne",
    ]
    today = filled.queries.today()
    assert [item.client.name for item in today.thanks] == ["Thomas Whelan"]
    assert "Beatriz Gonçalves" in {item.client.name for item in today.credits_lapsing}


def test_promises_are_open_kept_and_broken(filled: Backend) -> None:
    clients = ask(filled, "SELECT DISTINCT client_id FROM payment_promise")
    states = {promise.state for (client,) in clients for promise in filled.queries.promises(client)}
    assert states == {PromiseState.OPEN, PromiseState.KEPT, PromiseState.BROKEN}


def test_the_last_price_of_beatriz_holds_until_the_end_of_the_month(filled: Backend) -> None:
    client = ask(filled, "SELECT id FROM client WHERE name = 'Beatriz Gonçalves'")[0][0]
    card = filled.queries.card(client)
    assert card is not None
    assert card.last_quote is not None
    quote = card.last_quote
    assert (quote.title, quote.revision) == ("Two grands, June", 3)
    assert (quote.total, quote.valid_until) == (Money(34000, "EUR"), date(2026, 5, 31))
    assert len(card.reminders) == 2
    found = filled.queries.search(quote.number)
    assert found.hits[0].client.id == client


def test_a_booking_of_the_sample_is_known_again(filled: Backend) -> None:
    suggestions = filled.queries.bank_suggestions(None)
    sure = [one for one in suggestions if one.sure]
    assert any(one.client is not None and one.client.name == "Clara Byrne" for one in sure)


def test_chinese_files_are_chinese(paths: Paths, clock: Clock) -> None:
    backend = open_backend(paths, clock, country="CN", currency="CNY")
    try:
        do(backend, FillSample(clients=200, seed=2))
        names = [name for (name,) in ask(backend, "SELECT name FROM client")]
        assert sum(keys.is_cjk(name) for name in names) > 150
        for sql in ("SELECT text FROM note", "SELECT text FROM follow_up WHERE code IS NULL"):
            assert all(any(map(keys.is_cjk, text)) for (text,) in ask(backend, sql))
        assert ask(backend, "SELECT count(*) > 5 FROM payment WHERE method = 'wechat_pay'") == [
            (1,)
        ]
    finally:
        backend.close()


def test_beatriz_owes_since_march_two_years_ago(filled: Backend) -> None:
    assert ask(
        filled,
        "SELECT sum(total_minor - paid_minor), min(due_on) FROM sale JOIN client"
        " ON client.id = client_id WHERE name = 'Beatriz Gonçalves' AND paid_minor < total_minor",
    ) == [(48000, "2024-03-14")]
    assert ask(
        filled,
        "SELECT text FROM note JOIN client ON client.id = client_id"
        " WHERE name = 'Beatriz Gonçalves' AND pinned ORDER BY note.id LIMIT 1",
    ) == [("Secretary is Judith. Son in hospital, ask.",)]


def test_two_people_answer_at_one_number(filled: Backend) -> None:
    assert ask(
        filled,
        "SELECT name FROM client JOIN phone_number ON client_id = client.id"
        " WHERE typed_key = '037721902353' ORDER BY client.id",
    ) == [("Declan Murphy",), ("Siobhán O'Neill",)]


def test_any_day_of_the_year_is_a_day_to_begin(paths: Paths, clock: Clock) -> None:
    for days in (-132, -73, -1, 0, 100, 233, 657):  # among them 31 December and 29 February
        moved = replace(clock, source=lambda days=days: clock.now() + timedelta(days=days))
        there = replace(paths, data=paths.data / str(days))
        backend = open_backend(there, moved, country="IE", currency="EUR")
        try:
            do(backend, FillSample(clients=40, seed=1))
            assert backend.check().problems == ()
        finally:
            backend.close()


def test_those_spoken_to_last_come_first(filled: Backend) -> None:
    recent = [
        row[0]
        for row in ask(
            filled,
            "SELECT client_id FROM search_document WHERE spoken_at IS NOT NULL ORDER BY seq DESC",
        )
    ]
    spoken = ask(
        filled,
        "SELECT client_id FROM interaction WHERE start_at > '2026-02-15' GROUP BY client_id"
        " ORDER BY max(start_at) DESC",
    )
    assert 10 < len(recent) <= 200
    assert recent[:10] == [row[0] for row in spoken][:10]


def test_removing_leaves_nothing_and_undo_brings_it_back(filled: Backend) -> None:
    before = everything(filled)
    outcome = do(filled, RemoveSample())
    assert (outcome.result.label, outcome.result.parameters) == ("remove_sample", {"count": 300})
    left = everything(filled)
    assert {table for table, rows in left.items() if rows} == {"setting"}
    assert [row[1] for row in left["setting"]] == ["file.country", "file.currency"]
    assert ask(filled, "SELECT count(*) FROM search_document") == [(0,)]
    assert filled.check().problems == ()
    do(filled, Undo())
    assert everything(filled) == before
    assert filled.check().problems == ()


def test_removing_takes_what_the_owner_added_to_them_and_spares_real_clients(
    filled: Backend,
) -> None:
    made_up = ask(filled, "SELECT min(id), max(id) FROM client")[0]
    real = do(filled, AddClient(name="Ann Lee", tags=("music", "mine"))).result.id
    do(filled, AddNote(client=made_up[0], text="Mine"))
    do(filled, AddFollowUp(client=made_up[1], text="Call", due=filled.clock.today()))
    do(filled, AddReferral(referrer=made_up[0], client=real))
    other = do(filled, AddClient(name="Bo Li", referred_by=real)).result.id
    sale = do(filled, AddSale(client=real, title="Own", amount=Decimal(80))).result
    do(filled, AddSale(client=made_up[0], title="Theirs", amount=Decimal(20)))
    do(filled, TakePayment(client=real, amount=Decimal(30)))
    do(filled, TakePayment(client=made_up[0], amount=Decimal(5)))
    before = everything(filled)
    do(filled, RemoveSample())
    left = everything(filled)
    assert [row[0] for row in left["client"]] == [real, other]
    assert [row[2:4] for row in left["referral"]] == [(other, real)]
    assert [row[0] for row in left["sale"]] == [sale.id]
    assert [row[1] for row in left["payment"]] == [real]
    assert {row[1] for row in left["tag"]} == {"music", "mine"}
    assert not left["note"]
    assert not left["follow_up"]
    assert filled.check().problems == ()
    with pytest.raises(Refusal, match="no_sample"):
        do(filled, RemoveSample())
    # The owner's own numbers go on after the highest that is left.
    last = int((sale.number or "").rpartition("-")[2])
    made = do(filled, AddSale(client=real, title="Next", amount=Decimal(1)))
    assert made.result.number == f"S-2026-{last + 1:04d}"
    do(filled, Undo())
    do(filled, Undo())
    assert everything(filled) == before
    assert filled.check().problems == ()


def test_rates_products_and_bookings_of_the_owner_stay(backend: Backend) -> None:
    product = do(backend, AddProduct(name="Own", code="MU-01")).result.id
    rate = do(backend, SetRate(currency="USD", rate=Decimal("0.91"))).result.id
    booking = StatementLine(date(2026, 5, 11), 8000, "EUR", "ANN LEE")
    statement = Statement("IE29AIBK93115212345678", "EUR", lines=(booking,))
    do(backend, ImportStatement(statements=(statement,), file_name="own.csv"))
    line = ask(backend, "SELECT id FROM bank_line")
    do(backend, FillSample(clients=60, seed=1))
    assert backend.check().problems == ()
    do(backend, RemoveSample())
    left = everything(backend)
    assert [row[0] for row in left["product"]] == [product]
    assert [row[0] for row in left["exchange_rate"]] == [rate]
    assert [row[:1] for row in left["bank_line"]] == line


def test_without_a_sample_there_is_nothing_to_remove(backend: Backend) -> None:
    do(backend, AddClient(name="Ann Lee"))
    with pytest.raises(Refusal, match="no_sample"):
        do(backend, RemoveSample())


def test_a_file_can_be_filled_again_after_removing(filled: Backend) -> None:
    do(filled, RemoveSample())
    do(filled, FillSample(clients=30, seed=1))
    assert ask(filled, "SELECT count(*), min(id) > 300 FROM client") == [(30, 1)]
    assert filled.check().problems == ()


@settings(max_examples=60, deadline=None)
@given(
    culture=st.sampled_from(sorted(CULTURES)),
    sort=st.sampled_from([MOBILE, FIXED]),
    skipped=st.integers(0, 30_000),
    offset=st.integers(0, 10_000),
    at_home=st.booleans(),
)
def test_made_up_numbers_are_what_parsing_them_says(
    culture: str, sort: str, skipped: int, offset: int, at_home: bool
) -> None:
    numbers = Numbers(offset)
    numbers._used[culture, sort] = skipped
    made = numbers.make(culture, sort, at_home=at_home)
    parsed = phone.parse(made.number, CULTURES[culture].country)
    assert parsed.extension is None
    assert (made.number, made.e164) == (parsed.number, parsed.e164)
    assert (made.typed_key, made.e164_key) == (parsed.typed_key, parsed.e164_key)


def test_two_called_in_vain_and_calls_say_how_long_they_were(filled: Backend) -> None:
    unknown, known = filled.queries.missed_calls()
    assert known.client is not None
    assert known.owed, "who owes money called in vain"
    assert unknown.client is None
    assert (unknown.times, unknown.note) == (2, None)
    calls = "SELECT count(*) FROM interaction WHERE kind = 'call' AND"
    assert ask(filled, f"{calls} (seconds IS NULL OR answered <> (seconds > 0))") == [(0,)]
    assert ask(filled, f"{calls} satisfaction BETWEEN 1 AND 5")[0][0] > 3
    [withheld] = [call for call in filled.queries.unknown_calls() if call.number is None]
    assert withheld.note
    assert ask(filled, "SELECT count(*) FROM unknown_call WHERE NOT is_sample") == [(0,)]
