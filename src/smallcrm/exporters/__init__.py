"""Files for other programs: each format is one file behind the registry.

A sheet is exported twice over: as rows of text for a spreadsheet, as documents for a program.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from smallcrm.domain.errors import Refusal
from smallcrm.domain.registry import Registry
from smallcrm.exporters.csv_file import CsvExporter
from smallcrm.exporters.files import write_whole
from smallcrm.exporters.json_file import JsonExporter
from smallcrm.exporters.sheet import Exporter, Sheet
from smallcrm.exporters.vcard_file import VcardExporter

__all__ = ["EXPORTERS", "LATER", "Exporter", "Sheet", "export", "exporter_for", "write_whole"]


def _built() -> Registry[Exporter]:
    """Register the formats."""
    registry: Registry[Exporter] = Registry()
    for exporter in (CsvExporter(), JsonExporter(), VcardExporter()):
        registry.add(exporter.name, exporter)
    return registry


EXPORTERS: Final = _built()
# Endings that are promised and come later.
LATER: Final = (".xlsx",)


def exporter_for(path: Path) -> Exporter:
    """Choose the format by the file's ending; Refusal `not_built` or `unknown_ending`."""
    ending = path.suffix.lower()
    for exporter in EXPORTERS:
        if ending in exporter.endings:
            return exporter
    if ending in LATER:
        raise Refusal("not_built", field="file", what=ending)
    known = tuple(known for exporter in EXPORTERS for known in exporter.endings)
    raise Refusal("unknown_ending", field="file", text=ending, known=known)


def export(sheet: Sheet, path: Path) -> int:
    """Write a sheet whole or not at all, and return how many rows it has.

    Raises Refusal: `not_built`, `unknown_ending`, `cannot_write_file`.
    """
    exporter = exporter_for(path)
    return write_whole(path, lambda stream: exporter.write(sheet, stream))
