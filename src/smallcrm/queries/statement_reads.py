"""What papers for clients are made of, in few statements: a run asks for thousands of them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from smallcrm.domain.money import Money
from smallcrm.queries import account, balances, clients, rows, sales
from smallcrm.queries.shapes import ClientRef, Email, SaleShape
from smallcrm.queries.statement_shapes import Receiver, StatementShape
from smallcrm.queries.statements import statement

_CLIENT = f"SELECT {rows.REF}, code, language, tax_number FROM client WHERE id = :id"
_EMAILS = """
    SELECT email.*, person.name FROM email_address AS email
    LEFT JOIN contact_person AS person ON person.id = email.contact_person_id
    WHERE email.client_id = :id ORDER BY email.id
"""
_ADDRESS = "SELECT * FROM postal_address WHERE client_id = :id ORDER BY id LIMIT 1"
_ALL = -1
_WITH_BALANCE = f"""
    SELECT client_id FROM sale INDEXED BY ix_sale_open WHERE {balances.IS_OPEN}
    UNION SELECT client_id FROM payment INDEXED BY ix_payment_free WHERE {balances.IS_CREDIT}
"""
_MOVED = f"""
    {_WITH_BALANCE}
    UNION SELECT client_id FROM sale WHERE sold_on >= :since AND sold_on <= :today
    UNION SELECT client_id FROM sale WHERE cancelled_on >= :since AND status = 'cancelled'
    UNION SELECT client_id FROM payment WHERE received_on >= :since AND received_on <= :today
    UNION SELECT client_id FROM payment WHERE expires_on >= date(:since, '-1 day')
        AND expires_on < :today AND voided_at IS NULL
"""
_CLIENTS = "SELECT {ref} FROM client WHERE client.id IN ({ids}) ORDER BY name_sort, client.id"


def receiver(connection: Connection, client_id: int) -> Receiver | None:
    """Return what a paper says of whom it is for, or None without such a client."""
    where = {"id": client_id}
    row = connection.execute(statement(_CLIENT), where).first()
    if row is None:
        return None
    emails = connection.execute(statement(_EMAILS), where)
    addresses = connection.execute(statement(_ADDRESS), where)
    return Receiver(
        ref=rows.reference(row),
        code=row.code,
        language=row.language,
        tax_number=row.tax_number,
        emails=tuple(
            Email(one.id, one.address, one.label, one.name, rows.day(one.confirmed_on))
            for one in emails
        ),
        addresses=tuple(map(clients.address, addresses)),
    )


def statement_of(connection: Connection, client_id: int, *, today: date) -> StatementShape | None:
    """Return what a statement of account is made of, or None without such a client."""
    found = receiver(connection, client_id)
    if found is None:
        return None
    open_sales = sales.open_sales(connection, found.ref, today, limit=_ALL)
    return StatementShape(
        receiver=found,
        accounts=account.accounts(connection, found.ref, open_sales, today=today),
        open_sales=open_sales,
        open_parts=_open_parts(connection, open_sales, today),
    )


def statement_clients(
    connection: Connection, since: date | None = None, *, today: date
) -> tuple[ClientRef, ...]:
    """Return who is sent a statement, by name: whoever owes or has credit.

    With `since` also those whose account moved since then, that day included.
    """
    which = _WITH_BALANCE if since is None else _MOVED
    where = {"today": today.isoformat()}
    if since is not None:
        where["since"] = since.isoformat()
    found = connection.execute(statement(_CLIENTS.format(ref=rows.REF, ids=which)), where)
    return tuple(map(rows.reference, found))


def _open_parts(
    connection: Connection, open_sales: tuple[SaleShape, ...], today: date
) -> tuple[tuple[date | None, Money], ...]:
    planned = [sale.id for sale in open_sales if sale.has_plan]
    details = sales.sale_details(connection, planned, today=today) if planned else {}
    parts: list[tuple[date | None, Money]] = []
    for sale in open_sales:
        detail = details.get(sale.id)
        if detail is None or not detail.instalments:
            parts.append((sale.due, sale.open))
        else:
            parts += [(one.due, one.open) for one in detail.instalments if one.open.minor]
    return tuple(parts)
