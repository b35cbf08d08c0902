"""The journal and what stands outside it: requests that were answered, and recency."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from smallcrm.db.models.base import Base, Instant, Numbered


class Action(Numbered, Base):
    """One thing that was done: one transaction. `label` and `parameters` say what, in codes."""

    __tablename__ = "action"
    __table_args__ = (
        Index("ix_action_reverts", "reverts", sqlite_where=text("reverts IS NOT NULL")),
        Index("ix_action_steps", "kind", "id", sqlite_where=text("reverted_by IS NULL")),
        {"sqlite_autoincrement": True},
    )

    at: Mapped[datetime] = mapped_column(Instant)
    kind: Mapped[str]
    source: Mapped[str]
    label: Mapped[str]
    parameters: Mapped[str] = mapped_column(Text, default="{}")
    schema: Mapped[str]
    reverts: Mapped[int | None] = mapped_column(ForeignKey("action.id"))
    reverted_by: Mapped[int | None]


class JournalNow(Base):
    """The action in progress: set and cleared inside its transaction.

    Without it a journalled table refuses the write, whatever path it came by.
    """

    __tablename__ = "journal_now"

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int]


class Change(Base):
    """What an action did to one row: `op` i, u or d; images are JSON arrays in column order."""

    __tablename__ = "change"
    __table_args__ = (
        Index("ix_change_action_id_id", "action_id", "id"),
        Index("ix_change_tbl_row_id_id", "tbl", "row_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"))
    tbl: Mapped[str]
    row_id: Mapped[int]
    op: Mapped[str]
    before: Mapped[str | None]
    after: Mapped[str | None]


class Request(Base):
    """A request that was answered: repeating it is harmless, undone or not."""

    __tablename__ = "request"

    request_id: Mapped[str] = mapped_column(primary_key=True)
    action_id: Mapped[int]
    result_id: Mapped[int]
    answer: Mapped[str]


class SearchDocument(Base):
    """Where a client stands in the search tables: `seq` is their rowid, the latest spoken to last.

    `spoken_at` is when the client was last spoken to or looked after; never for a mere import.
    """

    __tablename__ = "search_document"
    __table_args__ = (
        Index(
            "ix_search_document_spoken_at", "spoken_at", sqlite_where=text("spoken_at IS NOT NULL")
        ),
        {"sqlite_autoincrement": True},
    )

    seq: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(unique=True)
    spoken_at: Mapped[datetime | None] = mapped_column(Instant)
