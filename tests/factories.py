"""What tests of the core share: commands in short, and the owner's tables byte for byte."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

from smallcrm.app import Backend
from smallcrm.db import journal
from smallcrm.domain.enums import SaleStatus, Source
from smallcrm.domain.errors import Refusal
from smallcrm.services import commands
from smallcrm.services.commands import Command, Done, Outcome

Dump = dict[str, tuple[tuple[Any, ...], ...]]
TODAY = date(2026, 5, 12)


def outcome(backend: Backend, command: Command, source: Source = Source.SCREEN) -> Outcome:
    return backend.services.perform(command, source=source)


def do(backend: Backend, command: Command) -> Done:
    return outcome(backend, command).result


def refused(backend: Backend, command: Command) -> Refusal:
    """Perform a command that must be refused, and must then have changed nothing at all."""
    before = whole(backend)
    try:
        done = do(backend, command)
    except Refusal as refusal:
        assert whole(backend) == before, "a refusal changed something"
        return refusal
    raise AssertionError(f"not refused: {done}")


def client(backend: Backend, name: str = "Ann Lee", **fields: Any) -> int:
    return do(backend, commands.AddClient(name=name, **fields)).id


def sale(backend: Backend, client_id: int, amount: str = "100", **fields: Any) -> int:
    values = {"title": "Piano tuning", "amount": Decimal(amount), **fields}
    if "lines" in values:
        del values["amount"]
    return do(backend, commands.AddSale(client=client_id, **values)).id


def ordered(backend: Backend, client_id: int, amount: str = "100", **fields: Any) -> int:
    """Make a sale without a due date."""
    return sale(backend, client_id, amount, status=SaleStatus.ORDERED, **fields)


def payment(backend: Backend, client_id: int, amount: str = "100", **fields: Any) -> int:
    command = commands.TakePayment(client=client_id, amount=Decimal(amount), **fields)
    return do(backend, command).id


def undo(backend: Backend) -> Outcome:
    return outcome(backend, commands.Undo())


def redo(backend: Backend) -> Outcome:
    return outcome(backend, commands.Redo())


def open_of(backend: Backend, *sale_ids: int) -> list[str]:
    """Return what is open on each of these sales, in major units."""
    found = []
    for sale_id in sale_ids:
        detail = backend.queries.sale(sale_id)
        assert detail is not None
        found.append(str(detail.sale.open))
    return found


def free_of(backend: Backend, payment_id: int) -> str:
    shape = backend.queries.payment(payment_id)
    assert shape is not None
    return str(shape.free)


def rows(backend: Backend, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """Read straight from the file."""
    connection = driver.connect(f"{backend.paths.database.as_uri()}?mode=ro", uri=True)
    try:
        return [tuple(row) for row in connection.execute(sql, values)]
    finally:
        connection.close()


def dump(backend: Backend) -> Dump:
    """Return every row of the owner's tables, each value with its own type."""
    return _tables(backend.paths.database, journal.JOURNALLED)


def whole(backend: Backend) -> Dump:
    """Return the owner's tables, the journal, the requests and the counters of ids."""
    more = ("action", "change", "journal_now", "request", "search_document", "sqlite_sequence")
    return _tables(backend.paths.database, (*journal.JOURNALLED, *more))


def _tables(path: Path, names: tuple[str, ...]) -> Dump:
    connection = driver.connect(f"{path.as_uri()}?mode=ro", uri=True)
    try:
        connection.execute("BEGIN")
        found: Dump = {}
        for name in names:
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
            typed = ", ".join(f'typeof("{column}"), "{column}"' for column in columns)
            made = connection.execute(f"SELECT {typed} FROM {name} ORDER BY 2, 4")
            found[name] = tuple(tuple(row) for row in made)
        return found
    finally:
        connection.close()


def sound(backend: Backend) -> None:
    """Fail where `smallcrm check` finds anything."""
    report = backend.check()
    assert report.problems == (), report.problems
