"""From rows of textual SQL to shapes; and lists of ids as one parameter."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from smallcrm.domain import clock
from smallcrm.domain.enums import (
    GIVEN_BACK,
    FollowUpCode,
    Level,
    PaymentKind,
    PaymentStatus,
    ReferralDirection,
    ReferralOutcome,
    SaleStatus,
)
from smallcrm.domain.instalments import Instalment, overdue_minor
from smallcrm.domain.money import Money
from smallcrm.queries.contact_shapes import FollowUpShape
from smallcrm.queries.referral_shapes import ReferralShape
from smallcrm.queries.shapes import ClientRef, PaymentShape, SaleShape, SettledPart

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
    " payment.voided_at, payment.reason, payment.reason_code, payment.refund_of_id,"
    " payment.referral_id, payment.expires_on"
)
FOLLOW_UP = (
    "follow_up.id, follow_up.text, follow_up.due_on, follow_up.due_time, follow_up.done_at,"
    " follow_up.code, follow_up.referral_id, follow_up.currency, follow_up.amount_minor,"
    " follow_up.repeat_rule, follow_up.repeat_from_on, follow_up.snoozed_until,"
    " follow_up.interaction_id,"
    " sent.id AS sent_id, sent.name AS sent_name, sent.organisation AS sent_organisation,"
    " sent.level AS sent_level"
)
# Whom a follow-up that the program made is about: the client who was sent.
FOLLOW_UP_JOIN = (
    "LEFT JOIN referral AS about ON about.id = follow_up.referral_id"
    " LEFT JOIN client AS sent ON sent.id = about.client_id"
)
_SALE_COLUMNS, _PAYMENT_COLUMNS = 18, 15


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
    """Make a sale of a row that selected `SALE` first: open amount and payment status are derived.

    The row is taken apart at once: by name each column costs as much as all of them so.
    """
    (
        sale_id, number, external_number, title, currency, sold_on, due_on, stored, net_minor,
        tax_minor, total_minor, paid_minor, billed_minor, has_plan, service_until_on, quote_id,
        contract_id, plan,
    ) = row[:_SALE_COLUMNS]  # fmt: skip
    cancelled = stored == SaleStatus.CANCELLED
    left = 0 if cancelled else total_minor - paid_minor
    due = day(due_on)
    late = (today - due).days if left and due is not None and due < today else 0
    overdue = left if late else 0
    if late and plan is not None:
        overdue = overdue_minor(instalments(plan), paid_minor, today)
    if late:
        status = PaymentStatus.OVERDUE
    elif left == 0 and not cancelled:
        status = PaymentStatus.PAID
    else:
        status = PaymentStatus.PARTLY_PAID if paid_minor else PaymentStatus.UNPAID
    return SaleShape(
        id=sale_id,
        client=client,
        number=number,
        external_number=external_number,
        title=title,
        on=date.fromisoformat(sold_on),
        due=due,
        status=SaleStatus(stored),
        total=Money(total_minor, currency),
        open=Money(left, currency),
        payment_status=status,
        days=late,
        net=Money(net_minor, currency),
        tax=Money(tax_minor, currency),
        billed=Money(billed_minor, currency),
        has_plan=bool(has_plan),
        service_until=day(service_until_on),
        quote_id=quote_id,
        contract_id=contract_id,
        overdue=Money(overdue, currency),
    )


def instalments(plan: str) -> list[Instalment]:
    """Read a sale's plan as `SALE` selects it."""
    return [Instalment(day(due), minor) for due, minor in json.loads(plan)]


def payment(row: Any, client: ClientRef, settled: tuple[SettledPart, ...] = ()) -> PaymentShape:
    """Make a payment of a row that selected `PAYMENT` first."""
    (
        payment_id, kind, currency, amount_minor, allocated_minor, refunded_minor, received_on,
        method, reference, voided_at, reason, reason_code, refund_of_id, referral_id, expires_on,
    ) = row[:_PAYMENT_COLUMNS]  # fmt: skip
    usable = voided_at is None and kind not in GIVEN_BACK
    free = amount_minor - allocated_minor - refunded_minor if usable else 0
    return PaymentShape(
        id=payment_id,
        client=client,
        kind=PaymentKind(kind),
        amount=Money(amount_minor, currency),
        free=Money(free, currency),
        on=date.fromisoformat(received_on),
        method=method,
        reference=reference,
        void=voided_at is not None,
        reason=reason or reason_code,
        settled=settled,
        refund_of=refund_of_id,
        referral_id=referral_id,
        expires_on=day(expires_on),
    )


def referral(
    row: Any,
    client: ClientRef,
    counterpart: ClientRef,
    paid: tuple[Money, ...],
    reward: tuple[Money, ...] = (),
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
        reward=reward,
        commission=_money(row.commission_minor, row.currency),
        reason=row.reason,
        outcome_by_hand=bool(row.outcome_by_hand),
    )


def follow_up(row: Any, client: ClientRef) -> FollowUpShape:
    """Make a follow-up of a row that selected `FOLLOW_UP`."""
    about = None
    if row.sent_id is not None:
        level = Level(row.sent_level)
        about = ClientRef(row.sent_id, row.sent_name, row.sent_organisation, level)
    return FollowUpShape(
        id=row.id,
        client=client,
        text=row.text,
        due=date.fromisoformat(row.due_on),
        due_time=_time(row.due_time),
        done_at=instant(row.done_at),
        code=None if row.code is None else FollowUpCode(row.code),
        referral_id=row.referral_id,
        referred=about,
        amount=_money(row.amount_minor, row.currency),
        repeat_rule=row.repeat_rule,
        repeat_from=day(row.repeat_from_on),
        snoozed_until=instant(row.snoozed_until),
        interaction_id=row.interaction_id,
    )


def _time(text: str | None) -> str | None:
    """Return a time of day as it is written here; what is none in an older file is left out."""
    found = clock.time_of_day(text)
    return None if found is None else f"{found:%H:%M}"


def _money(minor: int | None, currency: str | None) -> Money | None:
    return None if minor is None or currency is None else Money(minor, currency)
