"""The phone list: who can be called at which number, by name, in two columns like a directory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.reached import label_words
from smallcrm.queries.list_shapes import ListedPhone, PhoneEntry, PhoneList
from smallcrm.reports import Stationery
from smallcrm.reports import style as house
from smallcrm.reports.document import Document
from smallcrm.reports.layout import Flow, baseline
from smallcrm.reports.paper import Head, PaperWork
from smallcrm.reports.style import Type
from smallcrm.reports.text import Line, Span, Style

_GUTTER: Final = 22.0
_INDENT: Final = 9.0
_BETWEEN: Final = 8.0  # a name and its number on one line
_AFTER: Final = 3.4
_NAME_SHARE: Final = 0.38  # of a column, at least, that names have beside numbers


def title(tr: I18n) -> str:
    """Name the paper."""
    return tr.pgettext("paper", "Phone list")


def draw(document: Document, found: PhoneList, stationery: Stationery) -> None:
    """Draw the list; who has no number is counted, and an empty list says so."""
    tr = stationery.tr
    number = tr.formats.number
    count = tr.ngettext("{count} client", "{count} clients", len(found.entries))
    # Translators: how many are in a list, and of which day it is
    about = tr.gettext("{count}, as of {date}").format(
        count=count.format(count=number(len(found.entries))),
        date=tr.formats.date_long(stationery.clock.today()),
    )
    head = Head(name=title(tr), about=about, to="", receiver=(), facts=())
    work = PaperWork(document, stationery, head, stationery.settings)
    if not found.entries:
        work.remark(tr.gettext("No client has a phone number."))
    elif found.silent:
        left_out = tr.ngettext(
            "{count} client without a phone number is not listed.",
            "{count} clients without a phone number are not listed.",
            found.silent,
        )
        work.flow.paragraph(left_out.format(count=number(found.silent)), work.type.soft)
        work.flow.y += 9.0
    _Directory(work.flow, work.type, tr).draw(found.entries)
    work.finish()


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of an entry: what stands at the left, indented or not, and a number at the right."""

    left: Line | None
    right: Line | None
    style: Style
    indent: float = 0.0


class _Directory:
    """Two columns that are filled one after the other, page by page."""

    def __init__(self, flow: Flow, type_: Type, tr: I18n) -> None:
        self._flow, self._type, self._tr = flow, type_, tr
        self._set = flow.set
        self._width = (flow.sheet.measure - _GUTTER) / 2
        self._column = 0
        self._top = self._y = flow.y

    def draw(self, entries: Sequence[PhoneEntry]) -> None:
        letter = ""
        for entry in entries:
            rows = self._rows(entry)
            height = sum(row.style.leading for row in rows)
            initial = _initial(entry.sort_key)
            if initial != letter:
                letter = initial
                self._heading(letter, min(height, self._page_room / 2))
            self._need(min(height, self._page_room / 2))
            for row in rows:
                self._need(row.style.leading)
                self._draw(row)
            self._y += _AFTER
        self._flow.y = self._flow.sheet.bottom if self._column else self._y

    @property
    def _page_room(self) -> float:
        return self._flow.sheet.bottom - self._top

    @property
    def _left(self) -> float:
        return self._flow.sheet.left + self._column * (self._width + _GUTTER)

    def _need(self, height: float) -> None:
        """Go to the next column, or page, where a height does not fit."""
        if self._y + height <= self._flow.sheet.bottom or self._y <= self._top:
            return
        if self._column == 0:
            self._column = 1
        else:
            self._column = 0
            self._flow.next_page()
            self._top = self._flow.y
        self._y = self._top

    def _heading(self, letter: str, keep: float) -> None:
        """Draw a letter, with the first entry below it."""
        style = self._type.section
        above = 0.0 if self._y <= self._top else 6.0
        self._need(above + style.leading + 4.0 + keep)
        self._y += 0.0 if self._y <= self._top else above
        page = self._flow.page
        page.bookmark(letter, self._y - 2, 1)
        page.text(self._set.line(letter, style), self._left, self._y + baseline(style))
        self._y += style.leading
        page.rule(self._left, self._left + self._width, self._y, house.THIN, house.FOOT_RULE)
        self._y += 4.0

    def _draw(self, row: _Row) -> None:
        at = self._y + baseline(row.style)
        if row.left is not None:
            self._flow.page.text(row.left, self._left + row.indent, at)
        if row.right is not None:
            self._flow.page.text_right(row.right, self._left + self._width, at)
        self._y += row.style.leading

    def _rows(self, entry: PhoneEntry) -> list[_Row]:
        """Set an entry: the client and their organisation, then people, each with their numbers."""
        type_, client = self._type, entry.client
        names = [(client.name, type_.strong)]
        if client.organisation and client.organisation != client.name:
            names.append((client.organisation, type_.label))
        rows = self._beside(names, entry.phones, 0.0)
        for person in entry.people:
            name = person.name
            if person.role:
                # Translators: a person and what they are at their organisation: "Bo Li, sales"
                name = self._tr.gettext("{name}, {role}").format(name=name, role=person.role)
            rows += self._beside([(name, type_.soft)], person.phones, _INDENT)
        return rows

    def _beside(
        self, names: Sequence[tuple[str, Style]], phones: Sequence[ListedPhone], indent: float
    ) -> list[_Row]:
        """Set names down the left and numbers down the right; below each other where both are long.

        The first of the names stands beside the first number.
        """
        numbers = [line for phone in phones for line in self._number(phone)]
        widest = max((line.width for line in numbers), default=-_BETWEEN)
        room = self._width - indent
        beside = room - widest - _BETWEEN
        narrow = beside < room * _NAME_SHARE
        left = [
            (line, style)
            for text, style in names
            for line in self._set.wrapped(text, style, room if narrow else beside)
        ]
        body = self._type.body
        if narrow:
            return [
                *(_Row(line, None, style, indent) for line, style in left),
                *(_Row(None, line, body) for line in numbers),
            ]
        rows: list[_Row] = []
        for at in range(max(len(left), len(numbers))):
            line, style = left[at] if at < len(left) else (None, body)
            number = numbers[at] if at < len(numbers) else None
            rows.append(_Row(line, number, body if number is not None else style, indent))
        return rows

    def _number(self, phone: ListedPhone) -> list[Line]:
        """Set a number with its label before it; the label above where both are too long."""
        type_ = self._type
        number = Span(phone.number, type_.body)
        if phone.label:
            label = Span(f"{label_words(self._tr, phone.label)}  ", type_.label)
            line = self._set.spans((label, number))
            if line.width <= self._width * (1 - _NAME_SHARE):
                return [line]
        return self._set.wrapped(phone.number, type_.body, self._width)


def _initial(sort_key: str) -> str:
    """Return the letter that an entry stands under; what begins with none is under a sign."""
    first = sort_key[:1].upper()
    return first if first.isalpha() else "#"
