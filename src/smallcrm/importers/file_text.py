"""What can be read in a file that is kept: for finding it, never for showing it as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Final

from smallcrm.domain import kept_files
from smallcrm.domain.errors import Refusal
from smallcrm.importers.html_text import html_text
from smallcrm.importers.text import decode

# Reads the text of a PDF; whoever may use the library for it hands it in.
PdfText = Callable[[bytes], str]

_TEXTS: Final = frozenset(".txt .md .csv .tsv .log .json .xml .ics .vcf".split())
_PAGES: Final = frozenset((".html", ".htm"))
# The parts of a package that hold what was written. Then the elements after which a line ends.
_PACKAGES: Final = {
    ".docx": ("word/document.xml",),
    ".odt": ("content.xml",),
    ".pptx": ("ppt/slides/slide",),
    ".xlsx": ("xl/sharedstrings.xml",),
    ".ods": ("content.xml",),
}
_LINES: Final = frozenset({"p", "h", "br", "si", "tab", "table-row"})
_MOST_BYTES: Final = 2_000_000


def file_text(
    name: str, data: bytes, *, pdf_text: PdfText, country: str | None = None
) -> str | None:
    """Return what can be read in a file, at most `kept_files.LONGEST_TEXT`; None for nothing.

    A file that is damaged, locked or made to burst says nothing; it is kept all the same.
    """
    try:
        return kept_files.readable(_said(name, data, pdf_text, country))
    except Refusal:
        return None


def _said(name: str, data: bytes, pdf_text: PdfText, country: str | None) -> str | None:
    end = kept_files.ending(name)
    if data.startswith(b"%PDF"):
        return pdf_text(data)
    if end in _TEXTS:
        return _text(data, country)
    if end in _PAGES:
        return html_text(_text(data, country))
    if end in _PACKAGES:
        return _of_package(data, _PACKAGES[end])
    if end in (".eml", ".msg"):
        return _of_mail(name, data, country)
    return None


def _text(data: bytes, country: str | None) -> str:
    for expected in (None, "markup", "json", "vcard"):
        try:
            return decode(data[:_MOST_BYTES], country=country, expected=expected).text
        except Refusal as refusal:
            if refusal.parameters.get("what") not in ("markup", "json", "vcard"):
                raise
    return ""


def _of_mail(name: str, data: bytes, country: str | None) -> str:
    from smallcrm.importers.mail_file import read

    mail = read(data, name=name, now=datetime.max.replace(tzinfo=UTC, year=9000), country=country)
    people = [one for one in (mail.sender, *mail.receivers) if one is not None]
    names = " ".join(f"{one.name} {one.address}".strip() for one in people[:20])
    return f"{mail.subject}\n{names}\n{mail.body}"


def _of_package(data: bytes, beginnings: tuple[str, ...]) -> str:
    from smallcrm.importers.zip_bounds import Package

    package = Package(data)
    wanted = [one for one in package.names if one.startswith(beginnings) and one.endswith(".xml")]
    pieces: list[str] = []
    for one in sorted(wanted):
        pieces.extend(_of_xml(package.pieces(one)))
        if sum(map(len, pieces)) > kept_files.LONGEST_TEXT:
            break
    return "".join(pieces)


def _of_xml(parts: Iterator[bytes]) -> list[str]:
    """Gather what stands between the tags, up to as much as is kept."""
    from smallcrm.importers.xml_stream import Text, parsed

    text = Text()
    text.open = True
    said: list[str] = []
    size = 0

    def start(_name: str, _attributes: dict[str, str]) -> None:
        return

    def end(name: str) -> None:
        nonlocal size
        piece = text.take() + ("\n" if name in _LINES else "")
        size += len(piece)
        said.append(piece)

    for _ in parsed(parts, start, end, text):
        if size > kept_files.LONGEST_TEXT:
            break
    return said
