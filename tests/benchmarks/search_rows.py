"""The search by itself, as rows of the table: the same SQL on a bare connection, and growth.

`python -m tests.benchmarks.search` has a file of its own and says what lies behind the figures.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import event
from tests.benchmarks import data
from tests.benchmarks.common import Context, Row, Times, against, within

from smallcrm.db.connection import connect, engine_for
from smallcrm.queries.client_search import search

_SMALL = 10_000
_WORDS, _LONGEST = 150, 12
_BARE, _GROWTH = 1.5, 4.0
_LARGE, _HALF_FRAME, _FRAME = 500_000, 0.008, 0.016
_SOURCES = (
    "SELECT name FROM client",
    "SELECT name_sort FROM client",
    "SELECT organisation FROM client WHERE organisation IS NOT NULL",
    "SELECT substr(typed_key, -7) FROM phone_number",
    "SELECT typed_key FROM phone_number",
    "SELECT number FROM sale",
    "SELECT title FROM sale",
)


def run(context: Context) -> list[Row]:
    """Type beginnings of what is in the file, and the same kinds in a small file."""
    ours, bare = _measure(context.database)
    small, _ = _measure(data.folder(_SMALL) / context.database.name)
    most = _HALF_FRAME if context.clients <= _LARGE else _FRAME
    return [
        against("search, 20 hits", ours.cpu, "the same SQL, bare", bare.cpu, _BARE),
        _of_totals(ours, bare),
        within("search, 20 hits", ours.cpu, most, "half a frame" if most < _FRAME else "a frame"),
        against(
            f"search at {context.clients:,} clients", ours.cpu,
            f"at {_SMALL:,}", small.cpu, _GROWTH,
        ),
    ]  # fmt: skip


def _of_totals(ours: Times, bare: Times) -> Row:
    whole, least = sum(ours.cpu), sum(bare.cpu)
    return Row(
        f"all of {len(ours.cpu)} searches",
        f"{whole:.2f} s",
        f"the same SQL, bare: {least:.2f} s",
        whole / least,
        f"≤ {_BARE:g}×",
        whole <= _BARE * least,
    )


def words(database: Any, count: int) -> list[str]:
    """Return what somebody might look for, in no order."""
    connection = connect(database, readonly=True)
    found = [
        str(row[0]).lower()
        for sql in _SOURCES
        for row in connection.execute(
            f"{sql} ORDER BY id * 7919 % 100003 LIMIT ?", (count // len(_SOURCES) + 1,)
        )
    ]
    connection.close()
    random.Random(3).shuffle(found)
    return found[:count]


def _measure(database: Any) -> tuple[Times, Times]:
    keys = [
        word[:end]
        for word in words(database, _WORDS)
        for end in range(1, min(len(word), _LONGEST) + 1)
    ]
    engine = engine_for(database, readonly=True)
    today = datetime.now(UTC).date()
    statements: list[tuple[str, Sequence[Any]]] = []
    ours, bare = Times(), Times()
    with engine.connect() as connection, connection.begin():

        def keep(_c: Any, _cur: Any, sql: str, parameters: Any, _ctx: Any, _many: Any) -> None:
            statements.append((sql, parameters))

        event.listen(connection, "before_cursor_execute", keep)
        raw = connection.connection.driver_connection
        assert raw is not None
        for key in keys:  # warms the pages
            search(connection, key, limit=20, today=today)
        for key in keys:
            statements.clear()
            with ours.one():
                search(connection, key, limit=20, today=today)
            with bare.one():
                for sql, parameters in statements:
                    raw.execute(sql, parameters).fetchall()
    engine.dispose()
    return ours, bare
