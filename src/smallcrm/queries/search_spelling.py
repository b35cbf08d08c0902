"""Typing errors forgiven: the words of names that are nearly what was typed."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import Connection

from smallcrm.db import search_document
from smallcrm.domain import keys, pinyin
from smallcrm.queries.search_terms import Term

_SHORTEST, _LONG = 4, 7
_MOST = 8
_KEPT = "search_spelling"
# A rename need not be known to the spelling at once; a new client is (see `vocabulary`).
_OLDEST_SECONDS = 10.0
_VERSION = """
    SELECT data_version, total_changes(),
        (SELECT seq FROM sqlite_sequence WHERE name = 'client')
    FROM pragma_data_version
"""


@dataclass(slots=True)
class Vocabulary:
    """The distinct words of all names as one connection last read them, by their first letters."""

    words: dict[str, list[str]]
    version: tuple[int, int, int | None]
    read_at: float
    kept: dict[tuple[str, int, int], list[str]] = field(default_factory=dict)

    def like(self, letter: str, length: int, most: int) -> list[str]:
        """Return what may be meant by a word of `length` letters with up to `most` wrong.

        The words of about that length, and the beginnings of longer ones: what has been typed of
        them so far.
        """
        found = self.kept.get((letter, length, most))
        if found is None:
            near = {word[:length] for word in self.words[letter] if len(word) > length}
            near.update(word for word in self.words[letter] if abs(len(word) - length) <= most)
            found = self.kept[letter, length, most] = list(near)
        return found


def vocabulary(connection: Connection) -> Vocabulary:
    """Return the words of names; read again when a client was added, or much later than a change.

    Kept with the connection: each read slot has its own, and no other thread has it meanwhile.
    """
    row = connection.exec_driver_sql(_VERSION).one()
    version = (row[0], row[1], row[2])
    known = connection.info.get(_KEPT)
    if isinstance(known, Vocabulary) and (
        known.version == version
        or (known.version[1:] == version[1:] and time.monotonic() - known.read_at < _OLDEST_SECONDS)
    ):
        return known
    name = search_document.NAME
    rows = connection.exec_driver_sql(
        "SELECT term FROM search_word_terms WHERE term >= ? AND term < ?",
        (name, chr(ord(name) + 1)),
    )
    words: dict[str, list[str]] = {}
    for (term,) in rows.all():
        word = term[1:]
        if not keys.is_cjk(word) and not word.isdecimal():
            words.setdefault(word[0], []).append(word)
    found = Vocabulary(words, version, time.monotonic())
    connection.info[_KEPT] = found
    return found


def alternatives(connection: Connection, terms: Sequence[Term]) -> dict[Term, list[str]]:
    """Return for each term the words it may have been meant for, the nearest first."""
    found: dict[Term, list[str]] = {}
    for term in terms:
        if term.is_cjk:
            if len(term.word) > 1 and pinyin.has_chinese(term.word):
                found[term] = list(pinyin.readings(term.word)[0][:_MOST])
            continue
        if allowed(term.word):
            found[term] = _near(term.word, vocabulary(connection))
    return {term: words for term, words in found.items() if words}


def _near(typed: str, known: Vocabulary) -> list[str]:
    """Return the nearest words; the first letter is taken to be right, or swapped with the next.

    Only where that finds nothing are all words looked at: it takes ten times as long.
    """
    likely = [letter for letter in dict.fromkeys(typed[:2]) if letter in known.words]
    most = allowed(typed)
    for letters in (likely, [letter for letter in known.words if letter not in likely]):
        near: dict[str, float] = {}
        for letter in letters:
            words = known.like(letter, len(typed), most)
            found = process.extract(
                typed, words, scorer=OSA.distance, score_cutoff=most, limit=_MOST
            )
            near.update({word: distance for word, distance, _ in found})
        near.pop(typed, None)
        if near:
            return sorted(near, key=lambda word: (near[word], word))[:_MOST]
    return []


def allowed(word: str) -> int:
    """Tell how many letters may be wrong in a word: none in a short one or a number."""
    if len(word) < _SHORTEST or any(character.isdecimal() for character in word):
        return 0
    return 1 if len(word) < _LONG else 2


def nearest_span(term: str, name: str) -> tuple[int, int] | None:
    """Return which word of a name a misspelt term was taken for: (start, length)."""
    folded, origins = keys.fold_mapped(name)
    best: tuple[int, tuple[int, int]] | None = None
    for begin, end in keys.spans(folded):
        word = folded[begin:end]
        span = (origins[begin], origins[end - 1] + 1 - origins[begin])
        if keys.is_cjk(word):
            heard = set(pinyin.readings(word)[0])
            typed = pinyin.readings(term)[0] if pinyin.has_chinese(term) else (term,)
            candidates = [*heard]
            distance = min(
                (OSA.distance(one, other) for one in typed for other in candidates), default=99
            )
        else:
            sound = pinyin.readings(term)[0] if pinyin.has_chinese(term) else (term,)
            distance = min(
                min(OSA.distance(one, word), OSA.distance(one, word[: len(one)])) for one in sound
            )
        if best is None or distance < best[0]:
            best = (distance, span)
    if best is None or best[0] > max(1, allowed(term)):
        return None
    return best[1]
