"""Today, and the rows of every tab: the first at once, then the order of all; the same SQL bare."""

from __future__ import annotations

from tests.benchmarks import data, replay
from tests.benchmarks.common import Context, Row, against

from smallcrm.db.connection import connect
from smallcrm.queries.order import Order

# A tab, and a sort that its rows are shown in.
_TABS = (("sales", "on"), ("quotes", "on"), ("invoices", "on"), ("products", "name"),
         ("contracts", "ends"))  # fmt: skip
_SHOWN, _TURNS = 50, 9


def run(context: Context) -> list[Row]:
    """Ask for Today, and for the newest rows and the whole order of each tab that has any."""
    backend = data.opened(context.data)
    raw = connect(context.database, readonly=True)
    today, today_bare = replay.reads(backend, raw, backend.queries.today, _TURNS)
    rows = [against("Today, all of it", today.cpu, "the same SQL, bare", today_bare.cpu)]
    for tab, sort in _TABS:
        order = Order(sort, descending=True)
        count = len(backend.queries.row_ids(tab, order, slot="count"))
        if not count:
            continue
        first, first_bare = replay.reads(
            backend,
            raw,
            lambda: backend.queries.first_rows(tab, order, limit=_SHOWN, slot=f"first {tab}"),  # noqa: B023
            _TURNS,
        )
        ordered, ordered_bare = replay.reads(
            backend,
            raw,
            lambda: backend.queries.row_ids(tab, order, slot=f"all {tab}"),  # noqa: B023
            _TURNS,
        )
        what = "the same SQL, bare"
        rows += [
            against(f"{tab}: the first {_SHOWN} rows", first.cpu, what, first_bare.cpu),
            against(f"{tab}: the order of all {count:,}", ordered.cpu, what, ordered_bare.cpu),
        ]
    raw.close()
    backend.close()
    return rows
