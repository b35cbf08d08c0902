"""A client's account in one currency: every row that the balance is made of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection

from smallcrm.domain.money import Money
from smallcrm.queries import balances, receivables, rows
from smallcrm.queries.receivable_shapes import Account, AccountEntry, EntryKind
from smallcrm.queries.shapes import ClientRef, SaleShape
from smallcrm.queries.statements import statement

# What is owed less what is to the client's credit is all that was sold, less what came and was
# not given back, less what was given up. `moves` is what a row does to that; a void payment
# stands with its amount and does nothing, and of a write-off counts what it settles.
_EVERY = """
    SELECT kind, id, number, title, day, amount, moves, void, due, method, reference, reason,
           credit, currency
    FROM (
        SELECT 0 AS place, 'sale' AS kind, currency, id, number, title, sold_on AS day,
               total_minor AS amount, total_minor AS moves, 0 AS void, due_on AS due,
               NULL AS method, NULL AS reference, NULL AS reason, NULL AS credit
        FROM sale WHERE {which}
        UNION ALL
        SELECT 2, 'cancelled', currency, id, number, title,
               max(coalesce(cancelled_on, sold_on), sold_on),
               -total_minor, -total_minor, 0, NULL, NULL, NULL, cancel_reason, NULL
        FROM sale WHERE {which} AND status = 'cancelled'
        UNION ALL
        SELECT 1, payment.kind, currency, payment.id,
               CASE payment.kind
                   WHEN 'credit_note' THEN
                       (SELECT number FROM invoice WHERE invoice.id = payment.invoice_id)
                   WHEN 'write_off' THEN
                       (SELECT sale.number FROM payment_allocation AS part
                        JOIN sale ON sale.id = part.sale_id WHERE part.payment_id = payment.id)
                   ELSE payment.external_number END,
               coalesce(payment.reason, ''), payment.received_on,
               CASE WHEN payment.kind IN ('refund', 'credit_taken_back')
                   THEN payment.amount_minor
                   ELSE -payment.amount_minor END,
               CASE WHEN payment.voided_at IS NOT NULL THEN 0
                   WHEN payment.kind IN ('refund', 'credit_taken_back')
                   THEN payment.amount_minor
                   WHEN payment.kind = 'write_off' THEN -payment.allocated_minor
                   ELSE -payment.amount_minor END,
               payment.voided_at IS NOT NULL, NULL, payment.method, payment.reference,
               payment.reason_code,
               CASE payment.kind WHEN 'referral_credit' THEN payment.id
                   WHEN 'credit_taken_back' THEN payment.refund_of_id END
        FROM payment WHERE {which}
        UNION ALL
        SELECT 3, 'credit_expired', currency, payment.id, payment.external_number, '',
               date(payment.expires_on, '+1 day'),
               payment.amount_minor - payment.allocated_minor - payment.refunded_minor,
               payment.amount_minor - payment.allocated_minor - payment.refunded_minor,
               0, NULL, NULL, NULL, NULL, payment.id
        FROM payment WHERE {which}
          AND payment.expires_on < :today AND payment.voided_at IS NULL
          AND payment.amount_minor > payment.allocated_minor + payment.refunded_minor
    )
    ORDER BY day, place, id
"""
_ENTRIES = _EVERY.format(which="client_id = :id AND currency = :currency")
_OF_ALL_CURRENCIES = _EVERY.format(which="client_id = :id")
_CURRENCIES = """
    SELECT currency FROM sale WHERE client_id = :id
    UNION SELECT currency FROM payment WHERE client_id = :id ORDER BY currency
"""


def account(
    connection: Connection, client_id: int, currency: str, *, today: date
) -> Account | None:
    """Return every row of an account with the balance after it, or None without such a client.

    A cancelled sale is taken off again on the day that it was cancelled.
    """
    row = connection.execute(
        statement(f"SELECT {rows.REF} FROM client WHERE id = :id"), {"id": client_id}
    ).first()
    if row is None:
        return None
    where = {"id": client_id, "currency": currency, "today": today.isoformat()}
    entries = _entries(connection.execute(statement(_ENTRIES), where)).get(currency, [])
    owed = balances.owed_for(connection, [client_id], today).get(client_id, ())
    credit = balances.credit_for(connection, [client_id], today).get(client_id, ())
    nothing = Money(0, currency)
    return Account(
        client=rows.reference(row),
        currency=currency,
        entries=tuple(entries),
        owed=next((one.amount for one in owed if one.amount.currency == currency), nothing),
        credit=next((one for one in credit if one.currency == currency), nothing),
        balance=entries[-1].balance if entries else nothing,
        habit=receivables.habit(connection, client_id, today=today),
        currencies=tuple(connection.execute(statement(_CURRENCIES), {"id": client_id}).scalars()),
    )


def accounts(
    connection: Connection, client: ClientRef, open_sales: Iterable[SaleShape], *, today: date
) -> tuple[Account, ...]:
    """Return a client's accounts in all currencies, by `open_sales`; without how they pay."""
    where = {"id": client.id, "today": today.isoformat()}
    entries = _entries(connection.execute(statement(_OF_ALL_CURRENCIES), where))
    credits_ = balances.credit_for(connection, [client.id], today).get(client.id, ())
    currencies = tuple(sorted(entries))
    found: list[Account] = []
    for currency in currencies:
        nothing = Money(0, currency)
        owed = (sale.open for sale in open_sales if sale.open.currency == currency)
        found.append(
            Account(
                client=client,
                currency=currency,
                entries=tuple(entries[currency]),
                owed=sum(owed, nothing),
                credit=next((one for one in credits_ if one.currency == currency), nothing),
                balance=entries[currency][-1].balance,
                habit=None,
                currencies=currencies,
            )
        )
    return tuple(found)


def _entries(found: Iterable[Any]) -> dict[str, list[AccountEntry]]:
    """Make the entries of rows, each with the balance of its currency after it."""
    entries: dict[str, list[AccountEntry]] = {}
    for (
        kind, row_id, number, title, on, amount, moves, void, due, method, reference, reason,
        credit, currency,
    ) in found:  # fmt: skip
        of_currency = entries.setdefault(currency, [])
        before = of_currency[-1].balance.minor if of_currency else 0
        of_currency.append(
            AccountEntry(
                kind=EntryKind(kind),
                row_id=row_id,
                number=number,
                title=title,
                on=date.fromisoformat(on),
                amount=Money(amount, currency),
                balance=Money(before + moves, currency),
                void=bool(void),
                due=rows.day(due),
                method=method,
                reference=reference,
                reason=reason,
                credit_id=credit,
            )
        )
    return entries
