"""Files that belong to clients: kept inside the database, each content once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from smallcrm.db.models.base import Base, Instant, Numbered, client_reference


class DocumentContent(Base):
    """What is in a file, kept once however many documents have it.

    A row never changes and is named by the SHA-256 of its bytes, so it is not journalled; it goes
    when neither a document nor the journal names it. `text` is what can be read in it, for finding.
    """

    __tablename__ = "document_content"
    __table_args__ = (
        UniqueConstraint("sha256"),
        CheckConstraint("size = length(content)", name="size"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str]
    size: Mapped[int]
    # The content comes last: what stands behind it in a row is read through all of it.
    text: Mapped[str | None]
    content: Mapped[bytes]


class Document(Numbered, Base):
    """A file attached to a client, and where it is about one to a sale, quote, contract or e-mail.

    `content_sha256` names its content, so that no row of the journal holds a file.
    """

    __tablename__ = "document"
    __table_args__ = (
        Index("ix_document_client_id_added_at", "client_id", "added_at"),
        *(
            Index(f"ix_document_{column}", column, sqlite_where=text(f"{column} IS NOT NULL"))
            for column in ("sale_id", "quote_id", "contract_id", "interaction_id")
        ),
        Index("ix_document_content_sha256", "content_sha256"),
        {"sqlite_autoincrement": True},
    )

    client_id: Mapped[int] = client_reference(index=False)
    sale_id: Mapped[int | None] = mapped_column(ForeignKey("sale.id"))
    quote_id: Mapped[int | None] = mapped_column(ForeignKey("quote.id"))
    contract_id: Mapped[int | None] = mapped_column(ForeignKey("contract.id"))
    interaction_id: Mapped[int | None] = mapped_column(ForeignKey("interaction.id"))
    content_sha256: Mapped[str] = mapped_column(ForeignKey("document_content.sha256"))
    name: Mapped[str]
    media_type: Mapped[str]
    added_at: Mapped[datetime] = mapped_column(Instant)
