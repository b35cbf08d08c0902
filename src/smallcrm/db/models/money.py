"""Sales, payments, and which part of a payment settles which sale. All amounts in minor units."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from smallcrm.db.models.base import Base, DecimalText, Instant, Numbered, client_reference


class Sale(Numbered, Base):
    """What a client bought.

    `paid_minor` is kept by the transaction that allocates, `billed_minor` by the one that bills;
    net, tax and total follow from the lines and the document discount (as typed in
    `discount_percent` or `discount_amount`; `discount_minor` is what it takes off the net).
    `check` recomputes all of them. With a plan (`has_plan`) the sale is due in instalments, and
    `due_on` is the day of the first that is not fully paid.
    """

    __tablename__ = "sale"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("external_number"),
        Index("ix_sale_client_id_sold_on", "client_id", "sold_on"),
        Index("ix_sale_sold_on_id", "sold_on", "id"),
        # All that balances, overdue lists and ageing read; the literals are in every query.
        Index(
            "ix_sale_open",
            "client_id",
            "status",
            "currency",
            "due_on",
            "total_minor",
            "paid_minor",
            "has_plan",
            sqlite_where=text("paid_minor < total_minor AND status <> 'cancelled'"),
        ),
        # The few that are due in instalments: the ageing of their parts is read apart.
        Index(
            "ix_sale_planned",
            "client_id",
            sqlite_where=text(
                "has_plan = 1 AND paid_minor < total_minor AND status <> 'cancelled'"
            ),
        ),
        Index(
            "ix_sale_billed_unpaid",
            "client_id",
            "currency",
            "billed_minor",
            "paid_minor",
            sqlite_where=text("billed_minor > paid_minor AND status <> 'cancelled'"),
        ),
        Index(
            "ix_sale_service_until_on",
            "service_until_on",
            sqlite_where=text("service_until_on IS NOT NULL"),
        ),
        CheckConstraint(
            "status IN ('ordered','delivered','closed','cancelled')",
            name="status",
        ),
        CheckConstraint("total_minor >= 0", name="total"),
        CheckConstraint("paid_minor BETWEEN 0 AND total_minor", name="paid"),
        {"sqlite_autoincrement": True},
    )

    client_id: Mapped[int] = client_reference(index=False)
    number: Mapped[str]
    external_number: Mapped[str | None]
    title: Mapped[str]
    currency: Mapped[str]
    sold_on: Mapped[date]
    due_on: Mapped[date | None]
    status: Mapped[str]
    delivered_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    cancelled_on: Mapped[date | None]
    cancel_reason: Mapped[str | None]
    prices_include_tax: Mapped[bool] = mapped_column(default=False)
    net_minor: Mapped[int]
    tax_minor: Mapped[int]
    total_minor: Mapped[int]
    paid_minor: Mapped[int] = mapped_column(default=0)
    is_opening_balance: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str | None]
    contract_id: Mapped[int | None] = mapped_column(ForeignKey("contract.id"), index=True)
    quote_id: Mapped[int | None] = mapped_column(ForeignKey("quote.id"), index=True)
    discount_percent: Mapped[Decimal | None] = mapped_column(DecimalText)
    discount_amount: Mapped[Decimal | None] = mapped_column(DecimalText)
    discount_minor: Mapped[int] = mapped_column(default=0, server_default="0")
    tax_per_line: Mapped[bool] = mapped_column(default=False, server_default="0")
    billed_minor: Mapped[int] = mapped_column(default=0, server_default="0")
    has_plan: Mapped[bool] = mapped_column(default=False, server_default="0")
    service_from_on: Mapped[date | None]
    service_until_on: Mapped[date | None]


class SaleLine(Numbered, Base):
    """One line of a sale; `net_minor` is its share of the sale's net total."""

    __tablename__ = "sale_line"

    sale_id: Mapped[int] = mapped_column(ForeignKey("sale.id"), index=True)
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
    quote_line_id: Mapped[int | None] = mapped_column(ForeignKey("quote_line.id"), index=True)


class Instalment(Numbered, Base):
    """A part of a sale's total with a due date of its own; without one it is not billed yet.

    The amounts of a sale's instalments add up to its total; what was paid settles the earliest.
    """

    __tablename__ = "instalment"
    __table_args__ = (
        Index("ix_instalment_sale_id_due_on", "sale_id", "due_on"),
        CheckConstraint("amount_minor > 0", name="amount"),
        {"sqlite_autoincrement": True},
    )

    sale_id: Mapped[int] = mapped_column(ForeignKey("sale.id"))
    position: Mapped[int]
    due_on: Mapped[date | None]
    amount_minor: Mapped[int]


class Payment(Numbered, Base):
    """Money that moved, or a credit.

    What is free of it = amount - allocated - refunded, nothing of a void one. `allocated_minor`
    and `refunded_minor` are kept, like a sale's paid amount, by the transaction that moves money.
    Of kind `credit_note` it is what the credit note `invoice_id` takes off its sales, of kind
    `opening_credit` what a client had to their credit before the file began.

    A `referral_credit` that a referral earned names it, with the rule (NULL: said by the owner) and
    the referred client's sale; it is good until `expires_on`. What is taken back of it again is a
    payment of kind `credit_taken_back` with `refund_of_id`, and in its `refunded_minor`.
    """

    __tablename__ = "payment"
    __table_args__ = (
        UniqueConstraint("external_number"),
        Index("ix_payment_client_id_received_on", "client_id", "received_on"),
        Index("ix_payment_received_on_id", "received_on", "id"),
        Index(
            "ix_payment_free",
            "client_id",
            "currency",
            "amount_minor",
            "allocated_minor",
            "refunded_minor",
            "expires_on",
            # So that credit is told from what was given up without a look at the rows.
            "kind",
            "voided_at",
            sqlite_where=text(
                "amount_minor > allocated_minor + refunded_minor AND voided_at IS NULL"
                " AND kind <> 'refund' AND kind <> 'credit_taken_back'"
            ),
        ),
        # Money that came in: what a client paid, and the curve of the relation. In this order
        # the sums of a client with very many payments are taken as they come, unsorted.
        Index(
            "ix_payment_money",
            "client_id",
            "currency",
            "received_on",
            "amount_minor",
            "refunded_minor",
            # Always NULL here; without it SQLite would look at the rows.
            "voided_at",
            sqlite_where=text("kind = 'payment' AND voided_at IS NULL"),
        ),
        # What was given up: the card says so at the next call.
        Index(
            "ix_payment_written_off",
            "client_id",
            "received_on",
            sqlite_where=text("kind = 'write_off' AND voided_at IS NULL"),
        ),
        CheckConstraint(
            "kind IN ('payment','refund','referral_credit','write_off','credit_note',"
            "'opening_credit','credit_taken_back')",
            name="kind",
        ),
        # Which credits a referral earned, and when a credit is no longer good.
        Index(
            "ix_payment_referral_id",
            "referral_id",
            sqlite_where=text("referral_id IS NOT NULL"),
        ),
        Index("ix_payment_expires_on", "expires_on", sqlite_where=text("expires_on IS NOT NULL")),
        # A client's credits of referrals in figures, without a look at the rows.
        Index(
            "ix_payment_reward",
            "client_id",
            "kind",
            "currency",
            "expires_on",
            "amount_minor",
            "allocated_minor",
            "refunded_minor",
            # Always NULL here; see above.
            "voided_at",
            sqlite_where=text(
                "kind IN ('referral_credit', 'credit_taken_back') AND voided_at IS NULL"
            ),
        ),
        # What each rule came to; and sales and rules can go without a look at all payments.
        Index(
            "ix_payment_reward_rule_id",
            "reward_rule_id",
            "kind",
            "currency",
            "amount_minor",
            "refunded_minor",
            "voided_at",
            sqlite_where=text("reward_rule_id IS NOT NULL"),
        ),
        Index(
            "ix_payment_reward_sale_id",
            "reward_sale_id",
            sqlite_where=text("reward_sale_id IS NOT NULL"),
        ),
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint(
            "allocated_minor >= 0 AND refunded_minor >= 0"
            " AND allocated_minor + refunded_minor <= amount_minor",
            name="used",
        ),
        {"sqlite_autoincrement": True},
    )

    client_id: Mapped[int] = client_reference(index=False)
    kind: Mapped[str]
    currency: Mapped[str]
    amount_minor: Mapped[int]
    allocated_minor: Mapped[int] = mapped_column(default=0)
    refunded_minor: Mapped[int] = mapped_column(default=0)
    received_on: Mapped[date]
    method: Mapped[str | None]
    reference: Mapped[str | None]
    external_number: Mapped[str | None]
    refund_of_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"), index=True)
    reason_code: Mapped[str | None]
    reason: Mapped[str | None]
    voided_at: Mapped[datetime | None] = mapped_column(Instant)
    invoice_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"), index=True)
    referral_id: Mapped[int | None] = mapped_column(ForeignKey("referral.id"))
    reward_rule_id: Mapped[int | None] = mapped_column(ForeignKey("reward_rule.id"))
    reward_sale_id: Mapped[int | None] = mapped_column(ForeignKey("sale.id"))
    expires_on: Mapped[date | None]


class PaymentAllocation(Numbered, Base):
    """Which part of a payment settles which sale; one row for each pair."""

    __tablename__ = "payment_allocation"
    __table_args__ = (
        UniqueConstraint("payment_id", "sale_id"),
        CheckConstraint("amount_minor > 0", name="amount"),
        {"sqlite_autoincrement": True},
    )

    payment_id: Mapped[int] = mapped_column(ForeignKey("payment.id"))
    sale_id: Mapped[int] = mapped_column(ForeignKey("sale.id"), index=True)
    amount_minor: Mapped[int]
