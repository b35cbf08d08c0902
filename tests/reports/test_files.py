"""Names that every system takes, files that are whole or not there, the preview."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reports import factory
from tests.reports.conftest import Render

from smallcrm.domain.errors import Refusal
from smallcrm.i18n.catalog import I18n
from smallcrm.reports import safe_file_name, write_pdf
from smallcrm.reports.files import another_name
from smallcrm.reports.reading_clients import client_report
from smallcrm.reports.render import PdfPages


def test_suggested_name(english: I18n) -> None:
    name = client_report(factory.beatriz()).file_name(english)
    assert name == "Beatriz Gonçalves, client report, 2026-05-12.pdf"


def test_suggested_name_in_chinese(chinese: I18n) -> None:
    name = client_report(factory.zhang_wei()).file_name(chinese)
    assert name == "张伟，客户报告，2026-05-12.pdf"


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ('a<b>:"c/d\\e|f?g*', "a b c d e f g.pdf"),
        ("CON", "_CON.pdf"),
        ("nul.x", "_nul.x.pdf"),
        ("com1", "_com1.pdf"),
        ("... ", "_.pdf"),
        ("trailing. . ", "trailing.pdf"),
        ("\u202egnp\x00", "gnp.pdf"),
        ("lone \ud800 x", "lone x.pdf"),
        ("张伟", "张伟.pdf"),
    ],
)
def test_safe_names(stem: str, name: str) -> None:
    assert safe_file_name(stem) == name


@given(st.text(st.characters(), max_size=500))
def test_any_name_can_be_a_file(stem: str) -> None:
    name = safe_file_name(stem)
    assert name.endswith(".pdf")
    assert len(name.encode()) <= 200
    assert not set(name) & set('<>:"/\\|?*\0')
    assert name[-5] not in " ."


def test_write_replaces_whole(tmp_path: Path) -> None:
    path = tmp_path / "张伟 report.pdf"
    path.write_bytes(b"old")
    write_pdf(b"new content", path)
    assert path.read_bytes() == b"new content"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "where", ["missing/report.pdf", "folder", "nul\0byte.pdf", "l\ud800.pdf", "x" * 300]
)
def test_what_cannot_be_written_is_refused(tmp_path: Path, where: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(Refusal) as refused:
        write_pdf(b"content", tmp_path / where)
    assert refused.value.code == "cannot_write_file"
    assert [entry.name for entry in tmp_path.iterdir()] == ["folder"]


def test_a_failed_write_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(b"old")

    def full_disk(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(Refusal):
        write_pdf(b"new", path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_names_of_one_folder_are_told_apart() -> None:
    taken: set[str] = set()
    names = [
        another_name(name, taken) for name in ("a.pdf", "A.pdf", "a (2).pdf", "a.pdf", "b.pdf")
    ]
    assert names == ["a.pdf", "A (2).pdf", "a (2) (2).pdf", "a (3).pdf", "b.pdf"]


def test_reports_import_nothing_heavy() -> None:
    code = (
        "import sys, smallcrm.reports.papers, smallcrm.reports.render;"
        "print([m for m in ('reportlab', 'pypdfium2', 'PIL', 'babel') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_preview_is_the_pdf_itself(render: Render) -> None:
    with PdfPages(render(factory.beatriz())) as pages:
        assert len(pages) == 2
        assert pages.size(0) == pytest.approx((595.276, 841.89), abs=0.01)
        image = pages.image(0, dpi=96)
        assert (image.width, image.height) == (794, 1123)
        assert len(image.rgba) == image.width * image.height * 4
        assert image.rgba[:4] == b"\xff\xff\xff\xff"
        pixels = {image.rgba[at : at + 4] for at in range(0, len(image.rgba), 4)}
        assert bytes([0x9E, 0x1C, 0x15, 0xFF]) in pixels  # red comes first


def test_preview_of_every_page_at_once(render: Render) -> None:
    content = render(factory.many_sales(60))
    failures: list[BaseException] = []

    def draw() -> None:
        try:
            with PdfPages(content) as pages:
                assert all(image.width for image in pages.images(dpi=40))
        except BaseException as error:  # noqa: BLE001  (shown below)
            failures.append(error)

    threads = [threading.Thread(target=draw) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_absurd_resolution_is_lowered(render: Render) -> None:
    with PdfPages(render(replace(factory.empty_client()))) as pages:
        assert pages.image(0, dpi=100_000).height <= 12_000
