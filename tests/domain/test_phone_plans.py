"""What is found quickly of a number is what the numbering data says slowly."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smallcrm.domain import phone_plans

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
FORMATS = (
    phonenumbers.PhoneNumberFormat.E164,
    phonenumbers.PhoneNumberFormat.INTERNATIONAL,
    phonenumbers.PhoneNumberFormat.NATIONAL,
)


def slowly(text, country):
    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@pytest.mark.parametrize("region", REGIONS)
def test_the_usual_numbers_of_every_country(region):
    for kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE):
        number = phonenumbers.example_number_for_type(region, kind)
        for form in FORMATS if number is not None else ():
            text = phonenumbers.format_number(number, form)
            for country in (region, "IE", "CN", ""):
                quick = phone_plans.e164(text, country)
                assert quick in (None, slowly(text, country))
    mobile = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    if region in ("IE", "CN", "DE", "GB", "US", "FR"):
        assert phone_plans.e164(phonenumbers.format_number(mobile, FORMATS[1]), "") is not None


DIGITS = st.text("0123456789", min_size=1, max_size=14)
LIKE_NUMBERS = st.builds(
    lambda region, kind, changed, form, gap: (region, kind, changed, form, gap),
    st.sampled_from(REGIONS),
    st.sampled_from(range(11)),
    st.lists(st.tuples(st.integers(0, 12), st.sampled_from("0123456789")), max_size=4),
    st.sampled_from(FORMATS),
    st.sampled_from([" ", "", "-", ".", " (0) ", "  "]),
)


@settings(max_examples=400, deadline=None)
@given(like=LIKE_NUMBERS, country=st.sampled_from([*REGIONS, ""]))
def test_numbers_that_are_almost_right(like, country):
    region, kind, changed, form, gap = like
    number = phonenumbers.example_number_for_type(region, kind)
    if number is None:
        return
    digits = list(str(number.national_number))
    for place, digit in changed:
        digits[place % len(digits)] = digit
    number.national_number = int("".join(digits))
    text = phonenumbers.format_number(number, form).replace(" ", gap)
    for text_ in (text, "00" + text.lstrip("+"), "0" + text, text.lstrip("+")):
        for where in (region, country):
            assert phone_plans.e164(text_, where) in (None, slowly(text_, where))


@settings(max_examples=400, deadline=None)
@given(text=DIGITS, plus=st.sampled_from(["", "+", "00", "("]), country=st.sampled_from(REGIONS))
def test_any_digits(text, plus, country):
    assert phone_plans.e164(plus + text, country) in (None, slowly(plus + text, country))
