"""Rows of a table for other programs: as text and as a table whose numbers are numbers."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, QMimeData, Qt, QUrl

from smallcrm.domain.money import Money
from smallcrm.ui.widgets.cells import CELL_ROLE, Cell

if TYPE_CHECKING:
    from PySide6.QtCore import QAbstractItemModel, QMetaType

    from smallcrm.ui.widgets.cells import Value

# What is made on demand: bytes, or where files are.
Made = bytes | list[QUrl] | None

_DISPLAY: Final = Qt.ItemDataRole.DisplayRole
# What a spreadsheet would run as a formula; a phone number or an amount that stands for itself is
# none, whatever sign it begins with.
_FORMULA: Final = re.compile(r"[=@]|[+\-](?![\d\s().,/\-\u00a0\u202f]*$)")
# Day 1 of spreadsheets, as they count since the leap year that 1900 was not.
_DAY_ZERO: Final = date(1899, 12, 30)
# The namespace that makes `x:num` the value of a cell; others read `sdval`.
_OPENING: Final = (
    '<html xmlns:x="urn:schemas-microsoft-com:office:excel">'
    '<head><meta charset="utf-8"></head><body><table>'
)
_CLOSING: Final = "</table></body></html>"
_TEXT: Final = "mso-number-format:'\\@'"


class RowsMime(QMimeData):
    """Text and a table for a drag; what is in `later` is made only when somebody asks for it.

    Not for the clipboard, which outlives the program's own code.
    """

    def __init__(self) -> None:
        super().__init__()
        self.later: Mapping[str, Callable[[], Made]] = {}

    def formats(self) -> list[str]:
        """Name what can be asked for."""
        return [*super().formats(), *self.later]

    def hasFormat(self, mime_type: str) -> bool:
        """Tell whether something can be asked for."""
        return mime_type in self.later or super().hasFormat(mime_type)

    def retrieveData(self, mime_type: str, kind: QMetaType | QMetaType.Type) -> object:
        """Hand something over, made now if it was not made before."""
        make = self.later.get(mime_type)
        if make is None:
            return super().retrieveData(mime_type, kind)
        made = make()
        # Addresses have to come as such; of bytes Qt would make none.
        return QByteArray(made) if isinstance(made, bytes) else made


def rows_as_mime(
    model: QAbstractItemModel,
    rows: Sequence[int],
    columns: Sequence[int],
    made: QMimeData | None = None,
) -> QMimeData:
    """Return rows as tab-separated text and as an HTML table; several come with their heads."""
    lines = [[_cell(model, row, column) for column in columns] for row in rows]
    return cells_as_mime(heads_of(model, columns), lines, made)


def heads_of(model: QAbstractItemModel, columns: Sequence[int]) -> list[str]:
    """Return what stands over the columns."""
    return [
        str(model.headerData(column, Qt.Orientation.Horizontal, _DISPLAY) or "")
        for column in columns
    ]


def cells_as_mime(
    heads: Sequence[str], lines: Sequence[Sequence[Cell]], made: QMimeData | None = None
) -> QMimeData:
    """Return cells as tab-separated text and as an HTML table; several rows with their heads."""
    if len(lines) == 1:
        heads = ()
    texts = [[_flat(text_of(cell)) for cell in line] for line in lines]
    if heads:
        texts.insert(0, [_flat(head) for head in heads])
    made = made or QMimeData()
    made.setText("\n".join("\t".join(line) for line in texts))
    made.setHtml(_as_html(heads, lines))
    return made


def text_of(cell: Cell) -> str:
    """Return what a cell says."""
    return cell.text or (cell.badge.text if cell.badge is not None else "")


def _cell(model: QAbstractItemModel, row: int, column: int) -> Cell:
    index = model.index(row, column)
    found = index.data(CELL_ROLE)
    shown = str(index.data(_DISPLAY) or "")
    if isinstance(found, Cell) and text_of(found) == shown:
        return found
    return Cell(shown)


def _flat(field: str) -> str:
    # Text that a spreadsheet would run as a formula is pasted as text; amounts and numbers are not.
    flat = field.replace("\t", " ").replace("\r", " ").replace("\n", " ")
    return f"'{flat}" if _FORMULA.match(flat) else flat


def _as_html(heads: Sequence[str], lines: Sequence[Sequence[Cell]]) -> str:
    head = "".join(f'<th style="{_TEXT}">{html.escape(_flat(text))}</th>' for text in heads)
    rows = [f"<tr>{head}</tr>"] if heads else []
    rows += ["<tr>" + "".join(map(_as_cell, line)) + "</tr>" for line in lines]
    return f"{_OPENING}{''.join(rows)}{_CLOSING}"


def _as_cell(cell: Cell) -> str:
    said = html.escape(_flat(text_of(cell)))
    typed = _typed(cell.value)
    if typed is None:
        return f'<td style="{_TEXT}">{said}</td>'
    number, pattern = typed
    style = f"mso-number-format:'{html.escape(pattern)}'"
    office = pattern.replace("\\", "")
    return (
        f'<td align="right" x:num="{number}" sdval="{number}" sdnum="1033;0;{office}"'
        f' style="{style}">{said}</td>'
    )


def _typed(value: Value) -> tuple[str, str] | None:
    """Return a value as the number that a spreadsheet keeps, and the format that shows it."""
    match value:
        case Money():
            number, pattern = str(value), "#,##0"
        case Decimal():
            number, pattern = f"{value:f}", "0"
        case date():
            return str((value - _DAY_ZERO).days), "yyyy\\-mm\\-dd"
        case int():
            return str(value), "0"
        case _:
            return None
    decimals = len(number.partition(".")[2])
    return number, f"{pattern}.{'0' * decimals}" if decimals else pattern
