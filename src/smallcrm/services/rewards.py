"""Credit for referrals: what is justified and not posted is posted, what is not is taken back."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, select

from smallcrm.db import reward_basis
from smallcrm.db.models import FollowUp, PaymentAllocation, RewardRule, Sale
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain.enums import FollowUpCode
from smallcrm.domain.rewards import Basis, Key, Rule
from smallcrm.services import allocation
from smallcrm.services.lookups import get_payment

# A referral, whose credit it is, and its currency: what a follow-up is about.
_About = tuple[int, int, str]
_TOLD = """
    SELECT DISTINCT referral_id FROM follow_up
    WHERE referral_id IS NOT NULL AND code = 'credit_paid_out'
      AND referral_id IN (SELECT value FROM json_each(?))
"""

_ADD = """
    INSERT INTO payment (client_id, kind, currency, amount_minor, allocated_minor, refunded_minor,
                         received_on, referral_id, reward_rule_id, reward_sale_id, expires_on)
    VALUES (?, 'referral_credit', ?, ?, 0, 0, ?, ?, ?, ?, ?)
"""
_CREDITS = """
    SELECT referral_id, client_id, reward_rule_id, reward_sale_id, currency, id, amount_minor,
           allocated_minor, refunded_minor
    FROM payment
    WHERE referral_id IS NOT NULL AND referral_id IN (SELECT value FROM json_each(?))
      AND kind = 'referral_credit' AND voided_at IS NULL AND amount_minor > refunded_minor
    ORDER BY id DESC
"""
_TAKE = "UPDATE payment SET refunded_minor = refunded_minor + ? WHERE id = ?"
_TAKEN = """
    INSERT INTO payment (client_id, kind, currency, amount_minor, allocated_minor, refunded_minor,
                         received_on, refund_of_id, referral_id, reward_rule_id, reward_sale_id)
    SELECT client_id, 'credit_taken_back', currency, ?, 0, 0, ?, id, referral_id, reward_rule_id,
           reward_sale_id
    FROM payment WHERE id = ?
"""


def settle(
    uow: UnitOfWork, referral_ids: Collection[int] | None, *, client_ids: Collection[int] = ()
) -> None:
    """Post or take back what the credit of these referrals (None: all) differs from the justified.

    `client_ids` had a part in a referral before: their cap of the year may have room again.
    """
    basis = reward_basis.load(uow.connection, referral_ids, client_ids=client_ids)
    asked = set(referral_ids or ()) | set(basis.referrals)
    posted = reward_basis.posted(uow.connection, None if referral_ids is None else asked)
    if basis.pairs is not None and referral_ids is not None:
        # Of other referrals only what those clients earned by them was asked about.
        own, pairs = set(referral_ids), basis.pairs
        posted = {
            key: minor
            for key, minor in posted.items()
            if key.referral_id in own or key[:2] in pairs
        }
    _post(uow, asked, differences(basis.justified(), posted))


def settle_sales(
    uow: UnitOfWork, referral_ids: Collection[int], rules: tuple[Rule, ...], sale_ids: set[int]
) -> None:
    """Do so where nothing but some sales can earn otherwise than before.

    So it is where no rule weighs sales against each other, and these sales have kept their places.
    """
    connection = uow.connection
    basis = reward_basis.load(connection, referral_ids, by_rules=rules, only_sales=sale_ids)
    posted = reward_basis.posted(connection, referral_ids, sale_ids=sale_ids)
    justified = {key: minor for key, minor in by_rules(basis).items() if key.sale_id in sale_ids}
    _post(uow, referral_ids, differences(justified, posted))


def settle_rules(uow: UnitOfWork, rules: tuple[Rule, ...]) -> None:
    """Post or take back what some rules, new or changed, earn otherwise than before."""
    basis = reward_basis.load(uow.connection, None, by_rules=rules)
    posted = reward_basis.posted(uow.connection, None, rule_ids=[rule.id for rule in rules])
    _post(uow, set(basis.referrals), differences(by_rules(basis), posted))


def by_rules(basis: Basis) -> dict[Key, int]:
    """Return what is justified by rules, leaving out what the owner said."""
    return {key: minor for key, minor in basis.justified().items() if key.rule_id is not None}


def differences(justified: Mapping[Key, int], posted: Mapping[Key, int]) -> dict[Key, int]:
    """Return by how much each credit that does not stand as justified is short (or too much)."""
    found = {
        key: justified.get(key, 0) - posted.get(key, 0) for key in justified.keys() | posted.keys()
    }
    return {key: found[key] for key in sorted(found, key=_order) if found[key]}


def _order(key: Key) -> tuple[int, ...]:
    return key.referral_id, key.client_id, key.rule_id or 0, key.sale_id or 0


def _post(uow: UnitOfWork, referral_ids: Collection[int], wanted: Mapping[Key, int]) -> None:
    less = {key: -minor for key, minor in wanted.items() if minor < 0}
    out: Collection[_About] = ()
    if less:
        uow.session.expire_all()  # rows may have been written past the session
        out = _take_back_all(uow, less)
    _add(uow, {key: minor for key, minor in wanted.items() if minor > 0})
    told = uow.connection.exec_driver_sql(_TOLD, (json.dumps(sorted(referral_ids)),)).scalars()
    if short := {*told, *(referral_id for referral_id, _, _ in out)}:
        _tell_what_is_out(uow, short)


def _add(uow: UnitOfWork, wanted: Mapping[Key, int]) -> None:
    """Post new credits, each good for as long as its rule says."""
    if not wanted:
        return
    today = uow.clock.today()
    rules = {key.rule_id for key in wanted if key.rule_id is not None}
    good_for = select(RewardRule.id, RewardRule.expires_after_days).where(RewardRule.id.in_(rules))
    days: dict[int | None, int | None] = {row.id: row[1] for row in uow.session.execute(good_for)}
    uow.connection.exec_driver_sql(
        _ADD,
        [
            (
                key.client_id,
                key.currency,
                minor,
                today.isoformat(),
                key.referral_id,
                key.rule_id,
                key.sale_id,
                _expiry(today, days.get(key.rule_id)),
            )
            for key, minor in wanted.items()
        ],
    )


def _expiry(today: date, days: int | None) -> str | None:
    if days is None:
        return None
    return (today + timedelta(days=min(days, (date.max - today).days))).isoformat()


def take_back_referral(uow: UnitOfWork, referral_id: int) -> None:
    """Take back all that a referral earned, as far as it is not out as money."""
    posted = reward_basis.posted(uow.connection, [referral_id])
    out = _take_back_all(uow, {key: minor for key, minor in posted.items() if minor > 0})
    _tell(uow, {referral_id}, out)


def _take_back_all(uow: UnitOfWork, less: Mapping[Key, int]) -> dict[_About, int]:
    """Take back so much of what each key earned, its newest credits first.

    What of it was spent is released, the newest allocations first, and said for today. Returns
    what could not be had since it was paid out.
    """
    released: dict[_About, int] = {}
    out: dict[_About, int] = {}
    parts: list[tuple[int, int]] = []
    standing = _standing(uow, {key.referral_id for key in less})
    for key, minor in less.items():
        about, left = (key.referral_id, key.client_id, key.currency), minor
        for credit in standing.get(key, ()):
            part = min(left, credit.amount_minor - credit.refunded_minor)
            if not part:
                break
            spent = part - (credit.amount_minor - credit.allocated_minor - credit.refunded_minor)
            if spent > 0:
                _release(uow, credit.id, spent)
                released[about] = released.get(about, 0) + spent
            parts.append((credit.id, part))
            left -= part
        if left:
            out[about] = out.get(about, 0) + left
    _write_taken_back(uow, parts)
    for about, minor in released.items():
        _say(uow, FollowUpCode.CREDIT_TAKEN_BACK, about, minor)
    uow.session.flush()
    return out


def _standing(uow: UnitOfWork, referral_ids: Collection[int]) -> dict[Key, list[Row[Any]]]:
    """Return the credits of which anything can be had, by key, the newest first."""
    uow.session.flush()
    found: dict[Key, list[Row[Any]]] = {}
    for row in uow.connection.exec_driver_sql(_CREDITS, (json.dumps(sorted(referral_ids)),)):
        found.setdefault(Key(*row[:5]), []).append(row)
    return found


def _write_taken_back(uow: UnitOfWork, parts: Collection[tuple[int, int]]) -> None:
    """Write how much of each credit (id, minor units) is taken back."""
    if not parts:
        return
    uow.session.flush()
    today = uow.clock.today().isoformat()
    taken = [(minor, credit_id) for credit_id, minor in parts]
    uow.connection.exec_driver_sql(_TAKE, taken)
    uow.connection.exec_driver_sql(
        _TAKEN, [(minor, today, credit_id) for minor, credit_id in taken]
    )
    uow.session.expire_all()


def _release(uow: UnitOfWork, credit_id: int, minor: int) -> None:
    """Release the newest allocations of a credit."""
    credit = get_payment(uow, credit_id)
    rows = uow.session.execute(
        select(PaymentAllocation, Sale)
        .join(Sale, Sale.id == PaymentAllocation.sale_id)
        .where(PaymentAllocation.payment_id == credit_id)
        .order_by(PaymentAllocation.id.desc())
    ).all()
    for row, sale in rows:
        part = min(minor, row.amount_minor)
        if not part:
            return
        allocation.release(uow, credit, sale, part)
        minor -= part


def _tell_what_is_out(uow: UnitOfWork, referral_ids: Collection[int]) -> None:
    """Let follow-ups say how much of what is no longer justified is out as money, and no more.

    One that is done was heard; an open one goes, or is less, when the credit is earned again.
    """
    basis = reward_basis.load(uow.connection, referral_ids)
    own = set(referral_ids)
    posted = reward_basis.posted(uow.connection, own)
    out: dict[_About, int] = {}
    for key, minor in differences(basis.justified(), posted).items():
        if minor < 0 and key.referral_id in own:
            about = key.referral_id, key.client_id, key.currency
            out[about] = out.get(about, 0) - minor
    _tell(uow, own, out)


def _tell(uow: UnitOfWork, own: Collection[int], out: Mapping[_About, int]) -> None:
    """Let follow-ups of some referrals say what is out: what they do not say yet, and no more."""
    told: dict[_About, list[FollowUp]] = {}
    for row in uow.session.scalars(
        select(FollowUp)
        .where(FollowUp.referral_id.in_(own))
        .where(FollowUp.code == FollowUpCode.CREDIT_PAID_OUT.value)
        .order_by(FollowUp.id)
    ):
        if row.referral_id is not None and row.currency is not None:
            told.setdefault((row.referral_id, row.client_id, row.currency), []).append(row)
    for about in sorted(out.keys() | told.keys()):
        there = told.get(about, [])
        missing = out.get(about, 0) - sum(row.amount_minor or 0 for row in there)
        if missing > 0:
            _say(uow, FollowUpCode.CREDIT_PAID_OUT, about, missing)
        elif missing < 0:
            _say_less(uow, there, -missing)
    uow.session.flush()


def _say_less(uow: UnitOfWork, told: Iterable[FollowUp], minor: int) -> None:
    for row in sorted(told, key=lambda row: -row.id):
        if row.done_at is not None or row.amount_minor is None:
            continue
        if row.amount_minor > minor:
            row.amount_minor -= minor
            return
        minor -= row.amount_minor
        uow.session.delete(row)
        if not minor:
            return


def _say(uow: UnitOfWork, code: FollowUpCode, about: _About, minor: int) -> None:
    """Add a follow-up for today, so that it is seen."""
    referral_id, client_id, currency = about
    uow.session.add(
        FollowUp(
            client_id=client_id,
            text="",
            due_on=uow.clock.today(),
            code=code.value,
            referral_id=referral_id,
            currency=currency,
            amount_minor=minor,
        )
    )
