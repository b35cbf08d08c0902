"""The league of referrers and the sources of clients in a period, for the owner's own eyes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from smallcrm.domain.money import Money, sum_by_currency
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.referral_words import source_name, won_rate
from smallcrm.queries.referral_shapes import LeagueRow, SourceRow
from smallcrm.reports import Stationery
from smallcrm.reports.document import Document
from smallcrm.reports.internal import internal_head, of_days
from smallcrm.reports.layout import Fact
from smallcrm.reports.paper import PaperWork
from smallcrm.reports.quote import currency_named
from smallcrm.reports.receivers import named_in_list
from smallcrm.reports.tables import Column, Table

# More are counted, and added up, but not named: nobody reads page 20 of a league.
_NAMED: Final = 400


@dataclass(frozen=True, slots=True)
class LeagueFacts:
    """What the report is made of: who sent somebody in the period, where its clients came from."""

    referrers: Sequence[LeagueRow]
    sources: Sequence[SourceRow]
    since: date | None = None
    until: date | None = None


def draw(document: Document, facts: LeagueFacts, stationery: Stationery) -> None:
    """Draw the paper; amounts of several currencies stand below each other, never added."""
    _League(document, facts, stationery).draw()


def title(tr: I18n) -> str:
    """Name the paper."""
    return tr.pgettext("paper", "Referrers and sources")


class _League:
    """One report being made."""

    def __init__(self, document: Document, facts: LeagueFacts, stationery: Stationery) -> None:
        self._facts = facts
        self._tr = tr = stationery.tr
        rows = facts.referrers
        sent, won = sum(row.sent for row in rows), sum(row.won for row in rows)
        number = tr.formats.number
        shown = [
            Fact(tr.pgettext("paper", "Referrers"), number(len(rows))),
            Fact(tr.pgettext("paper", "Clients sent"), number(sent)),
        ]
        if sent:
            # Translators: how many were won, and that in per cent: "9 (75%)"
            text = tr.pgettext("paper", "{count} ({percent})")
            rate = won_rate(tr, won, sent)
            won_words = text.format(count=number(won), percent=rate)
            shown.append(Fact(tr.pgettext("paper", "Won"), won_words))
        amounts = [*_all(row.worth for row in rows), *_all(row.reward for row in rows)]
        amounts += _all(row.worth for row in facts.sources)
        currencies = {amount.currency for amount in amounts}
        self._currency = currencies.pop() if len(currencies) == 1 else None
        if self._currency is not None:
            named = currency_named(stationery, self._currency)
            shown.append(Fact(tr.pgettext("paper", "Currency"), named))
        self._shown = shown
        head = internal_head(title(tr), of_days(tr, facts.since, facts.until))
        self._work = PaperWork(document, stationery, head, stationery.settings)

    def draw(self) -> None:
        tr, flow, facts = self._tr, self._work.flow, self._facts
        flow.facts(self._shown, columns=4)
        flow.section(tr.gettext("Referrers"), keep=70)
        if facts.referrers:
            self._referrers().draw(flow)
            more = len(facts.referrers) - _NAMED
            if more > 0:
                text = tr.ngettext(
                    "and {count} referrer more, in the total as well",
                    "and {count} referrers more, in the total as well",
                    more,
                )
                flow.space(4.0)
                flow.paragraph(text.format(count=tr.formats.number(more)), self._work.type.soft)
        else:
            text = tr.gettext("Nobody sent anybody in this period.")
            flow.section_rule()
            flow.paragraph(text, self._work.type.soft)
        if facts.sources:
            flow.section(tr.gettext("Where the clients of this period came from"), keep=70)
            self._sources().draw(flow)
        self._work.remark(
            tr.gettext(
                "Worth is the money that came in so far from those who were sent, less what was "
                "given back. The reward is the credit that stands for them. A referral belongs to "
                "the period by its own day, what came of it counts up to today."
            )
        )
        self._work.finish()

    def _referrers(self) -> Table:
        tr, number = self._tr, self._tr.formats.number
        rows = self._facts.referrers
        table = Table(
            (
                Column(tr.pgettext("column", "Rank"), right=True, grow=0.1),
                Column(tr.pgettext("column", "Referrer"), grow=4, wraps=True),
                Column(tr.pgettext("column", "Sent"), right=True, grow=0.4),
                Column(tr.pgettext("column", "Won"), right=True, grow=0.4),
                Column(tr.pgettext("column", "Won of them"), right=True, grow=0.4),
                Column(tr.pgettext("column", "Worth"), right=True, grow=0.4),
                Column(tr.pgettext("column", "Reward"), right=True, grow=0.4),
                Column(tr.pgettext("column", "Last one"), right=True, grow=0.4),
            )
        )
        table.rows = [
            (
                number(rank),
                named_in_list(tr, row.referrer),
                number(row.sent),
                number(row.won),
                won_rate(tr, row.won, row.sent),
                self._amounts(row.worth),
                self._amounts(row.reward),
                tr.formats.date_short(row.last_on),
            )
            for rank, row in enumerate(rows[:_NAMED], start=1)
        ]
        sent, won = sum(row.sent for row in rows), sum(row.won for row in rows)
        table.total = (
            *("", tr.pgettext("sum", "Total"), number(sent), number(won)),
            *(won_rate(tr, won, sent), self._amounts(sum_by_currency(_all(r.worth for r in rows)))),
            *(self._amounts(sum_by_currency(_all(r.reward for r in rows))), ""),
        )
        return table

    def _sources(self) -> Table:
        tr, number = self._tr, self._tr.formats.number
        rows = self._facts.sources
        table = Table(
            (
                Column(tr.pgettext("column", "Source"), grow=4, wraps=True),
                Column(tr.pgettext("column", "Clients"), right=True, grow=0.5),
                Column(tr.pgettext("column", "Bought"), right=True, grow=0.5),
                Column(tr.pgettext("column", "Bought of them"), right=True, grow=0.5),
                Column(tr.pgettext("column", "Worth"), right=True, grow=0.5),
            )
        )
        table.rows = [
            (
                source_name(tr, row.source, referred=row.referred),
                number(row.clients),
                number(row.won),
                won_rate(tr, row.won, row.clients),
                self._amounts(row.worth),
            )
            for row in rows
        ]
        clients, won = sum(row.clients for row in rows), sum(row.won for row in rows)
        table.total = (
            *(tr.pgettext("sum", "Total"), number(clients), number(won)),
            won_rate(tr, won, clients),
            self._amounts(sum_by_currency(_all(row.worth for row in rows))),
        )
        return table

    def _amounts(self, amounts: Sequence[Money]) -> str:
        """Write amounts below each other, without the currency where the report has one only."""
        formats = self._tr.formats
        write = formats.amount if self._currency is not None else formats.money
        return "\n".join(write(amount) for amount in amounts if amount)


def _all(found: Iterable[Sequence[Money]]) -> list[Money]:
    return [money for amounts in found for money in amounts]
