"""Text on paper: what people typed made printable, measured, and broken into lines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from smallcrm.reports.fonts import EmbeddedFont, EmbeddedFonts

_COMBINING = re.compile("[\u0300-\u036f]")
_LINE_ENDS = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACES = "[\t\x1f\u1680\u2000-\u2006\u2008-\u200a\u205f]"
_FIXED_SPACES = "[\u2007\u202f]"
# Marks that show nothing of themselves: joiners, variation selectors, and those that would turn
# the direction of all that follows.
_INVISIBLE = (
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
_UNPRINTABLE = "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
_SUBSTITUTES = (
    (re.compile(_INVISIBLE), ""),
    (re.compile(_SPACES), " "),
    (re.compile(_FIXED_SPACES), "\u00a0"),
    (re.compile("\u2011"), "-"),
    (re.compile(_UNPRINTABLE), "\ufffd"),
)

_OPENING = "([{‘“‹«（「『【《〈〔｛［"
_CLOSING = ")]}’”›»，。、；：！？）」』】》〉〕｝］…‰％,.;:!?%"
_EAST = (
    "\u2e80-\u2fff\u3000-\u3007\u3012-\u303f\u3040-\u31ff\u3200-\u9fff\ua960-\ua97f"
    "\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef\U00020000-\U000323af"
)
_EASTERN = re.compile(f"[{_EAST}]")
# Spaces, one eastern character, or a western word; those that belong together are joined again.
_PIECES = re.compile(f"[ ]+|[{_EAST}]|[^ {_EAST}]+")
_MARKS = "-/@._,;:&?=+"  # where a long address or path had better be cut
_SCRIPTS = re.compile(f"[{_EAST}]+|[^{_EAST}]+")
_WORDS = re.compile("[ ]+|[^ ]+")


def printable(text: str) -> str:
    """Make one line of what people typed: every visible character kept, nothing that acts."""
    if text.isascii() and text.isprintable():
        return text
    return " ".join(part.strip() for part in paragraphs(text)).strip()


def paragraphs(text: str) -> tuple[str, ...]:
    """Make printable lines of what people typed, as they broke them."""
    if text.isascii() and text.isprintable():
        return (text,)
    return tuple(map(_printable, _LINE_ENDS.split(text)))


def _printable(text: str) -> str:
    for pattern, substitute in _SUBSTITUTES:
        text = pattern.sub(substitute, text)
    return unicodedata.normalize("NFC", text) if _COMBINING.search(text) else text


@dataclass(frozen=True, slots=True)
class Style:
    """How text is set: points from line to line, and the colour as PDF writes it."""

    size: float
    leading: float
    colour: str
    bold: bool = False
    tracking: float = 0.0

    def at(self, scale: float) -> Style:
        """Return the same, smaller."""
        size, leading = self.size * scale, self.leading * scale
        return Style(size, leading, self.colour, self.bold, self.tracking)


@dataclass(frozen=True, slots=True)
class Span:
    """Text in one style, as it came; made printable when it is set."""

    text: str
    style: Style


@dataclass(frozen=True, slots=True)
class Run:
    """Printable text in one font and style."""

    font: EmbeddedFont
    style: Style
    text: str
    width: float


@dataclass(frozen=True, slots=True)
class Line:
    """A set line."""

    runs: tuple[Run, ...]
    width: float

    @property
    def text(self) -> str:
        """What the line says."""
        return self.runs[0].text if len(self.runs) == 1 else "".join(run.text for run in self.runs)


@dataclass(slots=True)
class _Piece:
    """What a line cannot be broken within (unless it is longer than a whole line)."""

    runs: list[Run]
    width: float
    space: bool = False


class Typesetter:
    """Chooses fonts, measures and breaks lines; one a document.

    Each chain names the fonts to try in turn; the last resort shows the replacement box. Chinese
    documents take their Latin letters from the Chinese face too, and have no strong ones.
    """

    def __init__(self, fonts: EmbeddedFonts, language: str) -> None:
        chinese = fonts.chinese
        if language.startswith("zh"):
            self._regular = self._bold = (chinese, fonts.regular)
        else:
            self._regular = (fonts.regular, chinese)
            self._bold = (fonts.semibold, chinese)
        self._last_resort = chinese

    def line(self, text: str, style: Style) -> Line:
        """Set text on one line, however long."""
        runs = tuple(self._runs(printable(text), style))
        return Line(runs, sum(run.width for run in runs))

    def spans(self, spans: Iterable[Span]) -> Line:
        """Set several styles on one line, however long."""
        runs = tuple(run for span in spans for run in self._runs(_kept_ends(span.text), span.style))
        return Line(runs, sum(run.width for run in runs))

    def fitted(self, text: str, style: Style, width: float) -> Line:
        """Set text on one line, cut with an ellipsis where it is longer than `width`."""
        line = self.line(text, style)
        if line.width <= width:
            return line
        text = printable(text)
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            if self.line(text[:middle].rstrip() + "…", style).width <= width:
                low = middle
            else:
                high = middle - 1
        return self.line(text[:low].rstrip() + "…", style)

    def wrapped(self, text: str, style: Style, width: float) -> list[Line]:
        """Break text into lines; the owner's own line breaks are kept."""
        lines: list[Line] = []
        for paragraph in paragraphs(text):
            line = self.line(paragraph, style)
            lines += [line] if line.width <= width else self._broken([line.runs], width)
        while lines and not lines[-1].runs:
            lines.pop()
        return lines

    def wrapped_spans(self, spans: Sequence[Span], width: float) -> list[Line]:
        """Break several styles into lines, as one paragraph."""
        groups = [tuple(self._runs(_kept_ends(span.text), span.style)) for span in spans]
        return self._broken(groups, width)

    def _runs(self, text: str, style: Style) -> Iterator[Run]:
        if not text:
            return
        chain = self._bold if style.bold else self._regular
        if chain[0].face.covers(text):
            yield _run(chain[0], style, text)
            return
        font = chain[0]
        start = 0
        for at, chosen in self._choices(text, chain):
            if chosen is not font:
                if at > start:
                    yield _run(font, style, text[start:at])
                font, start = chosen, at
        yield _run(font, style, text[start:])

    def _choices(
        self, text: str, chain: tuple[EmbeddedFont, ...]
    ) -> Iterator[tuple[int, EmbeddedFont]]:
        """Choose a font for as much as possible: for text of one script, a word, or a letter."""
        for found in _SCRIPTS.finditer(text):
            for part in (found,) if _font_of(found[0], chain) else _WORDS.finditer(found[0]):
                start = part.start() + (0 if part is found else found.start())
                font = _font_of(part[0], chain)
                if font is not None:
                    yield start, font
                    continue
                for offset, letter in enumerate(part[0]):
                    yield start + offset, _font_of(letter, chain) or self._last_resort

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
            if current and used + gap + piece.width > width + 0.01:
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


def _font_of(text: str, chain: tuple[EmbeddedFont, ...]) -> EmbeddedFont | None:
    """Return the first font that has all of a text."""
    return next((font for font in chain if font.face.covers(text)), None)


def _kept_ends(text: str) -> str:
    """Make one line of what may begin or end with a space before or after another span."""
    if text.isascii() and text.isprintable():
        return text
    return " ".join(paragraphs(text))


def _run(font: EmbeddedFont, style: Style, text: str) -> Run:
    width = font.width(text) * style.size / 1000
    if style.tracking:
        width += style.tracking * len(text)
    return Run(font, style, text, width)


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
        if units and units[-1][1] == start and _holds_together(text[start - 1], text[start]):
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
        if last and used + gap + advance > width + 0.01:
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
            if last and _holds_together(last, text):
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


def _holds_together(before: str, after: str) -> bool:
    """Tell whether a line must not be broken between two pieces."""
    left, right = before[-1], after[0]
    if left in " \u3000" or right in " \u3000":
        return False
    if right in _CLOSING or left in _OPENING:
        return True
    return _EASTERN.match(left) is None and _EASTERN.match(right) is None


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
