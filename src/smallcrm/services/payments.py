"""Payments: taken, allocated, given back, reversed; and amounts written off."""

from __future__ import annotations

from smallcrm.db.models import Client, Payment, Sale
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain.enums import PaymentKind
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money, known_currency
from smallcrm.domain.text import optional_line
from smallcrm.services import allocation, clients
from smallcrm.services.commands import Allocate, Refund, ReversePayment, TakePayment, WriteOff
from smallcrm.services.ledger import get_sale
from smallcrm.services.result import Made


def get_payment(uow: UnitOfWork, payment_id: int) -> Payment:
    """Return a payment, or refuse (`no_such_payment`)."""
    payment = uow.session.get(Payment, payment_id)
    if payment is None:
        raise Refusal("no_such_payment", field="payment", id=payment_id)
    return payment


def currency_for(uow: UnitOfWork, client: Client) -> str:
    """Choose a payment's currency: the only one owed in, else the client's, else the file's."""
    owed = allocation.open_currencies(uow, client.id)
    return owed[0] if len(owed) == 1 else client.currency or uow.settings.currency


def take(uow: UnitOfWork, command: TakePayment) -> Made:
    """Take money and allocate it: oldest due first, or as the owner says."""
    client = clients.get(uow.session, command.client)
    currency = known_currency(command.currency) if command.currency else currency_for(uow, client)
    amount = Money.of(command.amount, currency)
    if amount.minor <= 0:
        raise Refusal("not_positive", field="amount", text=str(command.amount))
    payment = Payment(
        client_id=client.id,
        kind=PaymentKind.PAYMENT.value,
        currency=currency,
        amount_minor=amount.minor,
        allocated_minor=0,
        refunded_minor=0,
        received_on=command.on or uow.clock.today(),
        method=optional_line(command.method, field="method", longest=100),
        reference=optional_line(command.reference, field="reference"),
    )
    uow.session.add(payment)
    uow.session.flush()
    if command.allocations is None:
        allocate_oldest_first(uow, payment)
    else:
        for sale_id, wanted in command.allocations.items():
            sale = get_sale(uow, sale_id)
            if wanted is None:
                minor = min(allocation.free_minor(payment), allocation.open_minor(sale))
                if minor == 0 and allocation.free_minor(payment) > 0:
                    raise Refusal("nothing_open", field="sale", number=sale.number)
            else:
                minor = Money.of(wanted, currency).minor
                if minor < 0:
                    raise Refusal("not_positive", field="amount", text=str(wanted))
            if minor:
                allocation.allocate(uow, payment, sale, minor)
    uow.describe("take_payment", client=client.name, amount=amount)
    return Made(payment.id)


def allocate_oldest_first(uow: UnitOfWork, payment: Payment) -> None:
    """Settle the client's open sales, oldest due first, until the payment is used up."""
    for sale_id in allocation.open_sale_ids(uow, payment.client_id, payment.currency):
        left = allocation.free_minor(payment)
        if left == 0:
            return
        sale = get_sale(uow, sale_id)
        allocation.allocate(uow, payment, sale, min(left, allocation.open_minor(sale)))


def allocate_by_hand(uow: UnitOfWork, command: Allocate) -> Made:
    """Settle a part of a sale with a payment, or take such a part back (a negative amount)."""
    payment = get_payment(uow, command.payment)
    sale = get_sale(uow, command.sale)
    amount = Money.of(command.amount, payment.currency)
    if payment.kind == PaymentKind.WRITE_OFF:
        raise Refusal("write_off_stands", field="payment")
    if not amount:
        raise Refusal("not_positive", field="amount", text=str(command.amount))
    if amount.minor > 0:
        allocation.allocate(uow, payment, sale, amount.minor)
    else:
        allocation.release(uow, payment, sale, -amount.minor)
    client = clients.get(uow.session, payment.client_id)
    uow.describe("allocate", client=client.name, amount=amount, number=sale.number)
    return Made(payment.id)


def refund(uow: UnitOfWork, command: Refund) -> Made:
    """Give money back: the free remainder first, then allocations, latest due first (rule 7)."""
    payment = get_payment(uow, command.payment)
    amount = Money.of(command.amount, payment.currency)
    if amount.minor <= 0:
        raise Refusal("not_positive", field="amount", text=str(command.amount))
    if payment.kind not in {PaymentKind.PAYMENT, PaymentKind.REFERRAL_CREDIT}:
        raise Refusal("no_money_to_refund", field="payment")
    if payment.voided_at is not None:
        raise Refusal("payment_void", field="payment")
    left = payment.amount_minor - payment.refunded_minor
    if amount.minor > left:
        raise Refusal(
            "over_refund", field="amount", amount=amount, left=Money(left, payment.currency)
        )
    missing = amount.minor - allocation.free_minor(payment)
    for row, sale in allocation.of_payment(uow, payment.id):
        if missing <= 0:
            break
        part = min(missing, row.amount_minor)
        allocation.release(uow, payment, sale, part)
        missing -= part
    payment.refunded_minor += amount.minor
    given_back = Payment(
        client_id=payment.client_id,
        kind=PaymentKind.REFUND.value,
        currency=payment.currency,
        amount_minor=amount.minor,
        allocated_minor=0,
        refunded_minor=0,
        received_on=command.on or uow.clock.today(),
        method=payment.method,
        reason=optional_line(command.reason, field="reason"),
        refund_of_id=payment.id,
    )
    uow.session.add(given_back)
    uow.session.flush()
    client = clients.get(uow.session, payment.client_id)
    uow.describe("refund", client=client.name, amount=amount)
    return Made(given_back.id)


def reverse(uow: UnitOfWork, command: ReversePayment) -> Made:
    """Make a payment void (bounced, mistyped): it stands with its reason, and settles nothing."""
    payment = get_payment(uow, command.payment)
    if payment.voided_at is not None:
        raise Refusal("payment_void", field="payment")
    if payment.refunded_minor:
        raise Refusal(
            "payment_refunded",
            field="payment",
            refunded=Money(payment.refunded_minor, payment.currency),
        )
    for row, sale in allocation.of_payment(uow, payment.id):
        allocation.release(uow, payment, sale, row.amount_minor)
    if payment.refund_of_id is not None:
        get_payment(uow, payment.refund_of_id).refunded_minor -= payment.amount_minor
    payment.voided_at = uow.clock.now()
    payment.reason = optional_line(command.reason, field="reason")
    uow.session.flush()
    client = clients.get(uow.session, payment.client_id)
    uow.describe(
        "reverse_payment",
        client=client.name,
        amount=Money(payment.amount_minor, payment.currency),
    )
    return Made(payment.id)


def write_off(uow: UnitOfWork, command: WriteOff) -> Made:
    """Give up what is open on a sale, or a part of it, with a reason."""
    sale: Sale = get_sale(uow, command.sale)
    client = clients.get(uow.session, sale.client_id)
    left = Money(allocation.open_minor(sale), sale.currency)
    amount = left if command.amount is None else Money.of(command.amount, sale.currency)
    if amount.minor <= 0:
        code = "nothing_open" if command.amount is None else "not_positive"
        raise Refusal(code, field="amount", number=sale.number, text=str(command.amount))
    given_up = Payment(
        client_id=client.id,
        kind=PaymentKind.WRITE_OFF.value,
        currency=sale.currency,
        amount_minor=amount.minor,
        allocated_minor=0,
        refunded_minor=0,
        received_on=command.on or uow.clock.today(),
        reason_code=command.reason.value,
        reason=optional_line(command.text, field="reason"),
    )
    uow.session.add(given_up)
    uow.session.flush()
    allocation.allocate(uow, given_up, sale, amount.minor)
    uow.describe("write_off", client=client.name, amount=amount, number=sale.number)
    return Made(given_up.id)
