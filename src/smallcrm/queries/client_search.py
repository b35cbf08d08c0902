"""The search box: who is meant by the few letters or digits typed so far.

The likeliest come first: an exact number, the whole name, the beginning of a name, then the rest;
within each those spoken to lately. Each step is asked only while the list has room. Documents
stand in the order of recency, so that no step sorts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

from sqlalchemy import Connection

from smallcrm.db import search_document
from smallcrm.db.settings import read_settings
from smallcrm.domain import keys
from smallcrm.queries import search_spelling, search_terms
from smallcrm.queries.phone_lookup import same_numbers
from smallcrm.queries.search_hits import hits
from smallcrm.queries.search_terms import FEW_DIGITS, Query
from smallcrm.queries.shapes import ClientHit, SearchResult

_CANDIDATES = 20
_FEW = 3
_LAST = "\U0010ffff"
_WORDS = """
    SELECT rowid FROM search_word WHERE search_word MATCH ? ORDER BY rowid DESC LIMIT ?
"""
_PARTS = """
    SELECT rowid FROM search_part WHERE search_part MATCH ? ORDER BY rowid DESC LIMIT ?
"""
_PARTS_AND_WORDS = """
    SELECT search_part.rowid FROM search_part CROSS JOIN search_word
    ON search_word.rowid = search_part.rowid
    WHERE search_part MATCH ? AND search_word MATCH ? ORDER BY search_part.rowid DESC LIMIT ?
"""
_RECENT = """
    SELECT client_id FROM search_document WHERE spoken_at IS NOT NULL
    ORDER BY spoken_at DESC LIMIT ?
"""
_WHOLE_NAME = """
    SELECT search_document.seq FROM client JOIN search_document ON client_id = client.id
    WHERE client.name_sort = ? ORDER BY search_document.seq DESC LIMIT ?
"""
_NAMES_AT = """
    SELECT search_document.seq, client.name FROM search_document
    JOIN client ON client.id = client_id
    WHERE search_document.seq IN (SELECT value FROM json_each(?))
"""
_PLACES = """
    SELECT seq FROM search_document WHERE client_id IN (SELECT value FROM json_each(?))
    ORDER BY seq DESC
"""
_CLIENTS = """
    SELECT seq, client_id FROM search_document WHERE seq IN (SELECT value FROM json_each(?))
"""
# The exact ones first, then what begins so; each by an index, whatever the case it is typed in.
_NUMBERS = """
    SELECT 0, id, code FROM client WHERE code IN (SELECT value FROM json_each(:exact))
    UNION ALL
    SELECT 0, client_id, number FROM sale WHERE number IN (SELECT value FROM json_each(:exact))
    UNION ALL
    SELECT 0, client_id, external_number FROM sale
    WHERE external_number IN (SELECT value FROM json_each(:exact))
    UNION ALL
    SELECT 1, client_id, number FROM (
        SELECT client_id, number FROM sale WHERE number >= :low AND number < :low_end
        ORDER BY number DESC LIMIT :limit)
    UNION ALL
    SELECT 1, client_id, number FROM (
        SELECT client_id, number FROM sale WHERE number >= :high AND number < :high_end
        ORDER BY number DESC LIMIT :limit)
    UNION ALL
    SELECT 1, client_id, external_number FROM (
        SELECT client_id, external_number FROM sale
        WHERE external_number >= :low AND external_number < :low_end
        ORDER BY external_number DESC LIMIT :limit)
    UNION ALL
    SELECT 1, client_id, external_number FROM (
        SELECT client_id, external_number FROM sale
        WHERE external_number >= :high AND external_number < :high_end
        ORDER BY external_number DESC LIMIT :limit)
    UNION ALL
    SELECT 2, client_id, number FROM sale WHERE number IN (SELECT value FROM json_each(:tail))
"""


@dataclass(slots=True)
class _Hits:
    """The places of documents found so far, the likeliest first, no more than are wanted."""

    connection: Connection
    wanted: int
    seqs: dict[int, None] = field(default_factory=dict)

    @property
    def full(self) -> bool:
        return len(self.seqs) >= self.wanted

    def add(self, seqs: Iterable[int]) -> None:
        for seq in seqs:
            if self.full:
                return
            self.seqs[seq] = None

    def words(self, expression: str) -> None:
        self._run(_WORDS, expression)

    def parts(self, expression: str) -> None:
        self._run(_PARTS, expression)

    def parts_and_words(self, part: str, words: str) -> None:
        self._run(_PARTS_AND_WORDS, part, words)

    def clients(self, client_ids: Iterable[int]) -> None:
        wanted = json.dumps(list(client_ids))
        if not self.full and wanted != "[]":
            self.add(self.connection.exec_driver_sql(_PLACES, (wanted,)).scalars())

    def whole_name(self, query: Query) -> None:
        """Add the clients whose name is what was typed, the whole of it."""
        if self.full or not query.terms:
            return
        if not any(term.is_cjk for term in query.terms):
            self._run(_WHOLE_NAME, keys.sort_key(query.text))
            return
        # By sound would not do: the characters must be the same.
        typed = "".join(keys.words(query.text))
        likely = self.connection.exec_driver_sql(
            _WORDS, (search_terms.exactly(query.terms[0].word, search_document.NAME), self.wanted)
        ).scalars()
        names = self.connection.exec_driver_sql(_NAMES_AT, (json.dumps(list(likely)),))
        self.add(
            sorted((seq for seq, name in names if "".join(keys.words(name)) == typed), reverse=True)
        )

    def client_ids(self) -> list[int]:
        """Return the clients of the places, in their order."""
        rows = self.connection.exec_driver_sql(_CLIENTS, (json.dumps(list(self.seqs)),))
        clients: dict[int, int] = {seq: client_id for seq, client_id in rows}  # noqa: C416
        return [clients[seq] for seq in self.seqs if seq in clients]

    def _run(self, sql: str, *parameters: str) -> None:
        if not self.full:
            # Some of what comes may be known already: ask for that much more.
            limit = self.wanted + len(self.seqs)
            self.add(self.connection.exec_driver_sql(sql, (*parameters, limit)).scalars())


def search(connection: Connection, text: str, *, limit: int, today: date) -> SearchResult:
    """Find clients as the search box does; empty text: those spoken to last.

    Any text is allowed; what has no letter, digit or sign in it finds nothing.
    """
    query = _parsed(connection, text)
    if not query.text:
        recent = connection.exec_driver_sql(_RECENT, (limit + 1,)).scalars().all()
        shown = hits(connection, query, recent[:limit], today=today)
        return SearchResult(text, shown, more=len(recent) > limit)
    found = _Hits(connection, limit + 1)
    numbers = _numbers(connection, query, today)
    _fill(found, query, numbers)
    client_ids = found.client_ids()
    shown_ids = client_ids[:limit]
    named = {client_id: number for _, client_id, number in reversed(numbers)}
    shown = hits(connection, query, shown_ids, today=today, numbers=named)
    return SearchResult(text, shown, more=len(client_ids) > limit)


def resolve(connection: Connection, text: str, *, today: date) -> tuple[ClientHit, ...]:
    """Return the clients that a QUERY means: those of the first rank that is not empty."""
    query = _parsed(connection, text)
    for rank in _ranks(query):
        found = _Hits(connection, _CANDIDATES)
        rank(found)
        if found.seqs:
            return hits(connection, query, found.client_ids(), today=today)
    return ()


def _parsed(connection: Connection, text: str) -> Query:
    clean = text.encode("utf-8", "ignore").decode().replace("\0", " ")
    country = ""
    if any(character.isdecimal() for character in clean[:200]):
        country = read_settings(connection).country
    return search_terms.parse(clean, country)


def _fill(found: _Hits, query: Query, numbers: list[tuple[int, int, str]]) -> None:
    """Take one step after the other while there is room."""
    number = query.number
    if number is not None:
        found.clients(same_numbers(found.connection, number))
    found.clients(client_id for rank, client_id, _ in numbers if rank == 0)
    if number is not None and len(query.digits) >= FEW_DIGITS:
        found.words(search_terms.ends_number(number.typed_key))
    if query.terms:
        found.whole_name(query)
        found.words(
            search_terms.all_of([search_terms.begins(t, search_terms.NAMES) for t in query.terms])
        )
    found.clients(client_id for rank, client_id, _ in numbers if rank > 0)
    if query.terms:
        found.words(search_terms.anywhere(query, search_terms.ALL))
    if number is not None:
        found.words(search_terms.ends_number(number.typed_key))
    _fill_parts(found, query, own=False)
    if len(found.seqs) < _FEW:
        _fill_misspelt(found, query)


def _fill_parts(found: _Hits, query: Query, *, own: bool) -> None:
    """Add what has the terms inside its words; where not all are, the others begin a word."""
    places = search_terms.OWN if own else search_terms.ALL
    if query.number is not None and len(query.digits) >= FEW_DIGITS:
        found.parts(search_terms.digits_part(query.digits))
    inside = [term for term in query.terms if term.has_parts]
    for count in range(min(len(inside), 2), 0, -1):
        for chosen in combinations(inside, count):
            others = tuple(term for term in query.terms if term not in chosen)
            parts = search_terms.all_of([search_terms.part(term, own=own) for term in chosen])
            if others:
                rest = search_terms.anywhere(Query("", others, None), places)
                found.parts_and_words(parts, rest)
            else:
                found.parts(parts)


def _fill_misspelt(found: _Hits, query: Query) -> None:
    alternatives = search_spelling.alternatives(found.connection, query.terms)
    if not alternatives:
        return
    parts = []
    for term in query.terms:
        meant = search_terms.anywhere(Query("", (term,), None), search_terms.ALL)
        if term in alternatives:
            meant = search_terms.either([meant, search_terms.spelt(alternatives[term])])
        parts.append(meant)
    found.words(search_terms.all_of(parts))


def _numbers(connection: Connection, query: Query, today: date) -> list[tuple[int, int, str]]:
    """Find clients by a number of theirs or of a sale: (0 exact or 1 and 2 begun, client, it)."""
    text = query.text
    low, high = text.lower(), text.upper()
    begun = len(text) >= FEW_DIGITS and any(character.isdecimal() for character in text)
    tail = [f"S-{text}"] if text[:4].isdecimal() and "-" in text else []
    if text.isascii() and text.isdigit():
        # 93: of this year or the last, as their own papers name it.
        tail = [f"S-{year}-{text.zfill(4)}" for year in (today.year, today.year - 1)]
    parameters = {
        "exact": json.dumps(list({text, low, high})),
        "tail": json.dumps(tail),
        "low": low,
        "low_end": low + _LAST if begun else low,
        "high": high,
        "high_end": high + _LAST if begun and high != low else high,
        "limit": _CANDIDATES,
    }
    rows = connection.exec_driver_sql(_NUMBERS, parameters)
    return sorted((row[0], row[1], row[2]) for row in rows)


def _ranks(query: Query) -> Iterator[Callable[[_Hits], None]]:
    """Yield what decides which clients a QUERY means, the strongest first; their own data only."""
    number = query.number
    if number is not None:
        yield lambda found: found.clients(same_numbers(found.connection, number))
    if not query.terms:
        return
    yield lambda found: found.whole_name(query)
    begins = search_terms.anywhere(query, search_terms.BEGINNINGS)
    inside = search_terms.anywhere(query, search_terms.OWN)
    if number is not None:
        ends = search_terms.ends_number(number.typed_key)
        begins = search_terms.either([begins, ends])
        inside = search_terms.either([inside, ends])
    yield lambda found: found.words(begins)

    def any_part(found: _Hits) -> None:
        found.words(inside)
        _fill_parts(found, query, own=True)

    yield any_part
