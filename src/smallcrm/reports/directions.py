"""Which way the letters of a line run: the bidirectional algorithm of Unicode (UAX 9)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

# Letters and figures of the scripts that run from right to left.
_LEFTWARD = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_LEVEL = re.compile(r"Level\(\s+(\d+),")
_STRONG = {"L": 1, "R": -1, "AL": -1}


def levels(text: str) -> list[int] | None:
    """Return how deep each character of a paragraph is nested: even ones run to the right.

    None where all of them do. A paragraph runs leftward as a whole if most of its letters do, not
    if the first does (rule HL1 leaves that open): names begin sentences in other languages.
    """
    if _LEFTWARD.search(text) is None:
        return None
    from bidi import get_display

    kinds = (_STRONG.get(unicodedata.bidirectional(character), 0) for character in text)
    base = "L" if sum(kinds) >= 0 else "R"
    # The library shows its levels, one a byte of UTF-8, in what it says of itself only.
    said = get_display(text, base_dir=base, debug=True)
    start = said.rindex("\n    levels: [")
    found = _LEVEL.findall(said, start, said.rindex("\n    paragraphs: ["))
    at, answer = 0, []
    for character in text:
        answer.append(int(found[at]))
        at += len(character.encode())
    return answer


def visual_order(levels: Sequence[int]) -> list[int]:
    """Return the places of pieces of these levels as they are seen from left to right (rule L2)."""
    order = list(range(len(levels)))
    if not levels:
        return order
    for level in range(max(levels), 0, -1):
        at = 0
        while at < len(order):
            end = at
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[at:end] = reversed(order[at:end])
            at = end + 1
    return order
