"""Which of the old encodings bytes are in: the one in which they make the likeliest text."""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from typing import Final

_HIGH: Final = re.compile(rb"[\x80-\xff]")
_SAMPLE_BYTES: Final = 64 * 1024

# How plausible a text is: each candidate walks over the same bytes and gives every character that
# is not ASCII a mark between -1 (nobody writes that) and 1 (everybody does). The tables of the
# old encodings put frequent characters first, so that the place of a character says how frequent
# it is. The highest average wins; the order below breaks ties.

_COMMON: Final = frozenset(
    "的一是不了人我在有他这中大来上个国到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后小"
    "公司客户名称姓电话手机地址邮箱备注编号日期金额合计单位李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗市区路"
    "這來個國說們為時過學對裡後電話機郵註編號額單張劉陳楊趙黃吳孫羅區姓名址備客戶稱"
    "氏名様株式会社町村丁目番号東京都府県市"
    "이다는의에을를가한하고지로기사리서대시자전화주소름성명회번호구동도김박최정강조윤장임수인상신일아고객"
)


def _double(
    data: bytes, encoding: str, leads: Container[int], place: Callable[[int, int], float]
) -> float:
    """Score a two-byte encoding; `place` marks a pair by where it stands in the table."""
    score, count, index = 0.0, 0, 0
    while index < len(data):
        byte = data[index]
        if byte < 0x80:
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
    if 0x81 <= lead <= 0xFE and 0x30 <= trail <= 0x39:  # four bytes: rare
        return -0.5
    if trail >= 0xA1:
        if 0xB0 <= lead <= 0xD7:  # level 1: the 3,755 frequent characters
            return 0.9
        if lead in (0xA1, 0xA3):  # punctuation, full width
            return 0.8
        if 0xD8 <= lead <= 0xF7:
            return 0.2
    return -0.3


def _place_big5(lead: int, trail: int) -> float:
    if trail < 0:
        return -1.0
    if 0xA4 <= lead <= 0xC6:  # level 1: the 5,401 frequent characters
        return 0.9
    if lead == 0xA1:
        return 0.8
    return 0.1 if 0xC9 <= lead <= 0xF9 else -0.3


_SJIS_LEADS: Final = frozenset((*range(0x81, 0xA0), *range(0xE0, 0xFD)))


def _place_sjis(lead: int, trail: int) -> float:
    if trail < 0:  # a half-width katakana, or nothing
        return -0.1 if 0xA1 <= lead <= 0xDF else -1.0
    if lead in (0x82, 0x83):  # kana, full width letters
        return 1.0
    if lead == 0x81:
        return 0.8
    return 0.8 if 0x88 <= lead <= 0x97 else 0.0


def _place_euc_jp(lead: int, trail: int) -> float:
    if trail < 0:
        return -1.0
    if lead in (0xA4, 0xA5):  # kana
        return 1.0
    if lead in (0xA1, 0xA3):  # punctuation, full width
        return 0.8
    return 0.8 if 0xB0 <= lead <= 0xCF else 0.0


def _place_euc_kr(lead: int, trail: int) -> float:
    if trail < 0:
        return -1.0
    if 0xB0 <= lead <= 0xC8:  # hangul
        return 0.8
    return 0.5 if lead in (0xA1, 0xA3) else -0.5


_WORDY: Final = re.compile(r"[A-Za-z .,'\-]")
_SMALL: Final = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿßœšž")
_LATIN: Final = _SMALL | frozenset("ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝŒŠŽ")
_MARKS_LATIN: Final = frozenset("’‘“”„–—…€£¥§°ºª«»¿¡·®©™²³½¼ \u00a0")


def _score_latin(data: bytes, encoding: str) -> float:
    """Score letters of the West: accented ones stand among plain ones, never in long rows."""
    text = data.decode(encoding, "replace")
    score, count = 0.0, 0
    for index, character in enumerate(text):
        if character < "\x80":
            continue
        count += 1
        before = text[index - 1] if index else " "
        after = text[index + 1] if index + 1 < len(text) else " "
        score += _fit(character, before, after)
    return score / count if count else 0.0


def _fit(character: str, before: str, after: str) -> float:
    """Mark a character of the West by its neighbours."""
    letters = before.isascii() + after.isascii()
    if character in _LATIN:
        if character not in _SMALL and before.islower():
            return -0.5  # no capital stands after a small letter
        wordy = bool(_WORDY.match(before)) or bool(_WORDY.match(after))
        return 1.0 if letters == 2 and wordy else 0.5 if letters and wordy else -0.5
    if character in _MARKS_LATIN:
        inside = before.isalpha() and after.isalpha() and character not in "’·–"
        return -0.5 if inside else 0.7 if letters else -0.3
    return -1.0


def _score_utf8(data: bytes) -> float:
    """Score UTF-8 that is damaged somewhere: by how much of it is not."""
    text = data.decode("utf-8", "replace")
    high = [character for character in text if character >= "\x80"]
    bad = high.count("\ufffd")
    return 1.0 - 20 * bad / len(high) if bad < len(high) else -1.0


_HOME: Final = {
    "CN": ("gb18030",), "TW": ("big5",), "HK": ("big5",), "MO": ("big5",),
    "JP": ("cp932", "euc_jp"), "KR": ("euc_kr",),
}  # fmt: skip


def plausible(data: bytes, country: str | None) -> str:
    """Choose an encoding for bytes that are no UTF-8; the country settles what they leave open."""
    sample = _telling(data)
    scores = {
        "utf-8": _score_utf8(sample),
        "gb18030": _double(sample, "gbk", range(0x81, 0xFF), _place_gb),
        "big5": _double(sample, "cp950", range(0xA1, 0xFA), _place_big5),
        "cp932": _double(sample, "cp932", _SJIS_LEADS, _place_sjis),
        "euc_jp": _double(sample, "euc_jp", range(0xA1, 0xFF), _place_euc_jp),
        "euc_kr": _double(sample, "cp949", range(0xA1, 0xFF), _place_euc_kr),
        "cp1252": _score_latin(sample, "cp1252"),
        # What the DOS and the Macintosh of the West wrote; seldom now, hence a little behind.
        "cp850": _score_latin(sample, "cp850") - 0.01,
        "cp437": _score_latin(sample, "cp437") - 0.02,
        "mac_roman": _score_latin(sample, "mac_roman") - 0.03,
    }
    for encoding in _HOME.get(country or "", ()):
        scores[encoding] += 0.1
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
