"""A payment, durable and journalled, against the same rows and journal in bare SQL."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

from tests.benchmarks import data
from tests.benchmarks.common import Context, Row, Times, against

from smallcrm.app import Backend
from smallcrm.db.connection import connect
from smallcrm.domain.enums import Source
from smallcrm.services.commands import TakePayment

_PAYMENTS = 150
_GOAL = 3.0
_OPEN = """
    SELECT client_id, min(id), currency FROM sale
    WHERE paid_minor < total_minor AND status <> 'cancelled'
    GROUP BY client_id HAVING count(*) = 1 ORDER BY client_id * 7919 % 100003 LIMIT ?
"""


def run(context: Context) -> list[Row]:
    """Take payments of one unit each, in turns through the service and by hand."""
    folder = data.copied(context.database, context.scratch / "data")
    backend = data.opened(folder)
    raw = connect(folder / context.database.name)
    owing = raw.execute(_OPEN, (2 * _PAYMENTS,)).fetchall()
    ours, bare = Times(), Times()
    _take(backend, owing[0][0])
    for mine, theirs in zip(owing[1::2], owing[::2], strict=False):
        with ours.one():
            _take(backend, mine[0])
        with bare.one():
            _take_bare(raw, *theirs)
    raw.close()
    backend.close()
    what = "the same rows and journal, bare"
    return [
        against("payment, durable and journalled", ours.wall, what, bare.wall, _GOAL),
        against("the same work", ours.cpu, what, bare.cpu),
    ]


def _take(backend: Backend, client: int) -> None:
    command = TakePayment(client=client, amount=Decimal(1), request_id=uuid4().hex)
    backend.services.perform(command, source=Source.SCREEN)


def _take_bare(raw: Any, client: int, sale: int, currency: str) -> None:
    """Write what the service writes; the journal's triggers do theirs in both."""
    raw.execute("BEGIN IMMEDIATE")
    action = raw.execute(
        "INSERT INTO action (at, kind, source, label, parameters, schema) VALUES"
        " ('2026-05-12T08:42:00.000Z', 'do', 'screen', 'take_payment', '{\"client\": \"X\"}',"
        " '0001')"
    ).lastrowid
    raw.execute("INSERT INTO journal_now (id, action_id) VALUES (1, ?)", (action,))
    payment = raw.execute(
        "INSERT INTO payment (client_id, kind, currency, amount_minor, allocated_minor,"
        " refunded_minor, received_on) VALUES (?, 'payment', ?, 100, 0, 0, '2026-05-12')",
        (client, currency),
    ).lastrowid
    raw.execute(
        "INSERT INTO payment_allocation (payment_id, sale_id, amount_minor) VALUES (?, ?, 100)",
        (payment, sale),
    )
    raw.execute("UPDATE payment SET allocated_minor = 100 WHERE id = ?", (payment,))
    raw.execute("UPDATE sale SET paid_minor = paid_minor + 100 WHERE id = ?", (sale,))
    raw.execute(
        "INSERT INTO request (request_id, action_id, result_id, answer) VALUES (?, ?, ?, '{}')",
        (uuid4().hex, action, payment),
    )
    raw.execute("DELETE FROM journal_now")
    raw.execute("COMMIT")
