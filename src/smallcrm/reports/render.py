"""A PDF's pages as pictures, for the preview and the printer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

POINTS_PER_INCH = 72
_LONGEST_SIDE = 12_000  # pixels: 42 cm at 720 dots an inch
_PDFIUM = threading.Lock()  # the library takes one caller at a time in the whole process


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as rows of red, green, blue and alpha, one byte each, without padding."""

    width: int
    height: int
    rgba: bytes


class PdfPages:
    """The pages of a PDF, opened once; a context manager, usable from any thread."""

    def __init__(self, content: bytes) -> None:
        import pypdfium2

        with _PDFIUM:
            self._pdf: Any = pypdfium2.PdfDocument(content)
            self._count: int = len(self._pdf)

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
            self._pdf.close()

    def size(self, index: int) -> tuple[float, float]:
        """Return a page's width and height in points."""
        with _PDFIUM:
            width, height = self._pdf.get_page_size(index)
        return float(width), float(height)

    def image(self, index: int, *, dpi: float) -> PageImage:
        """Draw a page on white; a resolution that no printer has is lowered."""
        from pypdfium2 import raw

        scale = min(dpi / POINTS_PER_INCH, _LONGEST_SIDE / max(self.size(index)))
        with _PDFIUM:
            page = self._pdf[index]
            bitmap = page.render(
                scale=scale,
                rev_byteorder=True,
                force_bitmap_format=raw.FPDFBitmap_BGRA,
                fill_color=(255, 255, 255, 255),
            )
            width, height, stride = int(bitmap.width), int(bitmap.height), int(bitmap.stride)
            rows = bytes(bitmap.buffer)
            bitmap.close()
            page.close()
        wanted = width * 4
        if stride != wanted:
            rows = b"".join(
                rows[start : start + wanted] for start in range(0, stride * height, stride)
            )
        return PageImage(width, height, rows)

    def images(self, *, dpi: float) -> Iterator[PageImage]:
        """Draw one page after the other."""
        for index in range(self._count):
            yield self.image(index, dpi=dpi)
