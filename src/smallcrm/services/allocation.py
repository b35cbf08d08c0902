"""Moving money between payments and sales: the one place that keeps their stored figures."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select, text

from smallcrm.db.models import Payment, PaymentAllocation, Sale
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain.enums import GIVEN_BACK, SaleStatus
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.services import plans


def free_minor(payment: Payment) -> int:
    """Return what of a payment is neither allocated nor given back; nothing of a void one."""
    if payment.voided_at is not None or payment.kind in GIVEN_BACK:
        return 0
    return payment.amount_minor - payment.allocated_minor - payment.refunded_minor


def open_minor(sale: Sale) -> int:
    """Return what is open on a sale (domain, money, rule 4)."""
    return 0 if sale.status == SaleStatus.CANCELLED else sale.total_minor - sale.paid_minor


def allocate(uow: UnitOfWork, payment: Payment, sale: Sale, minor: int) -> None:
    """Settle `minor` (> 0) of a sale with a payment.

    Refuses: `payment_void`, `credit_expired`, `sale_cancelled`, `other_client`, `other_currency`,
    `over_payment` (more than the payment has free), `over_sale` (more than is open).
    """
    if payment.voided_at is not None or payment.kind in GIVEN_BACK:
        raise Refusal("payment_void", field="payment")
    require_good(uow, payment)
    require_same_account(payment, sale)
    amount = Money(minor, sale.currency)
    if minor > free_minor(payment):
        free = Money(free_minor(payment), payment.currency)
        raise Refusal("over_payment", field="amount", amount=amount, free=free)
    if minor > open_minor(sale):
        left = Money(open_minor(sale), sale.currency)
        raise Refusal("over_sale", field="amount", amount=amount, open=left, number=sale.number)
    # Without anything allocated there is no such row: most payments are new, most sales unpaid.
    known = payment.allocated_minor and sale.paid_minor
    row = _pair(uow, payment.id, sale.id) if known else None
    if row is None:
        uow.session.add(
            PaymentAllocation(payment_id=payment.id, sale_id=sale.id, amount_minor=minor)
        )
    else:
        row.amount_minor += minor
    payment.allocated_minor += minor
    sale.paid_minor += minor
    plans.follow_paid(uow, sale)
    uow.session.flush()


def require_good(uow: UnitOfWork, payment: Payment) -> None:
    """Refuse (`credit_expired`) a credit whose last day is over."""
    if payment.expires_on is not None and payment.expires_on < uow.clock.today():
        raise Refusal("credit_expired", field="payment", date=payment.expires_on)


def require_same_account(payment: Payment, sale: Sale) -> None:
    """Refuse a sale that a payment cannot settle at all, however little.

    As `sale_cancelled`, `other_client` or `other_currency`.
    """
    if sale.status == SaleStatus.CANCELLED:
        raise Refusal("sale_cancelled", field="sale", number=sale.number)
    if sale.client_id != payment.client_id:
        raise Refusal("other_client", field="sale", number=sale.number)
    if sale.currency != payment.currency:
        raise Refusal(
            "other_currency",
            field="sale",
            number=sale.number,
            currency=payment.currency,
            sale_currency=sale.currency,
        )


def release(uow: UnitOfWork, payment: Payment, sale: Sale, minor: int) -> None:
    """Take back `minor` (> 0) of what a payment settled of a sale (`over_allocation` if less)."""
    row = _pair(uow, payment.id, sale.id)
    if row is None or row.amount_minor < minor:
        there = Money(0 if row is None else row.amount_minor, sale.currency)
        raise Refusal(
            "over_allocation",
            field="amount",
            amount=Money(minor, sale.currency),
            allocated=there,
            number=sale.number,
        )
    sale.paid_minor -= minor
    payment.allocated_minor -= minor
    if row.amount_minor == minor:
        uow.session.delete(row)
    else:
        row.amount_minor -= minor
    plans.follow_paid(uow, sale)
    uow.session.flush()


def of_payment(uow: UnitOfWork, payment_id: int) -> list[tuple[PaymentAllocation, Sale]]:
    """Return what a payment settled, latest due first, sales without a due date before all."""
    rows = uow.session.execute(
        select(PaymentAllocation, Sale)
        .join(Sale, Sale.id == PaymentAllocation.sale_id)
        .where(PaymentAllocation.payment_id == payment_id)
        .order_by(Sale.due_on.desc().nulls_first(), Sale.sold_on.desc(), Sale.id.desc())
    )
    return [(allocation, sale) for allocation, sale in rows]


def of_sale(uow: UnitOfWork, sale_id: int) -> list[tuple[PaymentAllocation, Payment]]:
    """Return what settled a sale."""
    rows = uow.session.execute(
        select(PaymentAllocation, Payment)
        .join(Payment, Payment.id == PaymentAllocation.payment_id)
        .where(PaymentAllocation.sale_id == sale_id)
        .order_by(PaymentAllocation.id)
    )
    return [(allocation, payment) for allocation, payment in rows]


def open_sales(uow: UnitOfWork, client_id: int, currency: str) -> list[Sale]:
    """Return a client's open sales, oldest due first, those without a due date last (rule 5)."""
    # The literals let the planner use ix_sale_open.
    is_open = text("paid_minor < total_minor AND status <> 'cancelled'")
    return list(
        uow.session.scalars(
            select(Sale)
            .where(Sale.client_id == client_id, Sale.currency == currency, is_open)
            .order_by(Sale.due_on.is_(None), Sale.due_on, Sale.sold_on, Sale.id)
        )
    )


def open_currencies(uow: UnitOfWork, client_id: int) -> list[str]:
    """Return the currencies in which a client owes."""
    rows = uow.connection.exec_driver_sql(
        "SELECT DISTINCT currency FROM sale WHERE client_id = ?"
        " AND paid_minor < total_minor AND status <> 'cancelled' ORDER BY currency",
        (client_id,),
    )
    return [row[0] for row in rows]


def _pair(uow: UnitOfWork, payment_id: int, sale_id: int) -> PaymentAllocation | None:
    return uow.session.scalars(
        select(PaymentAllocation).where(
            PaymentAllocation.payment_id == payment_id, PaymentAllocation.sale_id == sale_id
        )
    ).first()


def positive(value: Decimal, currency: str) -> Money:
    """Read an amount that must be above nothing (`not_positive`)."""
    amount = Money.of(value, currency)
    if amount.minor <= 0:
        raise Refusal("not_positive", field="amount", text=str(value))
    return amount
