"""The prices last named to a client: what was quoted, and at what was sold.

Of a client's latest documents only, so that the heaviest client costs no more than another; one
statement a question, by the index on client and day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, text

from smallcrm.domain import keys
from smallcrm.queries import rows
from smallcrm.queries.product_shapes import LastPrice

_LATEST = 200
_QUOTED = f"""
    SELECT line.product_id, line.description, line.unit_price, line.discount_percent,
           head.quoted_on AS on_day, head.number, head.revision, head.valid_until_on
    FROM (
        SELECT id, quoted_on, number, revision, valid_until_on
        FROM quote INDEXED BY ix_quote_client_id_quoted_on
        WHERE client_id = :client AND is_latest = 1 AND status <> 'declined'
          AND currency = :currency
        ORDER BY quoted_on DESC, id DESC LIMIT {_LATEST}
    ) AS head
    CROSS JOIN quote_line AS line ON line.quote_id = head.id
    WHERE {{which}}
    ORDER BY head.quoted_on DESC, head.id DESC, line.position, line.id
"""
_SOLD = f"""
    SELECT line.product_id, line.description, line.unit_price, line.discount_percent,
           head.sold_on AS on_day, head.number, 1 AS revision, NULL AS valid_until_on
    FROM (
        SELECT id, sold_on, number FROM sale INDEXED BY ix_sale_client_id_sold_on
        WHERE client_id = :client AND status <> 'cancelled' AND currency = :currency
        ORDER BY sold_on DESC, id DESC LIMIT {_LATEST}
    ) AS head
    CROSS JOIN sale_line AS line ON line.sale_id = head.id
    WHERE {{which}}
    ORDER BY head.sold_on DESC, head.id DESC, line.position, line.id
"""
_OF_PRODUCTS = "line.product_id IS NULL OR line.product_id IN (SELECT value FROM json_each(:ids))"

Wanted = tuple[int, str]


def last_quoted(
    connection: Connection, client_id: int, description: str, currency: str
) -> LastPrice | None:
    """Return the latest quoted price of a line of that description, folded, whatever its product.

    Declined quotes and replaced revisions are no offers any more; lapsed ones were the last price
    that was named.
    """
    wanted = _folded(description)
    found = connection.execute(
        text(_QUOTED.format(which="1")), {"client": client_id, "currency": currency}
    )
    for row in found:
        if _folded(row.description) == wanted:
            return _price(row, currency)
    return None


def quoted(
    connection: Connection, client_id: int, products: Sequence[Wanted], currency: str
) -> dict[int, LastPrice]:
    """Return what was last quoted to a client for each of those products (id, name)."""
    return dict(_latest(connection, _QUOTED, client_id, products, currency))


def sold(
    connection: Connection, client_id: int, products: Sequence[Wanted], currency: str
) -> dict[int, LastPrice]:
    """Return at what each of those products (id, name) was last sold to a client."""
    return dict(_latest(connection, _SOLD, client_id, products, currency))


def _latest(
    connection: Connection, sql: str, client_id: int, products: Sequence[Wanted], currency: str
) -> Iterator[tuple[int, LastPrice]]:
    ids = [product_id for product_id, _ in products]
    by_name: dict[str, list[int]] = {}
    for product_id, name in products:
        by_name.setdefault(_folded(name), []).append(product_id)
    left = set(ids)
    found = connection.execute(
        text(sql.format(which=_OF_PRODUCTS)),
        {"client": client_id, "currency": currency, "ids": rows.ids(ids)},
    )
    for row in found:
        if row.product_id is None:
            named = by_name.get(_folded(row.description), ())
        else:
            named = [row.product_id]
        for product_id in named:
            if product_id in left:
                left.discard(product_id)
                yield product_id, _price(row, currency)
        if not left:
            return


def _price(row: Any, currency: str) -> LastPrice:
    return LastPrice(
        unit_price=Decimal(row.unit_price),
        currency=currency,
        discount_percent=Decimal(row.discount_percent),
        on=date.fromisoformat(row.on_day),
        number=row.number,
        valid_until=rows.day(row.valid_until_on),
        revision=row.revision,
    )


def _folded(text_of_line: str) -> str:
    return " ".join(keys.fold(text_of_line).split())
