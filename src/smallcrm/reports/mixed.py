"""Lines in which letters have to be shaped, run leftward, or come from faces of other scripts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from smallcrm.reports.breaking import EASTERN, ROUNDING, holds_together
from smallcrm.reports.directions import levels, visual_order
from smallcrm.reports.fonts import EmbeddedFont, EmbeddedFonts
from smallcrm.reports.lines import Line, Run, Span, Style, plain_run
from smallcrm.reports.shaping import clusters, shaped

Chains = Mapping[bool, tuple[EmbeddedFont, ...]]

_JOINERS = {ord(joiner): None for joiner in "\u200c\u200d"}
_ACCENT = re.compile("[\u0300-\u036f]")
_FAR_TOO_WIDE = 3
_WIDEST_SPACE = 450  # thousandths: faces of signs have wider ones


@dataclass(slots=True)
class _Part:
    """A run before it is put in its place on the line, and how deep it is nested."""

    run: Run
    level: int


@dataclass(slots=True)
class _Piece:
    """What a line cannot be broken within (unless it is longer than a whole line)."""

    space: bool
    parts: list[_Part] = field(default_factory=list)

    @property
    def width(self) -> float:
        return sum(part.run.width for part in self.parts)

    @property
    def text(self) -> str:
        return "".join(part.run.text for part in self.parts)


class MixedSetter:
    """Sets what needs more than letters in a row; texts given to it are printable.

    `chains` are the fonts that are tried before those of other scripts, for regular and for bold.
    """

    def __init__(self, fonts: EmbeddedFonts, chains: Chains) -> None:
        self._fonts = fonts
        self._chains = chains
        self._chosen_fonts: dict[tuple[str, bool], EmbeddedFont | None] = {}

    def line(self, spans: Iterable[Span]) -> Line:
        """Set texts on one line, however long."""
        return _line([part for piece in self._pieces(spans) for part in piece.parts])

    def fitted(self, text: str, style: Style, width: float) -> Line:
        """Set text on one line, cut with an ellipsis where it is longer than `width`."""
        line = self.line([Span(text, style)])
        if line.width <= width:
            return line
        ends = self._ends_near(text, style, width)
        low, high = 0, len(ends) - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self._shortened(text[: ends[middle]], style).width <= width:
                low = middle
            else:
                high = middle - 1
        return self._shortened(text[: ends[low]], style)

    def wrapped(self, spans: Sequence[Span], width: float) -> list[Line]:
        """Break texts into lines, as one paragraph."""
        lines: list[Line] = []
        current: list[_Part] = []
        pending: list[_Part] = []  # spaces, set only if something follows on the line
        used = gap = 0.0
        for piece in self._fitting(spans, width):
            if piece.space:
                if current:
                    pending += piece.parts
                    gap += piece.width
                continue
            if current and used + gap + piece.width > width + ROUNDING:
                lines.append(_line(current))
                current, used = [], 0.0
            else:
                current += pending
                used += gap
            pending, gap = [], 0.0
            current += piece.parts
            used += piece.width
        if current:
            lines.append(_line(current))
        return lines

    def _shortened(self, text: str, style: Style) -> Line:
        return self.line([Span(text.rstrip() + "…", style)])

    def _ends_near(self, text: str, style: Style, width: float) -> list[int]:
        """Return where a text may be cut, as far as it could fit."""
        ends, at, used = [0], 0, 0.0
        for cluster in clusters(text):
            at += len(cluster)
            used += self.line([Span(cluster, style)]).width
            if used > width * _FAR_TOO_WIDE:  # joined letters are narrower than single ones
                break
            ends.append(at)
        return ends

    def _fitting(self, spans: Iterable[Span], width: float) -> Iterator[_Piece]:
        """Join pieces that belong together; cut anywhere what is wider than a whole line."""
        whole: list[_Piece] = []
        last = ""
        for piece in self._pieces(spans):
            text = piece.text
            if last and holds_together(last, text):
                whole[-1].parts += piece.parts
            else:
                whole.append(piece)
            last = text
        for piece in whole:
            if piece.space or piece.width <= width:
                yield piece
            else:
                yield from _cut(piece, width)

    def _pieces(self, spans: Iterable[Span]) -> Iterator[_Piece]:
        """Cut a paragraph into words, spaces, and single eastern letters."""
        spans = list(spans)
        depths = levels("".join(span.text for span in spans))
        at = 0
        before: Run | None = None
        for span in spans:
            for word in _words(span.text):
                count = sum(map(len, word))
                depth = [0] * count if depths is None else depths[at : at + count]
                at += count
                piece = _Piece(word[0][0] == " ")
                for text, font, level in self._chosen(word, depth, span.style):
                    chosen = font
                    if piece.space and level % 2 and before is not None and _has_space(before):
                        chosen = before.font  # so that the words are drawn as one
                    before = _run(chosen, span.style, text, level)
                    piece.parts.append(_Part(before, level))
                yield piece

    def _chosen(
        self, word: Sequence[str], depths: Sequence[int], style: Style
    ) -> list[tuple[str, EmbeddedFont, int]]:
        """Choose a font and a direction for each part of a word."""
        found: list[tuple[str, EmbeddedFont, int]] = []
        at = 0
        for text, font in self._fonts_of(word, style):
            level = depths[at]
            at += len(text)
            if found and found[-1][1:] == (font, level):
                found[-1] = (found[-1][0] + text, font, level)
            else:
                found.append((text, font, level))
        return found

    def _fonts_of(self, word: Sequence[str], style: Style) -> Iterator[tuple[str, EmbeddedFont]]:
        """Choose a font for a whole word if one has it, else for each letter with its marks."""
        text = "".join(word)
        # Faces of signs have figures too, which look odd beside those of the house.
        whole = self._font_of(text, style) if any(map(str.isalpha, text)) else None
        for cluster in word:
            font = whole or self._font_of(cluster, style)
            if font is not None:
                yield cluster, font
                continue
            for character in cluster:
                yield character, self._font_of(character, style) or self._fonts.chinese

    def _font_of(self, text: str, style: Style) -> EmbeddedFont | None:
        asked = (text, style.bold)
        if asked in self._chosen_fonts:
            return self._chosen_fonts[asked]
        wanted = text.translate(_JOINERS)
        chain = self._chains[style.bold]
        if _ACCENT.search(text):  # the Chinese face has some, and leaves them beside their letter
            chain = tuple(font for font in chain if font is not self._fonts.chinese)
        found = next((font for font in chain if font.face.has(wanted)), None)
        font = self._chosen_fonts[asked] = found or self._fonts.fallback(wanted)
        return font


def _words(text: str) -> Iterator[list[str]]:
    """Cut text into words, spaces and eastern letters, each in letters with their marks."""
    word: list[str] = []
    for cluster in clusters(text):
        first = cluster[0]
        if word and (
            EASTERN.match(first) or EASTERN.match(word[-1]) or (first == " ") != (word[-1] == " ")
        ):
            yield word
            word = []
        word.append(cluster)
    if word:
        yield word


def _run(font: EmbeddedFont, style: Style, text: str, level: int) -> Run:
    leftward = level % 2 == 1
    unknown = not font.face.has(text.translate(_JOINERS))  # the last resort: boxes in a row
    if unknown or (not leftward and font.face.covers(text)):
        return plain_run(font, style, text)
    return shaped(font, style, text, leftward=leftward)


def _has_space(run: Run) -> bool:
    width = run.font.face.widths.get(ord(" "))
    return run.leftward and width is not None and width <= _WIDEST_SPACE


def _cut(piece: _Piece, width: float) -> Iterator[_Piece]:
    """Cut a word that is wider than a line into pieces that are not."""
    done: list[_Part] = []
    room = width
    for part in piece.parts:
        rest = list(clusters(part.run.text))
        widths = {cluster: _part_of(part, [cluster]).run.width for cluster in set(rest)}
        while rest:
            count = _fitting_count(part, rest, widths, room)
            if count == 0 and not done:
                count = 1  # not even one letter fits: it stands out
            if count:
                run = _part_of(part, rest[:count])
                done.append(run)
                room -= run.run.width
                del rest[:count]
            if rest:
                yield _Piece(space=False, parts=done)
                done, room = [], width
    if done:
        yield _Piece(space=False, parts=done)


def _fitting_count(
    part: _Part, rest: Sequence[str], widths: Mapping[str, float], room: float
) -> int:
    """Tell how many letters fit, joined as they will be; `widths` are of single ones."""
    most, used = 0, 0.0
    for cluster in rest:  # one by one they take more room than joined, but not that much more
        used += widths[cluster]
        if used > room * _FAR_TOO_WIDE:
            break
        most += 1
    low = 0
    while low < most:
        middle = (low + most + 1) // 2
        if _part_of(part, rest[:middle]).run.width <= room + ROUNDING:
            low = middle
        else:
            most = middle - 1
    return low


def _part_of(part: _Part, letters: Sequence[str]) -> _Part:
    run = part.run
    return _Part(_run(run.font, run.style, "".join(letters), part.level), part.level)


def _line(parts: Sequence[_Part]) -> Line:
    """Put parts in their places from left to right, neighbours of one kind being one run."""
    runs: list[Run] = []
    for place in visual_order([part.level for part in parts]):
        run = parts[place].run
        joined = _joined(runs[-1], run) if runs else None
        if joined is None:
            runs.append(run)
        else:
            runs[-1] = joined
    reading = "".join(part.run.text for part in parts)
    return Line(tuple(runs), sum(run.width for run in runs), reading)


def _joined(left: Run, right: Run) -> Run | None:
    """Make one run of two neighbours, if they are of one kind."""
    kind = (left.font, left.leftward, left.style)
    if kind != (right.font, right.leftward, right.style):
        return None
    width = left.width + right.width
    if left.leftward:
        text, glyphs = right.text + left.text, (left.glyphs or ()) + (right.glyphs or ())
        return Run(left.font, left.style, text, width, glyphs, leftward=True)
    if left.glyphs is not None or right.glyphs is not None:
        return None
    return Run(left.font, left.style, left.text + right.text, width)
