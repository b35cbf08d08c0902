"""E-mails out of files: RFC 5322 messages (.eml) and Outlook's (.msg).

Whatever the bytes are, the answer is an e-mail of plain text or a refusal; nothing that it points
to is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.utils import collapse_rfc2231_value
from pathlib import Path
from typing import Final

from smallcrm.domain import kept_files
from smallcrm.domain.errors import Refusal
from smallcrm.importers import files
from smallcrm.importers.compound_file import SIGNATURE
from smallcrm.importers.html_text import html_text
from smallcrm.importers.mail_outlook import outlook_mail
from smallcrm.importers.mail_parts import (
    LONGEST_LINE,
    MOST_PARTS,
    clean_id,
    own_id,
    sent_at,
    values,
)
from smallcrm.importers.mail_shapes import Attached, MailFile
from smallcrm.importers.mail_words import addresses, decoded, header_text, one_line

ENDINGS: Final = (".eml", ".msg")
MOST_DEPTH: Final = 30
# Beyond these the library takes minutes, and no mailer writes them.
_MOST_BOUNDARIES: Final = 200
_MOST_DASHES: Final = 50_000
_LONGEST_HEAD: Final = 1_000_000
_LONGEST_KIND: Final = 10_000
_BLANK: Final = re.compile(rb"\r?\n\r?\n")
_KIND: Final = re.compile(
    rb"^content-(?:type|disposition)[ \t]*:(?:[^\n]*\n[ \t])*[^\n]*", re.IGNORECASE | re.MULTILINE
)
_HEADER: Final = re.compile(
    rb"\A(?:From [^\n]*\n)?(?:[!-9;-~]+[ \t]*:[^\n]*\r?\n(?:[ \t][^\n]*\n)*)+"
)
# Without one of these it is some other text that begins like a header.
_TELLING: Final = frozenset({"from", "date", "message-id", "received", "mime-version", "subject"})
_ENOUGH: Final = 2
# Outlook's own wrapping of what is there besides, and what seals a message.
_NOT_FILES: Final = frozenset(
    {
        "application/ms-tnef",
        "application/vnd.ms-tnef",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-signature",
    }
)
# What broken parts make the library raise.
_BROKEN: Final = (ValueError, LookupError, TypeError, AttributeError, MessageError, RecursionError)


def is_mail(name: str) -> bool:
    """Tell by its name whether a file is an e-mail."""
    return kept_files.ending(name) in ENDINGS


def read_file(path: Path, *, now: datetime, country: str | None = None) -> tuple[bytes, MailFile]:
    """Read an e-mail from a file; returns its bytes too. Refuses as `read` and `files.content`."""
    data = files.content(path, kept_files.LARGEST)
    return data, read(data, name=path.name, now=now, country=country)


def read(data: bytes, *, name: str, now: datetime, country: str | None = None) -> MailFile:
    """Read an e-mail; refuses `document_too_large` and `not_a_mail_file`.

    `now` tells a date that cannot be. The `country` settles encodings that nothing else does.
    """
    kept_files.require_small(name, len(data))
    try:
        if data.startswith(SIGNATURE):
            return outlook_mail(data, now=now, country=country)
        return _Eml(data, now, country).mail()
    except _BROKEN as error:
        raise Refusal("not_a_mail_file", field="file", file=name) from error
    except Refusal as refusal:
        raise Refusal("not_a_mail_file", field="file", file=name) from refusal


class _Eml:
    """One RFC 5322 message, part by part."""

    def __init__(self, data: bytes, now: datetime, country: str | None) -> None:
        _require_bounded(data)
        self._data = data.lstrip(b"\xef\xbb\xbf\r\n")
        self._now = now
        self._country = country
        if not _HEADER.match(self._data[:65536] + b"\n"):
            raise Refusal("not_a_mail_file", field="file")
        self._message = message_from_bytes(self._data)
        told = {key.lower() for key in self._message}
        if len(told & _TELLING) < _ENOUGH:
            raise Refusal("not_a_mail_file", field="file")
        self._said: list[str] = []
        self._pages: list[str] = []
        self._files: list[tuple[Attached, str]] = []

    def mail(self) -> MailFile:
        """Put together what the parts say."""
        for part in _parts(self._message, 0, [MOST_PARTS]):
            self._take(part)
        body = "\n\n".join(filter(str.strip, self._said))
        if not body.strip():
            body = "\n\n".join(html_text(page) for page in self._pages)
        shown = " ".join(self._pages)
        sender = addresses(values(self._message, "from"), country=self._country)
        sender = sender or addresses(values(self._message, "sender"), country=self._country)
        receivers = [one for name in ("to", "cc", "bcc") for one in values(self._message, name)]
        return MailFile(
            message_id=clean_id(self._line("message-id")) or own_id(self._data),
            at=self._at(),
            sender=next(iter(sender), None),
            receivers=addresses(receivers, country=self._country),
            subject=self._line("subject")[:LONGEST_LINE],
            body=kept_files.readable(body) or "",
            attachments=tuple(
                file for file, cid in self._files if not (cid and f"cid:{cid}" in shown)
            ),
        )

    def _line(self, name: str) -> str:
        return header_text(next(iter(values(self._message, name)), ""), country=self._country)

    def _at(self) -> datetime | None:
        """Read when it was sent, else when the last on its way took it."""
        said = [sent_at(text, self._now) for text in values(self._message, "date")]
        said += [
            sent_at(text.rpartition(";")[2], self._now)
            for text in values(self._message, "received")
        ]
        return next((at for at in said if at is not None), None)

    def _take(self, part: Message) -> None:
        kind = part.get_content_type()
        disposition = (part.get_content_disposition() or "").lower()
        name = _file_name(part, self._country)
        if kind in _NOT_FILES:
            return
        if kind == "message/rfc822":
            self._keep(name or "message.eml", kind, _nested(part), "")
            return
        content = part.get_payload(decode=True)
        data = content if isinstance(content, bytes) else b""
        if disposition != "attachment" and not name and kind in ("text/plain", "text/html"):
            text = decoded(data, part.get_content_charset(), country=self._country)
            (self._said if kind == "text/plain" else self._pages).append(text)
            return
        cid = one_line(str(part.get("content-id", ""))).strip("<>")
        self._keep(name or f"file{kept_files.ending_for(kind)}", kind, data, cid)

    def _keep(self, name: str, kind: str, data: bytes, cid: str) -> None:
        try:
            cleaned = kept_files.clean_name(name)
        except Refusal:
            cleaned = f"file{kept_files.ending_for(kind)}"
        known = kept_files.media_type(cleaned)
        media = known if known != kept_files.UNKNOWN else kind
        self._files.append((Attached(cleaned, media, data), cid))


def _require_bounded(data: bytes) -> None:
    """Refuse what was made to keep a reader busy: boundaries, parts and headers without end."""
    blank = _BLANK.search(data)
    busy = (
        data.lower().count(b"boundary=") > _MOST_BOUNDARIES
        or data.count(b"\n--") > _MOST_DASHES
        or (blank.start() if blank is not None else len(data)) > _LONGEST_HEAD
        or any(len(found[0]) > _LONGEST_KIND for found in _KIND.finditer(data))
    )
    if busy:
        raise Refusal("not_a_mail_file", field="file")


def _parts(message: Message, depth: int, left: list[int]) -> Iterator[Message]:
    """Walk through the parts that hold something; a message inside is one of them, whole."""
    left[0] -= 1
    if depth > MOST_DEPTH or left[0] < 0:
        raise Refusal("not_a_mail_file", field="file")
    inside = message.get_payload()
    if message.get_content_type() == "message/rfc822" or not isinstance(inside, list):
        yield message
        return
    for part in inside:
        if isinstance(part, Message):
            yield from _parts(part, depth + 1, left)


def _file_name(part: Message, country: str | None) -> str:
    """Return what a part is called: `filename`, or `name` as older mailers write it."""
    for parameter, header in (("filename", "content-disposition"), ("name", "content-type")):
        raw = part.get_param(parameter, None, header)
        if raw:
            text = raw if isinstance(raw, str) else collapse_rfc2231_value(raw)
            return header_text(text, country=country)
    return ""


def _nested(part: Message) -> bytes:
    """Return the bytes of a message inside a message."""
    inside = part.get_payload()
    message = inside[0] if isinstance(inside, list) and inside else part
    if not isinstance(message, Message):
        return b""
    try:
        return message.as_bytes()
    except _BROKEN:
        return str(message.get_payload()).encode("utf-8", "replace")
