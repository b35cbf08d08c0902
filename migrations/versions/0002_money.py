"""Money complete: products, quotes, contracts, deliveries, invoices, instalments, bank lines.

Columns are added at the end of their tables, and the journal's images of those tables are made
longer by the same values: what was done before can be undone as before, and `check` still
compares each row with its last image.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# What the new columns hold in every row that is there, as the end of a journal's image.
_LONGER = {
    "client": ",null,0,null]",
    "sale": ",null,null,null,null,0,0,0,0,null,null]",
    "sale_line": ",null,null]",
    "payment": ",null]",
}


def _add(table: str, column: str, kind: str, *, references: str | None = None) -> None:
    """Add a column; a foreign key has to be said in the same statement."""
    key = ""
    if references is not None:
        key = f" CONSTRAINT fk_{table}_{column}_{references} REFERENCES {references} (id)"
    op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}{key}")


def upgrade() -> None:
    op.create_table(
        "exchange_rate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("base_currency", sa.String(), nullable=False),
        sa.Column("valid_from_on", sa.Date(), nullable=False),
        sa.Column("rate", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_rate")),
        sa.UniqueConstraint(
            "currency",
            "base_currency",
            "valid_from_on",
            name=op.f("uq_exchange_rate_currency_base_currency_valid_from_on"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "product",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_sort", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("tax_category", sa.String(), nullable=False),
        sa.Column("tax_percent", sa.Text(), nullable=False),
        sa.Column("tax_reason", sa.String(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sa.UniqueConstraint("code", name=op.f("uq_product_code")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_product_name_sort_id", "product", ["name_sort", "id"], unique=False)
    op.create_table(
        "contract",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_contract_amount")),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_contract_client_id_client")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
        sa.UniqueConstraint("number", name=op.f("uq_contract_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_contract_client_id"), "contract", ["client_id"], unique=False)
    op.create_index(
        "ix_contract_ends_on",
        "contract",
        ["ends_on"],
        unique=False,
        sqlite_where=sa.text("ends_on IS NOT NULL"),
    )
    op.create_table(
        "invoice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("external", sa.Boolean(), nullable=False),
        sa.Column("period", sa.String(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("credits_id", sa.Integer(), nullable=True),
        sa.Column("rebill", sa.Boolean(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("service_from_on", sa.Date(), nullable=True),
        sa.Column("service_until_on", sa.Date(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("prices_include_tax", sa.Boolean(), nullable=False),
        sa.Column("tax_per_line", sa.Boolean(), nullable=False),
        sa.Column("discount_minor", sa.Integer(), nullable=False),
        sa.Column("net_minor", sa.Integer(), nullable=False),
        sa.Column("tax_minor", sa.Integer(), nullable=False),
        sa.Column("total_minor", sa.Integer(), nullable=False),
        sa.Column("rounding_minor", sa.Integer(), nullable=False),
        sa.Column("buyer_name", sa.String(), nullable=False),
        sa.Column("buyer_organisation", sa.String(), nullable=True),
        sa.Column("buyer_tax_number", sa.String(), nullable=True),
        sa.Column("buyer_address", sa.String(), nullable=True),
        sa.Column("seller_name", sa.String(), nullable=False),
        sa.Column("seller_address", sa.String(), nullable=True),
        sa.Column("seller_tax_number", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("fixed_at", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'credit_note') = (credits_id IS NOT NULL)", name=op.f("ck_invoice_credits")
        ),
        sa.CheckConstraint("kind IN ('invoice','credit_note')", name=op.f("ck_invoice_kind")),
        sa.CheckConstraint("total_minor >= 0", name=op.f("ck_invoice_total")),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_invoice_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["credits_id"], ["invoice.id"], name=op.f("fk_invoice_credits_id_invoice")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
        sa.UniqueConstraint(
            "kind", "period", "sequence", name=op.f("uq_invoice_kind_period_sequence")
        ),
        sa.UniqueConstraint("number", name=op.f("uq_invoice_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_invoice_client_id_issued_on", "invoice", ["client_id", "issued_on"], unique=False
    )
    op.create_index(
        "ix_invoice_credits_id",
        "invoice",
        ["credits_id"],
        unique=False,
        sqlite_where=sa.text("credits_id IS NOT NULL"),
    )
    op.create_index("ix_invoice_issued_on_id", "invoice", ["issued_on", "id"], unique=False)
    op.create_table(
        "product_price",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("unit_price", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_product_price_product_id_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_price")),
        sa.UniqueConstraint(
            "product_id", "currency", name=op.f("uq_product_price_product_id_currency")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "quote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("is_latest", sa.Boolean(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("quoted_on", sa.Date(), nullable=False),
        sa.Column("valid_until_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decline_reason", sa.String(), nullable=True),
        sa.Column("terms", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("prices_include_tax", sa.Boolean(), nullable=False),
        sa.Column("tax_per_line", sa.Boolean(), nullable=False),
        sa.Column("discount_percent", sa.Text(), nullable=True),
        sa.Column("discount_amount", sa.Text(), nullable=True),
        sa.Column("discount_minor", sa.Integer(), nullable=False),
        sa.Column("net_minor", sa.Integer(), nullable=False),
        sa.Column("tax_minor", sa.Integer(), nullable=False),
        sa.Column("total_minor", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "status IN ('open','partly_accepted','accepted','declined')",
            name=op.f("ck_quote_status"),
        ),
        sa.CheckConstraint("total_minor >= 0", name=op.f("ck_quote_total")),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_quote_client_id_client")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote")),
        sa.UniqueConstraint("number", "revision", name=op.f("uq_quote_number_revision")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_quote_client_id_quoted_on", "quote", ["client_id", "quoted_on"], unique=False
    )
    op.create_index(
        "ix_quote_open",
        "quote",
        ["valid_until_on"],
        unique=False,
        sqlite_where=sa.text("is_latest = 1 AND status IN ('open','partly_accepted')"),
    )
    op.create_index("ix_quote_quoted_on_id", "quote", ["quoted_on", "id"], unique=False)
    op.create_index(
        "uq_quote_latest", "quote", ["number"], unique=True, sqlite_where=sa.text("is_latest = 1")
    )
    op.create_table(
        "quote_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("quote_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("quantity", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("unit_price", sa.Text(), nullable=False),
        sa.Column("discount_percent", sa.Text(), nullable=False),
        sa.Column("tax_category", sa.String(), nullable=False),
        sa.Column("tax_percent", sa.Text(), nullable=False),
        sa.Column("tax_reason", sa.String(), nullable=True),
        sa.Column("net_minor", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_quote_line_product_id_product")
        ),
        sa.ForeignKeyConstraint(
            ["quote_id"], ["quote.id"], name=op.f("fk_quote_line_quote_id_quote")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_line")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_quote_line_product_id"), "quote_line", ["product_id"], unique=False)
    op.create_index(op.f("ix_quote_line_quote_id"), "quote_line", ["quote_id"], unique=False)
    op.create_table(
        "bank_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("counter_account", sa.String(), nullable=True),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("bank_id", sa.String(), nullable=True),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.CheckConstraint(
            "status IN ('open','settled','ignored')", name=op.f("ck_bank_line_status")
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payment.id"], name=op.f("fk_bank_line_payment_id_payment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_line")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_bank_line_fingerprint")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_bank_line_open",
        "bank_line",
        ["booked_on"],
        unique=False,
        sqlite_where=sa.text("status = 'open'"),
    )
    op.create_index(op.f("ix_bank_line_payment_id"), "bank_line", ["payment_id"], unique=False)
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("sale_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_delivery_client_id_client")
        ),
        sa.ForeignKeyConstraint(["sale_id"], ["sale.id"], name=op.f("fk_delivery_sale_id_sale")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("number", name=op.f("uq_delivery_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_delivery_client_id"), "delivery", ["client_id"], unique=False)
    op.create_index(op.f("ix_delivery_sale_id"), "delivery", ["sale_id"], unique=False)
    op.create_table(
        "instalment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sale_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_instalment_amount")),
        sa.ForeignKeyConstraint(["sale_id"], ["sale.id"], name=op.f("fk_instalment_sale_id_sale")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instalment")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_instalment_sale_id_due_on", "instalment", ["sale_id", "due_on"], unique=False
    )
    op.create_table(
        "invoice_sale",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("sale_id", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_invoice_sale_amount")),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoice.id"], name=op.f("fk_invoice_sale_invoice_id_invoice")
        ),
        sa.ForeignKeyConstraint(
            ["sale_id"], ["sale.id"], name=op.f("fk_invoice_sale_sale_id_sale")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_sale")),
        sa.UniqueConstraint(
            "invoice_id", "sale_id", name=op.f("uq_invoice_sale_invoice_id_sale_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_invoice_sale_sale_id"), "invoice_sale", ["sale_id"], unique=False)
    op.create_table(
        "payment_promise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("sale_id", sa.Integer(), nullable=True),
        sa.Column("promised_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("withdrawn_at", sa.Text(), nullable=True),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_payment_promise_amount")),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_payment_promise_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["sale_id"], ["sale.id"], name=op.f("fk_payment_promise_sale_id_sale")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_promise")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_payment_promise_client_id"), "payment_promise", ["client_id"], unique=False
    )
    op.create_index(
        "ix_payment_promise_open",
        "payment_promise",
        ["until_on"],
        unique=False,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_index(
        op.f("ix_payment_promise_sale_id"), "payment_promise", ["sale_id"], unique=False
    )
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("reminded_on", sa.Date(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("fee_minor", sa.Integer(), nullable=False),
        sa.Column("interest_minor", sa.Integer(), nullable=False),
        sa.Column("charge_sale_id", sa.Integer(), nullable=True),
        sa.Column("method", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.CheckConstraint(
            "fee_minor >= 0 AND interest_minor >= 0", name=op.f("ck_reminder_charges")
        ),
        sa.CheckConstraint("step BETWEEN 1 AND 3", name=op.f("ck_reminder_step")),
        sa.ForeignKeyConstraint(
            ["charge_sale_id"], ["sale.id"], name=op.f("fk_reminder_charge_sale_id_sale")
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_reminder_client_id_client")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_reminder_charge_sale_id"), "reminder", ["charge_sale_id"], unique=False
    )
    op.create_index(
        "ix_reminder_client_id_reminded_on", "reminder", ["client_id", "reminded_on"], unique=False
    )
    op.create_table(
        "delivery_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("sale_line_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("fk_delivery_line_delivery_id_delivery")
        ),
        sa.ForeignKeyConstraint(
            ["sale_line_id"], ["sale_line.id"], name=op.f("fk_delivery_line_sale_line_id_sale_line")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_line")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_delivery_line_delivery_id"), "delivery_line", ["delivery_id"], unique=False
    )
    op.create_index(
        op.f("ix_delivery_line_sale_line_id"), "delivery_line", ["sale_line_id"], unique=False
    )
    op.create_table(
        "invoice_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sale_id", sa.Integer(), nullable=False),
        sa.Column("sale_line_id", sa.Integer(), nullable=True),
        sa.Column("credits_line_id", sa.Integer(), nullable=True),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("quantity", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("unit_price", sa.Text(), nullable=False),
        sa.Column("discount_percent", sa.Text(), nullable=False),
        sa.Column("tax_category", sa.String(), nullable=False),
        sa.Column("tax_percent", sa.Text(), nullable=False),
        sa.Column("tax_reason", sa.String(), nullable=True),
        sa.Column("net_minor", sa.Integer(), nullable=False),
        sa.Column("discount_minor", sa.Integer(), nullable=False),
        sa.Column("tax_minor", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["credits_line_id"],
            ["invoice_line.id"],
            name=op.f("fk_invoice_line_credits_line_id_invoice_line"),
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoice.id"], name=op.f("fk_invoice_line_invoice_id_invoice")
        ),
        sa.ForeignKeyConstraint(
            ["sale_id"], ["sale.id"], name=op.f("fk_invoice_line_sale_id_sale")
        ),
        sa.ForeignKeyConstraint(
            ["sale_line_id"], ["sale_line.id"], name=op.f("fk_invoice_line_sale_line_id_sale_line")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_line")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_invoice_line_credits_line_id"), "invoice_line", ["credits_line_id"], unique=False
    )
    op.create_index(
        op.f("ix_invoice_line_invoice_id"), "invoice_line", ["invoice_id"], unique=False
    )
    op.create_index(op.f("ix_invoice_line_sale_id"), "invoice_line", ["sale_id"], unique=False)
    op.create_index(
        op.f("ix_invoice_line_sale_line_id"), "invoice_line", ["sale_line_id"], unique=False
    )
    op.create_table(
        "reminder_sale",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reminder_id", sa.Integer(), nullable=False),
        sa.Column("sale_id", sa.Integer(), nullable=False),
        sa.Column("open_minor", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reminder_id"], ["reminder.id"], name=op.f("fk_reminder_sale_reminder_id_reminder")
        ),
        sa.ForeignKeyConstraint(
            ["sale_id"], ["sale.id"], name=op.f("fk_reminder_sale_sale_id_sale")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_sale")),
        sa.UniqueConstraint(
            "reminder_id", "sale_id", name=op.f("uq_reminder_sale_reminder_id_sale_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_reminder_sale_sale_id"), "reminder_sale", ["sale_id"], unique=False)
    _columns()
    _payments()
    for table, end in _LONGER.items():
        for image in ("before", "after"):
            op.execute(
                f"UPDATE change SET {image} = substr({image}, 1, length({image}) - 1) || '{end}'"
                f" WHERE tbl = '{table}' AND {image} IS NOT NULL"
            )
    op.execute("UPDATE action SET schema = '0002' WHERE schema = '0001'")


def _columns() -> None:
    _add("client", "discount_percent", "TEXT")
    _add("client", "on_hold", "BOOLEAN DEFAULT '0' NOT NULL")
    _add("client", "hold_reason", "VARCHAR")
    _add("sale", "contract_id", "INTEGER", references="contract")
    _add("sale", "quote_id", "INTEGER", references="quote")
    _add("sale", "discount_percent", "TEXT")
    _add("sale", "discount_amount", "TEXT")
    _add("sale", "discount_minor", "INTEGER DEFAULT '0' NOT NULL")
    _add("sale", "tax_per_line", "BOOLEAN DEFAULT '0' NOT NULL")
    _add("sale", "billed_minor", "INTEGER DEFAULT '0' NOT NULL")
    _add("sale", "has_plan", "BOOLEAN DEFAULT '0' NOT NULL")
    _add("sale", "service_from_on", "DATE")
    _add("sale", "service_until_on", "DATE")
    _add("sale_line", "product_id", "INTEGER", references="product")
    _add("sale_line", "quote_line_id", "INTEGER", references="quote_line")
    op.drop_index("ix_sale_open", table_name="sale")
    op.create_index(
        "ix_sale_open",
        "sale",
        ["client_id", "status", "currency", "due_on", "total_minor", "paid_minor", "has_plan"],
        sqlite_where=sa.text("paid_minor < total_minor AND status <> 'cancelled'"),
    )
    op.create_index(
        "ix_sale_planned",
        "sale",
        ["client_id"],
        sqlite_where=sa.text("has_plan = 1 AND paid_minor < total_minor AND status <> 'cancelled'"),
    )
    op.create_index(
        "ix_sale_billed_unpaid",
        "sale",
        ["client_id", "currency", "billed_minor", "paid_minor"],
        sqlite_where=sa.text("billed_minor > paid_minor AND status <> 'cancelled'"),
    )
    op.create_index(
        "ix_sale_service_until_on",
        "sale",
        ["service_until_on"],
        sqlite_where=sa.text("service_until_on IS NOT NULL"),
    )
    op.create_index("ix_sale_contract_id", "sale", ["contract_id"])
    op.create_index("ix_sale_quote_id", "sale", ["quote_id"])
    op.create_index("ix_sale_line_product_id", "sale_line", ["product_id"])
    op.create_index("ix_sale_line_quote_line_id", "sale_line", ["quote_line_id"])


def _payments() -> None:
    """Let a payment be of two more kinds: SQLite changes a check by making the table anew."""
    connection = op.get_bind()
    made = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'payment'"
    old = connection.exec_driver_sql(made).scalar_one()
    kinds = "'payment','refund','referral_credit','write_off'"
    assert old.startswith("CREATE TABLE payment (")
    assert kinds in old
    new = old.replace("CREATE TABLE payment (", "CREATE TABLE payment_new (", 1)
    connection.exec_driver_sql(new.replace(kinds, f"{kinds},'credit_note','opening_credit'"))
    # Ids are never used twice: the highest that ever was stays known.
    highest = "SELECT seq FROM sqlite_sequence WHERE name = 'payment'"
    seq = connection.exec_driver_sql(highest).scalar()
    connection.exec_driver_sql("INSERT INTO payment_new SELECT * FROM payment ORDER BY id")
    connection.exec_driver_sql("DROP TABLE payment")
    connection.exec_driver_sql("ALTER TABLE payment_new RENAME TO payment")
    if seq is not None:
        connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = 'payment'")
        connection.exec_driver_sql(
            "INSERT INTO sqlite_sequence (name, seq) VALUES ('payment', ?)", (seq,)
        )
    _add("payment", "invoice_id", "INTEGER", references="invoice")
    op.create_index("ix_payment_client_id_received_on", "payment", ["client_id", "received_on"])
    op.create_index("ix_payment_received_on_id", "payment", ["received_on", "id"])
    op.create_index("ix_payment_refund_of_id", "payment", ["refund_of_id"])
    op.create_index("ix_payment_invoice_id", "payment", ["invoice_id"])
    op.create_index(
        "ix_payment_free",
        "payment",
        ["client_id", "currency", "amount_minor", "allocated_minor", "refunded_minor"],
        sqlite_where=sa.text(
            "amount_minor > allocated_minor + refunded_minor"
            " AND voided_at IS NULL AND kind <> 'refund'"
        ),
    )
    op.create_index(
        "ix_payment_money",
        "payment",
        [
            "client_id",
            "currency",
            "received_on",
            "amount_minor",
            "refunded_minor",
            "voided_at",
        ],
        sqlite_where=sa.text("kind = 'payment' AND voided_at IS NULL"),
    )
    op.create_index(
        "ix_payment_written_off",
        "payment",
        ["client_id", "received_on"],
        sqlite_where=sa.text("kind = 'write_off' AND voided_at IS NULL"),
    )
