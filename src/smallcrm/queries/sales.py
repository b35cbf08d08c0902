"""Sales, one or a client's."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, text

from smallcrm.domain.money import Money
from smallcrm.queries import rows
from smallcrm.queries.balances import IS_OPEN
from smallcrm.queries.shapes import (
    ClientRef,
    SaleDetail,
    SaleLineShape,
    SaleShape,
    SettledPart,
)


def open_sales(
    connection: Connection, client: ClientRef, today: date, *, limit: int
) -> tuple[SaleShape, ...]:
    """Return a client's open sales, oldest due first, those without a due date last."""
    found = connection.execute(
        text(
            f"SELECT {rows.SALE} FROM sale INDEXED BY ix_sale_open"
            f" WHERE client_id = :id AND {IS_OPEN}"
            " ORDER BY due_on IS NULL, due_on, sold_on, id LIMIT :limit"
        ),
        {"id": client.id, "limit": limit},
    )
    return tuple(rows.sale(row, client, today) for row in found)


def last_sales(
    connection: Connection, client: ClientRef, today: date, *, limit: int
) -> tuple[SaleShape, ...]:
    """Return a client's sales, newest first."""
    found = connection.execute(
        text(
            f"SELECT {rows.SALE} FROM sale WHERE client_id = :id"
            " ORDER BY sold_on DESC, id DESC LIMIT :limit"
        ),
        {"id": client.id, "limit": limit},
    )
    return tuple(rows.sale(row, client, today) for row in found)


def sale_ids(connection: Connection, number: str) -> tuple[int, ...]:
    """Return the sales whose own or external number is `number`."""
    found = connection.execute(
        text(
            "SELECT id FROM sale WHERE number = :n UNION SELECT id FROM sale"
            " WHERE external_number = :n ORDER BY id"
        ),
        {"n": number.strip()},
    )
    return tuple(row.id for row in found)


def sale_detail(connection: Connection, sale_id: int, *, today: date) -> SaleDetail | None:
    """Return a sale with its lines and what settled it, or None."""
    row = connection.execute(
        text(
            f"SELECT {rows.SALE}, {rows.REF}, sale.prices_include_tax, sale.note FROM sale"
            " JOIN client ON client.id = sale.client_id WHERE sale.id = :id"
        ),
        {"id": sale_id},
    ).first()
    if row is None:
        return None
    shape = rows.sale(row, rows.reference(row), today)
    lines = connection.execute(
        text("SELECT * FROM sale_line WHERE sale_id = :id ORDER BY position"), {"id": sale_id}
    )
    settled = connection.execute(
        text(
            "SELECT payment.id, payment.received_on, payment_allocation.amount_minor"
            " FROM payment_allocation JOIN payment ON payment.id = payment_allocation.payment_id"
            " WHERE payment_allocation.sale_id = :id ORDER BY payment.received_on, payment.id"
        ),
        {"id": sale_id},
    )
    currency = row.currency
    return SaleDetail(
        sale=shape,
        lines=tuple(
            SaleLineShape(
                description=line.description,
                quantity=plain(line.quantity),
                unit=line.unit,
                unit_price=plain(line.unit_price),
                discount_percent=plain(line.discount_percent),
                tax_percent=plain(line.tax_percent),
                net=Money(line.net_minor, currency),
            )
            for line in lines
        ),
        prices_include_tax=bool(row.prices_include_tax),
        note=row.note,
        settled_by=tuple(
            SettledPart(
                payment_id=part.id,
                sale_id=sale_id,
                sale_number=shape.number,
                sale_title=shape.title,
                amount=Money(part.amount_minor, currency),
                on=date.fromisoformat(part.received_on),
            )
            for part in settled
        ),
    )


def plain(text_of_decimal: str) -> str:
    """Write a kept decimal without needless zeros: 1.500 is 1.5."""
    value = Decimal(text_of_decimal)
    return f"{value.normalize():f}" if value else "0"
