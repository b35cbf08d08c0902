"""The search tables: kept in the same transaction as the data, rebuilt and verified.

The rowid of a client's document says how recently the client was spoken to: the instant in
milliseconds, or, for those never spoken to, a small number that counts up. So the newest come
first in the order of rowids, and sorting costs nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection

from smallcrm.db import search_affected, search_document
from smallcrm.domain import clock

_TABLES = (
    # No gaps among the lengths: each beginning is then one look-up, however many words it has.
    # The first letter says where the word is from, so none is asked for alone.
    """CREATE VIRTUAL TABLE search_word USING fts5(words, content='', contentless_delete=1,
        detail='none', prefix='2 3 4 5 6 7 8', tokenize="ascii tokenchars '+#'")""",
    """CREATE VIRTUAL TABLE search_part USING fts5(own, bought, content='', contentless_delete=1,
        detail='full', tokenize='trigram case_sensitive 1')""",
    "CREATE VIRTUAL TABLE search_word_terms USING fts5vocab(search_word, 'row')",
    "CREATE VIRTUAL TABLE search_word_places USING fts5vocab(search_word, 'instance')",
)
_NAMES = ("search_word_places", "search_word_terms", "search_part", "search_word")
_BATCH = 500
# Rowids below are of clients that were never spoken to, those above are instants.
_FIRST_INSTANT = 10_000_000_000
# How much FTS5 gathers before it writes a segment: fewer, larger segments when there is much.
_USUAL_GATHERED, _MUCH_GATHERED = 1 << 20, 1 << 24
_MUCH = 5000
_PUT_WORDS = "INSERT OR REPLACE INTO search_word(rowid, words) VALUES (?, ?)"
_PUT_PARTS = "INSERT OR REPLACE INTO search_part(rowid, own, bought) VALUES (?, ?, ?)"


def create(connection: Connection) -> None:
    """Make the search tables (the first migration calls this)."""
    for sql in _TABLES:
        connection.exec_driver_sql(sql)


def drop(connection: Connection) -> None:
    """Take the search tables away."""
    for name in _NAMES:
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {name}")


def apply(
    connection: Connection,
    action_id: int,
    *,
    country: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Index again what an action changed, inside its transaction.

    `country` is taken for the caller's sake: the keys of numbers stand in the rows already.
    `progress` hears how many documents are made, of how many.
    """
    del country
    reindex(connection, search_affected.affected_clients(connection, action_id), progress)


def reindex(
    connection: Connection,
    client_ids: Collection[int],
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Make the documents of these clients anew; of those that are gone, remove them."""
    if not client_ids:
        return
    much = len(client_ids) > _MUCH
    if much:
        _gather(connection, _MUCH_GATHERED)
    done = 0
    for batch in _batches(sorted(client_ids)):
        if progress is not None:
            progress(done, len(client_ids))
        _index(connection, batch)
        done += len(batch)
    if much:
        _gather(connection, _USUAL_GATHERED)


def touch(connection: Connection, client_id: int, at: datetime) -> None:
    """Note that a client was spoken to or looked after: they come first from now on.

    Does nothing where they were spoken to later than `at`.
    """
    row = connection.exec_driver_sql(
        "SELECT seq, spoken_at FROM search_document WHERE client_id = ?", (client_id,)
    ).first()
    if row is not None and row[1] is not None and row[1] >= clock.to_text(at):
        return
    seq = max(int(at.timestamp() * 1000), _FIRST_INSTANT)
    while connection.exec_driver_sql("SELECT 1 FROM search_document WHERE seq = ?", (seq,)).first():
        seq += 1
    if row is None:
        connection.exec_driver_sql(
            "INSERT INTO search_document (seq, client_id, spoken_at) VALUES (?, ?, ?)",
            (seq, client_id, clock.to_text(at)),
        )
    else:
        _delete(connection, [row[0]])
        connection.exec_driver_sql(
            "UPDATE search_document SET seq = ?, spoken_at = ? WHERE client_id = ?",
            (seq, clock.to_text(at), client_id),
        )
    _index(connection, [client_id])


def remove(connection: Connection, client_ids: Collection[int]) -> None:
    """Take clients out of the search."""
    known = connection.exec_driver_sql(
        "SELECT seq FROM search_document WHERE client_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(client_ids)),),
    ).scalars()
    gone = list(known)
    _delete(connection, gone)
    connection.exec_driver_sql(
        "DELETE FROM search_document WHERE seq IN (SELECT value FROM json_each(?))",
        (json.dumps(gone),),
    )


def rebuild(connection: Connection) -> None:
    """Make the whole index anew; who was spoken to when is kept."""
    drop(connection)
    create(connection)
    connection.exec_driver_sql(
        "DELETE FROM search_document WHERE client_id NOT IN (SELECT id FROM client)"
    )
    connection.exec_driver_sql(
        "INSERT INTO search_document (seq, client_id)"
        " SELECT (SELECT coalesce(max(seq), 0) FROM search_document WHERE seq < ?)"
        " + row_number() OVER (ORDER BY id), id"
        " FROM client WHERE id NOT IN (SELECT client_id FROM search_document)",
        (_FIRST_INSTANT,),
    )
    _gather(connection, _MUCH_GATHERED)
    # In the order of rowids: FTS5 must write out what it gathered whenever one goes back.
    ids = connection.exec_driver_sql("SELECT client_id FROM search_document ORDER BY seq")
    for batch in _batches(ids.scalars().all()):
        _index(connection, batch)
    for table in ("search_word", "search_part"):
        connection.exec_driver_sql(f"INSERT INTO {table}({table}) VALUES ('optimize')")
    _gather(connection, _USUAL_GATHERED)


def verify(connection: Connection, *, limit: int = 20) -> tuple[tuple[str, int], ...]:
    """Compare the index with what the rows would make: (code, client or rowid), none if sound.

    Codes: `missing` (a client without a document), `stale` (an outdated one), `orphan` (one of
    a client that is gone).
    """
    problems: list[tuple[str, int]] = []
    seqs: dict[int, int] = dict(
        connection.exec_driver_sql("SELECT client_id, seq FROM search_document").all()
    )
    held = {
        rowid: term
        for term, rowid in connection.exec_driver_sql(
            "SELECT term, doc FROM search_word_places WHERE term >= ? AND term < ?",
            (search_document.CHECK, chr(ord(search_document.CHECK) + 1)),
        )
    }
    parts = set(connection.exec_driver_sql("SELECT id FROM search_part_docsize").scalars())
    clients = connection.exec_driver_sql("SELECT id FROM client ORDER BY id").scalars().all()
    expected: set[int] = set()
    for batch in _batches(clients):
        for client_id, source in search_document.read(connection, batch).items():
            seq = seqs.get(client_id)
            if seq is None or seq not in held or seq not in parts:
                problems.append(("missing", client_id))
            elif held[seq] != search_document.make(source).check:
                problems.append(("stale", client_id))
            if seq is not None:
                expected.add(seq)
        if len(problems) >= limit:
            return tuple(problems[:limit])
    orphans = (set(seqs.values()) | set(held) | parts) - expected
    problems.extend(("orphan", seq) for seq in sorted(orphans))
    return tuple(problems[:limit])


def _index(connection: Connection, client_ids: Sequence[int]) -> None:
    """Make these documents; ids of clients that are gone are removed."""
    sources = search_document.read(connection, client_ids)
    gone = [client_id for client_id in client_ids if client_id not in sources]
    if gone:
        remove(connection, gone)
    if not sources:
        return
    documents = []
    for client_id, seq in _places(connection, sources).items():
        document = search_document.make(sources[client_id])
        documents.append((seq, document.words, document.own, document.bought))
    documents.sort()
    connection.exec_driver_sql(_PUT_WORDS, [(row[0], row[1]) for row in documents])
    connection.exec_driver_sql(_PUT_PARTS, [(row[0], row[2], row[3]) for row in documents])


def _places(connection: Connection, client_ids: Collection[int]) -> dict[int, int]:
    """Return each client's rowid, a new one for those that have none yet."""
    places: dict[int, int] = dict(
        connection.exec_driver_sql(
            "SELECT client_id, seq FROM search_document"
            " WHERE client_id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(client_ids)),),
        ).all()
    )
    fresh = sorted(client_id for client_id in client_ids if client_id not in places)
    if fresh:
        last = connection.exec_driver_sql(
            "SELECT max(seq) FROM search_document WHERE seq < ?", (_FIRST_INSTANT,)
        ).scalar()
        new = list(enumerate(fresh, start=int(last or 0) + 1))
        connection.exec_driver_sql(
            "INSERT INTO search_document (seq, client_id) VALUES (?, ?)", new
        )
        places.update((client_id, seq) for seq, client_id in new)
    return places


def _delete(connection: Connection, seqs: Sequence[int]) -> None:
    if seqs:
        rows = [(seq,) for seq in seqs]
        connection.exec_driver_sql("DELETE FROM search_word WHERE rowid = ?", rows)
        connection.exec_driver_sql("DELETE FROM search_part WHERE rowid = ?", rows)


def _gather(connection: Connection, size: int) -> None:
    for table in ("search_word", "search_part"):
        connection.exec_driver_sql(
            f"INSERT INTO {table}({table}, rank) VALUES ('hashsize', ?)",
            (size,),
        )


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _BATCH):
        yield ids[start : start + _BATCH]
