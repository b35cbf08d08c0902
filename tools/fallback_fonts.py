"""The faces of resources/fonts/fallback, made of the fonts as the Noto project publishes them.

`python tools/fallback_fonts.py FOLDER` looks below FOLDER for the files. Letters, joining and
placing of marks stay as they are; hints for screens go, which paper has no use for, and of Korean
the Chinese letters, which Noto Sans SC has.
"""

from __future__ import annotations

import sys
from pathlib import Path

import uharfbuzz as hb

from smallcrm.reports.fallback import FACES

TARGET = Path(__file__).resolve().parent.parent / "resources" / "fonts" / "fallback"
_HANGUL = ((0x1100, 0x1200), (0x3130, 0x3190), (0xA960, 0xA980), (0xAC00, 0xD800), (0xFFA0, 0xFFDD))
_VERTICAL = ("vhea", "vmtx", "VORG", "BASE")


def packed(source: Path) -> bytes:
    """Return a font file without what paper has no use for."""
    face = hb.Face(hb.Blob.from_file_path(str(source)))
    wanted = hb.SubsetInput()
    wanted.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE
    characters = face.unicodes
    if "NotoSansKR" in source.name:
        wanted.flags |= hb.SubsetFlags.NO_LAYOUT_CLOSURE
        characters = {code for first, end in _HANGUL for code in range(first, end)}
    wanted.sets(hb.SubsetInputSets.UNICODE).update(characters)
    for everything in (hb.SubsetInputSets.LAYOUT_FEATURE_TAG, hb.SubsetInputSets.NAME_ID):
        wanted.sets(everything).clear()
        wanted.sets(everything).invert()
    wanted.sets(hb.SubsetInputSets.DROP_TABLE_TAG).update(
        int.from_bytes(tag.encode(), "big") for tag in _VERTICAL
    )
    program: bytes = hb.SubsetPlan(face, wanted).execute().blob.data
    return program


def main() -> None:
    """Make them all anew."""
    folder = Path(sys.argv[1])
    found = {path.stem.replace("_400", "-"): path for path in folder.rglob("*.ttf")}
    TARGET.mkdir(exist_ok=True)
    for name in FACES:
        program = packed(found[name])
        (TARGET / f"{name}.ttf").write_bytes(program)
        sys.stdout.write(f"{name} {len(program):,}\n")


if __name__ == "__main__":
    main()
