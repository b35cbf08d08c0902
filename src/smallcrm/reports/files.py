"""Reports as files: a name that every system takes, and writing that is whole or not at all."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from pathlib import Path

from smallcrm.domain.errors import Refusal

_LONGEST = 180  # bytes: file systems take 255, and a folder's sync may add to the name
_FORBIDDEN = re.compile(
    '[<>:"/\\\\|?*\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]'
)
_RESERVED = frozenset(
    ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"]
    + [f"{port}{number}" for port in ("COM", "LPT") for number in "0123456789¹²³"]
)


def safe_file_name(stem: str, suffix: str = ".pdf") -> str:
    """Make a file's name of what people typed, one that Windows, macOS and Linux take."""
    text = stem.encode("utf-8", "ignore").decode("utf-8")
    text = " ".join(_FORBIDDEN.sub(" ", text).split())
    text = text.encode("utf-8")[:_LONGEST].decode("utf-8", "ignore").strip(" .")
    if not text or text.split(".")[0].strip().upper() in _RESERVED:
        text = f"_{text}"
    return f"{text}{suffix}"


def another_name(name: str, taken: set[str]) -> str:
    """Return a file's name that is not among `taken`, and add it: `Ann Lee (2).pdf`.

    Names that differ in case only are one name, as Windows and macOS have it.
    """
    path, number, found = Path(name), 1, name
    while found.casefold() in taken:
        number += 1
        found = f"{path.stem} ({number}){path.suffix}"
    taken.add(found.casefold())
    return found


def write_pdf(content: bytes, path: Path) -> None:
    """Write a file whole or not at all; the owner alone can read it.

    Raises Refusal `cannot_write_file` (field `file`), and leaves what was there before.
    """
    temporary: str | None = None
    try:
        handle, temporary = tempfile.mkstemp(prefix=".smallcrm-", suffix=".pdf", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        if temporary is not None:
            with contextlib.suppress(OSError):
                Path(temporary).unlink(missing_ok=True)
        name = path.name.encode("utf-8", "replace").decode("utf-8")
        raise Refusal("cannot_write_file", field="file", file=name) from error
