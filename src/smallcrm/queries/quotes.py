"""Quotes: one with its revisions, a client's, and what is derived of their state."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from smallcrm.domain.enums import QuoteState, QuoteStatus
from smallcrm.domain.money import Money
from smallcrm.queries import documents, rows
from smallcrm.queries.shapes import ClientRef
from smallcrm.queries.trade_shapes import QuoteDetail, QuoteShape

QUOTE = (
    "quote.id, quote.number, quote.revision, quote.is_latest, quote.title, quote.currency,"
    " quote.quoted_on, quote.valid_until_on, quote.status, quote.net_minor, quote.tax_minor,"
    " quote.total_minor, quote.decided_on, quote.decline_reason, quote.sent_at"
)
# The literals of ix_quote_open.
IS_OPEN = "quote.is_latest = 1 AND quote.status IN ('open','partly_accepted')"
_OPEN = frozenset({QuoteStatus.OPEN, QuoteStatus.PARTLY_ACCEPTED})
_LINES = "SELECT * FROM quote_line WHERE quote_id = :id ORDER BY position, id"
_ACCEPTED = """
    SELECT sale_line.quote_line_id, sale_line.quantity
    FROM quote_line
    JOIN sale_line ON sale_line.quote_line_id = quote_line.id
    JOIN sale ON sale.id = sale_line.sale_id
    WHERE quote_line.quote_id = :id AND sale.status <> 'cancelled'
"""
_SALES = """
    SELECT id, number FROM sale
    WHERE quote_id IN (SELECT id FROM quote WHERE number = :number) ORDER BY id
"""


def quote(row: Any, client: ClientRef, today: date) -> QuoteShape:
    """Make a quote of a row that selected `QUOTE`; lapsed and replaced are derived."""
    status = QuoteStatus(row.status)
    until = rows.day(row.valid_until_on)
    if not row.is_latest:
        state = QuoteState.REPLACED
    elif status in _OPEN and until is not None and until < today:
        state = QuoteState.LAPSED
    else:
        state = QuoteState(status)
    return QuoteShape(
        id=row.id,
        client=client,
        number=row.number,
        revision=row.revision,
        is_latest=bool(row.is_latest),
        title=row.title,
        on=date.fromisoformat(row.quoted_on),
        valid_until=until,
        state=state,
        total=Money(row.total_minor, row.currency),
        net=Money(row.net_minor, row.currency),
        decided_on=rows.day(row.decided_on),
        decline_reason=row.decline_reason,
        sent_at=rows.instant(row.sent_at),
    )


def quote_ids(connection: Connection, number: str) -> tuple[int, ...]:
    """Return the revisions of a number, the newest first; "Q-2026-0012 rev 2" names one."""
    wanted, _, revision = number.strip().partition(" rev ")
    found = connection.execute(
        text(
            "SELECT id FROM quote WHERE number = :number"
            " AND (:revision IS NULL OR revision = :revision) ORDER BY revision DESC"
        ),
        {
            "number": wanted.strip(),
            "revision": int(revision) if revision.isascii() and revision.isdigit() else None,
        },
    )
    return tuple(found.scalars())


def quotes_of(
    connection: Connection, client_id: int, *, today: date, limit: int = -1
) -> tuple[QuoteShape, ...]:
    """Return a client's quotes in their latest revisions, the newest first."""
    return _of_client(connection, client_id, "quote.is_latest = 1", today, limit)


def open_quotes(
    connection: Connection, client_id: int, *, today: date, limit: int = -1
) -> tuple[QuoteShape, ...]:
    """Return a client's quotes that can still be accepted, lapsed ones too, the newest first."""
    return _of_client(connection, client_id, IS_OPEN, today, limit)


def _of_client(
    connection: Connection, client_id: int, condition: str, today: date, limit: int
) -> tuple[QuoteShape, ...]:
    found = connection.execute(
        text(
            f"SELECT {QUOTE}, {rows.REF} FROM quote INDEXED BY ix_quote_client_id_quoted_on"
            f" JOIN client ON client.id = quote.client_id"
            f" WHERE quote.client_id = :id AND {condition}"
            " ORDER BY quote.quoted_on DESC, quote.id DESC LIMIT :limit"
        ),
        {"id": client_id, "limit": limit},
    )
    return tuple(quote(row, rows.reference(row), today) for row in found)


def quote_detail(connection: Connection, quote_id: int, *, today: date) -> QuoteDetail | None:
    """Return a revision with its lines, its other revisions and the sales made of any, or None."""
    head = connection.execute(
        text(
            f"SELECT {QUOTE}, {documents.TOTALS.format('quote')}, {rows.REF},"
            " quote.terms, quote.note"
            " FROM quote JOIN client ON client.id = quote.client_id WHERE quote.id = :id"
        ),
        {"id": quote_id},
    ).first()
    if head is None:
        return None
    client = rows.reference(head)
    lines = connection.execute(text(_LINES), {"id": quote_id}).all()
    accepted = connection.execute(text(_ACCEPTED), {"id": quote_id}).all()
    revisions = connection.execute(
        text(f"SELECT {QUOTE} FROM quote WHERE number = :number ORDER BY revision DESC"),
        {"number": head.number},
    ).all()
    sales = connection.execute(text(_SALES), {"number": head.number}).all()
    done = documents.summed_quantities((row.quote_line_id, row.quantity) for row in accepted)
    totals, made = documents.kept_totals(head, lines, done=done)
    return QuoteDetail(
        quote=quote(head, client, today),
        lines=made,
        totals=totals,
        terms=head.terms,
        note=head.note,
        revisions=tuple(quote(row, client, today) for row in revisions),
        sales=tuple((row.id, row.number) for row in sales),
    )
