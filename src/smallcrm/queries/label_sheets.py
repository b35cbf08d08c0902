"""The sheets of labels that the owner measured."""

from __future__ import annotations

from sqlalchemy import Connection

from smallcrm.domain import keys
from smallcrm.domain.label_sheets import LabelSheet
from smallcrm.queries.list_shapes import LabelSheetShape
from smallcrm.queries.statements import statement

_SHEETS = "SELECT * FROM label_sheet ORDER BY id"


def label_sheets(connection: Connection) -> tuple[LabelSheetShape, ...]:
    """Return the owner's own sheets by their names."""
    found = []
    for row in connection.execute(statement(_SHEETS)).mappings():
        measures = dict(row)
        sheet_id = measures.pop("id")
        found.append(LabelSheetShape(sheet_id, LabelSheet(**measures)))
    return tuple(sorted(found, key=lambda one: (keys.sort_key(one.sheet.name), one.id)))
