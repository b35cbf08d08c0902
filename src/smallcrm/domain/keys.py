"""Search and sort keys: text folded so that what looks alike compares alike."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from smallcrm.domain import pinyin

# Letters that Unicode does not take apart, as people without them on the keyboard type them.
_LETTERS: Final = {
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
    "ı": "i",
    "ħ": "h",
    "ŧ": "t",
    "ŋ": "n",
    "ĸ": "k",
    "ƒ": "f",
    "ɨ": "i",
    "ʉ": "u",
    "ə": "a",
    "ƶ": "z",
    "ȼ": "c",
    "ɓ": "b",
    "ɗ": "d",
    "ƙ": "k",
    "ʒ": "z",
}
# How German and Nordic letters are typed without their dots: koehler, aase.
_DIGRAPHS: Final = {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"}
_APOSTROPHES: Final = "'\u2018\u2019\u201a\u201b\u02bb\u02bc\u02bd\u0060\u00b4\u2032"
_ANY_APOSTROPHE: Final = frozenset(_APOSTROPHES)
_IN_WORD: Final = re.compile(rf"(?<=\w)[{_APOSTROPHES}](?=\w)")
_SPELT_OUT: Final = str.maketrans(_DIGRAPHS)
_HAS_VARIANTS: Final = frozenset(
    {*_DIGRAPHS, *"".join(_DIGRAPHS).upper(), *_APOSTROPHES, "\u0308", "\u030a"}
)
# Marks that distinguish letters of one alphabet; those of Indic scripts are vowels and stay.
_MARKS: Final = (
    (0x0300, 0x036F),
    (0x0591, 0x05C7),
    (0x064B, 0x065F),
    (0x0670, 0x0670),
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF),
    (0xFE00, 0xFE0F),
    (0xFE20, 0xFE2F),
    (0xE0100, 0xE01EF),
)
CJK: Final = (
    r"\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff"
    r"\uf900-\ufaff\U00020000-\U0003ffff"
)
_SPELT: Final = r"\u0900-\u0dff\u0e00-\u109f\u1780-\u17ff"
_SIGNS: Final = r"\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
_WORD: Final = re.compile(
    rf"[{CJK}]+|(?:(?![{CJK}])[^\W\d_]|[{_SPELT}])(?:(?![{CJK}])[^\W_]|[{_SPELT}])*[+#]*"
    rf"|(?:(?![{CJK}])[^\W_])+|[{_SIGNS}]"
)
_CJK_CHARACTER: Final = re.compile(rf"[{CJK}]")


def _without_marks(text: str) -> str:
    taken_apart = unicodedata.normalize("NFKD", text)
    kept = "".join(
        character
        for character in taken_apart
        if character.isascii() or not any(low <= ord(character) <= high for low, high in _MARKS)
    )
    return unicodedata.normalize("NFC", kept)


def _fold_character(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Zs", "Zl", "Zp"} or character in "\t\n\r\v\f\x1c\x1d\x1e\x1f\x85":
        return " "
    if category in {"Cc", "Cf", "Cs"}:
        return ""
    folded = character
    for _ in range(3):
        step = _without_marks(unicodedata.normalize("NFKC", folded).casefold())
        step = "".join(_LETTERS.get(letter, letter) for letter in step)
        if step == folded:
            break
        folded = step
    return folded


class _Folding(dict[int, str]):
    """What each character folds to, worked out when it is first seen (`str.translate`)."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        self[code] = folded
        return folded


_FOLDING: Final = _Folding()


def fold(text: str) -> str:
    """Fold case, width, diacritics and ligatures away; apostrophes inside words too."""
    folded = _composed(text).translate(_FOLDING)
    if not _ANY_APOSTROPHE.isdisjoint(folded):
        folded = _IN_WORD.sub("", folded)
    return folded


def fold_mapped(text: str) -> tuple[str, list[int]]:
    """Fold, and tell for each folded character which one of `text` it came from.

    Differs from `fold` in one thing: apostrophes are kept.
    """
    folded: list[str] = []
    origins: list[int] = []
    for start, cluster in _clusters(text):
        piece = cluster.translate(_FOLDING)
        folded.append(piece)
        origins.extend([start] * len(piece))
    return "".join(folded), origins


def words(text: str) -> list[str]:
    """Split into folded words; a run of Chinese, Japanese or Korean is one word."""
    return _WORD.findall(fold(text))


def split(folded: str) -> list[str]:
    """Split text that is folded already into its words."""
    return _WORD.findall(folded)


def spans(folded: str) -> list[tuple[int, int]]:
    """Return where the words of a folded text begin and end."""
    return [found.span() for found in _WORD.finditer(folded)]


def spelt_out(text: str) -> list[str]:
    """Return the words of `text` with ä as ae, ö as oe, å as aa: as many as `words` returns."""
    return words(_composed(text).casefold().translate(_SPELT_OUT))


def has_variants(text: str) -> bool:
    """Tell whether `variants` may have anything to say about a text."""
    return not _HAS_VARIANTS.isdisjoint(text)


def variants(text: str) -> list[str]:
    """Return the words of `text` as people type them who lack its letters: koehler, dangelo.

    Only those that `words` does not return; and the parts of a word that an apostrophe joins.
    """
    found: list[str] = []
    if has_variants(text):
        lowered = _composed(text).casefold()
        found += spelt_out(lowered)
        folded = lowered.translate(_FOLDING)
        if _IN_WORD.search(folded):
            found += _WORD.findall(folded)
    if not found:
        return found
    plain = frozenset(words(text))
    return [word for word in found if word not in plain]


def is_cjk(word: str) -> bool:
    """Tell whether a word is a run of Chinese, Japanese or Korean."""
    return bool(word) and _CJK_CHARACTER.match(word) is not None


def sort_key(name: str) -> str:
    """Return the key that names sort by: folded words; Chinese by pinyin, the surname's first."""
    parts: list[str] = []
    chinese: list[str] = []
    for index, word in enumerate(words(name)):
        if pinyin.has_chinese(word):
            parts.extend(pinyin.syllables(word, surname=index == 0))
            chinese.append(word)
        else:
            parts.append(word)
    # Names that sound alike are kept together by their characters.
    return " ".join(parts + chinese) or fold(name).strip()


def _composed(text: str) -> str:
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", text)


def _clusters(text: str) -> list[tuple[int, str]]:
    """Cut a text into characters, each composed with the marks that follow it."""
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return list(enumerate(text))
    clusters: list[tuple[int, str]] = []
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or not (
            unicodedata.combining(text[index]) or 0x1160 <= ord(text[index]) <= 0x11FF  # noqa: PLR2004
        ):
            clusters.append((start, unicodedata.normalize("NFC", text[start:index])))
            start = index
    return clusters
