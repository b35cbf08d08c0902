"""Pages on a printer: which ones, how large, where; looked at on a printer that writes PDFs."""

from __future__ import annotations

import io

import pypdf
import pytest
from PySide6.QtGui import QPageLayout, QPageRanges
from PySide6.QtPrintSupport import QPrinter
from reportlab.pdfgen.canvas import Canvas

from smallcrm.domain.errors import Refusal
from smallcrm.domain.watch import Cancelled, Watch
from smallcrm.reports.render import PdfPages
from smallcrm.ui.dialogs.paper_printing import print_pages, printer_for, wanted_pages

MM = 72 / 25.4
A4 = (595.28, 841.89)
LETTER = (612.0, 792.0)
DL = (220 * MM, 110 * MM)


def document(size: tuple[float, float], pages: int = 1, *, colour: bool = False) -> bytes:
    """Pages with a black square whose upper left corner is 20 mm from the page's."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size)
    for _ in range(pages):
        if colour:
            canvas.setFillColorRGB(0.8, 0.1, 0.1)
        canvas.rect(20 * MM, size[1] - 30 * MM, 10 * MM, 10 * MM, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def printer_to(path, size=A4, resolution: int = 150) -> QPrinter:
    printer = printer_for(size, "paper.pdf", resolution=resolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    return printer


def square(path, page: int = 0) -> tuple[float, float, float, float]:
    """Return where the square stands on a printed page: left, top, width and height in mm."""
    with PdfPages(path.read_bytes()) as pages:
        image = pages.image(page, dpi=254)
    reds = image.rgba[::4]
    dark = [at for at, red in enumerate(reds) if red < 128]
    xs = [at % image.width for at in dark]
    ys = [at // image.width for at in dark]
    left, top = min(xs), min(ys)
    return left / 10, top / 10, (max(xs) - left + 1) / 10, (max(ys) - top + 1) / 10


def near(*numbers: float) -> object:
    return pytest.approx(numbers, abs=0.25)


@pytest.mark.parametrize("size", [A4, LETTER, DL])
@pytest.mark.parametrize("exact", [False, True])
def test_a_page_is_as_large_as_it_is_and_where_it_is(qapp, tmp_path, size, exact):
    path = tmp_path / "printed.pdf"
    assert print_pages(document(size), printer_to(path, size), exact=exact) == 1
    (page,) = pypdf.PdfReader(path).pages
    assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(size, abs=1)
    assert square(path) == near(20, 20, 10, 10)


def test_an_envelope_lies(qapp):
    printer = printer_for(DL, "envelope.pdf")
    assert printer.pageLayout().orientation() is QPageLayout.Orientation.Landscape
    rect = printer.paperRect(QPrinter.Unit.Millimeter)
    assert (rect.width(), rect.height()) == pytest.approx((220, 110), abs=1)


def test_a_larger_page_is_made_smaller_unless_it_is_exact(qapp, tmp_path):
    path = tmp_path / "printed.pdf"
    print_pages(document(A4), printer_to(path, LETTER))
    left, top, width, height = square(path)
    shrunk = LETTER[1] / A4[1]
    assert (width, height) == near(10 * shrunk, 10 * shrunk)
    aside = (LETTER[0] - A4[0] * shrunk) / 2 / MM
    assert (left, top) == near(20 * shrunk + aside, 20 * shrunk)
    print_pages(document(A4), printer_to(path, LETTER), exact=True)
    assert square(path) == near(20, 20, 10, 10)


def test_a_smaller_page_keeps_its_size_in_the_middle(qapp, tmp_path):
    path = tmp_path / "printed.pdf"
    print_pages(document((105 * MM, 148 * MM)), printer_to(path, (210 * MM, 297 * MM)))
    assert square(path) == near(52.5 + 20, 74.5 + 20, 10, 10)


def test_strips_leave_no_seam_and_no_blur(qapp, tmp_path, monkeypatch):
    from smallcrm.reports import render

    monkeypatch.setattr(render, "_STRIP_DOTS", 40_000)
    path = tmp_path / "printed.pdf"
    print_pages(document(A4), printer_to(path))
    assert square(path) == near(20, 20, 10, 10)
    with PdfPages(path.read_bytes()) as pages:
        image = pages.image(0, dpi=150)
    middle = [
        image.rgba[(row * image.width + round(25 / 25.4 * 150)) * 4]
        for row in range(round(21 / 25.4 * 150), round(29 / 25.4 * 150))
    ]
    assert max(middle) < 40
    objects = pypdf.PdfReader(path).pages[0].images
    assert {image.name.rsplit(".")[-1] for image in objects} == {"png"}


def test_colour_is_printed_unless_the_printer_is_told_grey(qapp, tmp_path):
    path = tmp_path / "printed.pdf"
    print_pages(document(A4, colour=True), printer_to(path))
    assert "RGB" in {image.image.mode for image in pypdf.PdfReader(path).pages[0].images}
    printer = printer_to(path)
    printer.setColorMode(QPrinter.ColorMode.GrayScale)
    print_pages(document(A4, colour=True), printer)
    assert {image.image.mode for image in pypdf.PdfReader(path).pages[0].images} == {"L"}


def test_only_the_pages_that_were_asked_for(qapp, tmp_path):
    path = tmp_path / "printed.pdf"
    printer = printer_to(path, resolution=50)
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setPageRanges(QPageRanges.fromString("2-3,5"))
    assert wanted_pages(printer, 6, 0) == [1, 2, 4]
    assert print_pages(document(A4, 6), printer) == 3
    assert len(pypdf.PdfReader(path).pages) == 3
    printer.setPageOrder(QPrinter.PageOrder.LastPageFirst)
    assert wanted_pages(printer, 6, 0) == [4, 2, 1]
    printer.setPageOrder(QPrinter.PageOrder.FirstPageFirst)
    printer.setPrintRange(QPrinter.PrintRange.CurrentPage)
    assert wanted_pages(printer, 6, 3) == [3]
    printer.setPrintRange(QPrinter.PrintRange.AllPages)
    assert wanted_pages(printer, 2, 1) == [0, 1]


def test_copies_are_made_where_the_printer_makes_none(qapp, tmp_path, monkeypatch):
    printer = printer_to(tmp_path / "printed.pdf")
    printer.setCopyCount(2)
    printer.setCollateCopies(True)
    monkeypatch.setattr(QPrinter, "supportsMultipleCopies", lambda _self: False)
    assert wanted_pages(printer, 2, 0) == [0, 1, 0, 1]
    printer.setCollateCopies(False)
    assert wanted_pages(printer, 2, 0) == [0, 0, 1, 1]
    monkeypatch.setattr(QPrinter, "supportsMultipleCopies", lambda _self: True)
    assert wanted_pages(printer, 2, 0) == [0, 1]


@pytest.mark.qt_log_ignore("begin")
def test_what_cannot_be_printed_is_refused(qapp, tmp_path):
    printer = printer_to(tmp_path / "printed.pdf")
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setPageRanges(QPageRanges.fromString("7"))
    with pytest.raises(Refusal) as refused:
        print_pages(document(A4, 2), printer)
    assert refused.value.code == "nothing_to_print"
    with pytest.raises(Refusal) as refused:
        print_pages(document(A4), printer_to(tmp_path / "missing" / "printed.pdf"))
    assert refused.value.code == "printer_silent"


def test_printing_stops_when_it_is_asked_to(qapp, tmp_path):
    seen = []
    watch = Watch(lambda done, of: (seen.append((done, of)), watch.cancel()))
    printer = printer_to(tmp_path / "printed.pdf", resolution=50)
    with pytest.raises(Cancelled):
        print_pages(document(A4, 9), printer, watch=watch)
    assert seen == [(0, 9)]
