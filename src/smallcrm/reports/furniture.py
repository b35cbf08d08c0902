"""What stands on every report's pages: the owner's letterhead, running heads and footers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from smallcrm.i18n.catalog import I18n
from smallcrm.reports import style as house
from smallcrm.reports.document import Footer, Page
from smallcrm.reports.layout import Flow, RunningHead, baseline
from smallcrm.reports.letterhead import Letterhead
from smallcrm.reports.pictures import Picture, drawable
from smallcrm.reports.style import Type
from smallcrm.reports.text import Line, Style, Typesetter

_ADDRESS_SHARE = 0.46
_GAP = 16.0
# A logo that is not much wider than high has the name beside it, a wider one above it.
_SQUARE = 1.8
_BESIDE_SHARE = 0.4
_BESIDE_GAP = 12.0
_BELOW_GAP = 8.0
_NAME_SIZES = (1.0, 0.86, 0.74)
_COLOURED_RULE = 1.4
_FOOT_RULE = 44.2
_FOOT_BASELINE = 31.0


def draw_letterhead(flow: Flow, head: Letterhead, more: Sequence[str] = ()) -> None:
    """Draw whose paper it is; nothing, and no gap, where nothing is known.

    Logo, name and line stand at the left, at the right the address, how to reach the owner, and
    `more`; both end at the rule.
    """
    sheet, style = flow.sheet, flow.type.address
    width = sheet.measure * _ADDRESS_SHARE
    texts = (*head.address, *head.contact, *more)
    right = [line for text in texts for line in flow.set.wrapped(text, style, width)]
    used = max((line.width for line in right), default=-_GAP)
    left = _Left(flow, head, sheet.measure - max(used, min(width, used)) - _GAP)
    if not left.height and not right:
        return
    bottom = flow.y + max(left.height, len(right) * style.leading)
    left.draw(bottom - left.height)
    y = bottom - len(right) * style.leading
    for line in right:
        flow.page.text_right(line, sheet.right, y + baseline(style))
        y += style.leading
    flow.y = bottom + 6.5
    flow.rule(_COLOURED_RULE if head.colour else house.HEAVY, flow.type.rule)
    flow.y += 17.0


class _Left:
    """What stands at the left of the letterhead: the logo, the name and the line below it."""

    def __init__(self, flow: Flow, head: Letterhead, width: float) -> None:
        self._flow = flow
        self._logo: Picture | None = drawable(head.logo) if head.logo else None
        self._size = (0.0, 0.0)
        x = 0.0
        self._beside = False
        if self._logo is not None:
            ratio = self._logo.width / self._logo.height
            named = bool(head.name or head.line)
            self._beside = named and ratio <= _SQUARE
            most = width * _BESIDE_SHARE if self._beside else width
            height = min(head.logo_height, most / ratio)
            self._size = (height * ratio, height)
            x = self._size[0] + _BESIDE_GAP if self._beside else 0.0
        self._x = x
        self._lines: list[tuple[Line, Style]] = []
        if head.name:
            self._lines += _named(flow, head.name, width - x)
        if head.line:
            style = flow.type.owner_line
            self._lines += [(line, style) for line in flow.set.wrapped(head.line, style, width - x)]
        self._text = sum(style.leading for _, style in self._lines)
        if self._beside:
            self.height = max(self._size[1], self._text)
        else:
            gap = _BELOW_GAP if self._logo is not None and self._lines else 0.0
            self.height = self._size[1] + gap + self._text

    def draw(self, top: float) -> None:
        """Draw it from `top` down."""
        page, left = self._flow.page, self._flow.sheet.left
        if self._logo is not None:
            middle = (self.height - self._size[1]) / 2 if self._beside else 0.0
            page.picture(self._logo, left, top + middle, *self._size)
        y = top + (self.height - self._text) / (2 if self._beside else 1)
        for line, style in self._lines:
            page.text(line, left + self._x, y + baseline(style))
            y += style.leading


def _named(flow: Flow, name: str, width: float) -> list[tuple[Line, Style]]:
    """Set the owner's name: a long one smaller, so that it stays on one line if it can."""
    for scale in _NAME_SIZES:
        style = flow.type.owner.at(scale)
        lines = flow.set.wrapped(name, style, width)
        if len(lines) == 1:
            break
    return [(line, style) for line in lines]


@dataclass(frozen=True, slots=True)
class Running:
    """What the pages after the first begin with."""

    left: str
    right: str


def running_head(set_: Typesetter, type_: Type, running: Running) -> RunningHead:
    """Return what draws the head of the pages after the first."""

    def draw(page: Page) -> float:
        sheet, style = page.sheet, type_.label
        right = set_.fitted(running.right, style, sheet.measure * 0.6)
        left = set_.fitted(running.left, style, sheet.measure - right.width - 16)
        y = sheet.top
        page.text(left, sheet.left, y + baseline(style))
        page.text_right(right, sheet.right, y + baseline(style))
        page.rule(sheet.left, sheet.right, y + style.leading + 4, house.THIN, house.FOOT_RULE)
        return y + style.leading + 16

    return draw


def footer(set_: Typesetter, type_: Type, tr: I18n, text: str) -> Footer:
    """Return what draws a page's foot: a text, and `Page 1 of 3`."""

    def draw(page: Page, number: int, count: int) -> None:
        sheet, style = page.sheet, type_.foot
        page.rule(sheet.left, sheet.right, sheet.height - _FOOT_RULE, house.THIN, house.FOOT_RULE)
        right = set_.line(counted(tr, number, count), style)
        left = set_.fitted(text, style, sheet.measure - right.width - 16)
        at = sheet.height - _FOOT_BASELINE
        page.text(left, sheet.left, at)
        page.text_right(right, sheet.right, at)

    return draw


def counted(tr: I18n, number: int, count: int) -> str:
    """Say which page it is: `Page 1 of 3`."""
    return tr.gettext("Page {page} of {pages}").format(
        page=tr.formats.number(number), pages=tr.formats.number(count)
    )
