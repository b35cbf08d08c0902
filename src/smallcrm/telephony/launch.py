"""Starting the program apart from the process that asks for it, which may end at once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_PROGRAM = "SmallCRM"
_FORWARDER = "smallcrm-call"
_MODULE = "smallcrm.call_forwarder"


def program() -> list[str]:
    """Return what starts the program: packaged, the one in our folder; else this Python.

    `-P` keeps the folder that a softphone happens to stand in out of the module search.
    """
    if getattr(sys, "frozen", False):
        ending = ".exe" if sys.platform == "win32" else ""
        return [str(Path(sys.executable).with_name(_PROGRAM + ending))]
    return [_without_console(sys.executable), "-P", "-m", "smallcrm"]


def forwarder() -> str:
    """Return what a phone program has to start when it rings, with its whole path."""
    ending = ".exe" if sys.platform == "win32" else ""
    beside = Path(sys.executable).with_name(_FORWARDER + ending)
    if getattr(sys, "frozen", False) or beside.exists():
        return str(beside)
    return subprocess.list2cmdline([_without_console(sys.executable), "-P", "-m", _MODULE])


def _without_console(python: str) -> str:
    if sys.platform == "win32":
        windowed = Path(python).with_name("pythonw.exe")
        if windowed.exists():
            return str(windowed)
    return python


def start_window(arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start the program, shown even where we were started hidden; OSError where it cannot be."""
    return _start_apart([*program(), *arguments])


if sys.platform == "win32":

    def _start_apart(command: list[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603  (our own program, its arguments in a list)
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            creationflags=subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP,
            startupinfo=subprocess.STARTUPINFO(
                dwFlags=subprocess.STARTF_USESHOWWINDOW, wShowWindow=1
            ),
        )

else:

    def _start_apart(command: list[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603  (our own program, its arguments in a list)
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd=Path.home(),
        )
