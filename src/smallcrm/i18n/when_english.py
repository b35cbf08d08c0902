"""How English says when: its days, times and repetitions, for `when_typed`."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from smallcrm.domain import repeating
from smallcrm.domain.repeating import Often, RepeatRule
from smallcrm.i18n import when_parts as parts
from smallcrm.i18n.patterns import ENGLISH_DAY_FIRST
from smallcrm.i18n.when_parts import Around, Clocktime, Day, Hour, Kind, Rule, Value

_MONTHS: Final = {
    short: number
    for number, name in enumerate(ENGLISH_DAY_FIRST.months, 1)
    for short in (name.lower(), name[:3].lower(), *(["sept"] if name == "September" else []))
}
_DAYS: Final = {name.lower(): index for index, name in enumerate(ENGLISH_DAY_FIRST.weekdays)}
_SHORT_DAYS: Final = {
    "tue": 1, "tues": 1, "thu": 3, "thur": 3, "thurs": 3, "fri": 4,
}  # fmt: skip
# Words of their own as well (he sat, newly wed): a sign beside a time or another word of days only.
_DOUBTFUL_DAYS: Final = {"mon": 0, "wed": 2, "weds": 2, "sat": 5, "sun": 6}
_NUMBERS: Final = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(), 1
    )
} | {"a": 1, "an": 1}
_ORDINALS: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1} | {
    "1st": 1, "2nd": 2, "3rd": 3, "4th": 4,
}  # fmt: skip
_PARTS: Final[dict[str, Clocktime]] = {
    "morning": parts.MORNING,
    "noon": parts.NOON,
    "midday": parts.NOON,
    "lunchtime": parts.NOON,
    "afternoon": parts.AFTERNOON,
    "evening": parts.EVENING,
    "night": parts.EVENING,
}
_UNITS: Final = {"day": (1, 0), "week": (7, 0), "fortnight": (14, 0), "month": (0, 1)} | {
    "quarter": (0, 3), "year": (0, 12),
}  # fmt: skip
_TITLES: Final = re.compile(r"\b(mrs?|ms|miss|dr|herr|frau|prof)\.?\s+$", re.IGNORECASE)

# Before a day: words that belong to it. After: what would make it a word of something else.
_ON: Final = r"(?:\b(?:due\s+)?(?:on|by|from|starting(?:\s+on|\s+from)?|due)\s+)?"
_OWNED: Final = r"(?!['’]s\b)(?![-\w])"
_ALL_DAYS: Final = "|".join(sorted([*_DAYS, *_SHORT_DAYS, *_DOUBTFUL_DAYS], key=len, reverse=True))
_SURE_DAYS: Final = "|".join(sorted([*_DAYS, *_SHORT_DAYS], key=len, reverse=True))
_MONTH: Final = "|".join(sorted(_MONTHS, key=len, reverse=True))
_COUNT: Final = rf"\d{{1,3}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))}"
_CLOCK: Final = "|".join(word for word in _NUMBERS if len(word) > len("an"))
_TH: Final = r"(?:st|nd|rd|th)"


def _rule(kind: Kind, pattern: str, read: parts.Reader, *, weak: bool = False) -> Rule:
    return Rule(kind, re.compile(pattern, re.IGNORECASE), read, weak)


def _count(text: str) -> int:
    return _NUMBERS.get(text.lower()) or int(text)


def _index(word: str) -> int:
    lower = word.lower()
    return {**_DAYS, **_SHORT_DAYS, **_DOUBTFUL_DAYS}[lower]


# -- days -----------------------------------------------------------------------------------------


def _near(found: re.Match[str], around: Around) -> Value | None:
    word = " ".join(found["word"].lower().split())
    days = {"today": 0, "tomorrow": 1}.get(word, 2)
    return parts.sound(parts.ahead(around, days=days))


def _weekday(found: re.Match[str], around: Around) -> Value | None:
    if _TITLES.search(found.string[: found.start("day")]):
        return None
    which = (found["which"] or "").lower().strip()
    weeks = {"this": 0, "next": 1}.get(which)
    return Day(parts.weekday(around, _index(found["day"]), weeks=weeks))


def _day_month(found: re.Match[str], around: Around) -> Value | None:
    year = int(found["year"]) if found["year"] else None
    month = _MONTHS[found["month"].lower()]
    day = found["day"].lower()
    number = 1 if day == "first" else int(re.sub(r"\D", "", day))
    return parts.sound(parts.in_year(around, year, month, number))


def _figures(found: re.Match[str], around: Around) -> Value | None:
    given = found.groupdict()
    year = int(given["year"]) if given.get("year") else None
    return parts.sound(parts.in_year(around, year, int(found["month"]), int(found["day"])))


def _slashed(found: re.Match[str], around: Around) -> Value | None:
    first, second = int(found["a"]), int(found["b"])
    day, month = (second, first) if around.month_first else (first, second)
    if month > parts.DECEMBER:  # 25/12 where the month comes first: there is one reading alone
        day, month = month, day
    year = int(found["year"]) if found["year"] else None
    return parts.sound(parts.in_year(around, year, month, day))


def _day_of_month(found: re.Match[str], around: Around) -> Value | None:
    return parts.sound(parts.in_month(around, int(found["day"])))


def _end(found: re.Match[str], around: Around) -> Value | None:
    unit, later = found["unit"].lower(), (found["which"] or "").lower() == "next"
    if unit == "month":
        return parts.sound(parts.end_of_month(around, later=int(later)))
    if unit == "quarter":
        rest = 2 - (around.today.month - 1) % 3
        return parts.sound(parts.end_of_month(around, later=rest + 3 * later))
    if unit == "year":
        return parts.sound(date(around.today.year + later, 12, 31))
    # The end of the owner's week is a Friday; on a weekend it is the coming one.
    friday = parts.weekday(around, 4, weeks=1 if later else 0)
    return parts.sound(around.today if around.today.weekday() == 4 and not later else friday)  # noqa: PLR2004  (Friday)


def _end_of_month(found: re.Match[str], around: Around) -> Value | None:
    month = _MONTHS[found["month"].lower()]
    year = int(found["year"]) if found["year"] else around.today.year
    last = parts.last_of(date(year, month, 1))
    if not found["year"] and last < around.today:
        last = parts.last_of(date(year + 1, month, 1))
    return parts.sound(last)


def _month(found: re.Match[str], around: Around) -> Value | None:
    word = found["month"]
    if word.lower() in ("may", "march", "mar") and not word[0].isupper():
        return None
    following = parts.month_after(around.today.replace(day=1), 1)
    if following is None:
        return None
    later = Around(following, around.at, around.month_first)
    return parts.sound(parts.in_year(later, None, _MONTHS[word.lower()], 1))


def _distance(found: re.Match[str], around: Around) -> Value | None:
    days, months = _UNITS[found["unit"].lower().removesuffix("s")]
    count = _count(found["count"])
    given = found.groupdict()
    if (given.get("base") or "").lower() == "tomorrow":
        if months:
            return None
        return parts.sound(parts.ahead(around, days=days * count + 1))
    return parts.sound(parts.ahead(around, days=days * count, months=months * count))


def _minutes(found: re.Match[str], around: Around) -> Value | None:
    count = found["count"].lower()
    if "half" in count:
        return parts.moment(around, 30)
    unit = 60 if found["unit"].lower().startswith("h") else 1
    return parts.moment(around, _count(count) * unit)


def _next(found: re.Match[str], around: Around) -> Value | None:
    if found["unit"].lower() == "week":
        return Day(parts.weekday(around, 0, weeks=1))
    first = parts.month_after(around.today.replace(day=1), 1)
    return parts.sound(first)


def _weekend(found: re.Match[str], around: Around) -> Value | None:
    weeks = 1 if "next" in found[0].lower() else None
    return Day(parts.weekday(around, parts.SATURDAY, weeks=weeks))


def _this_part(found: re.Match[str], around: Around) -> Value | None:
    part = _PARTS[found["part"].lower()] if found["part"] else parts.EVENING
    return Day(around.today, part=part)


# -- times ----------------------------------------------------------------------------------------


def _half_day(found: re.Match[str], around: Around) -> Value | None:
    del around
    hour = int(found["hour"])
    if not 1 <= hour <= 12:  # noqa: PLR2004  (a clock's face)
        return None
    return Hour(hour, int(found["minute"] or 0), found["half"].lower() == "p")


def _clock(found: re.Match[str], around: Around) -> Value | None:
    del around
    hour = found["hour"]
    return Hour(int(hour), int(found["minute"] or 0), exact=hour.startswith("0"))


def _hour(found: re.Match[str], around: Around) -> Value | None:
    del around
    hour = _count(found["hour"])
    return Hour(hour, 0) if hour <= 24 else None  # noqa: PLR2004  (hours of a day)


def _past(found: re.Match[str], around: Around) -> Value | None:
    del around
    said = found["minutes"].lower()
    minutes = {"half": 30, "quarter": 15, "a quarter": 15, "twenty": 20}.get(said)
    if minutes is None:
        minutes = _count(said)
    hour = _count(found["hour"])
    if not 1 <= hour <= 12 or minutes >= 60:  # noqa: PLR2004  (a clock's face)
        return None
    if found["to"].lower() == "past":
        return Hour(hour, minutes)
    # A quarter to one is the hour before, whose half of the day the hour itself tells.
    return Hour(hour - 1 or 12, 60 - minutes)


def _noon(found: re.Match[str], around: Around) -> Value | None:
    del found, around
    return Hour(12, 0, exact=True)


def _part(found: re.Match[str], around: Around) -> Value | None:
    del around
    return _PARTS[found["part"].lower()]


# -- repetitions ----------------------------------------------------------------------------------


def _every_weekday(found: re.Match[str], around: Around) -> Value | None:
    del around
    named = re.findall(rf"\b({_ALL_DAYS})s?\b", found["days"], re.IGNORECASE)
    days = tuple(dict.fromkeys((_index(word), 0) for word in named))
    apart = 2 if (found["other"] or "").strip() else 1
    return RepeatRule(Often.WEEKLY, apart, days=days)


def _every_unit(found: re.Match[str], around: Around) -> Value | None:
    del around
    unit = found["unit"].lower().removesuffix("s")
    given = (found["count"] or "").strip().lower()
    count = 1 if not given else 2 if given in ("other", "second") else _count(given)
    often, apart = {
        "day": (Often.DAILY, 1),
        "week": (Often.WEEKLY, 1),
        "fortnight": (Often.WEEKLY, 2),
        "month": (Often.MONTHLY, 1),
        "quarter": (Often.MONTHLY, 3),
        "year": (Often.YEARLY, 1),
    }[unit]
    return parts.each(often, apart * count)


def _nth_weekday(found: re.Match[str], around: Around) -> Value | None:
    del around
    day = (_index(found["day"]), _ORDINALS[found["nth"].lower()])
    return RepeatRule(Often.MONTHLY, days=(day,))


def _every_date(found: re.Match[str], around: Around) -> Value | None:
    month, day = _MONTHS[found["month"].lower()], int(found["day"])
    start = parts.in_year(around, None, month, day)
    return None if start is None else repeating.every(Often.YEARLY, start)


def _every_day_of_month(found: re.Match[str], around: Around) -> Value | None:
    del around
    day = int(found["day"])
    return repeating.on_day_of_month(day) if 1 <= day <= 31 else None  # noqa: PLR2004  (days of a month)


def _times(found: re.Match[str], around: Around) -> Value | None:
    del around
    return parts.times(_count(found["count"]))


_EVERY: Final = r"\b(?:every|each)\s+"
_OF_MONTH: Final = r"\s+(?:of|in)\s+(?:every|each|the)\s+month\b"
_YEAR: Final = r"(?:,?\s*(?P<year>(?:19|20|21)\d\d)\b)?"
_ENDS: Final = r"(?=\s*(?:$|[,;:.!?，、；：]))"
RULES: Final = (
    _rule(
        Kind.REPEAT,
        rf"{_EVERY}(?P<other>other\s+)?(?P<days>(?:(?:{_ALL_DAYS})s?)"
        rf"(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s*[&/]\s*)(?:{_ALL_DAYS})s?)*)(?![-\w])",
        _every_weekday,
    ),
    _rule(
        Kind.REPEAT,
        rf"(?:\b(?:every|each|on\s+the|the)\s+)?\b(?P<nth>first|second|third|fourth|last|1st|2nd|3rd|4th)"
        rf"\s+(?P<day>{_ALL_DAYS}){_OF_MONTH}",
        _nth_weekday,
    ),
    _rule(
        Kind.REPEAT,
        rf"(?:\b(?:every|each|on\s+the|the)\s+)?\blast\s+day{_OF_MONTH}|{_EVERY}month[- ]end\b",
        parts.last_of_each_month,
    ),
    _rule(Kind.REPEAT, rf"{_EVERY}(?:week|working\s+|work)days?\b", parts.workdays),
    _rule(
        Kind.REPEAT,
        rf"{_EVERY}(?P<day>\d{{1,2}}){_TH}?\s+(?:of\s+)?(?P<month>{_MONTH})\b",
        _every_date,
    ),
    _rule(Kind.REPEAT, rf"{_EVERY}(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}}){_TH}?\b", _every_date),
    _rule(
        Kind.REPEAT,
        rf"{_EVERY}(?P<day>\d{{1,2}}){_TH}\b(?:{_OF_MONTH})?",
        _every_day_of_month,
    ),
    _rule(
        Kind.REPEAT,
        rf"{_EVERY}(?:(?P<count>other|second|{_COUNT})\s+)?"
        r"(?P<unit>days?|weeks?|fortnights?|months?|quarters?|years?)(?![-\w])",
        _every_unit,
    ),
    _rule(Kind.TIMES, rf"\bfor\s+(?P<count>{_COUNT})\s+times\b", _times),
    _rule(Kind.TIMES, rf"\b(?P<count>{_COUNT})\s+times\b", _times, weak=True),
    _rule(
        Kind.DAY,
        rf"{_ON}\b(?P<word>(?:the\s+)?day\s+after\s+tomorrow|today|tomorrow){_OWNED}",
        _near,
    ),
    _rule(
        Kind.DAY,
        rf"{_ON}\b(?:(?P<which>this|next|coming)\s+)?\b(?P<day>{_SURE_DAYS}){_OWNED}",
        _weekday,
    ),
    _rule(
        Kind.DAY,
        rf"\b(?:on|by|from|(?P<which>this|next|coming))\s+(?P<day>{'|'.join(_DOUBTFUL_DAYS)}){_OWNED}",
        _weekday,
    ),
    _rule(
        Kind.DAY,
        rf"(?P<which>)\b(?P<day>{'|'.join(_DOUBTFUL_DAYS)}){_OWNED}",
        _weekday,
        weak=True,
    ),
    _rule(
        Kind.DAY,
        rf"{_ON}(?:\bthe\s+)?\b(?P<day>\d{{1,2}}{_TH}?|first)(?:\s+of)?\s*(?P<month>{_MONTH})"
        rf"(?![a-z-])\.?{_YEAR}",
        _day_month,
    ),
    _rule(
        Kind.DAY,
        rf"{_ON}\b(?P<month>{_MONTH})\.?\s+(?:the\s+)?(?P<day>\d{{1,2}}){_TH}?(?![\d:.]*\d|\w){_YEAR}",
        _day_month,
    ),
    _rule(
        Kind.DAY,
        rf"{_ON}(?<![\d.-])(?P<year>(?:19|20|21)\d\d)([-/.])(?P<month>\d{{1,2}})\2(?P<day>\d{{1,2}})(?![\d-])",
        _figures,
    ),
    _rule(
        Kind.DAY,
        rf"{_ON}(?<![\d.,])(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.(?:\s?(?P<year>(?:19|20|21)\d\d))?(?!\d)",
        _figures,
    ),
    _rule(
        Kind.DAY,
        rf"{_ON}(?<![\d/.-])(?P<a>\d{{1,2}})/(?P<b>\d{{1,2}})/(?P<year>(?:19|20|21)\d\d)(?![\d/])",
        _slashed,
    ),
    _rule(
        Kind.DAY,
        r"(?:^\s*|\b(?:on|by|from|until|till)\s+)(?P<a>\d{1,2})/(?P<b>\d{1,2})(?P<year>)(?![\d/])"
        r"(?!\s*(?:inch|tons?|cup|of\b|mm|cm|kg|full))",
        _slashed,
    ),
    _rule(
        Kind.DAY,
        rf"\b(?:on|by|from)\s+the\s+(?P<day>\d{{1,2}}){_TH}(?![\w-])",
        _day_of_month,
    ),
    _rule(Kind.DAY, rf"\b(?:the\s+)?(?P<day>\d{{1,2}}){_TH}{_ENDS}", _day_of_month, weak=True),
    _rule(
        Kind.DAY,
        rf"(?:\b(?:at|by|from)\s+)?(?:\bthe\s+)?\bend\s+of\s+(?:the\s+|this\s+|(?P<which>next)\s+)?"
        rf"(?P<unit>week|month|quarter|year){_OWNED}",
        _end,
    ),
    _rule(
        Kind.DAY,
        rf"(?:\b(?:at|by)\s+)?(?:\bthe\s+)?\bend\s+of\s+(?P<month>{_MONTH})(?![-\w]){_YEAR}",
        _end_of_month,
    ),
    _rule(Kind.DAY, rf"\b(?:in|next)\s+(?P<month>{_MONTH}){_OWNED}", _month),
    _rule(
        Kind.DAY,
        rf"\b(?:in|within)\s+(?P<count>{_COUNT})\s+(?P<unit>days?|weeks?|fortnights?|months?|quarters?|years?){_OWNED}",
        _distance,
    ),
    _rule(
        Kind.DAY,
        rf"\b(?P<count>{_COUNT})\s+(?P<unit>days?|weeks?|fortnights?|months?|years?)\s+from\s+"
        r"(?P<base>now|today|tomorrow)\b",
        _distance,
    ),
    _rule(
        Kind.DAY,
        r"(?<!\S)\+\s?(?P<count>\d{1,3})\s?(?P<unit>days?|weeks?|months?|years?)\b",
        _distance,
    ),
    _rule(
        Kind.DAY,
        rf"\bin\s+(?P<count>half\s+an|{_COUNT})\s+(?P<unit>minutes?|mins?|hours?){_OWNED}",
        _minutes,
    ),
    _rule(Kind.DAY, rf"\b(?:by\s+)?next\s+(?P<unit>week|month){_OWNED}", _next),
    _rule(Kind.DAY, rf"\b(?:(?:at|on)\s+the|this|next)\s+weekend{_OWNED}", _weekend),
    _rule(
        Kind.DAY,
        rf"\b(?:tonight|this\s+(?P<part>morning|afternoon|evening)){_OWNED}",
        _this_part,
    ),
    _rule(
        Kind.TIME,
        r"(?:\b(?:at|by)\s+)?(?<![\d.:,])\b(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d))?\s*"
        r"(?P<half>[ap])(?:\.\s?m\.?|m)(?!\w)",
        _half_day,
    ),
    _rule(
        Kind.TIME,
        r"(?:\b(?:at|by)\s+)?(?<![\d:.,])(?P<hour>\d{1,2}):(?P<minute>[0-5]\d)(?!\d|:\d)",
        _clock,
    ),
    _rule(Kind.TIME, r"\bat\s+(?P<hour>\d{1,2})\.(?P<minute>[0-5]\d)(?![\d.%])", _clock),
    _rule(
        Kind.TIME,
        rf"(?:\bat\s+)?\b(?P<minutes>half|a\s+quarter|quarter|twenty|\d{{1,2}}|{_CLOCK})\s+(?P<to>past|to)\s+"
        rf"(?P<hour>{_CLOCK}|\d{{1,2}})(?![\d:.-]|\w)",
        _past,
    ),
    _rule(Kind.TIME, rf"(?:\bat\s+)?\b(?P<hour>\d{{1,2}}|{_CLOCK})\s+o['’]clock\b", _hour),
    _rule(Kind.TIME, r"\bat\s+(?:noon|midday|lunchtime)\b|(?<![\w-])noon\b", _noon),
    _rule(
        Kind.TIME,
        rf"\bat\s+(?P<hour>\d{{1,2}}|{_CLOCK})(?![\d:./%€$£-]|\w)",
        _hour,
        weak=True,
    ),
    _rule(
        Kind.PART,
        rf"\b(?:in\s+the\s+|at\s+)?(?P<part>{'|'.join(_PARTS)}){_OWNED}",
        _part,
        weak=True,
    ),
)
