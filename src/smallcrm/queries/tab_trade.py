"""The tabs of quotes, invoices, products and contracts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Connection, text

from smallcrm.queries import contracts, invoices, products, quotes, rows
from smallcrm.queries.tab import CLIENT_KEYS, CLIENT_TEXTS, JOIN_CLIENT, Tab
from smallcrm.queries.trade_shapes import ContractShape, InvoiceShape, ProductShape, QuoteShape

_IN_PAGE = "IN (SELECT value FROM json_each(:ids))"


def _quote_rows(
    connection: Connection, wanted: Sequence[int], today: date
) -> Mapping[int, QuoteShape]:
    found = connection.execute(
        text(
            f"SELECT {quotes.QUOTE}, {rows.REF} FROM quote"
            f" JOIN client ON client.id = quote.client_id WHERE quote.id {_IN_PAGE}"
        ),
        {"ids": rows.ids(wanted)},
    )
    return {row.id: quotes.quote(row, rows.reference(row), today) for row in found}


def _invoice_rows(
    connection: Connection, wanted: Sequence[int], today: date
) -> Mapping[int, InvoiceShape]:
    found = invoices.invoices(
        connection, f"invoice.id {_IN_PAGE}", {"ids": rows.ids(wanted)}, today
    )
    return {one.id: one for one in found}


def _product_rows(
    connection: Connection, wanted: Sequence[int], today: date
) -> Mapping[int, ProductShape]:
    del today
    return products.products(connection, wanted)


def _contract_rows(
    connection: Connection, wanted: Sequence[int], today: date
) -> Mapping[int, ContractShape]:
    found = contracts.contracts(
        connection, f"contract.id {_IN_PAGE}", {"ids": rows.ids(wanted)}, today
    )
    return {one.id: one for one in found}


_STATE = (
    f"CASE WHEN {quotes.IS_OPEN} AND quote.valid_until_on < :today THEN 'lapsed'"
    " ELSE quote.status END"
)
_HOLDS = "coalesce(quote.valid_until_on >= :today, 1)"
QUOTES = Tab(
    table="quote",
    sorts={
        "number": ("quote.number", ""),
        "client": ("client.name_sort", JOIN_CLIENT.format("quote")),
        "title": ("lower(quote.title)", ""),
        "on": ("quote.quoted_on", ""),
        "valid_until": ("quote.valid_until_on", ""),
        "state": (_STATE, ""),
        "total": ("quote.total_minor", ""),
    },
    filters={
        "all": "quote.is_latest = 1",
        "open": f"{quotes.IS_OPEN} AND {_HOLDS}",
        "lapsing": f"{quotes.IS_OPEN} AND quote.valid_until_on BETWEEN :today AND :quote_warn",
        "lapsed": f"{quotes.IS_OPEN} AND quote.valid_until_on < :today",
        "accepted": "quote.is_latest = 1 AND quote.status = 'accepted'",
        "declined": "quote.is_latest = 1 AND quote.status = 'declined'",
    },
    texts=("quote.number", "quote.title", *CLIENT_TEXTS),
    keys=CLIENT_KEYS,
    inside=("quote.id IN (SELECT quote_id FROM quote_line WHERE {like})",),
    amounts=("quote.total_minor", "quote.net_minor"),
    currency="quote.currency",
    rows=_quote_rows,
    base_join=JOIN_CLIENT.format("quote"),
    base="quote.is_latest = 1",
)

_IS_OPEN = f"invoice.id IN (SELECT invoice_id FROM ({invoices.ALL_OPEN}))"
_OPEN_JOIN = f"LEFT JOIN ({invoices.ALL_OPEN}) AS unpaid ON unpaid.invoice_id = invoice.id"
_PAYABLE = "(invoice.total_minor + invoice.rounding_minor)"
INVOICES = Tab(
    table="invoice",
    sorts={
        "number": ("invoice.number", ""),
        "client": ("client.name_sort", JOIN_CLIENT.format("invoice")),
        "kind": ("invoice.kind", ""),
        "on": ("invoice.issued_on", ""),
        "due": ("invoice.due_on", ""),
        "fixed": ("invoice.fixed_at IS NOT NULL", ""),
        "payable": (_PAYABLE, ""),
        "open": ("coalesce(unpaid.open_minor, 0)", _OPEN_JOIN),
    },
    filters={
        "all": "1",
        "open": _IS_OPEN,
        "overdue": f"invoice.due_on < :today AND {_IS_OPEN}",
        # What was taken back whole was not paid.
        "paid": f"invoice.kind = 'invoice' AND NOT {_IS_OPEN} AND {_PAYABLE} >"
        " (SELECT coalesce(sum(note.total_minor + note.rounding_minor), 0)"
        " FROM invoice AS note WHERE note.credits_id = invoice.id)",
        "credit_notes": "invoice.kind = 'credit_note'",
        "not_fixed": "invoice.fixed_at IS NULL",
    },
    texts=("invoice.number", "invoice.buyer_name", "invoice.buyer_organisation", *CLIENT_TEXTS),
    keys=CLIENT_KEYS,
    inside=("invoice.id IN (SELECT invoice_id FROM invoice_line WHERE {like})",),
    amounts=(_PAYABLE, "invoice.total_minor"),
    currency="invoice.currency",
    rows=_invoice_rows,
    base_join=JOIN_CLIENT.format("invoice"),
)

_PRICE = (
    "(SELECT CAST(unit_price AS REAL) FROM product_price"
    " WHERE product_id = product.id AND currency = :currency)"
)
PRODUCTS = Tab(
    table="product",
    sorts={
        "code": ("product.code", ""),
        "name": ("product.name_sort", ""),
        "unit": ("lower(product.unit)", ""),
        "price": (_PRICE, ""),
        "tax": ("CAST(product.tax_percent AS REAL)", ""),
        "active": ("product.active", ""),
    },
    filters={
        "all": "1",
        "active": "product.active = 1",
        "inactive": "product.active = 0",
    },
    texts=("product.code", "product.name", "product.unit", "product.note"),
    keys=("product.name_sort",),
    prices="product.id IN (SELECT product_id FROM product_price"
    " WHERE CAST(unit_price AS REAL) = CAST({value} AS REAL))",
    rows=_product_rows,
)

_RUNNING = f"coalesce({contracts.LAST_DAY} >= :today, 1)"
CONTRACTS = Tab(
    table="contract",
    sorts={
        "number": ("contract.number", ""),
        "client": ("client.name_sort", JOIN_CLIENT.format("contract")),
        "title": ("lower(contract.title)", ""),
        "starts": ("contract.starts_on", ""),
        "ends": (contracts.LAST_DAY, ""),
        "days_left": (contracts.LAST_DAY, ""),
        "amount": ("contract.amount_minor", ""),
    },
    filters={
        "all": "1",
        "running": _RUNNING,
        "ending": f"{contracts.LAST_DAY} BETWEEN :today AND :contract_warn",
        "over": f"{contracts.LAST_DAY} < :today",
    },
    texts=("contract.number", "contract.title", *CLIENT_TEXTS),
    keys=CLIENT_KEYS,
    amounts=("contract.amount_minor",),
    currency="contract.currency",
    rows=_contract_rows,
    base_join=JOIN_CLIENT.format("contract"),
)
