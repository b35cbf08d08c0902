"""Where the window listens: the same place for all, and the owner's alone."""

import os
import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest
from platformdirs.macos import MacOS

from smallcrm import paths
from smallcrm.telephony import socket_name

posix = pytest.mark.skipif(os.name != "posix", reason="sockets with a path are Unix's")


@pytest.fixture
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    # pytest's own folders have long names: a socket's address takes 99 bytes.
    folder = tmp_path / "r"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    monkeypatch.setattr(socket_name, "LONGEST_PATH", 400)
    return folder


@pytest.mark.parametrize("home", [None, "/data/here", "relative", ""])
def test_the_data_folder_is_the_one_of_paths(
    home: str | None, runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if home is None:
        monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    else:
        monkeypatch.setenv("XDG_DATA_HOME", home)
    expected = platformdirs.user_data_dir("SmallCRM", appauthor=False)
    assert socket_name.default_data_dir() == expected
    assert str(paths.find().data) == expected


@posix
@pytest.mark.parametrize("home", [None, "/data/here"])
def test_the_data_folder_on_a_mac(home: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    if home is None:
        monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    else:
        monkeypatch.setenv("XDG_DATA_HOME", home)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert socket_name.default_data_dir() == MacOS("SmallCRM", appauthor=False).user_data_dir


def test_a_data_file_has_one_name_however_its_folder_is_written(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    names = {socket_name.file_key(str(data)), socket_name.file_key(f"{data}/../data/")}
    assert len(names) == 1
    assert socket_name.file_key(str(tmp_path)) not in names
    assert all(len(name) == 16 for name in names)


@posix
def test_the_window_gets_an_address_in_a_folder_of_the_owners_alone(
    runtime: Path, tmp_path: Path
) -> None:
    address = socket_name.address_to_listen_at(str(tmp_path))
    assert address == socket_name.addresses(str(tmp_path))[0]
    assert Path(address).parent == runtime / "SmallCRM"
    assert Path(address).parent.stat().st_mode & 0o777 == 0o700
    assert socket_name.is_trusted(address)


@posix
def test_a_folder_that_others_may_enter_is_passed_over(runtime: Path, tmp_path: Path) -> None:
    folder = runtime / "SmallCRM"
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    assert not socket_name.is_trusted(socket_name.addresses(str(tmp_path))[0])
    assert not socket_name.address_to_listen_at(str(tmp_path)).startswith(str(runtime))


@posix
def test_a_link_in_the_place_of_the_folder_is_passed_over(runtime: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    (runtime / "SmallCRM").symlink_to(elsewhere)
    assert not socket_name.is_trusted(socket_name.addresses(str(tmp_path))[0])


@posix
def test_no_folder_at_all_is_an_error_of_the_system(
    runtime: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket_name, "LONGEST_PATH", 0)
    with pytest.raises(OSError, match="no folder"):
        socket_name.address_to_listen_at(str(tmp_path))


@posix
def test_an_address_that_a_socket_could_not_take_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / ("x" * 120)))
    found = socket_name.addresses(str(tmp_path))
    assert found
    assert all(len(os.fsencode(address)) < 100 for address in found)


def test_the_forwarder_imports_next_to_nothing() -> None:
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, smallcrm.call_forwarder; print(*sorted(sys.modules))",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    heavy = {
        "argparse", "dataclasses", "enum", "inspect", "json", "logging", "pathlib",
        "platformdirs", "re", "socket", "subprocess", "typing", "urllib",
    }  # fmt: skip
    bare = subprocess.run(
        [sys.executable, "-c", "import sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert not heavy & (set(loaded) - set(bare))
