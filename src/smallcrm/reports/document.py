"""A PDF in the making: pages, their drawing, bookmarks and what the file says of itself."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, NamedTuple

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from smallcrm.domain.errors import Refusal
from smallcrm.reports.fonts import NO_FONT, EmbeddedFonts, Typefaces
from smallcrm.reports.icons import Icon
from smallcrm.reports.packed import PackedPage
from smallcrm.reports.pdfa import Archive
from smallcrm.reports.pictures import Picture, picture_stream
from smallcrm.reports.style import Sheet
from smallcrm.reports.text import Line, Typesetter, printable

CREATOR = "Small CRM"


class Drawing(NamedTuple):
    """How far the drawing of a page is: what was drawn, and in which colour and font."""

    code: int
    bookmarks: int
    fill: str
    font: str
    tracking: float


class Page:
    """The drawing of one page; distances are from its top left corner.

    Consecutive drawing in one colour or font says so once, which keeps pages small.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.bookmarks: list[tuple[str, float, int]] = []
        self.pictures: list[Picture] = []
        self._code: list[str] = []
        self._fill = ""
        self._font = ""
        self._tracking = 0.0

    @property
    def code(self) -> str:
        """The page's content as PDF has it."""
        return "\n".join(self._code)

    def text(self, line: Line, x: float, baseline: float) -> None:
        """Draw a line that begins at `x`."""
        if not line.runs:
            return
        parts: list[str] = []
        for run in line.runs:
            style = run.style
            if style.colour != self._fill:
                self._fill = style.colour
                parts.append(f"{style.colour} rg")
            font = f"/{run.font.internal_name} {style.size:g} Tf"
            if font != self._font:
                self._font = font
                parts.append(font)
            if style.tracking != self._tracking:
                self._tracking = style.tracking
                parts.append(f"{style.tracking:g} Tc")
            parts.append(run.drawing)
        place = f"BT {x:.2f} {self.sheet.height - baseline:.2f} Td"
        self._code.append(f"{place} {' '.join(parts)} ET")

    def text_right(self, line: Line, right: float, baseline: float) -> None:
        """Draw a line that ends at `right`."""
        self.text(line, right - line.width, baseline)

    def rule(self, left: float, right: float, y: float, thickness: float, colour: str) -> None:
        """Draw a horizontal rule that hangs from `y`."""
        self.block(left, y, right - left, thickness, colour)

    def block(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Fill a rectangle."""
        if width <= 0 or height <= 0:
            return
        if colour != self._fill:
            self._fill = colour
            self._code.append(f"{colour} rg")
        bottom = self.sheet.height - y - height
        self._code.append(f"{x:.2f} {bottom:.2f} {width:.2f} {height:.2f} re f")

    def blocks(self, parts: Sequence[tuple[float, float, float, float]], colour: str) -> None:
        """Fill rectangles (x, y, width, height) as one shape, without seams where they touch."""
        if colour != self._fill:
            self._fill = colour
            self._code.append(f"{colour} rg")
        high = self.sheet.height
        shape = (f"{x:.3f} {high - y - h:.3f} {w:.3f} {h:.3f} re" for x, y, w, h in parts)
        self._code.append(f"{' '.join(shape)} f")

    def frame(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Draw a thin rectangle."""
        bottom = self.sheet.height - y - height
        self._code.append(
            f"q {colour} RG 0.5 w {x:.2f} {bottom:.2f} {width:.2f} {height:.2f} re S Q"
        )

    def icon(self, icon: Icon, x: float, y: float, size: float, colour: str) -> None:
        """Draw a sign whose top left corner is at x, y."""
        scale = size / 24
        self._code.append(
            f"q {scale:.4f} 0 0 {-scale:.4f} {x:.2f} {self.sheet.height - y:.2f} cm "
            f"1 J 1 j 1.8 w {colour} RG {icon.value} S Q"
        )

    def picture(self, picture: Picture, x: float, y: float, width: float, height: float) -> None:
        """Draw a picture whose top left corner is at x, y."""
        self.pictures.append(picture)
        bottom = self.sheet.height - y - height
        name = pdfdoc.xObjectName(picture.name)
        self._code.append(f"q {width:.2f} 0 0 {height:.2f} {x:.2f} {bottom:.2f} cm /{name} Do Q")

    def bookmark(self, title: str, y: float, level: int = 0) -> None:
        """Make a place that the document's outline leads to."""
        self.bookmarks.append((title, y, level))

    def mark(self) -> Drawing:
        """Remember what is drawn up to here."""
        return Drawing(len(self._code), len(self.bookmarks), self._fill, self._font, self._tracking)

    def take_back(self, to: Drawing) -> None:
        """Take back what was drawn since: text, rules and bookmarks."""
        del self._code[to.code :], self.bookmarks[to.bookmarks :]
        self._fill, self._font, self._tracking = to.fill, to.font, to.tracking


Footer = Callable[[Page, int, int], None]


class Document:
    """A PDF; one thread makes it, from beginning to end.

    A document has one or more parts (a client's statement each, for instance): `begin` one, draw
    on its pages, `end_part`. The pages of a part are kept until it ends, since each says how many
    there are; then they are packed, so that a run of many parts stays small in memory.

    `remarks` are what the owner is told of the part besides: labels on which a name had to be cut.
    """

    def __init__(
        self,
        *,
        sheet: Sheet,
        faces: Typefaces,
        title: str,
        author: str,
        language: str,
        made_at: datetime,
    ) -> None:
        self.sheet = self._usual_sheet = sheet
        self.language = language
        self.pages: list[Page] = []
        self.remarks: list[Refusal] = []
        self._title = ""
        self._bookmarks = 0
        self._level = -1
        self._pictures: set[str] = set()
        self._canvas: Any = Canvas(
            BytesIO(),  # nothing is written to it: `save` asks for the bytes
            pagesize=(sheet.width, sheet.height),
            initialFontName=NO_FONT,
            invariant=True,
            pdfVersion=(1, 7),
            lang=_tag(language),
        )
        self._pdf: Any = self._canvas._doc  # noqa: SLF001  (the file, of which this is a view)
        self._canvas.setTitle(printable(title))
        self._canvas.setAuthor(printable(author))
        self._canvas.setSubject("")
        self._canvas.setCreator(CREATOR)
        self._canvas.setProducer(CREATOR)
        self._canvas.setViewerPreference("DisplayDocTitle", "true")
        stamp = f"D:{made_at:%Y%m%d%H%M%S}Z"
        self._canvas.setDateFormatter(lambda *_: stamp)
        self._fonts = EmbeddedFonts(faces)
        self.typesetter = Typesetter(self._fonts, language)
        self._main_language = language
        self._typesetters = {language: self.typesetter}

    def begin(self, language: str, title: str = "", sheet: Sheet | None = None) -> None:
        """Begin a part in a language, on the document's sheet or its own.

        `title` is what its first bookmark says; empty: what the part itself does. Pages of a part
        that was given up are dropped.
        """
        if language not in self._typesetters:
            self._typesetters[language] = Typesetter(self._fonts, language)
        self.typesetter = self._typesetters[language]
        self.language = language
        self.sheet = sheet or self._usual_sheet
        self.pages = []
        self.remarks = []
        self._title = title

    def print_unscaled(self) -> None:
        """Ask the printing program to leave the size as it is: labels stand where they stand."""
        self._canvas.setViewerPreference("PrintScaling", "None")

    def new_page(self) -> Page:
        """Begin the next page of the part."""
        page = Page(self.sheet)
        self.pages.append(page)
        return page

    def end_part(self, footer: Footer | None = None) -> None:
        """Draw the footers of the part's pages, now that their number is known; pack the pages."""
        if self._title and self.pages:
            self._head_bookmark(self.pages[0])
        for number, page in enumerate(self.pages, 1):
            if footer is not None:
                footer(page, number, len(self.pages))
            self._emit(page)
        self.pages = []

    def _head_bookmark(self, page: Page) -> None:
        """Let the part's title lead to it, above the bookmarks of its own."""
        own = next((at for at, mark in enumerate(page.bookmarks) if mark[2] == 0), None)
        place = page.bookmarks.pop(own)[1] if own is not None else 0.0
        page.bookmarks.insert(0, (self._title, place, 0))

    def archive(self, archive: Archive) -> None:
        """Let the file be a PDF/A-3 that carries a file of data; to be said once, before `save`."""
        self._pdf.delayedFonts.append(archive)  # called as those are

    def save(self) -> bytes:
        """Finish the file."""
        self._pdf.delayedFonts += self._fonts.used
        content: bytes = self._pdf.GetPDFData(self._canvas)
        return content

    def _emit(self, page: Page) -> None:
        for title, y, level in page.bookmarks:
            self._bookmarks += 1
            key = f"b{self._bookmarks}"
            self._canvas.bookmarkHorizontalAbsolute(key, page.sheet.height - y)
            self._level = min(level, self._level + 1)  # no level may be left out
            self._canvas.addOutlineEntry(printable(title), key, self._level)
        for picture in page.pictures:
            if picture.name not in self._pictures:  # it stands in the file once
                self._pictures.add(picture.name)
                self._pdf.addForm(picture.name, picture_stream(picture))
        content = zlib.compress(self._marked(page).encode("ascii"))
        size = page.sheet.width, page.sheet.height
        names = tuple(picture.name for picture in page.pictures)
        self._pdf.addPage(PackedPage(self._pdf, content, size, names))

    def _marked(self, page: Page) -> str:
        """Return a page's drawing, with its language where that is not the document's."""
        if self.language == self._main_language:
            return page.code
        return f"/Span <</Lang ({_tag(self.language)})>> BDC\n{page.code}\nEMC"


def _tag(language: str) -> str:
    return language.replace("_", "-")
