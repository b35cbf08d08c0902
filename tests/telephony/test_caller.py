"""What phones say about a caller."""

import pytest

from smallcrm.telephony.caller import Caller, parse


@pytest.mark.parametrize(
    ("said", "number", "name"),
    [
        ("+49 30 1234", "+49 30 1234", ""),
        ("tel:+49-30-1234", "+49-30-1234", ""),
        ("TEL:+49%2030%201234", "+49 30 1234", ""),
        ("tel:020-38383838;ext=602", "020-38383838 ext 602", ""),
        ("tel:7042;phone-context=example.com", "7042", ""),
        ("tel://+8613800138000", "+8613800138000", ""),
        ("callto:110", "110", ""),
        ("sip:+8613800138000@host.example;user=phone", "+8613800138000", ""),
        ("sips:1000:secret@host:5061?x=y", "1000", ""),
        ("sip:+4930;phone-context=x@host", "+4930", ""),
        ('"Zhang Wei" <sip:+8613800138000@host>', "+8613800138000", "Zhang Wei"),
        ("张伟 <13800138000>", "13800138000", "张伟"),
        ("sip:anonymous@anonymous.invalid", "", ""),
        ("Anonymous", "", ""),
        ("", "", ""),
        ("--help", "--help", ""),
        ("-1", "-1", ""),
        ("<b>1</b>", "/b", "<b>1"),
        ("a:b", "a:b", ""),
    ],
)
def test_number_and_name(said: str, number: str, name: str) -> None:
    assert parse(said) == Caller(number, name)


def test_encoded_control_signs_do_not_get_through() -> None:
    assert parse("tel:1%00%0A2%E2%80%AE").number == "1 2"
