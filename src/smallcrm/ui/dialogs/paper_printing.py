"""Pages on a printer, as the owner chose in the system's dialog; not for the GUI thread.

Every system and driver takes pictures, so pages go as those: as sharp as the printer is, in
strips, so that little is in memory, and without loss. What the dialog says of copies, both sides
and trays is the printer's own doing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from smallcrm.domain.errors import Refusal
from smallcrm.domain.watch import Watch
from smallcrm.reports.render import POINTS_PER_INCH, PdfPages
from smallcrm.ui.dialogs.page_view import picture_of

if TYPE_CHECKING:
    from collections.abc import Sequence

# Finer than this no letter becomes sharper, and printers that name more only guess.
_MOST_DPI: Final = 600
_SAME: Final = 1.01  # pages of a hair's difference are printed as they are


def printer_for(size: tuple[float, float], title: str, *, resolution: int = 0) -> QPrinter:
    """Return a printer that is set to a page's size in points, lying where it is wider than high.

    The printable area is the whole page: papers have margins of their own.
    """
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if resolution:
        printer.setResolution(resolution)
    fit(printer, size)
    printer.setDocName(title)
    return printer


def fit(printer: QPrinter, size: tuple[float, float]) -> None:
    """Set a printer to pages of a size."""
    width, height = size
    lying = width > height
    upright = QSizeF(min(size), max(size))
    page = QPageSize(upright, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    printer.setFullPage(True)
    printer.setPageSize(page)
    printer.setPageOrientation(
        QPageLayout.Orientation.Landscape if lying else QPageLayout.Orientation.Portrait
    )


def whole_to_file(printer: QPrinter, count: int) -> bool:
    """Tell whether all of so many pages are to go into a PDF file, in their order, once."""
    to_file = printer.outputFormat() is QPrinter.OutputFormat.PdfFormat
    if not to_file or not printer.outputFileName():
        return False
    return wanted_pages(printer, count, 0) == list(range(count))


def wanted_pages(printer: QPrinter, count: int, current: int) -> list[int]:
    """Return which of so many pages (from 0) are printed and in which order.

    `current` is the page that is looked at. Copies are among them where the printer has none of
    its own.
    """
    chosen: Sequence[int] = range(count)
    kind = printer.printRange()
    if kind is QPrinter.PrintRange.CurrentPage:
        chosen = [current]
    elif kind is QPrinter.PrintRange.PageRange:
        ranges = printer.pageRanges()
        if not ranges.isEmpty():
            chosen = [n for n in range(count) if ranges.contains(n + 1)]
        elif printer.fromPage():
            chosen = range(printer.fromPage() - 1, min(printer.toPage() or count, count))
    pages = list(chosen)
    if printer.pageOrder() is QPrinter.PageOrder.LastPageFirst:
        pages.reverse()
    copies = 1 if printer.supportsMultipleCopies() else max(1, printer.copyCount())
    if printer.collateCopies():
        return pages * copies
    return [page for page in pages for _ in range(copies)]


def print_pages(
    content: bytes,
    printer: QPrinter,
    *,
    current: int = 0,
    exact: bool = False,
    watch: Watch | None = None,
) -> int:
    """Print a PDF, and return how many sheets' sides were sent.

    A page that is larger than the paper is made smaller; `exact` leaves it as large as it is.
    Refuses `printer_silent`, and `nothing_to_print` where the range has no page; raises Cancelled.
    """
    watch = watch or Watch()
    with PdfPages(content) as pages:
        wanted = wanted_pages(printer, len(pages), current)
        if not wanted:
            raise Refusal("nothing_to_print")
        painter = QPainter()
        if not painter.begin(printer):
            raise Refusal("printer_silent")
        taken = True
        try:
            for number, index in enumerate(wanted):
                watch.step(number, len(wanted))
                taken = taken and (not number or printer.newPage())
                if taken:
                    _paint(pages, index, painter, printer, exact=exact)
        except BaseException:
            printer.abort()
            raise
        finally:
            painter.end()
    if not taken or printer.printerState() is QPrinter.PrinterState.Error:
        raise Refusal("printer_silent")
    watch.step(len(wanted), len(wanted))
    return len(wanted)


def _paint(
    pages: PdfPages, index: int, painter: QPainter, printer: QPrinter, *, exact: bool
) -> None:
    """Draw one page, strip below strip, in the middle of a paper that is larger."""
    dpi = printer.resolution()
    width, height = (side * dpi / POINTS_PER_INCH for side in pages.size(index))
    paper = printer.paperRect(QPrinter.Unit.DevicePixel)
    scale = min(1.0, paper.width() / width, paper.height() / height)
    if exact or scale > 1 / _SAME:
        scale = 1.0
    corner = QPointF()
    if not exact:
        corner = QPointF(
            max(0.0, paper.width() - width * scale) / 2,
            max(0.0, paper.height() - height * scale) / 2,
        )
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
    drawn = min(dpi, _MOST_DPI)
    dots = dpi / drawn * scale
    grey = printer.colorMode() is QPrinter.ColorMode.GrayScale
    for strip in pages.strips(index, dpi=drawn):
        if not strip.image.rgba.strip(b"\xff"):
            continue  # white as the paper is
        # Without an alpha channel, which some drivers print as a grey ground.
        image = picture_of(strip.image).convertToFormat(
            QImage.Format.Format_Grayscale8 if grey else QImage.Format.Format_RGB888
        )
        # Whole dots of the printer: between strips no line of the paper shines through.
        top = round(corner.y() + strip.top * dots)
        below = round(corner.y() + (strip.top + strip.image.height) * dots)
        painter.drawImage(QRectF(corner.x(), top, strip.image.width * dots, below - top), image)
