"""Payments: taken, allocated, given back, reversed; and amounts written off."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal

from smallcrm.db.models import Client, Payment, PaymentAllocation, Sale
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import instalments as plan
from smallcrm.domain.enums import GIVEN_BACK, PaymentKind, WriteOffReason
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money, exponent, known_currency
from smallcrm.domain.text import optional_line
from smallcrm.services import allocation, clients, credit, plans
from smallcrm.services.commands import (
    Allocate,
    Refund,
    ReversePayment,
    SetAllocations,
    Settle,
    TakePayment,
    WriteOff,
)
from smallcrm.services.lookups import get_payment, get_sale, reopen_bank_lines
from smallcrm.services.result import Made


def currency_for(uow: UnitOfWork, client: Client) -> str:
    """Choose a payment's currency: the only one owed in, else the client's, else the file's."""
    owed = allocation.open_currencies(uow, client.id)
    return owed[0] if len(owed) == 1 else client.currency or uow.settings.currency


def take(uow: UnitOfWork, command: TakePayment) -> Made:
    """Take money and allocate it: oldest due first, or as the owner says."""
    client = clients.get(uow.session, command.client)
    currency = known_currency(command.currency) if command.currency else currency_for(uow, client)
    amount = allocation.positive(command.amount, currency)
    for sale_id, part in command.credit.items():
        sale = get_sale(uow, sale_id)
        if sale.client_id != client.id:
            raise Refusal("other_client", field="sale", number=sale.number)
        credit.use(uow, sale, part)
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
        _allocate_as_said(uow, payment, command.allocations)
    _settle(uow, payment, command.settle)
    uow.describe("take_payment", client=client.name, amount=amount)
    return Made(payment.id)


def _allocate_as_said(
    uow: UnitOfWork, payment: Payment, allocations: Mapping[int, Decimal | None]
) -> None:
    for sale_id, wanted in allocations.items():
        sale = get_sale(uow, sale_id)
        if wanted is None:
            minor = min(allocation.free_minor(payment), allocation.open_minor(sale))
            if minor == 0 and allocation.free_minor(payment) > 0:
                raise Refusal("nothing_open", field="sale", number=sale.number)
        else:
            minor = _not_negative(wanted, payment.currency).minor
        if minor:
            allocation.allocate(uow, payment, sale, minor)


def _settle(uow: UnitOfWork, payment: Payment, differences: Collection[Settle]) -> None:
    """Give up the small differences that a payment leaves, each within the file's threshold."""
    if not differences:
        return
    given_up: dict[int, int] = {}
    limit = small_difference(uow, payment.currency)
    for settle in differences:
        sale = get_sale(uow, settle.sale)
        allocation.require_same_account(payment, sale)
        if settle.amount is None:
            minor = allocation.open_minor(sale)
            if minor == 0:
                raise Refusal("nothing_open", field="sale", number=sale.number)
        else:
            minor = allocation.positive(settle.amount, sale.currency).minor
        given_up[sale.id] = given_up.get(sale.id, 0) + minor
        if given_up[sale.id] > limit.minor:
            raise Refusal(
                "difference_too_large",
                field="settle",
                amount=Money(given_up[sale.id], sale.currency),
                limit=limit,
                number=sale.number,
            )
        give_up(uow, sale, minor, settle.reason, on=payment.received_on)


def small_difference(uow: UnitOfWork, currency: str) -> Money:
    """Return up to what a difference may be given up while money is taken."""
    threshold = uow.settings.decimal("money.small_difference") or Decimal(0)
    return Money(int(threshold.scaleb(exponent(currency))), currency)


def allocate_oldest_first(uow: UnitOfWork, payment: Payment) -> None:
    """Settle what the client owes, oldest due first, until the payment is used up.

    Of a sale with a plan each instalment has its own place in that order.
    """
    dues: list[tuple[bool, date, date, int, int]] = []
    sales = allocation.open_sales(uow, payment.client_id, payment.currency)
    for sale in sales:
        for due_on, minor in _open_parts(uow, sale):
            dues.append((due_on is None, due_on or date.max, sale.sold_on, sale.id, minor))
    for *_, sale_id, minor in sorted(dues, key=lambda due: due[:4]):
        left = allocation.free_minor(payment)
        if left == 0:
            return
        allocation.allocate(uow, payment, get_sale(uow, sale_id), min(left, minor))


def _open_parts(uow: UnitOfWork, sale: Sale) -> list[tuple[date | None, int]]:
    if not sale.has_plan:
        return [(sale.due_on, allocation.open_minor(sale))]
    instalments = plans.of_sale(uow, sale.id)
    left = plan.open_instalments(instalments, sale.paid_minor)
    return [(one.due_on, minor) for one, minor in zip(instalments, left, strict=True) if minor]


def allocate_by_hand(uow: UnitOfWork, command: Allocate) -> Made:
    """Settle a part of a sale with a payment, or take such a part back (a negative amount)."""
    payment = get_payment(uow, command.payment)
    sale = get_sale(uow, command.sale)
    amount = Money.of(command.amount, payment.currency)
    _require_movable(payment)
    if not amount:
        raise Refusal("not_positive", field="amount", text=str(command.amount))
    if amount.minor > 0:
        allocation.allocate(uow, payment, sale, amount.minor)
    else:
        allocation.release(uow, payment, sale, -amount.minor)
    client = clients.get(uow.session, payment.client_id)
    uow.describe("allocate", client=client.name, amount=amount, number=sale.number)
    return Made(payment.id)


def set_allocations(uow: UnitOfWork, command: SetAllocations) -> Made:
    """Say anew what a payment settles; what is not named becomes free."""
    payment = get_payment(uow, command.payment)
    _require_movable(payment)
    if payment.voided_at is not None or payment.kind in GIVEN_BACK:
        raise Refusal("payment_void", field="payment")
    now = {row.sale_id: row.amount_minor for row, _ in allocation.of_payment(uow, payment.id)}
    wanted: dict[int, int] = {}
    for sale_id, amount in command.allocations.items():
        sale = get_sale(uow, sale_id)
        minor = _not_negative(amount, payment.currency).minor
        if minor:
            allocation.require_same_account(payment, sale)
            left = allocation.open_minor(sale) + now.get(sale_id, 0)
            if minor > left:
                raise Refusal(
                    "over_sale",
                    field="amount",
                    amount=Money(minor, sale.currency),
                    open=Money(left, sale.currency),
                    number=sale.number,
                )
            wanted[sale_id] = minor
    most = payment.amount_minor - payment.refunded_minor
    if sum(wanted.values()) > most:
        raise Refusal(
            "over_payment",
            field="amount",
            amount=Money(sum(wanted.values()), payment.currency),
            free=Money(most, payment.currency),
        )
    for sale_id, minor in now.items():
        if minor > wanted.get(sale_id, 0):
            allocation.release(uow, payment, get_sale(uow, sale_id), minor - wanted.get(sale_id, 0))
    for sale_id, minor in wanted.items():
        if minor > now.get(sale_id, 0):
            allocation.allocate(uow, payment, get_sale(uow, sale_id), minor - now.get(sale_id, 0))
    client = clients.get(uow.session, payment.client_id)
    uow.describe(
        "set_allocations",
        client=client.name,
        amount=Money(payment.amount_minor, payment.currency),
    )
    return Made(payment.id)


def refund(uow: UnitOfWork, command: Refund) -> Made:
    """Give money back: the free remainder first, then allocations, latest due first (rule 7).

    A credit past its last day (`credit_expired`) is none to be paid out.
    """
    payment = get_payment(uow, command.payment)
    amount = allocation.positive(command.amount, payment.currency)
    if payment.kind not in credit.CREDITS:
        raise Refusal("no_money_to_refund", field="payment")
    if payment.voided_at is not None:
        raise Refusal("payment_void", field="payment")
    allocation.require_good(uow, payment)
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
    given_back = credit.give_back(uow, payment, amount.minor, command)
    client = clients.get(uow.session, payment.client_id)
    uow.describe("refund", client=client.name, amount=amount)
    return Made(given_back.id)


def reverse(uow: UnitOfWork, command: ReversePayment) -> Made:
    """Make a payment void (bounced, mistyped): it stands with its reason, and settles nothing.

    A credit that a referral earned follows from its rule (`reward_follows`): the owner says what
    the referral is to earn instead.
    """
    payment = get_payment(uow, command.payment)
    if payment.kind == PaymentKind.CREDIT_NOTE:
        raise Refusal("credit_note_stands", field="payment")
    taken_back = payment.kind == PaymentKind.CREDIT_TAKEN_BACK  # of a referral that is gone, too
    if taken_back or payment.referral_id is not None:
        raise Refusal("reward_follows", field="payment")
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
    reopen_bank_lines(uow, payment)
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
    sale = get_sale(uow, command.sale)
    client = clients.get(uow.session, sale.client_id)
    left = Money(allocation.open_minor(sale), sale.currency)
    amount = left if command.amount is None else Money.of(command.amount, sale.currency)
    if amount.minor <= 0:
        code = "nothing_open" if command.amount is None else "not_positive"
        raise Refusal(code, field="amount", number=sale.number, text=str(command.amount))
    note = optional_line(command.text, field="reason")
    given_up = give_up(
        uow, sale, amount.minor, command.reason, on=command.on or uow.clock.today(), note=note
    )
    uow.describe("write_off", client=client.name, amount=amount, number=sale.number)
    return Made(given_up.id)


def give_up(
    uow: UnitOfWork,
    sale: Sale,
    minor: int,
    reason: WriteOffReason,
    *,
    on: date,
    note: str | None = None,
) -> Payment:
    """Write off `minor` (> 0) of a sale, within whatever action is in progress."""
    given_up = Payment(
        client_id=sale.client_id,
        kind=PaymentKind.WRITE_OFF.value,
        currency=sale.currency,
        amount_minor=minor,
        allocated_minor=0,
        refunded_minor=0,
        received_on=on,
        reason_code=reason.value,
        reason=note,
    )
    uow.session.add(given_up)
    uow.session.flush()
    allocation.allocate(uow, given_up, sale, minor)
    return given_up


def make_room(uow: UnitOfWork, sale: Sale, minor: int) -> None:
    """Release what settles a sale until `minor` is open: money, the latest first; then write-offs.

    What is released of money becomes credit; a write-off is void then, and made anew with what of
    it still stands. Credit notes stay.
    """
    settled = [
        (row, payment)
        for row, payment in allocation.of_sale(uow, sale.id)
        if payment.kind != PaymentKind.CREDIT_NOTE
    ]
    for row, payment in sorted(settled, key=_latest_money_first):
        missing = minor - allocation.open_minor(sale)
        if missing <= 0:
            return
        _release(uow, row, payment, sale, min(missing, row.amount_minor))


def _latest_money_first(settled: tuple[PaymentAllocation, Payment]) -> tuple[bool, int, int]:
    payment = settled[1]
    written_off = payment.kind == PaymentKind.WRITE_OFF
    return written_off, -payment.received_on.toordinal(), -payment.id


def _release(
    uow: UnitOfWork, row: PaymentAllocation, payment: Payment, sale: Sale, minor: int
) -> None:
    if payment.kind != PaymentKind.WRITE_OFF:
        allocation.release(uow, payment, sale, minor)
        return
    left = row.amount_minor - minor
    allocation.release(uow, payment, sale, row.amount_minor)
    payment.voided_at = uow.clock.now()
    uow.session.flush()
    if left:
        reason = WriteOffReason(payment.reason_code or WriteOffReason.OTHER.value)
        give_up(uow, sale, left, reason, on=payment.received_on, note=payment.reason)


def _require_movable(payment: Payment) -> None:
    if payment.kind == PaymentKind.WRITE_OFF:
        raise Refusal("write_off_stands", field="payment")
    if payment.kind == PaymentKind.CREDIT_NOTE:
        raise Refusal("credit_note_stands", field="payment")


def _not_negative(value: Decimal, currency: str) -> Money:
    amount = Money.of(value, currency)
    if amount.minor < 0:
        raise Refusal("not_positive", field="amount", text=str(value))
    return amount
