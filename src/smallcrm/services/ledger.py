"""Sales: what was sold, its totals, its due date, and cancelling it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select

from smallcrm.db.models import Client, Contract, Sale, SaleLine
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import terms
from smallcrm.domain.enums import PaymentKind, SaleStatus
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money, known_currency
from smallcrm.domain.text import clean_text, optional_line, required_line
from smallcrm.services import (
    allocation,
    clients,
    document_lines,
    numbers,
    plans,
    quote_status,
    sale_lines,
)
from smallcrm.services.commands import UNSET, AddSale, CancelSale, EditSale, LineInput, Unset
from smallcrm.services.lookups import get_sale
from smallcrm.services.result import Made

__all__ = (
    "add_sale",
    "cancel_sale",
    "date_status",
    "due_after",
    "edit_sale",
    "get_sale",
    "insert_sale",
    "new_sale",
    "term_days",
)


def add_sale(uow: UnitOfWork, command: AddSale) -> Made:
    """Record a sale.

    Refuses, beside what its lines, plan and dates may be refused for, `contract_of_other_client`
    and `service_ends_first`.
    """
    client = clients.get(uow.session, command.client)
    currency = known_currency(command.currency or client.currency or uow.settings.currency)
    if command.status is SaleStatus.CANCELLED:
        raise Refusal("sale_cancelled", field="status", number="")
    lines = document_lines.as_given(command.title, command.amount, command.lines, currency)
    sale = new_sale(
        uow,
        client,
        title=optional_line(command.title, field="title") or lines[0].description,
        currency=currency,
        on=command.on or uow.clock.today(),
        due=command.due,
        status=command.status,
    )
    sale.external_number = _external_number(uow, command.external_number, None)
    sale.note = _note(command.note)
    sale.prices_include_tax = command.prices_include_tax
    if command.tax_per_line is not None:
        sale.tax_per_line = command.tax_per_line
    sale.contract_id = _contract(uow, client, command.contract)
    sale.service_from_on, sale.service_until_on = command.service_from, command.service_until
    _require_service_in_order(sale)
    document_lines.set_discount(sale, command.discount_percent, command.discount_amount)
    insert_sale(uow, sale, lines)
    if command.plan:
        plans.set_plan(uow, sale, command.plan)
        date_status(uow, sale, client, sale.sold_on)
    total = Money(sale.total_minor, currency)
    uow.describe("add_sale", client=client.name, number=sale.number, title=sale.title, amount=total)
    return Made(sale.id, sale.number)


def new_sale(
    uow: UnitOfWork,
    client: Client,
    *,
    title: str,
    currency: str,
    on: date,
    due: date | None,
    status: SaleStatus,
) -> Sale:
    """Make a sale with its number, its status dated and due after the client's term.

    It is not in the file yet: `insert_sale` puts it there with its lines. Refuses
    `due_before_sale`.
    """
    sale = Sale(
        client_id=client.id,
        number=numbers.next(uow, numbers.Numbering.SALE, on),
        title=title,
        currency=currency,
        sold_on=on,
        due_on=due,
        status=status.value,
        prices_include_tax=False,
        tax_per_line=uow.settings.flag("money.tax_per_line"),
        discount_minor=0,
        net_minor=0,
        tax_minor=0,
        total_minor=0,
        paid_minor=0,
        billed_minor=0,
        has_plan=False,
    )
    date_status(uow, sale, client, on)
    _require_due_after(sale)
    return sale


def insert_sale(uow: UnitOfWork, sale: Sale, lines: Sequence[LineInput]) -> list[SaleLine]:
    """Add a new sale with its lines; ids of lines say nothing here."""
    uow.session.add(sale)
    uow.session.flush()
    return sale_lines.write(uow, sale, lines)


def edit_sale(uow: UnitOfWork, command: EditSale) -> Made:
    """Change the given fields of a sale; what is settled already stays settled.

    Lines keep what was delivered of them. Refuses `sale_billed` where lines, discount or tax of
    a billed sale would change, `due_by_plan` where its instalments say when it is due, and
    `plan_too_small` where they cannot follow its total.
    """
    sale = get_sale(uow, command.sale)
    client = clients.get(uow.session, sale.client_id)
    if sale.status == SaleStatus.CANCELLED:
        raise Refusal("sale_cancelled", field="sale", number=sale.number)
    if command.title is not UNSET:
        sale.title = required_line(command.title, field="title", code="no_title")
    if command.on is not UNSET:
        sale.sold_on = command.on
    if command.due is not UNSET and command.due != sale.due_on:
        if sale.has_plan:
            raise Refusal("due_by_plan", field="due", number=sale.number)
        sale.due_on = command.due
    if command.external_number is not UNSET:
        sale.external_number = _external_number(uow, command.external_number, sale.id)
    if command.note is not UNSET:
        sale.note = _note(command.note)
    _edit_contract(uow, sale, client, command)
    _edit_lines(uow, sale, command)
    _edit_status(uow, sale, client, command)
    if command.on is not UNSET or command.due is not UNSET:
        _require_due_after(sale)  # an imported sale may have been due before its day
    quote_status.follow(uow, sale.quote_id)
    uow.describe("edit_sale", client=client.name, number=sale.number)
    return Made(sale.id, sale.number)


def _edit_contract(uow: UnitOfWork, sale: Sale, client: Client, command: EditSale) -> None:
    if command.contract is not UNSET:
        sale.contract_id = _contract(uow, client, command.contract)
    if command.service_from is not UNSET:
        sale.service_from_on = command.service_from
    if command.service_until is not UNSET:
        sale.service_until_on = command.service_until
    _require_service_in_order(sale)


def _edit_lines(uow: UnitOfWork, sale: Sale, command: EditSale) -> None:
    given = (
        command.lines,
        command.amount,
        command.prices_include_tax,
        command.discount_percent,
        command.discount_amount,
        command.tax_per_line,
    )
    if all(value is UNSET for value in given):
        return
    terms = sale_lines.terms_of(sale)
    if command.prices_include_tax is not UNSET:
        sale.prices_include_tax = command.prices_include_tax
    if command.tax_per_line is not UNSET:
        sale.tax_per_line = command.tax_per_line
    document_lines.change_discount(sale, command.discount_percent, command.discount_amount)
    sale_lines.write(uow, sale, _edited(uow, sale, command), terms=terms)
    plans.follow_total(uow, sale)


def _edited(uow: UnitOfWork, sale: Sale, command: EditSale) -> Sequence[LineInput]:
    """Return the lines that a sale is to have: those given, that of an amount, or its own."""
    if command.lines is UNSET and command.amount is UNSET:
        return document_lines.kept(sale_lines.of_sale(uow, sale.id))
    amount = None if command.amount is UNSET else command.amount
    lines = () if command.lines is UNSET else command.lines
    return document_lines.as_given(sale.title, amount, lines, sale.currency)


def _edit_status(uow: UnitOfWork, sale: Sale, client: Client, command: EditSale) -> None:
    today = uow.clock.today()
    if isinstance(command.status, Unset):
        # Fewer were ordered after all, and those are out.
        lowered = command.lines is not UNSET and sale.status == SaleStatus.ORDERED
        if lowered and sale_lines.delivered(uow, sale.id) and sale_lines.is_all_out(uow, sale):
            sale.status = SaleStatus.DELIVERED.value
            date_status(uow, sale, client, today)
        return
    if command.status is SaleStatus.CANCELLED:
        raise Refusal("cancel_with_reason", field="status")
    if command.status is SaleStatus.ORDERED and sale.status != SaleStatus.ORDERED:
        _take_delivery_back(uow, sale, client, keep_due=command.due is not UNSET)
    sale.status = command.status.value
    date_status(uow, sale, client, today)


def _take_delivery_back(uow: UnitOfWork, sale: Sale, client: Client, *, keep_due: bool) -> None:
    """Forget the day of delivery, and the due date that it brought."""
    out, sale.delivered_on = sale.delivered_on, None
    if keep_due or out is None or sale.has_plan or sale.billed_minor:
        return
    if sale.due_on == due_after(uow, client, out):
        sale.due_on = None


def cancel_sale(uow: UnitOfWork, command: CancelSale) -> Made:
    """Cancel a sale: the money on it becomes credit, what was written off of it is void.

    What it took of a quote can be accepted again. A billed one is refused (`sale_billed`): a
    credit note takes it back.
    """
    sale = get_sale(uow, command.sale)
    client = clients.get(uow.session, sale.client_id)
    if sale.status == SaleStatus.CANCELLED:
        raise Refusal("sale_cancelled", field="sale", number=sale.number)
    if sale.billed_minor:
        raise Refusal("sale_billed", field="sale", number=sale.number)
    for row, payment in allocation.of_sale(uow, sale.id):
        allocation.release(uow, payment, sale, row.amount_minor)
        if payment.kind == PaymentKind.WRITE_OFF:
            payment.voided_at = uow.clock.now()
    sale.status = SaleStatus.CANCELLED.value
    sale.cancelled_on = uow.clock.today()
    sale.cancel_reason = optional_line(command.reason, field="reason")
    uow.session.flush()
    quote_status.follow(uow, sale.quote_id)
    uow.describe("cancel_sale", client=client.name, number=sale.number)
    return Made(sale.id, sale.number)


def term_days(uow: UnitOfWork, level: str, own_days: int | None) -> int:
    """Return a client's payment term in days: its own, else its level's, else the file's."""
    return terms.payment_term_days(uow.settings, own_days, level)


def due_after(uow: UnitOfWork, client: Client, on: date) -> date:
    """Return when what is delivered or billed on a day is due by the client's payment term."""
    days = term_days(uow, client.level, client.payment_term_days)
    return on + timedelta(days=min(days, (date.max - on).days))


def date_status(uow: UnitOfWork, sale: Sale, client: Client, on: date) -> None:
    """Date what a status says has happened, and set the due date that delivery brings."""
    if sale.status in {SaleStatus.DELIVERED, SaleStatus.CLOSED}:
        sale.delivered_on = sale.delivered_on or on
        # Goods may have gone out before they were sold, but are not due by then.
        due = max(due_after(uow, client, sale.delivered_on), sale.sold_on)
        if sale.has_plan:
            plans.date_rest(uow, sale, due)
        else:
            sale.due_on = sale.due_on or due
    if sale.status == SaleStatus.CLOSED:
        sale.closed_on = sale.closed_on or on
    else:
        sale.closed_on = None


def _require_due_after(sale: Sale) -> None:
    if sale.due_on is not None and sale.due_on < sale.sold_on:
        raise Refusal("due_before_sale", field="due", date=sale.due_on, sold=sale.sold_on)


def _require_service_in_order(sale: Sale) -> None:
    first, last = sale.service_from_on, sale.service_until_on
    if first is not None and last is not None and last < first:
        raise Refusal("service_ends_first", field="service_until", until=last, start=first)


def _contract(uow: UnitOfWork, client: Client, contract_id: int | None) -> int | None:
    if contract_id is None:
        return None
    contract = uow.session.get(Contract, contract_id)
    if contract is None:
        raise Refusal("no_such_contract", field="contract", id=contract_id)
    if contract.client_id != client.id:
        raise Refusal("contract_of_other_client", field="contract", number=contract.number)
    return contract.id


def _external_number(uow: UnitOfWork, number: str | None, own_id: int | None) -> str | None:
    cleaned = optional_line(number, field="external_number", longest=100)
    if cleaned is None:
        return None
    other = uow.session.scalars(select(Sale).where(Sale.external_number == cleaned)).first()
    if other is not None and other.id != own_id:
        raise Refusal("number_taken", field="external_number", number=cleaned)
    return cleaned


def _note(text: str | None) -> str | None:
    return clean_text(text, field="note") or None if text else None
