"""How each column writes its dates and amounts: settled by all its cells, before any is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from smallcrm.domain.enums import OwnFieldKind
from smallcrm.domain.errors import Refusal
from smallcrm.importers.heading_text import normalised
from smallcrm.importers.headings import OWN
from smallcrm.importers.plan import SAMPLES, Column, DateOrder, ReadOptions
from smallcrm.importers.table import Table
from smallcrm.importers.values import (
    DateReading,
    DecimalReading,
    could_be_thousands,
    leaves_open,
    settle_dates,
    settle_decimals,
)

_DATES: Final = frozenset({"date", "due", "birthday", "created_on", "confirmed_on"})
_FIGURES: Final = frozenset(
    """
    total paid open amount opening_balance unit_price quantity price tax commission
    discount credit_limit
    """.split()
)
_OWN_FIGURES: Final = (OwnFieldKind.NUMBER, OwnFieldKind.AMOUNT)
_SAMPLE_ROWS: Final = 200
_SAMPLE_LENGTH: Final = 60


@dataclass(frozen=True, slots=True)
class Settled:
    """The readings of a table's columns, by field."""

    dates: Mapping[str, DateReading]
    decimals: Mapping[str, DecimalReading]

    @property
    def date_order(self) -> DateOrder | None:
        """The order that the file's dates have; that of the first column that needs one."""
        return next((one.order for one in self.dates.values() if one.order), None)

    @property
    def decimal_sign(self) -> str | None:
        """The decimal sign of the file's amounts; that of the first column that needs one."""
        return next((one.sign for one in self.decimals.values() if one.sign), None)

    @property
    def dates_ambiguous(self) -> bool:
        """Whether the order of any column is an assumption."""
        return any(one.ambiguous for one in self.dates.values())

    @property
    def decimals_ambiguous(self) -> bool:
        """Whether the sign of any column is an assumption."""
        return any(one.ambiguous for one in self.decimals.values())


def settled(table: Table, fields: Sequence[str | None], options: ReadOptions) -> Settled:
    """Find how each column is to be read; raises Refusal `unknown_column` of `date_orders`."""
    return Settled(_dates(table, fields, options), _decimals(table, fields, options))


def columns(table: Table, fields: Sequence[str | None], readings: Settled) -> tuple[Column, ...]:
    """Describe every column; what leaves its reading open comes first among the samples."""
    return tuple(
        _column(table, index, heading, name, readings)
        for index, (heading, name) in enumerate(zip(table.heading, fields, strict=True))
    )


def _column(table: Table, index: int, heading: str, name: str | None, readings: Settled) -> Column:
    dates = readings.dates.get(name or "", DateReading())
    decimals = readings.decimals.get(name or "", DecimalReading())
    samples: list[str] = []
    if dates.ambiguous:
        samples = _samples(table, index, leaves_open, len(table.rows))
    elif decimals.ambiguous:
        samples = _samples(table, index, could_be_thousands, len(table.rows))
    samples += _samples(table, index, bool, _SAMPLE_ROWS)
    return Column(
        heading,
        name,
        tuple(dict.fromkeys(samples))[:SAMPLES],
        date_order=dates.order,
        decimal_sign=decimals.sign,
        ambiguous=dates.ambiguous or decimals.ambiguous,
    )


def _samples(table: Table, index: int, fits: Callable[[str], bool], most: int) -> list[str]:
    found: dict[str, None] = {}
    for row in table.rows[:most]:
        text = row.cells[index].strip() if index < len(row.cells) else ""
        if text and fits(text):
            found[text[:_SAMPLE_LENGTH]] = None
            if len(found) == SAMPLES:
                break
    return list(found)


def _cells_of(table: Table, index: int) -> set[str]:
    return {row.cells[index] for row in table.rows if row.damage is None}


def _own_kind(name: str | None, options: ReadOptions) -> OwnFieldKind | None:
    """Return what one of the owner's fields holds, where a column is mapped to one."""
    own = name.removeprefix(OWN) if name is not None and name.startswith(OWN) else None
    return options.own_fields.get(own) if own else None


def _dates(
    table: Table, fields: Sequence[str | None], options: ReadOptions
) -> dict[str, DateReading]:
    readings: dict[str, DateReading] = {}
    told = _told_orders(table.heading, options.date_orders)
    for index, name in enumerate(fields):
        if name is not None and (name in _DATES or _own_kind(name, options) is OwnFieldKind.DATE):
            reading = settle_dates(_cells_of(table, index), options.country)
            order = told.get(index, options.date_order)
            readings[name] = DateReading(order) if order and reading.order else reading
    sure = {reading.order for reading in readings.values() if not reading.ambiguous} - {None}
    if len(sure) == 1:  # one column settles it for the others of the same file
        known = DateReading(sure.pop())
        readings = {name: known if one.ambiguous else one for name, one in readings.items()}
    return readings


def _told_orders(heading: Sequence[str], orders: Mapping[str, DateOrder]) -> dict[int, DateOrder]:
    """Find the columns whose order the caller tells, by their headings."""
    told: dict[int, DateOrder] = {}
    for column, order in orders.items():
        found = [index for index, cell in enumerate(heading) if cell == column.strip()] or [
            index for index, cell in enumerate(heading) if normalised(cell) == normalised(column)
        ]
        if not found:
            raise Refusal("unknown_column", field="date_orders", text=column, known=tuple(heading))
        told[found[0]] = order
    return told


def _decimals(
    table: Table, fields: Sequence[str | None], options: ReadOptions
) -> dict[str, DecimalReading]:
    written: dict[str, set[str]] = {}
    for index, name in enumerate(fields):
        if name is not None and (name in _FIGURES or _own_kind(name, options) in _OWN_FIGURES):
            written.setdefault(name, set()).update(_cells_of(table, index))
    readings: dict[str, DecimalReading] = {}
    for name, found in written.items():
        reading = settle_decimals(found, options.country)
        if options.decimal_sign:
            reading = DecimalReading(options.decimal_sign)
        readings[name] = reading
    sure = {reading.sign for reading in readings.values() if not reading.ambiguous} - {None}
    if len(sure) == 1:
        known = DecimalReading(sure.pop())
        readings = {
            name: known if one.ambiguous or one.sign is None else one
            for name, one in readings.items()
        }
    return readings
