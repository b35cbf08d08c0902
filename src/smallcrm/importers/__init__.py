"""Files of the owner's past, read into records; each format is one file behind the registry."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeVar

from smallcrm.domain.enums import OwnFieldKind
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import known_currency
from smallcrm.domain.records import RecordKind
from smallcrm.domain.registry import Registry
from smallcrm.domain.watch import Watch
from smallcrm.importers.csv_table import CsvImporter
from smallcrm.importers.files import content
from smallcrm.importers.foreign import ForeignImporter
from smallcrm.importers.headings import FIELDS
from smallcrm.importers.plan import (
    AUTO,
    MAX_FILE_BYTES,
    Column,
    DateOrder,
    Importer,
    ImportPlan,
    ReadOptions,
    SourceFile,
    Understood,
)
from smallcrm.importers.rejects import rejects_csv
from smallcrm.importers.vcard import VcardImporter
from smallcrm.importers.workbook import WorkbookImporter

__all__ = [
    "FIELDS",
    "IMPORTERS",
    "Column",
    "DateOrder",
    "ImportPlan",
    "Importer",
    "ReadOptions",
    "SourceFile",
    "Understood",
    "read",
    "rejects_csv",
]


_Choice = TypeVar("_Choice", bound=StrEnum)


def _built() -> Registry[Importer]:
    """Register the formats; the one that takes any text comes last."""
    registry: Registry[Importer] = Registry()
    for importer in (VcardImporter(), WorkbookImporter(), ForeignImporter(), CsvImporter()):
        registry.add(importer.name, importer)
    return registry


IMPORTERS: Final = _built()


def read(
    path: Path,
    *,
    kind: str = AUTO,
    mapping: Mapping[str, str] | None = None,
    encoding: str | None = None,
    separator: str | None = None,
    heading_row: int | None = None,
    date_order: str | None = None,
    decimal_sign: str | None = None,
    default_currency: str | None = None,
    country: str | None = None,
    sheet: str | None = None,
    date_orders: Mapping[str, str] | None = None,
    own_fields: Mapping[str, OwnFieldKind] | None = None,
    watch: Watch | None = None,
) -> ImportPlan:
    """Read a file into a plan; raises Refusal where nothing of it can be taken.

    The parameters are those of `ReadOptions`; with a `watch` Cancelled may be raised as well.

    Codes: `file_not_found`, `file_unreadable`, `empty_file`, `file_too_large`, `not_a_table`,
    `unknown_kind`, `kind_not_recognised`, `unknown_encoding`, `wrong_encoding`,
    `unknown_date_order`, `unknown_currency`, `unknown_column`, `unknown_field`, `too_many_rows`,
    `too_many_columns`, `cell_too_large`, `no_rows`; of workbooks `workbook_damaged`,
    `workbook_encrypted`, `workbook_too_large`, `old_workbook`, `web_page`, `unknown_sheet`;
    of files that are known and not read `iif_file`, `ldif_file`, `pst_file`, `pdf_file`.
    """
    if decimal_sign not in (None, ".", ","):
        raise Refusal("unknown_decimal_sign", field="decimal_sign", text=decimal_sign)
    options = ReadOptions(
        kind=None if kind == AUTO else _one_of(RecordKind, kind, "unknown_kind"),
        mapping=mapping or {},
        encoding=encoding,
        separator=separator,
        heading_row=heading_row,
        date_order=_date_order(date_order) if date_order else None,
        decimal_sign=decimal_sign,
        default_currency=known_currency(default_currency) if default_currency else None,
        country=country.upper() if country else None,
        sheet=sheet,
        date_orders={name: _date_order(order) for name, order in (date_orders or {}).items()},
        own_fields=own_fields or {},
        watch=watch,
    )
    file = SourceFile(path, content(path, MAX_FILE_BYTES))
    for importer in IMPORTERS:
        if importer.claims(file):
            return importer.read(file, options)
    raise Refusal("not_a_table", field="file", file=path.name)


def _date_order(text: str) -> DateOrder:
    return _one_of(DateOrder, text, "unknown_date_order")


def _one_of(choices: type[_Choice], text: str, code: str) -> _Choice:
    try:
        return choices(text.strip().lower())
    except ValueError as error:
        known = tuple(choice.value for choice in choices)
        raise Refusal(code, field="kind", text=text, known=known) from error
