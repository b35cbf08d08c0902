"""Text on paper: chosen fonts, measured, and broken into lines.

Letters in a row of the house's own faces are by far the most usual, and are set here; what has to
be shaped, runs leftward or needs a face of another script is set by `mixed`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from smallcrm.reports.breaking import EAST, ROUNDING, holds_together
from smallcrm.reports.fonts import EmbeddedFont, EmbeddedFonts
from smallcrm.reports.lines import Line, Run, Span, Style
from smallcrm.reports.lines import plain_run as _run
from smallcrm.reports.printable import kept_ends, paragraphs, printable

if TYPE_CHECKING:
    from smallcrm.reports.mixed import MixedSetter

__all__ = ["Line", "Run", "Span", "Style", "Typesetter", "paragraphs", "printable"]

# Spaces, one eastern character, or a western word; those that belong together are joined again.
_PIECES = re.compile(f"[ ]+|[{EAST}]|[^ {EAST}]+")
_MARKS = "-/@._,;:&?=+"  # where a long address or path had better be cut
_SCRIPTS = re.compile(f"[{EAST}]+|[^{EAST}]+")
_WORDS = re.compile("[ ]+|[^ ]+")


def _font_of(text: str, chain: tuple[EmbeddedFont, ...]) -> EmbeddedFont | None:
    """Return the first font that has all of a text."""
    return next((font for font in chain if font.face.covers(text)), None)


def _choices(
    text: str, chain: tuple[EmbeddedFont, ...]
) -> Iterator[tuple[int, EmbeddedFont | None]]:
    """Choose a font for as much as possible: for text of one script, a word, or a letter."""
    for found in _SCRIPTS.finditer(text):
        font = _font_of(found[0], chain)
        if font is not None:
            yield found.start(), font
            continue
        for part in _WORDS.finditer(found[0]):
            start = found.start() + part.start()
            font = _font_of(part[0], chain)
            if font is not None:
                yield start, font
                continue
            for offset, letter in enumerate(part[0]):
                yield start + offset, _font_of(letter, chain)


@dataclass(slots=True)
class _Piece:
    """What a line cannot be broken within (unless it is longer than a whole line)."""

    runs: list[Run]
    width: float
    space: bool = False


class Typesetter:
    """Chooses fonts, measures and breaks lines; one a document.

    Chinese documents take their Latin letters from the Chinese face too, and have no strong ones.
    """

    def __init__(self, fonts: EmbeddedFonts, language: str) -> None:
        chinese = fonts.chinese
        if language.startswith("zh"):
            self._regular = self._bold = (chinese, fonts.regular)
        else:
            self._regular = (fonts.regular, chinese)
            self._bold = (fonts.semibold, chinese)
        self._fonts = fonts
        self._mixed_setter: MixedSetter | None = None

    def line(self, text: str, style: Style) -> Line:
        """Set text on one line, however long."""
        return self._line(printable(text), style)

    def spans(self, spans: Iterable[Span]) -> Line:
        """Set several styles on one line, however long."""
        known = [Span(kept_ends(span.text), span.style) for span in spans]
        groups = self._groups(known)
        if groups is None:
            return self._mixed.line(known)
        runs = tuple(run for group in groups for run in group)
        return Line(runs, sum(run.width for run in runs))

    def fitted(self, text: str, style: Style, width: float) -> Line:
        """Set text on one line, cut with an ellipsis where it is longer than `width`."""
        text = printable(text)
        line = self._line(text, style)
        if line.width <= width:
            return line
        if line.mixed:
            return self._mixed.fitted(text, style, width)
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            if self._line(text[:middle].rstrip() + "…", style).width <= width:
                low = middle
            else:
                high = middle - 1
        return self._line(text[:low].rstrip() + "…", style)

    def wrapped(self, text: str, style: Style, width: float) -> list[Line]:
        """Break text into lines; the owner's own line breaks are kept."""
        lines: list[Line] = []
        for paragraph in paragraphs(text):
            shown = paragraph.strip()
            line = self._line(shown, style)
            if line.width <= width:
                lines.append(line)
            elif line.mixed:
                lines += self._mixed.wrapped([Span(shown, style)], width)
            else:
                lines += self._broken([line.runs], width)
        while lines and not lines[-1].runs:
            lines.pop()
        return lines

    def wrapped_spans(self, spans: Sequence[Span], width: float) -> list[Line]:
        """Break several styles into lines, as one paragraph."""
        known = [Span(kept_ends(span.text), span.style) for span in spans]
        groups = self._groups(known)
        if groups is None:
            return self._mixed.wrapped(known, width)
        return self._broken(groups, width)

    @property
    def _mixed(self) -> MixedSetter:
        if self._mixed_setter is None:
            from smallcrm.reports.mixed import MixedSetter

            chains = {False: self._regular, True: self._bold}
            self._mixed_setter = MixedSetter(self._fonts, chains)
        return self._mixed_setter

    def _line(self, text: str, style: Style) -> Line:
        """Set printable text on one line."""
        runs = self._runs(text, style)
        if runs is None:
            return self._mixed.line([Span(text, style)])
        width = runs[0].width if len(runs) == 1 else sum(run.width for run in runs)
        return Line(runs, width)

    def _groups(self, spans: Sequence[Span]) -> list[tuple[Run, ...]] | None:
        """Set printable texts as letters in a row; None where one needs more than that."""
        groups = []
        for span in spans:
            runs = self._runs(span.text, span.style)
            if runs is None:
                return None
            groups.append(runs)
        return groups

    def _runs(self, text: str, style: Style) -> tuple[Run, ...] | None:
        """Set printable text as letters in a row; None where it needs more than that."""
        if not text:
            return ()
        chain = self._bold if style.bold else self._regular
        if chain[0].face.covers(text):
            return (_run(chain[0], style, text),)
        runs = []
        font = chain[0]
        start = 0
        for at, chosen in _choices(text, chain):
            if chosen is None:
                return None
            if chosen is not font:
                if at > start:
                    runs.append(_run(font, style, text[start:at]))
                font, start = chosen, at
        runs.append(_run(font, style, text[start:]))
        return tuple(runs)

    def _broken(self, groups: Sequence[tuple[Run, ...]], width: float) -> list[Line]:
        if len(groups) == 1 and len(groups[0]) == 1:
            quickly = _broken_run(groups[0][0], width)
            if quickly is not None:
                return quickly
        lines: list[Line] = []
        current: list[Run] = []
        used = 0.0
        pending: list[_Piece] = []  # spaces, set only if something follows on the line
        for piece in _pieces(groups, width):
            if piece.space:
                if current:
                    pending.append(piece)
                continue
            gap = sum(space.width for space in pending)
            if current and used + gap + piece.width > width + ROUNDING:
                lines.append(_joined(current))
                current, used = [], 0.0
            else:
                for space in pending:
                    current += space.runs
                used += gap
            pending = []
            current += piece.runs
            used += piece.width
        if current:
            lines.append(_joined(current))
        return lines


def _broken_run(run: Run, width: float) -> list[Line] | None:
    """Break a run of one font, by far the most usual; None where a word is wider than a line."""
    text, style, measure = run.text, run.style, run.font.width
    scale, tracking = style.size / 1000, style.tracking
    units: list[tuple[int, int, float]] = []  # what must not be broken: from, to, width
    for found in _PIECES.finditer(text):
        start, end = found.span()
        if text[start] == " ":
            continue
        advance = measure(text[start:end]) * scale + tracking * (end - start)
        if units and units[-1][1] == start and holds_together(text[start - 1], text[start]):
            begin, _, before = units.pop()
            start, advance = begin, before + advance
        if advance > width:
            return None
        units.append((start, end, advance))
    space = measure(" ") * scale + tracking
    lines: list[Line] = []
    first, last, used = 0, 0, 0.0
    for start, end, advance in units:
        gap = (start - last) * space  # only spaces stand between units
        if last and used + gap + advance > width + ROUNDING:
            lines.append(Line((Run(run.font, style, text[first:last], used),), used))
            first, used = start, advance
        elif last:
            used += gap + advance
        else:
            first, used = start, advance
        last = end
    if last:
        lines.append(Line((Run(run.font, style, text[first:last], used),), used))
    return lines


def _pieces(groups: Sequence[tuple[Run, ...]], width: float) -> Iterator[_Piece]:
    """Cut runs where lines may break; cut anywhere what is wider than a whole line."""
    whole: list[_Piece] = []
    last = ""
    for run in (run for group in groups for run in group):
        for text in _PIECES.findall(run.text):
            cut = _run(run.font, run.style, text)
            if last and holds_together(last, text):
                whole[-1].runs.append(cut)
                whole[-1].width += cut.width
            else:
                whole.append(_Piece([cut], cut.width, text[0] == " "))
            last = text
    for piece in whole:
        if piece.space or piece.width <= width:
            yield piece
        else:
            yield from _cut(piece, width)


def _cut(piece: _Piece, width: float) -> Iterator[_Piece]:
    """Cut a word that is wider than a line into pieces that are not, best after a mark."""
    runs: list[Run] = []
    used = 0.0
    for run in piece.runs:
        start, mark = 0, 0  # where the current piece begins, and where it had better end
        scale = run.style.size / 1000
        at, end = 0, len(run.text)
        while at < end:
            advance = run.font.width(run.text[at]) * scale + run.style.tracking
            if used + advance > width and (runs or at > start):
                cut = mark if (mark - start) * 3 > at - start else at
                if cut > start:
                    runs.append(_run(run.font, run.style, run.text[start:cut]))
                yield _Piece(runs, sum(done.width for done in runs))
                runs, used, start, mark, at = [], 0.0, cut, cut, cut
                continue
            used += advance
            at += 1
            if run.text[at - 1] in _MARKS:
                mark = at
        if start < end:
            runs.append(_run(run.font, run.style, run.text[start:]))
    if runs:
        yield _Piece(runs, used)


def _joined(runs: list[Run]) -> Line:
    """Make a line of runs, neighbours of one font and style being one."""
    joined = [runs[0]]
    for before, run in pairwise(runs):
        if run.font is before.font and run.style is before.style:
            last = joined[-1]
            joined[-1] = Run(last.font, last.style, last.text + run.text, last.width + run.width)
        else:
            joined.append(run)
    return Line(tuple(joined), sum(run.width for run in joined))
