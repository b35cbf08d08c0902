"""Settings of the machine survive damage, strangers and a full disk."""

import json
import os
from pathlib import Path

import pytest

from smallcrm.domain.errors import DataFileError, FileTrouble, Refusal
from smallcrm.machine_settings import MachineSettings


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "machine.json"


def test_defaults_hold_until_something_is_set(path: Path) -> None:
    settings = MachineSettings(path)
    assert settings.get("machine.theme") == "system"
    assert settings.all()["machine.text_size"] == "100"
    assert not path.exists()


def test_what_is_set_is_there_for_the_next_process(path: Path) -> None:
    assert MachineSettings(path).set("machine.theme", " dark ") == "dark"
    assert MachineSettings(path).set("machine.language", "zh_CN") == "zh_CN"
    assert MachineSettings(path).get("machine.theme") == "dark"
    assert MachineSettings(path).get("machine.language") == "zh_CN"
    assert sorted(item.name for item in path.parent.iterdir()) == ["machine.json"]


@pytest.mark.parametrize("value", ["purple", "", "dark\x00"])
def test_the_settings_own_check_holds(path: Path, value: str) -> None:
    with pytest.raises(Refusal) as refused:
        MachineSettings(path).set("machine.theme", value)
    assert refused.value.field == "machine.theme"
    assert not path.exists()


def test_a_setting_that_does_not_exist_is_refused(path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        MachineSettings(path).get("machine.colour")
    assert refused.value.code == "unknown_setting"


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[1]", b"\xff\xfe", b"[" * 5000, b" " * (1024 * 1024 + 1)]
)
def test_a_damaged_file_is_put_aside_and_the_defaults_hold(path: Path, damage: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(damage)
    settings = MachineSettings(path)
    assert settings.get("machine.theme") == "system"
    assert path.with_name("machine.json.damaged").read_bytes() == damage
    settings.set("machine.theme", "light")
    assert settings.get("machine.theme") == "light"


def test_what_this_version_does_not_know_stays(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('{"machine.later": "x", "machine.theme": "purple", "machine.text_size": 5}')
    settings = MachineSettings(path)
    assert settings.get("machine.theme") == "system"
    assert settings.get("machine.text_size") == "100"
    settings.set("machine.language", "en")
    assert json.loads(path.read_text())["machine.later"] == "x"


def test_a_place_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(DataFileError) as error:
        MachineSettings(blocked / "machine.json").set("machine.theme", "dark")
    assert error.value.trouble is FileTrouble.UNWRITABLE


@pytest.mark.skipif(os.name != "posix", reason="rights of files are Unix's")
def test_the_file_is_the_owners_alone(path: Path) -> None:
    MachineSettings(path).set("machine.theme", "dark")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
