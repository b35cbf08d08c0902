"""Whom a row means that is no client itself, and which rows are there already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from sqlalchemy import select, text

from smallcrm.db.models import Client, Sale
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import keys
from smallcrm.domain.errors import Refusal
from smallcrm.queries import merges
from smallcrm.services.ledger import get_sale


class ClientLookup:
    """Finds the client that a row of money means."""

    def __init__(self, uow: UnitOfWork) -> None:
        rows = uow.connection.execute(
            select(Client.id, Client.code, Client.name, Client.level, Client.payment_term_days)
        ).all()
        self._by_code = merges.former_codes(uow.connection)
        self._by_code.update({row.code: row.id for row in rows if row.code})
        self.terms = {row.id: (row.level, row.payment_term_days) for row in rows}
        self.names: dict[int, str] = {row.id: row.name for row in rows}
        self._by_name: dict[str, list[int]] = {}
        for row in rows:
            self._by_name.setdefault(keys.fold(row.name), []).append(row.id)

    def find(self, code: str | None, name: str | None) -> int:
        """Return the client's id; refuses `no_client`, `unknown_client`, `ambiguous_client`."""
        if code:
            found = self._by_code.get(code)
            if found is not None:
                return found
            if not name:
                raise Refusal("unknown_client", field="client", text=code)
        if not name:
            raise Refusal("no_client", field="client")
        named = self._by_name.get(keys.fold(name), [])
        if len(named) > 1:
            raise Refusal("ambiguous_client", field="client", text=name, count=len(named))
        if not named:
            raise Refusal("unknown_client", field="client", text=name)
        return named[0]


class Present:
    """What is there already, without a number of its own: each is met once, by its day or any."""

    def __init__(self, rows: Iterable[tuple[date, tuple[object, ...]]]) -> None:
        self._days: dict[tuple[object, ...], Counter[date]] = {}
        for on, same in rows:
            self._days.setdefault(same, Counter())[on] += 1

    def take(self, on: date | None, same: tuple[object, ...]) -> bool:
        """Meet one that is the same, of that day where the file says one; False if none is left."""
        days = self._days.get(same)
        if not days:
            return False
        met = on if on is not None else min(days)
        if not days[met]:
            return False
        days[met] -= 1
        days += Counter()  # drops what has come to nothing
        return True


def sale_numbered(uow: UnitOfWork, number: str) -> Sale:
    """Return the sale of an external number, else of an own one; refuses `no_such_sale`."""
    found = uow.connection.execute(
        text(
            "SELECT id FROM sale WHERE external_number = :number OR number = :number"
            " ORDER BY external_number IS NOT :number LIMIT 1"
        ),
        {"number": number},
    ).first()
    if found is None:
        raise Refusal("no_such_sale", field="sale", id=number)
    return get_sale(uow, found[0])
