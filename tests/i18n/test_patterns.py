"""The words and signs that are kept for a quick start are Babel's own."""

from __future__ import annotations

from datetime import date

import pytest
from babel import Locale
from babel.dates import format_date
from babel.localedata import locale_identifiers
from babel.numbers import get_currency_name

from smallcrm.i18n import formats, patterns
from smallcrm.i18n.patterns import CHINESE, ENGLISH_MONTH_FIRST

# Every English with a country of two letters, but for those in other scripts and for computers.
ENGLISH = sorted(
    name
    for name in locale_identifiers()
    if name.startswith("en_") and len(name) == len("en_GB") and name != "en_US_POSIX"
)
CHINESE_LOCALES = ["zh", "zh_CN", "zh_SG", "zh_TW", "zh_HK"]


@pytest.mark.parametrize("name", ["en", *ENGLISH, *CHINESE_LOCALES])
def test_signs_are_babels(name: str) -> None:
    assert patterns.numbers_of(name) == patterns.numbers_from_babel(name)


@pytest.mark.parametrize("name", ENGLISH)
def test_the_order_of_day_and_month_is_babels(name: str) -> None:
    pattern = Locale.parse(name).date_formats["medium"].pattern
    assert patterns.month_first(name) == pattern.startswith("MMM")


@pytest.mark.parametrize("name", ENGLISH)
def test_the_hours_are_babels(name: str) -> None:
    locale = Locale.parse(name)
    clockface = patterns.clockface_of("en", name)
    assert clockface.twelve == locale.time_formats["short"].pattern.startswith("h")
    if clockface.twelve:
        halves = locale.day_periods["format"]["abbreviated"]
        assert (clockface.am, clockface.pm) == (halves["am"], halves["pm"])


def test_english_words_are_babels() -> None:
    locale = Locale.parse("en_US")
    months = locale.months["format"]
    assert dict(enumerate(ENGLISH_MONTH_FIRST.months, 1)) == dict(months["wide"])
    assert dict(enumerate(ENGLISH_MONTH_FIRST.months_short, 1)) == dict(months["abbreviated"])
    assert dict(enumerate(ENGLISH_MONTH_FIRST.weekdays)) == dict(locale.days["format"]["wide"])


@pytest.mark.parametrize("day", [date(2026, month, month + 6) for month in range(1, 13)])
def test_chinese_words_are_babels(day: date) -> None:
    words = {
        "short": formats._fill(CHINESE.date_short, CHINESE, day),
        "long": formats._fill(CHINESE.date_long, CHINESE, day),
        "EEEE": formats._fill("{weekday}", CHINESE, day),
        "MMMd": formats._fill(CHINESE.date_brief, CHINESE, day),
    }
    for name in ("short", "long"):
        assert words[name] == format_date(day, name, locale="zh_CN")
    assert words["EEEE"] == format_date(day, "EEEE", locale="zh_CN")
    assert words["MMMd"] == format_date(day, "M月d日", locale="zh_CN")


@pytest.mark.parametrize("currency", sorted(set(formats._CHINESE_CURRENCIES) - {"CNY"}))
def test_chinese_currencies_are_babels(currency: str) -> None:
    name = get_currency_name(currency, locale="zh_CN")
    assert formats._CHINESE_CURRENCIES[currency] == name
