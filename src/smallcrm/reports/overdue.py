"""Who owes overdue money, how long, and what was done about it: the list to work through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from smallcrm.domain.enums import PromiseState
from smallcrm.domain.money import Money
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.debt import reminded
from smallcrm.i18n.sentences import sentence_start
from smallcrm.queries.report_shapes import OverdueRow
from smallcrm.queries.shapes import ClientRef
from smallcrm.queries.today_shapes import Ageing
from smallcrm.reports import Stationery
from smallcrm.reports.document import Document
from smallcrm.reports.internal import internal_head
from smallcrm.reports.layout import Fact
from smallcrm.reports.paper import PaperWork
from smallcrm.reports.quote import currency_named
from smallcrm.reports.tables import Cell, Column, Content, Table

# From so many days on the age of a debt is set in red.
_OLD: Final = 90
_SIDE_MARGIN: Final = 48.0


@dataclass(frozen=True, slots=True)
class OverdueFacts:
    """What the list is made of; `chosen`: only some clients were asked for."""

    rows: Sequence[OverdueRow]
    chosen: bool = False


def draw(document: Document, facts: OverdueFacts, stationery: Stationery) -> None:
    """Draw the list on sheets that lie on their side, a section for each currency."""
    sheet = document.sheet
    document.sheet = replace(
        sheet,
        width=sheet.height,
        height=sheet.width,
        left=_SIDE_MARGIN,
        margin_right=_SIDE_MARGIN,
    )
    _Overdue(document, facts, stationery).draw()


def title(tr: I18n) -> str:
    """Name the paper."""
    return tr.pgettext("paper", "Overdue")


class _Overdue:
    """One list being drawn."""

    def __init__(self, document: Document, facts: OverdueFacts, stationery: Stationery) -> None:
        self._facts = facts
        self._stationery = stationery
        self._tr = tr = stationery.tr
        # Translators: the day that a list is of: "As of 22 November 2026"
        about = tr.pgettext("paper", "As of {date}").format(
            date=tr.formats.date_long(stationery.clock.today())
        )
        if facts.chosen:
            about = tr.pgettext("paper", "{about}, chosen clients only").format(about=about)
        head = internal_head(title(tr), about)
        self._work = PaperWork(document, stationery, head, stationery.settings)

    def draw(self) -> None:
        tr, flow = self._tr, self._work.flow
        for currency, rows in groupby(self._facts.rows, key=lambda row: row.overdue.currency):
            self._currency(currency, list(rows))
        if not self._facts.rows:
            flow.paragraph(tr.gettext("Nothing is overdue."), flow.type.soft)
        self._work.finish()

    def _currency(self, currency: str, rows: Sequence[OverdueRow]) -> None:
        tr, flow, formats = self._tr, self._work.flow, self._tr.formats
        named = currency_named(self._stationery, currency)
        flow.section(tr.gettext("Overdue in {currency}").format(currency=named), keep=120)
        flow.section_rule()
        sums = _sums(rows, currency)
        clients = tr.ngettext("{count} client", "{count} clients", len(rows))
        overdue = sum((row.overdue for row in rows), Money(0, currency))
        flow.facts(
            [
                Fact(
                    tr.pgettext("column", "Overdue"),
                    formats.amount(overdue),
                    clients.format(count=formats.number(len(rows))),
                ),
                *(
                    Fact(name, formats.amount(part))
                    for name, part in zip(_ages(tr), sums, strict=True)
                ),
            ],
            columns=5,
            gap_below=4.0,
        )
        flow.space(6.0)
        table = Table(
            (
                Column(tr.pgettext("column", "Client"), grow=3, wraps=True),
                Column(tr.pgettext("column", "Phone"), grow=0.6),
                Column(tr.pgettext("column", "Oldest due"), grow=0.6),
                Column(tr.pgettext("column", "Days"), right=True, grow=0.2),
                Column(tr.pgettext("column", "Overdue"), right=True, grow=0.5),
                *(Column(name, right=True, grow=0.5) for name in _short_ages(tr)),
                Column(tr.pgettext("column", "Reminders and promises"), grow=2.4, wraps=True),
            )
        )
        table.rows = [self._row(row) for row in rows]
        label = tr.pgettext("sum", "Total")
        amounts = (formats.amount(overdue), *map(formats.amount, sums))
        if len(rows) > 1:
            table.total = (label, "", "", "", *amounts, "")
        table.draw(flow)

    def _row(self, row: OverdueRow) -> Sequence[Content]:
        formats = self._tr.formats
        days = formats.number(row.days)
        return (
            _named(row.client),
            row.phone or "",
            formats.date_short(row.oldest_due),
            Cell(days, self._work.type.alarm) if row.days > _OLD else days,
            formats.amount(row.overdue),
            *(formats.amount(part) if part else "" for part in _parts(row.ageing)),
            self._done(row),
        )

    def _done(self, row: OverdueRow) -> str:
        """Say how often they were reminded, and what they promised."""
        tr, formats = self._tr, self._tr.formats
        said = sentence_start(reminded(tr, row.reminders))
        if row.reminded_on is not None:
            # Translators: how often a client was reminded, and when last
            said = tr.pgettext("reminders", "{times}, last on {date}").format(
                times=said, date=formats.date_short(row.reminded_on)
            )
        promise = row.promise
        if promise is None:
            return said
        if promise.state is PromiseState.BROKEN:
            text = tr.pgettext("promise", "Promised {amount} by {date}, broken")
        else:
            text = tr.pgettext("promise", "Promised {amount} by {date}")
        promised = text.format(
            amount=formats.amount(promise.amount), date=formats.date_short(promise.until)
        )
        return f"{said}\n{promised}"


def _named(client: ClientRef) -> str:
    """Name a client, their organisation below."""
    parts = dict.fromkeys((client.name, client.organisation or ""))
    return "\n".join(filter(None, parts))


def _short_ages(tr: I18n) -> tuple[str, ...]:
    # Translators: heads of narrow columns: how many days something is overdue
    return (
        tr.pgettext("days overdue", "1–30"),
        tr.pgettext("days overdue", "31–60"),
        tr.pgettext("days overdue", "61–90"),
        tr.pgettext("days overdue", "Over 90"),
    )


def _ages(tr: I18n) -> tuple[str, ...]:
    return (
        tr.pgettext("ageing", "1 to 30 days"),
        tr.pgettext("ageing", "31 to 60 days"),
        tr.pgettext("ageing", "61 to 90 days"),
        tr.pgettext("ageing", "Over 90 days"),
    )


def _parts(ageing: Ageing) -> tuple[Money, ...]:
    return ageing.days_1_30, ageing.days_31_60, ageing.days_61_90, ageing.over_90


def _sums(rows: Sequence[OverdueRow], currency: str) -> tuple[Money, ...]:
    columns = zip(*(_parts(row.ageing) for row in rows), strict=True)
    return tuple(sum(column, Money(0, currency)) for column in columns)
