"""Promises to pay: recorded, and withdrawn; kept or broken follows from the money that comes."""

from __future__ import annotations

from smallcrm.db.models import Client, PaymentPromise, Sale
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain.enums import SaleStatus
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money, known_currency
from smallcrm.domain.text import clean_text
from smallcrm.queries.balances import owed_for
from smallcrm.services import allocation, clients, payments
from smallcrm.services.lookups import get_sale
from smallcrm.services.receivable_commands import AddPromise, WithdrawPromise
from smallcrm.services.result import Made


def add(uow: UnitOfWork, command: AddPromise) -> Made:
    """Record that an amount will be paid until a day.

    Refuses `in_future`, `promise_ends_first` (before the day it was made), `other_client`,
    `sale_cancelled`, `nothing_open`, `nothing_owed`, `other_currency`, `not_positive`.
    """
    client = clients.get(uow.session, command.client)
    sale = None if command.sale is None else get_sale(uow, command.sale)
    on, today = command.on or uow.clock.today(), uow.clock.today()
    if on > today:
        raise Refusal("in_future", field="on", date=on)
    if command.until < on:
        raise Refusal("promise_ends_first", field="until", date=command.until, promised=on)
    if sale is not None:
        _require_open(sale, client)
    currency = _currency(uow, command, client, sale)
    amount = _amount(uow, command, client, sale, currency)
    promise = PaymentPromise(
        client_id=client.id,
        sale_id=None if sale is None else sale.id,
        promised_on=on,
        until_on=command.until,
        currency=currency,
        amount_minor=amount.minor,
        note=clean_text(command.note, field="note") or None if command.note else None,
    )
    uow.session.add(promise)
    uow.session.flush()
    uow.describe("add_promise", client=client.name, amount=amount)
    return Made(promise.id)


def withdraw(uow: UnitOfWork, command: WithdrawPromise) -> Made:
    """Let a promise no longer count (`no_such_promise`, `promise_withdrawn`)."""
    promise = uow.session.get(PaymentPromise, command.promise)
    if promise is None:
        raise Refusal("no_such_promise", field="promise", id=command.promise)
    if promise.withdrawn_at is not None:
        raise Refusal("promise_withdrawn", field="promise")
    promise.withdrawn_at = uow.clock.now()
    client = clients.get(uow.session, promise.client_id)
    amount = Money(promise.amount_minor, promise.currency)
    uow.describe("withdraw_promise", client=client.name, amount=amount)
    return Made(promise.id)


def _require_open(sale: Sale, client: Client) -> None:
    if sale.client_id != client.id:
        raise Refusal("other_client", field="sale", number=sale.number)
    if sale.status == SaleStatus.CANCELLED:
        raise Refusal("sale_cancelled", field="sale", number=sale.number)
    if not allocation.open_minor(sale):
        raise Refusal("nothing_open", field="sale", number=sale.number)


def _currency(uow: UnitOfWork, command: AddPromise, client: Client, sale: Sale | None) -> str:
    if command.currency is None:
        return payments.currency_for(uow, client) if sale is None else sale.currency
    currency = known_currency(command.currency)
    if sale is not None and sale.currency != currency:
        raise Refusal(
            "promise_in_other_currency",
            field="currency",
            number=sale.number,
            sale_currency=sale.currency,
        )
    return currency


def _amount(
    uow: UnitOfWork, command: AddPromise, client: Client, sale: Sale | None, currency: str
) -> Money:
    if command.amount is not None:
        amount = Money.of(command.amount, currency)
        if amount.minor <= 0:
            raise Refusal("not_positive", field="amount", text=str(command.amount))
        return amount
    if sale is not None:
        return Money(allocation.open_minor(sale), currency)
    owed = owed_for(uow.connection, [client.id], uow.clock.today()).get(client.id, ())
    amounts = (part.amount for part in owed if part.amount.currency == currency)
    found = next(amounts, None)
    if found is None:
        raise Refusal("nothing_owed", field="amount", client=client.name, currency=currency)
    return found
