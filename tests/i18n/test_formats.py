from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from smallcrm.domain.money import Money
from smallcrm.i18n.catalog import I18n

DAY = date(2024, 3, 14)
TODAY = date(2026, 5, 12)
NOW = datetime(2026, 5, 12, 9, 42, tzinfo=UTC)


def test_money_is_a_number_a_space_and_the_currency(en: I18n, zh: I18n) -> None:
    assert en.formats.money(Money(48000, "EUR")) == "480.00 EUR"
    assert en.formats.money(Money(-5, "EUR")) == "-0.05 EUR"
    assert en.formats.money(Money(1234567890, "JPY")) == "1,234,567,890 JPY"
    assert en.formats.money(Money(1234567, "KWD")) == "1,234.567 KWD"
    assert zh.formats.money(Money(48000, "EUR")) == "480.00 欧元"
    assert zh.formats.money(Money(1280000, "CNY")) == "12,800.00 元"
    assert zh.formats.money(Money(100, "PLN")) == "1.00 波兰兹罗提"


def test_amounts_beside_a_currency_that_was_named(en: I18n, zh: I18n) -> None:
    assert en.formats.amount_beside(Money(42000, "EUR")) == "420.00"
    assert zh.formats.amount_beside(Money(1030000, "CNY")) == "10,300.00 元"


def test_amounts_of_several_currencies(en: I18n, zh: I18n) -> None:
    amounts = (Money(48000, "EUR"), Money(120000, "USD"))
    assert en.formats.monies(amounts) == "480.00 EUR and 1,200.00 USD"
    assert zh.formats.monies(amounts) == "480.00 欧元和 1,200.00 美元"
    three = (*amounts, Money(1, "CNY"))
    assert en.formats.monies(three) == "480.00 EUR, 1,200.00 USD and 0.01 CNY"
    assert zh.formats.monies(three) == "480.00 欧元、1,200.00 美元和 0.01 元"
    assert (en.formats.monies(()), zh.formats.monies(())) == ("nothing", "无")


def test_dates(en: I18n, zh: I18n) -> None:
    f = en.formats
    assert f.date_short(DAY) == "14 Mar 2024"
    assert f.date_brief(date(2026, 4, 29)) == "29 Apr"
    assert f.date_brief(date(2025, 1, 8)) == "8 Jan 2025"
    assert f.date_long(DAY) == "14 March 2024"
    assert f.date_sentence(date(2026, 5, 20)) == "20 May 2026"
    assert f.date_sentence(date(2026, 5, 20), on_screen=True) == "20 May"
    assert f.date_sentence(DAY, on_screen=True) == "14 March 2024"
    assert f.weekday_date(TODAY) == "Tuesday, 12 May"
    assert f.month_year(DAY) == "March 2024"
    assert f.month_year_short(DAY) == "Mar 2024"
    assert f.instant(NOW) == "12 May 2026, 10:42"
    assert f.instant_short(NOW) == "12 May 2026, 10:42"
    f = zh.formats
    assert f.date_short(DAY) == "2024/3/14"
    assert f.date_brief(date(2026, 4, 29)) == "4月29日"
    assert f.date_long(DAY) == "2024年3月14日"
    assert f.date_sentence(date(2026, 5, 20), on_screen=True) == "5月20日"
    assert f.weekday_date(TODAY) == "5月12日 星期二"
    assert f.month_year(DAY) == "2024年3月"
    assert f.month_year_short(DAY) == "2024/3"
    assert f.instant(NOW) == "2026年5月12日 10:42"
    assert f.instant_short(NOW) == "2026/5/12 10:42"


def test_the_month_comes_first_in_the_united_states(load) -> None:
    f = load("en", "en_US").formats
    assert f.date_short(DAY) == "Mar 14, 2024"
    assert f.date_long(DAY) == "March 14, 2024"
    assert f.weekday_date(TODAY) == "Tuesday, May 12"
    assert f.time(NOW) == "10:42\u202fAM"
    assert f.time(NOW + timedelta(hours=2)) == "12:42\u202fPM"


@pytest.mark.parametrize(
    ("days", "english", "chinese"),
    [
        (0, "today", "今天"),
        (1, "yesterday", "昨天"),
        (2, "2 days ago", "2 天前"),
        (6, "6 days ago", "6 天前"),
        (13, "13 days ago", "13 天前"),
        (14, "2 weeks ago", "2 周前"),
        (21, "3 weeks ago", "3 周前"),
        (61, "2 months ago", "2 个月前"),
        (365, "12 months ago", "12 个月前"),
        (731, "2 years ago", "2 年前"),
        (-1, "tomorrow", "明天"),
        (-2, "in 2 days", "2 天后"),
        (-19, "in 2 weeks", "2 周后"),
        (-90, "in 2 months", "2 个月后"),
        (-1500, "in 4 years", "4 年后"),
    ],
)
def test_how_far_away_a_day_is(en: I18n, zh: I18n, days: int, english: str, chinese: str) -> None:
    day = TODAY - timedelta(days=days)
    assert (en.formats.ago(day), zh.formats.ago(day)) == (english, chinese)


def test_an_instant_of_today_has_its_time(en: I18n, zh: I18n) -> None:
    assert (en.formats.ago(NOW), zh.formats.ago(NOW)) == ("today 10:42", "今天 10:42")
    # 23:30 UTC of the day before is today for an owner one hour further east.
    assert en.formats.ago(datetime(2026, 5, 11, 23, 30, tzinfo=UTC)) == "today 00:30"
    assert en.formats.ago(datetime(2026, 5, 11, 22, 30, tzinfo=UTC)) == "yesterday"


def test_numbers(en: I18n, load) -> None:
    german = load("en", "de_DE").formats
    assert en.formats.number(1250) == "1,250"
    assert en.formats.number(-7) == "-7"
    assert en.formats.decimal(Decimal("1250.1250")) == "1,250.125"
    assert en.formats.decimal(Decimal("2.00")) == "2"
    assert en.formats.decimal(Decimal("-0.00")) == "0"
    assert en.formats.decimal(Decimal("1E+3")) == "1,000"
    assert en.formats.percent(Decimal("12.50")) == "12.5%"
    assert german.money(Money(125000, "EUR")) == "1.250,00 EUR"
    assert german.percent(23) == "23\u00a0%"
    assert load("en", "en_IN").formats.amount(Money(1234567800, "INR")) == "1,23,45,678.00"


def test_names_of_countries_currencies_and_languages(en: I18n, zh: I18n) -> None:
    assert (en.formats.country_name("ie"), zh.formats.country_name("IE")) == ("Ireland", "爱尔兰")
    assert (en.formats.currency_name("EUR"), zh.formats.currency_name("CNY")) == ("Euro", "人民币")
    assert en.formats.country_name("QQ") == "QQ"
    assert en.formats.currency_name("QQQ") == "QQQ"
    assert en.formats.language_name("zh_CN") == "简体中文"
    assert zh.formats.language_name("en") == "English"
    assert zh.formats.language_name("de") == "Deutsch"


def test_lists(en: I18n, zh: I18n) -> None:
    names = ["Ann", "Bob", "Carol"]
    assert en.formats.list_sentence([]) == ""
    assert en.formats.list_sentence(names[:1]) == "Ann"
    assert en.formats.list_sentence(names[:2]) == "Ann and Bob"
    assert en.formats.list_sentence(names) == "Ann, Bob and Carol"
    assert zh.formats.list_sentence(["甲", "乙", "丙"]) == "甲、乙和丙"


def test_an_unknown_locale_has_plain_numbers(load) -> None:
    assert load("en", "xx_YY").formats.amount(Money(125000, "EUR")) == "1,250.00"
    assert load("en", "de_XX").formats.amount(Money(125000, "EUR")) == "1.250,00"
