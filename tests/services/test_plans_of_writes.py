"""What every action asks of the journal is found by the action, however long the journal is."""

from __future__ import annotations

from sqlalchemy import event
from tests import factories

from smallcrm.app import Backend
from smallcrm.services.commands import AddClient, AddSale, LineInput, Undo


def test_no_write_reads_all_that_ever_changed_of_a_table(backend: Backend) -> None:
    seen: list[tuple[str, object]] = []

    def keep(_c, _cursor, sql, parameters, *_):
        seen.append((sql, parameters))

    writer = backend.database._writer
    event.listen(writer, "before_cursor_execute", keep)
    client = factories.outcome(backend, AddClient(name="Ann Lee")).result.id
    lines = (LineInput(description="Chair"),)
    factories.outcome(backend, AddSale(client=client, title="Chairs", lines=lines))
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
