"""Products: found as a line is typed, or one with all its prices."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, text

from smallcrm.domain import keys
from smallcrm.domain.enums import VatCategory
from smallcrm.queries import last_prices, rows
from smallcrm.queries.product_shapes import ProductOffer
from smallcrm.queries.trade_shapes import ProductShape
from smallcrm.queries.typed import escaped

PRODUCT = (
    "product.id, product.code, product.name, product.unit, product.tax_category,"
    " product.tax_percent, product.tax_reason, product.active, product.note"
)
_MOST_WORDS = 6
# A catalogue has some thousands of products: a look at each is quicker than any index of words.
_FIND = """
    SELECT product.id, product.code, product.name, product.unit, product.tax_category,
           product.tax_percent, product.tax_reason, price.unit_price
    FROM product LEFT JOIN product_price AS price
      ON price.product_id = product.id AND price.currency = :currency
    WHERE product.active = 1 {conditions}
    ORDER BY CASE WHEN product.code = :whole COLLATE NOCASE THEN 0
                  WHEN product.code LIKE :begin ESCAPE '\\' THEN 1
                  WHEN product.name LIKE :begin ESCAPE '\\'
                    OR product.name_sort LIKE :begin_folded ESCAPE '\\' THEN 2
                  WHEN product.name LIKE :word ESCAPE '\\'
                    OR product.name_sort LIKE :word_folded ESCAPE '\\' THEN 3
                  ELSE 4 END,
             product.name_sort, product.id
    LIMIT :limit
"""
_HAS_WORD = (
    " AND (product.name LIKE :typed{0} ESCAPE '\\' OR product.name_sort LIKE :folded{0} ESCAPE '\\'"
    " OR product.code LIKE :typed{0} ESCAPE '\\'"
    " OR replace(product.name_sort, ' ', '') LIKE :folded{0} ESCAPE '\\')"
)


def find_products(
    connection: Connection, typed: str, *, currency: str, client_id: int | None, limit: int
) -> tuple[ProductOffer, ...]:
    """Return active products that have all the typed words, the likeliest first.

    By code, by parts of the name in any case, and Chinese by pinyin; with nothing typed, all by
    name. With a client, each has the prices last named to that client.
    """
    words = typed.split()[:_MOST_WORDS]
    whole = " ".join(words)
    folded = keys.fold(whole)
    values: dict[str, object] = {
        "currency": currency,
        "limit": limit,
        "whole": whole,
        "begin": f"{escaped(whole)}%",
        "begin_folded": f"{escaped(folded)}%",
        "word": f"% {escaped(whole)}%",
        "word_folded": f"% {escaped(folded)}%",
    }
    for index, word in enumerate(words):
        values[f"typed{index}"] = f"%{escaped(word)}%"
        values[f"folded{index}"] = f"%{escaped(keys.fold(word))}%"
    conditions = "".join(_HAS_WORD.format(index) for index in range(len(words)))
    found = connection.execute(text(_FIND.format(conditions=conditions)), values).all()
    products = [(row.id, row.name) for row in found]
    quoted = sold = {}
    if client_id is not None and products:
        quoted = last_prices.quoted(connection, client_id, products, currency)
        sold = last_prices.sold(connection, client_id, products, currency)
    return tuple(
        ProductOffer(
            id=row.id,
            code=row.code,
            name=row.name,
            unit=row.unit,
            unit_price=None if row.unit_price is None else Decimal(row.unit_price),
            tax_percent=Decimal(row.tax_percent),
            tax_category=VatCategory(row.tax_category),
            tax_reason=row.tax_reason,
            last_quoted=quoted.get(row.id),
            last_sold=sold.get(row.id),
        )
        for row in found
    )


def product(row: Any, prices: tuple[tuple[str, Decimal], ...]) -> ProductShape:
    """Make a product of a row that selected `PRODUCT`."""
    return ProductShape(
        id=row.id,
        code=row.code,
        name=row.name,
        unit=row.unit,
        prices=prices,
        tax_percent=Decimal(row.tax_percent),
        tax_category=VatCategory(row.tax_category),
        tax_reason=row.tax_reason,
        active=bool(row.active),
        note=row.note,
    )


def products(connection: Connection, product_ids: Sequence[int]) -> dict[int, ProductShape]:
    """Return those products with their prices, in two statements."""
    wanted = {"ids": rows.ids(product_ids)}
    prices: dict[int, list[tuple[str, Decimal]]] = {}
    for row in connection.execute(
        text(
            "SELECT product_id, currency, unit_price FROM product_price"
            " WHERE product_id IN (SELECT value FROM json_each(:ids)) ORDER BY currency"
        ),
        wanted,
    ):
        prices.setdefault(row.product_id, []).append((row.currency, Decimal(row.unit_price)))
    found = connection.execute(
        text(f"SELECT {PRODUCT} FROM product WHERE id IN (SELECT value FROM json_each(:ids))"),
        wanted,
    )
    return {row.id: product(row, tuple(prices.get(row.id, ()))) for row in found}


def product_detail(connection: Connection, product_id: int) -> ProductShape | None:
    """Return a product with all its prices, or None."""
    return products(connection, [product_id]).get(product_id)


def product_ids(connection: Connection, code_or_name: str) -> tuple[int, ...]:
    """Return the product of that code (in any case), else those of that name, active ones first."""
    typed = code_or_name.strip()
    found = (
        connection.execute(
            text(
                "SELECT id FROM product WHERE code = :typed COLLATE NOCASE ORDER BY code <> :typed"
            ),
            {"typed": typed},
        )
        .scalars()
        .all()
    )
    if found:
        return tuple(found[:1])
    named = connection.execute(
        text("SELECT id FROM product WHERE name_sort = :key ORDER BY active DESC, id"),
        {"key": keys.sort_key(typed)},
    )
    return tuple(named.scalars())
