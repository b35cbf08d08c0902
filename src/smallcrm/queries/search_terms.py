"""What was typed into the search box, taken apart, and as FTS5 expressions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from smallcrm.db import search_document
from smallcrm.domain import keys, phone
from smallcrm.domain.phone import ParsedPhone
from smallcrm.queries.typed import decimals_meant

# Nobody types more at the phone; what is pasted is judged by its beginning.
_LONGEST, _MOST_TERMS = 200, 8
# Fewer digits end too many numbers to say which one is meant.
FEW_DIGITS = 3
_SHORTEST_PART = 3

NAMES = search_document.NAME
BEGINNINGS = search_document.NAME + search_document.OWN
OWN = BEGINNINGS + search_document.INSIDE
ALL = OWN + search_document.REST
# An expression that no document matches.
NOTHING = f'"{search_document.CHECK}"'


@dataclass(frozen=True, slots=True)
class Term:
    """One word of what was typed; `others` are other spellings of it (koehler for köhler)."""

    word: str
    others: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """The word and its other spellings."""
        return (self.word, *self.others)

    @property
    def is_cjk(self) -> bool:
        """Whether it is a run of Chinese, Japanese or Korean."""
        return keys.is_cjk(self.word)

    @property
    def has_parts(self) -> bool:
        """Whether it is looked for inside words, by groups of three letters.

        Chinese is not: each of its characters begins a word.
        """
        return len(self.word) >= _SHORTEST_PART and not self.is_cjk


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed: its words, and the number it is, where it is nothing but a number."""

    text: str
    terms: tuple[Term, ...]
    number: ParsedPhone | None

    @property
    def digits(self) -> str:
        """The digits of a number as typed, leading zeros dropped."""
        return "" if self.number is None else self.number.typed_key[::-1]

    def is_digits_of(self, term: Term) -> bool:
        """Tell whether a term may be the end of a phone number."""
        return len(term.word) >= FEW_DIGITS and term.word.isdecimal() and term.word.isascii()


def amount_words(text: str) -> tuple[str, ...]:
    """Return the words that documents have for the amounts which a text may mean."""
    return tuple(search_document.amount_word(value) for value in decimals_meant(text) if value)


def amounts(text: str) -> str | None:
    """Write that a sale or quote came to what was typed; None where it is no amount.

    Many digits in a row are a phone number.
    """
    if text.isdigit() and len(text) >= phone.SAME_DIGITS:
        return None
    found = [_quoted(search_document.AMOUNT + word) for word in amount_words(text)]
    return either(found) if found else None


def parse(text: str, country: str) -> Query:
    """Take apart what was typed; anything is valid, and may come to nothing."""
    typed = text[:_LONGEST]
    terms: list[Term] = []
    for piece in typed.split():
        found = keys.words(piece)
        others = keys.spelt_out(piece)
        alike = len(found) == len(others)
        for index, word in enumerate(found):
            other = (others[index],) if alike and others[index] != word else ()
            terms.append(Term(word[: search_document.LONGEST_WORD], other))
    number = phone.as_number(typed, country)
    if number is not None and not number.typed_key:
        number = None
    return Query(typed.strip(), tuple(dict.fromkeys(terms))[:_MOST_TERMS], number)


def begins(term: Term, places: str) -> str:
    """Write that a word begins with the term in one of `places`, the letters of the documents."""
    longest = search_document.LONGEST_RUN
    if term.is_cjk and len(term.word) > longest:
        # Runs are kept in pieces of eight characters: the query is too, each to be found.
        pieces = [term.word[start : start + longest] for start in range(0, len(term.word), longest)]
        wider = "".join(dict.fromkeys(places + search_document.INSIDE + search_document.REST))
        rest = [either(_prefixes([piece], wider)) for piece in pieces[1:]]
        return all_of([either(_prefixes(pieces[:1], places)), *rest])
    return either(_prefixes(term.spellings, places))


def ends_number(key: str) -> str:
    """Write that a phone number ends with the digits of a key."""
    return _quoted(search_document.PHONE_END + key[: search_document.LONGEST_WORD]) + "*"


def anywhere(query: Query, places: str) -> str:
    """Write that each term begins a word in `places`, or ends a phone number; in any order."""
    parts: list[str] = []
    position = 0
    terms = query.terms
    while position < len(terms):
        run = position
        while run < len(terms) and query.is_digits_of(terms[run]):
            run += 1
        if run - position > 1:  # 3923 5555: a number in groups, or words of their own
            key = phone.key("".join(term.word for term in terms[position:run]))
            group = all_of([begins(term, places) for term in terms[position:run]])
            parts.append(either([group, ends_number(key)]) if key else group)
            position = run
            continue
        term = terms[position]
        found = [begins(term, places)]
        if search_document.REST in places and len(terms) > 1 and (came_to := amounts(term.word)):
            found.append(came_to)  # ann 480: who, and what it came to
        if run > position and (key := phone.key(term.word)):
            found.append(ends_number(key))
        parts.append(either(found))
        position += 1
    return all_of(parts)


def exactly(word: str, place: str) -> str:
    """Write that there is this very word."""
    return _quoted(place + word[: search_document.LONGEST_RUN])


def part(term: Term, *, own: bool = False) -> str:
    """Write that the term is a part of some text, for the table of parts."""
    found = either([_quoted(spelling) for spelling in term.spellings])
    return f"own : {found}" if own else found


def digits_part(digits: str) -> str:
    """Write that the digits are a part of a phone number, for the table of parts."""
    return f"own : {_quoted(digits)}"


def spelt(words: Iterable[str]) -> str:
    """Write that a word of a name begins with one of these."""
    return either(_prefixes(list(words), NAMES))


def either(parts: list[str]) -> str:
    """Join alternatives."""
    return parts[0] if len(parts) == 1 else "(" + " OR ".join(parts) + ")"


def all_of(parts: list[str]) -> str:
    """Join what must all hold."""
    return parts[0] if len(parts) == 1 else "(" + " AND ".join(parts) + ")"


def _prefixes(words: Iterable[str], places: str) -> list[str]:
    return [f"{_quoted(place + word)}*" for word in words for place in places]


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
