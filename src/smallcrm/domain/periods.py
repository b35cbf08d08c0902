"""Periods of a report: months, quarters, years, as they lie in the calendar; both days count."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from smallcrm.domain.rewards import months_later

YEAR: Final = 12
# What a report is divided into, in months; each is a part of a later one.
LENGTHS: Final = (1, 3, YEAR, 5 * YEAR, 10 * YEAR, 50 * YEAR, 100 * YEAR, 500 * YEAR, 2500 * YEAR)


@dataclass(frozen=True, slots=True)
class Period:
    """A period of so many `months`, which begins where one does in the calendar.

    `first` and `last` are the days of it that are asked about: fewer where a report begins or ends
    in the midst of it.
    """

    first: date
    last: date
    months: int

    @property
    def start(self) -> date:
        """The day on which it begins in the calendar."""
        return _start(_number(self.first, self.months), self.months)

    @property
    def end(self) -> date:
        """The day on which it ends in the calendar."""
        return _end(_number(self.first, self.months), self.months)

    @property
    def is_whole(self) -> bool:
        """Whether every day of it is asked about."""
        return self.first == self.start and self.last == self.end

    def earlier(self, months: int) -> Period | None:
        """Return the same days so many months earlier, to be compared with; None: before year 1.

        `months` are whole periods or whole years. Of a whole period that is the whole one of then
        (all of February), else the same days of the month, the last one where it was shorter.
        """
        number = self.start.year * YEAR + self.start.month - 1 - months
        if number < YEAR:
            return None
        start = date(number // YEAR, number % YEAR + 1, 1)
        if self.is_whole:
            return Period(start, _end(_number(start, self.months), self.months), self.months)
        first, last = months_later(self.first, -months), months_later(self.last, -months)
        return Period(first, last, self.months)


def fitting(first: date, last: date, months: int, most: int) -> int:
    """Return `months`, or the next longer length of which no more than `most` lie in a range."""
    for length in LENGTHS:
        if length >= months and _number(last, length) - _number(first, length) < most:
            return length
    return LENGTHS[-1]


def periods(first: date, last: date, months: int) -> tuple[Period, ...]:
    """Divide a range into its periods, in their order; the first and the last may be in part."""
    return tuple(
        Period(max(_start(number, months), first), min(_end(number, months), last), months)
        for number in range(_number(first, months), _number(last, months) + 1)
    )


class Sums:
    """Sums of a row of figures by day, of any days between: each question is two look-ups."""

    def __init__(self, days: list[date], figures: list[tuple[int, ...]]) -> None:
        """Take days in their order, each once, and as many figures of each."""
        self._days = days
        width = len(figures[0]) if figures else 0
        self._before: list[tuple[int, ...]] = [(0,) * width]
        for one in figures:
            summed = zip(self._before[-1], one, strict=True)
            self._before.append(tuple(before + more for before, more in summed))

    def between(self, first: date, last: date) -> tuple[int, ...]:
        """Add up the figures of the days from `first` to `last`, both of them too."""
        low = bisect_left(self._days, first)
        high = bisect_left(self._days, last + timedelta(1)) if last < date.max else len(self._days)
        before = self._before[low]
        return tuple(at - then for at, then in zip(self._before[high], before, strict=True))


def _number(day: date, months: int) -> int:
    return (day.year * YEAR + day.month - 1) // months


def _start(number: int, months: int) -> date:
    month = max(number * months, YEAR)
    return date(month // YEAR, month % YEAR + 1, 1)


def _end(number: int, months: int) -> date:
    month = (number + 1) * months
    if month // YEAR > date.max.year:
        return date.max
    return date(month // YEAR, month % YEAR + 1, 1) - timedelta(1)
