"""Outlook's messages made by hand, after [MS-OXMSG]."""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from typing import Any

from tests.importers.compound import tree

_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def message(
    texts: dict[int, str],
    *,
    sent: datetime | None = None,
    receivers: tuple[tuple[str, str], ...] = (),
    attachments: tuple[dict[int, Any], ...] = (),
    binaries: dict[int, bytes] | None = None,
    wide: bool = True,
    code_page: int = 0,
) -> bytes:
    """Make a message of its texts, whom it is to, and the properties of what is attached."""
    streams: dict[str, bytes] = {}
    fixed: list[tuple[int, int, bytes]] = []
    if sent is not None:
        ticks = int((sent - _EPOCH).total_seconds()) * 10_000_000
        fixed.append((0x0040, 0x0039, struct.pack("<Q", ticks)))
    if code_page:
        fixed.append((0x0003, 0x3FFD, struct.pack("<LL", code_page, 0)))
    _texts(streams, "", texts, wide=wide, code_page=code_page)
    for identifier, data in (binaries or {}).items():
        streams[f"__substg1.0_{identifier:04X}0102"] = data
    streams["__properties_version1.0"] = b"\0" * 32 + _table(fixed)
    for number, (name, address) in enumerate(receivers):
        folder = f"__recip_version1.0_#{number:08X}/"
        _texts(streams, folder, {0x3001: name, 0x39FE: address}, wide=True, code_page=0)
        streams[f"{folder}__properties_version1.0"] = b"\0" * 8
    for number, properties in enumerate(attachments):
        folder = f"__attach_version1.0_#{number:08X}/"
        flags = [(0x000B, 0x7FFE, struct.pack("<Q", 1))] if properties.get(0x7FFE) else []
        words = {key: value for key, value in properties.items() if isinstance(value, str)}
        _texts(streams, folder, words, wide=True, code_page=0)
        if 0x3701 in properties:
            streams[f"{folder}__substg1.0_37010102"] = properties[0x3701]
        streams[f"{folder}__properties_version1.0"] = b"\0" * 8 + _table(flags)
    return tree(streams)


def _texts(
    streams: dict[str, bytes], folder: str, texts: dict[int, str], *, wide: bool, code_page: int
) -> None:
    for identifier, text in texts.items():
        kind = "001F" if wide else "001E"
        content = text.encode("utf-16-le" if wide else f"cp{code_page or 1252}")
        streams[f"{folder}__substg1.0_{identifier:04X}{kind}"] = content


def _table(fixed: list[tuple[int, int, bytes]]) -> bytes:
    return b"".join(struct.pack("<HHL8s", kind, number, 6, data) for kind, number, data in fixed)
