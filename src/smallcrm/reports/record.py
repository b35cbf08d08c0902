"""All that is stored of one client, on paper, for the person who asks (GDPR 15, PIPL 45)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING, Final

from smallcrm.domain.changes import Entity
from smallcrm.domain.enums import WriteOffReason
from smallcrm.domain.money import Money
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.reached import label_words
from smallcrm.i18n.record_words import field_name, section_name
from smallcrm.i18n.sentences import enum_name, method_name
from smallcrm.i18n.system import LANGUAGES
from smallcrm.queries.record_shapes import (
    ChangeKind,
    ClientRecord,
    RecordChange,
    RecordRow,
    RecordSection,
    Ref,
)
from smallcrm.reports.layout import Fact, baseline
from smallcrm.reports.paper import Head, PaperWork
from smallcrm.reports.tables import Column, Table
from smallcrm.reports.text import Span

if TYPE_CHECKING:
    from smallcrm.reports import Stationery
    from smallcrm.reports.document import Document

# A section with so few fields, each so short, is a table; of others each row is a paragraph.
_MOST_COLUMNS: Final = 6
_LONGEST_CELL: Final = 60
_INDENT: Final = 12.0
_ROW_GAP: Final = 4.2
_GAP: Final = "   "  # between one field and the next
# What only the program itself reads: the record as JSON has it.
_NOT_ON_PAPER: Final = frozenset(
    {(Entity.CLIENT_MERGE, "record"), (Entity.BANK_LINE, "fingerprint")}
)


def title(tr: I18n) -> str:
    """Name the paper."""
    return tr.pgettext("paper", "All that is stored")


def draw(document: Document, record: ClientRecord, stationery: Stationery) -> None:
    """Draw the paper, with a bookmark for each section."""
    _Record(document, record, stationery).draw()


class _Record:
    """One paper being made."""

    def __init__(self, document: Document, record: ClientRecord, stationery: Stationery) -> None:
        self._record = record
        self._clock = stationery.clock
        self._tr = tr = stationery.tr
        owner = stationery.settings.owner_name.strip()
        name = tr.pgettext("paper", "Your data")
        if owner:
            # Translators: the title of a paper for a client; {owner} is the business
            name = tr.pgettext("paper", "Your data at {owner}").format(owner=owner)
        rows = sum(len(section.rows) for section in record.sections)
        number = tr.formats.number
        facts = (
            (tr.pgettext("paper", "As of"), tr.formats.instant(stationery.clock.now())),
            (tr.pgettext("paper", "Entries"), number(rows)),
            (tr.pgettext("paper", "Changes"), number(len(record.history))),
        )
        head = Head(
            name=name,
            about=tr.gettext(
                "What is stored about you, word for word, and when it was changed: the answer to"
                " a request for access (GDPR, Article 15; PIPL, Article 45)."
            ),
            to=tr.pgettext("paper", "About"),
            receiver=(record.client.name or "",),
            facts=facts,
        )
        self._work = PaperWork(document, stationery, head, stationery.settings)
        self._flow = self._work.flow
        self._called_itself = dict(_names(record))

    def draw(self) -> None:
        for section in self._record.sections:
            self._section(section)
        self._history()
        self._work.remark(
            self._tr.gettext(
                "Figures that follow from these entries, and what finds them faster, are made of"
                " them alone and not listed. The same as a file for programs (JSON) is to be had."
            )
        )
        self._work.finish()

    # What there is.

    def _section(self, section: RecordSection) -> None:
        tr, flow = self._tr, self._flow
        rows = [self._said_of(section.table, row) for row in section.rows]
        rows = [row for row in rows if row]
        if not rows:
            return
        name = section_name(tr, section.table)
        if len(rows) > 1:
            # Translators: a heading and how many rows stand below it
            name = tr.pgettext("section", "{name} ({count})").format(
                name=name, count=tr.formats.number(len(rows))
            )
        flow.section(name, keep=44)
        fields = list(dict.fromkeys(field for row in rows for field in row))
        names = {field: field_name(tr, field, section.table) for field in fields}
        longest = max(len(text) for row in rows for text in row.values())
        if section.table == Entity.CLIENT:
            flow.section_rule()
            flow.facts([Fact(names[field], rows[0][field]) for field in fields], gap_below=6.0)
        elif len(rows) > 1 and len(fields) <= _MOST_COLUMNS and longest <= _LONGEST_CELL:
            self._table(names, rows)
        else:
            self._paragraphs(names, rows)

    def _table(self, fields: Mapping[str, str], rows: Iterable[Mapping[str, str]]) -> None:
        columns = [Column(name, wraps=True) for name in fields.values()]
        table = Table(columns, [[row.get(field, "") for field in fields] for row in rows])
        table.draw(self._flow)

    def _paragraphs(self, names: Mapping[str, str], rows: Iterable[Mapping[str, str]]) -> None:
        flow, type_ = self._flow, self._flow.type
        flow.section_rule()
        width, left = flow.sheet.measure - _INDENT, flow.sheet.left + _INDENT
        for row in rows:
            spans: list[Span] = []
            longer: list[tuple[str, str]] = []
            for field, text in row.items():
                name = names[field]
                if "\n" in text:
                    longer.append((name, text))
                    continue
                label = self._tr.pgettext("record", "{field}:\u00a0").format(field=name)
                spans += (Span(label, type_.label), Span(text, type_.body))
                spans.append(Span(_GAP, type_.label))
            lines = flow.set.wrapped_spans(spans[:-1], width)
            flow.need(type_.body.leading * min(len(lines) + len(longer), 3))
            dot = flow.set.line("·", type_.body)
            flow.page.text(dot, flow.sheet.left, flow.y + baseline(type_.body))
            flow.lines(lines, type_.body, left)
            for name, text in longer:
                # What was written in several lines stays in them.
                label = self._tr.pgettext("record", "{field}:\u00a0").format(field=name).rstrip()
                flow.lines([flow.set.line(label, type_.label)], type_.label, left)
                flow.lines(flow.set.wrapped(text, type_.body, width), type_.body, left)
            flow.y += _ROW_GAP

    def _said_of(self, table: str, row: RecordRow) -> dict[str, str]:
        """Say what a row holds; who it is about, what it lacks and what is not so are left out."""
        # An amount says its currency itself.
        amounts = any(isinstance(value, Money) for value in row.values.values())
        said = {
            name: self._said(name, value)
            for name, value in row.values.items()
            if (table, name) not in _NOT_ON_PAPER
            and not self._goes_without_saying(value)
            and not (amounts and name == "currency")
        }
        return {name: text for name, text in said.items() if text}

    def _goes_without_saying(self, value: object) -> bool:
        match value:
            case None | False:
                return True
            case Money():
                return not value
            case Decimal():
                return not value
            case Ref():
                return value.name is None or value == self._record.client
            case _:
                return False

    def _said(self, name: str, value: object) -> str:
        tr = self._tr
        formats = tr.formats
        match value:
            case None:
                said = tr.pgettext("record", "nothing")
            case bool():
                said = tr.pgettext("record", "yes") if value else tr.pgettext("record", "no")
            case Money():
                said = formats.money(value)
            case datetime():
                said = formats.instant(value)
            case date():
                said = formats.date_long(value)
            case Decimal() if name.endswith("_percent"):
                said = formats.percent(value)
            case Decimal():
                said = formats.decimal(value)
            case int():
                said = str(value)  # a number that counts nothing, mostly
            case StrEnum():
                said = enum_name(tr, value)
            case Ref():
                said = self._called(value)
            case str():
                said = self._word(name, value)
            case _:
                said = str(value)
        return said

    def _called(self, ref: Ref) -> str:
        """Name another row, by its day in words where it has no name."""
        try:
            return self._tr.formats.date_long(date.fromisoformat(ref.name or ""))
        except ValueError:
            return ref.name or str(ref.id)

    def _word(self, name: str, text: str) -> str:
        match name:
            case "method":
                return method_name(self._tr, text)
            case "label":
                return label_words(self._tr, text)
            case "language" if text in LANGUAGES:
                return self._tr.formats.language_name(text)
            case "reason_code" if text in set(WriteOffReason):
                return enum_name(self._tr, WriteOffReason(text))
            case _:
                return text.strip()

    # What was changed.

    def _history(self) -> None:
        if not self._record.history:
            return
        tr = self._tr
        self._flow.section(tr.pgettext("paper", "What was changed, and when"), keep=44)
        table = Table(
            (
                Column(tr.pgettext("column", "When"), grow=0.0),
                Column(tr.pgettext("column", "What"), grow=0.6, wraps=True),
                Column(tr.pgettext("column", "From what to what"), grow=2.0, wraps=True),
            )
        )
        for at, changes in groupby(self._record.history, key=lambda change: change.at):
            when = tr.formats.instant_short(at)
            for what, details in self._lines(list(changes)):
                table.rows.append((when, what, details))
                when = ""
        table.draw(self._flow)

    def _lines(self, changes: Sequence[RecordChange]) -> Iterator[tuple[str, str]]:
        """Say what one moment changed: what came in one line, all else in one line each."""
        tr = self._tr
        added = Counter(one.table for one in changes if one.kind is ChangeKind.ADDED)
        if added:
            names = [
                # Translators: what was added, and how many of it: "Phone number × 2"
                tr.pgettext("record", "{name} × {count}").format(
                    name=self._row_name(table), count=tr.formats.number(count)
                )
                if count > 1
                else self._row_name(table)
                for table, count in added.items()
            ]
            yield tr.pgettext("record", "Added"), tr.pgettext("list", ", ").join(names)
        for change in changes:
            if change.kind is ChangeKind.ADDED:
                continue
            name = self._row_name(change.table)
            which = self._called_itself.get((change.table, change.row_id))
            if which:
                # Translators: a kind of entry and what it is called: "Sale S-2026-0001"
                name = tr.pgettext("record", "{name} {which}").format(name=name, which=which)
            if change.kind is ChangeKind.REMOVED:
                what = tr.pgettext("record", "{name} removed").format(name=name)
            else:
                what = tr.pgettext("record", "{name} changed").format(name=name)
            details = "\n".join(self._details(change))
            if details:
                yield what, details

    def _details(self, change: RecordChange) -> Iterator[str]:
        tr = self._tr
        for field, (before, after) in change.values.items():
            if (change.table, field) in _NOT_ON_PAPER:
                continue
            name = field_name(tr, field, change.table)
            if change.kind is ChangeKind.REMOVED:
                if not self._goes_without_saying(before):
                    text = tr.pgettext("record", "{field}: {value}")
                    yield text.format(field=name, value=_one_line(self._said(field, before)))
                continue
            # Translators: what a field was and what it became
            text = tr.pgettext("record", "{field}: {before} → {after}")
            yield text.format(
                field=name,
                before=_one_line(self._said(field, before)),
                after=_one_line(self._said(field, after)),
            )

    def _row_name(self, table: str) -> str:
        return enum_name(self._tr, Entity(table))


def _names(record: ClientRecord) -> Iterator[tuple[tuple[str, int], str]]:
    """Return what the rows call themselves, by table and id; the client is meant anyway."""
    for section in record.sections:
        for row in section.rows:
            name = row.values.get("number") or row.values.get("name")
            if isinstance(name, str) and section.table != Entity.CLIENT:
                yield (section.table, row.id), name


def _one_line(text: str) -> str:
    return " / ".join(part.strip() for part in text.splitlines() if part.strip())
