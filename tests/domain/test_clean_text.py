"""What was typed stays; what cannot be shown or kept does not."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.domain.errors import Refusal
from smallcrm.domain.text import clean_line, clean_text, optional_line, required_line

ANY = st.text(st.characters(), max_size=80)


@given(ANY)
def test_cleaning_twice_changes_nothing_more(text):
    once = clean_text(text, field="f")
    assert clean_text(once, field="f") == once
    line = clean_line(text, field="f")
    assert clean_line(line, field="f") == line
    assert line == " ".join(once.split())
    assert len(line.splitlines()) <= 1 or "\u2028" in line or "\u2029" in line


@given(ANY)
def test_what_is_kept_can_be_written(text):
    kept = clean_text(text, field="f")
    assert kept.encode("utf-8").decode("utf-8") == kept
    assert "\0" not in kept
    assert unicodedata.is_normalized("NFC", kept)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("  a\tb  ", "a\tb"),
        ("a\x00\x1b[31mb\x7f", "a[31mb"),
        ("e\u0301", "é"),
        ("a\ud800b", "ab"),
        ("秘书叫朱迪思，她儿子住院了", "秘书叫朱迪思，她儿子住院了"),
        ("👩\u200d👧", "👩\u200d👧"),
    ],
)
def test_texts(text, kept):
    assert clean_text(text, field="f") == kept


def test_a_line_is_one_line():
    assert clean_line(" a \n\n b\t\u3000c ", field="f") == "a b c"


def test_too_long_is_refused_by_name_and_never_cut():
    with pytest.raises(Refusal) as caught:
        clean_line("x" * 501, field="name")
    assert (caught.value.code, caught.value.field) == ("too_long", "name")
    assert caught.value.parameters == {"longest": 500}
    assert len(clean_line("x" * 500, field="name")) == 500
    with pytest.raises(Refusal):
        clean_text("x" * 100_001, field="note")


def test_missing_and_empty():
    assert optional_line(None, field="f") is None
    assert optional_line(" \n ", field="f") is None
    with pytest.raises(Refusal) as caught:
        required_line(" \x00 ", field="name", code="no_name")
    assert (caught.value.code, caught.value.field) == ("no_name", "name")


def test_a_refusals_text_for_logs_holds_nothing_that_was_typed():
    assert str(Refusal("too_long", field="name", text="secret")) == "too_long (name)"
    assert str(Refusal("conflict")) == "conflict"
