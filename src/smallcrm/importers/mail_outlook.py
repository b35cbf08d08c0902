"""Outlook's messages (.msg): the properties of [MS-OXMSG] out of a compound file."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from smallcrm.domain import kept_files
from smallcrm.domain.errors import Refusal
from smallcrm.importers.compound_file import CompoundFile
from smallcrm.importers.html_text import html_text
from smallcrm.importers.mail_parts import (
    MOST_PARTS,
    clean_id,
    head_of,
    own_id,
    possible,
    sender_named,
    sent_at,
    values,
)
from smallcrm.importers.mail_shapes import Attached, MailAddress, MailFile
from smallcrm.importers.mail_words import addresses, decoded, one_line

# Identifiers of properties, as [MS-OXPROPS] has them.
_SUBJECT, _BODY, _HTML, _HEADERS = 0x0037, 0x1000, 0x1013, 0x007D
_MESSAGE_ID, _SUBMITTED, _DELIVERED, _MADE = 0x1035, 0x0039, 0x0E06, 0x3007
_CODE_PAGE, _MESSAGE_CODE_PAGE = 0x3FDE, 0x3FFD
_SENDER_NAME = (0x0C1A, 0x0042)
_SENDER_ADDRESS = (0x5D01, 0x5D02, 0x0C1F, 0x0065)
_NAME, _ADDRESS = (0x3001,), (0x39FE, 0x3003)
_DATA, _LONG_NAME, _SHORT_NAME, _MIME, _CID, _HIDDEN = (
    0x3701,
    0x3707,
    0x3704,
    0x370E,
    0x3712,
    0x7FFE,
)
_BINARY, _TEXT_8, _TEXT_16, _INSTANT = 0x0102, 0x001E, 0x001F, 0x0040
_FIXED: Final = struct.Struct("<HHL8s")
_PROPERTIES: Final = "__properties_version1.0"
_EPOCH: Final = datetime(1601, 1, 1, tzinfo=UTC)
_UTF_8: Final = 65001
_SYSTEM: Final = "cp1252"


class _Storage:
    """The properties of the message, of somebody it is to, or of a file with it."""

    def __init__(self, message: _Outlook, folder: str, head: int) -> None:
        self._message = message
        self._folder = folder
        self._fixed: dict[int, bytes] = {}
        table = message.stream(folder + _PROPERTIES)
        for at in range(head, len(table) - _FIXED.size + 1, _FIXED.size):
            _, identifier, _, value = _FIXED.unpack_from(table, at)
            self._fixed.setdefault(identifier, value)

    def data(self, identifier: int) -> bytes:
        return self._message.stream(f"{self._folder}__substg1.0_{identifier:04x}{_BINARY:04x}")

    def text(self, *identifiers: int) -> str:
        """Return the first of these texts that says something."""
        for identifier in identifiers:
            name = f"{self._folder}__substg1.0_{identifier:04x}"
            wide = self._message.stream(f"{name}{_TEXT_16:04x}")
            narrow = b"" if wide else self._message.stream(f"{name}{_TEXT_8:04x}")
            said = (
                wide.decode("utf-16-le", "replace") if wide else self._message.narrow_text(narrow)
            )
            if said.strip("\0 \r\n"):
                return said.rstrip("\0")
        return ""

    def number(self, identifier: int) -> int:
        return int.from_bytes(self._fixed.get(identifier, b"")[:4], "little")

    def instant(self, identifier: int) -> datetime | None:
        ticks = int.from_bytes(self._fixed.get(identifier, b""), "little")
        try:
            return _EPOCH + timedelta(microseconds=ticks // 10) if ticks else None
        except OverflowError:
            return None


class _Outlook:
    """A compound file with a message in it."""

    def __init__(self, data: bytes, country: str | None) -> None:
        self._file = CompoundFile(data)
        self._paths = self._file.paths()
        self._country = country
        self._charset = ""
        if _PROPERTIES not in self._paths:
            raise Refusal("not_a_mail_file", field="file")
        self.root = _Storage(self, "", 32)
        page = self.root.number(_MESSAGE_CODE_PAGE) or self.root.number(_CODE_PAGE)
        self._charset = "utf-8" if page == _UTF_8 else f"cp{page}" if page else _SYSTEM

    def stream(self, path: str) -> bytes:
        place = self._paths.get(path)
        return b"" if place is None else self._file.stream_at(place)

    def narrow_text(self, data: bytes) -> str:
        return decoded(data, self._charset, country=self._country)

    def html(self) -> str:
        data = self.root.data(_HTML)
        if not data:
            return self.root.text(_HTML)
        page = self.root.number(_CODE_PAGE)
        charset = "utf-8" if page == _UTF_8 else f"cp{page}" if page else None
        return decoded(data, charset, country=self._country)

    def storages(self, beginning: str) -> Iterator[_Storage]:
        """Return the storages of that name, in their order."""
        folders = {
            path.partition("/")[0] + "/" for path in self._paths if path.startswith(beginning)
        }
        for folder in sorted(folders)[:MOST_PARTS]:
            yield _Storage(self, folder, 8)


def outlook_mail(data: bytes, *, now: datetime, country: str | None) -> MailFile:
    """Read Outlook's message; refuses `not_a_mail_file`, and as `CompoundFile` does."""
    file = _Outlook(data, country)
    root = file.root
    head = head_of(root.text(_HEADERS))
    page = file.html()
    body = root.text(_BODY)
    if not body.strip():
        body = html_text(page)
    said = clean_id(root.text(_MESSAGE_ID)) or clean_id("".join(values(head, "message-id")[:1]))
    receivers = [
        sender_named(one.text(*_NAME), _smtp(one.text(*_ADDRESS)))
        for one in file.storages("__recip_version1.0_")
    ]
    return MailFile(
        message_id=said or own_id(data),
        at=_at(file, values(head, "date"), now),
        sender=_sender(root, values(head, "from"), country),
        receivers=tuple(one for one in receivers if one.address)
        or addresses([*values(head, "to"), *values(head, "cc")], country=country),
        subject=one_line(root.text(_SUBJECT))[:500],
        body=kept_files.readable(body) or "",
        attachments=tuple(_attachments(file, page)),
    )


def _at(file: _Outlook, dates: list[str], now: datetime) -> datetime | None:
    said = [file.root.instant(one) for one in (_SUBMITTED, _DELIVERED)]
    said += [sent_at(text, now) for text in dates]
    said.append(file.root.instant(_MADE))
    return next((at for at in said if at is not None and possible(at, now) is not None), None)


def _sender(root: _Storage, headers: list[str], country: str | None) -> MailAddress | None:
    """Return who it is from; inside a company Outlook knows people by paths that no mail has."""
    for identifier in _SENDER_ADDRESS:
        address = _smtp(root.text(identifier))
        if address:
            return sender_named(root.text(*_SENDER_NAME), address)
    return next(iter(addresses(headers, country=country)), None)


def _smtp(text: str) -> str:
    address = one_line(text)
    return address if "@" in address.strip("@") and " " not in address else ""


def _attachments(file: _Outlook, page: str) -> Iterator[Attached]:
    for one in file.storages("__attach_version1.0_"):
        content = one.data(_DATA)
        cid = one_line(one.text(_CID)).strip("<>")
        if one.number(_HIDDEN) & 1 or (cid and f"cid:{cid}" in page):
            continue  # a picture inside the text
        kind = one_line(one.text(_MIME)) or kept_files.UNKNOWN
        try:
            name = kept_files.clean_name(one.text(_LONG_NAME, _SHORT_NAME, _NAME[0]))
        except Refusal:
            name = f"file{kept_files.ending_for(kind)}"
        if not content:
            continue  # a message or a link inside: the message itself is kept whole
        known = kept_files.media_type(name)
        yield Attached(name, known if known != kept_files.UNKNOWN else kind, content)
