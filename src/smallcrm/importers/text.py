"""From bytes to text: which encoding a file is in, and why that one."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

from smallcrm.domain.errors import Refusal
from smallcrm.importers.encodings import plausible

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with the other's
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Files that are no text, by their first bytes.
_SIGNATURES: Final = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"%PDF", "pdf"),
    (b"\xd0\xcf\x11\xe0", "office"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"RIFF", "media"),
    (b"\x1f\x8b", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"),
    (b"SQLite format 3\x00", "database"),
    (b"\x7fELF", "program"),
    (b"MZ\x90", "program"),
    (b"{\\rtf", "rtf"),
)
_TEXT_SIGNATURES: Final = (
    (re.compile(r"\s*BEGIN:V(CARD|CALENDAR)", re.IGNORECASE), "vcard"),
    (
        re.compile(r"\s*<(\?xml|!doctype|html|svg|table|meta|style|head|body|!--)", re.IGNORECASE),
        "markup",
    ),
    (re.compile(r"\s*[{\[]\s*[{\[\"}\]]"), "json"),
)
# Tab and line ends are structure; the rest of C0 and C1 says nothing to a person.
_CONTROLS: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]"
)
_HIGH: Final = re.compile(rb"[\x80-\xff]")
_SAMPLE_BYTES: Final = 64 * 1024
_MOST_CONTROLS: Final = 0.02
_FEW: Final = 4
_LAST_PLANE: Final = 0x10
_HEAD: Final = 4096


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text without control characters; `why` is as in `plan.Understood`."""

    text: str
    encoding: str
    why: str


def decode(
    data: bytes,
    encoding: str | None = None,
    *,
    country: str | None = None,
    expected: str | None = None,
) -> Decoded:
    """Turn a file's bytes into text; what it looks like is refused, unless it is `expected`.

    Raises Refusal `empty_file`, `not_a_table` (with `what` it looks like), `unknown_encoding`,
    `wrong_encoding` (where the caller's encoding does not fit).
    """
    if not data:
        raise Refusal("empty_file", field="file")
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise Refusal("not_a_table", field="file", what=what)
    decoded = _given(data, encoding) if encoding else _found(data, country)
    if not decoded.text.strip():
        raise Refusal("empty_file", field="file")
    for pattern, what in _TEXT_SIGNATURES:
        if what != expected and pattern.match(decoded.text):
            raise Refusal(_markup(decoded.text), field="file", what=what)
    return decoded


def _markup(text: str) -> str:
    """Name what is no table and yet written in letters; spreadsheets save pages as `.xls`."""
    head = text[:_HEAD].lower()
    if "urn:schemas-microsoft-com:office:spreadsheet" in head or 'progid="excel.sheet"' in head:
        return "old_workbook"
    if re.match(r"\s*<(?!\?xml|svg)", head) or "<html" in head:
        return "web_page"
    return "not_a_table"


def decoded_again(data: bytes, encoding: str | None) -> str:
    """Turn bytes into the text that `decode` made of them, by the encoding that it found."""
    name = codecs.lookup(encoding or "utf-8").name
    for mark, marked in _MARKS:
        if data.startswith(mark) and (name == marked or marked.startswith(name)):
            data = data[len(mark) :]
            break
    text = _with_surrogates(data) if name == "utf-8" else None
    return without_controls(data.decode(name, "replace") if text is None else text)


def _cleaned(text: str) -> str:
    """Take control characters out; text that has many of them is no text (`not_a_table`)."""
    head = text[:_SAMPLE_BYTES]
    count = len(_CONTROLS.findall(head)) + head.count("\ufffd")
    if count > _FEW and count > len(head) * _MOST_CONTROLS:
        raise Refusal("not_a_table", field="file", what="binary")
    return without_controls(text)


def without_controls(text: str) -> str:
    """Take out what no person can see or type, and halves of characters."""
    return _CONTROLS.sub("", text) if _CONTROLS.search(text) else text


def _given(data: bytes, encoding: str) -> Decoded:
    try:
        name = codecs.lookup(encoding.strip()).name
    except (LookupError, ValueError) as error:
        raise Refusal("unknown_encoding", field="encoding", text=encoding) from error
    for mark, marked in _MARKS:
        if data.startswith(mark) and (name == marked or marked.startswith(name)):
            return Decoded(_cleaned(_strict(data[len(mark) :], marked)), marked, "given")
    return Decoded(_cleaned(_strict(data, name)), name, "given")


def _strict(data: bytes, encoding: str) -> str:
    """Decode all of it, but for a character that the end of the file cut through."""
    try:
        return data.decode(encoding)
    except LookupError as error:  # a codec that makes no text (`hex`, `zlib`)
        raise Refusal("unknown_encoding", field="encoding", text=encoding) from error
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 4 and error.start > 0:
            return data[: error.start].decode(encoding, "replace")
        raise Refusal(
            "wrong_encoding", field="encoding", text=encoding, position=error.start
        ) from error
    except ValueError as error:
        raise Refusal("wrong_encoding", field="encoding", text=encoding, position=0) from error


def _found(data: bytes, country: str | None) -> Decoded:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, "replace")
            return Decoded(_cleaned(text), encoding, "mark")
    wide = _wide(data)
    if wide:
        return Decoded(_cleaned(data.decode(wide, "replace")), wide, "pattern")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3 and error.reason == "unexpected end of data":
            cut = data[: error.start]
            if _HIGH.search(cut):
                return Decoded(_cleaned(cut.decode("utf-8")), "utf-8", "valid")
    else:
        return Decoded(_cleaned(text), "utf-8", "valid" if _HIGH.search(data) else "ascii")
    if surrogates := _with_surrogates(data):
        return Decoded(_cleaned(surrogates), "utf-8", "valid")
    encoding = plausible(data, country)
    return Decoded(_cleaned(data.decode(encoding, "replace")), encoding, "plausible")


def _with_surrogates(data: bytes) -> str | None:
    """Read UTF-8 in which some database wrote characters as two halves (CESU-8)."""
    try:
        halves = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return None
    return halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _wide(data: bytes) -> str | None:
    """Recognise UTF-16 and UTF-32 without a mark by zero bytes, which all stand on one side."""
    head = data[:_SAMPLE_BYTES]
    zeros = head.count(0)
    if not zeros or len(head) < _FEW:
        return None
    for encoding, highest, next_highest in (("utf-32-le", 3, 2), ("utf-32-be", 0, 1)):
        if not any(head[highest::4]) and max(head[next_highest::4]) <= _LAST_PLANE:
            return encoding
    even = head[::2].count(0)
    odd = zeros - even
    # Separators and line ends alone leave one zero byte in some dozens, even in Chinese text.
    if zeros * 50 < len(head) or min(even, odd) * 20 > zeros:
        return None
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    text = head[: len(head) // 2 * 2].decode(encoding, "replace")
    bad = text.count("\ufffd") + len(_CONTROLS.findall(text))
    return encoding if bad * 50 <= len(text) else None
