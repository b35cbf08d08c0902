"""A command line to try: in this process, on a data folder of its own."""

import json
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from smallcrm.__main__ import main
from smallcrm.telephony import handover

NOW = "2026-05-12T08:42:00Z"

# Two who owe, one who does not; who sent whom; notes, a call, a follow-up.
STORY = [
    {
        "op": "add_client",
        "ref": "ann",
        "name": "Ann Lee",
        "organisation": "Lee Music",
        "phones": ["+1 415 555 0100", {"number": "+1 415 555 0199", "label": "fax"}],
        "emails": ["ann@lee.example"],
        "code": "C-7",
        "level": "vip",
        "tags": ["piano"],
        "currency": "EUR",
    },
    {"op": "add_client", "ref": "bob", "name": "Bob O'Brien", "phones": ["030 1234567"]},
    {"op": "add_client", "ref": "zhang", "name": "张伟", "organisation": "上海明珠贸易有限公司"},
    {"op": "add_sale", "ref": "old", "client": "ann", "title": "Piano tuning", "amount": "480",
     "currency": "EUR", "date": "2024-02-14", "due": "2024-03-14"},
    {"op": "add_sale", "ref": "new", "client": "ann", "title": "New strings", "amount": "120.50",
     "currency": "EUR", "date": "2026-05-01"},
    {"op": "add_sale", "ref": "usd", "client": "bob", "title": "Web site", "amount": "999.99",
     "currency": "USD", "date": "2026-01-01", "due": "2026-02-01"},
    {"op": "add_payment", "ref": "paid", "client": "bob", "amount": "100", "currency": "USD",
     "date": "2026-03-01", "method": "cash", "reference": "R-1"},
    {"op": "add_note", "client": "ann", "text": "Rings twice,\nthen the door.", "pinned": True},
    {"op": "add_note", "client": "ann", "text": "Prefers mornings."},
    {"op": "add_interaction", "client": "ann", "kind": "call", "direction": "in",
     "at": "2026-05-11T09:00:00Z", "minutes": 4, "summary": "Asked for a date"},
    {"op": "add_follow_up", "client": "ann", "text": "Call back", "due": "2026-05-20"},
    {"op": "add_referral", "from": "ann", "to": "bob", "date": "2026-01-01"},
]  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """What a run came to."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on standard output."""
        return json.loads(self.out)

    @property
    def complaint(self) -> str:
        """The one plain line on standard error."""
        assert self.err.endswith("\n"), self.err
        assert self.err.count("\n") == 1, self.err
        assert "Traceback" not in self.err
        return self.err.strip()


Crm = Callable[..., Answer]


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An English machine, a runtime folder of its own, and no window that hears of it."""
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LC_TIME", "LC_MONETARY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TZ", "UTC")
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "runtime"))
    monkeypatch.setattr(handover, "addresses", lambda _data_dir: [])


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder that is not there yet."""
    return tmp_path / "data"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Crm:
    """Run the command line in this process, without any option of ours.

    An unforeseen error fails the test with its traceback, though the owner would never see one.
    """
    monkeypatch.setattr("smallcrm.cli.main.log_fault", raise_fault)

    def run(*arguments: str | Path) -> Answer:
        capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Answer(status, captured.out, captured.err)

    return run


@pytest.fixture
def crm(run: Crm, data: Path) -> Crm:
    """Run the command line on this test's data folder, on the 12th of May 2026."""

    def crm(*arguments: str | Path, now: str = NOW) -> Answer:
        return run("--data-dir", data, "--lang", "en", "--now", now, *arguments)

    return crm


@pytest.fixture(scope="session")
def story_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The story's data folder, made once."""
    folder = tmp_path_factory.mktemp("story")
    lines = folder / "story.jsonl"
    write_lines(lines, STORY)
    data = folder / "data"
    given = ["--data-dir", str(data), "--now", NOW, "apply", str(lines)]
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    try:
        assert main(given) == 0
    finally:
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before
    return data


@pytest.fixture
def story(story_folder: Path, data: Path) -> Path:
    """Give this test's data folder the story."""
    shutil.copytree(story_folder, data)
    return data


def raise_fault(_folder: Path, _clock: object, fault: BaseException) -> None:
    """Show a fault to whoever runs the tests."""
    raise fault


def write_lines(path: Path, lines: Sequence[object]) -> Path:
    """Write JSON lines."""
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return path
