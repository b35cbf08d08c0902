"""The records of old workbooks ([MS-XLS]; Excel 5 to 2003): their texts, numbers and errors."""

from __future__ import annotations

import codecs
import struct
from collections.abc import Iterator
from typing import Final

from smallcrm.importers.zip_bounds import damaged

BEGIN, END, CONTINUE, PASSWORD, PAGE = 0x809, 0x0A, 0x3C, 0x2F, 0x42
SHEET, SHARED, FORMAT, STYLE, FROM_1904 = 0x85, 0xFC, 0x41E, 0xE0, 0x22
MERGED, LABEL, RICH_LABEL, SHARED_LABEL, NUMBER = 0xE5, 0x204, 0xD6, 0xFD, 0x203
SHORT_NUMBER, SHORT_NUMBERS, FORMULA, FORMULA_TEXT, TRUTH = 0x27E, 0xBD, 0x06, 0x207, 0x205
EXCEL_97: Final = 0x600
ERRORS: Final = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!",
    0x2A: "#N/A",
}  # fmt: skip
_HEAD: Final = struct.Struct("<HH")
_WIDE, _EXTENDED, _RICH = 0x01, 0x04, 0x08
_PAGES: Final = {0x8000: "mac_roman", 0x8001: "cp1252", 1200: "utf-16-le", 21010: "utf-16-le"}

Record = tuple[int, bytes]


def records(stream: bytes, at: int = 0) -> Iterator[Record]:
    """Return the records from a place on; one that is cut off is none."""
    end = len(stream)
    while at + 4 <= end:
        kind, size = _HEAD.unpack_from(stream, at)
        at += 4
        if at + size > end:
            return
        yield kind, stream[at : at + size]
        at += size


def page_name(number: int) -> str:
    """Return the encoding of a code page; that of the West for one that nobody knows."""
    name = _PAGES.get(number, f"cp{number}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"


def short_number(packed: int) -> float:
    """Read a number of four bytes: whole, or the first half of a double; maybe a hundredfold."""
    if packed & 2:
        whole = packed >> 2
        value = float(whole - (1 << 30) if whole >= 1 << 29 else whole)
    else:
        (value,) = struct.unpack("<d", struct.pack("<LL", 0, packed & 0xFFFFFFFC))
    return value / 100 if packed & 1 else value


def text_of(body: bytes, at: int, page: str | None, *, short: bool = False) -> str:
    """Read a text and its length before it; `page` is that of files before Excel 97."""
    length, at = (body[at], at + 1) if short else (struct.unpack_from("<H", body, at)[0], at + 2)
    if page is not None:
        return body[at : at + length].decode(page, "replace")
    if at >= len(body):
        return ""
    if body[at] & _WIDE:
        return body[at + 1 : at + 1 + length * 2].decode("utf-16-le", "replace")
    return body[at + 1 : at + 1 + length].decode("latin-1")


class SharedTexts:
    """Reads the texts that cells share, over the ends of the records that hold them."""

    def __init__(self, parts: list[bytes]) -> None:
        self._parts = parts
        self._part = 0
        self._at = 8  # after two counts, which are not believed

    def read(self) -> list[str]:
        """Return all of them; those that are cut off are left out."""
        found: list[str] = []
        try:
            while self._more():
                found.append(self._text())
        except (struct.error, IndexError):
            pass
        return found

    def _more(self) -> bool:
        while self._part < len(self._parts) and self._at >= len(self._parts[self._part]):
            self._part, self._at = self._part + 1, 0
        return self._part < len(self._parts)

    def _take(self, size: int) -> bytes:
        """Take bytes that may go on in the next record."""
        taken = bytearray()
        while len(taken) < size:
            if not self._more():
                raise IndexError
            piece = self._parts[self._part][self._at : self._at + size - len(taken)]
            self._at += len(piece)
            taken += piece
        return bytes(taken)

    def _text(self) -> str:
        length, flags = struct.unpack("<HB", self._take(3))
        runs = struct.unpack("<H", self._take(2))[0] if flags & _RICH else 0
        extra = struct.unpack("<L", self._take(4))[0] if flags & _EXTENDED else 0
        pieces: list[str] = []
        while length:
            if not self._more():
                raise IndexError
            if self._at == 0 and pieces:  # the text goes on here, maybe with other letters
                flags = self._take(1)[0]
            width = 2 if flags & _WIDE else 1
            left = (len(self._parts[self._part]) - self._at) // width
            if left == 0 and not pieces:
                pieces.append("")
            count = min(length, left)
            if count == 0:
                self._part, self._at = self._part + 1, 0
                continue
            piece = self._take(count * width)
            pieces.append(piece.decode("utf-16-le" if width == 2 else "latin-1", "replace"))  # noqa: PLR2004
            length -= count
        self._skip(runs * 4 + extra)
        return "".join(pieces)

    def _skip(self, size: int) -> None:
        while size and self._more():
            step = min(size, len(self._parts[self._part]) - self._at)
            self._at += step
            size -= step


def begins(stream: bytes, at: int) -> int:
    """Return the version of what begins at a place; raises Refusal where nothing does."""
    found = next(records(stream, at), None)
    if found is None or found[0] != BEGIN or len(found[1]) < 4:  # noqa: PLR2004
        raise damaged()
    version: int = struct.unpack_from("<H", found[1])[0]
    return version
