"""The Sales tab and the Payments tab."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Connection, text

from smallcrm.queries import balances, payments, rows
from smallcrm.queries.shapes import PaymentShape, SaleShape
from smallcrm.queries.tab import CLIENT_KEYS, CLIENT_TEXTS, JOIN_CLIENT, Tab


def _sale_rows(
    connection: Connection, wanted: Sequence[int], today: date
) -> Mapping[int, SaleShape]:
    found = connection.execute(
        text(
            f"SELECT {rows.SALE}, {rows.REF} FROM sale"
            " JOIN client ON client.id = sale.client_id"
            " WHERE sale.id IN (SELECT value FROM json_each(:ids))"
        ),
        {"ids": rows.ids(wanted)},
    )
    return {row.id: rows.sale(row, rows.reference(row), today) for row in found}


def _payment_rows(
    connection: Connection, wanted: Sequence[int], today: date
) -> Mapping[int, PaymentShape]:
    del today
    found = connection.execute(
        text(
            f"SELECT {rows.PAYMENT}, {rows.REF} FROM payment"
            " JOIN client ON client.id = payment.client_id"
            " WHERE payment.id IN (SELECT value FROM json_each(:ids))"
        ),
        {"ids": rows.ids(wanted)},
    ).all()
    settled = payments.settled_by(connection, wanted)
    return {
        row.id: rows.payment(row, rows.reference(row), settled.get(row.id, ())) for row in found
    }


def _late(first: int, last: int) -> str:
    """Write that something open has been due for so many days."""
    return (
        f"{balances.IS_OPEN} AND sale.due_on"
        f" BETWEEN date(:today, '-{last} day') AND date(:today, '-{first} day')"
    )


_SALE_OPEN = (
    "(CASE WHEN sale.status = 'cancelled' THEN 0 ELSE sale.total_minor - sale.paid_minor END)"
)
_PAYMENT_FREE = (
    "(CASE WHEN payment.voided_at IS NOT NULL"
    " OR payment.kind IN ('refund', 'credit_taken_back') THEN 0 ELSE"
    " payment.amount_minor - payment.allocated_minor - payment.refunded_minor END)"
)
SALES = Tab(
    table="sale",
    sorts={
        "number": ("sale.number", ""),
        "external_number": ("sale.external_number", ""),
        "client": ("client.name_sort", JOIN_CLIENT.format("sale")),
        "title": ("lower(sale.title)", ""),
        "on": ("sale.sold_on", ""),
        "due": ("sale.due_on", ""),
        "status": ("sale.status", ""),
        "total": ("sale.total_minor", ""),
        "open": (_SALE_OPEN, ""),
        "billed": ("sale.billed_minor", ""),
        "service_until": ("sale.service_until_on", ""),
    },
    filters={
        "all": "1",
        "open": balances.IS_OPEN,
        "overdue": f"{balances.IS_OPEN} AND sale.due_on < :today",
        "1_30": _late(1, 30),
        "31_60": _late(31, 60),
        "61_90": _late(61, 90),
        "over_90": f"{balances.IS_OPEN} AND sale.due_on < date(:today, '-90 day')",
        "ordered": "sale.status = 'ordered'",
        "unbilled": "sale.billed_minor < sale.total_minor AND sale.status <> 'cancelled'",
        "billed_unpaid": balances.BILLED_UNPAID,
        "paid_unbilled": balances.PAID_UNBILLED,
        "ending": "sale.service_until_on BETWEEN :today AND :contract_warn"
        " AND sale.status <> 'cancelled'",
        "cancelled": "sale.status = 'cancelled'",
    },
    texts=("sale.title", "sale.number", "sale.external_number", *CLIENT_TEXTS),
    keys=CLIENT_KEYS,
    inside=("sale.id IN (SELECT sale_id FROM sale_line WHERE {like})",),
    amounts=("sale.total_minor", _SALE_OPEN, "sale.net_minor"),
    currency="sale.currency",
    rows=_sale_rows,
    base_join=JOIN_CLIENT.format("sale"),
)
_SETTLES = (
    "payment.id IN (SELECT payment_id FROM payment_allocation WHERE sale_id IN"
    " (SELECT sale_id FROM sale_line WHERE {like}))"
)
PAYMENTS = Tab(
    table="payment",
    sorts={
        "on": ("payment.received_on", ""),
        "client": ("client.name_sort", JOIN_CLIENT.format("payment")),
        "kind": ("payment.kind", ""),
        "method": ("lower(payment.method)", ""),
        "reference": ("lower(payment.reference)", ""),
        "amount": ("payment.amount_minor", ""),
        "free": (
            _PAYMENT_FREE,
            "",
        ),
    },
    filters={
        "all": "1",
        "money": "payment.kind = 'payment'",
        "free": balances.IS_CREDIT,
        "refunds": "payment.kind = 'refund'",
        "referral_credits": "payment.kind IN ('referral_credit', 'credit_taken_back')",
        "write_offs": "payment.kind = 'write_off'",
        "void": "payment.voided_at IS NOT NULL",
    },
    texts=("payment.reference", "payment.method", *CLIENT_TEXTS),
    keys=CLIENT_KEYS,
    inside=(_SETTLES,),
    amounts=("payment.amount_minor",),
    currency="payment.currency",
    rows=_payment_rows,
    base_join=JOIN_CLIENT.format("payment"),
)
