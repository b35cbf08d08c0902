"""Referrals that pay: reward rules, overrides, credits that know what earned them.

Columns are added at the end of their tables, and the journal's images of those tables are made
longer by the same values, as in 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# What the new columns hold in every row that is there, as the end of a journal's image.
_LONGER = {
    "referral": ",null,null,null]",
    "payment": ",null,null,null,null]",
    "follow_up": ",null,null,null,null]",
}


def _add(table: str, column: str, kind: str, *, references: str | None = None) -> None:
    """Add a column; a foreign key has to be said in the same statement."""
    key = ""
    if references is not None:
        key = f" CONSTRAINT fk_{table}_{column}_{references} REFERENCES {references} (id)"
    op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}{key}")


def upgrade() -> None:
    op.create_table(
        "reward_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("recipients", sa.String(), nullable=False),
        sa.Column("percent", sa.Text(), nullable=True),
        sa.Column("amount_minor", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("earned_when", sa.String(), nullable=False),
        sa.Column("first_sales", sa.Integer(), nullable=True),
        sa.Column("within_months", sa.Integer(), nullable=True),
        sa.Column("without_tax", sa.Boolean(), nullable=False),
        sa.Column("minimum_minor", sa.Integer(), nullable=True),
        sa.Column("cap_minor", sa.Integer(), nullable=True),
        sa.Column("year_cap_minor", sa.Integer(), nullable=True),
        sa.Column("valid_from_on", sa.Date(), nullable=True),
        sa.Column("valid_until_on", sa.Date(), nullable=True),
        sa.Column("expires_after_days", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(percent IS NULL) <> (amount_minor IS NULL)", name=op.f("ck_reward_rule_kind")
        ),
        sa.CheckConstraint(
            "recipients IN ('referrer','referred','both')", name=op.f("ck_reward_rule_recipients")
        ),
        sa.CheckConstraint(
            "earned_when IN ('ordered','billed','paid')", name=op.f("ck_reward_rule_earned_when")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reward_rule")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "reward_override",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_reward_override_amount")),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_reward_override_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_reward_override_referral_id_referral")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reward_override")),
        sa.UniqueConstraint(
            "referral_id", "client_id", name=op.f("uq_reward_override_referral_id_client_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_reward_override_client_id"), "reward_override", ["client_id"], unique=False
    )
    _totals()
    _referrals()
    _payments()
    for table, end in _LONGER.items():
        for image in ("before", "after"):
            op.execute(
                f"UPDATE change SET {image} = substr({image}, 1, length({image}) - 1) || '{end}'"
                f" WHERE tbl = '{table}' AND {image} IS NOT NULL"
            )
    op.execute("UPDATE action SET schema = '0003' WHERE schema = '0002'")


def _totals() -> None:
    """Tables that triggers keep; the program fills them after each migration."""
    for table in ("client_worth", "referrer_worth"):
        op.create_table(
            table,
            sa.Column("client_id", sa.Integer(), autoincrement=False, nullable=False),
            sa.Column("currency", sa.String(), nullable=False),
            sa.Column("paid_minor", sa.Integer(), nullable=False),
            sa.Column("reward_minor", sa.Integer(), nullable=False),
            sa.PrimaryKeyConstraint("client_id", "currency", name=op.f(f"pk_{table}")),
            sqlite_with_rowid=False,
        )
    for column in ("paid_minor", "reward_minor"):
        name = f"ix_referrer_worth_currency_{column}"
        op.create_index(name, "referrer_worth", ["currency", column])
    op.create_table(
        "referrer",
        sa.Column("client_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("won", sa.Integer(), nullable=False),
        sa.Column("lost", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("client_id", name=op.f("pk_referrer")),
    )
    for columns in (["parent_id", "sent", "won"], ["sent", "won"], ["won", "sent"]):
        op.create_index("ix_referrer_" + "_".join(columns), "referrer", columns)


def _referrals() -> None:
    _add("referral", "reason", "VARCHAR")
    _add("referral", "currency", "VARCHAR")
    _add("referral", "commission_minor", "INTEGER")
    op.create_index(
        "ix_referral_referred_on_id",
        "referral",
        ["referred_on", "id", "direction", "counterpart_id", "outcome", "client_id"],
    )
    op.drop_index("ix_referral_counterpart_id", "referral")
    op.create_index(
        "ix_referral_counterpart",
        "referral",
        ["counterpart_id", "direction", "referred_on", "outcome", "client_id"],
    )
    _add("follow_up", "code", "VARCHAR")
    _add("follow_up", "referral_id", "INTEGER", references="referral")
    _add("follow_up", "currency", "VARCHAR")
    _add("follow_up", "amount_minor", "INTEGER")
    op.create_index(
        "ix_follow_up_referral_id",
        "follow_up",
        ["referral_id"],
        sqlite_where=sa.text("referral_id IS NOT NULL"),
    )


def _payments() -> None:
    """Let a payment be of one more kind: SQLite changes a check by making the table anew."""
    connection = op.get_bind()
    indexes = connection.exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'payment'"
        " AND sql IS NOT NULL AND name <> 'ix_payment_free' ORDER BY name"
    ).scalars()
    kept = list(indexes)
    made = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'payment'"
    old = connection.exec_driver_sql(made).scalar_one()
    kinds = "'credit_note','opening_credit'"
    name = 'CREATE TABLE "payment" ('
    assert old.startswith(name)
    assert kinds in old
    new = old.replace(name, "CREATE TABLE payment_new (", 1)
    connection.exec_driver_sql(new.replace(kinds, f"{kinds},'credit_taken_back'"))
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
    _add("payment", "referral_id", "INTEGER", references="referral")
    _add("payment", "reward_rule_id", "INTEGER", references="reward_rule")
    _add("payment", "reward_sale_id", "INTEGER", references="sale")
    _add("payment", "expires_on", "DATE")
    for sql in kept:
        connection.exec_driver_sql(sql)
    op.create_index(
        "ix_payment_free",
        "payment",
        [
            "client_id",
            "currency",
            "amount_minor",
            "allocated_minor",
            "refunded_minor",
            "expires_on",
            "kind",
            "voided_at",
        ],
        sqlite_where=sa.text(
            "amount_minor > allocated_minor + refunded_minor AND voided_at IS NULL"
            " AND kind <> 'refund' AND kind <> 'credit_taken_back'"
        ),
    )
    op.create_index(
        "ix_payment_referral_id",
        "payment",
        ["referral_id"],
        sqlite_where=sa.text("referral_id IS NOT NULL"),
    )
    op.create_index(
        "ix_payment_expires_on",
        "payment",
        ["expires_on"],
        sqlite_where=sa.text("expires_on IS NOT NULL"),
    )
    op.create_index(
        "ix_payment_reward",
        "payment",
        [
            "client_id",
            "kind",
            "currency",
            "expires_on",
            "amount_minor",
            "allocated_minor",
            "refunded_minor",
            "voided_at",
        ],
        sqlite_where=sa.text(
            "kind IN ('referral_credit', 'credit_taken_back') AND voided_at IS NULL"
        ),
    )
    op.create_index(
        "ix_payment_reward_rule_id",
        "payment",
        ["reward_rule_id", "kind", "currency", "amount_minor", "refunded_minor", "voided_at"],
        sqlite_where=sa.text("reward_rule_id IS NOT NULL"),
    )
    op.create_index(
        "ix_payment_reward_sale_id",
        "payment",
        ["reward_sale_id"],
        sqlite_where=sa.text("reward_sale_id IS NOT NULL"),
    )
