"""Clients, the people to talk to there, and how to reach them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from smallcrm.db.models.base import Base, DecimalText, Instant, Numbered, client_reference


class Client(Numbered, Base):
    """A person, an organisation or a partner the owner deals with.

    `name_sort` is the name as it sorts: folded, Chinese by pinyin. `code` is the number in the
    owner's old books; it joins imports. Amounts of the credit limit are in minor units of
    `currency`, or of the file's. A level that the owner did not set by hand follows from the
    level rules, where there are any: `level_rule_id` is the one that gives it.
    """

    __tablename__ = "client"
    __table_args__ = (
        UniqueConstraint("code"),
        Index("ix_client_name_sort_id", "name_sort", "id"),
        CheckConstraint("kind IN ('person','organisation','partner')", name="kind"),
        CheckConstraint("level IN ('standard','preferred','vip')", name="level"),
        {"sqlite_autoincrement": True},
    )

    kind: Mapped[str]
    name: Mapped[str]
    name_sort: Mapped[str]
    organisation: Mapped[str | None]
    code: Mapped[str | None]
    level: Mapped[str]
    lifecycle: Mapped[str]
    source: Mapped[str | None]
    language: Mapped[str | None]
    currency: Mapped[str | None]
    payment_term_days: Mapped[int | None]
    tax_number: Mapped[str | None]
    birthday_on: Mapped[date | None]
    credit_limit_minor: Mapped[int | None]
    rating: Mapped[int | None]
    details_confirmed_on: Mapped[date | None]
    is_sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Instant)
    discount_percent: Mapped[Decimal | None] = mapped_column(DecimalText)
    on_hold: Mapped[bool] = mapped_column(default=False, server_default="0")
    hold_reason: Mapped[str | None]
    level_by_hand: Mapped[bool] = mapped_column(default=False, server_default="0")
    level_rule_id: Mapped[int | None] = mapped_column(ForeignKey("level_rule.id"))


class ContactPerson(Numbered, Base):
    """Somebody to talk to at a client."""

    __tablename__ = "contact_person"

    client_id: Mapped[int] = client_reference()
    name: Mapped[str]
    role: Mapped[str | None]


class PhoneNumber(Numbered, Base):
    """A number as typed, never thrown away, with what it parses to.

    `typed_key` and `e164_key` are the digits as typed and of the E.164 form, leading zeros
    dropped, written backwards: the end of a number is the beginning of its key.
    """

    __tablename__ = "phone_number"

    client_id: Mapped[int] = client_reference()
    contact_person_id: Mapped[int | None] = mapped_column(
        ForeignKey("contact_person.id"), index=True
    )
    number: Mapped[str]
    e164: Mapped[str | None]
    extension: Mapped[str | None]
    label: Mapped[str | None]
    typed_key: Mapped[str] = mapped_column(index=True)
    e164_key: Mapped[str | None] = mapped_column(index=True)
    confirmed_on: Mapped[date | None]


class EmailAddress(Numbered, Base):
    """An e-mail address; `address_key` is it folded for comparing."""

    __tablename__ = "email_address"

    client_id: Mapped[int] = client_reference()
    contact_person_id: Mapped[int | None] = mapped_column(
        ForeignKey("contact_person.id"), index=True
    )
    address: Mapped[str]
    label: Mapped[str | None]
    address_key: Mapped[str] = mapped_column(index=True)
    confirmed_on: Mapped[date | None]


class PostalAddress(Numbered, Base):
    """A postal address in parts, or as one `text` where it came so."""

    __tablename__ = "postal_address"

    client_id: Mapped[int] = client_reference()
    label: Mapped[str | None]
    street: Mapped[str | None]
    locality: Mapped[str | None]
    region: Mapped[str | None]
    postal_code: Mapped[str | None]
    country: Mapped[str | None]
    text: Mapped[str | None]
    confirmed_on: Mapped[date | None]


class Handle(Numbered, Base):
    """WeChat, QQ, WhatsApp, a web site."""

    __tablename__ = "handle"

    client_id: Mapped[int] = client_reference()
    kind: Mapped[str]
    value: Mapped[str]


class Tag(Numbered, Base):
    """A word that clients are marked with."""

    __tablename__ = "tag"
    __table_args__ = (UniqueConstraint("name"), {"sqlite_autoincrement": True})

    name: Mapped[str]


class ClientTag(Numbered, Base):
    """Which client bears which tag."""

    __tablename__ = "client_tag"
    __table_args__ = (UniqueConstraint("client_id", "tag_id"), {"sqlite_autoincrement": True})

    client_id: Mapped[int] = client_reference(index=False)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"), index=True)
