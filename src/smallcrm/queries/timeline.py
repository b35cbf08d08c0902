"""One list of everything that happened with a client, as far back as it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final

from sqlalchemy import Connection

from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import InteractionKind
from smallcrm.queries import card_dealings, clients, contacts, payments, referrals, rows, sales
from smallcrm.queries.card_dealings import Dealings
from smallcrm.queries.contact_shapes import FollowUpShape, InteractionShape, NoteShape
from smallcrm.queries.referral_shapes import ReferralShape
from smallcrm.queries.settings import file_settings
from smallcrm.queries.shapes import (
    ClientRef,
    PaymentShape,
    SaleShape,
    TimelineEntry,
    TimelineKind,
)
from smallcrm.queries.statements import statement

Key = tuple[TimelineKind, int]

ALL: Final = -1
_BEFORE: Final = datetime.min.replace(tzinfo=UTC)
# Open ones first, the earliest due at the top; then what was done, the last done at the top.
_FOLLOW_UPS: Final = f"""
    SELECT {rows.FOLLOW_UP} FROM follow_up {rows.FOLLOW_UP_JOIN}
    WHERE follow_up.client_id = :id
    ORDER BY follow_up.done_at IS NOT NULL, follow_up.done_at DESC, follow_up.due_on, follow_up.id
    LIMIT :limit
"""
# What a row of the timeline does not say by itself: the text of e-mails and files, lines of papers.
_TEXTS: Final = (
    """SELECT iif(kind = 'call', 'call', 'interaction') AS kind, id,
           coalesce(number, '') || char(10) || coalesce(body, '') AS text
       FROM interaction WHERE client_id = :id AND (body IS NOT NULL OR number IS NOT NULL)
       ORDER BY start_at DESC, id DESC LIMIT :limit""",
    """SELECT 'interaction' AS kind, document.interaction_id AS id,
           document.name || char(10) || coalesce(content.text, '') AS text
       FROM document JOIN document_content AS content ON content.sha256 = document.content_sha256
       WHERE document.client_id = :id AND document.interaction_id IS NOT NULL
       ORDER BY document.added_at DESC, document.id DESC LIMIT :limit""",
    """SELECT 'document' AS kind, document.id, content.text
       FROM document JOIN document_content AS content ON content.sha256 = document.content_sha256
       WHERE document.client_id = :id AND document.interaction_id IS NULL
           AND content.text IS NOT NULL
       ORDER BY document.added_at DESC, document.id DESC LIMIT :limit""",
    """SELECT 'sale' AS kind, sale.id,
           coalesce(sale.note || char(10), '') || group_concat(line.description, char(10)) AS text
       FROM (SELECT id, note FROM sale WHERE client_id = :id
             ORDER BY sold_on DESC, id DESC LIMIT :limit) AS sale
       JOIN sale_line AS line ON line.sale_id = sale.id GROUP BY sale.id""",
    """SELECT 'quote' AS kind, quote.id, group_concat(line.description, char(10)) AS text
       FROM (SELECT id FROM quote WHERE client_id = :id
             ORDER BY quoted_on DESC, id DESC LIMIT :limit) AS quote
       JOIN quote_line AS line ON line.quote_id = quote.id GROUP BY quote.id""",
)


@dataclass(frozen=True, slots=True)
class Timeline:
    """What happened, the newest first.

    `cut`: of these kinds there is more, older than the day. `texts` is what entries have in them
    beyond what they show: by kind and id.
    """

    entries: tuple[TimelineEntry, ...]
    cut: Mapping[TimelineKind, date]
    texts: Mapping[Key, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Happened:
    """Everything that happened with a client by kind, each newest first, as far as it was read."""

    sales: tuple[SaleShape, ...]
    payments: tuple[PaymentShape, ...]
    notes: tuple[NoteShape, ...]
    interactions: tuple[InteractionShape, ...]
    referrals: tuple[ReferralShape, ...]
    follow_ups: tuple[FollowUpShape, ...]
    dealings: Dealings


def happened(connection: Connection, client: ClientRef, today: date, limit: int) -> Happened:
    """Read the latest of each kind, a fixed number of statements and one for each kind of paper."""
    found = connection.execute(statement(_FOLLOW_UPS), {"id": client.id, "limit": limit})
    return Happened(
        sales=sales.last_sales(connection, client, today, limit=limit),
        payments=payments.last_payments(connection, client, limit=limit),
        notes=contacts.notes(connection, client.id, today, limit),
        interactions=contacts.interactions(connection, client.id, limit),
        referrals=referrals.of_client(connection, client.id, limit=limit),
        follow_ups=tuple(rows.follow_up(row, client) for row in found),
        dealings=card_dealings.dealings(connection, client.id, today, limit),
    )


def timeline(
    connection: Connection, client_id: int, *, clock: Clock, limit: int, texts: bool
) -> Timeline | None:
    """Read that many of each kind (`ALL`: every one), and with `texts` what they have in them."""
    today = clock.today()
    details = clients.details(
        connection, client_id, settings=file_settings(connection), today=today
    )
    if details is None:
        return None
    made = ordered(happened(connection, details.ref, today, limit), client_id, clock, limit)
    return Timeline(made.entries, made.cut, _texts(connection, client_id, limit) if texts else {})


def ordered(found: Happened, client_id: int, clock: Clock, limit: int) -> Timeline:
    """Put everything in one list, newest first; of kinds that were read to their end none is cut.

    What has no time of its day stands before all that has one.
    """
    entries = [*_entries(found, client_id, clock), *found.dealings.entries(clock)]
    entries.sort(key=lambda entry: (entry.on, entry.at or _BEFORE, entry.id), reverse=True)
    return Timeline(tuple(entries), {} if limit == ALL else _cut(found, entries, clock, limit))


def _cut(
    found: Happened, entries: list[TimelineEntry], clock: Clock, limit: int
) -> Mapping[TimelineKind, date]:
    """Tell how far back each kind was read of which there may be more."""
    dealings = found.dealings
    read: tuple[tuple[int, tuple[TimelineKind, ...]], ...] = (
        (len(found.sales), (TimelineKind.SALE,)),
        (len(found.payments), (TimelineKind.PAYMENT,)),
        (len(found.notes), (TimelineKind.NOTE,)),
        (len(found.interactions), (TimelineKind.CALL, TimelineKind.INTERACTION)),
        (len(found.referrals), (TimelineKind.REFERRAL,)),
        (len(found.follow_ups), (TimelineKind.FOLLOW_UP,)),
        (len(dealings.quotes), (TimelineKind.QUOTE,)),
        (len(dealings.invoices), (TimelineKind.INVOICE,)),
        (len(dealings.deliveries), (TimelineKind.DELIVERY,)),
        (len(dealings.promises), (TimelineKind.PROMISE,)),
        (len(dealings.reminders), (TimelineKind.REMINDER,)),
        (len(dealings.documents), (TimelineKind.DOCUMENT,)),
    )
    cut: dict[TimelineKind, date] = {}
    for count, kinds in read:
        if count < limit:
            continue
        # What is pinned and what is still to do comes first, however old it is.
        days = [
            entry.on
            for entry in entries
            if entry.kind in kinds and not (entry.note is not None and entry.note.pinned)
        ]
        cut |= dict.fromkeys(kinds, min(days, default=clock.today()))
    return cut


def _entries(found: Happened, client_id: int, clock: Clock) -> Iterator[TimelineEntry]:
    def day_of(at: datetime) -> date:
        return clock.local(at).date()

    for sale in found.sales:
        yield TimelineEntry(TimelineKind.SALE, sale.id, None, sale.on, sale=sale)
    for payment in found.payments:
        yield TimelineEntry(TimelineKind.PAYMENT, payment.id, None, payment.on, payment=payment)
    for note in found.notes:
        if not note.draft:
            yield TimelineEntry(TimelineKind.NOTE, note.id, note.at, day_of(note.at), note=note)
    for one in found.interactions:
        call = one.kind is InteractionKind.CALL
        kind = TimelineKind.CALL if call else TimelineKind.INTERACTION
        yield TimelineEntry(kind, one.id, one.at, day_of(one.at), interaction=one)
    for item in found.referrals:
        if client_id in {item.client.id, item.counterpart.id}:
            yield TimelineEntry(TimelineKind.REFERRAL, item.id, None, item.on, referral=item)
    for task in found.follow_ups:
        if task.done_at is not None:
            day = day_of(task.done_at)
            yield TimelineEntry(TimelineKind.FOLLOW_UP, task.id, task.done_at, day, follow_up=task)


def _texts(connection: Connection, client_id: int, limit: int) -> Mapping[Key, str]:
    found: dict[Key, str] = {}
    for sql in _TEXTS:
        for row in connection.execute(statement(sql), {"id": client_id, "limit": limit}):
            key = (TimelineKind(row.kind), row.id)
            found[key] = f"{found[key]}\n{row.text}" if key in found else row.text
    return found
