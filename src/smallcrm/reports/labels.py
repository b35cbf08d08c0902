"""Mailing labels: an address on each, exactly where the sheet has its labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from smallcrm.domain.errors import Refusal
from smallcrm.domain.label_sheets import MM, LabelSheet
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.postal import mail_lines
from smallcrm.queries.list_shapes import MailReceiver
from smallcrm.reports import Stationery
from smallcrm.reports import style as house
from smallcrm.reports.address_block import MILLIMETRE, fit, remark
from smallcrm.reports.document import Document, Page
from smallcrm.reports.material import LabelOptions
from smallcrm.reports.style import Sheet

MOST_COPIES: Final = 100
# So much of a label stays empty, where a printer feeds a little askew.
_PADDING_X, _PADDING_Y = 3.0 * MILLIMETRE, 1.8 * MILLIMETRE
_SMALLEST_ROOM: Final = 0.6  # of a very small label
_LARGEST_TYPE, _USUAL_TYPE, _TYPE_A_HEIGHT = 15.0, 9.5, 0.1


@dataclass(frozen=True, slots=True)
class LabelFacts:
    """What a run of labels is made of; `without` are who has no address."""

    sheet: LabelSheet
    options: LabelOptions
    receivers: Sequence[MailReceiver]
    without: Sequence[str] = ()


def title(tr: I18n) -> str:
    """Name the paper."""
    return tr.pgettext("paper", "Mailing labels")


def check(sheet: LabelSheet, options: LabelOptions) -> None:
    """Refuse a first label that the sheet does not have, and too many copies.

    Raises Refusal `label_first` and `label_copies`.
    """
    if not 1 <= options.first <= sheet.count:
        raise Refusal("label_first", field="first", name=sheet.name, count=sheet.count)
    if not 1 <= options.copies <= MOST_COPIES:
        raise Refusal("label_copies", field="copies", most=MOST_COPIES)


def draw(document: Document, facts: LabelFacts, stationery: Stationery) -> None:
    """Draw the labels along the rows; remarks name who has no address, and who did not fit."""
    sheet, options = facts.sheet, facts.options
    document.sheet = Sheet(_points(sheet.page_width), _points(sheet.page_height))
    document.print_unscaled()
    width, height = _points(sheet.label_width), _points(sheet.label_height)
    padding_x = min(_PADDING_X, width * (1 - _SMALLEST_ROOM) / 2)
    padding_y = min(_PADDING_Y, height * (1 - _SMALLEST_ROOM) / 2)
    largest = min(max(height * _TYPE_A_HEIGHT, _USUAL_TYPE), _LARGEST_TYPE)
    place, page = options.first - 1, _page(document, facts)
    home = stationery.settings.country
    cut: list[str] = []
    for receiver in facts.receivers:
        assert receiver.address is not None
        texts = mail_lines(
            stationery.tr,
            receiver.address,
            home,
            name=receiver.client.name,
            organisation=receiver.client.organisation,
        )
        block = fit(
            document.typesetter, texts, width - 2 * padding_x, height - 2 * padding_y, largest
        )
        if block.cut:
            cut.append(receiver.client.name)
        for _ in range(options.copies):
            if place == sheet.count:
                place, page = 0, _page(document, facts)
            x, y = (_points(length) for length in sheet.place(place))
            block.draw(page, x + padding_x, y + (height - block.height) / 2)
            place += 1
    remark(document, "labels_without_address", facts.without)
    remark(document, "labels_cut", cut)
    document.end_part()


def _page(document: Document, facts: LabelFacts) -> Page:
    """Begin a sheet, with the labels' edges where they are wanted."""
    page, sheet = document.new_page(), facts.sheet
    if facts.options.borders:
        width, height = _points(sheet.label_width), _points(sheet.label_height)
        for number in range(sheet.count):
            x, y = (_points(length) for length in sheet.place(number))
            page.frame(x, y, width, height, house.HAIR)
    return page


def _points(micrometres: int) -> float:
    return micrometres / MM * MILLIMETRE
