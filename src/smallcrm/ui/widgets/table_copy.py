"""Rows of a table for the clipboard: as text and as a table, as they are shown."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMimeData, Qt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QAbstractItemModel

_DISPLAY: Final = Qt.ItemDataRole.DisplayRole


def rows_as_mime(
    model: QAbstractItemModel, rows: Sequence[int], columns: Sequence[int]
) -> QMimeData:
    """Return rows as tab-separated text and as an HTML table; several come with their heads."""
    lines = [
        [str(model.index(row, column).data(_DISPLAY) or "") for column in columns] for row in rows
    ]
    heads = [
        str(model.headerData(column, Qt.Orientation.Horizontal, _DISPLAY) or "")
        for column in columns
    ]
    if len(lines) == 1:
        heads = []
    text_lines = [heads, *lines] if heads else lines
    made = QMimeData()
    made.setText("\n".join("\t".join(_flat(field) for field in line) for line in text_lines))
    made.setHtml(_as_html(heads, lines))
    return made


def _flat(field: str) -> str:
    # Text that a spreadsheet would run as a formula is pasted as text; amounts and numbers are not.
    flat = field.replace("\t", " ").replace("\r", " ").replace("\n", " ")
    return f"'{flat}" if flat[:1] in {"=", "@"} else flat


def _as_html(heads: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    def row(fields: Sequence[str], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{html.escape(_flat(f))}</{tag}>" for f in fields) + "</tr>"

    body = "".join(row(line, "td") for line in lines)
    head = row(heads, "th") if heads else ""
    return f'<meta charset="utf-8"><table>{head}{body}</table>'
