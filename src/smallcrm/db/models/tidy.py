"""What keeps clients tidy: own fields, level rules, merges, pairs that are two, known lists."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from smallcrm.db.models.base import Base, Instant, Numbered, client_reference


class OwnField(Numbered, Base):
    """A field that the owner defined; `choices` of one to choose from stand one on a line."""

    __tablename__ = "own_field"
    __table_args__ = (
        UniqueConstraint("name"),
        CheckConstraint(
            "kind IN ('text','number','amount','date','choice','yes_no','link')", name="kind"
        ),
        {"sqlite_autoincrement": True},
    )

    name: Mapped[str]
    kind: Mapped[str]
    choices: Mapped[str | None]
    on_card: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int]
    is_sample: Mapped[bool] = mapped_column(default=False)


class OwnValue(Numbered, Base):
    """What a client has in an own field, as canonical text; an amount with its currency.

    Numbers and amounts are decimal text in major units, days ISO 8601, yes or no `yes` and `no`.
    `sort_key` sorts as text as the values sort.
    """

    __tablename__ = "own_value"
    __table_args__ = (
        UniqueConstraint("client_id", "own_field_id"),
        Index("ix_own_value_field_sort", "own_field_id", "sort_key", "client_id"),
        {"sqlite_autoincrement": True},
    )

    client_id: Mapped[int] = client_reference(index=False)
    own_field_id: Mapped[int] = mapped_column(ForeignKey("own_field.id"))
    value: Mapped[str]
    currency: Mapped[str | None]
    sort_key: Mapped[str]


class LevelRule(Numbered, Base):
    """What gives a client a level: so much paid (within the last months, or ever), so many sent.

    All that a rule asks for has to be met. `paid_minor` is in minor units of `currency`.
    """

    __tablename__ = "level_rule"
    __table_args__ = (
        CheckConstraint("level IN ('preferred','vip')", name="level"),
        CheckConstraint("(paid_minor IS NULL) = (currency IS NULL)", name="currency"),
        CheckConstraint(
            "paid_minor IS NOT NULL OR referrals_won IS NOT NULL", name="asks_for_something"
        ),
        {"sqlite_autoincrement": True},
    )

    level: Mapped[str]
    paid_minor: Mapped[int | None]
    currency: Mapped[str | None]
    within_months: Mapped[int | None]
    referrals_won: Mapped[int | None]
    is_sample: Mapped[bool] = mapped_column(default=False)


class ClientMerge(Numbered, Base):
    """Two clients made one: `merged_id` is gone; `record` (JSON) is what takes them apart again.

    `split_at` says that this was done.
    """

    __tablename__ = "client_merge"

    client_id: Mapped[int] = client_reference()
    merged_id: Mapped[int] = mapped_column(index=True)
    merged_name: Mapped[str]
    merged_at: Mapped[datetime] = mapped_column(Instant)
    split_at: Mapped[datetime | None] = mapped_column(Instant)
    record: Mapped[str] = mapped_column(Text)


class NotDuplicate(Numbered, Base):
    """Two clients that look like one and are two, as the owner said; the lower id first."""

    __tablename__ = "not_duplicate"
    __table_args__ = (
        UniqueConstraint("client_id", "other_id"),
        CheckConstraint("client_id < other_id", name="order"),
        {"sqlite_autoincrement": True},
    )

    client_id: Mapped[int] = client_reference(index=False)
    other_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)


class ImportMapping(Numbered, Base):
    """How the owner had a file read (JSON `choices`): found again by the next one's `shape`."""

    __tablename__ = "import_mapping"
    __table_args__ = (UniqueConstraint("shape"), {"sqlite_autoincrement": True})

    shape: Mapped[str]
    kind: Mapped[str]
    file_name: Mapped[str]
    choices: Mapped[str] = mapped_column(Text)
