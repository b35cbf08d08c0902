"""Rows that many services are asked about, by id, or refused by name."""

from __future__ import annotations

from sqlalchemy import select

from smallcrm.db.models import BankLine, Payment, Sale
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain.enums import BankLineStatus
from smallcrm.domain.errors import Refusal


def get_sale(uow: UnitOfWork, sale_id: int) -> Sale:
    """Return a sale, or refuse (`no_such_sale`)."""
    sale = uow.session.get(Sale, sale_id)
    if sale is None:
        raise Refusal("no_such_sale", field="sale", id=sale_id)
    return sale


def get_payment(uow: UnitOfWork, payment_id: int) -> Payment:
    """Return a payment, or refuse (`no_such_payment`)."""
    payment = uow.session.get(Payment, payment_id)
    if payment is None:
        raise Refusal("no_such_payment", field="payment", id=payment_id)
    return payment


def reopen_bank_lines(uow: UnitOfWork, payment: Payment) -> None:
    """Open the bookings that a payment was made of: it was reversed, so they wait again."""
    for line in uow.session.scalars(select(BankLine).where(BankLine.payment_id == payment.id)):
        line.status = BankLineStatus.OPEN.value
        line.payment_id = None
