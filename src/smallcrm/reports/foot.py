"""The foot of the letterhead: bank, tax number, register and the owner's own words, in columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from smallcrm.i18n.catalog import I18n
from smallcrm.reports import style as house
from smallcrm.reports.bank_box import bank_lines
from smallcrm.reports.document import Document, Footer, Page
from smallcrm.reports.furniture import counted
from smallcrm.reports.layout import Flow, RunningHead, baseline
from smallcrm.reports.letterhead import Letterhead, tax_number
from smallcrm.reports.style import Sheet, Type
from smallcrm.reports.text import Line, Typesetter

_GAP = 18.0
_BELOW = 26.0  # what stays free at the edge of the sheet
_ABOVE = 6.0  # between rule and columns
_CLEAR = 12.0  # between the text of the page and the rule
_MOST_LINES = 6
_MOST_ACROSS = 24
_ACROSS_GAP = 4.0
_BETWEEN = "  ·  "
_COUNT_WIDTH = 62.0
_WIDEST_GAP = 42.0
_HAIR = 0.01


def foot_columns(tr: I18n, head: Letterhead) -> list[Sequence[str]]:
    """Return what stands in the columns; none where there is nothing but a tax number.

    Address and ways to reach the owner stand at the top of the page, and once is enough.
    """
    legal = [tax_number(tr, head.tax_number)] if head.tax_number else []
    columns: tuple[Sequence[str], ...] = (
        bank_lines(tr, head.bank, head.name),
        [*legal, *head.register],
        head.footer,
    )
    found = [column for column in columns if column]
    return found if head.bank or head.register or head.footer else []


@dataclass(frozen=True, slots=True)
class _Set:
    """The foot's lines: those of the columns, and those across the page below them."""

    columns: list[list[Line]]
    across: list[Line]


class Foot:
    """The foot of a first page, set in a language."""

    def __init__(self, set_: Typesetter, type_: Type, tr: I18n, head: Letterhead) -> None:
        self._set, self._type, self._tr, self._head = set_, type_, tr, head
        self.columns = foot_columns(tr, head)
        self._set_for: dict[float, _Set] = {}

    def left_out(self) -> list[str]:
        """Return what stands in no foot because there is none, and so in the letterhead."""
        number = self._head.tax_number
        return [tax_number(self._tr, number)] if number and not self.columns else []

    def height(self, measure: float) -> float:
        """Tell how much of the sheet it takes, its distance from the text included."""
        found = self._lines(measure)
        # A page number stands beside the first line, columns or not.
        lines = max(map(len, found.columns), default=1) + len(found.across)
        gap = _ACROSS_GAP if found.across else 0.0
        return _BELOW + lines * self._type.small.leading + gap + _ABOVE + _CLEAR

    def under(self, sheet: Sheet) -> Sheet:
        """Return a sheet whose text ends above the foot."""
        if not self.columns:
            return sheet
        bottom = max(sheet.margin_bottom, self.height(sheet.measure))
        return replace(sheet, margin_bottom=bottom)

    def on(self, later: Footer) -> Footer:
        """Return what draws it on the first page, and `later` on those after it."""

        def draw(page: Page, number: int, count: int) -> None:
            if number > 1 or not self.columns:
                later(page, number, count)
                return
            sheet, style = page.sheet, self._type.small
            found = self._lines(sheet.measure)
            y = sheet.height - self.height(sheet.measure) + _CLEAR
            page.rule(sheet.left, sheet.right, y, house.THIN, house.FOOT_RULE)
            y += _ABOVE
            room = self._room(sheet.measure)
            widths = [max(line.width for line in column) for column in found.columns]
            gap = min((room - sum(widths)) / max(len(widths), 1), _WIDEST_GAP)
            x = sheet.left
            for column, width in zip(found.columns, widths, strict=True):
                self._draw(page, column, x, y)
                x += width + gap
            high = max(map(len, found.columns), default=1)
            self._draw(page, found.across, sheet.left, y + high * style.leading + _ACROSS_GAP)
            text = self._set.line(counted(self._tr, number, count), style)
            page.text_right(text, sheet.right, y + baseline(style))

        return draw

    def _draw(self, page: Page, lines: Sequence[Line], x: float, y: float) -> None:
        style = self._type.small
        for number, line in enumerate(lines):
            page.text(line, x, y + baseline(style) + number * style.leading)

    def _room(self, measure: float) -> float:
        return measure - _COUNT_WIDTH

    def _lines(self, measure: float) -> _Set:
        """Set the foot, once: what would be too high as a column goes across the page."""
        if measure not in self._set_for:
            found = _Set(self._set_columns(self.columns, measure), [])
            both = list(zip(self.columns, found.columns, strict=True))
            long = [column for column, lines in both if len(lines) > _MOST_LINES]
            if long:
                short = [column for column, lines in both if len(lines) <= _MOST_LINES]
                across = [
                    line
                    for column in long
                    for line in self._set.wrapped(_BETWEEN.join(column), self._type.small, measure)
                ]
                found = _Set(self._set_columns(short, measure), across[:_MOST_ACROSS])
            self._set_for[measure] = found
        return self._set_for[measure]

    def _set_columns(self, columns: Sequence[Sequence[str]], measure: float) -> list[list[Line]]:
        style = self._type.small
        room = self._room(measure) - _GAP * len(columns)
        natural = [max(self._set.line(text, style).width for text in one) for one in columns]
        widths = natural if sum(natural) <= room else _shared(natural, room)
        return [
            [
                line
                for text in column
                # A hair more than the line itself, which would be broken by a rounding.
                for line in self._set.wrapped(text, style, width + _HAIR)
            ]
            for column, width in zip(columns, widths, strict=True)
        ]


def _shared(natural: Sequence[float], room: float) -> list[float]:
    """Share the room: what needs less than its part leaves the rest to the others."""
    widths = [0.0] * len(natural)
    left, waiting = room, sorted(range(len(natural)), key=natural.__getitem__)
    for done, at in enumerate(waiting):
        widths[at] = min(natural[at], left / (len(waiting) - done))
        left -= widths[at]
    return widths


class FootedFlow(Flow):
    """A flow whose first page ends above the foot of the letterhead."""

    def __init__(
        self, document: Document, type_: Type, running_head: RunningHead, foot: Foot
    ) -> None:
        super().__init__(document, type_, running_head)
        self.sheet = foot.under(self.sheet)

    def next_page(self) -> None:
        """Go to a fresh page, which has a low foot."""
        self.sheet = self.document.sheet
        super().next_page()
