"""The phone lines of a window: started, followed, restarted and stopped, over real sockets."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot
from tests.telephony.lines import QUICK, ReplayServer
from tests.telephony.recordings import recorded

from smallcrm.domain.clock import Clock
from smallcrm.domain.errors import Refusal
from smallcrm.i18n.catalog import I18n
from smallcrm.machine_settings import MachineSettings
from smallcrm.telephony import address_schemes, secrets
from smallcrm.telephony.address_schemes import DesktopSchemes
from smallcrm.telephony.caller import Caller
from smallcrm.telephony.reports import CallReport, CallState, SourceState, StateReport
from smallcrm.telephony.sources import SOURCES
from smallcrm.ui.phone_lines import PhoneLines
from smallcrm.ui.phone_words import line_look

RING = "21.11.26 14:40:31;RING;0;0204184180;5550100;SIP0;\r\n"
GREETING = "200 Server: ncidd 1.11\r\n"
STARTED = "300 End of connection startup\r\n"


class Heard:
    """What the lines of a test told."""

    def __init__(self, lines: PhoneLines) -> None:
        self.calls: list[CallReport] = []
        self.states: list[StateReport] = []
        lines.called.connect(self.calls.append)
        lines.changed.connect(self.states.append)


@pytest.fixture
def machine(tmp_path: Path) -> MachineSettings:
    return MachineSettings(tmp_path / "machine.json")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let sources try again at once."""
    quick = {name: SOURCES.get(name) for name in SOURCES.names()}
    for name, source in quick.items():
        monkeypatch.setitem(SOURCES._parts, name, dataclasses.replace(source, patience=QUICK))


@pytest.fixture
def lines(machine: MachineSettings, clock: Clock, qtbot: QtBot) -> Iterator[PhoneLines]:
    made = PhoneLines(machine, clock)
    yield made
    made.stop()


def switch_on(machine: MachineSettings, name: str, port: int, **others: str) -> None:
    for what, value in {"host": "127.0.0.1", "port": str(port), **others}.items():
        machine.set(f"telephony.{name}.{what}", value)
    machine.set(f"telephony.{name}.enabled", "yes")


def is_in(lines: PhoneLines, name: str, state: SourceState) -> Callable[[], bool]:
    return lambda: (found := lines.states().get(name)) is not None and found.state is state


def phone_threads() -> list[str]:
    return [one.name for one in threading.enumerate() if one.name.startswith("phone ")]


def test_with_nothing_switched_on_there_is_no_thread(lines: PhoneLines) -> None:
    lines.start()
    assert lines.states() == {}
    assert not phone_threads()


def test_a_call_comes_on_the_thread_of_the_window(
    lines: PhoneLines, machine: MachineSettings, qtbot: QtBot
) -> None:
    heard = Heard(lines)
    threads: list[threading.Thread] = []
    lines.called.connect(lambda _report: threads.append(threading.current_thread()))
    with ReplayServer([RING]) as server:
        switch_on(machine, "fritzbox", server.port)
        lines.start()
        qtbot.waitUntil(lambda: bool(heard.calls))
        assert heard.calls[0].state is CallState.RINGING
        assert heard.calls[0].caller.number == "0204184180"
        assert threads == [threading.main_thread()]
        lines.stop()


def test_what_is_switched_on_and_off_is_followed(
    lines: PhoneLines, machine: MachineSettings, qtbot: QtBot
) -> None:
    with ReplayServer() as server:
        lines.start()
        switch_on(machine, "fritzbox", server.port)
        lines.look_again()
        qtbot.waitUntil(is_in(lines, "fritzbox", SourceState.LISTENING))
        assert machine.get("telephony.fritzbox.since")
        machine.set("telephony.fritzbox.enabled", "no")
        lines.look_again()
        assert lines.states() == {}
        assert not machine.get("telephony.fritzbox.since")


def test_only_a_line_whose_settings_differ_is_restarted(
    lines: PhoneLines, machine: MachineSettings, qtbot: QtBot
) -> None:
    with ReplayServer() as first, ReplayServer([GREETING + STARTED]) as second:
        switch_on(machine, "fritzbox", first.port)
        switch_on(machine, "ncid", second.port)
        lines.start()
        qtbot.waitUntil(is_in(lines, "fritzbox", SourceState.LISTENING))
        qtbot.waitUntil(is_in(lines, "ncid", SourceState.LISTENING))
        machine.set("telephony.ncid.date_order", "dmy")
        machine.set("machine.theme", "dark")
        lines.look_again()
        second.wait_connections(2)
        qtbot.waitUntil(is_in(lines, "ncid", SourceState.LISTENING))
        assert first.connections == 1
        lines.stop()


def test_a_line_that_was_lost_comes_back_and_no_call_is_told_twice(
    lines: PhoneLines, machine: MachineSettings, qtbot: QtBot
) -> None:
    heard = Heard(lines)
    half = RING.encode()[:30]
    with ReplayServer([half + ReplayServer.HANG_UP, RING]) as server:
        switch_on(machine, "fritzbox", server.port)
        lines.start()
        qtbot.waitUntil(lambda: bool(heard.calls))
        assert server.connections == 2
        assert len(heard.calls) == 1
        assert SourceState.WAITING in {one.state for one in heard.states}
        lines.stop()


def test_stopping_ends_the_threads_and_passes_on_what_was_told(
    lines: PhoneLines, machine: MachineSettings, qtbot: QtBot
) -> None:
    heard = Heard(lines)
    with ReplayServer() as server:
        switch_on(machine, "fritzbox", server.port)
        lines.start()
        qtbot.waitUntil(is_in(lines, "fritzbox", SourceState.LISTENING))
        told = threading.Event()
        line = lines._lines["fritzbox"]
        report = CallReport("fritzbox", "k", CallState.ENDED, Caller("112"))

        def tell() -> None:
            lines._told.emit(line, report)
            told.set()

        threading.Thread(target=tell).start()
        # The event loop of this test does not turn here: the report waits in the queue.
        assert told.wait(10)
        assert not heard.calls
        lines.stop()
        assert heard.calls == [report]
        qtbot.waitUntil(lambda: not phone_threads())


@pytest.mark.parametrize(
    ("saying", "name", "reason"),
    [
        ("HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n", "ncid", "not_this"),
        ("HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n", "asterisk", "not_this"),
    ],
)
def test_something_else_at_the_port_is_named(
    lines: PhoneLines,
    machine: MachineSettings,
    qtbot: QtBot,
    tr: I18n,
    tr_zh: I18n,
    saying: str,
    name: str,
    reason: str,
) -> None:
    heard = Heard(lines)
    lines._secrets["asterisk"] = "x"
    others = {"user": "crm"} if name == "asterisk" else {}
    with ReplayServer([saying]) as server:
        switch_on(machine, name, server.port, **others)
        lines.start()
        qtbot.waitUntil(lambda: any(one.reason == reason for one in heard.states))
        lines.stop()
    found = next(one for one in heard.states if one.reason == reason)
    assert str(server.port) in line_look(tr, found).text
    assert line_look(tr_zh, found).text != line_look(tr, found).text


def test_a_closed_port_waits_and_says_when_it_tries_again(
    lines: PhoneLines, machine: MachineSettings, qtbot: QtBot, tr: I18n
) -> None:
    heard = Heard(lines)
    with ReplayServer() as server:
        port = server.port
    switch_on(machine, "baresip", port)
    lines.start()
    qtbot.waitUntil(lambda: any(one.state is SourceState.WAITING for one in heard.states))
    lines.stop()
    found = next(one for one in heard.states if one.state is SourceState.WAITING)
    assert found.retry_s is not None
    look = line_look(tr, found, seconds_left=12)
    assert look.text.endswith("Tries again in 12 seconds.")
    assert look.icon != line_look(tr, StateReport("baresip", SourceState.LISTENING)).icon


def test_a_line_without_its_password_asks_for_it(
    lines: PhoneLines,
    machine: MachineSettings,
    qtbot: QtBot,
    tr: I18n,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept: dict[str, str] = {}
    monkeypatch.setattr(secrets, "get", kept.get)
    monkeypatch.setattr(secrets, "keep", lambda name, secret: not kept.update({name: secret}))
    with ReplayServer(["Asterisk Call Manager/5.0.2\r\n"]) as server:
        switch_on(machine, "asterisk", server.port, user="crm")
        lines.start()
        qtbot.waitUntil(is_in(lines, "asterisk", SourceState.REFUSED))
        assert "password" in line_look(tr, lines.states()["asterisk"]).text
        assert server.connections == 0
        with qtbot.waitSignal(lines.remembered) as remembered:
            lines.set_secret("asterisk", "s3cret")
        assert remembered.args == ["asterisk", True]
        server.wait_connections(1)
        lines.stop()
    assert kept == {"asterisk": "s3cret"}
    assert "s3cret" not in machine._path.read_text("utf-8")


def test_dialling_through_a_line_that_is_not_there_is_refused(
    lines: PhoneLines, machine: MachineSettings
) -> None:
    lines.start()
    machine.set("telephony.dial", "baresip")
    assert not lines.can_dial
    with pytest.raises(Refusal, match="not_connected"):
        lines.dial("+353209104180")


def test_baresip_dials(lines: PhoneLines, machine: MachineSettings, qtbot: QtBot) -> None:
    machine.set("telephony.dial", "baresip")
    with ReplayServer([recorded("baresip_opening")]) as server:
        switch_on(machine, "baresip", server.port)
        lines.start()
        qtbot.waitUntil(is_in(lines, "baresip", SourceState.LISTENING))
        assert lines.can_dial
        lines.dial("+353 20 910 4180")
        server.wait_heard(b"+353209104180")
        lines.stop()


def test_the_system_dials_unless_its_program_is_this_one(
    lines: PhoneLines, machine: MachineSettings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened: list[str] = []

    def open_url(url: QUrl) -> bool:
        opened.append(url.toString())
        return len(opened) == 1

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    desktop = DesktopSchemes(tmp_path / "data", tmp_path / "config")
    monkeypatch.setattr(address_schemes, "schemes", lambda: desktop)
    lines.dial("+353 20 910 4180")
    assert opened == ["tel:+353209104180"]
    with pytest.raises(Refusal, match="nothing_dials"):
        lines.dial("112")
    desktop.take()
    with pytest.raises(Refusal, match="dials_to_itself"):
        lines.dial("112")
    machine.set("telephony.dial", "off")
    assert not lines.can_dial
