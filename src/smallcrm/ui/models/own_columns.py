"""Columns of the list of clients that depend on what the owner defined: one for each own field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from smallcrm.domain.enums import OwnFieldKind
from smallcrm.domain.money import Money
from smallcrm.ui.models.paged import ColumnSpec
from smallcrm.ui.widgets.cells import EMPTY, Align, Cell, Value
from smallcrm.ui.widgets.painting import one_line

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.care_shapes import OwnFieldShape
    from smallcrm.queries.detail_shapes import OwnValueShape
    from smallcrm.queries.shapes import ClientRow

Words = Callable[[OwnFieldKind, str, str | None], str]

_FIGURES = frozenset({OwnFieldKind.NUMBER, OwnFieldKind.AMOUNT})
_WIDTHS = {
    OwnFieldKind.TEXT: 150,
    OwnFieldKind.LINK: 170,
    OwnFieldKind.CHOICE: 120,
    OwnFieldKind.YES_NO: 80,
}
_WIDTH = 110


def own_columns(tr: I18n, fields: Sequence[OwnFieldShape]) -> tuple[ColumnSpec, ...]:
    """Return a column for each own field, hidden until the owner wants to see it.

    Called on a reading thread: what words are made of is imported when there is such a field.
    """
    if not fields:
        return ()
    from smallcrm.i18n.own_values import own_value_text

    return tuple(
        ColumnSpec(
            f"own:{field.id}",
            one_line(field.name),
            partial(_cell, partial(own_value_text, tr), field.id),
            _WIDTHS.get(field.kind, _WIDTH),
            align="right" if field.kind in _FIGURES else "left",
            shown=False,
        )
        for field in fields
    )


def _cell(words: Words, field_id: int, row: ClientRow) -> Cell:
    for value in row.own:
        if value.field_id == field_id:
            text = words(value.kind, value.value, value.currency)
            align: Align = "right" if value.kind in _FIGURES else "left"
            return Cell(one_line(text), align=align, value=_reckoned(value))
    return EMPTY


def _reckoned(value: OwnValueShape) -> Value:
    """Return what a spreadsheet reckons with: a number, a day, an amount whose text has both."""
    if value.kind is OwnFieldKind.NUMBER:
        return Decimal(value.value)
    if value.kind is OwnFieldKind.DATE:
        return date.fromisoformat(value.value)
    if value.kind is OwnFieldKind.AMOUNT and value.currency is not None:
        return Money.parse(value.value, value.currency)
    return None
