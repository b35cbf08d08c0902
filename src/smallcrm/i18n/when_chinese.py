"""How Chinese says when: its days, times and repetitions, for `when_typed`.

Days of the traditional calendar are not read: 正月初三 stays what it is.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from smallcrm.domain.repeating import Often, RepeatRule
from smallcrm.i18n import when_parts as parts
from smallcrm.i18n.when_parts import Around, Clocktime, Day, Hour, Kind, Rule, Value

_DIGITS: Final = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "两": 2,
}  # fmt: skip
_WEEKDAYS: Final = {
    **{sign: index for index, sign in enumerate("一二三四五六日")},
    **{str(number): number - 1 for number in range(1, 8)},
    "天": 6,
}
_PARTS: Final[dict[str, Clocktime]] = {
    **dict.fromkeys(("凌晨",), (5, 0)),
    **dict.fromkeys(("清晨", "早上", "早晨", "上午", "早"), parts.MORNING),
    "中午": parts.NOON,
    "下午": parts.AFTERNOON,
    **dict.fromkeys(("傍晚", "晚上", "夜里", "晚间", "晚"), parts.EVENING),
}
_NEAR: Final = {"今天": 0, "今日": 0, "今": 0, "明天": 1, "明日": 1, "明": 1} | {
    "后天": 2, "大后天": 3,
}  # fmt: skip
_N: Final = r"(?:\d{1,4}|[零〇一二两三四五六七八九十]{1,3})"
_HOUR: Final = r"(?:\d{1,2}|二?十[一二三四五六七八九]?|[零一二两三四五六七八九])"
_WEEK: Final = r"(?:周|星期|礼拜)"
_W: Final = "[一二三四五六日天1-6]"
_PART: Final = "凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|晚间"
_AT: Final = r"(?:在|于)?"
_AFTER: Final = r"(?:之后|以后|过后|后)"
_LATER: Final = r"(?P<later>下+个?|本|这个?)?"
# What follows a number that is an address or a thing: 3号楼, 5号线.
_NO_PLACE: Final = r"(?![楼线门店院房车机仓码桌室铺厂])"
_HALF_YEAR, _HALF_MONTH, _QUARTER_HOUR = 6, 15, 15


def _rule(kind: Kind, pattern: str, read: parts.Reader, *, weak: bool = False) -> Rule:
    return Rule(kind, re.compile(pattern), read, weak)


def number(text: str) -> int:
    """Read a number below a hundred in Chinese signs, or one in digits."""
    if text.isdecimal():
        return int(text)
    before, ten, after = text.partition("十")
    if not ten:
        return int("".join(str(_DIGITS[sign]) for sign in text))
    tens = number(before) if before else 1
    return tens * 10 + (number(after) if after else 0)


def _later(found: re.Match[str]) -> int | None:
    """Count how many weeks or months on: 0 for this one, None where it is not said."""
    said = found["later"]
    return None if not said else said.count("下")


# -- days -----------------------------------------------------------------------------------------


def _near(found: re.Match[str], around: Around) -> Value | None:
    day = parts.ahead(around, days=_NEAR[found["day"]])
    part = found["part"]
    if day is None:
        return None
    return Day(day, part=_PARTS[part]) if part else parts.sound(day)


def _weekday(found: re.Match[str], around: Around) -> Value | None:
    return Day(parts.weekday(around, _WEEKDAYS[found["day"]], weeks=_later(found)))


def _date(found: re.Match[str], around: Around) -> Value | None:
    said = found["year"]
    year = None
    if said in ("今", "明", "后"):
        year = around.today.year + "今明后".index(said)
    elif said:
        year = int(said) if said.isdecimal() else number("".join(said))
    return parts.sound(parts.in_year(around, year, number(found["month"]), number(found["day"])))


def _day_of_month(found: re.Match[str], around: Around) -> Value | None:
    return parts.sound(parts.in_month(around, number(found["day"]), later=_later(found)))


def _month_end(found: re.Match[str], around: Around) -> Value | None:
    said = found["month"]
    if said:
        first = parts.in_year(around, None, number(said), 28)
        return None if first is None else parts.sound(parts.last_of(first))
    return parts.sound(parts.end_of_month(around, later=_later(found) or 0))


def _year_end(found: re.Match[str], around: Around) -> Value | None:
    return parts.sound(date(around.today.year + (found["which"] == "明"), 12, 31))


def _distance(found: re.Match[str], around: Around) -> Value | None:
    count, unit = found["count"], found["unit"]
    if count == "半":
        if unit == "年":
            return parts.sound(parts.ahead(around, months=_HALF_YEAR))
        return parts.sound(parts.ahead(around, days=_HALF_MONTH)) if unit == "个月" else None
    if unit in ("天", "日"):
        return parts.sound(parts.ahead(around, days=number(count)))
    if unit.endswith(("周", "星期", "礼拜")):
        return parts.sound(parts.ahead(around, days=parts.WEEK * number(count)))
    months = number(count) * (1 if unit.endswith("月") else parts.DECEMBER)
    return parts.sound(parts.ahead(around, months=months))


def _minutes(found: re.Match[str], around: Around) -> Value | None:
    count, unit = found["count"], found["unit"]
    if count == "半":
        return parts.moment(around, 30)
    each = 1 if unit.startswith("分") else _QUARTER_HOUR if unit == "刻钟" else 60
    return parts.moment(around, number(count) * each)


def _next(found: re.Match[str], around: Around) -> Value | None:
    later = found["later"].count("下")
    if "月" in found[0]:
        return parts.sound(parts.month_after(around.today.replace(day=1), later))
    return Day(parts.weekday(around, 0, weeks=later))


def _weekend(found: re.Match[str], around: Around) -> Value | None:
    return Day(parts.weekday(around, parts.SATURDAY, weeks=_later(found)))


# -- times ----------------------------------------------------------------------------------------


def _time(found: re.Match[str], around: Around) -> Value | None:
    del around
    given = found.groupdict()
    part, rest = given.get("part"), given.get("rest") or ""
    hour = number(found["hour"])
    minute = {"": 0, "整": 0, "半": 30, "一刻": 15, "三刻": 45}.get(rest)
    if minute is None:
        minute = number(rest.removesuffix("分"))
    exact = found["hour"].startswith("0")
    half = None
    if part:
        # At noon it is eleven, twelve or one.
        at = _PARTS[part]
        half = hour < 11 if at == parts.NOON else at[0] >= parts.NOON[0]  # noqa: PLR2004  (11 o'clock)
        if at == parts.NOON and hour >= 11:  # noqa: PLR2004  (11 o'clock)
            return Hour(hour, minute, exact=True)
    return Hour(hour, minute, half, exact)


def _part(found: re.Match[str], around: Around) -> Value | None:
    del around
    return _PARTS[found["part"]]


# -- repetitions ----------------------------------------------------------------------------------


def _days_of_week(found: re.Match[str], around: Around) -> Value | None:
    del around
    signs = re.sub(rf"{_WEEK}|[^{_W[1:-1]}]", "", found["days"])
    days = tuple(dict.fromkeys((_WEEKDAYS[sign], 0) for sign in signs))
    return RepeatRule(Often.WEEKLY, days=days)


def _each(found: re.Match[str], around: Around) -> Value | None:
    del around
    unit = found["unit"]
    count = number(found["count"]) if found["count"] else 1
    if found["skip"]:
        count += 1
    often, apart = {
        "天": (Often.DAILY, 1),
        "日": (Often.DAILY, 1),
        "周": (Often.WEEKLY, 1),
        "星期": (Often.WEEKLY, 1),
        "礼拜": (Often.WEEKLY, 1),
        "月": (Often.MONTHLY, 1),
        "季度": (Often.MONTHLY, 3),
        "季": (Often.MONTHLY, 3),
        "半年": (Often.MONTHLY, _HALF_YEAR),
        "年": (Often.YEARLY, 1),
    }[unit]
    return parts.each(often, apart * count)


def _nth_weekday(found: re.Match[str], around: Around) -> Value | None:
    del around
    nth = -1 if "最后" in found["nth"] else number(found["nth"].lstrip("第"))
    return RepeatRule(Often.MONTHLY, days=((_WEEKDAYS[found["day"]], nth),))


def _times(found: re.Match[str], around: Around) -> Value | None:
    del around
    return parts.times(number(found["count"]))


_REST: Final = (
    rf"(?P<rest>整|半|一刻|三刻|{_N}分|[0-5]\d(?!\d)|[零二三四五]?十[一二三四五六七八九]?"
    r"|零[一二三四五六七八九])?"
)
# Not the end of another number, but right behind a weekday: 周二三点 is three o'clock.
_ALONE: Final = rf"(?:(?<![\d一二三四五六七八九十周期拜])|(?<=[周期拜]{_W}))"
RULES: Final = (
    _rule(
        Kind.REPEAT,
        rf"每个?(?P<days>{_WEEK}{_W}(?:[、,，和及与跟到至]?{_WEEK}?{_W}(?![点时号月年个天周]))*)",
        _days_of_week,
    ),
    _rule(Kind.REPEAT, r"每个?工作日", parts.workdays),
    _rule(Kind.REPEAT, r"每个?月(?:的?最后一天|底|末)", parts.last_of_each_month),
    _rule(
        Kind.REPEAT,
        rf"每个?月的?(?P<nth>第[一二三四1-4]|最后一?)个?{_WEEK}(?P<day>{_W})",
        _nth_weekday,
    ),
    _rule(
        Kind.REPEAT,
        rf"每(?P<skip>隔)?(?P<count>{_N})?个?(?P<unit>天|日|周|星期|礼拜|月|季度|季|半年|年)的?(?!都)",
        _each,
    ),
    _rule(Kind.TIMES, rf"(?:一共|总共|共)(?P<count>{_N})次", _times),
    _rule(
        Kind.DAY,
        rf"{_AT}(?P<day>大后天|后天|明天|明日|今天|今日)(?P<part>)(?!头条|股份)",
        _near,
    ),
    _rule(Kind.DAY, r"(?P<day>今|明)(?P<part>早|晚)(?:上)?(?!报)", _near),
    _rule(Kind.DAY, rf"{_AT}{_LATER}{_WEEK}(?P<day>{_W})(?!\d)", _weekday),
    _rule(Kind.DAY, rf"{_LATER}周末", _weekend),
    _rule(
        Kind.DAY,
        rf"{_AT}(?:(?P<year>(?:19|20|21)\d\d|二[零〇][零〇一二三四五六七八九]{{2}}|今|明|后)年)?"
        rf"(?P<month>{_N})月份?(?P<day>{_N})[日号]?{_NO_PLACE}(?![个点时\d])",
        _date,
    ),
    _rule(
        Kind.DAY,
        rf"{_AT}(?<![\d第])(?:(?P<later>下+个?|本|这个?)月)?(?P<day>{_N})号{_NO_PLACE}(?![\d一二三四五六七八九])",
        _day_of_month,
    ),
    _rule(Kind.DAY, rf"{_AT}(?P<later>下+个?|本|这个?)月(?P<day>{_N})日", _day_of_month),
    _rule(Kind.DAY, rf"(?:(?P<later>下+个?|本|这个?)|(?P<month>{_N}))?月(?:底|末)", _month_end),
    _rule(Kind.DAY, r"(?P<which>今|明)?年(?:底|末)(?!余)", _year_end),
    _rule(
        Kind.DAY,
        rf"(?P<count>半|{_N})(?P<unit>天|日|个?周|个?星期|个?礼拜|个月|年){_AFTER}",
        _distance,
    ),
    _rule(
        Kind.DAY,
        rf"(?P<count>半|{_N})(?P<unit>分钟|个?小时|个?钟头|刻钟){_AFTER}",
        _minutes,
    ),
    _rule(Kind.DAY, rf"(?P<later>下+个?)(?:周|星期|礼拜)(?!{_W}|末|年|报|期)", _next),
    _rule(Kind.DAY, rf"(?P<later>下+个?)月(?!{_N}|底|末|薪)", _next),
    _rule(
        Kind.TIME,
        rf"{_AT}(?P<part>{_PART})(?P<hour>{_HOUR})(?:点钟?|时|:){_REST}(?!\d)",
        _time,
    ),
    _rule(
        Kind.TIME,
        rf"{_ALONE}(?P<hour>{_HOUR})(?:点钟|点(?=半|整|[一三]刻|\d\d分?|[零二三四五]?十|零)"
        rf"|时(?=半|整|{_N}分)){_REST}",
        _time,
    ),
    _rule(Kind.TIME, rf"{_ALONE}(?P<hour>{_HOUR})点(?![半整\d])", _time, weak=True),
    _rule(
        Kind.PART,
        rf"(?P<part>{_PART})(?![茶好餐报])",
        _part,
        weak=True,
    ),
)
