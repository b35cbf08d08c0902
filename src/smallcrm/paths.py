"""Where things are: the owner's data, the machine's settings, and what ships with the program."""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

import platformdirs

_APP = "SmallCRM"
_PRIVATE = 0o700


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders of one run; `data` belongs to one data file and is the owner's alone."""

    data: Path
    machine_settings: Path

    @property
    def database(self) -> Path:
        """The one file that holds everything the owner typed."""
        return self.data / "smallcrm.db"

    @property
    def backups(self) -> Path:
        """Verified copies, thinned by age."""
        return self.data / "backups"

    @property
    def rejects(self) -> Path:
        """Rows that an import could not take, one file an import."""
        return self.data / "rejects"

    @property
    def logs(self) -> Path:
        """Logs: ids and codes, never names, numbers or notes."""
        return self.data / "logs"


def find(data_dir: str | None = None) -> Paths:
    """Return the folders for `--data-dir`, or the platform's own places without it.

    A data folder that was named takes the machine's settings along, so that two files never mix.
    """
    if data_dir is not None:
        data = Path(data_dir).expanduser().absolute()
        return Paths(data=data, machine_settings=data / "machine.json")
    data = Path(platformdirs.user_data_dir(_APP, appauthor=False))
    config = Path(platformdirs.user_config_dir(_APP, appauthor=False))
    return Paths(data=data, machine_settings=config / "machine.json")


def make_private(folder: Path) -> None:
    """Make a folder that only the owner can enter (Windows: the profile's own rights say that).

    One that is there already is closed to others only if it is empty or holds our file, and is
    nobody else's and no shared place such as /tmp.
    """
    folder.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
    if os.name != "posix":
        return
    found = folder.stat()
    shared = found.st_uid != os.getuid() or found.st_mode & stat.S_ISVTX
    if found.st_mode & 0o077 and not shared and _is_ours(folder):
        folder.chmod(_PRIVATE)


def _is_ours(folder: Path) -> bool:
    return (folder / "smallcrm.db").exists() or next(folder.iterdir(), None) is None


def resources() -> Path:
    """Return the folder of icons, fonts, translations and samples."""
    return _shipped("resources")


def migrations() -> Path:
    """Return alembic's folder."""
    return _shipped("migrations")


def _shipped(name: str) -> Path:
    """Find a folder that ships with the program: packaged, in a wheel, or in the source tree."""
    packaged = getattr(sys, "_MEIPASS", None)
    if packaged is not None:
        return Path(packaged) / name
    package = Path(__file__).resolve().parent
    installed = package / f"_{name}"
    return installed if installed.is_dir() else package.parent.parent / name
