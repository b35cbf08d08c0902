"""Lines of set text, and how a page of a PDF draws them.

Runs and lines are tuples, since a long report makes a hundred thousand of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from smallcrm.reports.fonts import NOTHING, EmbeddedFont, utf16


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
class Glyph:
    """A shaped glyph: the letters that it stands for, and where it stands, in thousandths."""

    number: int
    text: str
    advance: float
    x: float = 0.0
    y: float = 0.0


class Run(NamedTuple):
    """Printable text in one font and style.

    Text that was shaped has its glyphs, from left to right, also where it is read `leftward`;
    `spoken` is set where the glyphs do not say their letters in order.
    """

    font: EmbeddedFont
    style: Style
    text: str
    width: float
    glyphs: tuple[Glyph, ...] | None = None
    leftward: bool = False
    spoken: str = ""

    @property
    def drawing(self) -> str:
        """What a page draws, its font, size and colour being chosen."""
        if self.glyphs is None:
            return f"<{self.font.encode(self.text)}> Tj"
        code = " ".join(_leftward(self) if self.leftward else _rightward(self))
        if self.spoken:
            return f"/Span <</ActualText <FEFF{utf16(self.spoken)}>>> BDC {code} EMC"
        return code


def plain_run(font: EmbeddedFont, style: Style, text: str) -> Run:
    """Set text as letters in a row."""
    width = font.width(text) * style.size / 1000
    if style.tracking:
        width += style.tracking * len(text)
    return Run(font, style, text, width)


class Line(NamedTuple):
    """A set line: its runs as they are seen from left to right.

    Where a line is `mixed`, they may be read in another order; then `reading` is what it says.
    """

    runs: tuple[Run, ...]
    width: float
    reading: str = ""

    @property
    def mixed(self) -> bool:
        """Whether it is more than letters in a row."""
        return bool(self.reading)

    @property
    def text(self) -> str:
        """What the line says."""
        if self.reading or len(self.runs) != 1:
            return self.reading or "".join(run.text for run in self.runs)
        return self.runs[0].text


def _rightward(run: Run) -> Iterable[str]:
    """Draw glyphs one after the other, those that stand higher or lower in between."""
    rise = 0.0
    shown: list[str] = []
    for glyph in run.glyphs or ():
        if glyph.y != rise:
            if shown:
                yield f"[{''.join(shown)}] TJ"
            rise, shown = glyph.y, []
            yield _rise(run, rise)
        shown.append(_placed(run, glyph))
    yield f"[{''.join(shown)}] TJ"
    if rise:
        yield _rise(run, 0.0)


def _leftward(run: Run) -> Iterable[str]:
    """Draw glyphs one after the other, and after them those that stand higher or lower.

    Readers turn the line round as they find it, and take what is not on it for another line. So a
    glyph without width says on the line what the later one draws.
    """
    blank = run.font.face.blank
    if blank is None:
        yield from _rightward(run)
        return
    pen = 0.0
    shown: list[str] = []
    later: list[tuple[float, Glyph]] = []
    for glyph in run.glyphs or ():
        if glyph.y:
            later.append((pen + glyph.x, glyph))
            shown.append(_placed(run, Glyph(blank, glyph.text, glyph.advance)))
        else:
            shown.append(_placed(run, glyph))
        pen += glyph.advance
    yield f"[{''.join(shown)}] TJ"
    end = pen
    for x, glyph in later:
        yield _rise(run, glyph.y)
        yield f"[{_move(x - pen)}<{run.font.code(glyph.number, NOTHING)}>] TJ"
        pen = x + run.font.face.advance(glyph.number)
    if later:
        yield f"{_rise(run, 0.0)} [{_move(end - pen)}] TJ"


def _rise(run: Run, thousandths: float) -> str:
    return f"{thousandths * run.style.size / 1000:.3f} Ts"


def _placed(run: Run, glyph: Glyph) -> str:
    """Write a glyph where it stands; then the pen is where the next one stands."""
    width = run.font.face.advance(glyph.number)
    code = run.font.code(glyph.number, glyph.text)
    return f"{_move(glyph.x)}<{code}>{_move(glyph.advance - glyph.x - width)}"


def _move(thousandths: float) -> str:
    """Move the pen to the right; PDF counts to the left."""
    return f" {-thousandths:.2f} " if abs(thousandths) > 0.005 else ""  # noqa: PLR2004  (no move)
