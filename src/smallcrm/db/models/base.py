"""What all tables share: naming of constraints, kinds of columns, ids that are never used twice."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Dialect, ForeignKey, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator

from smallcrm.domain import clock

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The declarative base of all models."""

    metadata = MetaData(naming_convention=NAMING)


class Instant(TypeDecorator[datetime]):
    """An instant, kept as UTC text to the millisecond, so that text order is time order."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Write it as text."""
        del dialect
        return None if value is None else clock.to_text(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """Read it with its zone."""
        del dialect
        return None if value is None else clock.from_text(value)


class DecimalText(TypeDecorator[Decimal]):
    """An exact decimal (quantity, unit price, percentage), kept as text: SQLite has floats only."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        """Write it without an exponent."""
        del dialect
        return None if value is None else f"{value:f}"

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Decimal | None:
        """Read it exactly."""
        del dialect
        return None if value is None else Decimal(value)


class Numbered:
    """A table whose ids are never used twice: redo gives a row its own id back."""

    @declared_attr.directive
    def __table_args__(cls) -> Any:  # noqa: N805  (SQLAlchemy calls it with the class)
        """Ask SQLite for AUTOINCREMENT."""
        return {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)


def client_reference(*, index: bool = True) -> MappedColumn[int]:
    """Make a column that says which client a row belongs to."""
    return mapped_column(ForeignKey("client.id"), index=index)
