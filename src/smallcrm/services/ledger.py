"""Sales: what was sold, its totals, its due date, and cancelling it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import delete, select

from smallcrm.db.models import Client, Sale, SaleLine
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import documents
from smallcrm.domain.enums import PaymentKind, SaleStatus
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money, known_currency
from smallcrm.domain.text import clean_text, optional_line, required_line
from smallcrm.services import allocation, clients, referrals
from smallcrm.services.commands import UNSET, AddSale, CancelSale, EditSale, LineInput
from smallcrm.services.numbers import next_sale_number
from smallcrm.services.result import Made


def get_sale(uow: UnitOfWork, sale_id: int) -> Sale:
    """Return a sale, or refuse (`no_such_sale`)."""
    sale = uow.session.get(Sale, sale_id)
    if sale is None:
        raise Refusal("no_such_sale", field="sale", id=sale_id)
    return sale


def add_sale(uow: UnitOfWork, command: AddSale) -> Made:
    """Record a sale."""
    client = clients.get(uow.session, command.client)
    currency = known_currency(command.currency or client.currency or uow.settings.currency)
    on = command.on or uow.clock.today()
    if command.status is SaleStatus.CANCELLED:
        raise Refusal("sale_cancelled", field="status", number="")
    lines = _lines(command.title, command.amount, command.lines, currency)
    title = optional_line(command.title, field="title") or lines[0].description
    sale = Sale(
        client_id=client.id,
        number=next_sale_number(uow, on),
        external_number=_external_number(uow, command.external_number, None),
        title=title,
        currency=currency,
        sold_on=on,
        due_on=command.due,
        status=command.status.value,
        prices_include_tax=command.prices_include_tax,
        note=clean_text(command.note, field="note") or None if command.note else None,
        net_minor=0,
        tax_minor=0,
        total_minor=0,
        paid_minor=0,
    )
    _date_status(uow, sale, client, on)
    _require_due_after(sale)
    uow.session.add(sale)
    _set_lines(uow, sale, lines)
    referrals.follow(uow, client.id)
    total = Money(sale.total_minor, currency)
    uow.describe("add_sale", client=client.name, number=sale.number, title=title, amount=total)
    return Made(sale.id, sale.number)


def edit_sale(uow: UnitOfWork, command: EditSale) -> Made:
    """Change the given fields of a sale; what is settled already stays settled."""
    sale = get_sale(uow, command.sale)
    client = clients.get(uow.session, sale.client_id)
    if sale.status == SaleStatus.CANCELLED:
        raise Refusal("sale_cancelled", field="sale", number=sale.number)
    if command.title is not UNSET:
        sale.title = required_line(command.title, field="title", code="no_title")
    if command.on is not UNSET:
        sale.sold_on = command.on
    if command.due is not UNSET:
        sale.due_on = command.due
    if command.external_number is not UNSET:
        sale.external_number = _external_number(uow, command.external_number, sale.id)
    if command.note is not UNSET:
        sale.note = clean_text(command.note, field="note") or None if command.note else None
    if command.status is not UNSET:
        if command.status is SaleStatus.CANCELLED:
            raise Refusal("cancel_with_reason", field="status")
        sale.status = command.status.value
        _date_status(uow, sale, client, uow.clock.today())
    if command.on is not UNSET or command.due is not UNSET:
        _require_due_after(sale)  # an imported sale may have been due before its day
    _edit_lines(uow, sale, command)
    referrals.follow(uow, client.id)
    uow.describe("edit_sale", client=client.name, number=sale.number)
    return Made(sale.id, sale.number)


def _edit_lines(uow: UnitOfWork, sale: Sale, command: EditSale) -> None:
    if command.prices_include_tax is not UNSET:
        sale.prices_include_tax = command.prices_include_tax
    if command.lines is not UNSET or command.amount is not UNSET:
        amount = None if command.amount is UNSET else command.amount
        given = () if command.lines is UNSET else command.lines
        _set_lines(uow, sale, _lines(sale.title, amount, given, sale.currency))
    elif command.prices_include_tax is not UNSET:
        _set_lines(uow, sale, _kept_lines(uow, sale))


def cancel_sale(uow: UnitOfWork, command: CancelSale) -> Made:
    """Cancel a sale: the money on it becomes credit, what was written off of it is void."""
    sale = get_sale(uow, command.sale)
    client = clients.get(uow.session, sale.client_id)
    if sale.status == SaleStatus.CANCELLED:
        raise Refusal("sale_cancelled", field="sale", number=sale.number)
    for row, payment in allocation.of_sale(uow, sale.id):
        allocation.release(uow, payment, sale, row.amount_minor)
        if payment.kind == PaymentKind.WRITE_OFF:
            payment.voided_at = uow.clock.now()
    sale.status = SaleStatus.CANCELLED.value
    sale.cancelled_on = uow.clock.today()
    sale.cancel_reason = optional_line(command.reason, field="reason")
    uow.session.flush()
    referrals.follow(uow, client.id)
    uow.describe("cancel_sale", client=client.name, number=sale.number)
    return Made(sale.id, sale.number)


def due_after(uow: UnitOfWork, client: Client, on: date) -> date:
    """Return when a sale of `on` is due by the client's payment term, else the file's."""
    term = client.payment_term_days
    days = uow.settings.payment_term_days if term is None else term
    return on + timedelta(days=min(days, (date.max - on).days))


def _date_status(uow: UnitOfWork, sale: Sale, client: Client, on: date) -> None:
    """Date what a status says has happened, and set the due date that delivery brings."""
    if sale.status in {SaleStatus.DELIVERED, SaleStatus.CLOSED}:
        sale.delivered_on = sale.delivered_on or on
        sale.due_on = sale.due_on or due_after(uow, client, sale.delivered_on)
    if sale.status == SaleStatus.CLOSED:
        sale.closed_on = sale.closed_on or on
    else:
        sale.closed_on = None


def _require_due_after(sale: Sale) -> None:
    if sale.due_on is not None and sale.due_on < sale.sold_on:
        raise Refusal("due_before_sale", field="due", date=sale.due_on, sold=sale.sold_on)


def _external_number(uow: UnitOfWork, number: str | None, own_id: int | None) -> str | None:
    cleaned = optional_line(number, field="external_number", longest=100)
    if cleaned is None:
        return None
    other = uow.session.scalars(select(Sale).where(Sale.external_number == cleaned)).first()
    if other is not None and other.id != own_id:
        raise Refusal("number_taken", field="external_number", number=cleaned)
    return cleaned


def _lines(
    title: str | None, amount: Decimal | None, lines: Sequence[LineInput], currency: str
) -> tuple[LineInput, ...]:
    """Take lines as given, or make the one line of a sale with a single amount."""
    if lines:
        if amount is not None:
            raise Refusal("amount_and_lines", field="amount")
        return tuple(lines)
    if amount is None:
        raise Refusal("no_amount", field="amount")
    if Money.of(amount, currency).minor < 0:
        raise Refusal("negative_amount", field="amount", text=str(amount))
    description = required_line(title or "", field="title", code="no_title")
    return (LineInput(description=description, unit_price=amount),)


def _kept_lines(uow: UnitOfWork, sale: Sale) -> tuple[LineInput, ...]:
    rows = uow.session.scalars(
        select(SaleLine).where(SaleLine.sale_id == sale.id).order_by(SaleLine.position)
    )
    return tuple(
        LineInput(
            description=row.description,
            quantity=row.quantity,
            unit_price=row.unit_price,
            unit=row.unit,
            discount_percent=row.discount_percent,
            tax_percent=row.tax_percent,
        )
        for row in rows
    )


def _set_lines(uow: UnitOfWork, sale: Sale, lines: Sequence[LineInput]) -> None:
    totals = documents.totals(
        [
            documents.Line(
                quantity=line.quantity,
                unit_price=line.unit_price,
                discount_percent=line.discount_percent,
                tax_percent=line.tax_percent,
                category=documents.category_of(line.tax_percent),
            )
            for line in lines
        ],
        sale.currency,
        prices_include_tax=sale.prices_include_tax,
    )
    if totals.total_minor < 0:
        raise Refusal("negative_amount", field="lines", text=str(totals.total_minor))
    if totals.total_minor < sale.paid_minor:
        raise Refusal(
            "total_below_paid",
            field="lines",
            total=Money(totals.total_minor, sale.currency),
            paid=Money(sale.paid_minor, sale.currency),
        )
    sale.net_minor, sale.tax_minor = totals.net_minor, totals.tax_minor
    sale.total_minor = totals.total_minor
    uow.session.flush()
    uow.session.execute(delete(SaleLine).where(SaleLine.sale_id == sale.id))
    uow.session.add_all(
        SaleLine(
            sale_id=sale.id,
            position=position,
            description=required_line(line.description, field="description", code="no_description"),
            quantity=line.quantity,
            unit=optional_line(line.unit, field="unit", longest=40),
            unit_price=line.unit_price,
            discount_percent=line.discount_percent,
            tax_category=documents.category_of(line.tax_percent).value,
            tax_percent=line.tax_percent,
            net_minor=net,
        )
        for position, (line, net) in enumerate(zip(lines, totals.line_nets, strict=True), start=1)
    )
    uow.session.flush()
