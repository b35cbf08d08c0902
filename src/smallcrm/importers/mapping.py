"""From a table and a mapping of its columns to typed records, row by row."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from typing import Final

from smallcrm.domain.errors import Refusal
from smallcrm.domain.records import Record, RecordKind, RejectedRow
from smallcrm.domain.watch import Watch
from smallcrm.importers.client_rows import ClientRows
from smallcrm.importers.headings import columns_with, kind_of, known_list
from smallcrm.importers.line_rows import SaleLineRows
from smallcrm.importers.money_rows import PaymentRows, SaleRows
from smallcrm.importers.new_fields import new_fields
from smallcrm.importers.note_rows import NoteRows
from smallcrm.importers.people_rows import PeopleRows
from smallcrm.importers.plan import ImportPlan, ReadOptions, Understood
from smallcrm.importers.product_rows import ProductRows
from smallcrm.importers.referral_rows import ReferralRows
from smallcrm.importers.row_reading import Cells, RowReader
from smallcrm.importers.settling import Settled, columns, settled
from smallcrm.importers.table import Row, Table

_STEP: Final = 1000
_READERS: Final[dict[RecordKind, Callable[[Cells], RowReader]]] = {
    RecordKind.CLIENTS: ClientRows,
    RecordKind.SALES: SaleRows,
    RecordKind.PAYMENTS: PaymentRows,
    RecordKind.PRODUCTS: ProductRows,
    RecordKind.REFERRALS: ReferralRows,
    RecordKind.PEOPLE: PeopleRows,
    RecordKind.NOTES: NoteRows,
    RecordKind.SALE_LINES: SaleLineRows,
}


def plan_of(table: Table, options: ReadOptions, *, separator: str = ",") -> ImportPlan:
    """Make the plan of a table: its kind, its columns, its records, and the rows left over.

    Raises Refusal as `headings.kind_of` and `headings.columns_with` do, with some cells of each
    column as `samples` beside the `headings`.
    """
    try:
        kind = options.kind or _kind_of(table, options)
        fields = columns_with(table.heading, kind, options.mapping, options.own_fields)
    except Refusal as refused:
        raise _with_samples(refused, table) from None
    known = known_list(table.heading, kind)
    readings = settled(table, fields, options)
    cells = Cells(
        heading=table.heading,
        fields=fields,
        dates=readings.dates,
        decimals={name: reading.sign for name, reading in readings.decimals.items()},
        default_currency=options.default_currency,
        known=known,
        own_fields=options.own_fields,
    )
    records, rejected = _records(table.rows, _READERS[kind](cells), cells, separator, options.watch)
    understood = Understood(
        format="table",
        kind=kind,
        columns=columns(table, fields, readings),
        heading_row=table.heading_row,
        date_order=readings.date_order,
        date_order_ambiguous=readings.dates_ambiguous,
        decimal_sign=readings.decimal_sign,
        decimal_sign_ambiguous=readings.decimals_ambiguous,
        source=known.source if known else None,
        new_fields=new_fields(table, fields, options.own_fields),
    )
    return ImportPlan(understood, records, rejected, rows_read=len(table.rows))


def _with_samples(refused: Refusal, table: Table) -> Refusal:
    """Show beside headings that nobody knows what stands under them."""
    if "headings" not in refused.parameters:
        return refused
    found = columns(table, [None] * len(table.heading), Settled({}, {}))
    samples = tuple(" · ".join(column.samples) for column in found)
    return Refusal(refused.code, field=refused.field, **refused.parameters, samples=samples)


def _kind_of(table: Table, options: ReadOptions) -> RecordKind:
    """Tell what a table is about; raises Refusal as `headings.kind_of` does.

    A list of contact persons names clients more than once; one that names each of them once is as
    well a list of clients, each with somebody to talk to, and makes those that are not there yet.
    """
    kind = kind_of(table.heading, options.mapping)
    if kind is not RecordKind.PEOPLE:
        return kind
    fields = columns_with(table.heading, kind, options.mapping)
    of = next(index for index, name in enumerate(fields) if name in {"client_code", "client_name"})
    clients = [row.cells[of].strip() for row in table.rows if row.damage is None]
    named = [client for client in clients if client]
    return kind if len(set(named)) < len(named) else RecordKind.CLIENTS


def _records(
    rows: Sequence[Row], reader: RowReader, cells: Cells, separator: str, watch: Watch | None
) -> tuple[tuple[Record, ...], tuple[RejectedRow, ...]]:
    rejected: list[RejectedRow] = []

    def reject(row: Row, why: str, parameters: dict[str, object]) -> None:
        text = _line(row.cells, separator)
        rejected.append(RejectedRow(row.number, why, parameters, text, row.cells))

    for done, row in enumerate(rows):
        if watch is not None and done % _STEP == 0:
            watch.step(done, len(rows))
        if row.damage:
            reader.spoil(row)
            reject(row, row.damage, {})
            continue
        try:
            cells.refuse_errors(row)
            reader.take(row)
        except Refusal as refusal:
            reader.spoil(row)
            reject(row, refusal.code, {**refusal.parameters, "field": refusal.field})
    if watch is not None:
        watch.step(len(rows), len(rows))
    records, torn = reader.finish()
    for row in torn:
        reject(row, "incomplete_sale", {})
    return records, tuple(sorted(rejected, key=lambda one: one.row))


def _line(cells: Sequence[str], separator: str) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=separator, lineterminator="").writerow(cells)
    return stream.getvalue()
