"""Letters that join, change or stack: HarfBuzz chooses and places their glyphs."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import groupby

import uharfbuzz as hb

from smallcrm.reports.fonts import NOTHING, EmbeddedFont, Typeface
from smallcrm.reports.lines import Glyph, Run, Style

# Between these, in thousandths of the size, marks that people piled up stay: their own line.
_HIGHEST, _LOWEST = 1150, -450
_LONGEST = 24  # characters: more make no letter but a pile
_ZWNJ, _ZWJ = "\u200c", "\u200d"
_VIRAMA = 9  # the combining class of what ties a letter to the next
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_VOWELS_BEFORE = frozenset("เแโใไເແໂໃໄ")  # Thai and Lao write them before their letter
_JAMO, _JAMO_AFTER = range(0x1100, 0x1200), range(0x1160, 0x1200)
_BMP = "\uffff"


def shaped(font: EmbeddedFont, style: Style, text: str, *, leftward: bool) -> Run:
    """Shape text that a font has all the letters of."""
    glyphs, advance, spoken = _shaped(font.face, text, leftward)
    if style.tracking:
        style = replace(style, tracking=0.0)
    return Run(font, style, text, advance * style.size / 1000, glyphs, leftward, spoken)


def clusters(text: str) -> Iterator[str]:
    """Cut text into what a reader takes for one letter: with its marks, joined signs, flags."""
    start = 0
    for at in range(1, len(text)):
        if at - start >= _LONGEST or not _together(text, start, at):
            yield text[start:at]
            start = at
    if text:
        yield text[start:]


def _together(text: str, start: int, at: int) -> bool:
    before, after = text[at - 1], text[at]
    if before.isascii() and after.isascii():
        return False
    code = ord(after)
    if unicodedata.category(after)[0] == "M" or after in (_ZWNJ, _ZWJ) or code in _SKIN_TONES:
        return before not in " \u00a0"
    if before == _ZWJ or before in _VOWELS_BEFORE:
        return True
    if unicodedata.combining(before) == _VIRAMA:
        return unicodedata.category(after) == "Lo"
    if code in _FLAG_LETTERS:
        return (at - start) % 2 == 1 and ord(before) in _FLAG_LETTERS
    return code in _JAMO_AFTER and ord(before) in _JAMO


@lru_cache(8_192)
def _shaped(face: Typeface, text: str, leftward: bool) -> tuple[tuple[Glyph, ...], float, str]:
    """Shape text; return its glyphs from left to right, how wide it is, and what they cannot say.

    Each glyph stands for letters, in the order in which the glyphs are seen: readers of a PDF
    turn that round where it runs leftward, each glyph's own letters too, though those should stay
    as they are. So a ligature there stands for its first letter, and glyphs that show nothing for
    the others. Rightward, where letters are seen in another order than they are read, a reader is
    told the word beside them. (It would be turned round too, so leftward it is not; and pdfium
    loses all beyond the first 65,536 characters of Unicode in it.)
    """
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if leftward else "ltr"
    buffer.flags = (
        hb.BufferFlags.REMOVE_DEFAULT_IGNORABLES | hb.BufferFlags.DO_NOT_INSERT_DOTTED_CIRCLE
    )
    hb.shape(face.font, buffer)
    placed = list(zip(buffer.glyph_infos, buffer.glyph_positions, strict=True))
    if not placed:
        return (), 0.0, ""  # nothing of it can be seen
    starts = sorted({info.cluster for info, _ in placed})
    ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
    glyphs: list[Glyph] = []
    ordered = True
    for start, group in groupby(placed, key=lambda one: one[0].cluster):
        here = [_glyph(face, info.codepoint, position) for info, position in group]
        ordered = ordered and len(here) == 1
        letters = text[start : ends[start]]
        glyphs += _said_leftward(face, letters, here) if leftward else _said(letters, here)
    spoken = "" if ordered or leftward or max(text) > _BMP else text
    return tuple(glyphs), sum(glyph.advance for glyph in glyphs), spoken


def _glyph(face: Typeface, number: int, position: hb.GlyphPosition) -> Glyph:
    advance, x, y = (
        length * face.scale for length in (position.x_advance, position.x_offset, position.y_offset)
    )
    extents = face.font.get_glyph_extents(number) if y else None
    if extents is not None:
        top = extents.y_bearing * face.scale
        bottom = top + extents.height * face.scale
        y = max(min(y, _HIGHEST - top), _LOWEST - bottom)
    return Glyph(number, "", advance, x, y)


def _said(letters: str, glyphs: list[Glyph]) -> Iterator[Glyph]:
    """Give each glyph a letter, the last one those that are left."""
    last = len(glyphs) - 1
    for number, glyph in enumerate(glyphs):
        text = letters[number:] if number == last else letters[number : number + 1]
        yield replace(glyph, text=text or NOTHING)


def _said_leftward(face: Typeface, letters: str, glyphs: list[Glyph]) -> Iterator[Glyph]:
    """Give each glyph a letter, from the right; those that are left go to glyphs of nothing."""
    if len(letters) > len(glyphs):
        if face.blank is None:
            yield from _said(letters, glyphs)
            return
        for letter in reversed(letters[len(glyphs) :]):
            yield Glyph(face.blank, letter, 0.0)
    said = letters[: len(glyphs)].ljust(len(glyphs), NOTHING)
    for glyph, letter in zip(glyphs, reversed(said), strict=True):
        yield replace(glyph, text=letter)
