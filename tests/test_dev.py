"""The lock files say what was tested, for every platform, and nothing about where it came from."""

import re

import dev
import pytest
from packaging.requirements import Requirement

LOCKS = (dev.RUN_LOCK, dev.TEST_LOCK)


def pins(lock):
    """Name -> version of everything in a lock file."""
    lines = lock.read_text("utf-8").splitlines()
    return dict(re.match(r"([^=]+)==(\S+)", line).groups() for line in lines if "==" in line)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_lock_holds_versions_and_hashes_only(lock):
    text = lock.read_text("utf-8")
    one = r"[a-z0-9.-]+==\S+(?: ; .+)? \\\n(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+"
    assert re.fullmatch(f"(?:{one})+", text)


def test_what_is_tested_is_what_runs():
    assert pins(dev.RUN_LOCK).items() <= pins(dev.TEST_LOCK).items()


def test_locks_satisfy_the_project():
    project = dev.pyproject()["project"]
    extras = [name for names in project["optional-dependencies"].values() for name in names]
    for lock, wanted in (
        (dev.RUN_LOCK, project["dependencies"]),
        (dev.TEST_LOCK, project["dependencies"] + extras),
    ):
        pinned = pins(lock)
        for requirement in map(Requirement, wanted):
            name = re.sub("[-_.]+", "-", requirement.name).lower()
            assert pinned[name] in requirement.specifier, f"{requirement}: run dev.py lock"


@pytest.mark.parametrize(
    ("linux", "variables", "expected"),
    [
        (True, {}, False),
        (True, {"DISPLAY": ""}, False),
        (True, {"DISPLAY": ":0"}, True),
        (True, {"WAYLAND_DISPLAY": "wayland-0"}, True),
        (False, {}, True),
    ],
)
def test_only_linux_is_ever_without_a_display(monkeypatch, linux, variables, expected):
    monkeypatch.setattr(dev, "LINUX", linux)
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert dev.has_display() is expected


def test_what_has_to_be_typed_is_one_line(monkeypatch):
    monkeypatch.setattr(dev.shutil, "which", lambda _name: "/usr/bin/apt-get")
    monkeypatch.setattr(dev.os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(dev, "succeeds", lambda *_command: False)
    with pytest.raises(SystemExit) as stopped:
        dev.install_system_packages(["libegl1", "libgl1"], "Qt needs libraries of the system")
    assert stopped.value.code == (
        "dev.py: Qt needs libraries of the system. Please type: sudo apt-get install libegl1 libgl1"
    )
