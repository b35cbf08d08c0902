"""How a report flows down its pages: text, sections, facts side by side, bars."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from smallcrm.reports import style as house
from smallcrm.reports.document import Document, Drawing, Page
from smallcrm.reports.style import Type
from smallcrm.reports.text import Line, Style

# Where the first baseline stands below the top of its line, in parts of the leading.
_ASCENT = 0.74
_LITTLE_SMALLER = 0.85

RunningHead = Callable[[Page], float]


def baseline(style: Style) -> float:
    """Tell how far the first baseline is from the top of its line."""
    return style.leading * _ASCENT


@dataclass(frozen=True, slots=True)
class Fact:
    """A label, a value below it, and what explains it."""

    label: str
    value: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A labelled amount with a bar; `share` is from 0 to 1."""

    label: str
    value: str
    share: float
    alarm: bool = False


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading that was drawn: where, and what the page was before."""

    title: str
    style: Style
    gap: float
    level: int | None
    page: Page
    before: Drawing
    top: float
    bottom: float


class Flow:
    """Puts things below each other, and goes to the next page where they do not fit.

    `running_head` draws what stands at the top of each page but the first, and tells where the
    text begins there. A heading goes to the next page with what stands below it.
    """

    def __init__(self, document: Document, type_: Type, running_head: RunningHead) -> None:
        self.document = document
        self.sheet = document.sheet
        self.type = type_
        self.set = document.typesetter
        self._running_head = running_head
        self.page = document.new_page()
        self.y = self.sheet.top
        self._top = self.y
        self._headings: list[_Heading] = []

    @property
    def room(self) -> float:
        """What is left of the page."""
        return self.sheet.bottom - self.y

    @property
    def page_room(self) -> float:
        """What a fresh page offers at least."""
        return self.sheet.bottom - self.sheet.top - 40

    def next_page(self) -> None:
        """Go to a fresh page."""
        self.page = self.document.new_page()
        self.y = self._top = self._running_head(self.page)

    def need(self, height: float) -> bool:
        """Go to a fresh page unless `height` fits, or nothing stands on this one yet."""
        if height <= self.room or self.y <= self._top:
            return False
        headings = self._headings_here()
        if headings:
            if headings[0].top <= self._top:
                return False  # nothing stands above them
            self.page.take_back(headings[0].before)
        self.next_page()
        self._headings = []
        for heading in headings:
            self._head(heading.title, heading.style, heading.gap, heading.level)
        return True

    def space(self, height: float) -> None:
        """Leave a gap; none at the top of a page."""
        if self.y > self._top:
            self.y += height

    def rule(self, thickness: float, colour: str) -> None:
        """Draw a rule across."""
        self.page.rule(self.sheet.left, self.sheet.right, self.y, thickness, colour)

    def lines(self, lines: Sequence[Line], style: Style, x: float | None = None) -> None:
        """Draw set lines below each other."""
        left = self.sheet.left if x is None else x
        for line in lines:
            self.need(style.leading)
            self.page.text(line, left, self.y + baseline(style))
            self.y += style.leading

    def paragraph(self, text: str, style: Style) -> None:
        """Draw text across the page."""
        self.lines(self.set.wrapped(text, style, self.sheet.measure), style)

    def section(self, title: str, *, keep: float = 60.0) -> None:
        """Begin a section, on a fresh page unless its heading and `keep` more fit."""
        style = self.type.section
        self.space(15.5)
        self.need(style.leading + keep)
        self._head(title, style, 1.4, 1)

    def section_rule(self) -> None:
        """Draw the rule below a section's title where no table's head follows."""
        self.y += 1.6
        self.rule(house.HEAVY, self.type.rule)
        self.y += 5.4

    def subsection(self, title: str, *, keep: float = 50.0) -> None:
        """Begin a part of a section."""
        style = self.type.subsection
        self.need(style.leading + keep)
        self._head(title, style, 0.0, None)

    def _head(self, title: str, style: Style, gap: float, level: int | None) -> None:
        """Draw a heading, with a bookmark of a level."""
        before, top = self.page.mark(), self.y
        if level is not None:
            self.page.bookmark(title, self.y - 4, level)
        self.page.text(self.set.line(title, style), self.sheet.left, self.y + baseline(style))
        self.y += style.leading + gap
        heading = _Heading(title, style, gap, level, self.page, before, top, self.y)
        known = self._headings
        follows = bool(known) and known[-1].page is self.page and known[-1].bottom == top
        self._headings = [*known, heading] if follows else [heading]

    def _headings_here(self) -> list[_Heading]:
        """Return the headings below which nothing was drawn yet."""
        last = self._headings[-1] if self._headings else None
        if last is None or last.page is not self.page or last.bottom != self.y:
            return []
        return self._headings

    def facts(self, facts: Sequence[Fact], columns: int = 3, gap_below: float = 0.0) -> None:
        """Draw facts side by side."""
        if not facts:
            return
        gap = 18.0
        width = (self.sheet.measure - gap * (columns - 1)) / columns
        for start in range(0, len(facts), columns):
            row = facts[start : start + columns]
            parts = [self._fact(fact, width) for fact in row]
            height = max(sum(style.leading for _, style in part) for part in parts)
            if height > self.page_room / 2:
                self._tall_facts(row, gap_below)
                continue
            self.need(height)
            for number, part in enumerate(parts):
                x, y = self.sheet.left + number * (width + gap), self.y
                for line, style in part:
                    self.page.text(line, x, y + baseline(style))
                    y += style.leading
            self.y += height + gap_below

    def _fact(self, fact: Fact, width: float) -> list[tuple[Line, Style]]:
        label, body = self.type.label, self.type.body
        return [
            *((line, label) for line in self.set.wrapped(fact.label, label, width)),
            *((line, body) for line in self._value(fact.value, body, width)),
            *((line, label) for line in self.set.wrapped(fact.detail, label, width)),
        ]

    def _tall_facts(self, facts: Sequence[Fact], gap_below: float) -> None:
        """Draw facts below each other, over as many pages as they take."""
        for fact in facts:
            for line, style in self._fact(fact, self.sheet.measure):
                self.lines([line], style)
            self.space(gap_below)

    def _value(self, text: str, style: Style, width: float) -> list[Line]:
        """Set a fact's value: a word that is a little too wide (an address) is set smaller."""
        lines = self.set.wrapped(text, style, width)
        if len(lines) > 1 and not any(character.isspace() for character in text.strip()):
            scale = width / self.set.line(text, style).width
            if scale >= _LITTLE_SMALLER:
                return [self.set.line(text, style.at(scale * 0.999))]
        return lines

    @property
    def bars_height(self) -> float:
        """How high `bars` is."""
        return self.type.label.leading + self.type.body.leading + 5

    def bars(self, bars: Sequence[Bar]) -> None:
        """Draw labelled amounts with bars, side by side across the page."""
        gap = 13.4
        width = (self.sheet.measure - gap * (len(bars) - 1)) / len(bars)
        label, body = self.type.label, self.type.body
        self.need(self.bars_height)
        for number, bar in enumerate(bars):
            x = self.sheet.left + number * (width + gap)
            self.page.text(self.set.fitted(bar.label, label, width), x, self.y + baseline(label))
            y = self.y + label.leading
            value = self.set.line(bar.value, body)
            if value.width > width:
                value = self.set.line(bar.value, body.at(width / value.width))
            self.page.text(value, x, y + baseline(body))
            y += body.leading + 1.5
            filled = width * bar.share
            if bar.share > 0:
                filled = max(filled, 1.5)
            shade = house.RED if bar.alarm else house.BAR
            self.page.block(x, y, width, 3.3, house.BAR_GROUND)
            self.page.block(x, y, filled, 3.3, shade)
        self.y += self.bars_height
