"""Products as they are found while a line is typed, and what an owner types as an amount."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories import TODAY, client, do, sale
from tests.queries.reading import counted, plan

from smallcrm.domain.money import CURRENCIES, Money
from smallcrm.queries import typed
from smallcrm.services import commands


def product(backend, name, code=None, price="10", **fields):
    prices = {"EUR": Decimal(price)}
    return do(backend, commands.AddProduct(name=name, code=code, prices=prices, **fields)).id


def found(backend, text, **more):
    values = {"currency": "EUR", **more}
    return [offer.id for offer in backend.queries.find_products(text, **values)]


def test_products_are_found_by_code_and_words_the_likeliest_first(backend):
    inside = product(backend, "Big website", "X-1")
    word = product(backend, "Hosting of a site", "X-2")
    begin = product(backend, "Site survey", "X-3")
    code = product(backend, "Anything", "SITE")
    begun = product(backend, "Other", "site-9")
    product(backend, "Site that is gone", active=False)
    assert found(backend, "site") == [code, begun, begin, word, inside]
    assert found(backend, "a of sit") == [word]
    assert found(backend, "SITE-9") == [begun]
    assert found(backend, "site", limit=2) == [code, begun]
    assert found(backend, "%") == []
    assert found(backend, "") == [code, inside, word, begun, begin]


def test_products_in_chinese_and_with_accents(backend):
    site = product(backend, "网站建设")
    enamel = product(backend, "Émail-Schild")
    for text in ("网站", "建设", "wangzhan", "wang zhan", "WANG"):
        assert found(backend, text) == [site], text
    for text in ("émail", "EMAIL", "ÉMAIL", "schild"):
        assert found(backend, text) == [enamel], text
    assert backend.queries.product_ids("émail-schild") == (enamel,)


def test_a_product_has_its_price_in_the_currency_and_what_was_named_to_the_client(backend):
    ann, bob = client(backend, "Ann"), client(backend, "Bob")
    made = product(backend, "Website package", "W1", "480", tax_percent=Decimal(19), unit="pc")

    def offer(client_id=ann, currency="EUR"):
        return backend.queries.find_products("W1", currency=currency, client_id=client_id)[0]

    assert (offer().unit_price, offer().tax_percent, offer().unit) == (480, 19, "pc")
    assert offer(currency="USD").unit_price is None
    assert (offer().last_quoted, offer().last_sold) == (None, None)
    # Before there was a product, its name was typed.
    plain = commands.LineInput(description="website PACKAGE", unit_price=Decimal(450))
    sale(backend, ann, lines=(plain,), on=TODAY - timedelta(days=5))
    own = commands.LineInput(
        description="Bespoke", unit_price=Decimal(500), discount_percent=Decimal(10), product=made
    )
    do(
        backend,
        commands.AddQuote(
            client=ann,
            title="Site",
            lines=(own,),
            on=TODAY - timedelta(days=3),
            valid_until=TODAY,
        ),
    )
    assert offer().last_sold.unit_price == 450
    quoted = offer().last_quoted
    assert (quoted.unit_price, quoted.discount_percent, quoted.valid_until) == (500, 10, TODAY)
    assert (offer(bob).last_quoted, offer(bob).last_sold) == (None, None)
    assert offer(currency="USD").last_quoted is None
    assert offer(None).last_quoted is None
    with counted(backend, "products") as seen:
        offer()
    assert len(seen) == 3


def test_a_product_by_id_code_or_name(backend):
    made = product(backend, "Website package", "W1", "480")
    same = product(backend, "website Package", active=False)
    shape = backend.queries.product(made)
    assert (shape.code, shape.prices, shape.active) == ("W1", (("EUR", Decimal(480)),), True)
    assert backend.queries.product(99) is None
    assert backend.queries.product_ids("w1") == (made,)
    assert backend.queries.product_ids(" Website PACKAGE ") == (made, same)
    assert backend.queries.product_ids("nothing") == ()
    by_name = "SELECT id FROM product WHERE name_sort = :key ORDER BY active DESC, id"
    assert "ix_product_name_sort_id" in plan(backend, by_name, key="x")


# -- amounts as they are typed -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "euros"),
    [
        ("480", ["480.00"]),
        ("480.00", ["480.00"]),
        ("480,5", ["480.50"]),
        ("480.", ["480.00"]),
        (".5", ["0.50"]),
        ("1,234", ["1234.00"]),
        ("1.234,50", ["1234.50"]),
        ("1,234.50", ["1234.50"]),
        ("1 234 567.5", ["1234567.50"]),
        ("1'000", ["1000.00"]),
        ("１２.５", ["12.50"]),
        ("€ 480", ["480.00"]),
        ("480 EUR", ["480.00"]),
        ("CNY88", ["88.00"]),
        ("¥88", ["88.00"]),
        ("88元", ["88.00"]),
        ("-480", ["480.00"]),
        ("480.0055", []),
        ("12.34.56", []),
        ("1,23,456", []),
        ("S-480", []),
        ("480 boxes", []),
        ("12%", []),
        ("2026-05-12", []),
        ("", []),
        (".", []),
        ("9" * 50, []),
        ("٤٨٠", []),
    ],
)
def test_what_is_typed_as_an_amount(text, euros):
    meant = typed.amounts(text).get(2, ())
    assert [str(Money(minor, "EUR")) for minor in meant] == euros


@given(
    minor=st.integers(0, 10**12),
    currency=st.sampled_from(sorted(CURRENCIES)),
    group=st.sampled_from(["", ",", " ", "'", "\u202f"]),
)
def test_every_amount_is_found_as_it_is_shown(minor, currency, group):
    money = Money(minor, currency)
    whole, point, rest = str(money).partition(".")
    grouped = f"{int(whole):,}".replace(",", group)
    decimals = len(rest)
    for text in (f"{grouped}{point}{rest}", f"{grouped}{point}{rest} {currency}"):
        assert minor in typed.amounts(text)[decimals], text


@given(st.text(max_size=50))
def test_any_text_is_an_amount_or_none(text):
    for minors in typed.amounts(text).values():
        assert all(minor >= 0 for minor in minors)


@pytest.mark.parametrize(
    ("text", "kept", "other"),
    [("émile", "ÉMILE", "Emile"), ("ÉMILE", "émile", "x"), ("жук", "Жук", "жуки"[:2])],
)
def test_letters_in_the_cases_in_which_they_may_be_kept(text, kept, other):
    low = [one.lower() for one in typed.spellings(text)]
    assert kept.lower() in low
    assert kept in typed.spellings(text)
    assert other not in typed.spellings(text)
    assert typed.spellings("Ann") == ("Ann",)
