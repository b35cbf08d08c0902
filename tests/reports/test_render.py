"""Pages as pictures, whole or in strips, and where words stand on them."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from smallcrm.reports import render
from smallcrm.reports.render import PdfPages


@pytest.fixture
def pages() -> Iterator[PdfPages]:
    """Two pages: words at known places, and a coloured box across the second."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.setFont("Helvetica", 12)
    canvas.drawString(72, A4[1] - 72, "Tuning of both grands")
    canvas.drawString(72, 72, "tuning again")
    canvas.showPage()
    canvas.setFillColorRGB(1, 0, 0)
    canvas.rect(100, 100, 300, 600, fill=1)
    canvas.save()
    with PdfPages(buffer.getvalue()) as opened:
        yield opened


def test_strips_make_up_the_page(pages: PdfPages, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = pages.image(1, dpi=100)
    monkeypatch.setattr(render, "_STRIP_DOTS", 60_000)
    strips = list(pages.strips(1, dpi=100))
    assert len(strips) > 10
    assert [strip.top for strip in strips][:2] == [0, strips[0].image.height]
    assert sum(strip.image.height for strip in strips) == whole.height
    assert b"".join(strip.image.rgba for strip in strips) == whole.rgba


def test_a_page_is_drawn_on_white(pages: PdfPages) -> None:
    image = pages.image(1, dpi=72)
    middle = (image.height // 2 * image.width + image.width // 2) * 4
    assert image.rgba[:4] == b"\xff\xff\xff\xff"
    assert image.rgba[middle : middle + 4] == b"\xff\x00\x00\xff"


def test_words_are_found_where_they_stand(pages: PdfPages) -> None:
    hits = pages.find("TUNING")
    assert [hit.page for hit in hits] == [0, 0]
    (left, top, right, bottom) = hits[0].rects[0]
    assert left == pytest.approx(72, abs=2)
    assert right == pytest.approx(72 + 36, abs=4)
    assert top < 72 < bottom + 3
    assert hits[1].rects[0][1] > 700
    assert len(pages.find("tuning", most=1)) == 1
    assert pages.find("nowhere") == []
    assert pages.find("") == []
