"""How dates and numbers are written: the two languages' own words, Babel for everybody's digits.

The words and signs of the first window are kept here, so that it needs no Babel (40 ms); tests hold
them to Babel's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

NARROW_SPACE = "\u202f"


@dataclass(frozen=True, slots=True)
class Words:
    """A language's way with dates and currencies; templates take the fields of `date_fields`."""

    months: tuple[str, ...]
    months_short: tuple[str, ...]
    weekdays: tuple[str, ...]
    date_short: str
    date_brief: str
    date_long: str
    day_month: str
    weekday_date: str
    month_year: str
    month_year_short: str
    currency_names: bool = False


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MONTHS_SHORT = tuple(name[:3] for name in _MONTHS)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

# The month is a word, so that nobody takes 3/4 for the other day.
ENGLISH_DAY_FIRST = Words(
    months=_MONTHS,
    months_short=_MONTHS_SHORT,
    weekdays=_WEEKDAYS,
    date_short="{day} {mon} {year}",
    date_brief="{day} {mon}",
    date_long="{day} {month} {year}",
    day_month="{day} {month}",
    weekday_date="{weekday}, {day} {month}",
    month_year="{month} {year}",
    month_year_short="{mon} {year}",
)
ENGLISH_MONTH_FIRST = Words(
    months=_MONTHS,
    months_short=_MONTHS_SHORT,
    weekdays=_WEEKDAYS,
    date_short="{mon} {day}, {year}",
    date_brief="{mon} {day}",
    date_long="{month} {day}, {year}",
    day_month="{month} {day}",
    weekday_date="{weekday}, {month} {day}",
    month_year="{month} {year}",
    month_year_short="{mon} {year}",
)
CHINESE = Words(
    months=tuple(f"{number}月" for number in range(1, 13)),
    months_short=tuple(f"{number}月" for number in range(1, 13)),
    weekdays=tuple(f"星期{day}" for day in "一二三四五六日"),
    date_short="{year}/{number}/{day}",
    date_brief="{number}月{day}日",
    date_long="{year}年{number}月{day}日",
    day_month="{number}月{day}日",
    weekday_date="{number}月{day}日 {weekday}",
    month_year="{year}年{number}月",
    month_year_short="{year}/{number}",
    currency_names=True,
)

# Territories where English writes the month first, and where clocks show 12 hours (CLDR 46).
_MONTH_FIRST = frozenset("AS BI CA GU MH MP PH PR UM US VI".split())
_TWELVE_HOURS = frozenset(
    """
    AE AG AS AU BB BM BS CA CY DM ER FJ FM GD GH GM GU GY HK IN JM KI KN KY LC LR LS MH MO MP MW MY
    NA NZ PG PH PK PR PW SB SD SG SL SS SZ TC TO TT UM US VC VG VI VU WS ZM
    """.split(),
)
_CAPITAL_AM = frozenset("AE AS GU MH MP PH PR UM US VI".split())
# Territories whose English has other signs than 1,234.5 and 12%.
_OTHER_SIGNS = frozenset(
    "AT BE CH CZ DE DK ES FI FR HU ID IN IT NL NO PL PT RO SE SI SK ZA".split(),
)


@dataclass(frozen=True, slots=True)
class Numbers:
    """A locale's signs: how digits are grouped and where the decimals begin."""

    decimal: str = "."
    group: str = ","
    primary: int = 3
    secondary: int = 3
    percent: str = "{number}%"

    def write(self, digits: str, decimals: str = "", *, negative: bool = False) -> str:
        """Write a number that is given as ASCII digits before and after the decimal sign."""
        head, tail = digits[: -self.primary], digits[-self.primary :]
        groups = [tail]
        while head:
            groups.append(head[-self.secondary :])
            head = head[: -self.secondary]
        text = self.group.join(reversed(groups))
        if decimals:
            text = f"{text}{self.decimal}{decimals}"
        return f"-{text}" if negative else text


@dataclass(frozen=True, slots=True)
class Clockface:
    """How the time of day is shown: 24 hours, or 12 with a word before or after noon."""

    twelve: bool = False
    am: str = "am"
    pm: str = "pm"


PLAIN_NUMBERS = Numbers()


def words_of(language: str, format_locale: str) -> Words:
    """Return the words of a language, English in the order that the locale's territory expects."""
    if language.startswith("zh"):
        return CHINESE
    return ENGLISH_MONTH_FIRST if month_first(format_locale) else ENGLISH_DAY_FIRST


def month_first(format_locale: str) -> bool:
    """Tell whether English writes the month before the day in the locale's territory."""
    return english_territory(format_locale) in _MONTH_FIRST


def english_territory(format_locale: str) -> str:
    """Return the territory of an English locale's name, else nothing."""
    language, _, territory = format_locale.partition("_")
    return territory if language == "en" else ""


def clockface_of(language: str, format_locale: str) -> Clockface:
    """Return how the time of day is shown; Chinese screens and most of Europe count to 24."""
    territory = english_territory(format_locale)
    if language.startswith("zh") or territory not in _TWELVE_HOURS:
        return Clockface()
    if territory in _CAPITAL_AM:
        return Clockface(twelve=True, am="AM", pm="PM")
    if territory == "CA":
        return Clockface(twelve=True, am="a.m.", pm="p.m.")
    return Clockface(twelve=True)


def numbers_of(format_locale: str) -> Numbers:
    """Return a locale's signs; those of an unknown locale are the plain ones."""
    language, _, territory = format_locale.partition("_")
    if language == "zh" or (language == "en" and territory not in _OTHER_SIGNS):
        return PLAIN_NUMBERS
    return numbers_from_babel(format_locale)


def numbers_from_babel(format_locale: str) -> Numbers:
    """Read a locale's signs from Babel; ASCII digits whatever the locale's own are."""
    from babel.core import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(format_locale)
    except (UnknownLocaleError, ValueError):
        language = format_locale.partition("_")[0]
        if language == format_locale:
            return PLAIN_NUMBERS
        return numbers_from_babel(language)
    symbols = locale.number_symbols["latn"]
    pattern = locale.decimal_formats[None]
    primary, secondary = pattern.grouping
    percent = re.sub(r"[#,.0]+", "{number}", locale.percent_formats[None].pattern)
    return Numbers(symbols["decimal"], symbols["group"], primary, secondary, percent)
