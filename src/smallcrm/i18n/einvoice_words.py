"""Why an invoice is no e-invoice, in words."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from smallcrm.domain.einvoices import EInvoiceGap
from smallcrm.i18n.messages import InContext, mark, mark_in

if TYPE_CHECKING:
    from smallcrm.i18n.filling import Wording

# Each goes on after “There is no e-invoice in this PDF:”.
GAPS: Mapping[StrEnum, InContext] = {
    EInvoiceGap.DRAFT: mark_in("e-invoice", "the invoice is a draft"),
    EInvoiceGap.SELLER_NAME: mark_in("e-invoice", "your name is missing"),
    EInvoiceGap.SELLER_ADDRESS: mark_in("e-invoice", "your address is missing"),
    EInvoiceGap.SELLER_COUNTRY: mark_in("e-invoice", "your country is missing"),
    EInvoiceGap.SELLER_TAX_NUMBER: mark_in("e-invoice", "your tax number is missing"),
    EInvoiceGap.SELLER_VAT_ID: mark_in("e-invoice", "your VAT identification number is missing"),
    EInvoiceGap.BUYER_NAME: mark_in("e-invoice", "the buyer’s name is missing"),
    EInvoiceGap.BUYER_COUNTRY: mark_in("e-invoice", "the buyer’s country is not known"),
    EInvoiceGap.BUYER_VAT_ID: mark_in(
        "e-invoice", "the buyer’s VAT identification number is missing"
    ),
    EInvoiceGap.SERVICE_PERIOD: mark_in(
        "e-invoice", "it does not say when the goods were delivered"
    ),
    EInvoiceGap.TAX_REASON: mark_in("e-invoice", "it does not say why there is no tax"),
    EInvoiceGap.MIXED_SCOPE: mark_in(
        "e-invoice", "what is outside the scope of tax needs an invoice of its own"
    ),
    EInvoiceGap.LINES: mark_in("e-invoice", "it has no lines"),
    EInvoiceGap.LINE_NAME: mark_in("e-invoice", "a line has no description"),
    EInvoiceGap.DECIMALS: mark_in("e-invoice", "an amount has more than two decimals"),
    EInvoiceGap.SUMS: mark_in("e-invoice", "its sums are not such as e-invoices allow"),
    EInvoiceGap.SCHEMA: mark_in("e-invoice", "it does not fit the schema of e-invoices"),
}

# Code of a refusal -> wordings, as in `refusal_words`.
EINVOICES: Mapping[str, Wording] = {
    "no_einvoice": mark("There is no e-invoice in this PDF: {what}."),
    "einvoice_missing": mark("{number} cannot be an e-invoice: {what}."),
}
