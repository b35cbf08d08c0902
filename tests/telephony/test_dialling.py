"""Numbers as they are dialled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.domain.errors import Refusal
from smallcrm.telephony import caller
from smallcrm.telephony.dialling import dialled, tel_address


@pytest.mark.parametrize(
    ("typed", "digits", "address"),
    [
        ("+49 30 1234 ext 12", "+49301234", "tel:+49301234;ext=12"),
        ("+49 (0)30 1234-0", "+493012340", "tel:+493012340"),
        ("020 3838 3838 转 602", "02038383838", "tel:02038383838;ext=602"),
        ("(020) 7946.0001 x5", "02079460001", "tel:02079460001;ext=5"),
        ("*21#", "*21#", "tel:*21%23"),
        ("＋８６ １３８００１３８０００", "+8613800138000", "tel:+8613800138000"),
        ("110", "110", "tel:110"),
    ],
)
def test_a_number_is_dialled_by_its_digits(typed: str, digits: str, address: str) -> None:
    assert dialled(typed) == digits
    assert tel_address(typed) == address


@pytest.mark.parametrize("typed", ["", "+", "abc", "sip:a@b", "1;2", "1\n2x", "-", "0" * 41, "1+2"])
def test_what_is_no_number_is_not_dialled(typed: str) -> None:
    with pytest.raises(Refusal, match="not_diallable"):
        dialled(typed)


@given(st.text(max_size=60))
def test_whatever_is_typed_an_address_is_harmless_and_comes_back(typed: str) -> None:
    try:
        address = tel_address(typed)
    except Refusal:
        return
    assert address.isascii()
    assert set(address.removeprefix("tel:")) <= set("+0123456789*%;extr=")
    assert caller.parse(address).number.partition(" ext ")[0] == dialled(typed)
