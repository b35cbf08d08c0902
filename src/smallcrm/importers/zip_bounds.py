"""Packages (ZIP) taken apart within bounds: nothing is believed that a file says of its sizes.

No name inside a package is ever a path: it is looked up, never opened, and nothing is unpacked
but what is asked for, piece by piece, in memory.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from smallcrm.domain.errors import Refusal

MAX_ENTRIES: Final = 10_000
MAX_UNPACKED_BYTES: Final = 512 * 1024 * 1024  # of all that is read of one package
# Large spreadsheets shrink to a tenth or a fortieth; what shrinks further was made to burst.
MAX_RATIO: Final = 80
_FREE_BYTES: Final = 32 * 1024 * 1024  # that much is no burden, whatever it was packed to
_PIECE: Final = 256 * 1024
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_ENCRYPTED: Final = 0x1


class Package:
    """The entries of a ZIP file by name.

    Raises Refusal `workbook_damaged`, `workbook_encrypted`, `workbook_too_large`.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._unpacked = 0
        self._entries: dict[str, zipfile.ZipInfo] = {}
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as file:
                entries = file.infolist()
        # Broken fields in a directory come up as any of these.
        except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as error:
            raise damaged() from error
        except struct.error as error:
            raise damaged() from error
        if len(entries) > MAX_ENTRIES:
            raise too_large()
        for entry in entries:
            name = _plain(entry.filename)
            if name in self._entries:  # two programs would read two different workbooks
                raise damaged()
            self._entries[name] = entry

    def __contains__(self, name: str) -> bool:
        return _plain(name) in self._entries

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the entries, in small letters and with plain slashes."""
        return tuple(self._entries)

    def pieces(self, name: str) -> Iterator[bytes]:
        """Unpack one entry piece by piece; nothing where there is none of that name."""
        entry = self._entries.get(_plain(name))
        if entry is None:
            return
        if entry.flag_bits & _ENCRYPTED:
            raise Refusal("workbook_encrypted", field="file")
        packed = self._packed(entry)
        if entry.compress_type == zipfile.ZIP_STORED:
            pieces = _stored(packed)
        elif entry.compress_type == zipfile.ZIP_DEFLATED:
            pieces = _inflated(packed)
        else:
            raise damaged()
        size = check = 0
        for piece in pieces:
            size += len(piece)
            self._unpacked += len(piece)
            if self._unpacked > MAX_UNPACKED_BYTES:
                raise too_large()
            if size > _FREE_BYTES and size > MAX_RATIO * len(packed):
                raise too_large()
            check = zlib.crc32(piece, check)
            yield piece
        if check != entry.CRC:
            raise damaged()

    def read(self, name: str, limit: int) -> bytes:
        """Unpack a whole entry of at most `limit` bytes; nothing where there is none."""
        found: list[bytes] = []
        size = 0
        for piece in self.pieces(name):
            size += len(piece)
            if size > limit:
                raise too_large()
            found.append(piece)
        return b"".join(found)

    def _packed(self, entry: zipfile.ZipInfo) -> memoryview:
        """Return the bytes of an entry as they are packed."""
        start = entry.header_offset
        header = self._data[start : start + _LOCAL.size]
        if start < 0 or len(header) < _LOCAL.size or not header.startswith(b"PK\x03\x04"):
            raise damaged()
        name_size, extra_size = _LOCAL.unpack(header)[-2:]
        begin = start + _LOCAL.size + name_size + extra_size
        end = begin + entry.compress_size
        if end > len(self._data):
            raise damaged()
        return memoryview(self._data)[begin:end]


def damaged() -> Refusal:
    """Say that a workbook is broken."""
    return Refusal("workbook_damaged", field="file")


def too_large() -> Refusal:
    """Say that a workbook is larger, unpacked, than what is read."""
    return Refusal("workbook_too_large", field="file")


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _stored(packed: memoryview) -> Iterator[bytes]:
    for start in range(0, len(packed), _PIECE):
        yield bytes(packed[start : start + _PIECE])


def _inflated(packed: memoryview) -> Iterator[bytes]:
    """Inflate in pieces, so that a few bytes never become a gigabyte at once."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for start in range(0, len(packed), _PIECE):
            rest = bytes(packed[start : start + _PIECE])
            while rest and not inflater.eof:
                yield inflater.decompress(rest, _PIECE)
                rest = inflater.unconsumed_tail
        while not inflater.eof:
            piece = inflater.decompress(b"", _PIECE)
            if not piece:
                raise damaged()  # the entry ends before what was packed does
            yield piece
    except zlib.error as error:
        raise damaged() from error
