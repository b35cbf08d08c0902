"""Reward rules of a sample, and what its referrals earned by them, each on its own day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy import select

from smallcrm.db.models import FollowUp, Payment, Referral, RewardOverride, RewardRule, Sale
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain.enums import (
    EarnedWhen,
    FollowUpCode,
    PaymentKind,
    ReferralDirection,
    RewardRecipients,
)
from smallcrm.domain.money import Money
from smallcrm.services import allocation, consequences, payments
from smallcrm.services.commands import TakePayment
from smallcrm.services.sample_rows import Scene
from smallcrm.services.sample_story import Story

# Credit is posted on the day that the sample is made; it was earned when its sale was paid.
_DATED: Final = """
    UPDATE payment SET received_on = paid.last_on, expires_on = date(
        paid.last_on, (julianday(payment.expires_on) - julianday(payment.received_on)) || ' days')
    FROM (SELECT part.sale_id, max(money.received_on) AS last_on
          FROM payment_allocation AS part JOIN payment AS money ON money.id = part.payment_id
          WHERE money.kind = 'payment' AND money.voided_at IS NULL
            AND part.sale_id IN (SELECT reward_sale_id FROM payment)
          GROUP BY part.sale_id) AS paid
    WHERE payment.reward_sale_id = paid.sale_id AND payment.kind = 'referral_credit'
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldRule:
    """A rule for the first sale, in days back from today and in prices with tax."""

    name: str
    amount: str | None = None
    percent: str | None = None
    minimum: str | None = None
    cap: str | None = None
    since: int | None = None
    until: int | None = None
    lapses: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldReward:
    """What the owner said by hand that sending `client` earns, so many days ago."""

    client: str
    amount: str
    days: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldRewards:
    """The rules, rewards by hand, and the clients whose referrers are still to be thanked."""

    rules: tuple[ToldRule, ...]
    by_hand: tuple[ToldReward, ...] = ()
    thanks: tuple[str, ...] = ()


class Rewards:
    """Lets the referrals of a file that is otherwise written earn what the rules say."""

    def __init__(
        self, uow: UnitOfWork, scene: Scene, clients: Mapping[str, tuple[int, Story]]
    ) -> None:
        self._uow = uow
        self._scene = scene
        self._clients = clients

    def write(self, told: ToldRewards) -> None:
        """Add rules and what was said by hand, post what they earn, spend what was spent."""
        uow = self._uow
        uow.session.add_all(self._rule(rule) for rule in told.rules)
        by_hand = list(self._by_hand(told.by_hand))
        uow.session.flush()
        consequences.settle_everything(uow)
        uow.connection.exec_driver_sql(_DATED)
        uow.session.expire_all()
        for row, days in by_hand:
            for credit in self._credits(row.client_id):
                if credit.referral_id == row.referral_id:
                    credit.received_on = self._scene.days.day(days)
        for client_id, story in self._clients.values():
            for sold in story.sales:
                if sold.credit is not None:
                    self._spend(client_id, sold.title)
        self._thank(told.thanks)
        uow.session.flush()

    def _rule(self, told: ToldRule) -> RewardRule:
        day = self._scene.days.day
        amounts = (told.amount, told.minimum, told.cap)
        return RewardRule(
            name=told.name,
            recipients=RewardRecipients.REFERRER.value,
            percent=None if told.percent is None else Decimal(told.percent),
            amount_minor=self._minor(told.amount),
            currency=self._scene.currency if any(amounts) else None,
            earned_when=EarnedWhen.PAID.value,
            first_sales=1,
            minimum_minor=self._minor(told.minimum),
            cap_minor=self._minor(told.cap),
            valid_from_on=None if told.since is None else day(told.since),
            valid_until_on=None if told.until is None else day(told.until),
            expires_after_days=told.lapses,
            note=told.note,
            is_sample=True,
        )

    def _minor(self, amount: str | None) -> int | None:
        if amount is None:
            return None
        return self._scene.catalogue.minor(Decimal(amount), self._scene.currency)

    def _by_hand(self, told: Iterable[ToldReward]) -> Iterable[tuple[RewardOverride, int]]:
        for one in told:
            referral = self._referral(one.client)
            if referral is not None:
                row = RewardOverride(
                    referral_id=referral.id,
                    client_id=referral.counterpart_id,
                    currency=self._scene.currency,
                    amount_minor=self._minor(one.amount),
                    reason=one.reason,
                )
                self._uow.session.add(row)
                yield row, one.days

    def _referral(self, client: str) -> Referral | None:
        if client not in self._clients:
            return None
        return self._uow.session.scalars(
            select(Referral).where(
                Referral.client_id == self._clients[client][0],
                Referral.direction == ReferralDirection.IN.value,
            )
        ).first()

    def _credits(self, client_id: int) -> list[Payment]:
        """Return a client's referral credits, what was earned first at the top."""
        return list(
            self._uow.session.scalars(
                select(Payment)
                .where(
                    Payment.client_id == client_id,
                    Payment.kind == PaymentKind.REFERRAL_CREDIT.value,
                )
                .order_by(Payment.received_on, Payment.id)
            )
        )

    def _spend(self, client_id: int, title: str) -> None:
        """Settle what is left of a sale with the oldest credit; with money where there is none."""
        uow = self._uow
        sale = uow.session.scalars(
            select(Sale).where(Sale.client_id == client_id, Sale.title == title)
        ).one()
        for credit in self._credits(client_id):
            part = min(allocation.open_minor(sale), allocation.free_minor(credit))
            if part and credit.currency == sale.currency and credit.received_on < sale.sold_on:
                allocation.allocate(uow, credit, sale, part)
        left = allocation.open_minor(sale)
        if left:
            payments.take(
                uow,
                TakePayment(
                    client=client_id,
                    amount=Money(left, sale.currency).major,
                    currency=sale.currency,
                    on=sale.due_on or sale.sold_on,
                    method="transfer",
                    allocations={sale.id: None},
                ),
            )

    def _thank(self, sent: Iterable[str]) -> None:
        for client in sent:
            referral = self._referral(client)
            if referral is not None:
                self._uow.session.add(
                    FollowUp(
                        client_id=referral.counterpart_id,
                        text="",
                        due_on=self._scene.days.today,
                        code=FollowUpCode.THANKS.value,
                        referral_id=referral.id,
                    )
                )
