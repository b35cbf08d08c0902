"""What the owner says that referrals earn: the rules, one referral's reward, a credit's last day.

What follows of it is posted by `consequences.settle` at the end of the same action.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, bindparam, select

from smallcrm.db.models import Client, Payment, Referral, RewardOverride, RewardRule
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain.enums import PaymentKind, ReferralDirection
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money, known_currency
from smallcrm.domain.settings import FileSettings
from smallcrm.domain.text import clean_text, optional_line, required_line
from smallcrm.services import clients
from smallcrm.services.commands import (
    UNSET,
    AddRewardRule,
    EditRewardRule,
    RemoveRewardRule,
    SetCreditExpiry,
    SetReward,
)
from smallcrm.services.lookups import get_payment
from smallcrm.services.result import Made

_MOST_SALES = 100_000
_MOST_MONTHS = 1_200
_MOST_DAYS = 36_500
_MOST_DECIMALS = 4
_AMOUNTS = ("amount", "minimum", "cap", "year_cap")
# Fields of a rule that its command names otherwise, or that hold an amount in minor units.
_COLUMNS = {
    "amount": "amount_minor",
    "minimum": "minimum_minor",
    "cap": "cap_minor",
    "year_cap": "year_cap_minor",
    "valid_from": "valid_from_on",
    "valid_until": "valid_until_on",
}


# A rule's row as it is read without a session.
SELECT_RULE = select(RewardRule.__table__).where(RewardRule.id == bindparam("id"))


def add(uow: UnitOfWork, command: AddRewardRule) -> Made:
    """Make a rule; what it earns on the sales that are there is posted at once."""
    row = RewardRule(**checked(uow.settings, command), is_sample=False)
    uow.session.add(row)
    uow.session.flush()
    uow.describe("add_reward_rule", name=row.name)
    return Made(row.id)


def edit(uow: UnitOfWork, command: EditRewardRule) -> Made:
    """Change the given fields of a rule; a figure stays when only its currency changes."""
    row = get(uow, command.rule)
    for column, value in checked(uow.settings, edited(row, command)).items():
        if getattr(row, column) != value:
            setattr(row, column, value)
    uow.session.flush()
    uow.describe("edit_reward_rule", name=row.name)
    return Made(row.id)


def remove(uow: UnitOfWork, command: RemoveRewardRule) -> Made:
    """Remove a rule that never earned anything; refuses `rule_earned`."""
    row = get(uow, command.rule)
    earned = select(Payment.id).where(Payment.reward_rule_id == row.id).limit(1)
    if uow.session.scalars(earned).first() is not None:
        raise Refusal("rule_earned", field="rule", name=row.name)
    uow.session.delete(row)
    uow.session.flush()
    uow.describe("remove_reward_rule", name=row.name)
    return Made(row.id)


def get(uow: UnitOfWork, rule_id: int) -> RewardRule:
    """Return a rule, or refuse (`no_such_reward_rule`)."""
    row = uow.session.get(RewardRule, rule_id)
    if row is None:
        raise Refusal("no_such_reward_rule", field="rule", id=rule_id)
    return row


def edited(row: RewardRule | Row[Any], command: EditRewardRule) -> AddRewardRule:
    """Return a rule as it is to be, in the words of the command that would make it."""
    found = AddRewardRule(name=row.name)
    values: dict[str, Any] = {}
    for name in AddRewardRule.__dataclass_fields__:
        if name == "request_id":
            continue
        given = getattr(command, name)
        if given is not UNSET:
            values[name] = given
            continue
        values[name] = getattr(row, _COLUMNS.get(name, name))
        if name in _AMOUNTS and isinstance(values[name], int):
            assert row.currency is not None, "a rule with amounts has a currency"
            values[name] = Money(values[name], row.currency).major
    return replace(found, **values)


def checked(settings: FileSettings, command: AddRewardRule) -> dict[str, object]:
    """Check all that a rule says, and return its columns.

    Refuses `no_name`, `rule_percent_or_amount`, `bad_percent`, `not_positive`, `not_in_range`,
    `valid_ends_first`, and what a currency or an amount may be refused for.
    """
    if (command.percent is None) == (command.amount is None):
        raise Refusal("rule_percent_or_amount", field="percent")
    has_amounts = any(getattr(command, name) is not None for name in _AMOUNTS)
    currency = None
    if has_amounts:
        currency = known_currency(command.currency or settings.currency)
    first, last = command.valid_from, command.valid_until
    if first is not None and last is not None and last < first:
        raise Refusal("valid_ends_first", field="valid_until", until=last, start=first)
    note = clean_text(command.note, field="note") if command.note else ""
    return {
        "name": required_line(command.name, field="name", code="no_name", longest=200),
        "recipients": str(command.recipients),
        "earned_when": str(command.earned_when),
        "percent": _percent(command.percent),
        "currency": currency,
        **{_COLUMNS[name]: _amount(getattr(command, name), currency, name) for name in _AMOUNTS},
        "first_sales": _whole(command.first_sales, "first_sales", 1, _MOST_SALES),
        "within_months": _whole(command.within_months, "within_months", 1, _MOST_MONTHS),
        "without_tax": command.without_tax,
        "valid_from_on": first,
        "valid_until_on": last,
        "expires_after_days": _whole(
            command.expires_after_days, "expires_after_days", 1, _MOST_DAYS
        ),
        "note": note or None,
    }


def _percent(percent: Decimal | None) -> Decimal | None:
    if percent is None:
        return None
    power = percent.as_tuple().exponent
    known = isinstance(power, int) and -power <= _MOST_DECIMALS and 0 < percent <= 100  # noqa: PLR2004  (of a hundred)
    if not known:
        raise Refusal("bad_percent", field="percent", text=str(percent)[:80])
    return percent


def _amount(value: Decimal | None, currency: str | None, field: str) -> int | None:
    if value is None:
        return None
    assert currency is not None, "there is an amount, so there is a currency"
    amount = Money.of(value, currency, field=field)
    if amount.minor <= 0:
        raise Refusal("not_positive", field=field, text=str(value))
    return amount.minor


def _whole(value: int | None, field: str, low: int, high: int) -> int | None:
    if value is not None and not low <= value <= high:
        raise Refusal("not_in_range", field=field, text=str(value)[:40], low=low, high=high)
    return value


def set_reward(uow: UnitOfWork, command: SetReward) -> Made:
    """Say what a referral earns the referrer or the referred client, with a reason.

    Refuses `no_such_referral`, `referral_out_earns_nothing`, `not_referral_of`, `no_reason` and
    `negative_amount`.
    """
    referral = uow.session.get(Referral, command.referral)
    if referral is None:
        raise Refusal("no_such_referral", field="referral", id=command.referral)
    if referral.direction != ReferralDirection.IN:
        raise Refusal("referral_out_earns_nothing", field="referral")
    wanted = referral.counterpart_id if command.client is None else command.client
    client = clients.get(uow.session, wanted)
    if client.id not in {referral.client_id, referral.counterpart_id}:
        raise Refusal("not_referral_of", field="client", client=client.name)
    row = uow.session.scalars(
        select(RewardOverride).where(
            RewardOverride.referral_id == referral.id, RewardOverride.client_id == client.id
        )
    ).first()
    if command.amount is None:
        if row is not None:
            uow.session.delete(row)
        uow.describe("unset_reward", client=client.name)
    else:
        amount = _said(uow, command, client, command.amount)
        reason = required_line(command.reason or "", field="reason", code="no_reason")
        if row is None:
            row = RewardOverride(referral_id=referral.id, client_id=client.id)
            uow.session.add(row)
        row.currency, row.amount_minor, row.reason = amount.currency, amount.minor, reason
        label = "set_reward" if amount else "withhold_reward"
        uow.describe(label, client=client.name, amount=amount)
    uow.session.flush()
    return Made(referral.id)


def _said(uow: UnitOfWork, command: SetReward, client: Client, value: Decimal) -> Money:
    currency = known_currency(command.currency or client.currency or uow.settings.currency)
    amount = Money.of(value, currency)
    if amount.minor < 0:
        raise Refusal("negative_amount", field="amount", text=str(value))
    return amount


def set_expiry(uow: UnitOfWork, command: SetCreditExpiry) -> Made:
    """Let a referral credit be good until another day, or without end.

    Refuses `not_a_referral_credit`, `payment_void`, and `expires_before_given` for a day before
    the credit's own.
    """
    payment = get_payment(uow, command.payment)
    if payment.kind != PaymentKind.REFERRAL_CREDIT:
        raise Refusal("not_a_referral_credit", field="payment")
    if payment.voided_at is not None:
        raise Refusal("payment_void", field="payment")
    until = command.expires_on
    if until is not None and until < payment.received_on:
        raise Refusal("expires_before_given", field="expires_on", date=payment.received_on)
    payment.expires_on = until
    payment.reason = optional_line(command.reason, field="reason") or payment.reason
    uow.session.flush()
    client = clients.get(uow.session, payment.client_id)
    amount = Money(payment.amount_minor, payment.currency)
    uow.describe("set_credit_expiry", client=client.name, amount=amount)
    return Made(payment.id)
