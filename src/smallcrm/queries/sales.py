"""Sales, one or a client's, and all that hangs on one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from smallcrm.domain.enums import BillingStatus, InvoiceKind, SaleStatus
from smallcrm.domain.instalments import Instalment, open_instalments
from smallcrm.domain.money import Money
from smallcrm.queries import deliveries, documents, rows
from smallcrm.queries.balances import IS_OPEN
from smallcrm.queries.receivable_shapes import InstalmentShape
from smallcrm.queries.shapes import (
    ClientRef,
    SaleDetail,
    SaleLineShape,
    SaleShape,
    SettledPart,
)
from smallcrm.queries.statements import statement
from smallcrm.queries.trade_shapes import DeliveryShape, SaleBilling

_HEADS = f"""
    SELECT {rows.SALE}, {rows.REF}, {documents.TOTALS.format("sale")}, sale.note,
           sale.service_from_on, quote.number AS quote_number,
           contract.number AS contract_number
    FROM sale JOIN client ON client.id = sale.client_id
    LEFT JOIN quote ON quote.id = sale.quote_id
    LEFT JOIN contract ON contract.id = sale.contract_id
    WHERE sale.id IN (SELECT value FROM json_each(:ids))
"""
_LINES = """
    SELECT * FROM sale_line WHERE sale_id IN (SELECT value FROM json_each(:ids))
    ORDER BY sale_id, position, id
"""
_SETTLED = """
    SELECT part.sale_id, payment.id, payment.received_on, part.amount_minor
    FROM payment_allocation AS part JOIN payment ON payment.id = part.payment_id
    WHERE part.sale_id IN (SELECT value FROM json_each(:ids))
    ORDER BY payment.received_on, payment.id
"""
_PAPERS = """
    SELECT part.sale_id, invoice.id, invoice.number, invoice.kind, part.amount_minor
    FROM invoice_sale AS part JOIN invoice ON invoice.id = part.invoice_id
    WHERE part.sale_id IN (SELECT value FROM json_each(:ids))
    ORDER BY invoice.issued_on, invoice.id
"""
# A credit note after which the sale can be billed anew takes its quantities back.
_BILLED = """
    SELECT line.sale_line_id, line.quantity, invoice.kind = 'credit_note' AS back
    FROM invoice_line AS line JOIN invoice ON invoice.id = line.invoice_id
    WHERE line.sale_id IN (SELECT value FROM json_each(:ids)) AND line.sale_line_id IS NOT NULL
      AND (invoice.kind = 'invoice' OR invoice.rebill = 1)
"""
_INSTALMENTS = """
    SELECT * FROM instalment WHERE sale_id IN (SELECT value FROM json_each(:ids))
    ORDER BY sale_id, position, id
"""


def open_sales(
    connection: Connection, client: ClientRef, today: date, *, limit: int
) -> tuple[SaleShape, ...]:
    """Return a client's open sales, oldest due first, those without a due date last."""
    which = (
        "INDEXED BY ix_sale_open"
        f" WHERE client_id = :id AND {IS_OPEN}"
        " ORDER BY due_on IS NULL, due_on, sold_on, id"
    )
    return _of_client(connection, client, today, which, limit)


def last_sales(
    connection: Connection, client: ClientRef, today: date, *, limit: int
) -> tuple[SaleShape, ...]:
    """Return a client's sales, newest first."""
    which = "WHERE client_id = :id ORDER BY sold_on DESC, id DESC"
    return _of_client(connection, client, today, which, limit)


def first_sales(
    connection: Connection, client: ClientRef, today: date, *, limit: int
) -> tuple[SaleShape, ...]:
    """Return a client's sales that were not cancelled as rules of rewards count them: 1st, 2nd."""
    which = "WHERE client_id = :id AND status <> 'cancelled' ORDER BY sold_on, id"
    return _of_client(connection, client, today, which, limit)


def _of_client(
    connection: Connection, client: ClientRef, today: date, which: str, limit: int
) -> tuple[SaleShape, ...]:
    found = connection.execute(
        statement(f"SELECT {rows.SALE} FROM sale {which} LIMIT :limit"),
        {"id": client.id, "limit": limit},
    )
    return tuple(rows.sale(row, client, today) for row in found)


def sale_ids(connection: Connection, number: str) -> tuple[int, ...]:
    """Return the sales whose own or external number is `number`."""
    found = connection.execute(
        statement(
            "SELECT id FROM sale WHERE number = :n UNION SELECT id FROM sale"
            " WHERE external_number = :n ORDER BY id"
        ),
        {"n": number.strip()},
    )
    return tuple(row.id for row in found)


def sale_detail(connection: Connection, sale_id: int, *, today: date) -> SaleDetail | None:
    """Return a sale with its lines, its paper, its goods and what settled it, or None."""
    return sale_details(connection, [sale_id], today=today).get(sale_id)


def billable(
    connection: Connection, client_id: int, *, today: date, limit: int = 200
) -> tuple[SaleDetail, ...]:
    """Return a client's sales that are not cancelled and not wholly billed, oldest first.

    An opening balance was billed in the old books. No more than the latest `limit` of them: an
    owner who never bills has thousands.
    """
    wanted = (
        connection.execute(
            statement(
                "SELECT id FROM sale WHERE client_id = :id AND status <> 'cancelled'"
                " AND billed_minor < total_minor AND is_opening_balance = 0"
                " ORDER BY sold_on DESC, id DESC LIMIT :limit"
            ),
            {"id": client_id, "limit": limit},
        )
        .scalars()
        .all()
    )
    found = sale_details(connection, wanted, today=today) if wanted else {}
    return tuple(found[sale_id] for sale_id in reversed(wanted))


def sale_details(
    connection: Connection, sale_ids: Sequence[int], *, today: date
) -> dict[int, SaleDetail]:
    """Return those sales whole, in seven statements for any number of them."""
    wanted = {"ids": rows.ids(sale_ids)}
    heads = connection.execute(statement(_HEADS), wanted).all()
    if not heads:
        return {}
    lines = _grouped(connection.execute(statement(_LINES), wanted))
    settled = _grouped(connection.execute(statement(_SETTLED), wanted))
    papers = _grouped(connection.execute(statement(_PAPERS), wanted))
    billed = connection.execute(statement(_BILLED), wanted).all()
    billed_quantities = documents.summed_quantities(
        (row.sale_line_id, -Decimal(row.quantity) if row.back else Decimal(row.quantity))
        for row in billed
    )
    plans = _grouped(connection.execute(statement(_INSTALMENTS), wanted))
    went_out = deliveries.deliveries_of(connection, sale_ids)
    found: dict[int, SaleDetail] = {}
    for head in heads:
        shape = rows.sale(head, rows.reference(head), today)
        kept = lines.get(head.id, [])
        out = went_out.get(head.id, ())
        totals, trade_lines = documents.kept_totals(
            head, kept, done=_delivered(shape, kept, out), billed=billed_quantities
        )
        found[head.id] = SaleDetail(
            sale=shape,
            lines=tuple(_line(line, head.currency) for line in kept),
            prices_include_tax=totals.prices_include_tax,
            note=head.note,
            totals=totals,
            billing=_billing(head, papers.get(head.id, []), out),
            settled_by=tuple(
                SettledPart(
                    payment_id=part.id,
                    sale_id=head.id,
                    sale_number=shape.number,
                    sale_title=shape.title,
                    amount=Money(part.amount_minor, head.currency),
                    on=date.fromisoformat(part.received_on),
                )
                for part in settled.get(head.id, [])
            ),
            trade_lines=trade_lines,
            instalments=_plan(head, plans.get(head.id, []), today),
            quote=None if head.quote_id is None else (head.quote_id, head.quote_number),
            contract=None if head.contract_id is None else (head.contract_id, head.contract_number),
            service_from=rows.day(head.service_from_on),
            service_until=shape.service_until,
        )
    return found


def _grouped(found: Iterable[Any]) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = {}
    for row in found:
        groups.setdefault(row.sale_id, []).append(row)
    return groups


def _delivered(
    sale: SaleShape, lines: Sequence[Any], out: Sequence[DeliveryShape]
) -> dict[int, Decimal]:
    """Say how much of each line went out: all of it where the sale is said to be delivered."""
    if sale.status in {SaleStatus.DELIVERED, SaleStatus.CLOSED}:
        return {line.id: Decimal(line.quantity) for line in lines}
    sums: dict[int, Decimal] = {}
    for one in out:
        for line_id, quantity in one.lines:
            sums[line_id] = sums.get(line_id, Decimal(0)) + quantity
    return sums


def billing_status(total_minor: int, billed_minor: int, papers: int) -> BillingStatus:
    """Tell how much of a sale was billed; one that costs nothing is by the first paper."""
    if not billed_minor and (total_minor or not papers):
        return BillingStatus.UNBILLED
    return BillingStatus.BILLED if billed_minor >= total_minor else BillingStatus.PARTLY_BILLED


def _billing(head: Any, papers: Sequence[Any], out: tuple[DeliveryShape, ...]) -> SaleBilling:
    def amount(paper: Any) -> Money:
        minor = paper.amount_minor
        return Money(-minor if paper.kind == InvoiceKind.CREDIT_NOTE else minor, head.currency)

    return SaleBilling(
        status=billing_status(head.total_minor, head.billed_minor, len(papers)),
        billed=Money(head.billed_minor, head.currency),
        invoices=tuple((paper.id, paper.number, amount(paper)) for paper in papers),
        deliveries=out,
    )


def _plan(head: Any, parts: Sequence[Any], today: date) -> tuple[InstalmentShape, ...]:
    """Share what was paid out over the instalments, the oldest first."""
    kept = [Instalment(rows.day(part.due_on), part.amount_minor) for part in parts]
    left = open_instalments(kept, head.paid_minor)
    cancelled = head.status == SaleStatus.CANCELLED
    shapes: list[InstalmentShape] = []
    for part, one, open_minor in zip(parts, kept, left, strict=True):
        is_late = open_minor and not cancelled and one.due_on is not None and one.due_on < today
        shapes.append(
            InstalmentShape(
                id=part.id,
                position=part.position,
                due=one.due_on,
                amount=Money(one.amount_minor, head.currency),
                open=Money(0 if cancelled else open_minor, head.currency),
                days=(today - one.due_on).days if is_late and one.due_on else 0,
            )
        )
    return tuple(shapes)


def _line(line: Any, currency: str) -> SaleLineShape:
    return SaleLineShape(
        description=line.description,
        quantity=plain(line.quantity),
        unit=line.unit,
        unit_price=plain(line.unit_price),
        discount_percent=plain(line.discount_percent),
        tax_percent=plain(line.tax_percent),
        net=Money(line.net_minor, currency),
    )


def plain(text_of_decimal: str) -> str:
    """Write a kept decimal without needless zeros: 1.500 is 1.5."""
    value = Decimal(text_of_decimal)
    return f"{value.normalize():f}" if value else "0"
