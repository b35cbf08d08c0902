"""What each source makes of what is said on its line."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta, timezone

import pytest
from tests.telephony.recordings import (
    CONVERSATIONS,
    NOW,
    Ticking,
    conversation,
    logged,
    messages_of,
    netstrings_of,
    recorded,
    told,
)

from smallcrm.domain.clock import Clock
from smallcrm.domain.errors import Refusal
from smallcrm.telephony.asterisk import AsteriskConversation
from smallcrm.telephony.caller import Caller
from smallcrm.telephony.fritzbox import FritzBoxConversation
from smallcrm.telephony.ncid import NcidConversation
from smallcrm.telephony.reports import CallReport, CallState
from smallcrm.telephony.sources import SOURCES

Short = tuple[CallState, str, str, bool | None, int | None]


def short(reports: list[CallReport]) -> list[Short]:
    return [
        (one.state, one.caller.number, one.caller.name, one.answered, one.seconds)
        for one in reports
    ]


def heard(name: str) -> list[CallReport]:
    source, opening, calls = CONVERSATIONS[name]
    return [
        report for answer in told(conversation(source), opening, calls) for report in answer.reports
    ]


def test_the_registry_has_them_in_the_order_of_their_settings() -> None:
    assert SOURCES.names() == ("ncid", "fritzbox", "asterisk", "baresip")
    assert [one.name for one in SOURCES if one.dials] == ["asterisk", "baresip"]
    assert [one.name for one in SOURCES if one.has_secret] == ["asterisk"]


# -- NCID -----------------------------------------------------------------------------------------


def test_ncid_tells_its_log_and_then_what_rings() -> None:
    reports = heard("ncid")
    past = [one for one in reports if one.history]
    assert short(past) == [
        (CallState.RINGING, "02079460001", "ANN LEE", None, None),
        (CallState.RINGING, "02079460002", "", None, None),
        (CallState.ENDED, "02079460002", "", True, 135),
    ]
    assert past[1].outgoing
    live = [one for one in reports if not one.history]
    assert short(live) == [
        (CallState.RINGING, "13800138000", "ZHANG WEI", None, None),
        (CallState.RINGING, "", "", None, None),
        # A modem hears that the ringing stops, and not why.
        (CallState.ENDED, "13800138000", "ZHANG WEI", None, None),
        (CallState.ENDED, "", "", False, 0),
        (CallState.RINGING, "02079460003", "Marie Curie", None, None),
    ]
    assert live[0].at == datetime(2026, 11, 21, 22, 40, tzinfo=UTC)
    assert live[0].line == "POTS"


def test_ncid_calls_have_the_same_key_live_and_in_the_log_of_another_day() -> None:
    source, opening, calls = CONVERSATIONS["ncid"]
    live = {one.key: one.caller for one in heard("ncid") if not one.history}
    answers = told(conversation(source), opening + logged(source, calls))
    later = {one.key: one.caller for one in answers[0].reports if one.history}
    assert later.items() >= live.items()


def test_ncid_on_a_new_connection_tells_nothing_of_the_log_twice() -> None:
    source, opening, calls = CONVERSATIONS["ncid"]
    talk = conversation(source)
    told(talk, opening, calls)
    again = told(talk, opening + logged(source, calls))
    assert [one for answer in again for one in answer.reports] == []


def test_ncid_two_calls_of_a_number_within_a_minute_are_two() -> None:
    source, opening, calls = CONVERSATIONS["ncid"]
    line = calls.splitlines(keepends=True)[1]
    talk = conversation(source)
    answers = told(talk, opening, line, line)
    keys = [one.key for answer in answers[1:] for one in answer.reports]
    assert len(set(keys)) == 2
    fresh = told(conversation(source), opening + logged(source, line + line))
    assert [one.key for one in fresh[0].reports][-2:] == keys


def test_ncid_its_log_is_taken_from_when_it_was_switched_on() -> None:
    since = datetime(2026, 11, 19, 10, 0, tzinfo=UTC)
    talk = conversation("ncid", since=since)
    answer = told(talk, recorded("ncid_startup"))[0]
    assert {one.caller.number for one in answer.reports} == {"02079460002"}


@pytest.mark.parametrize(
    ("order", "date", "day"),
    [
        ("mdy", "11092026", (11, 9)),
        ("dmy", "09112026", (11, 9)),
        ("mdy", "21112026", (11, 21)),  # there is no month 21
        ("dmy", "11212026", (11, 21)),
        ("mdy", "12112026", (11, 12)),  # December lies ahead
    ],
)
def test_ncid_dates_in_either_order(order: str, date: str, day: tuple[int, int]) -> None:
    talk = NcidConversation(Clock.fixed(NOW, UTC), order, datetime(2000, 1, 1, tzinfo=UTC))
    line = f"CID: *DATE*{date}*TIME*0102*LINE*-*NMBR*1*MESG*NONE*NAME*-*\n"
    report = told(talk, f"200 Server: ncidd\n{line}".encode())[0].reports[0]
    assert report.at == datetime(2026, *day, 1, 2, tzinfo=UTC)
    assert (report.line, report.caller.name) == ("", "")


def test_times_of_a_line_are_of_the_clocks_zone() -> None:
    clock = Clock.fixed(NOW, timezone(timedelta(hours=8)))
    talk = NcidConversation(clock, "mdy", datetime(2000, 1, 1, tzinfo=UTC))
    line = b"200 Server: ncidd\nCID: *DATE*11212026*TIME*0640*NMBR*1*NAME*A*B*\n"
    report = told(talk, line)[0].reports[0]
    assert report.at == datetime(2026, 11, 20, 22, 40, tzinfo=UTC)
    assert report.caller.name == "A*B"
    box = FritzBoxConversation(clock)
    report = told(box, b"21.11.26 06:40:01;RING;0;1;2;SIP0;\n")[0].reports[0]
    assert report.at == datetime(2026, 11, 20, 22, 40, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("张伟".encode(), "张伟"),
        ("Jürgen".encode("latin-1"), "Jürgen"),
        (b"a\x00b\x1b[31m", "a b [31m"),
        ("x\u202eevil".encode(), "x evil"),
        (b"NO NAME", ""),
    ],
)
def test_names_in_utf_8_and_latin_1_without_control(name: bytes, expected: str) -> None:
    talk = conversation("ncid")
    line = b"200 Server: ncidd\nCID: *DATE*11212026*TIME*0640*NMBR*1*NAME*" + name + b"*\n"
    assert told(talk, line)[0].reports[0].caller == Caller("1", expected)


@pytest.mark.parametrize(
    "number", ["PRIVATE", "OUT-OF-AREA", "NO-NUMBER", "O", "P", "-", "ANONYMOUS", ""]
)
def test_a_withheld_number_is_none(number: str) -> None:
    line = f"200 Server: ncidd\nCID: *DATE*11212026*TIME*0640*NMBR*{number}*NAME*-*\n"
    report = told(conversation("ncid"), line.encode())[0].reports[0]
    assert report.caller.number == ""


# -- FRITZ!Box ------------------------------------------------------------------------------------


def test_the_box_with_calls_that_overlap() -> None:
    reports = heard("fritzbox")
    assert short(reports) == [
        (CallState.RINGING, "02079460001", "", False, None),
        (CallState.RINGING, "02079460002", "", False, None),
        (CallState.ANSWERED, "02079460001", "", True, None),
        (CallState.ENDED, "02079460002", "", False, 0),
        (CallState.RINGING, "", "", False, None),
        # The answering machine in the box took it: nobody did.
        (CallState.ENDED, "", "", False, 0),
        (CallState.ENDED, "02079460001", "", True, 72),
    ]
    assert [one.outgoing for one in reports[:2]] == [False, True]
    assert reports[0].line == "987654"
    assert reports[0].key == reports[2].key == reports[6].key


def test_the_box_uses_a_number_again_whose_end_nobody_heard() -> None:
    talk = conversation("fritzbox")
    first, second = told(
        talk,
        b"21.11.26 15:00:00;RING;0;1111111;9;SIP0;\n",
        b"21.11.26 15:10:00;RING;0;2222222;9;SIP0;\n",
    )
    ended, begun = second.reports
    assert (ended.key, ended.state, ended.answered) == (
        first.reports[0].key,
        CallState.ENDED,
        None,
    )
    assert begun.caller.number == "2222222"


def test_the_box_of_a_call_that_was_begun_before_tells_nothing() -> None:
    lines = b"21.11.26 15:00:00;CONNECT;4;11;1;\n21.11.26 15:00:00;DISCONNECT;4;9;\n"
    answer = told(conversation("fritzbox"), lines)[0]
    assert (answer.reports, answer.trouble) == ([], "")


# -- Asterisk -------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["20", "11"])
def test_asterisk_new_and_old(version: str) -> None:
    clock = Ticking()
    talk = conversation("asterisk", clock.clock)
    told(talk, recorded(f"asterisk_{version}_opening"))
    reports: list[CallReport] = []
    for message in messages_of(recorded(f"asterisk_{version}_calls")):
        reports += talk.feed(message).reports
        clock.later(2)
    inside = [one for one in reports if not one.outgoing]
    apart = 6 if version == "20" else 8
    assert short(inside) == [
        (CallState.RINGING, "02079460001", "Ann Lee", False, None),
        (CallState.ANSWERED, "02079460001", "Ann Lee", True, None),
        (CallState.ENDED, "02079460001", "Ann Lee", True, apart),
    ]
    if version == "20":  # the call from desk to desk is nobody's business
        assert short([one for one in reports if one.outgoing]) == [
            (CallState.RINGING, "02079460002", "", False, None),
            (CallState.ENDED, "02079460002", "", False, 0),
        ]


def asterisk(extension: str = "") -> AsteriskConversation:
    return AsteriskConversation(
        Clock.fixed(NOW, UTC), "crm", "hush", extension=extension, context="from-internal"
    )


@pytest.mark.parametrize(
    ("extension", "expected"),
    [("PJSIP/100", {False, True}), ("PJSIP/101", {False}), ("PJSIP/10", set())],
)
def test_asterisk_with_an_own_phone_tells_of_its_calls_alone(
    extension: str, expected: set[bool]
) -> None:
    talk = asterisk(extension)
    answers = told(talk, recorded("asterisk_20_opening"), recorded("asterisk_20_calls"))
    assert {one.outgoing for answer in answers for one in answer.reports} == expected


def begun(source: str, number: str, aim: str, exten: str, **more: str) -> bytes:
    headers = {
        "Event": "DialBegin",
        "Channel": source,
        "CallerIDNum": number,
        "Exten": exten,
        "Uniqueid": "1795300200.60",
        "Linkedid": "1795300200.60",
        "DestChannel": aim,
        **more,
    }
    return ("".join(f"{name}: {value}\r\n" for name, value in headers.items()) + "\r\n").encode()


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        # A company's number of five digits, and an extension of five.
        (begun("PJSIP/trunk-1", "10086", "PJSIP/100-2", "s"), (False, "10086")),
        (begun("PJSIP/10086-1", "10086", "PJSIP/100-2", "100"), None),
        (begun("PJSIP/100-1", "100", "PJSIP/trunk-2", "10086"), (True, "10086")),
        (begun("PJSIP/100-1", "100", "PJSIP/10102-2", "10102"), None),
        (begun("PJSIP/100-1", "100", "Local/*97@x-2", "*97"), None),
        (begun("PJSIP/trunk-1", "<unknown>", "PJSIP/100-2", "s"), (False, "")),
        # The dial plan has a name of its own where the number was; it is told further on.
        (
            begun("PJSIP/100-1", "100", "PJSIP/t-2", "s", DestCallerIDNum="02079460002"),
            (True, "02079460002"),
        ),
        (
            begun("PJSIP/100-1", "100", "PJSIP/t-2", "s", DialString="t/02079460002"),
            (True, "02079460002"),
        ),
    ],
)
def test_asterisk_inside_and_outside(message: bytes, expected: tuple[bool, str] | None) -> None:
    answers = told(asterisk(), recorded("asterisk_20_opening"), message)
    found = [(one.outgoing, one.caller.number) for one in answers[1].reports]
    assert found == ([] if expected is None else [expected])


def test_asterisk_a_call_through_a_queue_ends_with_the_caller() -> None:
    """The half of a local channel that dials goes once somebody answers."""
    talk = asterisk("PJSIP/100")
    half = begun(
        "Local/100@queue-1;2", "02079460001", "PJSIP/100-2", "100", Uniqueid="1795300201.62"
    )
    answered = half.replace(b"DialBegin", b"DialEnd").replace(b"Exten: 100", b"DialStatus: ANSWER")
    gone = b"Event: Hangup\r\nUniqueid: %s\r\nLinkedid: 1795300200.60\r\n\r\n"
    answers = told(
        talk,
        recorded("asterisk_20_opening"),
        half,
        answered,
        gone % b"1795300201.62",
        gone % b"1795300200.60",
    )
    states = [[one.state for one in answer.reports] for answer in answers[1:]]
    assert states == [[CallState.RINGING], [CallState.ANSWERED], [], [CallState.ENDED]]


def test_asterisk_logs_in_by_a_challenge_and_never_says_the_password() -> None:
    talk = asterisk()
    said = b"".join(answer.reply for answer in told(talk, recorded("asterisk_20_opening")))
    assert b"hush" not in said
    key = hashlib.md5(b"840415273hush", usedforsecurity=False).hexdigest()
    assert f"\r\nKey: {key}\r\n".encode() in said
    assert b"Events: call\r\n" in said
    assert talk.greeted


def test_asterisk_does_not_log_in_without_a_challenge() -> None:
    talk = asterisk()
    refused = b"Response: Error\r\nActionID: smallcrm-challenge\r\nMessage: no\r\n\r\n"
    answers = told(talk, b"Asterisk Call Manager/5.0.1\r\n", refused)
    assert answers[1].trouble == "not_this"
    assert b"Login" not in answers[0].reply + answers[1].reply


def test_asterisk_answers_one_challenge() -> None:
    challenge = b"Response: Success\r\nActionID: smallcrm-challenge\r\nChallenge: 1\r\n\r\n"
    answers = told(asterisk(), b"Asterisk Call Manager/5.0.1\r\n", *[challenge] * 5)
    assert [b"Login" in answer.reply for answer in answers[1:]] == [True, *[False] * 4]


def test_asterisk_with_a_wrong_password_is_told() -> None:
    talk = asterisk()
    refused = recorded("asterisk_20_opening").replace(
        b"Success\r\nActionID: smallcrm-login", b"Error\r\nActionID: smallcrm-login"
    )
    assert told(talk, refused)[0].trouble == "wrong_password"
    assert not talk.greeted


def test_asterisk_events_before_the_login_are_nobodys() -> None:
    forged = b"Asterisk Call Manager/5.0.1\r\n" + recorded("asterisk_20_calls")
    assert told(asterisk(), forged)[0].reports == []


def channel(**headers: str) -> bytes:
    lines = [f"{name}: {value}" for name, value in headers.items()]
    return ("Event: CoreShowChannel\r\n" + "\r\n".join(lines) + "\r\n\r\n").encode()


def test_asterisk_catches_up_with_calls_under_way_and_with_those_that_ended() -> None:
    talk = asterisk()
    opening = recorded("asterisk_20_opening")
    ringing = messages_of(recorded("asterisk_20_calls"))[:2]
    told(talk, opening, *ringing)
    complete = b"Event: CoreShowChannelsComplete\r\nListItems: 1\r\n\r\n"
    other = channel(
        Channel="PJSIP/trunk-00000050",
        ChannelState="6",
        CallerIDNum="02079460009",
        CallerIDName="Bob",
        Uniqueid="1795300100.50",
        Linkedid="1795300100.50",
        Application="Dial",
        Duration="00:01:30",
        BridgeId="x",
    )
    answers = told(talk, opening, other + complete)
    assert short(list(answers[1].reports)) == [
        (CallState.RINGING, "02079460009", "Bob", False, None),
        (CallState.ANSWERED, "02079460009", "Bob", True, None),
        (CallState.ENDED, "02079460001", "Ann Lee", None, None),
    ]
    assert answers[1].reports[0].at == NOW - timedelta(seconds=90)
    assert talk.feed(other + complete).reports == []


def test_asterisk_dials_from_the_owners_phone() -> None:
    action = asterisk("PJSIP/100").dialling("+44 20 7946 0001 ext 12").decode()
    assert action.startswith("Action: Originate\r\n")
    assert "\r\nChannel: PJSIP/100\r\n" in action
    assert "\r\nExten: +442079460001\r\n" in action
    assert action.endswith("\r\n\r\n")
    with pytest.raises(Refusal, match="no_extension"):
        asterisk().dialling("02079460001")
    with pytest.raises(Refusal, match="not_diallable"):
        asterisk("PJSIP/100").dialling("1\r\nAction: Command")


# -- baresip --------------------------------------------------------------------------------------


def test_baresip_counts_bytes_and_tells_how_long_was_spoken() -> None:
    clock = Ticking()
    talk = conversation("baresip", clock.clock)
    told(talk, recorded("baresip_opening"))
    assert talk.greeted
    reports: list[CallReport] = []
    for message in netstrings_of(recorded("baresip_calls")):
        reports += talk.feed(message).reports
        clock.later(3)
    assert short(reports) == [
        (CallState.RINGING, "+8613800138000", "张伟", False, None),
        (CallState.RINGING, "02079460002", "", False, None),
        (CallState.ANSWERED, "+8613800138000", "张伟", True, None),
        (CallState.ENDED, "02079460002", "", False, 0),
        (CallState.ENDED, "+8613800138000", "张伟", True, 9),
    ]
    assert [one.outgoing for one in reports[:2]] == [False, True]


def test_baresip_calls_that_ended_while_nobody_listened() -> None:
    talk = conversation("baresip")
    opening, calls = recorded("baresip_opening"), recorded("baresip_calls")
    told(talk, opening, netstrings_of(calls)[0])
    answers = told(talk, opening)
    assert short(list(answers[0].reports)) == [
        (CallState.ENDED, "+8613800138000", "张伟", None, None)
    ]
    unknown = told(conversation("baresip"), netstrings_of(calls)[-1])
    assert short(list(unknown[0].reports)) == [
        (CallState.ENDED, "+8613800138000", "张伟", None, None)
    ]


def test_baresip_dials_digits_alone() -> None:
    said = conversation("baresip").dialling("(020) 7946-0001")
    assert b'"command": "dial", "params": "02079460001"' in said
    assert netstrings_of(said) == [said]
    with pytest.raises(Refusal, match="not_diallable"):
        conversation("baresip").dialling("1\nquit")


@pytest.mark.parametrize("source", ["ncid", "fritzbox"])
def test_who_only_tells_does_not_dial(source: str) -> None:
    with pytest.raises(Refusal, match="cannot_dial"):
        conversation(source).dialling("02079460001")
