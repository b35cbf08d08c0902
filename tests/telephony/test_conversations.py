"""What all sources have in common: bytes may come in any pieces, and may be anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.telephony.recordings import CONVERSATIONS, conversation, told

from smallcrm.telephony.reports import CallReport, CallState

NAMES = list(CONVERSATIONS)


def reports(source: str, parts: list[bytes]) -> list[CallReport]:
    answers = told(conversation(source), *parts)
    assert not any(answer.trouble for answer in answers)
    return [report for answer in answers for report in answer.reports]


@pytest.mark.parametrize("name", NAMES)
def test_cut_after_every_byte_the_reports_are_the_same(name: str) -> None:
    source, opening, calls = CONVERSATIONS[name]
    whole = opening + calls
    expected = reports(source, [whole])
    assert expected
    assert reports(source, [whole[at : at + 1] for at in range(len(whole))]) == expected
    for at in range(len(whole)):
        assert reports(source, [whole[:at], whole[at:]]) == expected


@pytest.mark.parametrize("name", NAMES)
@given(cuts=st.lists(st.integers(0, 4000), max_size=12))
def test_cut_into_pieces_the_reports_are_the_same(name: str, cuts: list[int]) -> None:
    source, opening, calls = CONVERSATIONS[name]
    whole = opening + calls
    ends = sorted({min(cut, len(whole)) for cut in cuts} | {len(whole)})
    parts = [whole[a:b] for a, b in zip([0, *ends], ends, strict=False)]
    assert reports(source, parts) == reports(source, [whole])


@pytest.mark.parametrize("name", NAMES)
@given(rubbish=st.binary(max_size=400), at=st.integers(0, 4000), data=st.data())
def test_whatever_comes_is_borne_and_told_as_plain_text(
    name: str, rubbish: bytes, at: int, data: st.DataObject
) -> None:
    source, opening, calls = CONVERSATIONS[name]
    whole = opening + calls
    at = min(at, len(whole))
    skipped = data.draw(st.integers(0, 40))
    for answer in told(conversation(source), whole[:at] + rubbish + whole[at + skipped :]):
        for report in answer.reports:
            for text in (report.caller.number, report.caller.name, report.line):
                assert len(text.encode()) <= 400
                assert text.isprintable()
                assert text == " ".join(text.split())


@pytest.mark.parametrize("name", NAMES)
def test_a_gigabyte_without_an_end_is_hung_up_on(name: str) -> None:
    source, opening, _calls = CONVERSATIONS[name]
    talk = conversation(source)
    told(talk, opening)
    endless = b"60000:" if source == "baresip" else b"Event: "
    if source == "fritzbox":
        endless = b"21.11.26 15:17:43;RING;2;"
    talk.feed(endless)
    for _ in range(100):
        answer = talk.feed(b"9" * 10_000)
        if answer.trouble:
            break
    assert answer.trouble in {"too_much", "not_this"}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "other",
    [
        b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<html></html>\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"220 mail.example.com ESMTP\r\n",
        b"\xff\xfb\x01\xff\xfb\x03login: \r\n",
    ],
)
def test_another_server_is_not_taken_for_ours(name: str, other: bytes) -> None:
    talk = conversation(CONVERSATIONS[name][0])
    assert told(talk, other)[0].trouble == "not_this"
    assert CONVERSATIONS[name][0] == "fritzbox" or not talk.greeted


@pytest.mark.parametrize("name", NAMES)
def test_every_call_has_one_key_and_rings_once(name: str) -> None:
    source, opening, calls = CONVERSATIONS[name]
    rung = [
        report.key
        for report in reports(source, [opening + calls])
        if report.state is CallState.RINGING
    ]
    assert len(rung) == len(set(rung))
