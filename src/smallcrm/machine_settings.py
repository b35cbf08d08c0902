"""The settings of this machine: a small JSON file, always replaced as a whole."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from smallcrm.domain.errors import DataFileError, FileTrouble, Refusal
from smallcrm.domain.settings import SETTINGS, Scope, setting
from smallcrm.paths import make_private

_MAX_BYTES: Final = 1024 * 1024
_DAMAGED: Final = ".damaged"


class MachineSettings:
    """Settings by their dotted keys, as text; read anew each time, so that two processes agree.

    A file that cannot be understood is put aside as `….damaged` and the defaults hold; a value that
    its setting's own check refuses counts as never set. Keys that this version does not know stay.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, key: str) -> str:
        """Return a setting's value; Refusal `unknown_setting` where there is none of that key."""
        return _valid(_of_machine(key), self._read())

    def all(self) -> dict[str, str]:
        """Return every setting of the machine, by key."""
        kept = self._read()
        keys = (key for key, found in SETTINGS.items() if found.scope is Scope.MACHINE)
        return {key: _valid(key, kept) for key in keys}

    def set(self, key: str, text: str) -> str:
        """Check and keep a value, and return it as kept; Refusal, or DataFileError `unwritable`."""
        value = setting(_of_machine(key)).check(text)
        try:
            self._write({**self._read(), key: value})
        except OSError as error:
            raise DataFileError(FileTrouble.UNWRITABLE, detail="machine settings") from error
        return value

    def _read(self) -> dict[str, object]:
        try:
            with self._path.open("rb") as file:
                data = file.read(_MAX_BYTES + 1)
        except OSError:
            return {}
        try:
            found = json.loads(data.decode("utf-8")) if len(data) <= _MAX_BYTES else None
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, dict):
            return found
        with contextlib.suppress(OSError):
            self._path.replace(self._path.with_name(self._path.name + _DAMAGED))
        return {}

    def _write(self, values: Mapping[str, object]) -> None:
        make_private(self._path.parent)
        text = json.dumps(values, ensure_ascii=False, indent=2, sort_keys=True)
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=f"{self._path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(f"{text}\n")
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self._path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def _of_machine(key: str) -> str:
    if setting(key).scope is not Scope.MACHINE:
        raise ValueError(key)
    return key


def _valid(key: str, kept: Mapping[str, object]) -> str:
    found, value = setting(key), kept.get(key)
    if not isinstance(value, str):
        return found.default
    try:
        return found.check(value)
    except Refusal:
        return found.default
