"""From rows of textual SQL to shapes; and lists of ids as one parameter."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from smallcrm.domain import clock
from smallcrm.domain.enums import (
    Level,
    PaymentKind,
    PaymentStatus,
    ReferralDirection,
    ReferralOutcome,
    SaleStatus,
)
from smallcrm.domain.instalments import Instalment, overdue_minor
from smallcrm.domain.money import Money
from smallcrm.queries.shapes import (
    ClientRef,
    PaymentShape,
    ReferralShape,
    SaleShape,
    SettledPart,
)

REF = "client.id AS client_id, client.name AS client_name, client.organisation, client.level"
SALE = (
    "sale.id, sale.number, sale.external_number, sale.title, sale.currency, sale.sold_on,"
    " sale.due_on, sale.status, sale.net_minor, sale.tax_minor, sale.total_minor, sale.paid_minor,"
    " sale.billed_minor, sale.has_plan, sale.service_until_on, sale.quote_id, sale.contract_id,"
    " CASE WHEN sale.has_plan = 1 THEN (SELECT json_group_array(json_array(due_on, amount_minor))"
    " FROM instalment WHERE instalment.sale_id = sale.id) END AS plan"
)
PAYMENT = (
    "payment.id, payment.kind, payment.currency, payment.amount_minor, payment.allocated_minor,"
    " payment.refunded_minor, payment.received_on, payment.method, payment.reference,"
    " payment.voided_at, payment.reason, payment.reason_code, payment.refund_of_id"
)


def ids(values: Iterable[int]) -> str:
    """Write ids as the JSON array that `IN (SELECT value FROM json_each(:ids))` reads."""
    return json.dumps(list(values))


def day(text: str | None) -> date | None:
    """Read a date that may be missing."""
    return None if text is None else date.fromisoformat(text)


def instant(text: str | None) -> datetime | None:
    """Read an instant that may be missing."""
    return None if text is None else clock.from_text(text)


def reference(row: Any) -> ClientRef:
    """Make the client of a row that selected `REF`."""
    return ClientRef(row.client_id, row.client_name, row.organisation, Level(row.level))


def sale(row: Any, client: ClientRef, today: date) -> SaleShape:
    """Make a sale of a row that selected `SALE`: open amount and payment status are derived."""
    cancelled = row.status == SaleStatus.CANCELLED
    left = 0 if cancelled else row.total_minor - row.paid_minor
    due = day(row.due_on)
    late = (today - due).days if left and due is not None and due < today else 0
    overdue = left if late else 0
    if late and row.plan is not None:
        overdue = overdue_minor(instalments(row.plan), row.paid_minor, today)
    if late:
        status = PaymentStatus.OVERDUE
    elif left == 0 and not cancelled:
        status = PaymentStatus.PAID
    else:
        status = PaymentStatus.PARTLY_PAID if row.paid_minor else PaymentStatus.UNPAID
    return SaleShape(
        id=row.id,
        client=client,
        number=row.number,
        external_number=row.external_number,
        title=row.title,
        on=date.fromisoformat(row.sold_on),
        due=due,
        status=SaleStatus(row.status),
        total=Money(row.total_minor, row.currency),
        open=Money(left, row.currency),
        payment_status=status,
        days=late,
        net=Money(row.net_minor, row.currency),
        tax=Money(row.tax_minor, row.currency),
        billed=Money(row.billed_minor, row.currency),
        has_plan=bool(row.has_plan),
        service_until=day(row.service_until_on),
        quote_id=row.quote_id,
        contract_id=row.contract_id,
        overdue=Money(overdue, row.currency),
    )


def instalments(plan: str) -> list[Instalment]:
    """Read a sale's plan as `SALE` selects it."""
    return [Instalment(day(due), minor) for due, minor in json.loads(plan)]


def payment(row: Any, client: ClientRef, settled: tuple[SettledPart, ...] = ()) -> PaymentShape:
    """Make a payment of a row that selected `PAYMENT`."""
    usable = row.voided_at is None and row.kind != PaymentKind.REFUND
    free = row.amount_minor - row.allocated_minor - row.refunded_minor if usable else 0
    return PaymentShape(
        id=row.id,
        client=client,
        kind=PaymentKind(row.kind),
        amount=Money(row.amount_minor, row.currency),
        free=Money(free, row.currency),
        on=date.fromisoformat(row.received_on),
        method=row.method,
        reference=row.reference,
        void=row.voided_at is not None,
        reason=row.reason or row.reason_code,
        settled=settled,
        refund_of=row.refund_of_id,
    )


def referral(
    row: Any, client: ClientRef, counterpart: ClientRef, paid: tuple[Money, ...]
) -> ReferralShape:
    """Make a referral of a row of that table."""
    return ReferralShape(
        id=row.id,
        direction=ReferralDirection(row.direction),
        client=client,
        counterpart=counterpart,
        on=date.fromisoformat(row.referred_on),
        outcome=ReferralOutcome(row.outcome),
        paid_value=paid,
        what_for=row.what_for,
    )
