"""The foot of the letterhead: bank, tax number, register and the owner's own words, in columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

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
_MOST_LINES = 8
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


class Foot:
    """The foot of a first page, set in a language."""

    def __init__(self, set_: Typesetter, type_: Type, tr: I18n, head: Letterhead) -> None:
        self._set, self._type, self._tr, self._head = set_, type_, tr, head
        self.columns = foot_columns(tr, head)
        self._set_for: dict[float, list[list[Line]]] = {}

    def left_out(self) -> list[str]:
        """Return what stands in no foot because there is none, and so in the letterhead."""
        number = self._head.tax_number
        return [tax_number(self._tr, number)] if number and not self.columns else []

    def height(self, measure: float) -> float:
        """Tell how much of the sheet it takes, its distance from the text included."""
        lines = max(map(len, self._lines(measure)), default=0)
        return _BELOW + lines * self._type.small.leading + _ABOVE + _CLEAR

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
            columns = self._lines(sheet.measure)
            y = sheet.height - self.height(sheet.measure) + _CLEAR
            page.rule(sheet.left, sheet.right, y, house.THIN, house.FOOT_RULE)
            y += _ABOVE
            room = self._room(sheet.measure)
            widths = [max(line.width for line in column) for column in columns]
            gap = min((room - sum(widths)) / len(columns), _WIDEST_GAP)
            x = sheet.left
            for column, width in zip(columns, widths, strict=True):
                at = y + baseline(style)
                for line in column:
                    page.text(line, x, at)
                    at += style.leading
                x += width + gap
            text = self._set.line(counted(self._tr, number, count), style)
            page.text_right(text, sheet.right, y + baseline(style))

        return draw

    def _room(self, measure: float) -> float:
        return measure - _COUNT_WIDTH

    def _lines(self, measure: float) -> list[list[Line]]:
        """Set each column, once; one that is too long ends with what fits."""
        if measure not in self._set_for:
            self._set_for[measure] = self._set_columns(measure)
        return self._set_for[measure]

    def _set_columns(self, measure: float) -> list[list[Line]]:
        style, count = self._type.small, len(self.columns)
        room = self._room(measure) - _GAP * count
        natural = [max(self._set.line(text, style).width for text in one) for one in self.columns]
        widths = natural if sum(natural) <= room else _shared(natural, room)
        return [
            [
                line
                for text in column
                # A hair more than the line itself, which would be broken by a rounding.
                for line in self._set.wrapped(text, style, width + _HAIR)
            ][:_MOST_LINES]
            for column, width in zip(self.columns, widths, strict=True)
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
