"""Sales that can be sold again: found by who bought, what it was called, or what was in it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, text

from smallcrm.domain import keys
from smallcrm.queries import rows
from smallcrm.queries.shapes import SaleShape
from smallcrm.queries.typed import escaped

_MOST_WORDS = 6
_HEAD = (
    f"SELECT {rows.SALE}, {rows.REF} FROM sale JOIN client ON client.id = sale.client_id"
    " WHERE sale.status <> 'cancelled' AND sale.is_opening_balance = 0"
)
_HAS_WORD = (
    " AND (sale.title LIKE :typed{0} ESCAPE '\\' OR sale.number LIKE :typed{0} ESCAPE '\\'"
    " OR client.name LIKE :typed{0} ESCAPE '\\' OR client.name_sort LIKE :folded{0} ESCAPE '\\'"
    " OR client.organisation LIKE :typed{0} ESCAPE '\\'"
    " OR EXISTS (SELECT 1 FROM sale_line WHERE sale_line.sale_id = sale.id"
    " AND sale_line.description LIKE :typed{0} ESCAPE '\\'))"
)


def copyable_sales(
    connection: Connection, typed: str, *, today: date, limit: int
) -> tuple[SaleShape, ...]:
    """Return uncancelled sales that have all the typed words somewhere, the newest first."""
    values: dict[str, object] = {"limit": limit}
    conditions = ""
    for index, word in enumerate(typed.split()[:_MOST_WORDS]):
        conditions += _HAS_WORD.format(index)
        values[f"typed{index}"] = f"%{escaped(word)}%"
        values[f"folded{index}"] = f"%{escaped(keys.fold(word))}%"
    # By the index on the day: it stops at the limit where much is found.
    sql = f"{_HEAD}{conditions} ORDER BY sale.sold_on DESC, sale.id DESC LIMIT :limit"
    found = connection.execute(text(sql), values)
    return tuple(rows.sale(row, rows.reference(row), today) for row in found)
