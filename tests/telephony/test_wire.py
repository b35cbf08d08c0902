"""What the window may be told, and what it must not believe."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.telephony import wire
from smallcrm.telephony.wire import MAX_BYTES, Message, Receiver, WireError, decode

HOSTILE = [
    b"",
    b"\n",
    b"null",
    b"[]",
    b'"call"',
    b"17",
    b"{}",
    b'{"kind": "call"}',
    b'{"kind": "call", "number": 5}',
    b'{"kind": "call", "number": null}',
    b'{"kind": "call", "number": ["1"]}',
    b'{"kind": "call", "number": "1", "outgoing": 1}',
    b'{"kind": "call", "number": "1", "name": {}}',
    b'{"kind": "call", "number": "1", "open": "/etc/passwd"}',
    b'{"kind": "call", "kind": "show", "number": "1"}',
    b'{"kind": "show", "number": "1"}',
    b'{"kind": "changed", "path": "x"}',
    b'{"kind": "quit"}',
    b'{"kind": ["call"]}',
    b'{"kind": {"a": 1}}',
    b'{"kind": NaN}',
    b"\xff\xfe\x00",
    b'{"kind": "call", "number": "\xc3\x28"}',
    b"[" * MAX_BYTES,
    b'{"a":' * 200,
    b"9" * MAX_BYTES,
    b'{"kind": "call", "number": "' + b"1" * MAX_BYTES + b'"}',
    b"GET / HTTP/1.1\r",
]


@pytest.mark.parametrize("line", HOSTILE)
def test_what_is_not_ours_is_refused(line: bytes) -> None:
    with pytest.raises(WireError):
        decode(line)


@given(st.binary(max_size=1500))
def test_no_bytes_do_anything_but_be_refused(data: bytes) -> None:
    try:
        message = decode(data)
    except WireError:
        return
    assert message.kind in {"call", "show", "changed"}


@given(st.text(), st.text(), st.booleans())
def test_any_text_fits_and_arrives_as_one_printable_line(
    number: str, name: str, outgoing: bool
) -> None:
    line = wire.encode_call(number, name, outgoing=outgoing)
    assert len(line) <= MAX_BYTES
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    message = decode(line)
    assert (message.kind, message.outgoing) == ("call", outgoing)
    assert message.number.isprintable()
    assert message.name.isprintable()
    assert set(json.loads(line)) <= {"kind", "number", "name", "outgoing"}


def test_the_longest_text_of_quotes_and_of_chinese_still_fits() -> None:
    for sign in ('"', "\\", "张", "\U00020000"):
        assert len(wire.encode_call(sign * 5000, sign * 5000, outgoing=True)) <= MAX_BYTES


def test_a_call_keeps_what_the_phone_said() -> None:
    line = wire.encode_call("+49 30 1234", 'O\'Brien "Bob" \\ 张伟')
    assert decode(line) == Message("call", "+49 30 1234", 'O\'Brien "Bob" \\ 张伟')


def test_lone_surrogates_and_control_signs_are_dropped() -> None:
    message = decode(wire.encode_call("0\udce430\x001\n2\u202e3", "a\u2066b\x1b[31m"))
    assert message.number == "0 30 1 2 3"
    assert message.name == "a b [31m"


def test_the_two_short_messages() -> None:
    assert decode(wire.encode_show()) == Message("show")
    assert decode(wire.encode_changed()) == Message("changed")


def test_a_log_of_a_message_says_no_number_and_no_name() -> None:
    assert repr(Message("call", "+4930", "Ann")) == "Message('call')"


def test_messages_are_values() -> None:
    assert len({Message("show"), Message("show"), Message("call", "1")}) == 2


def test_a_message_may_come_in_pieces_and_junk_is_left_out() -> None:
    receiver = Receiver()
    line = wire.encode_call("110")
    assert receiver.feed(line[:5]) == []
    found = receiver.feed(line[5:] + b"junk\n" + wire.encode_show() + b'{"kind"')
    assert [message.kind for message in found] == ["call", "show"]
    assert not receiver.overrun


def test_a_line_without_end_ends_the_connection() -> None:
    receiver = Receiver()
    assert receiver.feed(b"x" * (MAX_BYTES + 1)) == []
    assert receiver.overrun
    assert receiver.feed(b"\n" + wire.encode_show()) == []
