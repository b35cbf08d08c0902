"""Rules of what comes again: the part of RFC 5545's RRULE that days need, read strictly.

Times of day have no part in a rule: what repeats falls due on days of the owner's, and so no change
to or from summer time moves it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final

from smallcrm.domain.errors import Refusal

DAY_CODES: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORKDAYS: Final = (0, 1, 2, 3, 4)
# One that is later than these is no promise to a client any more.
MOST_TIMES: Final = 999
MOST_APART: Final = 400
LAST_YEAR: Final = 2199
_SHORTEST_MONTH: Final = 28
_LONGEST_MONTH: Final = 31
_FEBRUARY: Final = 2
_LONGEST: Final = 200
_DAY: Final = re.compile(r"(?P<nth>[+-]?[1-5])?(?P<day>MO|TU|WE|TH|FR|SA|SU)")


class Often(StrEnum):
    """How often something comes again."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


@dataclass(frozen=True, slots=True)
class RepeatRule:
    """A rule: every `apart` days, weeks, months or years, on which days, until when.

    `days` are weekdays (Monday is 0), each with which of them in the month (0: every one, -1 the
    last); `month_days` days of the month, of which `place` picks one (-1 the last that there is).
    `times` counts the first day; `until` is the last day that is allowed.
    """

    often: Often
    apart: int = 1
    days: tuple[tuple[int, int], ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    place: int | None = None
    times: int | None = None
    until: date | None = None

    def __str__(self) -> str:
        """Write the rule as RFC 5545 has it, always in the same order."""
        parts = [f"FREQ={self.often.value}"]
        if self.apart != 1:
            parts.append(f"INTERVAL={self.apart}")
        if self.months:
            parts.append(f"BYMONTH={_joined(self.months)}")
        if self.month_days:
            parts.append(f"BYMONTHDAY={_joined(self.month_days)}")
        if self.days:
            named = (f"{nth or ''}{DAY_CODES[day]}" for day, nth in self.days)
            parts.append(f"BYDAY={','.join(named)}")
        if self.place is not None:
            parts.append(f"BYSETPOS={self.place}")
        if self.times is not None:
            parts.append(f"COUNT={self.times}")
        if self.until is not None:
            parts.append(f"UNTIL={self.until:%Y%m%d}")
        return ";".join(parts)

    def ending(self, *, times: int | None = None, until: date | None = None) -> RepeatRule:
        """Return the rule with another end."""
        return replace(self, times=times, until=until)


def _joined(numbers: tuple[int, ...]) -> str:
    return ",".join(map(str, numbers))


def every(often: Often, start: date, *, apart: int = 1) -> RepeatRule:
    """Make the rule that comes again on the day of `start`: its weekday, or its day of the month.

    A day that a month does not have is that month's last: what is due on the 31st is due on 28
    February as well, and what is due on 29 February each year is due on the 28th.
    """
    if often is Often.DAILY:
        return RepeatRule(often, apart)
    if often is Often.WEEKLY:
        return RepeatRule(often, apart, days=((start.weekday(), 0),))
    if often is Often.MONTHLY:
        return on_day_of_month(start.day, apart=apart)
    months = (start.month,)
    if (start.month, start.day) == (_FEBRUARY, _SHORTEST_MONTH + 1):
        return RepeatRule(often, apart, month_days=(-1,), months=months)
    return RepeatRule(often, apart, month_days=(start.day,), months=months)


def on_day_of_month(day: int, *, apart: int = 1) -> RepeatRule:
    """Make the rule of every month's `day`; where there is no such day, of its last."""
    if day == _LONGEST_MONTH:
        return RepeatRule(Often.MONTHLY, apart, month_days=(-1,))
    if day <= _SHORTEST_MONTH:
        return RepeatRule(Often.MONTHLY, apart, month_days=(day,))
    days = tuple(range(_SHORTEST_MONTH, day + 1))
    return RepeatRule(Often.MONTHLY, apart, month_days=days, place=-1)


def workdays() -> RepeatRule:
    """Make the rule of every day from Monday to Friday."""
    return RepeatRule(Often.WEEKLY, days=tuple((day, 0) for day in WORKDAYS))


def parse(text: str, *, field: str = "repeat") -> RepeatRule:
    """Read an RRULE of days, with `RRULE:` before it or not; refuses any other (`bad_repeat_rule`).

    Refused are times of day, weeks of the year and days of the year, and what has two ends.
    """
    plain = "".join(text.upper().split()).removeprefix("RRULE:").rstrip(";")
    try:
        return _read(plain)
    except ValueError as error:
        raise Refusal("bad_repeat_rule", field=field, text=text.strip()[:80]) from error


def kept(text: str | None) -> RepeatRule | None:
    """Read a rule out of the data file: what cannot be read there repeats no more."""
    try:
        return parse(text) if text else None
    except Refusal:
        return None


def _read(plain: str) -> RepeatRule:
    if not plain.isascii() or len(plain) > _LONGEST:
        raise ValueError(plain[:40])
    given: dict[str, str] = {}
    for part in plain.split(";"):
        name, sign, value = part.partition("=")
        if not sign or not value or name in given:
            raise ValueError(part)
        given[name] = value
    often = Often(given.pop("FREQ", ""))
    # The week begins on a Monday here, which is what the standard means where nothing is said.
    if given.pop("WKST", "MO") not in DAY_CODES:
        raise ValueError(plain)
    fields = {name: read(value) for name, value in given.items() if (read := _PARTS.get(name))}
    if len(fields) != len(given) or ("COUNT" in fields and "UNTIL" in fields):
        raise ValueError(plain)
    rule = RepeatRule(often, **{_FIELDS[name]: value for name, value in fields.items()})
    _require_sound(rule)
    return rule


def _require_sound(rule: RepeatRule) -> None:
    """Refuse what the standard forbids, or what no program shows in the same way."""
    numbered = any(nth for _, nth in rule.days)
    by_month = rule.often in (Often.MONTHLY, Often.YEARLY)
    wrong = (
        (numbered and not by_month)
        # "The second Monday" of a year that is not a month's: nobody's promise.
        or (rule.often is Often.YEARLY and bool(rule.days) and not rule.months)
        or (not by_month and (bool(rule.month_days) or rule.place is not None))
        or (rule.place is not None and not (rule.days or rule.month_days))
    )
    if wrong:
        raise ValueError(str(rule))


def _number(low: int, high: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        if not re.fullmatch(r"[+-]?\d{1,4}", value, re.ASCII):
            raise ValueError(value)
        number = int(value)
        if not low <= number <= high or number == 0:
            raise ValueError(value)
        return number

    return read


def _numbers(low: int, high: int) -> Callable[[str], tuple[int, ...]]:
    one = _number(low, high)
    return lambda value: tuple(dict.fromkeys(map(one, value.split(","))))


def _weekdays(value: str) -> tuple[tuple[int, int], ...]:
    found = [_DAY.fullmatch(part) for part in value.split(",")]
    if any(match is None for match in found):
        raise ValueError(value)
    days = ((DAY_CODES.index(match["day"]), int(match["nth"] or 0)) for match in found if match)
    return tuple(dict.fromkeys(days))


def _last_day(value: str) -> date:
    # Of an instant that another program wrote the day counts.
    match = re.fullmatch(r"(\d{8})(T\d{6}Z?)?", value, re.ASCII)
    if match is None:
        raise ValueError(value)
    return date.fromisoformat(match[1])


_FIELDS: Mapping[str, str] = {
    "INTERVAL": "apart",
    "COUNT": "times",
    "UNTIL": "until",
    "BYMONTH": "months",
    "BYMONTHDAY": "month_days",
    "BYDAY": "days",
    "BYSETPOS": "place",
}
_PARTS: Mapping[str, Callable[[str], Any]] = {
    "INTERVAL": _number(1, MOST_APART),
    "COUNT": _number(1, MOST_TIMES),
    "UNTIL": _last_day,
    "BYMONTH": _numbers(1, 12),
    "BYMONTHDAY": _numbers(-_LONGEST_MONTH, _LONGEST_MONTH),
    "BYDAY": _weekdays,
    "BYSETPOS": _number(-_LONGEST_MONTH, _LONGEST_MONTH),
}


def following(rule: RepeatRule, *, start: date, after: date, earliest: date) -> date | None:
    """Return the next day of a rule that counts from `start`: later than `after`.

    Those before `earliest` are passed over, though they count. None: the rule has come to its end.
    """
    from dateutil.rrule import rrulestr  # 10 ms, and only needed here

    found = rrulestr(str(rule), dtstart=datetime.combine(start, time()))
    for moment in found:
        day: date = moment.date()
        if day.year > LAST_YEAR:
            return None
        if day > after and day >= earliest:
            return day
    return None


def first_day(rule: RepeatRule, *, start: date) -> date | None:
    """Return the first day of a rule on or after `start`."""
    return following(rule, start=start, after=start - timedelta(days=1), earliest=start)
