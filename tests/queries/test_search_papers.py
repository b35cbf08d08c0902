"""Clients found by their papers: numbers of quotes and invoices, what was offered, amounts."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from tests.factories import TODAY, client, do, ordered, payment, sale, undo
from tests.queries.reading import counted

from smallcrm.queries import client_search
from smallcrm.queries.shapes import MatchKind
from smallcrm.services import commands


def offer(backend, client_id, title="Website", price="480", **fields):
    line = commands.LineInput(description="Émail sign", unit_price=Decimal(price), **fields)
    return do(backend, commands.AddQuote(client=client_id, title=title, lines=(line,))).id


def found(backend, text):
    """Return who is found, and the first thing that says why."""
    return [
        (hit.client.name, hit.matched_on[0].kind, hit.matched_on[0].text)
        for hit in backend.queries.search(text).hits
    ]


def names(backend, text):
    return [name for name, _, _ in found(backend, text)]


def test_by_the_number_of_a_quote_in_any_revision(backend):
    ann = client(backend, "Ann Lee")
    client(backend, "Bob")
    made = offer(backend, ann)
    do(backend, commands.ReviseQuote(quote=made, title="Better"))
    number = backend.queries.quote(made).quote.number
    expected = [("Ann Lee", MatchKind.QUOTE_NUMBER, number)]
    for text in (number, number.lower(), number[:6], number[2:], f"{number} rev 2", "1"):
        assert found(backend, text) == expected, text
    assert backend.queries.resolve(number) == ()


def test_by_the_number_of_an_invoice_own_or_from_outside(backend):
    ann, bob = client(backend, "Ann Lee"), client(backend, "Bob")
    paper = do(backend, commands.Bill(parts=(commands.BillPart(sale=ordered(backend, ann)),)))
    own = backend.queries.invoice(paper.id).invoice.number
    outside = commands.Bill(
        parts=(commands.BillPart(sale=ordered(backend, bob)),), number="25117000000123"
    )
    do(backend, outside)
    assert found(backend, own) == [("Ann Lee", MatchKind.INVOICE_NUMBER, own)]
    assert found(backend, "251170000") == [("Bob", MatchKind.INVOICE_NUMBER, "25117000000123")]


def test_a_number_named_shortly_follows_the_owners_pattern(backend):
    ann = client(backend, "Ann Lee")
    do(backend, commands.SetSetting(key="numbers.quote", value="Offer {year}/{number:3}"))
    offer(backend, ann)
    assert found(backend, "1")[0][1:] == (MatchKind.QUOTE_NUMBER, f"Offer {TODAY.year}/001")


def test_by_what_was_quoted_until_it_is_undone(backend):
    ann = client(backend, "Ann Lee")
    offer(backend, ann, title="Garden lights")
    assert found(backend, "garden li") == [("Ann Lee", MatchKind.QUOTED, "Garden lights")]
    assert found(backend, "email sign") == [("Ann Lee", MatchKind.QUOTED, "Émail sign")]
    assert backend.queries.resolve("garden") == ()
    undo(backend)
    assert found(backend, "garden li") == []


@pytest.mark.parametrize("text", ["2328.6", "2328.60", "2,328.60", "2.328,60", "€2328.60"])
def test_by_what_a_sale_came_to_as_it_is_typed(backend, text):
    ann = client(backend, "Ann Lee")
    sold = sale(backend, ann, "2328.60", on=TODAY)
    client(backend, "Bob")
    assert found(backend, text) == [("Ann Lee", MatchKind.AMOUNT, "2328.60 EUR")]
    assert backend.queries.search(text).hits[0].matched_on[0].amount.minor == 232860
    assert backend.queries.resolve(text) == ()
    payment(backend, ann, "2000", allocations={sold: Decimal(2000)})
    assert names(backend, text) == ["Ann Lee"]
    do(backend, commands.EditSale(sale=sold, amount=Decimal(2400)))
    assert found(backend, text) == []
    assert names(backend, "2400") == ["Ann Lee"]


def test_amounts_of_quotes_and_in_other_currencies(backend):
    ann, ken = client(backend, "Ann Lee"), client(backend, "Ken")
    made = offer(backend, ann, price="480")
    sale(backend, ken, "48000", currency="JPY", on=TODAY)
    assert found(backend, "480") == [("Ann Lee", MatchKind.AMOUNT, "480.00 EUR")]
    assert found(backend, "48000") == [("Ken", MatchKind.AMOUNT, "48000 JPY")]
    do(backend, commands.ReviseQuote(quote=made, amount=Decimal(450)))
    assert names(backend, "480") == []
    assert names(backend, "450") == ["Ann Lee"]


def test_a_name_and_an_amount(backend):
    ann, other = client(backend, "Ann Lee"), client(backend, "Ann Wood")
    sale(backend, ann, "480", on=TODAY)
    sale(backend, other, "90", on=TODAY)
    client(backend, "Bob")
    assert names(backend, "ann 480") == ["Ann Lee"]
    kinds = [one.kind for one in backend.queries.search("ann 480").hits[0].matched_on]
    assert kinds == [MatchKind.NAME, MatchKind.AMOUNT]


def test_a_phone_number_comes_before_an_amount(backend):
    paid = client(backend, "Paid")
    sale(backend, paid, "5555", on=TODAY)
    client(backend, "Called", phones=(commands.PhoneInput(number="086 123 5555"),))
    assert names(backend, "5555") == ["Called", "Paid"]


def test_an_amount_costs_one_more_statement_and_a_long_number_none(backend):
    sale(backend, client(backend, "Ann Lee"), "480", on=TODAY - timedelta(days=3))

    def statements(text):
        with counted(backend, "search") as seen:
            backend.queries.search(text)
        return len(seen)

    assert statements("4801234") == statements("4801235")
    assert statements("480") <= 20
    assert client_search.search_terms.amounts("39235555") is None
    assert client_search.search_terms.amounts("0") is None


def test_papers_are_looked_up_by_their_indexes(backend):
    offer(backend, client(backend))
    parameters = {
        "exact": "[]", "tail": '["x"]', "typed": "x", "low": "x", "low_end": "y", "high": "X",
        "high_end": "Y", "limit": 20, "name": "x", "names": '"nx"',
    }  # fmt: skip
    with backend.database.read("t") as connection:
        first = client_search._asked_first(
            client_search._OF_DIGITS, ("typed", "low", "high"), ("low", "high"), tails=True
        )
        sql = f"EXPLAIN QUERY PLAN {first}"
        lines = [row[3] for row in connection.exec_driver_sql(sql, parameters)]
    for table in ("quote", "invoice", "sale", "client"):
        assert not [line for line in lines if line == f"SCAN {table}"], lines
    assert any("uq_quote_latest" in line for line in lines)
    assert any("SEARCH invoice USING" in line for line in lines)
