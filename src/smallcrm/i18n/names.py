"""People's names: which part comes first, and the letters that stand for somebody."""

from __future__ import annotations

import re

# Han, kana and hangul: scripts in which the family name comes first, without a space.
_EAST_ASIAN = re.compile(
    "[\u1100-\u11ff\u3005-\u3007\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U000323af]",
)


def person_name(given: str, family: str) -> str:
    """Put a name together as its script has it: 张伟, 金민준, but Beatriz Gonçalves."""
    given, family = given.strip(), family.strip()
    if _EAST_ASIAN.search(family) or (not family and _EAST_ASIAN.search(given)):
        return f"{family}{given}" if _EAST_ASIAN.search(given) else f"{family} {given}".strip()
    return f"{given} {family}".strip()


def initials(name: str) -> str:
    """Return the one or two letters for a name: 张 for 张伟, BG for Beatriz Gonçalves."""
    words = [letters for word in name.split() if (letters := re.sub(r"[\W\d_]+", "", word))]
    if not words:
        return name.strip()[:1]
    if _EAST_ASIAN.match(words[0]):
        return words[0][0]
    letters = words[0][0] if len(words) == 1 else words[0][0] + words[-1][0]
    return letters.upper()
