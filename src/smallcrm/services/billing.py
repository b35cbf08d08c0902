"""Invoices: whole sales, some of their lines, or an amount; several sales on one paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from smallcrm.db.models import Client, Invoice, InvoiceLine, Sale, SaleLine
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import documents, partial
from smallcrm.domain.enums import InvoiceKind, SaleStatus, VatCategory
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.domain.partial import Item, Rate, Whole
from smallcrm.domain.text import clean_text
from smallcrm.services import (
    clients,
    document_lines,
    invoice_rows,
    ledger,
    plans,
    sale_lines,
)
from smallcrm.services.commands import Bill, BillPart
from smallcrm.services.invoice_rows import Share
from smallcrm.services.lookups import get_sale
from smallcrm.services.result import Made


def bill(uow: UnitOfWork, command: Bill) -> Made:
    """Bill parts of one client's sales in one currency on one paper.

    The totals follow EN 16931 on all lines together; what they differ by from the sales' shares
    is the rounding (BT-114). What was billed is fixed on the sale, and becomes due.
    """
    if not command.parts:
        raise Refusal("nothing_to_bill", field="parts")
    on = command.on or uow.clock.today()
    sales = _sales(uow, command.parts)
    client = clients.get(uow.session, sales[0].client_id)
    due = command.due or _due(uow, client, sales, on)
    if due < on:
        raise Refusal("due_before_invoice", field="due", date=due, issued=on)
    shares = [_share(uow, sale, part) for sale, part in zip(sales, command.parts, strict=True)]
    paper = invoice_rows.new_paper(uow, InvoiceKind.INVOICE, client, sales[0], on)
    paper.due_on = due
    begins = [sale.service_from_on for sale in sales if sale.service_from_on is not None]
    ends = [sale.service_until_on for sale in sales if sale.service_until_on is not None]
    paper.service_from_on = min(begins, default=None)
    paper.service_until_on = max(ends, default=None)
    paper.note = clean_text(command.note, field="note") or None if command.note else None
    by_sale = invoice_rows.write(uow, paper, shares, command.number)
    for sale in sales:
        sale.billed_minor += by_sale[sale.id]
        _make_due(uow, sale, by_sale[sale.id], due)
    uow.session.flush()
    payable = Money(sum(by_sale.values()), paper.currency)
    uow.describe("bill", client=client.name, number=paper.number, amount=payable)
    return Made(paper.id, paper.number)


def _sales(uow: UnitOfWork, parts: Sequence[BillPart]) -> list[Sale]:
    """Return the sales of an invoice: of one client, in one currency, with one way of tax."""
    sales: list[Sale] = []
    for part in parts:
        sale = get_sale(uow, part.sale)
        if sale in sales:
            raise Refusal("sale_twice", field="sale", number=sale.number)
        if sale.status == SaleStatus.CANCELLED:
            raise Refusal("sale_cancelled", field="sale", number=sale.number)
        sales.append(sale)
        first = sales[0]
        if sale.client_id != first.client_id:
            raise Refusal("one_invoice_one_client", field="sale", number=sale.number)
        if sale.currency != first.currency:
            raise Refusal(
                "one_invoice_one_currency",
                field="sale",
                number=sale.number,
                sale_currency=sale.currency,
                currency=first.currency,
            )
        if (sale.prices_include_tax, sale.tax_per_line) != (
            first.prices_include_tax,
            first.tax_per_line,
        ):
            raise Refusal("one_invoice_one_way_of_tax", field="sale", number=sale.number)
    return sales


def _due(uow: UnitOfWork, client: Client, sales: Sequence[Sale], on: date) -> date:
    """Return the day that the sales are due on already, else that of the client's term."""
    days = {sale.due_on for sale in sales}
    agreed = days.pop() if len(days) == 1 else None
    return agreed if agreed is not None and agreed >= on else ledger.due_after(uow, client, on)


def _make_due(uow: UnitOfWork, sale: Sale, minor: int, due: date) -> None:
    """Let what was billed be due as the paper says; the rest waits until it is billed."""
    due = max(due, sale.sold_on)
    if sale.billed_minor < sale.total_minor:
        plans.date_part(uow, sale, minor, due)
    elif sale.has_plan:
        plans.date_rest(uow, sale, due)
    else:
        sale.due_on = due


def _share(uow: UnitOfWork, sale: Sale, part: BillPart) -> Share:
    rows = sale_lines.of_sale(uow, sale.id)
    sources = {row.id: row for row in rows}
    billed = _billed(uow, sale.id)
    whole = _whole(sale, rows, billed)
    left = Money(whole.left_minor, sale.currency)
    if part.lines is not None and part.amount is not None:
        raise Refusal("amount_and_lines", field="amount")
    if not left and (sale.total_minor or not any(item.left for item in whole.items)):
        raise Refusal("nothing_to_bill", field="sale", number=sale.number)
    title, is_rest = sale.title, True
    pieces = partial.rest(whole)
    if part.amount is not None:
        amount = Money.of(part.amount, sale.currency)
        if amount.minor <= 0:
            raise Refusal("not_positive", field="amount", text=str(part.amount))
        if amount.minor > left.minor:
            raise Refusal("over_bill", field="amount", amount=amount, left=left, number=sale.number)
        is_rest = amount == left
        if not is_rest:
            pieces = partial.by_amount(whole, amount.minor)
            return Share(sale, whole, pieces, amount.minor, sources, title)
    elif part.lines is not None:
        wanted = _wanted(sale, whole, sources, part.lines)
        is_rest = whole.is_rest(wanted)
        if not is_rest:
            pieces = partial.by_quantity(whole, wanted)
    if is_rest and any(whole.as_amounts.values()):
        title = _as_amounts_on(billed) or title
    found = invoice_rows.share(sale, whole, pieces, sources, is_rest=is_rest, title=title)
    if found is None:
        raise Refusal("over_bill", field="lines", left=left, number=sale.number)
    if not found.minor and sale.total_minor:
        raise Refusal("nothing_to_bill", field="lines", number=sale.number)
    return found


def _wanted(
    sale: Sale, whole: Whole, sources: Mapping[int, SaleLine], lines: Mapping[int, Decimal]
) -> dict[int, Decimal]:
    """Check the quantities that are billed, each of a line of the sale and not above its rest."""
    left = {item.id: item.left for item in whole.items}
    for line_id, quantity in lines.items():
        if line_id not in left:
            raise Refusal("no_such_line", field="lines", id=line_id)
        if not quantity.is_finite():
            raise Refusal("not_a_number", field="quantity", text=str(quantity))
        if quantity * left[line_id] < 0 or abs(quantity) > abs(left[line_id]):
            raise Refusal(
                "over_quantity",
                field="quantity",
                line=sources[line_id].description,
                quantity=f"{quantity:f}",
                left=f"{left[line_id]:f}",
            )
    wanted = {line_id: quantity for line_id, quantity in lines.items() if quantity}
    if not wanted:
        raise Refusal("nothing_to_bill", field="lines", number=sale.number)
    return wanted


def _billed(uow: UnitOfWork, sale_id: int) -> list[tuple[InvoiceLine, Invoice]]:
    """Return the lines that bill a sale, and those after which it can be billed anew."""
    rows = uow.session.execute(
        select(InvoiceLine, Invoice)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .where(InvoiceLine.sale_id == sale_id)
        .where((Invoice.kind == InvoiceKind.INVOICE.value) | Invoice.rebill)
        .order_by(Invoice.id, InvoiceLine.position)
    )
    return [(line, paper) for line, paper in rows]


def _as_amounts_on(billed: Sequence[tuple[InvoiceLine, Invoice]]) -> str:
    """Name the invoices on which amounts were billed that the rest sets off."""
    on = [
        paper.number
        for line, paper in billed
        if line.sale_line_id is None and paper.kind == InvoiceKind.INVOICE
    ]
    return ", ".join(dict.fromkeys(on))


def _whole(
    sale: Sale, rows: Sequence[SaleLine], billed: Sequence[tuple[InvoiceLine, Invoice]]
) -> Whole:
    """Return a sale as a whole of which parts are billed."""
    taken: dict[int, tuple[Decimal, int]] = {}
    as_amounts: dict[Rate, int] = {}
    for line, paper in billed:
        sign = 1 if paper.kind == InvoiceKind.INVOICE else -1
        minor = sign * invoice_rows.taken_amount(line, paper)
        if line.sale_line_id is None:
            rate = invoice_rows.rate_of(line)
            as_amounts[rate] = as_amounts.get(rate, 0) + minor
        else:
            quantity, before = taken.get(line.sale_line_id, (Decimal(0), 0))
            taken[line.sale_line_id] = quantity + sign * line.quantity, before + minor
    totals = documents.totals(
        [
            documents.Line(
                quantity=row.quantity,
                unit_price=row.unit_price,
                discount_percent=row.discount_percent,
                tax_percent=row.tax_percent,
                category=VatCategory(row.tax_category),
            )
            for row in rows
        ],
        sale.currency,
        prices_include_tax=sale.prices_include_tax,
        tax_per_line=sale.tax_per_line,
        discount=document_lines.discount_of(sale),
    )
    items: list[Item] = []
    for index, row in enumerate(rows):
        minor = totals.line_nets[index] - totals.line_discounts[index]
        if sale.prices_include_tax:
            minor += totals.line_taxes[index]
        quantity, taken_minor = taken.get(row.id, (Decimal(0), 0))
        items.append(
            Item(
                id=row.id,
                rate=invoice_rows.rate_of(row),
                quantity=row.quantity,
                unit_minor=partial.unit_minor(row.unit_price, row.discount_percent, sale.currency),
                minor=minor,
                discount_minor=totals.line_amounts[index] - minor,
                taken=quantity,
                taken_minor=taken_minor,
            )
        )
    return Whole(
        items=items,
        left_minor=sale.total_minor - sale.billed_minor,
        as_amounts={rate: minor for rate, minor in as_amounts.items() if minor},
        prices_include_tax=sale.prices_include_tax,
        tax_per_line=sale.tax_per_line,
    )
