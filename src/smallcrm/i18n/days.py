"""The days that an owner types: words, distances, and dates in the forms of many countries."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from smallcrm.domain.errors import Refusal
from smallcrm.i18n.parsing import SHOWN
from smallcrm.i18n.patterns import ENGLISH_DAY_FIRST, month_first

_EARLIEST, _LATEST = 1850, 2200
_CENTURY = 100
_YEARS_AHEAD = 20
_WEEK = 7
_LONGEST_MONTH = 12
_WORDS = {
    "today": 0,
    "tomorrow": 1,
    "yesterday": -1,
    "今天": 0,
    "今日": 0,
    "明天": 1,
    "明日": 1,
    "后天": 2,
    "昨天": -1,
    "昨日": -1,
    "前天": -2,
}
_WEEKDAYS = {
    **{name[:length].lower(): index for index, name in enumerate(ENGLISH_DAY_FIRST.weekdays)
       for length in (3, 20)},
    **{f"{week}{day}": index for index, day in enumerate("一二三四五六日")
       for week in ("周", "星期", "礼拜")},
    "周天": 6,
    "星期天": 6,
    "礼拜天": 6,
}  # fmt: skip
_MONTHS = {
    name[:length].lower(): index
    for index, name in enumerate(ENGLISH_DAY_FIRST.months, 1)
    for length in (3, 4, 20)
}
_DISTANCE = re.compile(r"(?P<sign>[+-])\s*(?P<count>\d{1,4})\s*(?P<unit>d|days?|天|w|weeks?|周)?")
_CHINESE = re.compile(
    r"((?P<year>\d{4}|\d{2})\s*年\s*)?(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*[日号]?"
)
_COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)")
_YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})\s*[-/.]\s*(?P<month>\d{1,2})\s*[-/.]\s*(?P<day>\d{1,2})\.?"
)
_DOTTED = re.compile(r"(?P<day>\d{1,2})\.\s*(?P<month>\d{1,2})(\.\s*(?P<year>\d{4}|\d{2})?)?")
_SLASHED = re.compile(r"(?P<a>\d{1,2})\s*[-/]\s*(?P<b>\d{1,2})(\s*[-/]\s*(?P<year>\d{4}|\d{2}))?")
_DAY_NAME = re.compile(
    r"(?P<day>\d{1,2})(st|nd|rd|th)?[\s.-]*(of\s+)?(?P<name>[a-z]{3,9})\.?[\s,-]*(?P<year>\d{4}|\d{2})?",
)
_NAME_DAY = re.compile(
    r"(?P<name>[a-z]{3,9})\.?[\s-]*(?P<day>\d{1,2})(st|nd|rd|th)?([\s,-]+(?P<year>\d{4}|\d{2}))?",
)


def parse_day(text: str, *, today: date, locale: str, field: str = "date") -> date:
    """Read a day; without a year it is this year's, and a weekday is the next one after today.

    Raises Refusal `not_a_date`, or `ambiguous_date` where day and month may be exchanged.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().replace("。", ".").split())
    found = _by_word(plain, today)
    if found is None:
        found = _by_figures(plain, today, locale, text, field)
    if found is None or not _EARLIEST <= found.year <= _LATEST:
        raise Refusal("not_a_date", field=field, text=text.strip()[:SHOWN])
    return found


def _by_word(plain: str, today: date) -> date | None:
    if plain in _WORDS:
        return today + timedelta(days=_WORDS[plain])
    if plain in _WEEKDAYS:
        ahead = (_WEEKDAYS[plain] - today.weekday() - 1) % _WEEK + 1
        return today + timedelta(days=ahead)
    if found := _DISTANCE.fullmatch(plain):
        days = int(found["count"]) * (_WEEK if (found["unit"] or "d")[0] in "w周" else 1)
        return today + timedelta(days=-days if found["sign"] == "-" else days)
    return None


def _by_figures(plain: str, today: date, locale: str, text: str, field: str) -> date | None:
    for pattern in (_CHINESE, _COMPACT, _YEAR_FIRST, _DOTTED):
        if found := pattern.fullmatch(plain):
            return _date(found["year"], found["month"], found["day"], today)
    for pattern in (_DAY_NAME, _NAME_DAY):
        if (found := pattern.fullmatch(plain)) and (month := _MONTHS.get(found["name"])):
            return _date(found["year"], str(month), found["day"], today)
    if found := _SLASHED.fullmatch(plain):
        first = _date(found["year"], found["b"], found["a"], today)
        second = _date(found["year"], found["a"], found["b"], today)
        chinese = locale.startswith("zh")
        if first and second and first != second and chinese and found["year"]:
            raise Refusal(
                "ambiguous_date", field=field, text=text.strip()[:SHOWN], first=first, second=second
            )
        return (second or first) if chinese or month_first(locale) else (first or second)
    return None


def _date(year: str | None, month: str, day: str, today: date) -> date | None:
    number = int(year) if year else today.year
    if year and len(year) == 2:  # noqa: PLR2004  (two digits of a year)
        number += today.year // _CENTURY * _CENTURY
        if number > today.year + _YEARS_AHEAD:
            number -= _CENTURY
    try:
        return date(number, int(month), int(day))
    except ValueError:
        return None
