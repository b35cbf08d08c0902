"""Each setting checks what is typed, keeps one form of it, and refuses by its own key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.domain.errors import Refusal
from smallcrm.domain.settings import SETTINGS, FileSettings, Scope, setting


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


def test_the_value_of_a_setting_is_what_is_kept_or_in_force():
    settings = FileSettings("IE", "EUR", kept={"money.tax_percent": "23", "file.country": "CN"})
    assert settings.value("file.country") == "IE"
    assert settings.value("file.payment_term_days") == "30"
    assert settings.value("money.tax_percent") == "23"
    assert settings.value("numbers.sale") == "S-{year}-{number:4}"
    for key, found in SETTINGS.items():
        if found.scope is Scope.FILE:
            assert isinstance(settings.value(key), str)


@pytest.mark.parametrize(
    ("key", "typed", "kept"),
    [
        ("money.tax_percent", " 13,50 ", "13.5"),
        ("level.vip.discount_percent", "", ""),
        ("reminders.fee_1", "7", "7"),
        ("numbers.sale", "S-{YEAR}-{number:04}", "S-{year}-{number:4}"),
    ],
)
def test_settings_of_money_are_kept_in_one_form(key, typed, kept):
    assert setting(key).check(typed) == kept


@pytest.mark.parametrize(
    ("key", "typed", "code"),
    [
        ("money.tax_percent", "100.5", "number_not_in_range"),
        ("money.small_difference", "", "number_not_in_range"),
        ("reminders.days_2", "1.5", "not_in_range"),
        ("numbers.sale", "S-{year}", "bad_number_pattern"),
        ("money.tax_per_line", "maybe", "not_a_choice"),
    ],
)
def test_settings_of_money_refuse_beside_their_key(key, typed, code):
    with pytest.raises(Refusal) as caught:
        setting(key).check(typed)
    assert (caught.value.code, caught.value.field) == (code, key)


def test_defaults_pass_their_own_check_and_keys_say_their_scope():
    for key, found in SETTINGS.items():
        of_machine = key.startswith(("machine.", "telephony.", "calendar."))
        assert of_machine is (found.scope is Scope.MACHINE)
        if found.default:
            assert found.check(found.default) == found.default
