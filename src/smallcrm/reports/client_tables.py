"""What the client report shows beside sales and referrals: offers, contracts, credit, history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smallcrm.domain.enums import GIVEN_BACK
from smallcrm.i18n.sentences import enum_name, method_name, quote_number
from smallcrm.reports.tables import Cell, Column, Table
from smallcrm.reports.timeline_trade import trade_parts
from smallcrm.reports.timeline_words import TimelineWords

if TYPE_CHECKING:
    from datetime import date

    from smallcrm.domain.money import Money
    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.shapes import ClientCard, PaymentShape, TimelineEntry
    from smallcrm.queries.trade_shapes import ContractShape, QuoteShape
    from smallcrm.reports.style import Type
    from smallcrm.reports.tables import Content
    from smallcrm.reports.timeline_parts import Parts


@dataclass(frozen=True, slots=True)
class ClientTables:
    """Makes the tables in a language; `one_currency` leaves the currency out of each amount."""

    tr: I18n
    type: Type
    one_currency: bool

    def _amount(self, money: Money | None) -> str:
        if money is None:
            return ""
        formats = self.tr.formats
        return formats.amount(money) if self.one_currency else formats.money(money)

    def _day(self, day: date | None) -> str:
        return self.tr.formats.date_short(day) if day is not None else ""

    def quotes(self, quotes: Sequence[QuoteShape]) -> Table:
        """Show what was offered, and what became of it."""
        tr = self.tr
        table = Table(
            (
                Column(tr.pgettext("column", "Quote"), grow=1),
                Column(tr.pgettext("column", "Date"), grow=1),
                Column(tr.pgettext("column", "What"), grow=3, wraps=True),
                Column(tr.pgettext("column", "Status"), grow=1, wraps=True),
                Column(tr.pgettext("column", "Good until"), grow=0.8),
                Column(tr.pgettext("column", "Total"), right=True, grow=0.4),
            )
        )
        table.rows = [
            (
                quote_number(tr, quote.number, quote.revision),
                self._day(quote.on),
                quote.title,
                enum_name(tr, quote.state),
                self._day(quote.valid_until),
                self._amount(quote.total),
            )
            for quote in quotes
        ]
        return table.without_empty_columns()

    def contracts(self, contracts: Sequence[ContractShape]) -> Table:
        """Show contracts, when they end, and what was sold under them."""
        tr = self.tr
        table = Table(
            (
                Column(tr.pgettext("column", "Contract"), grow=1),
                Column(tr.pgettext("column", "What"), grow=3, wraps=True),
                Column(tr.pgettext("contract", "From"), grow=0.8),
                Column(tr.pgettext("contract", "Until"), grow=0.8),
                Column(tr.pgettext("contract", "Amount"), right=True, grow=0.4),
                Column(tr.pgettext("contract", "Sold so far"), right=True, grow=0.4),
            )
        )
        table.rows = [
            (
                one.number,
                one.title,
                self._day(one.starts_on or one.signed_on),
                self._day(one.ended_on or one.ends_on),
                self._amount(one.amount),
                "\n".join(map(self._amount, one.sold)),
            )
            for one in contracts
        ]
        return table.without_empty_columns()

    def unused(self, payments: Sequence[PaymentShape]) -> Table:
        """Show what is to the client's credit: what came in, and what of it is not used yet."""
        tr = self.tr
        table = Table(
            (
                Column(tr.pgettext("column", "Received"), grow=1),
                Column(tr.pgettext("column", "What"), grow=2, wraps=True),
                Column(tr.pgettext("column", "Reference"), grow=2, wraps=True),
                Column(tr.pgettext("credit", "Good until"), grow=0.8),
                Column(tr.pgettext("column", "Amount"), right=True, grow=0.4),
                Column(tr.pgettext("column", "Not used"), right=True, grow=0.4),
            )
        )
        table.rows = [
            (
                self._day(one.on),
                method_name(tr, one.method) if one.method else enum_name(tr, one.kind),
                one.reference or "",
                self._day(one.expires_on),
                self._amount(one.amount),
                self._amount(one.free),
            )
            for one in payments
        ]
        return table.without_empty_columns()

    def chasing(self, entries: Iterable[TimelineEntry]) -> Table:
        """Show reminders that went out and what was promised."""
        table = self._dated()
        table.rows = [
            self._said(self._day(entry.on), parts)
            for entry in entries
            if (parts := trade_parts(self.tr, entry, _one_line)) is not None
        ]
        return table.without_empty_columns()

    def timeline(self, card: ClientCard, entries: Iterable[TimelineEntry]) -> Table:
        """Show everything that happened, as the card says it; notes in their whole length."""
        formats = self.tr.formats
        words = TimelineWords(self.tr, card, _one_line)
        table = self._dated()
        for entry in entries:
            parts = words.parts(entry)
            if parts is not None:
                day = self._day(entry.on) if entry.at is None else formats.instant_short(entry.at)
                table.rows.append(self._said(day, parts))
        return table.without_empty_columns()

    def _dated(self) -> Table:
        tr = self.tr
        return Table(
            (
                Column(tr.pgettext("column", "When"), grow=0.3),
                Column(tr.pgettext("timeline", "What"), grow=0.6, wraps=True),
                Column(tr.pgettext("timeline", "What about"), grow=4, wraps=True),
                Column(tr.pgettext("column", "Amount"), right=True, grow=0.3),
            )
        )

    def _said(self, day: str, parts: Parts) -> Sequence[Content]:
        amount: Content = self._amount(parts.money)
        if amount and parts.amount_tone == "debt":
            amount = Cell(self._amount(parts.money), self.type.alarm)
        elif amount and parts.amount_tone == "third":
            amount = Cell(self._amount(parts.money), self.type.soft)
        return (day, parts.head, parts.text, amount)


def unused_credit(card: ClientCard, today: date) -> list[PaymentShape]:
    """Return what makes up the client's credit: not used, not given back, still good."""
    return [
        one
        for one in card.last_payments
        if one.free.minor > 0
        and not one.void
        and one.kind not in GIVEN_BACK
        and (one.expires_on is None or one.expires_on >= today)
    ]


def _one_line(text: str) -> str:
    return " ".join(text.split())
