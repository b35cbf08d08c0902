"""From bytes to text: which encoding a file is in, and why that one."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Container
from dataclasses import dataclass
from typing import Final

from smallcrm.domain.errors import Refusal

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
    (re.compile(r"\s*<(\?xml|!doctype|html|svg|table)", re.IGNORECASE), "markup"),
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
            raise Refusal("not_a_table", field="file", what=what)
    return decoded


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
    encoding = _plausible(data, country)
    return Decoded(_cleaned(data.decode(encoding, "replace")), encoding, "plausible")


def _wide(data: bytes) -> str | None:
    """Recognise UTF-16 without a mark by its zero bytes, which all stand on one side."""
    head = data[:_SAMPLE_BYTES]
    zeros = head.count(0)
    if not zeros or len(head) < _FEW:
        return None
    even = head[::2].count(0)
    odd = zeros - even
    # Separators and line ends alone leave one zero byte in some dozens, even in Chinese text.
    if zeros * 50 < len(head) or min(even, odd) * 20 > zeros:
        return None
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    text = head[: len(head) // 2 * 2].decode(encoding, "replace")
    bad = text.count("\ufffd") + len(_CONTROLS.findall(text))
    return encoding if bad * 50 <= len(text) else None


# How plausible a text is: each candidate walks over the same bytes and gives every character that
# is not ASCII a mark between -1 (nobody writes that) and 1 (everybody does). The tables of the
# old encodings put frequent characters first, so that the place of a character says how frequent
# it is. The highest average wins; the order below breaks ties.

_COMMON: Final = frozenset(
    "的一是不了人我在有他这中大来上个国到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后小"
    "公司客户名称姓电话手机地址邮箱备注编号日期金额合计单位李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗市区路"
    "這來個國說們為時過學對裡後電話機郵註編號額單張劉陳楊趙黃吳孫羅區姓名址備客戶稱"
    "氏名様株式会社町村丁目番号東京都府県市"
)


def _double(
    data: bytes, encoding: str, leads: Container[int], place: Callable[[int, int], float]
) -> float:
    """Score a two-byte encoding; `place` marks a pair by where it stands in the table."""
    score, count, index = 0.0, 0, 0
    while index < len(data):
        byte = data[index]
        if byte < 0x80:  # noqa: PLR2004
            index += 1
            continue
        count += 1
        if byte not in leads or index + 1 == len(data):
            score += place(byte, -1)
            index += 1
            continue
        try:
            character = data[index : index + 2].decode(encoding)
        except UnicodeDecodeError:
            score -= 1
            index += 1
            continue
        index += 2
        if character in _COMMON:
            score += 1.2
        elif "\ue000" <= character <= "\uf8ff":
            score -= 1
        else:
            score += place(byte, data[index - 1])
    return score / count if count else 0.0


def _place_gb(lead: int, trail: int) -> float:
    if trail < 0:
        return -1.0
    if 0x81 <= lead <= 0xFE and 0x30 <= trail <= 0x39:  # noqa: PLR2004  (four bytes: rare)
        return -0.5
    if trail >= 0xA1:  # noqa: PLR2004
        if 0xB0 <= lead <= 0xD7:  # noqa: PLR2004  (level 1: the 3,755 frequent characters)
            return 0.9
        if lead in (0xA1, 0xA3):  # punctuation, full width
            return 0.8
        if 0xD8 <= lead <= 0xF7:  # noqa: PLR2004
            return 0.2
    return -0.3


def _place_big5(lead: int, trail: int) -> float:
    if trail < 0:
        return -1.0
    if 0xA4 <= lead <= 0xC6:  # noqa: PLR2004  (level 1: the 5,401 frequent characters)
        return 0.9
    if lead == 0xA1:  # noqa: PLR2004
        return 0.8
    return 0.1 if 0xC9 <= lead <= 0xF9 else -0.3  # noqa: PLR2004


_SJIS_LEADS: Final = frozenset((*range(0x81, 0xA0), *range(0xE0, 0xFD)))


def _place_sjis(lead: int, trail: int) -> float:
    if trail < 0:  # a half-width katakana, or nothing
        return -0.1 if 0xA1 <= lead <= 0xDF else -1.0  # noqa: PLR2004
    if lead in (0x82, 0x83):  # kana, full width letters
        return 1.0
    if lead == 0x81:  # noqa: PLR2004
        return 0.8
    return 0.8 if 0x88 <= lead <= 0x97 else 0.0  # noqa: PLR2004


_WORDY: Final = re.compile(r"[A-Za-z .,'\-]")
_LATIN: Final = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿßœšžÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝŒŠŽ")
_MARKS_LATIN: Final = frozenset("’‘“”„–—…€£¥§°ºª«»¿¡·®©™²³½¼ \u00a0")


def _score_latin(data: bytes) -> float:
    """Score cp1252: accented letters stand alone among plain ones, never in long rows."""
    text = data.decode("cp1252", "replace")
    score, count = 0.0, 0
    for index, character in enumerate(text):
        if character < "\x80":
            continue
        count += 1
        before = text[index - 1] if index else " "
        after = text[index + 1] if index + 1 < len(text) else " "
        letters = before.isascii() + after.isascii()
        if character in _LATIN:
            wordy = bool(_WORDY.match(before)) or bool(_WORDY.match(after))
            score += 1.0 if letters == 2 and wordy else 0.5 if letters and wordy else -0.5  # noqa: PLR2004
        elif character in _MARKS_LATIN:
            score += 0.7 if letters else -0.3
        else:
            score -= 1.0
    return score / count if count else 0.0


def _score_utf8(data: bytes) -> float:
    """Score UTF-8 that is damaged somewhere: by how much of it is not."""
    text = data.decode("utf-8", "replace")
    high = [character for character in text if character >= "\x80"]
    bad = high.count("\ufffd")
    return 1.0 - 20 * bad / len(high) if bad < len(high) else -1.0


def _plausible(data: bytes, country: str | None) -> str:
    sample = _telling(data)
    scores = {
        "utf-8": _score_utf8(sample),
        "gb18030": _double(sample, "gbk", range(0x81, 0xFF), _place_gb),
        "big5": _double(sample, "cp950", range(0xA1, 0xFA), _place_big5),
        "cp932": _double(sample, "cp932", _SJIS_LEADS, _place_sjis),
        "cp1252": _score_latin(sample),
    }
    home = {"CN": "gb18030", "TW": "big5", "HK": "big5", "MO": "big5", "JP": "cp932"}
    if country in home:
        scores[home[country]] += 0.1
    return max(scores, key=lambda name: scores[name])


def _telling(data: bytes) -> bytes:
    """Gather the first lines that are not plain ASCII: only they can tell encodings apart."""
    lines: list[bytes] = []
    size, position = 0, 0
    while size < _SAMPLE_BYTES and (found := _HIGH.search(data, position)):
        start = max(data.rfind(b"\n", position, found.start()) + 1, position)
        end = data.find(b"\n", found.start(), start + _SAMPLE_BYTES)
        position = (end if end >= 0 else start + _SAMPLE_BYTES) + 1
        lines.append(data[start:position])
        size += position - start
    return b"".join(lines)
