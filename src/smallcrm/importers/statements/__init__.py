"""Bank statements read into records; each format is one file behind the registry."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import known_currency
from smallcrm.domain.registry import Registry
from smallcrm.importers.files import content
from smallcrm.importers.plan import DateOrder, SourceFile
from smallcrm.importers.statements.camt import CamtReader
from smallcrm.importers.statements.csv_fields import FIELDS
from smallcrm.importers.statements.csv_statement import CsvReader
from smallcrm.importers.statements.mt940 import Mt940Reader
from smallcrm.importers.statements.ofx import OfxReader
from smallcrm.importers.statements.reading import (
    MAX_BYTES,
    StatementFile,
    StatementOptions,
    StatementReader,
)

__all__ = ["FIELDS", "READERS", "StatementFile", "StatementOptions", "StatementReader", "read"]


def _built() -> Registry[StatementReader]:
    """Register the formats; the one that takes any text comes last."""
    registry: Registry[StatementReader] = Registry()
    for reader in (OfxReader(), CamtReader(), Mt940Reader(), CsvReader()):
        registry.add(reader.name, reader)
    return registry


READERS: Final = _built()


def read(
    path: Path,
    *,
    encoding: str | None = None,
    mapping: Mapping[str, str] | None = None,
    separator: str | None = None,
    heading_row: int | None = None,
    date_order: str | None = None,
    decimal_sign: str | None = None,
    default_currency: str | None = None,
    country: str | None = None,
) -> StatementFile:
    """Read a bank's file, of whichever format; raises Refusal where nothing of it can be taken.

    What is not given is found out; `encoding` is for all formats, `default_currency` for those
    that may not say one, the rest for CSV (`mapping`: heading to one of `FIELDS`, or `ignore`).

    Codes: `file_not_found`, `file_unreadable`, `empty_file`, `file_too_large`, `not_a_statement`,
    `statement_damaged`, `statement_incomplete`, `statement_unsafe` (these with the `line` of the
    file), `unknown_encoding`, `wrong_encoding`, `unknown_currency`, `no_currency`,
    `unknown_date_order`, `unknown_decimal_sign`, `unknown_separator`, `unknown_column`,
    `unknown_field`, `missing_column`, `too_many_rows`, `too_many_columns`, `cell_too_large`,
    `no_rows`.
    """
    if decimal_sign not in (None, ".", ","):
        raise Refusal("unknown_decimal_sign", field="decimal_sign", text=decimal_sign)
    options = StatementOptions(
        encoding=encoding,
        mapping=mapping or {},
        separator=separator,
        heading_row=heading_row,
        date_order=_order(date_order),
        decimal_sign=decimal_sign,
        default_currency=known_currency(default_currency) if default_currency else None,
        country=country.upper() if country else None,
    )
    file = SourceFile(path, content(path, MAX_BYTES))
    try:
        return _reader_of(file).read(file, options)
    except Refusal as refusal:
        # What text tables call `not a table` is, of all that is expected here, no statement.
        code = "not_a_statement" if refusal.code == "not_a_table" else refusal.code
        parameters = {"file": path.name, **refusal.parameters}
        raise Refusal(code, field=refusal.field, **parameters) from refusal


def _reader_of(file: SourceFile) -> StatementReader:
    """Choose by the content, then by the ending, and then the format that takes any text."""
    *formats, any_text = READERS
    for reader in formats:
        if reader.claims(file):
            return reader
    for reader in formats:
        if file.ending in reader.endings:
            return reader
    return any_text


def _order(text: str | None) -> DateOrder | None:
    if not text:
        return None
    try:
        return DateOrder(text.strip().lower())
    except ValueError as error:
        known = tuple(order.value for order in DateOrder)
        raise Refusal("unknown_date_order", field="date_order", text=text, known=known) from error
