"""A bank statement of 2,000 bookings: taken in, and whose they may be, against bare SQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from tests.benchmarks import data, replay
from tests.benchmarks.common import Context, Row, Times, against

from smallcrm.db.connection import connect
from smallcrm.domain.enums import Source
from smallcrm.domain.statements import Statement, StatementLine
from smallcrm.services.commands import ImportStatement

_BOOKINGS = 2000
_TURNS = 3
_ACCOUNT = "DE89370400440532013000"
_OWING = """
    SELECT client.name, sale.number, sale.total_minor - sale.paid_minor, sale.currency
    FROM sale JOIN client ON client.id = sale.client_id
    WHERE paid_minor < total_minor AND status <> 'cancelled'
    ORDER BY sale.id * 7919 % 100003 LIMIT ?
"""


def run(context: Context) -> list[Row]:
    """Take bookings in, half of them with the number of a sale, and ask whose they are."""
    folder = data.copied(context.database, context.scratch / "data")
    other = data.copied(context.database, context.scratch / "bare")
    backend = data.opened(folder)
    raw, bare_raw = (connect(one / context.database.name) for one in (folder, other))
    command = ImportStatement(statements=_statements(raw), file_name="statement.xml")
    taken, bare = Times(), Times()
    # What is looked at first brings the modules in that it needs.
    backend.services.perform(replace(command, dry_run=True), source=Source.IMPORT)
    with taken.one():
        done = backend.services.perform(command, source=Source.IMPORT).result
    statements = replay.writes(raw, done.action_id)
    bare.measure(lambda: replay.write(bare_raw, statements))
    suggested, read = replay.reads(backend, raw, backend.queries.bank_suggestions, _TURNS)
    found = backend.queries.bank_suggestions()
    for connection in (raw, bare_raw):
        connection.close()
    backend.close()
    sure = sum(one.sure for one in found)
    what = f"{_BOOKINGS:,} bookings of a statement taken in"
    whose = f"whose {len(found):,} bookings may be ({sure:,} surely)"
    return [
        against(what, taken.cpu, "the same rows and journal, bare", bare.cpu),
        against(whose, suggested.cpu, "the same SQL, bare", read.cpu),
    ]


def _statements(raw: Any) -> tuple[Statement, ...]:
    """Make bookings of what is owed, a statement for each currency."""
    lines: dict[str, list[StatementLine]] = {}
    day = date(2026, 5, 4)
    for place, (name, number, minor, currency) in enumerate(raw.execute(_OWING, (_BOOKINGS,))):
        lines.setdefault(currency, []).append(
            StatementLine(
                booked_on=day + timedelta(days=place % 20),
                amount_minor=minor,
                currency=currency,
                name=name,
                reference=f"Invoice {number}" if place % 2 else "With thanks",
                bank_id=f"B{place:06d}",
            )
        )
    return tuple(
        Statement(account=_ACCOUNT + currency, currency=currency, lines=tuple(found))
        for currency, found in lines.items()
    )
