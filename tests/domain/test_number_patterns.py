"""Patterns of numbers: what is one, under which key is counted, and that numbers are read back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from smallcrm.domain.errors import Refusal
from smallcrm.domain.number_patterns import (
    EXAMPLE,
    LONGEST,
    PatternProblem,
    check_pattern,
    matches,
    period_of,
    render,
)

MARCH = date(2026, 3, 9)
LITERALS = st.text(
    st.characters(exclude_categories=["C", "Z"], exclude_characters="{}｛｝"), max_size=5
)
FIELDS = st.sampled_from(["{year}", "{yy}", "{month}"])
NUMBERS = st.sampled_from(["{number}", "{number:2}", "{number:4}", "{number:9}"])


@st.composite
def patterns(draw):
    pieces = draw(st.lists(st.one_of(LITERALS, FIELDS), max_size=3))
    pieces.insert(draw(st.integers(0, len(pieces))), draw(NUMBERS))
    text = "".join(pieces)
    assume(len(text) <= LONGEST)
    return check_pattern(text)


@pytest.mark.parametrize(
    ("typed", "pattern", "period", "number"),
    [
        ("S-{year}-{number:4}", "S-{year}-{number:4}", "S-2026", "S-2026-0093"),
        ("Q-{year}-{number:4}", "Q-{year}-{number:4}", "Q-2026", "Q-2026-0093"),
        ("RE{yy}{month}-{number:5}", "RE{yy}{month}-{number:5}", "RE2603", "RE2603-00093"),
        ("{number}", "{number}", "", "93"),
        ("{number}/{year}", "{number}/{year}", "2026", "93/2026"),
        ("A-{number:3}-{yy}", "A-{number:3}-{yy}", "A--26", "A-093-26"),
        ("  INV {Number:04}  ", "INV {number:4}", "INV", "INV 0093"),
        ("｛year｝年{ number : ４ }号", "{year}年{number:4}号", "2026年号", "2026年0093号"),
        ("No.{number:1}", "No.{number}", "No", "No.93"),
    ],
)
def test_patterns_as_they_are_typed(typed, pattern, period, number):
    assert check_pattern(typed) == pattern
    assert period_of(pattern, MARCH) == period
    assert render(pattern, MARCH, 93) == number
    assert matches(pattern, MARCH, number) == 93


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", PatternProblem.EMPTY),
        ("   ", PatternProblem.EMPTY),
        ("S-{year}", PatternProblem.NO_NUMBER),
        ("0001", PatternProblem.NO_NUMBER),
        ("{number}-{number}", PatternProblem.TWO_NUMBERS),
        ("{day}-{number}", PatternProblem.UNKNOWN_FIELD),
        ("{}{number}", PatternProblem.UNKNOWN_FIELD),
        ("{number.__class__}", PatternProblem.UNKNOWN_FIELD),
        ("{number!r}", PatternProblem.UNKNOWN_FIELD),
        ("{number:0}", PatternProblem.WIDTH),
        ("{number:10}", PatternProblem.WIDTH),
        ("{number:}", PatternProblem.WIDTH),
        ("{number:x}", PatternProblem.WIDTH),
        ("{number:-1}", PatternProblem.WIDTH),
        ("{year:4}{number}", PatternProblem.WIDTH),
        ("{number}}", PatternProblem.BRACES),
        ("{{number}}", PatternProblem.BRACES),
        ("{number", PatternProblem.BRACES),
        ("S-\n{number}", PatternProblem.CHARACTERS),
        ("S\u2028{number}", PatternProblem.CHARACTERS),
        ("S\ud800{number}", PatternProblem.CHARACTERS),
        ("\x00{number}", PatternProblem.CHARACTERS),
        ("A" * 33 + "{number}", PatternProblem.TOO_LONG),
    ],
)
def test_what_is_no_pattern(typed, problem):
    with pytest.raises(Refusal) as caught:
        check_pattern(typed, field="numbers.quote")
    refused = caught.value
    assert (refused.code, refused.field) == ("bad_number_pattern", "numbers.quote")
    assert refused.parameters == {"text": typed, "why": problem, "example": EXAMPLE}


def test_the_longest_pattern_and_the_example():
    assert len(check_pattern("A" * 32 + "{number}")) == LONGEST
    assert check_pattern(EXAMPLE) == EXAMPLE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "S-2026-",
        "S-2026-93",
        "S-2026-00093",
        "S-2026-0000",
        "S-2025-0093",
        "S-2026-0093 ",
        "s-2026-0093",
        "S-2026-\u0660\u0660\u0669\u0663",
        "S-2026-00²3",
        "S-2026--093",
        "XS-2026-0093",
        "S-2026-" + "9" * 5000,
    ],
)
def test_numbers_that_the_pattern_does_not_write(text):
    assert matches("S-{year}-{number:4}", MARCH, text) is None


def test_a_number_outgrows_its_digits():
    assert render("{number:2}", MARCH, 100) == "100"
    assert matches("{number:2}", MARCH, "100") == 100
    assert matches("{number:2}", MARCH, "0100") is None


def test_what_stands_around_a_number_is_not_read_twice():
    assert matches("1-{number}-1", MARCH, "1-1") is None
    assert matches("1{number}1", MARCH, "11") is None
    assert matches("1{number}1", MARCH, "111") == 1


def test_numbers_begin_with_one():
    with pytest.raises(ValueError, match="from one"):
        render("{number}", MARCH, 0)


@pytest.mark.parametrize("unread", [period_of, lambda text, on: render(text, on, 1)])
def test_only_patterns_that_were_checked_are_rendered(unread):
    with pytest.raises(ValueError, match="unknown_field"):
        unread("{day}{number}", MARCH)


def test_numbers_begin_anew_with_the_pattern_s_own_period():
    days = [date(2026, 3, 31), date(2026, 4, 1), date(2027, 3, 1)]
    assert [period_of("{yy}{month}-{number}", day) for day in days] == ["2603", "2604", "2703"]
    assert [period_of("S-{year}-{number}", day) for day in days] == ["S-2026", "S-2026", "S-2027"]
    assert {period_of("S-{number}", day) for day in days} == {"S"}
    assert render("{year}-{number}", date(987, 1, 1), 1) == "0987-1"


@given(patterns(), st.dates(), st.integers(1, 10**12))
def test_a_number_is_read_back(pattern, on, number):
    text = render(pattern, on, number)
    assert matches(pattern, on, text) == number
    assert matches(pattern, on, f"{text}0") != number


@given(patterns(), st.dates(), st.lists(st.integers(1, 10**6), unique=True))
def test_two_numbers_are_never_written_alike(pattern, on, numbers):
    assert len({render(pattern, on, number) for number in numbers}) == len(numbers)


@given(patterns())
def test_a_checked_pattern_stays_as_it_is(pattern):
    assert check_pattern(pattern) == pattern


@given(patterns(), st.dates(), st.text(max_size=12))
def test_whatever_matches_is_what_the_pattern_writes(pattern, on, text):
    number = matches(pattern, on, text)
    assert number is None or render(pattern, on, number) == text


@given(st.text(max_size=50))
def test_any_text_is_a_pattern_or_refused(text):
    pattern, code = "", ""
    try:
        pattern = check_pattern(text)
    except Refusal as refused:
        code = refused.code
    assert code == ("" if pattern else "bad_number_pattern")
    assert not pattern or matches(pattern, MARCH, render(pattern, MARCH, 1)) == 1
