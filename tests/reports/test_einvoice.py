"""What an e-invoice says of the two parties, the tax, the payment; and what keeps it from being."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.reports.einvoicing import (
    REASONS,
    SETTINGS,
    Read,
    broken_rules,
    invoice,
    line,
)
from tests.reports.factory import chinese, english

from smallcrm.domain.einvoices import EInvoiceGap
from smallcrm.domain.enums import InvoiceKind, VatCategory
from smallcrm.domain.errors import Refusal
from smallcrm.domain.settings import FileSettings
from smallcrm.i18n.refusals import refusal
from smallcrm.queries.trade_shapes import InvoiceDetail, Place
from smallcrm.reports import einvoice
from smallcrm.reports.einvoice.parties import vat_id
from smallcrm.reports.einvoice.units import code_of

EN = english()
SELLER = "ram:SellerTradeParty"
BUYER = "ram:BuyerTradeParty"
SIMPLE = invoice(line("140", "2"))


def read(detail: InvoiceDetail, settings: FileSettings = SETTINGS) -> Read:
    """Make an e-invoice, check it, and read it."""
    xml = einvoice.xml_of(detail, settings, EN)
    assert broken_rules(xml) == []
    return Read(xml)


def test_an_invoice_says_which_it_is() -> None:
    found = read(SIMPLE)
    head = "rsm:ExchangedDocument/ram:"
    assert found.one(f"{head}ID") == "I-2026-0012"
    assert found.one(f"{head}TypeCode") == "380"
    assert found.one(f"{head}IssueDateTime/udt:DateTimeString") == "20260508"
    assert found.one(f"{head}IncludedNote/ram:Content") == "Thank you for the music."
    assert found.one("ram:GuidelineSpecifiedDocumentContextParameter/ram:ID") == (
        "urn:cen.eu:en16931:2017"
    )
    assert found.one("ram:InvoiceCurrencyCode") == "EUR"
    assert found.one("ram:DueDateDateTime/udt:DateTimeString") == "20260607"
    assert found.one(
        "ram:BillingSpecifiedPeriod//ram:StartDateTime/udt:DateTimeString",
    ) == ("20260501")
    assert found.one("ram:BillingSpecifiedPeriod//ram:EndDateTime/udt:DateTimeString") == "20260507"
    assert found.one("ram:ActualDeliverySupplyChainEvent//udt:DateTimeString") == "20260507"


def test_a_credit_note_names_what_it_takes_back_and_nowhere_to_pay() -> None:
    found = read(invoice(line("140"), kind=InvoiceKind.CREDIT_NOTE))
    assert found.one("rsm:ExchangedDocument/ram:TypeCode") == "381"
    assert found.one("ram:InvoiceReferencedDocument/ram:IssuerAssignedID") == "I-2026-0012"
    assert found.all("ram:SpecifiedTradeSettlementPaymentMeans") == []
    assert "Came by train" in found.all("ram:IncludedNote/ram:Content")


def test_the_parties_are_as_the_invoice_keeps_them() -> None:
    found = read(SIMPLE)
    assert found.one(f"{SELLER}/ram:Name") == "Aoife Brennan"
    assert found.all(f"{SELLER}/ram:PostalTradeAddress/*") == [
        "14 Harbour Row",
        "Dún Laoghaire",
        "Co. Dublin",
        "IE",
    ]
    assert found.one(f"{SELLER}//ram:TelephoneUniversalCommunication/ram:CompleteNumber") == (
        "+353 20 910 2600"
    )
    assert found.one(f"{SELLER}/ram:URIUniversalCommunication/ram:URIID") == (
        "aoife@brennanpianos.example"
    )
    assert found.one(f"{SELLER}/ram:SpecifiedTaxRegistration/ram:ID[@schemeID='VA']") == (
        "IE6388047V"
    )
    assert found.one(f"{BUYER}/ram:Name") == "Gonçalves School of Music"
    assert found.one(f"{BUYER}//ram:PersonName") == "Beatriz Gonçalves"
    assert found.all(f"{BUYER}/ram:PostalTradeAddress/*") == [
        "D02 XY45",
        "31 Mount Street",
        "Dublin",
        "IE",
        "Leinster",
    ]
    assert found.one(f"{BUYER}/ram:SpecifiedTaxRegistration/ram:ID") == "IE1234567T"


def test_an_old_invoice_has_its_buyers_address_as_it_was_printed() -> None:
    found = read(replace(SIMPLE, buyer_place=None, seller_country=None))
    assert found.all(f"{BUYER}/ram:PostalTradeAddress/*") == [
        "31 Mount Street",
        "Dublin",
        "D02 XY45",
        "IE",
    ]


def test_a_long_address_goes_into_three_lines() -> None:
    long = "The Old Mill\nUnit 3\n14 Harbour Row\nDún Laoghaire\nCo. Dublin"
    found = read(replace(SIMPLE, seller_address=long))
    assert found.one(f"{SELLER}//ram:LineThree") == "14 Harbour Row, Dún Laoghaire, Co. Dublin"


@pytest.mark.parametrize(
    ("country", "address", "code", "town"),
    [
        ("DE", "Lindenweg 3\n04109 Leipzig", ["04109"], ["Leipzig"]),
        ("AT", "Gasse 5\nA-1010 Wien", ["1010"], ["Wien"]),
        ("NL", "Gracht 12\n1015 CJ Amsterdam", ["1015 CJ"], ["Amsterdam"]),
        ("PL", "ul. Nowa 5\n00-950 Warszawa", ["00-950"], ["Warszawa"]),
        ("FR", "12 rue des Lilas\n75011 Paris\n01 23 45 67 89", ["75011"], ["Paris"]),
        ("IE", "14 Harbour Row\nDublin", [], []),
    ],
)
def test_a_sellers_town_is_known_where_its_postal_code_stands_first(
    country: str, address: str, code: list[str], town: list[str]
) -> None:
    found = read(replace(SIMPLE, seller_country=country, seller_address=address))
    assert found.all(f"{SELLER}//ram:PostcodeCode") == code
    assert found.all(f"{SELLER}//ram:CityName") == town


def test_a_buyers_country_is_understood_as_it_was_typed() -> None:
    place = Place("Chaussée 1", "1000", "Bruxelles", None, "Belgique")
    assert read(replace(SIMPLE, buyer_place=place)).one(f"{BUYER}//ram:CountryID") == "BE"


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("IE 6388047V", "IE6388047V"),
        ("DE123456789", "DE123456789"),
        ("ATU12345678", "ATU12345678"),
        ("FR XX 999 999 999", "FRXX999999999"),
        ("EL 123456789", "EL123456789"),
        ("NL123456789B01", "NL123456789B01"),
        ("CHE-123.456.789 MWST", "CHE123456789MWST"),
        ("ESX1234567R", "ESX1234567R"),
        ("12/345/67890", None),
        ("91310106MA1FY0XX0X", None),
        ("MTNNNA85T10A562S", None),
        ("Not registered", None),
        ("", None),
        (None, None),
    ],
)
def test_a_tax_number_is_a_vat_identifier_where_it_begins_with_a_country(
    typed: str | None, known: str | None
) -> None:
    assert vat_id(typed) == known


def test_another_tax_number_is_a_fiscal_one_and_the_sellers_identifier() -> None:
    found = read(replace(SIMPLE, seller_country="DE", seller_tax_number="12/345/67890"))
    assert found.one(f"{SELLER}/ram:ID") == "12/345/67890"
    assert found.one(f"{SELLER}//ram:SpecifiedTaxRegistration/ram:ID[@schemeID='FC']") == (
        "12/345/67890"
    )


@pytest.mark.parametrize("category", list(VatCategory))
def test_every_category_of_tax_can_be_said(category: VatCategory) -> None:
    detail = invoice(line("100", category=category))
    found = read(detail)
    path = "ram:ApplicableHeaderTradeSettlement/ram:ApplicableTradeTax/ram:"
    assert found.one(f"{path}CategoryCode") == category.value
    assert found.all(f"{path}ExemptionReason") == (
        [REASONS[category]] if category in REASONS else []
    )
    expected = {"AE": "AE", "K": "IC", "G": "G", "O": "O"}.get(category.value)
    assert found.all(f"{path}ExemptionReasonCode") == ([f"VATEX-EU-{expected}"] if expected else [])


def test_out_of_scope_names_no_vat_identifier() -> None:
    found = read(invoice(line("100", category=VatCategory.OUT_OF_SCOPE)))
    assert found.all("ram:ID[@schemeID='VA']") == []
    assert found.one(f"{SELLER}/ram:ID") == "IE6388047V"


def test_goods_within_the_union_say_where_they_went() -> None:
    place = Place("Rue 1", "1000", "Bruxelles", None, "BE")
    detail = invoice(
        line("100", category=VatCategory.INTRA_COMMUNITY),
        buyer_place=place,
        buyer_tax_number="BE0123456749",
    )
    assert read(detail).one("ram:ShipToTradeParty//ram:CountryID") == "BE"


def test_where_to_pay_is_said_with_the_number_to_name() -> None:
    found = read(SIMPLE)
    means = "ram:SpecifiedTradeSettlementPaymentMeans/"
    assert found.one(f"{means}ram:TypeCode") == "58"
    assert found.one(f"{means}/ram:IBANID") == "IE29AIBK93115212345678"
    assert found.one(f"{means}/ram:AccountName") == "Aoife Brennan"
    assert found.one(f"{means}/ram:BICID") == "AIBKIE2D"
    assert found.one("ram:PaymentReference") == "I-2026-0012"


def test_an_account_that_is_none_of_sepa_is_a_plain_transfer() -> None:
    kept = {"bank.account": "1219 0888 0100"}
    found = read(SIMPLE, replace(SETTINGS, kept=kept))
    assert found.one("ram:SpecifiedTradeSettlementPaymentMeans/ram:TypeCode") == "30"
    assert found.one("ram:ProprietaryID") == "1219 0888 0100"
    dollars = read(invoice(line("5"), currency="USD"))
    assert dollars.one("ram:SpecifiedTradeSettlementPaymentMeans/ram:TypeCode") == "30"


def test_without_an_account_nothing_is_said_of_payment_but_the_number() -> None:
    found = read(SIMPLE, replace(SETTINGS, kept={}))
    assert found.all("ram:SpecifiedTradeSettlementPaymentMeans") == []
    assert found.one("ram:PaymentReference") == "I-2026-0012"


@pytest.mark.parametrize(
    ("unit", "code"),
    [
        ("hour", "HUR"),
        ("Std.", "HUR"),
        ("小时", "HUR"),
        ("piece", "H87"),
        ("个", "H87"),
        ("m²", "MTK"),
        ("KG", "KGM"),
        ("lump sum", "LS"),
        ("tour", "C62"),
        ("", "C62"),
        (None, "C62"),
    ],
)
def test_units_have_codes(unit: str | None, code: str) -> None:
    assert code_of(unit) == code


def test_every_unit_is_one_that_the_standard_knows() -> None:
    from smallcrm.reports.einvoice import units

    for code in [*units._WRITTEN, units.ONE]:
        words = units._WRITTEN.get(code, "whatever").split()
        xml = einvoice.xml_of(invoice(line("5", unit=words[0])), SETTINGS, EN)
        assert broken_rules(xml) == []
        assert f'unitCode="{code}"'.encode() in xml


def test_a_long_description_is_a_name_and_the_rest() -> None:
    found = read(invoice(line("5", description="Tuning\nSteinway D\nconcert pitch")))
    assert found.one("ram:SpecifiedTradeProduct/ram:Name") == "Tuning"
    assert found.one("ram:SpecifiedTradeProduct/ram:Description") == "Steinway D\nconcert pitch"


def test_an_advance_is_called_as_on_paper() -> None:
    lines = [replace(one, as_amount=True) for one in SIMPLE.lines]
    detail = replace(SIMPLE, lines=tuple(lines))
    assert read(detail).one("ram:SpecifiedTradeProduct/ram:Name") == "On account: Tuning"
    xml = einvoice.xml_of(detail, SETTINGS, chinese())
    assert Read(xml).one("ram:SpecifiedTradeProduct/ram:Name") != "On account: Tuning"


def test_what_xml_has_no_signs_for_is_left_out() -> None:
    nasty = "A\x00B\x0b<&>\ud800 ]]> \U0001f3b9"
    found = read(replace(SIMPLE, note=nasty, buyer_organisation=nasty))
    assert found.one(f"{BUYER}/ram:Name") == "AB<&> ]]> 🎹"


GAPS: list[tuple[EInvoiceGap, dict[str, Any]]] = [
    (EInvoiceGap.DRAFT, {"invoice": replace(SIMPLE.invoice, fixed=False)}),
    (EInvoiceGap.SELLER_NAME, {"seller_name": " "}),
    (EInvoiceGap.SELLER_ADDRESS, {"seller_address": None}),
    (EInvoiceGap.SELLER_TAX_NUMBER, {"seller_tax_number": None}),
    (EInvoiceGap.SELLER_COUNTRY, {"seller_country": "Atlantis"}),
    (EInvoiceGap.BUYER_NAME, {"buyer_name": "", "buyer_organisation": None}),
    (EInvoiceGap.BUYER_COUNTRY, {"buyer_place": Place("1", "2", "3", None, "Atlantis")}),
    (EInvoiceGap.LINES, {"lines": ()}),
]


@pytest.mark.parametrize(("gap", "changes"), GAPS)
def test_what_is_missing_is_named(gap: EInvoiceGap, changes: dict[str, Any]) -> None:
    detail = replace(SIMPLE, **changes)
    assert gap in einvoice.missing(detail, SETTINGS)
    with pytest.raises(Refusal, match="einvoice_missing") as refused:
        einvoice.xml_of(detail, SETTINGS, EN)
    assert gap in refused.value.parameters["what"]  # type: ignore[operator]  # a tuple


def test_categories_of_tax_ask_for_more() -> None:
    def gaps(category: VatCategory, **changes: Any) -> tuple[EInvoiceGap, ...]:
        return einvoice.missing(invoice(line("5", category=category), **changes), SETTINGS)

    assert gaps(VatCategory.EXPORT, seller_tax_number="12/345") == (EInvoiceGap.SELLER_VAT_ID,)
    assert gaps(VatCategory.REVERSE_CHARGE, buyer_tax_number=None) == (EInvoiceGap.BUYER_VAT_ID,)
    assert gaps(VatCategory.INTRA_COMMUNITY, service_from=None, service_until=None) == (
        EInvoiceGap.SERVICE_PERIOD,
    )
    exempt = invoice(replace(line("5", category=VatCategory.EXEMPT), tax_reason=None))
    assert einvoice.missing(exempt, SETTINGS) == (EInvoiceGap.TAX_REASON,)
    mixed = invoice(line("5"), line("6", category=VatCategory.OUT_OF_SCOPE))
    assert einvoice.missing(mixed, SETTINGS) == (EInvoiceGap.MIXED_SCOPE,)


def test_what_is_missing_is_said_in_words() -> None:
    refused = Refusal(
        "einvoice_missing",
        number="I-2026-0012",
        what=(EInvoiceGap.SELLER_TAX_NUMBER, EInvoiceGap.BUYER_COUNTRY),
    )
    assert refusal(EN, refused) == (
        "I-2026-0012 cannot be an e-invoice: your tax number is missing and the buyer’s country is"
        " not known."
    )
    assert "缺少您的税号" in refusal(chinese(), refused)
    for gap in EInvoiceGap:
        assert f": {gap.value}." not in refusal(EN, Refusal("no_einvoice", what=(gap,)))


@pytest.mark.parametrize(
    ("said", "country", "expected"),
    [
        ("auto", "IE", True),
        ("auto", "DE", True),
        ("auto", "CN", False),
        ("auto", "GB", False),
        ("yes", "CN", True),
        ("no", "DE", False),
    ],
)
def test_e_invoices_are_made_in_the_union_or_as_the_owner_says(
    said: str, country: str, expected: bool
) -> None:
    settings = replace(SETTINGS, kept={"invoices.einvoice": said})
    assert einvoice.wanted(replace(SIMPLE, seller_country=country), settings) is expected


def test_a_credit_note_of_an_invoice_without_a_due_day_is_due_at_once() -> None:
    found = read(invoice(line("5"), kind=InvoiceKind.CREDIT_NOTE))
    assert found.one("ram:DueDateDateTime/udt:DateTimeString") == f"{date(2026, 5, 8):%Y%m%d}"
