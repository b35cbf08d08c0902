"""What was said and done with a client, and what is to be done."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from smallcrm.db.models.base import Base, Instant, Numbered, client_reference


class Note(Numbered, Base):
    """Free text about a client; a draft is what is being typed on the card."""

    __tablename__ = "note"
    __table_args__ = (
        Index("ix_note_client_id_created_at", "client_id", "created_at"),
        Index("ix_note_pinned", "client_id", sqlite_where=text("pinned = 1")),
        {"sqlite_autoincrement": True},
    )

    client_id: Mapped[int] = client_reference(index=False)
    text: Mapped[str]
    pinned: Mapped[bool] = mapped_column(default=False)
    draft: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Instant)


class Interaction(Numbered, Base):
    """A call, e-mail, meeting, visit, letter or message."""

    __tablename__ = "interaction"
    __table_args__ = (
        Index("ix_interaction_client_id_start_at", "client_id", "start_at"),
        {"sqlite_autoincrement": True},
    )

    client_id: Mapped[int] = client_reference(index=False)
    contact_person_id: Mapped[int | None] = mapped_column(
        ForeignKey("contact_person.id"), index=True
    )
    kind: Mapped[str]
    direction: Mapped[str | None]
    start_at: Mapped[datetime] = mapped_column(Instant)
    minutes: Mapped[int | None]
    summary: Mapped[str | None]
    number: Mapped[str | None]
    answered: Mapped[bool] = mapped_column(default=True)


class FollowUp(Numbered, Base):
    """Something to do for a client by a day, at a time of the owner's (HH:MM) if one is set.

    One that the program made by itself has a `code` in place of a text: `thanks` for a referral,
    `credit_taken_back` and `credit_paid_out` with the amount that it is about, `update_details`.
    """

    __tablename__ = "follow_up"
    __table_args__ = (
        Index("ix_follow_up_open", "due_on", sqlite_where=text("done_at IS NULL")),
        Index(
            "ix_follow_up_referral_id",
            "referral_id",
            sqlite_where=text("referral_id IS NOT NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    client_id: Mapped[int] = client_reference()
    text: Mapped[str]
    due_on: Mapped[date]
    due_time: Mapped[str | None]
    repeat_rule: Mapped[str | None]
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    code: Mapped[str | None]
    referral_id: Mapped[int | None] = mapped_column(ForeignKey("referral.id"))
    currency: Mapped[str | None]
    amount_minor: Mapped[int | None]
