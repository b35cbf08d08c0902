"""`list documents`: files that are kept, of one client or of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from smallcrm.cli import listed
from smallcrm.cli.listed import Listed, Takes, Wanted
from smallcrm.exporters import json_lists
from smallcrm.i18n.messages import mark_in

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.api import Queries
    from smallcrm.queries.contact_shapes import DocumentShape


def _documents(queries: Queries, wanted: Wanted) -> Sequence[DocumentShape]:
    found = queries.documents_of(client_id=wanted.client_id or None)
    return found[: wanted.limit]


def _cells(tr: I18n, row: DocumentShape) -> Sequence[str]:
    return (
        str(row.id),
        tr.formats.instant_short(row.added_at),
        row.client.name,
        row.name,
        row.about or "",
        tr.formats.number(row.size),
    )


DOCUMENT_LISTS: Final[Mapping[str, Listed]] = {
    "documents": Listed(
        source=_documents,
        json=json_lists.document_row,
        heading=(
            *(listed.ID, listed.DATE, listed.CLIENT, mark_in("column", "Name")),
            *(mark_in("column", "Kept with"), mark_in("column", "Bytes")),
        ),
        cells=_cells,
        right="r    r",
        takes=Takes.PERHAPS_CLIENT,
    ),
}
