"""What the owner measured for printing: sheets of labels."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped

from smallcrm.db.models.base import Base, Numbered


class LabelSheet(Numbered, Base):
    """A sheet of labels as the owner measured it; lengths are in micrometres (25.4 mm = 25 400).

    The first label begins at `left`, `top` from the sheet's corner; the next ones follow in
    steps of `step_x` across and `step_y` down, from edge to edge.
    """

    __tablename__ = "label_sheet"
    __table_args__ = (
        UniqueConstraint("name"),
        CheckConstraint("across > 0 AND down > 0", name="count"),
        {"sqlite_autoincrement": True},
    )

    name: Mapped[str]
    page_width: Mapped[int]
    page_height: Mapped[int]
    across: Mapped[int]
    down: Mapped[int]
    left: Mapped[int]
    top: Mapped[int]
    label_width: Mapped[int]
    label_height: Mapped[int]
    step_x: Mapped[int]
    step_y: Mapped[int]
