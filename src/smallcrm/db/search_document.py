"""What the search tables hold about a client, made from the client's rows.

Every word is written behind a letter that says where it is from, so that one table answers every
kind of question by beginnings of words, and needs no columns:

- `n` the client's name (words, the words run together, Chinese by characters, pinyin, initials)
- `o` what else is the client's own: organisation, contact persons, e-mail
- `s` what begins inside a word of those: the 伟 of 张伟, and its pinyin
- `x` the rest: code, tags, handles, places, own fields, who referred them and what for, what they
  bought or were offered, names of files, notes
- `a` what their latest sales and quotes came to, in major units: `a2328d6` for 2328.60
- `p` phone numbers, last digit first
- `z` a check value of the whole, by which `verify` sees a document that is out of date
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import starmap
from zlib import crc32

from sqlalchemy import Connection

from smallcrm.domain import keys, pinyin
from smallcrm.domain.money import Money

NAME, OWN, INSIDE, REST, AMOUNT, PHONE_END, CHECK = "n", "o", "s", "x", "a", "p", "z"

# A word is told from others by its first characters; longer ones would only fill the index.
LONGEST_WORD = 32
LONGEST_RUN = 8
_SALES, _QUOTES, _NOTES, _NOTE_LENGTH, _MOST_WORDS = 300, 50, 200, 20_000, 6_000
_FILES = 200
_PINYIN_STARTS, _INSIDE_READINGS = 16, 6
_FIRST_SIGN, _SIGNS = 0x4E00, 0x5000


@dataclass(slots=True)
class Source:
    """What is read of a client to make its document."""

    name: str
    organisation: str | None
    code: str | None
    people: list[str] = field(default_factory=list)
    phones: list[tuple[str, str | None, str | None]] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    referrers: list[str] = field(default_factory=list)
    bought: list[str] = field(default_factory=list)
    amounts: set[tuple[int, str]] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a client's row in the two search tables, and its check value."""

    words: str
    own: str
    bought: str
    check: str


# The ids come as one JSON array: the text of the statements is the same for one and for thousands.
_CLIENTS = """
    SELECT id, name, organisation, code FROM client
    WHERE id IN (SELECT value FROM json_each(?))
"""
_PHONES = """
    SELECT client_id, typed_key, e164, extension FROM phone_number
    WHERE client_id IN (SELECT value FROM json_each(?)) ORDER BY id
"""
_TEXTS = f"""
    WITH wanted(id) AS MATERIALIZED (SELECT value FROM json_each(?))
    SELECT 'people', client_id, name FROM contact_person WHERE client_id IN wanted
    UNION ALL
    SELECT 'emails', client_id, address FROM email_address WHERE client_id IN wanted
    UNION ALL
    SELECT 'rest', client_id, value FROM handle WHERE client_id IN wanted
    UNION ALL
    SELECT 'rest', client_id, concat_ws(' ', street, locality, region, postal_code, text)
    FROM postal_address WHERE client_id IN wanted
    UNION ALL
    SELECT 'rest', client_tag.client_id, tag.name
    FROM client_tag JOIN tag ON tag.id = client_tag.tag_id WHERE client_tag.client_id IN wanted
    UNION ALL
    SELECT 'rest', client_id, concat_ws(' ', value, currency)
    FROM own_value WHERE client_id IN wanted
    UNION ALL
    SELECT 'referrers', referral.client_id, concat_ws(' ', client.name, client.organisation)
    FROM referral JOIN client ON client.id = referral.counterpart_id
    WHERE referral.direction = 'in' AND referral.client_id IN wanted
    UNION ALL
    SELECT 'rest', client_id, what_for FROM referral
    WHERE what_for IS NOT NULL AND client_id IN wanted
    UNION ALL
    SELECT 'rest', wanted.id, document.name FROM wanted JOIN document ON document.id IN (
        SELECT id FROM document AS one WHERE one.client_id = wanted.id
        ORDER BY one.added_at DESC, one.id DESC LIMIT {_FILES})
"""
_BOUGHT = f"""
    WITH latest(client_id, id, title, currency, total) AS MATERIALIZED (
        SELECT wanted.value, sale.id, sale.title, sale.currency, sale.total_minor
        FROM json_each(?) AS wanted JOIN sale ON sale.id IN (
            SELECT id FROM sale AS one WHERE one.client_id = wanted.value
            ORDER BY one.sold_on DESC, one.id DESC LIMIT {_SALES}
        )
    )
    SELECT client_id, title, NULL FROM latest
    UNION
    SELECT latest.client_id, sale_line.description, NULL
    FROM latest JOIN sale_line ON sale_line.sale_id = latest.id
    UNION
    SELECT client_id, currency, total FROM latest
"""
_OFFERED = f"""
    WITH latest(client_id, id, title, currency, total) AS MATERIALIZED (
        SELECT wanted.value, quote.id, quote.title, quote.currency, quote.total_minor
        FROM json_each(?) AS wanted JOIN quote ON quote.id IN (
            SELECT id FROM quote AS one WHERE one.client_id = wanted.value AND one.is_latest = 1
            ORDER BY one.quoted_on DESC, one.id DESC LIMIT {_QUOTES}
        )
    )
    SELECT client_id, title, NULL FROM latest
    UNION
    SELECT latest.client_id, quote_line.description, NULL
    FROM latest JOIN quote_line ON quote_line.quote_id = latest.id
    UNION
    SELECT client_id, currency, total FROM latest
"""
_NOTES_SQL = f"""
    SELECT wanted.value, note.text
    FROM json_each(?) AS wanted JOIN note ON note.id IN (
        SELECT id FROM note AS one WHERE one.client_id = wanted.value AND one.draft = 0
        ORDER BY one.created_at DESC, one.id DESC LIMIT {_NOTES}
    )
    ORDER BY note.created_at DESC, note.id DESC
"""


def read(connection: Connection, client_ids: Sequence[int]) -> dict[int, Source]:
    """Read what documents are made from: six statements for any number of clients."""
    wanted = (json.dumps(list(client_ids)),)
    sources = {
        row[0]: Source(row[1], row[2], row[3])
        for row in connection.exec_driver_sql(_CLIENTS, wanted).all()
    }
    for client_id, typed_key, e164, extension in connection.exec_driver_sql(_PHONES, wanted).all():
        if source := sources.get(client_id):
            source.phones.append((typed_key, e164, extension))
    for kind, client_id, value in connection.exec_driver_sql(_TEXTS, wanted).all():
        if value and (source := sources.get(client_id)):
            getattr(source, kind).append(value)
    for sql in (_BOUGHT, _OFFERED):
        for client_id, value, minor in connection.exec_driver_sql(sql, wanted).all():
            if (source := sources.get(client_id)) is None:
                continue
            if minor is None:
                source.bought.append(value)
            else:
                source.amounts.add((minor, value))
    for client_id, value in connection.exec_driver_sql(_NOTES_SQL, wanted).all():
        if source := sources.get(client_id):
            source.notes.append(value[:_NOTE_LENGTH])
    return sources


def make(source: Source) -> Document:
    """Make the document of a client."""
    words: set[str] = set()
    own: dict[str, None] = {}
    _add_name(words, own, source.name)
    for text in (source.organisation, *source.people):
        if text:
            found = _spread(words, OWN, INSIDE, text)
            _add_pinyin(words, OWN, INSIDE, found)
            own[_in_parts(found)] = None
    for text in source.emails:
        own[_in_parts(_spread(words, OWN, INSIDE, text))] = None
    for typed_key, e164, extension in source.phones:
        _add_phone(words, own, typed_key, e164, extension)
    bought = _add_rest(words, source)
    words.update(AMOUNT + _kept_amount(*amount) for amount in source.amounts if amount[0])
    joined = " ".join(sorted(words))
    own_text = "\n".join(filter(None, own))
    check = _check(f"{joined}\0{own_text}\0{bought}")
    return Document(f"{joined} {check}", own_text, bought, check)


def amount_word(value: Decimal) -> str:
    """Write an amount in major units as the one word that it is in a document: 480.50 is 480d5."""
    return f"{value.normalize():f}".replace(".", "d")


@lru_cache(maxsize=4096)
def _kept_amount(minor: int, currency: str) -> str:
    return amount_word(Money(minor, currency).major)


def _add_rest(words: set[str], source: Source) -> str:
    """Add what is not the client's own; return what was bought, for its parts to be found."""
    for text in (source.code or "", *source.rest):
        _spread(words, REST, REST, text)
    for text in source.referrers:
        _add_pinyin(words, REST, REST, _spread(words, REST, REST, text))
    bought = {_in_parts(_spread(words, REST, REST, text)) for text in source.bought}
    for text in source.notes:
        if len(words) > _MOST_WORDS:
            break
        _spread(words, REST, REST, text)
    return "\n".join(sorted(filter(None, bought)))


def _in_parts(found: Iterable[str]) -> str:
    """Return what is looked for by its parts: not Chinese, whose every character begins a word."""
    return " ".join([word for word in found if word.isascii() or not keys.is_cjk(word)])


def _add_name(words: set[str], own: dict[str, None], name: str) -> None:
    found = _spread(words, NAME, INSIDE, name)
    own[_in_parts(found)] = None
    if len(found) > 1:
        if all(map(keys.is_cjk, found)):  # 张 伟 is 张伟
            found = _spread(words, NAME, INSIDE, "".join(found))
        else:
            # Typed without a space: luisgoncalves. Not behind `n`, whose words spelling is held to.
            words.update(
                INSIDE + "".join(found[start:])[:LONGEST_WORD] for start in range(len(found) - 1)
            )
    _add_pinyin(words, NAME, INSIDE, found)


def _spread(words: set[str], begin: str, inside: str, text: str) -> tuple[str, ...]:
    """Add the words of a text, and each place where a search may begin in a run of Chinese."""
    found, others = _words_of(text)
    for word in found:
        if not word.isascii() and keys.is_cjk(word):
            words.add(begin + word[:LONGEST_RUN])
            words.update(
                inside + word[start : start + LONGEST_RUN] for start in range(1, len(word))
            )
        else:
            words.add(begin + word[:LONGEST_WORD])
    for word in others:
        words.add(begin + word[:LONGEST_WORD])
    return found


@lru_cache(maxsize=4096)
def _words_of(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return a text's words and their variants: the same titles and places come again and again."""
    return tuple(keys.words(text)), tuple(keys.variants(text))


def _add_pinyin(words: set[str], begin: str, inside: str, found: Iterable[str]) -> None:
    for word in found:
        if word.isascii() or not pinyin.has_chinese(word):
            continue
        for start in range(min(len(word), _PINYIN_STARTS)):
            full, initials = pinyin.readings(word[start : start + LONGEST_RUN], surname=start == 0)
            if start == 0:
                words.update([begin + typed[:LONGEST_WORD] for typed in (*full, *initials)])
            else:
                words.update([inside + typed[:LONGEST_WORD] for typed in full[:_INSIDE_READINGS]])
                words.update([inside + typed for typed in initials[:_INSIDE_READINGS]])


def _add_phone(
    words: set[str], own: dict[str, None], typed_key: str, e164: str | None, extension: str | None
) -> None:
    if typed_key:
        typed = typed_key[::-1]
        words.add(PHONE_END + typed_key[:LONGEST_WORD])
        if e164 is None or typed not in e164:
            own[typed[:LONGEST_WORD]] = None
    if e164 is not None:
        whole = e164[1:]
        words.add(PHONE_END + whole[::-1])
        own[whole] = None
    if extension:
        words.add(REST + extension)


def _check(text: str) -> str:
    value = crc32(text.encode())
    return "".join(
        (CHECK, *starmap(_sign, ((value, _SIGNS), (value // _SIGNS, _SIGNS)))),
    )


def _sign(value: int, signs: int) -> str:
    return chr(_FIRST_SIGN + value % signs)
