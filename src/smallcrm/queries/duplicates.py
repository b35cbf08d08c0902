"""Clients who may be one: pairs by what they share, the surest first.

Never everybody with everybody: only who shares a key is compared, and where a key is shared by a
crowd (a switchboard, info@) only those of it who also bear one name. An interrupt stops it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, islice
from typing import Any, Final

from sqlalchemy import Connection

from smallcrm.domain import keys, likeness, phone
from smallcrm.domain.enums import DuplicateReason, Likeness
from smallcrm.queries import duplicate_traits
from smallcrm.queries.care_shapes import DuplicatePair
from smallcrm.queries.duplicate_traits import Known

Pair = tuple[int, int]
_Found = tuple[int, int, Likeness | None, tuple[DuplicateReason, ...]]
_CROWD: Final = 50
# So many pairs are compared at the most, the rarest keys first.
_MOST_PAIRS: Final = 300_000
_PULSE: Final = 256
_CHUNK: Final = 2_000
_NAMESAKES: Final = 20
_RANK: Final = {Likeness.CERTAIN: 0, Likeness.LIKELY: 1, Likeness.POSSIBLE: 2}
# A statement that never ends: an interrupt reaches work between statements by its next row.
_ENDLESS: Final = (
    "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
)
_NAMES: Final = "SELECT id, name FROM client"
_PHONES: Final = "SELECT client_id, typed_key, e164_key FROM phone_number"
_EMAILS: Final = "SELECT client_id, address_key FROM email_address"
_TAX: Final = "SELECT id, tax_number FROM client WHERE tax_number IS NOT NULL"
_ORGANISATIONS: Final = "SELECT id, organisation FROM client WHERE organisation IS NOT NULL"
_BIRTHDAYS: Final = "SELECT id, birthday_on FROM client WHERE birthday_on IS NOT NULL"
_ADDRESSES: Final = "SELECT client_id, street, postal_code, locality, text FROM postal_address"
_DISTINCT: Final = "SELECT client_id, other_id FROM not_duplicate"
_SAME_PHONES: Final = """
    SELECT other.client_id FROM phone_number AS own JOIN phone_number AS other
        ON other.{theirs} >= substr(own.{mine}, 1, 7)
        AND other.{theirs} < substr(own.{mine}, 1, 7) || 'a'
    WHERE own.client_id = :client AND other.client_id <> :client
    LIMIT :most
"""
_SAME_EMAILS: Final = """
    SELECT other.client_id FROM email_address AS own
    JOIN email_address AS other ON other.address_key = own.address_key
    WHERE own.client_id = :client AND other.client_id <> :client
    LIMIT :most
"""
_SAME_NAME: Final = """
    SELECT other.id FROM client AS own JOIN client AS other ON other.name_sort = own.name_sort
    WHERE own.id = :client AND other.id <> :client AND own.name_sort <> ''
    ORDER BY other.organisation IS own.organisation DESC, other.id LIMIT :namesakes
"""
_KEYS: Final = ("typed_key", "e164_key")
# One statement: most clients have nobody like them, and every card asks.
_LIKE_ONE: Final = " UNION ".join(
    f"SELECT * FROM ({part})"
    for part in (
        *(_SAME_PHONES.format(mine=mine, theirs=theirs) for mine in _KEYS for theirs in _KEYS),
        _SAME_EMAILS,
        _SAME_NAME,
    )
)


def duplicates(connection: Connection, *, limit: int = 500) -> tuple[DuplicatePair, ...]:
    """Return the pairs that may be one client, the surest first; those said to be two left out."""
    look = _Look(connection)
    try:
        found = look.alike(look.sharing())
        if len(found) < limit:
            found += look.alike(look.namesakes(), enough=limit - len(found))
    finally:
        look.close()
    found.sort(key=_order)
    return _shown(connection, found[:limit], look.known)


def duplicates_of(
    connection: Connection, client_id: int, *, limit: int = 20
) -> tuple[DuplicatePair, ...]:
    """Return who may be the same as a client, found by number, address and name alone."""
    where = {"client": client_id, "most": _CROWD, "namesakes": _NAMESAKES}
    others = set(connection.exec_driver_sql(_LIKE_ONE, where).scalars())
    if not others:
        return ()
    distinct = _distinct(connection, client_id)
    known = duplicate_traits.load(connection, {client_id, *others})
    found: list[_Found] = []
    for other in sorted(others):
        pair = (min(client_id, other), max(client_id, other))
        how = duplicate_traits.compare(known[client_id], known[other])
        if how is not None and pair not in distinct:
            found.append((*pair, *how))
    found.sort(key=_order)
    return _shown(connection, found[:limit], known)


def pair_of(connection: Connection, one: int, other: int) -> DuplicatePair | None:
    """Return two clients as a pair, however little they share; None where one is not there."""
    known = duplicate_traits.load(connection, {one, other})
    if len(known) != len({one, other}) or one == other:
        return None
    how = duplicate_traits.compare(known[one], known[other])
    return _shown(connection, [(one, other, *(how or (None, ())))], known)[0]


def _shown(
    connection: Connection,
    found: Sequence[_Found],
    known: Mapping[int, Known],
) -> tuple[DuplicatePair, ...]:
    weight = duplicate_traits.weights(
        connection, {client_id for pair in found for client_id in pair[:2]}
    )
    shown = []
    for *both, how, reasons in found:
        one, other = sorted(both, key=lambda client_id: (-weight[client_id], client_id))
        shared = tuple(known[one].shared(known[other], reason) for reason in reasons)
        shown.append(DuplicatePair(known[one].ref, known[other].ref, how, reasons, shared))
    return tuple(shown)


def _order(found: _Found) -> tuple[int, ...]:
    one, other, how, reasons = found
    return (len(_RANK) if how is None else _RANK[how]), -len(reasons), one, other


def _distinct(connection: Connection, client_id: int | None = None) -> set[Pair]:
    if client_id is None:
        rows = connection.exec_driver_sql(_DISTINCT)
    else:
        where = f"{_DISTINCT} WHERE client_id = ? OR other_id = ?"
        rows = connection.exec_driver_sql(where, (client_id, client_id))
    return {(row[0], row[1]) for row in rows}


class _Look:
    """One look over the whole file for pairs to compare; used once, on one thread."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._pulse = connection.exec_driver_sql(_ENDLESS)
        self._steps = 0
        self._distinct = _distinct(connection)
        self._seen: set[Pair] = set()
        self._by_name: dict[int, str] = {}
        self._by_reading: dict[int, str] = {}
        self.known: dict[int, Known] = {}

    def close(self) -> None:
        """End what never ends."""
        self._pulse.close()

    def breathe(self) -> None:
        """Let an interrupt through, now and then."""
        self._steps += 1
        if self._steps % _PULSE == 0:
            self._pulse.fetchone()

    def alike(self, pairs: Iterator[Pair], *, enough: int | None = None) -> list[_Found]:
        """Compare pairs; no more than about `enough` of those that may be one are looked for."""
        found: list[_Found] = []
        while (enough is None or len(found) < enough) and (chunk := list(islice(pairs, _CHUNK))):
            new = {one for pair in chunk for one in pair} - self.known.keys()
            self.known.update(duplicate_traits.load(self._connection, new))
            for one, other in chunk:
                self.breathe()
                how = duplicate_traits.compare(self.known[one], self.known[other])
                if how is not None and (one, other) not in self._distinct:
                    found.append((one, other, *how))
        return found

    def sharing(self) -> Iterator[Pair]:
        """Yield the pairs that share more than a name, each once."""
        self._read_names()
        sure = self._blocks(_TAX, lambda row: (likeness.tax_key(row[1]),))
        emails = self._blocks(_EMAILS, lambda row: row[1:])
        for blocks in (sure, emails, self._phones(), self._named()):
            yield from self._of(self._small(blocks))

    def namesakes(self) -> Iterator[Pair]:
        """Yield the pairs that share a name, or how it sounds, and nothing else."""
        for by in (self._by_name, self._by_reading):
            alone = [block for block in _grouped(by) if len(block) <= _CROWD]
            yield from self._of(sorted(alone, key=len))

    def _of(self, blocks: Iterable[list[int]]) -> Iterator[Pair]:
        for block in blocks:
            for pair in combinations(sorted(block), 2):
                self.breathe()
                if pair not in self._seen:
                    if len(self._seen) >= _MOST_PAIRS:
                        return
                    self._seen.add(pair)
                    yield pair

    def _small(self, blocks: list[list[int]]) -> list[list[int]]:
        """Take a crowd apart by name and by reading; the smallest blocks first."""
        small: list[list[int]] = []
        for block in blocks:
            self.breathe()
            if len(block) <= _CROWD:
                small.append(block)
                continue
            for by in (self._by_name, self._by_reading):
                parts = _grouped({client_id: by[client_id] for client_id in block})
                small += [part[:_CROWD] for part in parts]
        return sorted(small, key=len)

    def _blocks(self, sql: str, key: Any) -> list[list[int]]:
        """Group clients by keys of their rows; who shares none is left out."""
        groups: dict[Hashable, dict[int, None]] = defaultdict(dict)
        for row in self._rows(sql):
            for one in key(row):
                if one:
                    groups[one][row[0]] = None
        return [list(group) for group in groups.values() if len(group) > 1]

    def _rows(self, sql: str) -> Sequence[Any]:
        return self._connection.exec_driver_sql(sql).all()

    def _phones(self) -> list[list[int]]:
        """Group clients by number: a key that begins another is the same number (`phone`).

        In order a key stands right behind the one that begins it.
        """
        rows = self._rows(_PHONES)
        typed = sorted({(key, row[0]) for row in rows for key in row[1:] if key})
        groups: dict[str, dict[int, None]] = defaultdict(dict)
        root = ""
        for key, client_id in typed:
            self.breathe()
            if len(root) < phone.SAME_DIGITS or not key.startswith(root):
                root = key
            groups[root][client_id] = None
        return [list(group) for group in groups.values() if len(group) > 1]

    def _read_names(self) -> None:
        folded: dict[str, tuple[str, str]] = {}
        for client_id, name in self._rows(_NAMES):
            self.breathe()
            found = folded.get(name)
            if found is None:
                words = keys.words(name)
                found = folded[name] = (" ".join(sorted(words)), likeness.reading(words))
            self._by_name[client_id], self._by_reading[client_id] = found

    def _named(self) -> list[list[int]]:
        """Group clients by a name, or how it sounds, and something else that they share."""
        names, readings = self._by_name, self._by_reading
        several = {
            client_id for by in (names, readings) for block in _grouped(by) for client_id in block
        }
        groups: dict[Hashable, dict[int, None]] = defaultdict(dict)

        def put(client_id: int, key: str) -> None:
            if key:
                groups[names[client_id], key][client_id] = None
                groups[readings[client_id], key, ""][client_id] = None

        for client_id, organisation in self._rows(_ORGANISATIONS):
            if client_id in several:
                put(client_id, " ".join(keys.words(organisation)))
        for client_id, birthday_on in self._rows(_BIRTHDAYS):
            if client_id in several:
                put(client_id, birthday_on)
        for row in self._rows(_ADDRESSES):
            if row[0] in several:
                put(row[0], likeness.address_key(*row[1:]))
        return [list(group) for group in groups.values() if len(group) > 1]


def _grouped(by: Mapping[int, str]) -> list[list[int]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for client_id, key in by.items():
        if key:
            groups[key].append(client_id)
    return [group for group in groups.values() if len(group) > 1]
