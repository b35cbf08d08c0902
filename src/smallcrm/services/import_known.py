"""Clients as an import knows them: whom a row may mean is found by keys, never pair by pair."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, TypeAlias, TypeVar

from sqlalchemy import Connection

from smallcrm.db.models import Client
from smallcrm.domain import keys, likeness, phone, pinyin
from smallcrm.domain.enums import ClientKind, DuplicateReason, Likeness
from smallcrm.domain.likeness import Traits
from smallcrm.domain.records import ClientRecord
from smallcrm.queries import merges

Item = TypeVar("Item")
# Both keys of a number and its extension; the digits as typed may be none.
PhoneKey: TypeAlias = tuple[str, str | None, str | None]
# A block with more members (a switchboard, a name that everybody bears) is a crowd.
_MOST: Final = 6
_CHUNK: Final = 2000
# Columns of a client's own row that a later file may complete.
MAY_LACK: Final = (
    "organisation",
    "code",
    "source",
    "language",
    "currency",
    "payment_term_days",
    "discount_percent",
    "credit_limit_minor",
    "tax_number",
    "birthday_on",
    "details_confirmed_on",
)
# Columns that always say something: a file that says otherwise changes nothing.
ALWAYS: Final = ("name", "kind", "level", "lifecycle")


@dataclass(slots=True)
class KnownPerson:
    """Somebody to talk to at a client."""

    id: int
    name: str
    role: str | None
    phones: list[PhoneKey] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Details:
    """What a client has, as far as a row of a file could add to it.

    `phones` and `emails` are those of the contact persons as well; `own` is by the field's id.
    """

    facts: dict[str, object]
    phones: list[PhoneKey] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    handles: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    people: dict[str, KnownPerson] = field(default_factory=dict)
    own: dict[int, tuple[str, str | None]] = field(default_factory=dict)


@dataclass(slots=True)
class Known:
    """A client of the data file, or of an earlier row (`row`); details while they are needed."""

    id: int
    row: int | None
    name: str
    traits: Traits
    details: Details | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A row made fit to be compared: its texts cleaned, its numbers parsed, its keys made."""

    record: ClientRecord
    phones: tuple[tuple[PhoneKey, str, phone.ParsedPhone], ...]
    name_sort: str
    traits: Traits


@dataclass(frozen=True, slots=True)
class Likely:
    """Whom a row may double, how sure that is, and why."""

    known: Known
    likeness: Likeness
    reasons: tuple[DuplicateReason, ...]

    @property
    def order(self) -> tuple[int, int, int]:
        """The likeliest first, then the one with more reasons, then the older."""
        return (_LIKELINESS[self.likeness], -len(self.reasons), self.known.id)


_LIKELINESS: Final = {how: place for place, how in enumerate(Likeness)}


class _Crowd:
    """Many who share a key: the first of them, and the first of each kind.

    Those of one name are parted by organisation, others (at one number) by name; and both by
    birthday too, so that whoever is there is found again however many there are.
    """

    def __init__(self, first: list[Known]) -> None:
        self._first = first
        self._parts: dict[tuple[str, date | None], list[Known]] = {}

    def put(self, key: str, known: Known) -> None:
        """Add one who has the key."""
        for part in self._of(key, known.traits):
            members = self._parts.setdefault(part, [])
            if len(members) < _MOST:
                members.append(known)

    def near(self, key: str, traits: Traits) -> list[Known]:
        """Return the first, and those that are the most like a row."""
        found = list(self._first)
        for part in self._of(key, traits):
            found += self._parts.get(part, ())
        return found

    @staticmethod
    def _of(key: str, traits: Traits) -> set[tuple[str, date | None]]:
        said = traits.organisation if key[0] in "nr" else traits.name
        return {(said, None), (said, traits.birthday_on)}


_Block: TypeAlias = Known | list[Known] | _Crowd


def phone_key(parsed: phone.ParsedPhone) -> PhoneKey:
    """Return what tells a number of a client from the others; one without digits by its text."""
    return (parsed.typed_key or f"#{keys.fold(parsed.number)}", parsed.e164_key, parsed.extension)


def has_phone(there: Iterable[PhoneKey], wanted: PhoneKey) -> bool:
    """Tell whether a number is there, however it was typed, with the extension that is wanted."""
    typed, e164, extension = wanted
    mine = [key for key in (typed, e164) if key and not key.startswith("#")]
    # Two keys of the same number begin alike, which is quickly told of the many that do not.
    begin = {key[: phone.SAME_DIGITS] for key in mine}
    for one, two, other in there:
        if extension is not None and extension != other:
            continue
        if typed == one or (e164 is not None and e164 == two):
            return True
        for theirs in (one, two):
            if (
                theirs
                and theirs[: phone.SAME_DIGITS] in begin
                and any(phone.same_key(key, theirs) for key in mine)
            ):
                return True
    return False


def address_key(parts: Iterable[object]) -> str:
    """Fold all that an address says."""
    return keys.fold(" ".join(str(part) for part in parts if part)).strip()


class Acquaintance:
    """All clients that rows of one file may mean: those of the data file, and those it brings."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._by_id: dict[int, Known] = {}
        self._by_code: dict[str, Known] = {}
        self._blocks: dict[str, _Block] = {}
        self._detailed: list[Known] = []
        self._former = merges.former_codes(connection)
        any_client = connection.exec_driver_sql("SELECT 1 FROM client LIMIT 1").first()
        self._is_empty = any_client is None

    def load(self, rows: Sequence[Prepared], often: Callable[[], None]) -> None:
        """Read the traits of all clients of the data file whom the rows may mean.

        Whom rows before these brought or meant is known already.
        """
        if self._is_empty:
            return
        found = self._sharing(rows) | self._sounding_alike(rows, often)
        for ids in chunks(sorted(found - self._by_id.keys())):
            often()
            for known in self._read(ids):
                self._meet(known)

    def with_code(self, code: str | None) -> Known | None:
        """Return the client that bears a code."""
        return self._by_code.get(code) if code else None

    def with_former_code(self, code: str | None) -> Known | None:
        """Return the client whom one became that bore a code, before the two were merged."""
        client_id = self._former.get(code) if code else None
        return None if client_id is None else self.with_id(client_id)

    def with_id(self, client_id: int) -> Known | None:
        """Return a client of the data file, one that no row seemed to mean as well."""
        if client_id not in self._by_id:
            for known in self._read((client_id,)):
                self._meet(known)
        return self._by_id.get(client_id)

    def add(self, known: Known) -> None:
        """Get to know a client that a row brings."""
        self._detailed.append(known)
        self._meet(known)

    def learn(self, known: Known, said: Traits) -> None:
        """Know a client also by what a row says of it, where it says more."""
        there = known.traits
        numbers = tuple(dict.fromkeys((*there.phones, *said.phones)))
        emails = tuple(dict.fromkeys((*there.emails, *said.emails)))
        addresses = tuple(dict.fromkeys((*there.addresses, *said.addresses)))
        code = there.code or (said.code if said.code not in self._by_code else "")
        learnt = replace(
            there,
            phones=numbers,
            emails=emails,
            addresses=addresses,
            code=code,
            organisation=there.organisation or said.organisation,
            tax_number=there.tax_number or said.tax_number,
            birthday_on=there.birthday_on or said.birthday_on,
        )
        if learnt == there:
            return
        before = set(likeness.block_keys(there))
        known.traits = learnt
        if code:
            self._by_code.setdefault(code, known)
        for key in likeness.block_keys(learnt):
            if key not in before:
                self._put(key, known)

    def near(self, traits: Traits) -> list[Known]:
        """Return the clients who share a key with a row, the oldest first; of crowds a few."""
        found: dict[int, Known] = {}
        for key in likeness.block_keys(traits):
            block = self._blocks.get(key)
            if block is None:
                continue
            if isinstance(block, Known):
                found[block.id] = block
                continue
            members = block if isinstance(block, list) else block.near(key, traits)
            for known in members:
                found[known.id] = known
        if len(found) < 2:  # noqa: PLR2004  (nothing to put in order)
            return list(found.values())
        return [found[client_id] for client_id in sorted(found)]

    def detail(self, wanted: Iterable[Known]) -> None:
        """Read the details of clients who have none at hand."""
        lacking = {known.id: known for known in wanted if known.details is None}
        self._detailed += lacking.values()
        for ids in chunks(sorted(lacking)):
            for client_id, details in details_of(self._connection, ids).items():
                lacking[client_id].details = details

    def forget_details(self) -> None:
        """Let go of the details of all: what they gained is written."""
        for known in self._detailed:
            known.details = None
        self._detailed.clear()

    def _meet(self, known: Known) -> None:
        self._by_id[known.id] = known
        if known.traits.code:
            self._by_code.setdefault(known.traits.code, known)
        for key in likeness.block_keys(known.traits):
            self._put(key, known)

    def _put(self, key: str, known: Known) -> None:
        block = self._blocks.get(key)
        if block is None:
            self._blocks[key] = known
        elif isinstance(block, Known):
            self._blocks[key] = [block, known]
        elif isinstance(block, _Crowd):
            block.put(key, known)
        elif len(block) < _MOST:
            block.append(known)
        else:
            crowd = self._blocks[key] = _Crowd(block)
            for member in block:
                crowd.put(key, member)
            crowd.put(key, known)

    def _sharing(self, rows: Sequence[Prepared]) -> set[int]:
        """Return who has a number, an address, a code or a tax number of a row."""
        numbers = {key for row in rows for key in row.traits.phones}
        whole = [key for key in numbers if len(key) < phone.SAME_DIGITS]
        ends = {key[: phone.SAME_DIGITS] for key in numbers if len(key) >= phone.SAME_DIGITS}
        wanted: tuple[tuple[str, Collection[str]], ...] = (
            (_BY_WHOLE_NUMBER, whole),
            (_BY_NUMBER, ends),
            (_BY_EMAIL, {email for row in rows for email in row.traits.emails}),
            (_BY_CODE, {row.traits.code for row in rows if row.traits.code}),
        )
        found: set[int] = set()
        for sql, values in wanted:
            for chunk in chunks(sorted(values)):
                found.update(self._connection.exec_driver_sql(sql, (json.dumps(chunk),)).scalars())
        numbers = {row.traits.tax_number for row in rows if row.traits.tax_number}
        if numbers:
            for client_id, number in self._connection.exec_driver_sql(_TAX_NUMBERS):
                if likeness.tax_key(number) in numbers:
                    found.add(client_id)
        return found

    def _sounding_alike(self, rows: Sequence[Prepared], often: Callable[[], None]) -> set[int]:
        """Return whose name has the letters of a row's name, Chinese ones as they are spoken.

        One pass over the names as they sort, which an index holds.
        """
        wanted = {_letters(row.name_sort) for row in rows}
        wanted.update("".join(sorted(row.traits.reading)) for row in rows)
        found: set[int] = set()
        names = self._connection.exec_driver_sql("SELECT id, name_sort FROM client")
        for chunk in names.partitions(_CHUNK):
            often()
            found.update(client_id for client_id, name in chunk if _letters(name) in wanted)
        return found

    def _read(self, ids: Sequence[int]) -> Iterator[Known]:
        wanted = (json.dumps(ids),)
        read = self._connection.exec_driver_sql
        numbers = _grouped(read(_PHONE_KEYS, wanted))
        emails = _grouped(read(_EMAIL_ADDRESSES, wanted))
        addresses = _grouped(read(_ADDRESSES, wanted))
        for row in read(_TRAITS, wanted):
            traits = likeness.traits(
                row.name,
                kind=ClientKind(row.kind),
                organisation=row.organisation,
                code=row.code,
                tax_number=row.tax_number,
                phone_keys=(key for keys_ in numbers.get(row.id, ()) for key in keys_ if key),
                emails=(email for (email,) in emails.get(row.id, ())),
                addresses=(likeness.address_key(*parts) for parts in addresses.get(row.id, ())),
                birthday_on=_BIRTHDAY(row.birthday_on),
            )
            yield Known(row.id, None, row.name, traits)


def chunks(values: Sequence[Item], size: int = _CHUNK) -> Iterator[Sequence[Item]]:
    """Cut a sequence into pieces."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def _letters(name_sort: str) -> str:
    """Return the letters of a name as it sorts, in the order of the alphabet; no Chinese ones."""
    if name_sort.isascii():
        return "".join(sorted(name_sort.replace(" ", "")))
    words = [word for word in name_sort.split(" ") if not pinyin.has_chinese(word)]
    return "".join(sorted("".join(words)))


def _grouped(rows: Iterable[Any]) -> dict[int, list[tuple[Any, ...]]]:
    found: dict[int, list[tuple[Any, ...]]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(tuple(row[1:]))
    return found


def _typed(name: str) -> Callable[[Any], Any]:
    """Return what reads a column of client as its type: the statements here are the driver's."""
    from sqlalchemy.dialects import sqlite

    dialect = sqlite.dialect()
    kind = Client.__table__.columns[name].type
    read = kind.dialect_impl(dialect).result_processor(dialect, None)
    return read if read is not None else lambda value: value


_BIRTHDAY: Final = _typed("birthday_on")
_FACTS: Final = {name: _typed(name) for name in (*ALWAYS, *MAY_LACK)}
_OF: Final = "client_id IN (SELECT value FROM json_each(?))"
# CROSS JOIN: from what is wanted to the index, never through all numbers.
_BY_WHOLE_NUMBER: Final = """
    SELECT phone_number.client_id FROM json_each(?) AS wanted
    CROSS JOIN phone_number ON phone_number.typed_key = wanted.value
"""
# ';' comes after the digits.
_BY_NUMBER: Final = """
    SELECT phone_number.client_id FROM json_each(?1) AS wanted CROSS JOIN phone_number
    ON phone_number.typed_key >= wanted.value AND phone_number.typed_key < wanted.value || ';'
    UNION ALL
    SELECT phone_number.client_id FROM json_each(?1) AS wanted CROSS JOIN phone_number
    ON phone_number.e164_key >= wanted.value AND phone_number.e164_key < wanted.value || ';'
"""
_BY_EMAIL: Final = """
    SELECT email_address.client_id FROM json_each(?) AS wanted
    CROSS JOIN email_address ON email_address.address_key = wanted.value
"""
_BY_CODE: Final = """
    SELECT client.id FROM json_each(?) AS wanted CROSS JOIN client ON client.code = wanted.value
"""
# All statements that look for clients by what rows say of them.
LOOK_UPS: Final = (_BY_WHOLE_NUMBER, _BY_NUMBER, _BY_EMAIL, _BY_CODE)
_TAX_NUMBERS: Final = "SELECT id, tax_number FROM client WHERE tax_number IS NOT NULL"
_TRAITS: Final = """
    SELECT id, name, kind, organisation, code, tax_number, birthday_on FROM client
    WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id
"""
_PHONE_KEYS: Final = f"SELECT client_id, typed_key, e164_key FROM phone_number WHERE {_OF}"
_EMAIL_ADDRESSES: Final = f"SELECT client_id, address FROM email_address WHERE {_OF}"
_ADDRESSES: Final = (
    f"SELECT client_id, street, postal_code, locality, text FROM postal_address WHERE {_OF}"
)
_CLIENT_FACTS: Final = (
    f"SELECT id, {', '.join(_FACTS)} FROM client WHERE id IN (SELECT value FROM json_each(?))"
)
_PHONES: Final = (
    "SELECT client_id, contact_person_id, typed_key, e164_key, extension, number"
    f" FROM phone_number WHERE {_OF}"
)
_EMAILS: Final = f"SELECT client_id, contact_person_id, address_key FROM email_address WHERE {_OF}"
_WHOLE_ADDRESSES: Final = (
    "SELECT client_id, street, locality, region, postal_code, country, text"
    f" FROM postal_address WHERE {_OF}"
)
_HANDLES: Final = f"SELECT client_id, value FROM handle WHERE {_OF}"
_NOTES: Final = f"SELECT client_id, text FROM note WHERE draft = 0 AND {_OF}"
_TAGS: Final = (
    f"SELECT client_id, tag.name FROM client_tag JOIN tag ON tag.id = client_tag.tag_id WHERE {_OF}"
)
_PEOPLE: Final = f"SELECT client_id, id, name, role FROM contact_person WHERE {_OF} ORDER BY id"
_OWN: Final = f"SELECT client_id, own_field_id, value, currency FROM own_value WHERE {_OF}"


def details_of(connection: Connection, ids: Sequence[int]) -> dict[int, Details]:
    """Read all that rows could add to, a few statements for any number of clients."""
    wanted = (json.dumps(ids),)
    read = connection.exec_driver_sql
    found = {
        row[0]: Details(
            {
                name: typed(value)
                for (name, typed), value in zip(_FACTS.items(), row[1:], strict=True)
            }
        )
        for row in read(_CLIENT_FACTS, wanted)
    }
    people: dict[int, KnownPerson] = {}
    for client_id, person_id, name, role in read(_PEOPLE, wanted):
        person = people[person_id] = KnownPerson(person_id, name, role)
        found[client_id].people.setdefault(keys.fold(name), person)
    for client_id, person_id, typed, e164, extension, number in read(_PHONES, wanted):
        key = (typed or f"#{keys.fold(number)}", e164, extension)
        found[client_id].phones.append(key)
        if person_id is not None:
            people[person_id].phones.append(key)
    for client_id, person_id, key in read(_EMAILS, wanted):
        found[client_id].emails.append(key)
        if person_id is not None:
            people[person_id].emails.append(key)
    for row in read(_WHOLE_ADDRESSES, wanted):
        found[row[0]].addresses.append(address_key(row[1:]))
    for sql, name in ((_HANDLES, "handles"), (_NOTES, "notes"), (_TAGS, "tags")):
        for client_id, value in read(sql, wanted):
            getattr(found[client_id], name).append(value)
    for client_id, field_id, value, currency in read(_OWN, wanted):
        found[client_id].own[field_id] = (value, currency)
    return found


def unopposed(row: Traits, known: Traits) -> bool:
    """Tell whether a row bears a client's name and nothing of it says otherwise.

    A row that knows no organisation and no way to reach anybody knows less, not otherwise.
    """
    if row.name != known.name:
        return False
    if not row.organisation and not row.reachable and known.organisation:
        row = replace(row, organisation=known.organisation)
    return likeness.unopposed(row, known)
