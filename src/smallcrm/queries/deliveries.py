"""What of sales went out, and when."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, text

from smallcrm.queries import rows
from smallcrm.queries.trade_shapes import DeliveryEntry, DeliveryShape

_DELIVERIES = """
    SELECT delivery.sale_id, delivery.id, delivery.number, delivery.delivered_on, delivery.note,
           part.sale_line_id, part.quantity
    FROM delivery LEFT JOIN delivery_line AS part ON part.delivery_id = delivery.id
    WHERE delivery.sale_id IN (SELECT value FROM json_each(:ids))
    ORDER BY delivery.delivered_on, delivery.id, part.id
"""


def deliveries_of(
    connection: Connection, sale_ids: Collection[int]
) -> dict[int, tuple[DeliveryShape, ...]]:
    """Return the deliveries of each of those sales, oldest first, in one statement."""
    heads: dict[int, list[DeliveryShape]] = {}
    parts: dict[int, list[tuple[int, Decimal]]] = {}
    for row in connection.execute(text(_DELIVERIES), {"ids": rows.ids(sale_ids)}):
        if row.id not in parts:
            parts[row.id] = []
            on = date.fromisoformat(row.delivered_on)
            shape = DeliveryShape(row.id, row.number, on, row.note, ())
            heads.setdefault(row.sale_id, []).append(shape)
        if row.sale_line_id is not None:
            parts[row.id].append((row.sale_line_id, Decimal(row.quantity)))
    return {
        sale_id: tuple(
            DeliveryShape(one.id, one.number, one.on, one.note, tuple(parts[one.id]))
            for one in found
        )
        for sale_id, found in heads.items()
    }


def delivery(connection: Connection, delivery_id: int) -> DeliveryEntry | None:
    """Return a delivery with the sale that it is of, or None."""
    row = connection.execute(
        text(
            "SELECT delivery.id, delivery.number, delivery.delivered_on, delivery.note,"
            " sale.id AS sale_id, sale.number AS sale_number, sale.title"
            " FROM delivery JOIN sale ON sale.id = delivery.sale_id WHERE delivery.id = :id"
        ),
        {"id": delivery_id},
    ).first()
    return None if row is None else entry(row)


def entry(row: Any) -> DeliveryEntry:
    """Make a delivery of a row that has its sale's id, number and title beside its own columns."""
    return DeliveryEntry(
        id=row.id,
        number=row.number,
        on=date.fromisoformat(row.delivered_on),
        sale_id=row.sale_id,
        sale_number=row.sale_number,
        sale_title=row.title,
        note=row.note,
    )


def delivery_ids(connection: Connection, number: str) -> tuple[int, ...]:
    """Return the delivery of that number."""
    found = connection.execute(
        text("SELECT id FROM delivery WHERE number = :number ORDER BY id"),
        {"number": number.strip()},
    )
    return tuple(found.scalars())
