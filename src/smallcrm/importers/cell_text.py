"""What a spreadsheet's cell says, as text: numbers without noise, days and times as ISO 8601."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Final

_PLAIN: Final = re.compile(r"-?[1-9]\d{0,14}", re.ASCII)
_LARGEST: Final = 1e40  # what is larger is no figure that anybody could mean
_DAY_SECONDS: Final = 86400
_LAST_DAY: Final = 2958465  # 9999-12-31
_FALSE_LEAP_DAY: Final = 60  # 1900-02-29, which spreadsheets believe in
_EPOCH: Final = date(1899, 12, 30)
_EPOCH_1904: Final = date(1904, 1, 1)

# ECMA-376 part 1, 18.8.30: formats that a workbook need not spell out. 27 to 36 and 50 to 58 are
# days in China, Japan, Korea and Taiwan.
_BUILT_IN: Final = {
    **dict.fromkeys((9, 10), "0%"),
    **dict.fromkeys((*range(14, 18), *range(27, 37), *range(50, 59)), "yyyy-mm-dd"),
    **dict.fromkeys(range(18, 22), "h:mm:ss"),
    22: "yyyy-mm-dd h:mm",
    **dict.fromkeys((45, 47), "mm:ss"),
    46: "[h]:mm:ss",
}
_NO_SIGNS: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|am/pm|a/p|上午/下午', re.IGNORECASE)
_DURATION: Final = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_BRACKETS: Final = re.compile(r"\[[^\]]*\]")
_EXPONENT: Final = re.compile(r"e[+-]", re.IGNORECASE)
_CURRENCY: Final = re.compile(r"\[\$([^\]\-]{1,4})(?:-[^\]]*)?\]|\"?([€£¥￥₩₹₽])\"?")
_ZEROS: Final = re.compile(r"0{2,20}")
ERROR: Final = re.compile(r"#(?:REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!)|Err:\d{3}")


class Shape(StrEnum):
    """What kind of thing a number is shown as."""

    NUMBER = "number"
    DAY = "day"
    DURATION = "duration"
    PERCENT = "percent"


class Format:
    """How a number is shown: its shape, the zeros before it, and the sign of a currency."""

    __slots__ = ("currency", "shape", "zeros")

    def __init__(self, shape: Shape, *, zeros: int = 0, currency: str = "") -> None:
        self.shape = shape
        self.zeros = zeros
        self.currency = currency


PLAIN: Final = Format(Shape.NUMBER)


def built_in(number: int) -> Format:
    """Return a format by the number that it has in every workbook."""
    return format_of(_BUILT_IN.get(number, ""))


@cache
def _known(code: str) -> Format:
    section = code.split(";", maxsplit=1)[0]
    bare = _NO_SIGNS.sub("", section)
    if _DURATION.search(bare):
        return Format(Shape.DURATION)
    letters = _EXPONENT.sub("", _BRACKETS.sub("", bare)).lower()
    if "general" in letters or "@" in letters:
        return PLAIN
    if any(sign in letters for sign in "ymdhs") or "aaa" in letters:
        return Format(Shape.DAY)
    if "%" in letters:
        return Format(Shape.PERCENT)
    zeros = len(section) if _ZEROS.fullmatch(section) else 0
    found = _CURRENCY.search(section)
    return Format(
        Shape.NUMBER, zeros=zeros, currency=(found[1] or found[2]).strip() if found else ""
    )


def format_of(code: str) -> Format:
    """Read a number format (ECMA-376 part 1, 18.8.31)."""
    return _known(code[:255])


def number_text(written: str, shown: Format = PLAIN, *, from_1904: bool = False) -> str:
    """Write a number as its format means it; what is no number is returned as it stands."""
    if shown is PLAIN and _PLAIN.fullmatch(written):
        return written
    try:
        value = float(written)
    except ValueError:
        return written
    if "_" in written or not math.isfinite(value) or abs(value) >= _LARGEST:
        return written
    if shown.shape is Shape.DAY:
        return day_text(value, from_1904=from_1904)
    if shown.shape is Shape.DURATION:
        return duration_text(round(value * _DAY_SECONDS))
    return _figure_text(Decimal(f"{value:.15g}"), shown)  # no more digits than a spreadsheet keeps


def _figure_text(figure: Decimal, shown: Format) -> str:
    if shown.shape is Shape.PERCENT:
        return f"{_fixed(figure * 100)}%"
    text = _fixed(figure)
    if shown.zeros and text.isdecimal():
        return text.zfill(shown.zeros)
    return f"{shown.currency} {text}" if shown.currency else text


def _fixed(figure: Decimal) -> str:
    text = f"{figure:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def day_text(serial: float, *, from_1904: bool) -> str:
    """Write a serial number of days: `2024-03-05`, with a time behind where it has one.

    Less than a day is a time alone; what no calendar has stays a number.
    """
    seconds = round(serial * _DAY_SECONDS)
    days, rest = divmod(seconds, _DAY_SECONDS)
    if not 0 <= days <= _LAST_DAY:
        return _fixed(Decimal(f"{serial:.15g}"))
    if days == 0 and not from_1904:
        return duration_text(rest)
    if from_1904:
        day = _EPOCH_1904 + timedelta(days=min(days, _LAST_DAY - 1462))
    elif days == _FALSE_LEAP_DAY:
        return "1900-02-29"
    else:
        day = _EPOCH + timedelta(days=days + (days < _FALSE_LEAP_DAY))
    return f"{day.isoformat()} {duration_text(rest)}" if rest else day.isoformat()


def duration_text(seconds: int) -> str:
    """Write hours, minutes and seconds; hours may be more than a day has."""
    minus = "-" if seconds < 0 else ""
    hours, rest = divmod(abs(seconds), 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{minus}{hours:02d}:{minutes:02d}:{seconds:02d}"


def moment_text(moment: date | datetime) -> str:
    """Write a day or moment; midnight is a day."""
    if not isinstance(moment, datetime):
        return moment.isoformat()
    if (moment.hour, moment.minute, moment.second) == (0, 0, 0):
        return moment.date().isoformat()
    return moment.replace(microsecond=0, tzinfo=None).isoformat(" ")
