"""A sheet in the owner's language: headings and the words of closed lists, for people to read.

Our importer knows them again. Amounts, days and what people typed stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from smallcrm.exporters.sheet import Row, Sheet
from smallcrm.i18n.sheet_words import heading_words
from smallcrm.i18n.words import enum_name

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n


def spoken(sheet: Sheet, tr: I18n) -> Sheet:
    """Return the sheet in a language; its documents, which programs read, stay as they are."""
    columns = tuple(
        replace(column, heading=heading_words(tr, column.heading)) for column in sheet.columns
    )
    # Each word once: a sheet says the same few ones over and over.
    words = {
        number: {member.value: enum_name(tr, member) for member in column.words}
        for number, column in enumerate(columns)
        if column.words is not None
    }
    return replace(sheet, columns=columns, rows=_rows(sheet, words))


def _rows(sheet: Sheet, words: dict[int, dict[str, str]]) -> Iterator[Row]:
    for row in sheet.rows:
        cells = list(row.cells)
        for number, names in words.items():
            cells[number] = names.get(cells[number], cells[number])
        yield Row(cells, row.document)
