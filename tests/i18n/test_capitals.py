"""Amounts in capital numerals, after the examples of the rules and by reading them back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.domain.money import Money
from smallcrm.i18n.capitals import in_capitals

DIGITS = {sign: value for value, sign in enumerate("零壹贰叁肆伍陆柒捌玖")}
PLACES = {"拾": 10, "佰": 100, "仟": 1000}


@pytest.mark.parametrize(
    ("minor", "words"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (305, "叁元零伍分"),
        (15000, "壹佰伍拾元整"),
        (140950, "壹仟肆佰零玖元伍角整"),
        (600714, "陆仟零柒元壹角肆分"),
        (1640902, "壹万陆仟肆佰零玖元零贰分"),
        (32504, "叁佰贰拾伍元零肆分"),
        (1000000000, "壹仟万元整"),
        (10000000100, "壹亿零壹元整"),
        (1000000000000000, "壹拾万亿元整"),
        (1234500000000000, "壹拾贰万叁仟肆佰伍拾亿元整"),
    ],
)
def test_examples(minor: int, words: str) -> None:
    assert in_capitals(Money(minor, "CNY")) == words


def test_only_yuan_not_below_zero() -> None:
    assert in_capitals(Money(100, "EUR")) is None
    assert in_capitals(Money(-100, "CNY")) is None


def value(words: str) -> int:
    """Read words back as minor units."""
    yuan, mark, rest = words.partition("元")
    if not mark:
        yuan, rest = "", words
    minor, digit = 0, 0
    for sign in rest:
        digit = DIGITS.get(sign, digit)
        minor += {"角": 10, "分": 1}.get(sign, 0) * digit
    whole, section, digit = 0, 0, 0
    for sign in yuan:
        if sign in DIGITS:
            digit = DIGITS[sign]
        elif sign in PLACES:
            section, digit = section + digit * PLACES[sign], 0
        elif sign == "万":
            whole, section, digit = whole + (section + digit) * 10**4, 0, 0
        else:
            whole, section, digit = (whole + section + digit) * 10**8, 0, 0
    return (whole + section + digit) * 100 + minor


@given(st.integers(0, 10**13))
def test_read_back(minor: int) -> None:
    words = in_capitals(Money(minor, "CNY"))
    assert words is not None
    assert value(words) == minor
    assert "零零" not in words
