"""What painted widgets share: plain text on one line, runs, marked matches, edges and icons."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QFont,
    QPainter,
    QPen,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)

from smallcrm.ui.theme import BODY, TextStyle, ThemeContext, Tone

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtGui import QFontMetrics
    from PySide6.QtWidgets import QWidget

Ranges = tuple[tuple[int, int], ...]
"""Matched parts of a text: begin and end, counted in characters."""

# Enum arithmetic on Qt's flags costs more than drawing a cell: the numbers are taken once.
LEFT: Final[int] = Qt.AlignmentFlag.AlignLeft.value | Qt.AlignmentFlag.AlignVCenter.value
RIGHT: Final[int] = Qt.AlignmentFlag.AlignRight.value | Qt.AlignmentFlag.AlignVCenter.value
CENTRE: Final[int] = Qt.AlignmentFlag.AlignCenter.value
ELIDE: Final = Qt.TextElideMode.ElideRight

_BREAKS: Final = re.compile(r"[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
_RTL: Final = re.compile(
    "[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefe]"
)
_HYPHEN: Final = re.compile(r"(?<=\w)-(?=\w)")
_FSI: Final = "\u2068"
_PDI: Final = "\u2069"
_OPENERS: Final = "\u2066\u2067\u2068"
_BEYOND_BMP: Final = 0xFFFF
_MOST_MEASURED: Final = 4000
_LINE_HEIGHTS: Final = {11: 15, 12: 17, 13: 18, 14: 20, 15: 20, 16: 22, 18: 24, 20: 26}


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text of one style and tone; several make a line."""

    text: str
    style: TextStyle = BODY
    tone: Tone = "plain"


def isolate(text: str) -> str:
    """Return a text that cannot turn what stands beside it around.

    Right-to-left letters and direction marks are fenced in by isolates; a closing mark that would
    break out of the fence is dropped, an opening one is closed. Other texts come back unchanged.
    """
    if _RTL.search(text) is None:
        return text
    depth = 0
    kept: list[str] = []
    for letter in text:
        if letter in _OPENERS:
            depth += 1
        elif letter == _PDI:
            if depth == 0:
                continue
            depth -= 1
        kept.append(letter)
    return _FSI + "".join(kept) + _PDI * (depth + 1)


def one_line(text: str) -> str:
    """Return the text with line breaks and tabs as blanks, fenced in."""
    if _BREAKS.search(text) is not None:
        text = _BREAKS.sub(" ", text)
    return isolate(text)


def painted(text: str) -> str:
    """Return the text as it is painted on one line.

    With digits of one width Inter's hyphen is as wide as they are, which tears words apart; the
    typographic hyphen is not. It is for the eye only, never for the clipboard or a screen reader.
    """
    text = one_line(text)
    return _HYPHEN.sub("\u2010", text) if "-" in text else text


def plain(text: str) -> str:
    """Return the text for a button or menu, where `&` would become a shortcut."""
    return one_line(text).replace("&", "&&")


def tool_tip(text: str) -> str:
    """Return the text so that a tool tip, which would take marks for markup, shows it as it is."""
    text = isolate(text)
    if "<" not in text and "&" not in text:
        return text
    return f"<p style='white-space:pre-wrap'>{html.escape(text)}</p>"


def line_height(theme: ThemeContext, style: TextStyle) -> int:
    """Return the line height that the design gives to a style."""
    wanted = theme.px(_LINE_HEIGHTS.get(style.size, round(style.size * 1.4)))
    return max(wanted, theme.metrics(style).height())


def baseline(metrics: QFontMetrics, top: int, height: int) -> int:
    """Return where text stands that is centred in a row."""
    return top + (height - metrics.height() + 1) // 2 + metrics.ascent()


def announce(widget: QWidget, text: str) -> None:
    """Have a screen reader say something now; without one nothing happens."""
    if text and QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))


def measure(theme: ThemeContext, style: TextStyle, text: str) -> tuple[str, int]:
    """Return the text as it is painted, and its width; remembered, for it costs half a draw."""
    key = (style, text)
    found = theme.measured.get(key)
    if found is None:
        if len(theme.measured) >= _MOST_MEASURED:
            theme.measured.clear()
        shown = painted(text)
        found = theme.measured[key] = (shown, theme.metrics(style).horizontalAdvance(shown))
    return found


def advance(theme: ThemeContext, style: TextStyle, text: str) -> int:
    """Return how wide a text is when painted on one line."""
    return measure(theme, style, text)[1]


def draw_text(
    painter: QPainter,
    theme: ThemeContext,
    place: tuple[int, int, int],
    text: str,
    style: TextStyle,
    colour: QColor,
) -> int:
    """Draw one line at (x, baseline, width), cut with an ellipsis; return the width used."""
    x, base, width = place
    if not text:
        return 0
    shown, used = measure(theme, style, text)
    if used > width:
        metrics = theme.metrics(style)
        shown = metrics.elidedText(shown, ELIDE, width)
        used = metrics.horizontalAdvance(shown)
    painter.setFont(theme.font(style))
    painter.setPen(colour)
    painter.drawText(x, base, shown)
    return used


def draw_text_right(
    painter: QPainter,
    theme: ThemeContext,
    place: tuple[int, int, int],
    text: str,
    style: TextStyle,
    colour: QColor,
) -> int:
    """Draw one line that ends at (right, baseline, width); return the width used."""
    right, base, width = place
    used = min(width, measure(theme, style, text)[1])
    return draw_text(painter, theme, (right - used, base, width), text, style, colour)


def runs_width(theme: ThemeContext, runs: Iterable[Run]) -> int:
    """Return the natural width of runs."""
    return sum(advance(theme, run.style, run.text) for run in runs)


def draw_runs(
    painter: QPainter,
    theme: ThemeContext,
    place: tuple[int, int, int],
    runs: Iterable[Run],
) -> int:
    """Draw runs one after the other at (x, baseline, width); return the width used."""
    x, base, width = place
    used = 0
    for run in runs:
        if used >= width:
            break
        used += draw_text(
            painter,
            theme,
            (x + used, base, width - used),
            run.text,
            run.style,
            theme.tone(run.tone),
        )
    return used


def draw_marked(
    painter: QPainter,
    theme: ThemeContext,
    place: tuple[int, int, int],
    text: str,
    ranges: Ranges,
    style: TextStyle,
    colour: QColor,
) -> int:
    """Draw one line with matched parts on the colour of a hit; return the width used."""
    if not ranges:
        return draw_text(painter, theme, place, text, style, colour)
    if _RTL.search(text) is not None:
        return _draw_marked_layout(painter, theme, place, text, ranges, style, colour)
    x, base, width = place
    strong = TextStyle(style.size, 600)
    used = 0
    for part, matched in _parts(text, ranges):
        if used >= width:
            break
        shown = strong if matched else style
        if matched:
            metrics = theme.metrics(shown)
            part_width = min(advance(theme, shown, part), width - used)
            fill_round(
                painter,
                QRectF(
                    x + used - 1, base - metrics.ascent() - 1, part_width + 2, metrics.height() + 2
                ),
                3 * theme.scale,
                theme.colour(theme.tokens.hit),
            )
        pen = theme.colour(theme.tokens.hittext) if matched else colour
        used += draw_text(painter, theme, (x + used, base, width - used), part, shown, pen)
    return used


def marked_width(theme: ThemeContext, text: str, ranges: Ranges, style: TextStyle) -> int:
    """Return how wide a text with matched parts is."""
    strong = TextStyle(style.size, 600)
    return sum(
        advance(theme, strong if matched else style, part) for part, matched in _parts(text, ranges)
    )


def fill_round(
    painter: QPainter,
    rect: QRectF,
    radius: float,
    fill: QColor,
    edge: QColor | None = None,
) -> None:
    """Fill a rounded rectangle, with a hairline inside its edge where one is wanted."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=True)
    painter.setBrush(fill)
    if edge is None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(rect, radius, radius)
    else:
        painter.setPen(QPen(edge, 1))
        inner = rect.adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(inner, radius - 0.5, radius - 0.5)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def focus_edge(painter: QPainter, theme: ThemeContext, rect: QRectF, radius: float) -> None:
    """Draw the 2 px edge of the part that has the keyboard, inside its box."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=True)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour(theme.tokens.acc), 2))
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def draw_icon(
    painter: QPainter,
    theme: ThemeContext,
    place: tuple[int, int, int],
    name: str,
    colour: str,
) -> None:
    """Draw an icon with its left edge and its middle at (x, middle, size at 100 %)."""
    x, middle, size = place
    picture = theme.pixmap(name, colour, size, painter.device().devicePixelRatioF())
    painter.drawPixmap(x, middle - theme.px(size) // 2, picture)


def wrapped(
    theme: ThemeContext,
    runs: Sequence[Run],
    width: int,
    max_lines: int = 0,
) -> tuple[QTextLayout, int]:
    """Lay runs out over several lines; return the layout and its height.

    With `max_lines` the rest is left out; the caller shows the whole text elsewhere.
    """
    text = "".join(painted(run.text) for run in runs)
    layout = QTextLayout(text, theme.font(runs[0].style if runs else BODY))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    formats: list[QTextLayout.FormatRange] = []
    begin = 0
    for run in runs:
        length = _units(painted(run.text))
        formats.append(_format(begin, length, theme.font(run.style), theme.tone(run.tone)))
        begin += length
    layout.setFormats(formats)
    height = max((line_height(theme, run.style) for run in runs), default=theme.px(18))
    layout.beginLayout()
    count = 0
    while max_lines == 0 or count < max_lines:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(max(1, width))
        line.setPosition(QPointF(0, count * height + (height - line.height()) / 2))
        count += 1
    layout.endLayout()
    return layout, max(1, count) * height


def _parts(text: str, ranges: Ranges) -> list[tuple[str, bool]]:
    parts: list[tuple[str, bool]] = []
    at = 0
    for begin, end in sorted(ranges):
        start = max(at, begin)
        if end <= start:
            continue
        if start > at:
            parts.append((text[at:start], False))
        parts.append((text[start:end], True))
        at = end
    if at < len(text):
        parts.append((text[at:], False))
    return parts


def _draw_marked_layout(
    painter: QPainter,
    theme: ThemeContext,
    place: tuple[int, int, int],
    text: str,
    ranges: Ranges,
    style: TextStyle,
    colour: QColor,
) -> int:
    # Parts of right-to-left text do not stand one after the other: a layout knows where they are.
    x, base, width = place
    fenced = isolate(text)
    shift = 1 if fenced != text else 0
    font = theme.font(style)
    layout = QTextLayout(theme.metrics(style).elidedText(fenced, ELIDE, width), font)
    formats: list[QTextLayout.FormatRange] = []
    for begin, end in ranges:
        marked = _format(
            _units(text[:begin]) + shift,
            _units(text[begin:end]),
            font,
            theme.colour(theme.tokens.hittext),
        )
        marked.format.setBackground(theme.colour(theme.tokens.hit))
        formats.append(marked)
    layout.setFormats(formats)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(max(1, width))
    layout.endLayout()
    painter.setPen(colour)
    layout.draw(painter, QPointF(x, base - line.ascent()))
    return min(width, round(line.naturalTextWidth()))


def _format(begin: int, length: int, font: QFont, colour: QColor) -> QTextLayout.FormatRange:
    made = QTextCharFormat()
    made.setFont(font)
    made.setForeground(colour)
    found = QTextLayout.FormatRange()
    found.start = begin
    found.length = length
    found.format = made
    return found


def _units(text: str) -> int:
    # Qt counts UTF-16 units: rare characters of Chinese names are two.
    return len(text) + sum(1 for letter in text if ord(letter) > _BEYOND_BMP)
