"""Who sent whom."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from smallcrm.db.models.base import Base, Numbered, client_reference


class Referral(Numbered, Base):
    """`client_id` was sent: by `counterpart_id` (in), or by us to `counterpart_id` (out)."""

    __tablename__ = "referral"
    __table_args__ = (
        Index("uq_referral_in", "client_id", unique=True, sqlite_where=text("direction = 'in'")),
        Index("ix_referral_client_id", "client_id"),
        Index("ix_referral_counterpart_id", "counterpart_id"),
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
