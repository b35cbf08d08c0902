"""Charts, drawn as the page's own blocks and rules: columns over time, bars beside names.

The scale always begins at nothing. No value is told by its colour alone: the columns of a row of
figures are as dark as its name in the legend, values stand beside what they are of, and two rows
differ in print without colour too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from smallcrm.reports import style as house
from smallcrm.reports.layout import Flow, baseline
from smallcrm.reports.style import Type
from smallcrm.reports.text import Line, Style

_STEPS = (1, 2, 5)
_MOST_TICKS = 5
_PLOT = 128.0
_ABOVE = 12.0  # room for a value above the highest column
_AXIS_GAP = 7.0
_LABEL_GAP = 5.0
_COLUMN_SHARE = 0.68
_WIDEST_COLUMN = 34.0
_PAIRED = 0.48  # of a column's width, of each of two
_STRIDES = (1, 2, 3, 4, 6, 12, 24)
_PALE = house.colour("C4C4C0")
_SWATCH = 6.6
_ROW = 14.6
_BAR = 7.6
_NAME_SHARE = 0.34
_VALUE_GAP = 10.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A column: what it is of, its value and how that is written.

    `place` is where its label stands in its `group` (0 for January), so that labels which do not
    fit are left out evenly. `beside` is the value of the second row of figures, None: none.
    """

    label: str
    value: int
    text: str
    group: str = ""
    place: int = 0
    beside: int | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A bar: whose it is, its value and how that is written; below nothing it goes to the left."""

    label: str
    value: int
    text: str


def accent(type_: Type) -> str:
    """Return the colour of bars: the owner's where it can be read, else a dark grey."""
    colour = type_.title.colour
    return house.BAR if colour == house.INK else colour


def ticks(low: int, high: int) -> list[int]:
    """Return round values at equal distances, nothing among them, that enclose `low` to `high`."""
    low, high = min(low, 0), max(high, 0)
    power = 1
    while True:
        for one in _STEPS:
            step = one * power
            first, last = low // step, -(-high // step)
            if last - first <= _MOST_TICKS:
                return [number * step for number in range(first, max(last, first + 1) + 1)]
        power *= 10


def columns(
    flow: Flow,
    marks: Sequence[Mark],
    write: Callable[[int], str],
    names: tuple[str, str] | None = None,
) -> None:
    """Draw a value over time; `write` writes the values of the scale.

    `names` are those of the two rows of figures, where there is a second one: the first of them
    is that of `value`.
    """
    if marks:
        _Columns(flow, marks, write, names).draw()


class _Columns:
    """One chart of columns being drawn."""

    def __init__(
        self,
        flow: Flow,
        marks: Sequence[Mark],
        write: Callable[[int], str],
        names: tuple[str, str] | None,
    ) -> None:
        self._flow = flow
        self._marks = marks
        self._names = names
        self._label: Style = flow.type.label.at(0.92)
        values = [mark.value for mark in marks]
        values += [mark.beside for mark in marks if mark.beside is not None]
        self._ticks = ticks(min(values), max(values))
        self._axis = [flow.set.line(write(tick), self._label) for tick in self._ticks]
        margin = max(line.width for line in self._axis) + _AXIS_GAP
        self._left = flow.sheet.left + margin
        self._slot = (flow.sheet.right - self._left) / len(marks)
        self._colour = accent(flow.type)

    def draw(self) -> None:
        flow = self._flow
        labels = self._label.leading * (2 if any(mark.group for mark in self._marks) else 1)
        legend = self._label.leading + 6.0 if self._names else 0.0
        flow.need(legend + _ABOVE + _PLOT + _LABEL_GAP + labels)
        if self._names:
            self._legend(self._names)
        top = flow.y + _ABOVE
        self._scale(top)
        self._draw_columns(top)
        flow.page.rule(self._left, flow.sheet.right, self._at(top, 0), house.HEAVY, house.INK)
        flow.y = top + _PLOT + _LABEL_GAP
        self._draw_labels()
        flow.y += labels

    def _at(self, top: float, value: int) -> float:
        low, high = self._ticks[0], self._ticks[-1]
        return top + _PLOT * (high - value) / (high - low)

    def _legend(self, names: tuple[str, str]) -> None:
        flow = self._flow
        x = flow.sheet.right
        at = flow.y + baseline(self._label)
        for name, colour in ((names[0], self._colour), (names[1], _PALE)):
            line = flow.set.line(name, self._label)
            x -= line.width
            flow.page.text(line, x, at)
            x -= _SWATCH + 4.0
            flow.page.block(x, at - _SWATCH + 0.6, _SWATCH, _SWATCH, colour)
            x -= 14.0
        flow.y += self._label.leading + 6.0

    def _scale(self, top: float) -> None:
        flow = self._flow
        for tick, line in zip(self._ticks, self._axis, strict=True):
            y = self._at(top, tick)
            flow.page.rule(self._left, flow.sheet.right, y, house.THIN, house.HAIR)
            flow.page.text_right(line, self._left - _AXIS_GAP, y + self._label.size * 0.34)

    def _draw_columns(self, top: float) -> None:
        width = min(self._slot * _COLUMN_SHARE, _WIDEST_COLUMN)
        texts = self._texts()
        for number, mark in enumerate(self._marks):
            middle = self._left + self._slot * (number + 0.5)
            if self._names is None:
                self._column(middle - width / 2, width, top, mark.value, self._colour)
                centre = middle
            else:
                if mark.beside is not None:
                    self._column(middle - width / 2, width * _PAIRED, top, mark.beside, _PALE)
                x = middle - width / 2 + width * (1 - _PAIRED)
                self._column(x, width * _PAIRED, top, mark.value, self._colour)
                centre = x + width * _PAIRED / 2
            if texts and mark.value:
                self._value(texts[number], mark, centre, top)

    def _value(self, line: Line, mark: Mark, centre: float, top: float) -> None:
        """Write a value at the end of its column, beside a higher one and not on it."""
        right = self._flow.sheet.right - line.width
        x = centre - line.width / 2
        if mark.beside is not None and mark.beside > mark.value:
            width = min(self._slot * _COLUMN_SHARE, _WIDEST_COLUMN) * _PAIRED
            x = centre - width / 2
        y = self._at(top, mark.value)
        at = y - 3.0 if mark.value > 0 else y + self._label.size + 1.0
        self._flow.page.text(line, min(max(x, self._left), right), at)

    def _column(self, x: float, width: float, top: float, value: int, colour: str) -> None:
        zero, y = self._at(top, 0), self._at(top, value)
        self._flow.page.block(x, min(zero, y), width, abs(y - zero), colour)

    def _texts(self) -> list[Line]:
        """Set the values above the columns; none of them unless all fit."""
        for scale in (1.0, 0.9):
            style = self._label.at(scale)
            lines = [self._flow.set.line(mark.text, style) for mark in self._marks]
            if max(line.width for line in lines) + 3.0 <= self._slot:
                return lines
        return []

    def _draw_labels(self) -> None:
        flow = self._flow
        lines = [flow.set.line(mark.label, self._label) for mark in self._marks]
        widest = max(line.width for line in lines) + 5.0
        stride = next((one for one in _STRIDES if one * self._slot >= widest), _STRIDES[-1])
        at = flow.y + baseline(self._label)
        group = ""
        free = 0.0
        for number, (mark, line) in enumerate(zip(self._marks, lines, strict=True)):
            middle = self._left + self._slot * (number + 0.5)
            if mark.place % stride == 0:
                x = min(max(middle - line.width / 2, self._left), flow.sheet.right - line.width)
                flow.page.text(line, x, at)
            if mark.group != group:
                group = mark.group
                named = flow.set.line(group, self._label)
                x = max(middle - named.width / 2, self._left)
                if x >= free and x + named.width <= flow.sheet.right:
                    flow.page.text(named, x, at + self._label.leading)
                    free = x + named.width + 6.0
                if number:
                    edge = middle - self._slot / 2
                    height = _LABEL_GAP - 1.0
                    flow.page.block(edge, flow.y - _LABEL_GAP, house.THIN, height, house.INK)


def bars(flow: Flow, rows: Sequence[Named]) -> None:
    """Draw values beside their names, as they are given: names at the left, values at the right."""
    if not rows:
        return
    type_, sheet = flow.type, flow.sheet
    names = sheet.measure * _NAME_SHARE
    texts = [flow.set.line(row.text, type_.body.at(0.92)) for row in rows]
    left = sheet.left + names + 10.0
    room = sheet.right - left - max(line.width for line in texts) - _VALUE_GAP
    low = min(0, *(row.value for row in rows)) if len(rows) > 1 else min(0, rows[0].value)
    high = max(0, *(row.value for row in rows)) if len(rows) > 1 else max(0, rows[0].value)
    scale = room / ((high - low) or 1)
    zero = left - low * scale
    style = type_.body.at(0.92)
    fill = accent(type_)
    for row, text in zip(rows, texts, strict=True):
        if flow.need(_ROW):
            flow.space(2.0)
        at = flow.y + _ROW / 2 + style.size * 0.34
        flow.page.text(flow.set.fitted(row.label, style, names), sheet.left, at)
        length = row.value * scale
        top = flow.y + (_ROW - _BAR) / 2
        flow.page.block(zero + min(length, 0.0), top, abs(length), _BAR, fill)
        flow.page.block(zero - house.THIN, flow.y, house.THIN, _ROW, house.FOOT_RULE)
        flow.page.text_right(text, sheet.right, at)
        flow.y += _ROW


def bars_height(count: int) -> float:
    """Tell how high so many bars are."""
    return _ROW * count
