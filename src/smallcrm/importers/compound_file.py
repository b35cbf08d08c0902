"""Compound files ([MS-CFB]), in which old workbooks and Outlook's messages lie.

Followed sector by sector with bounds.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Final

from smallcrm.importers.zip_bounds import damaged

SIGNATURE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER: Final = struct.Struct("<8s16sHHHHH6xLLLLLLLLL")
_FAT_SECTOR: Final = 0xFFFFFFFD
_IN_HEADER: Final = 109
_ENTRY: Final = 128
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_TREE: Final = struct.Struct("<LLL")
_NONE: Final = 0xFFFFFFFF
_Sector = Callable[[int], bytes]


class CompoundFile:
    """The streams of a compound file; raises Refusal `workbook_damaged`."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            self._open()
        except (struct.error, IndexError) as error:
            raise damaged() from error

    def _open(self) -> None:
        header = _HEADER.unpack_from(self._data)
        (_, _, _, _, _, shift, small_shift, _, _, directory, _, small, small_fat, _, more, _) = (
            header
        )
        if header[0] != SIGNATURE or shift not in (9, 12) or small_shift != 6:  # noqa: PLR2004
            raise damaged()
        self._size = 1 << shift
        self._small = small
        self._table = self._read_table(more)
        self._small_table = _longs(self._chain(small_fat)) if small_fat < _FAT_SECTOR else ()
        entries = self._chain(directory)
        self._streams: dict[str, tuple[int, int]] = {}
        self._pool = b""
        self._entries = entries
        for at in range(0, len(entries) - _ENTRY + 1, _ENTRY):
            self._add(entries[at : at + _ENTRY])

    def _add(self, entry: bytes) -> None:
        name, kind = _named(entry)
        start, size = struct.unpack_from("<LL", entry, 116)
        if kind == _ROOT and start < _FAT_SECTOR:
            self._pool = self._chain(start)[:size]
        elif kind == _STREAM:
            self._streams.setdefault(name, (start, size))

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._streams

    def stream(self, name: str) -> bytes:
        """Return a stream's bytes; its name is in any case of letters."""
        return self.stream_at(self._streams[name.lower()])

    def paths(self) -> dict[str, tuple[int, int]]:
        """Return where each stream lies by its path: storages and name in small letters.

        For `stream_at`; `stream` knows no storages.
        """
        found: dict[str, tuple[int, int]] = {}
        seen: set[int] = set()
        to_see = [(0, "")]
        while to_see:
            number, above = to_see.pop()
            entry = self._entries[number * _ENTRY : (number + 1) * _ENTRY]
            if number == _NONE or len(entry) < _ENTRY:
                continue
            if number in seen:
                raise damaged()  # a circle
            seen.add(number)
            name, kind = _named(entry)
            left, right, child = _TREE.unpack_from(entry, 68)
            to_see += [(left, above), (right, above)]
            if kind == _STREAM:
                found.setdefault(above + name, struct.unpack_from("<LL", entry, 116))
            elif kind in (_STORAGE, _ROOT):
                to_see.append((child, "" if kind == _ROOT else f"{above}{name}/"))
        return found

    def stream_at(self, place: tuple[int, int]) -> bytes:
        """Return the bytes of a stream that `paths` named."""
        start, size = place
        if size > len(self._data):
            raise damaged()
        found = self._chain(start) if size >= self._small else self._small_chain(start)
        if len(found) < size:
            raise damaged()
        return found[:size]

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        return self._data[at : at + self._size]

    def _read_table(self, more: int) -> tuple[int, ...]:
        """Read which sector follows which (the FAT), by the list of its own sectors."""
        numbers = list(struct.unpack_from(f"<{_IN_HEADER}L", self._data, 76))
        most = len(self._data) // self._size + 1
        seen = 0
        while more < _FAT_SECTOR:
            listed = _longs(self._sector(more))
            seen += 1
            if not listed or seen > most:
                raise damaged()
            numbers += listed[:-1]
            more = listed[-1]
        sectors = [number for number in numbers if number < _FAT_SECTOR]
        if len(sectors) > most:
            raise damaged()
        return _longs(b"".join(map(self._sector, sectors)))

    def _chain(self, start: int) -> bytes:
        return self._followed(start, self._table, self._sector)

    def _small_chain(self, start: int) -> bytes:
        pool = self._pool
        return self._followed(
            start, self._small_table, lambda number: pool[number * 64 : number * 64 + 64]
        )

    def _followed(self, start: int, table: tuple[int, ...], sector: _Sector) -> bytes:
        parts: list[bytes] = []
        while start < _FAT_SECTOR:
            if start >= len(table) or len(parts) > len(table):
                raise damaged()  # outside of the file, or a circle
            parts.append(sector(start))
            start = table[start]
        return b"".join(parts)


def _named(entry: bytes) -> tuple[str, int]:
    """Return an entry's name in small letters, and what kind of entry it is."""
    length, kind = struct.unpack_from("<HB", entry, 64)
    return entry[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace").lower(), kind


def _longs(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}L", data[: len(data) // 4 * 4])
