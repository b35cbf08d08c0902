"""The rows of the tabs: sorted and narrowed by SQL, exact counts, any page by its ids.

The order of a whole tab is one array of ids, built inside SQLite in one pass (8 bytes a row), so
that a page is a look-up by primary key however the tab is sorted.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, text

from smallcrm.db.settings import read_settings
from smallcrm.domain.errors import Refusal
from smallcrm.queries import stale_details, tab_clients, tab_sales, tab_trade
from smallcrm.queries.order import Order
from smallcrm.queries.tab import Tab, typed_condition

_TABS: Mapping[str, Tab] = {
    "clients": tab_clients.CLIENTS,
    "sales": tab_sales.SALES,
    "payments": tab_sales.PAYMENTS,
    "referrals": tab_clients.REFERRALS,
    "quotes": tab_trade.QUOTES,
    "invoices": tab_trade.INVOICES,
    "products": tab_trade.PRODUCTS,
    "contracts": tab_trade.CONTRACTS,
}


def tab_sorts(tab: str) -> tuple[str, ...]:
    """Return the names a tab can be sorted by."""
    return tuple(_TABS[tab].sorts)


def row_ids(connection: Connection, tab: str, order: Order, *, today: date) -> array[int]:
    """Return the ids of all rows of a tab in their order."""
    sql, where = _ordered(connection, tab, order, today)
    packed = connection.execute(
        text(
            f"WITH ordered AS MATERIALIZED ({sql})"
            " SELECT unhex(group_concat(printf('%016x', id), '')) FROM ordered"
        ),
        where,
    ).scalar()
    found = array("q", packed or b"")
    if sys.byteorder == "little":
        found.byteswap()
    return found


def first_rows(
    connection: Connection, tab: str, order: Order, *, today: date, limit: int
) -> tuple[object, ...]:
    """Return the first rows of a tab, without knowing the rest of its order."""
    sql, where = _ordered(connection, tab, order, today)
    found = connection.execute(text(f"{sql} LIMIT :limit"), {**where, "limit": limit}).scalars()
    return rows_of(connection, tab, list(found), today=today)


def rows_of(
    connection: Connection, tab: str, wanted: Sequence[int], *, today: date
) -> tuple[object, ...]:
    """Return the rows of these ids in this order; a row that is gone is left out."""
    made = _TABS[tab].rows(connection, wanted, today)
    return tuple(made[row_id] for row_id in wanted if row_id in made)


def filter_counts(connection: Connection, tab: str, *, today: date) -> Mapping[str, int]:
    """Return how many rows each filter of a tab would show."""
    spec = _TABS[tab]
    sums = ", ".join(f"coalesce(sum({condition}), 0)" for condition in spec.filters.values())
    sql = f"SELECT {sums} FROM {spec.table} WHERE {spec.base}"
    row: Any = connection.execute(text(sql), _values(connection, sql, today)).one()
    return dict(zip(spec.filters, row, strict=True))


def _ordered(
    connection: Connection, tab: str, order: Order, today: date
) -> tuple[str, dict[str, object]]:
    """Write the SQL of a tab's ids in order; names that are not the tab's are refused."""
    spec = _TABS[tab]
    sorting = spec.sorts.get(order.sort) or spec.sort_of(order.sort)
    if sorting is None:
        raise Refusal("unknown_sort", field="sort", text=order.sort)
    expression, join = sorting
    conditions = [spec.base]
    for name in order.filters:
        condition = spec.filters.get(name) or spec.filter_of(name)
        if condition is None:
            raise Refusal("unknown_filter", field="filter", text=name)
        conditions.append(f"({condition})")
    values: dict[str, object] = {}
    if typed := order.text.strip():
        has_typed, values = typed_condition(spec, typed)
        conditions.append(f"({has_typed})")
        join = f"{spec.base_join} {join}" if join not in spec.base_join else spec.base_join
    direction = "DESC" if order.descending else "ASC"
    # What is missing comes last in both directions: an owner looks for what is there.
    nulls = "NULLS LAST"
    sql = (
        f"SELECT {spec.table}.id AS id FROM {spec.table} {join} WHERE {' AND '.join(conditions)}"
        f" ORDER BY {expression} {direction} {nulls}, {spec.table}.id {direction}"
    )
    return sql, {**values, **_values(connection, sql, today)}


def _values(connection: Connection, sql: str, today: date) -> dict[str, object]:
    """Return what of the owner's day and settings a statement asks for, and no more."""
    values: dict[str, object] = {}
    if ":today" in sql:
        values["today"] = today.isoformat()
    if ":stale_on" in sql:
        values["stale_on"] = stale_details.stale_on(connection, today).isoformat()
    if ":currency" in sql or "_warn" in sql:
        settings = read_settings(connection)
        for name, days in (("quote_warn", "quotes"), ("contract_warn", "contracts")):
            if f":{name}" in sql:
                until = _after(today, settings.whole(f"{days}.warn_days") or 0)
                values[name] = until.isoformat()
        if ":currency" in sql:
            values["currency"] = settings.currency
    return values


def _after(day: date, days: int) -> date:
    """Count days on, as far as the calendar goes."""
    return day + timedelta(days=min(days, (date.max - day).days))
