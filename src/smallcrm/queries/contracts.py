"""Contracts: when they end, and what was sold under them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from smallcrm.domain.money import Money, sum_by_currency
from smallcrm.queries import rows
from smallcrm.queries.shapes import ClientRef
from smallcrm.queries.trade_shapes import ContractShape

CONTRACT = (
    "contract.id, contract.number, contract.title, contract.signed_on, contract.starts_on,"
    " contract.ends_on, contract.ended_on, contract.currency, contract.amount_minor, contract.note"
)
# The day on which it is over: the one it was ended on, else its own.
LAST_DAY = "coalesce(contract.ended_on, contract.ends_on)"
_SOLD = """
    SELECT contract_id, currency, sum(total_minor) AS sold FROM sale
    WHERE contract_id IN (SELECT value FROM json_each(:ids)) AND status <> 'cancelled'
    GROUP BY contract_id, currency
"""


def contract(
    row: Any, client: ClientRef, today: date, sold: tuple[Money, ...] = ()
) -> ContractShape:
    """Make a contract of a row that selected `CONTRACT`."""
    ends, ended = rows.day(row.ends_on), rows.day(row.ended_on)
    last = ended or ends
    return ContractShape(
        id=row.id,
        client=client,
        number=row.number,
        title=row.title,
        signed_on=rows.day(row.signed_on),
        starts_on=rows.day(row.starts_on),
        ends_on=ends,
        ended_on=ended,
        amount=None if row.amount_minor is None else Money(row.amount_minor, row.currency),
        currency=row.currency,
        days_left=None if last is None else (last - today).days,
        note=row.note,
        sold=sold,
    )


def sold_under(connection: Connection, contract_ids: Sequence[int]) -> dict[int, tuple[Money, ...]]:
    """Return the totals of the uncancelled sales of each of those contracts, per currency."""
    found: dict[int, list[Money]] = {}
    for row in connection.execute(text(_SOLD), {"ids": rows.ids(contract_ids)}):
        found.setdefault(row.contract_id, []).append(Money(row.sold, row.currency))
    return {contract_id: sum_by_currency(amounts) for contract_id, amounts in found.items()}


def contracts(
    connection: Connection, condition: str, values: dict[str, object], today: date
) -> tuple[ContractShape, ...]:
    """Return the contracts for which the condition holds, the latest to end first."""
    found = connection.execute(
        text(
            f"SELECT {CONTRACT}, {rows.REF} FROM contract"
            f" JOIN client ON client.id = contract.client_id WHERE {condition}"
            f" ORDER BY {LAST_DAY} IS NULL DESC, {LAST_DAY} DESC, contract.id DESC"
        ),
        values,
    ).all()
    sold = sold_under(connection, [row.id for row in found]) if found else {}
    return tuple(contract(row, rows.reference(row), today, sold.get(row.id, ())) for row in found)


def contract_detail(
    connection: Connection, contract_id: int, *, today: date
) -> ContractShape | None:
    """Return a contract with what was sold under it, or None."""
    found = contracts(connection, "contract.id = :id", {"id": contract_id}, today)
    return found[0] if found else None


def contract_ids(connection: Connection, number: str) -> tuple[int, ...]:
    """Return the contract of that number."""
    found = connection.execute(
        text("SELECT id FROM contract WHERE number = :number"), {"number": number.strip()}
    )
    return tuple(found.scalars())


def contracts_of(
    connection: Connection, client_id: int, *, today: date
) -> tuple[ContractShape, ...]:
    """Return a client's contracts, those without an end first, then the latest to end."""
    return contracts(connection, "contract.client_id = :id", {"id": client_id}, today)
