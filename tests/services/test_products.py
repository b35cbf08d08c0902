"""Products: codes are unique, prices are per currency, lines never change with them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.factories import client, do, dump, redo, refused, rows, sale, sound, undo

from smallcrm.domain.enums import VatCategory
from smallcrm.services import commands

D = Decimal


def add(backend, name="Strings", **fields):
    return do(backend, commands.AddProduct(name=name, **fields)).id


def prices(backend, product):
    sql = "SELECT currency, unit_price FROM product_price WHERE product_id = ? ORDER BY currency"
    return dict(rows(backend, sql, product))


def tax(backend, product):
    sql = "SELECT tax_category, tax_percent, tax_reason FROM product WHERE id = ?"
    return rows(backend, sql, product)[0]


def test_a_product_has_a_price_in_each_currency(backend):
    one = add(backend, prices={"eur": D("3.333333"), "JPY": D(0)}, code=" S-1 ", unit="m")
    assert prices(backend, one) == {"EUR": "3.333333", "JPY": "0"}
    kept = rows(backend, "SELECT id FROM product_price WHERE currency = 'EUR'")
    do(backend, commands.EditProduct(product=one, prices={"EUR": D(4), "USD": D(5)}))
    assert prices(backend, one) == {"EUR": "4", "USD": "5"}
    assert rows(backend, "SELECT id FROM product_price WHERE currency = 'EUR'") == kept
    assert rows(backend, "SELECT code, name, unit, active FROM product") == [
        ("S-1", "Strings", "m", 1)
    ]
    sound(backend)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"name": " "}, "no_product_name"),
        ({"code": "TAKEN"}, "product_code_taken"),
        ({"prices": {"EUR": D(-1)}}, "negative_amount"),
        ({"prices": {"EUR": D("0.0000001")}}, "too_many_price_decimals"),
        ({"prices": {"EUR": D("NaN")}}, "not_an_amount"),
        ({"prices": {"EUR": D("1e30")}}, "amount_too_large"),
        ({"prices": {"XXX": D(1)}}, "unknown_currency"),
        ({"prices": {"EUR": D(1), "eur": D(2)}}, "currency_twice"),
        ({"tax_percent": D(101)}, "not_a_percentage"),
        ({"tax_percent": D(19), "tax_category": VatCategory.EXEMPT}, "tax_in_untaxed_category"),
        ({"tax_category": VatCategory.EXEMPT}, "no_tax_reason"),
        ({"tax_category": VatCategory.REVERSE_CHARGE, "tax_reason": " "}, "no_tax_reason"),
        ({"unit": "x" * 41}, "too_long"),
    ],
)
def test_what_no_product_can_be_is_refused(backend, fields, code):
    add(backend, "Bow", code="TAKEN")
    assert refused(backend, commands.AddProduct(**{"name": "x", **fields})).code == code
    other = add(backend, "Rosin")
    assert refused(backend, commands.EditProduct(product=other, **fields)).code == code


def test_a_code_can_be_kept_moved_and_dropped(backend):
    one, two = add(backend, "Bow", code="A"), add(backend, "Rosin")
    do(backend, commands.EditProduct(product=one, code="A", name="Bows"))
    do(backend, commands.EditProduct(product=one, code=None))
    do(backend, commands.EditProduct(product=two, code="A"))
    assert rows(backend, "SELECT code FROM product ORDER BY id") == [(None,), ("A",)]
    assert refused(backend, commands.EditProduct(product=99, name="x")).code == "no_such_product"


def test_the_category_follows_the_rate_unless_it_was_chosen(backend):
    one = add(backend)
    assert tax(backend, one) == ("Z", "0", None)
    do(backend, commands.EditProduct(product=one, tax_percent=D(19)))
    assert tax(backend, one) == ("S", "19", None)
    do(
        backend,
        commands.EditProduct(
            product=one,
            tax_percent=D(0),
            tax_category=VatCategory.EXEMPT,
            tax_reason="Education",
        ),
    )
    assert tax(backend, one) == ("E", "0", "Education")
    edit = commands.EditProduct(product=one, tax_percent=D(7))
    assert refused(backend, edit).code == "tax_in_untaxed_category"
    do(backend, commands.EditProduct(product=one, name="Lessons"))
    do(backend, commands.EditProduct(product=one, tax_reason="Article 132"))
    assert tax(backend, one) == ("E", "0", "Article 132")
    do(backend, commands.EditProduct(product=one, tax_category=None, tax_percent=D(7)))
    assert tax(backend, one) == ("S", "7", None)


def test_a_line_stays_as_it_was_when_its_product_changes(backend):
    one = add(backend, prices={"EUR": D(10)}, tax_percent=D(19))
    line = commands.LineInput(
        description="Strings", unit_price=D(10), tax_percent=D(19), product=one
    )
    sold = sale(backend, client(backend), lines=(line,))
    before = rows(backend, "SELECT * FROM sale_line")
    do(backend, commands.EditProduct(product=one, name="Wires", prices={}, tax_percent=D(0)))
    do(backend, commands.EditProduct(product=one, active=False))
    assert rows(backend, "SELECT * FROM sale_line") == before
    assert str(backend.queries.sale(sold).sale.total) == "11.90"
    bad = commands.LineInput(description="x", product=99)
    edit = commands.EditSale(sale=sold, lines=(bad,))
    assert refused(backend, edit).code == "no_such_product"


def test_a_product_can_be_undone_done_again_and_asked_for_twice(backend):
    before = dump(backend)
    add(backend, prices={"EUR": D(1)})
    after = dump(backend)
    undo(backend)
    assert dump(backend) == before
    redo(backend)
    assert dump(backend) == after
    first = do(backend, commands.AddProduct(name="Bow", request_id="r"))
    again = do(backend, commands.AddProduct(name="Bow", request_id="r"))
    assert (first.id, again.repeated) == (again.id, True)
