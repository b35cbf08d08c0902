"""Contacts as vCard 3.0, which every phone and mail program reads: clients only.

What no other program knows (code, level, currency) stands in properties of our own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final

from smallcrm.exporters.sheet import Sheet, Written

_LINE: Final = 75  # bytes, as RFC 2426 wants it
_PHONES: Final[Mapping[str, str]] = {
    "mobile": "CELL", "work": "WORK", "home": "HOME", "fax": "FAX",
}  # fmt: skip
_HANDLES: Final[Mapping[str, str]] = {
    "website": "URL", "wechat": "X-WECHAT", "qq": "X-QQ", "whatsapp": "X-WHATSAPP",
}  # fmt: skip
_OWN: Final = ("code", "level", "lifecycle", "kind", "currency", "source")
# As Google writes it, and our importer and its own read it.
_REFERRED_BY: Final = "REFERRED_BY"


class VcardExporter:
    """One card a client, after one another in one file."""

    name = "vcard"
    endings = (".vcf",)

    def write(self, sheet: Sheet, stream: BinaryIO) -> Written:
        """Write a card for each row and return how many there are."""
        count = 0
        for row in sheet.rows:
            stream.write(b"".join(map(_folded, _lines(row.document))))
            count += 1
        return Written(count)


def _lines(client: Mapping[str, Any]) -> Iterator[str]:
    yield "BEGIN:VCARD"
    yield "VERSION:3.0"
    name, organisation = client["name"], client["organisation"]
    yield f"FN:{_text(name)}"
    is_firm = client["kind"] == "organisation"
    yield "N:;;;;" if is_firm else f"N:{_text(name)};;;;"
    if organisation or is_firm:
        yield f"ORG:{_text(organisation or name)}"
    if is_firm and not organisation:
        yield "X-ABShowAs:COMPANY"
    for phone in client["phones"]:
        word = _PHONES.get(phone["label"])
        yield f"TEL{f';TYPE={word}' if word else ''}:{_text(phone['number'])}"
    for address in client["emails"]:
        yield f"EMAIL:{_text(address)}"
    for address in client["addresses"]:
        yield f"ADR:;;{_text(address)};;;;"
    for handle in client["handles"]:
        yield f"{_HANDLES.get(handle['kind'], 'URL')}:{_text(handle['value'])}"
    if client["birthday"]:
        yield f"BDAY:{client['birthday']}"
    if client["tags"]:
        yield f"CATEGORIES:{','.join(map(_text, client['tags']))}"
    for note in client["notes"]:
        yield f"NOTE:{_text(note)}"
    sender = client["referred_by"]
    if sender is not None:
        yield f"item1.X-ABRELATEDNAMES:{_text(sender['name'])}"
        yield f"item1.X-ABLabel:{_REFERRED_BY}"
    yield from _own(client)
    yield "END:VCARD"


def _own(client: Mapping[str, Any]) -> Iterator[str]:
    for name in _OWN:
        value = client[name]
        if value:
            yield f"X-SMALLCRM-{name.upper()}:{_text(str(value))}"


def _text(value: str) -> str:
    for sign in ("\\", ";", ","):
        value = value.replace(sign, f"\\{sign}")
    return "\\n".join(value.splitlines())


def _folded(line: str) -> bytes:
    """Cut a line into pieces of at most 75 bytes, never through a character."""
    pieces: list[bytes] = []
    piece = b""
    for sign in line:
        encoded = sign.encode("utf-8", "replace")
        if len(piece) + len(encoded) > _LINE - bool(pieces):
            pieces.append(piece)
            piece = b""
        piece += encoded
    pieces.append(piece)
    return b"\r\n ".join(pieces) + b"\r\n"
