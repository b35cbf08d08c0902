"""What the signs of a day and a time mean, whichever language they are typed in.

The rules that are not the language's own: a day without a year that is over is next year's; a
weekday alone is the next one after today, the one of "next" is next week's (weeks begin on Monday);
an hour from one to six without a half of the day is in the afternoon.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from smallcrm.domain import repeating
from smallcrm.domain.repeating import LAST_YEAR, Often, RepeatRule

Clocktime = tuple[int, int]
MORNING: Clocktime = (9, 0)
NOON: Clocktime = (12, 0)
AFTERNOON: Clocktime = (14, 0)
EVENING: Clocktime = (18, 0)
SATURDAY, WEEK, DECEMBER = 5, 7, 12
_NOON_HOUR, _HOURS, _MINUTES = 12, 24, 60
_LAST_AFTERNOON_HOUR = 6


class Kind(StrEnum):
    """What a sign says."""

    DAY = "day"
    TIME = "time"
    PART = "part"
    REPEAT = "repeat"
    UNTIL = "until"
    TIMES = "times"


@dataclass(frozen=True, slots=True)
class Around:
    """What a sign is read against: the owner's day and time, and the order of 3/4."""

    today: date
    at: Clocktime
    month_first: bool

    @property
    def now(self) -> datetime:
        """The owner's local time."""
        return datetime(self.today.year, self.today.month, self.today.day, *self.at)  # noqa: DTZ001  (local on purpose)


@dataclass(frozen=True, slots=True)
class Day:
    """A day; with a time of its own (in 20 minutes), or a part of it (tonight)."""

    day: date
    time: Clocktime | None = None
    part: Clocktime | None = None


@dataclass(frozen=True, slots=True)
class Hour:
    """A time of day as typed; `half` False and True are morning and afternoon, None is unsaid."""

    hour: int
    minute: int
    half: bool | None = None
    exact: bool = False  # 07:05 and 15:30 say themselves which half they mean


# A rule, or what makes one of the day that it begins on.
Repeat = RepeatRule | Callable[[date], RepeatRule]
Value = Day | Hour | Clocktime | RepeatRule | Callable[[date], RepeatRule] | int
Reader = Callable[[re.Match[str], Around], "Value | None"]


@dataclass(frozen=True, slots=True)
class Rule:
    """How one sign looks, and what it says; a weak one counts beside another or at an end only."""

    kind: Kind
    pattern: re.Pattern[str]
    read: Reader
    weak: bool = False


def each(often: Often, apart: int) -> Value | None:
    """Return what makes the rule of every so many days, weeks, ...; None for too many."""
    if not 1 <= apart <= repeating.MOST_APART:
        return None
    return lambda start: repeating.every(often, start, apart=apart)


def workdays(found: re.Match[str], around: Around) -> Value | None:
    """Read a sign of every working day."""
    del found, around
    return repeating.workdays()


def last_of_each_month(found: re.Match[str], around: Around) -> Value | None:
    """Read a sign of the last day of every month."""
    del found, around
    return RepeatRule(Often.MONTHLY, month_days=(-1,))


def times(count: int) -> int | None:
    """Return how often, if that is a number of times that a rule may have."""
    return count if 1 <= count <= repeating.MOST_TIMES else None


def settled(hour: Hour, part: Clocktime | None) -> Clocktime | None:
    """Return the time that is meant; None for what no clock shows."""
    number, half = hour.hour, hour.half
    if half is None and part is not None:
        half = part[0] >= _NOON_HOUR
    if not (0 <= number < _HOURS and 0 <= hour.minute < _MINUTES):
        return None
    if half is True and number < _NOON_HOUR:
        number += _NOON_HOUR
    elif half is False and number == _NOON_HOUR:
        number = 0
    elif half is None and not hour.exact and 1 <= number <= _LAST_AFTERNOON_HOUR:
        number += _NOON_HOUR
    return number, hour.minute


def sound(day: date | None) -> Day | None:
    """Return a day that the program can keep."""
    return None if day is None or day.year > LAST_YEAR else Day(day)


def ahead(around: Around, *, days: int = 0, months: int = 0) -> date | None:
    """Return the day that many days, or whole months, after today."""
    if months:
        return month_after(around.today, months)
    try:
        return around.today + timedelta(days=days)
    except OverflowError:
        return None


def month_after(day: date, months: int) -> date | None:
    """Return the same day of a later month, or its last where it has no such day."""
    index = day.year * DECEMBER + day.month - 1 + months
    year, month = index // DECEMBER, index % DECEMBER + 1
    if year > LAST_YEAR:
        return None
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def last_of(day: date) -> date:
    """Return the last day of the month of `day`."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def end_of_month(around: Around, *, later: int = 0) -> date | None:
    """Return the last day of this month, or of one so many months later."""
    month = month_after(around.today.replace(day=1), later)
    return None if month is None else last_of(month)


def weekday(around: Around, index: int, *, weeks: int | None = None) -> date:
    """Return the next such weekday after today; with `weeks` that of a later week, 0 being this."""
    today = around.today
    if weeks is None or (weeks == 0 and index < today.weekday()):
        return today + timedelta(days=(index - today.weekday() - 1) % WEEK + 1)
    return today + timedelta(days=index - today.weekday() + WEEK * weeks)


def in_year(around: Around, year: int | None, month: int, day: int) -> date | None:
    """Return a day of the year; without one, the next such day from today on.

    29 February without a year is that of the next leap year.
    """
    try:
        if year is not None:
            return date(year, month, day)
        for ahead_years in range(9):
            found = _date(around.today.year + ahead_years, month, day)
            if found is not None and found >= around.today:
                return found
    except ValueError:
        return None
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def in_month(around: Around, day: int, *, later: int | None = None) -> date | None:
    """Return the next such day of a month from today on; with `later` that of a later month."""
    first = around.today.replace(day=1)
    for months in range(12) if later is None else (later,):
        month = month_after(first, months)
        found = None if month is None else _date(month.year, month.month, day)
        if found is not None and (later is not None or found >= around.today):
            return found
    return None


def moment(around: Around, minutes: int) -> Day | None:
    """Return the day and time so many minutes from now."""
    try:
        found = around.now + timedelta(minutes=minutes)
    except OverflowError:
        return None
    return Day(found.date(), (found.hour, found.minute)) if found.year <= LAST_YEAR else None
