"""Faces that the system has, for rare letters that none of those that ship with the program has.

Chinese names have letters that only large fonts know. Which of them a machine has is its own
affair, so two machines may print such a letter differently: in a face, or as a box.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import uharfbuzz as hb

from smallcrm.reports.fonts import Typeface, opened, typeface

_SUFFIXES: Final = (".ttf", ".ttc", ".otf")
_MOST_FILES: Final = 3_000
# Restricted, not to be cut, bitmaps only: https://learn.microsoft.com/typography/opentype/spec/os2
_FORBIDDEN: Final = 0x0002 | 0x0100 | 0x0200
_SHOWS_CODES: Final = "LastResort"  # has a picture of the script for every letter there is


@dataclass(frozen=True, slots=True)
class _Known:
    """A face that may be embedded, and which letters it has."""

    path: Path
    index: int
    letters: Any


def face_for(text: str) -> Typeface | None:
    """Return the first face of the system that has all of a text and draws it."""
    wanted = list(map(ord, text))
    for known in _faces(folders()):
        if all(code in known.letters for code in wanted):
            face = typeface(known.path, shaped=True, index=known.index)
            if all(map(face.draws, wanted)):
                return face
    return None


def folders() -> tuple[Path, ...]:
    """Return where the system keeps its fonts."""
    home = Path.home()
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA", str(home / "AppData" / "Local"))
        return (
            Path(os.environ.get("WINDIR", "C:\\Windows"), "Fonts"),
            Path(local, "Microsoft", "Windows", "Fonts"),
        )
    if sys.platform == "darwin":
        return (Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library" / "Fonts")
    data = os.environ.get("XDG_DATA_HOME", str(home / ".local" / "share"))
    return (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path(data, "fonts"))


@cache
def _faces(places: tuple[Path, ...]) -> tuple[_Known, ...]:
    """Look through the fonts once in the life of the program."""
    files = [path for place in places for path in sorted(_files(place))]
    return tuple(known for path in files[:_MOST_FILES] for known in _known(path))


def _files(folder: Path) -> Iterator[Path]:
    for at, _, names in os.walk(folder):  # passes by what it may not read
        for name in names:
            if name.lower().endswith(_SUFFIXES) and not name.startswith(_SHOWS_CODES):
                yield Path(at, name)


def _known(path: Path) -> Iterator[_Known]:
    """Open a file of one or several faces; what is no font has none that could be used."""
    try:
        blob = opened(path)
    except OSError:
        return
    for index in range(hb.Face(blob).count):
        face = hb.Face(blob, index)
        if _may_be_embedded(face):
            yield _Known(path, index, face.unicodes)


def _may_be_embedded(face: Any) -> bool:
    """Tell whether a face has outlines that a PDF can carry, and nothing forbids it."""
    tags = set(face.table_tags)
    if not {"glyf", "cmap", "hmtx", "OS/2"} <= tags or "fvar" in tags:
        return False
    permission = int.from_bytes(face.reference_table("OS/2").data[8:10], "big")
    return not permission & _FORBIDDEN
