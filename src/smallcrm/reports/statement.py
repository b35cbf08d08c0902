"""A statement of account: every row that the balance is made of, what is open and how old it is.

It is made for the client: no notes, no reasons of the owner's, no reversed payments.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from smallcrm.domain.enums import WriteOffReason
from smallcrm.domain.money import Money
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.sentences import enum_name, method_of_payment
from smallcrm.queries.receivable_shapes import Account, AccountEntry, EntryKind
from smallcrm.queries.shapes import SaleShape
from smallcrm.reports import Stationery
from smallcrm.reports.document import Document
from smallcrm.reports.ledger_tables import LedgerTables, OpenPart, ageing_of_parts
from smallcrm.reports.paper import Head, PaperWork, TotalRow
from smallcrm.reports.quote import currency_named
from smallcrm.reports.receivers import Recipient, of_client
from smallcrm.reports.tables import Column, Table
from smallcrm.reports.texts import common_values, text_of

_BETWEEN = 10.0


@dataclass(frozen=True, slots=True)
class StatementFacts:
    """What a statement is made of.

    `open_sales` are of all currencies, as are `open_parts`: what is open by the day on which it
    is due, a sale in instalments being several. What is before `since` is carried forward.
    """

    accounts: tuple[Account, ...]
    open_sales: tuple[SaleShape, ...]
    open_parts: tuple[OpenPart, ...]
    since: date | None = None


def draw(
    document: Document, facts: StatementFacts, client: Recipient, stationery: Stationery
) -> None:
    """Draw the paper: the currencies one after the other, nothing added across them."""
    _Statement(document, facts, client, stationery).draw()


def to_pay(facts: StatementFacts) -> list[Money]:
    """Return what the client is to pay, by currency."""
    return [account.balance for account in facts.accounts if account.balance.minor > 0]


def values_of(facts: StatementFacts, client: Recipient, stationery: Stationery) -> dict[str, str]:
    """Return what the owner's texts can be told of a statement.

    What is overdue is said of currencies in which something is to be paid at all: credit that is
    not set off yet may cover it.
    """
    formats, today = stationery.tr.formats, stationery.clock.today()
    due = to_pay(facts)
    late = [sum_of_late(facts.open_parts, money.currency, today, most=money) for money in due]
    overdue = [money for money in late if money.minor > 0]
    return common_values(stationery, client.ref.name) | {
        "since": formats.date_long(facts.since) if facts.since is not None else "",
        "until": formats.date_long(today),
        "total": formats.monies(due),
        "overdue": formats.monies(overdue) if overdue else "",
    }


def sum_of_late(parts: Sequence[OpenPart], currency: str, today: date, *, most: Money) -> Money:
    """Add up what was due before today, though never more than `most` is to be paid in all."""
    late = sum(
        money.minor
        for due, money in parts
        if money.currency == currency and due is not None and due < today
    )
    return Money(min(late, most.minor), currency)


def title(tr: I18n) -> str:
    """Name the paper."""
    return tr.pgettext("paper", "Statement of account")


class _Statement:
    """One statement being made."""

    def __init__(
        self,
        document: Document,
        facts: StatementFacts,
        client: Recipient,
        stationery: Stationery,
    ) -> None:
        self._facts = facts
        self._stationery = stationery
        self._tr = tr = stationery.tr
        self._today: date = stationery.clock.today()
        shown = [(tr.pgettext("paper", "As of"), tr.formats.date_long(self._today))]
        if facts.since is not None:
            shown.insert(0, (tr.pgettext("paper", "From"), tr.formats.date_long(facts.since)))
        if client.code:
            shown.append((tr.gettext("Client number"), client.code))
        for account in facts.accounts:
            label, money = self._balance(account)
            shown.append((label, tr.formats.money(money)))
        head = Head(
            name=title(tr),
            to=tr.pgettext("paper", "For"),
            receiver=of_client(tr, client, stationery.settings.country),
            facts=tuple(shown),
        )
        self._values = values_of(facts, client, stationery)
        self._reference = client.code or client.ref.name
        self._work = PaperWork(document, stationery, head, stationery.settings)
        self._ledger = LedgerTables(tr, self._work.type, self._today, one_currency=True)

    def draw(self) -> None:
        settings, tr = self._stationery.settings, self._tr
        self._work.opening(text_of(settings, tr, "statement.opening", self._values))
        closing = text_of(settings, tr, "statement.closing", self._values)
        accounts = self._facts.accounts
        for account in accounts:
            self._account(account, closing if account is accounts[-1] else "")
        if not self._facts.accounts:
            text = self._tr.gettext("There is nothing on this account yet.")
            self._work.flow.paragraph(text, self._work.type.soft)
        self._work.closing(closing)
        due = to_pay(self._facts)
        if due:
            self._work.pay_box(due[0], self._reference, *due[1:])
        self._work.finish()

    def _account(self, account: Account, closing: str) -> None:
        """Draw an account; `closing` are the words that follow it."""
        tr, flow = self._tr, self._work.flow
        currency = currency_named(self._stationery, account.currency)
        flow.section(tr.gettext("Account in {currency}").format(currency=currency), keep=70)
        rows = self._sums(account)
        table = self._entries(account)
        still_open = [
            sale for sale in self._facts.open_sales if sale.open.currency == account.currency
        ]
        words = self._work.closing_height(closing)
        table.keep = self._work.totals_height(rows) + (0.0 if still_open else words)
        table.draw(flow)
        self._work.totals(rows)
        if not still_open:
            return
        flow.section(tr.gettext("What is open"), keep=70)
        sales = self._ledger.open_sales(still_open)
        sales.keep = _BETWEEN + flow.bars_height + words
        sales.draw(flow)
        flow.space(_BETWEEN)
        parts = self._facts.open_parts
        flow.bars(self._ledger.ageing_bars(ageing_of_parts(parts, account.currency, self._today)))

    def _sums(self, account: Account) -> list[TotalRow]:
        """Say what the rows come to: where there is credit, what is open and the credit too."""
        tr, formats = self._tr, self._tr.formats
        rows: list[TotalRow] = []
        if account.owed.minor and account.credit.minor:
            rows.append(TotalRow(tr.pgettext("statement", "Open"), formats.amount(account.owed)))
            credit = Money(-account.credit.minor, account.currency)
            rows.append(TotalRow(tr.pgettext("statement", "Your credit"), formats.amount(credit)))
        label, money = self._balance(account)
        return [*rows, TotalRow(label, formats.money(money), final=True)]

    def _balance(self, account: Account) -> tuple[str, Money]:
        """Name the balance, and turn it so that it is never below zero."""
        tr, balance = self._tr, account.balance
        if balance.minor < 0:
            return tr.pgettext("statement", "To your credit"), Money(
                -balance.minor, account.currency
            )
        return tr.pgettext("statement", "To pay"), balance

    def _entries(self, account: Account) -> Table:
        tr, formats = self._tr, self._tr.formats
        table = Table(
            (
                Column(tr.pgettext("column", "Date"), grow=0.6),
                Column(tr.pgettext("column", "What"), grow=5, wraps=True),
                Column(tr.pgettext("column", "Number"), grow=0.6, wraps=True),
                Column(tr.pgettext("column", "Due"), grow=0.6),
                Column(tr.pgettext("column", "Amount"), right=True, grow=0.3),
                Column(tr.pgettext("column", "Balance"), right=True, grow=0.3),
            )
        )
        since = self._facts.since
        before, shown = parted(account, since)
        table.rows = []
        if since is not None:
            carried = tr.pgettext("statement", "Balance carried forward")
            table.rows.append(
                (formats.date_short(since), carried, "", "", "", formats.amount(before))
            )
        table.rows += [
            (
                formats.date_short(entry.on),
                what(tr, entry),
                entry.number or "",
                formats.date_short(entry.due) if entry.due is not None else "",
                formats.amount(entry.amount),
                formats.amount(entry.balance),
            )
            for entry in shown
        ]
        return table


def moving(entries: Sequence[AccountEntry]) -> list[AccountEntry]:
    """Return the rows that a client is shown: what was reversed moves nothing and is left out."""
    return [entry for entry in entries if not entry.void]


def parted(account: Account, since: date | None) -> tuple[Money, list[AccountEntry]]:
    """Return the balance before a day, and what moved it from then on."""
    before, shown = Money(0, account.currency), []
    for entry in moving(account.entries):
        if since is not None and entry.on < since:
            before = entry.balance
        else:
            shown.append(entry)
    return before, shown


def what(tr: I18n, entry: AccountEntry) -> str:
    """Say to the client what a row is; the owner's own reasons are not said."""
    if entry.kind is EntryKind.SALE:
        return entry.title
    words = {
        EntryKind.CANCELLED: tr.pgettext("statement", "Cancelled"),
        EntryKind.PAYMENT: tr.pgettext("statement", "Payment"),
        EntryKind.REFUND: tr.pgettext("statement", "Given back"),
        EntryKind.REFERRAL_CREDIT: tr.pgettext("statement", "Credit for a referral"),
        EntryKind.WRITE_OFF: tr.pgettext("statement", "Written off"),
        EntryKind.CREDIT_NOTE: tr.pgettext("statement", "Credit note"),
        EntryKind.OPENING_CREDIT: tr.pgettext("statement", "Credit carried over"),
        EntryKind.CREDIT_TAKEN_BACK: tr.pgettext("statement", "Credit for a referral taken back"),
        EntryKind.CREDIT_EXPIRED: tr.pgettext("statement", "Credit for a referral lapsed"),
    }
    parts = [method_of_payment(tr, words[entry.kind], entry.method)]
    if entry.reference and entry.reference != entry.number:
        parts.append(entry.reference)
    if entry.kind is EntryKind.WRITE_OFF and entry.reason in _SAID:
        parts.append(enum_name(tr, WriteOffReason(entry.reason)))
    return tr.pgettext("facts", ", ").join(parts)


# Reasons that a client may read; that a debt was given up as bad is the owner's affair.
_SAID = frozenset(set(WriteOffReason) - {WriteOffReason.BAD_DEBT, WriteOffReason.OTHER})
