"""Any invoice there can be, as an e-invoice: valid, and its sums those of the paper."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.reports.einvoicing import (
    SETTINGS,
    SUMS,
    Read,
    broken_rules,
    invoice,
    ledger,
    line,
    sums_of,
)
from tests.reports.factory import english

from smallcrm.domain.documents import Discount
from smallcrm.domain.einvoices import EInvoiceGap
from smallcrm.domain.enums import InvoiceKind, VatCategory
from smallcrm.domain.money import exponent
from smallcrm.queries.trade_shapes import InvoiceDetail, TradeLine
from smallcrm.reports import einvoice

EN = english()
TAXED = [category for category in VatCategory if category is not VatCategory.OUT_OF_SCOPE]
LINE = "ram:IncludedSupplyChainTradeLineItem"


@st.composite
def lines(draw: st.DrawFn) -> TradeLine:
    decimals = st.decimals(0, 9999, allow_nan=False, places=draw(st.sampled_from([0, 2, 6])))
    return line(
        str(draw(decimals)),
        str(draw(st.decimals(-20, 200, places=draw(st.sampled_from([0, 1, 3]))))),
        tax=draw(st.sampled_from(["5", "7", "13.5", "19", "20", "21", "23", "2.1"])),
        discount=draw(st.sampled_from(["0", "0", "10", "33.3333", "100"])),
        category=draw(st.sampled_from(TAXED)),
        unit=draw(st.sampled_from([None, "hour", "小时", "piece", "km", "whatever"])),
    )


@st.composite
def invoices(draw: st.DrawFn) -> InvoiceDetail:
    found = draw(st.lists(lines(), min_size=1, max_size=6))
    if draw(st.integers(0, 9)) == 0:  # what is out of scope stands alone
        found = [
            replace(one, tax_category=VatCategory.OUT_OF_SCOPE, tax_percent=Decimal(0))
            for one in found
        ]
    strays = draw(st.sampled_from([(), tuple(draw(st.integers(-3, 3)) for _ in found)]))
    percent = None if strays else draw(st.sampled_from([None, None, "5", "12.5", "100"]))
    return invoice(
        *found,
        currency=draw(st.sampled_from(["EUR", "EUR", "CNY", "JPY", "KWD"])),
        kind=draw(st.sampled_from(list(InvoiceKind))),
        includes=draw(st.booleans()),
        per_line=draw(st.booleans()),
        discount=Discount(percent=Decimal(percent)) if percent else None,
        rounding=draw(st.integers(-3, 3)) * (10 if draw(st.booleans()) else 0),
        strays=strays,
    )


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(invoices())
def test_whatever_is_an_e_invoice_is_valid_and_says_what_the_paper_says(
    detail: InvoiceDetail,
) -> None:
    gaps = set(einvoice.missing(detail, SETTINGS))
    assert gaps <= {EInvoiceGap.DECIMALS, EInvoiceGap.SUMS}
    if EInvoiceGap.DECIMALS in gaps:
        assert exponent(detail.invoice.total.currency) == 3
    if EInvoiceGap.SUMS in gaps:  # a yen rounded line by line is more than the rules let pass
        assert detail.totals.tax_per_line
        assert detail.invoice.total.currency == "JPY"
    if gaps:
        return
    xml = einvoice.xml_of(detail, SETTINGS, EN)
    assert broken_rules(xml) == []
    assert sums_of(xml) == ledger(detail)
    _check_lines(xml, detail)
    _check_taxes(xml, detail)


def _check_lines(xml: bytes, detail: InvoiceDetail) -> None:
    """Check that each line's price times its quantity is its amount, and that they add up."""
    read = Read(xml)
    unit = Decimal(1).scaleb(-exponent(detail.invoice.total.currency))
    prices = read.amounts(f"{LINE}//ram:NetPriceProductTradePrice/ram:ChargeAmount")
    quantities = read.amounts(f"{LINE}//ram:BilledQuantity")
    amounts = read.amounts(f"{LINE}//ram:LineTotalAmount")
    assert quantities == [one.quantity for one in detail.lines]
    assert all(price >= 0 for price in prices)
    for price, quantity, amount in zip(prices, quantities, amounts, strict=True):
        assert (price * quantity).quantize(unit, rounding="ROUND_HALF_UP") == amount
    assert sum(amounts) == read.amount(f"{SUMS}LineTotalAmount")


def _check_taxes(xml: bytes, detail: InvoiceDetail) -> None:
    """Check that there is a row a rate, as on the paper."""
    read = Read(xml)
    path = "ram:ApplicableHeaderTradeSettlement/ram:ApplicableTradeTax/ram:"
    found = zip(
        read.all(f"{path}CategoryCode"),
        read.amounts(f"{path}BasisAmount"),
        read.amounts(f"{path}CalculatedAmount"),
        strict=True,
    )
    kept = [(row.category.value, row.net.major, row.tax.major) for row in detail.totals.taxes]
    assert sorted(found) == sorted(kept)


CASES = {
    "net prices": invoice(line("140", "2"), line("0.42", "38.5", tax="13.5")),
    "a line's discount": invoice(line("99.99", "3", discount="7.5")),
    "prices with tax": invoice(line("99.99", "7"), line("0.05", "3"), includes=True),
    "prices with tax, a discount": invoice(
        line("49.95", "3"), line("10", tax="9"), includes=True, discount=Discount(amount=Decimal(7))
    ),
    "tax by line": invoice(*[line("0.37", "1", tax="13")] * 20, per_line=True),
    "goods taken back": invoice(line("100", "3"), line("40", "-1")),
    "a rate of goods taken back only": invoice(
        line("100", "3"), line("40", "-1", tax="9"), discount=Discount(percent=Decimal(10))
    ),
    "nothing to pay": invoice(line("100"), discount=Discount(percent=Decimal(100))),
    "a quantity of none": invoice(line("100", "0"), line("5")),
    "yen": invoice(line("1250", "3", tax="10"), line("333", "0.5", tax="8"), currency="JPY"),
    "dinars without a third decimal": invoice(line("100", "2"), currency="KWD"),
    "a rounding": invoice(line("10", "3"), rounding=-1),
    "a credit note": invoice(line("10", "3"), kind=InvoiceKind.CREDIT_NOTE),
    "a standard rate of nothing": invoice(line("10", tax="0"), line("20")),
}


@pytest.mark.parametrize("detail", CASES.values(), ids=CASES)
def test_each_kind_of_sum_is_valid(detail: InvoiceDetail) -> None:
    xml = einvoice.xml_of(detail, SETTINGS, EN)
    assert broken_rules(xml) == []
    assert sums_of(xml) == ledger(detail)
    _check_lines(xml, detail)


def test_prices_with_tax_become_the_shortest_net_prices_that_fit() -> None:
    detail = invoice(line("119", "1", tax="19"), line("9.99", "200", tax="19"), includes=True)
    read = Read(einvoice.xml_of(detail, SETTINGS, EN))
    prices = read.all(f"{LINE}//ram:NetPriceProductTradePrice/ram:ChargeAmount")
    assert prices == ["100", "8.39495"]  # of 100.00 and 1,678.99


def test_a_discount_of_a_line_is_one_of_its_price() -> None:
    read = Read(einvoice.xml_of(invoice(line("140", "2", discount="10")), SETTINGS, EN))
    price = f"{LINE}//ram:GrossPriceProductTradePrice"
    assert read.one(f"{price}/ram:ChargeAmount") == "140"
    assert read.one(f"{price}//ram:ActualAmount") == "14"
    assert read.one(f"{LINE}//ram:NetPriceProductTradePrice/ram:ChargeAmount") == "126"


def test_a_discount_of_the_document_is_an_allowance_for_each_rate() -> None:
    detail = invoice(line("100"), line("50", tax="13.5"), discount=Discount(percent=Decimal(10)))
    read = Read(einvoice.xml_of(detail, SETTINGS, EN))
    allowance = "ram:SpecifiedTradeAllowanceCharge"
    assert read.amounts(f"{allowance}/ram:ActualAmount") == [Decimal(5), Decimal(10)]
    assert read.all(f"{allowance}//ram:RateApplicablePercent") == ["13.5", "23"]
    assert read.amount(f"{SUMS}AllowanceTotalAmount") == detail.totals.discount.major


def test_what_taken_back_goods_take_off_a_discount_is_a_charge() -> None:
    detail = CASES["a rate of goods taken back only"]
    read = Read(einvoice.xml_of(detail, SETTINGS, EN))
    assert read.amount(f"{SUMS}AllowanceTotalAmount") == 30
    assert read.amount(f"{SUMS}ChargeTotalAmount") == 4


def test_a_third_decimal_is_no_e_invoice() -> None:
    detail = invoice(line("1.255", "1"), currency="KWD")
    assert einvoice.missing(detail, SETTINGS) == (EInvoiceGap.DECIMALS,)


def test_tax_by_line_that_strays_a_whole_unit_is_no_e_invoice() -> None:
    detail = invoice(*[line("5", tax="10")] * 40, currency="JPY", per_line=True)
    assert einvoice.missing(detail, SETTINGS) == (EInvoiceGap.SUMS,)


def test_sums_that_a_damaged_file_keeps_are_no_e_invoice() -> None:
    detail = invoice(line("100"))
    totals = replace(detail.totals, net=replace(detail.totals.net, minor=9_999))
    damaged = replace(detail, totals=totals)
    assert einvoice.missing(damaged, SETTINGS) == (EInvoiceGap.SUMS,)
