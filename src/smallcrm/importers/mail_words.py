"""The text of e-mails: the encodings that they say, and the words of their headers (RFC 2047)."""

from __future__ import annotations

import base64
import binascii
import codecs
import quopri
import re
from collections.abc import Mapping
from email.utils import getaddresses
from typing import Final

from smallcrm.importers.encodings import plausible
from smallcrm.importers.mail_shapes import MailAddress
from smallcrm.importers.text import without_controls

LONGEST_HEADER: Final = 50_000
MOST_ADDRESSES: Final = 500
_LONGEST_NAME: Final = 200
_LONGEST_ADDRESS: Final = 254  # RFC 5321
# What mailers call their encodings, and what they do write: the larger set of the same.
_CHARSETS: Final[Mapping[str, str]] = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "big5": "cp950",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "iso-2022-jp": "iso2022_jp_ext",
    "utf8": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
}
_NOT_SAID: Final = frozenset({"", "us-ascii", "ascii", "unknown-8bit", "x-unknown", "default"})
_WORD: Final = re.compile(r"=\?([^?*\s]+)(?:\*[^?]*)?\?([bBqQ])\?([^?]*)\?=")
_BETWEEN: Final = re.compile(r"(\?=)\s+(?==\?[^?\s]+\?[bBqQ]\?)")
# Turns the direction of what follows: in a sender's name it hides who they are.
_TURNING: Final = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c]")


def decoded(data: bytes, charset: str | None, *, country: str | None = None) -> str:
    """Turn bytes into text by the encoding they say, or by the one in which they make sense."""
    said = (charset or "").strip().strip("\"'").lower()
    if said not in _NOT_SAID:
        try:
            return data.decode(codecs.lookup(_CHARSETS.get(said, said)).name)
        except (LookupError, ValueError):  # UnicodeDecodeError is a ValueError
            pass
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(plausible(data, country), "replace")


def header_text(raw: str, *, country: str | None = None) -> str:
    """Turn a header as it was parsed (RFC 2047 words, bytes as surrogates) into one line."""
    text = _BETWEEN.sub(r"\1", _unescaped(raw[:LONGEST_HEADER], country))
    pieces: list[str] = []
    run: tuple[str, bytes] | None = None  # a character may be cut through from word to word
    end = 0
    for found in _WORD.finditer(text):
        charset, content = found[1].lower(), _word_bytes(found[2], found[3])
        between = text[end : found.start()]
        if run is not None and not between and run[0] == charset:
            run = (charset, run[1] + content)
        else:
            if run is not None:
                pieces.append(decoded(run[1], run[0], country=country))
            pieces.append(between)
            run = (charset, content)
        end = found.end()
    if run is not None:
        pieces.append(decoded(run[1], run[0], country=country))
    pieces.append(text[end:])
    return one_line("".join(pieces))


def one_line(text: str) -> str:
    """Make one line of a text, without what turns or hides it."""
    return " ".join(_TURNING.sub("", without_controls(text.replace("\t", " "))).split())


def addresses(raw: list[str], *, country: str | None = None) -> tuple[MailAddress, ...]:
    """Read who is named in headers; what is no address is left out, and nobody is named twice."""
    found: dict[str, MailAddress] = {}
    for header in raw:
        try:
            read = getaddresses([_unescaped(header[:LONGEST_HEADER], country)])
        except (RecursionError, IndexError, ValueError):
            continue
        for name, typed in read:
            address = one_line(typed)
            if "@" not in address.strip("@") or " " in address or len(address) > _LONGEST_ADDRESS:
                continue
            if len(found) < MOST_ADDRESSES:
                called = header_text(name, country=country)[:_LONGEST_NAME]
                found.setdefault(address.casefold(), MailAddress(called, address))
    return tuple(found.values())


def _unescaped(raw: str, country: str | None) -> str:
    """Decode bytes that stand in a header against the rules, and unfold it."""
    if not raw.isascii():
        try:
            raw = decoded(raw.encode("ascii", "surrogateescape"), None, country=country)
        except UnicodeEncodeError:
            raw = raw.encode("utf-8", "replace").decode("utf-8")
    return re.sub(r"[\r\n]+[ \t]?", " ", raw)


def _word_bytes(kind: str, content: str) -> bytes:
    data = content.encode("ascii", "replace")
    if kind in "qQ":
        return quopri.decodestring(data.replace(b"_", b" "), header=False)
    try:
        return base64.b64decode(data + b"=" * (-len(data) % 4))
    except (binascii.Error, ValueError):
        return b""
