"""Getting the money in: promises, reminders, bank statements; and the owner's exchange rates."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from smallcrm.db.models.base import Base, DecimalText, Instant, Numbered, client_reference


class PaymentPromise(Numbered, Base):
    """A client said that an amount will be paid until a day; kept or broken is derived."""

    __tablename__ = "payment_promise"
    __table_args__ = (
        Index("ix_payment_promise_open", "until_on", sqlite_where=text("withdrawn_at IS NULL")),
        CheckConstraint("amount_minor > 0", name="amount"),
        {"sqlite_autoincrement": True},
    )

    client_id: Mapped[int] = client_reference()
    sale_id: Mapped[int | None] = mapped_column(ForeignKey("sale.id"), index=True)
    promised_on: Mapped[date]
    until_on: Mapped[date]
    currency: Mapped[str]
    amount_minor: Mapped[int]
    note: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)


class Reminder(Numbered, Base):
    """A client was reminded of what is overdue in a currency; fee and interest are a sale."""

    __tablename__ = "reminder"
    __table_args__ = (
        Index("ix_reminder_client_id_reminded_on", "client_id", "reminded_on"),
        CheckConstraint("step BETWEEN 1 AND 3", name="step"),
        CheckConstraint("fee_minor >= 0 AND interest_minor >= 0", name="charges"),
        {"sqlite_autoincrement": True},
    )

    client_id: Mapped[int] = client_reference(index=False)
    reminded_on: Mapped[date]
    step: Mapped[int]
    currency: Mapped[str]
    fee_minor: Mapped[int] = mapped_column(default=0)
    interest_minor: Mapped[int] = mapped_column(default=0)
    charge_sale_id: Mapped[int | None] = mapped_column(ForeignKey("sale.id"), index=True)
    method: Mapped[str | None]
    note: Mapped[str | None]


class ReminderSale(Numbered, Base):
    """A sale that a reminder was about, with what was open then."""

    __tablename__ = "reminder_sale"
    __table_args__ = (UniqueConstraint("reminder_id", "sale_id"), {"sqlite_autoincrement": True})

    reminder_id: Mapped[int] = mapped_column(ForeignKey("reminder.id"))
    sale_id: Mapped[int] = mapped_column(ForeignKey("sale.id"), index=True)
    open_minor: Mapped[int]


class BankLine(Numbered, Base):
    """A booking of a bank statement; `fingerprint` makes the same one twice harmless.

    `amount_minor` is signed: money in is positive. `status`: open until the owner settled it
    with a payment, or ignored it.
    """

    __tablename__ = "bank_line"
    __table_args__ = (
        UniqueConstraint("fingerprint"),
        Index("ix_bank_line_open", "booked_on", sqlite_where=text("status = 'open'")),
        CheckConstraint("status IN ('open','settled','ignored')", name="status"),
        {"sqlite_autoincrement": True},
    )

    account: Mapped[str]
    booked_on: Mapped[date]
    currency: Mapped[str]
    amount_minor: Mapped[int]
    name: Mapped[str | None]
    counter_account: Mapped[str | None]
    reference: Mapped[str]
    bank_id: Mapped[str | None]
    fingerprint: Mapped[str]
    status: Mapped[str]
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"), index=True)
    file_name: Mapped[str]


class ExchangeRate(Numbered, Base):
    """From a day on, one unit of `currency` is `rate` units of `base_currency`; typed by hand."""

    __tablename__ = "exchange_rate"
    __table_args__ = (
        UniqueConstraint("currency", "base_currency", "valid_from_on"),
        {"sqlite_autoincrement": True},
    )

    currency: Mapped[str]
    base_currency: Mapped[str]
    valid_from_on: Mapped[date]
    rate: Mapped[Decimal] = mapped_column(DecimalText)
