"""Promises to pay: what became of each is derived from the money that came since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from smallcrm.domain.enums import PromiseState, SaleStatus
from smallcrm.domain.money import Money
from smallcrm.queries import balances, rows
from smallcrm.queries.receivable_shapes import PromiseShape
from smallcrm.queries.statements import statement

# How far ahead Today looks, and how far back.
_AHEAD = timedelta(days=3)
_BACK = timedelta(days=365)


def _came(until: str) -> str:
    """Write the money that came from the day of a promise on, less what was given back."""
    return f"""(
        SELECT coalesce(sum(payment.amount_minor - payment.refunded_minor), 0)
        FROM payment INDEXED BY ix_payment_money
        WHERE payment.client_id = promise.client_id AND payment.currency = promise.currency
          AND payment.received_on >= promise.promised_on AND payment.received_on <= {until}
          AND {balances.IS_MONEY})"""


_PROMISES = f"""
    SELECT promise.*, {rows.REF}, sale.number, sale.status, sale.total_minor, sale.paid_minor,
           {_came("min(promise.until_on, :today)")} AS in_time, {_came("'9999-12-31'")} AS came
    FROM payment_promise AS promise JOIN client ON client.id = promise.client_id
    LEFT JOIN sale ON sale.id = promise.sale_id
    WHERE {{0}}
"""
# Who promised in which currency, and still has time; of what was not paid otherwise by now.
STILL_OPEN = f"""
    SELECT promise.client_id, promise.currency FROM payment_promise AS promise
    LEFT JOIN sale ON sale.id = promise.sale_id
    WHERE promise.withdrawn_at IS NULL AND promise.until_on >= :today
      AND promise.amount_minor > {_came(":today")}
      AND (promise.sale_id IS NULL OR {balances.IS_OPEN})
"""
_OWES = f"""EXISTS (
    SELECT 1 FROM sale INDEXED BY ix_sale_open WHERE sale.client_id = promise.client_id
      AND {balances.IS_OPEN} AND sale.currency = promise.currency)"""
# A later promise takes the place of an earlier one.
_LATEST = """NOT EXISTS (
    SELECT 1 FROM payment_promise AS later WHERE later.client_id = promise.client_id
      AND later.currency = promise.currency AND later.withdrawn_at IS NULL
      AND (later.promised_on, later.id) > (promise.promised_on, promise.id))"""


def promises_of(
    connection: Connection, client_id: int, *, today: date, limit: int = -1
) -> tuple[PromiseShape, ...]:
    """Return a client's promises, the newest first, withdrawn ones among them."""
    return _read(
        connection,
        "promise.client_id = :id ORDER BY promise.promised_on DESC, promise.id DESC LIMIT :limit",
        {"id": client_id, "limit": limit},
        today,
    )


def all_promises(
    connection: Connection, *, today: date, limit: int | None
) -> tuple[PromiseShape, ...]:
    """Return everybody's promises, the newest first, withdrawn ones among them."""
    return _read(
        connection,
        "1 ORDER BY promise.promised_on DESC, promise.id DESC LIMIT :limit",
        {"limit": -1 if limit is None else limit},
        today,
    )


def latest_of(
    connection: Connection, client_ids: Sequence[int], *, today: date
) -> dict[int, tuple[PromiseShape, ...]]:
    """Return the promises of those clients that were not withdrawn, the newest first."""
    found: dict[int, list[PromiseShape]] = {}
    for promise in _read(
        connection,
        "promise.withdrawn_at IS NULL"
        " AND promise.client_id IN (SELECT value FROM json_each(:ids))"
        " ORDER BY promise.promised_on DESC, promise.id DESC",
        {"ids": rows.ids(client_ids)},
        today,
    ):
        found.setdefault(promise.client.id, []).append(promise)
    return {client_id: tuple(made) for client_id, made in found.items()}


def named(promises: Iterable[PromiseShape], currencies: Iterable[str]) -> PromiseShape | None:
    """Choose the promise to speak of, of those in currencies that are owed in.

    The open one that ends first; else the last one, if it was broken. `promises` are newest
    first.
    """
    owed = frozenset(currencies)
    counting = [
        one
        for one in promises
        if one.state is not PromiseState.WITHDRAWN and one.amount.currency in owed
    ]
    still = [one for one in counting if one.state is PromiseState.OPEN]
    if still:
        return min(still, key=lambda one: (one.until, one.id))
    last = counting[0] if counting else None
    return last if last is not None and last.state is PromiseState.BROKEN else None


def broken(connection: Connection, *, today: date, limit: int) -> tuple[PromiseShape, ...]:
    """Return the promises of the last year that were broken by clients who still owe."""
    found = _read(
        connection,
        "promise.withdrawn_at IS NULL AND promise.until_on < :today"
        f" AND promise.until_on >= :since AND {_LATEST} AND {_OWES}"
        " ORDER BY promise.until_on DESC, promise.id DESC",
        {"since": (today - _BACK).isoformat()},
        today,
    )
    return tuple(one for one in found if one.state is PromiseState.BROKEN)[:limit]


def due(connection: Connection, *, today: date, limit: int) -> tuple[PromiseShape, ...]:
    """Return the open promises that end today or within three days, the first to end first."""
    found = _read(
        connection,
        "promise.withdrawn_at IS NULL AND promise.until_on BETWEEN :today AND :ahead"
        " ORDER BY promise.until_on, promise.id",
        {"ahead": (min(today, date.max - _AHEAD) + _AHEAD).isoformat()},
        today,
    )
    return tuple(one for one in found if one.state is PromiseState.OPEN)[:limit]


def _read(
    connection: Connection, condition: str, values: dict[str, object], today: date
) -> tuple[PromiseShape, ...]:
    found = connection.execute(
        statement(_PROMISES.format(condition)), {**values, "today": today.isoformat()}
    )
    return tuple(_promise(row, today) for row in found)


def _promise(row: Any, today: date) -> PromiseShape:
    return PromiseShape(
        id=row.id,
        client=rows.reference(row),
        sale_id=row.sale_id,
        sale_number=row.number,
        on=date.fromisoformat(row.promised_on),
        until=date.fromisoformat(row.until_on),
        amount=Money(row.amount_minor, row.currency),
        came=Money(row.came, row.currency),
        state=_state(row, today),
        note=row.note,
    )


def _state(row: Any, today: date) -> PromiseState:
    """Tell what became of a promise; one about a sale that is settled or cancelled is kept."""
    if row.withdrawn_at is not None:
        return PromiseState.WITHDRAWN
    settled = row.sale_id is not None and (
        row.status == SaleStatus.CANCELLED or row.paid_minor >= row.total_minor
    )
    if settled or row.in_time >= row.amount_minor:
        return PromiseState.KEPT
    is_over = date.fromisoformat(row.until_on) < today
    return PromiseState.BROKEN if is_over else PromiseState.OPEN
