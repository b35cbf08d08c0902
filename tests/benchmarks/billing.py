"""An invoice over thirty lines, numbered without gaps, against its rows in bare SQL."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

from tests.benchmarks import data, replay
from tests.benchmarks.common import Context, Row, Times, against

from smallcrm.app import Backend
from smallcrm.db.connection import connect
from smallcrm.domain.enums import Source
from smallcrm.services.commands import AddSale, Bill, BillPart, LineInput

_INVOICES, _LINES = 40, 30
_RATES = (Decimal(23), Decimal("13.5"), Decimal(0))


def run(context: Context) -> list[Row]:
    """Bill sales of thirty lines and three rates, in turns with the same rows by hand."""
    folder = data.copied(context.database, context.scratch / "data")
    backend = data.opened(folder)
    raw = connect(folder / context.database.name)
    clients = [row[0] for row in raw.execute("SELECT id FROM client LIMIT ?", (_INVOICES + 1,))]
    sales = [_sell(backend, client) for client in clients]
    backend.database.checkpoint()
    # The same file a second time, so that the same rows can be written by hand.
    other = data.copied(folder / context.database.name, context.scratch / "bare")
    bare_raw = connect(other / context.database.name)
    ours, bare = Times(), Times()
    for turn, sale in enumerate(sales):
        times = ours if turn else Times()
        with times.one():
            action = _bill(backend, sale)
        statements = replay.writes(raw, action)
        with (bare if turn else Times()).one():
            replay.write(bare_raw, statements)
    for connection in (raw, bare_raw):
        connection.close()
    backend.close()
    what = "the same rows and journal, bare"
    return [
        against(f"invoice over {_LINES} lines, durable and journalled", ours.wall, what, bare.wall),
        against("the same work", ours.cpu, what, bare.cpu),
    ]


def _sell(backend: Backend, client: int) -> int:
    lines = tuple(
        LineInput(
            description=f"Part {number}",
            quantity=Decimal(number % 7 + 1),
            unit_price=Decimal(number) * Decimal("1.37") + 1,
            tax_percent=_RATES[number % len(_RATES)],
        )
        for number in range(_LINES)
    )
    command = AddSale(client=client, title="Parts", lines=lines, currency="EUR")
    return backend.services.perform(command, source=Source.SCREEN).result.id


def _bill(backend: Backend, sale: int) -> int:
    command = Bill(parts=(BillPart(sale=sale),), request_id=uuid4().hex)
    return backend.services.perform(command, source=Source.SCREEN).result.action_id
