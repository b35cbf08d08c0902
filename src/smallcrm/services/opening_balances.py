"""What clients owed, or had to their credit, before the file began: typed or imported, one way."""

from __future__ import annotations

from datetime import date

from smallcrm.db.models import Client, Payment
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain.enums import PaymentKind
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money, known_currency
from smallcrm.domain.text import required_line
from smallcrm.services import clients, ledger
from smallcrm.services.commands import AddOpeningBalance, AddSale
from smallcrm.services.lookups import get_sale
from smallcrm.services.result import Made


def add(uow: UnitOfWork, command: AddOpeningBalance) -> Made:
    """Record what a client owed before the file began; below zero: what was to their credit.

    The result's id is the sale's, which has a number, or the credit's, which has none. Zero is
    refused as `no_amount`.
    """
    client = clients.get(uow.session, command.client)
    currency = known_currency(command.currency or client.currency or uow.settings.currency)
    balance = Money.of(command.amount, currency)
    if not balance:
        raise Refusal("no_amount", field="amount")
    made = bring_in(
        uow, client, balance, command.title, on=command.on or uow.clock.today(), due=command.due
    )
    uow.describe("add_opening_balance", client=client.name, amount=balance)
    return made


def bring_in(
    uow: UnitOfWork,
    client: Client,
    balance: Money,
    title: str,
    *,
    on: date,
    due: date | None = None,
) -> Made:
    """Add an opening balance within whatever action is in progress; without `due` due on its day.

    A credit is a payment of a kind of its own: it can be used and paid out, and is no money that
    was received on that day.
    """
    if balance.minor < 0:
        return Made(_credit(uow, client, balance, title, on).id)
    made = ledger.add_sale(
        uow,
        AddSale(
            client=client.id,
            title=title,
            amount=balance.major,
            currency=balance.currency,
            on=on,
            due=due or on,
        ),
    )
    get_sale(uow, made.id).is_opening_balance = True
    uow.session.flush()
    return made


def _credit(uow: UnitOfWork, client: Client, balance: Money, title: str, on: date) -> Payment:
    credit = Payment(
        client_id=client.id,
        kind=PaymentKind.OPENING_CREDIT.value,
        currency=balance.currency,
        amount_minor=-balance.minor,
        allocated_minor=0,
        refunded_minor=0,
        received_on=on,
        reference=required_line(title, field="title", code="no_title"),
    )
    uow.session.add(credit)
    uow.session.flush()
    return credit
