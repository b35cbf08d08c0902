"""`call`, the nudge, and starting the window: what is handed to whom."""

from pathlib import Path

import pytest
from tests.cli.conftest import Crm

from smallcrm.cli import calling, context, display
from smallcrm.telephony.wire import Message, decode


class Window:
    """Plays an open window: what is delivered is kept."""

    def __init__(self) -> None:
        self.is_open = True
        self.heard: list[Message] = []

    def deliver(self, _data_dir: str, line: bytes, *, patience: float = 0.0) -> bool:
        del patience
        if self.is_open:
            self.heard.append(decode(line))
        return self.is_open


@pytest.fixture
def window(monkeypatch: pytest.MonkeyPatch) -> Window:
    played = Window()
    monkeypatch.setattr(calling, "deliver", played.deliver)
    monkeypatch.setattr(context, "deliver", played.deliver)
    monkeypatch.setattr(display, "has_display", lambda: True)
    monkeypatch.setattr(calling, "has_display", lambda: True)
    return played


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    commands: list[list[str]] = []
    monkeypatch.setattr(calling, "start_window", lambda given: commands.append(list(given)))
    return commands


def test_a_call_goes_to_the_open_window(crm: Crm, window: Window, data: Path) -> None:
    answer = crm("call", "tel:+49-30-1234;ext=5", "--name", "Ann\nLee", "--outgoing")
    assert (answer.status, answer.out, answer.err) == (0, "", "")
    assert window.heard == [Message("call", "+49-30-1234 ext 5", "Ann Lee", outgoing=True)]
    assert not data.exists()


@pytest.mark.parametrize("number", ["-5", "+49 30", "1" * 2000, "'; DROP TABLE", "%00"])
def test_any_number_is_data(crm: Crm, window: Window, number: str) -> None:
    assert crm("call", "--", number).status == 0
    assert window.heard[0].number in {number, "1" * 200}


def test_without_a_window_one_is_started_with_the_call(
    crm: Crm, window: Window, started: list[list[str]], data: Path
) -> None:
    window.is_open = False
    assert crm("call", "110", "--name", "A B", "--outgoing").status == 0
    assert started == [
        ["--data-dir", str(data), "--lang", "en", "call", "--start", "--name=A B", "--outgoing",
         "--", "110"],
    ]  # fmt: skip


def test_what_was_started_becomes_the_window(
    run: Crm, window: Window, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.is_open = False
    opened: list[tuple[Path, Message | None]] = []

    def run_window(_self: object, paths: object, _clock: object, **options: object) -> int:
        opened.append((paths.data, options["message"]))  # type: ignore[attr-defined, arg-type]
        return 0

    monkeypatch.setattr("smallcrm.__main__._Program.run_window", run_window)
    given = ["--data-dir", str(data), "call", "--start", "--name=-x", "--", "--version"]
    assert run(*given).status == 0
    assert opened == [(data, Message("call", "--version", "-x"))]


def test_a_program_that_cannot_be_started(
    crm: Crm, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_given: object) -> None:
        raise FileNotFoundError(2, "No such file")

    window.is_open = False
    monkeypatch.setattr(calling, "start_window", fail)
    answer = crm("call", "110")
    assert answer.status == 1
    assert "reason:" not in answer.complaint


def test_without_a_display_no_window_is_started(
    crm: Crm, run: Crm, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.is_open = False
    monkeypatch.setattr(calling, "has_display", lambda: False)
    monkeypatch.setattr(display, "has_display", lambda: False)
    for answer in (crm("call", "110"), run()):
        assert answer.status == 1
        assert "display" in answer.complaint


def test_the_window_opens_without_a_command(
    run: Crm, window: Window, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[dict[str, object]] = []

    def run_window(_self: object, _paths: object, _clock: object, **options: object) -> int:
        opened.append(options)
        return 3

    monkeypatch.setattr("smallcrm.__main__._Program.run_window", run_window)
    assert run().status == 3
    assert run("--data-dir", data, "--lang", "zh_CN").status == 3
    assert run("--smoke-test").status == 3
    assert opened == [
        {},
        {"language": "zh_CN", "smoke_test": False},
        {"language": None, "smoke_test": True},
    ]


def test_every_commit_nudges_the_window_and_nothing_else_does(
    crm: Crm, window: Window, story: Path, tmp_path: Path
) -> None:
    for reading in (("find", "ann"), ("card", "id:1"), ("list", "sales"), ("check",), ("backup",)):
        assert crm(*reading).status == 0
    assert crm("add", "note", "id:99", "x").status == 1
    assert window.heard == []
    crm("add", "note", "id:1", "x")
    crm("undo")
    crm("settings", "file.country", "FR")
    crm("settings", "machine.theme", "dark")
    assert [message.kind for message in window.heard] == ["changed"] * 4
    lines = tmp_path / "lines"
    lines.write_text('{"op": "add_client", "name": "x"}\n' * 50)
    window.heard.clear()
    crm("apply", lines)
    assert 2 <= len(window.heard) < 50
