"""From a table and a mapping of its columns to typed records, row by row."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from smallcrm.domain.errors import Refusal
from smallcrm.domain.records import Record, RecordKind, RejectedRow
from smallcrm.importers.client_rows import ClientRows
from smallcrm.importers.headings import columns_with, kind_of
from smallcrm.importers.money_rows import PaymentRows, SaleRows
from smallcrm.importers.note_rows import NoteRows
from smallcrm.importers.people_rows import PeopleRows
from smallcrm.importers.plan import SAMPLES, Column, ImportPlan, ReadOptions, Understood
from smallcrm.importers.product_rows import ProductRows
from smallcrm.importers.referral_rows import ReferralRows
from smallcrm.importers.row_reading import Cells, RowReader
from smallcrm.importers.table import Row, Table
from smallcrm.importers.values import (
    DateReading,
    DecimalReading,
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
_SAMPLE_LENGTH: Final = 60
_READERS: Final[dict[RecordKind, Callable[[Cells], RowReader]]] = {
    RecordKind.CLIENTS: ClientRows,
    RecordKind.SALES: SaleRows,
    RecordKind.PAYMENTS: PaymentRows,
    RecordKind.PRODUCTS: ProductRows,
    RecordKind.REFERRALS: ReferralRows,
    RecordKind.PEOPLE: PeopleRows,
    RecordKind.NOTES: NoteRows,
}


def plan_of(table: Table, options: ReadOptions, *, separator: str = ",") -> ImportPlan:
    """Make the plan of a table: its kind, its columns, its records, and the rows left over.

    Raises Refusal as `headings.kind_of` and `headings.columns_with` do.
    """
    kind = options.kind or kind_of(table.heading, options.mapping)
    fields = columns_with(table.heading, kind, options.mapping)
    dates = _settled_dates(table, fields, options)
    decimals = _settled_decimals(table, fields, options)
    cells = Cells(
        heading=table.heading,
        fields=fields,
        dates={name: reading.order for name, reading in dates.items()},
        decimals={name: reading.sign for name, reading in decimals.items()},
        default_currency=options.default_currency,
    )
    records, rejected = _records(table.rows, _READERS[kind](cells), separator)
    understood = Understood(
        format="table",
        kind=kind,
        columns=_columns(table, fields),
        heading_row=table.heading_row,
        date_order=next((one.order for one in dates.values() if one.order), None),
        date_order_ambiguous=any(one.ambiguous for one in dates.values()),
        decimal_sign=next((one.sign for one in decimals.values() if one.sign), None),
        decimal_sign_ambiguous=any(one.ambiguous for one in decimals.values()),
    )
    return ImportPlan(understood, records, rejected, rows_read=len(table.rows))


def _records(
    rows: Iterable[Row], reader: RowReader, separator: str
) -> tuple[tuple[Record, ...], tuple[RejectedRow, ...]]:
    rejected: list[RejectedRow] = []

    def reject(row: Row, why: str, parameters: dict[str, object]) -> None:
        text = _line(row.cells, separator)
        rejected.append(RejectedRow(row.number, why, parameters, text, row.cells))

    for row in rows:
        if row.damage:
            reader.spoil(row)
            reject(row, row.damage, {})
            continue
        try:
            reader.take(row)
        except Refusal as refusal:
            reader.spoil(row)
            reject(row, refusal.code, {**refusal.parameters, "field": refusal.field})
    records, torn = reader.finish()
    for row in torn:
        reject(row, "incomplete_sale", {})
    return records, tuple(sorted(rejected, key=lambda one: one.row))


def _line(cells: Sequence[str], separator: str) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=separator, lineterminator="").writerow(cells)
    return stream.getvalue()


def _cells_of(table: Table, index: int) -> set[str]:
    return {row.cells[index] for row in table.rows if row.damage is None}


def _settled_dates(
    table: Table, fields: Sequence[str | None], options: ReadOptions
) -> dict[str, DateReading]:
    readings: dict[str, DateReading] = {}
    for index, name in enumerate(fields):
        if name in _DATES:
            reading = settle_dates(_cells_of(table, index), options.country)
            if options.date_order and reading.order:
                reading = DateReading(options.date_order)
            readings[name] = reading
    sure = {reading.order for reading in readings.values() if not reading.ambiguous} - {None}
    if len(sure) == 1:  # one column settles it for the others of the same file
        known = DateReading(sure.pop())
        readings = {name: known if one.ambiguous else one for name, one in readings.items()}
    return readings


def _settled_decimals(
    table: Table, fields: Sequence[str | None], options: ReadOptions
) -> dict[str, DecimalReading]:
    written: dict[str, set[str]] = {}
    for index, name in enumerate(fields):
        if name in _FIGURES:
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


def _columns(table: Table, fields: Sequence[str | None]) -> tuple[Column, ...]:
    samples: list[list[str]] = [[] for _ in fields]
    for row in table.rows[:200]:
        for found, cell in zip(samples, row.cells, strict=False):
            text = cell.strip()
            if text and len(found) < SAMPLES and text not in found:
                found.append(text[:_SAMPLE_LENGTH])
    return tuple(
        Column(heading, name, tuple(found))
        for heading, name, found in zip(table.heading, fields, samples, strict=True)
    )
