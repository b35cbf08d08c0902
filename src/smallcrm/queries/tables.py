"""The rows of the tabs: sorted and narrowed by SQL, exact counts, any page by its ids.

The order of a whole tab is one array of ids, built inside SQLite in one pass (8 bytes a row), so
that a page is a look-up by primary key however the tab is sorted.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from smallcrm.db.settings import read_settings
from smallcrm.domain.enums import Lifecycle
from smallcrm.domain.errors import Refusal
from smallcrm.queries import balances, payments, referrals, rows
from smallcrm.queries.order import Order
from smallcrm.queries.shapes import ClientRow, PaymentShape, ReferralShape, SaleShape


@dataclass(frozen=True, slots=True)
class _Tab:
    """How a tab is read: its table, what it can be sorted and narrowed by, how rows are made.

    A sort is an SQL expression and the join that it needs; a filter is a condition.
    """

    table: str
    sorts: Mapping[str, tuple[str, str]]
    filters: Mapping[str, str]
    text_filter: str
    rows: Callable[[Connection, Sequence[int], date], Mapping[int, object]]
    base_join: str = ""


_LEVELS = "CASE client.level WHEN 'vip' THEN 0 WHEN 'preferred' THEN 1 ELSE 2 END"
_OWED_JOIN = f"""
    LEFT JOIN (SELECT client_id, sum(total_minor - paid_minor) AS owed, min(due_on) AS oldest,
                      min(CASE WHEN due_on < :today THEN due_on END) AS late
               FROM sale INDEXED BY ix_sale_open WHERE {balances.IS_OPEN}
                 AND currency = :currency GROUP BY client_id) AS account
    ON account.client_id = client.id
"""
_OLDEST_JOIN = f"""
    LEFT JOIN (SELECT client_id, min(due_on) AS oldest FROM sale INDEXED BY ix_sale_open
               WHERE {balances.IS_OPEN} GROUP BY client_id) AS due ON due.client_id = client.id
"""
_CREDIT_JOIN = f"""
    LEFT JOIN (SELECT client_id, sum(amount_minor - allocated_minor - refunded_minor) AS credit
               FROM payment INDEXED BY ix_payment_free WHERE {balances.IS_FREE}
                 AND payment.kind <> 'write_off' AND currency = :currency
               GROUP BY client_id) AS spare ON spare.client_id = client.id
"""
_CONTACT = "(SELECT max(start_at) FROM interaction WHERE client_id = client.id)"
_PHONE = "(SELECT number FROM phone_number WHERE client_id = client.id ORDER BY id LIMIT 1)"
_EMAIL = "(SELECT address FROM email_address WHERE client_id = client.id ORDER BY id LIMIT 1)"
_OWING = (
    f"client.id IN (SELECT client_id FROM sale INDEXED BY ix_sale_open WHERE {balances.IS_OPEN})"
)
_LATE = (
    "client.id IN (SELECT client_id FROM sale INDEXED BY ix_sale_open"
    f" WHERE {balances.IS_OPEN} AND due_on < :today)"
)
_CREDITED = (
    "client.id IN (SELECT client_id FROM payment INDEXED BY ix_payment_free"
    f" WHERE {balances.IS_FREE} AND payment.kind <> 'write_off')"
)
_JOIN_CLIENT = "JOIN client ON client.id = {0}.client_id"


def _client_rows(
    connection: Connection, wanted: Sequence[int], today: date
) -> Mapping[int, ClientRow]:
    found = connection.execute(
        text(
            f"SELECT {rows.REF}, client.code, client.lifecycle, {_PHONE} AS phone,"
            f" {_EMAIL} AS email, {_CONTACT} AS contact FROM client"
            " WHERE id IN (SELECT value FROM json_each(:ids))"
        ),
        {"ids": rows.ids(wanted)},
    ).all()
    accounts = balances.accounts(connection, wanted, today)
    credit = balances.credit_for(connection, wanted)
    return {
        row.client_id: ClientRow(
            client=rows.reference(row),
            code=row.code,
            lifecycle=Lifecycle(row.lifecycle),
            phone=row.phone,
            email=row.email,
            last_contact_at=rows.instant(row.contact),
            owed=accounts.get(row.client_id, balances.NOTHING).owed,
            credit=credit.get(row.client_id, ()),
            oldest_due=accounts.get(row.client_id, balances.NOTHING).oldest_due,
        )
        for row in found
    }


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


def _referral_rows(
    connection: Connection, wanted: Sequence[int], today: date
) -> Mapping[int, ReferralShape]:
    del today
    found = connection.execute(
        text(referrals.BASE + " WHERE referral.id IN (SELECT value FROM json_each(:ids))"),
        {"ids": rows.ids(wanted)},
    ).all()
    return {item.id: item for item in referrals.made(connection, found)}


_SALE_OPEN = (
    "(CASE WHEN sale.status = 'cancelled' THEN 0 ELSE sale.total_minor - sale.paid_minor END)"
)
_PAYMENT_FREE = (
    "(CASE WHEN payment.voided_at IS NOT NULL OR payment.kind = 'refund' THEN 0 ELSE"
    " payment.amount_minor - payment.allocated_minor - payment.refunded_minor END)"
)
_REFERRAL_WORTH = (
    "(SELECT coalesce(sum(amount_minor - refunded_minor), 0) FROM payment"
    f" WHERE payment.client_id = referral.client_id AND {balances.IS_MONEY})"
)
_JOIN_ONE = "JOIN client ON client.id = referral.client_id"
_JOIN_OTHER = "JOIN client AS other ON other.id = referral.counterpart_id"
_TABS: Mapping[str, _Tab] = {
    "clients": _Tab(
        table="client",
        sorts={
            "name": ("client.name_sort", ""),
            "organisation": ("lower(client.organisation)", ""),
            "level": (_LEVELS, ""),
            "lifecycle": ("client.lifecycle", ""),
            "code": ("client.code", ""),
            "phone": (_PHONE, ""),
            "email": (_EMAIL, ""),
            "last_contact": (_CONTACT, ""),
            "owed": ("coalesce(account.owed, 0)", _OWED_JOIN),
            "credit": ("coalesce(spare.credit, 0)", _CREDIT_JOIN),
            "oldest_due": ("due.oldest", _OLDEST_JOIN),
        },
        filters={
            "all": "1",
            "owes": _OWING,
            "overdue": _LATE,
            "vip": "client.level = 'vip'",
            "preferred": "client.level = 'preferred'",
            "credit": _CREDITED,
            "archived": "client.lifecycle = 'archived'",
        },
        text_filter="client.name LIKE :text ESCAPE '\\' OR client.organisation LIKE :text"
        " ESCAPE '\\' OR client.name_sort LIKE :text ESCAPE '\\'"
        " OR client.code LIKE :text ESCAPE '\\'",
        rows=_client_rows,
    ),
    "sales": _Tab(
        table="sale",
        sorts={
            "number": ("sale.number", ""),
            "external_number": ("sale.external_number", ""),
            "client": ("client.name_sort", _JOIN_CLIENT.format("sale")),
            "title": ("lower(sale.title)", ""),
            "on": ("sale.sold_on", ""),
            "due": ("sale.due_on", ""),
            "status": ("sale.status", ""),
            "total": ("sale.total_minor", ""),
            "open": (_SALE_OPEN, ""),
        },
        filters={
            "all": "1",
            "open": balances.IS_OPEN,
            "overdue": f"{balances.IS_OPEN} AND sale.due_on < :today",
            "ordered": "sale.status = 'ordered'",
            "cancelled": "sale.status = 'cancelled'",
        },
        text_filter="sale.title LIKE :text ESCAPE '\\' OR sale.number LIKE :text ESCAPE '\\'"
        " OR sale.external_number LIKE :text ESCAPE '\\'"
        " OR client.name LIKE :text ESCAPE '\\' OR client.name_sort LIKE :text ESCAPE '\\'",
        rows=_sale_rows,
        base_join=_JOIN_CLIENT.format("sale"),
    ),
    "payments": _Tab(
        table="payment",
        sorts={
            "on": ("payment.received_on", ""),
            "client": ("client.name_sort", _JOIN_CLIENT.format("payment")),
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
            "free": f"{balances.IS_FREE} AND payment.kind <> 'write_off'",
            "refunds": "payment.kind = 'refund'",
            "write_offs": "payment.kind = 'write_off'",
            "void": "payment.voided_at IS NOT NULL",
        },
        text_filter="payment.reference LIKE :text ESCAPE '\\'"
        " OR payment.method LIKE :text ESCAPE '\\' OR client.name LIKE :text ESCAPE '\\'"
        " OR client.name_sort LIKE :text ESCAPE '\\'",
        rows=_payment_rows,
        base_join=_JOIN_CLIENT.format("payment"),
    ),
    "referrals": _Tab(
        table="referral",
        sorts={
            "on": ("referral.referred_on", ""),
            "direction": ("referral.direction", ""),
            "client": ("client.name_sort", _JOIN_ONE),
            "counterpart": ("other.name_sort", _JOIN_OTHER),
            "outcome": ("referral.outcome", ""),
            "paid_value": (
                _REFERRAL_WORTH,
                "",
            ),
        },
        filters={
            "all": "1",
            "in": "referral.direction = 'in'",
            "out": "referral.direction = 'out'",
            "won": "referral.outcome = 'won'",
            "pending": "referral.outcome = 'pending'",
            "lost": "referral.outcome = 'lost'",
        },
        text_filter="client.name LIKE :text ESCAPE '\\' OR client.name_sort LIKE :text ESCAPE '\\'"
        " OR other.name LIKE :text ESCAPE '\\' OR other.name_sort LIKE :text ESCAPE '\\'",
        rows=_referral_rows,
        base_join=f"{_JOIN_ONE} {_JOIN_OTHER}",
    ),
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
    row: Any = connection.execute(
        text(f"SELECT {sums} FROM {spec.table}"),
        {"today": today.isoformat()} if ":today" in sums else {},
    ).one()
    return dict(zip(spec.filters, row, strict=True))


def _ordered(
    connection: Connection, tab: str, order: Order, today: date
) -> tuple[str, dict[str, object]]:
    """Write the SQL of a tab's ids in order; names that are not the tab's are refused."""
    spec = _TABS[tab]
    if order.sort not in spec.sorts:
        raise Refusal("unknown_sort", field="sort", text=order.sort)
    expression, join = spec.sorts[order.sort]
    conditions = []
    for name in order.filters:
        if name not in spec.filters:
            raise Refusal("unknown_filter", field="filter", text=name)
        conditions.append(f"({spec.filters[name]})")
    typed = order.text.strip()
    if typed:
        conditions.append(f"({spec.text_filter})")
        join = f"{spec.base_join} {join}" if join not in spec.base_join else spec.base_join
    direction = "DESC" if order.descending else "ASC"
    # What is missing comes last in both directions: an owner looks for what is there.
    nulls = "NULLS LAST"
    where = " AND ".join(conditions) or "1"
    sql = (
        f"SELECT {spec.table}.id AS id FROM {spec.table} {join} WHERE {where}"
        f" ORDER BY {expression} {direction} {nulls}, {spec.table}.id {direction}"
    )
    values: dict[str, object] = {}
    if ":today" in sql:
        values["today"] = today.isoformat()
    if ":currency" in sql:
        values["currency"] = read_settings(connection).currency
    if typed:
        escaped = typed.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        values["text"] = f"%{escaped}%"
    return sql, values
