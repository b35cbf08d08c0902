"""What is expected of a page whatever people typed."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pypdf
import pypdfium2
import uharfbuzz as hb
from pypdf.generic import DictionaryObject, NameObject

from smallcrm.reports.document import Page
from smallcrm.reports.fonts import NOTHING
from smallcrm.reports.lines import Line
from smallcrm.reports.text import printable

_CODE = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]*)>")
_MOST_OFF = 0.6  # thousandths of the size: a width is written with two digits


@contextmanager
def kept_in_margins() -> Iterator[list[str]]:
    """Collect the lines that are drawn beyond the margins of their page."""
    outside: list[str] = []
    drawn = Page.text

    def text(page: Page, line: Line, x: float, baseline: float) -> None:
        sheet = page.sheet
        low = baseline > sheet.height - 20
        if x < sheet.left - 0.1 or x + line.width > sheet.right + 0.1 or low or baseline < 20:
            outside.append(f"{x:.1f} + {line.width:.1f}, {baseline:.1f}: {line.text[:40]!a}")
        drawn(page, line, x, baseline)

    with patch.object(Page, "text", text):
        yield outside


def faults(pdf: bytes, texts: Iterable[str]) -> Iterator[str]:
    """Say what is wrong with a PDF that shows texts."""
    reader = pypdf.PdfReader(io.BytesIO(pdf), strict=True)
    said: set[str] = set()
    for font in fonts_of(reader):
        yield from font_faults(font)
        said.update("".join(texts_of_codes(font).values()))
    for page in reader.pages:
        if page.get_contents() is None:
            yield "a page is empty"
    missing = visible("".join(map(printable, texts))) - said
    if missing:
        yield f"not shown: {''.join(sorted(missing))!a}"
    document = pypdfium2.PdfDocument(pdf)
    read = set()
    for page in document:
        text = page.get_textpage()
        read.update(text.get_text_range())
        text.close()
        page.close()
    document.close()
    # pdfium turns letters beyond U+FFFF round by halves, and reads presentation forms as letters.
    plain = {one for one in said if one.isalpha() and one < "\ufb00" and _stays(one)}
    unread = plain - read
    if len(unread) > len(plain) / 50:
        yield f"not read: {''.join(sorted(unread))!a}"


def visible(text: str) -> set[str]:
    """Return the letters, figures and signs of a text; no marks, which may be joined to letters."""
    return {one for one in text if unicodedata.category(one)[0] in "LNPS" and _stays(one)}


def _stays(character: str) -> bool:
    """Tell whether neither form of Unicode writes a character as another one."""
    return unicodedata.normalize("NFKC", character) == character


def fonts_of(reader: pypdf.PdfReader) -> list[DictionaryObject]:
    """Return all fonts of a PDF."""
    found: dict[str, DictionaryObject] = {}
    for page in reader.pages:
        for name, font in page["/Resources"]["/Font"].items():  # type: ignore[index]  # pypdf's own
            found.setdefault(str(name), font.get_object())
    return list(found.values())


def texts_of_codes(font: DictionaryObject) -> dict[int, str]:
    """Return what each code of a font stands for."""
    stream = _object(font, "/ToUnicode").get_data()
    return {
        int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be").replace(NOTHING, "")
        for code, text in _CODE.findall(stream)
    }


def font_faults(font: DictionaryObject) -> Iterator[str]:
    """Say what is wrong with a font: embedded, cut, its widths true, no missing letter shown."""
    name = str(font["/BaseFont"])
    if not re.match(r"/[A-Z]{6}\+", name):
        yield f"{name} is not cut"
    descendant = font["/DescendantFonts"][0].get_object()  # type: ignore[index]  # pypdf's own
    program = _object(_object(descendant, "/FontDescriptor"), "/FontFile2").get_data()
    face = hb.Face(hb.Blob(program))
    shown = hb.Font(face)
    numbers = _object(descendant, "/CIDToGIDMap").get_data()
    first, widths = descendant["/W"]  # type: ignore[misc]  # pypdf's own
    for code, width in enumerate(widths, int(first)):
        glyph = int.from_bytes(numbers[2 * code : 2 * code + 2], "big")
        if not 0 < glyph < face.glyph_count:
            yield f"{name}: code {code} shows no letter"
        elif abs(shown.get_glyph_h_advance(glyph) * 1000 / face.upem - float(width)) > _MOST_OFF:
            yield f"{name}: code {code} is not {width} wide"


def _object(of: DictionaryObject, name: str) -> Any:
    return of[NameObject(name)].get_object()
