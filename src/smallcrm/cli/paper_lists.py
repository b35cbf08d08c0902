"""`list` of what paper is made with: sheets of labels, those that are known and the owner's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Final

from smallcrm.cli import listed
from smallcrm.cli.listed import Listed, Wanted
from smallcrm.domain.label_sheets import KNOWN
from smallcrm.exporters import json_lists
from smallcrm.i18n.label_words import page_size, sheet_measures
from smallcrm.i18n.messages import mark_in

if TYPE_CHECKING:
    from smallcrm.domain.label_sheets import LabelSheet
    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.api import Queries

# A sheet's id, None of a known one, and its measures.
_Sheet = tuple[int | None, "LabelSheet"]


def _sheets(queries: Queries, wanted: Wanted) -> Sequence[_Sheet]:
    own = ((one.id, one.sheet) for one in queries.label_sheets())
    return tuple(chain(((None, sheet) for sheet in KNOWN), own))[: wanted.limit]


def _cells(tr: I18n, row: _Sheet) -> Sequence[str]:
    sheet_id, sheet = row
    own = "" if sheet_id is None else str(sheet_id)
    return (own, sheet.name, sheet_measures(tr, sheet), page_size(tr, sheet))


PAPER_LISTS: Final[Mapping[str, Listed]] = {
    "label_sheets": Listed(
        source=_sheets,
        json=lambda row: json_lists.label_sheet_row(*row),
        heading=(
            *(listed.ID, mark_in("column", "Name"), mark_in("column", "Labels")),
            mark_in("column", "Page"),
        ),
        cells=_cells,
        right="r",
    ),
}
