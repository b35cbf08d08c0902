"""The card: everything the owner must see at the ring, in a fixed number of statements."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import (
    QuoteState,
    ReferralDirection,
    WriteOffReason,
)
from smallcrm.domain.money import Money, sum_by_currency
from smallcrm.queries import (
    balances,
    card_curve,
    clients,
    payments,
    promises,
    receivables,
    referrals,
    sales,
    standing,
)
from smallcrm.queries.card_dealings import Dealings
from smallcrm.queries.settings import file_settings
from smallcrm.queries.shapes import (
    Balance,
    ClientCard,
    SaleShape,
)
from smallcrm.queries.timeline import ALL, happened, ordered

# What a card shows of each kind; a report has everything.
_SHOWN = 40
_LAST = 10
_STILL_OPEN = frozenset({QuoteState.OPEN, QuoteState.PARTLY_ACCEPTED})


def client_card(
    connection: Connection, client_id: int, *, clock: Clock, full: bool = False
) -> ClientCard | None:
    """Read the card of a client, or None; `full` leaves nothing out (for reports)."""
    today = clock.today()
    settings = file_settings(connection)
    details = clients.details(connection, client_id, settings=settings, today=today)
    if details is None:
        return None
    limit, last = (ALL, None) if full else (_SHOWN, _LAST)
    client = details.ref
    open_sales = sales.open_sales(connection, client, today, limit=limit)
    found = happened(connection, client, today, limit)
    dealings = found.dealings
    sent_to_us = [item for item in found.referrals if item.direction is ReferralDirection.IN]
    notes = tuple(note for note in found.notes if not note.draft)
    line = ordered(found, client_id, clock, limit)
    given_up = standing.written_off(connection, client_id, today)
    balance = _balance(
        connection, client_id, today, open_sales, bool(found.sales), dealings, given_up
    )
    quarters, curve = card_curve.quarters(connection, client_id, clock, settings.currency)
    return ClientCard(
        details=details,
        balance=balance,
        overdue=tuple(item for item in open_sales if item.days),
        open_sales=open_sales,
        pinned_notes=tuple(note for note in notes if note.is_remembered(today)),
        recent_notes=tuple(note for note in notes if not note.is_remembered(today)),
        draft_note=next((note for note in found.notes if note.draft), None),
        last_interactions=found.interactions[:last],
        last_sales=found.sales[:last],
        last_payments=found.payments[:last],
        referred_by=next((item for item in sent_to_us if item.client.id == client_id), None),
        referred=tuple(item for item in sent_to_us if item.counterpart.id == client_id),
        sent_out=tuple(
            item
            for item in found.referrals
            if item.direction is ReferralDirection.OUT and item.client.id == client_id
        ),
        referral_summary=referrals.summary(connection, client_id, today),
        follow_ups=tuple(item for item in found.follow_ups if item.done_at is None),
        timeline=line.entries,
        timeline_cut=line.cut,
        quarters=quarters,
        curve=curve,
        last_quote=next(iter(dealings.quotes), None),
        open_quotes=tuple(one for one in dealings.quotes if one.state in _STILL_OPEN),
        promises=dealings.promises,
        reminders=dealings.reminders,
        habit=receivables.habit(connection, client_id, today=today),
        standing=standing.of_card(details, settings, balance.owed, balance.credit, given_up),
    )


def _balance(
    connection: Connection,
    client_id: int,
    today: date,
    open_sales: tuple[SaleShape, ...],
    ever_bought: bool,
    dealings: Dealings,
    given_up: tuple[tuple[Money, str, date], ...],
) -> Balance:
    account = balances.accounts(connection, [client_id], today).get(client_id, balances.NOTHING)
    credit = balances.credit_for(connection, [client_id], today).get(client_id, ())
    last = payments.last_money(connection, client_id)
    oldest = open_sales[0] if open_sales else None
    bad_debts = [(amount, on) for amount, why, on in given_up if why == WriteOffReason.BAD_DEBT]
    return Balance(
        owed=account.owed,
        credit=credit,
        open_sales=account.open_sales,
        oldest_due=account.oldest_due,
        oldest_title=oldest.title if oldest else None,
        oldest_is_overdue=account.oldest_due is not None and account.oldest_due < today,
        last_paid=last[0] if last else None,
        last_paid_on=last[1] if last else None,
        last_paid_method=last[2] if last else None,
        ever_bought=ever_bought,
        reminders=_reminded(dealings, oldest),
        promise=promises.named(dealings.promises, [part.amount.currency for part in account.owed]),
        bad_debts=sum_by_currency(amount for amount, _ in bad_debts),
        bad_debt_on=max((on for _, on in bad_debts), default=None),
    )


def _reminded(dealings: Dealings, oldest: SaleShape | None) -> int:
    """Count the reminders of a sale since it is due."""
    if oldest is None or oldest.due is None:
        return 0
    return sum(
        reminder.on >= oldest.due and any(sale_id == oldest.id for sale_id, _ in reminder.sales)
        for reminder in dealings.reminders
    )
