"""Folders: what is ours is the owner's alone, what is not is left as it is."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from smallcrm import paths

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")


@posix
def test_a_new_folder_is_the_owners_alone(tmp_path: Path) -> None:
    folder = tmp_path / "one" / "two"
    paths.make_private(folder)
    assert folder.stat().st_mode & 0o777 == 0o700


@posix
def test_an_empty_folder_and_our_own_are_closed_to_others(tmp_path: Path) -> None:
    for name in ("empty", "ours"):
        folder = tmp_path / name
        folder.mkdir(mode=0o755)
        if name == "ours":
            (folder / "smallcrm.db").touch()
        paths.make_private(folder)
        assert folder.stat().st_mode & 0o777 == 0o700


@posix
def test_a_folder_with_other_things_or_a_shared_one_is_left_as_it_is(tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    documents.mkdir(mode=0o755)
    (documents / "letter.txt").touch()
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "smallcrm.db").touch()
    shared.chmod(0o1777)
    for folder in (documents, shared):
        before = folder.stat().st_mode
        paths.make_private(folder)
        assert folder.stat().st_mode == before


def test_what_ships_is_found_from_source() -> None:
    assert (paths.resources() / "fonts").is_dir()
    assert (paths.migrations() / "env.py").is_file()


def test_a_named_data_folder_takes_the_machines_settings_along(tmp_path: Path) -> None:
    found = paths.find(str(tmp_path))
    assert found.machine_settings.parent == found.data == tmp_path
    assert found.database.name == "smallcrm.db"
    assert os.path.isabs(paths.find("relative").data)  # noqa: PTH117
