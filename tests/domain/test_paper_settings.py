"""What the owner types for their paper is checked, brought into one form, or refused by its key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.domain.errors import Refusal
from smallcrm.domain.paper_settings import PAPER_SETTINGS
from smallcrm.domain.paper_texts import (
    PAPER_LANGUAGES,
    SLOTS,
    filled,
    unknown_placeholders,
)
from smallcrm.domain.settings import SETTINGS, setting


@pytest.mark.parametrize(
    ("key", "typed", "kept"),
    [
        ("letterhead.colour", " 1a5fb4 ", "#1A5FB4"),
        ("letterhead.colour", "#15b", "#1155BB"),
        ("letterhead.colour", "", ""),
        ("bank.iban", "ie29 aibk 9311 5212 3456 78", "IE29AIBK93115212345678"),
        ("bank.bic", "aibkie2d", "AIBKIE2D"),
        ("bank.bic", "DEUTDEFF500", "DEUTDEFF500"),
        ("letterhead.email", " ann@example.com ", "ann@example.com"),
        ("letterhead.web", "www.example.com/a", "www.example.com/a"),
        ("letterhead.logo_height", "018", "18"),
        ("letterhead.page", "Letter", "Letter"),
        ("text.zh_CN.invoice.opening", "  {client}\n\n您好 ", "{client}\n\n您好"),
    ],
)
def test_kept(key, typed, kept):
    assert setting(key).check(typed) == kept


@pytest.mark.parametrize(
    ("key", "typed", "code"),
    [
        ("letterhead.colour", "blue", "not_a_colour"),
        ("letterhead.colour", "#12345", "not_a_colour"),
        ("bank.iban", "IE29 AIBK 9311 5212 3456 79", "not_an_iban"),
        ("bank.iban", "1219 0888 0100", "not_an_iban"),
        ("bank.bic", "AIBK", "not_a_bic"),
        ("letterhead.email", "ann at example", "not_an_email"),
        ("letterhead.web", "our page", "not_a_web_address"),
        ("letterhead.logo_height", "41", "not_in_range"),
        ("letterhead.page", "A3", "not_a_choice"),
        ("text.en.mail.invoice.subject", "x" * 201, "too_long"),
        ("text.en.mail.invoice.body", "x" * 4001, "too_long"),
    ],
)
def test_refused(key, typed, code):
    with pytest.raises(Refusal) as caught:
        setting(key).check(typed)
    assert (caught.value.code, caught.value.field) == (code, key)


def test_every_text_of_both_languages_is_a_setting():
    keys = {slot.key(language) for slot in SLOTS.values() for language in PAPER_LANGUAGES}
    assert keys <= SETTINGS.keys()
    assert len({found.key for found in PAPER_SETTINGS}) == len(PAPER_SETTINGS)


def test_what_will_stand_as_typed_is_known():
    slot = SLOTS["invoice.opening"]
    text = "Dear {client}, {until} {Client} {0} {} { client } {nothing} {due} {until}"
    assert unknown_placeholders(slot, text) == ("{until}", "{nothing}")


WORDS = st.text(st.sampled_from("ab{}{}.!:_0 client\n"), max_size=40)


@given(WORDS, st.dictionaries(st.sampled_from(["client", "a", "b"]), WORDS))
def test_filling_never_fails_and_leaves_all_else_as_typed(text, values):
    made = filled(text, values)
    if not any(f"{{{name}}}" in text for name in values):
        assert made == text


def test_a_value_is_never_filled_itself():
    values = {"client": "{owner}", "owner": "{0.__class__}"}
    assert filled("{client}|{owner}|{0.__class__}|{client!r}|{{client}}", values) == (
        "{owner}|{0.__class__}|{0.__class__}|{client!r}|{{owner}}"
    )
