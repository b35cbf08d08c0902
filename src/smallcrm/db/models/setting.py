"""Settings that travel with the data file."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from smallcrm.db.models.base import Base, Numbered


class FileSetting(Numbered, Base):
    """One setting, its value as the canonical text of its own check."""

    __tablename__ = "setting"
    __table_args__ = (UniqueConstraint("key"), {"sqlite_autoincrement": True})

    key: Mapped[str]
    value: Mapped[str]
