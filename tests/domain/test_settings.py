"""Each setting checks what is typed, keeps one form of it, and refuses by its own key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.domain.errors import Refusal
from smallcrm.domain.settings import SETTINGS, Scope, setting


@given(st.sampled_from(sorted(SETTINGS)), st.text(max_size=30))
def test_whatever_is_typed_is_canonical_or_refused_with_the_key(key, text):
    try:
        kept = setting(key).check(text)
    except Refusal as refusal:
        field = refusal.field
    else:
        field, text = key, kept
        assert setting(key).check(text) == text
    assert field == key


@pytest.mark.parametrize(
    ("key", "text", "kept"),
    [
        ("file.country", " ie ", "IE"),
        ("file.currency", "cny", "CNY"),
        ("file.payment_term_days", " 0014 ", "14"),
        ("file.payment_term_days", "0", "0"),
        ("file.owner_name", "  O'Brien & Sons ", "O'Brien & Sons"),
        ("machine.language", "zh_CN", "zh_CN"),
        ("machine.text_size", "200", "200"),
    ],
)
def test_kept(key, text, kept):
    assert setting(key).check(text) == kept


@pytest.mark.parametrize(
    ("key", "text", "code"),
    [
        ("file.country", "", "unknown_country"),
        ("file.country", "XX", "unknown_country"),
        ("file.currency", "EURO", "unknown_currency"),
        ("file.payment_term_days", "731", "not_in_range"),
        ("file.payment_term_days", "-1", "not_in_range"),
        ("file.payment_term_days", "", "not_in_range"),
        ("file.payment_term_days", "１４", "not_in_range"),
        ("file.payment_term_days", "9" * 5000, "not_in_range"),
        ("file.owner_name", "x" * 201, "too_long"),
        ("machine.theme", "pink", "not_a_choice"),
        ("machine.text_size", "79", "not_in_range"),
    ],
)
def test_refused(key, text, code):
    with pytest.raises(Refusal) as caught:
        setting(key).check(text)
    assert (caught.value.code, caught.value.field) == (code, key)


def test_an_unknown_setting_names_those_there_are():
    with pytest.raises(Refusal) as caught:
        setting("file.colour")
    assert caught.value.code == "unknown_setting"
    assert caught.value.parameters["known"] == tuple(SETTINGS)


def test_defaults_pass_their_own_check_and_keys_say_their_scope():
    for key, found in SETTINGS.items():
        assert key.startswith("file." if found.scope is Scope.FILE else "machine.")
        if found.default:
            assert found.check(found.default) == found.default
