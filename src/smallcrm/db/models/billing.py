"""The paper that bills sales, or takes back: invoices and credit notes, fixed once they are out."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from smallcrm.db.models.base import Base, DecimalText, Instant, Numbered, client_reference


class Invoice(Numbered, Base):
    """An invoice, or a credit note against one (`credits_id`), with buyer and seller as then.

    `sequence` counts without gaps within `period`; both are empty where the number is
    `external` (given by a tax system). What is to be paid = total + rounding (EN 16931, BT-114):
    the rounding makes several sales on one paper add up to what each of them owes. It is fixed
    from `fixed_at` on: printed, saved or sent. A credit note with `rebill` frees its sales to be
    billed anew and changes nothing of what is owed.
    """

    __tablename__ = "invoice"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("kind", "period", "sequence"),
        Index("ix_invoice_client_id_issued_on", "client_id", "issued_on"),
        Index("ix_invoice_issued_on_id", "issued_on", "id"),
        Index("ix_invoice_credits_id", "credits_id", sqlite_where=text("credits_id IS NOT NULL")),
        CheckConstraint("kind IN ('invoice','credit_note')", name="kind"),
        CheckConstraint("(kind = 'credit_note') = (credits_id IS NOT NULL)", name="credits"),
        CheckConstraint("total_minor >= 0", name="total"),
        {"sqlite_autoincrement": True},
    )

    client_id: Mapped[int] = client_reference(index=False)
    kind: Mapped[str]
    number: Mapped[str]
    external: Mapped[bool] = mapped_column(default=False)
    period: Mapped[str | None]
    sequence: Mapped[int | None]
    credits_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"))
    rebill: Mapped[bool] = mapped_column(default=False)
    issued_on: Mapped[date]
    due_on: Mapped[date | None]
    # From when until when the billed sales ran, as they said then (EN 16931, BG-14).
    service_from_on: Mapped[date | None]
    service_until_on: Mapped[date | None]
    currency: Mapped[str]
    prices_include_tax: Mapped[bool] = mapped_column(default=False)
    tax_per_line: Mapped[bool] = mapped_column(default=False)
    discount_minor: Mapped[int] = mapped_column(default=0)
    net_minor: Mapped[int]
    tax_minor: Mapped[int]
    total_minor: Mapped[int]
    rounding_minor: Mapped[int] = mapped_column(default=0)
    buyer_name: Mapped[str]
    buyer_organisation: Mapped[str | None]
    buyer_tax_number: Mapped[str | None]
    buyer_address: Mapped[str | None]
    seller_name: Mapped[str]
    seller_address: Mapped[str | None]
    seller_tax_number: Mapped[str | None]
    reason: Mapped[str | None]
    note: Mapped[str | None]
    fixed_at: Mapped[datetime | None] = mapped_column(Instant)
    # Where the two are, in parts (EN 16931, BG-8 and BT-40); an older invoice has the text alone.
    buyer_street: Mapped[str | None]
    buyer_postal_code: Mapped[str | None]
    buyer_locality: Mapped[str | None]
    buyer_region: Mapped[str | None]
    buyer_country: Mapped[str | None]
    seller_country: Mapped[str | None]


class InvoiceLine(Numbered, Base):
    """One line as billed; `net_minor` after its share of a document discount, with its tax."""

    __tablename__ = "invoice_line"

    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"), index=True)
    position: Mapped[int]
    sale_id: Mapped[int] = mapped_column(ForeignKey("sale.id"), index=True)
    sale_line_id: Mapped[int | None] = mapped_column(ForeignKey("sale_line.id"), index=True)
    credits_line_id: Mapped[int | None] = mapped_column(ForeignKey("invoice_line.id"), index=True)
    description: Mapped[str]
    quantity: Mapped[Decimal] = mapped_column(DecimalText)
    unit: Mapped[str | None]
    unit_price: Mapped[Decimal] = mapped_column(DecimalText)
    discount_percent: Mapped[Decimal] = mapped_column(DecimalText)
    tax_category: Mapped[str]
    tax_percent: Mapped[Decimal] = mapped_column(DecimalText)
    tax_reason: Mapped[str | None]
    net_minor: Mapped[int]
    discount_minor: Mapped[int] = mapped_column(default=0)
    tax_minor: Mapped[int]


class InvoiceSale(Numbered, Base):
    """How much of a sale (tax included) a paper bills, or takes back."""

    __tablename__ = "invoice_sale"
    __table_args__ = (
        UniqueConstraint("invoice_id", "sale_id"),
        CheckConstraint("amount_minor >= 0", name="amount"),
        {"sqlite_autoincrement": True},
    )

    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"))
    sale_id: Mapped[int] = mapped_column(ForeignKey("sale.id"), index=True)
    amount_minor: Mapped[int]
