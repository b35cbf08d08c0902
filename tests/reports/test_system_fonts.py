"""Rare letters are drawn in fonts of the system, where one may be embedded."""

from __future__ import annotations

import shutil
import struct
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.reports import factory
from tests.reports.conftest import Render, packed, page_texts, reader
from tests.reports.hostile.checks import font_faults, fonts_of

from smallcrm.queries.contact_shapes import NoteShape
from smallcrm.reports import fallback, fonts, system_fonts
from smallcrm.reports.fonts import Typeface

FACE = factory.RESOURCES / "fonts" / "fallback" / "NotoSansOlChiki-Regular.ttf"
NAME = "ᱥᱟᱱᱛᱟᱲ"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of the system's fonts; of those that ship, the one of Santali is missing."""
    fewer = tuple(name for name in fallback.FACES if name != FACE.stem)
    monkeypatch.setattr(fallback, "FACES", fewer)
    monkeypatch.setattr(system_fonts, "folders", lambda: (tmp_path,))
    fallback.face_for.cache_clear()
    yield tmp_path
    fallback.face_for.cache_clear()


def fonts_on_paper(render: Render) -> tuple[set[str], str]:
    note = NoteShape(1, NAME, factory.at("2026-04-21"), pinned=True)
    pdf = render(replace(factory.empty_client("Ann Lee"), pinned_notes=(note,)))
    shown = fonts_of(reader(pdf))
    assert [fault for font in shown for fault in font_faults(font)] == []
    names = {str(font["/BaseFont"]).partition("+")[2] for font in shown}
    return names, packed("".join(page_texts(pdf)))


def test_a_letter_is_found_in_a_font_of_the_system(place: Path, render: Render) -> None:
    (place / "truetype").mkdir()
    shutil.copy(FACE, place / "truetype" / "Santali.TTF")
    names, text = fonts_on_paper(render)
    assert "NotoSansOlChiki-Regular" in names
    assert NAME in text


def test_without_one_it_is_boxed_and_can_still_be_copied(place: Path, render: Render) -> None:
    (place / "broken.ttf").write_bytes(b"no font" * 100)
    (place / "cut.ttf").write_bytes(FACE.read_bytes()[:2_000])
    (place / "empty.ttc").touch()
    names, text = fonts_on_paper(render)
    assert names == {"SourceSerif4-Regular", "SourceSerif4-SemiBold", "NotoSansSC-Regular"}
    assert NAME in text


def test_a_font_that_must_not_be_embedded_is_left_alone(place: Path, render: Render) -> None:
    program = bytearray(FACE.read_bytes())
    record = program.index(b"OS/2")
    (table,) = struct.unpack(">I", program[record + 8 : record + 12])
    program[table + 8 : table + 10] = b"\0\2"  # fsType: restricted
    (place / "restricted.ttf").write_bytes(program)
    assert "NotoSansOlChiki-Regular" not in fonts_on_paper(render)[0]


@pytest.mark.parametrize("kind", ["posix", "nt"])
def test_a_face_opens_in_a_folder_of_any_name(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """HarfBuzz opens no such path on Windows, where names of users are in any script."""
    path = tmp_path / "用户 Łukasz" / "face.ttf"
    path.parent.mkdir()
    shutil.copy(FACE, path)
    monkeypatch.setattr(fonts, "os", SimpleNamespace(name=kind))
    assert Typeface(path, shaped=True).has(NAME)
    with pytest.raises(FileNotFoundError):
        Typeface(path.with_name("none.ttf"), shaped=True)


@pytest.mark.parametrize("platform", ["win32", "darwin", "linux"])
def test_each_system_has_its_folders(platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(sys, "platform", platform)
    found = system_fonts.folders()
    assert len(found) >= 2
    assert all("onts" in place.name for place in found)
