"""What a card knows of papers: quotes, invoices, deliveries, promises, reminders, documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from smallcrm.domain.clock import Clock
from smallcrm.queries import (
    deliveries,
    invoices,
    kept_documents,
    promises,
    quotes,
    reminders,
)
from smallcrm.queries.contact_shapes import DocumentShape
from smallcrm.queries.receivable_shapes import PromiseShape, ReminderShape
from smallcrm.queries.shapes import TimelineEntry, TimelineKind
from smallcrm.queries.statements import statement
from smallcrm.queries.trade_shapes import DeliveryEntry, InvoiceShape, QuoteShape

# Most clients have none of some of these: what there is is asked first, and then only that.
_KNOWN = """
    SELECT EXISTS (SELECT 1 FROM quote WHERE client_id = :id) AS quotes,
           EXISTS (SELECT 1 FROM invoice WHERE client_id = :id) AS invoices,
           EXISTS (SELECT 1 FROM delivery WHERE client_id = :id) AS deliveries,
           EXISTS (SELECT 1 FROM payment_promise WHERE client_id = :id) AS promises,
           EXISTS (SELECT 1 FROM reminder WHERE client_id = :id) AS reminders,
           EXISTS (SELECT 1 FROM document WHERE client_id = :id) AS documents
"""
_DELIVERIES = """
    SELECT delivery.id, delivery.number, delivery.delivered_on, delivery.note,
           sale.id AS sale_id, sale.number AS sale_number, sale.title
    FROM delivery JOIN sale ON sale.id = delivery.sale_id
    WHERE delivery.client_id = :id
    ORDER BY delivery.delivered_on DESC, delivery.id DESC LIMIT :limit
"""


@dataclass(frozen=True, slots=True)
class Dealings:
    """The papers, promises and files of a client, each kind newest first."""

    quotes: tuple[QuoteShape, ...] = ()
    invoices: tuple[InvoiceShape, ...] = ()
    deliveries: tuple[DeliveryEntry, ...] = ()
    promises: tuple[PromiseShape, ...] = ()
    reminders: tuple[ReminderShape, ...] = ()
    documents: tuple[DocumentShape, ...] = ()

    def entries(self, clock: Clock) -> list[TimelineEntry]:
        """Make them rows of a timeline; a withdrawn promise stays, as something that was said.

        What came with an e-mail is the e-mail's, which says so.
        """
        return [
            *(
                TimelineEntry(TimelineKind.QUOTE, one.id, None, one.on, quote=one)
                for one in self.quotes
            ),
            *(
                TimelineEntry(TimelineKind.INVOICE, one.id, None, one.on, invoice=one)
                for one in self.invoices
            ),
            *(
                TimelineEntry(TimelineKind.DELIVERY, one.id, None, one.on, delivery=one)
                for one in self.deliveries
            ),
            *(
                TimelineEntry(TimelineKind.PROMISE, one.id, None, one.on, promise=one)
                for one in self.promises
            ),
            *(
                TimelineEntry(TimelineKind.REMINDER, one.id, None, one.on, reminder=one)
                for one in self.reminders
            ),
            *(
                TimelineEntry(
                    TimelineKind.DOCUMENT,
                    one.id,
                    one.added_at,
                    clock.local(one.added_at).date(),
                    document=one,
                )
                for one in self.documents
                if one.interaction_id is None
            ),
        ]


def dealings(connection: Connection, client_id: int, today: date, limit: int) -> Dealings:
    """Read them: one statement, and one or two for each kind that there is."""
    known = connection.execute(statement(_KNOWN), {"id": client_id}).one()
    return Dealings(
        quotes=quotes.quotes_of(connection, client_id, today=today, limit=limit)
        if known.quotes
        else (),
        invoices=invoices.last_invoices(connection, client_id, today=today, limit=limit)
        if known.invoices
        else (),
        deliveries=_deliveries(connection, client_id, limit) if known.deliveries else (),
        promises=promises.promises_of(connection, client_id, today=today, limit=limit)
        if known.promises
        else (),
        reminders=reminders.reminders_of(connection, client_id, limit=limit)
        if known.reminders
        else (),
        documents=kept_documents.documents_of(connection, client_id, limit=limit)
        if known.documents
        else (),
    )


def _deliveries(connection: Connection, client_id: int, limit: int) -> tuple[DeliveryEntry, ...]:
    found = connection.execute(statement(_DELIVERIES), {"id": client_id, "limit": limit})
    return tuple(map(deliveries.entry, found))
