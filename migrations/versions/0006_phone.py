"""Calls that end, are missed and belong to nobody yet; notes that expire; documents; snoozing.

Columns are added at the end of their tables, and the journal's images of those tables are made
longer by the same values, as in 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_NEW = {
    "interaction": (
        "seconds INTEGER",
        "satisfaction INTEGER",
        "source VARCHAR",
        "source_key VARCHAR",
        "handled_at TEXT",
        "body VARCHAR",
    ),
    "note": (
        (
            "contact_person_id INTEGER CONSTRAINT fk_note_contact_person_id_contact_person"
            " REFERENCES contact_person (id)"
        ),
        (
            "interaction_id INTEGER CONSTRAINT fk_note_interaction_id_interaction"
            " REFERENCES interaction (id)"
        ),
        "expires_on DATE",
    ),
    "follow_up": (
        "repeat_from_on DATE",
        "snoozed_until TEXT",
        "notified_at TEXT",
        (
            "interaction_id INTEGER CONSTRAINT fk_follow_up_interaction_id_interaction"
            " REFERENCES interaction (id)"
        ),
    ),
}
_UNKNOWN_MISSED = "direction = 'in' AND answered = 0 AND handled_at IS NULL"
_MISSED = f"kind = 'call' AND {_UNKNOWN_MISSED}"
_KEYED = "source_key IS NOT NULL"


def upgrade() -> None:
    for table, columns in _NEW.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
        longer = ",null" * len(columns) + "]"
        for image in ("before", "after"):
            op.execute(
                f"UPDATE change SET {image} = substr({image}, 1, length({image}) - 1) || '{longer}'"
                f" WHERE tbl = '{table}' AND {image} IS NOT NULL"
            )
    op.create_index(
        "ix_interaction_missed", "interaction", ["start_at"], sqlite_where=sa.text(_MISSED)
    )
    op.create_index(
        "ix_interaction_call_start_at",
        "interaction",
        ["start_at"],
        sqlite_where=sa.text("kind = 'call'"),
    )
    op.create_index(
        "uq_interaction_source_key",
        "interaction",
        ["source", "source_key"],
        unique=True,
        sqlite_where=sa.text(_KEYED),
    )
    for column in ("contact_person_id", "interaction_id"):
        op.create_index(f"ix_note_{column}", "note", [column])
    op.create_index("ix_follow_up_interaction_id", "follow_up", ["interaction_id"])
    _unknown_calls()
    _documents()
    op.execute("UPDATE action SET schema = '0006' WHERE schema = '0005'")


def _unknown_calls() -> None:
    op.create_table(
        "unknown_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("e164", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("start_at", sa.Text(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("source_key", sa.String(), nullable=True),
        sa.Column("handled_at", sa.Text(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.CheckConstraint("direction IN ('in','out')", name=op.f("ck_unknown_call_direction")),
        sa.CheckConstraint("seconds >= 0", name=op.f("ck_unknown_call_seconds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unknown_call")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_unknown_call_start_at", "unknown_call", ["start_at"])
    op.create_index(
        "ix_unknown_call_e164", "unknown_call", ["e164"], sqlite_where=sa.text("e164 IS NOT NULL")
    )
    op.create_index(
        "ix_unknown_call_missed",
        "unknown_call",
        ["start_at"],
        sqlite_where=sa.text(_UNKNOWN_MISSED),
    )
    op.create_index(
        "uq_unknown_call_source_key",
        "unknown_call",
        ["source", "source_key"],
        unique=True,
        sqlite_where=sa.text(_KEYED),
    )


def _documents() -> None:
    op.create_table(
        "document_content",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("size = length(content)", name=op.f("ck_document_content_size")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_content")),
        sa.UniqueConstraint("sha256", name=op.f("uq_document_content_sha256")),
    )
    about = {"sale_id": "sale", "quote_id": "quote"}
    about |= {"contract_id": "contract", "interaction_id": "interaction"}
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        *(sa.Column(column, sa.Integer(), nullable=True) for column in about),
        sa.Column("content_sha256", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("added_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_document_client_id_client")
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_document_{column}_{table}")
            )
            for column, table in about.items()
        ),
        sa.ForeignKeyConstraint(
            ["content_sha256"],
            ["document_content.sha256"],
            name=op.f("fk_document_content_sha256_document_content"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_document_client_id_added_at", "document", ["client_id", "added_at"])
    for column in about:
        op.create_index(
            f"ix_document_{column}",
            "document",
            [column],
            sqlite_where=sa.text(f"{column} IS NOT NULL"),
        )
    op.create_index("ix_document_content_sha256", "document", ["content_sha256"])
