"""Headings as they are compared: letters and digits alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

_NOT_WORD: Final = re.compile(r"[\W_]+")
_NUMBER: Final = re.compile(r"(?<=\D)\d{1,2}(?=\D|$)", re.ASCII)
_NUMBER_OF: Final = re.compile(r"(?<!\d)\d{1,2}(?!\d)", re.ASCII)
_UNNAMED: Final = re.compile(r"#\d+", re.ASCII)  # what `table.named` calls an empty heading


def normalised(heading: str) -> str:
    """Reduce a heading to its letters and digits: no case, width, space or punctuation."""
    text = unicodedata.normalize("NFKC", heading).replace("#", "no").casefold()
    return _NOT_WORD.sub("", text)


def numberless(text: str) -> str:
    """Take the numbers off that count columns of a kind: `phone2value` is a `phonevalue`."""
    return _NUMBER.sub("", text)


def by_word(words: Mapping[str, str]) -> dict[str, str]:
    """Map each of the words that stand parted by `|` for a field to that field."""
    return {
        normalised(word): name
        for name, several in words.items()
        for word in several.split("|")
        if word.strip()
    }


def number_of(heading: str) -> int:
    """Return the number that a heading has (`Contact 2 phone`); 1 where it has none."""
    found = _NUMBER_OF.search(heading)
    return int(found[0]) if found else 1


def is_unnamed(heading: str) -> bool:
    """Tell whether a column has no heading of its own."""
    return _UNNAMED.fullmatch(heading) is not None
