"""What every action asks of the journal is found by the action, however long the journal is."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import event
from tests import factories

from smallcrm.app import Backend
from smallcrm.domain.enums import Level
from smallcrm.services.commands import (
    AddClient,
    AddLevelRule,
    AddRewardRule,
    AddSale,
    Command,
    EditReferral,
    LineInput,
    RemoveReferral,
    SetReward,
    TakePayment,
    Undo,
)


def _rewarded(client: int) -> Iterator[Command]:
    """Send somebody who buys, by rules of each kind, and then by somebody else."""
    for name in ("Bob Tan", "Cem Oz"):
        yield AddClient(name=name, referred_by=client)
    for fields in ({"first_sales": None}, {"cap": Decimal(9)}, {"year_cap": Decimal(9)}):
        yield AddRewardRule(name="Ten percent", percent=Decimal(10), **fields)
        yield AddSale(client=client + 1, title="Chairs", amount=Decimal(100))
        yield TakePayment(client=client + 1, amount=Decimal(100))
    yield SetReward(referral=1, amount=Decimal(1), reason="so said")
    yield AddLevelRule(level=Level.VIP, paid=Decimal(5), within_months=12)
    yield AddLevelRule(level=Level.PREFERRED, referrals_won=1)
    yield TakePayment(client=client + 1, amount=Decimal(100))
    yield EditReferral(referral=1, counterpart=client + 2, reason="so said")
    yield RemoveReferral(referral=1)


def test_no_write_reads_all_that_ever_changed_of_a_table(backend: Backend) -> None:
    seen: list[tuple[str, object]] = []

    def keep(_c, _cursor, sql, parameters, *_):
        seen.append((sql, parameters))

    writer = backend.database._writer
    event.listen(writer, "before_cursor_execute", keep)
    client = factories.outcome(backend, AddClient(name="Ann Lee")).result.id
    lines = (LineInput(description="Chair"),)
    factories.outcome(backend, AddSale(client=client, title="Chairs", lines=lines))
    for rewarded in _rewarded(client):
        factories.outcome(backend, rewarded)
    factories.outcome(backend, Undo())
    factories.outcome(backend, Undo())
    event.remove(writer, "before_cursor_execute", keep)
    asked = [(sql, values) for sql, values in seen if "change" in sql and "SELECT" in sql]
    assert asked
    with backend.database.read("plan") as connection:
        for sql, values in asked:
            plan = [
                row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
            ]
            whole = [
                line for line in plan if "change" in line and ("SCAN" in line or "(tbl=?)" in line)
            ]
            assert not whole, (sql, plan)
