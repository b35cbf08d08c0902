"""Fields of the owner that a table has and the data file has not: what they hold, by cells."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from smallcrm.domain.enums import OwnFieldKind
from smallcrm.domain.own_fields import guess_kind
from smallcrm.importers.headings import OWN
from smallcrm.importers.plan import NewOwnField
from smallcrm.importers.table import Table

_ROWS: Final = 5000


def new_fields(
    table: Table, fields: Sequence[str | None], there: Collection[str]
) -> tuple[NewOwnField, ...]:
    """Return the fields that columns are mapped to and that are not `there`, each once."""
    found: dict[str, NewOwnField] = {}
    for index, name in enumerate(fields):
        own = name.removeprefix(OWN) if name is not None and name.startswith(OWN) else ""
        if not own or own in there or own in found:
            continue
        cells = [
            cell
            for row in table.rows[:_ROWS]
            if row.damage is None and (cell := row.cells[index].strip())
        ]
        kind = guess_kind(cells)
        if kind is OwnFieldKind.CHOICE and len(table.rows) > _ROWS:
            kind = OwnFieldKind.TEXT  # further down there may be other words
        choices = tuple(dict.fromkeys(cells)) if kind is OwnFieldKind.CHOICE else ()
        found[own] = NewOwnField(own, kind, choices)
    return tuple(found.values())
