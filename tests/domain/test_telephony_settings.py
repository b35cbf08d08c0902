"""The settings of the phone lines."""

import json
from datetime import UTC, datetime

import pytest

from smallcrm.domain.errors import Refusal
from smallcrm.domain.settings import setting
from smallcrm.domain.telephony_settings import LINES, TELEPHONY_SETTINGS, of_line, since_of
from smallcrm.telephony.sources import SOURCES


def test_every_source_has_its_settings_and_no_other_has() -> None:
    assert tuple(LINES) == SOURCES.names()
    for name, port in LINES.items():
        assert setting(of_line(name, "enabled")).default == "no"
        assert setting(of_line(name, "port")).default == str(port)
        assert setting(of_line(name, "since")).default == ""
    dialling = set(setting("telephony.dial").choices)
    assert dialling == {"system", "off"} | {one.name for one in SOURCES if one.dials}


def test_no_setting_holds_a_password() -> None:
    keys = json.dumps([one.key for one in TELEPHONY_SETTINGS])
    assert not any(word in keys for word in ("secret", "password"))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" fritz.box ", "fritz.box"),
        ("192.168.178.1", "192.168.178.1"),
        ("[::1]", "::1"),
        ("fe80::1", "fe80::1"),
        ("my_pbx", "my_pbx"),
        ("pbx.example.com.", "pbx.example.com."),
    ],
)
def test_a_host_is_a_name_or_an_address(typed: str, kept: str) -> None:
    assert setting("telephony.ncid.host").check(typed) == kept


@pytest.mark.parametrize(
    ("key", "typed", "code"),
    [
        ("telephony.ncid.host", "", "not_a_host"),
        ("telephony.ncid.host", "http://box", "not_a_host"),
        ("telephony.ncid.host", "a b", "not_a_host"),
        ("telephony.ncid.host", "-oProxy", "not_a_host"),
        ("telephony.ncid.host", "a" * 300, "not_a_host"),
        ("telephony.ncid.port", "0", "not_in_range"),
        ("telephony.ncid.port", "65536", "not_in_range"),
        ("telephony.ncid.enabled", "maybe", "not_a_choice"),
        ("telephony.ncid.date_order", "ymd", "not_a_choice"),
        ("telephony.ncid.since", "yesterday", "not_an_instant"),
        ("telephony.asterisk.user", "a\r\nAction: x", "not_a_word"),
        ("telephony.asterisk.extension", "100", "not_a_channel"),
        ("telephony.asterisk.extension", "PJSIP/1\r\nx", "not_a_channel"),
        ("telephony.asterisk.context", "a b", "not_a_word"),
        ("telephony.dial", "ncid", "not_a_choice"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_key(key: str, typed: str, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        setting(key).check(typed)
    assert (caught.value.code, caught.value.field) == (code, key)


def test_since_when_is_an_instant_or_nothing() -> None:
    check = setting("telephony.ncid.since").check
    kept = check("2026-11-21T23:40:00+01:00")
    assert kept == "2026-11-21T22:40:00.000Z"
    assert since_of(kept) == datetime(2026, 11, 21, 22, 40, tzinfo=UTC)
    assert check(" ") == ""
    assert since_of("") < datetime(1990, 1, 1, tzinfo=UTC)
