"""Contracts: numbers, periods, amounts, and the sales that they cover."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.factories import client, do, refused, rows, sale, sound, undo

from smallcrm.services import commands

D = Decimal
YEAR = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}


def add(backend, client_id, title="Care", **fields):
    return do(backend, commands.AddContract(client=client_id, title=title, **fields)).id


def test_a_contract_gets_the_next_number_or_its_own(backend):
    ann = client(backend)
    add(backend, ann, number="K-2026-0002")
    add(backend, ann)
    add(backend, ann, **YEAR)  # the second number of 2026 is taken
    add(backend, ann, signed_on=date(2025, 12, 1), amount=D("99.5"), currency="usd")
    numbers = rows(backend, "SELECT number, currency, amount_minor FROM contract ORDER BY id")
    assert numbers == [
        ("K-2026-0002", "EUR", None),
        ("K-2026-0001", "EUR", None),
        ("K-2026-0003", "EUR", None),
        ("K-2025-0001", "USD", 9950),
    ]
    undo(backend)
    again = do(backend, commands.AddContract(client=ann, title="x", signed_on=date(2025, 1, 1)))
    assert again.number == "K-2025-0001"
    sound(backend)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"title": " "}, "no_contract_title"),
        ({"number": "TAKEN"}, "contract_number_taken"),
        ({"number": "x" * 101}, "too_long"),
        ({"starts_on": date(2026, 2, 1), "ends_on": date(2026, 1, 31)}, "contract_ends_first"),
        ({"amount": D(-1)}, "negative_amount"),
        ({"amount": D("0.001")}, "too_many_decimals"),
    ],
)
def test_what_no_contract_can_be_is_refused(backend, fields, code):
    ann = client(backend)
    add(backend, ann, number="TAKEN")
    bad = commands.AddContract(**{"client": ann, "title": "x", **fields})
    assert refused(backend, bad).code == code
    other = add(backend, ann)
    assert refused(backend, commands.EditContract(contract=other, **fields)).code == code


def test_a_contract_changes_and_ends_before_its_day(backend):
    ann = client(backend)
    one = add(backend, ann, **YEAR)
    edit = commands.EditContract
    assert refused(backend, edit(contract=one, number=" ")).code == "no_contract_number"
    assert refused(backend, edit(contract=9, title="x")).code == "no_such_contract"
    early = edit(contract=one, ended_on=date(2025, 12, 31))
    assert refused(backend, early).code == "contract_ends_first"
    do(backend, edit(contract=one, ended_on=date(2026, 6, 30), number="A/1", amount=D(5)))
    do(backend, edit(contract=one, number="A/1", note=" until June "))
    found = rows(backend, "SELECT number, ended_on, amount_minor, note FROM contract")
    assert found == [("A/1", "2026-06-30", 500, "until June")]
    do(backend, edit(contract=one, ended_on=None, ends_on=None, amount=None))
    assert rows(backend, "SELECT ended_on, ends_on, amount_minor FROM contract") == [
        (None, None, None)
    ]


def test_a_contract_covers_sales_of_its_client(backend):
    ann, bob = client(backend), client(backend, "Bob")
    one, other = add(backend, ann), add(backend, bob)
    fields = {"service_from": date(2026, 5, 1), "service_until": date(2026, 5, 31)}
    sold = sale(backend, ann, contract=one, **fields)
    detail = backend.queries.sale(sold)
    assert (detail.service_from, detail.service_until) == tuple(fields.values())
    for bad, code in (
        ({"contract": other}, "contract_of_other_client"),
        ({"contract": 99}, "no_such_contract"),
        ({"service_until": date(2026, 4, 30)}, "service_ends_first"),
    ):
        assert refused(backend, commands.EditSale(sale=sold, **bad)).code == code
        add_it = commands.AddSale(client=ann, title="x", amount=D(1), **{**fields, **bad})
        assert refused(backend, add_it).code == code
    do(backend, commands.EditSale(sale=sold, contract=None, service_from=None))
    found = rows(backend, "SELECT contract_id, service_from_on, service_until_on FROM sale")
    assert found == [(None, None, "2026-05-31")]
    sound(backend)
