"""What is sold and offered: products, quotes, contracts, deliveries."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from smallcrm.db.models.base import Base, DecimalText, Instant, Numbered, client_reference


class Product(Numbered, Base):
    """What the owner sells; a line copies from it and never changes with it later."""

    __tablename__ = "product"
    __table_args__ = (
        UniqueConstraint("code"),
        Index("ix_product_name_sort_id", "name_sort", "id"),
        {"sqlite_autoincrement": True},
    )

    code: Mapped[str | None]
    name: Mapped[str]
    name_sort: Mapped[str]
    unit: Mapped[str | None]
    tax_category: Mapped[str]
    tax_percent: Mapped[Decimal] = mapped_column(DecimalText)
    tax_reason: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    note: Mapped[str | None]
    is_sample: Mapped[bool] = mapped_column(default=False)


class ProductPrice(Numbered, Base):
    """A product's unit price in one currency."""

    __tablename__ = "product_price"
    __table_args__ = (UniqueConstraint("product_id", "currency"), {"sqlite_autoincrement": True})

    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    currency: Mapped[str]
    unit_price: Mapped[Decimal] = mapped_column(DecimalText)


class Contract(Numbered, Base):
    """A contract that covers sales; `ended_on` where it ended before its day."""

    __tablename__ = "contract"
    __table_args__ = (
        UniqueConstraint("number"),
        Index("ix_contract_ends_on", "ends_on", sqlite_where=text("ends_on IS NOT NULL")),
        CheckConstraint("amount_minor >= 0", name="amount"),
        {"sqlite_autoincrement": True},
    )

    client_id: Mapped[int] = client_reference()
    number: Mapped[str]
    title: Mapped[str]
    signed_on: Mapped[date | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    currency: Mapped[str]
    amount_minor: Mapped[int | None]
    note: Mapped[str | None]


class Quote(Numbered, Base):
    """One revision of an offer; the earlier ones stay as they were (`is_latest` is false)."""

    __tablename__ = "quote"
    __table_args__ = (
        UniqueConstraint("number", "revision"),
        Index("uq_quote_latest", "number", unique=True, sqlite_where=text("is_latest = 1")),
        Index("ix_quote_client_id_quoted_on", "client_id", "quoted_on"),
        Index("ix_quote_quoted_on_id", "quoted_on", "id"),
        Index(
            "ix_quote_open",
            "valid_until_on",
            sqlite_where=text("is_latest = 1 AND status IN ('open','partly_accepted')"),
        ),
        CheckConstraint(
            "status IN ('open','partly_accepted','accepted','declined')", name="status"
        ),
        CheckConstraint("total_minor >= 0", name="total"),
        {"sqlite_autoincrement": True},
    )

    client_id: Mapped[int] = client_reference(index=False)
    number: Mapped[str]
    revision: Mapped[int]
    is_latest: Mapped[bool] = mapped_column(default=True)
    title: Mapped[str]
    currency: Mapped[str]
    quoted_on: Mapped[date]
    valid_until_on: Mapped[date | None]
    status: Mapped[str]
    decided_on: Mapped[date | None]
    decline_reason: Mapped[str | None]
    terms: Mapped[str | None]
    note: Mapped[str | None]
    prices_include_tax: Mapped[bool] = mapped_column(default=False)
    tax_per_line: Mapped[bool] = mapped_column(default=False)
    discount_percent: Mapped[Decimal | None] = mapped_column(DecimalText)
    discount_amount: Mapped[Decimal | None] = mapped_column(DecimalText)
    discount_minor: Mapped[int] = mapped_column(default=0)
    net_minor: Mapped[int]
    tax_minor: Mapped[int]
    total_minor: Mapped[int]
    sent_at: Mapped[datetime | None] = mapped_column(Instant)


class QuoteLine(Numbered, Base):
    """One line of a quote; lines of sales name the one that they came from."""

    __tablename__ = "quote_line"

    quote_id: Mapped[int] = mapped_column(ForeignKey("quote.id"), index=True)
    position: Mapped[int]
    description: Mapped[str]
    quantity: Mapped[Decimal] = mapped_column(DecimalText)
    unit: Mapped[str | None]
    unit_price: Mapped[Decimal] = mapped_column(DecimalText)
    discount_percent: Mapped[Decimal] = mapped_column(DecimalText)
    tax_category: Mapped[str]
    tax_percent: Mapped[Decimal] = mapped_column(DecimalText)
    tax_reason: Mapped[str | None]
    net_minor: Mapped[int]
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"), index=True)


class Delivery(Numbered, Base):
    """What of a sale went out, when."""

    __tablename__ = "delivery"
    __table_args__ = (UniqueConstraint("number"), {"sqlite_autoincrement": True})

    client_id: Mapped[int] = client_reference()
    sale_id: Mapped[int] = mapped_column(ForeignKey("sale.id"), index=True)
    number: Mapped[str]
    delivered_on: Mapped[date]
    note: Mapped[str | None]


class DeliveryLine(Numbered, Base):
    """How much of a sale's line went out with a delivery."""

    __tablename__ = "delivery_line"

    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"), index=True)
    sale_line_id: Mapped[int] = mapped_column(ForeignKey("sale_line.id"), index=True)
    quantity: Mapped[Decimal] = mapped_column(DecimalText)
