"""Payments, one or a client's, and what they settled."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection

from smallcrm.domain.money import Money
from smallcrm.queries import rows
from smallcrm.queries.balances import IS_MONEY, PAID_CURRENCIES
from smallcrm.queries.shapes import ClientRef, PaymentShape, SettledPart
from smallcrm.queries.statements import statement

_SETTLED = """
    SELECT part.payment_id, sale.id, sale.number, sale.title, sale.currency, sale.sold_on,
           part.amount_minor
    FROM payment_allocation AS part JOIN sale ON sale.id = part.sale_id
    WHERE part.payment_id IN (SELECT value FROM json_each(:ids))
    ORDER BY part.payment_id, sale.due_on IS NULL, sale.due_on, sale.id
"""
# The last of each currency stands at the end of its part of the index: a client may have very many
# payments, or only credits.
_LAST_MONEY = f"""
    WITH RECURSIVE {PAID_CURRENCIES}
    SELECT amount_minor, currency, received_on, method FROM payment WHERE id IN (
        SELECT (
            SELECT payment.id FROM payment INDEXED BY ix_payment_money
            WHERE payment.client_id = own.client_id AND payment.currency = own.currency
              AND {IS_MONEY}
            ORDER BY payment.received_on DESC, payment.id DESC LIMIT 1)
        FROM own WHERE own.currency IS NOT NULL)
    ORDER BY received_on DESC, id DESC LIMIT 1
"""


def settled_by(
    connection: Connection, payment_ids: Collection[int]
) -> dict[int, tuple[SettledPart, ...]]:
    """Return what each of those payments settled, oldest due first."""
    found: dict[int, list[SettledPart]] = {}
    for row in connection.execute(statement(_SETTLED), {"ids": rows.ids(payment_ids)}):
        found.setdefault(row.payment_id, []).append(
            SettledPart(
                payment_id=row.payment_id,
                sale_id=row.id,
                sale_number=row.number,
                sale_title=row.title,
                amount=Money(row.amount_minor, row.currency),
                on=date.fromisoformat(row.sold_on),
            )
        )
    return {payment_id: tuple(parts) for payment_id, parts in found.items()}


def last_payments(
    connection: Connection, client: ClientRef, *, limit: int
) -> tuple[PaymentShape, ...]:
    """Return a client's payments of every kind, newest first, in two statements."""
    found = connection.execute(
        statement(
            f"SELECT {rows.PAYMENT} FROM payment WHERE client_id = :id"
            " ORDER BY received_on DESC, id DESC LIMIT :limit"
        ),
        {"id": client.id, "limit": limit},
    ).all()
    settled = settled_by(connection, [row.id for row in found])
    return tuple(rows.payment(row, client, settled.get(row.id, ())) for row in found)


def last_money(connection: Connection, client_id: int) -> tuple[Money, date, str | None] | None:
    """Return the last money that came in: how much, when, how."""
    row = connection.execute(statement(_LAST_MONEY), {"ids": rows.ids([client_id])}).first()
    if row is None:
        return None
    return Money(row.amount_minor, row.currency), date.fromisoformat(row.received_on), row.method


def payment_detail(connection: Connection, payment_id: int) -> PaymentShape | None:
    """Return a payment with what it settled, or None."""
    row = connection.execute(
        statement(
            f"SELECT {rows.PAYMENT}, {rows.REF} FROM payment"
            " JOIN client ON client.id = payment.client_id WHERE payment.id = :id"
        ),
        {"id": payment_id},
    ).first()
    if row is None:
        return None
    settled = settled_by(connection, [payment_id])
    return rows.payment(row, rows.reference(row), settled.get(payment_id, ()))
