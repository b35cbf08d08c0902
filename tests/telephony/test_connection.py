"""The connection of a source to a real socket: found, lost, found again, ended."""

from __future__ import annotations

import contextlib
import socket
import sys
import threading

import pytest
from tests.telephony.lines import QUICK, SOON_S, Ears, ReplayServer, listen
from tests.telephony.recordings import CONVERSATIONS, SPLIT, conversation, recorded, told

from smallcrm.domain.errors import Refusal
from smallcrm.telephony.connection import BackOff, Connection, Patience
from smallcrm.telephony.reports import CallReport, CallState, SourceState, StateReport

WAITING, LISTENING, REFUSED = SourceState.WAITING, SourceState.LISTENING, SourceState.REFUSED
OTHERS = {"asterisk": {"user": "crm", "secret": "hush"}}
NAMES = list(CONVERSATIONS)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def all_of(source: str, said: bytes) -> list[CallReport]:
    return [one for answer in told(conversation(source), said) for one in answer.reports]


def end(connection: Connection) -> None:
    connection.stop()
    connection.join(SOON_S)
    assert not connection._thread.is_alive()


@pytest.mark.parametrize("name", NAMES)
def test_a_source_listens_and_tells(name: str) -> None:
    source, opening, calls = CONVERSATIONS[name]
    expected = all_of(source, opening + calls)
    ears = Ears()
    with ReplayServer([opening]) as server:
        connection = listen(source, server.port, ears, **OTHERS.get(source, {}))
        ears.wait_state(LISTENING)
        server.send(calls)
        ears.wait(lambda ears: len(ears.calls) == len(expected))
        end(connection)
    assert [one.key for one in ears.calls] == [one.key for one in expected]
    assert [one.state for one in ears.states] == [SourceState.CONNECTING, LISTENING]
    assert ears.states[0].parameters == {"host": "127.0.0.1", "port": str(server.port)}


def outcome(reports: list[CallReport]) -> dict[str, tuple[object, ...]]:
    """Return what is known of each call in the end."""
    return {
        one.key: (one.state, one.caller, one.outgoing, one.answered, one.line) for one in reports
    }


@pytest.mark.parametrize("name", NAMES)
def test_cut_off_after_every_byte_no_call_is_lost_and_none_told_twice(name: str) -> None:
    """The source tells again what it has not told whole, from the line or message on."""
    source, opening, calls = CONVERSATIONS[name]
    whole = all_of(source, opening + calls)
    expected = outcome(whole)
    parts = SPLIT[source](calls)
    again = recorded("baresip_opening_busy") if source == "baresip" else opening
    for at in range(len(opening) + len(calls) + 1):
        begun, rest = (opening + calls)[:at], list(parts)
        told_until = len(opening)
        while rest and told_until + len(rest[0]) <= at:
            told_until += len(rest.pop(0))
        with ReplayServer([begun + ReplayServer.HANG_UP, again + b"".join(rest)]) as server:
            ears = Ears()
            connection = listen(source, server.port, ears, **OTHERS.get(source, {}))
            ears.wait(lambda ears: outcome(ears.calls) == expected)
            end(connection)
        rung = [one.key for one in ears.calls if one.state is CallState.RINGING]
        assert sorted(rung) == sorted(set(rung)), at
        assert len(ears.calls) == len(whole), at


def test_nobody_at_the_port_is_told_with_when_it_is_tried_again() -> None:
    ears = Ears()
    connection = listen("ncid", free_port(), ears)
    waiting = ears.wait_state(WAITING)
    assert (waiting.reason, waiting.retry_s) == ("refused", QUICK.pauses[0])
    ears.wait(lambda ears: len(ears.states) > 6)
    end(connection)
    assert ears.states[3].retry_s == QUICK.pauses[1]


def test_a_server_that_comes_later_is_found() -> None:
    port, ears = free_port(), Ears()
    connection = listen("ncid", port, ears)
    ears.wait_state(WAITING)
    with ReplayServer([recorded("ncid_startup")], port):
        ears.wait_state(LISTENING)
        end(connection)


def test_a_name_that_nobody_has_is_told() -> None:
    ears = Ears()
    connection = listen("ncid", 3333, ears, host="nobody.invalid")
    ears.wait_state(WAITING, "unknown_host")
    end(connection)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a full queue refuses")
def test_who_does_not_take_the_connection_is_told_and_does_not_keep_us() -> None:
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(socket.socket())
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        for _ in range(2):  # nobody takes these, and there is no room for another
            one = stack.enter_context(socket.socket())
            one.setblocking(False)
            one.connect_ex(server.getsockname())
        port, ears = server.getsockname()[1], Ears()
        patience = Patience(pauses=(SOON_S,), connect=0.01)
        connection = listen("ncid", port, ears, patience=patience)
        ears.wait_state(WAITING, "unreachable")
        end(connection)
        patience = Patience(connect=SOON_S * 60)
        connection = listen("ncid", port, ears := Ears(), patience=patience)
        ears.wait_state(SourceState.CONNECTING)
        end(connection)


@pytest.mark.parametrize("name", NAMES)
def test_a_web_server_is_told_to_be_something_else(name: str) -> None:
    source = CONVERSATIONS[name][0]
    ears = Ears()
    with ReplayServer(["HTTP/1.1 400 Bad Request\r\n\r\n"]) as server:
        connection = listen(source, server.port, ears, **OTHERS.get(source, {}))
        ears.wait_state(WAITING, "not_this")
        end(connection)


@pytest.mark.parametrize("source", ["ncid", "asterisk", "baresip"])
def test_who_takes_the_connection_and_says_nothing_is_told(source: str) -> None:
    ears = Ears()
    patience = Patience(pauses=(SOON_S,), greeting=0.01)
    with ReplayServer([b""]) as server:
        others = OTHERS.get(source, {})
        connection = listen(source, server.port, ears, patience=patience, **others)
        ears.wait_state(WAITING, "silent")
        end(connection)
    assert LISTENING not in {one.state for one in ears.states}


def test_a_line_without_an_end_is_hung_up_on() -> None:
    ears = Ears()
    with ReplayServer([recorded("ncid_startup")]) as server:
        connection = listen("ncid", server.port, ears)
        ears.wait_state(LISTENING)
        server.send(b"CID: " + b"9" * 1_000_000)
        ears.wait_state(WAITING, "too_much")
        end(connection)


def test_a_wrong_password_is_not_tried_again() -> None:
    opening = recorded("asterisk_20_opening").replace(
        b"Success\r\nActionID: smallcrm-login", b"Error\r\nActionID: smallcrm-login"
    )
    ears = Ears()
    with ReplayServer([opening]) as server:
        connection = listen("asterisk", server.port, ears, **OTHERS["asterisk"])
        ears.wait_state(REFUSED, "wrong_password")
        connection.join(SOON_S)
        assert server.connections == 1
        assert b"hush" not in server.heard
    assert [one.state for one in ears.states] == [SourceState.CONNECTING, REFUSED]
    connection.stop()


@pytest.mark.parametrize(
    ("others", "code"), [({"secret": "hush"}, "no_user"), ({"user": "crm"}, "no_secret")]
)
def test_what_cannot_work_is_refused_at_once(others: dict[str, str], code: str) -> None:
    with pytest.raises(Refusal, match=code):
        listen("asterisk", 5038, Ears(), **others)


@pytest.mark.parametrize("source", ["asterisk", "baresip"])
def test_a_source_is_asked_to_dial_once_it_listens(source: str) -> None:
    opening = recorded("asterisk_20_opening" if source == "asterisk" else "baresip_opening")
    ears = Ears()
    own = {"extension": "PJSIP/100"} if source == "asterisk" else {}
    with ReplayServer([opening]) as server:
        connection = listen(source, server.port, ears, **own, **OTHERS.get(source, {}))
        ears.wait_state(LISTENING)
        connection.dial("+44 20 7946 0001")
        server.wait_heard(b"+442079460001")
        end(connection)
        with pytest.raises(Refusal, match="not_connected"):
            connection.dial("110")


def test_nobody_dials_on_a_line_that_is_not_connected() -> None:
    ears = Ears()
    connection = listen("baresip", free_port(), ears)
    ears.wait_state(WAITING)
    with pytest.raises(Refusal, match="not_connected"):
        connection.dial("110")
    end(connection)


def test_once_stopped_nothing_more_is_told() -> None:
    ears = Ears()
    with ReplayServer([recorded("ncid_startup")]) as server:
        connection = listen("ncid", server.port, ears)
        ears.wait_state(LISTENING)
        peer = server.peer()
        connection.stop()
        before = list(ears.reports)
        with contextlib.suppress(OSError):  # it may have hung up by now
            peer.sendall(recorded("ncid_calls"))
        connection.join(SOON_S)
        assert ears.reports == before


def test_it_is_stopped_from_within_what_it_tells() -> None:
    seen: list[CallReport | StateReport] = []
    stopped = threading.Event()

    class Stopping(Ears):
        def told(self, report: CallReport | StateReport) -> None:
            seen.append(report)
            if isinstance(report, StateReport) and report.state is LISTENING:
                connection.stop()
                stopped.set()

    with ReplayServer([recorded("ncid_startup")]) as server:
        connection = listen("ncid", server.port, Stopping())
        assert stopped.wait(SOON_S)
        connection.join(SOON_S)
    assert [type(one) for one in seen] == [StateReport, StateReport]


@pytest.mark.parametrize("state", ["waiting", "listening"])
def test_it_sleeps_until_something_comes(state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every wait but that for the next attempt is without an end: no wake-up while idle."""
    import selectors

    waits: list[float | None] = []
    real = selectors.DefaultSelector

    class Counting(real):  # type: ignore[misc, valid-type]
        def select(self, timeout: float | None = None) -> object:
            waits.append(timeout)
            return super().select(timeout)

    monkeypatch.setattr(selectors, "DefaultSelector", Counting)
    ears = Ears()
    if state == "waiting":
        patience = Patience(pauses=(SOON_S * 60,), share=lambda: 1.0)
        connection = listen("ncid", free_port(), ears, patience=patience)
        ears.wait_state(WAITING)
        end(connection)
        assert len([wait for wait in waits if wait and wait > SOON_S]) == 1
        return
    with ReplayServer([recorded("ncid_startup")]) as server:
        connection = listen("ncid", server.port, ears)
        ears.wait_state(LISTENING)
        server.send(recorded("ncid_calls"))
        ears.wait(lambda ears: len(ears.calls) == 8)
        end(connection)
    # One that ends with the connecting, one with the greeting; what follows has no end.
    assert len([wait for wait in waits if wait is not None]) <= 3
    assert len(waits) <= 8


def test_pauses_grow_and_begin_anew_after_a_connection_that_held() -> None:
    pauses = BackOff(Patience(share=lambda: 1.0))
    assert [pauses.next() for _ in range(8)] == [1, 2, 5, 10, 30, 60, 60, 60]
    pauses.reset()
    assert pauses.next() == 1
    spread = BackOff(Patience(pauses=(10,)))
    assert all(8 <= spread.next() <= 12 for _ in range(100))


@pytest.mark.parametrize(("held", "expected"), [(0, [1, 1, 1]), (1e9, [1, 2, 2])])
def test_a_connection_that_held_makes_the_next_pause_short(
    held: float, expected: list[int]
) -> None:
    patience = Patience(pauses=(0.001, 0.002), held=held, greeting=SOON_S, share=lambda: 1.0)
    ears = Ears()
    startup = recorded("ncid_startup") + ReplayServer.HANG_UP
    with ReplayServer([startup]) as server:
        connection = listen("ncid", server.port, ears, patience=patience)
        server.wait_connections(4)
        end(connection)
    pauses = [one.retry_s for one in ears.states if one.state is WAITING][:3]
    assert pauses == [0.001 * factor for factor in expected]
