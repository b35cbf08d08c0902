"""What stands on every report's pages: the owner's letterhead, running heads and footers."""

from __future__ import annotations

from dataclasses import dataclass

from smallcrm.domain.settings import FileSettings
from smallcrm.i18n.catalog import I18n
from smallcrm.reports import style as house
from smallcrm.reports.document import Footer, Page
from smallcrm.reports.layout import Flow, RunningHead, baseline
from smallcrm.reports.style import Type
from smallcrm.reports.text import Line, Style, Typesetter

_ADDRESS_SHARE = 0.46
_FOOT_RULE = 44.2
_FOOT_BASELINE = 31.0


def letterhead(flow: Flow, settings: FileSettings) -> None:
    """Draw who the owner is; nothing, and no gap, where nothing is known."""
    type_, sheet = flow.type, flow.sheet
    right_width = sheet.measure * _ADDRESS_SHARE
    left_width = sheet.measure - right_width - 16
    left: list[tuple[Line, Style]] = [
        (line, style)
        for text, style in (
            (settings.owner_name, type_.owner),
            (settings.owner_line, type_.owner_line),
        )
        for line in flow.set.wrapped(text.strip(), style, left_width)
    ]
    right = [
        line
        for text in settings.owner_address.strip().splitlines()
        if text.strip()
        for line in flow.set.wrapped(text.strip(), type_.address, right_width)
    ]
    if not left and not right:
        return
    heights = sum(style.leading for _, style in left), len(right) * type_.address.leading
    bottom = flow.y + max(heights)
    y = bottom - heights[0]
    for line, style in left:
        flow.page.text(line, sheet.left, y + baseline(style))
        y += style.leading
    y = bottom - heights[1]
    for line in right:
        flow.page.text_right(line, sheet.right, y + baseline(type_.address))
        y += type_.address.leading
    flow.y = bottom + 6.5
    flow.rule(house.HEAVY, house.INK)
    flow.y += 17.0


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
        counted = tr.gettext("Page {page} of {pages}").format(
            page=tr.formats.number(number), pages=tr.formats.number(count)
        )
        right = set_.line(counted, style)
        left = set_.fitted(text, style, sheet.measure - right.width - 16)
        at = sheet.height - _FOOT_BASELINE
        page.text(left, sheet.left, at)
        page.text_right(right, sheet.right, at)

    return draw
