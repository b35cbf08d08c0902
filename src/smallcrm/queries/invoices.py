"""Invoices and credit notes, and what of an invoice is still to be paid."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, text

from smallcrm.domain.enums import InvoiceKind
from smallcrm.domain.money import Money
from smallcrm.queries import documents, rows
from smallcrm.queries.shapes import ClientRef
from smallcrm.queries.trade_shapes import DocumentTotals, InvoiceDetail, InvoiceShape, Place

INVOICE = (
    "invoice.id, invoice.kind, invoice.number, invoice.external, invoice.credits_id,"
    " invoice.rebill, invoice.issued_on, invoice.due_on, invoice.currency, invoice.total_minor,"
    " invoice.rounding_minor, invoice.reason, invoice.fixed_at,"
    " (SELECT number FROM invoice AS credited WHERE credited.id = invoice.credits_id)"
    " AS credits_number,"
    " (SELECT coalesce(sum(note.total_minor + note.rounding_minor), 0) FROM invoice AS note"
    " WHERE note.credits_id = invoice.id) AS credited_minor"
)
# What is open of invoices, from the shares that they have in sales, which have to be narrowed
# by a condition on `sale`. What was paid on a sale settles its invoices in the order of issue; a
# credit note comes off the invoice that it takes back, so what it "paid" is not shared out. The
# plus keeps SQLite from beginning with the kind, which is to read every invoice there is.
OPEN_SHARES = """
    SELECT invoice_id, sum(max(0, min(net, upto - paid))) AS open_minor FROM (
        SELECT invoice_id, net, paid,
               sum(net) OVER (PARTITION BY sale_id ORDER BY issued_on, invoice_id) AS upto
        FROM (
            SELECT part.sale_id, part.invoice_id, billing.issued_on,
                   part.amount_minor - (
                       SELECT coalesce(sum(back.amount_minor), 0)
                       FROM invoice AS note
                       JOIN invoice_sale AS back
                         ON back.invoice_id = note.id AND back.sale_id = part.sale_id
                       WHERE note.credits_id = part.invoice_id
                   ) AS net,
                   sale.paid_minor - (
                       SELECT coalesce(sum(back.amount_minor), 0)
                       FROM invoice_sale AS back JOIN invoice AS note ON note.id = back.invoice_id
                       WHERE back.sale_id = sale.id AND note.kind = 'credit_note'
                         AND note.rebill = 0
                   ) AS paid
            FROM sale {hint}
            JOIN invoice_sale AS part ON part.sale_id = sale.id
            JOIN invoice AS billing ON billing.id = part.invoice_id
            WHERE +billing.kind = 'invoice' AND {condition}
        )
    ) GROUP BY invoice_id
"""
# Every invoice of which something is open has a sale that is billed for more than was paid.
ALL_OPEN = (
    "SELECT invoice_id, open_minor FROM ("
    + OPEN_SHARES.format(
        hint="INDEXED BY ix_sale_billed_unpaid",
        condition="sale.billed_minor > sale.paid_minor AND sale.status <> 'cancelled'",
    )
    + ") WHERE open_minor > 0"
)
_OPEN_OF = OPEN_SHARES.format(
    hint="",
    condition="sale.id IN (SELECT sale_id FROM invoice_sale"
    " WHERE invoice_id IN (SELECT value FROM json_each(:ids)))",
)
_SALES = """
    SELECT sale.id, sale.number, part.amount_minor FROM invoice_sale AS part
    JOIN sale ON sale.id = part.sale_id WHERE part.invoice_id = :id ORDER BY sale.sold_on, sale.id
"""
_CREDITED = """
    SELECT back.credits_line_id, back.quantity FROM invoice_line AS own
    JOIN invoice_line AS back ON back.credits_line_id = own.id WHERE own.invoice_id = :id
"""


def open_minor(connection: Connection, invoice_ids: Collection[int]) -> dict[int, int]:
    """Return what is open of each of those invoices, in minor units; credit notes have nothing."""
    found = connection.execute(text(_OPEN_OF), {"ids": rows.ids(invoice_ids)})
    wanted = frozenset(invoice_ids)
    return {row.invoice_id: row.open_minor for row in found if row.invoice_id in wanted}


def invoice(row: Any, client: ClientRef, today: date, left_minor: int) -> InvoiceShape:
    """Make an invoice of a row that selected `INVOICE`, of which `left_minor` is open."""
    currency, due = row.currency, rows.day(row.due_on)
    return InvoiceShape(
        id=row.id,
        kind=InvoiceKind(row.kind),
        client=client,
        number=row.number,
        external=bool(row.external),
        on=date.fromisoformat(row.issued_on),
        due=due,
        total=Money(row.total_minor, currency),
        payable=Money(row.total_minor + row.rounding_minor, currency),
        open=Money(left_minor, currency),
        credited=Money(row.credited_minor, currency),
        fixed=row.fixed_at is not None,
        days=(today - due).days if left_minor and due is not None and due < today else 0,
        credits_id=row.credits_id,
        credits_number=row.credits_number,
        rebill=bool(row.rebill),
        reason=row.reason,
    )


def invoices(
    connection: Connection, condition: str, values: dict[str, object], today: date
) -> tuple[InvoiceShape, ...]:
    """Return the papers for which a condition on `invoice` holds, oldest first."""
    found = connection.execute(
        text(
            f"SELECT {INVOICE}, {rows.REF} FROM invoice"
            " JOIN client ON client.id = invoice.client_id"
            f" WHERE {condition} ORDER BY invoice.issued_on, invoice.id"
        ),
        values,
    ).all()
    left = open_minor(connection, [row.id for row in found]) if found else {}
    return tuple(invoice(row, rows.reference(row), today, left.get(row.id, 0)) for row in found)


def invoice_ids(connection: Connection, number: str) -> tuple[int, ...]:
    """Return the invoice or credit note of that number."""
    found = connection.execute(
        text("SELECT id FROM invoice WHERE number = :number"), {"number": number.strip()}
    )
    return tuple(found.scalars())


def invoices_of(connection: Connection, client_id: int, *, today: date) -> tuple[InvoiceShape, ...]:
    """Return a client's invoices and credit notes, oldest first."""
    return invoices(connection, "invoice.client_id = :id", {"id": client_id}, today)


def last_invoices(
    connection: Connection, client_id: int, *, today: date, limit: int
) -> tuple[InvoiceShape, ...]:
    """Return a client's latest invoices and credit notes, newest first."""
    latest = (
        "invoice.id IN (SELECT id FROM invoice WHERE client_id = :id"
        " ORDER BY issued_on DESC, id DESC LIMIT :limit)"
    )
    found = invoices(connection, latest, {"id": client_id, "limit": limit}, today)
    return found[::-1]


def invoice_detail(connection: Connection, invoice_id: int, *, today: date) -> InvoiceDetail | None:
    """Return an invoice or a credit note with its lines, its sales and what takes it back."""
    found = invoices(connection, "invoice.id = :id", {"id": invoice_id}, today)
    if not found:
        return None
    shape = found[0]
    currency = shape.total.currency
    head = connection.execute(
        text("SELECT * FROM invoice WHERE id = :id"), {"id": invoice_id}
    ).one()
    kept = connection.execute(
        text("SELECT * FROM invoice_line WHERE invoice_id = :id ORDER BY position, id"),
        {"id": invoice_id},
    ).all()
    taken = connection.execute(text(_CREDITED), {"id": invoice_id}).all()
    credited = documents.summed_quantities((row.credits_line_id, row.quantity) for row in taken)
    lines = tuple(
        documents.line(
            row, currency, done=credited.get(row.id, Decimal(0)), tax_minor=row.tax_minor
        )
        for row in kept
    )
    sales = connection.execute(text(_SALES), {"id": invoice_id}).all()
    notes = invoices(connection, "invoice.credits_id = :id", {"id": invoice_id}, today)
    return InvoiceDetail(
        invoice=shape,
        lines=lines,
        totals=DocumentTotals(
            net=Money(head.net_minor, currency),
            tax=Money(head.tax_minor, currency),
            total=Money(head.total_minor, currency),
            discount=Money(head.discount_minor, currency),
            taxes=documents.summed_taxes(lines),
            prices_include_tax=bool(head.prices_include_tax),
            tax_per_line=bool(head.tax_per_line),
        ),
        rounding=Money(head.rounding_minor, currency),
        buyer_name=head.buyer_name,
        buyer_organisation=head.buyer_organisation,
        buyer_tax_number=head.buyer_tax_number,
        buyer_address=head.buyer_address,
        seller_name=head.seller_name,
        seller_address=head.seller_address,
        seller_tax_number=head.seller_tax_number,
        note=head.note,
        sales=tuple((row.id, row.number, Money(row.amount_minor, currency)) for row in sales),
        credit_notes=notes,
        fixed_at=rows.instant(head.fixed_at),
        service_from=rows.day(head.service_from_on),
        service_until=rows.day(head.service_until_on),
        buyer_place=_place(head),
        seller_country=head.seller_country,
    )


def _place(head: Any) -> Place | None:
    """Return where the buyer is; an invoice that keeps no country keeps none of it."""
    if head.buyer_country is None:
        return None
    return Place(
        head.buyer_street,
        head.buyer_postal_code,
        head.buyer_locality,
        head.buyer_region,
        head.buyer_country,
    )
