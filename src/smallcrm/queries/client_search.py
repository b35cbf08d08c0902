"""The search box: who is meant by the few letters or digits typed so far.

The likeliest come first: an exact number, the whole name, the beginning of a name, what else is
the client's own, then the rest; within each those spoken to lately. Each step is asked only while
the list has room. Documents stand in the order of recency, so that no step sorts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import combinations

from sqlalchemy import Connection

from smallcrm.db import search_document
from smallcrm.db.settings import read_settings
from smallcrm.domain import keys, number_patterns
from smallcrm.domain.settings import FileSettings
from smallcrm.queries import search_spelling, search_terms
from smallcrm.queries.phone_lookup import same_numbers
from smallcrm.queries.search_hits import hits
from smallcrm.queries.search_terms import FEW_DIGITS, Query, Term
from smallcrm.queries.shapes import ClientHit, MatchKind, SearchResult

_CANDIDATES = 20
_FEW = 3
_LONGEST_TAIL = 9
# Q-2026-0012 rev 3: found by its number, which all revisions have.
_REVISION = re.compile(r"\s+rev\.?\s*\d*$", re.IGNORECASE)
_LAST = "\U0010ffff"
# The client of a place in the search tables, looked up for the rows that are shown and no others.
_WORDS = """
    SELECT (SELECT client_id FROM search_document WHERE seq = search_word.rowid)
    FROM search_word WHERE search_word MATCH ? ORDER BY search_word.rowid DESC LIMIT ?
"""
_PARTS = """
    SELECT (SELECT client_id FROM search_document WHERE seq = search_part.rowid)
    FROM search_part WHERE search_part MATCH ? ORDER BY search_part.rowid DESC LIMIT ?
"""
_PART_PLACES = """
    SELECT rowid FROM search_part WHERE search_part MATCH ? ORDER BY rowid DESC LIMIT 1000
"""
_WORD_PLACES = """
    SELECT rowid FROM search_word WHERE search_word MATCH ? AND rowid >= ?
    ORDER BY rowid DESC LIMIT 4000
"""
_AT = """
    SELECT client_id FROM search_document WHERE seq IN (SELECT value FROM json_each(?))
    ORDER BY seq DESC
"""
_ANY = "SELECT EXISTS (SELECT 1 FROM search_word WHERE search_word MATCH ?)"
_RECENT = """
    SELECT client_id FROM search_document WHERE spoken_at IS NOT NULL
    ORDER BY spoken_at DESC LIMIT ?
"""
_WHOLE_NAME = """
    SELECT client.id FROM client JOIN search_document ON client_id = client.id
    WHERE client.name_sort = :name ORDER BY search_document.seq DESC LIMIT :limit
"""
_NAME_BEGUN = """
    SELECT (SELECT client_id FROM search_document WHERE seq = search_word.rowid) AS client_id
    FROM search_word WHERE search_word MATCH :names ORDER BY search_word.rowid DESC LIMIT :limit
"""
_NAMES = "SELECT id, name FROM client WHERE id IN (SELECT value FROM json_each(?))"
_BY_RECENCY = """
    SELECT client_id FROM search_document WHERE client_id IN (SELECT value FROM json_each(?))
    ORDER BY seq DESC
"""
_EXACT, _BEGUN, _WHOLE, _NAMED = range(4)
# Paper by its number or what it begins with, in the case it is typed in, in small or in capital
# letters. Written as ranges, exact ones too: where few sales have an external number, SQLite takes
# an equality for half the table, and reads it all.
_FROM_OUTSIDE = (MatchKind.SALE_NUMBER, "sale", "external_number", "1")
# No number that is given here is without a digit; one from outside may be.
_OF_LETTERS = (_FROM_OUTSIDE,)
_OF_DIGITS = (
    (MatchKind.SALE_NUMBER, "sale", "number", "1"),
    _FROM_OUTSIDE,
    (MatchKind.QUOTE_NUMBER, "quote", "number", "is_latest = 1"),
    (MatchKind.INVOICE_NUMBER, "invoice", "number", "1"),
)
_Paper = tuple[MatchKind, str, str, str]


@cache
def _asked_first(
    papers: tuple[_Paper, ...], exact: tuple[str, ...], begun: tuple[str, ...], *, tails: bool
) -> str:
    """Write what every key asks for, in one go: numbers, whole names, beginnings of names.

    Only of what can be there: each part, found or not, costs ten microseconds of a search.
    """
    codes = "code IN (SELECT value FROM json_each(:exact))"
    parts = [f"SELECT {_EXACT}, id, code, '{MatchKind.CODE}' FROM client WHERE {codes}"]
    ranges = [
        *((_EXACT, case, f"<= :{case}") for case in exact),
        *((_BEGUN, case, f"< :{case}_end") for case in begun),
    ]
    for kind, table, column, condition in papers:
        if tails and column == "number":
            parts.append(
                f"SELECT {_BEGUN}, client_id, number, '{kind}' FROM {table}"
                f" WHERE {condition} AND number IN (SELECT value FROM json_each(:tail))"
            )
        parts += [
            f"SELECT {rank}, client_id, {column}, '{kind}' FROM ("
            f"SELECT client_id, {column} FROM {table}"
            f" WHERE {condition} AND {column} >= :{case} AND {column} {until}"
            f" ORDER BY {column} DESC LIMIT :limit)"
            for rank, case, until in ranges
        ]
    parts.append(f"SELECT {_WHOLE}, id, NULL, NULL FROM ({_WHOLE_NAME})")
    parts.append(f"SELECT {_NAMED}, client_id, NULL, NULL FROM ({_NAME_BEGUN})")
    return " UNION ALL ".join(parts)


_First = tuple[int, int, str | None, str | None]


@dataclass(slots=True)
class _Hits:
    """The clients found so far, the likeliest first, no more than are wanted."""

    connection: Connection
    wanted: int
    found: dict[int, None] = field(default_factory=dict)

    @property
    def full(self) -> bool:
        """Whether there is room for no more."""
        return len(self.found) >= self.wanted

    def words(self, expression: str) -> None:
        """Add those whose words match, the latest first."""
        self._run(_WORDS, expression)

    def parts(self, expression: str) -> None:
        """Add those with a matching part of a word."""
        self._run(_PARTS, expression)

    def parts_and_words(self, part: str, words: str) -> None:
        """Add those that match in both ways.

        Each side is held to its latest thousands: a match inside one word and at the beginning
        of another is the last resort, and both sides may be everybody.
        """
        inside = _values(self.connection, _PART_PLACES, part)
        if inside:
            beginning = set(_values(self.connection, _WORD_PLACES, words, inside[-1]))
            both = [place for place in inside if place in beginning]
            if both:
                self.take(_values(self.connection, _AT, json.dumps(both)))

    def clients(self, client_ids: Iterable[int]) -> None:
        """Add these, the latest first."""
        wanted = json.dumps(list(client_ids))
        if not self.full and wanted != "[]":
            self.take(_values(self.connection, _BY_RECENCY, wanted))

    def whole_name(self, query: Query) -> None:
        """Add the clients whose name is what was typed, the whole of it."""
        if self.full or not query.terms:
            return
        if not any(term.is_cjk for term in query.terms):
            parameters = {"name": keys.sort_key(query.text), "limit": self.wanted}
            self.take(self.connection.exec_driver_sql(_WHOLE_NAME, parameters).scalars())
            return
        # By sound would not do: the characters must be the same.
        typed = "".join(keys.words(query.text))
        word = search_terms.exactly(query.terms[0].word, search_document.NAME)
        likely = _values(self.connection, _WORDS, word, self.wanted)
        rows = self.connection.exec_driver_sql(_NAMES, (json.dumps(likely),))
        names: dict[int, str] = {client_id: name for client_id, name in rows.all()}  # noqa: C416
        self.take(one for one in likely if "".join(keys.words(names.get(one, ""))) == typed)

    def take(self, client_ids: Iterable[int]) -> None:
        """Add these in this order."""
        for client_id in client_ids:
            if self.full:
                return
            self.found[client_id] = None

    def _run(self, sql: str, *parameters: str) -> None:
        if not self.full:
            # Some of what comes may be known already: ask for that much more.
            limit = self.wanted + len(self.found)
            self.take(_values(self.connection, sql, *parameters, limit))


def _values(connection: Connection, sql: str, *parameters: str | int) -> list[int]:
    rows = connection.exec_driver_sql(sql, parameters).all()
    return [row[0] for row in rows if row[0] is not None]


def search(connection: Connection, text: str, *, limit: int, today: date) -> SearchResult:
    """Find clients as the search box does; empty text: those spoken to last.

    Any text is allowed; what has no letter, digit or sign in it finds nothing.
    """
    query, settings = _parsed(connection, text)
    if not query.text:
        recent = connection.exec_driver_sql(_RECENT, (limit + 1,)).scalars().all()
        shown = hits(connection, query, recent[:limit], today=today)
        return SearchResult(text, shown, more=len(recent) > limit)
    found = _Hits(connection, limit + 1)
    tails = [] if settings is None else _tails(query.text, settings, today)
    first = _first(connection, query, tails, limit=limit + 1)
    _fill(found, query, first)
    client_ids = list(found.found)
    named = {
        client_id: (MatchKind(kind), number)
        for _, client_id, number, kind in reversed(first)
        if number is not None and kind is not None
    }
    shown = hits(connection, query, client_ids[:limit], today=today, numbers=named)
    return SearchResult(text, shown, more=len(client_ids) > limit)


def resolve(connection: Connection, text: str, *, today: date) -> tuple[ClientHit, ...]:
    """Return the clients that a QUERY means: those of the first rank that is not empty."""
    query, _ = _parsed(connection, text)
    for rank in _ranks(query):
        found = _Hits(connection, _CANDIDATES)
        rank(found)
        if found.found:
            return hits(connection, query, list(found.found), today=today)
    return ()


def _parsed(connection: Connection, text: str) -> tuple[Query, FileSettings | None]:
    """Take apart what was typed; the settings are read only where there are digits in it."""
    clean = text.encode("utf-8", "ignore").decode().replace("\0", " ")
    if not any(character.isdecimal() for character in clean[:200]):
        return search_terms.parse(clean, ""), None
    settings = read_settings(connection)
    return search_terms.parse(clean, settings.country), settings


def _fill(found: _Hits, query: Query, first: list[_First]) -> None:
    """Take one step after the other while there is room."""

    def of(wanted: int) -> list[int]:
        return [row[1] for row in first if row[0] == wanted]

    number = query.number
    if number is not None:
        found.clients(same_numbers(found.connection, number))
    found.clients(of(_EXACT))
    if number is not None and len(query.digits) >= FEW_DIGITS:
        found.words(search_terms.ends_number(number.typed_key))
    found.take(of(_WHOLE))
    if any(term.is_cjk for term in query.terms):
        found.whole_name(query)
    found.take(of(_NAMED))
    found.clients(of(_BEGUN))
    if query.terms:
        found.words(search_terms.anywhere(query, search_terms.OWN))
        if came_to := search_terms.amounts(query.text):
            found.words(came_to)
        found.words(search_terms.anywhere(query, search_terms.ALL))
    if number is not None:
        found.words(search_terms.ends_number(number.typed_key))
    _fill_parts(found, query, own=False)
    if len(found.found) < _FEW:
        _fill_misspelt(found, query)


def _fill_parts(found: _Hits, query: Query, *, own: bool) -> None:
    """Add what has the terms inside its words; where not all are, the others begin a word."""
    places = search_terms.OWN if own else search_terms.ALL
    if query.number is not None and len(query.digits) >= FEW_DIGITS:
        found.parts(search_terms.digits_part(query.digits))
    if len(query.terms) > 1 and len(found.found) >= _FEW:
        return
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
    suspect = _unknown(found.connection, query.terms)
    if not suspect and found.found:
        return
    alternatives = search_spelling.alternatives(found.connection, suspect or query.terms)
    if not alternatives:
        return
    parts = []
    for term in query.terms:
        meant = search_terms.anywhere(Query("", (term,), None), search_terms.ALL)
        if term in alternatives:
            meant = search_terms.either([meant, search_terms.spelt(alternatives[term])])
        parts.append(meant)
    found.words(search_terms.all_of(parts))


def _unknown(connection: Connection, terms: Sequence[Term]) -> list[Term]:
    """Return the terms that begin no word of anybody's."""
    if not terms:
        return []
    sql = " UNION ALL ".join([_ANY] * len(terms))
    known = _values(
        connection,
        sql,
        *(search_terms.anywhere(Query("", (term,), None), search_terms.ALL) for term in terms),
    )
    return [term for term, some in zip(terms, known, strict=True) if not some]


def _tails(text: str, settings: FileSettings, today: date) -> list[str]:
    """Return the numbers of papers that a text names shortly: 93, 2026-0093.

    Of this year or the last, as the owner's own papers are numbered.
    """
    found: list[str] = []
    for key in ("numbers.sale", "numbers.quote", "numbers.invoice", "numbers.credit_note"):
        pattern = settings.value(key)
        if text.isascii() and text.isdigit() and len(text) <= _LONGEST_TAIL and int(text):
            last_year = today.replace(year=max(today.year - 1, 1), day=1)
            found += [number_patterns.render(pattern, on, int(text)) for on in (today, last_year)]
        elif text[:4].isdecimal() and "-" in text:
            found.append(pattern.partition("{")[0] + text)
    return list(dict.fromkeys(found))


def _first(
    connection: Connection, query: Query, tails: Sequence[str], *, limit: int
) -> list[_First]:
    """Ask what every key asks: (rank, client, the number by which it is found, of what)."""
    text = _REVISION.sub("", query.text)
    low, high = text.lower(), text.upper()
    digits = any(character.isdecimal() for character in text)
    begun = len(text) >= FEW_DIGITS and digits
    cases = (("typed", text), ("low", low), ("high", high))
    names = [search_terms.begins(term, search_terms.NAMES) for term in query.terms]
    chinese = any(term.is_cjk for term in query.terms)
    parameters = {
        "exact": json.dumps(list(dict.fromkeys((text, low, high)))),
        "tail": json.dumps(tails),
        "typed": text,
        "low": low,
        "low_end": low + _LAST,
        "high": high,
        "high_end": high + _LAST,
        # Chinese by its characters, not by the sound that it sorts by: see `whole_name`.
        "name": None if chinese or not names else keys.sort_key(text),
        "names": search_terms.all_of(names) if names else search_terms.NOTHING,
        "limit": limit,
    }
    # What is written the same in small and in capital letters is looked for once.
    sql = _asked_first(
        _OF_DIGITS if digits else _OF_LETTERS,
        tuple({value: case for case, value in cases}.values()),
        tuple({value: case for case, value in cases[1:]}.values()) if begun else (),
        tails=bool(tails),
    )
    rows = connection.exec_driver_sql(sql, parameters).all()
    return [(row[0], row[1], row[2], row[3]) for row in rows if row[1] is not None]


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
