"""Files for other programs: each format is one file behind the registry.

A sheet is exported twice over: as rows of text for a spreadsheet, as documents for a program.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from smallcrm.domain.errors import Refusal
from smallcrm.domain.registry import Registry
from smallcrm.domain.watch import Watch
from smallcrm.exporters.csv_file import CsvExporter
from smallcrm.exporters.files import write_whole
from smallcrm.exporters.json_file import JsonExporter
from smallcrm.exporters.sheet import Column, Exporter, Kind, Row, Sheet, Written
from smallcrm.exporters.vcard_file import V3, VcardExporter
from smallcrm.exporters.xlsx_file import XlsxExporter

__all__ = [
    "EXPORTERS",
    "Column",
    "Exporter",
    "Kind",
    "Sheet",
    "Written",
    "export",
    "exporter_for",
    "write_whole",
]

_STEP: Final = 200  # rows


def _built() -> Registry[Exporter]:
    """Register the formats."""
    registry: Registry[Exporter] = Registry()
    for exporter in (
        XlsxExporter(),
        CsvExporter(),
        JsonExporter(),
        VcardExporter(),
        VcardExporter(V3),
    ):
        registry.add(exporter.name, exporter)
    return registry


EXPORTERS: Final = _built()


def exporter_for(path: Path) -> Exporter:
    """Choose the format by the file's ending; Refusal `unknown_ending`."""
    ending = path.suffix.lower()
    for exporter in EXPORTERS:
        if ending in exporter.endings:
            return exporter
    known = tuple(known for exporter in EXPORTERS for known in exporter.endings)
    raise Refusal("unknown_ending", field="file", text=ending, known=known)


def export(
    sheet: Sheet, path: Path, *, watch: Watch | None = None, exporter: Exporter | None = None
) -> Written:
    """Write a sheet whole or not at all, in the format of the file's ending or by `exporter`.

    Raises Refusal: `unknown_ending`, `cannot_write_file`; Cancelled where `watch` says so.
    """
    chosen = exporter or exporter_for(path)
    if watch is not None:
        sheet = replace(sheet, rows=watched(sheet, watch))
    return write_whole(path, lambda stream: chosen.write(sheet, stream))


def watched(sheet: Sheet, watch: Watch) -> Iterator[Row]:
    """Pass the rows of a sheet on, saying how far they are."""
    for number, row in enumerate(sheet.rows):
        if number % _STEP == 0:
            watch.step(number, sheet.count)
        yield row
