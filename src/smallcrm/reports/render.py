"""A PDF's pages as pictures, for the preview and the printer."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

POINTS_PER_INCH = 72
_LONGEST_SIDE = 12_000  # pixels: 42 cm at 720 dots an inch
# The library takes one caller at a time in the whole process. Whoever holds it may have to close a
# document that has just been forgotten, so that it can be taken again by the same thread.
_PDFIUM = threading.RLock()

# Dots of a strip of a page: as many take 8 MB, whatever the printer.
_STRIP_DOTS = 2_000_000
_MOST_PAGES = 1000


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as rows of red, green, blue and alpha, one byte each, without padding."""

    width: int
    height: int
    rgba: bytes


@dataclass(frozen=True, slots=True)
class Strip:
    """A part of a page from one side to the other, `top` dots below its upper edge."""

    top: int
    image: PageImage


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a text was found: rectangles (left, top, right, bottom) in points from the top left.

    Several where it goes on in the next line, or changes its type.
    """

    page: int
    rects: tuple[tuple[float, float, float, float], ...]


def pdf_text(content: bytes, *, most: int = 200_000) -> str:
    """Return what a PDF says, about so many signs of it; nothing of one that cannot be read."""
    import pypdfium2

    said: list[str] = []
    size = 0
    try:
        with PdfPages(content) as pages:
            for index in range(len(pages)):
                said.append(pages.text(index))
                size += len(said[-1])
                if size > most or index > _MOST_PAGES:
                    break
    except (pypdfium2.PdfiumError, ValueError, OSError):
        return "\n".join(said)
    return "\n".join(said)


class PdfPages:
    """The pages of a PDF, opened once; a context manager, usable from any thread."""

    def __init__(self, content: bytes) -> None:
        import pypdfium2

        self._pdf: Any = None
        with _PDFIUM:
            self._pdf = pypdfium2.PdfDocument(content)
            self._count: int = len(self._pdf)

    def __del__(self) -> None:
        """Close what nobody closed: an answer that came too late is dropped by any thread.

        Left to itself, the library's document would be closed while another page is drawn.
        """
        self.close()

    def __enter__(self) -> Self:
        """Return the pages."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the document."""
        self.close()

    def __len__(self) -> int:
        """Return how many pages there are."""
        return self._count

    def close(self) -> None:
        """Release what the library holds; harmless twice."""
        with _PDFIUM:
            if self._pdf is not None:
                self._pdf.close()

    def size(self, index: int) -> tuple[float, float]:
        """Return a page's width and height in points."""
        with _PDFIUM:
            width, height = self._pdf.get_page_size(index)
        return float(width), float(height)

    def image(self, index: int, *, dpi: float) -> PageImage:
        """Draw a page on white; a resolution that no printer has is lowered."""
        width, height = self._dots(index, dpi)
        return self._drawn(index, (width, height), 0, height)

    def strips(self, index: int, *, dpi: float) -> Iterator[Strip]:
        """Draw a page on white in strips from its top: little of it is held at a time."""
        width, height = self._dots(index, dpi)
        rows = max(1, _STRIP_DOTS // width)
        for top in range(0, height, rows):
            yield Strip(top, self._drawn(index, (width, height), top, min(rows, height - top)))

    def find(self, text: str, *, most: int = 1000) -> list[Hit]:
        """Find a text on all pages, whatever its capitals; at most so many."""
        found: list[Hit] = []
        for index in range(self._count if text else 0):
            found += self._found(index, text, most - len(found))
            if len(found) >= most:
                break
        return found

    def text(self, index: int) -> str:
        """Return what a page says, in the order in which it can be copied."""
        with _PDFIUM:
            page = self._pdf[index]
            words = page.get_textpage()
            said = str(words.get_text_range())
            words.close()
            page.close()
        return said

    def images(self, *, dpi: float) -> Iterator[PageImage]:
        """Draw one page after the other."""
        for index in range(self._count):
            yield self.image(index, dpi=dpi)

    def _dots(self, index: int, dpi: float) -> tuple[int, int]:
        """Return how wide and high a page is at a resolution, of at least one dot."""
        size = self.size(index)
        scale = min(dpi / POINTS_PER_INCH, _LONGEST_SIDE / max(size))
        return math.ceil(size[0] * scale) or 1, math.ceil(size[1] * scale) or 1

    def _drawn(self, index: int, size: tuple[int, int], top: int, rows: int) -> PageImage:
        """Draw so many rows of a page of so many dots."""
        from pypdfium2 import PdfBitmap, raw

        width, height = size
        flags = raw.FPDF_ANNOT | raw.FPDF_REVERSE_BYTE_ORDER
        with _PDFIUM:
            page = self._pdf[index]
            bitmap = PdfBitmap.new_native(width, rows, raw.FPDFBitmap_BGRA, rev_byteorder=True)
            bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, rows)
            raw.FPDF_RenderPageBitmap(bitmap, page, 0, -top, width, height, 0, flags)
            stride, drawn = int(bitmap.stride), bytes(bitmap.buffer)
            bitmap.close()
            page.close()
        wanted = width * 4
        if stride != wanted:
            drawn = b"".join(
                drawn[start : start + wanted] for start in range(0, stride * rows, stride)
            )
        return PageImage(width, rows, drawn)

    def _found(self, index: int, text: str, most: int) -> list[Hit]:
        """Find a text on one page."""
        with _PDFIUM:
            page = self._pdf[index]
            height = float(page.get_height())
            words = page.get_textpage()
            searcher = words.search(text)
            hits: list[Hit] = []
            while len(hits) < most and (place := searcher.get_next()) is not None:
                first, letters = place
                boxes = [
                    words.get_rect(number) for number in range(words.count_rects(first, letters))
                ]
                hits.append(
                    Hit(
                        index,
                        tuple(
                            (left, height - top, right, height - bottom)
                            for left, bottom, right, top in boxes
                        ),
                    )
                )
            searcher.close()
            words.close()
            page.close()
        return hits
