"""The card: everything the owner must see at the ring, in a fixed number of statements."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, text

from smallcrm.domain.clock import Clock, from_text
from smallcrm.domain.enums import Direction, InteractionKind, ReferralDirection
from smallcrm.domain.money import Money, sum_by_currency
from smallcrm.queries import balances, clients, payments, referrals, rows, sales
from smallcrm.queries.shapes import (
    Balance,
    ClientCard,
    ClientRef,
    FollowUpShape,
    InteractionShape,
    NoteShape,
    PaymentShape,
    Quarter,
    ReferralShape,
    SaleShape,
    TimelineEntry,
    TimelineKind,
)

# What a card shows of each kind; a report has everything.
_SHOWN = 40
_ALL = -1
_QUARTERS = 8
_LAST = 10


def client_card(
    connection: Connection, client_id: int, *, clock: Clock, full: bool = False
) -> ClientCard | None:
    """Read the card of a client, or None; `full` leaves nothing out (for reports)."""
    today = clock.today()
    details = clients.details(connection, client_id)
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
    return ClientCard(
        details=details,
        balance=_balance(connection, client_id, today, open_sales, bool(last_sales)),
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
        referral_summary=referrals.summary(connection, client_id),
        follow_ups=tuple(item for item in follow_ups if item.done_at is None),
        timeline=_timeline(
            client_id,
            last_sales,
            last_payments,
            shown_notes,
            interactions,
            about,
            follow_ups,
            limit,
            clock,
        ),
        quarters=_quarters(connection, client_id, clock),
    )


def _balance(
    connection: Connection,
    client_id: int,
    today: date,
    open_sales: tuple[SaleShape, ...],
    ever_bought: bool,
) -> Balance:
    account = balances.accounts(connection, [client_id], today).get(client_id, balances.NOTHING)
    credit = balances.credit_for(connection, [client_id]).get(client_id, ())
    last = payments.last_money(connection, client_id)
    oldest = open_sales[0] if open_sales else None
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
    )


def _notes(connection: Connection, client_id: int, limit: int) -> tuple[NoteShape, ...]:
    """Read notes, pinned ones first and all of them, then the latest."""
    found = connection.execute(
        text(
            "SELECT id, text, created_at, pinned, draft FROM note WHERE client_id = :id"
            " ORDER BY (pinned OR draft) DESC, created_at DESC, id DESC LIMIT :limit"
        ),
        {"id": client_id, "limit": limit},
    )
    return tuple(_note(row) for row in found)


def note_of(connection: Connection, note_id: int) -> tuple[int, NoteShape] | None:
    """Read one note, and which client it is about."""
    row = connection.execute(
        text("SELECT id, text, created_at, pinned, draft, client_id FROM note WHERE id = :id"),
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
        text(
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
        text(
            "SELECT * FROM follow_up WHERE client_id = :id"
            " ORDER BY done_at IS NOT NULL, due_on, id LIMIT :limit"
        ),
        {"id": client.id, "limit": limit},
    )
    return tuple(follow_up(row, client) for row in found)


def follow_up(row: Any, client: ClientRef) -> FollowUpShape:
    """Make a follow-up of a row of its table."""
    return FollowUpShape(
        id=row.id,
        client=client,
        text=row.text,
        due=date.fromisoformat(row.due_on),
        due_time=row.due_time,
        done_at=rows.instant(row.done_at),
    )


def _quarters(connection: Connection, client_id: int, clock: Clock) -> tuple[Quarter, ...]:
    """Return money and contacts by quarter, the oldest of the last eight first."""
    today = clock.today()
    index = today.year * 4 + (today.month - 1) // 3
    wanted = [divmod(index - back, 4) for back in reversed(range(_QUARTERS))]
    start = date(wanted[0][0], wanted[0][1] * 3 + 1, 1)
    quarter = "substr({0}, 1, 4) * 4 + (substr({0}, 6, 2) - 1) / 3"
    where = {"id": client_id, "start": start.isoformat()}
    paid: dict[int, list[Money]] = {}
    for key, currency, minor in connection.execute(
        text(
            f"SELECT {quarter.format('received_on')}, currency,"
            " sum(amount_minor - refunded_minor) FROM payment WHERE client_id = :id"
            f" AND received_on >= :start AND {balances.IS_MONEY} GROUP BY 1, 2"
        ),
        where,
    ):
        paid.setdefault(key, []).append(Money(minor, currency))
    # An instant is of the quarter that it was in where the owner is; a day early, to be sure.
    contacts: Counter[int] = Counter()
    for start_at in connection.execute(
        text("SELECT start_at FROM interaction WHERE client_id = :id AND start_at >= :start"),
        {"id": client_id, "start": (start - timedelta(days=1)).isoformat()},
    ).scalars():
        day = clock.local(from_text(start_at))
        contacts[day.year * 4 + (day.month - 1) // 3] += 1
    return tuple(
        Quarter(
            year=year,
            quarter=number + 1,
            paid=sum_by_currency(paid.get(year * 4 + number, ())),
            contacts=contacts[year * 4 + number],
        )
        for year, number in wanted
    )


def _timeline(
    client_id: int,
    last_sales: tuple[SaleShape, ...],
    last_payments: tuple[PaymentShape, ...],
    notes: tuple[NoteShape, ...],
    interactions: tuple[InteractionShape, ...],
    about: tuple[ReferralShape, ...],
    follow_ups: tuple[FollowUpShape, ...],
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

    def newest(entry: TimelineEntry) -> tuple[date, datetime, int]:
        start = datetime.combine(entry.on, time.min)
        start = start.astimezone() if clock.zone is None else start.replace(tzinfo=clock.zone)
        return entry.on, entry.at or start, entry.id

    entries.sort(key=newest, reverse=True)
    return tuple(entries if limit == _ALL else entries[: limit * 2])
