"""`smallcrm-call`, to a window that is open and to none."""

import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from smallcrm import call_forwarder
from smallcrm.telephony import handover, launch
from smallcrm.telephony.socket_name import address_to_listen_at, default_data_dir
from smallcrm.telephony.wire import Message, decode, encode_changed, encode_show

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the window is played by a Unix socket")


class Window:
    """Plays the window: one line per connection is kept."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._lines: list[bytes] = []
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(address)
        self._socket.listen()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            connection, _ = self._socket.accept()
            with connection, connection.makefile("rb") as stream:
                line = stream.readline()
            if line == b"end\n":
                return
            self._lines.append(line)

    @property
    def lines(self) -> list[bytes]:
        """What was said until now; nobody is listened to after that."""
        if self._thread.is_alive():
            with socket.socket(socket.AF_UNIX) as connection:
                connection.connect(self._address)
                connection.sendall(b"end\n")
            self._thread.join()
            self._socket.close()
        return self._lines


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="crm") as folder:  # short enough for an address
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        monkeypatch.setenv("XDG_DATA_HOME", str(Path(folder, "data")))
        yield Path(folder)


@pytest.fixture
def window(home: Path) -> Iterator[Window]:
    address = address_to_listen_at(default_data_dir())
    opened = Window(address)
    yield opened
    assert opened.lines is not None


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    commands: list[list[str]] = []
    monkeypatch.setattr(launch, "start_window", lambda arguments: commands.append(list(arguments)))
    return commands


@pytest.mark.parametrize("argument", ["+4930123", "-5", "--help", "--", "tel:+49-30", "`rm -rf ~`"])
def test_the_argument_reaches_the_window_as_data(
    window: Window, started: list[list[str]], argument: str
) -> None:
    assert call_forwarder.main([argument]) == 0
    expected = argument.removeprefix("tel:")
    assert [decode(line) for line in window.lines] == [Message("call", expected)]
    assert started == []


def test_words_without_quotes_are_one_caller(window: Window) -> None:
    assert call_forwarder.main(["+49", "30", "1234"]) == 0
    assert decode(window.lines[0]).number == "+49 30 1234"


def test_without_a_window_the_program_is_started_with_the_caller_as_data(
    home: Path, started: list[list[str]]
) -> None:
    assert call_forwarder.main(["--version\x1b\udce4"]) == 0
    assert started == [["call", "--start", "--", "--version"]]


def test_a_socket_that_nobody_listens_at_is_no_window(home: Path, started: list[list[str]]) -> None:
    with socket.socket(socket.AF_UNIX) as gone:
        gone.bind(address_to_listen_at(default_data_dir()))
    assert call_forwarder.main(["110"]) == 0
    assert started == [["call", "--start", "--", "110"]]


def test_a_socket_in_a_folder_that_others_may_enter_is_not_spoken_to(
    window: Window, home: Path, started: list[list[str]]
) -> None:
    folder = Path(address_to_listen_at(default_data_dir())).parent
    folder.chmod(0o755)
    try:
        assert call_forwarder.main(["110"]) == 0
    finally:
        folder.chmod(0o700)
    assert window.lines == []
    assert started == [["call", "--start", "--", "110"]]


def test_no_argument_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert call_forwarder.main([]) == 2
    assert capsys.readouterr().err == "usage: smallcrm-call NUMBER\n"


def test_a_program_that_cannot_be_started_is_said_in_one_line(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_arguments: list[str]) -> None:
        raise FileNotFoundError

    monkeypatch.setattr(launch, "start_window", fail)
    assert call_forwarder.main(["110"]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_the_real_process(window: Window) -> None:
    command = [sys.executable, "-m", "smallcrm.call_forwarder", "sip:+8613800138000@pbx"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert decode(window.lines[0]).number == "+8613800138000"


def test_other_messages_go_the_same_way(window: Window) -> None:
    assert handover.deliver(default_data_dir(), encode_changed())
    assert handover.deliver(default_data_dir(), encode_show())
    assert [decode(line).kind for line in window.lines] == ["changed", "show"]


def test_a_window_that_is_about_to_open_is_waited_for(home: Path) -> None:
    address = address_to_listen_at(default_data_dir())
    opened: list[Window] = []
    timer = threading.Timer(0.15, lambda: opened.append(Window(address)))
    timer.start()
    assert handover.deliver(default_data_dir(), encode_show(), patience=5)
    timer.join()
    assert [decode(line).kind for line in opened[0].lines] == ["show"]
    assert not handover.deliver(default_data_dir(), encode_show(), patience=0.1)


def test_the_packaged_forwarder_starts_its_neighbour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "smallcrm-call"))
    assert launch.program() == [str(tmp_path / "SmallCRM")]


def test_from_source_this_python_starts_the_module_and_nothing_of_the_current_folder() -> None:
    assert launch.program() == [sys.executable, "-P", "-m", "smallcrm"]


def test_the_program_is_started_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "script"
    script.write_text(
        f'#!/bin/sh\nprintf "%s|" "$@" > {tmp_path}/said\nmv {tmp_path}/said {tmp_path}/done\n'
    )
    script.chmod(0o700)
    monkeypatch.setattr(launch, "program", lambda: [str(script)])
    process = launch.start_window(["call", "--start", "--", "-x; y  z"])
    process.wait()
    assert (tmp_path / "done").read_text() == "call|--start|--|-x; y  z|"
