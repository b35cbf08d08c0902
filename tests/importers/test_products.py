"""Price lists: whose columns are whose, prices in each currency, rates, what is refused."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from smallcrm.domain.enums import VatCategory
from smallcrm.domain.errors import Refusal
from smallcrm.domain.records import ProductRecord, RecordKind
from smallcrm.importers import read
from smallcrm.importers.headings import kind_of, price_currency, propose

FileOf = Callable[..., Path]


def products(text: str, file_of: FileOf, **options: str) -> list[ProductRecord]:
    plan = read(file_of(text), **{"default_currency": "EUR", **options})
    assert plan.understood.kind is RecordKind.PRODUCTS
    assert not plan.rejected, plan.rejected
    return [one for one in plan.records if isinstance(one, ProductRecord)]


@pytest.mark.parametrize(
    ("heading", "fields"),
    [
        ("Code,Name,Unit,Price,Tax", ("code", "name", "unit", "price", "tax")),
        ("SKU,Product,UoM,Unit price,VAT %", ("code", "name", "unit", "price", "tax")),
        ("Artikelnr.,Bezeichnung,Einheit,Preis,MwSt.", ("code", "name", "unit", "price", "tax")),
        ("货号,产品名称,单位,单价,税率", ("code", "name", "unit", "price", "tax")),
        ("Name,Price EUR,Price USD", ("name", "price", "price")),
        ("Name,USD price,Preis (CHF),Price in €", ("name", "price", "price", "price")),
        ("品名,单价(元),价格 USD", ("name", "price", "price")),
        ("Item,Rates,Colour", ("name", None, None)),
    ],
)
def test_headings_of_three_languages(heading: str, fields: tuple[str | None, ...]) -> None:
    assert propose(heading.split(","), RecordKind.PRODUCTS) == fields


@pytest.mark.parametrize(
    ("heading", "currency"),
    [
        ("Price", None),
        ("Price EUR", "EUR"),
        ("eur price", "EUR"),
        ("USD单价", "USD"),
        ("单价(元)", "CNY"),
        ("单价（美元）", "USD"),
        ("Price (net) CHF", "CHF"),
        ("Preis in €", "EUR"),
    ],
)
def test_a_heading_names_the_currency_of_its_prices(heading: str, currency: str | None) -> None:
    assert price_currency(heading, "EUR") == currency


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Product,Unit price", RecordKind.PRODUCTS),
        ("Code,Name,Price", RecordKind.PRODUCTS),
        ("Name,Unit,Unit price,Tax rate", RecordKind.PRODUCTS),
        ("Invoice,Customer,Product,Quantity,Unit price", RecordKind.SALES),
        ("Customer,Product,Unit,Unit price,Tax rate", RecordKind.SALES),
        ("客户,产品,单位,单价,税率", RecordKind.SALES),
        ("Name,Code,Phone", RecordKind.CLIENTS),
        ("Customer,Amount,Method", RecordKind.PAYMENTS),
    ],
)
def test_a_price_list_is_told_from_what_was_sold(heading: str, kind: RecordKind) -> None:
    assert kind_of(heading.split(",")) is kind


def test_a_name_and_a_price_may_be_a_sale_as_well() -> None:
    with pytest.raises(Refusal) as caught:
        kind_of(["Name", "Price"])
    assert set(caught.value.parameters["candidates"]) == {"sales", "products"}


def test_a_price_in_each_currency(file_of: FileOf) -> None:
    first, second = products(
        "Code;Name;Einheit;Preis EUR;Price USD;MwSt\n"
        "A-1;Stimmung;Std.;85,00;95,5;19%\n"
        "A-2;Saite;;0,0125;;\n",
        file_of,
    )
    assert first == ProductRecord(
        row=1, name="Stimmung", code="A-1", unit="Std.", tax_percent=Decimal(19),
        prices=(("EUR", Decimal("85.00")), ("USD", Decimal("95.5"))),
    )  # fmt: skip
    assert (second.prices, second.tax_percent, second.unit) == (
        (("EUR", Decimal("0.0125")),),
        None,
        None,
    )


def test_a_column_of_currencies_and_signs_in_cells(file_of: FileOf) -> None:
    found = products("Product,Price,Currency\na,1,USD\nb,£2,\nc,3,\nd,,\n", file_of)
    assert [one.prices for one in found] == [
        (("USD", Decimal(1)),),
        (("GBP", Decimal(2)),),
        (("EUR", Decimal(3)),),
        (),
    ]


@pytest.mark.parametrize(
    ("written", "percent"),
    [("19", "19"), ("19%", "19"), ("19 ％", "19"), ("0.13", "13"), ("0.5%", "0.5"), ("1", "1"),
     ("0", "0"), ("100", "100")],
)  # fmt: skip
def test_rates_as_percent_and_as_spreadsheets_keep_them(
    file_of: FileOf, written: str, percent: str
) -> None:
    (found,) = products(f"Product,Price,Tax rate\na,1,{written}\n", file_of)
    assert found.tax_percent == Decimal(percent)


def test_what_an_export_says_besides(file_of: FileOf) -> None:
    text = "Product,Price EUR,Tax category,Tax reason,For sale,Note\na,1,AE,Reverse charge,no,n\n"
    (found,) = products(text, file_of)
    assert (found.tax_category, found.tax_reason) == (VatCategory.REVERSE_CHARGE, "Reverse charge")
    assert (found.active, found.note) == (False, "n")


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (",1,,", "no_product_name"),
        ("a,x,,", "not_an_amount"),
        ("a,$5,,", "not_an_amount"),
        ("a,1,101,", "not_a_percentage"),
        ("a,1,x,", "not_an_amount"),
        ("a,1,,Q", "not_a_choice"),
        ("a,99999999999999999999,,", "amount_too_large"),
    ],
)
def test_rows_that_cannot_be_are_named(file_of: FileOf, row: str, why: str) -> None:
    text = f"Product,Price EUR,Tax rate,Tax category\n{row}\nb,2,,\n"
    plan = read(file_of(text), kind="products", default_currency="EUR")
    assert [(one.row, one.why) for one in plan.rejected] == [(1, why)]
    assert len(plan.records) == 1


def test_two_prices_of_one_currency(file_of: FileOf) -> None:
    text = "Product,Price,Price EUR\na,1,2\nb,3,3\n"
    plan = read(file_of(text), default_currency="EUR")
    assert [one.why for one in plan.rejected] == ["currency_twice"]
    assert len(plan.records) == 1


def test_without_any_currency_it_is_asked_for(file_of: FileOf) -> None:
    plan = read(file_of("Product,Unit price,Unit\na,1,h\n"))
    assert [one.why for one in plan.rejected] == ["no_currency"]
