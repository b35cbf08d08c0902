"""An address set as large as it can be in the room that a label or an envelope has for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from smallcrm.domain.errors import Refusal
from smallcrm.reports import style as house
from smallcrm.reports.document import Document, Page
from smallcrm.reports.text import Line, Style, Typesetter

MILLIMETRE: Final = 72 / 25.4
# The smallest type that a sorting machine and most eyes still read.
SMALLEST: Final = 6.0
# Below this size long lines are broken before they are made smaller still.
_BROKEN_BELOW: Final = 8.0
_STEP: Final = 0.25
_LEADING: Final = 1.24
_ASCENT: Final = 0.76
# So many are named in a remark; the others are counted.
_NAMED: Final = 8


@dataclass(frozen=True, slots=True)
class Block:
    """Set lines, and whether something had to be cut from them."""

    lines: tuple[Line, ...]
    style: Style
    cut: bool

    @property
    def height(self) -> float:
        """Return how high the lines are together."""
        return len(self.lines) * self.style.leading

    @property
    def width(self) -> float:
        """Return how wide the widest of them is."""
        return max((line.width for line in self.lines), default=0.0)

    def draw(self, page: Page, x: float, top: float) -> None:
        """Draw the lines below each other."""
        for number, line in enumerate(self.lines):
            page.text(line, x, top + (number + _ASCENT) * self.style.leading)


def fit(
    set_: Typesetter, texts: Sequence[str], width: float, height: float, largest: float
) -> Block:
    """Set lines into a room: made smaller, then broken, and at the very last cut.

    No line is cut while breaking helps. What does not fit at the smallest size keeps its last
    lines, which say where, and an ellipsis where something is missing.
    """
    whole = _whole(set_, texts, width, height, largest)
    if whole is not None:
        return whole
    broken = _broken(set_, texts, width, height, min(largest, _BROKEN_BELOW))
    return broken if broken is not None else _cut(set_, texts, width, height)


def remark(document: Document, code: str, names: Sequence[str]) -> None:
    """Let the maker of a document say whom something is about; nothing where it is nobody."""
    if names:
        more = len(names) - _NAMED
        document.remarks.append(
            Refusal(
                code,
                count=len(names),
                names=tuple(names[:_NAMED]),
                more=more if more > 0 else None,
            )
        )


def _whole(
    set_: Typesetter, texts: Sequence[str], width: float, height: float, largest: float
) -> Block | None:
    """Set each text on one line, as large as goes; None where that would be too small."""
    style = _style(largest)
    lines = tuple(set_.line(text, style) for text in texts)
    widest = max((line.width for line in lines), default=0.0)
    scale = min(width / widest if widest else 1.0, height / _height(len(lines), largest))
    if scale >= 1:
        return Block(lines, style, cut=False)
    size = largest * scale // _STEP * _STEP
    if size < min(largest, _BROKEN_BELOW):
        return None
    style = _style(size)
    return Block(tuple(set_.line(text, style) for text in texts), style, cut=False)


def _broken(
    set_: Typesetter, texts: Sequence[str], width: float, height: float, size: float
) -> Block | None:
    """Break long lines at the largest size at which they fit; None where none is large enough."""
    while size >= SMALLEST:
        style = _style(size)
        lines = tuple(line for text in texts for line in set_.wrapped(text, style, width))
        if _height(len(lines), size) <= height:
            return Block(lines, style, cut=False)
        size -= _STEP
    return None


def _cut(set_: Typesetter, texts: Sequence[str], width: float, height: float) -> Block:
    style = _style(SMALLEST)
    room = max(int(height // style.leading), 1)
    kept = list(texts)
    if len(kept) > room:
        kept = [f"{kept[0]}…", *kept[len(kept) - room + 1 :]] if room > 1 else [f"{kept[0]}…"]
    lines = tuple(set_.fitted(text, style, width) for text in kept)
    return Block(lines, style, cut=True)


def _style(size: float) -> Style:
    return Style(size, size * _LEADING, house.INK)


def _height(count: int, size: float) -> float:
    return max(count, 1) * size * _LEADING
