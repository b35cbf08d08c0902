"""What was said and done with a client, and what is to be done."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from smallcrm.db.models.base import Base, Instant, Numbered, client_reference


class Note(Numbered, Base):
    """Free text about a client; a draft is what is being typed on the card.

    `contact_person_id` says who said it, `interaction_id` during which call; after `expires_on` it
    is no longer shown as something to remember (it stays in the timeline).
    """

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
    contact_person_id: Mapped[int | None] = mapped_column(
        ForeignKey("contact_person.id"), index=True
    )
    interaction_id: Mapped[int | None] = mapped_column(ForeignKey("interaction.id"), index=True)
    expires_on: Mapped[date | None]


class Interaction(Numbered, Base):
    """A call, e-mail, meeting, visit, letter or message.

    A call that a phone source told of has its `source` and what that calls it (`source_key`), so
    that it is logged once; `seconds` is None until it has ended. It is missed if it came in, was
    not answered and is not `handled_at`: called back, or put aside. An e-mail has its message id as
    `source_key` and its text as `body`. `satisfaction` is 1 to 5.
    """

    __tablename__ = "interaction"
    __table_args__ = (
        Index("ix_interaction_client_id_start_at", "client_id", "start_at"),
        Index(
            "ix_interaction_missed",
            "start_at",
            sqlite_where=text(
                "kind = 'call' AND direction = 'in' AND answered = 0 AND handled_at IS NULL"
            ),
        ),
        Index("ix_interaction_call_start_at", "start_at", sqlite_where=text("kind = 'call'")),
        Index(
            "uq_interaction_source_key",
            "source",
            "source_key",
            unique=True,
            sqlite_where=text("source_key IS NOT NULL"),
        ),
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
    seconds: Mapped[int | None]
    satisfaction: Mapped[int | None]
    source: Mapped[str | None]
    source_key: Mapped[str | None]
    handled_at: Mapped[datetime | None] = mapped_column(Instant)
    body: Mapped[str | None]


class UnknownCall(Numbered, Base):
    """A call that is nobody's yet: an unknown number, one of several clients', or none at all.

    `number` is None where it was withheld. `note` is what was typed during it. Whose it is found to
    be gets an interaction in its place, and the row goes.
    """

    __tablename__ = "unknown_call"
    __table_args__ = (
        Index("ix_unknown_call_start_at", "start_at"),
        Index("ix_unknown_call_e164", "e164", sqlite_where=text("e164 IS NOT NULL")),
        Index(
            "ix_unknown_call_missed",
            "start_at",
            sqlite_where=text("direction = 'in' AND answered = 0 AND handled_at IS NULL"),
        ),
        Index(
            "uq_unknown_call_source_key",
            "source",
            "source_key",
            unique=True,
            sqlite_where=text("source_key IS NOT NULL"),
        ),
        CheckConstraint("direction IN ('in','out')", name="direction"),
        CheckConstraint("seconds >= 0", name="seconds"),
        {"sqlite_autoincrement": True},
    )

    number: Mapped[str | None]
    e164: Mapped[str | None]
    name: Mapped[str | None]
    direction: Mapped[str]
    start_at: Mapped[datetime] = mapped_column(Instant)
    answered: Mapped[bool]
    seconds: Mapped[int | None]
    source: Mapped[str | None]
    source_key: Mapped[str | None]
    handled_at: Mapped[datetime | None] = mapped_column(Instant)
    note: Mapped[str | None]
    is_sample: Mapped[bool] = mapped_column(default=False)


class FollowUp(Numbered, Base):
    """Something to do for a client by a day, at a time of the owner's (HH:MM) if one is set.

    One that the program made by itself has a `code` in place of a text: `thanks` for a referral,
    `credit_taken_back` and `credit_paid_out` with the amount that it is about, `update_details`.
    One that repeats has its rule (RFC 5545 RRULE) and the day that the rule counts from; when it is
    done the next one is a row of its own. `snoozed_until`: not before then; its day stays what it
    was. `notified_at`: when the system last told of it. `interaction_id`: the call it came of.
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
    repeat_from_on: Mapped[date | None]
    snoozed_until: Mapped[datetime | None] = mapped_column(Instant)
    notified_at: Mapped[datetime | None] = mapped_column(Instant)
    interaction_id: Mapped[int | None] = mapped_column(ForeignKey("interaction.id"), index=True)
