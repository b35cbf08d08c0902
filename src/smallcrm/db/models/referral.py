"""Who sent whom, and what that earns. All amounts in minor units."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from smallcrm.db.models.base import Base, DecimalText, Numbered, client_reference


class Referral(Numbered, Base):
    """`client_id` was sent: by `counterpart_id` (in), or by us to `counterpart_id` (out).

    `reason` says why the owner changed it by hand; the commission is what a partner gives us for
    a client that we sent (out only, in no balance).
    """

    __tablename__ = "referral"
    __table_args__ = (
        Index("uq_referral_in", "client_id", unique=True, sqlite_where=text("direction = 'in'")),
        Index("ix_referral_client_id", "client_id"),
        # The newest first; and whom those sent somebody in a period, read from here alone.
        Index(
            "ix_referral_referred_on_id",
            "referred_on",
            "id",
            "direction",
            "counterpart_id",
            "outcome",
            "client_id",
        ),
        # Whom each referrer sent, and what became of it: the league and a branch of the tree.
        Index(
            "ix_referral_counterpart",
            "counterpart_id",
            "direction",
            "referred_on",
            "outcome",
            "client_id",
        ),
        CheckConstraint("client_id <> counterpart_id", name="self"),
        CheckConstraint("direction IN ('in','out')", name="direction"),
        {"sqlite_autoincrement": True},
    )

    direction: Mapped[str]
    client_id: Mapped[int] = client_reference(index=False)
    counterpart_id: Mapped[int] = mapped_column(ForeignKey("client.id"))
    referred_on: Mapped[date]
    outcome: Mapped[str]
    outcome_by_hand: Mapped[bool] = mapped_column(default=False)
    what_for: Mapped[str | None]
    reason: Mapped[str | None]
    currency: Mapped[str | None]
    commission_minor: Mapped[int | None]


class RewardRule(Numbered, Base):
    """What a successful referral earns: a fixed amount or a percentage, for whom and when.

    `currency` is that of all its amounts. It looks at the first `first_sales` sales of the referred
    client (NULL: all), of those within `within_months` of the first one, dated while it is valid.
    """

    __tablename__ = "reward_rule"
    __table_args__ = (
        CheckConstraint("(percent IS NULL) <> (amount_minor IS NULL)", name="kind"),
        CheckConstraint("recipients IN ('referrer','referred','both')", name="recipients"),
        CheckConstraint("earned_when IN ('ordered','billed','paid')", name="earned_when"),
        {"sqlite_autoincrement": True},
    )

    name: Mapped[str]
    recipients: Mapped[str]
    percent: Mapped[Decimal | None] = mapped_column(DecimalText)
    amount_minor: Mapped[int | None]
    currency: Mapped[str | None]
    earned_when: Mapped[str]
    first_sales: Mapped[int | None]
    within_months: Mapped[int | None]
    without_tax: Mapped[bool] = mapped_column(default=False)
    minimum_minor: Mapped[int | None]
    cap_minor: Mapped[int | None]
    year_cap_minor: Mapped[int | None]
    valid_from_on: Mapped[date | None]
    valid_until_on: Mapped[date | None]
    expires_after_days: Mapped[int | None]
    note: Mapped[str | None]
    is_sample: Mapped[bool] = mapped_column(default=False)


class RewardOverride(Numbered, Base):
    """What the owner says that a referral earns a client, whatever the rules say; with a reason.

    `client_id` is the referrer or the referred client of the referral.
    """

    __tablename__ = "reward_override"
    __table_args__ = (
        UniqueConstraint("referral_id", "client_id"),
        CheckConstraint("amount_minor >= 0", name="amount"),
        {"sqlite_autoincrement": True},
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    client_id: Mapped[int] = client_reference()
    currency: Mapped[str]
    amount_minor: Mapped[int]
    reason: Mapped[str]


class ClientWorth(Base):
    """What a client paid with money, and what stands of the credit that bringing them earned.

    Kept by triggers (`referral_totals`), and so are the two below; who has nothing has no row.
    """

    __tablename__ = "client_worth"
    __table_args__ = ({"sqlite_with_rowid": False},)

    client_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    currency: Mapped[str] = mapped_column(primary_key=True)
    paid_minor: Mapped[int]
    reward_minor: Mapped[int]


class Referrer(Base):
    """Whom a client sent to us, in figures, and who sent that client. Kept by triggers."""

    __tablename__ = "referrer"
    __table_args__ = (
        Index("ix_referrer_parent_id_sent_won", "parent_id", "sent", "won"),
        Index("ix_referrer_sent_won", "sent", "won"),
        Index("ix_referrer_won_sent", "won", "sent"),
    )

    client_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    parent_id: Mapped[int | None]
    sent: Mapped[int]
    won: Mapped[int]
    lost: Mapped[int]


class ReferrerWorth(Base):
    """The sums of `client_worth` over all whom a client sent to us. Kept by triggers."""

    __tablename__ = "referrer_worth"
    __table_args__ = (
        Index("ix_referrer_worth_currency_paid_minor", "currency", "paid_minor"),
        Index("ix_referrer_worth_currency_reward_minor", "currency", "reward_minor"),
        {"sqlite_with_rowid": False},
    )

    client_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    currency: Mapped[str] = mapped_column(primary_key=True)
    paid_minor: Mapped[int]
    reward_minor: Mapped[int]
