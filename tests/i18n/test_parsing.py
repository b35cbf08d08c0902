from __future__ import annotations

import contextlib
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.i18n.conftest import language

from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import MAX_MINOR, Money
from smallcrm.i18n.catalog import I18n

LOCALES = ["en_GB", "en_US", "en_IN", "en_ZA", "de_DE", "de_CH", "fr_FR", "es_ES", "sv_SE", "zh_CN"]
SPOKEN = {
    **{name: language("en", name).formats for name in LOCALES},
    "zh": language("zh_CN").formats,
}
CURRENCIES = ["EUR", "JPY", "KWD", "CNY"]
TODAY = date(2026, 5, 12)


@settings(deadline=None)
@given(
    st.sampled_from(sorted(SPOKEN)),
    st.sampled_from(CURRENCIES),
    st.integers(-MAX_MINOR, MAX_MINOR),
)
def test_what_is_written_is_read_back(name: str, currency: str, minor: int) -> None:
    formats = SPOKEN[name]
    money = Money(minor, currency)
    assert formats.parse_amount(formats.amount(money), currency) == money
    assert formats.parse_amount(formats.money(money), currency) == money


@settings(deadline=None)
@given(
    st.sampled_from(sorted(SPOKEN)),
    st.decimals(-(10**12), 10**12, places=6, allow_nan=False, allow_infinity=False),
)
def test_quantities_are_read_back(name: str, value: Decimal) -> None:
    formats = SPOKEN[name]
    text = formats.decimal(value)
    # Three decimals after a sign that may also group are refused, never taken for thousands.
    assert formats.parse_number(text) == value


@settings(deadline=None)
@given(st.text(max_size=30), st.sampled_from(sorted(SPOKEN)), st.sampled_from(CURRENCIES))
def test_any_text_is_an_amount_or_a_refusal(text: str, name: str, currency: str) -> None:
    with contextlib.suppress(Refusal):  # anything else is a fault
        assert SPOKEN[name].parse_amount(text, currency).currency == currency


@settings(deadline=None)
@given(st.text(max_size=30), st.sampled_from(sorted(SPOKEN)))
def test_any_text_is_a_day_or_a_refusal(text: str, name: str) -> None:
    with contextlib.suppress(Refusal):  # anything else is a fault
        SPOKEN[name].parse_date(text)


@pytest.mark.parametrize(
    ("text", "name", "minor"),
    [
        ("480", "en_GB", 48000),
        ("480.5", "en_GB", 48050),
        (".5", "en_GB", 50),
        ("5.", "en_GB", 500),
        ("1,250.00", "en_GB", 125000),
        ("1,250", "en_GB", 125000),
        ("1250", "de_DE", 125000),
        ("1.234,56", "de_DE", 123456),
        ("1.234", "de_DE", 123400),
        ("1 234,56", "de_DE", 123456),
        ("1'234.56", "de_CH", 123456),
        ("1\u202f234,56", "fr_FR", 123456),
        ("1 234,56", "fr_FR", 123456),
        ("12.50", "fr_FR", 1250),
        ("1.234,56", "en_GB", 123456),
        ("1,234,567", "en_GB", 123456700),
        ("１２．５０", "zh_CN", 1250),
        ("１，２８０", "zh_CN", 128000),
        ("12。5", "zh_CN", 1250),
        ("1.28万", "zh_CN", 1280000),
        ("€12.50", "en_GB", 1250),
        ("12.50 €", "en_GB", 1250),
        ("EUR 12.50", "en_GB", 1250),
        ("12.50eur", "en_GB", 1250),
        ("12.50 欧元", "zh", 1250),
        ("12.50 Euro", "en_GB", 1250),
        ("-12.50", "en_GB", -1250),
        ("−12.50", "en_GB", -1250),
        ("-€12.50", "en_GB", -1250),
        ("+12.50", "en_GB", 1250),
        ("١٢", "en_GB", 1200),
        ("  12.50  ", "en_GB", 1250),
        ("12,34,567.00", "en_IN", 123456700),
    ],
)
def test_amounts_in_euro(text: str, name: str, minor: int) -> None:
    assert SPOKEN[name].parse_amount(text, "EUR") == Money(minor, "EUR")


@pytest.mark.parametrize(
    "text", ["¥100", "￥100", "100元", "100 元", "100块", "RMB 100", "人民币100"]
)
def test_amounts_in_yuan(text: str) -> None:
    assert SPOKEN["zh"].parse_amount(text, "CNY") == Money(10000, "CNY")


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        ("", "en_GB", "not_an_amount"),
        ("-", "en_GB", "not_an_amount"),
        ("twelve", "en_GB", "not_an_amount"),
        ("12 or 13", "en_GB", "not_an_amount"),
        ("12 13", "en_GB", "not_an_amount"),
        ("1.2.3", "en_GB", "not_an_amount"),
        ("1,23.45.6", "en_GB", "not_an_amount"),
        ("--5", "en_GB", "not_an_amount"),
        ("1e5", "en_GB", "not_an_amount"),
        ("nan", "en_GB", "not_an_amount"),
        ("12 pieces", "en_GB", "not_an_amount"),
        ("EUR 12 EUR", "en_GB", "not_an_amount"),
        ("9" * 26, "en_GB", "not_an_amount"),
        ("12,50", "en_GB", "ambiguous_amount"),
        ("1,2800", "zh_CN", "ambiguous_amount"),
        ("1.2800", "de_DE", "ambiguous_amount"),
        ("1.234", "fr_FR", "ambiguous_amount"),
        ("12 USD", "en_GB", "other_currency"),
        ("$12", "en_GB", "other_currency"),
        ("12 元", "zh_CN", "other_currency"),
        ("1.234", "en_GB", "too_many_decimals"),
        ("9" * 20, "en_GB", "amount_too_large"),
    ],
)
def test_refused_amounts(text: str, name: str, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        SPOKEN[name].parse_amount(text, "EUR", field="price")
    assert (caught.value.code, caught.value.field) == (code, "price")


def test_numbers(en: I18n) -> None:
    assert en.formats.parse_number("12.5 %") == Decimal("12.5")
    assert en.formats.parse_number("1,250") == 1250
    with pytest.raises(Refusal) as caught:
        en.formats.parse_number("a few")
    assert (caught.value.code, caught.value.field) == ("not_a_number", "quantity")


@settings(deadline=None)
@given(
    st.sampled_from(sorted(SPOKEN)),
    st.dates(date(1900, 1, 1), date(2199, 12, 31)),
)
def test_dates_are_read_back(name: str, day: date) -> None:
    formats = SPOKEN[name]
    assert formats.parse_date(formats.date_short(day)) == day
    assert formats.parse_date(formats.date_long(day)) == day
    assert formats.parse_date(formats.date_sentence(day, on_screen=True)) == day
    assert formats.parse_date(formats.date_brief(day)) == day
    assert formats.parse_date(day.isoformat()) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", TODAY),
        ("Tomorrow", TODAY + timedelta(1)),
        ("yesterday", TODAY - timedelta(1)),
        ("今天", TODAY),
        ("明天", TODAY + timedelta(1)),
        ("后天", TODAY + timedelta(2)),
        ("昨天", TODAY - timedelta(1)),
        ("+14", TODAY + timedelta(14)),
        ("+14天", TODAY + timedelta(14)),
        ("+2 weeks", TODAY + timedelta(14)),
        ("-1", TODAY - timedelta(1)),
        ("fri", date(2026, 5, 15)),
        ("Tuesday", date(2026, 5, 19)),
        ("周五", date(2026, 5, 15)),
        ("星期天", date(2026, 5, 17)),
        ("2024-03-14", date(2024, 3, 14)),
        ("20240314", date(2024, 3, 14)),
        ("2024/3/14", date(2024, 3, 14)),
        ("２０２４／３／１４", date(2024, 3, 14)),
        ("2024.3.14", date(2024, 3, 14)),
        ("2024年3月14日", date(2024, 3, 14)),
        ("24年3月14号", date(2024, 3, 14)),
        ("3月14日", date(2026, 3, 14)),
        ("14.3.2024", date(2024, 3, 14)),
        ("14. 3. 24", date(2024, 3, 14)),
        ("14.3.", date(2026, 3, 14)),
        ("14/3/2024", date(2024, 3, 14)),
        ("14-03-2024", date(2024, 3, 14)),
        ("3/14/2024", date(2024, 3, 14)),
        ("3/4/24", date(2024, 4, 3)),
        ("14 March 2024", date(2024, 3, 14)),
        ("14 mar", date(2026, 3, 14)),
        ("14th of March, 2024", date(2024, 3, 14)),
        ("March 14, 2024", date(2024, 3, 14)),
        ("Sept 3 2024", date(2024, 9, 3)),
        ("1/1/60", date(1960, 1, 1)),
    ],
)
def test_days(en: I18n, text: str, day: date) -> None:
    assert en.formats.parse_date(text) == day


def test_the_month_comes_first_in_the_united_states_and_in_china() -> None:
    assert SPOKEN["en_US"].parse_date("3/4/2024") == date(2024, 3, 4)
    assert SPOKEN["en_US"].parse_date("14/3/2024") == date(2024, 3, 14)
    assert SPOKEN["zh"].parse_date("3/4") == date(2026, 3, 4)
    with pytest.raises(Refusal) as caught:
        SPOKEN["zh"].parse_date("3/4/2024")
    assert caught.value.code == "ambiguous_date"
    assert caught.value.parameters["first"] == date(2024, 4, 3)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "32.1.2024", "29 Feb 2025", "13/13/2024", "14 Foo 2024", "1066-10-14", "+99999"],
)
def test_refused_days(en: I18n, text: str) -> None:
    with pytest.raises(Refusal) as caught:
        en.formats.parse_date(text, field="due")
    assert (caught.value.code, caught.value.field) == ("not_a_date", "due")
    assert caught.value.parameters["text"] == text
