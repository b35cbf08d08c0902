"""Amounts in words, read back into numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.domain.money import Money
from smallcrm.domain.settings import FileSettings
from smallcrm.i18n.amount_words import amount_in_words, number_in_words
from smallcrm.i18n.capitals import in_capitals
from smallcrm.i18n.catalog import I18n

UNITS = {number_in_words(number): number for number in range(20)}
TENS = {number_in_words(number): number for number in range(20, 100, 10)}
GROUPS = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
GROUPS |= {"quadrillion": 10**15, "quintillion": 10**18}
NUMERALS = "零壹贰叁肆伍陆柒捌玖"


def read_english(text: str) -> int:
    whole = group = 0
    for word in text.replace("-", " ").split():
        if word in GROUPS:
            whole, group = whole + group * GROUPS[word], 0
        elif word == "hundred":
            group *= 100
        else:
            group += (UNITS | TENS)[word]
    return whole + group


def read_capitals(text: str) -> int:
    """Read fen from an amount in capital numerals."""
    whole, _, part = text.rpartition("元")
    total = section = digit = 0
    for sign in whole:
        if sign in NUMERALS:
            digit = NUMERALS.index(sign)
        elif sign in "拾佰仟":
            section, digit = section + digit * 10 ** ("拾佰仟".index(sign) + 1), 0
        elif sign == "万":
            total, section, digit = total + (section + digit) * 10**4, 0, 0
        elif sign == "亿":
            total, section, digit = (total + section + digit) * 10**8, 0, 0
    yuan, cents, digit = total + section + digit, 0, 0
    for sign in part:
        if sign in NUMERALS:
            digit = NUMERALS.index(sign)
        elif sign in "角分":
            cents, digit = cents + digit * (10 if sign == "角" else 1), 0
    return yuan * 100 + cents


@given(st.one_of(st.integers(0, 2000), st.integers(0, 10**18)))
def test_english_numbers_read_back(number):
    assert read_english(number_in_words(number)) == number


@given(st.one_of(st.integers(0, 10**5), st.integers(0, 10**17)))
def test_capitals_read_back(cents):
    words = in_capitals(Money(cents, "CNY"))
    assert words is not None
    assert read_capitals(words) == cents


@pytest.mark.parametrize(
    ("money", "words"),
    [
        (Money(0, "EUR"), "Zero and 00/100 euros"),
        (Money(100, "EUR"), "One and 00/100 euro"),
        (Money(123456, "EUR"), "One thousand two hundred thirty-four and 56/100 euros"),
        (Money(1500, "JPY"), "One thousand five hundred Japanese yen"),
        (Money(12005, "KWD"), "Twelve and 005/1000 Kuwaiti dinars"),
    ],
)
def test_english_amounts(en: I18n, money, words):
    settings = FileSettings("IE", "EUR", kept={"paper.words": "always"})
    assert amount_in_words(en, money, settings) == words


def test_a_foreign_currency_in_chinese_names_itself(zh: I18n):
    settings = FileSettings("CN", "CNY", kept={"paper.words": "always"})
    assert amount_in_words(zh, Money(15000, "EUR"), settings) == "欧元壹佰伍拾元整"
    assert amount_in_words(zh, Money(1500, "JPY"), settings) == "日元壹仟伍佰元整"


@pytest.mark.parametrize("wanted", ["never", "chinese", "always"])
def test_words_stand_where_they_are_wanted(en: I18n, zh: I18n, wanted):
    settings = FileSettings("CN", "CNY", kept={"paper.words": wanted})
    found = [
        amount_in_words(tr, money, settings) is not None
        for tr, money in (
            (zh, Money(100, "CNY")),
            (zh, Money(100, "EUR")),
            (en, Money(100, "CNY")),
            (zh, Money(-100, "CNY")),
        )
    ]
    assert (
        found
        == {
            "never": [False, False, False, False],
            "chinese": [True, False, False, False],
            "always": [True, True, True, False],
        }[wanted]
    )
