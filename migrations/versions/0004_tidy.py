"""Own fields, level rules, confirmed details, merges that can be split, known lists.

Columns are added at the end of their tables, and the journal's images of those tables are made
longer by the same values, as in 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# What the new columns hold in every row that is there, as the end of a journal's image.
_LONGER = {
    "phone_number": ",null]",
    "email_address": ",null]",
    "postal_address": ",null]",
}
# Where the level stands in an image of a client, as the table is in revision 0003.
_LEVEL = 6


def upgrade() -> None:
    _rules()
    _own_fields()
    _pairs()
    op.create_table(
        "import_mapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shape", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_mapping")),
        sa.UniqueConstraint("shape", name=op.f("uq_import_mapping_shape")),
        sqlite_autoincrement=True,
    )
    for table in _LONGER:
        op.execute(f"ALTER TABLE {table} ADD COLUMN confirmed_on DATE")
    _levels()
    for table, end in _LONGER.items():
        for image in ("before", "after"):
            op.execute(
                f"UPDATE change SET {image} = substr({image}, 1, length({image}) - 1) || '{end}'"
                f" WHERE tbl = '{table}' AND {image} IS NOT NULL"
            )
    op.execute("UPDATE action SET schema = '0004' WHERE schema = '0003'")


def _rules() -> None:
    op.create_table(
        "level_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("paid_minor", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("within_months", sa.Integer(), nullable=True),
        sa.Column("referrals_won", sa.Integer(), nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.CheckConstraint("level IN ('preferred','vip')", name=op.f("ck_level_rule_level")),
        sa.CheckConstraint(
            "(paid_minor IS NULL) = (currency IS NULL)", name=op.f("ck_level_rule_currency")
        ),
        sa.CheckConstraint(
            "paid_minor IS NOT NULL OR referrals_won IS NOT NULL",
            name=op.f("ck_level_rule_asks_for_something"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_level_rule")),
        sqlite_autoincrement=True,
    )


def _own_fields() -> None:
    op.create_table(
        "own_field",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("choices", sa.String(), nullable=True),
        sa.Column("on_card", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('text','number','amount','date','choice','yes_no','link')",
            name=op.f("ck_own_field_kind"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_field")),
        sa.UniqueConstraint("name", name=op.f("uq_own_field_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "own_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("own_field_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("sort_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_own_value_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["own_field_id"], ["own_field.id"], name=op.f("fk_own_value_own_field_id_own_field")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_value")),
        sa.UniqueConstraint(
            "client_id", "own_field_id", name=op.f("uq_own_value_client_id_own_field_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_own_value_field_sort", "own_value", ["own_field_id", "sort_key", "client_id"]
    )


def _pairs() -> None:
    op.create_table(
        "client_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("merged_id", sa.Integer(), nullable=False),
        sa.Column("merged_name", sa.String(), nullable=False),
        sa.Column("merged_at", sa.Text(), nullable=False),
        sa.Column("split_at", sa.Text(), nullable=True),
        sa.Column("record", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_client_merge_client_id_client")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_merge")),
        sqlite_autoincrement=True,
    )
    for column in ("client_id", "merged_id"):
        op.create_index(op.f(f"ix_client_merge_{column}"), "client_merge", [column])
    op.create_table(
        "not_duplicate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("client_id < other_id", name=op.f("ck_not_duplicate_order")),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_not_duplicate_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["client.id"], name=op.f("fk_not_duplicate_other_id_client")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_not_duplicate")),
        sa.UniqueConstraint(
            "client_id", "other_id", name=op.f("uq_not_duplicate_client_id_other_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_not_duplicate_other_id"), "not_duplicate", ["other_id"])


def _levels() -> None:
    """A level that is there was set by hand: no rule was there to give it."""
    op.execute("ALTER TABLE client ADD COLUMN level_by_hand BOOLEAN DEFAULT 0 NOT NULL")
    op.execute(
        "ALTER TABLE client ADD COLUMN level_rule_id INTEGER"
        " CONSTRAINT fk_client_level_rule_id_level_rule REFERENCES level_rule (id)"
    )
    # The journal's trigger would refuse; all of them are made anew after a migration.
    op.execute("DROP TRIGGER IF EXISTS journal_client_update")
    op.execute("UPDATE client SET level_by_hand = 1 WHERE level <> 'standard'")
    for image in ("before", "after"):
        op.execute(
            f"UPDATE change SET {image} = substr({image}, 1, length({image}) - 1)"
            f" || iif(json_extract({image}, '$[{_LEVEL}]') = 'standard', ',0,null]', ',1,null]')"
            f" WHERE tbl = 'client' AND {image} IS NOT NULL"
        )
