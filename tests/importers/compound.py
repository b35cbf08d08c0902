"""Compound files ([MS-CFB]) made by hand."""

from __future__ import annotations

import struct
from itertools import pairwise
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


def tree(streams: dict[str, bytes]) -> bytes:
    """Make a compound file of streams in storages, by their paths."""
    folders = sorted({path.rpartition("/")[0] for path in streams} - {""})
    names = ["", *folders, *streams]
    place = {name: index for index, name in enumerate(names)}
    children: dict[str, list[int]] = {name: [] for name in ("", *folders)}
    for name in names[1:]:
        children[name.rpartition("/")[0]].append(place[name])
    short = {path: data for path, data in streams.items() if len(data) < _SMALL}
    pool = b"".join(data.ljust(-(-len(data) // 64) * 64, b"\0") for data in short.values())
    pool = pool.ljust(-(-len(pool) // _SECTOR) * _SECTOR, b"\0")
    small: list[int] = []
    starts: dict[str, int] = {}
    for path, content in short.items():
        starts[path] = len(small) if content else _END
        count = -(-len(content) // 64)
        small += [len(small) + at + 1 for at in range(count - 1)] + [_END] * bool(count)
    small += [_FREE] * (-len(small) % 128)
    siblings = {one: right for row in children.values() for one, right in pairwise(row)}
    long = {path: data for path, data in streams.items() if len(data) >= _SMALL}
    lengths = [len(pool) // _SECTOR, *(-(-len(data) // _SECTOR) for data in long.values())]
    for at, path in enumerate(long, 1):
        starts[path] = sum(lengths[:at])
    entries = b""
    for name in names:
        kind = _ROOT if not name else _STREAM if name in streams else 1
        size = len(pool) if not name else len(streams.get(name, b""))
        written = (name.rpartition("/")[2] or "Root Entry").encode("utf-16-le")
        row = children.get(name, [])
        start = 0 if not name else starts.get(name, 0)
        entries += struct.pack(
            "<64sHBBLLL16sLQQLQ",
            *(written, len(written) + 2, kind, 1, _FREE, siblings.get(place[name], _FREE)),
            *(row[0] if row else _FREE, b"", 0, 0, 0, start, size),
        )
    entries = entries.ljust(-(-len(entries) // _SECTOR) * _SECTOR, b"\0")
    chains = [*lengths, len(entries) // _SECTOR, len(small) // 128]
    fat: list[int] = []
    for count in chains:
        fat += [len(fat) + at + 1 for at in range(count - 1)] + [_END] * bool(count)
    tables = 1
    while tables * 128 < len(fat) + tables:
        tables += 1
    own = list(range(len(fat), len(fat) + tables))
    directory, small_fat = sum(lengths), sum(lengths) + chains[-2]
    fat += [_FAT_SECTOR] * tables
    fat += [_FREE] * (tables * 128 - len(fat))
    header = _HEADER.pack(
        *(SIGNATURE, b"", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, directory, 0, _SMALL, small_fat),
        *(chains[-1], _END, 0),
    )
    in_header = own + [_FREE] * (_IN_HEADER - len(own))
    filled = [data.ljust(-(-len(data) // _SECTOR) * _SECTOR, b"\0") for data in long.values()]
    parts = [header, _packed(in_header), pool, *filled, entries, _packed(small), _packed(fat)]
    return b"".join(parts)
