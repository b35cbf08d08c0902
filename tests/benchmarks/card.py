"""The card's data, for a typical client and for the heaviest, against bare SQL and painting."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Any

from sqlalchemy import event
from tests.benchmarks import data
from tests.benchmarks.common import Context, Row, Times, against
from tests.benchmarks.desktop import Desktop, Painted, desktop, until

from smallcrm.app import Backend
from smallcrm.db.connection import connect
from smallcrm.ui.card.source import Found

_CLIENTS, _TURNS = 200, 60
_SALES = 60_000
_PAINTING, _HEAVIEST = 0.5, 3.0


def run(context: Context) -> list[Row]:
    """Read the cards of many clients, and again and again that of one with 60,000 sales."""
    folder = data.copied(context.database, context.scratch / "heavy")
    heavy = _make_heavy(context)
    backend = data.opened(folder)
    connection = connect(context.scratch / "heavy" / context.database.name, readonly=True)
    sql = "SELECT id FROM client WHERE id <> ? ORDER BY id * 7919 % 100003 LIMIT ?"
    usual = [row[0] for row in connection.execute(sql, (heavy, _CLIENTS))]
    typical, bare = _read(backend, connection, usual)
    heaviest, heaviest_bare = _read(backend, connection, [heavy] * _TURNS)
    connection.close()
    backend.close()
    with desktop(folder, context.scratch) as shown:
        painted = painted_ready(shown, usual[:_TURNS])
        painted_heavy = painted_ready(shown, [heavy] * 20)
    what = f"one with {_SALES:,} sales"
    return [
        against("card data, typical client", typical.cpu, "the same SQL, bare", bare.cpu),
        against("card data, typical client", typical.cpu, "painting the card", painted.own, 0.5),
        against(f"card data, {what}", heaviest.cpu, "the same SQL, bare", heaviest_bare.cpu),
        against(f"card data, {what}", heaviest.cpu, "a typical client", typical.cpu, _HEAVIEST),
        against(
            f"card data, {what}", heaviest.cpu, "painting its card", painted_heavy.own, _PAINTING
        ),
    ]


def _make_heavy(context: Context) -> int:
    """Give one client very many sales, most of them paid."""
    connection = connect(context.scratch / "heavy" / context.database.name)
    connection.execute("BEGIN IMMEDIATE")
    action = connection.execute(
        "INSERT INTO action (at, kind, source, label, parameters, schema)"
        " SELECT at, 'auto', 'program', '', '{}', schema FROM action ORDER BY id LIMIT 1"
    ).lastrowid
    connection.execute("INSERT INTO journal_now (id, action_id) VALUES (1, ?)", (action,))
    client, sale, payment = connection.execute(
        "SELECT sale.client_id, sale.id, payment.id FROM sale JOIN payment"
        " ON payment.client_id = sale.client_id WHERE payment.kind = 'payment' LIMIT 1"
    ).fetchone()
    for table, row, changed in (
        (
            "sale", sale,
            {"id": None, "number": "'H-' || value", "external_number": None,
             "sold_on": "date('2010-01-01', (value / 10) || ' days')",
             "due_on": "date('2010-01-15', (value / 10) || ' days')",
             "total_minor": "net_minor + tax_minor",
             "paid_minor": "iif(value % 100, net_minor + tax_minor, 0)", "status": "'delivered'"},
        ),
        (
            "payment", payment,
            {"id": None, "received_on": "date('2010-01-20', (value / 10) || ' days')",
             "allocated_minor": "amount_minor - refunded_minor"},
        ),
    ):  # fmt: skip
        names = [one[1] for one in connection.execute(f"PRAGMA table_info({table})")]
        values = ", ".join(
            (changed[name] or "NULL") if name in changed else f'{table}."{name}"' for name in names
        )
        connection.execute(
            f"INSERT INTO {table} SELECT {values} FROM {table}, json_each(?)"
            f" WHERE {table}.id = {int(row)}",
            (json.dumps(list(range(_SALES))),),
        )
    connection.execute("DELETE FROM journal_now")
    connection.execute("COMMIT")
    connection.close()
    return int(client)


def _read(backend: Backend, raw: Any, clients: Sequence[int]) -> tuple[Times, Times]:
    """Read cards as the program does, and with the same statements bare, in turns."""
    ours, bare = Times(), Times()
    statements: list[tuple[str, Sequence[Any]]] = []
    backend.queries.card(clients[0])
    engine = backend.database._readers

    def keep(_c: Any, _cur: Any, sql: str, parameters: Any, _ctx: Any, _many: Any) -> None:
        statements.append((sql, parameters))

    event.listen(engine, "before_cursor_execute", keep)
    # Connections that are open already do not hear of it: another slot has a new one.
    slot = f"measured-{time.monotonic_ns()}"
    for client in clients:
        backend.queries.card(client, slot=slot)
    for client in clients:
        statements.clear()
        with ours.one():
            backend.queries.card(client, slot=slot)
        with bare.one():
            for sql, parameters in statements:
                raw.execute(sql, parameters).fetchall()
            raw.execute("COMMIT")
    event.remove(engine, "before_cursor_execute", keep)
    return ours, bare


def painted_ready(shown: Desktop, clients: Sequence[int]) -> Times:
    """Show the cards of clients in an open card: its parts are filled anew and painted."""
    times = Times()
    card = shown.deck.show_card(clients[0])
    until(lambda: card.card is not None and card.isVisible())
    shown.settle()
    for client in clients:
        read = shown.backend.queries.card(client)
        painted = Painted(card.body)
        with times.one():
            card._source._on_read(Found(read))
            card._show_timeline()
            card.body.update()
            until(lambda: painted.count > 0)  # noqa: B023  (asked at once)
        painted.done()
        shown.settle()
    card.close()
    shown.settle()
    return times
