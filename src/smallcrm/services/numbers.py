"""Numbers of documents: counted per year, never the same one twice."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from smallcrm.db.models import FileSetting, Sale
from smallcrm.db.unit_of_work import UnitOfWork


def next_sale_number(uow: UnitOfWork, on: date) -> str:
    """Return the next free number of the year of `on`, like S-2026-0093.

    The counter is a row of the file like any other: undoing the sale gives its number back.
    """
    prefix = f"S-{on.year:04d}"
    key = f"counter.{prefix}"
    counter = uow.session.scalars(select(FileSetting).where(FileSetting.key == key)).first()
    if counter is None:
        counter = FileSetting(key=key, value="0")
        uow.session.add(counter)
    value = int(counter.value) + 1
    while _taken(uow, f"{prefix}-{value:04d}"):
        value += 1
    counter.value = str(value)
    return f"{prefix}-{value:04d}"


def _taken(uow: UnitOfWork, number: str) -> bool:
    return uow.session.scalars(select(Sale.id).where(Sale.number == number)).first() is not None
