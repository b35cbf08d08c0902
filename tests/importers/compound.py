"""Compound files ([MS-CFB]) made by hand, of one stream."""

from __future__ import annotations

import struct
from typing import Final

from smallcrm.importers.compound_file import SIGNATURE

_HEADER: Final = struct.Struct("<8s16sHHHHH6xLLLLLLLLL")
_END: Final = 0xFFFFFFFE
_FREE: Final = 0xFFFFFFFF
_FAT_SECTOR: Final = 0xFFFFFFFD
_IN_HEADER: Final = 109
_SECTOR: Final = 512
_SMALL: Final = 4096
_STREAM, _ROOT = 2, 5


def wrapped(name: str, stream: bytes) -> bytes:
    """Make a compound file of one stream."""
    body = stream.ljust(max(_SMALL, -(-len(stream) // _SECTOR) * _SECTOR), b"\0")
    count = len(body) // _SECTOR
    tables = 1
    while tables * (_SECTOR // 4) < count + 1 + tables + _lists(tables):
        tables += 1
    lists = _lists(tables)
    # The stream first, then the directory, the table, and the list of the table's sectors.
    chain = [*range(1, count), _END, _END, *[_FAT_SECTOR] * tables, *[_FAT_SECTOR - 1] * lists]
    chain += [_FREE] * (tables * (_SECTOR // 4) - len(chain))
    own = list(range(count + 1, count + 1 + tables))
    first_list = count + 1 + tables
    header = _HEADER.pack(
        *(SIGNATURE, b"", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, count, 0, _SMALL, _END, 0),
        *(first_list if lists else _END, lists),
    )
    in_header = own[:_IN_HEADER] + [_FREE] * (_IN_HEADER - min(len(own), _IN_HEADER))
    parts = [header, _packed(in_header), body]
    parts += [_entry("Root Entry", _ROOT, _END, 0), _entry(name, _STREAM, 0, len(body))]
    parts += [_entry("", 0, 0, 0)] * 2
    parts.append(_packed(chain))
    rest = own[_IN_HEADER:]
    for index in range(lists):
        part = rest[index * 127 : index * 127 + 127]
        part += [_FREE] * (127 - len(part))
        parts.append(_packed([*part, first_list + index + 1 if index + 1 < lists else _END]))
    return b"".join(parts)


def _lists(tables: int) -> int:
    return -(-max(tables - _IN_HEADER, 0) // 127)


def _packed(numbers: list[int]) -> bytes:
    return struct.pack(f"<{len(numbers)}L", *numbers)


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    written = name.encode("utf-16-le")
    length = len(written) + 2 if name else 0
    child = 1 if kind == _ROOT else _FREE
    return struct.pack(
        "<64sHBBLLL16sLQQLQ",
        *(written, length, kind, 1, _FREE, _FREE, child, b"", 0, 0, 0, start, size),
    )
