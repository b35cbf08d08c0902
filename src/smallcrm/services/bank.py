"""From a booking of the bank to the payment that it is, and back by undo."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from smallcrm.db.models import BankLine
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain.enums import BankLineStatus, PaymentKind
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.domain.text import clean_text
from smallcrm.services import clients, payments
from smallcrm.services.commands import (
    BankMatch,
    ConfirmBankLines,
    IgnoreBankLines,
    TakePayment,
)
from smallcrm.services.lookups import get_payment
from smallcrm.services.result import Made

_METHOD: Final = "transfer"
_LONGEST: Final = 140  # as much as a transfer's own text holds


def confirm(uow: UnitOfWork, command: ConfirmBankLines) -> Made:
    """Make payments of bookings, all of them or none.

    Beside what `payments.take` refuses: `no_such_bank_line`, `bank_line_settled`,
    `bank_line_out` (money that went out), `bank_payment_taken`, `bank_payment_differs` and
    `nothing_chosen`. Every refusal names its booking: `line` is its id, `booked` its day, `came`
    its amount and `payer` the name with it.
    """
    if not command.matches:
        raise Refusal("nothing_chosen", field="line")
    made = 0
    for match in command.matches:
        line = _get(uow, match.line)
        try:
            payment = _confirm(uow, line, match)
        except Refusal as refusal:
            raise Refusal(
                refusal.code, field=refusal.field, **{**_about(line), **refusal.parameters}
            ) from refusal
        line.status = BankLineStatus.SETTLED.value
        line.payment_id = payment
        uow.session.flush()
        made = made or payment
    if len(command.matches) == 1:
        client = clients.get(uow.session, command.matches[0].client)
        uow.describe("confirm_bank_line", client=client.name, amount=_amount(line))
    else:
        uow.describe("confirm_bank_lines", count=len(command.matches))
    return Made(made)


def ignore(uow: UnitOfWork, command: IgnoreBankLines) -> Made:
    """Set bookings aside as no client's money, or look at them again."""
    if not command.lines:
        raise Refusal("nothing_chosen", field="line")
    status = BankLineStatus.IGNORED if command.ignored else BankLineStatus.OPEN
    for line_id in command.lines:
        line = _get(uow, line_id)
        if line.status == BankLineStatus.SETTLED:
            raise Refusal("bank_line_settled", field="line", **_about(line))
        line.status = status.value
    label = "ignore_bank_lines" if command.ignored else "reopen_bank_lines"
    uow.describe(label, count=len(command.lines))
    return Made(command.lines[0])


def _confirm(uow: UnitOfWork, line: BankLine, match: BankMatch) -> int:
    """Return the payment that a booking is: the one that was entered before, or a new one."""
    if line.status == BankLineStatus.SETTLED:
        raise Refusal("bank_line_settled", field="line")
    if line.amount_minor <= 0:
        raise Refusal("bank_line_out", field="line")
    if match.payment is not None:
        return _entered(uow, line, match.payment, match.client)
    taken = payments.take(
        uow,
        TakePayment(
            client=match.client,
            amount=_amount(line).major,
            currency=line.currency,
            on=line.booked_on,
            method=_METHOD,
            reference=_shortened(line.reference),
            allocations=match.allocations,
            settle=match.settle,
        ),
    )
    return taken.id


def _entered(uow: UnitOfWork, line: BankLine, payment_id: int, client_id: int) -> int:
    payment = get_payment(uow, payment_id)
    client = clients.get(uow.session, client_id)
    if payment.client_id != client.id:
        raise Refusal("other_client_payment", field="payment", client=client.name)
    if payment.voided_at is not None or payment.kind != PaymentKind.PAYMENT:
        raise Refusal("payment_void", field="payment")
    if _amount(line) != Money(payment.amount_minor, payment.currency):
        raise Refusal(
            "bank_payment_differs",
            field="payment",
            amount=Money(payment.amount_minor, payment.currency),
        )
    other = uow.session.scalars(select(BankLine).where(BankLine.payment_id == payment.id)).first()
    if other is not None:
        raise Refusal("bank_payment_taken", field="payment", date=other.booked_on)
    return payment.id


def _get(uow: UnitOfWork, line_id: int) -> BankLine:
    line = uow.session.get(BankLine, line_id)
    if line is None:
        raise Refusal("no_such_bank_line", field="line", id=line_id)
    return line


def _about(line: BankLine) -> dict[str, object]:
    payer = line.name or _shortened(line.reference) or line.account
    return {"line": line.id, "booked": line.booked_on, "came": _amount(line), "payer": payer}


def _amount(line: BankLine) -> Money:
    return Money(line.amount_minor, line.currency)


def _shortened(reference: str) -> str | None:
    """Take a booking's text as the reference of its payment, cut where it is too long."""
    text = " ".join(clean_text(reference, field="reference").split())
    return f"{text[: _LONGEST - 1].rstrip()}…" if len(text) > _LONGEST else text or None
