"""What a client has to their credit: put to sales, and paid out."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select, text

from smallcrm.db.models import Client, Payment, Sale
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain.enums import PaymentKind, SaleStatus
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money, known_currency
from smallcrm.domain.text import optional_line
from smallcrm.services import allocation, clients
from smallcrm.services.commands import PayOut, Refund, UseCredit
from smallcrm.services.lookups import get_sale
from smallcrm.services.result import Made

# What a client can have to their credit, and be given back.
CREDITS = frozenset(
    {PaymentKind.PAYMENT, PaymentKind.REFERRAL_CREDIT, PaymentKind.OPENING_CREDIT},
)


def use_credit(uow: UnitOfWork, command: UseCredit) -> Made:
    """Settle sales of one client with the client's credit, the oldest of it first.

    Refuses `nothing_chosen`, `other_client`, and for each sale `sale_cancelled`, `nothing_open`,
    `no_credit`, `over_credit` and `over_sale`.
    """
    wanted: list[tuple[int, Decimal | None]] = list(command.amounts.items())
    if command.sale is not None:
        wanted.insert(0, (command.sale, command.amount))
    if not wanted:
        raise Refusal("nothing_chosen", field="sale")
    sales = [get_sale(uow, sale_id) for sale_id, _ in wanted]
    used: list[Money] = []
    for sale, (_, amount) in zip(sales, wanted, strict=True):
        if sale.client_id != sales[0].client_id:
            raise Refusal("other_client", field="sale", number=sale.number)
        if sale.currency != sales[0].currency:
            raise Refusal(
                "other_currency",
                field="sale",
                number=sale.number,
                currency=sales[0].currency,
                sale_currency=sale.currency,
            )
        used.append(use(uow, sale, amount))
    client = clients.get(uow.session, sales[0].client_id)
    whole = sum(used, Money(0, sales[0].currency))
    if len(sales) == 1:
        uow.describe("use_credit", client=client.name, amount=whole, number=sales[0].number)
    else:
        uow.describe("use_credit_on", client=client.name, amount=whole, count=len(sales))
    return Made(sales[0].id, sales[0].number)


def use(uow: UnitOfWork, sale: Sale, wanted: Decimal | None) -> Money:
    """Settle a sale with credit, and say with how much."""
    if sale.status == SaleStatus.CANCELLED:
        raise Refusal("sale_cancelled", field="sale", number=sale.number)
    client = clients.get(uow.session, sale.client_id)
    left = allocation.open_minor(sale)
    if left == 0:
        raise Refusal("nothing_open", field="sale", number=sale.number)
    funds = _credits(uow, client, sale.currency)
    credit = sum(map(allocation.free_minor, funds))
    amount = _of_credit(wanted, client, Money(min(credit, left), sale.currency), credit)
    if amount.minor > left:
        raise Refusal(
            "over_sale",
            field="amount",
            amount=amount,
            open=Money(left, sale.currency),
            number=sale.number,
        )
    missing = amount.minor
    for payment in funds:
        part = min(missing, allocation.free_minor(payment))
        if part:
            allocation.allocate(uow, payment, sale, part)
        missing -= part
    return amount


def pay_out(uow: UnitOfWork, command: PayOut) -> Made:
    """Give a client's credit back as money: a refund of each payment that it is left of."""
    client = clients.get(uow.session, command.client)
    currency = (
        known_currency(command.currency) if command.currency else _currency_of_credit(uow, client)
    )
    funds = _credits(uow, client, currency)
    credit = sum(map(allocation.free_minor, funds))
    amount = _of_credit(command.amount, client, Money(credit, currency), credit)
    missing, first = amount.minor, 0
    for payment in funds:
        part = min(missing, allocation.free_minor(payment))
        if part:
            made = give_back(uow, payment, part, command)
            first = first or made.id
        missing -= part
    uow.describe("pay_out", client=client.name, amount=amount)
    return Made(first)


def _credits(uow: UnitOfWork, client: Client, currency: str) -> list[Payment]:
    """Return the payments that a client's credit is left of: what expires first, then by age."""
    # The literals let the planner use ix_payment_free.
    free = text(
        "amount_minor > allocated_minor + refunded_minor AND voided_at IS NULL"
        " AND kind <> 'refund' AND kind <> 'credit_taken_back'"
    )
    return list(
        uow.session.scalars(
            select(Payment)
            .where(Payment.client_id == client.id, Payment.currency == currency, free)
            .where(Payment.kind.in_([kind.value for kind in CREDITS]))
            .where(Payment.expires_on.is_(None) | (Payment.expires_on >= uow.clock.today()))
            .order_by(Payment.expires_on.is_(None), Payment.expires_on)
            .order_by(Payment.received_on, Payment.id)
        )
    )


def _currency_of_credit(uow: UnitOfWork, client: Client) -> str:
    found = uow.connection.execute(
        text(
            "SELECT DISTINCT currency FROM payment WHERE client_id = :client"
            " AND amount_minor > allocated_minor + refunded_minor"
            " AND voided_at IS NULL AND kind <> 'refund' AND kind <> 'credit_taken_back'"
            " AND kind <> 'write_off' AND (expires_on IS NULL OR expires_on >= :today)"
        ),
        {"client": client.id, "today": uow.clock.today().isoformat()},
    ).all()
    return found[0][0] if len(found) == 1 else client.currency or uow.settings.currency


def _of_credit(wanted: Decimal | None, client: Client, most: Money, credit: int) -> Money:
    """Take an amount of a credit, or `most` where none is said; `credit` in minor units."""
    if credit == 0:
        raise Refusal("no_credit", field="client", client=client.name, currency=most.currency)
    if wanted is None:
        return most
    amount = allocation.positive(wanted, most.currency)
    if amount.minor > credit:
        raise Refusal(
            "over_credit", field="amount", amount=amount, credit=Money(credit, most.currency)
        )
    return amount


def give_back(uow: UnitOfWork, payment: Payment, minor: int, command: Refund | PayOut) -> Payment:
    """Record that `minor` of a payment was given back, within whatever action is in progress."""
    payment.refunded_minor += minor
    method = command.method if isinstance(command, PayOut) else None
    given_back = Payment(
        client_id=payment.client_id,
        kind=PaymentKind.REFUND.value,
        currency=payment.currency,
        amount_minor=minor,
        allocated_minor=0,
        refunded_minor=0,
        received_on=command.on or uow.clock.today(),
        method=optional_line(method, field="method", longest=100) or payment.method,
        reason=optional_line(command.reason, field="reason"),
        refund_of_id=payment.id,
    )
    uow.session.add(given_back)
    uow.session.flush()
    return given_back
