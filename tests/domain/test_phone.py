"""Numbers in any format are the same number."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.domain import phone

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)


@pytest.mark.parametrize(
    ("text", "country", "e164", "extension", "typed"),
    [
        ("138 0013 8000", "CN", "+8613800138000", None, "13800138000"),
        ("138 0013 8000", "US", None, None, "13800138000"),
        ("+86 138-0013-8000", "", "+8613800138000", None, "8613800138000"),
        ("0086 138 0013 8000", "US", "+8613800138000", None, "8613800138000"),
        ("020 3838 3838 转 602", "CN", "+862038383838", "602", "2038383838"),
        ("020 3838 3838转602", "CN", "+862038383838", "602", "2038383838"),
        ("０２０－３８３８－３８３８ 分机６０２", "CN", "+862038383838", "602", "2038383838"),
        ("(020)38383838 内线:602", "CN", "+862038383838", "602", "2038383838"),
        ("021-62881234-602", "CN", "+862162881234", "602", "2162881234"),
        ("021-6288-1234", "CN", "+862162881234", None, "2162881234"),
        ("+1 415 555 0132 ext. 22", "", "+14155550132", "22", "14155550132"),
        ("+1 415 555 0132 x22", "", "+14155550132", "22", "14155550132"),
        ("+1 415 555 0132 #22", "", "+14155550132", "22", "14155550132"),
        ("415-555-0132 extension 22", "US", "+14155550132", "22", "4155550132"),
        ("+44 (0)20 7946 0958", "", "+442079460958", None, "442079460958"),
        ("+49 0711 2842222", "", "+497112842222", None, "4907112842222"),
        ("tel:+1-415-555-0132;ext=22", "", "+14155550132", "22", "14155550132"),
        ("sip:+8613800138000@10.0.0.1", "", "+8613800138000", None, "8613800138000"),
        ("١٣٨٠٠١٣٨٠٠٠", "CN", "+8613800138000", None, "13800138000"),
        ("13800138000 mobile", "CN", "+8613800138000", None, "13800138000"),
        ("602", "CN", None, None, "602"),
        ("no number", "CN", None, None, ""),
        ("", "CN", None, None, ""),
    ],
)
def test_what_is_typed_parses(text, country, e164, extension, typed):
    parsed = phone.parse(text, country)
    assert (parsed.e164, parsed.extension) == (e164, extension)
    assert parsed.typed_key == typed.lstrip("0")[::-1]
    assert parsed.e164_key == (None if e164 is None else e164[:0:-1])
    assert parsed.number == text.strip()


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("country", ["CN", "US", "DE", "IT", ""])
def test_a_national_number_is_found_by_the_call_whatever_the_country(region, country):
    example = phonenumbers.example_number_for_type(
        region, phonenumbers.PhoneNumberType.MOBILE
    ) or phonenumbers.example_number(region)
    assert example is not None
    e164 = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
    significant = phonenumbers.national_significant_number(example)
    called = phone.parse(e164, country)
    assert called.e164 == e164
    if len(significant.lstrip("0")) >= phone.SAME_DIGITS:
        assert phone.same_number(phone.parse(significant, country), called)
        assert phone.same_number(called, phone.parse("0" + significant, country))
    international = phonenumbers.format_number(
        example, phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    assert phone.same_number(phone.parse(international, country), called)
    national = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.NATIONAL)
    assert phone.same_number(phone.parse(national, region), called)


def test_the_same_digits_are_the_same_number_and_few_in_common_are_not():
    def same(one, other):
        return phone.same_number(phone.parse(one, "CN"), phone.parse(other, "CN"))

    assert same("138 0013 8000", "+8613800138000")
    assert same("39235555", "+55 (12) 3923-5555")
    assert same("602", "602")
    assert not same("5555", "+55 (12) 3923-5555")
    assert not same("138 0013 8000", "138 0013 8001")
    assert not same("", "")


@given(st.text(max_size=60), st.sampled_from(["CN", "US", "", "xx"]))
def test_nothing_typed_raises(text, country):
    parsed = phone.parse(text, country)
    assert parsed.typed_key == "" or parsed.typed_key.isdecimal()
    phone.as_number(text, country)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("+55 12 39235555", True),
        ("5555", True),
        ("020 3838 3838 转 602", True),
        ("tel:+14155550132", True),
        ("Q-17", False),
        ("james 5555", False),
        ("+", False),
        ("1" * 300, False),
    ],
)
def test_a_query_is_a_number_or_is_not(text, is_one):
    assert (phone.as_number(text, "CN") is not None) is is_one


def test_where_a_number_is_from():
    assert phone.region("+8613800138000") == "CN mobile"
    assert phone.region("+862038383838") == "CN fixed"
    assert phone.region("+14155550132") == "US"
    assert phone.region("nonsense") is None
