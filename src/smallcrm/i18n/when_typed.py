"""When something is to be done, out of the line that says what: `Tuesday 3pm call Ann`.

English and Chinese are read at once, whichever of them the program speaks. Nothing is guessed
silently: `signs` are the places of the line that were read as a day, a time or a repetition, and
all else stays in `text`. The first day counts, and the time beside it before one elsewhere. What
stands in quotation marks is no sign.

There are libraries for this. Of the phrases that the tests hold (`when_phrases`), dateparser,
parsedatetime, recurrent and ctparse read less than half as an owner means them in English, and
none of those and of jionlp and cn2date as much in Chinese; few say what is left of the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final, cast

from smallcrm.domain import repeating
from smallcrm.domain.repeating import RepeatRule
from smallcrm.i18n import when_chinese, when_english
from smallcrm.i18n.when_parts import (
    Around,
    Clocktime,
    Day,
    Hour,
    Kind,
    Repeat,
    Rule,
    Value,
    settled,
)

LONGEST: Final = 1000
_RULES: Final = (*when_english.RULES, *when_chinese.RULES)
# One sign for each of full-width digits, letters and marks, so that places stay the same.
_FOLDED: Final = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {"\u3000": " ", "\xa0": " "}
)
_QUOTED: Final = re.compile(r"\"[^\"]*\"|“[^”]*”|「[^」]*」|『[^』]*』|《[^》]*》")
_BETWEEN: Final = re.compile(r"[\s,;:.的在，、；：]*(?:\b(?:at|on|by|from)\b)?\s*", re.IGNORECASE)
_LOOSE: Final = " \t\n,;:，、；：–—-"
_UNTIL: Final = re.compile(
    r"(?:\b(?:until|till|through)\s+(?:the\s+)?|直到|截止到?|到|至)$", re.IGNORECASE
)
_MASK: Final = "\0"


@dataclass(frozen=True, slots=True)
class Sign:
    """A part of the line that says when, by its places."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Typed:
    """What a line says: what is to be done, by when, and how it comes again (an RRULE)."""

    text: str
    due: date | None = None
    due_time: str | None = None
    repeat: str | None = None
    signs: tuple[Sign, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    kind: Kind
    start: int
    end: int
    value: Value
    weak: bool

    def beside(self, other: _Found, plain: str) -> bool:
        """Tell whether nothing but signs that join them stands between two signs."""
        first, second = (self, other) if self.start <= other.start else (other, self)
        return _BETWEEN.fullmatch(plain, first.end, second.start) is not None

    def overlaps(self, others: Iterable[_Found]) -> bool:
        """Tell whether the place is taken."""
        return any(self.start < other.end and other.start < self.end for other in others)


def read(text: str, *, now: datetime, month_first: bool = False) -> Typed:
    """Read a line; `now` is the owner's local time, `month_first` the order of 3/4.

    A time without a day is today's, or tomorrow's if it has passed. With a repetition alone the day
    is its first from today on. What is too long to be a line is left as it is.
    """
    line = text.strip()
    if not line or len(line) > LONGEST:
        return Typed(line)
    around = Around(now.date(), (now.hour, now.minute), month_first)
    plain = _QUOTED.sub(lambda found: _MASK * len(found[0]), line.translate(_FOLDED))
    found = _choose(_all(plain, around), plain)
    if not found:
        return Typed(line)
    typed = _settle(found, around)
    if typed is None:
        return Typed(line)
    signs = tuple(Sign(one.kind, one.start, one.end) for one in found)
    return replace(typed, text=_rest(line, signs), signs=signs)


def _all(plain: str, around: Around) -> list[_Found]:
    """Return every sign that there may be, the first first, and of those the longest."""
    found: list[_Found] = []
    for rule in _RULES:
        found.extend(_of_rule(rule, plain, around))
    return sorted(found, key=lambda one: (one.start, -one.end, one.weak))


def _of_rule(rule: Rule, plain: str, around: Around) -> Iterator[_Found]:
    for match in rule.pattern.finditer(plain):
        start, end = match.span()
        while start < end and plain[start].isspace():
            start += 1
        while end > start and plain[end - 1].isspace():
            end -= 1
        value = rule.read(match, around) if start < end else None
        if value is not None:
            yield _Found(rule.kind, start, end, value, rule.weak)


def _choose(found: list[_Found], plain: str) -> list[_Found]:
    """Choose the signs that count: one of each kind, none of which overlap."""
    repeats = [one for one in found if one.kind is Kind.REPEAT]
    chosen = repeats[:1]
    days = [one for one in found if one.kind is Kind.DAY]
    if chosen:
        chosen += _ends(found, days, chosen, plain)
    times = [one for one in found if one.kind is Kind.TIME]
    chosen += _first_day(days, times, chosen, plain)
    chosen += _time(times, chosen, plain)
    parts = [one for one in found if one.kind is Kind.PART and not one.overlaps(chosen)]
    beside = (part for part in parts if any(part.beside(one, plain) for one in chosen))
    chosen += [one for one, _ in zip(beside, range(1), strict=False)]
    return sorted(chosen, key=lambda one: one.start)


def _ends(
    found: list[_Found], days: list[_Found], chosen: list[_Found], plain: str
) -> list[_Found]:
    """Return what says until when, or how often, something comes again."""
    for one in days:
        before = _UNTIL.search(plain[: one.start])
        until = None if before is None else replace(one, kind=Kind.UNTIL, start=before.start())
        if until is not None and not until.overlaps(chosen):
            return [until]
    times = (one for one in found if one.kind is Kind.TIMES and not one.overlaps(chosen))
    sure = (one for one in times if not one.weak or one.beside(chosen[0], plain))
    return list(sure)[:1]


def _first_day(
    days: list[_Found], times: list[_Found], chosen: list[_Found], plain: str
) -> list[_Found]:
    for one in days:
        if one.overlaps(chosen):
            continue
        free = [time for time in times if not time.overlaps([one])]
        if not one.weak or _supported(one, free, plain):
            return [one]
    return []


def _supported(one: _Found, others: list[_Found], plain: str) -> bool:
    """Tell whether a doubtful sign is one: by itself, or beside another.

    At the end of a line an ordinal or an hour is one as well, but no word.
    """
    if not plain[: one.start].strip() and not plain[one.end :].strip():
        return True
    if any(one.beside(other, plain) for other in others):
        return True
    return not plain[one.start : one.end].isalpha() and not plain[one.end :].strip()


def _time(times: list[_Found], chosen: list[_Found], plain: str) -> list[_Found]:
    free = [one for one in times if not one.overlaps(chosen)]
    beside = [one for one in free if any(one.beside(other, plain) for other in chosen)]
    alone = [one for one in free if not one.weak or _at_an_end(one, plain)]
    return (beside or alone)[:1]


def _at_an_end(one: _Found, plain: str) -> bool:
    """Tell whether a bare hour opens the line before what is to be done, or closes it.

    一点 to 三点 before other words are points that somebody makes.
    """
    after = plain[one.end :].lstrip(_LOOSE)
    if not after:
        return bool(re.search(r"\d|\bat\b", plain[one.start : one.end], re.IGNORECASE))
    if plain[: one.start].strip(_LOOSE):
        return False
    return not after[0].isupper() and plain[one.start] not in "一两二三"


def _settle(found: list[_Found], around: Around) -> Typed | None:
    """Put the signs together; None where they make no sense together."""
    by_kind = {one.kind: one.value for one in found}
    day = cast("Day | None", by_kind.get(Kind.DAY))
    part = cast("Clocktime | None", by_kind.get(Kind.PART)) or (day.part if day else None)
    hour = cast("Hour | None", by_kind.get(Kind.TIME))
    time = settled(hour, part) if hour is not None else part
    if hour is not None and time is None:
        return None
    if time is None and day is not None:
        time = day.time
    repeat = cast("Repeat | None", by_kind.get(Kind.REPEAT))
    if repeat is None:
        due = day.day if day else _next_at(time, around)
        return Typed("", due, _text(time))
    start = day.day if day else around.today
    rule = repeat if isinstance(repeat, RepeatRule) else repeat(start)
    until = cast("Day | None", by_kind.get(Kind.UNTIL))
    times = cast("int | None", by_kind.get(Kind.TIMES))
    if until is not None or times is not None:
        rule = rule.ending(times=times, until=until.day if until else None)
    first = repeating.first_day(rule.ending(), start=start)
    if first == around.today and day is None and time is not None and time <= around.at:
        first = repeating.first_day(rule.ending(), start=start + timedelta(days=1))
    if first is None or (rule.until is not None and rule.until < first):
        return None
    return Typed("", first, _text(time), str(rule))


def _next_at(time: Clocktime | None, around: Around) -> date:
    passed = time is not None and time <= around.at
    return around.today + timedelta(days=1) if passed else around.today


def _text(time: Clocktime | None) -> str | None:
    return None if time is None else f"{time[0]:02d}:{time[1]:02d}"


def _rest(line: str, signs: tuple[Sign, ...]) -> str:
    """Return the line without its signs, and without the marks that set those apart."""
    pieces: list[str] = []
    at = 0
    for sign in signs:
        pieces.append(line[at : sign.start])
        at = sign.end
    pieces.append(line[at:])
    rest = pieces[0].rstrip(_LOOSE)
    for before, piece in pairwise(pieces):
        after = piece.strip(_LOOSE) if piece is not pieces[-1] else piece.lstrip(_LOOSE)
        spaced = before[-1:].isspace() or piece[:1].isspace() or before[-1:] in _LOOSE
        gap = " " if rest and after and spaced and rest[-1].isascii() else ""
        rest += gap + after
    return rest.strip()
