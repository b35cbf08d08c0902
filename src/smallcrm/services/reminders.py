"""Reminders: that a client was reminded, and what that costs them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from smallcrm.db.models import Client, Reminder, ReminderSale
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain.enums import SaleStatus
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money, known_currency
from smallcrm.domain.text import clean_text, optional_line
from smallcrm.queries import reminders
from smallcrm.queries.receivable_shapes import OverdueSale
from smallcrm.queries.reminders import STEPS
from smallcrm.services import clients, ledger, payments
from smallcrm.services.lookups import get_sale
from smallcrm.services.money_commands import AddSale
from smallcrm.services.receivable_commands import Remind
from smallcrm.services.result import Made


def remind(uow: UnitOfWork, command: Remind) -> Made:
    """Record a reminder of what is overdue on its day; fee and interest become a sale due then.

    Interest runs on what is overdue of each sale from its due date, or from the last reminder
    that charged interest on it, so that no day is charged twice; fees and interest bear none.

    Refuses `in_future`, `nothing_overdue`, `other_client`, `sale_not_overdue`, `not_in_range`
    (the step) and `negative_amount` (the fee).
    """
    client = clients.get(uow.session, command.client)
    on = command.on or uow.clock.today()
    if on > uow.clock.today():
        raise Refusal("in_future", field="on", date=on)
    currency = (
        known_currency(command.currency) if command.currency else payments.currency_for(uow, client)
    )
    sales = _sales(uow, command, client, currency, on)
    step = reminders.next_step(sales) if command.step is None else command.step
    if step not in STEPS:
        raise Refusal("not_in_range", field="step", text=str(step), low=STEPS[0], high=STEPS[-1])
    fee = _fee(uow, command, step, currency)
    interest = Money(0, currency)
    if command.interest is not False:
        interest = sum((sale.interest for sale in sales), interest)
    reminder = Reminder(
        client_id=client.id,
        reminded_on=on,
        step=step,
        currency=currency,
        fee_minor=fee.minor,
        interest_minor=interest.minor,
        charge_sale_id=_charge(uow, command, client, fee + interest, on),
        method=optional_line(command.method, field="method", longest=100),
        note=clean_text(command.note, field="note") or None if command.note else None,
    )
    uow.session.add(reminder)
    uow.session.flush()
    uow.session.add_all(
        ReminderSale(reminder_id=reminder.id, sale_id=sale.id, open_minor=sale.open.minor)
        for sale in sales
    )
    amount = sum((sale.open for sale in sales), Money(0, currency))
    uow.describe("remind", client=client.name, step=step, amount=amount)
    return Made(reminder.id)


def _sales(
    uow: UnitOfWork, command: Remind, client: Client, currency: str, on: date
) -> Sequence[OverdueSale]:
    found = [
        sale
        for sale in reminders.overdue_sales(uow.connection, [client.id], on, uow.settings)
        if sale.open.currency == currency
    ]
    if command.sales is None:
        if not found:
            raise Refusal("nothing_overdue", field="client", client=client.name, currency=currency)
        return found
    by_id = {sale.id: sale for sale in found}
    for sale_id in command.sales:
        if sale_id not in by_id:
            sale = get_sale(uow, sale_id)
            code = "sale_not_overdue" if sale.client_id == client.id else "other_client"
            raise Refusal(code, field="sales", number=sale.number)
    if not command.sales:
        raise Refusal("nothing_overdue", field="sales", client=client.name, currency=currency)
    return [by_id[sale_id] for sale_id in dict.fromkeys(command.sales)]


def _fee(uow: UnitOfWork, command: Remind, step: int, currency: str) -> Money:
    if command.fee is None:
        return reminders.fee(uow.settings, step, currency)
    fee = Money.of(command.fee, currency, field="fee")
    if fee.minor < 0:
        raise Refusal("negative_amount", field="fee", text=str(command.fee))
    return fee


def _charge(
    uow: UnitOfWork, command: Remind, client: Client, charged: Money, on: date
) -> int | None:
    if not charged:
        return None
    sale = AddSale(
        client=client.id,
        title=command.charge_title,
        amount=charged.major,
        currency=charged.currency,
        on=on,
        due=on,
        status=SaleStatus.DELIVERED,
    )
    return ledger.add_sale(uow, sale).id
