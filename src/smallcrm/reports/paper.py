"""The layout that all papers of money share: whose it is, for whom, what, how much, page x of y."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from smallcrm.domain.money import Money
from smallcrm.domain.settings import FileSettings
from smallcrm.i18n.catalog import I18n
from smallcrm.reports import Stationery
from smallcrm.reports import style as house
from smallcrm.reports.bank_box import draw_pay_box
from smallcrm.reports.document import Document
from smallcrm.reports.foot import Foot, FootedFlow
from smallcrm.reports.furniture import Running, draw_letterhead, footer, running_head
from smallcrm.reports.layout import baseline
from smallcrm.reports.letterhead import letterhead_of
from smallcrm.reports.style import Type
from smallcrm.reports.text import Line, Style
from smallcrm.reports.texts import paragraphs_of

_TITLE_SIZES = (1.0, 0.82, 0.66)
_LABEL_SHARE = 0.36  # of the column of facts
_COLUMN_GAP = 24.0
_AMOUNT_GAP = 12.0
_ROW_GAP = 2.4
_FINAL_GAP = 10.0  # around the last sum: above its rule, below it, and below the sum
_ABOVE_RULE = 2.0
_BELOW_RULE = 5.0
_AFTER_OPENING = 12.0
_BEFORE_CLOSING = 14.0
_WHOLE = 6  # lines: a shorter paragraph is not parted by the end of a page


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a paper begins with.

    `name` is its kind and number ("Invoice I-2026-0012"), `about` what it is about; `receiver`
    are lines below the label `to`, the first of them set strong. `mark` is framed beside the
    name: what the paper is not yet.
    """

    name: str
    to: str
    receiver: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    about: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class TotalRow:
    """A row of the sums: a label, an amount as written; `final` is the one to be seen first."""

    label: str
    amount: str
    final: bool = False


class PaperWork:
    """One paper being drawn: the head at once, the rest down its `flow`.

    `seller` says whose paper it is: the settings of the file, or what an invoice kept of them.
    """

    def __init__(
        self, document: Document, stationery: Stationery, head: Head, seller: FileSettings
    ) -> None:
        self.tr: I18n = stationery.tr
        self.letterhead = letterhead_of(seller, self.tr.language)
        self.type: Type = house.type_for(self.tr.language, self.letterhead)
        receiver = head.receiver[0] if head.receiver else ""
        self._name = head.name
        self.document = document
        later = self.tr.pgettext("facts", ", ").join(filter(None, (head.name, head.mark)))
        head_of_later_pages = running_head(
            self.document.typesetter, self.type, Running(receiver, later)
        )
        self._foot = Foot(document.typesetter, self.type, self.tr, self.letterhead)
        self.flow = FootedFlow(document, self.type, head_of_later_pages, self._foot)
        draw_letterhead(self.flow, self.letterhead, self._foot.left_out())
        self._title(head)
        self._parties(head)

    def finish(self) -> None:
        """Write the feet of the pages: this part of the document is done."""
        text = self.letterhead.name or self._name
        later = footer(self.flow.set, self.type, self.tr, text)
        self.document.end_part(self._foot.on(later))

    def totals_height(self, rows: Sequence[TotalRow]) -> float:
        """Measure the sums, so that a table can keep its last row with them."""
        return sum(height for _, _, _, height in map(self._set_total, rows)) + 12.0

    def totals(self, rows: Sequence[TotalRow]) -> None:
        """Draw the sums at the right, on one page."""
        flow, sheet = self.flow, self.flow.sheet
        flow.need(min(self.totals_height(rows), flow.page_room))
        left = sheet.right - self._half
        flow.y += 7.0
        for row in rows:
            labels, amount, style, height = self._set_total(row)
            if row.final:
                flow.y += _ABOVE_RULE
                flow.page.rule(left, sheet.right, flow.y, house.HEAVY, self.type.rule)
                flow.y += _BELOW_RULE
            at = flow.y + baseline(style)
            flow.page.text_right(amount, sheet.right, at)
            for number, line in enumerate(labels):
                flow.page.text(line, left, at + number * style.leading)
            flow.y += height - (_ABOVE_RULE + _BELOW_RULE if row.final else 0.0)

    def remark(self, text: str, label: str = "") -> None:
        """Draw a paragraph of small print, below its label."""
        if not text.strip():
            return
        flow, type_ = self.flow, self.type
        flow.space(11.0)
        if label:
            flow.need(type_.label.leading + type_.soft.leading)
            flow.lines([flow.set.line(label, type_.label)], type_.label)
        flow.paragraph(text.strip(), type_.soft)

    def opening(self, text: str) -> None:
        """Draw the owner's words above a table; blank lines part paragraphs."""
        self._words(text)
        if text:
            self.flow.space(_AFTER_OPENING)

    def closing(self, text: str) -> None:
        """Draw the owner's words below the sums."""
        if text:
            self.flow.space(_BEFORE_CLOSING)
        self._words(text)

    def closing_height(self, text: str) -> float:
        """Measure closing words so that they do not stand alone on a page; nothing of many."""
        style = self.type.words
        lines = len(self.flow.set.wrapped(text, style, self.flow.sheet.measure))
        return _BEFORE_CLOSING + lines * style.leading if 0 < lines <= _WHOLE else 0.0

    def pay_box(self, amount: Money, reference: str, *more: Money) -> None:
        """Draw where money is to be sent, and a payment code; nothing without an account."""
        draw_pay_box(self.flow, self.tr, self.letterhead.bank, (amount, *more), reference)

    def _words(self, text: str) -> None:
        flow, style = self.flow, self.type.words
        for number, paragraph in enumerate(paragraphs_of(text)):
            if number:
                flow.space(style.leading / 2)
            width = flow.sheet.measure
            lines = [one for typed in paragraph for one in flow.set.wrapped(typed, style, width)]
            if len(lines) <= _WHOLE:
                flow.need(len(lines) * style.leading)
            flow.lines(lines, style)

    @property
    def _half(self) -> float:
        """How wide the column at the right is, of facts above and of sums below."""
        return (self.flow.sheet.measure - _COLUMN_GAP) / 2

    def _set_total(self, row: TotalRow) -> tuple[list[Line], Line, Style, float]:
        """Set a row of the sums: its label's lines, its amount, their style, its height."""
        set_ = self.flow.set
        style = self.type.headline_strong if row.final else self.type.body
        amount = set_.line(row.amount, style)
        width = self._half - amount.width - _AMOUNT_GAP
        labels = set_.wrapped(row.label, style, width)
        height = max(len(labels), 1) * style.leading + (_FINAL_GAP if row.final else _ROW_GAP)
        return labels, amount, style, height

    def _title(self, head: Head) -> None:
        flow, type_ = self.flow, self.type
        mark = flow.set.line(head.mark, type_.foot)
        room = flow.sheet.measure - (mark.width + 24 if head.mark else 0)
        lines, style = self._fitted(head.name, room)
        flow.page.bookmark(head.name, flow.y)
        if head.mark:
            x, at = flow.sheet.right - mark.width - 4, flow.y + baseline(style)
            flow.page.frame(x - 4, at - 8.4, mark.width + 8, 11.2, house.FAINT)
            flow.page.text(mark, x, at - 0.2)
        flow.lines(lines, style)
        flow.y += 1.5
        about = flow.set.wrapped(head.about, type_.lead, flow.sheet.measure)
        flow.lines(about, type_.lead)
        flow.y += 13.0

    def _fitted(self, text: str, width: float) -> tuple[list[Line], Style]:
        for scale in _TITLE_SIZES:
            style = self.type.title.at(scale)
            lines = self.flow.set.wrapped(text, style, width)
            if len(lines) <= 1:
                break
        return lines, style

    def _parties(self, head: Head) -> None:
        """Draw for whom it is at the left, and what is to be known of it at the right."""
        if not head.receiver and not head.facts:
            return
        flow, type_, sheet = self.flow, self.type, self.flow.sheet
        width = self._half
        left: list[tuple[Line, Style]] = []
        if head.receiver:
            left.append((flow.set.line(head.to, type_.label), type_.label))
        for number, text in enumerate(head.receiver):
            style = type_.body if number else type_.strong
            left += [(line, style) for line in flow.set.wrapped(text, style, width)]
        right = self._facts(head, width)
        height = max(
            sum(style.leading for _, style in left), len(right) * (type_.body.leading + 1.0)
        )
        flow.need(min(height, flow.page_room))
        top = y = flow.y
        for line, style in left:
            flow.page.text(line, sheet.left, y + baseline(style))
            y += style.leading
        x = sheet.right - width
        y = top
        for label, value in right:
            at = y + baseline(type_.body)
            if label is not None:
                flow.page.text(label, x, at)
            flow.page.text(value, x + width * _LABEL_SHARE, at)
            y += type_.body.leading + 1.0
        flow.y = top + height + 16.0

    def _facts(self, head: Head, width: float) -> list[tuple[Line | None, Line]]:
        """Set the facts: a label, or none on the later lines of a long value, and the value."""
        set_, type_ = self.flow.set, self.type
        found: list[tuple[Line | None, Line]] = []
        for label, text in head.facts:
            name = set_.fitted(label, type_.label, width * _LABEL_SHARE - 8)
            values = set_.wrapped(text, type_.body, width * (1 - _LABEL_SHARE))
            found += [(None if number else name, value) for number, value in enumerate(values)]
        return found
