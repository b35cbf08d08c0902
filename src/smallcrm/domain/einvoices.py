"""What keeps an invoice from being an e-invoice (EN 16931), by code."""

from __future__ import annotations

from enum import StrEnum


class EInvoiceGap(StrEnum):
    """Why there is no e-invoice; the rule that asks for it stands beside it."""

    DRAFT = "draft"  # nothing leaves the program that may still change
    SELLER_NAME = "seller_name"  # BR-06
    SELLER_ADDRESS = "seller_address"  # BR-08
    SELLER_COUNTRY = "seller_country"  # BR-09
    SELLER_TAX_NUMBER = "seller_tax_number"  # BR-S-02, BR-Z-02, BR-E-02, BR-AE-02, BR-CO-26
    SELLER_VAT_ID = "seller_vat_id"  # BR-IC-02, BR-G-02
    BUYER_NAME = "buyer_name"  # BR-07
    BUYER_COUNTRY = "buyer_country"  # BR-11
    BUYER_VAT_ID = "buyer_vat_id"  # BR-AE-02, BR-IC-02
    SERVICE_PERIOD = "service_period"  # BR-IC-11
    TAX_REASON = "tax_reason"  # BR-E-10
    MIXED_SCOPE = "mixed_scope"  # BR-O-11 to BR-O-14
    LINES = "lines"  # BR-16
    LINE_NAME = "line_name"  # BR-25
    DECIMALS = "decimals"  # BR-DEC-09 to BR-DEC-28
    SUMS = "sums"  # BR-27, BR-CO-10 to BR-CO-17
    SCHEMA = "schema"  # the schema refused what was written
