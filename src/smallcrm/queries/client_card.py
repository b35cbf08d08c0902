"""The card: everything the owner must see at the ring, in a fixed number of statements."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection

from smallcrm.domain.clock import Clock, from_text
from smallcrm.domain.enums import (
    Direction,
    InteractionKind,
    QuoteState,
    ReferralDirection,
    WriteOffReason,
)
from smallcrm.domain.money import Money, sum_by_currency
from smallcrm.queries import (
    balances,
    card_curve,
    card_dealings,
    clients,
    payments,
    promises,
    receivables,
    referrals,
    rows,
    sales,
    standing,
)
from smallcrm.queries.card_dealings import Dealings
from smallcrm.queries.contact_shapes import FollowUpShape, InteractionShape, NoteShape
from smallcrm.queries.referral_shapes import ReferralShape
from smallcrm.queries.settings import file_settings
from smallcrm.queries.shapes import (
    Balance,
    ClientCard,
    ClientRef,
    PaymentShape,
    SaleShape,
    TimelineEntry,
    TimelineKind,
)
from smallcrm.queries.statements import statement

# What a card shows of each kind; a report has everything.
_SHOWN = 40
_ALL = -1
_LAST = 10
_BEFORE = datetime.min.replace(tzinfo=UTC)
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
    limit = _ALL if full else _SHOWN
    client = details.ref
    open_sales = sales.open_sales(connection, client, today, limit=limit)
    last_sales = sales.last_sales(connection, client, today, limit=limit)
    last_payments = payments.last_payments(connection, client, limit=limit)
    notes = _notes(connection, client_id, limit)
    interactions = _interactions(connection, client_id, limit)
    about = referrals.of_client(connection, client_id, limit=limit)
    follow_ups = _follow_ups(connection, client, limit)
    sent_to_us = [item for item in about if item.direction is ReferralDirection.IN]
    shown_notes = tuple(note for note in notes if not note.draft)
    dealings = card_dealings.dealings(connection, client_id, today, limit)
    given_up = standing.written_off(connection, client_id, today)
    balance = _balance(
        connection, client_id, today, open_sales, bool(last_sales), dealings, given_up
    )
    quarters, curve = card_curve.quarters(connection, client_id, clock, settings.currency)
    return ClientCard(
        details=details,
        balance=balance,
        overdue=tuple(item for item in open_sales if item.days),
        open_sales=open_sales,
        pinned_notes=tuple(note for note in shown_notes if note.pinned),
        recent_notes=tuple(note for note in shown_notes if not note.pinned),
        draft_note=next((note for note in notes if note.draft), None),
        last_interactions=interactions if full else interactions[:_LAST],
        last_sales=last_sales if full else last_sales[:_LAST],
        last_payments=last_payments if full else last_payments[:_LAST],
        referred_by=next((item for item in sent_to_us if item.client.id == client_id), None),
        referred=tuple(item for item in sent_to_us if item.counterpart.id == client_id),
        sent_out=tuple(
            item
            for item in about
            if item.direction is ReferralDirection.OUT and item.client.id == client_id
        ),
        referral_summary=referrals.summary(connection, client_id, today),
        follow_ups=tuple(item for item in follow_ups if item.done_at is None),
        timeline=_timeline(
            client_id,
            last_sales,
            last_payments,
            shown_notes,
            interactions,
            about,
            follow_ups,
            dealings,
            limit,
            clock,
        ),
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


def _notes(connection: Connection, client_id: int, limit: int) -> tuple[NoteShape, ...]:
    """Read notes, pinned ones first and all of them, then the latest."""
    found = connection.execute(
        statement(
            "SELECT id, text, created_at, pinned, draft FROM note WHERE client_id = :id"
            " ORDER BY (pinned OR draft) DESC, created_at DESC, id DESC LIMIT :limit"
        ),
        {"id": client_id, "limit": limit},
    )
    return tuple(_note(row) for row in found)


def note_of(connection: Connection, note_id: int) -> tuple[int, NoteShape] | None:
    """Read one note, and which client it is about."""
    row = connection.execute(
        statement("SELECT id, text, created_at, pinned, draft, client_id FROM note WHERE id = :id"),
        {"id": note_id},
    ).first()
    return None if row is None else (row.client_id, _note(row))


def _note(row: Any) -> NoteShape:
    at = from_text(row.created_at)
    return NoteShape(row.id, row.text, at, bool(row.pinned), bool(row.draft))


def _interactions(
    connection: Connection, client_id: int, limit: int
) -> tuple[InteractionShape, ...]:
    found = connection.execute(
        statement(
            "SELECT * FROM interaction WHERE client_id = :id"
            " ORDER BY start_at DESC, id DESC LIMIT :limit"
        ),
        {"id": client_id, "limit": limit},
    )
    return tuple(interaction(row) for row in found)


def interaction(row: Any) -> InteractionShape:
    """Make an interaction of a row of its table."""
    return InteractionShape(
        id=row.id,
        kind=InteractionKind(row.kind),
        direction=Direction(row.direction) if row.direction else None,
        at=from_text(row.start_at),
        minutes=row.minutes,
        summary=row.summary,
        number=row.number,
        answered=bool(row.answered),
    )


def _follow_ups(connection: Connection, client: ClientRef, limit: int) -> tuple[FollowUpShape, ...]:
    found = connection.execute(
        statement(
            f"SELECT {rows.FOLLOW_UP} FROM follow_up {rows.FOLLOW_UP_JOIN}"
            " WHERE follow_up.client_id = :id"
            " ORDER BY follow_up.done_at IS NOT NULL, follow_up.due_on, follow_up.id LIMIT :limit"
        ),
        {"id": client.id, "limit": limit},
    )
    return tuple(rows.follow_up(row, client) for row in found)


def _timeline(
    client_id: int,
    last_sales: tuple[SaleShape, ...],
    last_payments: tuple[PaymentShape, ...],
    notes: tuple[NoteShape, ...],
    interactions: tuple[InteractionShape, ...],
    about: tuple[ReferralShape, ...],
    follow_ups: tuple[FollowUpShape, ...],
    dealings: Dealings,
    limit: int,
    clock: Clock,
) -> tuple[TimelineEntry, ...]:
    """Put everything that happened in one list, newest first."""

    def day_of(at: datetime) -> date:
        return clock.local(at).date()

    entries = [
        TimelineEntry(TimelineKind.SALE, item.id, None, item.on, sale=item) for item in last_sales
    ]
    entries += [
        TimelineEntry(TimelineKind.PAYMENT, item.id, None, item.on, payment=item)
        for item in last_payments
    ]
    entries += [
        TimelineEntry(TimelineKind.NOTE, item.id, item.at, day_of(item.at), note=item)
        for item in notes
    ]
    entries += [
        TimelineEntry(
            TimelineKind.CALL if item.kind is InteractionKind.CALL else TimelineKind.INTERACTION,
            item.id,
            item.at,
            day_of(item.at),
            interaction=item,
        )
        for item in interactions
    ]
    entries += [
        TimelineEntry(TimelineKind.REFERRAL, item.id, None, item.on, referral=item)
        for item in about
        if client_id in {item.client.id, item.counterpart.id}
    ]
    entries += [
        TimelineEntry(
            TimelineKind.FOLLOW_UP, item.id, item.done_at, day_of(item.done_at), follow_up=item
        )
        for item in follow_ups
        if item.done_at is not None
    ]
    entries += dealings.entries()

    def newest(entry: TimelineEntry) -> tuple[date, datetime, int]:
        # What has no time of its day stands before all that has one.
        return entry.on, entry.at or _BEFORE, entry.id

    entries.sort(key=newest, reverse=True)
    return tuple(entries if limit == _ALL else entries[: limit * 2])
