"""The sales report and the overdue list, read from a file of very many sales."""

from __future__ import annotations

from datetime import date
from functools import partial

from tests.benchmarks import data, replay
from tests.benchmarks.common import Context, Row, Times, against

from smallcrm.app import Backend
from smallcrm.db.connection import connect

_TURNS = 5
_YEAR = date(2026, 1, 1)
# Every line is looked at by its product and its sale's discount: twice its fetching is for that.
_REPORT = 3.0
# A row of the list is ten amounts and three days.
_LIST = 4.0
_SCAN = "SELECT sum(sale.total_minor), (SELECT sum(net_minor) FROM sale_line) FROM sale NOT INDEXED"


def run(context: Context) -> list[Row]:
    """Read the report of all time and of a year, and the list, each beside its statements bare."""
    raw = connect(context.database, readonly=True)
    sales, lines = raw.execute(
        "SELECT (SELECT count(*) FROM sale), (SELECT count(*) FROM sale_line)"
    ).fetchone()
    bare = f"its statements alone ({sales:,} sales, {lines:,} lines)"
    scan = Times()
    for _ in range(_TURNS):
        scan.measure(lambda: raw.execute(_SCAN).fetchall())
    rows = []
    for name, since in (("all time", None), ("a year", _YEAR)):
        backend = data.opened(context.data)
        read = partial(_report, backend, since)
        ours, theirs = replay.reads(backend, raw, read, _TURNS)
        backend.close()
        what = f"the sales report of {name}, read"
        rows.append(against(what, ours.cpu, bare, theirs.cpu, _REPORT))
        rows.append(against(what, ours.cpu, "a sum over all sales and lines", scan.cpu))
    backend = data.opened(context.data)
    ours, theirs = replay.reads(backend, raw, backend.queries.overdue_rows, _TURNS)
    backend.close()
    rows.append(against("the overdue list, read", ours.cpu, bare, theirs.cpu, _LIST))
    raw.close()
    return rows


def _report(backend: Backend, since: date | None) -> object:
    return backend.queries.sales_report(since)
