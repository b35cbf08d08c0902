"""Where lines may break: between words, and between the letters of eastern scripts."""

from __future__ import annotations

import re
from typing import Final

_OPENING = "([{‘“‹«（「『【《〈〔｛［"
_CLOSING = ")]}’”›»，。、；：！？）」』】》〉〕｝］…‰％,.;:!?%،؛؟।॥ๆฯ"
EAST: Final = (
    "\u2e80-\u2fff\u3000-\u3007\u3012-\u303f\u3040-\u31ff\u3200-\u9fff\ua960-\ua97f"
    "\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef\U00020000-\U000323af"
)
EASTERN: Final = re.compile(f"[{EAST}]")
ROUNDING: Final = 0.01  # points: sums of widths differ by less


def holds_together(before: str, after: str) -> bool:
    """Tell whether a line must not be broken between two pieces."""
    left, right = before[-1], after[0]
    if left in " \u3000" or right in " \u3000":
        return False
    if right in _CLOSING or left in _OPENING:
        return True
    return EASTERN.match(left) is None and EASTERN.match(right) is None
