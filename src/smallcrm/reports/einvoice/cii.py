"""Writes an e-invoice as Cross Industry Invoice (UN/CEFACT), in the profile EN 16931.

drafthorse knows the elements and their order, and checks what came out against its schema.

| EN 16931 | element, below `ApplicableHeaderTradeAgreement` and its neighbours |
| --- | --- |
| BT-1, BT-2, BT-3, BT-22 | number, date, 380 or 381, notes: `ExchangedDocument` |
| BG-4, BG-7 | `SellerTradeParty`, `BuyerTradeParty` |
| BT-29, BT-46 | a tax number that is no VAT identifier, as the party's identifier |
| BT-31, BT-48 and BT-32 | `SpecifiedTaxRegistration` VA, and FC |
| BG-14, BT-72 | `BillingSpecifiedPeriod`, and its end as the day of delivery |
| BT-80 | `ShipToTradeParty`: the buyer's country, of intra-community supplies |
| BG-16, BG-17, BT-83 | `SpecifiedTradeSettlementPaymentMeans`, `PaymentReference` |
| BG-20, BG-21 | `SpecifiedTradeAllowanceCharge`, one for each rate |
| BG-23 | `ApplicableTradeTax` |
| BG-3 | `InvoiceReferencedDocument`: what a credit note takes back |
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any, Final

from drafthorse.models.accounting import (
    ApplicableTradeTax,
    CategoryTradeTax,
    TradeAllowanceCharge,
)
from drafthorse.models.document import Document
from drafthorse.models.note import IncludedNote
from drafthorse.models.party import TaxRegistration
from drafthorse.models.payment import PaymentMeans, PaymentTerms
from drafthorse.models.tradelines import AllowanceCharge, LineItem
from lxml.etree import LxmlError

from smallcrm.domain.documents import needs_reason
from smallcrm.domain.enums import InvoiceKind, VatCategory
from smallcrm.domain.settings import FileSettings
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.sentences import enum_name
from smallcrm.i18n.trade import line_text
from smallcrm.queries.trade_shapes import InvoiceDetail
from smallcrm.reports.einvoice.parties import Party
from smallcrm.reports.einvoice.plan import Line, Plan, Tax, category_of

_PROFILE: Final = "urn:cen.eu:en16931:2017"
_SCHEMA: Final = "FACTUR-X_EN16931"
_INVOICE, _CREDIT_NOTE = "380", "381"  # UNTDID 1001
_CREDIT_TRANSFER, _SEPA_TRANSFER = "30", "58"  # UNTDID 4461
_DISCOUNT, _OTHER_CHARGE = "95", "ZZZ"  # UNTDID 5189 and 7161
_EMAIL: Final = "EM"  # of the code list of electronic addresses
# Why there is no tax, by code (VATEX, of the European Commission); an exemption has many.
_NO_TAX: Final = {
    VatCategory.REVERSE_CHARGE: "VATEX-EU-AE",
    VatCategory.INTRA_COMMUNITY: "VATEX-EU-IC",
    VatCategory.EXPORT: "VATEX-EU-G",
    VatCategory.OUT_OF_SCOPE: "VATEX-EU-O",
}
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class InvalidXmlError(Exception):
    """The schema refused what was written."""


def write(
    detail: InvoiceDetail,
    seller: Party,
    buyer: Party,
    plan: Plan,
    settings: FileSettings,
    tr: I18n,
) -> bytes:
    """Return the XML of an invoice that lacks nothing, or raise InvalidXmlError."""
    document: Any = Document()
    document.context.guideline_parameter.id = _PROFILE
    _header(document.header, detail)
    out_of_scope = any(tax.category is VatCategory.OUT_OF_SCOPE for tax in plan.taxes)
    _party(document.trade.agreement.seller, seller, vat=not out_of_scope, sells=True)
    _party(document.trade.agreement.buyer, buyer, vat=not out_of_scope)
    credit = detail.invoice.kind is InvoiceKind.CREDIT_NOTE
    for number, line in enumerate(plan.lines, 1):
        document.trade.items.add(_line(number, line, tr, credit=credit))
    if detail.service_until is not None:
        document.trade.delivery.event.occurrence = detail.service_until
    if any(tax.category is VatCategory.INTRA_COMMUNITY for tax in plan.taxes):
        document.trade.delivery.ship_to.address.country_id = buyer.address.country
    _settlement(document.trade.settlement, detail, plan, tr)
    if not credit:
        _payment(document.trade.settlement, detail, settings)
    try:
        xml: bytes = document.serialize(schema=_SCHEMA)
    except LxmlError as error:
        raise InvalidXmlError(str(error)) from error
    return xml


def _header(header: Any, detail: InvoiceDetail) -> None:
    invoice = detail.invoice
    header.id = _text(invoice.number)
    header.type_code = _CREDIT_NOTE if invoice.kind is InvoiceKind.CREDIT_NOTE else _INVOICE
    header.issue_date_time = invoice.on
    for text in (invoice.reason, detail.note):
        if text and text.strip():
            note: Any = IncludedNote()
            note.content = _text(text)
            header.notes.add(note)


def _party(node: Any, party: Party, *, vat: bool, sells: bool = False) -> None:
    """Write who it is; `vat` is False where no VAT identifier may be named (BR-O-02)."""
    identified = party.vat_id if vat else None
    number = party.tax_number or (None if identified else party.vat_id)
    if number:
        node.id = _text(number)
    node.name = _text(party.name)
    if party.contact or party.phone or party.email:
        node.contact.person_name = _text(party.contact or party.name)
        if party.phone:
            node.contact.telephone.number = _text(party.phone)
        if party.email:
            node.contact.email.address = _text(party.email)
    address = party.address
    for field, text in zip(("line_one", "line_two", "line_three"), address.lines, strict=False):
        setattr(node.address, field, _text(text))
    if address.postal_code:
        node.address.postcode = _text(address.postal_code)
    if address.town:
        node.address.city_name = _text(address.town)
    if address.region:
        node.address.country_subdivision = _text(address.region)
    node.address.country_id = address.country
    if party.email:
        node.electronic_address.uri_ID = (_EMAIL, _text(party.email))
    if identified:
        node.tax_registrations.add(TaxRegistration(id=("VA", identified)))
    elif number and sells:
        node.tax_registrations.add(TaxRegistration(id=("FC", _text(number))))


def _line(number: int, line: Line, tr: I18n, *, credit: bool) -> Any:
    source = line.source
    item: Any = LineItem()
    item.document.line_id = str(number)
    description = line_text(
        tr,
        source.description,
        as_amount=source.as_amount,
        credit=credit,
        less=source.quantity < 0,
    )
    name, _, more = _text(description).strip().partition("\n")
    item.product.name = name.strip()
    if more.strip():
        item.product.description = more.strip()
    if line.gross_price is not None:
        item.agreement.gross.amount = _decimal(line.gross_price)
        off: Any = AllowanceCharge()
        off.indicator = False
        off.actual_amount = _decimal(line.gross_price - line.net_price)
        item.agreement.gross.charge.add(off)
    item.agreement.net.amount = _decimal(line.net_price)
    item.delivery.billed_quantity = (_decimal(source.quantity), line.unit)
    category = category_of(line)
    item.settlement.trade_tax.type_code = "VAT"
    item.settlement.trade_tax.category_code = category.value
    if category is not VatCategory.OUT_OF_SCOPE:  # BR-O-05
        item.settlement.trade_tax.rate_applicable_percent = _decimal(source.tax_percent)
    item.settlement.monetary_summation.total_amount = _amount(line.net)
    return item


def _settlement(node: Any, detail: InvoiceDetail, plan: Plan, tr: I18n) -> None:
    invoice = detail.invoice
    currency = invoice.total.currency
    node.currency_code = currency
    for tax in plan.taxes:
        node.trade_tax.add(_tax(tax, tr))
        if tax.adjusted:
            node.allowance_charge.add(_adjustment(tax, tr))
    if detail.service_from is not None:
        node.period.start = detail.service_from
    if detail.service_until is not None:
        node.period.end = detail.service_until
    node.terms.add(_due(invoice.due or invoice.on))
    if invoice.credits_number:
        node.invoice_referenced_document.issuer_assigned_id = _text(invoice.credits_number)
    sums = node.monetary_summation
    sums.line_total = _amount(plan.lines_total)
    sums.charge_total = _amount(plan.charges)
    sums.allowance_total = _amount(plan.allowances)
    sums.tax_basis_total = (_amount(plan.net), None)
    sums.tax_total = (_amount(plan.tax), currency)
    if plan.rounding:
        sums.rounding_amount = _amount(plan.rounding)
    sums.grand_total = (_amount(plan.total), None)
    sums.due_amount = _amount(plan.payable)


def _due(day: date) -> Any:
    """Say when it is to be paid (BT-9); BR-CO-25 asks for it of a credit note as well."""
    terms: Any = PaymentTerms()
    terms.due = day
    return terms


def _tax(tax: Tax, tr: I18n) -> Any:
    node: Any = ApplicableTradeTax()
    node.calculated_amount = _amount(tax.tax)
    node.type_code = "VAT"
    node.basis_amount = _amount(tax.base)
    node.category_code = tax.category.value
    if needs_reason(tax.category):
        reasons = tax.reasons or (enum_name(tr, tax.category),)
        node.exemption_reason = _text("; ".join(reasons))
        if tax.category in _NO_TAX:
            node.exemption_reason_code = _NO_TAX[tax.category]
    if tax.category is not VatCategory.OUT_OF_SCOPE:
        node.rate_applicable_percent = _decimal(tax.percent)
    return node


def _adjustment(tax: Tax, tr: I18n) -> Any:
    """Write what the document discount takes off a rate, or adds where goods are taken back."""
    charge = tax.adjusted < 0
    node: Any = TradeAllowanceCharge()
    node.indicator = charge
    node.actual_amount = _amount(abs(tax.adjusted))
    node.reason_code = _OTHER_CHARGE if charge else _DISCOUNT
    node.reason = tr.pgettext("sum", "Discount")
    of: Any = CategoryTradeTax()
    of.type_code = "VAT"
    of.category_code = tax.category.value
    if tax.category is not VatCategory.OUT_OF_SCOPE:
        of.rate_applicable_percent = _decimal(tax.percent)
    node.trade_tax.add(of)
    return node


def _payment(node: Any, detail: InvoiceDetail, settings: FileSettings) -> None:
    """Say where to pay; without an account nothing, for a transfer needs one (BR-61)."""
    node.payment_reference = _text(detail.invoice.number)
    iban = "".join(settings.value("bank.iban").split()).upper()
    account = settings.value("bank.account").strip()
    if not (iban or account):
        return
    means: Any = PaymentMeans()
    if iban:
        sepa = detail.invoice.total.currency == "EUR"
        means.type_code = _SEPA_TRANSFER if sepa else _CREDIT_TRANSFER
        means.payee_account.iban = iban
    else:
        means.type_code = _CREDIT_TRANSFER
        means.payee_account.proprietary_id = _text(account)
    if holder := settings.value("bank.holder").strip():
        means.payee_account.account_name = _text(holder)
    if bic := settings.value("bank.bic").strip():
        means.payee_institution.bic = bic
    node.payment_means.add(means)


def _text(text: str) -> str:
    """Leave out what XML has no signs for."""
    return _NOT_XML.sub("", text)


def _amount(value: Decimal) -> str:
    """Write an amount with as many decimals as EN 16931 has."""
    return f"{value:.2f}"


def _decimal(value: Decimal) -> str:
    """Write a price, a quantity or a rate without needless noughts."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
