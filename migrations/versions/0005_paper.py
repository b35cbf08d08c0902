"""Sheets of labels that the owner measured; where the buyer of an invoice is, in parts.

Columns are added at the end of their table, and the journal's images of that table are made longer
by the same values, as in 0002. What an invoice kept so far is its buyer's address as text.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_PLACE = (
    "buyer_street",
    "buyer_postal_code",
    "buyer_locality",
    "buyer_region",
    "buyer_country",
    "seller_country",
)


def upgrade() -> None:
    lengths = ("page_width", "page_height", "across", "down", "left", "top")
    labels = ("label_width", "label_height", "step_x", "step_y")
    op.create_table(
        "label_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in (*lengths, *labels)),
        sa.CheckConstraint("across > 0 AND down > 0", name=op.f("ck_label_sheet_count")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_sheet")),
        sa.UniqueConstraint("name", name=op.f("uq_label_sheet_name")),
        sqlite_autoincrement=True,
    )
    for name in _PLACE:
        op.execute(f"ALTER TABLE invoice ADD COLUMN {name} VARCHAR")
    longer = ",null" * len(_PLACE) + "]"
    for image in ("before", "after"):
        op.execute(
            f"UPDATE change SET {image} = substr({image}, 1, length({image}) - 1) || '{longer}'"
            f" WHERE tbl = 'invoice' AND {image} IS NOT NULL"
        )
    op.execute("UPDATE action SET schema = '0005' WHERE schema = '0004'")
