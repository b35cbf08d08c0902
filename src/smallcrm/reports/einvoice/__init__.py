"""E-invoices: an invoice as Cross Industry Invoice after EN 16931, inside its PDF or alone.

Factur-X and ZUGFeRD are one format of two names: a PDF/A-3 that carries the invoice as XML. The
profile is `EN 16931` (`urn:cen.eu:en16931:2017`), which every receiver in the European Union has
to take. `parties` and `plan` say what is in it, `cii` writes it and checks it against the schema.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from smallcrm.domain.einvoices import EInvoiceGap
from smallcrm.domain.enums import VatCategory
from smallcrm.domain.errors import Refusal

if TYPE_CHECKING:
    from smallcrm.domain.settings import FileSettings
    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.trade_shapes import InvoiceDetail
    from smallcrm.reports import Stationery
    from smallcrm.reports.document import Document
    from smallcrm.reports.einvoice.parties import Party
    from smallcrm.reports.einvoice.plan import Plan

__all__ = ["FILE_NAME", "carry", "check", "missing", "wanted", "xml_of"]

# How the XML is called inside the PDF (Factur-X 1.0, section 6.2.2).
FILE_NAME: Final = "factur-x.xml"
# Where invoices between businesses follow EN 16931 (Directive 2014/55/EU): its member states.
_MEMBERS: Final = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()
)


def wanted(detail: InvoiceDetail, settings: FileSettings) -> bool:
    """Tell whether the owner wants e-invoices: as said, else where the seller is in the Union."""
    said = settings.value("invoices.einvoice")
    if said != "auto":
        return said == "yes"
    return (detail.seller_country or settings.country) in _MEMBERS


def missing(detail: InvoiceDetail, settings: FileSettings) -> tuple[EInvoiceGap, ...]:
    """Say what keeps an invoice or a credit note from being an e-invoice; empty: nothing."""
    from smallcrm.reports.einvoice.parties import buyer_of, seller_of
    from smallcrm.reports.einvoice.plan import plan_of

    return _gaps(detail, seller_of(detail, settings), buyer_of(detail, settings), plan_of(detail))


def check(detail: InvoiceDetail, settings: FileSettings) -> None:
    """Refuse what cannot be an e-invoice (`einvoice_missing`); a draft may be, once it is fixed."""
    if gaps := _but_draft(missing(detail, settings)):
        raise _refusal(detail, gaps)


def xml_of(detail: InvoiceDetail, settings: FileSettings, tr: I18n) -> bytes:
    """Return the e-invoice as XML, valid by its schema; `tr` names what has no words of its own.

    Refuses `einvoice_missing` with `what` is missing, and the invoice's `number`.
    """
    xml, gaps = _made(detail, settings, tr)
    if gaps:
        raise _refusal(detail, gaps)
    return xml


def carry(document: Document, detail: InvoiceDetail, stationery: Stationery) -> None:
    """Put the e-invoice into the PDF of an invoice where it is wanted, once the invoice is fixed.

    What is missing never keeps an invoice from being printed: it is remarked (`no_einvoice`), of
    a draft as well, while there is time to bill anew.
    """
    if not wanted(detail, stationery.settings):
        return
    xml, gaps = _made(detail, stationery.settings, stationery.tr)
    if not gaps:
        from smallcrm.reports.einvoice.carrier import archive_of

        document.archive(archive_of(xml, stationery.clock.now()))
    elif others := _but_draft(gaps):
        document.remarks.append(Refusal("no_einvoice", field="invoice", what=others))


def _but_draft(gaps: tuple[EInvoiceGap, ...]) -> tuple[EInvoiceGap, ...]:
    return tuple(gap for gap in gaps if gap is not EInvoiceGap.DRAFT)


def _refusal(detail: InvoiceDetail, gaps: tuple[EInvoiceGap, ...]) -> Refusal:
    return Refusal("einvoice_missing", field="invoice", number=detail.invoice.number, what=gaps)


def _made(
    detail: InvoiceDetail, settings: FileSettings, tr: I18n
) -> tuple[bytes, tuple[EInvoiceGap, ...]]:
    """Return the XML, or what keeps it from being."""
    from smallcrm.reports.einvoice.parties import buyer_of, seller_of
    from smallcrm.reports.einvoice.plan import plan_of

    seller, buyer, plan = seller_of(detail, settings), buyer_of(detail, settings), plan_of(detail)
    if gaps := _gaps(detail, seller, buyer, plan):
        return b"", gaps
    from smallcrm.reports.einvoice.cii import InvalidXmlError, write

    try:
        return write(detail, seller, buyer, plan, settings, tr), ()
    except InvalidXmlError:
        return b"", (EInvoiceGap.SCHEMA,)


def _gaps(
    detail: InvoiceDetail, seller: Party, buyer: Party, plan: Plan
) -> tuple[EInvoiceGap, ...]:
    categories = {tax.category for tax in plan.taxes}
    within = VatCategory.INTRA_COMMUNITY in categories
    wants_buyer = within or VatCategory.REVERSE_CHARGE in categories
    address = seller.address
    found = {
        EInvoiceGap.DRAFT: not detail.invoice.fixed,
        EInvoiceGap.SELLER_NAME: not seller.name,
        EInvoiceGap.SELLER_ADDRESS: not (address.lines or address.town),
        EInvoiceGap.SELLER_COUNTRY: address.country is None,
        EInvoiceGap.SELLER_TAX_NUMBER: not (seller.vat_id or seller.tax_number),
        EInvoiceGap.SELLER_VAT_ID: bool(seller.tax_number)
        and (within or VatCategory.EXPORT in categories),
        EInvoiceGap.BUYER_NAME: not buyer.name,
        EInvoiceGap.BUYER_COUNTRY: buyer.address.country is None,
        EInvoiceGap.BUYER_VAT_ID: wants_buyer and buyer.vat_id is None,
        EInvoiceGap.SERVICE_PERIOD: within
        and detail.service_from is None
        and detail.service_until is None,
        EInvoiceGap.TAX_REASON: any(
            tax.category is VatCategory.EXEMPT and not tax.reasons for tax in plan.taxes
        ),
        EInvoiceGap.MIXED_SCOPE: VatCategory.OUT_OF_SCOPE in categories and len(categories) > 1,
        EInvoiceGap.LINE_NAME: any(not line.source.description.strip() for line in plan.lines),
    }
    return (*(gap for gap, missing_here in found.items() if missing_here), *plan.problems)
