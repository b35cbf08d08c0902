"""Through what a client was found: which text, and which letters of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from smallcrm.domain import keys, phone, pinyin
from smallcrm.queries.search_terms import Query, Term
from smallcrm.queries.shapes import Match, MatchKind

# Who may be typed by sound.
_BY_SOUND = frozenset(
    {MatchKind.NAME, MatchKind.ORGANISATION, MatchKind.CONTACT_PERSON, MatchKind.REFERRER}
)
# Shown as far as it says what matched; the others are shown whole.
_CUT = frozenset(
    {
        MatchKind.NOTE,
        MatchKind.DOCUMENT,
        MatchKind.PURCHASE,
        MatchKind.QUOTED,
        MatchKind.SENT_FOR,
        MatchKind.ADDRESS,
        MatchKind.HANDLE,
        MatchKind.OWN_FIELD,
    }
)
_SHOWN, _BEFORE = 80, 24
_LONG_TEXT = 20_000
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Field:
    """A text of a client that may have matched."""

    kind: MatchKind
    text: str
    e164: str | None = None
    extension: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters and digits of a text, folded, without what stands between words."""

    letters: str
    origins: tuple[int, ...]
    starts: frozenset[int]


@lru_cache(maxsize=4096)
def letters_of(text: str) -> Letters:
    """Fold a text for matching; an apostrophe begins a word and is no letter."""
    folded, origins = keys.fold_mapped(text)
    letters: list[str] = []
    places: list[int] = []
    starts: set[int] = set()
    for begin, end in keys.spans(folded):
        starts.add(len(letters))
        if keys.is_cjk(folded[begin]):
            starts.update(range(len(letters), len(letters) + end - begin))
        letters.extend(folded[begin:end])
        places.extend(origins[begin:end])
    return Letters("".join(letters), tuple(places), frozenset(starts))


def find(term: str, text: str, *, by_sound: bool = False, inside: bool = True) -> list[Span]:
    """Return where a term stands in a text: at the beginnings of words, else by sound, else inside.

    The spans are of the original text: (start, length).
    """
    found = letters_of(text)
    if term not in found.letters:
        sounding = _by_sound(term, found) if by_sound and term.isascii() else []
        return _spans(found, sounding)
    at = [place for place in _places(term, found.letters) if place in found.starts]
    if at:
        return _spans(found, ((place, place + len(term)) for place in at))
    if by_sound and term.isascii():
        sounding = _by_sound(term, found)
        if sounding:
            return _spans(found, sounding)
    if inside:
        within = [
            (place, place + len(term))
            for place in _places(term, found.letters)
            if found.starts.isdisjoint(range(place + 1, place + len(term)))
        ]
        return _spans(found, within)
    return []


def explain(query: Query, fields: Sequence[Field]) -> tuple[list[Match], list[Term]]:
    """Return what matched in these fields, and the terms that none of them explains.

    The fields come in the order of their weight; the first that has a term, at the beginning of a
    word where possible, explains it. The spans of all terms in a chosen field are shown.
    """
    if query.number is not None:
        numbers = [
            _shown(field, spans)
            for field in fields
            if field.kind is MatchKind.PHONE and (spans := number_spans(query.number, field))
        ]
        if numbers:  # a number may be there twice, as telephone and as fax
            return list(dict.fromkeys(numbers)), []
    if len(query.terms) == 1:
        only = _best(query, query.terms[0], fields)
        return ([_shown(*only)], []) if only else ([], list(query.terms))
    for field in fields:  # one text that has all the words says more than one for each
        if all(_field_spans(query, term, field, inside=False) for term in query.terms):
            return [_match(query, field)], []
    chosen: dict[Field, None] = {}
    left: list[Term] = []
    for term in query.terms:
        best = _best(query, term, fields)
        if best is None:
            left.append(term)
        else:
            chosen[best[0]] = None
    return [_match(query, field) for field in fields if field in chosen], left


def number_spans(number: phone.ParsedPhone, field: Field) -> list[Span]:
    """Return the digits of a stored number that the typed one has in common with it."""
    places = [index for index, character in enumerate(field.text) if character.isdecimal()]
    if field.extension:
        places = places[: -len(field.extension)] or places
    digits = phone.digits("".join(field.text[place] for place in places))
    backwards, whole = digits[::-1], len(digits.lstrip("0"))
    longest = 0
    for key in number.keys:
        common = _common(key, backwards)
        longest = max(longest, common)
        if common == len(key) or (common >= phone.SAME_DIGITS and common == whole):
            return _joined(places[len(places) - common :])
    at = digits.find(number.typed_key[::-1])
    if at >= 0:
        return _joined(places[at : at + len(number.typed_key)])
    if longest >= phone.SAME_DIGITS and number.e164 is not None and number.e164 == field.e164:
        return _joined(places[len(places) - longest :])
    if field.e164 is not None and _within(number, field.e164):
        return _joined(places)
    return []


def snippet(match: Match) -> Match:
    """Cut a long text around the first letters that matched."""
    text, ranges = match.text, match.ranges
    flat = "".join(" " if character.isspace() else character for character in text)
    if len(flat) <= _SHOWN:
        return Match(match.kind, flat, ranges, name=match.name)
    first = ranges[0][0] if ranges else 0
    begin = max(0, min(first - _BEFORE, len(flat) - _SHOWN))
    end = min(len(flat), begin + _SHOWN)
    head, tail = "…" if begin else "", "…" if end < len(flat) else ""
    moved = tuple(
        (start - begin + len(head), min(length, end - start))
        for start, length in ranges
        if begin <= start < end
    )
    return Match(match.kind, head + flat[begin:end] + tail, moved, name=match.name)


def _best(query: Query, term: Term, fields: Sequence[Field]) -> tuple[Field, list[Span]] | None:
    """Return the field that has a term: one where it begins a word, else one that has it inside."""
    for inside in (False, True):
        for field in fields:
            if spans := _field_spans(query, term, field, inside=inside):
                return field, spans
    return None


def _field_spans(query: Query, term: Term, field: Field, *, inside: bool) -> list[Span]:
    if field.kind is MatchKind.PHONE:
        if not query.is_digits_of(term):
            return []
        digits = phone.ParsedPhone(term.word, None, None, phone.key(term.word), None)
        return number_spans(digits, field) if digits.typed_key else []
    sound = field.kind in _BY_SOUND
    for spelling in term.spellings:
        found = find(spelling, field.text[:_LONG_TEXT], by_sound=sound, inside=inside)
        if found:
            return found
    if field.kind is MatchKind.NAME and keys.has_variants(field.text):
        # koehler typed for Köhler: the letters do not stand one for one, so the word is shown.
        return _spelt_out_spans(term.word, field.text)
    return []


def _match(query: Query, field: Field) -> Match:
    spans: list[Span] = []
    for term in query.terms:
        spans += _field_spans(query, term, field, inside=False) or _field_spans(
            query, term, field, inside=True
        )
    return _shown(field, _merged(spans))


def _shown(field: Field, spans: Sequence[Span]) -> Match:
    match = Match(field.kind, field.text, tuple(spans), name=field.name)
    return snippet(match) if field.kind in _CUT else match


def _spelt_out_spans(term: str, text: str) -> list[Span]:
    folded, origins = keys.fold_mapped(text)
    spans: list[Span] = []
    for begin, end in keys.spans(folded):
        first, last = origins[begin], origins[end - 1]
        if any(word.startswith(term) for word in keys.spelt_out(text[first : last + 1])):
            spans.append((first, last + 1 - first))
    return spans


def _places(term: str, letters: str) -> list[int]:
    places: list[int] = []
    at = letters.find(term) if term else -1
    while at >= 0:
        places.append(at)
        at = letters.find(term, at + 1)
    return places


def _spans(found: Letters, places: Iterable[Span]) -> list[Span]:
    """Turn places in the folded letters into spans of the original, cut at what is between."""
    spans: list[Span] = []
    for begin, end in places:
        spans += _joined(found.origins[begin:end])
    return _merged(spans)


def _joined(places: Sequence[int]) -> list[Span]:
    spans: list[Span] = []
    for place in places:
        if spans and place <= spans[-1][0] + spans[-1][1]:
            start, length = spans[-1]
            spans[-1] = (start, max(length, place + 1 - start))
        else:
            spans.append((place, 1))
    return spans


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, length in sorted(spans):
        if merged and start <= merged[-1][0] + merged[-1][1]:
            first, before = merged[-1]
            merged[-1] = (first, max(before, start + length - first))
        else:
            merged.append((start, length))
    return merged


def _by_sound(term: str, found: Letters) -> list[Span]:
    """Find a term typed by sound: full pinyin, initials, or each character either way."""
    if found.letters.isascii() or not pinyin.has_chinese(found.letters):
        return []
    choices = [
        options if pinyin.has_chinese(letter) else ()
        for letter, options in zip(
            found.letters, pinyin.choices(found.letters, surname=True), strict=True
        )
    ]
    for begin, options in enumerate(choices):
        if options:
            end = _heard(term, choices, begin)
            if end:
                return [(begin, end)]
    return []


def _heard(term: str, choices: Sequence[tuple[str, ...]], at: int) -> int:
    """Return where a term that begins to sound at `at` ends, or 0."""
    if not term:
        return at
    if at >= len(choices):
        return 0
    for reading in choices[at]:
        if reading.startswith(term):
            return at + 1
        if term.startswith(reading) and (end := _heard(term[len(reading) :], choices, at + 1)):
            return end
    for reading in choices[at]:
        if term[0] == reading[0] and (end := _heard(term[1:], choices, at + 1)):
            return end
    return 0


def _common(one: str, other: str) -> int:
    length = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        length += 1
    return length


def _within(number: phone.ParsedPhone, e164: str) -> bool:
    """Tell whether the typed digits stand in the international form, if not in the typed one."""
    return number.typed_key in e164[:0:-1]
